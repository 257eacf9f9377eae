"""Published accuracies at the points of a sweep: where somebody has trained that very network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

import numpy as np

from cnncost.accuracy import Accuracy, Source, sources
from cnncost.analysis import input_shape
from cnncost.head import Number
from cnncost.spec import Spec
from cnncost.sweeping.counting import IMPOSSIBLE, Asked
from cnncost.sweeping.space import INPUT, RESOLUTION, Axis, Value
from cnncost.sweeping.sweep import Piece

ACCURACY = "accuracy"
UNIT = 10**6  # a column is whole numbers: millionths of a percent


def published(asked: Asked) -> tuple[Source, dict[int, int]] | None:
    """The source that knows most of a sweep's points, and its accuracies by their numbers.

    One source alone: what others trained otherwise is not comparable. None if no source has any.
    """
    found = [(source, _numbered(asked, source)) for source in sources().values()]
    source, numbers = max(found, key=lambda one: len(one[1]))
    return (source, numbers) if numbers else None


def with_accuracy(piece: Piece, numbers: Mapping[int, int]) -> Piece:
    """A piece with a column of accuracies, IMPOSSIBLE where none is published."""
    column = np.full(len(piece.numbers), IMPOSSIBLE, dtype=np.int64)
    for number, accuracy in numbers.items():
        column[piece.numbers == number] = accuracy
    return piece._replace(counts={**piece.counts, ACCURACY: column})


def measured_only(piece: Piece) -> Piece:
    """The points of a piece that have an accuracy."""
    known = piece.counts[ACCURACY] != IMPOSSIBLE
    counts = {name: column[known] for name, column in piece.counts.items()}
    return piece._replace(numbers=piece.numbers[known], counts=counts)


def _numbered(asked: Asked, source: Source) -> dict[int, int]:
    found: dict[int, int] = {}
    for one in source.accuracies:
        for number in _points(asked, one):
            found.setdefault(number, int(one.top1 * UNIT))
    return found


def _points(asked: Asked, one: Accuracy) -> Iterator[int]:
    """The numbers of the points that are the network of an accuracy, on the images that it saw."""
    spec, space = asked.spec, asked.space
    if one.network not in (spec.name, *spec.variants):
        return
    wanted = _settings(spec, one)
    fixed = {**spec.params, RESOLUTION: spec.params.get(RESOLUTION, _side(spec))}
    swept = set(space.names)
    if INPUT in swept:
        swept.add(RESOLUTION)
    if any(fixed[name] != value for name, value in wanted.items() if name not in swept):
        return
    for places in product(*(_places(axis, wanted, spec, one) for axis in space.axes)):
        yield int(np.ravel_multi_index(places, space.shape))


def _settings(spec: Spec, one: Accuracy) -> dict[str, Number]:
    """The parameters of the network that was trained; its resolution is that of its images."""
    own = spec.as_variant(one.network) if one.network in spec.variants else spec
    return {**spec.own_params, **own.own_params, RESOLUTION: one.crop}


def _side(spec: Spec) -> int:
    return input_shape(spec)[0]


def _places(axis: Axis, wanted: Mapping[str, Number], spec: Spec, one: Accuracy) -> list[int]:
    """The places on an axis where all that varies along it is as wanted."""

    def fits(name: str, value: Value) -> bool:
        if name == INPUT:
            return value == (one.crop, one.crop, input_shape(spec)[2])
        return value == wanted[name]

    names = list(axis.values)
    return [
        place
        for place in range(axis.length)
        if all(fits(name, axis.values[name][place]) for name in names)
    ]
