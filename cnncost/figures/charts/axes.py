"""Axes: stretches of numbers, evenly spaced or by powers of ten, and round numbers on them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import ceil, floor, log10
from typing import NamedTuple, TypeAlias

from cnncost.numbers import brief

Ticks: TypeAlias = tuple[tuple[int | Fraction, str], ...]

FEWEST_TICKS, MOST_TICKS = 4, 10
MARGIN = 0.04  # of the axis, left free at either end
LEAST_SPAN = 0.3  # powers of ten: an axis reaches at least to the double
STEPS = (1, 2, 5, 10, 20, 50)
CLOSEST = 2  # lines from tick to tick
NEARLY = 0.15  # of a line
# So many lines to a power of ten bring 2, and with it 5, to the middle of a line, or nearly.
ALIGNED = tuple(n for n in range(7, 31) if abs(n * log10(2) - round(n * log10(2))) < NEARLY)
COARSE, FINE = (1,), (1, 2, 5)
DIGITS = (COARSE, (1, 3), FINE, tuple(range(1, 10)))
_ZEROS = re.compile(r"\.0+(?=[A-Z]|$)")


class Axis(NamedTuple):
    """From ``low`` to ``high``, in powers of ten on a ``log`` axis; ticks as (number, text)."""

    low: float
    high: float
    log: bool
    ticks: Ticks

    def at(self, value: int | Fraction) -> float:
        """How far along the axis a number stands, from 0 to 1."""
        place = log10(value) if self.log else float(value)
        return (place - self.low) / (self.high - self.low)


def log_axis(values: Iterable[int]) -> Axis:
    """An axis by powers of ten with some room at its ends and as many round ticks as are read."""
    places = [log10(value) for value in values]
    low, high = min(places), max(places)
    missing = max(0.0, LEAST_SPAN - (high - low)) / 2
    room = MARGIN * (high - low) + missing
    low, high = low - room, high + room
    choice = [_ticks(low, high, digits) for digits in DIGITS]
    fitting = [ticks for ticks in choice if len(ticks) <= MOST_TICKS]
    return Axis(low, high, True, fitting[-1] if fitting else _thinned(choice[0]))


def log_axis_down(values: Iterable[int], lines: int) -> Axis:
    """An axis down so many lines, by powers of ten, its ticks in the middle of lines, or nearly."""
    places = [log10(value) for value in values]
    low = _start(min(places), FINE)
    aligned = [each for each in ALIGNED if each <= (lines - 1) / max(max(places) - low, LEAST_SPAN)]
    if aligned:
        return _down(low, aligned[-1], lines, FINE)
    low = _start(min(places), COARSE)
    room = (lines - 1) / max(max(places) - low, LEAST_SPAN)
    return _down(low, floor(room) or 1 / ceil(1 / room), lines, COARSE)


def _down(low: float, each: float, lines: int, digits: tuple[int, ...]) -> Axis:
    """An axis with so many lines to a power of ten; of too many ticks, only powers of ten."""
    high = low + (lines - 1) / each
    ticks = tuple(
        (value, text)
        for value, text in _ticks(low, high, digits)
        if _in_the_middle((log10(value) - low) * each)
    )
    if len(ticks) > MOST_TICKS and digits != COARSE:
        return _down(low, each, lines, COARSE)
    return Axis(low, high, True, _thinned(ticks))


def _thinned(ticks: Ticks) -> Ticks:
    """Every second tick, or third, of too many."""
    return ticks[:: ceil(len(ticks) / MOST_TICKS)]


def _in_the_middle(line: float) -> bool:
    """Whether something between the middles of lines is close to one of them."""
    return abs(line - round(line)) < NEARLY


def _start(place: float, digits: tuple[int, ...]) -> float:
    """The last round number up to a place, as a power of ten."""
    return max(
        floor(place) + log10(digit) for digit in digits if floor(place) + log10(digit) <= place
    )


def even_axis(values: Iterable[Fraction], lines: int) -> Axis:
    """An axis down so many lines, evenly spaced: ticks are as many whole lines from each other.

    Of those with enough ticks it is the one that wastes least room.
    """
    every = list(values)
    axes = (_even(min(every), max(every), step, lines) for step in STEPS)
    fitting = [axis for axis in axes if axis]
    enough = [axis for axis in fitting if len(axis.ticks) >= FEWEST_TICKS] or fitting
    return min(enough, key=lambda axis: (axis.high - axis.low, -len(axis.ticks)))


def _even(least: Fraction, most: Fraction, step: int, lines: int) -> Axis | None:
    """The axis with ticks so far apart, as many lines as there is room for; None if too few."""
    low = floor(least / step) * step
    each = floor((lines - 1) * step / max(most - low, Fraction(step)))
    if each < CLOSEST:
        return None
    high = low + Fraction((lines - 1) * step, each)
    ticks = tuple((tick, brief(tick)) for tick in range(low, floor(high) + 1, step))
    return Axis(low, float(high), False, ticks) if len(ticks) <= MOST_TICKS else None


def _ticks(low: float, high: float, digits: tuple[int, ...]) -> Ticks:
    """Round numbers that begin with one of these digits."""
    return tuple((n, _ZEROS.sub("", brief(n))) for n in _round(low, high, digits))


def _round(low: float, high: float, digits: tuple[int, ...]) -> Iterator[int]:
    for power in range(max(0, floor(low)), ceil(high) + 1):
        for digit in digits:
            if low - 1e-9 <= power + log10(digit) <= high + 1e-9:
                yield digit * 10**power
