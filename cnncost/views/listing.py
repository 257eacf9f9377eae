"""The zoo as a table."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from cnncost.conventions import DOCUMENTS
from cnncost.library import Entry
from cnncost.report import Report
from cnncost.views.numbers import count, shape
from cnncost.views.table import Column, Line, Table

COLUMNS = (
    Column("name", left=True, elastic=True),
    Column("year"),
    Column("input"),
    Column("parameters"),
    Column("MACs"),
)


def zoo_table(entries: Sequence[Entry]) -> Table:
    """A line for each spec, by family, its variants below it; other names stand in a note."""
    lines: list[Line] = []
    for family, members in groupby(entries, key=lambda entry: entry.spec.family):
        lines.append(Line((family or "no family",), strong=True, rule=True))
        for spec, report, variants in members:
            lines.append(Line((spec.name, str(spec.year or ""), *_numbers(report)), level=1))
            lines += [Line((v.variant, "", *_numbers(v)), level=2) for v in variants]
    others = [f"{alias} = {e.spec.name}" for e in entries for alias in e.spec.aliases]
    notes = (f"other names: {', '.join(others)}",) if others else ()
    return Table("", COLUMNS, tuple(lines), (*notes, f"convention: {DOCUMENTS}"))


def _numbers(report: Report) -> tuple[str, str, str]:
    totals = report.totals
    return shape(report.input), count(totals["params"]), count(totals["macs"])
