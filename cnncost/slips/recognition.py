"""The numbers that slips give, and which slips give a number."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from cnncost.report import Report
from cnncost.slips.asked import Asked, ask, makings, number_with, shows
from cnncost.slips.catalogue import Slip, slips


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
    asked = ask(report, of or slip.of[0], rows)
    return numbers(slip, asked, range(len(report.measured)) if made is None else made)


def slips_seen(
    report: Report, quantity: str, value: int, rows: Sequence[int] | None = None
) -> tuple[Slip, ...]:
    """The slips each of which alone gives this number; none if the number is right.

    Other conventions come first, and last what gives so many numbers that it may be chance.
    """
    asked = ask(report, quantity, rows)
    return alone(value, asked, slips().values())


def right_value(report: Report, quantity: str, rows: Sequence[int] | None = None) -> int:
    """The right number: a sum over the rows, or a side or the channels of the last one."""
    return ask(report, quantity, rows).right


def alone(value: int, asked: Asked, known: Iterable[Slip]) -> tuple[Slip, ...]:
    """Of the known slips those that give this number, made wherever they can be."""
    if value == asked.right:
        return ()
    every = range(len(asked.report.measured))
    found = [slip for slip in known if value in numbers(slip, asked, every)]
    return tuple(sorted(found, key=lambda slip: (len(slip.wrong) > 2, slip.sort != "convention")))


def numbers(slip: Slip, asked: Asked, places: Iterable[int]) -> tuple[int, ...]:
    """Every whole number that the slip gives, made in those rows of its kinds."""
    found = (
        number_with([making], asked)
        for making in makings(slip, asked, places)
        if shows(slip, making.wrong, asked)
    )
    whole = dict.fromkeys(int(n) for n in found if n is not None and n == int(n))
    meant = asked.quantity in slip.of
    return tuple(n for n in whole if meant or n != asked.right)
