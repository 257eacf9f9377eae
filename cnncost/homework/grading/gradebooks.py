"""A class's results in the teacher's own gradebooks, with what lateness left of the points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from cnncost.errors import UsageError, printable
from cnncost.files import reason
from cnncost.homework.collecting.roster import Roster
from cnncost.homework.exports.cells import Filled
from cnncost.homework.exports.moodle import participant_key
from cnncost.homework.grading.results import Result
from cnncost.homework.marks import Marked

MOST_BYTES = 16 * 1024 * 1024


def keys(results: Iterable[Result], roster: Roster | None) -> dict[str, Marked]:
    """Every text by which exactly one student of the class is recognised."""
    students = {one.id: one for one in roster.students} if roster else {}
    found: dict[str, dict[str, Marked]] = {}
    for result in _handed_in(results):
        known = students.get(result.student)
        texts = {result.student, *([known.name, *known.names] if known else [result.name])}
        if known is None and result.student.isdecimal():  # as Moodle's folders call students
            texts.add(participant_key(result.student))
        for text in filter(None, texts):
            found.setdefault(text, {})[result.student] = result.counted
    return {text: next(iter(who.values())) for text, who in found.items() if len(who) == 1}


def canvas(path: Path, column: str, known: Mapping[str, Marked]) -> Filled:
    """The teacher's Canvas gradebook with one column filled."""
    from cnncost.homework.exports.canvas import canvas_gradebook

    return canvas_gradebook(_text(path), known, column)


def moodle(path: Path, known: Mapping[str, Marked], full: bool) -> Filled:
    """The teacher's Moodle worksheet with grades and comments filled."""
    from cnncost.homework.exports.moodle import moodle_worksheet

    return moodle_worksheet(_text(path), known, full)


def grades(results: Sequence[Result], roster: Roster | None, full: bool) -> str:
    """A table of grades for Moodle's import, without those that are not final."""
    from cnncost.homework.exports.moodle import moodle_grades

    students = {one.id: one for one in roster.students} if roster else {}
    people = [
        (one.student, one.name, _email(students[one.student].names))
        if one.student in students
        else (one.student, one.name, "")
        for one in _handed_in(results)
    ]
    return moodle_grades([one.counted for one in _handed_in(results)], people, full)


def _handed_in(results: Iterable[Result]) -> list[Result]:
    """Without those who handed in nothing: what that is worth is their teacher's to say."""
    return [one for one in results if one.status != "missing"]


def _email(names: Iterable[str]) -> str:
    return next((name for name in names if "@" in name), "")


def _text(path: Path) -> str:
    """A gradebook's text, with its line ends and its byte order mark."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise UsageError(f"{printable(str(path))} is larger than 16 MiB.")
        return data.decode("utf-8")
    except OSError as error:
        raise UsageError(f"{printable(str(path))} cannot be read: {reason(error)}.") from None
    except UnicodeDecodeError:
        raise UsageError(f"{printable(str(path))} is not UTF-8 text.") from None
