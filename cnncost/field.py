"""Receptive field and effective stride along one axis, followed through the graph."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

Number = int | Fraction


class Field(NamedTuple):
    """Which inputs an output sees: output i sees ``size`` inputs from ``start + i*step`` on."""

    start: Number
    size: Number
    step: Number


POINT = Field(0, 1, 1)


def through_window(field: Field, kernel: int, stride: int, dilation: int, before: int) -> Field:
    """The field after a window of this kernel slid over the map."""
    reach = dilation * (kernel - 1)
    return Field(
        field.start - before * field.step,
        field.size + reach * field.step,
        field.step * stride,
    )


def through_upsampling(field: Field, kernel: int, stride: int, dilation: int, before: int) -> Field:
    """The field after a transposed convolution, whose outputs see ceil(K/S) inputs at the most."""
    reach = dilation * (kernel - 1)
    first = -((reach - before) // stride)
    step = Fraction(field.step) / stride
    return Field(
        field.start + first * field.step,
        field.size + (-(-(reach + 1) // stride) - 1) * field.step,
        int(step) if step.denominator == 1 else step,
    )


def union(fields: list[Field], main: int) -> Field:
    """The field of branches joined, stepping as the main branch does."""
    start = min(f.start for f in fields)
    end = max(f.start + f.size for f in fields)
    return Field(start, end - start, fields[main].step)
