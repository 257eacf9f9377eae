"""Slips that are made in one layer only, and slips that are made together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import NamedTuple

from cnncost.formula import Expr
from cnncost.slips.asked import FOLLOWS, Asked, makings, number_with, shows
from cnncost.slips.catalogue import Slip
from cnncost.slips.network import Making, carried, stage

# A slip that gives more numbers than this fits too many by chance to be one of several.
MOST_WAYS = 2
PARAMETERS = frozenset({"weights", "params"})
# What several slips may each take too much or too little of.
SCALED = frozenset({"weights", "macs", "flops", "answer"})
# Beyond these, looking for slips takes longer than a student would wait: rows in which a slip may
# have been made alone, the same for slips that later rows inherit, and the same for pairs.
MOST_ROWS, MOST_ROWS_CARRIED = 400, 60
MOST_ROWS_PAIRS, MOST_ROWS_PAIRS_CARRIED = 60, 12


class InRow(NamedTuple):
    """A slip that was made in one row only."""

    slip: Slip
    row: int


class _Way(NamedTuple):
    slip: Slip
    making: Making


def in_one_row(value: int, asked: Asked, known: Iterable[Slip]) -> tuple[InRow, ...]:
    """The slips that give this number when they are made in a single row of several."""
    rows = range(max(asked.rows) + 1)
    if len(rows) > MOST_ROWS or value == asked.right:
        return ()
    inherit = len(rows) <= MOST_ROWS_CARRIED
    found = []
    for slip in _usable(known):
        if inherit or not any(carried(wrong) for wrong in slip.wrong):
            found += [InRow(slip, row) for row in rows if value in _numbers(slip, asked, row)]
    return tuple(found)


def together(value: int, asked: Asked, known: Iterable[Slip]) -> tuple[tuple[Slip, Slip], ...]:
    """The pairs of slips that give this number, each made wherever it can be."""
    rows = range(max(asked.rows) + 1)
    if len(asked.rows) > MOST_ROWS_PAIRS or value == asked.right:
        return ()
    inherit = len(rows) <= MOST_ROWS_PAIRS_CARRIED
    ways = [
        _Way(slip, making)
        for slip in _usable(known)
        for making in makings(slip, asked, rows)
        if inherit or not carried(making.wrong)
    ]
    found = {
        frozenset((first.slip.id, second.slip.id)): (first.slip, second.slip)
        for first, second in _pairs(ways, asked)
        if number_with([first.making, second.making], asked) == value
    }
    return tuple(found.values())


def _usable(known: Iterable[Slip]) -> Iterator[Slip]:
    return (slip for slip in known if 0 < len(slip.wrong) <= MOST_WAYS)


def _numbers(slip: Slip, asked: Asked, row: int) -> list[object]:
    ways = makings(slip, asked, [row])
    meant = (way for way in ways if "answer" not in way.wrong and shows(slip, way.wrong, asked))
    return [number_with([way], asked) for way in meant]


def _pairs(ways: list[_Way], asked: Asked) -> Iterator[tuple[_Way, _Way]]:
    """Two ways, in the order in which they are made; in both orders where none comes first."""
    for one, other in combinations(ways, 2):
        if one.slip.id == other.slip.id:
            continue
        first, second = stage(one.making.wrong), stage(other.making.wrong)
        orders = [(one, other)] if first <= second else []
        orders += [(other, one)] if second <= first else []
        yield from ((a, b) for a, b in orders if _fit(a, b, asked))


def _fit(first: _Way, second: _Way, asked: Asked) -> bool:
    """Whether both can be made, and show: the second does, and the first does or feeds it."""
    if _exclude(first, second) or not shows(second.slip, second.making.wrong, asked):
        return False
    if shows(first.slip, first.making.wrong, asked):
        return True
    # Parameters that were counted wrongly may go into the work, and nothing else into anything.
    of_parameters = first.slip.sort != "convention" and not PARAMETERS.isdisjoint(first.slip.of)
    into_work = asked.quantity in ("macs", "flops")
    return into_work and of_parameters and _feeds(first.making, second.making)


def _exclude(first: _Way, second: _Way) -> bool:
    """Whether who makes one slip has no room for the other: both say what the same thing is."""
    if second.slip.id in first.slip.never_with or first.slip.id in second.slip.never_with:
        return True
    both = first.making.wrong.keys() & second.making.wrong.keys()
    return any(not _reads(second.making, name) for name in both) or not both <= SCALED


def _reads(making: Making, name: str) -> bool:
    return any(name in formula.symbols() for formula in making.wrong.values())


def _feeds(first: Making, second: Making) -> bool:
    read = {name for formula in _formulas(second) for name in formula.symbols()}
    behind = set(read)
    for name in read:
        behind |= FOLLOWS.get(name, set())
    return not behind.isdisjoint(first.wrong)


def _formulas(making: Making) -> Iterable[Expr]:
    return making.wrong.values()
