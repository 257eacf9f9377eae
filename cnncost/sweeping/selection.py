"""What is kept of a sweep: all of it, the first few by a column, or what nothing else beats."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from cnncost.errors import UsageError
from cnncost.sweeping.sweep import SHOWN_IMPOSSIBLE, Piece

MOST_KEPT = 5_000_000
MOST_IN_ORDER = 100_000  # they are put in order again with every piece
LARGEST_FRONT = 10_000  # in four columns or more
MOST = "-"  # before a column's name: the more the better
Order = NDArray[np.intp]
Choose = Callable[[Piece], Piece]


def collected(pieces: Iterable[Piece], choose: Choose) -> Piece:
    """What is chosen of all the pieces together; each is let go of as soon as it is looked at."""
    found: Piece | None = None
    for piece in pieces:
        found = choose(piece if found is None else joined([found, piece]))
        _refuse_many(len(found.numbers))
    assert found is not None  # a space has a point at least
    return found


def everything(pieces: Iterable[Piece]) -> Piece:
    """All points that can be and meet the condition. Raises UsageError where they are too many."""
    found: list[Piece] = []
    kept = 0
    for piece in pieces:
        kept += len(piece.numbers)
        _refuse_many(kept)
        found.append(piece)
    return joined(found)


def _refuse_many(kept: int) -> None:
    if kept > MOST_KEPT:
        raise UsageError(
            f"The sweep keeps more than {MOST_KEPT:,} points. Choose with --where, --top or "
            "--pareto, or write it to a file with --out."
        )


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
    Raises UsageError for more than can be kept in order.
    """
    if number > MOST_IN_ORDER:
        raise UsageError(
            f"--top keeps {MOST_IN_ORDER:,} points at the most, not {number:,}. --where and --out "
            "write any number of them to a file."
        )
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
    front = FRONTS.get(len(costs), _front)(costs)
    return _only(piece, order[front])


def _front_of_two(costs: NDArray[np.int64]) -> Order:
    """Those in ascending order of the first cost that have less of the second than all before."""
    first, second = costs
    lowest = np.minimum.accumulate(second)
    better = np.ones(len(first), dtype=bool)
    better[1:] = second[1:] < lowest[:-1]
    leader = np.maximum.accumulate(np.where(better, np.arange(len(first)), 0))
    return np.flatnonzero((first == first[leader]) & (second == second[leader]))


def _front_of_three(costs: NDArray[np.int64]) -> Order:
    """Those that none before has as little of the second and of the third as; equal ones stay.

    Of what was found so far the least thirds are kept by their seconds: as these grow, they fall.
    """
    found: list[int] = []
    seconds: list[int] = []
    beside: list[tuple[int, int]] = []  # the third and the first, for each of these seconds
    for place, (first, second, third) in enumerate(costs.T.tolist()):
        at = bisect_right(seconds, second)
        if at and beside[at - 1][0] <= third:
            if (seconds[at - 1], *beside[at - 1]) == (second, third, first):
                found.append(place)
            continue
        found.append(place)
        start = at - 1 if at and seconds[at - 1] == second else at
        end = start
        while end < len(seconds) and beside[end][0] >= third:
            end += 1
        seconds[start:end], beside[start:end] = [second], [(third, first)]
    return np.array(found, dtype=np.intp)


def _front(costs: NDArray[np.int64]) -> Order:
    """The same for any number of costs: whatever the first that is left beats is taken away.

    Raises UsageError where that would take for ever.
    """
    left = np.arange(costs.shape[1])
    found: list[int] = []
    while len(left):
        if len(found) > LARGEST_FRONT:
            raise UsageError(
                f"More than {LARGEST_FRONT:,} points are beaten by no other in all these columns. "
                "Compare fewer of them, or fewer points with --where."
            )
        leader = costs[:, left[:1]]
        equal = (costs[:, left] == leader).all(axis=0)
        found += left[equal].tolist()
        left = left[(costs[:, left] < leader).any(axis=0)]
    return np.array(found, dtype=np.intp)


FRONTS = {2: _front_of_two, 3: _front_of_three}


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
