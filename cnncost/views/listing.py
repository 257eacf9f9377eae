"""The zoo as a table."""

from __future__ import annotations

from collections.abc import Sequence

from cnncost.conventions import DOCUMENTS
from cnncost.report import Report
from cnncost.spec import Spec
from cnncost.views.numbers import count, shape
from cnncost.views.table import Column, Line, Table

COLUMNS = (
    Column("name", left=True, elastic=True),
    Column("year"),
    Column("family", left=True),
    Column("input"),
    Column("parameters"),
    Column("MACs"),
)


def zoo_table(entries: Sequence[tuple[Spec, Report]]) -> Table:
    """A line for each spec; its variants and other names stand below it."""
    lines: list[Line] = []
    for spec, report in entries:
        totals = report.totals
        year = str(spec.year or "")
        numbers = (shape(report.input), count(totals["params"]), count(totals["macs"]))
        lines.append(Line((spec.name, year, spec.family, *numbers)))
        for label, names in (("also", spec.aliases), ("variants", spec.variants)):
            if names:
                lines.append(Line((f"{label}: {', '.join(names)}", *("",) * 5), level=1))
    return Table("", COLUMNS, tuple(lines), (f"convention: {DOCUMENTS}",))
