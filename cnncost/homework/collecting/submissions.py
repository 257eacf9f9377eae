"""What a class handed in: one submission per student, from a folder or a zip of any course system.

Nothing is written and nothing is lost: what cannot be read becomes a submission with a problem.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from cnncost.errors import listed, printable, shortened
from cnncost.homework.collecting import gradescope, layouts
from cnncost.homework.collecting.layouts import Handed
from cnncost.homework.collecting.members import Member, opened
from cnncost.homework.collecting.roster import Roster, Student
from cnncost.homework.collecting.whose import Index, Students, indexed, may_be_called, who

MOST_BYTES = 256 * 1024
MOST_BYTES_IN_ALL = 512 * 1024 * 1024
MOST_NAMED = 5
LONGEST_WHERE = 300
LONGEST_NAME = 60
NOTHING = "Nothing was handed in."

_RESERVED = re.compile(r"con|prn|aux|nul|conin|conout|(com|lpt)[0-9]")
_HASHED = re.compile(r".*-[0-9a-f]{16}", re.DOTALL)


class Submission(NamedTuple):
    """What one student handed in.

    ``student`` is the id in the roster, or else what the course system called them. ``where`` is
    the file's path, for people to find it. ``submitted`` is ISO text, empty where nobody says.
    ``problem`` says why there is nothing to mark; ``data`` is then empty.
    """

    student: str
    name: str
    where: str
    data: bytes
    late: bool = False
    submitted: str = ""
    notes: tuple[str, ...] = ()
    problem: str = ""


class Collected(NamedTuple):
    """The submissions in the order of the roster, then those of nobody in it by id."""

    submissions: tuple[Submission, ...]
    notes: tuple[str, ...] = ()


class _Part(NamedTuple):
    """What one person handed in, alone or with others."""

    handed: Handed
    ids: tuple[str, ...]
    name: str
    students: Students
    by_name: bool

    @property
    def called(self) -> str:
        return next((one for one in (*self.ids, self.name) if one), self.handed.where)


def collect(path: Path, roster: Roster | None = None) -> Collected:
    """One submission for each student of the roster, and for each whom it does not know.

    Raises UsageError if ``path`` is neither a folder nor a zip that can be listed.
    """
    index = indexed(roster)
    with opened(path) as members:
        handed, notes = _handed(members, index)
        parts = [part for one in handed for part in _people(one, index)]
        return Collected(tuple(_bounded(_submissions(parts, roster))), notes)


def _handed(members: list[Member], index: Index) -> tuple[list[Handed], tuple[str, ...]]:
    def knows(name: str, by_name: bool) -> bool:
        return bool(who(index, (name,), name if by_name else "")[0])

    trunk = layouts.trunk_of(members, knows)
    about = (*trunk, gradescope.METADATA)
    metadata = next((member for member in members if member.parts == about), None)
    others = [member for member in members if member is not metadata]
    if metadata is None:
        return layouts.laid_out(others, trunk, None, knows), ()
    data, problem = metadata.read(gradescope.MOST_BYTES)
    exports = gradescope.read_metadata(data, gradescope.METADATA)
    notes = (f"{gradescope.METADATA} {problem}.",) if problem else ()
    return layouts.laid_out(others, trunk, exports, knows), notes


def _people(handed: Handed, index: Index) -> Iterator[_Part]:
    for ids, name in handed.people:
        yield _Part(handed, ids, name, *who(index, ids, name))


def _submissions(parts: list[_Part], roster: Roster | None) -> Iterator[Submission]:
    """Those of the roster's students, then the others by id."""
    theirs: dict[str, list[_Part]] = {}
    others: dict[str, list[_Part]] = {}
    unclear: list[_Part] = []
    for part in parts:
        if len(part.students) > 1:
            unclear.append(part)
        elif part.students:
            theirs.setdefault(part.students[0].id, []).append(part)
        else:
            others.setdefault(part.called, []).append(part)
    for id, found in theirs.items():
        theirs[id], doubtful = _sure(found)
        unclear.extend(doubtful)
    perhaps: dict[str, list[str]] = {}
    for part in unclear:
        for student in part.students:
            perhaps.setdefault(student.id, []).append(part.handed.where)
    students = roster.students if roster else ()
    for student in students:
        yield _theirs(student, theirs.get(student.id, []), perhaps.get(student.id, []))
    unknown = [_unknown(called, found, roster) for called, found in others.items()]
    taken = {student.id for student in students}
    yield from _apart([*unknown, *map(_unclear, unclear)], taken)


def _apart(found: Iterable[Submission], taken: set[str]) -> Iterator[Submission]:
    """The submissions by id, with a number after an id that another already has."""
    times: Counter[str] = Counter(taken)
    for one in sorted(found, key=lambda one: (one.student, one.where)):
        times[one.student] += 1
        id = one.student if times[one.student] == 1 else f"{one.student} ({times[one.student]})"
        while id in taken:
            times[one.student] += 1
            id = f"{one.student} ({times[one.student]})"
        taken.add(id)
        yield one._replace(student=id)


def _sure(found: list[_Part]) -> tuple[list[_Part], list[_Part]]:
    """What surely is a student's, and what is theirs by name only where others claim it too."""
    named = [part for part in found if part.by_name]
    others = [part for part in found if not part.by_name]
    alone = not others and len({part.ids for part in named}) == 1
    return (named, []) if alone else (others, named)


def _theirs(student: Student, found: list[_Part], perhaps: list[str]) -> Submission:
    blank = Submission(student.id, student.name, "", b"", submitted=student.submitted)
    notes = (f"Perhaps theirs: {_named(perhaps)}.",) if perhaps else ()
    if not found:
        return blank._replace(notes=notes, problem=NOTHING)
    read = _read(blank, [part.handed for part in found])
    return read._replace(notes=(*read.notes, *notes, *_called_otherwise(student, found)))


def _called_otherwise(student: Student, found: list[_Part]) -> Iterator[str]:
    """A warning where the number is this student's and the name is not, as numbers may coincide."""
    for part in found:
        if part.name not in part.ids and not may_be_called(student, part.name):
            names = f"'{shortened(student.name)}', there '{shortened(part.name)}'"
            yield f"Is the id {shortened(part.called)} theirs? The roster says {names}."


def _unknown(called: str, found: list[_Part], roster: Roster | None) -> Submission:
    shown = printable(called)
    name = printable(found[0].name)
    blank = Submission(shown, "" if name == shown else name, "", b"")
    read = _read(blank, [part.handed for part in found])
    if roster is None:
        return read
    says = f"No student in {shortened(roster.file)} has the id or name '{shortened(called)}'."
    return read._replace(notes=(says, *read.notes))


def _unclear(part: _Part) -> Submission:
    """What may be of either of two students is marked for neither."""
    ids = listed((shortened(student.id) for student in part.students[:MOST_NAMED]), "or")
    called = shortened(part.name if part.by_name else part.called)
    where = _where(part.handed.where)
    if len(part.students) > 1:
        says = f"'{called}' may be {ids}: its id or name fits several students of the roster."
    else:
        says = f"'{called}' may be {ids}, but something else was handed in as {ids} too."
    hint = "Put the file into a folder with the student's id as its name."
    names = _named(file.name for file in part.handed.files)
    notes = (f"Not read: {names}.",) if names else ()
    return Submission(
        printable(part.called), printable(part.name), where, b"", part.handed.late,
        part.handed.submitted, notes, f"{says} {hint}",
    )  # fmt: skip


def _read(blank: Submission, found: Sequence[Handed]) -> Submission:
    """The submission with the content of what was handed in last."""
    last = max(found, key=_later)
    read = _content(blank, last)
    if len(found) == 1:
        return read
    others = [one.where for one in sorted(found, key=_later) if one is not last]
    says = f"Handed in {len(found)} times: {_where(last.where)} was used, not {_named(others)}."
    return read._replace(notes=(says, *read.notes))


def _later(handed: Handed) -> tuple[object, ...]:
    """What was handed in as it should be goes before what was not, then the latest by any sign."""
    usable = any(not layouts.refused(one) and not one.member.problem for one in handed.files)
    newest = max((file.attachment for file in handed.files), default=0)
    return (
        usable and not handed.problem, -handed.level, _instant(handed.submitted), newest,
        layouts.natural(handed.where),
    )  # fmt: skip


def _instant(submitted: str) -> float:
    """A time to sort by; one without a zone counts as one of Greenwich."""
    from datetime import UTC, datetime

    if not submitted:
        return 0.0
    time = datetime.fromisoformat(submitted)
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()


def _content(blank: Submission, handed: Handed) -> Submission:
    known = blank._replace(
        where=_where(handed.where),
        late=handed.late,
        submitted=handed.submitted or blank.submitted,
    )
    if not handed.files:
        return known._replace(problem=handed.problem or f"{NOTHING} The folder is empty.")
    file, others = layouts.chosen(handed.files)
    where = _where("/".join(file.member.parts))
    notes = [file.member.note] if file.member.note else []
    if others:
        notes.append(f"Not read: {_named(other.name for other in others)}.")
    data, problem = b"", handed.problem or layouts.refused(file)
    if not problem:
        data, reason = file.member.read(MOST_BYTES)
        problem = f"{shortened(file.name)} {reason}." if reason else ""
    return known._replace(where=where, data=data, notes=tuple(notes), problem=problem)


def _bounded(submissions: Iterable[Submission]) -> Iterator[Submission]:
    """The submissions, without the bytes of those that would fill the memory."""
    total = 0
    for one in submissions:
        total += len(one.data)
        if total > MOST_BYTES_IN_ALL:
            limit = f"{MOST_BYTES_IN_ALL // (1024 * 1024)} MiB"
            says = f"Not read: what was handed in before it is already {limit} together."
            total -= len(one.data)
            one = one._replace(data=b"", problem=says)
        yield one


def _where(path: str) -> str:
    return shortened(path, LONGEST_WHERE)


def _named(names: Iterable[str]) -> str:
    """A few names, and how many there are besides."""
    shown = [shortened(name, LONGEST_WHERE) for name in names]
    rest = len(shown) - MOST_NAMED
    if not shown:
        return ""
    return listed([*shown[:MOST_NAMED], f"{rest:,} more"] if rest > 0 else shown)


def safe_name(text: str) -> str:
    """A file name for a student: never the same for two ids, on any file system.

    Small letters, digits, ``_`` and ``-`` stay as they are. Anything else is changed, and then a
    hash of the whole is appended.
    """
    kept = re.sub(r"[^A-Za-z0-9_-]+", "-", text).strip("-")
    same = kept == text == text.lower() and 0 < len(text) <= LONGEST_NAME
    if same and not _RESERVED.fullmatch(text) and not _HASHED.fullmatch(text):
        return text
    from hashlib import sha256

    mark = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{kept[: LONGEST_NAME - 17].strip('-') or 'student'}-{mark}"
