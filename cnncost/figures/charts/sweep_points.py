"""What a plot of a sweep shows: two numbers for each of its points, and what is told apart."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cnncost.errors import UsageError, printable
from cnncost.figures.charts.sweep_axes import Numbers
from cnncost.measure import Shape
from cnncost.numbers import shape
from cnncost.sweeping.about import cell, counted_note, looked_at, word
from cnncost.sweeping.counting import IMPOSSIBLE
from cnncost.sweeping.published import ACCURACY, UNIT
from cnncost.sweeping.space import Axis as Varied
from cnncost.sweeping.space import Value
from cnncost.sweeping.sweep import Sweep

MOST_GROUPS = 8  # as many as there are shapes
EMPTY = "There is nothing to draw"

Places = NDArray[np.intp]


class Scale(NamedTuple):
    """A number of every point, and its name; of a parameter, its values and how they look."""

    name: str
    numbers: Numbers
    values: tuple[tuple[int | Fraction, str], ...] = ()


class Points(NamedTuple):
    """The points of a plot: ``chosen`` are their places in the sweep.

    ``groups`` are named by the values of ``grouped``, a parameter; ``group`` is that of each point.
    ``joined`` says which points a line goes through: those of each group, the front, or none.
    """

    sweep: Sweep
    chosen: Places
    across: Scale
    down: Scale
    grouped: str
    groups: tuple[str, ...]
    group: Places
    joined: str


def points_of(sweep: Sweep) -> Points:
    """What is drawn of a sweep: a count along one axis, or two counts against each other.

    Raises UsageError where there is nothing to draw.
    """
    chosen = np.arange(len(sweep))
    if ACCURACY in sweep.counts:
        chosen = np.flatnonzero(sweep.counts[ACCURACY] != IMPOSSIBLE)
    if not len(chosen):
        raise UsageError(f"{EMPTY}: {counted_note(looked_at(sweep), sweep.choice)}.")
    several = [axis for axis in sweep.asked.space.axes if axis.length > 1]
    single = len(several) <= 1 and all(len(axis.values) == 1 for axis in several)
    if (single and ACCURACY not in sweep.counts) or len(sweep.counts) == 1:
        return _along(sweep, chosen, several or list(sweep.asked.space.axes))
    return _against(sweep, chosen, several)


# --- a count along an axis


def _along(sweep: Sweep, chosen: Places, axes: list[Varied]) -> Points:
    longest = max(axes, key=lambda axis: axis.length)
    name = next(iter(longest.values))
    others = [other for axis in axes for other in axis.values if other != name]
    across = _values(name, longest.values[name], _at(sweep, chosen, name))
    down = _column(sweep, chosen, _telling(sweep, chosen))
    grouped = _grouping(sweep, others)
    groups, group = _groups(sweep, chosen, grouped)
    named = any(_oblong(value) for value in longest.values[name])  # and so in no order
    joined = "groups" if len(others) <= bool(grouped) and not named else ""
    return Points(sweep, chosen, across, down, grouped, groups, group, joined)


def _telling(sweep: Sweep, chosen: Places) -> str:
    """The column that is drawn: MACs, or the first that changes."""
    names = sorted(sweep.counts, key=lambda name: name != "macs")
    changing = [name for name in names if np.ptp(sweep.counts[name][chosen])]
    return (changing or names)[0]


def _values(name: str, values: Sequence[Value], at: Places) -> Scale:
    """A parameter's values as numbers; sizes that are not square stand side by side."""
    numbers = [_number(value) for value in values]
    if len({*numbers}) < len({*values}) or any(_oblong(value) for value in values):
        numbers = list(range(1, len(values) + 1))
    written = tuple((n, _short(v)) for n, v in zip(numbers, values, strict=True))
    return Scale(name, np.array([float(n) for n in numbers])[at], written)


def _number(value: Value) -> int | Fraction:
    return value[0] if isinstance(value, tuple) else value


def _oblong(value: Value) -> bool:
    return isinstance(value, tuple) and value[0] != value[1]


def _short(value: Value) -> str:
    """``224`` for a square, ``224×192`` for another size, as the channels are the same."""
    if not isinstance(value, tuple):
        return cell(value)
    return str(value[0]) if value[0] == value[1] else _size(value)


def _size(value: Shape) -> str:
    return shape(value[:2])


# --- counts against each other


def _against(sweep: Sweep, chosen: Places, axes: list[Varied]) -> Points:
    across, down = _pair(sweep)
    front = len(sweep.choice.by) == 2 and sweep.choice.number is None
    grouped = _grouping(sweep, [name for axis in axes for name in axis.values])
    groups, group = _groups(sweep, chosen, grouped)
    family = len(axes) == 2 and bool(grouped)
    joined = "front" if front or down == ACCURACY else "groups" if family else ""
    scales = _column(sweep, chosen, across), _column(sweep, chosen, down)
    return Points(sweep, chosen, *scales, grouped, groups, group, joined)


def _pair(sweep: Sweep) -> tuple[str, str]:
    """What is drawn against what: what chose the points, else accuracy, else parameters."""
    known = list(sweep.counts)
    wanted = [name.removeprefix("-") for name in sweep.choice.by][:2]
    names = list(dict.fromkeys([*wanted, *("macs", ACCURACY, "params", *known)]))
    found = [name for name in names if name in known][:2]
    found.sort(key=lambda name: (name != "macs", name == ACCURACY))
    return found[0], found[1]


# --- groups


def _grouping(sweep: Sweep, names: list[str]) -> str:
    """The first name with few values, by which points are told apart; nothing if there is none."""
    for name in names:
        if 1 < len(set(_values_of(sweep, name))) <= MOST_GROUPS:
            return name
    return ""


def _values_of(sweep: Sweep, name: str) -> list[Value]:
    axis = next(axis for axis in sweep.asked.space.axes if name in axis.values)
    return list(axis.values[name])


def _groups(sweep: Sweep, chosen: Places, name: str) -> tuple[tuple[str, ...], Places]:
    if not name:
        return (), np.zeros(len(chosen), dtype=np.intp)
    values = _values_of(sweep, name)
    different = list(dict.fromkeys(values))
    number = np.array([different.index(value) for value in values])
    texts = tuple(printable(f"{name} {_short(value)}") for value in different)
    return texts, number[_at(sweep, chosen, name)]


# --- numbers


def _at(sweep: Sweep, chosen: Places, name: str) -> Places:
    """For each point the place of its value of a name on its axis."""
    space = sweep.asked.space
    places = np.unravel_index(sweep.numbers[chosen], space.shape)
    axis = next(i for i, axis in enumerate(space.axes) if name in axis.values)
    return places[axis]


def _column(sweep: Sweep, chosen: Places, name: str) -> Scale:
    numbers = sweep.counts[name][chosen].astype(np.float64)
    return Scale(word(name), numbers / UNIT if name == ACCURACY else numbers)


def label_of(points: Points, i: int) -> str:
    """What is written beside a point: what varies, but for what its sign says."""
    values = points.sweep[int(points.chosen[i])].values
    return ", ".join(_short(v) for n, v in values.items() if n != points.grouped)
