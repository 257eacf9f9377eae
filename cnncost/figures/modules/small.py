"""Small layers, such as norms and activations, share the box of a neighbour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeGuard

from cnncost.figures.modules.items import Folded, Item, Layer, Opened, Parallel
from cnncost.figures.modules.rows import Rows, Span, is_small, span_of


def layer_of(rows: Rows, run: range, name: str, path: str) -> Layer:
    """The layer of a run that is not small, with its neighbours; the first one if all are small."""
    measured = rows.report.measured[run.start : run.stop]
    at = next((i for i, one in enumerate(measured) if not is_small(one)), 0)
    return Layer(
        span_of(rows, run, name, path),
        measured[at],
        tuple([one.kind.name for one in measured[:at]]),
        tuple([one.kind.name for one in measured[at + 1 :]]),
    )


def attached(rows: Rows, loose: Sequence[Item | int]) -> list[Item]:
    """The items; small rows go with the layer before them.

    Where a series begins with small rows they go with the layer after them, all through it: batch
    norm and activation come first there.
    """
    first = bool(loose) and isinstance(loose[0], int)
    items: list[Item] = []
    for small, item in _after_small(loose):
        if small and items and _takes_after(items[-1]) and not (first and _takes_before(item)):
            items[-1] = _with_after(rows, items[-1], small)
        elif small and _takes_before(item):
            item = _with_before(rows, item, small)
        elif small:
            items.append(layer_of(rows, small, "", rows.report.names[small.start].path))
        if item is not None:
            items.append(item)
    return items


def _after_small(loose: Sequence[Item | int]) -> Iterator[tuple[range, Item | None]]:
    """Every item with the run of small rows before it; None behind the last."""
    small: list[int] = []
    for one in (*loose, None):
        if isinstance(one, int):
            small.append(one)
        else:
            yield range(small[0], small[-1] + 1) if small else range(0), one
            small = []


def _takes_before(item: Item | None) -> TypeGuard[Layer | Folded | Opened]:
    """Whether small layers can share the first box of an item."""
    if isinstance(item, Opened):
        return _takes_before(item.items[0])
    return isinstance(item, (Layer, Folded))


def _takes_after(item: Item) -> TypeGuard[Layer | Folded | Opened | Parallel]:
    """Whether small layers can share the last box of an item."""
    if isinstance(item, Opened):
        return _takes_after(item.items[-1])
    return isinstance(item, (Layer, Folded, Parallel))


def _with_before(rows: Rows, item: Layer | Folded | Opened, small: range) -> Item:
    span = _widened(rows, item.span, range(small.start, item.span.rows.stop))
    if isinstance(item, Opened):
        first, *others = item.items
        first = _with_before(rows, first, small) if _takes_before(first) else first
        return Opened(span, (first, *others))
    return item._replace(span=span, before=(*_kinds(rows, small), *item.before))


def _with_after(rows: Rows, item: Layer | Folded | Opened | Parallel, small: range) -> Item:
    span = _widened(rows, item.span, range(item.span.rows.start, small.stop))
    kinds = _kinds(rows, small)
    if isinstance(item, Opened):
        *others, last = item.items
        last = _with_after(rows, last, small) if _takes_after(last) else last
        return Opened(span, (*others, last))
    if isinstance(item, Parallel):
        join = item.join
        run = range(join.span.rows.start, small.stop)
        join = join._replace(span=_widened(rows, join.span, run), after=(*join.after, *kinds))
        return item._replace(span=span, join=join)
    return item._replace(span=span, after=(*item.after, *kinds))


def _kinds(rows: Rows, run: range) -> tuple[str, ...]:
    return tuple([one.kind.name for one in rows.report.measured[run.start : run.stop]])


def _widened(rows: Rows, span: Span, run: range) -> Span:
    return span_of(rows, run, span.name, span.path)
