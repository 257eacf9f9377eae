"""The receptive field along the depth: a chart and its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cnncost.numbers import count, several, shape
from cnncost.pages.markup import Html, joined, tag
from cnncost.pages.report.elements import wide
from cnncost.pages.report.subject import Subject, path_shown, rows_of
from cnncost.views.show import square

WIDTH, HEIGHT = 1000, 200
MOST_STEPS = 200


class Step(NamedTuple):
    """A depth in layers with weights: the widest field there, the row that has it, its stride."""

    depth: int
    field: tuple[int, int]
    stride: str
    path: str


def field_steps(subject: Subject) -> list[Step]:
    """The widest field at each depth where it grows, until all is pooled into one element."""
    found: list[Step] = []
    for row in rows_of(subject):
        one = subject.report.rows[row]
        widest = found[-1].field if found else (0, 0)
        if one.output[:2] == (1, 1) or not _grows(widest, one.receptive_field):
            continue
        stride = square((int(one.effective_stride[0]), int(one.effective_stride[1])))
        step = Step(one.depth, one.receptive_field, stride, one.path)
        if found and found[-1].depth == one.depth:
            found.pop()
        found.append(step)
    return found


def _grows(before: tuple[int, int], now: tuple[int, int]) -> bool:
    """Whether a field is wider along one axis at least, and narrower along none."""
    return before != now and all(old <= new for old, new in zip(before, now, strict=True))


def field(subject: Subject) -> Html:
    """The chart, what it shows in words, and the numbers folded below it."""
    steps = field_steps(subject)
    if not steps:
        return tag("p", "All of the input meets in one element at once.")
    last, size = steps[-1], subject.report.input
    said = (
        f"One element of the last map sees {shape(last.field)} of an input of {shape(size[:2])}"
        f"{_padding(last, size)}. A step on that map is {last.stride} on the input."
    )
    return joined([tag("p", said), _chart(steps, size), _table(steps)])


def _padding(last: Step, size: Sequence[int]) -> str:
    return ": more than all of it" if max(last.field) > max(size[:2]) else ""


def _chart(steps: Sequence[Step], size: Sequence[int]) -> Html:
    """A line that climbs with the depth; the dashed one is the input's size."""
    deepest = max(steps[-1].depth, 1)
    top = max(max(steps[-1].field), max(size[:2]))
    line = _line(steps, deepest, top)
    across = HEIGHT - round(HEIGHT * max(size[:2]) / top)
    drawn = (
        f'<path class="input" d="M0 {across}H{WIDTH}"/>'
        f'<path class="area" d="{line}V{HEIGHT}H0Z"/><path class="line" d="{line}"/>'
    )
    label = f"Receptive field by depth, from {steps[0].field[0]} to {count(max(steps[-1].field))}"
    chart = tag(
        "svg",
        Html(drawn),
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        preserveAspectRatio="none",
        role="img",
        aria_label=label,
    )
    ends = tag("span", "0"), tag("span", f"{several(steps[-1].depth, 'layer')} deep")
    key = f"— receptive field, up to {count(max(steps[-1].field))} · - - the input, {size[0]}"
    return tag(
        "figure",
        tag("p", key, class_="note"),
        tag("div", chart, class_="plot"),
        tag("p", *ends, class_="axis note"),
        class_="field",
    )


def _line(steps: Sequence[Step], deepest: int, top: int) -> str:
    """A path of stairs from the lower left corner on."""
    parts = [f"M0 {HEIGHT - round(HEIGHT / top)}"]
    for step in steps:
        x = round(WIDTH * max(step.depth - 1, 0) / deepest)
        parts.append(f"H{x}V{HEIGHT - round(HEIGHT * max(step.field) / top)}")
    return f"{''.join(parts)}H{WIDTH}"


def _table(steps: Sequence[Step]) -> Html:
    heads = [tag("th", word, scope="col") for word in ("depth", "receptive field", "step", "layer")]
    cut = steps[:MOST_STEPS]
    body = (
        tag(
            "tr",
            tag("th", str(step.depth), scope="row", class_="number"),
            tag("td", shape(step.field), class_="number"),
            tag("td", step.stride, class_="number"),
            tag("td", path_shown(step.path)),
        )
        for step in cut
    )
    left = f"; the first {count(len(cut))} of {count(len(steps))}" if len(steps) > len(cut) else ""
    caption = (
        f"Where the receptive field grows{left}. Step: from one element to the next, on the input."
    )
    head = tag("thead", tag("tr", *heads))
    table = tag("table", tag("caption", caption), head, tag("tbody", *body), class_="steps")
    return tag("details", tag("summary", "The numbers"), wide("Receptive field", table))
