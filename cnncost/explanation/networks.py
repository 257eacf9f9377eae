"""A network, or a part of one, as a story: where its costs are, and what it did differently."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from cnncost.attribution import heading, variant_note
from cnncost.comparison import what
from cnncost.explanation.layers import row_page
from cnncost.explanation.lineage import Forebear, forebear
from cnncost.explanation.page import (
    Block,
    Entries,
    Entry,
    Equation,
    Equations,
    Grid,
    Heading,
    Page,
    Paragraph,
    Picture,
    plain,
)
from cnncost.explanation.pictures import bar_picture, connection_picture, module_picture
from cnncost.explanation.working import cost
from cnncost.numbers import figures, fraction, percent, shape, shares
from cnncost.place import find, find_row
from cnncost.report import Part, Report, Row

MOST_GROUPS = 8
MOST_ROWS_WORKED = 16
HALF = Fraction(1, 2)
PARAMETERS, WORK = "params", "macs"
NAMES = {PARAMETERS: "parameters", WORK: "MACs"}


class Group(NamedTuple):
    """Rows that belong together, and what they have of a quantity."""

    name: str
    rows: int
    counted: int


# --- a network


def network_page(report: Report) -> Page:
    """The story of a whole network."""
    blocks = (
        Paragraph(plain(_opening(report))),
        *_halves(report),
        *_picture(bar_picture(report)),
        *_where(report, "Where the costs are, stage by stage", lambda row: row.stage),
        *_where(report, "By what kind of layer", what),
        *_dominant(report),
        *_against(report),
        *_seen_in(report),
    )
    return Page("network", report.variant, heading(report), blocks, notes(report))


def notes(report: Report) -> tuple[str, ...]:
    """The convention and the variant that a page is about."""
    return (f"convention: {report.counting.text}", variant_note(report))


def _opening(report: Report) -> str:
    totals, rows = report.totals, [row for row in report.rows if not row.train_only]
    layers = sum(row.measured.kind.names for row in rows)
    depth = max(row.depth for row in rows)
    again = Fraction(totals["macs"], totals["weights"]) if totals["weights"] else Fraction(0)
    return (
        f"{shape(report.input)} in, {shape(report.output)} out: {figures(totals['params'])} "
        f"parameters in {layers} layer{'s' if layers != 1 else ''} with weights, {depth} of them "
        f"on the longest path, and {figures(totals['macs'])} MACs. On average every weight is "
        f"used {figures(again)} times."
    )


def _halves(report: Report) -> Iterator[Block]:
    """By which stage half of each quantity is there: work comes early, parameters late."""
    said = []
    for quantity, name in NAMES.items():
        groups = _groups(report, lambda row: row.stage, quantity)
        if len(groups) < 3:
            return
        at = _half([group.counted for group in groups], sum(group.counted for group in groups))
        said.append(f"half of the {name} by the end of {groups[at - 1].name}")
    yield Paragraph(plain(f"From the input on: {', '.join(said)}, of {len(groups)} stages."))


def _picture(found: Picture | None) -> Iterator[Block]:
    if found is not None:
        yield found


def _groups(report: Report, key: Callable[[Row], str], quantity: str) -> list[Group]:
    """The rows with one key together, those that cost anything, in order of appearance."""
    found: dict[str, list[int]] = {}
    for i, row in enumerate(report.rows):
        if not row.train_only:
            found.setdefault(key(row), []).append(i)
    column = report[quantity]
    groups = [Group(name, len(rows), int(column[rows].sum())) for name, rows in found.items()]
    return [group for group in groups if group.counted]


def _where(report: Report, title: str, key: Callable[[Row], str]) -> Iterator[Block]:
    """Parameters and MACs by group as a table; small groups are summed up."""
    params, macs = ({group.name: group.counted for group in _groups(report, key, q)} for q in NAMES)
    names = list(dict.fromkeys([*params, *macs]))
    if len(names) < 2:
        return
    kept = _largest(names, params, macs)
    rows = [(name, params.get(name, 0), macs.get(name, 0)) for name in names if name in kept]
    others = [name for name in names if name not in kept]
    if others:
        left = [sum(own.get(name, 0) for name in others) for own in (params, macs)]
        rows.append((f"{len(others)} others", left[0], left[1]))
    yield Heading(title)
    yield Grid(("", "parameters", "%", "MACs", "%"), tuple(_with_shares(rows)))


def _largest(names: Sequence[str], *columns: dict[str, int]) -> set[str]:
    """The names that matter most in any column, as many as a table can show."""
    if len(names) <= 2 * MOST_GROUPS:
        return set(names)
    ranked = [sorted(names, key=lambda name: -own.get(name, 0)) for own in columns]
    return {name for order in ranked for name in order[: MOST_GROUPS - 1]}


def _with_shares(rows: list[tuple[str, int, int]]) -> Iterator[tuple[str, ...]]:
    of_params = shares([params for _, params, _ in rows])
    of_macs = shares([macs for _, _, macs in rows])
    for (name, params, macs), own, work in zip(rows, of_params, of_macs, strict=True):
        yield name, figures(params), percent(own, params), figures(macs), percent(work, macs)


def _dominant(report: Report) -> Iterator[Block]:
    """The largest single layers, and how few of them do half of all."""
    entries = []
    for quantity, name in NAMES.items():
        column = report[quantity].copy()
        column[report.train_only] = 0
        whole = int(column.sum())
        if not whole:
            continue
        order = sorted(range(len(column)), key=lambda i: -int(column[i]))
        first, few = report.rows[order[0]], _half(column[order].tolist(), whole)
        costly = int((column > 0).sum())
        part = figures(100 * Fraction(int(column[order[0]]), whole))
        entries.append(
            Entry(
                f"{part} %",
                plain(
                    f"of the {name} in one layer, {first.path} ({what(first)} on "
                    f"{shape(first.input)}); half of them in {few} of {costly} rows"
                ),
            )
        )
    yield Heading("What dominates")
    yield Entries(tuple(entries))


def _half(ordered: Sequence[int], whole: int) -> int:
    """How many of these, from the first on, it takes to have half of all."""
    total = 0
    for few, count in enumerate(ordered, 1):
        total += count
        if total >= HALF * whole:
            return few
    return len(ordered)


def _against(report: Report) -> Iterator[Block]:
    """What the network did against the one before it."""
    before = forebear(report)
    if before is None:
        return
    yield Heading(f"Against {before.report.variant}")
    if before.idea:
        yield Paragraph(plain(before.idea))
    yield Grid(("", before.report.variant, report.variant, ""), tuple(_differences(before, report)))


def _differences(before: Forebear, report: Report) -> Iterator[tuple[str, ...]]:
    old, new = before.report.totals, report.totals
    for quantity, name in NAMES.items():
        ratio = Fraction(new[quantity], old[quantity]) if old[quantity] else None
        shown = fraction(ratio) if ratio is not None else ""
        yield name, figures(old[quantity]), figures(new[quantity]), shown
    depths = [max(row.depth for row in one.rows) for one in (before.report, report)]
    yield "layers deep", *map(str, depths), ""
    if before.report.input != report.input:
        yield "input", shape(before.report.input), shape(report.input), ""
    for kind in ("fc", "3×3", "1×1"):
        parts = [_share_of(one, kind) for one in (before.report, report)]
        if any(parts):
            yield f"{kind}, of the parameters", *(f"{figures(100 * part)} %" for part in parts), ""


def _share_of(report: Report, kind: str) -> Fraction:
    groups = {group.name: group.counted for group in _groups(report, what, PARAMETERS)}
    return Fraction(groups.get(kind, 0), report.totals[PARAMETERS] or 1)


# --- what there is to read about in it

SIGHTS: dict[str, Callable[[Report], bool]] = {
    "grouped": lambda report: any(
        1 < one.letters["G"] < one.input[2] for one in report.measured if one.kind.name == "conv"
    ),
    "depthwise": lambda report: _has(report, "depthwise"),
    "pointwise": lambda report: any(
        one.kind.name == "conv" and one.kernel == (1, 1) for one in report.measured
    ),
    "channel_shuffle": lambda report: _has(report, "shuffle"),
    "asymmetric": lambda report: any(
        one.kind.name == "conv" and one.kernel[0] != one.kernel[1] for one in report.measured
    ),
    "residual": lambda report: _has(report, "add"),
    "concat_and_add": lambda report: _has(report, "concat"),
    "squeeze_and_excite": lambda report: _has(report, "multiply"),
    "relu6": lambda report: _has(report, "relu6"),
    "batch_norm": lambda report: _has(report, "bn"),
    "global_average_pooling": lambda report: _has(report, "gap"),
    "auxiliary_heads": lambda report: bool(report.train_only.any()),
    "fully_connected": lambda report: _has(report, "fc"),
}


def _has(report: Report, kind: str) -> bool:
    return kind in report.by_kind


def _seen_in(report: Report) -> Iterator[Block]:
    """The topics that explain what the network is made of."""
    found = [name for name, has in SIGHTS.items() if has(report)]
    if found:
        yield Heading("To read on")
        yield Paragraph(plain(f"cnncost explain {', '.join(found)}"))


# --- a part of a network


def place_page(report: Report, path: str) -> Page:
    """The page of the row or the part at a path.

    Raises UnknownNameError, with the nearest paths, if there is none.
    """
    found = find(report, path)
    alone = not isinstance(found, int) and _alone(report, found)
    if isinstance(found, int) or alone:
        return row_page(report, find_row(report, path))
    return part_page(report, found)


def _alone(report: Report, part: Part) -> bool:
    """Whether a part is one layer with weights, called like it, and what follows it."""
    named = [i for i in part.rows() if report.measured[i].kind.names]
    return len(named) == 1 and report.names[named[0]].path == part.path


def part_page(report: Report, part: Part) -> Page:
    """The working of all rows of a part, and its share of the network."""
    rows = list(part.rows())
    sums, totals = report.sums(rows), report.train_totals
    if not any(report.rows[i].train_only for i in rows):
        totals = report.totals
    entries = [
        Entry(
            f"{percent(shares([sums[q], totals[q] - sums[q]])[0], sums[q])} %",
            plain(f"{figures(sums[q])} of the network's {figures(totals[q])} {name}"),
        )
        for q, name in NAMES.items()
        if totals[q]
    ]
    first, last = report.rows[rows[0]], report.rows[rows[-1]]
    blocks = (
        Paragraph(plain(f"{shape(first.input)} → {shape(last.output)}, {len(rows)} rows.")),
        *_picture(module_picture(report, part.path)),
        *_worked(report, rows, "weights", part.path),
        *_worked(report, rows, "macs", part.path),
        Heading("Share of the network"),
        Entries(tuple(entries)),
    )
    title = f"{report.variant}:{part.path}"
    return Page("part", part.path, title, blocks, notes(report))


def chain_page(name: str, report: Report) -> Page:
    """The working of several layers that follow each other and stand for themselves."""
    rows = list(range(len(report.rows)))
    totals = report.totals
    blocks = (
        Paragraph(plain(f"{shape(report.input)} → {shape(report.output)}, {len(rows)} rows.")),
        *_picture(connection_picture(report.measured)),
        *_worked(report, rows, "weights"),
        *_worked(report, rows, "macs"),
        Heading("Total"),
        Entries(tuple(Entry(figures(totals[q]), plain(name)) for q, name in NAMES.items())),
    )
    return Page("layer", name, name, blocks, notes(report)[:1])


def _worked(report: Report, rows: list[int], column: str, prefix: str = "") -> Iterator[Block]:
    """A column of the ledger, row by row, with the numbers put in."""
    inside = len(prefix) + 1 if prefix else 0
    works = [(report.rows[i].path[inside:], cost(report.measured[i], column)) for i in rows]
    costly = [(path, work) for path, work in works if work.result]
    if not costly:
        return
    yield Heading({"weights": "Weights", "macs": "MACs"}[column])
    lines = [
        Equation(path, work.formula, work.values, letters=False, result=work.result)
        for path, work in costly[:MOST_ROWS_WORKED]
    ]
    left = costly[MOST_ROWS_WORKED:]
    if left:
        rest = sum(work.result for _, work in left)
        lines.append(Equation(f"{len(left)} more", result=rest))
    lines.append(Equation("total", result=sum(work.result for _, work in costly)))
    yield Equations(tuple(lines))
