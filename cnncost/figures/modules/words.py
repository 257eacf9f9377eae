"""What stands in the boxes of a module diagram, at length or in brief, and what they are for."""

from __future__ import annotations

from cnncost.errors import shortened
from cnncost.figures.modules.items import Folded, Layer
from cnncost.figures.modules.rows import Span
from cnncost.figures.sorts import role_of
from cnncost.figures.words import in_brief
from cnncost.layers import JOINS
from cnncost.measure import Measured
from cnncost.numbers import brief, count, shape
from cnncost.report import Counting

DOT = " · "
LONGEST_NAME = 24
MOST_SMALL = 6  # layers that are named in one box
# How boxes are abbreviated, one step after the other: all in one line, in two lines, without the
# name of the layer, norms and activations in lines of their own, costs too, one space less between
# branches' frames and texts, and only then without norms and activations.
STEPS = ONE_LINE, TWO_LINES, NO_NAMES, SMALL_APART, COSTS_APART, LESS_SPACE, NO_SMALL = range(7)
SIGNS = {"add": "+", "multiply": "×"}


def box_lines(item: Layer | Folded, step: int, last: str = "") -> tuple[str, ...]:
    """The text of a box; ``last`` is the name of the last of several that it stands for."""
    span = item.span
    head, costs = _head(item, step, last), brief(span.macs) if span.macs else ""
    if isinstance(item, Folded):
        return _arranged(step, head, shape(span.output), costs)
    if item.main.kind.name in JOINS:
        return _arranged(ONE_LINE, head, shape(span.output), costs)
    return _arranged(step, head, _size(span), costs)


def _head(item: Layer | Folded, step: int, last: str) -> tuple[str, ...]:
    """What a box is, with the small layers in it, in the order of the walk."""
    if isinstance(item, Folded):
        name, what, layers = "", names(item.span.name, last), layers_in(item.span)
    else:
        what, layers = what_of(item.main), ""
        unsaid = step >= NO_NAMES or _said(item.span.name, what)
        name = "" if unsaid else names(item.span.name, last)
    if step < SMALL_APART:
        return (_listed(name, _in_order(item, what), layers),)
    own = (_listed(name, what, layers),) if step < COSTS_APART else (_listed(name, what), layers)
    return _some(*own) if step >= NO_SMALL else _some(_few(item.before), *own, _few(item.after))


def _arranged(step: int, head: tuple[str, ...], size: str, costs: str) -> tuple[str, ...]:
    """What a box says, over one line or several."""
    if step == ONE_LINE:
        return (_listed(", ".join(head), size, costs),)
    if step < COSTS_APART:
        return (*head, _listed(size, costs))
    return _some(*head, size, costs)


def _some(*words: str) -> tuple[str, ...]:
    return tuple(filter(None, words))


def _listed(*words: str) -> str:
    return DOT.join(_some(*words))


def _in_order(item: Layer | Folded, what: str) -> str:
    """``bn, relu, 3×3 conv``: a layer with the small ones before and after it."""
    return ", ".join(_some(_few(item.before), what, _few(item.after)))


def _few(small: tuple[str, ...]) -> str:
    return ", ".join(small if len(small) <= MOST_SMALL else (*small[:MOST_SMALL], "…"))


def layers_in(span: Span) -> str:
    """``6 layers``: those with weights."""
    return f"{span.layers} layer{'s' if span.layers > 1 else ''}" if span.layers else ""


def names(first: str, last: str = "") -> str:
    """``block.2 … 8``: the name of the first of several, and what is other in that of the last."""
    stem, dot, _ = first.rpartition(".")
    if dot and last.startswith(stem + dot):
        last = last[len(stem + dot) :]
    return " … ".join(shortened(name, LONGEST_NAME) for name in (first, last) if name)


def _said(name: str, what: str) -> bool:
    """Whether a layer's name says nothing that its kind does not: ``3x3``, ``conv.2``."""
    return name.rpartition(".")[2].isdecimal() or name.replace("x", "×") in what


def _size(span: Span) -> str:
    """The channels that come out, and the map if it has another size than the one that went in."""
    return str(span.output[2]) if span.input[:2] == span.output[:2] else shape(span.output)


def input_words(span: Span) -> str:
    """What stands in the first box."""
    return f"input{DOT}{shape(span.input)}"


def what_of(layer: Measured) -> str:
    """A layer in brief; a join that computes is a sign."""
    return SIGNS.get(layer.kind.name) or in_brief(layer)


def role_of_box(item: Layer | Folded) -> str:
    """What a box is for, as one of the roles of a scene."""
    return role_of(item.main) if isinstance(item, Layer) else "other"


def tip(item: Layer | Folded, counting: Counting, times: int = 1, last: str = "") -> str:
    """All that is known of a box: its path, the maps at its ends and its exact costs."""
    span = item.span
    what = what_of(item.main) if isinstance(item, Layer) else layers_in(span)
    return _listed(
        f"{span.path} … {last}" if last else span.path,
        _in_order(item, what),
        f"{shape(span.input)} → {shape(span.output)}",
        f"{count(span.params)} {counting.params}" if span.params else "",
        f"{count(span.macs)} {counting.macs}" if span.macs else "",
        f"{times} times" if times > 1 else "",
    )
