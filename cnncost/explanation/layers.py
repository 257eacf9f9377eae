"""The working of one layer: its output step by step, its costs, its share, what it sees."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import reduce
from operator import add

from cnncost.attribution import variant_note
from cnncost.explanation.page import (
    Block,
    Commands,
    Entries,
    Entry,
    Equation,
    Equations,
    Heading,
    Letters,
    Page,
    Paragraph,
    Value,
    plain,
)
from cnncost.explanation.pictures import connection_picture
from cnncost.explanation.typed import typed
from cnncost.explanation.working import Work, costs, meanings, sizes, steps
from cnncost.formula import Expr, number, symbols
from cnncost.kind import LEDGER
from cnncost.measure import Measured
from cnncost.numbers import figures, percent, shape, shares
from cnncost.report import Report, Row

# What a layer adds to what one element sees: K - 1 more taps, D apart, in steps of the map so far.
R, J, K, D, S = symbols("R J K D S")
FIELD = R + (K - 1) * D * J
STRIDE = J * S
ABOUT = {
    "R": "receptive field of the input", "J": "its step on the network's input",
    "K": "kernel size", "D": "dilation", "S": "stride",
}  # fmt: skip


def layer_page(name: str, report: Report) -> Page:
    """The working of a single layer that stands for itself."""
    row = report.rows[0]
    blocks = (*_about(row), *_working(row.measured), *_picture(row.measured))
    return Page("layer", name, name, blocks, (f"convention: {report.counting.text}",))


def row_page(report: Report, index: int) -> Page:
    """The working of one row of a network, and its part in the whole."""
    row = report.rows[index]
    blocks = (
        *_about(row),
        *_working(row.measured, _branches(report, index)),
        *_share(report, index),
        *_field(report, index),
        *_picture(row.measured),
        *_try(row.measured),
    )
    notes = (f"convention: {report.counting.text}", variant_note(report))
    return Page("layer", row.path, f"{report.variant}:{row.path}", blocks, notes)


def _about(row: Row) -> Iterator[Block]:
    kind = row.measured.kind
    path = f"{shape(row.input)} → {shape(row.output)}"
    only = " Only training has it." if row.train_only else ""
    title = f"{kind.title[0].upper()}{kind.title[1:]}"
    yield Paragraph(plain(f"{title}, {path}.{only}"))


def _branches(report: Report, index: int) -> tuple[int, ...]:
    """The channels of the branches that a concatenation joins; none for other rows."""
    row, sources = report.rows[index], report.sources[index]
    if row.kind != "concat":
        return ()
    return tuple(report.rows[s].output[2] if s >= 0 else report.input[2] for s in sources)


def _working(measured: Measured, branches: tuple[int, ...] = ()) -> Iterator[Block]:
    """Output size and costs, each as formula, numbers, result."""
    size, cost = list(sizes(measured)), list(costs(measured))
    yield Heading("Output size")
    alike = not any(work.name == "W" for work in size)
    labels = {"H": "height, width" if alike else "height", "W": "width", "M": "channels"}
    lines = [_equation(work, labels[work.name], with_steps=True) for work in size]
    if branches:
        added = reduce(add, map(number, branches))
        lines[-1] = Equation(labels["M"], added, result=measured.output[2])
    yield Equations(tuple(lines))
    yield Heading("Costs")
    if cost:
        yield Equations(tuple(_equation(work, LABELS[work.name]) for work in cost))
    free = "" if any(work.name == "macs" for work in cost) else " No multiply-accumulates."
    if "weights" not in {work.name for work in cost}:
        yield Paragraph(plain(f"It has no weights.{free}"))
    known = {**meanings([*size, *cost])}
    yield Letters(
        tuple((letter, about, Fraction(value)) for letter, (about, value) in known.items())
    )


LABELS = {name: name.replace("_", " ") for name in LEDGER} | {"macs": "MACs"}


def _equation(work: Work, label: str, with_steps: bool = False) -> Equation:
    between = steps(work.formula, work.values) if with_steps else ()
    return Equation(label, work.formula, work.values, steps=between, result=work.result)


def _share(report: Report, index: int) -> Iterator[Block]:
    """What part of the network's parameters and MACs it is."""
    row = report.rows[index]
    totals = report.train_totals if row.train_only else report.totals
    counted = "in training" if row.train_only else "as deployed"
    found = []
    for column, name in (("params", "parameters"), ("macs", "MACs")):
        own, whole = report.numbers(column)[index], totals[column]
        if own:
            part = percent(shares([own, whole - own])[0], own)
            text = f"of the network's {figures(whole)} {name}, {counted}"
            found.append(Entry(f"{part} %", plain(text)))
    if found:
        yield Heading("Share of the network")
        yield Entries(tuple(found))


def _field(report: Report, index: int) -> Iterator[Block]:
    """What one output sees of the network's input, and what this layer adds to it."""
    row = report.rows[index]
    yield Heading("Receptive field")
    lines: list[Equation] = []
    for axis, name in enumerate(("down", "across")):
        equation = grown(report, index, axis, name)
        if not lines or equation._replace(label="") != lines[0]._replace(label=""):
            lines.append(equation)
    if len(lines) == 1:
        lines = [lines[0]._replace(label="")]
    yield Equations(tuple(lines))
    values: dict[str, set[Value]] = {}
    for line in lines:
        if line.formula and line.values:
            for letter in line.formula.symbols():
                values.setdefault(letter, set()).add(line.values[letter])
    if values:  # a letter that differs down and across has no one value
        shown = ((x, ABOUT[x], [*values[x]]) for x in ABOUT if x in values)
        yield Letters(tuple((x, about, v[0] if len(v) == 1 else None) for x, about, v in shown))
    stride = " × ".join(dict.fromkeys(map(figures, row.effective_stride)))
    depth = f"{row.depth} layer{'s' if row.depth != 1 else ''} with weights on the longest path"
    yield Entries(
        (
            Entry("-", plain(f"one step on this map is {stride} on the network's input")),
            Entry("-", plain(f"{depth} up to here")),
        )
    )


def grown(report: Report, index: int, axis: int, name: str) -> Equation:
    """The field as formula where one layer on one map makes it; else its size alone."""
    row, sources = report.rows[index], report.sources[index]
    size = row.receptive_field[axis]
    if len(sources) == 1:
        before = report.rows[sources[0]] if sources[0] >= 0 else None
        values = {
            "R": before.receptive_field[axis] if before else 1,
            "J": before.effective_stride[axis] if before else 1,
            "K": row.measured.kernel[axis],
            "D": row.measured.pair("D", 1)[axis],
        }
        formula: Expr = FIELD if values["D"] != 1 else R + (K - 1) * J
        if not row.measured.kind.upsamples and formula(**values) == size:
            return Equation(name, formula, values, result=size)
    return Equation(name, result=size, note="where several maps meet, the widest reach counts")


def _try(measured: Measured) -> Iterator[Block]:
    """The same layer by itself, for a reader to change."""
    call = typed(measured)
    if call:
        size = "x".join(map(str, measured.input))
        yield Heading("Try")
        yield Commands((f'cnncost explain "{call}" --input {size}',))


def _picture(measured: Measured) -> Iterator[Block]:
    found = connection_picture([measured])
    if found is not None:
        yield Heading("Picture")
        yield found
