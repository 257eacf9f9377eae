"""What every table and picture says of a sweep: which network, how many points, which of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cnncost.analysis import input_shape
from cnncost.errors import CnncostError, listed, printable
from cnncost.formula import Expr, text
from cnncost.numbers import setting, several, shape
from cnncost.spec import Spec
from cnncost.sweeping.cells import typed
from cnncost.sweeping.counting import Asked
from cnncost.sweeping.published import ACCURACY
from cnncost.sweeping.reading import sides_set
from cnncost.sweeping.space import Space, Value
from cnncost.sweeping.sweep import Choice, Sweep, why
from cnncost.sweeping.writing import point_text

WORDS = {"params": "parameters", "macs": "MACs", "flops": "FLOPs", ACCURACY: "top-1 %"}
MOST_SETTINGS = 4
SHOWN_VALUES = 60  # characters
_LONG = re.compile(r"[0-9]{5,}")


class Counted(NamedTuple):
    """How many points are in the space, were looked at, cannot be, meet the condition, are kept."""

    space: Space
    looked: int
    impossible: int
    fitting: int
    kept: int


def word(column: str) -> str:
    """What a column is called."""
    return WORDS.get(column, column)


def heading(asked: Asked) -> str:
    """``mobilenet_v2 on 224×224×3: title``; where the input varies, no size."""
    spec = asked.spec
    name = spec.variant if spec.variant == spec.name else f"{spec.variant} ({spec.name})"
    size = "" if input_varies(asked) else _size(spec)
    on = f" on {size}" if size else ""
    return f"{name}{on}{f': {spec.title}' if spec.title else ''}"


def input_varies(asked: Asked) -> bool:
    """Whether the size of the input is not the same at all points."""
    return any(sides_set(asked.spec, name) for name in asked.space.names)


def _size(spec: Spec) -> str:
    try:
        return shape(input_shape(spec))
    except CnncostError:  # at other values than those of the sweep
        return ""


def looked_at(sweep: Sweep) -> Counted:
    """The numbers of a sweep."""
    found = sweep.found
    kept = len(found.numbers) if sweep.choice.by else found.fitting
    return Counted(sweep.asked.space, found.looked, found.impossible, found.fitting, kept)


def notes(sweep: Sweep) -> Iterator[str]:
    """How many points were looked at, why some cannot be, and how was counted."""
    yield counted_note(looked_at(sweep), sweep.choice)
    yield from reasons(sweep.asked, sweep.found.examples, sweep.found.impossible)
    if sweep.choice.source:
        yield f"accuracy, as published: {sweep.choice.source}"
    yield from left_out(sweep.choice)


def left_out(choice: Choice) -> Iterator[str]:
    """What is said where points are chosen by a number that not all of them have."""
    if ACCURACY in [name.removeprefix("-") for name in choice.by]:
        yield "left out: points of which no accuracy is published"


def counted_note(counted: Counted, choice: Choice) -> str:
    """``24 points: 3 cannot be, 12 meet macs <= 300,000,000``."""
    size, drawn = counted.space.size, counted.space.drawn
    points = several(size, "point")
    if drawn:
        points += f" drawn from {drawn.size:,} with seed {drawn.seed}"
    if counted.looked < size:
        points = f"stopped after {counted.looked:,} of {points}"
    parts = []
    if counted.impossible:
        parts.append(f"{counted.impossible:,} cannot be")
    if choice.condition is not None:
        meet = "meets" if counted.fitting == 1 else "meet"
        parts.append(f"{_number(counted.fitting)} {meet} {condition_text(choice.condition)}")
    if choice.by:
        parts.append(chosen(choice))
    return f"{points}: {', '.join(parts)}" if parts else points


def _number(number: int) -> str:
    return f"{number:,}" if number else "none"


def chosen(choice: Choice) -> str:
    """``shown are those that no other beats in MACs and parameters``."""
    plain = [word(name.removeprefix("-")) for name in choice.by]
    if choice.number is None:
        return f"shown are those that no other beats in {listed(plain)}"
    most = choice.by[0].startswith("-") or choice.by[0] == ACCURACY
    return f"shown in order of {plain[0]}, the {'most' if most else 'least'} first"


def condition_text(condition: Expr) -> str:
    """A condition as it is read, with its numbers in groups of three digits."""
    return printable(_LONG.sub(lambda match: f"{int(match.group()):,}", text(condition)))


def reasons(asked: Asked, examples: tuple[int, ...], impossible: int) -> Iterator[str]:
    """Why the first of the impossible points cannot be."""
    for number in examples:
        point = asked.space.point(number)
        yield f"{point_text(point)}: {why(asked, point)}"
    if impossible > len(examples):
        yield f"and {impossible - len(examples):,} more that cannot be"


def network_note(asked: Asked) -> str:
    """Which network of that name this is, and the parameters that stay as they are."""
    spec = asked.spec
    fixed = [name for name in spec.params if name not in asked.space.names]
    changed = [name for name in fixed if spec.params[name] != spec.own_params[name]]
    shown = fixed if len(fixed) <= MOST_SETTINGS else changed
    settings = ", ".join(f"{name} {setting(spec.params[name])}" for name in shown)
    about = " · ".join(filter(None, (spec.paper, settings)))
    return f"{spec.variant}: {about}" if about else spec.variant


def cell(value: Value) -> str:
    """A value in a table: ``0.25``, ``224×224×3``."""
    return shape(value) if isinstance(value, tuple) else typed(value)
