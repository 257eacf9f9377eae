"""What the layers around a row say of it: one number for each row of a report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cnncost.layers import KINDS
from cnncost.measure import Measured
from cnncost.report import Report

CONVOLUTIONS = ("conv", "depthwise", "sparse_conv", "transposed")
# A map goes through these as it is: they neither mix channels nor change its size.
PASSING = frozenset(
    name
    for name, kind in KINDS.items()
    if {"activation_elements", "norm_elements"} & set(kind.ledger) or name in ("dropout", "scale")
)


def _behind(report: Report) -> list[int]:
    """The row whose map each row works on, whatever passes it on in between; -1 is the input."""
    found: list[int] = []
    for source, *_ in report.sources:
        passed = source >= 0 and report.measured[source].kind.name in PASSING
        found.append(found[source] if passed else source)
    return found


def _before(report: Report) -> list[int]:
    return [
        report.measured[row].letters["N"]
        if row >= 0 and report.measured[row].kind.name in CONVOLUTIONS
        else 0
        for row in _behind(report)
    ]


def _pointwise(report: Report) -> list[int]:
    rows = report.measured
    return [
        int(_is_1x1(one) and row >= 0 and _is_depthwise(rows[row]))
        for one, row in zip(rows, _behind(report), strict=True)
    ]


def _is_1x1(one: Measured) -> bool:
    return one.kind.name == "conv" and one.kernel == (1, 1) and one.letters["G"] == 1


def _is_depthwise(one: Measured) -> bool:
    grouped = one.kind.name == "conv" and one.letters["G"] == one.letters["N"] > 1
    return one.kind.name == "depthwise" or grouped


def _flattened(report: Report) -> list[int]:
    read = {
        row
        for one, row in zip(report.measured, _behind(report), strict=True)
        if one.kind.name in ("fc", "flatten")
    }
    return [int(row in read) for row in range(len(report.measured))]


def _branches(report: Report) -> list[tuple[int, int, int]]:
    """Every branch of every addition: the addition, where the branch ends, where another does."""
    return [
        (row, end, sources[1 if branch == 0 else 0])
        for row, sources in enumerate(report.sources)
        if report.measured[row].kind.name == "add"
        for branch, end in enumerate(sources)
    ]


def _starts_at(report: Report, end: int, start: int) -> bool:
    """Whether the branch that ends in one row comes from another."""
    while end > start:
        end = report.sources[end][0]
    return end == start


def _shortcut(report: Report) -> list[int]:
    plain = {row for row, end, other in _branches(report) if _starts_at(report, other, end)}
    return [int(row in plain) for row in range(len(report.measured))]


def _projection(report: Report) -> list[int]:
    found = set()
    for _, end, other in _branches(report):
        normalised = end >= 0 and report.measured[end].kind.name == "bn"
        row = report.sources[end][0] if normalised else end
        if row >= 0 and _is_1x1(report.measured[row]):
            start = report.sources[row][0]
            found |= {row, end} if _starts_at(report, other, start) else set()
    return [int(row in found) for row in range(len(report.measured))]


def _copy(report: Report) -> list[int]:
    known: set[Any] = set()
    copies = []
    for row in report.rows:
        place = (row.origin.node.start, row.origin.span)
        same = (place, row.kind, row.input, row.output, row.measured.ledger)
        copies.append(int(same in known))
        known.add(same)
    return copies


FACTS: dict[str, Callable[[Report], list[int]]] = {
    "N_before": _before,
    "pointwise": _pointwise,
    "projection": _projection,
    "shortcut": _shortcut,
    "flattened": _flattened,
    "copy": _copy,
}
