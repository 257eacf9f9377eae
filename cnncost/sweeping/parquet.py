"""Sweeps as Parquet: counts and whole numbers as int64, everything else as it can be read back.

A parameter is a column of int64 where all its values are whole, of doubles where each of them is a
double's own shortest decimal, as 0.35 is, and else of text, as ``1/3`` and ``224x224x3``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any, BinaryIO

import numpy as np

from cnncost.errors import UsageError
from cnncost.sweeping.cells import typed
from cnncost.sweeping.counting import IMPOSSIBLE, Counts
from cnncost.sweeping.published import ACCURACY, UNIT
from cnncost.sweeping.space import Places, Space, Value
from cnncost.sweeping.sweep import Piece
from cnncost.sweeping.writing import Subject, Summary, about, outcome

MISSING = "Parquet needs pyarrow: pip install 'cnncost[parquet]'. A .csv file needs nothing."
GROUP = 2**18  # points in a row group, at most


def refuse_missing() -> None:
    """Raise UsageError where the package that writes Parquet is missing."""
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        raise UsageError(MISSING) from None


def write_parquet(subject: Subject, pieces: Iterable[Piece], file: BinaryIO) -> None:
    """The points as Parquet, a row group for each piece; what else is known is in its metadata."""
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    asked, summary = subject.asked, Summary()
    values = _stored(asked.space)
    fields = [(name, pyarrow.array(stored[:0]).type) for name, stored in values.items()]
    fields += [(name, _type(pyarrow, name)) for name in subject.columns]
    with ParquetWriter(file, pyarrow.schema(fields)) as writer:
        for piece in pieces:
            summary = summary.with_piece(piece)
            for start in range(0, len(piece.numbers), GROUP):
                part = slice(start, start + GROUP)
                columns = [
                    *_varied(asked.space, values, piece.numbers[part]),
                    *(_counts(pyarrow, n, piece.counts[n][part]) for n in subject.columns),
                ]
                writer.write_table(pyarrow.table(columns, schema=pyarrow.schema(fields)))
        known = about(subject) | outcome(asked, summary)
        writer.add_key_value_metadata({"cnncost": json.dumps(known, ensure_ascii=False)})


def _stored(space: Space) -> dict[str, Any]:
    """For each name its values, as the numbers or texts that stand in the file."""
    return {name: stored(values) for axis in space.axes for name, values in axis.values.items()}


def stored(values: Sequence[Value]) -> Any:
    """Values as integers, as doubles or as text: the first that has each of them exactly."""
    if all(isinstance(value, int) for value in values):
        return np.array(values, dtype=np.int64)
    if not any(isinstance(value, tuple) for value in values) and all(map(_is_double, values)):
        return np.array([float(value) for value in values])  # type: ignore[arg-type]
    return np.array(list(map(typed, values)))


def _is_double(value: Any) -> bool:
    """Whether the shortest decimal of the nearest double is the value itself."""
    return bool(Fraction(repr(float(value))) == value)


def _varied(space: Space, values: dict[str, Any], numbers: Places) -> Iterator[Any]:
    places = np.unravel_index(numbers, space.shape)
    for axis, at in zip(space.axes, places, strict=True):
        yield from (values[name][at] for name in axis.values)


def _type(pyarrow: Any, name: str) -> Any:
    return pyarrow.float64() if name == ACCURACY else pyarrow.int64()


def _counts(pyarrow: Any, name: str, column: Counts) -> Any:
    if name != ACCURACY:
        return pyarrow.array(column)
    return pyarrow.array(column / UNIT, mask=column == IMPOSSIBLE)
