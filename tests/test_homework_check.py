"""A student's own check: three states, nudges before the due date, corrections after it."""

from __future__ import annotations

import csv
import io
import json
from base64 import b64decode
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import Run

from cnncost import check
from cnncost.errors import UsageError
from cnncost.homework.checking import Checked

Command = Callable[..., Run]
# ResNet's first layer with a bias, and a depthwise layer: the numbers of the list of slips.
HOMEWORK = """
homework: hw1
title: Two layers
{head}
items:
  - id: conv1
    kind: number
    points: 2
    layer: conv(64, k=7, s=2)
    input: 224x224x3
    asks: parameters
  - id: conv1_macs
    kind: number
    points: 2
    layer: conv(64, k=7, s=2)
    input: 224x224x3
    asks: macs
  - id: dw
    kind: number
    points: 3
    layer: depthwise(3)
    input: 28x28x128
    asks: macs
"""
GOOD = "conv1: 9,472\nconv1_macs: 118 013 952\ndw: 903_168\n"
WRONG = "conv1: 9408\nconv1_macs: 236027904\ndw: 9.4k\n"
BEFORE, AFTER = datetime(2026, 11, 30, tzinfo=UTC), datetime(2026, 12, 2, tzinfo=UTC)
DUE = "due: 2026-12-01 23:59"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    write(tmp_path, "hw1.yaml", HOMEWORK.format(head=""))
    write(tmp_path, "good.yaml", GOOD)
    write(tmp_path, "wrong.yaml", WRONG)
    return tmp_path


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def checked(folder: Path, answers: str, head: str = "", now: datetime = BEFORE) -> Checked:
    homework = write(folder, "hw.yaml", HOMEWORK.format(head=head))
    return check(homework, write(folder, "answers.yaml", answers), now=now)


def test_all_right(cnncost: Command, files: Path) -> None:
    """Only when all is right the status is 0."""
    run = cnncost("check", "hw1.yaml", "good.yaml")

    assert (0, "") == (run.status, run.err)
    assert "7 of 7 points." in run.out
    assert 3 == run.out.count("✓ right")


def test_wrong_and_unread(cnncost: Command, files: Path) -> None:
    """Three states, each with a symbol and a word; what cannot be read is not charged."""
    run = cnncost("check", "hw1.yaml", "wrong.yaml")
    lines = [" ".join(line.split()) for line in run.out.splitlines()]

    assert (1, "") == (run.status, run.err)
    assert "1 conv(64, k=7, s=2), parameters 9,408 ✗ wrong 0 of 2" in lines
    assert '3 depthwise(3), MACs "9.4k" ? not read of 3' in lines
    assert "can be handed in again" in " ".join(lines)
    assert "3 Line 3: Write the whole number, with all its digits." in lines
    assert max(map(len, run.out.splitlines())) <= 80


def test_a_nudge_before_and_a_correction_after_the_due_date(files: Path) -> None:
    """Before it nothing gives the answer away; after it the numbers are worked out."""
    early = str(checked(files, WRONG, DUE, BEFORE))
    late = str(checked(files, WRONG, DUE, AFTER))

    assert "Look again at the unit that is asked for." in early
    assert not any(right in early for right in ("9,472", "118,013,952", "903,168", "FLOPs,"))
    assert "This homework asks for MACs here." in " ".join(late.split())
    assert "H·W·N·K²·M = 112·112·3·7²·64 = 118,013,952" in late
    assert "Read: cnncost explain mac_and_flop" in early


@pytest.mark.parametrize(
    ("head", "now", "level"),
    [
        ("", BEFORE, "full"),  # no due date to wait for
        (DUE, BEFORE, "nudge"),
        (DUE, AFTER, "full"),
        ("due: 2026-12-01 23:59 +14:00", datetime(2026, 12, 1, 10, tzinfo=UTC), "full"),
        (f"{DUE}\nfeedback: marks", AFTER, "marks"),
        (f"{DUE}\nfeedback: full", BEFORE, "full"),
        (f"{DUE}\nfeedback: nudge", AFTER, "nudge"),
    ],
)
def test_how_much_is_told(files: Path, head: str, now: datetime, level: str) -> None:
    """The assignment decides, or else the due date."""
    assert level == checked(files, WRONG, head, now).level


def test_marks_alone(files: Path) -> None:
    """Where a teacher wants no hints there are none."""
    text = str(checked(files, WRONG, "feedback: marks"))

    assert "0 of 7 points" in text
    assert "Look again" not in text
    assert "9,472" not in text


def test_credit_for_a_slip(files: Path) -> None:
    """A teacher may give half of the points for a known slip, and use other words."""
    head = "slips: {bias.missing: {credit: 1/2, says: Mind the bias.}, flops.for.macs: off}"
    marks = {mark.id: mark for mark in checked(files, WRONG, head).marked.marks}

    assert 1 == marks["conv1"].points
    assert [("stride.once",)] == [remark.slips for remark in marks["conv1_macs"].remarks]


FORMATS = ["table", "json", "csv", "markdown", "latex", "html", "gradescope", "junit", "check50",
           "github"]  # fmt: skip


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("answers", ["good.yaml", "wrong.yaml"])
def test_every_format(cnncost: Command, files: Path, format: str, answers: str) -> None:
    """Each is written, with the same exit status, and never gives the answer away too early."""
    write(files, "hw1.yaml", HOMEWORK.format(head="due: 2999-01-01 00:00"))
    run = cnncost("check", "hw1.yaml", answers, "--format", format)

    assert ({"good.yaml": 0, "wrong.yaml": 1}[answers], "") == (run.status, run.err)
    assert answers == "good.yaml" or "9,472" not in run.out
    assert answers == "good.yaml" or "9472" not in run.out


def test_json(cnncost: Command, files: Path) -> None:
    """The marks as data, slips by their names."""
    data = json.loads(cnncost("check", "hw1.yaml", "wrong.yaml", "--format", "json").out)

    assert ("cnncost.marks/1", 0, 7, True) == tuple(
        data[key] for key in ("schema", "points", "of", "unread")
    )
    assert ["wrong", "wrong", "unread"] == [item["state"] for item in data["items"]]
    assert [["bias.missing"]] == [remark["slips"] for remark in data["items"][0]["remarks"]]


def test_other_systems_formats(cnncost: Command, files: Path) -> None:
    """What their readers look for is there."""

    def written(format: str) -> str:
        return cnncost("check", "hw1.yaml", "wrong.yaml", "--format", format).out

    assert [0, 0, 0] == [test["score"] for test in json.loads(written("gradescope"))["tests"]]
    assert [False, False, None] == [r["passed"] for r in json.loads(written("check50"))["results"]]
    assert 3 == len(ElementTree.fromstring(written("junit")).findall(".//testcase"))
    assert 3 == len(list(csv.DictReader(io.StringIO(written("csv")))))
    assert 7 == json.loads(b64decode(written("github")))["max_score"]


HOSTILE = [
    ("", "The file is empty."),
    ("conv1: &a [*a]", "Anchors (&) and aliases (*) are not read. Write it out."),
    ("[" * 25_000, "This is nested more than 30 deep."),
    ("conv1: 1\nconv1: 2", "'conv1' is given twice; first in line 1."),
    ("- 5", "Expected one line for each answer, as 'ITEM: ANSWER'."),
    ("homework: hw9\nconv1: 5", "These are answers to hw9; the homework is hw1."),
    ("conv1: \x00", "The file holds a character that no text may hold (U+0000)."),
    ("conv1: !!python/object:os.system x", "Tags such as"),
]


@pytest.mark.parametrize(("text", "says"), HOSTILE, ids=[says for _, says in HOSTILE])
def test_files_that_hold_no_answers(files: Path, text: str, says: str) -> None:
    """Nothing is charged as wrong; the reason is told with its place."""
    found = checked(files, text)

    assert says in found.marked.problem
    assert {"unread"} == {mark.state for mark in found.marked.marks}
    assert "Nothing could be read, so nothing is charged as wrong:" in str(found)
    assert says[:30] in " ".join(str(found).split())


def test_merge_keys_are_no_answers(files: Path) -> None:
    """What YAML would merge is an item that there is not."""
    found = checked(files, "<<: {conv1: 9472}")

    assert {"blank"} == {mark.state for mark in found.marked.marks}
    assert "There is no item '<<'." in found.marked.notes[0]


ANSWERS = [
    ("[9472]", "One number is expected here, not a list."),
    ("{a: 1}", "One number is expected here, not a list."),
    ("1e3", "Write the whole number, with all its digits."),
    ("yes", "'yes' is a word; a whole number is expected here."),
    (".nan", "'.nan' is a word; a whole number is expected here."),
    ("1" * 4000, "No count here has more than 18 digits."),
    ("'=cmd|x'", "'=cmd|x' is not a whole number."),
    ("'[bold red]x'", "'[bold red]x' is not a whole number."),
]


@pytest.mark.parametrize(("typed", "why"), ANSWERS)
def test_answers_that_cannot_be_read(files: Path, typed: str, why: str) -> None:
    """One strange answer is asked about, and changes nothing else."""
    marks = checked(files, GOOD.replace("9,472", typed)).marked.marks

    assert ["unread", "right", "right"] == [mark.state for mark in marks]
    assert why == marks[0].remarks[0].says


@pytest.mark.parametrize("text", ["conv1:\n", "conv1: ~\n", "conv1: _\n", "conv1_macs: 3\n"])
def test_gaps(files: Path, text: str) -> None:
    """What was left out is no answer, and not unreadable either."""
    assert "blank" == checked(files, text).marked.marks[0].state


def test_items_that_are_not_there(files: Path) -> None:
    """An answer under a mistyped name is not lost in silence."""
    found = checked(files, GOOD.replace("conv1_macs", "conv1_mac"))

    assert "answers.yaml:2  There is no item 'conv1_mac'. Did you mean conv1_macs?" in str(
        found.marked.notes
    )


def test_files_that_are_not_there(cnncost: Command, files: Path) -> None:
    """Status 2, as for any input that could not be used."""
    run = cnncost("check", "hw1.yaml", "none.yaml")

    assert (2, "", "none.yaml is not a file that can be read.\n") == run
    with pytest.raises(UsageError):
        check(files / "none.yaml", files / "good.yaml")


def test_numbers_in_millions(files: Path) -> None:
    """Only where the item says so need a number not be exact."""
    text = HOMEWORK.format(head="").replace("asks: macs", "asks: macs\n    in: millions", 1)
    homework = write(files, "rounded.yaml", text)

    def state(answer: str) -> str:
        answers = write(files, "a.yaml", f"conv1_macs: {answer}\n")
        return check(homework, answers).marked.marks[1].state

    assert ["right", "right", "right"] == [state(a) for a in ("118", "118.01", "118.013952")]
    assert ["wrong", "wrong", "unread"] == [state(a) for a in ("117", "236", "118M")]
