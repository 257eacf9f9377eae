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


def reconcile_table(found: Reconciliation) -> Table:
    """What was seen, if anything was; else every counter's figure with its terms."""
    return _figures_table(found) if found.seen is None else _seen_table(found.seen, found.report)


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
    params = count(figure.params) if convention.params_word else ""
    yield Line((convention.name, prints, convention.counts, difference, params))
    yield from _terms(figure)


def _terms(figure: Figure) -> Iterator[Line]:
    for label, amount in figure.terms.items():
        yield Line((f"{amount:+,}: {label}",), level=1)


def _seen_table(seen: Seen, report: Report) -> Table:
    """Who prints a number, and why; or the nearest that anybody prints."""
    columns = (
        Column("counter", left=True, elastic=True), Column("prints"), Column("", left=True),
    )  # fmt: skip
    about = f"for {report.variant} on {shape(report.input)}"
    ours = f"ours: {report.totals['macs']:,} MACs, {report.totals['params']:,} parameters"
    if seen.nearest is not None:
        title = f"{seen.printed.text} is not what any counter known here prints {about}"
        lines = [_match_line(seen.nearest), Line(("the nearest there is",), level=1)]
    else:
        title = f"{seen.printed.text} {about} is what these print"
        lines = [line for match in seen.matches for line in _match_lines(match)]
    return Table(title, columns, tuple(lines), (ours, variant_note(report)))


def _match_lines(match: Match) -> Iterator[Line]:
    """A match, and the terms of the figure if it stands there without a slip."""
    yield _match_line(match)
    if match.work and not match.slips:
        yield from _terms(match.figure)


def _match_line(match: Match) -> Line:
    ours = match.convention.name == DOCUMENTS.name
    what = ", ".join((match.quantity, *match.slips))
    return Line(("ours" if ours else match.convention.name, _exact(match.value), what))


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
        "params": figure.params if figure.convention.params_word else None,
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
        if figure.convention.params_word:
            lines.append((name, "parameters", figure.params))
        if figure.convention.counts:
            lines.append((name, "macs", ours))
            lines += [(name, label, amount) for label, amount in figure.terms.items()]
            lines.append((name, "prints", figure.prints))
    return to_csv(lines)
