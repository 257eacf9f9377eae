"""The working of a part of a network, row by row, and of layers that are typed in a row."""

from __future__ import annotations

from collections.abc import Iterator

from cnncost.attribution import variant_note
from cnncost.explanation.layers import row_page
from cnncost.explanation.page import (
    Block,
    Entries,
    Entry,
    Equation,
    Equations,
    Heading,
    Page,
    Paragraph,
    Picture,
    plain,
)
from cnncost.explanation.pictures import connection_picture, module_picture
from cnncost.explanation.working import cost
from cnncost.numbers import figures, percent, shape, shares
from cnncost.place import find, find_row
from cnncost.report import Part, Report

MOST_ROWS_WORKED = 16
NAMES = {"params": "parameters", "macs": "MACs"}


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
    passed_on = [i for i in rows if not report.rows[i].train_only] or rows
    first, last = report.rows[rows[0]], report.rows[passed_on[-1]]
    blocks = (
        Paragraph(plain(f"{shape(first.input)} → {shape(last.output)}, {len(rows)} rows.")),
        *_picture(module_picture(report, part.path)),
        *_worked(report, rows, "weights", part.path),
        *_worked(report, rows, "macs", part.path),
        Heading("Share of the network"),
        Entries(tuple(entries)),
    )
    title = f"{report.variant}:{part.path}"
    return Page(
        "part",
        part.path,
        title,
        blocks,
        (f"convention: {report.counting.text}", variant_note(report)),
    )


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
    return Page("layer", name, name, blocks, (f"convention: {report.counting.text}",))


def _worked(report: Report, rows: list[int], column: str, prefix: str = "") -> Iterator[Block]:
    """A column of the ledger, row by row, with the numbers put in."""
    works = [(_inside(report.rows[i].path, prefix), cost(report.measured[i], column)) for i in rows]
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


def _inside(path: str, part: str) -> str:
    """A row's path as it is called inside the part."""
    return path.removeprefix(f"{part}/") if part else path


def _picture(found: Picture | None) -> Iterator[Block]:
    if found is not None:
        yield found
