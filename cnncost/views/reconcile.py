"""What other counters print, as a table and as data."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from cnncost.conventions import Figure
from cnncost.reconcile import Match, Reconciliation, Seen
from cnncost.report import DOCUMENTS, Report
from cnncost.views.data import to_csv
from cnncost.views.numbers import count, over, shape
from cnncost.views.show import variant_note
from cnncost.views.table import Column, Line, Table


def reconcile_tables(found: Reconciliation) -> tuple[Table, ...]:
    """What was seen, if anything, and then every counter's figure with its terms."""
    figures = _figures_table(found)
    return (figures,) if found.seen is None else (_seen_table(found.seen, found), figures)


def _figures_table(found: Reconciliation) -> Table:
    columns = (
        Column("counter", left=True, elastic=True),
        Column("prints"),
        Column("", left=True),
        Column("over ours"),
        Column("parameters"),
    )
    report = found.report
    ours = report.totals
    lines = [Line(("ours", count(ours["macs"]), "MACs", "", count(ours["params"])))]
    others = [figure for figure in found.figures if figure.convention.name != DOCUMENTS.name]
    lines += [line for figure in others for line in _figure_lines(figure)]
    title = f"{report.variant} on {shape(report.input)}, as other counters have it"
    return Table(title, columns, tuple(lines), (*_notes(report), variant_note(report)))


def _notes(report: Report) -> Iterator[str]:
    yield (
        "ours: multiply-accumulates of layers with weights; parameters are weights, biases and "
        "normalisation's"
    )
    yield f"the documents count weights alone: {report.totals['weights']:,}"
    if report.totals != report.train_totals:
        yield (
            f"built with its auxiliary heads it has {report.train_totals['params']:,} parameters, "
            "which some counters print beside MACs without them"
        )
    yield "cnncost show SPEC --convention NAME counts layer by layer as that counter does"


def _figure_lines(figure: Figure) -> Iterator[Line]:
    """A counter's figure, and below it the terms that it adds to ours."""
    convention = figure.convention
    ours = figure.prints - sum(figure.terms.values())
    prints = count(figure.prints) if convention.counts else ""
    difference = over(figure.prints, ours) if convention.counts else ""
    yield Line((convention.name, prints, convention.counts, difference, count(figure.params)))
    for label, amount in figure.terms.items():
        yield Line((f"{amount:+,}: {label}",), level=1)


def _seen_table(seen: Seen, found: Reconciliation) -> Table:
    columns = (Column("", left=True, elastic=True), Column(""), Column("", left=True))
    if seen.nearest is not None:
        nearest = seen.nearest
        title = f"{seen.printed.text} is not what any counter known here prints"
        lines = [_match_line("nearest: ", nearest)]
        return Table(title, columns, tuple(lines))
    lines = [_match_line("", match) for match in seen.matches]
    return Table(f"{seen.printed.text} is what these print", columns, tuple(lines))


def _match_line(label: str, match: Match) -> Line:
    slips = ", ".join(match.slips)
    what = ", ".join(filter(None, (match.quantity, slips)))
    ours = match.convention.name == DOCUMENTS.name
    return Line((f"{label}{'ours' if ours else match.convention.name}", _exact(match.value), what))


def _exact(value: Fraction) -> str:
    return f"{int(value):,}" if value == int(value) else f"{float(value):,.1f}"


def reconcile_data(found: Reconciliation) -> dict[str, Any]:
    """A reconciliation by the schema ``cnncost.reconcile/1``; all counts are integers."""
    report = found.report
    data = {
        "schema": "cnncost.reconcile/1",
        "name": report.variant,
        "input": list(report.input),
        "macs": report.totals["macs"],
        "params": report.totals["params"],
        "tools": [_figure_data(figure) for figure in found.figures],
    }
    return data if found.seen is None else data | {"seen": _seen_data(found.seen)}


def _figure_data(figure: Figure) -> dict[str, Any]:
    counts = bool(figure.convention.counts)
    return {
        "tool": figure.convention.name,
        "prints": figure.prints if counts else None,
        "difference": sum(figure.terms.values()) if counts else None,
        "terms": dict(figure.terms),
        "word": figure.convention.counts or None,
        "params": figure.params,
    }


def _seen_data(seen: Seen) -> dict[str, Any]:
    return {
        "printed": seen.printed.text,
        "matches": [_match_data(match) for match in seen.matches],
        "nearest": None if seen.nearest is None else _match_data(seen.nearest),
    }


def _match_data(match: Match) -> dict[str, Any]:
    whole = match.value == int(match.value)
    return {
        "tool": match.convention.name,
        "quantity": match.quantity,
        "value": int(match.value) if whole else float(match.value),
        "slips": list(match.slips),
    }


def reconcile_csv(found: Reconciliation) -> str:
    """Every counter's figure and each of its terms, one line each."""
    lines: list[tuple[object, ...]] = [("tool", "term", "amount")]
    for figure in found.figures:
        name, ours = figure.convention.name, figure.prints - sum(figure.terms.values())
        lines.append((name, "parameters", figure.params))
        if figure.convention.counts:
            lines.append((name, "macs", ours))
            lines += [(name, label, amount) for label, amount in figure.terms.items()]
            lines.append((name, "prints", figure.prints))
    return to_csv(lines)
