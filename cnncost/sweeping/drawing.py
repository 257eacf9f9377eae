"""Random points of a space: the same for the same seed, on every machine and every Python."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from random import Random

import numpy as np

from cnncost.errors import UsageError
from cnncost.sweeping.space import Axis, Drawn, Picked, Places, Space, Value

MOST_DRAWN = 5_000_000
SAFE = 2**62  # labels up to here fit an int64

Draw = Callable[[], float]  # from 0 up to 1; of all that Random has, this one never changes


def drawn(space: Space, number: int, seed: int) -> Space:
    """So many different points of a space, as one axis; the space itself if it has no more.

    Raises UsageError for a number that cannot be drawn.
    """
    if not 1 <= number <= MOST_DRAWN:
        raise UsageError(f"From 1 to {MOST_DRAWN:,} points can be drawn, not {number:,}.")
    if number >= space.size:
        return space
    choose = _of_few if space.size <= 2 * number else _of_many
    found: dict[str, Sequence[Value]] = {}
    for axis, places in zip(
        space.axes, choose(space.shape, number, Random(seed).random), strict=True
    ):
        for name, values in axis.values.items():
            found[name] = Picked(values, places)
    return Space((Axis(found),), Drawn(space.size, seed))


def _of_few(shape: Sequence[int], number: int, draw: Draw) -> Sequence[Places]:
    """The first of all points, once they are shuffled."""
    keys = _draws(prod(shape), draw)
    return np.unravel_index(np.argsort(keys, kind="stable")[:number], shape)


def _of_many(shape: Sequence[int], number: int, draw: Draw) -> Sequence[Places]:
    """Points drawn axis by axis, those that were drawn before left out."""
    found = [np.empty(0, dtype=np.intp) for _ in shape]
    while missing := number - len(found[0]):
        draws = _draws(missing * len(shape), draw).reshape(missing, len(shape))
        more = [(draws[:, i] * length).astype(np.intp) for i, length in enumerate(shape)]
        found = [np.concatenate(pair) for pair in zip(found, more, strict=True)]
        new = _new(found, shape)
        found = [places[new] for places in found]
    return found


def _draws(number: int, draw: Draw) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.fromiter(iter(draw, None), dtype=np.float64, count=number)


def _new(places: Sequence[Places], shape: Sequence[int]) -> Places:
    """Which of some points do not stand before among them."""
    labels, limit = np.zeros(len(places[0]), dtype=np.int64), 1
    for at, length in zip(places, shape, strict=True):
        if limit * length > SAFE:
            labels = np.unique(labels, return_inverse=True)[1].reshape(-1)
            limit = len(labels)
        labels, limit = labels * length + at, limit * length
    return np.sort(np.unique(labels, return_index=True)[1])
