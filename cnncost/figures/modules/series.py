"""From the tree of a network's parts to the items of a module diagram."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cnncost.figures.modules.items import (
    Aux,
    Branch,
    Folded,
    Item,
    Layer,
    Opened,
    Parallel,
    Repeated,
)
from cnncost.figures.modules.rows import (
    Rows,
    alike,
    is_aside,
    is_join,
    run_of,
    span_of,
    total,
)
from cnncost.figures.modules.small import attached, layer_of
from cnncost.report import Part


def series(rows: Rows, children: Iterable[Part | int], depth: int) -> tuple[Item, ...]:
    """Parts and rows one after another as items, opened ``depth`` levels deep."""
    loose = [
        item for child in _joined(rows, children, depth) for item in _loose(rows, child, depth)
    ]
    return tuple(_repeats(rows, attached(rows, loose)))


def _loose(rows: Rows, child: Part | int | Parallel, depth: int) -> Iterator[Item | int]:
    """What a child of a part becomes: an item, or the numbers of small rows."""
    if isinstance(child, Parallel):
        yield child
        return
    run = range(child, child + 1) if isinstance(child, int) else run_of(child)
    if not total(rows.mains, run) and _is_plain(rows, run):
        yield from run
    elif isinstance(child, int):
        yield layer_of(rows, run, "", rows.report.names[child].path)
    else:
        yield _part(rows, child, run, depth)


def _part(rows: Rows, part: Part, run: range, depth: int) -> Item:
    """A part with more than small layers in it."""
    span = span_of(rows, run, part.path.rpartition("/")[2], part.path)
    if is_aside(rows, run):
        return Aux(span, _aside(rows, part, depth))
    alone = total(rows.mains, run) == 1 and not any(is_join(rows, row) for row in run)
    if alone and _is_plain(rows, run):
        return layer_of(rows, run, span.name, span.path)
    if depth == 1:
        return Folded(span)
    items = series(rows, part.children, depth - 1)
    if len(items) == 1 and isinstance(items[0], Folded):
        inner = items[0]
        return inner._replace(span=inner.span._replace(name=f"{span.name}/{inner.span.name}"))
    return Opened(span, items)


def _is_plain(rows: Rows, run: range) -> bool:
    """Whether no head for training stands beside a run of rows."""
    return rows.inside or not total(rows.asides, run)


def _aside(rows: Rows, part: Part, depth: int) -> tuple[Item, ...]:
    """What is drawn of a head that only training has."""
    return _way(rows._replace(inside=True), part, depth) if rows.train else ()


def _way(rows: Rows, part: Part, depth: int) -> tuple[Item, ...]:
    """The items of a part that needs no frame of its own."""
    items = series(rows, (part,), depth)
    return items[0].items if len(items) == 1 and isinstance(items[0], Opened) else items


# --- joins and the branches that end in them


def _joined(rows: Rows, children: Iterable[Part | int], depth: int) -> list[Part | int | Parallel]:
    """The children, with every join and the parts that end in it made one."""
    found: list[Part | int | Parallel] = []
    for child in children:
        if isinstance(child, int) and is_join(rows, child):
            taken = _ending(rows, found, child)
            del found[len(found) - len(taken) :]
            found.append(_parallel(rows, taken, child, depth))
        else:
            found.append(child)
    return found


def _ending(rows: Rows, before: Sequence[Part | int | Parallel], join: int) -> list[Part]:
    """The parts just before a join that are its branches: they all read the same map."""
    sources = rows.report.sources
    ends = set(sources[join])
    taken: list[Part] = []
    for part in reversed(before if len(ends) > 1 else ()):
        if not isinstance(part, Part):
            break
        if taken and _reads(rows, part) != _reads(rows, taken[-1]):
            break
        taken.append(part)
    while taken and not any(end in run_of(taken[-1]) for end in ends):
        taken.pop()  # a head for training that stands before the fork
    return taken[::-1]


def _reads(rows: Rows, part: Part) -> int:
    return rows.report.sources[run_of(part).start][0]


def _parallel(rows: Rows, taken: Sequence[Part], join: int, depth: int) -> Parallel:
    """A join with its branches, in its order; an end that lies before all parts is an identity."""
    waiting = list(taken)
    branches = []
    for end in rows.report.sources[join]:
        run = run_of(waiting[0]) if waiting else range(0)
        if end in run or (is_aside(rows, run) and waiting):
            part = waiting.pop(0)
            name = part.path.rpartition("/")[2]
            branches.append(Branch(name, _unnamed(name, _way(rows, part, depth))))
        else:
            branches.append(Branch("identity"))
    path = rows.report.names[join].path
    start = run_of(taken[0]).start if taken else join
    whole = span_of(rows, range(start, join + 1), "", path)
    return Parallel(whole, tuple(branches), layer_of(rows, range(join, join + 1), "", path))


def _unnamed(name: str, items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The items of a branch; a single layer needs no name beside that of its branch."""
    if len(items) == 1 and isinstance(items[0], Layer) and items[0].span.name == name:
        return (items[0]._replace(span=items[0].span._replace(name="")),)
    return items


# --- neighbours that are alike


def _repeats(rows: Rows, items: Iterable[Item]) -> list[Item]:
    """The items, with neighbours made one that are alike but for their names."""
    found: list[Item] = []
    for item in items:
        if found and _again(rows, found[-1], item):
            found[-1] = _once_more(rows, found[-1], item)
        else:
            found.append(item)
    return found


def _again(rows: Rows, known: Item, item: Item) -> bool:
    first = known.item if isinstance(known, Repeated) else known
    if type(first) is not type(item) or isinstance(item, Aux):
        return False
    return alike(rows, first.span.rows, item.span.rows)


def _once_more(rows: Rows, known: Item, item: Item) -> Repeated:
    first, times = (known.item, known.times) if isinstance(known, Repeated) else (known, 1)
    whole = range(first.span.rows.start, item.span.rows.stop)
    span = span_of(rows, whole, first.span.name, first.span.path)
    return Repeated(span, first, times + 1, item.span.name)
