"""Module diagrams as graphs: nodes, groups of them, and edges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from cnncost.figures.modules import Modules
from cnncost.figures.modules.beside import AUX, aux_label
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
from cnncost.figures.modules.sizes import stand_beside
from cnncost.figures.modules.words import DOT, TWO_LINES, box_lines, input_words, names


class Node(NamedTuple):
    """A box: its number, counted from 1, its lines, and whether it is drawn round."""

    number: int
    lines: tuple[str, ...]
    round: bool = False


class Group(NamedTuple):
    """A part that is opened: its label, and what is in it."""

    label: str
    children: tuple[Child, ...]


Child: TypeAlias = Node | Group


class Edge(NamedTuple):
    """An arrow from one node to another, by their numbers."""

    start: int
    end: int
    label: str = ""
    dashed: bool = False


class Way(NamedTuple):
    """A map on its way from the node that made it, and how the arrow to the next is drawn."""

    start: int
    label: str = ""
    dashed: bool = False


class Drawn(NamedTuple):
    """What was drawn: nodes and groups, edges, the way that leads on, the last number given."""

    children: tuple[Child, ...]
    edges: tuple[Edge, ...]
    way: Way
    number: int


def graph(model: Modules) -> Drawn:
    """The diagram as nodes and edges, from its input on."""
    first = Node(1, (input_words(model.span),), round=True)
    rest = _series(model.items, Way(1), 1)
    return rest._replace(children=(first, *rest.children))


def _series(items: Sequence[Item], way: Way, number: int) -> Drawn:
    children: list[Child] = []
    edges: list[Edge] = []
    for item in items:
        drawn = _item(item, way, number)
        children += drawn.children
        edges += drawn.edges
        way, number = drawn.way, drawn.number
    return Drawn(tuple(children), tuple(edges), way, number)


def _item(item: Item, way: Way, number: int, times: int = 1, last: str = "") -> Drawn:
    match item:
        case Layer() | Folded():
            return _node(_lines(item, times, last), way, number)
        case Opened(span, items):
            return _group(_series(items, way, number), names(span.name, last), times)
        case Parallel():
            drawn = _parallel(item, way, number)
            return _group(drawn, "", times) if times > 1 else drawn
        case Aux():
            return _aux(item, way, number)
        case Repeated(_, inner, count, name):
            return _item(inner, way, number, count, name)


def _lines(item: Layer | Folded, times: int = 1, last: str = "") -> tuple[str, ...]:
    first, *others = box_lines(item, TWO_LINES, last)
    return (_with_times(first, times), *others)


def _with_times(text: str, times: int) -> str:
    """``block.2 … 8 · ×7``."""
    return DOT.join(filter(None, (text, f"×{times}" if times > 1 else "")))


def _group(drawn: Drawn, name: str, times: int) -> Drawn:
    return drawn._replace(children=(Group(_with_times(name, times), drawn.children),))


def _node(lines: tuple[str, ...], way: Way, number: int, round: bool = False) -> Drawn:
    number += 1
    edge = Edge(way.start, number, way.label, way.dashed)
    return Drawn((Node(number, lines, round),), (edge,), Way(number), number)


def _parallel(item: Parallel, way: Way, number: int) -> Drawn:
    children: list[Child] = []
    edges: list[Edge] = []
    ends = []
    for branch in item.branches:
        drawn = _series(branch.items, _into(branch, way, stand_beside(item)), number)
        children += drawn.children
        edges += drawn.edges
        ends.append(drawn.way)
        number = drawn.number
    join = _node(_lines(item.join), ends[0], number, round=True)
    edges += [Edge(end.start, join.number, end.label, end.dashed) for end in ends]
    return join._replace(children=(*children, *join.children), edges=tuple(edges))


def _into(branch: Branch, way: Way, labelled: bool) -> Way:
    """The way into a branch; that of an identity is dashed and leads to the join."""
    if not branch.items:
        return Way(way.start, branch.name, dashed=True)
    return Way(way.start, names(branch.name) if labelled else "", way.dashed)


def _aux(item: Aux, way: Way, number: int) -> Drawn:
    """A head that hangs beside the way, which goes on."""
    side = way._replace(dashed=True)
    if not item.items:
        return _node((AUX,), side, number)._replace(way=way)
    drawn = _series(item.items, side, number)
    return _group(drawn, aux_label(item), 1)._replace(way=way)
