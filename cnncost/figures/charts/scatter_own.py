"""How a scatter shows the network that it is about: a sign of its own, lines to it, its name."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import floor

from cnncost.errors import printable
from cnncost.figures.charts.networks import Network
from cnncost.figures.charts.placing import Area
from cnncost.figures.geometry import Cell
from cnncost.figures.labels import shortened_to
from cnncost.figures.scene import Node, Point, Thread

ROLE = "skip"
SIGN = Node(0.5, 0.5, ROLE, filled=True)
LONGEST_NAME = 40
AXIS = 0.5  # from the first cell of the plot to its axis
WIDE, HIGH = 1.1, 0.5  # half of the frame around its sign: a cell is about twice as high as wide


def name_of(own: Network) -> str:
    """What stands beside its sign."""
    return f"this network: {shortened_to(printable(own.name), LONGEST_NAME)}"


def pointed_at(place: Point, area: Area, name: Cell | None) -> Iterator[Thread]:
    """Dashed lines from both axes to a place, and a frame around it.

    ``name`` is where its name starts: a line does not run through it.
    """
    x, y = place
    beside = name is not None and name[1] == floor(y) and name[0] < x
    end = name[0] - AXIS if name and beside else x - WIDE
    if end > area.left:
        yield Thread((area.left - AXIS, y), (end, y), ROLE, dashed=True)
    yield Thread((x, y + HIGH), (x, area.bottom + AXIS), ROLE, dashed=True)
    corners = [(x - WIDE, y), (x, y - HIGH), (x + WIDE, y), (x, y + HIGH), (x - WIDE, y)]
    yield from (Thread(start, end, ROLE) for start, end in pairwise(corners))
