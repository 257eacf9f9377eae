"""What is said of sheets and assignments that are almost right."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from conftest import ROOT

from cnncost import check
from cnncost.document import read_document
from cnncost.errors import FileError
from cnncost.homework.assignment import parse_assignment
from cnncost.homework.checking import Checked, check_text
from cnncost.homework.draw import code_of
from cnncost.homework.grading.own import drawn_of, questions_of
from cnncost.homework.shares import read_amount, read_share
from cnncost.homework.sheet import read_sheet
from cnncost.homework.variants import question_for
from cnncost.numbers import last_place, rounded, several, share, significant

TABLE = """
items:
  - {id: t, kind: table, points: 3, layer: "conv(4, k=3, p=0)", input: 12x12x3, total: no,
     columns: [output, weights, macs]}
"""
INVERSE = """
items:
  - {id: back, kind: inverse, layer: "conv(M, k=K)", input: 8x8x3, given: [params, macs],
     find: [K, M], is: {K: 3, M: 4}}
"""
NUMBER = "items:\n  - {id: x, kind: number, layer: fc(3), input: 1x1x4, asks: macs}\n"
VARIED = (
    "items:\n  - {id: x, kind: number, draw: {M: [5, 7]}, layer: fc(M), input: 1x1x4, asks: macs}\n"
)


def checked(assignment: str, answers: str) -> Checked:
    return check_text(parse_assignment(assignment), answers, "answers.yaml", "full")


def said(assignment: str, answers: str) -> str:
    """The feedback as one line."""
    return " ".join(str(checked(assignment, answers)).split())


def test_cells_that_no_slip_explains_are_named() -> None:
    """Whoever is told 1 of 3 points is told which cells are wrong."""
    text = said(TABLE, "t:\n  conv: 10x10x4 | 100 | 12345\n")

    assert "1 of 3" in text
    assert "conv, weights alone; conv, MACs: Not right, and no usual slip leads to it." in text


@pytest.mark.parametrize("typed", ["{K = 3, M = 4}", "{K=3, M=4}"])
def test_letters_with_an_equals_sign_in_braces(typed: str) -> None:
    """That is YAML for two names without values: asked about, and not taken for a gap."""
    mark = checked(INVERSE, f"back: {typed}\n").marked.marks[0]

    assert "unread" == mark.state
    assert "Inside { } a letter has a colon and a space: {K: 3, M: 3}." == mark.remarks[0].says


def test_names_in_other_letters_are_found() -> None:
    """An answer under X is not lost, where the item is x."""
    assert "There is no item 'X'. Did you mean x?" in said(NUMBER, "X: 12\n")


def test_a_mistake_of_the_teacher_is_not_the_students(tmp_path: Path) -> None:
    """It ends the command, with its place in the assignment, and marks nothing."""
    assignment, answers = tmp_path / "hw.yaml", tmp_path / "a.yaml"
    assignment.write_text(NUMBER.replace("fc(3)", "fc(3, k=3)"), encoding="utf-8")
    answers.write_text("x: 12\n", encoding="utf-8")

    with pytest.raises(FileError, match=r"hw\.yaml:2:"):
        check(assignment, answers)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("limits:\n  - >= 64\n", "A text that starts with > or | needs quotes."),
        ("a: | relu\n", "A text that starts with > or | needs quotes."),
        ("t:\n  c: ? | ? | ?\n", "A text that starts with ? needs quotes."),
        ("a: [1, 2", "This bracket is not closed, or a comma is missing."),
        ("a: [,]", "A value is missing here, or a bracket is not closed."),
    ],
)
def test_signs_that_mean_something_to_yaml(text: str, says: str) -> None:
    """What to do about them is said."""
    with pytest.raises(FileError) as error:
        read_document(text, "a.yaml")
    assert error.value.message.startswith(says)


ALMOST = [
    (
        "{id: x, kind: number, layer: conv(9, k=3), input: 8x8x4, asks: macs}",
        "There is no 'k=3)' in an item of kind number. Inside { } a text with commas needs quotes.",
    ),
    (
        "{id: x, kind: number, network: fc(3) -> relu, asks: macs}",
        "Layers in one line are given as 'layer:', with their 'input:'.",
    ),
    (
        "{id: x, kind: number, network: lenet5, at: C9, asks: macs}",
        "lenet5 has nothing at 'C9'. Its first parts: C1, S2, C3, S4, C5, F6 and OUTPUT.",
    ),
]


@pytest.mark.parametrize(("item", "says"), ALMOST)
def test_items_that_are_almost_right(item: str, says: str) -> None:
    """The teacher is told what to write instead, and where."""
    with pytest.raises(FileError) as error:
        checked(f"items:\n  - {item}\n", "x: 1\n")
    assert says == error.value.message


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("2", 2), ("2.5", Fraction(5, 2)), ("1/3", Fraction(1, 3)), ("50 %", Fraction(1, 2))],
)
def test_amounts(typed: str, amount: Fraction) -> None:
    """Points and shares are written as a teacher writes them."""
    node = read_document(f"a: {typed}", "x").value[0][1]

    assert amount == read_amount(node, "no")


@pytest.mark.parametrize("typed", ["two", "1/0", "-1", "2 points", "[1]", "101 %", "3/2"])
def test_what_is_no_share(typed: str) -> None:
    """It is refused with what was wanted."""
    with pytest.raises(FileError, match="A share please"):
        read_share(read_document(f"a: {typed}", "x").value[0][1], "A share please.")


@pytest.mark.parametrize(
    ("number", "digits", "text"),
    [
        (Fraction(15), 3, "15.0"),
        (Fraction(118_013_952, 10**6), 3, "118"),
        (Fraction(2, 3), 14, "0.66666666666667"),
        (Fraction(1234, 10**6), 2, "0.0012"),
        (Fraction(12_345), 2, "12000"),
        (Fraction(999_6, 1000), 3, "10.0"),
        (Fraction(0), 3, "0"),
    ],
)
def test_significant_digits(number: Fraction, digits: int, text: str) -> None:
    """As many as are asked for, zeros at the end among them."""
    assert text == significant(number, digits)
    assert abs(rounded(number, digits) - number) * 2 <= last_place(number, digits)


def test_numbers_and_their_nouns() -> None:
    """One point, two points, half a point; and shares."""
    assert ["1 point", "2 points", "0.5 points", "1,000 draws"] == [
        several(1, "point"), several(2, "point"), several(Fraction(1, 2), "point"),
        several(1000, "draw"),
    ]  # fmt: skip
    assert "12.5 %" == share(Fraction(1, 8))


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("{per day: 10 %, days: 5}",
         "10 % of the points for each day that begins; after 5 days nothing counts"),
        ("{grace: 1 minute, per day: 10 %}",
         "1 minute of grace, then 10 % of the points for each day that begins"),
        ("{grace: 2 hours, days: 1}", "120 minutes of grace, then after 1 day nothing counts"),
    ],
)  # fmt: skip
def test_the_rule_for_lateness_in_words(rule: str, text: str) -> None:
    """What students read is what is done."""
    found = parse_assignment(f"late: {rule}\ndue: 2027-03-01 12:00\n{NUMBER}")

    assert found.late is not None
    assert text == found.late.text
    assert f"Due 2027-03-01 12:00 UTC; late: {text}." == found.due_text


def test_a_code_fits_every_name_of_the_student() -> None:
    """Sheets drawn for one id are good where the class is graded by another."""
    assignment = parse_assignment(VARIED)
    (drawn,) = (question_for(assignment, item, "secret", "s0001") for item in assignment.items)
    code = code_of("secret", assignment.name, "s0001", drawn_of([drawn]))
    (number,) = drawn.letters.values()
    sheet = read_sheet(f"variant: {{x: {{M: {number}}}}}\ncode: {code}\n", "a", assignment)

    own, notes = questions_of(assignment, sheet, "secret", "901", names=("Ann", "s0001"))
    assert (drawn.letters, ()) == (own[0].letters, notes)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell of POSIX")
def test_nobody_to_write_to(tmp_path: Path) -> None:
    """With standard output closed the status alone tells, and there is no traceback."""
    (tmp_path / "hw.yaml").write_text(NUMBER, encoding="utf-8")
    (tmp_path / "a.yaml").write_text("x: 12\n", encoding="utf-8")
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from cnncost.cli import main; main()"
    done = subprocess.run(
        ["/bin/sh", "-c", '"$0" -c "$1" check hw.yaml a.yaml >&-', sys.executable, code],
        cwd=tmp_path, capture_output=True, text=True,
    )  # fmt: skip

    assert (0, "") == (done.returncode, done.stderr)


@pytest.mark.parametrize(
    ("typed", "state"),
    [
        ("10x10x4", "right"),
        ("4x10x10", "unread"),  # as PyTorch has it
        ("10x10x3", "wrong"),
        ("10x4x10", "wrong"),
    ],
)
def test_channels_first(typed: str, state: str) -> None:
    """A size in another order is asked about, in a table and alone."""
    item = "    kind: number\n    layer: conv(4, k=3, p=0)\n    input: 12x12x3\n    asks: output\n"
    alone = checked(f"items:\n  - id: x\n{item}", f"x: {typed}\n").marked.marks[0]
    cell = checked(TABLE, f"t:\n  conv: {typed} | 108 | 10800\n").marked.marks[0].parts[0]
    says = "Sizes are written HxWxC here; the channels seem to stand first."

    assert (state, state) == (alone.state, cell.state)
    assert (state == "unread") is (says in [remark.says for remark in alone.remarks])


INLINE = """
items:
  - id: x
    kind: number
    network:
      input: 12x12x3
      layers:
        - c1: conv(4, k=3, p=0) -> relu
    at: c1
    asks: macs
"""


def test_a_network_of_the_assignment_is_shown() -> None:
    """Who is asked about it can read it, as it stands there."""
    assignment = parse_assignment(INLINE)
    question = question_for(assignment, assignment.items[0], "", "")

    assert (
        "c1 of this network on 12×12×3: MACs?",
        "input: 12x12x3",
        "layers:",
        "  - c1: conv(4, k=3, p=0) -> relu",
    ) == question.sort.text(question.posed)
    assert "c1 of this network, MACs" == question.sort.what(question.posed)


@pytest.mark.parametrize(
    ("layer", "input", "typed"),
    [
        ("conv(16, k=3)", "16x16x3", "16x16x3"),
        ("conv(12, k=3, p=0)", "14x14x12", "12x12x14"),
        ("maxpool(2, s=2)", "28x28x14", "14x14x28"),
    ],
)
def test_wrong_channels_are_wrong(layer: str, input: str, typed: str) -> None:
    """Where height and channels are one number, it is the channels that are wrong."""
    item = f"items:\n  - id: x\n    kind: number\n    layer: {layer}\n    input: {input}\n"
    found = checked(f"{item}    asks: output\n", f"x: {typed}\n")

    assert "wrong" == found.marked.marks[0].state
