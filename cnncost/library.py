"""What ``import cnncost`` offers: load, analyze and compare, by name or by spec."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

from cnncost.analysis import analyze_spec, input_shape
from cnncost.comparison import Comparison, compare_reports
from cnncost.errors import FormulaError, UsageError, shortened
from cnncost.formula import evaluate, parse
from cnncost.measure import LARGEST_SIZE, Shape
from cnncost.report import Report
from cnncost.spec import Number, Spec, read_shape
from cnncost.zoo import load

__all__ = ["analyze", "compare", "exact", "load"]

Size = str | tuple[int, ...]
Settings = Mapping[str, "Number | float | str"]


def analyze(
    spec: str | Path | Spec, *, input: Size | None = None, params: Settings | None = None
) -> Report:
    """The report of a network, given by name, path or spec.

    ``input`` is (H, W) or (H, W, C), or text such as ``'192x192'``; ``params`` replaces parameters
    of the spec. Raises CnncostError for what cannot be counted.
    """
    found = spec if isinstance(spec, Spec) else load(spec)
    if params:
        found = found.with_params({name: exact(value) for name, value in params.items()})
    return analyze_spec(found, _shape(input, found) if input else None)


def compare(
    *specs: str | Path | Spec | Report,
    input: Size | None = None,
    params: Settings | None = None,
    by: str | None = None,
    train: bool = False,
) -> Comparison:
    """Two or more networks side by side; the first one is what the others are measured by.

    ``by`` lines them up by ``layer``, ``stage``, ``size`` or ``kind``; best fit if not given.
    """
    reports = [
        spec if isinstance(spec, Report) else analyze(spec, input=input, params=params)
        for spec in specs
    ]
    return compare_reports(reports, by=by, train=train)


def exact(value: Number | float | str) -> Number:
    """A setting as an exact number; text and floats are read as the decimals they show."""
    if isinstance(value, (int, Fraction)):
        return value
    try:
        number = evaluate(parse(str(value)), {})
    except FormulaError as error:
        raise UsageError(f"'{shortened(str(value))}' is not a number. {error.message}") from None
    if not isinstance(number, (int, Fraction)):
        raise UsageError(f"'{shortened(str(value))}' is not a number.")
    return number


def _shape(size: Size, spec: Spec) -> Shape:
    """An input size in full; the channels are the spec's own where they are not given."""
    sizes = read_shape(size) if isinstance(size, str) else (*size, None)[:3]
    channels = input_shape(spec)[2]
    if sizes is None or len(sizes) != 3:
        raise UsageError(
            f"'{shortened(str(size))}' is not a size. Expected HxW or HxWxC, such as 192x192."
        )
    shape = (sizes[0] or 0, sizes[1] or 0, channels if sizes[2] is None else sizes[2])
    if not all(1 <= n <= LARGEST_SIZE for n in shape):
        raise UsageError(f"An input cannot be {'×'.join(map(str, shape))} large.")
    return shape
