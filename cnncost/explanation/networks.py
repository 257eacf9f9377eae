"""A network as a story: where its costs are, what dominates, and what it did differently."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from cnncost.accuracy import Accuracy, sources
from cnncost.attribution import heading, variant_note
from cnncost.comparison import what
from cnncost.errors import shortened
from cnncost.explanation.lineage import Forebear, forebear
from cnncost.explanation.page import (
    Block,
    Entries,
    Entry,
    Grid,
    Heading,
    Page,
    Paragraph,
    plain,
)
from cnncost.explanation.pictures import bar_picture
from cnncost.explanation.topics import find
from cnncost.kind import LEDGER
from cnncost.measure import shown
from cnncost.numbers import figures, fraction, percent, shape, shares
from cnncost.report import Report, Row

PARAMETERS, WORK = "params", "macs"
LONGEST_NAME = 16
NAMES = {PARAMETERS: "parameters", WORK: "MACs"}
FEW = 4  # of so few layers nobody asks which dominates
MOST_KINDS, MOST_CHANGES, LEAST_CHANGE = 10, 4, Fraction(1, 50)


class Group(NamedTuple):
    """Rows that belong together, and what they have of a quantity."""

    name: str
    counted: int


def network_page(report: Report) -> Page:
    """The story of a whole network."""
    blocks = (
        Paragraph(plain(_opening(report))),
        *_halves(report),
        bar_picture(report),
        *_by_kind(report),
        *_dominant(report),
        *_against(report),
        *_to_read(report),
    )
    notes = (f"convention: {report.counting.text}", variant_note(report))
    return Page("network", report.variant, heading(report), blocks, notes)


def _opening(report: Report) -> str:
    totals, rows = report.totals, [row for row in report.rows if not row.train_only]
    layers = sum(row.measured.kind.names for row in rows)
    depth = _depth(report)
    again = Fraction(totals["macs"], totals["weights"]) if totals["weights"] else Fraction(0)
    return (
        f"{shape(report.input)} in, {shape(report.output)} out: {figures(totals['params'])} "
        f"parameters in {layers} layer{'s' if layers != 1 else ''} with weights, {depth} of them "
        f"on the longest path, and {figures(totals['macs'])} MACs. On average every weight is "
        f"used {figures(again)} times."
    )


def _depth(report: Report) -> int:
    """Layers with weights on the longest path of the network as it is deployed."""
    return max((row.depth for row in report.rows if not row.train_only), default=0)


# --- where the costs are


def _groups(report: Report, key: Callable[[Row], str], quantity: str) -> list[Group]:
    """The rows with one key together, those that cost anything, in order of appearance."""
    found: dict[str, list[int]] = {}
    for i, row in enumerate(report.rows):
        if not row.train_only:
            found.setdefault(key(row), []).append(i)
    column = report.numbers(quantity)
    groups = [Group(name, sum([column[i] for i in rows])) for name, rows in found.items()]
    return [group for group in groups if group.counted]


def _halves(report: Report) -> Iterator[Block]:
    """By which stage half of each quantity is there: work comes early, parameters late."""
    said, stages = [], set()
    for quantity, name in NAMES.items():
        groups = _groups(report, lambda row: row.stage, quantity)
        if len(groups) < FEW:
            return
        stages |= {group.name for group in groups}
        at = _half([group.counted for group in groups], sum(group.counted for group in groups))
        said.append(f"half of the {name} by the end of stage {groups[at - 1].name}")
    yield Paragraph(plain(f"From the input on: {', '.join(said)}, of {len(stages)} stages."))


def _half(counts: Sequence[int], whole: int) -> int:
    """How many of these, from the first on, it takes to have half of a whole."""
    total = 0
    for few, count in enumerate(counts, 1):
        total += count
        if 2 * total >= whole:
            return few
    return len(counts)


def _by_kind(report: Report) -> Iterator[Block]:
    """Parameters and MACs by what kind of layer has them; small kinds are summed up."""
    params, macs = ({g.name: g.counted for g in _groups(report, what, q)} for q in NAMES)
    names = list(dict.fromkeys([*params, *macs]))
    if len(names) < 2:
        return
    ranked = [sorted(names, key=lambda name: -own.get(name, 0)) for own in (params, macs)]
    most = MOST_KINDS if len(names) > MOST_KINDS + 1 else len(names)
    kept = {name for order in ranked for name in order[: most // 2 if most < len(names) else most]}
    rows = [(name, params.get(name, 0), macs.get(name, 0)) for name in names if name in kept]
    others = [name for name in names if name not in kept]
    if others:
        left = [sum(own.get(name, 0) for name in others) for own in (params, macs)]
        rows.append((f"{len(others)} others", left[0], left[1]))
    yield Heading("By kind of layer")
    yield Grid(("", "parameters", "%", "MACs", "%"), tuple(_with_shares(rows)))


def _with_shares(rows: list[tuple[str, int, int]]) -> Iterator[tuple[str, ...]]:
    of_params = shares([params for _, params, _ in rows])
    of_macs = shares([macs for _, _, macs in rows])
    for (name, params, macs), own, work in zip(rows, of_params, of_macs, strict=True):
        yield name, figures(params), percent(own, params), figures(macs), percent(work, macs)


def _dominant(report: Report) -> Iterator[Block]:
    """The largest single layers, and how few of them do half of all."""
    entries = []
    for quantity, name in NAMES.items():
        column = report.numbers(quantity)
        rows = [
            i
            for i, row in enumerate(report.rows)
            if row.measured.kind.names and not row.train_only and column[i]
        ]
        if len(rows) < FEW:
            continue
        rows.sort(key=lambda i: -column[i])
        first, counts = report.rows[rows[0]], [column[i] for i in rows]
        part = shares([counts[0], report.totals[quantity] - counts[0]])[0]
        said = (
            f"of the {name} in one layer, {first.path} ({what(first)} on {shape(first.input)}); "
            f"{_half(counts, report.totals[quantity])} of {len(rows)} layers have half of them"
        )
        entries.append(Entry(f"{percent(part, counts[0])} %", plain(said)))
    if entries:
        yield Heading("What dominates")
        yield Entries(tuple(entries))


# --- what came before


def _against(report: Report) -> Iterator[Block]:
    """What the network did against the one before it."""
    before = forebear(report)
    if before is None:
        return
    yield Heading(f"Against {before.report.variant}")
    if before.idea:
        yield Paragraph(plain(before.idea))
    own = before.report.variant == report.variant
    names = ["by itself", "here"] if own else [before.report.variant, report.variant]
    names = [shortened(name, LONGEST_NAME) for name in names]
    yield Grid(("", *names, ""), tuple(_differences(before, report)))


def _differences(before: Forebear, report: Report) -> Iterator[tuple[str, ...]]:
    both = (before.report, report)
    old, new = before.report.totals, report.totals
    alike = all(old[quantity] == new[quantity] for quantity in NAMES)
    costs = [column for column in LEDGER if old[column] != new[column]][:MOST_CHANGES]
    for column in (*NAMES, *(costs if alike else ())):
        ratio = fraction(Fraction(new[column], old[column])) if old[column] else ""
        name = NAMES.get(column, column.replace("_", " "))
        yield name, figures(old[column]), figures(new[column]), ratio
    yield "layers deep", *(str(_depth(one)) for one in both), ""
    if before.report.input != report.input:
        yield "input", *(shape(one.input) for one in both), ""
    for quantity, name in NAMES.items():
        for kind, one, other in _moved(both, quantity):
            yield f"{kind}, of the {name}", f"{one} %", f"{other} %", ""
    yield from _measured_alike(both)


def _moved(both: tuple[Report, Report], quantity: str) -> Iterator[tuple[str, str, str]]:
    """The kinds of layer whose share of a quantity changed most, with both shares."""
    parts = [
        {g.name: Fraction(g.counted, one.totals[quantity]) for g in _groups(one, _sort, quantity)}
        for one in both
    ]
    kinds = dict.fromkeys([*parts[0], *parts[1]])
    none = Fraction(0)
    own = {kind: (parts[0].get(kind, none), parts[1].get(kind, none)) for kind in kinds}
    change = {kind: max(own[kind]) - min(own[kind]) for kind in kinds}
    most = sorted(kinds, key=lambda kind: -change[kind])[: MOST_CHANGES - 1]
    for kind in most:
        if change[kind] >= LEAST_CHANGE:
            old, new = (percent(round(1000 * share)) if share else "0" for share in own[kind])
            yield kind, old, new


def _sort(row: Row) -> str:
    """A layer by its kernel, in however many groups: ``3×3``, ``3×3 depthwise``, ``fc``."""
    return shown(row.measured.kernel) if row.kind == "conv" else what(row)


def _measured_alike(both: tuple[Report, Report]) -> Iterator[tuple[str, ...]]:
    """Published accuracies, where one source has measured both."""
    for source in sources().values():
        known: dict[str, Accuracy] = {one.network: one for one in source.accuracies}
        found = [known.get(one.variant) or known.get(one.name) for one in both]
        if all(found) and all(
            one.own_input == one.input and one.params == one.own_params for one in both
        ):
            yield (
                f"top-1 accuracy ({source.name})",
                *(f"{float(one.top1):g} %" for one in found if one),
                "",
            )
            return


# --- what there is to read about in it

LARGE = Fraction(1, 20)
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
    "auxiliary_heads": lambda report: any(report.aside),
    "fully_connected": lambda report: _share_of_fc(report) > LARGE,
}


def _has(report: Report, kind: str) -> bool:
    return kind in report.by_kind


def _share_of_fc(report: Report) -> Fraction:
    if not _has(report, "fc") or not report.totals[PARAMETERS]:
        return Fraction(0)
    chosen = report.by_kind["fc"] & ~report.train_only
    return Fraction(int(report[PARAMETERS][chosen].sum()), report.totals[PARAMETERS])


def _to_read(report: Report) -> Iterator[Block]:
    """The topics that explain what the network is made of, its own first."""
    own = find(report.name)
    seen = [name for name, has in SIGHTS.items() if has(report)]
    found = list(dict.fromkeys([*([own] if own else []), *seen]))
    if found:
        yield Heading("To read on")
        yield Paragraph(plain(f"cnncost explain {', '.join(found)}"))
