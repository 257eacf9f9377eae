"""Tables: points for each cell, follow-through, sums, and rows that cannot be read."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cnncost.errors import FileError
from cnncost.homework.assignment import Assignment, parse_assignment
from cnncost.homework.marking import mark
from cnncost.homework.marks import Mark
from cnncost.homework.sheet import read_sheet
from cnncost.homework.variants import questions_from

# 12x12x3 -> 10x10x4 (108 + 4, 10800) -> 5x5x4 -> 3x3x5 (180 + 5, 1620) -> 6 (270 + 6, 270)
TABLE = """
items:
  - id: t
    kind: table
    points: 19
    network:
      input: 12x12x3
      layers:
        - c1: conv(4, k=3, p=0) -> relu
        - p1: maxpool(2, s=2)
        - c2: conv(5, k=3, p=0) -> relu
        - f: fc(6)
"""
RIGHT = {
    "c1": "10x10x4 | 108 | 4 | 10,800",
    "p1": "5x5x4 | 0 | 0 | 0",
    "c2": "3x3x5 | 180 | 5 | 1620",
    "f": "6 | 270 | 6 | 270",
    "total": "558 | 15 | 12690",
}


def homework(*lines: str) -> Assignment:
    return parse_assignment(TABLE + "".join(f"    {line}\n" for line in lines))


def marked(assignment: Assignment, rows: dict[str, str] | str) -> Mark:
    """The mark of a table that is filled in so."""
    text = rows if isinstance(rows, str) else "".join(f"\n  {k}: {v}" for k, v in rows.items())
    sheet = read_sheet(f"t: {text}\n", "sheet.yaml", assignment)
    return mark(assignment, questions_from(assignment, None), sheet).marks[0]


def cell(found: Mark, id: str) -> Mark:
    (one,) = [part for part in found.parts if part.id == id]
    return one


def said(found: Mark, id: str) -> list[str]:
    return [remark.says for remark in cell(found, id).remarks]


def test_a_right_table() -> None:
    """Every cell is one point here: 4 rows of 4 and 3 totals."""
    found = marked(homework(), RIGHT)

    assert ("right", Fraction(19)) == (found.state, found.points)
    assert {Fraction(1)} == {part.points for part in found.parts}


@pytest.mark.parametrize(
    "row",
    ["[10x10x4, 108, 4, 10800]", "{output: 10x10x4, weights: 108, bias: 4, macs: 10800}"],
)
def test_other_ways_to_write_a_row(row: str) -> None:
    """A row is a text with bars, a list, or names with values."""
    assert "right" == marked(homework(), {**RIGHT, "c1": row}).state


def test_follow_through() -> None:
    """One wrong size costs its own cell: what follows from it keeps its points.

    With 11x11 behind c1 the pooling gives 5x5, and c1's work is 11·11·108.
    """
    rows = {**RIGHT, "c1": "11x11x4 | 108 | 4 | 13068", "total": "558 | 15 | 14958"}
    found = marked(homework(), rows)

    assert ("wrong", Fraction(18)) == (found.state, found.points)
    assert ["c1.output"] == [part.id for part in found.parts if part.state == "wrong"]
    assert ["Right for what you wrote in the rows above."] == said(found, "c1.macs")
    assert ["This is the sum of your rows."] == said(found, "total.macs")


def test_follow_through_over_several_rows() -> None:
    """A pooling that was forgotten: c2 stands on 10x10, the fully connected layer on 8x8x5."""
    rows = {
        **RIGHT,
        "p1": "10x10x4 | 0 | 0 | 0",
        "c2": "8x8x5 | 180 | 5 | 11520",
        "f": "6 | 1920 | 6 | 1920",
        "total": "2208 | 15 | 24240",
    }
    found = marked(homework(), rows)

    assert ["p1.output"] == [part.id for part in found.parts if part.state == "wrong"]
    assert Fraction(18) == found.points
    assert ["size.pool.forgotten"] == [
        slip for remark in cell(found, "p1.output").remarks for slip in remark.slips
    ]


def test_follow_through_for_half_of_the_points() -> None:
    """The teacher says what a cell is worth that is right for a wrong row."""
    rows = {**RIGHT, "c1": "11x11x4 | 108 | 4 | 13068", "total": "558 | 15 | 14958"}
    found = marked(homework("follow through: 1/2"), rows)

    assert Fraction(19) - 1 - 2 * Fraction(1, 2) == found.points


def test_right_in_spite_of_a_wrong_row_is_right() -> None:
    """Who copies the right number behind a wrong size has the right number."""
    rows = {**RIGHT, "p1": "6x6x4 | 0 | 0 | 0"}
    found = marked(homework(), rows)

    assert ["p1.output"] == [part.id for part in found.parts if part.state == "wrong"]


def test_slips_are_found_on_the_students_own_map() -> None:
    """Behind 11x11 the work without K² is recognised as such: 4·4·3·4·5 on a 4x4 map."""
    rows = {**RIGHT, "p1": "6x6x4 | 0 | 0 | 0", "c2": "4x4x5 | 180 | 5 | 960"}
    found = marked(homework(), rows)

    assert "right" == cell(found, "c2.output").state
    assert ("macs.k.linear",) in [r.slips for r in cell(found, "c2.macs").remarks]


def test_sums() -> None:
    """The sum of the student's rows is set beside the total that he wrote."""
    found = marked(homework(), {**RIGHT, "total": "558 | 15 | 12000"})
    (remark,) = cell(found, "total.macs").remarks

    assert "Your rows add up to 12,690, and the total that you wrote is 12,000." == remark.says
    assert ("Add up your rows once more.", ("sum.arithmetic",)) == (remark.nudge, remark.slips)


UNREAD = [
    ("c1", "10x10x4 | 108 | 4", "A row has 4 cells, output | weights | bias | macs; here are 3."),
    (
        "c1",
        "[10x10x4, 108, 4, 10,800]",
        "A row has 4 cells, output | weights | bias | macs; here are 5. Inside [ ] YAML splits "
        "9,472 at its comma: write a | b | c.",
    ),
    ("c1", "{output: 10x10x4, wieghts: 3}", "There is no column 'wieghts'. Did you mean weights?"),
    ("c1", "{output: [1]}", "One value is expected in each cell."),
]


@pytest.mark.parametrize(("row", "typed", "why"), UNREAD)
def test_rows_that_cannot_be_read(row: str, typed: str, why: str) -> None:
    """A row that cannot be cut into its cells is not charged as wrong, and spoils no other."""
    found = marked(homework(), {**RIGHT, row: typed})

    assert "unread" == found.state
    assert [why] == said(found, "c1.weights")
    assert Fraction(19 - 4) == found.points


def test_cells_that_cannot_be_read() -> None:
    """One cell alone is asked about."""
    found = marked(homework(), {**RIGHT, "c1": "10x10x4 | 0.1k | 4 | 10800"})

    assert ["c1.weights"] == [part.id for part in found.parts if part.state == "unread"]
    assert ["Write the whole number, with all its digits."] == said(found, "c1.weights")


WHOLE = [
    ("12", "Expected one line for each row, as 'conv1: 28x28x6 | 150 | 6 | 117600'."),
    ("\n  c9: 1 | 2 | 3 | 4", "Line 2: The table has no row 'c9'. Its rows: c1, p1, c2 and f."),
]


@pytest.mark.parametrize(("typed", "why"), WHOLE)
def test_tables_that_cannot_be_read(typed: str, why: str) -> None:
    """What is no table at all is not charged as wrong."""
    found = marked(homework(), typed)

    assert "unread" == found.state
    assert why in found.remarks[0].says


def test_gaps_are_no_answers() -> None:
    """The table as it is handed out is blank, and a half filled one is wrong where it is empty."""
    blank = dict.fromkeys(("c1", "p1", "c2", "f"), "_ | _ | _ | _")
    found = marked(homework(), {**blank, "total": "_ | _ | _"})
    half = marked(homework(), {"c1": RIGHT["c1"]})

    assert ("blank", Fraction(0)) == (found.state, found.points)
    assert ("wrong", Fraction(4)) == (half.state, half.points)
    assert "blank" == cell(half, "c2.macs").state


MISTAKES = [
    ("rows: [c1, c11]", "There is no row 'c11'. Did you mean c1?"),
    ("rows: c1", "Expected a list of 1 to 300 names, as [conv1, conv2]."),
    ("columns: [output, sizes]", "There is no column 'sizes'."),
    ("total: [output]", "There is no column 'output'."),
    ("follow through: 2", "'follow through' is a share of the points, as 1/2, 0.5 or 50 %."),
]


@pytest.mark.parametrize(("line", "says"), MISTAKES)
def test_mistakes_in_the_assignment(line: str, says: str) -> None:
    """The teacher is told at once."""
    with pytest.raises(FileError) as error:
        questions_from(homework(line), None)
    assert error.value.message.startswith(says)


def test_rows_and_columns_of_choice() -> None:
    """Parameters go by the agreement; without totals there are none."""
    assignment = homework("rows: [c1, f]", "columns: [parameters, flops]", "total: no")
    found = marked(assignment, {"c1": "112 | 21600", "f": "276 | 540"})

    assert ("right", 4) == (found.state, len(found.parts))
