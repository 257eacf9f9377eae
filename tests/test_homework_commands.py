"""``cnncost grade`` and ``cnncost export`` as a teacher types them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import Run

Command = Callable[..., Run]
HOMEWORK = """
homework: hw1
title: Week 1
due: 2026-03-01 12:00
late: {per day: 10 %}
items:
  - {id: stem, kind: number, points: 4, layer: "conv(64, k=7, s=2)", input: 224x224x3, asks: params}
  - {id: why, kind: formula, points: 1, of: conv, asks: weights}
"""
RIGHT = "stem: 9472\nwhy: N*K^2*M/G\n"
# Ann is right, Bob left the biases out, Cy cannot be read, Dan is a day late, Eve is not there.
HANDED_IN = {
    "s1": RIGHT,
    "s2": RIGHT.replace("9472", "9408"),
    "s3": RIGHT.replace("9472", "9.4k"),
    "s4": RIGHT,
}
ROSTER = """id,name,email,submitted
s1,"Ant, Ann",ann@school.edu,2026-03-01T11:00:00Z
s2,Bob Bee,bob@school.edu,
s3,Cy Cat,cy@school.edu,
s4,Dan Dog,dan@school.edu,2026-03-02T11:00:00Z
s5,Eve Elk,eve@school.edu,
"""
CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,Week 1 (77),Week 2 (78)
    Points Possible,,,,,5,5
"Ant, Ann",901,s1,ann@school.edu,A,,3
"Bee, Bob",902,s2,bob@school.edu,A,,4
"Cat, Cy",903,s3,cy@school.edu,A,2,5
"""
MOODLE = """Identifier,Full name,Email address,Grade,Maximum grade,Last modified (grade),\
Feedback comments
Participant 11,Ann Ant,ann@school.edu,,5.00,-,
Participant 12,Bob Bee,bob@school.edu,,5.00,-,
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    given = {"hw1.yaml": HOMEWORK, "roster.csv": ROSTER, "canvas.csv": CANVAS, "moodle.csv": MOODLE}
    for name, text in given.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "in").mkdir()
    for student, text in HANDED_IN.items():
        (tmp_path / "in" / f"{student}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def grade(cnncost: Command, *more: str) -> Run:
    return cnncost("grade", "hw1.yaml", "in", "--roster", "roster.csv", "--out", "out", *more)


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def test_a_class(cnncost: Command, files: Path) -> None:
    """Points by hand: 5, 1, not final, 5 less a tenth, and nothing for who is not there."""
    run = grade(cnncost)
    found = {
        line["student"]: (line["status"], line["final"])
        for line in table(files / "out/results.csv")
    }

    assert (0, "") == (run.status, run.err)
    assert {
        "s1": ("graded", "5"), "s2": ("graded", "1"), "s3": ("unread", ""),
        "s4": ("graded", "4.5"), "s5": ("missing", "0"),
    } == found  # fmt: skip
    assert "5 students: 3 graded, 1 with something that could not be read" in " ".join(
        run.out.split()
    )
    assert "bias.missing" in (files / "out/report.md").read_text(encoding="utf-8")
    assert "9,472" in (files / "out/feedback/s2.md").read_text(encoding="utf-8")
    assert {"s1": "5", "s2": "1", "s4": "4.5"} == {
        line["idnumber"]: line["grade"] for line in table(files / "out/grades.csv")
    }


def test_nudges_for_a_class(cnncost: Command, files: Path) -> None:
    """A teacher may mark before the due date and give nothing away."""
    grade(cnncost, "--feedback", "nudge")

    text = (files / "out/feedback/s2.html").read_text(encoding="utf-8")
    assert "Look again at what a filter learns" in text
    assert "9,472" not in text


def test_gradebooks(cnncost: Command, files: Path) -> None:
    """One column of the teacher's files is filled, all else stays byte for byte."""
    run = grade(cnncost, "--canvas", "canvas.csv", "--moodle", "moodle.csv")
    canvas = (files / "out/canvas.csv").read_text(encoding="utf-8")
    moodle = table(files / "out/moodle.csv")

    assert 0 == run.status
    filled = CANVAS.replace("s1,ann@school.edu,A,,3", "s1,ann@school.edu,A,5,3")
    assert filled.replace("s2,bob@school.edu,A,,4", "s2,bob@school.edu,A,1,4") == canvas
    assert ["5", "1"] == [line["Grade"].removesuffix(".00") for line in moodle]
    assert "canvas.csv: 2 filled; 1 left as they were: s3; 1 without a row: s4" in run.err


@pytest.mark.parametrize(
    ("column", "says"),
    [("Week 3", "Week 3"), ("Final Score", "Final Score")],
)
def test_a_column_that_is_not_there(cnncost: Command, files: Path, column: str, says: str) -> None:
    """The columns that there are are named; results are there nevertheless."""
    run = grade(cnncost, "--canvas", "canvas.csv", "--column", column)

    assert 2 == run.status
    assert says in run.err
    assert "Week 1 (77)" in run.err
    assert (files / "out/results.csv").exists()


def test_points_do_not_fall_in_silence(cnncost: Command, files: Path) -> None:
    """A key that turns out otherwise keeps the old points until the teacher says so."""
    grade(cnncost)
    (files / "hw1.yaml").write_text(HOMEWORK.replace("k=7", "k=5"), encoding="utf-8")
    kept = grade(cnncost)
    after = {line["student"]: line["final"] for line in table(files / "out/results.csv")}
    lowered = grade(cnncost, "--lower")

    assert (1, 0) == (kept.status, lowered.status)
    assert "s1 would fall from 5 to 1; kept (the assignment changed)" in kept.err
    assert ("5", "4.5") == (after["s1"], after["s4"])
    assert "s1 from 5 to 1 (the assignment changed)" in lowered.err


@pytest.mark.parametrize("format", ["json", "markdown", "latex", "html"])
def test_the_report_in_other_formats(cnncost: Command, files: Path, format: str) -> None:
    """The report on the class is a page like others."""
    run = grade(cnncost, "--format", format)

    assert (0, "") == (run.status, run.err)
    assert "class report" in run.out
    assert format != "json" or json.loads(run.out)


WRONG = [
    (("--jobs", "0"), "From 1 to 64 submissions can be marked at once."),
    (("--seconds", "0"), "A submission may take up to 3,600 seconds."),
    (("--megabytes", "1"), "A submission needs from 16 to 1,048,576 MB."),
    (("--roster", "none.csv"), "none.csv"),
    (("--canvas", "none.csv"), "none.csv cannot be read: no such file or directory."),
    (("--out", "in"), "in lies among the submissions, where results would be taken for one of"),
]


@pytest.mark.parametrize(("more", "says"), WRONG)
def test_what_cannot_be_done(
    cnncost: Command, files: Path, more: tuple[str, ...], says: str
) -> None:
    """Status 2 and the reason."""
    run = grade(cnncost, *more)

    assert 2 == run.status
    assert says in run.err


def test_a_class_needs_the_secret(cnncost: Command, files: Path) -> None:
    """Without it nobody can tell whose numbers are whose."""
    varied = HOMEWORK.replace("conv(64, k=7, s=2)", "conv(64, k=K, s=2)").replace(
        "id: stem, kind: number", "id: stem, kind: number, draw: {K: [5, 7]}"
    )
    (files / "hw1.yaml").write_text(varied, encoding="utf-8")
    run = grade(cnncost)

    assert (2, "") == (run.status, run.out)
    assert run.err.startswith("There is no hw1.secret, the secret that the students' numbers were")


EXPORTS = [("moodle", "xml"), ("gift", "txt"), ("qti", "zip"), ("gradescope", "zip")]


@pytest.mark.parametrize(("system", "suffix"), EXPORTS)
def test_exports(cnncost: Command, files: Path, system: str, suffix: str) -> None:
    """Each file is what its system reads, and what it does not carry is named."""
    run = cnncost("export", "hw1.yaml", system, "--out", f"made.{suffix}")
    made = files / f"made.{suffix}"

    assert (0, "") == (run.status, run.out)
    if suffix == "zip":
        assert zipfile.ZipFile(made).testzip() is None
    if system == "moodle":
        assert "quiz" == ElementTree.parse(made).getroot().tag
    if system == "gift":
        assert "=%0%9408:0#" in made.read_text(encoding="utf-8")
    left_out = "why: items of kind 'formula' cannot be marked there; they stay here."
    assert (system != "gradescope") is (left_out in run.err)


@pytest.mark.parametrize(
    ("out", "says"),
    [
        ("made.txt", "The file for moodle ends in .xml.\n"),
        ("no/where.xml", "no/where.xml cannot be written: no such file or directory.\n"),
    ],
)
def test_exports_that_cannot_be_written(cnncost: Command, files: Path, out: str, says: str) -> None:
    """Status 2 and the reason."""
    assert (2, "", says) == cnncost("export", "hw1.yaml", "moodle", "--out", out)
