"""Assignments: what is read, and what a teacher is told of every mistake in one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from cnncost.errors import FileError
from cnncost.homework.agreement import Agreement
from cnncost.homework.assignment import parse_assignment
from cnncost.homework.late import kept

ITEM = """
  - id: a
    kind: number
    layer: fc(3)
    input: 1x1x4
    asks: macs
"""


def with_head(head: str) -> str:
    return f"{head}\nitems:{ITEM}"


def with_item(*lines: str, without: str = "") -> str:
    kept_lines = [line for line in ITEM.splitlines() if not without or without not in line]
    return "items:" + "\n".join([*kept_lines, *(f"    {line}" for line in lines)])


def test_what_an_assignment_says() -> None:
    """Everything in the head is read, and what is left out is as usual."""
    text = with_head(
        "homework: hw1\ntitle: One layer\nintro: Work by hand.\n"
        "conventions: {work: FLOPs, bias: left out, batch norm: 4C, sizes: ceil, images: 8}\n"
        "due: 2026-12-01 23:59 +01:00\nlate: {grace: 15 minutes, per day: 10 %, days: 5}\n"
        "feedback: nudge"
    )
    found = parse_assignment(text)

    assert ("hw1", "One layer", "Work by hand.") == (found.name, found.title, found.intro)
    assert Agreement("FLOPs", "left out", "4C", "ceil", 8) == found.agreed
    assert datetime(2026, 12, 1, 22, 59, tzinfo=UTC) == found.due
    assert found.late is not None
    assert (timedelta(minutes=15), Fraction(1, 10), 5) == found.late
    assert "nudge" == found.feedback
    assert [("a", Fraction(1))] == [(item.id, item.points) for item in found.items]


def test_what_is_usual() -> None:
    """Without a head: MACs, biases, 2C, no due date, and the name of the file."""
    found = parse_assignment(with_head(""), "folder/hw7.yaml")

    assert ("hw7", "hw7", Agreement()) == (found.name, found.title, found.agreed)
    assert (None, None, "auto") == (found.due, found.late, found.feedback)


DUE = "Expected a date and a time, as 2026-12-01 23:59 (in UTC) or 2026-12-01 23:59+01:00."
HEADS = [
    ("titel: x", "There is no 'titel' in a homework. Did you mean title?"),
    ("homework: a b", "A name has letters, digits, '_', '.' and '-', at most 40."),
    ("conventions: {work: flop}", "'work' is one of MACs or FLOPs, not 'flop'."),
    ("conventions: {bias: yes}", "'bias' is one of counted or left out, not 'yes'."),
    ("conventions: {images: 0}", "'images' is a whole number from 1 to 100,000."),
    (
        "conventions: {norm: 2C}",
        "There is no 'norm' in conventions. Known: work, bias, batch norm, sizes, images.",
    ),
    ("due: tomorrow", DUE),
    ("due: 2027-03-01", DUE),
    ("late: {grace: 15}", "Expected a time, as 15 minutes or 2 hours."),
    ("late: {per day: 10}", "Expected a share, as 10 %."),
    ("late: {per day: 110 %}", "Expected a share, as 10 %."),
    ("late: {days: 1/2}", "Expected a number of days from 0 to 366."),
    (
        "late: {hours: 3}",
        "There is no 'hours' in the rule for lateness. Known: grace, per day, days.",
    ),
    ("feedback: much", "'feedback' is one of auto, nudge, full or marks."),
    ("slips: [bias.missing]", "Expected lines of the form 'bias.missing: off'."),
    ("slips: {bias.mising: off}", "There is no slip 'bias.mising'. Did you mean bias.missing?"),
    ("slips: {mine: off}", "There is no slip 'mine'. A slip of your own needs its 'wrong:'."),
    (
        "slips: {bias.missing: no}",
        "Expected 'off', 'on', 'may hide', or lines such as 'credit: 1/2'.",
    ),
    ("slips: {all: on}", "Expected 'off' or 'may hide' for all slips."),
    (
        "slips: {bias.missing: {credit: 2}}",
        "A credit is a share of the points, as 1/2, 0.5 or 50 %.",
    ),
    ("slips: {bias.missing: {says: no stop}}", "A message is a sentence and ends in a full stop."),
    (
        "slips: {bias.missing: {formula: 3}}",
        "There is no 'formula' in a change to a slip. Known: credit, nudge, says, read.",
    ),
]


@pytest.mark.parametrize(("head", "says"), HEADS, ids=[head for head, _ in HEADS])
def test_mistakes_in_the_head(head: str, says: str) -> None:
    """Each is told with its line and its text."""
    with pytest.raises(FileError) as error:
        parse_assignment(with_head(head))
    assert says == error.value.message
    assert 1 == error.value.place.line


ITEMS = [
    (with_item("point: 3"), "There is no 'point' in an item of kind number. Did you mean points?"),
    (with_item("points: -1"), "Points are a number from 0 to 10,000, as 2, 2.5 or 1/2."),
    (with_item(without="kind"), "The item has no 'kind:', which is one of"),
    (
        "items:\n  - {kind: number, layer: fc(3), input: 1x1x4, asks: macs}",
        "The item has no 'id:'.",
    ),
    (with_item(without="asks"), "The item has no 'asks:', as parameters, macs, output or height."),
    (with_item(without="layer"), "An item has either 'layer:' or 'network:'."),
    (with_item("network: vgg16"), "An item has either 'layer:' or 'network:'."),
    (with_item(without="input"), "A layer needs the map that it stands on, as 'input: 28x28x64'."),
    (with_item("set: {a: 1}"), "'set' changes parameters of a network; a layer has none."),
    (with_item("in: dozens"), "'in' is one of thousands, millions or billions."),
    (with_item("digits: 0"), "'digits' is a whole number from 1 to 15."),
    (with_item("pool: []"), "There is no 'kind' in an item with a pool."),
    ("items:\n  - id: a\n    pool: []", "Expected a list of 1 to 50 problems."),
    (
        "items:\n  - id: a\n    pool:\n      - {id: b, kind: number, layer: fc(3), asks: macs}",
        "'id' is given once, above the pool.",
    ),
    ("items: []", "Expected a list of items, each starting with '- id:'."),
    ("items: 3", "Expected a list of items, each starting with '- id:'."),
    ("items:\n  - x", "An item has lines of the form 'key: value', the first 'id: NAME'."),
    ("title: x", "The homework has no 'items:'."),
]


@pytest.mark.parametrize(("text", "says"), ITEMS, ids=[says for _, says in ITEMS])
def test_mistakes_in_an_item(text: str, says: str) -> None:
    """Each is told with its text."""
    with pytest.raises(FileError) as error:
        parse_assignment(text)
    assert error.value.message.startswith(says)


@pytest.mark.parametrize(
    ("id", "says"),
    [
        ("student", "'student' has its own meaning in a sheet; choose another id."),
        ("a b", "An id has letters, digits, '_', '.' and '-', at most 40."),
        ("[x]", "An id has letters, digits, '_', '.' and '-', at most 40."),
    ],
)
def test_ids_that_cannot_be(id: str, says: str) -> None:
    """A sheet uses some words for itself."""
    with pytest.raises(FileError) as error:
        parse_assignment("items:" + ITEM.replace("id: a", f"id: '{id}'"))
    assert says == error.value.message


def test_an_id_given_twice() -> None:
    """Both lines are named."""
    with pytest.raises(FileError) as error:
        parse_assignment(f"items:{ITEM}{ITEM}")
    assert "'a' is given twice; first in line 2." == error.value.message
    assert 8 == error.value.place.line


LATE = "late: {grace: 15 minutes, per day: 10 %, days: 3}\ndue: 2026-12-01 12:00"


@pytest.mark.parametrize(
    ("submitted", "share"),
    [
        ("2026-11-30T00:00:00+00:00", Fraction(1)),
        ("2026-12-01T12:15:00+00:00", Fraction(1)),  # the last moment of grace
        ("2026-12-01T12:15:01+00:00", Fraction(9, 10)),
        ("2026-12-01T13:15:00+01:00", Fraction(1)),  # the same moment in another zone
        ("2026-12-02T12:15:00+00:00", Fraction(9, 10)),
        ("2026-12-02T12:15:01+00:00", Fraction(8, 10)),
        ("2026-12-04T12:15:00+00:00", Fraction(7, 10)),
        ("2026-12-04T12:15:01+00:00", Fraction(0)),
    ],
)
def test_lateness(submitted: str, share: Fraction) -> None:
    """Each day that begins after the time of grace costs a tenth, for three days."""
    found = parse_assignment(with_head(LATE))

    assert share == kept(found.late, found.due, datetime.fromisoformat(submitted))


def test_lateness_that_is_not_known() -> None:
    """Who cannot be shown to be late is not."""
    found = parse_assignment(with_head(LATE))

    assert 1 == kept(found.late, found.due, None)
    assert 1 == kept(None, found.due, datetime(2027, 1, 1, tzinfo=UTC))


def test_slips_are_changed_for_one_item_or_for_all() -> None:
    """What the head switches off stays off unless an item switches it on."""
    text = with_head("slips: {all: off, bias.missing: {credit: 1/2, says: Biases.}}")
    text += "    slips: {k.linear: on}\n"
    found = parse_assignment(text)

    assert ["bias.missing"] == list(found.rules.slips)
    assert "Biases." == found.rules.slips["bias.missing"].says
    assert Fraction(1, 2) == found.rules.worth(("bias.missing",))
    assert {"bias.missing", "k.linear"} == set(found.items[0].problems[0].rules.slips)
