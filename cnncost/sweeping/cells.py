"""The cells of a sweep's rows: what is varied and what is counted, point by point, as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

import numpy as np

from cnncost.numbers import setting
from cnncost.sweeping.counting import IMPOSSIBLE, Asked, Counts
from cnncost.sweeping.published import ACCURACY, UNIT
from cnncost.sweeping.space import Axis, Places, Value
from cnncost.sweeping.sweep import Piece

AT_ONCE = 2**15  # points that are text at the same time
MOST_PREPARED = 2**16  # values of an axis that are written only once

Written = Callable[[Value], str]


def typed(value: Value) -> str:
    """A value as it is typed: ``0.25``, ``1/3``, ``224x224x3``."""
    return "x".join(map(str, value)) if isinstance(value, tuple) else setting(value)


def accuracy(millionths: int) -> str:
    """Percent, exactly; nothing where none is published."""
    return "" if millionths == IMPOSSIBLE else setting(Fraction(millionths, UNIT))


def slices(piece: Piece) -> Iterator[tuple[Places, dict[str, Counts]]]:
    """A piece's points and counts, so few at once that their text is small."""
    for start in range(0, len(piece.numbers), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        yield piece.numbers[part], {name: c[part] for name, c in piece.counts.items()}


def rows(
    asked: Asked, piece: Piece, written: Written = typed, none: str = ""
) -> Iterator[Iterator[tuple[str, ...]]]:
    """The cells of every point, its values and its counts, some points at a time.

    ``none`` stands where no accuracy is published.
    """
    columns = _written_once(asked.space.axes, written)
    for numbers, counts in slices(piece):
        places = np.unravel_index(numbers, asked.space.shape)
        cells = [
            text(at.tolist()) for texts, at in zip(columns, places, strict=True) for text in texts
        ]
        cells += [_counted(name, column.tolist(), none) for name, column in counts.items()]
        yield zip(*cells, strict=True)


def _written_once(
    axes: Sequence[Axis], written: Written
) -> list[list[Callable[[Sequence[int]], list[str]]]]:
    """For each name of each axis what turns places into text."""
    return [[_column(values, written) for values in axis.values.values()] for axis in axes]


def _column(values: Sequence[Value], written: Written) -> Callable[[Sequence[int]], list[str]]:
    if len(values) > MOST_PREPARED:
        return lambda places: [written(values[place]) for place in places]
    texts = list(map(written, values))
    return lambda places: [texts[place] for place in places]


def _counted(name: str, column: list[int], none: str) -> list[str]:
    if name == ACCURACY:
        return [accuracy(number) or none for number in column]
    return list(map(str, column))
