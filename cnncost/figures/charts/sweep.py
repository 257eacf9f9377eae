"""Plots of sweeps: a count along an axis, or counts against each other, with what is ahead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

import numpy as np

from cnncost.errors import listed, printable
from cnncost.figures.about import told
from cnncost.figures.charts.legend import Entry, legend
from cnncost.figures.charts.placing import Area, Spot, placed
from cnncost.figures.charts.plot import Plot, axes
from cnncost.figures.charts.sweep_axes import counts_across, down, places, values_across
from cnncost.figures.charts.sweep_points import Places, Points, label_of, points_of
from cnncost.figures.labels import below, notes, shortened_to, width_of
from cnncost.figures.scene import SHAPES, Label, Mark, Node, Scene, Thread
from cnncost.numbers import brief
from cnncost.report import DOCUMENTS
from cnncost.sweeping.about import counted_note, looked_at, network_note, word
from cnncost.sweeping.cells import accuracy
from cnncost.sweeping.published import ACCURACY
from cnncost.sweeping.sweep import Sweep
from cnncost.sweeping.writing import point_text

__all__ = ["points_of", "scene"]

TOP, BOTTOM = 3, 4  # lines above the plot, and from its axis to the legend
MOST_LABELS, MOST_NUMBERS = 30, 14  # beside points of two counts, and along an axis
MOST_NODES = 2_000  # of more, one is drawn where several would cover each other
MOST_TOLD = 40


def scene(sweep: Sweep, width: int = 80, height: int = 24) -> Scene:
    """A plot of a sweep. Raises UsageError where there is nothing to draw."""
    points = points_of(sweep)
    title = shortened_to(printable(_title(points)), width)
    signs = legend(_signs(points), 0, width)
    plot = _plot(points, width, height - below(signs))
    x, y = _cells(points, plot)
    seen = _seen(x, y, points.group)
    marks: list[Mark] = [Label(0, 0, title, "strong")]
    marks += axes(plot, points.across.name, points.down.name)
    marks += _lines(points, x, y)
    marks += [_node(points, i, x[i], y[i], len(seen) <= MOST_NODES) for i in seen]
    marks += _labels(points, seen, x, y, plot.area)
    marks += legend(_signs(points), below(marks) + 1, width)
    marks += notes(_notes(points, len(seen)), below(marks) + 1, width)
    return Scene(title, _described(points), width, below(marks), tuple(marks))


def _title(points: Points) -> str:
    name = points.sweep.asked.spec.variant
    return f"{name}: {points.down.name} against {points.across.name}"


# --- where everything is


def _plot(points: Points, width: int, height: int) -> Plot:
    """The axes, so large that title, numbers and legend fit around them."""
    lines = height - TOP - BOTTOM
    vertical = down(*_ends(points.down.numbers), lines)
    left = 2 + max(width_of(text) for _, text in vertical.ticks)
    cells = width - left - 2
    if points.across.values:
        across = values_across(points.across.values, cells)
    else:
        least, most = map(int, _ends(points.across.numbers))
        across = counts_across(least, most, cells)
    return Plot(Area(left, TOP, width, TOP + lines), across, vertical)


def _ends(numbers: np.ndarray[tuple[int], np.dtype[np.float64]]) -> tuple[Fraction, Fraction]:
    return Fraction(str(float(numbers.min()))), Fraction(str(float(numbers.max())))


def _cells(points: Points, plot: Plot) -> tuple[list[float], list[float]]:
    """The place of every point, as Plot has it for one."""
    area = plot.area
    x = area.left + 1 + places(plot.across, points.across.numbers) * (area.right - area.left - 2)
    rest = area.bottom - area.top - 1
    y = area.bottom - 0.5 - places(plot.down, points.down.numbers) * rest
    return np.round(x, 2).tolist(), np.round(y, 2).tolist()


def _seen(x: Sequence[float], y: Sequence[float], group: Places) -> list[int]:
    """The points that are drawn: all of few; of many, one of a group in half of a cell."""
    if len(x) <= MOST_NODES:
        return list(range(len(x)))
    spots = np.stack([np.floor(x), np.floor(np.multiply(y, 2)), group])
    return sorted(np.unique(spots, axis=1, return_index=True)[1].tolist())


# --- marks


def _signs(points: Points) -> list[Entry]:
    return [Entry(_sign(i), 1, name) for i, name in enumerate(points.groups)]


def _sign(group: int) -> Node:
    shape, filled = SHAPES[group % len(SHAPES)], group < len(SHAPES)
    return Node(0.5, 0.5, f"group{group + 1}", shape, filled)


def _node(points: Points, i: int, x: float, y: float, told_apart: bool) -> Node:
    tip = _tip(points, i) if told_apart else ""
    return _sign(int(points.group[i]))._replace(x=x, y=y, tip=tip)


def _lines(points: Points, x: Sequence[float], y: Sequence[float]) -> Iterator[Thread]:
    """Lines through the points of each group in their order, or through those of the front."""
    if len(x) > MOST_NODES:
        return
    for role, members in _joined(points):
        for one, other in pairwise(members):
            yield Thread((x[one], y[one]), (x[other], y[other]), role)


def _joined(points: Points) -> Iterator[tuple[str, list[int]]]:
    if points.joined == "front":
        yield "strong", front(points)
    elif points.joined == "groups":
        for group in range(max(1, len(points.groups))):
            members = np.flatnonzero(points.group == group)
            order = np.lexsort((points.down.numbers[members], points.across.numbers[members]))
            yield f"group{group + 1}", members[order].tolist()


def front(points: Points) -> list[int]:
    """The points that no other beats, from left to right."""
    if len(points.sweep.choice.by) == 2:
        return list(map(int, np.lexsort((points.down.numbers, points.across.numbers))))
    order = np.lexsort((-points.down.numbers, points.across.numbers))
    best = np.maximum.accumulate(points.down.numbers[order])
    ahead = np.concatenate([[True], best[1:] > best[:-1]])
    return list(map(int, order[ahead]))


def _labels(
    points: Points, seen: Sequence[int], x: Sequence[float], y: Sequence[float], area: Area
) -> Iterator[Label]:
    """Beside each of few points what it is, where there is room."""
    if len(seen) > (MOST_NUMBERS if points.across.values else MOST_LABELS):
        return
    ahead = set(front(points)) if points.joined == "front" else set()
    order = sorted(seen, key=lambda i: i not in ahead)
    texts = [_text(points, i) for i in order]
    spots = [Spot(x[i], y[i], width_of(text)) for i, text in zip(order, texts, strict=True)]
    for i, text, start in zip(order, texts, placed(spots, area), strict=True):
        if start:
            yield Label(*start, text, "strong" if i in ahead else "text")


def _text(points: Points, i: int) -> str:
    """Along an axis the number itself, as its place says what it belongs to."""
    if points.across.values:
        return brief(int(points.down.numbers[i]))
    return printable(label_of(points, i))


# --- words


def _tip(points: Points, i: int) -> str:
    point = points.sweep[int(points.chosen[i])]
    counts = (_counted(name, number) for name, number in point.counts.items())
    return f"{point_text(point.values)}: {', '.join(counts)}"


def _counted(name: str, number: int) -> str:
    return f"top-1 {accuracy(number)} %" if name == ACCURACY else f"{number:,} {word(name)}"


def _notes(points: Points, seen: int) -> Iterator[str]:
    sweep = points.sweep
    yield counted_note(looked_at(sweep), sweep.choice)
    if seen < len(points.chosen):
        yield "of points in one place one is drawn"
    names = [name for name in sweep.asked.space.names if name != points.grouped]
    if names and seen and not points.across.values:
        what = "points of one sign" if points.grouped else "points"
        labelled = seen <= MOST_LABELS
        yield f"{'beside a point: its' if labelled else f'{what} differ in'} {_all(names)}"
    if hidden := len(sweep) - len(points.chosen):
        yield f"not drawn, as no accuracy of theirs is published: {hidden:,}"
    if points.joined == "front":
        what = f"{points.across.name} and {points.down.name}"
        yield f"the line goes through the points that no other beats in {what}"
    if sweep.choice.source:
        yield f"accuracy, as published: {printable(sweep.choice.source)}"
    yield f"convention: {DOCUMENTS.rule}"
    yield printable(network_note(sweep.asked))


def _all(names: Sequence[str]) -> str:
    return printable(listed(names))


def _described(points: Points) -> str:
    """The extremes, and all of few points, in words."""
    numbers = points.across.numbers, points.down.numbers
    extremes = []
    for scale, column in zip((points.across, points.down), numbers, strict=True):
        least, most = int(column.argmin()), int(column.argmax())
        extremes.append(f"least {scale.name}: {_tip(points, least)}")
        extremes.append(f"most {scale.name}: {_tip(points, most)}")
    few = range(len(points.chosen)) if len(points.chosen) <= MOST_TOLD else ()
    return told([*extremes, *(_tip(points, i) for i in few)])
