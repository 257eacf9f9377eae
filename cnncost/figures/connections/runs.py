"""Connections of a report: its branches as stacks, and in words what happens where they join."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from cnncost.errors import UsageError, listed, shortened
from cnncost.figures.about import notes
from cnncost.figures.connections.layers import column, connects
from cnncost.figures.connections.model import (
    MOST,
    MOST_LAYERS,
    Connections,
    Item,
    Note,
    items_of,
    scaled,
)
from cnncost.figures.subject import name, rows_drawn, subtitle, title
from cnncost.figures.words import JOINED
from cnncost.layers import JOINS
from cnncost.numbers import figures
from cnncost.place import parts
from cnncost.report import Report

NOT_TOO_HIGH = 8


class Run(NamedTuple):
    """Rows of which each reads the one before, and nothing else does; or a join by itself.

    ``reads`` are the runs before it by their places in the list, -1 for the input.
    """

    name: str
    rows: tuple[int, ...]
    reads: tuple[int, ...]


def connections_of(report: Report, most: int = MOST, part: str = "") -> Connections:
    """The figure of a network, or of the part or layer at a path, as it is deployed.

    Raises UnknownNameError for a path that is not there, and UsageError where there are no layers
    to draw, or more than one drawing can hold.
    """
    rows = rows_drawn(report, part)
    _check(report, rows, name(report, part))
    runs = _runs(report, rows)
    items = tuple(item for run in runs for item in _items(report, run, runs, part))
    named = title(report, part, rows), subtitle(report, part)
    return scaled(Connections(*named, items, notes(report)), most)


def _check(report: Report, rows: Sequence[int], subject: str) -> None:
    drawn = _drawn(report, rows)
    if not drawn:
        raise UsageError(f"{subject} has no layer that connects channels or positions.")
    if drawn > MOST_LAYERS:
        example = _example(report, set(rows))
        advice = f", such as {shortened(f'{report.variant}:{example}')}" if example else ""
        raise UsageError(
            f"{subject} has {figures(len(rows))} rows, {figures(drawn)} of them with connections; "
            f"a drawing holds {MOST_LAYERS}. Name one part of it{advice}."
        )


def _drawn(report: Report, rows: Iterable[int]) -> int:
    return sum(connects(report.measured[i]) for i in rows)


def _example(report: Report, inside: set[int]) -> str:
    """The path of a part to draw: the first of the largest that are not too high to be seen."""
    sizes = {
        part.path: _drawn(report, part.rows())
        for part in parts(report.tree)
        if inside.issuperset(part.rows())
    }
    fitting = {path: size for path, size in sizes.items() if 0 < size <= NOT_TOO_HIGH}
    return max(fitting, key=lambda path: fitting[path], default="")


# --- runs of rows


def _runs(report: Report, rows: Sequence[int]) -> list[Run]:
    """All runs, in the order of their first rows."""
    known = set(rows)
    readers = Counter(source for i in rows for source in report.sources[i])
    found: list[list[int]] = []
    place: dict[int, int] = {}
    for i in rows:
        before = report.sources[i][0]
        alone = _is_join(report, i) or before not in known or _is_join(report, before)
        if alone or readers[before] > 1:
            found.append([])
        place[i] = len(found) - 1 if not found[-1] else place[before]
        found[place[i]].append(i)
    reads = [tuple(place.get(source, -1) for source in report.sources[run[0]]) for run in found]
    return [
        Run(_common_part(report, run), tuple(run), before)
        for run, before in zip(found, reads, strict=True)
    ]


def _is_join(report: Report, row: int) -> bool:
    return report.measured[row].kind.name in JOINS


def _common_part(report: Report, rows: Sequence[int]) -> str:
    """The path of the innermost part that all rows are in."""
    paths = [report.names[i].part.split("/") for i in rows]
    common = takewhile(lambda names: len(set(names)) == 1, zip(*paths, strict=False))
    return "/".join(names[0] for names in common)


# --- words


def _items(report: Report, run: Run, runs: Sequence[Run], part: str) -> Iterator[Item]:
    if _is_join(report, run.rows[0]):
        yield Note(_joined(report, run, runs))
    else:
        measured = [report.measured[i] for i in run.rows]
        yield from items_of(measured, shortened(run.name.removeprefix(part).removeprefix("/")))


def _joined(report: Report, join: Run, runs: Sequence[Run]) -> str:
    """``body and its input, added: 0 MACs``."""
    row = report.measured[join.rows[0]]
    forks = {-1, *(read for i in join.reads if i >= 0 for read in runs[i].reads)}
    names = [_branch(runs[i]) for i in join.reads if i not in forks]
    if len(names) < len(join.reads):
        names.append("its input" if len(names) == 1 else "their input")
    size = f" to {figures(row.output[2])} channels" if row.kind.name == "concat" else ""
    macs = figures(column(row, "macs"))
    return f"{listed(names)}, {JOINED[row.kind.name]}{size}: {macs} MACs"


def _branch(run: Run) -> str:
    return shortened(run.name.rpartition("/")[2]) or "what is above"
