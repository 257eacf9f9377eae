"""Canvas: one column of the teacher's own gradebook export, and nothing else in it, is filled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from cnncost.errors import UsageError, did_you_mean, listed, shortened
from cnncost.homework.exports.cells import (
    Cell,
    Filled,
    Row,
    Sheet,
    placed,
    read_sheet,
    rewritten,
    same_length,
    without_row,
)
from cnncost.homework.marks import Marked
from cnncost.numbers import points as points_text

IDENTITIES = ("ID", "SIS User ID", "SIS Login ID")
TITLED = re.compile(r"(?P<title>.*)\s\((?P<id>[0-9]+)\)", re.DOTALL)
COMPUTED = re.compile(r"(Current|Final|Override) (Score|Points|Grade|Status)")
SILENT = re.compile(r"\s*(Muted|Manual Posting.*)?\s*", re.IGNORECASE | re.DOTALL)
READ_ONLY = re.compile(r"read\s+only", re.IGNORECASE)
TEACHERS = ("EX", "N/A")  # excused, and not given to this student: not ours to change
MOST_NAMED = 12


class Pupil(NamedTuple):
    """A row of a student: the name, the cell to fill, and what the student is known by."""

    name: str
    cell: Cell
    known_by: tuple[str, ...]


def canvas_gradebook(text: str, keys: Mapping[str, Marked], column: str) -> Filled:
    """The gradebook with the points in one column, found by its header, its title or its number.

    ``keys`` are all the texts that a student is recognised by: Canvas's id, the SIS id, the login.
    Read the file with ``newline=""`` and without dropping its byte order mark.
    """
    sheet = read_sheet(text, ("ID", "Section"), "a gradebook that Canvas exported")
    at = _column(sheet, column)
    pupils = [_pupil(sheet, row, at) for row in sheet.rows if _of_a_student(sheet, row)]
    found = placed((pupil.known_by for pupil in pupils), keys)
    matched = [(pupil, marked) for pupil, marked in zip(pupils, found, strict=True) if marked]
    final = [(pupil, marked) for pupil, marked in matched if _may_change(pupil, marked)]
    return Filled(
        rewritten(sheet, [(pupil.cell, points_text(marked.points)) for pupil, marked in final]),
        tuple(marked.student for _, marked in final),
        tuple(marked.student for pupil, marked in matched if not _may_change(pupil, marked)),
        without_row(keys, found),
        tuple(pupil.name for pupil, marked in zip(pupils, found, strict=True) if not marked),
        _notes(sheet, at, (marked for _, marked in final)),
    )


def _may_change(pupil: Pupil, marked: Marked) -> bool:
    return not marked.unread and pupil.cell.text.strip().upper() not in TEACHERS


def _pupil(sheet: Sheet, row: Row, at: int) -> Pupil:
    same_length(sheet, row)
    identities = [row[i].text.strip() for i, name in enumerate(sheet.header) if name in IDENTITIES]
    return Pupil(shortened(_name(sheet, row)), row[at], tuple(identities))


def _name(sheet: Sheet, row: Row) -> str:
    """``Doe, Jane``, from one column or from two."""
    return ", ".join(cell.text.strip() for cell in row[: sheet.header.index("ID")])


def _of_a_student(sheet: Sheet, row: Row) -> bool:
    silent = all(SILENT.fullmatch(cell.text) for cell in row)
    return not silent and not _points_possible(row) and _name(sheet, row) != "Student, Test"


def _points_possible(row: Row) -> bool:
    return "Points Possible" in row[0].text


def _column(sheet: Sheet, wanted: str) -> int:
    """Where the assignment's column is: by its whole header, else by its title or number."""
    columns = _assignments(sheet)
    wanted = wanted.strip()
    exact = [i for i in columns if sheet.header[i] == wanted]
    found = exact or [i for i in columns if wanted in _names(sheet.header[i])]
    if len(found) != 1:
        raise UsageError(_not_one(wanted, [sheet.header[i] for i in found or columns], bool(found)))
    return found[0]


def _names(header: str) -> tuple[str, ...]:
    match = TITLED.fullmatch(header)
    return (match["title"], match["id"]) if match else ()


def _not_one(wanted: str, headers: list[str], several: bool) -> str:
    shown = [f"'{shortened(header)}'" for header in headers[:MOST_NAMED]]
    more = ["others"] if len(headers) > MOST_NAMED else []
    name = shortened(wanted)
    if several:
        return f"Several columns are called '{name}': {listed([*shown, *more])}. Give the number."
    if not shown:
        return f"There is no column '{name}': the gradebook has no assignment to fill."
    guess = did_you_mean(wanted, [name for header in headers for name in _names(header)])
    return f"There is no column '{name}'.{guess} The assignments are {listed([*shown, *more])}."


def _assignments(sheet: Sheet) -> list[int]:
    """The columns that may be filled: behind the student's own, neither computed nor read only."""
    above = [row for row in sheet.rows if _points_possible(row)]
    closed = {i for row in above for i, cell in enumerate(row) if READ_ONLY.search(cell.text)}
    first = sheet.header.index("Section") + 1
    others = [i for i in range(first, len(sheet.header)) if i not in closed]
    return [i for i in others if sheet.header[i] and not COMPUTED.search(sheet.header[i])]


def _notes(sheet: Sheet, at: int, filled: Iterable[Marked]) -> tuple[str, ...]:
    """What the teacher should see: the gradebook gives other points than the homework."""
    above = [row for row in sheet.rows if _points_possible(row) and at < len(row)]
    possible = [row[at].text.strip().replace(",", ".") for row in above]
    ours = list(dict.fromkeys(points_text(marked.of) for marked in filled))
    theirs = [f"{float(text):.2f}" for text in possible if re.fullmatch(r"[0-9]+\.?[0-9]*", text)]
    differ = [of for of in ours if theirs and f"{float(of):.2f}" != theirs[0]]
    if not differ:
        return ()
    return (f"The homework gives {listed(differ)} points, Canvas says {possible[0]}.",)
