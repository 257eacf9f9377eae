"""Module diagrams as text for programs that draw graphs: mermaid, and dot of Graphviz."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cnncost.errors import printable
from cnncost.figures.modules import Modules
from cnncost.figures.modules.graph import Child, Edge, Group, Node, graph

MERMAID_PLAIN = " ×·…→/=,:"


def to_mermaid(model: Modules) -> str:
    """The diagram as a flowchart of mermaid."""
    drawn = graph(model)
    lines = ["flowchart TD", *_mermaid_children(drawn.children, 1)]
    lines += [_mermaid_edge(edge) for edge in drawn.edges]
    return "\n".join(lines) + "\n"


def to_dot(model: Modules) -> str:
    """The diagram as a graph of Graphviz."""
    drawn = graph(model)
    lines = [
        "digraph {",
        f"  graph [label={_quoted((model.title,))}, labelloc=t, fontname=monospace]",
        "  node [shape=box, fontname=monospace]",
        "  edge [fontname=monospace]",
        *_dot_children(drawn.children, 1),
        *[_dot_edge(edge) for edge in drawn.edges],
        "}",
    ]
    return "\n".join(lines) + "\n"


# --- mermaid


def _mermaid_children(children: Iterable[Child], level: int) -> Iterator[str]:
    indent = "  " * level
    for child in children:
        if isinstance(child, Node):
            text = "<br/>".join(map(_mermaid, child.lines))
            start, end = "()" if child.round else "[]"
            yield f'{indent}n{child.number}{start}"{text}"{end}'
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
    return "".join(c if _is_plain(text, i) else f"#{ord(c)};" for i, c in enumerate(text))


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
