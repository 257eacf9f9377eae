"""Placing labels: each beside its point, none over another label or a point."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, floor
from typing import NamedTuple

from cnncost.figures.geometry import Cell

HALF_WIDTH, HALF_HEIGHT = 0.4, 0.14  # of what a drawn point takes away from text, in cells


class Spot(NamedTuple):
    """A point that wants a label so many cells wide."""

    x: float
    y: float
    width: int


class Area(NamedTuple):
    """Where labels may stand: from column ``left`` up to before ``right``, and so for rows."""

    left: int
    top: int
    right: int
    bottom: int


class Crowd(NamedTuple):
    """The cells that are taken: by points, by all but the label's own, and by labels."""

    points: set[Cell]
    others: set[Cell]
    labels: set[Cell]


def placed(spots: Sequence[Spot], area: Area) -> list[Cell | None]:
    """Where each label starts, or None where there is no room left; the first come first.

    Of all places next to its point a label takes the free one with the fewest other points around.
    """
    points = [_covered(spot) for spot in spots]
    taken = {cell for cells in points for cell in cells}
    labels: set[Cell] = set()
    found: list[Cell | None] = []
    for i, spot in enumerate(spots):
        others = taken - points[i]
        crowd = Crowd(taken, others, labels)
        free = [start for start in _places(spot) if _fits(start, spot.width, area, crowd)]
        start = min(free, key=lambda start: _near(start, spot.width, others), default=None)
        found.append(start)
        if start is not None:
            labels.update((start[0] + i, start[1]) for i in range(spot.width))
    return found


def _covered(spot: Spot) -> set[Cell]:
    """The cells that a point is drawn in."""
    columns = range(floor(spot.x - HALF_WIDTH), ceil(spot.x + HALF_WIDTH))
    rows = range(floor(spot.y - HALF_HEIGHT), ceil(spot.y + HALF_HEIGHT))
    return {(column, row) for column in columns for row in rows}


def _places(spot: Spot) -> Iterator[Cell]:
    """Where the label may start: right, left, then in the nearer line above or below, best with its
    middle at the point."""
    column, row = floor(spot.x), floor(spot.y)
    yield from ((column + 2, row), (column - 1 - spot.width, row))
    lines = floor(spot.y - HALF_HEIGHT) - 1, ceil(spot.y + HALF_HEIGHT)
    middle = spot.x - spot.width / 2
    starts = range(column + 1 - spot.width, column + 1)
    for start in sorted(starts, key=lambda start: abs(start - middle)):
        for line in sorted(lines, key=lambda line: abs(line + 0.5 - spot.y)):
            yield start, line


def _fits(start: Cell, width: int, area: Area, crowd: Crowd) -> bool:
    """Whether a label lies in the area, over nothing and apart from other labels, and does not end
    where it would be read as that of another point."""
    x, y = start
    if not (area.left <= x and x + width <= area.right and area.top <= y < area.bottom):
        return False
    own = {(x + i, y) for i in range(width)}
    beside = {(x - 1, y), (x + width, y)}
    further = {(x - 2, y), (x + width + 1, y)}
    over = own & crowd.points or (own | beside) & crowd.labels
    return not over and not (beside | further) & crowd.others


def _near(start: Cell, width: int, points: set[Cell]) -> int:
    """How many cells of other points are next to a label."""
    x, y = start
    around = {(x + i, y + j) for i in range(-1, width + 1) for j in (-1, 0, 1)}
    return len(around & points)
