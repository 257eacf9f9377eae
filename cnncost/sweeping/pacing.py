"""Pacing: blocks that are larger the faster they are counted, so that something is soon done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import monotonic

import numpy as np

from cnncost.sweeping.space import MOST_AT_ONCE, Block, Space

FIRST = 2**10  # points
SOON, LATE = 0.3, 1.0  # seconds that a block should take, at least and at most
FASTER, SLOWER = 64, 4


def paced(
    space: Space, largest: int = MOST_AT_ONCE, clock: Callable[[], float] = monotonic
) -> Iterator[Block]:
    """The space in blocks, in the order of its points; the next is asked for when one is done."""
    start, most = 0, FIRST
    while start < space.size:
        block = block_at(space, start, most)
        start += block.size
        began = clock()
        yield block
        took = clock() - began
        if took < SOON:
            most = min(most * FASTER, largest)
        elif took > LATE:
            most = max(most // SLOWER, 1)


def block_at(space: Space, start: int, most: int) -> Block:
    """The points from a number on that are a block: as many as there may be, or as there are."""
    places = np.unravel_index(start, space.shape)
    axis, inner = len(space.shape) - 1, 1
    while axis and not places[axis] and inner * space.shape[axis] <= most:
        inner *= space.shape[axis]
        axis -= 1
    end = min(space.shape[axis], int(places[axis]) + max(1, most // inner))
    return Block(
        (
            *(np.array([place]) for place in places[:axis]),
            np.arange(places[axis], end),
            *(np.arange(length) for length in space.shape[axis + 1 :]),
        )
    )
