"""Module diagrams laid out: boxes below each other, branches side by side, wires between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cnncost.figures.charts.chart import below, notes, shortened_to
from cnncost.figures.modules import Modules
from cnncost.figures.modules.items import (
    Aux,
    Folded,
    Item,
    Layer,
    Opened,
    Parallel,
    Repeated,
    boxes,
    every,
)
from cnncost.figures.modules.sizes import (
    AUX,
    BESIDE,
    BRACKET,
    IDENTITY,
    Look,
    Size,
    aux_label,
    branch_label,
    columns_of,
    half_of,
    in_columns,
    label_of,
    rows_to_aux,
    series_size,
    size_of,
    stand_beside,
    text_of,
    widened,
)
from cnncost.figures.modules.words import DOT, NO_SMALL, STEPS, role_of_box, tip
from cnncost.figures.scene import Box, Label, Mark, Scene, Wire
from cnncost.numbers import count, setting, shape
from cnncost.report import Report

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
    inner = max((size_of(item, look).left for item in items), default=0)
    for item in items:
        placed = _item(item, x, y, flow, look)
        marks += placed.marks
        if label := label_of(item, look):
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
    across = max(width, size.left + size.right + 1)
    x = size.left + (across - size.left - size.right - 1) // 2
    box = _input(model, x, look)
    placed = _series(model.items, x, box.y + box.height, ((x, box.y + box.height - 1),), look)
    marks = [Label(0, 0, shortened_to(_title(model), across), "strong"), box, *placed.marks]
    marks += notes(_notes(model, look), placed.y + 1, across)
    return Scene(_title(model), _described(model), across, below(marks), tuple(marks))


def _fitting(model: Modules, width: int) -> tuple[Look, Size]:
    """The fullest look that is narrow enough, or the barest one.

    Boxes beside each other have two lines; flat ones would push them apart.
    """
    beside = any(isinstance(item, Parallel) and stand_beside(item) for item in every(model.items))
    for step in STEPS[1:] if beside else STEPS:
        look = Look(step, model.report.counting)
        left, right, height = series_size(model.items, look)
        half = half_of((_entry(model),), look)
        size = Size(max(left, half), max(right, half), height)
        if size.left + size.right < width:
            break
    return look, size


def _entry(model: Modules) -> str:
    return f"input{DOT}{shape(model.span.input)}"


def _input(model: Modules, x: int, look: Look) -> Box:
    text = _entry(model)
    return _box((text,), x, 2, half_of((text,), look))._replace(role="data", tip=text)


def _title(model: Modules) -> str:
    """``googlenet 4a on 14×14×480``."""
    name = " ".join(filter(None, (model.report.variant, model.part)))
    return f"{name} on {shape(model.span.input)}"


def _notes(model: Modules, look: Look) -> tuple[str, ...]:
    counting = model.report.counting
    boxed = f"in a box: output channels, or the map where its size changes{DOT}{counting.macs}"
    several = any(isinstance(item, Repeated) for item in every(model.items))
    return (
        _costs(model),
        boxed,
        *(("×N: N of them, one after another; the costs are those of one",) if several else ()),
        *_left_out(model, look),
        *_changes(model.report),
        DOT.join(counting.text.split(DOT)[:2]),
    )


def _costs(model: Modules) -> str:
    span, counting = model.span, model.report.counting
    sums = ((span.params, counting.params), (span.macs, counting.macs))
    return DOT.join(f"{count(amount) if amount else 0} {word}" for amount, word in sums)


def _left_out(model: Modules, look: Look) -> tuple[str, ...]:
    """The small layers that there was no room for."""
    if look.step < NO_SMALL:
        return ()
    found: dict[str, None] = {}
    for item in every(model.items):
        own = item.join if isinstance(item, Parallel) else item
        if isinstance(own, (Layer, Folded)):
            found |= dict.fromkeys((*own.before, *own.after))
    return (f"left out, as there is no room: {', '.join(found)}",) if found else ()


def _changes(report: Report) -> tuple[str, ...]:
    """The settings that are not the variant's own."""
    own = report.own_params
    changed = [
        f"{name} {setting(value)} in place of {setting(own[name])}"
        for name, value in report.params.items()
        if value != own[name]
    ]
    return (f"{report.variant} with {', '.join(changed)}",) if changed else ()


def _described(model: Modules) -> str:
    return (
        f"{boxes(model.items)} boxes from {shape(model.span.input)} to "
        f"{shape(model.span.output)}: {_costs(model)}."
    )
