"""What the tests of module diagrams share: items that are drawn, networks made at random."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from conftest import counted
from hypothesis import strategies as st

from cnncost.figures.modules.items import (
    Aux,
    Branch,
    Folded,
    Item,
    Layer,
    Opened,
    Parallel,
    Repeated,
    every,
)
from cnncost.figures.modules.rows import Span
from cnncost.report import Report

HOSTILE = r"""
input: 8x8x4
layers:
  - '[bold]': conv(4) -> relu
  - '<b>&amp;': conv(4, k=3)
  - 'say "hi" #35; #quot;': conv(8)
  - '1. list':
      add:
        '- item': conv(8) -> conv(8, k=3)
        '%%{init}%%': conv(8)
        '`x`': identity
  - 'back\slash \N \': maxpool(3)
  - '_c_ __d__ end': conv(8) -> maxpool(3)
  - '+ plus': conv(9)
  - '}{|;$^~@!()': conv(8)
"""


def drawn(items: Iterable[Item], times: int = 1) -> Iterator[tuple[Span, int]]:
    """What every box stands for, and how often."""
    for item in items:
        match item:
            case Opened(_, inner):
                yield from drawn(inner, times)
            case Aux(span, inner):
                yield from drawn(inner, times) if inner else iter([(span, times)])
            case Repeated(_, inner_item, count, _):
                yield from drawn([inner_item], times * count)
            case Parallel(_, branches, join):
                for branch in branches:
                    yield from drawn(branch.items, times)
                yield join.span, times
            case Layer() | Folded():
                yield item.span, times


def sums(items: Iterable[Item]) -> tuple[int, int]:
    """Weights and MACs of all that is drawn."""
    every_box = list(drawn(items))
    return (
        sum(span.params * times for span, times in every_box),
        sum(span.macs * times for span, times in every_box),
    )


def branches(items: Iterable[Item]) -> list[Branch]:
    """All branches, those inside others after them."""
    return [b for item in every(items) if isinstance(item, Parallel) for b in item.branches]


# --- networks made at random: every body turns 4 channels into 4


def chains() -> st.SearchStrategy[Any]:
    return st.lists(
        st.sampled_from(["conv(4)", "conv(4, k=3)", "bn", "relu", "maxpool(3)", "shuffle(2)"]),
        min_size=1,
        max_size=4,
    ).map(" -> ".join)


def wider(bodies: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Parts, joins, series and heads of bodies."""
    either = st.one_of(bodies, st.just("identity"))
    named = st.fixed_dictionaries({"a": bodies, "b": either}, optional={"c": either})
    return st.one_of(
        st.lists(bodies, min_size=1, max_size=3),
        bodies.map(lambda body: [{"part": body}]),
        named.map(lambda found: {"add": found}),
        named.map(lambda found: [{"concat": found}, "conv(4)"]),
        st.tuples(bodies, bodies).map(lambda two: [{"aux": {"head": two[0]}}, two[1]]),
    )


def networks() -> st.SearchStrategy[Report]:
    """Reports of networks with nested joins, parts and heads."""
    bodies = st.recursive(chains(), wider, max_leaves=12)
    return bodies.map(lambda body: counted(json.dumps({"input": "6x6x4", "layers": body})))
