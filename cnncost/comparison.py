"""Networks side by side: totals, ratios, and where a difference comes from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from cnncost.errors import UsageError, did_you_mean, shortened
from cnncost.measure import shown
from cnncost.report import Report, Row

QUANTITIES = ("weights", "bias", "norm", "stats", "params", "macs", "flops")
MOST_LINES = 24
Sums = dict[str, int]
Label = tuple[str, str]


class Line(NamedTuple):
    """The same place in every network: its sums in each, None where a network lacks it."""

    label: Label
    sums: tuple[Sums | None, ...]

    @property
    def matters(self) -> bool:
        """Whether any network has weights or MACs here; others have parameters of norms only."""
        return any(sums["counted_params"] or sums["counted_macs"] for sums in self.sums if sums)


@dataclass(frozen=True, eq=False)
class Comparison:
    """Reports side by side, lined up; ``by`` says how: layer, stage, scale or kind."""

    reports: tuple[Report, ...]
    by: str
    train: bool
    lines: tuple[Line, ...]

    @property
    def totals(self) -> tuple[Sums, ...]:
        """Each network's totals, deployed or in training."""
        return tuple(r.train_totals if self.train else r.totals for r in self.reports)

    @property
    def ratios(self) -> dict[str, tuple[Fraction | None, ...]]:
        """Each quantity as a multiple of the first network's, None where that has none."""
        return {
            quantity: tuple(ratio(sums[quantity], self.totals[0][quantity]) for sums in self.totals)
            for quantity in QUANTITIES
        }

    def __rich__(self) -> Any:
        from cnncost.views.compare import comparison_tables
        from cnncost.views.table import to_rich

        return to_rich(*comparison_tables(self))

    def _repr_html_(self) -> str:
        from cnncost.views.compare import comparison_tables
        from cnncost.views.table_html import to_html

        return to_html(*comparison_tables(self))

    def __repr__(self) -> str:
        from cnncost.numbers import several

        names = ", ".join(report.variant for report in self.reports)
        return f"Comparison({names}: {several(len(self.lines), 'line')} by {self.by})"


def ratio(count: int, reference: int) -> Fraction | None:
    """``count/reference``, exact, or None if there is nothing to measure by."""
    return Fraction(count, reference) if reference else None


def compare_reports(
    reports: Sequence[Report], by: str | None = None, train: bool = False
) -> Comparison:
    """Two or more reports side by side. Raises UsageError for fewer, or an unknown ``by``."""
    if len(reports) < 2:
        raise UsageError("A comparison needs two or more specs.")
    if by is not None and by not in ALIGNMENTS:
        hint = did_you_mean(by, ALIGNMENTS) or f" Known: {', '.join(ALIGNMENTS)}."
        raise UsageError(f"Networks cannot be lined up by '{shortened(by)}'.{hint}")
    chosen = by or _best_fit(reports, train)
    return Comparison(tuple(reports), chosen, train, _aligned(reports, chosen, train))


def _best_fit(reports: Sequence[Report], train: bool) -> str:
    """By stage where the networks share most names of stages, else by the scale of the maps."""
    stages = [{row.stage for _, row in _costly(report, train)} for report in reports]
    shared = set.intersection(*stages)
    if 2 * len(shared) < min(map(len, stages)):
        return "scale"
    lines = [line for line in _aligned(reports, "layer", train) if line.matters]
    return "layer" if len(lines) <= MOST_LINES else "stage"


def _aligned(reports: Sequence[Report], by: str, train: bool) -> tuple[Line, ...]:
    labelled = [ALIGNMENTS[by](report, train) for report in reports]
    order = _merged([list(groups) for groups in labelled])
    lines = []
    for label in order:
        sums = tuple(
            report.sums(groups[label]) if label in groups else None
            for report, groups in zip(reports, labelled, strict=True)
        )
        lines.append(Line(label, sums))
    return tuple(lines)


def _merged(orders: Iterable[list[Label]]) -> list[Label]:
    """One order that keeps each network's own; what only a later one has follows its neighbour."""
    merged: list[Label] = []
    for labels in orders:
        known = [merged.index(label) for label in labels if label in merged]
        at = known[0] if known else len(merged)
        for label in labels:
            if label in merged:
                at = merged.index(label) + 1
            else:
                merged.insert(at, label)
                at += 1
    return merged


def _costly(report: Report, train: bool) -> list[tuple[int, Row]]:
    """The rows that have parameters or do multiplications."""
    costs = zip(report.numbers("params"), report.numbers("macs"), report.rows, strict=True)
    return [
        (i, row)
        for i, (params, macs, row) in enumerate(costs)
        if (params or macs) and (train or not row.train_only)
    ]


def _by(label: Callable[[Row], str]) -> Callable[[Report, bool], dict[Label, list[int]]]:
    def groups(report: Report, train: bool) -> dict[Label, list[int]]:
        found: dict[Label, list[int]] = {}
        for i, row in _costly(report, train):
            found.setdefault((label(row), ""), []).append(i)
        return found

    return groups


def _by_layer(report: Report, train: bool) -> dict[Label, list[int]]:
    """Every costly row on its own, named by its stage and by what it does there."""
    rows = _costly(report, train)
    main = [(i, row) for i, row in rows if row.measured.kind.names]
    roles = {i: _role([row for _, row in main], at) for at, (i, _) in enumerate(main)}
    labels = [(row.stage, roles.get(i, row.kind)) for i, row in rows]
    times, used = Counter(labels), Counter[Label]()
    found: dict[Label, list[int]] = {}
    for (i, _), label in zip(rows, labels, strict=True):
        used[label] += 1
        name = f"{label[1]}, {_ordinal(used[label])}" if times[label] > 1 else label[1]
        found[(label[0], name)] = [i]
    return found


def _role(rows: list[Row], i: int) -> str:
    """What a layer is for: a 1×1 convolution that makes its neighbours in the branch cheaper."""
    row, name = rows[i], what(rows[i])
    if not name.startswith("1×1"):
        return name
    follows = i + 1 < len(rows) and rows[i + 1].part == row.part
    comes_after = i > 0 and rows[i - 1].part == row.part
    if follows and row.output[2] < row.input[2]:
        return f"{name} reduce"
    if (follows or comes_after) and row.output[2] > row.input[2]:
        return f"{name} expand"
    return name


def _scale(row: Row) -> str:
    """How much smaller than the input a map is; ``1×1`` where the whole input meets."""
    down, across = row.effective_stride
    if row.output[:2] == (1, 1):
        return "1×1"
    return f"1/{down}" if down == across else f"1/{down} × 1/{across}"


def _ordinal(n: int) -> str:
    return {1: "first", 2: "second", 3: "third"}.get(n, f"{n}th")


def what(row: Row) -> str:
    """A layer in a word or two: ``3×3``, ``3×3 depthwise``, ``1×1 in 2 groups``, ``fc``, ``bn``."""
    return _named(row, f"in {row.measured.letters['G']} groups")


def sort_of(row: Row) -> str:
    """The same in however many groups: ``3×3``, ``3×3 depthwise``, ``1×1 grouped``, ``fc``."""
    return _named(row, "grouped")


def _named(row: Row, grouped: str) -> str:
    layer = row.measured
    if not layer.kind.names or "K_h" not in layer.letters:
        return row.kind
    kernel = shown(layer.kernel)
    if layer.depthwise:
        return f"{kernel} depthwise"
    if row.kind != "conv":
        return f"{kernel} {row.kind}"
    return f"{kernel} {grouped}" if layer.letters["G"] > 1 else kernel


ALIGNMENTS: dict[str, Callable[[Report, bool], dict[Label, list[int]]]] = {
    "layer": _by_layer,
    "stage": _by(lambda row: row.stage),
    "scale": _by(lambda row: _scale(row)),
    "kind": _by(lambda row: row.kind),
}
