"""Receptive field and effective stride along one axis, followed exactly through the graph.

Output i of a layer sees the inputs from one to another; both move on by ``step`` with every period
of outputs. A period is one output long, except after upsampling, where neighbours differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import NamedTuple

LONGEST_PERIOD = 256
Span = tuple[int, int]


class Field(NamedTuple):
    """What outputs see: output p + q·period sees ``spans[p]``, first to last, moved by q·step.

    ``whole`` says that every output sees the whole input, as behind a squeeze-and-excite gate.
    """

    step: int
    spans: tuple[Span, ...]
    whole: bool = False

    @property
    def size(self) -> int:
        """The most inputs in a row that any output sees."""
        return max(last - first + 1 for first, last in self.spans)

    @property
    def stride(self) -> Fraction:
        """How many inputs lie between one output and the next."""
        return Fraction(self.step, len(self.spans))

    def seen(self, index: int) -> Span:
        """First and last input that output ``index`` sees."""
        periods, phase = divmod(index, len(self.spans))
        first, last = self.spans[phase]
        return first + periods * self.step, last + periods * self.step


POINT = Field(1, ((0, 0),))


def through_window(field: Field, kernel: int, stride: int, dilation: int, before: int) -> Field:
    """The field after a window of this kernel is slid over the map, ``before`` padded."""
    period = len(field.spans) // gcd(len(field.spans), stride)
    step = field.step * stride * period // len(field.spans)
    spans = [
        _together(
            field, range(p * stride - before, p * stride - before + dilation * kernel, dilation)
        )
        for p in range(period)
    ]
    return Field(step, tuple(spans), field.whole)


def through_upsampling(field: Field, kernel: int, stride: int, dilation: int, before: int) -> Field:
    """The field after a transposed convolution, ``before`` cut off at the start.

    Output j is made of the inputs i with j = i·S - P + D·t for a tap t of the kernel.
    """
    period = len(field.spans) * stride
    if period > LONGEST_PERIOD:
        return Field(field.step, field.spans, whole=True)
    spans = []
    for p in range(period):
        taps = _ends(range(kernel), period)
        meeting = [p + before - dilation * t for t in taps]
        inputs = [at // stride for at in meeting if at % stride == 0]
        spans.append(_together(field, inputs or [(p + before) // stride]))
    return Field(field.step, tuple(spans), field.whole)


def union(fields: Sequence[Field], main: int) -> Field:
    """The field where branches meet, stepping as the main branch does.

    A branch that steps otherwise is a gate: one value for the whole map.
    """
    stride = fields[main].stride
    if any(field.whole or field.stride != stride for field in fields):
        return fields[main]._replace(whole=True)
    period = lcm(*(len(field.spans) for field in fields))
    spans = [_hull(field.seen(i) for field in fields) for i in range(period)]
    return Field(int(stride * period), tuple(spans))


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
