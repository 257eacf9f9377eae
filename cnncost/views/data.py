"""Reports as data for other programs: JSON with a versioned schema, and CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from cnncost.comparison import Comparison
from cnncost.kind import LEDGER
from cnncost.library import Entry
from cnncost.report import DOCUMENTS, Report, Row

TOTALS = ("weights", "bias", "norm", "stats", "params", "macs", "flops")
SUMMED = (*TOTALS, *(name for name in LEDGER if name not in TOTALS))


def report_data(report: Report) -> dict[str, Any]:
    """A report by the schema ``cnncost.report/1``; shapes are H, W, C and counts are integers."""
    columns = {name: report.numbers(name) for name in (*LEDGER, *report.counted)}
    return {
        "schema": "cnncost.report/1",
        "name": report.name,
        "variant": report.variant,
        "title": report.title,
        "input": list(report.input),
        "output": list(report.output),
        "params": {name: _plain(value) for name, value in report.params.items()},
        "convention": report.counting.text,
        "rows": [
            _row_data(row) | {name: column[i] for name, column in columns.items()}
            for i, row in enumerate(report.rows)
        ],
        "totals": _totals(report.totals, report),
        "train_totals": _totals(report.train_totals, report),
    }


def _row_data(row: Row) -> dict[str, Any]:
    kernel, stride = row.measured.kernel, row.measured.stride
    return {
        "path": row.path,
        "stage": row.stage,
        "kind": row.kind,
        "input": list(row.input),
        "output": list(row.output),
        "kernel": list(kernel),
        "stride": list(stride),
        "padding": list(row.measured.padding),
        "dilation": list(row.measured.pair("D", 1)),
        "groups": row.measured.letters["G"],
        "receptive_field": list(row.receptive_field),
        "effective_stride": [_plain(n) for n in row.effective_stride],
        "depth": row.depth,
        "train_only": row.train_only,
    }


def _totals(sums: dict[str, int], report: Report) -> dict[str, int]:
    """Every total; in another convention than the documents', what that counts besides."""
    return {name: sums[name] for name in (*SUMMED, *report.counted)}


def grouped_data(report: Report, by: str, groups: dict[str, dict[str, int]]) -> dict[str, Any]:
    """A report with its totals by kind or stage."""
    return report_data(report) | {
        "by": by,
        "groups": {k: _totals(s, report) for k, s in groups.items()},
    }


def comparison_data(comparison: Comparison) -> dict[str, Any]:
    """A comparison by the schema ``cnncost.comparison/1``; the first report's ratios are 1."""
    return {
        "schema": "cnncost.comparison/1",
        "reports": [report_data(report) for report in comparison.reports],
        "train": comparison.train,
        "ratios": {
            name: [None if r is None else _plain(r) for r in ratios]
            for name, ratios in comparison.ratios.items()
        },
        "by": comparison.by,
        "lines": [
            {
                "label": [part for part in line.label if part],
                "weights": [None if s is None else s["weights"] for s in line.sums],
                "params": [None if s is None else s["params"] for s in line.sums],
                "macs": [None if s is None else s["macs"] for s in line.sums],
            }
            for line in comparison.lines
        ],
    }


def zoo_data(entries: Sequence[Entry]) -> dict[str, Any]:
    """The zoo by the schema ``cnncost.zoo/1``."""
    return {
        "schema": "cnncost.zoo/1",
        "convention": entries[0].report.counting.text if entries else DOCUMENTS.text,
        "specs": [
            {
                "name": spec.name,
                "title": spec.title,
                "aliases": list(spec.aliases),
                "variants": list(spec.variants),
                "year": spec.year,
                "family": spec.family,
                "input": list(report.input),
                "params": report.totals["params"],
                "macs": report.totals["macs"],
                **_counted(report),
            }
            | ({"variant_totals": [_size(v) for v in variants]} if variants else {})
            for spec, report, variants in entries
        ],
    }


def _size(report: Report) -> dict[str, Any]:
    totals = report.totals
    return {
        "name": report.variant,
        "input": list(report.input),
        "params": totals["params"],
        "macs": totals["macs"],
        **_counted(report),
    }


def _counted(report: Report) -> dict[str, int]:
    """What another convention than the documents' counts."""
    return {name: report.totals[name] for name in report.counted}


def to_json(data: dict[str, Any]) -> str:
    """JSON with a line for each row: readable, and fast for networks of many rows."""
    return f"{_laid_out(data, 0)}\n"


def _laid_out(value: Any, level: int) -> str:
    """A value over several lines where it holds tables, in one line where it is flat."""
    nested = isinstance(value, dict) and level < 1
    table = isinstance(value, list) and any(isinstance(item, dict) for item in value)
    if isinstance(value, dict) and (nested or any(_is_table(v) for v in value.values())):
        parts = [f"{json.dumps(key)}: {_laid_out(v, level + 1)}" for key, v in value.items()]
        opening, closing = "{", "}"
    elif table:
        parts = [_laid_out(item, level + 1) for item in value]
        opening, closing = "[", "]"
    else:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    indent = " " * (level + 1)
    body = f",\n{indent}".join(parts)
    return f"{opening}\n{indent}{body}\n{' ' * level}{closing}"


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def _plain(value: int | Fraction) -> int | float:
    """A setting or ratio as JSON has it; counts are never fractions."""
    return int(value) if value == int(value) else float(value)


ROW_COLUMNS = (
    "path", "stage", "kind", "input", "output", "kernel", "stride", "padding", "dilation",
    "groups", "receptive_field", "effective_stride", "depth", "train_only",
)  # fmt: skip


def reports_csv(reports: Iterable[Report]) -> str:
    """Every row of every report with its whole ledger, one line each."""
    every = list(reports)
    names = (*LEDGER, *(every[0].counted if every else ()))
    lines: list[Sequence[object]] = [("spec", *ROW_COLUMNS, *names)]
    for report in every:
        columns = [report.numbers(name) for name in names]
        for i, row in enumerate(report.rows):
            about = [_joined(value) for value in _row_data(row).values()]
            lines.append((report.variant, *about, *(column[i] for column in columns)))
    return to_csv(lines)


def groups_csv(by: str, groups: dict[str, dict[str, int]]) -> str:
    """Totals by kind or stage, one line each."""
    lines: list[Sequence[object]] = [(by, *SUMMED)]
    lines += [(name, *(sums[column] for column in SUMMED)) for name, sums in groups.items()]
    return to_csv(lines)


ZOO_COLUMNS = (
    "name", "title", "aliases", "variants", "year", "family", "input", "params", "macs",
)  # fmt: skip


def zoo_csv(entries: Sequence[Entry]) -> str:
    """The zoo, one line for each spec, and for each variant that was counted."""
    columns = (*ZOO_COLUMNS, *(entries[0].report.counted if entries else ()))
    lines: list[Sequence[object]] = [columns]
    for spec in zoo_data(entries)["specs"]:
        for form in (spec, *spec.get("variant_totals", ())):
            own = {"aliases": "", "variants": ""} if form is not spec else {}
            texts = {"input": _joined(form["input"])}
            every = {**spec, **form, **own, **texts}
            lines.append([_listed(every[name]) for name in columns])
    return to_csv(lines)


def _listed(value: object) -> object:
    return " ".join(value) if isinstance(value, list) else value


def _joined(value: object) -> object:
    return "x".join(map(str, value)) if isinstance(value, list) else value


def to_csv(lines: Iterable[Sequence[object]]) -> str:
    """RFC 4180 text; a name that a spreadsheet would run as a formula gets a leading quote."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for line in lines:
        writer.writerow([_guarded(cell) for cell in line])
    return out.getvalue()


def _guarded(cell: object) -> object:
    if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{cell}"
    return cell
