"""What is asked of a network, and the number that comes of it with slips made on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from cnncost.errors import FormulaError, LayerError, UsageError, did_you_mean, shortened
from cnncost.formula import compiled
from cnncost.report import Report
from cnncost.slips.catalogue import MEASURES, QUANTITIES, Slip, Wrong
from cnncost.slips.network import Making, Values, carried, changed_rows

Number = int | Fraction
PARAMS = ("weights", "bias", "norm")
# Columns that follow from others: a slip in one of those shows in them too.
FOLLOWS = {"params": {"params", *PARAMS}, "flops": {"flops", "macs"}}


class Asked(NamedTuple):
    """A quantity of some rows of a network, and the right number.

    ``quantity`` is what slips know it by. ``columns`` are what is added up of every row, and the
    sum is taken ``times`` so often; of a side or the channels the last row counts.
    """

    report: Report
    quantity: str
    rows: tuple[int, ...]
    columns: tuple[str, ...]
    times: int
    right: int


def ask(
    report: Report,
    quantity: str,
    rows: Sequence[int] | None = None,
    columns: Sequence[str] = (),
    times: int = 1,
) -> Asked:
    """A quantity of some rows, or of the network as it is deployed.

    ``columns`` are added up instead of those that the quantity usually has. Raises UsageError for
    a quantity that there is not, and where there are no rows.
    """
    if quantity not in QUANTITIES:
        hint = did_you_mean(quantity, QUANTITIES)
        raise UsageError(f"There is no quantity '{shortened(quantity)}'.{hint}")
    if rows is None:
        rows = [i for i, aside in enumerate(report.aside) if not aside]
    if not rows:
        raise UsageError(f"There are no rows to ask {quantity} of.")
    if quantity in MEASURES:
        right = report.measured[rows[-1]].letters[MEASURES[quantity]]
        return Asked(report, quantity, tuple(rows), (), 1, right)
    summed = tuple(columns) or (PARAMS if quantity == "params" else (quantity,))
    numbers = [report.numbers(column) for column in summed]
    right = times * sum(column[i] for column in numbers for i in rows)
    return Asked(report, quantity, tuple(rows), summed, times, right)


def number_with(slips: Sequence[Making], asked: Asked) -> Number | None:
    """The number that slips made one after the other give; None where they lead nowhere.

    Where they are made and do not show, it is the right one; where there is nothing to get wrong
    in the rows that are asked of, there is none.
    """
    at_the_end = [making.wrong["answer"] for making in slips if "answer" in making.wrong]
    on_the_way = [making for making in slips if "answer" not in making.wrong]
    try:
        value: Number = asked.right
        if on_the_way:
            changed, active = changed_rows(on_the_way, asked.report, max(asked.rows))
            value = _total(changed, asked)
            if value == asked.right and (value == 0 or active.isdisjoint(asked.rows)):
                return None
        for formula in at_the_end:
            before = value
            value = compiled(formula)({"answer": before})
            if value == before:
                return None
    except (FormulaError, LayerError):
        return None
    return value


def makings(slip: Slip, asked: Asked, places: Iterable[int]) -> Iterable[Making]:
    """The ways in which a slip is made in rows of its kinds among these, the usual one first."""
    rows, kinds = asked.report.measured, slip.kinds
    where = frozenset(i for i in places if not kinds or rows[i].kind.name in kinds)
    for wrong in slip.wrong:
        alone = where if carried(wrong) else where.intersection(asked.rows)
        if alone or "answer" in wrong:
            yield Making(slip.where, wrong, alone)


def shows(slip: Slip, wrong: Wrong, asked: Asked) -> bool:
    """Whether the slip can change what is asked for: it means it, or changes what comes before."""
    if asked.quantity not in slip.of:
        return carried(wrong)
    if carried(wrong) or "answer" in wrong:
        return True
    return not wrong.keys().isdisjoint(_columns_behind(asked))


def _columns_behind(asked: Asked) -> set[str]:
    behind: set[str] = set()
    for column in asked.columns:
        behind |= FOLLOWS.get(column, {column})
    return behind | {asked.quantity}


def _total(changed: Mapping[int, Values], asked: Asked) -> Number:
    """The quantity, with the numbers of the changed rows in place of the right ones."""
    if asked.quantity in MEASURES:
        last: Number = changed.get(asked.rows[-1], {}).get(MEASURES[asked.quantity], asked.right)
        return last
    total: Number = asked.right
    rows = [i for i in asked.rows if i in changed]
    for column in asked.columns:
        right = asked.report.numbers(column)
        total += asked.times * sum(changed[i][column] - right[i] for i in rows)
    return total
