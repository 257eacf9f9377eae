"""Reconcile: what every counter prints for a network, and what a number seen elsewhere may be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import NamedTuple

from cnncost.conventions import Convention, Figure, conventions, figure
from cnncost.errors import CnncostError, UsageError, shortened
from cnncost.printed import Printed, read_printed
from cnncost.report import Report

# Sizes at which networks are trained, tested and quoted.
RESOLUTIONS = (
    32, 96, 112, 128, 160, 192, 224, 227, 240, 256, 260, 288, 299, 300, 320, 331, 380, 384, 448,
    456, 480, 512, 528, 600,
)  # fmt: skip
FACTORS = ((Fraction(1), ""), (Fraction(2), "twice"), (Fraction(1, 2), "half of"))


class Match(NamedTuple):
    """A way to a number that was seen: whose figure, of what, and through which slips.

    ``work`` says that it is the figure itself, and not the parameters.
    """

    figure: Figure
    work: bool
    value: Fraction
    slips: tuple[str, ...]

    @property
    def convention(self) -> Convention:
        return self.figure.convention

    @property
    def quantity(self) -> str:
        """What the counter calls it."""
        return self.convention.counts if self.work else self.convention.params_word


class Seen(NamedTuple):
    """A number from elsewhere, the likeliest ways to it, and the nearest figure if there is none.

    ``matches`` all have as few slips as any has.
    """

    printed: Printed
    matches: tuple[Match, ...]
    nearest: Match | None


class Reconciliation(NamedTuple):
    """A network's figures in every convention, and what was seen elsewhere."""

    report: Report
    figures: tuple[Figure, ...]
    seen: Seen | None


def reconcile_report(
    report: Report,
    seen: str = "",
    at_size: Callable[[int], Report] | None = None,
    train: bool = False,
) -> Reconciliation:
    """What each counter prints for a network, and what ``seen`` is, if anything.

    ``at_size`` gives the report on another input. Raises UsageError if ``seen`` is no number.
    """
    printed = read_printed(seen) if seen else None
    if printed and printed.shape:
        raise UsageError(f"'{shortened(seen)}' is a shape; --seen wants a number, as 4.134G.")
    figures = tuple(figure(one, report, train) for one in conventions().values())
    return Reconciliation(report, figures, _explain(printed, report, at_size) if printed else None)


def _explain(printed: Printed, report: Report, at_size: Callable[[int], Report] | None) -> Seen:
    found = list(_ways(printed, report, ()))
    if report.totals != report.train_totals:
        found += _ways(printed, report, ("with the auxiliary heads",), train=True)
    matches = [way for way in found if printed.agrees(way.value)]
    if not matches and at_size is not None:
        for size in RESOLUTIONS:
            if (size, size) != report.input[:2] and (other := _resized(at_size, size)):
                found_there = _ways(printed, other, (f"on {size}×{size}",))
                matches += [way for way in found_there if printed.agrees(way.value)]
    fewest = min((len(way.slips) for way in matches), default=0)
    plain = [way for way in found if not way.slips]
    nearest = min(plain, key=lambda way: abs(way.value - printed.value))
    likely = tuple(way for way in matches if len(way.slips) == fewest)
    return Seen(printed, likely, None if matches else nearest)


def _resized(at_size: Callable[[int], Report], size: int) -> Report | None:
    """The network on another input, if it can stand there."""
    try:
        return at_size(size)
    except CnncostError:
        return None


def _ways(
    printed: Printed, report: Report, slips: tuple[str, ...], train: bool = False
) -> Iterator[Match]:
    for convention in conventions().values():
        found = figure(convention, report, train)
        if convention.counts:
            for factor, slip in FACTORS:
                every = (*((slip,) if slip else ()), *slips)
                yield Match(found, True, factor * found.prints, every)
        if convention.params_word:
            yield Match(found, False, Fraction(found.params), slips)
