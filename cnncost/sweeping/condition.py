"""Conditions on the points of a sweep: a formula over what is counted and what is varied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from cnncost.errors import FormulaError
from cnncost.formula import Expr, compiled
from cnncost.formula.varied import Divided, Varied, of_numbers
from cnncost.sweeping.counting import IMPOSSIBLE, Counts, varied
from cnncost.sweeping.space import Block, Space

Holds = NDArray[np.bool_]


def holds(condition: Expr, space: Space, block: Block, columns: Mapping[str, Counts]) -> Holds:
    """Where a condition holds among the points of a block.

    Raises FormulaError where it has no value.
    """
    found = np.zeros(block.shape, dtype=bool)
    waiting = [(block, Block.whole(block.shape))]
    while waiting:
        part, inside = waiting.pop()
        here = np.ix_(*inside.places)
        try:
            counted = {name: of_numbers(numbers[here]) for name, numbers in columns.items()}
            result = compiled(condition)({**varied(space, part), **counted}) != 0
        except Divided as divided:
            waiting += part.divided(divided.labels, inside)
        except FormulaError:
            possible = next(iter(columns.values()))[here] != IMPOSSIBLE
            if possible.all():
                _refuse(condition, space, part, {n: c[here] for n, c in columns.items()})
            if possible.any():  # what the condition says of the others does not matter
                waiting += part.divided(possible, inside)
        else:
            found[here] = _everywhere(result)
    return found


def _refuse(condition: Expr, space: Space, part: Block, columns: Mapping[str, Counts]) -> NoReturn:
    """Raise what the condition says at a point: it has no value at any of these."""
    first = tuple(int(places[0]) for places in part.places)
    point = space.point(int(np.ravel_multi_index(first, space.shape)))
    compiled(condition)({**point, **{name: int(c.flat[0]) for name, c in columns.items()}})
    raise AssertionError("a condition is refused for many points and not for the first")


def _everywhere(result: Any) -> Any:
    return result.numerators != 0 if isinstance(result, Varied) else result
