"""The model of a module diagram: a network, or a part of one, as items at some depth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cnncost.errors import UsageError
from cnncost.figures.about import notes
from cnncost.figures.modules.items import Folded, Item, boxes, every
from cnncost.figures.modules.rows import Rows, Span, rows_of, run_of, span_of
from cnncost.figures.modules.series import series
from cnncost.figures.subject import subtitle, title
from cnncost.place import find
from cnncost.report import Part, Report

MOST_BOXES_UNASKED = 20
MOST_BOXES = 1_000


class Modules(NamedTuple):
    """A network or a part of one, opened ``depth`` levels deep.

    ``notes`` say how was counted, and what the network is.
    """

    title: str
    subtitle: str
    report: Report
    depth: int
    span: Span
    items: tuple[Item, ...]
    notes: tuple[str, ...]


def modules(
    report: Report, part: str = "", depth: int | None = None, train: bool = False
) -> Modules:
    """The diagram of a network or of a part of it; as deep as fits on a page if not said.

    Raises UnknownNameError for a part that is not there, and UsageError for a depth below 1 and
    for a diagram with too many boxes.
    """
    if depth is not None and depth < 1:
        raise UsageError(f"The depth of a diagram is at least 1, not {depth}.")
    place = find(report, part)
    run = range(place, place + 1) if isinstance(place, int) else run_of(place)
    aside = all(report.aside[run.start : run.stop])
    rows = rows_of(report, train or aside)._replace(inside=aside)
    children = (place,) if isinstance(place, int) else place.children
    items, reached = _opened(rows, children, depth)
    count = boxes(items)
    if count > MOST_BOXES:
        raise UsageError(
            f"The diagram would have {count:,} boxes, more than {MOST_BOXES:,}. Draw a part of the "
            "network, or less deep."
        )
    span = span_of(rows, run, part.rpartition("/")[2], part)
    named = title(report, part, run), subtitle(report, part)
    return Modules(*named, report, reached, span, items, notes(report))


def _opened(
    rows: Rows, children: Sequence[Part | int], depth: int | None
) -> tuple[tuple[Item, ...], int]:
    """The items at that depth, or at the deepest one whose diagram is small, and the depth."""
    reached = depth or 1
    items = series(rows, children, reached)
    while depth is None and any(isinstance(item, Folded) for item in every(items)):
        deeper = series(rows, children, reached + 1)
        if boxes(deeper) > MOST_BOXES_UNASKED:
            break
        items, reached = deeper, reached + 1
    return items, reached
