"""Table: rows of text with a title and notes, written for a terminal, Markdown or LaTeX."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from cnncost.errors import printable

if TYPE_CHECKING:
    from rich.console import Group, RenderableType
    from rich.table import Table as RichTable


class Column(NamedTuple):
    """A column's heading; numbers stand to the right, names to the left."""

    heading: str
    left: bool = False
    elastic: bool = False  # gives way, with an ellipsis, when the line is too short


class Line(NamedTuple):
    """A line of a table; one cell alone is a heading across all columns.

    ``level`` indents it; a ``strong`` one is a heading or a total.
    """

    cells: tuple[str, ...]
    level: int = 0
    strong: bool = False
    rule: bool = False  # a line is drawn above


class Table(NamedTuple):
    """What all formats are written from; every cell is finished, plain text."""

    title: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()


WIDTH = 80
GAP = "  "


def to_text(*tables: Table, width: int = WIDTH) -> str:
    """The tables as plain text of at most so many columns, just as Rich lays them out.

    For files and pipes, where nothing depends on a terminal; it spares them Rich's console.
    """
    return "\n".join(_plain(table, width) for table in tables)


def _plain(table: Table, width: int) -> str:
    cells = [_cells(line) for line in table.lines]
    widths = _widths(table, cells, width)
    lines = ["", *_wrapped(printable(table.title)), ""] if table.title else []
    if any(column.heading for column in table.columns):
        lines.append(_aligned(table, [column.heading for column in table.columns], widths))
    for line, row in zip(table.lines, cells, strict=True):
        lines += [""] if line.rule else []
        lines += _wrapped(row[0]) if len(row) == 1 else [_aligned(table, row, widths)]
    if table.notes:
        lines += ["", *(part for note in table.notes for part in _wrapped(printable(note)))]
    return "".join(f" {line}".rstrip() + "\n" for line in lines)


def _wrapped(text: str) -> list[str]:
    """Text over as many lines as it needs, each indented as the first is."""
    from textwrap import wrap

    indent = text[: len(text) - len(text.lstrip())]
    return wrap(text, WIDTH - 1, subsequent_indent=indent)


def _widths(table: Table, cells: list[list[str]], width: int) -> list[int]:
    """Each column's width; the elastic ones give way until a line fits."""
    widths = [
        max([len(column.heading), *(len(row[i]) for row in cells if len(row) > 1)])
        for i, column in enumerate(table.columns)
    ]
    excess = 1 + sum(widths) + len(GAP) * (len(widths) - 1) - width
    for i, column in enumerate(table.columns):
        if column.elastic and excess > 0:
            widths[i] -= excess
            excess = 0
    return widths


def _aligned(table: Table, row: Sequence[str], widths: Sequence[int]) -> str:
    parts = []
    for column, cell, width in zip(table.columns, row, widths, strict=True):
        shown = cut(cell, width)
        parts.append(shown.ljust(width) if column.left else shown.rjust(width))
    return GAP.join(parts)


def cut(cell: str, width: int) -> str:
    """A cell that is too long loses its middle: names of layers differ at their ends."""
    if len(cell) <= width:
        return cell
    tail = min(4, max(0, width - 6))
    return f"{cell[: width - 1 - tail]}…{cell[len(cell) - tail :]}"


def _cells(line: Line) -> list[str]:
    first, *others = (printable(cell) for cell in line.cells)
    return ["  " * line.level + first, *others]


def _full(table: Table, line: Line) -> tuple[str, ...]:
    """The line's cells, with empty ones behind a heading."""
    return line.cells + ("",) * (len(table.columns) - len(line.cells))


def to_rich(*tables: Table) -> Group:
    """The tables for a Rich console. Names are Text, never markup."""
    from rich.console import Group
    from rich.padding import Padding
    from rich.text import Text

    parts: list[RenderableType] = []
    for table in tables:
        if table.title:
            parts.append(Padding(Text(table.title, style="bold"), (1, 0)))
        parts.extend(_grids(table))
        notes = [Text(note, style="dim") for note in table.notes]
        parts.extend(["", *notes] if notes else [])
    return Group(*(Padding(part, (0, 0, 0, 1)) for part in parts))


def _grids(table: Table) -> Iterator[RenderableType]:
    """The table as grids of the same widths, with the headings that cross all columns between."""
    from rich.text import Text

    widths = _widths(table, [_cells(line) for line in table.lines], WIDTH)
    grid = _grid(table, widths, headed=any(column.heading for column in table.columns))
    for line in table.lines:
        if len(line.cells) == 1:
            yield grid
            text = "\n".join(_wrapped(_cells(line)[0]))
            style = "bold" if line.strong else "dim"
            yield Text(f"\n{text}" if line.rule else text, style=style)
            grid = _grid(table, widths, headed=False)
            continue
        if line.rule:
            grid.add_row()
        style = "bold" if line.strong else ""
        cells = zip(_cells(line), widths, strict=True)
        grid.add_row(*(Text(cut(cell, width), style=style) for cell, width in cells))
    yield grid


def _grid(table: Table, widths: Sequence[int], headed: bool) -> RichTable:
    from rich.table import Table as RichTable
    from rich.text import Text

    grid = RichTable(box=None, show_header=headed, pad_edge=False, padding=(0, 2, 0, 0))
    for column, width in zip(table.columns, widths, strict=True):
        grid.add_column(
            Text(column.heading, style="dim"),
            justify="left" if column.left else "right",
            no_wrap=True,
            overflow="ellipsis",
            min_width=width,
            max_width=width,
        )
    return grid


def to_markdown(*tables: Table) -> str:
    """The tables as Markdown."""
    return "\n\n".join(_markdown(table) for table in tables) + "\n"


def _markdown(table: Table) -> str:
    head = [escape_markdown(column.heading) for column in table.columns]
    rule = [":--" if column.left else "--:" for column in table.columns]
    lines = [f"**{escape_markdown(table.title)}**", ""] if table.title else []
    lines += [f"| {' | '.join(head)} |", f"|{'|'.join(rule)}|"]
    for line in table.lines:
        cells = [escape_markdown(cell) for cell in _full(table, line)]
        cells[0] = "&nbsp;&nbsp;" * line.level + cells[0]
        if line.strong:
            cells = [f"**{cell}**" if cell else "" for cell in cells]
        lines.append(f"| {' | '.join(cells)} |")
    for note in table.notes:
        lines += ["", escape_markdown(note)]
    return "\n".join(lines)


def escape_markdown(text: str) -> str:
    return "".join(f"\\{c}" if c in r"\`*_[]<>|#$" else c for c in printable(text))


LATEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "%": r"\%",
    "_": r"\_", "^": r"\^{}", "~": r"\~{}", "×": r"$\times$", "·": r"$\cdot$",
    "[": "{[}", "]": "{]}", "²": "$^2$", "³": "$^3$", "…": r"\dots{}", "→": r"$\to$",
    "<": "$<$", ">": "$>$", "≈": r"$\approx$", "✗": r"$\times$", "≥": r"$\geq$", "≤": r"$\leq$",
    "—": "---", "−": "$-$", "γ": r"$\gamma$", "β": r"$\beta$",
}  # fmt: skip


def to_latex(*tables: Table) -> str:
    """The tables as LaTeX tabulars that need no package."""
    return "\n\n".join(_latex(table) for table in tables) + "\n"


def _latex(table: Table) -> str:
    shape = "".join("l" if column.left else "r" for column in table.columns)
    lines = [r"\begin{center}"]
    if table.title:
        lines += [rf"\textbf{{{escape_latex(table.title)}}}\\[1ex]"]
    lines += [
        rf"\begin{{tabular}}{{{shape}}}",
        r"\hline",
        _latex_line([column.heading for column in table.columns]),
        r"\hline",
    ]
    for i, line in enumerate(table.lines):
        if line.rule and i:
            lines.append(r"\hline")
        lines.append(_latex_row(table, line))
    lines += [r"\hline", r"\end{tabular}"]
    lines += [rf"\\[1ex] {{\footnotesize {escape_latex(note)}}}" for note in table.notes]
    return "\n".join([*lines, r"\end{center}"])


def _latex_row(table: Table, line: Line) -> str:
    """A line; a heading goes over all columns, as wide as the text."""
    if len(line.cells) > 1 or len(table.columns) == 1:
        return _latex_line(_full(table, line), line.level, line.strong)
    heading = _latex_line(line.cells, line.level, line.strong).removesuffix(r" \\")
    return rf"\multicolumn{{{len(table.columns)}}}{{p{{0.9\linewidth}}}}{{{heading}}} \\"


def _latex_line(cells: Sequence[str], level: int = 0, strong: bool = False) -> str:
    escaped = [escape_latex(cell) for cell in cells]
    if strong:
        escaped = [rf"\textbf{{{cell}}}" if cell else "" for cell in escaped]
    escaped[0] = rf"\hspace*{{{level}em}}{escaped[0]}" if level else escaped[0]
    return " & ".join(escaped) + r" \\"


def escape_latex(text: str) -> str:
    """Text for LaTeX without packages, which has the accented Latin letters but no others."""
    return "".join(LATEX.get(c) or (c if c < "\u0180" else "?") for c in printable(text))
