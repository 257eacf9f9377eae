"""Networks side by side: totals, ratios, and where the difference comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from cnncost.attribution import variant_note
from cnncost.comparison import Comparison, Sums, ratio
from cnncost.comparison import Line as Aligned
from cnncost.errors import shortened
from cnncost.numbers import NONE, count, shape, times
from cnncost.report import DOCUMENTS, Report
from cnncost.views.table import Column, Line, Table

MOST_SIDE_BY_SIDE = 3
WIDEST_NAME, LONGEST_NAME = 16, 24
HEADINGS = {
    "layer": "layer",
    "stage": "stage",
    "scale": "scale of the map, against the input",
    "kind": "kind of layer",
}


def comparison_tables(comparison: Comparison) -> tuple[Table, ...]:
    """As many tables as the networks need, each with the first network to measure by."""
    others = range(1, len(comparison.reports))
    chunks = [
        (0, *others[i : i + MOST_SIDE_BY_SIDE - 1])
        for i in range(0, len(others), MOST_SIDE_BY_SIDE - 1)
    ]
    tables = [_table(comparison, chunk) for chunk in chunks]
    last = tables[-1]
    tables[-1] = Table(last.title, last.columns, last.lines, _notes(comparison))
    return tuple(tables)


def _table(comparison: Comparison, chosen: tuple[int, ...]) -> Table:
    widest = WIDEST_NAME if len(chosen) > 2 else LONGEST_NAME
    names = [shortened(comparison.reports[i].variant, widest) for i in chosen]
    columns = [Column("", left=True, elastic=True), Column(names[0])]
    for name in names[1:]:
        columns += [Column(name), Column("")]
    counting = comparison.reports[0].counting
    lines = (
        *_head_lines(comparison, chosen),
        *_aligned_lines(comparison, chosen, "counted_params", counting.params),
        *_aligned_lines(comparison, chosen, "counted_macs", counting.macs),
    )
    return Table(_title(comparison, chosen), tuple(columns), lines)


def _title(comparison: Comparison, chosen: tuple[int, ...]) -> str:
    reports = [comparison.reports[i] for i in chosen]
    inputs = {report.input for report in reports}
    names = " and ".join((", ".join(r.variant for r in reports[:-1]), reports[-1].variant))
    if len(inputs) == 1:
        return f"{names}, {'both' if len(reports) == 2 else 'all'} on {shape(reports[0].input)}"
    return f"{names}, on {', '.join(shape(report.input) for report in reports)}"


def _head_lines(comparison: Comparison, chosen: tuple[int, ...]) -> Iterator[Line]:
    reports = [comparison.reports[i] for i in chosen]
    totals = [comparison.totals[i] for i in chosen]
    yield _texts("output", [shape(report.output) for report in reports])
    counting = reports[0].counting
    yield _counts(counting.params, "counted_params", totals, strong=True)
    yield _counts(counting.macs, "counted_macs", totals, strong=True)
    if counting.params != "parameters":
        yield _counts("parameters", "params", totals)
    if any(report.totals != report.train_totals for report in reports):
        other = [r.totals if comparison.train else r.train_totals for r in reports]
        yield _counts("deployed" if comparison.train else "in training", "params", other)
    yield _texts("receptive field", [_field(report) for report in reports])


def _field(report: Report) -> str:
    """How much of the input one element of the last map sees, before all of it is pooled."""
    last = [row for row in report.rows if not row.train_only and row.output[:2] != (1, 1)]
    row = last[-1] if last else report.rows[-1]
    return shape(row.receptive_field)


def _texts(label: str, values: list[str]) -> Line:
    cells = [values[0]]
    for value in values[1:]:
        cells += [value, ""]
    return Line((label, *cells))


def _counts(label: str, quantity: str, sums: Sequence[Sums | None], strong: bool = False) -> Line:
    """One quantity of every network; behind all but the first, its ratio to the first."""
    values = [None if s is None else s[quantity] for s in sums]
    first = values[0]
    cells = [NONE if first is None else count(first)]
    for value in values[1:]:
        known = value and first and value != first
        cells += [
            NONE if value is None else count(value),
            times(ratio(value, first)) if known and value and first else "",
        ]
    return Line((label, *cells), strong=strong)


def _aligned_lines(
    comparison: Comparison, chosen: tuple[int, ...], quantity: str, name: str
) -> Iterator[Line]:
    yield Line((f"{name} by {HEADINGS[comparison.by]}",), strong=True, rule=True)
    shown = [line for line in comparison.lines if _matters(line, chosen, quantity)]
    room = max((len(line.label[0]) for line in shown), default=0) + 2
    for place, lines in groupby(shown, key=lambda line: line.label[0]):
        for i, line in enumerate(lines):
            label = f"{place if i == 0 else '':{room}}{line.label[1]}".rstrip()
            yield _counts(label, quantity, [line.sums[j] for j in chosen])


def _matters(line: Aligned, chosen: tuple[int, ...], quantity: str) -> bool:
    return any(sums[quantity] for i in chosen if (sums := line.sums[i]))


def _notes(comparison: Comparison) -> tuple[str, ...]:
    return (
        *_where_it_comes_from(comparison),
        *((_parameters_note(comparison),) if comparison.reports[0].counting == DOCUMENTS else ()),
        f"convention: {comparison.reports[0].counting.text}",
        *dict.fromkeys(variant_note(report) for report in comparison.reports),
    )


def _only_shrinks(lines: Sequence[Aligned], small: int, large: int) -> bool:
    """Whether one network is the other with layers added and none made larger or left out."""
    return all(
        (one := line.sums[small]) is not None
        and ((other := line.sums[large]) is None or one["weights"] <= other["weights"])
        for line in lines
    )


def _parameters_note(comparison: Comparison) -> str:
    training = any(report.totals != report.train_totals for report in comparison.reports)
    now, other = ("in training", "deployed") if comparison.train else ("deployed", "in training")
    which = f", {now}; '{other}' is the parameters {other}" if training else ""
    return f"parameters = weights + bias + normalisation{which}"


def _where_it_comes_from(comparison: Comparison) -> tuple[str, ...]:
    """For two networks in the same places: what one adds, and what it saves in return."""
    if len(comparison.reports) != 2 or comparison.by != "layer":
        return ()
    totals = [sums["weights"] for sums in comparison.totals]
    small, large = (0, 1) if totals[0] <= totals[1] else (1, 0)
    lines = [line for line in comparison.lines if line.matters]
    added = [line for line in lines if line.sums[large] is None]
    costs = sum(sums["weights"] for line in added if (sums := line.sums[small]))
    saved = totals[large] - totals[small] + costs
    if not costs or not saved or not _only_shrinks(lines, small, large):
        return ()
    name, other = (comparison.reports[i].variant for i in (small, large))
    if len(added) == 1:
        what, cost, save = f"1 {comparison.by}", "it costs", "saves"
    else:
        what, cost, save = f"{len(added)} {comparison.by}s", "they cost", "save"
    return (
        f"{name} has {what} that {other} lacks: {cost} {costs:,} weights and {save} {saved:,} "
        "in the others.",
    )
