"""The items of a module diagram: layers, parts and joins, in series and in parallel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from cnncost.figures.modules.rows import Span
from cnncost.measure import Measured


class Layer(NamedTuple):
    """One layer or join; the small ones ``before`` and ``after`` it share its box."""

    span: Span
    main: Measured
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


class Folded(NamedTuple):
    """A part that is one box; small layers beside it share that."""

    span: Span
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


class Opened(NamedTuple):
    """A part whose inside is drawn."""

    span: Span
    items: tuple[Item, ...]


class Branch(NamedTuple):
    """A way from a fork to a join; one without items passes its map on."""

    name: str
    items: tuple[Item, ...] = ()


class Parallel(NamedTuple):
    """Branches that read one map and end in a join."""

    span: Span
    branches: tuple[Branch, ...]
    join: Layer


class Aux(NamedTuple):
    """A head that only training has, beside the map that it reads; without items if only noted."""

    span: Span
    items: tuple[Item, ...] = ()


class Repeated(NamedTuple):
    """Neighbours that are alike but for their names: the first one, how many, the last one's name.

    ``span`` holds all of them.
    """

    span: Span
    item: Item
    times: int
    last: str


Item: TypeAlias = "Layer | Folded | Opened | Parallel | Aux | Repeated"


def every(items: Iterable[Item]) -> Iterator[Item]:
    """All items, each before those inside it; of neighbours that are alike the first one."""
    for item in items:
        yield item
        match item:
            case Opened(_, inner) | Aux(_, inner):
                yield from every(inner)
            case Parallel(_, branches, _):
                for branch in branches:
                    yield from every(branch.items)
            case Repeated(_, inner_item):
                yield from every((inner_item,))


def boxes(items: Iterable[Item]) -> int:
    """How many boxes are drawn for the items."""
    return sum(
        isinstance(item, (Layer, Folded, Parallel)) or (isinstance(item, Aux) and not item.items)
        for item in every(items)
    )
