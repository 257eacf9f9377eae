"""The zoo as a table."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from cnncost.library import Entry
from cnncost.numbers import count, shape
from cnncost.report import DOCUMENTS, Counting, Report
from cnncost.views.table import Column, Line, Table


def _columns(counting: Counting) -> tuple[Column, ...]:
    return (
        Column("name", left=True, elastic=True),
        Column("year"),
        Column("input"),
        Column("parameters" if counting == DOCUMENTS else counting.params),
        Column(counting.macs),
    )


def zoo_table(entries: Sequence[Entry]) -> Table:
    """A line for each spec, by family; its variants below it, counted or only named."""
    lines: list[Line] = []
    for family, members in groupby(entries, key=lambda entry: entry.spec.family):
        lines.append(Line((family or "no family",), strong=True, rule=True))
        for spec, report, variants in members:
            lines.append(Line((spec.name, str(spec.year or ""), *_numbers(report)), level=1))
            lines += [Line((v.variant, "", *_numbers(v)), level=2) for v in variants]
            if spec.variants and not variants:
                lines.append(Line((", ".join(spec.variants),), level=2))
    named_only = any(e.spec.variants and not e.variants for e in entries)
    others = [f"{alias} = {e.spec.name}" for e in entries for alias in e.spec.aliases]
    more = "cnncost list --family FAMILY counts every variant of a family, --variants all of them"
    notes = [f"other names: {', '.join(others)}"] if others else []
    notes += [more] if named_only else []
    counting = entries[0].report.counting if entries else DOCUMENTS
    notes.append(f"convention: {_convention(counting)}")
    return Table("", _columns(counting), tuple(lines), tuple(notes))


def _convention(counting: Counting) -> str:
    """By default parameters are listed, not weights alone."""
    if counting != DOCUMENTS:
        return counting.text
    return "parameters = weights + bias + normalisation · " + counting.text.partition(" · ")[2]


def _numbers(report: Report) -> tuple[str, str, str]:
    totals = report.totals
    params = "params" if report.counting == DOCUMENTS else "counted_params"
    return shape(report.input), count(totals[params]), count(totals["counted_macs"])
