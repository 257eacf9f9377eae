"""Where in a network: the part or the row at a path."""

from __future__ import annotations

from collections.abc import Iterator

from cnncost.errors import UnknownNameError, did_you_mean, listed, shortened
from cnncost.report import Part, Report

MOST_COMPARED, MOST_LISTED = 2_000, 8


def parts(part: Part) -> Iterator[Part]:
    """The parts inside a part, each before those inside it."""
    for child in part.children:
        if isinstance(child, Part):
            yield child
            yield from parts(child)


def find(report: Report, path: str) -> Part | int:
    """The part at a path, or the number of the row; the whole network for no path.

    A row may be called like the part it stands in: then it is the part. Raises UnknownNameError,
    with the nearest paths, where there is nothing.
    """
    if not path:
        return report.tree
    for part in parts(report.tree):
        if part.path == path:
            return part
    return find_row(report, path)


def find_row(report: Report, path: str) -> int:
    """The number of the row at a path. Raises UnknownNameError where there is none."""
    for row, name in enumerate(report.names):
        if name.path == path:
            return row
    raise UnknownNameError(nothing_at(report, path))


def rows_at(report: Report, path: str) -> list[int]:
    """The numbers of the rows at a path. Raises UnknownNameError where there is nothing."""
    found = find(report, path)
    return [found] if isinstance(found, int) else list(found.rows())


def nothing_at(report: Report, path: str) -> str:
    """What to say where there is nothing, with the nearest paths or the first ones."""
    names = [name.path for name in report.names]
    known = dict.fromkeys([*(part.path for part in parts(report.tree)), *names])
    first = list(dict.fromkeys(name.stage for name in report.names))[:MOST_LISTED]
    hint = did_you_mean(path, list(known)[:MOST_COMPARED])
    return (
        f"{shortened(report.variant)} has nothing at '{shortened(path)}'."
        f"{hint or f' Its first parts: {listed(first)}.'}"
    )
