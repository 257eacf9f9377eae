"""Counting at all points of a block: one walk for each structure, the same as for one network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cnncost.analysis import Measures, analyze_spec, input_shape, measured_once, walked
from cnncost.errors import CnncostError
from cnncost.formula.arithmetic import LIMIT
from cnncost.formula.varied import Divided, Varied, along, summed
from cnncost.head import AXES, whole_size
from cnncost.kind import LEDGER
from cnncost.layout import Step
from cnncost.measure import Measured, Shape, measure_join
from cnncost.naming import Building
from cnncost.report import Report, with_derived
from cnncost.spec import Spec
from cnncost.sweeping.space import INPUT, RESOLUTION, Block, Space, Value, different

Counts = NDArray[np.int64]
IMPOSSIBLE = -1  # in the place of every count where a network cannot be
FEW = 8  # points that are sooner counted one by one
MOST_REMEMBERED = 4_096
MOST_HELD = 2**28  # bytes of the arrays of one walk


class Asked(NamedTuple):
    """What is counted: a network, over which space, which columns, as for training or not."""

    spec: Spec
    space: Space
    columns: tuple[str, ...]
    train: bool = False


def count(asked: Asked, block: Block) -> dict[str, Counts]:
    """Each column at all points of a block; IMPOSSIBLE where the network cannot be."""
    found = {name: np.full(block.shape, IMPOSSIBLE, dtype=np.int64) for name in asked.columns}
    waiting = [(block, Block.whole(block.shape))]
    while waiting:
        part, inside = waiting.pop()
        try:
            columns = _one_by_one(asked, part) if part.size <= FEW else _together(asked, part)
        except Divided as divided:
            waiting += part.divided(divided.labels, inside)
            continue
        for name, numbers in columns.items():
            found[name][np.ix_(*inside.places)] = numbers
    return found


# --- one by one


def at(asked: Asked, point: Mapping[str, Value]) -> Report:
    """The report at one point. Raises CnncostError where the network cannot be."""
    spec, shape = placed(asked.spec, point)
    return analyze_spec(spec, shape)


def placed(spec: Spec, point: Mapping[str, Any]) -> tuple[Spec, Shape | None]:
    """The network and its input at a point."""
    params = {name: value for name, value in point.items() if name in spec.params}
    spec = spec.with_params(params)
    if INPUT in point and INPUT not in params:
        height, width, channels = map(whole_size, AXES, point[INPUT])
        return spec, (height, width, channels)
    if RESOLUTION in point and RESOLUTION not in params:
        height, width = (whole_size(axis, point[RESOLUTION]) for axis in AXES[:2])
        return spec, (height, width, input_shape(spec)[2])
    return spec, None


def totals(report: Report, train: bool) -> Mapping[str, int]:
    """What is counted of a network: deployed, or with the parts that only training has."""
    return report.train_totals if train else report.totals


def _one_by_one(asked: Asked, block: Block) -> dict[str, Any]:
    found = {name: np.full(block.shape, IMPOSSIBLE, dtype=np.int64) for name in asked.columns}
    for place in np.ndindex(*block.shape):
        point: dict[str, Value] = {}
        for axis, places, i in zip(asked.space.axes, block.places, place, strict=True):
            point |= {name: values[places[i]] for name, values in axis.values.items()}
        try:
            counts = totals(at(asked, point), asked.train)
        except CnncostError:
            continue
        for name, column in found.items():
            column[place] = counts[name]
    return found


# --- all together


def _together(asked: Asked, block: Block) -> dict[str, Any]:
    """All points of a block in one walk. Raises Divided where their structures differ."""
    try:
        spec, shape = placed(asked.spec, varied(asked.space, block))
        measures = _measures(block.shape)
        steps, _ = walked(spec, shape or input_shape(spec), Building("", None), measures=measures)
    except CnncostError:  # of all points, as each decision on the way was one for all
        return {}
    axes = len(block.places)
    sums = everything = _sums(steps, axes)
    for total in everything:
        if total > LIMIT:
            return {}
    if not asked.train and any(step.train_only for step in steps):
        sums = _sums([step for step in steps if not step.train_only], axes)
    named = with_derived(dict(zip(LEDGER, sums, strict=True)))
    return {name: _numbers(named[name], axes) for name in asked.columns}


def _measures(shape: tuple[int, ...]) -> Measures:
    """What counts layers and joins at all points of a block, and keeps no more than their costs.

    Raises Divided where even these take too much memory.
    """
    held = 0

    def kept(measured: Measured) -> Measured:
        nonlocal held
        ledger: tuple[Any, ...] = measured.ledger
        arrays = (
            factor.array
            for cost in ledger
            if isinstance(cost, Varied)
            for term in cost.terms
            for factor in term.factors
        )
        held += sum({id(array): array.nbytes for array in arrays}.values())
        if held > MOST_HELD:
            raise Divided(_halves(shape))
        return measured._replace(letters={}, kernel=(1, 1), stride=(1, 1))

    return Measures(
        lru_cache(maxsize=MOST_REMEMBERED)(lambda *layer: kept(measured_once(*layer))),
        lambda kind, branches: kept(measure_join(kind, branches)),
    )


def _halves(shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Labels that divide the longest axis in the middle."""
    length = max(shape)
    return np.indices(shape, sparse=True)[shape.index(length)] >= length // 2


def varied(space: Space, block: Block) -> dict[str, Any]:
    """The parameters and sizes of all points of a block, by name."""
    axes = len(space.axes)
    point: dict[str, Any] = {}
    for axis, (one, places) in enumerate(zip(space.axes, block.places, strict=True)):
        for name, values in one.values.items():
            chosen, order = different(values, places)
            if isinstance(chosen[0], tuple):
                sides: Iterable[Any] = zip(*chosen, strict=True)
                point[name] = tuple(along(axis, axes, list(side), order) for side in sides)
            else:
                point[name] = along(axis, axes, chosen, order)
    return point


def _sums(steps: Sequence[Step], axes: int) -> list[Any]:
    """The sum of every column of the ledger; layers that are there many times are added once."""
    times = Counter(id(step.measured) for step in steps)
    ledgers = {id(step.measured): step.measured.ledger for step in steps}
    return [
        summed((ledgers[one][column] * often for one, often in times.items()), axes)
        for column in range(len(LEDGER))
    ]


def _numbers(total: Any, axes: int) -> Any:
    return total.numerators if isinstance(total, Varied) else np.full((1,) * axes, total)
