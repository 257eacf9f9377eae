"""Plot: a rectangle of cells that measures two numbers, with its axes."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import floor
from typing import NamedTuple

from cnncost.figures.charts.axes import Axis
from cnncost.figures.charts.placing import Area
from cnncost.figures.scene import Label, Mark, Thread, Wire


class Plot(NamedTuple):
    """The cells inside the axes, and what they measure."""

    area: Area
    across: Axis
    down: Axis

    def across_at(self, number: int | Fraction) -> float:
        """The place of a number on the axis across, in cells; at both ends one is left free."""
        room = self.area.right - self.area.left - 2
        return round(self.area.left + 1 + self.across.at(number) * room, 2)

    def down_at(self, number: int | Fraction) -> float:
        """The place of a number on the axis down: its ends are the middles of lines."""
        room = self.area.bottom - self.area.top - 1
        return round(self.area.bottom - 0.5 - self.down.at(number) * room, 2)


def axes(plot: Plot, across: str, down: str) -> Iterator[Mark]:
    """Two lines with their titles, round numbers, and ticks at those."""
    area = plot.area
    corner = area.left - 1, area.bottom
    yield Wire(((corner[0], area.top), corner, (area.right - 1, corner[1])))
    yield Label(0, area.top - 1, down, "muted")
    for value, text in plot.down.ticks:
        y = plot.down_at(value)
        yield Label(corner[0] - 1, floor(y), text, "muted", "end")
        yield Thread((area.left - 0.5, y), (area.left + 0.5, y))
    for value, text in plot.across.ticks:
        x = plot.across_at(value)
        yield Label(x, corner[1] + 1, text, "muted", "middle")
        yield Thread((x, area.bottom - 0.15), (x, area.bottom + 0.5))
    yield Label(area.right, corner[1] + 2, across, "muted", "end")
