"""Numbers of one's own: the same for ever, and such that slips show."""

from __future__ import annotations

import hashlib
import hmac
from fractions import Fraction

import pytest

from cnncost.errors import FileError, UsageError
from cnncost.homework.assignment import Assignment, parse_assignment
from cnncost.homework.draw import code_of, drawn
from cnncost.homework.handout import sheets_for
from cnncost.homework.sheet import read_sheet
from cnncost.homework.variants import Question, hidden_in, question_for, questions_from

VARIED = """
homework: hw
items:
  - id: own
    kind: number
    draw: {K: [4, 5, 6, 7], M: 20 to 60 step 4, N: [3, 6, 12], H: 40 to 60}
    where: M != N
    slips: {size.ceil: may hide, size.not.integer: may hide}
    layer: conv(M, k=K, s=3, p=2)
    input: (H, H, N)
    asks: macs
"""
POOL = """
homework: pool
items:
  - id: p
    pool:
      - {kind: number, layer: "conv(8, k=3)", input: 9x9x4, asks: parameters}
      - {kind: number, draw: {M: [5, 7]}, layer: "fc(M)", input: 9x9x4, asks: parameters}
"""


def homework(text: str = VARIED) -> Assignment:
    return parse_assignment(text)


def question(text: str, student: str, secret: str = "s3cret") -> Question:
    assignment = homework(text)
    return question_for(assignment, assignment.items[0], secret, student)


@pytest.mark.parametrize(("seed", "name", "below"), [("a", "K", 3), ("secret\nhw", "M", 11)])
def test_draws_are_sha256(seed: str, name: str, below: int) -> None:
    """A draw is the first 8 bytes of SHA-256 over seed and name, as anyone can work out."""
    digest = hashlib.sha256(f"{seed}\n{name}".encode()).hexdigest()

    assert int(digest[:16], 16) % below == drawn(seed, name, below)


def test_students_have_numbers_of_their_own() -> None:
    """Different students get different numbers, the same student always the same."""
    numbers = [tuple(question(VARIED, f"s{i}").letters.items()) for i in range(20)]

    assert numbers == [tuple(question(VARIED, f"s{i}").letters.items()) for i in range(20)]
    assert len(set(numbers)) > 15
    assert question(VARIED, "s1").letters != question(VARIED, "s1", "other").letters


def test_drawn_numbers_obey_the_condition_and_show_every_slip() -> None:
    """What 'where' asks for holds, and no enabled slip gives the right answer."""
    for i in range(30):
        found = question(VARIED, f"s{i}")

        assert found.letters["M"] != found.letters["N"]
        assert () == hidden_in(found)
        assert found.rejected >= 0


def test_draws_are_rejected_where_a_slip_hides() -> None:
    """A 1x1 kernel hides K for K squared: it is never drawn, and the tries are counted."""
    text = VARIED.replace("[4, 5, 6, 7]", "[1, 5]").replace("p=2", "p=0")
    found = [question(text, f"s{i}") for i in range(12)]

    assert {5} == {one.letters["K"] for one in found}
    assert sum(one.rejected for one in found) > 0


def test_where_no_draw_will_do() -> None:
    """The teacher is told which slips hide, and what to write."""
    text = VARIED.replace("[4, 5, 6, 7]", "[1]").replace("p=2", "p=0")

    with pytest.raises(UsageError) as error:
        question(text, "s1")
    assert str(error.value).startswith(
        "Item own: none of 300 draws will do. A slip gave the right answer each time: "
    )
    assert "macs.k.linear in " in str(error.value)
    assert "Draw from other numbers, or write 'slips: {" in str(error.value)


def test_a_condition_that_never_holds() -> None:
    """It is named as the reason."""
    with pytest.raises(UsageError, match="What 'where:' asks for never holds"):
        question(VARIED.replace("M != N", "M < N"), "s1")


def test_problems_of_a_pool_are_drawn_too() -> None:
    """Both problems of a pool are met in a class."""
    found = {question(POOL, f"s{i}").number for i in range(20)}

    assert {0, 1} == found


def test_a_sheet_brings_its_numbers_back() -> None:
    """The sheet as it is handed out gives the same questions without the secret."""
    for text in (VARIED, POOL):
        assignment = homework(text)
        sheets = sheets_for(assignment, "s7", "s3cret")
        sheet = read_sheet(sheets.blank, "sheet.yaml", assignment)
        own = question_for(assignment, assignment.items[0], "s3cret", "s7")
        (found,) = questions_from(assignment, sheet.variant)

        assert (own.number, own.letters) == (found.number, found.letters)
        assert sheet.code == code_of("s3cret", assignment.name, "s7", {found.item.id: found.drawn})


def test_the_code_is_a_keyed_hash() -> None:
    """Nobody without the secret can make a sheet for numbers that suit him."""
    message = "hw\ns7\nown: K=5 width=0.5"
    digest = hmac.new(b"s3cret", message.encode(), hashlib.sha256).hexdigest()

    code = code_of("s3cret", "hw", "s7", {"own": {"width": Fraction(1, 2), "K": 5}})
    assert digest[:20] == code


WRONG_SHEETS = [
    ("", "Item own has other numbers for every student."),
    ("variant: {own: {K: 3, M: 20, N: 3, H: 40}}", "K is never 3 in this item."),
    ("variant: {own: {K: 5, M: 20, N: 3}}", "The number for H is missing."),
    ("variant: {own: {K: 5, M: 20, N: 3, H: 40, Q: 1}}", "'Q' is not drawn in this item."),
    ("variant: {own: 5}", "Expected the numbers of an item, as {K: 3, M: 64}."),
    ("variant: 5", "Expected the numbers of each item, as {q1: {K: 3}}."),
    ("variant: {other: {K: 5}}", "There is no item 'other'."),
]


@pytest.mark.parametrize(("line", "says"), WRONG_SHEETS)
def test_sheets_whose_numbers_cannot_be(line: str, says: str) -> None:
    """Numbers that were never drawn are refused with the reason."""
    assignment = homework()
    sheet = read_sheet(f"own: 5\n{line}\n", "sheet.yaml", assignment)

    with pytest.raises((FileError, UsageError)) as error:
        questions_from(assignment, sheet.variant)
    assert says in str(error.value)


def test_a_problem_that_the_pool_has_not() -> None:
    """The sheet names a problem by its number in the pool."""
    assignment = homework(POOL)
    sheet = read_sheet("variant: {p: {problem: 3}}\n", "sheet.yaml", assignment)

    with pytest.raises(FileError, match="'problem' is a number from 1 to 2"):
        questions_from(assignment, sheet.variant)


WRONG_DRAWS = [
    ("draw: {K: 3 until 5}", "Expected what to draw from, as [3, 5, 7] or 16 to 128 step 16."),
    ("draw: {K: 5 to 3}", "Expected 1 to 1,000 values, the smaller end first."),
    ("draw: {K: 1 to 5000}", "Expected 1 to 1,000 values, the smaller end first."),
    ("draw: {K: []}", "Expected 1 to 1,000 values to draw from."),
    ("draw: {K: [3, 3]}", "A value is listed twice; each is as likely as any other."),
    ("draw: {K: {a: 1}}", "Expected what to draw from, as [3, 5, 7] or 16 to 128 step 16."),
    ("draw: {conv: [3]}", "'conv' already means something; choose another name."),
    ("draw: [3]", "'draw' holds lines of the form 'K: [3, 5, 7]'."),
    ("where: Q > 3", "'Q' is not drawn in this item."),
]


@pytest.mark.parametrize(("line", "says"), WRONG_DRAWS)
def test_what_cannot_be_drawn(line: str, says: str) -> None:
    """Every complaint has its text."""
    text = (
        f"items:\n  - {{id: a, kind: number, layer: fc(3), input: 1x1x4, asks: macs}}\n    {line}"
    )
    text = text.replace("{id: a, kind: number, layer: fc(3), input: 1x1x4, asks: macs}", "id: a")
    text += "\n    kind: number\n    layer: fc(3)\n    input: 1x1x4\n    asks: macs"

    with pytest.raises(FileError) as error:
        homework(text)
    assert error.value.message == says


def test_arguments_are_shown_worked_out() -> None:
    """A student reads conv(15), and not conv(3·5)."""
    text = """
items:
  - id: a
    kind: number
    draw: {G: [3], B: [5]}
    slips: {all: off}
    layer: conv(G*B, k=2*B - 1, g=G)
    input: (9, 9, G)
    asks: macs
"""
    assert (
        "conv(15, k=9, g=3) on 9×9×3"
        in question(text, "s1").sort.text(question(text, "s1").posed)[0]
    )
