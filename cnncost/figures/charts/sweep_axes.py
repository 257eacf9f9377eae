"""Axes of a plot of a sweep: by powers of ten where numbers reach far, else evenly spaced."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil, floor, log10
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnncost.figures.charts.axes import MARGIN, Axis, Ticks, even_axis, log_axis, log_axis_down
from cnncost.figures.labels import width_of
from cnncost.numbers import brief, setting

FAR = 10  # times the least number is the largest, and powers of ten are read more easily
MOST_OWN = 12  # values of an axis that may each have a tick
FEWEST = 4  # ticks
STEPS = (20, 10, 5, 2)  # where a span is 10 to 100
GAP = 2  # cells between the texts of ticks

Numbers = NDArray[np.float64]
Exact = int | Fraction
Named = Sequence[tuple[Exact, str]]  # values and how they are written


def places(axis: Axis, numbers: Numbers) -> Numbers:
    """How far along the axis each number stands, from 0 to 1."""
    along = np.log10(numbers) if axis.log else numbers
    found: Any = (along - axis.low) / (axis.high - axis.low)
    return found  # type: ignore[no-any-return]


def counts_across(least: int, most: int, cells: int) -> Axis:
    """The axis of counts across so many cells."""
    if reaches_far(least, most):
        axis = log_axis([least, most])
    else:
        axis = _even(Fraction(least), Fraction(most))
    return axis._replace(ticks=_apart(axis, axis.ticks, cells))


def down(least: Fraction, most: Fraction, lines: int) -> Axis:
    """The axis of counts, or of percents, down so many lines."""
    if reaches_far(least, most):
        return log_axis_down([int(least), int(most)], lines)
    scale = _scale(most - least or most or Fraction(1))
    axis = even_axis([least / scale, most / scale], lines)
    ticks = tuple((value * scale, tick_text(value * scale)) for value, _ in axis.ticks)
    return Axis(axis.low * float(scale), axis.high * float(scale), False, ticks)


def values_across(values: Named, cells: int) -> Axis:
    """The axis of a parameter: its own values are the ticks, if there is room, else round ones."""
    least, most = (f(value for value, _ in values) for f in (min, max))
    far = reaches_far(least, most)
    axis = _powers(least, most) if far else _even(Fraction(least), Fraction(most))
    own = tuple(sorted(values)) if len(values) <= MOST_OWN else ()
    return axis._replace(ticks=_apart(axis, own or axis.ticks, cells))


def reaches_far(least: Exact, most: Exact) -> bool:
    """Whether powers of ten show numbers better."""
    return least >= 1 and most >= FAR * least


def tick_text(number: Exact) -> str:
    """A round number: ``500M``, ``2.5G``, ``0.25``."""
    if number != int(number):
        return setting(number)
    text = brief(abs(int(number)))
    digits, unit = (text[:-1], text[-1]) if text[-1].isalpha() else (text, "")
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return f"{'-' if number < 0 else ''}{digits}{unit}"


def _powers(least: Exact, most: Exact) -> Axis:
    axis = log_axis([floor(least), ceil(most)])
    room = MARGIN * (log10(most) - log10(least))
    return axis._replace(low=log10(least) - room, high=log10(most) + room)


def _even(least: Fraction, most: Fraction) -> Axis:
    """Round numbers between two, and some room at the ends; around a single one, to its double."""
    span = most - least or abs(most) or Fraction(1)
    scale = _scale(span)
    step = next(step * scale for step in STEPS if span >= FEWEST * step * scale)
    room = float(span) * MARGIN if most > least else float(span) / 2
    ticks = tuple((value, tick_text(value)) for value in _multiples(least, most, step))
    return Axis(float(least) - room, float(most) + room, False, ticks)


def _multiples(least: Fraction, most: Fraction, step: Fraction) -> Iterator[Fraction]:
    if least == most:
        yield least
        return
    for i in range(ceil(least / step), floor(most / step) + 1):
        yield i * step


def _scale(span: Fraction) -> Fraction:
    """The power of ten of which a number is 10 to 100."""
    scale = Fraction(1)
    while span < 10 * scale:
        scale /= 10
    while span >= 100 * scale:
        scale *= 10
    return scale


def _apart(axis: Axis, ticks: Ticks, cells: int) -> Ticks:
    """The ticks whose texts do not run into each other: from the first on, those with room."""
    found: list[tuple[Exact, str]] = []
    free = 0.0
    for value, text in ticks:
        middle = float(places(axis, np.array([float(value)]))[0]) * cells
        if middle - width_of(text) / 2 >= free or not found:
            found.append((value, text))
            free = middle + width_of(text) / 2 + GAP
    return tuple(found)
