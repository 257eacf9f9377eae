"""The numbers that slips give, and which slips give a number."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from cnncost.errors import FormulaError, LayerError, UsageError, did_you_mean, shortened
from cnncost.formula import compiled
from cnncost.report import Report, exact_sum
from cnncost.slips.catalogue import MEASURES, QUANTITIES, Slip, Wrong, slips
from cnncost.slips.network import Values, carried, changed_rows

Number = int | Fraction


def wrong_value(
    slip: Slip, report: Report, rows: Sequence[int] | None = None, of: str = ""
) -> int | None:
    """The number that the slip gives, the usual one if there are several; None if there is none.

    See ``wrong_values``.
    """
    return next(iter(wrong_values(slip, report, rows, of)), None)


def wrong_values(
    slip: Slip,
    report: Report,
    rows: Sequence[int] | None = None,
    of: str = "",
    made: Collection[int] | None = None,
) -> tuple[int, ...]:
    """The whole numbers that the slip gives for a quantity over some rows, or over the network.

    The slip is made wherever it can be, or in the rows ``made`` only; the quantity is the one in
    which it usually shows, unless ``of`` names another. Where the slip is made but does not show,
    its number is the right one; where there is nothing to get wrong, there is none.
    """
    asked = _asked(report, of or slip.of[0], rows)
    return _numbers(slip, asked, range(len(report.measured)) if made is None else made)


def slips_seen(
    report: Report, quantity: str, value: int, rows: Sequence[int] | None = None
) -> tuple[Slip, ...]:
    """The slips each of which alone gives this number; none if the number is right.

    Other conventions come first, and last what gives so many numbers that it may be chance.
    """
    asked = _asked(report, quantity, rows)
    if value == asked.right:
        return ()
    every = range(len(report.measured))
    found = [slip for slip in slips().values() if value in _numbers(slip, asked, every)]
    return tuple(sorted(found, key=lambda slip: (len(slip.wrong) > 2, slip.sort != "convention")))


def right_value(report: Report, quantity: str, rows: Sequence[int] | None = None) -> int:
    """The right number: a sum over the rows, or a side or the channels of the last one."""
    return _asked(report, quantity, rows).right


class _Asked(NamedTuple):
    """A quantity of some rows of a network, and the right number."""

    report: Report
    quantity: str
    rows: Sequence[int]
    right: int


def _asked(report: Report, quantity: str, rows: Sequence[int] | None) -> _Asked:
    if quantity not in QUANTITIES:
        hint = did_you_mean(quantity, QUANTITIES)
        raise UsageError(f"There is no quantity '{shortened(quantity)}'.{hint}")
    if rows is None:
        rows = (~report.train_only).nonzero()[0].tolist()
    if not rows:
        raise UsageError(f"There are no rows to ask {quantity} of.")
    if quantity in MEASURES:
        right = report.measured[rows[-1]].letters[MEASURES[quantity]]
    else:
        right = exact_sum(report[quantity][list(rows)])
    return _Asked(report, quantity, rows, right)


def _numbers(slip: Slip, asked: _Asked, made: Iterable[int]) -> tuple[int, ...]:
    """Every whole number that the slip gives, made in those rows of its kinds."""
    rows, kinds = asked.report.measured, slip.kinds
    places = frozenset(i for i in made if not kinds or rows[i].kind.name in kinds)
    found = (_number(slip, wrong, asked, places) for wrong in slip.wrong)
    return tuple(dict.fromkeys(int(n) for n in found if n is not None and n == int(n)))


def _number(slip: Slip, wrong: Wrong, asked: _Asked, places: frozenset[int]) -> Number | None:
    """One number that the slip gives; None where it does not apply or leads nowhere."""
    meant = asked.quantity in slip.of
    if not carried(wrong):
        places = places.intersection(asked.rows)
    try:
        if "answer" in wrong:
            said: Number = compiled(wrong["answer"])({"answer": asked.right})
            return said if meant and said != asked.right else None
        changed, active = changed_rows(slip.where, wrong, asked.report, places)
    except (FormulaError, LayerError):
        return None
    value = _with(changed, asked)
    if value == asked.right and (value == 0 or not meant or active.isdisjoint(asked.rows)):
        return None
    return value if meant or carried(wrong) else None


def _with(changed: Mapping[int, Values], asked: _Asked) -> Number:
    """The quantity, with the numbers of the changed rows in place of the right ones."""
    quantity = asked.quantity
    if quantity in MEASURES:
        last: Number = changed.get(asked.rows[-1], {}).get(MEASURES[quantity], asked.right)
        return last
    column = asked.report[quantity]
    changes = (changed[i][quantity] - int(column[i]) for i in asked.rows if i in changed)
    total: Number = sum(changes, start=asked.right)
    return total
