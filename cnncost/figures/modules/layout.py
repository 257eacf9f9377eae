"""Module diagrams laid out: boxes below each other, branches side by side, wires between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cnncost.figures.labels import below, headings, in_full, notes
from cnncost.figures.modules import Modules
from cnncost.figures.modules.beside import AUX, IDENTITY, aux_label, branch_label, label_of
from cnncost.figures.modules.items import (
    Aux,
    Folded,
    Item,
    Layer,
    Opened,
    Parallel,
    Repeated,
    every,
)
from cnncost.figures.modules.sentences import costs, described
from cnncost.figures.modules.sizes import (
    BESIDE,
    BRACKET,
    Look,
    Size,
    bracketed,
    columns_of,
    half_of,
    in_columns,
    rows_to_aux,
    series_size,
    size_of,
    stand_beside,
    text_of,
    widened,
)
from cnncost.figures.modules.words import (
    DOT,
    NO_SMALL,
    ONE_LINE,
    STEPS,
    TWO_LINES,
    input_words,
    role_of_box,
    tip,
)
from cnncost.figures.scene import Box, Label, Mark, Scene, Wire

Flow = tuple[tuple[int, int], ...]


class Placed(NamedTuple):
    """What was drawn, the way of the map that leaves it, and the first row below it."""

    marks: list[Mark]
    flow: Flow
    y: int


# --- marks


def _series(items: Sequence[Item], x: int, y: int, flow: Flow, look: Look) -> Placed:
    """Items below each other on the axis ``x``; row ``y`` is the first one free."""
    look = widened(items, look)
    marks: list[Mark] = []
    inner = bracketed(items, [size_of(item, look) for item in items], look)
    for item in items:
        placed = _item(item, x, y, flow, look)
        marks += placed.marks
        if label := label_of(item, look.tight):
            marks += _bracket(label, x - inner - BRACKET, y + 1, placed.y - 1)
        flow, y = placed.flow, placed.y
    return Placed(marks, flow, y)


def _bracket(label: str, x: int, top: int, bottom: int) -> list[Mark]:
    around = ((x + 1, top), (x, top), (x, bottom), (x + 1, bottom))
    return [Wire(around, "muted"), Label(x - 1, top, label, "text", "end")]


def _item(item: Item, x: int, y: int, flow: Flow, look: Look) -> Placed:
    match item:
        case Opened(_, items):
            return _series(items, x, y, flow, look)
        case Parallel():
            return _parallel(item, x, y, flow, look)
        case Aux():
            return _aux(item, x, y, flow, look)
        case Repeated(_, Layer() | Folded() as inner, times, last):
            placed = _layer(inner, x, y, flow, look, times, last)
            row = y + 1 + (placed.y - y - 1) // 2
            mark = Label(x + look.half + 2, row, f"×{times}", "strong")
            return placed._replace(marks=[*placed.marks, mark])
        case Repeated(_, inner, _, _):
            return _item(inner, x, y, flow, look)
        case Layer() | Folded():
            return _layer(item, x, y, flow, look)


def _layer(
    item: Layer | Folded, x: int, y: int, flow: Flow, look: Look, times: int = 1, last: str = ""
) -> Placed:
    box = _box(text_of(item, look, last), x, y + 1, look.half)
    box = box._replace(role=role_of_box(item), tip=tip(item, look.counting, times, last))
    wire = Wire((*flow, (x, y + 1)), "muted", arrow=True)
    bottom = y + box.height
    return Placed([wire, box], ((x, bottom),), bottom + 1)


def _box(lines: tuple[str, ...], x: int, y: int, half: int) -> Box:
    """A box with its middle at ``x``."""
    return Box(x - half, y, 2 * half + 1, len(lines) + 2, lines)


def _parallel(item: Parallel, x: int, y: int, flow: Flow, look: Look) -> Placed:
    """The fork in row ``y``, the branches below it, the join below them all."""
    columns = columns_of(item, look)
    look = in_columns(look, len(columns.branches) > 1)
    marks: list[Mark] = []
    ends = []
    fork = (*flow, (x, y))
    for branch, axis in zip(columns.branches, columns.axes, strict=True):
        at = x + axis
        placed = _series(branch.items, at, y + 1, (*fork, (at, y)), look)
        marks += placed.marks
        if len(columns.branches) > 1 and (label := branch_label(branch)):
            marks.append(Label(at + 2, y + 1, label, "muted"))
        ends.append((at, placed, "muted" if branch.items else "skip"))
    top = max((placed.y for _, placed, _ in ends), default=y + 1) + 1
    lines = text_of(item.join, look)
    box = _box(lines, x, top, columns.bar)
    box = box._replace(role=role_of_box(item.join), tip=tip(item.join, look.counting))
    marks += [Wire((*placed.flow, (at, top)), role, arrow=True) for at, placed, role in ends]
    if columns.side:
        marks = [*_side(fork, x + columns.side, y, box), *marks]
    bottom = top + box.height - 1
    return Placed([*marks, box], ((x, bottom),), bottom + 1)


def _side(fork: Flow, x: int, y: int, box: Box) -> list[Mark]:
    """The line of an identity, from the fork into the side of the join."""
    row = box.y + box.height // 2
    around = (*fork, (x, y), (x, row), (box.x + box.width - 1, row))
    label = Label(x + 2, (y + row) // 2, IDENTITY, "skip")
    return [Wire(around, "skip", arrow=True), label]


def _aux(item: Aux, x: int, y: int, flow: Flow, look: Look) -> Placed:
    """A head that hangs beside the axis, which goes on past it."""
    if item.items:
        look = look._replace(half=0, within=0)
        at = x + BESIDE + series_size(item.items, look).left
        top = y + rows_to_aux(item)
        placed = _series(item.items, at, top, (*flow, (x, y), (at, y)), look)
        label = Label(at + 2, y + 1, aux_label(item), "muted")
        return Placed([*placed.marks, label], flow, placed.y)
    half = half_of((AUX,), look)
    box = _box((AUX,), x + BESIDE + half, y + 1, half)
    box = box._replace(role="muted", tip=f"{item.span.path}{DOT}{AUX}")
    side = (*flow, (x, y + 2), (box.x, y + 2))
    return Placed([Wire(side, "muted", dashed=True, arrow=True), box], flow, y + 4)


# --- the whole


def scene(model: Modules, width: int = 80) -> Scene:
    """The diagram as a picture; texts are abbreviated until it is no wider than ``width``.

    Where that is not enough it is as wide as it needs.
    """
    look, size = _fitting(model, width)
    across = max(width, _across(size))
    x = size.left + (across - _across(size)) // 2
    marks: list[Mark] = [*headings(model.title, model.subtitle, across)]
    box = _input(model, x, below(marks) + 1, look)
    placed = _series(model.items, x, box.y + box.height, ((x, box.y + box.height - 1),), look)
    marks += [box, *placed.marks]
    marks += notes((*_notes(model, look), *model.notes), placed.y + 1, across)
    return Scene(
        in_full(model.title, model.subtitle), described(model), across, below(marks), tuple(marks)
    )


def _fitting(model: Modules, width: int) -> tuple[Look, Size]:
    """The fullest look that is narrow enough, or of the narrowest ones the fullest.

    Boxes beside each other have two lines; flat ones would push them apart.
    """
    beside = any(isinstance(item, Parallel) and stand_beside(item) for item in every(model.items))
    fullest = TWO_LINES if beside else ONE_LINE
    tried: list[tuple[Look, Size]] = []
    for step in STEPS[fullest:]:
        look = Look(step, fullest, model.report.counting)
        tried.append((look, _size(model, look)))
        if _across(tried[-1][1]) <= width:
            return tried[-1]
    return min(tried, key=lambda one: _across(one[1]))


def _size(model: Modules, look: Look) -> Size:
    """The room for all items and the box of the input above them."""
    left, right, height = series_size(model.items, look)
    half = half_of((input_words(model.span),), look)
    return Size(max(left, half), max(right, half), height)


def _across(size: Size) -> int:
    return size.left + 1 + size.right


def _input(model: Modules, x: int, y: int, look: Look) -> Box:
    text = input_words(model.span)
    return _box((text,), x, y, half_of((text,), look))._replace(role="data", tip=text)


def _notes(model: Modules, look: Look) -> Iterator[str]:
    """What the network costs, and how the boxes are read."""
    yield costs(model)
    macs = model.report.counting.macs
    yield f"in a box: output channels, or the map where its size changes{DOT}{macs}"
    if any(isinstance(item, Repeated) for item in every(model.items)):
        yield "×N: N of them, one after another; the costs are those of one"
    if look.step >= NO_SMALL and (small := _small(model)):
        yield f"left out, as there is no room: {', '.join(small)}"


def _small(model: Modules) -> dict[str, None]:
    """The kinds of small layers that share a box with others; joins have room for theirs."""
    found: dict[str, None] = {}
    for item in every(model.items):
        if isinstance(item, (Layer, Folded)):
            found |= dict.fromkeys((*item.before, *item.after))
    return found
