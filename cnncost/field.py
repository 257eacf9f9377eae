"""Receptive field and effective stride along one axis, followed exactly through the graph.

Output i of a layer sees the inputs from one to another; both move on by the same step with every
period of outputs. A period is one output long, except after upsampling, where neighbours differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import NamedTuple

from cnncost.errors import LayerError
from cnncost.formula import LIMIT

LONGEST_PERIOD = 64
Span = tuple[int, int]


class Field(NamedTuple):
    """What outputs see: output p + q·period sees ``spans[p]``, first to last, moved by q·step.

    ``stride`` is how many inputs lie between one output and the next. ``whole`` says that an output
    may see the whole input, as behind a squeeze-and-excite gate; the spans then say nothing.
    """

    stride: int | Fraction
    spans: tuple[Span, ...]
    whole: bool = False

    @property
    def size(self) -> int:
        """The most inputs in a row that any output sees."""
        return max(last - first + 1 for first, last in self.spans)

    def seen(self, index: int) -> Span:
        """First and last input that output ``index`` sees."""
        periods, phase = divmod(index, len(self.spans))
        first, last = self.spans[phase]
        moved = periods * int(self.stride * len(self.spans))
        return first + moved, last + moved


POINT = Field(1, ((0, 0),))


def through_window(field: Field, kernel: int, stride: int, dilation: int, before: int) -> Field:
    """The field after a window of this kernel is slid over the map, ``before`` padded.

    Raises LayerError where it grows past 10^18, the most that cnncost counts to.
    """
    moved = _bounded(field.stride * stride)
    if field.whole:
        return field._replace(stride=moved)
    _bounded(field.size + field.stride * dilation * kernel)
    if len(field.spans) == 1:  # no upsampling so far: all outputs see alike
        first, last = field.spans[0]
        start, end = -before, dilation * (kernel - 1) - before
        step = int(field.stride)
        return Field(moved, ((first + start * step, last + end * step),))
    period = len(field.spans) // gcd(len(field.spans), stride)
    starts = [phase * stride - before for phase in range(period)]
    spans = [
        _together(field, range(start, start + dilation * kernel, dilation)) for start in starts
    ]
    return Field(moved, tuple(spans))


def through_upsampling(field: Field, kernel: int, stride: int, dilation: int, before: int) -> Field:
    """The field after a transposed convolution, ``before`` cut off at the start.

    Output j is made of the inputs i with j = i·S - P + D·t for a tap t of the kernel; an output
    that no tap reaches is taken to see the input beside it.
    """
    moved = _bounded(Fraction(field.stride) / stride)
    period = len(field.spans) * stride
    if field.whole or period > LONGEST_PERIOD:
        return Field(moved, field.spans, whole=True)
    spans = []
    for phase in range(period):
        meeting = [phase + before - dilation * tap for tap in _ends(range(kernel), period)]
        inputs = [at // stride for at in meeting if at % stride == 0]
        spans.append(_together(field, inputs or [(phase + before) // stride]))
    return Field(moved, tuple(spans))


def union(fields: Sequence[Field], main: int) -> Field:
    """The field where branches meet, stepping as the main branch does.

    A branch that steps otherwise is a gate: one value for the whole map.
    """
    stride = fields[main].stride
    if any(field.whole or field.stride != stride for field in fields):
        return fields[main]._replace(whole=True)
    period = lcm(*(len(field.spans) for field in fields))
    spans = [_hull(field.seen(i) for field in fields) for i in range(period)]
    return Field(stride, tuple(spans))


def _bounded(value: int | Fraction) -> int | Fraction:
    """A number of inputs within bounds; a whole one as an int."""
    if value > LIMIT or value.denominator > LIMIT:
        raise LayerError("The receptive field is past 10^18, the most that cnncost counts to.")
    return int(value) if value.denominator == 1 else value


def _together(field: Field, indices: Sequence[int]) -> Span:
    """What several outputs in a row see together."""
    return _hull(field.seen(i) for i in _ends(indices, len(field.spans)))


def _ends(items: Sequence[int], period: int) -> list[int]:
    """The first and the last of many items: those between see nothing beyond them."""
    if len(items) <= 2 * period:
        return list(items)
    return [*items[:period], *items[-period:]]


def _hull(spans: Iterable[Span]) -> Span:
    firsts, lasts = zip(*spans, strict=True)
    return min(firsts), max(lasts)
