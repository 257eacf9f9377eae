"""Spaces: the points of a sweep, as axes along which parameters and the input take values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import prod
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cnncost.head import Number
from cnncost.measure import Shape

Value = Number | Shape
Places = NDArray[np.intp]

MOST_AT_ONCE = 2**21  # points: a few arrays of them stay far below 1 GB
INPUT = "input"  # the name that stands for the size of the input, on every spec
RESOLUTION = "resolution"  # likewise, for a square one, where no parameter has that name


class Picked(Sequence[Value]):
    """Some values, each as often and wherever one likes; only their places are stored."""

    __slots__ = ("places", "values")

    def __init__(self, values: Sequence[Value], places: Places) -> None:
        self.values = values
        self.places = places

    def __getitem__(self, which: Any) -> Any:
        return self.values[self.places[which]]

    def __len__(self) -> int:
        return len(self.places)


def different(values: Sequence[Value], places: Places) -> tuple[list[Any], Places | slice]:
    """The values at some places without needless repetition, and how they are put in order."""
    if not isinstance(values, Picked):
        return [values[place] for place in places.tolist()], slice(None)
    used, order = np.unique(values.places[places], return_inverse=True)
    return [values.values[place] for place in used.tolist()], order.reshape(-1)


class Axis(NamedTuple):
    """What changes together along one axis: for each name one value at each place."""

    values: Mapping[str, Sequence[Value]]

    @property
    def length(self) -> int:
        return len(next(iter(self.values.values())))


class Drawn(NamedTuple):
    """From how many points those of a space were drawn, and with which seed."""

    size: int
    seed: int


class Space(NamedTuple):
    """All combinations of the places of some axes; the last axis goes round fastest.

    Points that were ``drawn`` from a larger space are one axis.
    """

    axes: tuple[Axis, ...]
    drawn: Drawn | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(axis.length for axis in self.axes)

    @property
    def size(self) -> int:
        return prod(self.shape)

    @property
    def names(self) -> tuple[str, ...]:
        """What is varied, in the order of the axes."""
        return tuple(name for axis in self.axes for name in axis.values)

    def point(self, number: int) -> dict[str, Value]:
        """The values at a point, counted from 0."""
        places = []
        for length in reversed(self.shape):
            number, place = divmod(number, length)
            places.append(place)
        found: dict[str, Value] = {}
        for axis, place in zip(self.axes, reversed(places), strict=True):
            found |= {name: values[place] for name, values in axis.values.items()}
        return found


class Block(NamedTuple):
    """Some places along each axis of a space, and all their combinations."""

    places: tuple[Places, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(map(len, self.places))

    @property
    def size(self) -> int:
        return prod(self.shape)

    @classmethod
    def whole(cls, shape: tuple[int, ...]) -> Block:
        """All places of axes of these lengths."""
        return cls(tuple(np.arange(length) for length in shape))

    def divided(self, labels: NDArray[np.generic], inside: Block) -> Iterator[tuple[Block, Block]]:
        """Parts of the block, and of one as large, that tell labels apart along one axis at least.

        An axis is divided by what the labels are along the others: the one along which fewest
        different cases are found.
        """
        groupings = [_cases(labels, axis) for axis, length in enumerate(labels.shape) if length > 1]
        axis, cases = min(groupings, key=lambda found: int(found[1].max()))
        for case in range(int(cases.max()) + 1):
            chosen = np.flatnonzero(cases == case)
            yield self.at(axis, chosen), inside.at(axis, chosen)

    def at(self, axis: int, chosen: Places) -> Block:
        """The block with only some of its places along an axis."""
        places = list(self.places)
        places[axis] = places[axis][chosen]
        return Block(tuple(places))


def _cases(labels: NDArray[np.generic], axis: int) -> tuple[int, Places]:
    """An axis, and the number of the case of each place on it: those with equal labels share it."""
    rows = np.moveaxis(labels, axis, 0).reshape(labels.shape[axis], -1)
    known: dict[object, int] = {}
    keys = (tuple(row) for row in rows.tolist()) if labels.dtype == object else map(bytes, rows)
    cases = [known.setdefault(key, len(known)) for key in keys]
    return (axis, np.array(cases, dtype=np.intp)) if len(known) > 1 else (axis, NEVER)


NEVER: Places = np.array([np.iinfo(np.intp).max], dtype=np.intp)


def blocks(space: Space, most: int = MOST_AT_ONCE) -> Iterator[Block]:
    """The space in blocks of at most ``most`` points each, in the order of its points.

    Leading axes are taken place by place until the rest of them fits.
    """
    shape = space.shape
    steps = _steps(shape, most)
    times = [-(-length // step) for length, step in zip(shape, steps, strict=True)]
    for starts in np.ndindex(*times):
        ranges = zip(starts, steps, shape, strict=True)
        yield Block(
            tuple(np.arange(i * step, min((i + 1) * step, length)) for i, step, length in ranges)
        )


def _steps(shape: Sequence[int], most: int) -> list[int]:
    """How many places of each axis a block has: whole axes at the end, single places before."""
    steps = []
    for length in reversed(shape):
        step = max(1, min(length, most))
        most = most // length if step == length else 1
        steps.append(step)
    return steps[::-1]
