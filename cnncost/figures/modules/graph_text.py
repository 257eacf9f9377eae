"""Module diagrams as text for programs that draw graphs: mermaid, and dot of Graphviz."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from cnncost.errors import printable
from cnncost.figures.modules import Modules
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
from cnncost.figures.modules.sizes import AUX, aux_label, stand_beside
from cnncost.figures.modules.words import DOT, TWO_LINES, box_lines, names
from cnncost.numbers import shape

MERMAID_PLAIN = " ×·…→/=,:"


class Node(NamedTuple):
    """A box: its number, counted from 1, its lines, and whether it is drawn round."""

    number: int
    lines: tuple[str, ...]
    round: bool = False


class Group(NamedTuple):
    """A part that is opened: its label, and what is in it."""

    label: str
    children: tuple[Node | Group, ...]


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
    """What was drawn: nodes and groups, edges, the ways that lead on, the last number given."""

    children: tuple[Node | Group, ...]
    edges: tuple[Edge, ...]
    way: Way
    number: int


Child: TypeAlias = Node | Group


def to_mermaid(model: Modules) -> str:
    """The diagram as a flowchart of mermaid."""
    graph = _graph(model)
    lines = ["flowchart TD", *_mermaid_children(graph.children, 1)]
    lines += [_mermaid_edge(edge) for edge in graph.edges]
    return "\n".join(lines) + "\n"


def to_dot(model: Modules) -> str:
    """The diagram as a graph of Graphviz."""
    graph = _graph(model)
    title = " ".join(filter(None, (model.report.variant, model.part)))
    lines = [
        "digraph {",
        f"  graph [label={_quoted((title,))}, labelloc=t, fontname=monospace]",
        "  node [shape=box, fontname=monospace]",
        "  edge [fontname=monospace]",
        *_dot_children(graph.children, 1),
        *[_dot_edge(edge) for edge in graph.edges],
        "}",
    ]
    return "\n".join(lines) + "\n"


# --- from items to nodes and edges


def _graph(model: Modules) -> Drawn:
    first = Node(1, (f"input{DOT}{shape(model.span.input)}",), round=True)
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


# --- mermaid


def _mermaid_children(children: Iterable[Child], level: int) -> Iterator[str]:
    indent = "  " * level
    for child in children:
        if isinstance(child, Node):
            text = "<br/>".join(map(_mermaid, child.lines))
            yield (
                f'{indent}n{child.number}("{text}")'
                if child.round
                else (f'{indent}n{child.number}["{text}"]')
            )
        else:
            yield f'{indent}subgraph g{_first(child)}x{level}["{_mermaid(child.label)}"]'
            yield from _mermaid_children(child.children, level + 1)
            yield f"{indent}end"


def _mermaid_edge(edge: Edge) -> str:
    arrow = "-.->" if edge.dashed else "-->"
    label = f'|"{_mermaid(edge.label)}"|' if edge.label else ""
    return f"  n{edge.start} {arrow}{label} n{edge.end}"


def _mermaid(text: str) -> str:
    """A label: all that means something to mermaid, Markdown or HTML is written as a number.

    A number with a point at the start would begin a list.
    """
    text = printable(text)
    return "".join(
        c if _is_plain(text, i) else f"#{ord(c)};" for i, c in enumerate(text)
    )  # fmt: skip


def _is_plain(text: str, i: int) -> bool:
    """Whether a character stands for itself in a label of mermaid."""
    if text[i] == "_":
        return text[i - 1 : i].isalnum() and text[i + 1 : i + 2].isalnum()
    if text[i] == ".":
        return i > 0 and not text[:i].isdecimal()
    return text[i].isalnum() or text[i] in MERMAID_PLAIN


# --- dot


def _dot_children(children: Iterable[Child], level: int) -> Iterator[str]:
    indent = "  " * level
    for child in children:
        if isinstance(child, Node):
            style = ", style=rounded" if child.round else ""
            yield f"{indent}n{child.number} [label={_quoted(child.lines)}{style}]"
        else:
            yield f"{indent}subgraph cluster_g{_first(child)}x{level} {{"
            yield f"{indent}  label={_quoted((child.label,))}"
            yield from _dot_children(child.children, level + 1)
            yield f"{indent}}}"


def _dot_edge(edge: Edge) -> str:
    marks = [f"label={_quoted((edge.label,))}"] if edge.label else []
    marks += ["style=dashed"] if edge.dashed else []
    return f"  n{edge.start} -> n{edge.end}" + (f" [{', '.join(marks)}]" if marks else "")


def _quoted(lines: Iterable[str]) -> str:
    r"""A label in quotes; ``\n`` parts its lines, ``&`` would begin an entity of HTML."""
    marks = str.maketrans({"\\": r"\\", '"': r"\"", "&": "&amp;"})
    return '"' + r"\n".join(printable(line).translate(marks) for line in lines) + '"'


def _first(group: Group) -> int:
    """The number of the first node in a group, which is in no other group at its level."""
    child = group.children[0]
    return child.number if isinstance(child, Node) else _first(child)
