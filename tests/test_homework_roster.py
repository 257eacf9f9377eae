"""Rosters: what the course systems export is read by the names of its columns."""

from __future__ import annotations

from pathlib import Path

import pytest

from cnncost.errors import CnncostError
from cnncost.homework.collecting import roster as module
from cnncost.homework.collecting.roster import Roster, Student, iso_time, read_roster
from cnncost.homework.collecting.whose import indexed, may_be_called, who

ANN = Student("s001", "Ann Lee")


def read(tmp_path: Path, data: str | bytes) -> tuple[Student, ...]:
    path = tmp_path / "roster.csv"
    path.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
    return read_roster(path).students


# What each system writes, and who is in it.
EXPORTS = {
    "by hand": ("id,name\ns001,Ann Lee\n", (ANN,)),
    "only ids": ("id\ns001\ns002\n", (Student("s001", ""), Student("s002", ""))),
    "semicolons": ("ID;Name\ns001;Ann Lee\n", (ANN,)),
    "tabs": ("Student ID\tName\ns001\tAnn Lee\n", (ANN,)),
    "BOM and CRLF": ("\ufeffid,name\r\ns001,Ann Lee\r\n", (ANN,)),
    "old Mac line ends": ("id,name\rs001,Ann Lee\r", (ANN,)),
    "no last line end": ("id,name\ns001,Ann Lee", (ANN,)),
    "blank lines": ("\n\nid,name\n\n,\ns001,Ann Lee\n\n", (ANN,)),
    "quotes": ('id,name\ns001,"Lee, Ann ""Al"""\n', (Student("s001", 'Lee, Ann "Al"'),)),
    "a comma in a semicolon file": ('"a, b, c";id\nx;s001\n', (Student("s001", ""),)),
    "a short line": ("id,name,email\ns001,Ann Lee\n", (ANN,)),
    "two names": ("First name,Surname,ID\nAnn,Lee,s001\n", (ANN,)),
    "Canvas": (
        "Student,ID,SIS User ID,SIS Login ID,Section,hw1 (77)\n"
        ",,,,,Manual Posting\n"
        "    Points Possible,,,,,10\n"
        '"Lee, Ann",12,s001,alee,A,\n'
        '="=cmd",13,s002,bo,A,3\n'
        '"Student, Test",14,,test,A,\n',
        (
            Student("12", "Lee, Ann", ("s001", "alee")),
            Student("13", "=cmd", ("s002", "bo")),
        ),
    ),
    "Moodle": (
        "Identifier,Full name,Email address,Grade\nParticipant 678,Ann Lee,ann@uni.edu,\n",
        (Student("Participant 678", "Ann Lee", ("ann@uni.edu", "678")),),
    ),
    "Gradescope": (
        "First Name,Last Name,SID,Email,Submission Time\n"
        "Ann,Lee,s001,ann@uni.edu,2026-03-01 10:00:00 +0100\n",
        (ANN._replace(names=("ann@uni.edu",), submitted="2026-03-01T10:00:00+01:00"),),
    ),
    "ids that differ only in case": (
        "id\nann\nAnn\n",
        (Student("ann", ""), Student("Ann", "")),
    ),
    "control characters in a name": (
        "id,name\ns001,Ann\x1b[31m Lee\u202e\n",
        (Student("s001", "Ann\ufffd[31m Lee\ufffd"),),
    ),
    "zeros in front": ("id\n007\n", (Student("007", ""),)),
}


@pytest.mark.parametrize("case", EXPORTS)
def test_exports(case: str, tmp_path: Path) -> None:
    """Each system's file is read as it is, and rows that are no students are left out."""
    text, students = EXPORTS[case]

    assert students == read(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2026-03-01", "2026-03-01T00:00:00"),
        ("2026-03-01 23:59", "2026-03-01T23:59:00"),
        ("2026-04-26 17:34:00.861687000 Z", "2026-04-26T17:34:00+00:00"),
        ("2026-04-26 17:34:00 UTC", "2026-04-26T17:34:00+00:00"),
        ("2026-04-26T17:34:00 -0700", "2026-04-26T17:34:00-07:00"),
        ("Thursday, 3 April", ""),
        ("", ""),
    ],
)
def test_times(text: str, iso: str) -> None:
    """Times are kept to the second with their zone; what is no ISO time is none."""
    assert iso == iso_time(text)


NO_ID = (
    "No column holds the students' ids. The first line must name the columns, one of them "
    "'id', 'student id', 'SIS User ID', 'username' or 'email'. Read: {}."
)
ERRORS = {
    "no id column": ("\nname,age\nAnn,20\n", 2, NO_ID.format("name, age")),
    "no header": ("s001,Ann Lee\n", 1, NO_ID.format("s001, Ann Lee")),
    "empty": ("", 1, NO_ID.format("nothing")),
    "no students": ("id,name\n", 1, "No students stand below the header."),
    "two columns": ("id,ID\n1,2\n", 1, "Two columns are called 'id'. Delete one of them."),
    "empty id": (
        "id,name\n,Ann\n", 2,
        "The column 'id' is empty here. Fill it in, or delete the line.",
    ),
    "duplicate, after a name of two lines": (
        'id,name\ns1,"Ann\nLee"\ns2,Bo\ns1,Cy\n', 5,
        "The id 's1' is given twice; first in line 2. Each student needs an id of their own.",
    ),
    "too many cells": (
        "id,name\ns1,Lee, Ann\n", 2,
        "This line has more cells than the header. Put a name with a comma in quotes.",
    ),
    "a control character in an id": (
        "id\ns\x001\n", 2,
        "The id 's\ufffd1' holds a character that cannot be printed. Type it again.",
    ),
    "an open quote": (
        'id,name\ns1,Bo\ns2,"Ann\n', 3,
        'This line is no CSV: is a quote (") opened and not closed?',
    ),
    "a long cell": (
        f"id,name\ns1,{'x' * 201}\n", 2,
        f"'{'x' * 39}…' is longer than 200 characters.",
    ),
    "a very long cell": (
        f"id,name\ns1,{'x' * 200_000}\n", 2,
        'This line is no CSV: is a quote (") opened and not closed?',
    ),
    "a time": (
        "id,submitted\ns1,tomorrow\n", 2,
        "'tomorrow' is no time that can be read. Write it as 2026-03-01T23:59:00+01:00.",
    ),
    "Latin-1": (
        "id,name\ns1,Zoë\n".encode("latin-1"), 2,
        "This is not UTF-8 text. Save it as 'CSV UTF-8' and try again.",
    ),
    "UTF-16": (
        "id,name\n".encode("utf-16"), 1,
        "This is not UTF-8 text. Save it as 'CSV UTF-8' and try again.",
    ),
    "too large": (
        b"id\n" + b"x" * module.MOST_BYTES, 1,
        "The file is larger than 4 MiB, the most that is read.",
    ),
    "too many": (
        "id\n" + "".join(f"{i}\n" for i in range(module.MOST_STUDENTS + 1)), 20_002,
        "The file has more than 20,000 students.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", ERRORS)
def test_errors(case: str, tmp_path: Path) -> None:
    """A roster that cannot be used is refused with the line and with what to do."""
    data, line, message = ERRORS[case]

    with pytest.raises(CnncostError) as found:
        read(tmp_path, data)

    assert [f"{tmp_path / 'roster.csv'}:{line}:1", message] == str(found.value).split("\n")


@pytest.mark.parametrize("name", ["missing.csv", "", "x" * 300, "a\0b"])
def test_no_file(name: str, tmp_path: Path) -> None:
    """What is no file is refused by name."""
    with pytest.raises(CnncostError, match=r"is not a file that can be read\.$"):
        read_roster(tmp_path / name)


CLASS = Roster(
    "roster.csv",
    (
        Student("12", "Lee, Ann", ("s001", "Ann@uni.edu")),
        Student("13", "Bo Ray", ("s002", "shared")),
        Student("14", "Cy Ray", ("shared",)),
        Student("15", "Kim Oh"),
        Student("16", "Oh, Kim"),
        Student("kim", "Zoë Müller"),
        Student("Kim", "Ana María de la Cruz"),
    ),
)


@pytest.mark.parametrize(
    ("ids", "name", "students"),
    [
        (["12"], "", ["12"]),
        (["ann@UNI.edu"], "", ["12"]),
        (["s001", "Ann@uni.edu"], "", ["12"]),
        (["s001", "s002"], "", ["12", "13"]),  # two ids that disagree
        (["shared"], "", ["13", "14"]),
        (["kim"], "", ["kim"]),
        (["Kim"], "", ["Kim"]),
        (["KIM"], "", ["kim", "Kim"]),
        ([], "leeann", ["12"]),  # as Canvas writes it
        ([], "Ann Lee", ["12"]),
        ([], "Kim Oh", ["15", "16"]),
        ([], "müllerzoë", ["kim"]),
        ([], "Mu\u0308ller Zoe\u0308", ["kim"]),  # as macOS spells file names
        ([], "Ana María de la Cruz", ["Kim"]),
        ([], "delacruzanamaría", ["Kim"]),
        (["12"], "Bo Ray", ["12", "13"]),  # the number is Ann's, the name Bo's
        (["12"], "Somebody Else", ["12"]),
        (["15"], "Kim Oh", ["15"]),  # of two of one name the id decides
        (["99"], "", []),
        ([], "", []),
        ([], "!", []),
    ],
)
def test_who_is_meant(ids: list[str], name: str, students: list[str]) -> None:
    """An id goes before a name, and where two students may be meant both are named."""
    found, _ = who(indexed(CLASS), ids, name)

    assert students == [student.id for student in found]


@pytest.mark.parametrize(
    ("name", "may"),
    [("leeann", True), ("Ann-Marie Lee", True), ("Bo Ray", False), ("", True)],
)
def test_names_that_fit(name: str, may: bool) -> None:
    """A name fits where it shares a part with the roster's."""
    assert may == may_be_called(CLASS.students[0], name)
