"""One network as a table that is also a tree, and its totals by kind or by stage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from cnncost.attribution import heading, variant_note
from cnncost.errors import UsageError, did_you_mean, shortened
from cnncost.numbers import count, percent, shape, shares
from cnncost.report import DOCUMENTS, Counting, Part, Report, Row
from cnncost.views.table import Column, Line, Table

MOST_ROWS_UNASKED = 30
EVERY_LEVEL = 1_000
GROUPS = {"kind": lambda row: row.kind, "stage": lambda row: row.stage}


def _columns(counting: Counting) -> tuple[Column, ...]:
    return (
        Column("layer", left=True, elastic=True),
        Column("", left=True),
        Column("output"),
        Column(counting.params),
        Column(counting.macs),
        Column("%"),
    )


class _Costs(NamedTuple):
    """A report with what its table needs: which rows count, and the share of each part and row.

    Shares add up twice over: those of the outermost parts to 100 %, those inside a part to its own.
    """

    report: Report
    train: bool
    shares: dict[str | int, int]
    shown: list[bool]


def report_table(report: Report, depth: int | None = None, train: bool = False) -> Table:
    """The network, part by part, down to ``depth``; all of it where that fits on a screen."""
    macs = [
        m if train or not row.train_only else 0
        for m, row in zip(report.numbers("counted_macs"), report.rows, strict=True)
    ]
    shown = [
        bool((m or w) and (train or not row.train_only))
        for m, w, row in zip(macs, report.numbers("counted_params"), report.rows, strict=True)
    ]
    costs = _Costs(report, train, _shared_out(report.tree, macs), shown)
    unfolded = tuple(_part_lines(costs, report.tree, EVERY_LEVEL, 0))
    if depth is None:
        depth = EVERY_LEVEL if sum(shown) <= MOST_ROWS_UNASKED else 1
    lines = tuple(_part_lines(costs, report.tree, depth, 0))
    folded = _folded_note(len(unfolded) - len(lines), depth)
    notes = (*folded, *_notes(report, train, costs.shown))
    columns = _columns(report.counting)
    return Table(heading(report), columns, (*lines, _total_line(report, train)), notes)


def group_table(report: Report, by: str, train: bool = False) -> Table:
    """The network's totals by kind of layer or by stage."""
    if by not in GROUPS:
        hint = did_you_mean(by, GROUPS) or f" Known: {', '.join(GROUPS)}."
        raise UsageError(f"Rows cannot be grouped by '{shortened(by)}'.{hint}")
    groups = report.by(GROUPS[by], train)
    rows = Counter(GROUPS[by](row) for row in report.rows if train or not row.train_only)
    parts = shares([sums["counted_macs"] for sums in groups.values()])
    lines = [
        Line(
            (
                name,
                str(rows[name]),
                count(sums["counted_params"]),
                count(sums["bias"] + sums["norm"]),
                count(sums["counted_macs"]),
                percent(part, sums["counted_macs"]),
            )
        )
        for (name, sums), part in zip(groups.items(), parts, strict=True)
    ]
    totals = report.train_totals if train else report.totals
    last = Line(
        (
            "total",
            str(sum(rows.values())),
            count(totals["counted_params"]),
            count(totals["bias"] + totals["norm"]),
            count(totals["counted_macs"]),
            percent(sum(parts)),
        ),
        strong=True,
        rule=True,
    )
    columns = (
        Column(by, left=True, elastic=True),
        Column("rows"),
        Column(report.counting.params),
        Column("bias, norm"),
        Column(report.counting.macs),
        Column("%"),
    )
    return Table(heading(report), columns, (*lines, last), _notes(report, train, None))


def _shared_out(tree: Part, macs: list[int]) -> dict[str | int, int]:
    """The share of every part, by its path, and of every row, by its number."""
    found: dict[str | int, int] = {}
    waiting = [(tree, sum(shares([sum(macs)])))]
    while waiting:
        part, tenths = waiting.pop()
        inside = [
            macs[child] if isinstance(child, int) else sum(macs[row] for row in child.rows())
            for child in part.children
        ]
        for child, share in zip(part.children, shares(inside, tenths), strict=True):
            if isinstance(child, int):
                found[child] = share
            else:
                found[child.path] = share
                waiting.append((child, share))
    return found


def _part_lines(costs: _Costs, part: Part, depth: int, level: int) -> Iterator[Line]:
    for child in part.children:
        if isinstance(child, int):
            if costs.shown[child]:
                yield _row_line(costs, child, level)
            continue
        rows = [i for i in child.rows() if costs.shown[i]]
        if not rows:
            continue
        if len(rows) == 1 and rows[0] in child.children:
            yield _row_line(costs, rows[0], level)
            continue
        yield _sum_line(costs, child, rows, level, folded=level + 1 >= depth)
        if level + 1 < depth:
            yield from _part_lines(costs, child, depth, level + 1)


def _row_line(costs: _Costs, i: int, level: int) -> Line:
    row = costs.report.rows[i]
    return _line(
        costs,
        row.path.rpartition("/")[2],
        _what(row),
        shape(row.output),
        [i],
        costs.shares[i],
        level,
    )


def _sum_line(costs: _Costs, part: Part, costly: list[int], level: int, folded: bool) -> Line:
    """A part in one line; its output is that of its last row."""
    last = [i for i in part.rows() if costs.train or not costs.report.rows[i].train_only][-1]
    about = f"{len(costly)} layer{'s' if len(costly) > 1 else ''}" if folded else ""
    name, output = part.path.rpartition("/")[2], shape(costs.report.rows[last].output)
    return _line(costs, name, about, output, costly, costs.shares[part.path], level)


def _line(
    costs: _Costs, name: str, about: str, output: str, rows: list[int], share: int, level: int
) -> Line:
    sums = costs.report.sums(rows)
    cells = (
        name,
        about,
        output,
        count(sums["counted_params"]),
        count(sums["counted_macs"]),
        percent(share, sums["counted_macs"]),
    )
    return Line(cells, level)


def _what(row: Row) -> str:
    """``conv 3×3/2 g=32``: kind, kernel, stride, groups; fc sees the whole map, unsaid."""
    if not row.measured.kind.names or row.kind == "fc":
        return row.kind
    kernel, stride = row.measured.kernel, row.measured.stride
    step = "" if stride == (1, 1) else f"/{square(stride)}"
    return f"{row.kind} {shape(kernel)}{step}{_extras(row)}"


def _extras(row: Row) -> str:
    """Groups and dilation, where there are any."""
    groups, dilation = row.measured.letters["G"], row.measured.pair("D", 1)
    spread = "" if dilation == (1, 1) else f" d={square(dilation)}"
    return f"{f' g={groups}' if groups > 1 else ''}{spread}"


def square(pair: tuple[int, int]) -> str:
    """``2`` for (2, 2), and ``1×2`` for (1, 2)."""
    return str(pair[0]) if pair[0] == pair[1] else shape(pair)


def _total_line(report: Report, train: bool) -> Line:
    totals = report.train_totals if train else report.totals
    cells = (
        "total",
        "",
        shape(report.output),
        count(totals["counted_params"]),
        count(totals["counted_macs"]),
        percent(sum(shares([totals["counted_macs"]]))),
    )
    return Line(cells, strong=True, rule=True)


def _folded_note(folded: int, depth: int) -> tuple[str, ...]:
    return (
        (f"{folded} lines are folded; --depth {depth + 1} opens one level more.",) if folded else ()
    )


def _notes(report: Report, train: bool, shown: list[bool] | None) -> tuple[str, ...]:
    return (
        *parameter_notes(report, train),
        *_free_note(report, train, shown),
        f"convention: {report.counting.text}",
        variant_note(report),
    )


def parameter_notes(report: Report, train: bool) -> tuple[str, ...]:
    """The parameters by sort, and what the other total would be where auxiliary heads exist."""
    totals, training = report.totals, report.train_totals
    here = training if train else totals
    sorts = [f"{here[name]:,} {name}" for name in ("weights", "bias", "norm") if here[name]]
    fixed = any(one.kind.name == "rbf" for one in report.measured)
    what = "fixed numbers" if fixed else "running statistics"
    stats = f"; {here['stats']:,} {what} are not trained" if here["stats"] else ""
    lines = [f"{here['params']:,} parameters = {' + '.join(sorts) or 'none'}{stats}"]
    if here["counted_params"] not in (here["weights"], here["params"]):
        word = report.counting.params
        lines.insert(0, f"{here['counted_params']:,} {word} by this convention; in the ledger:")
    if totals != training:
        other, when = (totals, "deployed, without") if train else (training, "in training, with")
        documents = report.counting == DOCUMENTS
        params = "parameters" if documents else report.counting.params
        counted = other["params" if documents else "counted_params"]
        lines.append(
            f"{when} the auxiliary heads: {counted:,} {params}, {other['counted_macs']:,} "
            f"{report.counting.macs}"
        )
    return tuple(lines)


def _free_note(report: Report, train: bool, shown: list[bool] | None) -> tuple[str, ...]:
    if shown is None:
        return ()
    free = Counter(
        row.kind
        for row, seen in zip(report.rows, shown, strict=True)
        if not seen and (train or not row.train_only)
    )
    if not free:
        return ()
    kinds = ", ".join(f"{n} {kind}" for kind, n in free.items())
    return (f"not listed, as they have 0 weights and 0 MACs: {kinds}",)
