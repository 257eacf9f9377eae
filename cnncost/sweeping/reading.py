"""What a sweep varies, as it is typed: ``width=0.25:1.4:0.05 resolution=96:224:32``.

Names that change together share an axis: ``groups,width=1x64,2x40,32x4``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cnncost.analysis import input_shape
from cnncost.errors import UsageError, did_you_mean, shortened
from cnncost.head import AXES, Number, read_shape, whole_size
from cnncost.measure import Shape
from cnncost.spec import Spec
from cnncost.sweeping.drawing import drawn
from cnncost.sweeping.space import INPUT, RESOLUTION, Axis, Space
from cnncost.sweeping.values import (
    Part,
    examples,
    read_list,
    read_number,
    read_part,
    read_values,
)
from cnncost.sweeping.where import read_amount, read_condition

__all__ = ["drawn", "read_amount", "read_axis", "read_condition", "read_space", "read_values"]

MOST_NAMES = 8
MOST_TOGETHER = 4_000_000  # values of all axes: as fractions they take 400 MB
NOTHING = f"Nothing is varied. Try {examples(RESOLUTION)}."


def read_space(spec: Spec, texts: Sequence[str]) -> Space:
    """All combinations of the values of some names. Raises UsageError for what makes no sense."""
    if not texts:
        raise UsageError(NOTHING)
    names = [name for text in texts for name in _divided(spec, text)[0]]
    if len(names) > MOST_NAMES:
        raise UsageError(f"{len(names)} names are varied; {MOST_NAMES} are the most.")
    for place, name in enumerate(names):
        if name in names[:place]:
            raise UsageError(f"{name} is given twice. Put all of its values into one list.")
    _refuse_two_sizes(spec, names)
    axes: list[Axis] = []
    for text in texts:
        axes.append(read_axis(spec, text))
        _refuse_many(axes)
    return Space(tuple(axes))


def read_axis(spec: Spec, text: str) -> Axis:
    """One name with its values, ``width=0.25:1.4:0.05``, or several that change together.

    Raises UsageError for anything else.
    """
    names, values = _divided(spec, text)
    if len(names) > 1:
        return _together(spec, names, values)
    (name,) = names
    if name in spec.params:
        return Axis({name: read_values(name, values)})
    if name == RESOLUTION:
        return Axis({name: tuple(side for side, _, _ in _read_shapes(name, values, 1))})
    return Axis({name: _read_shapes(name, values, input_shape(spec)[2])})


def _together(spec: Spec, names: Sequence[str], text: str) -> Axis:
    """An axis along which several names change: a value for each, joined by x."""
    if INPUT in names and INPUT not in spec.params:
        raise UsageError("An input does not change together with other names. Take resolution.")

    def read(part: Part) -> list[tuple[Number, ...]]:
        typed = re.split("[x×]", part.text)
        if len(typed) != len(names):
            example = "x".join(map(str, range(2, 2 + len(names))))
            raise part.error(f"is not one value for each name, joined by x. Expected {example}.")
        return [tuple(read_number(part, one.strip()) for one in typed)]

    columns = zip(*read_list(",".join(names), text, read), strict=True)
    return Axis({name: _sides(spec, name, next(columns)) for name in names})


def _sides(spec: Spec, name: str, values: Sequence[Number]) -> Sequence[Number]:
    """The values of a name, checked if they are sides of the input."""
    squares = name == RESOLUTION and name not in spec.params
    return [whole_size(AXES[0], value) for value in values] if squares else values


def _divided(spec: Spec, text: str) -> tuple[list[str], str]:
    """The names before the = and the values behind it."""
    before, equals, values = text.partition("=")
    names, known = [name.strip() for name in before.split(",")], _names(spec)
    if not equals or not all(names):
        advice = examples(names[0] if names[0] in known else RESOLUTION)
        raise UsageError(
            f"'{shortened(text)}' is not NAME=VALUES. Try {advice}, without spaces around the =."
        )
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known) or f" What can be varied: {', '.join(known)}."
            raise UsageError(f"{spec.name} has no parameter '{shortened(name)}'.{hint}")
    return names, values


def _names(spec: Spec) -> list[str]:
    """What can be varied."""
    return list(dict.fromkeys([*spec.params, RESOLUTION, INPUT]))


def sides_set(spec: Spec, name: str) -> set[int]:
    """Which of height, width and channels of the input a name sets, counted from 0."""
    if name in spec.params:
        return {place for place, side in enumerate(spec.input) if name in side.symbols()}
    return {0, 1} if name == RESOLUTION else {0, 1, 2}


def _refuse_two_sizes(spec: Spec, names: Sequence[str]) -> None:
    """Raises UsageError where the size of the input would be set by two names at once."""
    for whole in (INPUT, RESOLUTION):
        for name in names if whole in names and whole not in spec.params else ():
            if name != whole and sides_set(spec, name) & sides_set(spec, whole):
                raise UsageError(
                    f"{whole} and {name} both set the size of the input. Vary one of them."
                )


def _refuse_many(axes: Sequence[Axis]) -> None:
    """Raises UsageError for more values on all axes together than memory should be used for."""
    values = sum(axis.length for axis in axes)
    if values > MOST_TOGETHER:
        most = f"{MOST_TOGETHER:,} are the most"
        raise UsageError(f"The axes have {values:,} values together; {most}. Try larger steps.")


def _read_shapes(name: str, text: str, channels: int) -> tuple[Shape, ...]:
    """Sizes of the input: ``224x224,192x192x1``, or ``96:224:32`` for squares."""

    def read(part: Part) -> list[Shape]:
        if name == INPUT and ":" not in part.text and {"x", "×"} & set(part.text):
            return [_rectangle(part, channels)]
        return [_square(size, channels) for size in read_part(part)]

    return read_list(name, text, read)


def _rectangle(part: Part, channels: int) -> Shape:
    sizes = read_shape(part.text)
    if sizes is None:
        raise part.error("is not a size. Expected HxW or HxWxC, as 224x224.")
    shape = (sizes[0], sizes[1], channels if sizes[2] is None else sizes[2])
    height, width, channels = map(whole_size, AXES, shape)
    return height, width, channels


def _square(size: Number, channels: int) -> Shape:
    side = whole_size(AXES[0], size)
    return side, side, channels
