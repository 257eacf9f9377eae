"""What is kept of a sweep: all of it, the first few by a column, or what nothing else beats."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from cnncost.errors import UsageError
from cnncost.sweeping.sweep import SHOWN_IMPOSSIBLE, Piece

MOST_KEPT = 5_000_000
MOST = "-"  # before a column's name: the more the better
Order = NDArray[np.intp]
Choose = Callable[[Piece], Piece]


def collected(pieces: Iterable[Piece], choose: Choose) -> Piece:
    """What is chosen of all the pieces together; each is let go of as soon as it is looked at."""
    found: Piece | None = None
    for piece in pieces:
        found = choose(piece if found is None else joined([found, piece]))
    assert found is not None  # a space has a point at least
    return found


def everything(pieces: Iterable[Piece]) -> Piece:
    """All points that can be and meet the condition. Raises UsageError where they are too many."""
    found: list[Piece] = []
    kept = 0
    for piece in pieces:
        kept += len(piece.numbers)
        if kept > MOST_KEPT:
            raise UsageError(
                f"The sweep keeps more than {MOST_KEPT:,} points. Choose with --where, --top or "
                "--pareto, or write it to a file with --out."
            )
        found.append(piece)
    return joined(found)


def joined(pieces: Sequence[Piece]) -> Piece:
    """Pieces as one, in their order."""
    examples = [number for piece in pieces for number in piece.examples]
    return Piece(
        np.concatenate([piece.numbers for piece in pieces]),
        {
            name: np.concatenate([piece.counts[name] for piece in pieces])
            for name in pieces[0].counts
        },
        sum(piece.looked for piece in pieces),
        sum(piece.impossible for piece in pieces),
        sum(piece.fitting for piece in pieces),
        tuple(sorted(examples)[:SHOWN_IMPOSSIBLE]),
    )


def first(number: int) -> Choose:
    """Keeps so many points, in their order."""
    return partial(_first, number)


def _first(number: int, piece: Piece) -> Piece:
    return _only(piece, np.arange(min(number, len(piece.numbers))))


def top(number: int, by: Sequence[str]) -> Choose:
    """Keeps the points with the least of a column, of equal ones those with the least of the next.

    A minus before a column's name asks for the most. What is equal in all stays in its order.
    """
    return partial(_top, number, tuple(by))


def _top(number: int, by: tuple[str, ...], piece: Piece) -> Piece:
    return _only(piece, np.lexsort((piece.numbers, *reversed(_costs(piece, by))))[:number])


def pareto(by: Sequence[str]) -> Choose:
    """Keeps the points that no other beats: none is as good in every column, and better in one.

    Less of a column is better; with a minus before its name, more.
    """
    return partial(_pareto, tuple(by))


def _pareto(by: tuple[str, ...], piece: Piece) -> Piece:
    costs = np.stack(_costs(piece, by))
    order = np.lexsort((piece.numbers, *reversed(costs)))
    costs = costs[:, order]
    front = _front_of_two(costs) if len(costs) == 2 else _front(costs)
    return _only(piece, order[front])


def _front_of_two(costs: NDArray[np.int64]) -> Order:
    """Those in ascending order of the first cost that have less of the second than all before."""
    first, second = costs
    lowest = np.minimum.accumulate(second)
    better = np.ones(len(first), dtype=bool)
    better[1:] = second[1:] < lowest[:-1]
    leader = np.maximum.accumulate(np.where(better, np.arange(len(first)), 0))
    return np.flatnonzero((first == first[leader]) & (second == second[leader]))


def _front(costs: NDArray[np.int64]) -> Order:
    """The same for any number of costs: whatever the first that is left beats is taken away."""
    left = np.arange(costs.shape[1])
    found: list[int] = []
    while len(left):
        leader = costs[:, left[:1]]
        equal = (costs[:, left] == leader).all(axis=0)
        found += left[equal].tolist()
        left = left[(costs[:, left] < leader).any(axis=0)]
    return np.array(found, dtype=np.intp)


def _costs(piece: Piece, by: Sequence[str]) -> list[NDArray[np.int64]]:
    """One column for each name, so turned that less is better."""
    return [
        -piece.counts[name.removeprefix(MOST)] if name.startswith(MOST) else piece.counts[name]
        for name in by
    ]


def _only(piece: Piece, order: Order) -> Piece:
    """Some of a piece's points, in this order."""
    counts = {name: column[order] for name, column in piece.counts.items()}
    return piece._replace(numbers=piece.numbers[order], counts=counts)
