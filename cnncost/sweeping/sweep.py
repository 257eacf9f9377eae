"""Sweeps: a network counted at every point of a space, piece by piece, and what is kept of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cnncost.errors import CnncostError, FileError
from cnncost.formula import Expr
from cnncost.sweeping.condition import holds
from cnncost.sweeping.counting import IMPOSSIBLE, Asked, Counts, at, count
from cnncost.sweeping.space import Block, Places, Space, Value

if TYPE_CHECKING:
    from cnncost.explanation.drawing import Drawing

SHOWN_IMPOSSIBLE = 3

Work = Callable[[Callable[[Block], "Piece"], Iterable[Block]], Iterator["Piece"]]


class Piece(NamedTuple):
    """Some points of a sweep, by their numbers: those that can be and meet the condition.

    ``looked`` is how many were looked at, ``impossible`` how many of them cannot be, ``fitting``
    how many met the condition; ``examples`` are the numbers of the first impossible ones.
    """

    numbers: Places
    counts: Mapping[str, Counts]
    looked: int
    impossible: int
    fitting: int
    examples: tuple[int, ...]


class Choice(NamedTuple):
    """Which points are kept: of those that meet a condition the first few by a column, or those
    that no other beats in all of some; ``source`` is that of the accuracies, where they are shown.

    A minus before a column says that the more is the better.
    """

    condition: Expr | None = None
    by: tuple[str, ...] = ()
    number: int | None = None
    source: str = ""


EVERYTHING = Choice()


class Point(NamedTuple):
    """One point: what is varied, and what is counted there."""

    values: Mapping[str, Value]
    counts: Mapping[str, int]


@dataclass(frozen=True, eq=False)
class Sweep:
    """The points that were kept of a sweep, in order, and how many were looked at.

    >>> sweep["macs"], len(sweep), sweep[0].values, sweep[0].counts
    """

    asked: Asked
    found: Piece
    choice: Choice = EVERYTHING

    @property
    def numbers(self) -> Places:
        """Which points of the space they are, counted from 0; the last axis goes round fastest."""
        return self.found.numbers

    @property
    def counts(self) -> Mapping[str, Counts]:
        """The columns, one number for each point."""
        return self.found.counts

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, which: int | str) -> Any:
        """A point by its place in the order, or a column of counts by name."""
        if isinstance(which, str):
            return self.counts[which]
        counts = {name: int(column[which]) for name, column in self.counts.items()}
        return Point(self.asked.space.point(int(self.numbers[which])), counts)

    def __iter__(self) -> Iterator[Point]:
        return (self[i] for i in range(len(self)))

    def reasons(self) -> list[tuple[Mapping[str, Value], str]]:
        """Why the first of the impossible points cannot be."""
        points = map(self.asked.space.point, self.found.examples)
        return [(point, why(self.asked, point)) for point in points]

    def save(self, path: str | Path) -> None:
        """Write the points to a .csv, .json or .parquet file. Raises UsageError."""
        from cnncost.sweeping.writing import Subject, write_points

        write_points(Subject(self.asked, self.choice), [self.found], path)

    def plot(self) -> Drawing:
        """The points as a picture: a count along an axis, or counts against each other."""
        from cnncost.views.sweep_plot import sweep_drawing

        return sweep_drawing(self)

    def __rich__(self) -> Any:
        from cnncost.views.sweep import sweep_table
        from cnncost.views.table import to_rich

        return to_rich(sweep_table(self))

    def _repr_html_(self) -> str:
        from cnncost.views.sweep import sweep_table
        from cnncost.views.table_html import to_html

        return to_html(sweep_table(self))

    def __repr__(self) -> str:
        return f"Sweep({self.asked.spec.variant}: {len(self):,} of {self.found.looked:,} points)"


def why(asked: Asked, point: Mapping[str, Value]) -> str:
    """Why a network cannot be at a point; empty if it can."""
    try:
        at(asked, point)
    except FileError as error:
        parts = filter(None, (error.context, error.message))
        return " ".join(": ".join(parts).split())  # in one line, and not where in a file
    except CnncostError as error:
        return str(error)
    return ""


def nothing(columns: Iterable[str]) -> Piece:
    """A piece without points."""
    none = np.zeros(0, dtype=np.int64)
    return Piece(none, dict.fromkeys(columns, none), 0, 0, 0, ())


def piece(asked: Asked, condition: Expr | None, block: Block) -> Piece:
    """One block counted. Raises FormulaError for a condition without a value."""
    columns = count(asked, block)
    possible = next(iter(columns.values())) != IMPOSSIBLE
    chosen = possible
    if condition is not None:
        chosen = possible & holds(condition, asked.space, block, columns)
    numbers = numbers_of(asked.space, block)
    examples = numbers[~possible][:SHOWN_IMPOSSIBLE].tolist()
    everything = bool(chosen.all())
    kept = {n: c.reshape(-1) if everything else c[chosen] for n, c in columns.items()}
    return Piece(
        numbers.reshape(-1) if everything else numbers[chosen],
        kept,
        block.size,
        block.size - int(possible.sum()),
        int(chosen.sum()),
        tuple(examples),
    )


def numbers_of(space: Space, block: Block) -> NDArray[np.int64]:
    """The numbers of a block's points in the space, in the shape of the block."""
    found = np.zeros((1,) * len(space.axes), dtype=np.int64)
    for places, length in zip(np.ix_(*block.places), space.shape, strict=True):
        found = found * length + places
    return found
