"""What a picture shows: rows of a network or of a part of it, and what that is called."""

from __future__ import annotations

from collections.abc import Sequence

from cnncost.errors import shortened
from cnncost.measure import Shape
from cnncost.numbers import shape
from cnncost.place import rows_at
from cnncost.report import Report

LONGEST_NAME, LONGEST_TITLE = 60, 160


def rows_drawn(report: Report, part: str, train: bool = False) -> list[int]:
    """The rows of a part, or all; those that only training has where it has no others.

    Raises UnknownNameError for a part that is not there.
    """
    rows = rows_at(report, part)
    return [i for i in rows if train or not report.aside[i]] or rows


def entered(report: Report, row: int) -> Shape:
    """The map that a row reads."""
    source = report.sources[row][0]
    return report.measured[source].output if source >= 0 else report.input


def name(report: Report, part: str) -> str:
    """``googlenet:3a``, as a reader types it."""
    return shortened(f"{report.variant}:{part}" if part else report.variant, LONGEST_NAME)


def title(report: Report, part: str, rows: Sequence[int]) -> str:
    """``googlenet:3a on 28×28×192``, for a part with these rows."""
    size = entered(report, rows[0]) if rows else report.input
    return f"{name(report, part)} on {shape(size)}"


def subtitle(report: Report, part: str) -> str:
    """What a whole network is, in its own words."""
    return "" if part else shortened(report.title, LONGEST_TITLE)
