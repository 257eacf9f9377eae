"""Tables as HTML for a notebook, which has a style of its own and colours that nobody knows."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from cnncost.errors import printable
from cnncost.views.table import Column, Line, Table


def to_html(*tables: Table) -> str:
    """The tables as HTML for a notebook: well-formed, without any script, in its own colours."""
    return "\n".join(_html(table) for table in tables)


def _html(table: Table) -> str:
    lines = "".join(_html_line(table, line) for line in table.lines)
    parts = [_caption(table.title), _html_head(table.columns), f"<tbody>{lines}</tbody>"]
    notes = f"<p><small>{'<br/>'.join(map(_shown, table.notes))}</small></p>"
    scrolls = '<div style="overflow-x:auto">'
    return f"{scrolls}<table>{''.join(parts)}</table></div>{notes if table.notes else ''}"


def _caption(title: str) -> str:
    """In one line above the table, which a long one does not make wider."""
    style = "caption-side:top;text-align:left;font-weight:bold"
    line = f'<div style="width:0;white-space:nowrap">{_shown(title)}</div>'
    return f'<caption style="{style}">{line}</caption>' if title else ""


def _html_head(columns: Sequence[Column]) -> str:
    """The headings, if there are any; one that is empty heads nothing."""
    cells = (
        f'<th scope="col" style="{_side(c)}">{_shown(c.heading)}</th>' if c.heading else "<td></td>"
        for c in columns
    )
    found = f"<thead><tr>{''.join(cells)}</tr></thead>"
    return found if any(column.heading for column in columns) else ""


def _html_line(table: Table, line: Line) -> str:
    """A row; one cell alone goes over all columns."""
    rule = ";border-top:1px solid #8888" if line.rule else ""
    indent = f"text-align:left{rule};padding-left:{0.5 + line.level:g}em"
    first = _strong(line.cells[0], line.strong)
    if len(line.cells) == 1:
        return f'<tr><td colspan="{len(table.columns)}" style="{indent}">{first}</td></tr>'
    weight = "" if line.strong else ";font-weight:normal"
    cells = [f'<th scope="row" style="{indent}{weight}">{first}</th>']
    for column, cell in zip(table.columns[1:], line.cells[1:], strict=True):
        cells.append(f'<td style="{_side(column)}{rule}">{_strong(cell, line.strong)}</td>')
    return f"<tr>{''.join(cells)}</tr>"


def _side(column: Column) -> str:
    figures = "" if column.left else ";white-space:nowrap;font-variant-numeric:tabular-nums"
    return f"text-align:{'left' if column.left else 'right'}{figures}"


def _strong(text: str, strong: bool) -> str:
    return f"<b>{_shown(text)}</b>" if strong and text else _shown(text)


def _shown(text: str) -> str:
    return escape(printable(text))
