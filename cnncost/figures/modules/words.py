"""What stands in the boxes of a module diagram, at length or in brief, and what they are for."""

from __future__ import annotations

from cnncost.errors import shortened
from cnncost.figures.charts.sorts import role_of
from cnncost.figures.modules.items import Folded, Layer
from cnncost.figures.modules.rows import Span
from cnncost.layers import JOINS
from cnncost.measure import Measured
from cnncost.numbers import brief, count, shape
from cnncost.report import Counting

DOT = " · "
LONGEST_NAME = 24
MOST_SMALL = 6  # layers that are named in one box
# How boxes are abbreviated, one step after the other: all in one line, in two lines, without the
# name of the layer, without norms and activations, with the costs in a line of their own, and with
# one space less between branches' frames and texts.
STEPS = ONE_LINE, TWO_LINES, NO_NAMES, NO_SMALL, THREE_LINES, LESS_SPACE = range(6)

CALLED = {
    "sparse_conv": "sparse conv", "adaptive_avgpool": "adaptive avgpool",
    "gap": "global avgpool", "gmp": "global maxpool", "pad_channels": "pad channels",
    "add": "+", "multiply": "×",
}  # fmt: skip


def box_lines(item: Layer | Folded, step: int, last: str = "") -> tuple[str, ...]:
    """The text of a box; ``last`` is the name of the last of several that it stands for."""
    span = item.span
    costs = brief(span.macs) if span.macs else ""
    if isinstance(item, Folded):
        head = _listed(_with_small(item, names(span.name, last), step), _layers(span))
        return _arranged(step, head, shape(span.output), costs)
    what = layer_words(item.main)
    name = "" if step >= NO_NAMES or _said(span.name, what) else names(span.name, last)
    head = _listed(name, _with_small(item, what, step))
    if item.main.kind.name in JOINS:
        return _arranged(ONE_LINE, head, shape(span.output), costs)
    return _arranged(step, head, _size(span), costs)


def _arranged(step: int, head: str, size: str, costs: str) -> tuple[str, ...]:
    """What a box says over one, two or three lines."""
    if step == ONE_LINE:
        return (_listed(head, size, costs),)
    if step < THREE_LINES:
        return (head, _listed(size, costs))
    return tuple(filter(None, (head, size, costs)))


def _listed(*words: str) -> str:
    return DOT.join(filter(None, words))


def _with_small(item: Layer | Folded, what: str, step: int) -> str:
    """``bn, relu, 3×3 conv``: a layer with the small ones before and after it."""
    return _in_order(item, what) if step < NO_SMALL else what


def _in_order(item: Layer | Folded, what: str) -> str:
    return ", ".join((*_few(item.before), what, *_few(item.after)))


def _few(small: tuple[str, ...]) -> tuple[str, ...]:
    return small if len(small) <= MOST_SMALL else (*small[:MOST_SMALL], "…")


def _layers(span: Span) -> str:
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


def layer_words(one: Measured) -> str:
    """``3×3 conv /2 g=32``: kernel, kind, stride, and what else is not as usual."""
    kind = one.kind.name
    word = CALLED.get(kind, kind)
    if "K_h" not in one.letters:
        return f"{word}{_choice(one)}"
    groups = one.letters["G"]
    if role_of(one) == "depthwise":
        word, groups = "depthwise", 1
    extras = [f"/{_square(one.stride)}"] if one.stride != (1, 1) else []
    extras += [f"g={groups}"] if groups > 1 else []
    dilation = one.pair("D", 1)
    extras += [f"d={_square(dilation)}"] if dilation != (1, 1) else []
    return " ".join((shape(one.kernel), word, *extras))


def _choice(one: Measured) -> str:
    """What is said of kinds without a kernel."""
    get = one.letters
    match one.kind.name:
        case "shuffle":
            return f" g={get['G']}"
        case "split":
            return f" {get['take']} of {get['parts']}"
        case "slice":
            return f" {get['first']} to {get['stop'] - 1}"
        case "upsample" | "pad_channels" if one.stride != (1, 1):
            return f" ×{_square(one.stride)}" if one.kind.upsamples else f" /{_square(one.stride)}"
    return ""


def _square(pair: tuple[int, int]) -> str:
    return str(pair[0]) if pair[0] == pair[1] else shape(pair)


def role_of_box(item: Layer | Folded) -> str:
    """What a box is for, as one of the roles of a scene."""
    return role_of(item.main) if isinstance(item, Layer) else "other"


def tip(item: Layer | Folded, counting: Counting, times: int = 1, last: str = "") -> str:
    """All that is known of a box: its path, the maps at its ends and its exact costs."""
    span = item.span
    what = layer_words(item.main) if isinstance(item, Layer) else _layers(span)
    return _listed(
        f"{span.path} … {last}" if last else span.path,
        _in_order(item, what),
        f"{shape(span.input)} → {shape(span.output)}",
        f"{count(span.params)} {counting.params}" if span.params else "",
        f"{count(span.macs)} {counting.macs}" if span.macs else "",
        f"{times} times" if times > 1 else "",
    )
