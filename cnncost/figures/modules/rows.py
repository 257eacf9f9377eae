"""What a module diagram asks of runs of rows: what they are, what they cost, if they repeat."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from cnncost.figures.subject import entered
from cnncost.layers import JOINS
from cnncost.measure import Measured, Shape
from cnncost.report import Part, Report

ALSO_SMALL = ("dropout", "flatten", "scale")


class Span(NamedTuple):
    """A run of rows: its name, the maps at its ends and what it costs.

    ``layers`` are those with weights. What only training has costs nothing unless it is drawn.
    """

    name: str
    path: str
    rows: range
    input: Shape
    output: Shape
    params: int
    macs: int
    layers: int


class Rows(NamedTuple):
    """A report's rows; from ``params`` to ``asides`` sums over the rows before each one.

    ``mains`` get boxes of their own, ``asides`` stand beside the network as only training has them.
    ``kept`` is the last row up to each one that is no aside; ``keys`` are equal for equal layers.
    """

    report: Report
    params: tuple[int, ...]
    macs: tuple[int, ...]
    layers: tuple[int, ...]
    mains: tuple[int, ...]
    asides: tuple[int, ...]
    kept: tuple[int, ...]
    keys: tuple[int, ...]
    train: bool
    inside: bool = False  # what is drawn is itself an aside: nothing in it is


def rows_of(report: Report, train: bool) -> Rows:
    """The rows of a report, summed up."""
    aside = list(report.aside)
    counted = [train or not one for one in aside]
    params, macs = report.numbers("counted_params"), report.numbers("counted_macs")
    return Rows(
        report,
        _sums(p * c for p, c in zip(params, counted, strict=True)),
        _sums(m * c for m, c in zip(macs, counted, strict=True)),
        _sums(one.kind.names and c for one, c in zip(report.measured, counted, strict=True)),
        _sums(not is_small(one) for one in report.measured),
        _sums(aside),
        tuple(accumulate((-1 if one else i for i, one in enumerate(aside)), max)),
        _keys(report, params, macs),
        train,
    )


def _sums(values: Iterable[int]) -> tuple[int, ...]:
    return tuple(accumulate(values, initial=0))


def _keys(report: Report, params: Sequence[int], macs: Sequence[int]) -> tuple[int, ...]:
    """A number for each row, the same for those that do the same at the same cost."""
    known: dict[object, int] = {}
    layers: dict[int, int] = {}  # by identity: measured layers are shared
    for one in report.measured:
        if id(one) not in layers:
            letters = tuple(one.letters.items())
            alike = (one.kind.name, one.input, one.output, letters)
            layers[id(one)] = known.setdefault(alike, len(known))
    found = []
    for i, one in enumerate(report.measured):
        full = (layers[id(one)], params[i], macs[i], report.aside[i])
        found.append(known.setdefault(full, len(known)))
    return tuple(found)


def is_small(measured: Measured) -> bool:
    """Whether a layer shares the box of its neighbour: norms, activations, what only rearranges."""
    kind = measured.kind
    formulas = kind.ledger
    return (
        "norm_elements" in formulas or "activation_elements" in formulas or kind.name in ALSO_SMALL
    )


def total(sums: Sequence[int], rows: range) -> int:
    """The sum over a run of rows."""
    return sums[rows.stop] - sums[rows.start]


def is_join(rows: Rows, row: int) -> bool:
    """Whether branches end in this row."""
    return rows.report.measured[row].kind.name in JOINS


def is_aside(rows: Rows, run: range) -> bool:
    """Whether a run of rows stands beside the network."""
    return not rows.inside and total(rows.asides, run) == len(run)


def run_of(part: Part) -> range:
    """The rows of a part, which stand one after another."""
    first: Part | int = part
    last: Part | int = part
    while isinstance(first, Part):
        first = first.children[0]
    while isinstance(last, Part):
        last = last.children[-1]
    return range(first, last + 1)


def span_of(rows: Rows, run: range, name: str, path: str) -> Span:
    """A run of rows under that name."""
    last = rows.kept[run.stop - 1]
    return Span(
        name,
        path,
        run,
        entered(rows.report, run.start),
        rows.report.measured[last if last in run else run.stop - 1].output,
        total(rows.params, run),
        total(rows.macs, run),
        total(rows.layers, run),
    )


def alike(rows: Rows, one: range, other: range) -> bool:
    """Whether two runs of rows are the same but for their names."""
    return (
        len(one) == len(other)
        and rows.keys[one.start : one.stop] == rows.keys[other.start : other.stop]
        and _wiring(rows, one) == _wiring(rows, other)
    )


def _wiring(rows: Rows, run: range) -> list[tuple[int, ...]]:
    """What each row reads, counted from the start of the run; -1 for what lies before it."""
    sources = rows.report.sources[run.start : run.stop]
    return [tuple([max(-1, source - run.start) for source in one]) for one in sources]
