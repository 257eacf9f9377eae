"""A module diagram in words, for who cannot see it: a sentence for each box, fork and join."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cnncost.errors import listed
from cnncost.figures.about import told
from cnncost.figures.modules.items import (
    Aux,
    Folded,
    Item,
    Layer,
    Opened,
    Parallel,
    Repeated,
    boxes,
)
from cnncost.figures.modules.model import Modules
from cnncost.figures.modules.rows import Span
from cnncost.figures.modules.words import DOT, layers_in, names
from cnncost.figures.words import JOINED, at_length
from cnncost.numbers import brief, count, shape


def described(model: Modules) -> str:
    """The diagram in words."""
    span = model.span
    ends = f"{boxes(model.items)} boxes from {shape(span.input)} to {shape(span.output)}"
    return told([f"{ends}: {costs(model)}", *_sentences(model.items, model)])


def costs(model: Modules) -> str:
    """``163,328 weights · 128,049,152 MACs``."""
    span, counting = model.span, model.report.counting
    sums = ((span.params, counting.params), (span.macs, counting.macs))
    return DOT.join(f"{count(amount) if amount else 0} {word}" for amount, word in sums)


def _sentences(items: Iterable[Item], model: Modules) -> Iterator[str]:
    for item in items:
        match item:
            case Layer() | Folded():
                yield _box(item, model)
            case Opened(_, inner):
                yield from _sentences(inner, model)
            case Parallel():
                yield from _branches(item, model)
            case Aux(span, inner):
                yield f"Beside it, in training only, {span.path}"
                yield from _sentences(inner, model)
            case Repeated(_, inner_item, times, last):
                yield from _sentences((inner_item,), model)
                yield f"The same again up to {last}, {times} in all"


def _box(item: Layer | Folded, model: Modules, made: str = "") -> str:
    """``3a/3x3.2: 3×3 conv, relu, to 28×28×128, 86.7M MACs``."""
    span = item.span
    what = at_length(item.main) if isinstance(item, Layer) else layers_in(span)
    small = (*item.before, made or what, *item.after)
    work = f"{brief(span.macs)} {model.report.counting.macs}" if span.macs else ""
    said = filter(None, (*small, f"to {shape(span.output)}", work))
    return f"{_path(span)}{', '.join(said)}"


def _path(span: Span) -> str:
    return f"{span.path}: " if span.path else ""


def _branches(item: Parallel, model: Modules) -> Iterator[str]:
    """How many branches there are, each of them, and how they join."""
    drawn = [branch for branch in item.branches if branch.items]
    called = [
        names(branch.name) if branch.items else "the input itself" for branch in item.branches
    ]
    yield f"{len(item.branches)} branches from {shape(item.span.input)}: {listed(called)}"
    for branch in drawn:
        yield from _sentences(branch.items, model)
    yield _box(item.join, model, f"{listed(called)} {JOINED[item.join.main.kind.name]}")
