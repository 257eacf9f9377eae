"""Who is in the class, from the CSV that a course system exports or a teacher writes."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cnncost.errors import FileError, Place, UsageError, printable, shortened
from cnncost.files import reason

MOST_BYTES = 4 * 1024 * 1024
MOST_STUDENTS = 20_000
LONGEST_CELL = 200

# The first of these that the header has is the id; the others are further ways to be recognised.
IDS = (
    "id", "student id", "studentid", "sid", "sis user id", "identifier", "id number", "idnumber",
    "student number", "orgdefinedid", "user id", "userid", "username", "user name", "sis login id",
    "login id", "login", "email", "email address", "e mail", "mail", "participant id",
)  # fmt: skip
NAMES = ("name", "student", "student name", "full name", "fullname", "display name")
FIRST_NAMES = ("first name", "firstname", "given name")
LAST_NAMES = ("last name", "lastname", "surname", "family name")
TIMES = ("submitted", "submitted at", "submission time", "submission date")
NO_STUDENT = ("points possible", "student, test")  # rows of a Canvas gradebook

_GUARDED = re.compile(r'="(.*)"', re.DOTALL)
_PARTICIPANT = re.compile(r"\D+ (\d+)")


class Student(NamedTuple):
    """One row of the roster.

    ``names`` are other ways to recognise them: email, login, the id in Canvas or Moodle.
    ``submitted`` is when they handed in, as ISO text, if the roster says so.
    """

    id: str
    name: str
    names: tuple[str, ...] = ()
    submitted: str = ""


class Roster(NamedTuple):
    """The students of a class, in the order of the file."""

    file: str
    students: tuple[Student, ...]


class _Columns(NamedTuple):
    """Where in a row what is read stands."""

    header: tuple[str, ...]
    ids: tuple[int, ...]
    name: tuple[int, ...]
    submitted: int | None


_Row = tuple[int, list[str]]


def read_roster(path: Path) -> Roster:
    """The class from a CSV file with a header, separated by commas, semicolons or tabs.

    Raises FileError or UsageError in words for a teacher.
    """
    file = str(path)
    text = _text(path)
    rows = _rows(file, text, _delimiter(text))
    line, header = next(rows, (1, []))
    columns = _columns(file, line, header)
    students: dict[str, tuple[Student, int]] = {}
    for line, cells in rows:
        if _is_no_student(columns, cells):
            continue
        student = _student(file, line, cells, columns)
        if student.id in students:
            first = students[student.id][1]
            says = f"The id '{shortened(student.id)}' is given twice; first in line {first}."
            raise _error(file, line, f"{says} Each student needs an id of their own.")
        students[student.id] = (student, line)
        if len(students) > MOST_STUDENTS:
            raise _error(file, line, f"The file has more than {MOST_STUDENTS:,} students.")
    if not students:
        raise _error(file, 1, "No students stand below the header.")
    return Roster(file, tuple(student for student, _ in students.values()))


def _error(file: str, line: int, message: str) -> FileError:
    return FileError(Place(file, line, 1), message)


def _text(path: Path) -> str:
    try:
        if not path.is_file():
            raise UsageError(f"{shortened(str(path))} is not a file that can be read.")
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        if not isinstance(error, OSError) or error.errno == errno.ENAMETOOLONG:
            raise UsageError(f"{shortened(str(path))} is not a file that can be read.") from None
        raise UsageError(f"{printable(str(path))} cannot be read: {reason(error)}.") from None
    if len(data) > MOST_BYTES:
        limit = f"{MOST_BYTES // (1024 * 1024)} MiB"
        raise _error(str(path), 1, f"The file is larger than {limit}, the most that is read.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = len(re.findall(b"\r\n|\r|\n", data[: error.start])) + 1
        says = "This is not UTF-8 text. Save it as 'CSV UTF-8' and try again."
        raise _error(str(path), line, says) from None


def _delimiter(text: str) -> str:
    """The sign that the header has most of, quoted texts left out."""
    header = re.sub(r'"[^"]*"', "", text[:10_000]).lstrip().partition("\n")[0].partition("\r")[0]
    return max(",;\t", key=header.count)


def _rows(file: str, text: str, delimiter: str) -> Iterator[_Row]:
    """Every row that is not blank, with the line that it starts in."""
    import csv
    import io

    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = [_cell(cell) for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            says = 'This line is no CSV: is a quote (") opened and not closed?'
            raise _error(file, line, says) from None
        long = next((cell for cell in cells if len(cell) > LONGEST_CELL), "")
        if long and line > 1:
            says = f"'{shortened(long)}' is longer than {LONGEST_CELL} characters."
            raise _error(file, line, says)
        if any(cells):
            yield line, cells


def _cell(text: str) -> str:
    """A cell without blanks around it and without the guard of spreadsheets, ``="..."``."""
    guarded = _GUARDED.fullmatch(text.strip())
    return (guarded[1] if guarded else text).strip()


def _columns(file: str, line: int, header: list[str]) -> _Columns:
    titles = [" ".join(re.sub(r"[\W_]+", " ", title.casefold()).split()) for title in header]
    for title in (*IDS, *NAMES, *FIRST_NAMES, *LAST_NAMES, *TIMES):
        if titles.count(title) > 1:
            raise _error(file, line, f"Two columns are called '{title}'. Delete one of them.")
    ids = tuple(titles.index(title) for title in IDS if title in titles)
    if not ids:
        raise _error(file, line, _no_id(header))
    names = _first(titles, NAMES)
    parts = (*_first(titles, FIRST_NAMES), *_first(titles, LAST_NAMES))
    times = _first(titles, TIMES)
    return _Columns(tuple(header), ids, names or parts, times[0] if times else None)


def _first(titles: list[str], wanted: tuple[str, ...]) -> tuple[int, ...]:
    """Where the first title stands that the header has, or nothing."""
    return tuple(titles.index(title) for title in wanted if title in titles)[:1]


def _no_id(header: list[str]) -> str:
    seen = ", ".join(shortened(title, 20) for title in header[:6] if title) or "nothing"
    return (
        "No column holds the students' ids. The first line must name the columns, one of them "
        f"'id', 'student id', 'SIS User ID', 'username' or 'email'. Read: {seen}."
    )


def _is_no_student(columns: _Columns, cells: list[str]) -> bool:
    """Whether a row is one of those that a Canvas gradebook has beside the students."""
    texts = [cell.casefold() for cell in cells if cell]
    named = [_at(cells, at).casefold() for at in columns.name]
    return any(name in NO_STUDENT for name in named) or set(texts) == {"manual posting"}


def _at(cells: list[str], column: int) -> str:
    return cells[column] if column < len(cells) else ""


def _student(file: str, line: int, cells: list[str], columns: _Columns) -> Student:
    if any(cells[len(columns.header) :]):
        says = "This line has more cells than the header. Put a name with a comma in quotes."
        raise _error(file, line, says)
    id, *others = [_at(cells, column) for column in columns.ids]
    title = shortened(columns.header[columns.ids[0]])
    if not id:
        says = f"The column '{title}' is empty here. Fill it in, or delete the line."
        raise _error(file, line, says)
    if not id.isprintable():
        says = f"The id '{shortened(id)}' holds a character that cannot be printed. Type it again."
        raise _error(file, line, says)
    name = printable(" ".join(_at(cells, column) for column in columns.name).strip())
    return Student(id, name, _names(id, others), _submitted(file, line, cells, columns))


def _names(id: str, others: list[str]) -> tuple[str, ...]:
    """The other ids, and the bare number of Moodle's ``Participant 123``."""
    numbers = [match[1] for one in (id, *others) if (match := _PARTICIPANT.fullmatch(one))]
    found = dict.fromkeys(printable(name) for name in (*others, *numbers) if name)
    return tuple(name for name in found if name != id)


def _submitted(file: str, line: int, cells: list[str], columns: _Columns) -> str:
    text = "" if columns.submitted is None else _at(cells, columns.submitted)
    time = iso_time(text)
    if text and not time:
        says = f"'{shortened(text)}' is no time that can be read."
        raise _error(file, line, f"{says} Write it as 2026-03-01T23:59:00+01:00.")
    return time


def iso_time(text: str) -> str:
    """A time as ISO text to the second, or nothing where it is none."""
    from datetime import datetime

    packed = re.sub(r"\s+(Z|UTC|[+-]\d\d:?\d\d)$", r"\1", text.strip()).replace("UTC", "Z")
    try:
        return datetime.fromisoformat(packed).isoformat(timespec="seconds")
    except ValueError:
        return ""
