"""Module diagrams as mermaid and dot: the same boxes, and labels that survive any name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import unescape
from typing import NamedTuple

import pytest
from conftest import counted
from hypothesis import given, settings
from module_trees import HOSTILE, networks

from cnncost import analyze
from cnncost.figures.modules import Modules, modules
from cnncost.figures.modules.graph_text import to_dot, to_mermaid
from cnncost.figures.modules.items import Opened, boxes, every
from cnncost.library import zoo

MERMAID = """\
flowchart TD
  n1("input · 56×56×256")
  n2["reduce · 1×1 conv, bn, relu<br/>64 · 51.4M"]
  n3["3×3 conv, bn, relu<br/>64 · 116M"]
  n4["expand · 1×1 conv, bn<br/>256 · 51.4M"]
  n5("#43;, relu · 56×56×256")
  n1 --> n2
  n2 --> n3
  n3 --> n4
  n4 --> n5
  n1 -.->|"identity"| n5
"""
DOT = r"""digraph {
  graph [label="bottleneck on 56×56×256", labelloc=t, fontname=monospace]
  node [shape=box, fontname=monospace]
  edge [fontname=monospace]
  n1 [label="input · 56×56×256", style=rounded]
  n2 [label="reduce · 1×1 conv, bn, relu\n64 · 51.4M"]
  n3 [label="3×3 conv, bn, relu\n64 · 116M"]
  n4 [label="expand · 1×1 conv, bn\n256 · 51.4M"]
  n5 [label="+, relu · 56×56×256", style=rounded]
  n1 -> n2
  n2 -> n3
  n3 -> n4
  n4 -> n5
  n1 -> n5 [label="identity", style=dashed]
}
"""


class Graph(NamedTuple):
    """What a reader of the text finds: labels by node, arrows, labels of arrows and of groups."""

    nodes: dict[int, str]
    edges: list[tuple[int, int]]
    arrows: list[str]
    groups: list[str]


def read_mermaid(text: str) -> Graph:
    """Read as mermaid does: quoted labels, with characters by number."""
    nodes = dict(re.findall(r'^ *n(\d+)[\[(]"([^"]*)"[\])]$', text, re.MULTILINE))
    edges = re.findall(r'^ +n(\d+) (?:-->|-\.->)(?:\|"([^"]*)"\|)? n(\d+)$', text, re.MULTILINE)
    groups = re.findall(r'^ *subgraph \w+\["([^"]*)"\]$', text, re.MULTILINE)
    assert len(text.splitlines()) == 1 + len(nodes) + len(edges) + 2 * len(groups)
    return graph_of(nodes, edges, groups, by_number)


def by_number(label: str) -> str:
    return re.sub(r"#(\d+);", lambda found: chr(int(found[1])), label)


QUOTED = r'"((?:[^"\\]|\\.)*)"'


def read_dot(text: str) -> Graph:
    """Read as Graphviz does: quotes and backslashes escaped, then entities of HTML."""
    nodes = dict(re.findall(rf"^ *n(\d+) \[label={QUOTED}(?:, style=rounded)?\]$", text, re.M))
    end = rf"(?: \[(?:label={QUOTED})?(?:, )?(?:style=dashed)?\])?$"
    edges = re.findall(rf"^ +n(\d+) -> n(\d+){end}", text, re.M)
    groups = re.findall(rf"^ +label={QUOTED}$", text, re.M)
    assert len(text.splitlines()) == 5 + len(nodes) + len(edges) + 3 * len(groups)
    return graph_of(nodes, [(a, label, b) for a, b, label in edges], groups, unquoted)


def unquoted(label: str) -> str:
    return unescape(re.sub(r"\\(.)", lambda found: found[1], label.replace(r"\n", "<br/>")))


def graph_of(
    nodes: dict[str, str],
    edges: Iterable[tuple[str, str, str]],
    groups: Iterable[str],
    plain: Callable[[str], str],
) -> Graph:
    return Graph(
        {int(number): plain(label) for number, label in nodes.items()},
        [(int(start), int(end)) for start, _, end in edges],
        [plain(label) for _, label, _ in edges if label],
        [plain(label) for label in groups],
    )


READERS = [(to_mermaid, read_mermaid), (to_dot, read_dot)]
both = pytest.mark.parametrize(("write", "read"), READERS, ids=["mermaid", "dot"])


def test_the_whole_text() -> None:
    """ResNet's bottleneck: three layers, an addition, and an identity as a dashed arrow."""
    model = modules(analyze("bottleneck"))

    assert MERMAID == to_mermaid(model)
    assert DOT == to_dot(model)


def is_sound(graph: Graph, model: Modules) -> bool:
    """Nodes are numbered from the input on; an arrow leads to every other one, from before it."""
    numbers = list(range(1, 2 + boxes(model.items)))
    reached = {end for _, end in graph.edges}
    forward = all(start < end for start, end in graph.edges)
    return numbers == sorted(graph.nodes) and set(numbers[1:]) == reached and forward


@pytest.mark.slow
@both
def test_every_network(write: Callable[[Modules], str], read: Callable[[str], Graph]) -> None:
    """Every box is a node, and every part that is opened a group, in all that come with cnncost."""
    for entry in zoo()[0]:
        model = modules(entry.report)
        graph = read(write(model))
        opened = [item for item in every(model.items) if isinstance(item, Opened)]

        assert is_sound(graph, model), entry.spec.name
        assert len(opened) == len(graph.groups), entry.spec.name


@settings(max_examples=50, deadline=None)
@given(networks())
def test_any_network(report: object) -> None:
    """The same of joins in joins, parts in parts and heads anywhere."""
    for train in (False, True):
        model = modules(report, depth=64, train=train)  # type: ignore[arg-type]

        assert is_sound(read_mermaid(to_mermaid(model)), model)
        assert is_sound(read_dot(to_dot(model)), model)


@both
def test_joins_have_an_arrow_for_every_branch(
    write: Callable[[Modules], str], read: Callable[[str], Graph]
) -> None:
    """Inception's four branches leave the input and meet in the concatenation."""
    graph = read(write(modules(analyze("inception_v1"))))

    assert 4 == sum(start == 1 for start, _ in graph.edges)
    assert 4 == sum(end == max(graph.nodes) for _, end in graph.edges)
    assert ["1x1", "3x3", "5x5", "pool"] == graph.arrows


@both
def test_repeats_and_parts(write: Callable[[Modules], str], read: Callable[[str], Graph]) -> None:
    """ResNet-152's stages are groups, of which most is one node that says how often."""
    graph = read(write(modules(analyze("resnet152"))))

    assert ["conv2", "conv3", "conv4", "conv5", "classifier"] == graph.groups
    assert "block.2 … 36 · 3 layers · ×35<br/>14×14×1024 · 218M" in graph.nodes.values()


@both
def test_heads(write: Callable[[Modules], str], read: Callable[[str], Graph]) -> None:
    """A head that only training has is a dashed side arrow; in training it is a group."""
    noted = read(write(modules(analyze("googlenet"), depth=1)))
    whole = read(write(modules(analyze("googlenet"), depth=1, train=True)))

    assert 2 == list(noted.nodes.values()).count("aux, training only")
    assert ["head1, training only", "head2, training only"] == whole.groups
    assert 2 == write(modules(analyze("googlenet"), depth=1)).count(
        "-.->" if write is to_mermaid else "dashed"
    )


@both
def test_names_are_escaped(write: Callable[[Modules], str], read: Callable[[str], Graph]) -> None:
    """Names come back as they stand in the file, and no other text does."""
    graph = read(write(modules(counted(HOSTILE))))

    assert ["1. list", "_c_ __d__ end"] == graph.groups
    assert ["- item", "%%{init}%%", "identity"] == graph.arrows
    for name in ("[bold]", "<b>&amp;", 'say "hi" #35; #quot;', "back\\slash \\N \\", "+ plus",
                 "}{|;$^~@!()"):  # fmt: skip
        assert 1 == sum(label.startswith(f"{name} · ") for label in graph.nodes.values()), name


def test_nothing_means_anything_to_mermaid() -> None:
    """No label holds a character of mermaid, of Markdown or of HTML; none begins a list."""
    text = to_mermaid(modules(counted(HOSTILE)))
    labels = re.findall(r'"([^"\n]*)"', text)

    assert labels
    for label in labels:
        assert not set("[]{}()<>|`*\\&%~^$@!;#") & set(re.sub(r"#\d+;|<br/>", "", label)), label
        assert not re.match(r"[-+*]|\d+[.)]", label), label
        assert not re.search(r"(?:^|\W)_|_(?:\W|$)", label), label
