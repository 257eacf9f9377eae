"""From what is given back to the layer: given quantities, which fit, and which slip would fit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice, product
from typing import NamedTuple

from cnncost.homework import quantities
from cnncost.homework.agreement import Agreement
from cnncost.homework.marks import Remark
from cnncost.homework.quantities import Quantity, Value, title_of, value_of
from cnncost.homework.recognition import Wanted, remark_of
from cnncost.homework.rules import Rules
from cnncost.homework.subject import Subject
from cnncost.measure import shown
from cnncost.numbers import count, setting
from cnncost.slips import Slip
from cnncost.slips.recognition import numbers

MOST_TOGETHER = 3


class Given(NamedTuple):
    """A quantity of a layer with its value, and what slips need to know of it."""

    name: str
    title: str
    value: Value
    wanted: Wanted | None


def given_of(asked: Iterable[Quantity], found: Subject, agreed: Agreement) -> tuple[Given, ...]:
    """The quantities of a layer. Raises FileError where one has no value."""
    return tuple(
        Given(
            one.name,
            title_of(one.name, agreed),
            value_of(one, found, agreed),
            quantities.wanted(one.name, found, agreed),
        )
        for one in asked
    )


def misfits(given: Sequence[Given], values: Sequence[Given]) -> list[Given]:
    """The quantities that do not come out as they are given."""
    return [value for right, value in zip(given, values, strict=True) if value.value != right.value]


def slipped(
    given: Sequence[Given], values: Sequence[Given], rules: Rules
) -> tuple[tuple[Slip, ...], ...]:
    """The slips that would give all that is given: one alone, or else one for each quantity.

    A mistake such as K for K² is one slip in the parameters and another in the MACs.
    """
    slips: list[list[Slip]] = []
    for right, value in zip(given, values, strict=True):
        if value.value != right.value:
            slips.append([slip for slip in rules.known() if _explains(slip, right, value)])
            if not slips[-1]:
                return ()
    alone = [slip for slip in slips[0] if all(slip in others for others in slips)]
    if alone or len(slips) == 1:
        alone.sort(key=lambda slip: (_loose(slip), slip.sort != "convention"))
        return tuple((slip,) for slip in alone)
    firm = [[slip for slip in found if not _loose(slip)] for found in slips]
    each = islice(product(*firm), MOST_TOGETHER)
    return tuple(tuple({slip.id: slip for slip in one}.values()) for one in each)


def _loose(slip: Slip) -> bool:
    """Whether a slip gives so many numbers that one of them may fit by chance."""
    return len(slip.wrong) > 2


def _explains(slip: Slip, right: Given, value: Given) -> bool:
    """Whether a quantity comes out as it is given when the slip is made."""
    if value.wanted is None:
        return False
    asked = value.wanted.asked
    return right.value in numbers(slip, asked, range(len(asked.report.measured)))


def remark_of_all(slips: Sequence[Slip]) -> Remark:
    """What is said of slips made together."""
    remarks = [remark_of(slip) for slip in slips]
    if len(remarks) == 1:
        return remarks[0]
    return Remark(
        "pair",
        tuple(slip.id for slip in slips),
        " ".join(dict.fromkeys(remark.nudge for remark in remarks)),
        " ".join(dict.fromkeys(remark.says for remark in remarks)),
        next((remark.topic for remark in remarks if remark.topic), ""),
    )


def value_text(value: Value) -> str:
    """A given value in full."""
    if isinstance(value, tuple):
        return shown(value)
    return count(value) if isinstance(value, int) and value else setting(value)
