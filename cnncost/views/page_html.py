"""A page as HTML for a notebook, its pictures as SVG."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from cnncost.explanation.page import (
    Block,
    Commands,
    Entries,
    Equation,
    Equations,
    Grid,
    Heading,
    Letters,
    Page,
    Paragraph,
    Picture,
    Spans,
    Value,
)
from cnncost.formula.display import text as formula_text
from cnncost.numbers import figures, fraction
from cnncost.views.page import chain

TAGS = {"emphasis": "em", "strong": "strong", "code": "code"}


def page_html(page: Page, level: int = 2) -> str:
    """The page as HTML without a head; its title is a heading of this level."""
    parts = [f"<h{level}>{escape(page.title)}</h{level}>"]
    parts += [_block(block, level + 1, f"f{i}-") for i, block in enumerate(page.blocks)]
    parts += [f"<p><small>{escape(note)}</small></p>" for note in page.notes]
    return "\n".join(parts)


def _block(block: Block, level: int, prefix: str) -> str:
    match block:
        case Heading(title):
            return f"<h{level}>{escape(title)}</h{level}>"
        case Paragraph(spans):
            return f"<p>{_spans(spans)}</p>"
        case Entries(entries) if all(entry.lead == "-" for entry in entries):
            return f"<ul>{''.join(f'<li>{_spans(entry.spans)}</li>' for entry in entries)}</ul>"
        case Entries(entries):
            return _rows((escape(entry.lead), _spans(entry.spans)) for entry in entries)
        case Equations(lines):
            return _rows((escape(line.label), _equation(line)) for line in lines)
        case Letters(letters):
            return _rows(
                (f"<i>{escape(letter)}</i>", _meaning(about, value))
                for letter, about, value in letters
            )
        case Grid(headings, rows):
            return _grid(headings, rows)
        case Picture(scene, _):
            from cnncost.figures.svg import to_svg

            return to_svg(scene, prefix=prefix, fixed=True)
        case Commands(lines):
            return f"<pre>{escape(chr(10).join(lines))}</pre>"


def _rows(rows: Iterable[tuple[str, str]]) -> str:
    cells = (
        f'<tr><th scope="row" style="text-align:left">{head}</th>'
        f'<td style="text-align:left">{text}</td></tr>'
        for head, text in rows
    )
    return f"<table>{''.join(cells)}</table>"


def _grid(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in headings)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _meaning(about: str, value: Value | None) -> str:
    return escape(about if value is None else f"{about} ({figures(value)})")


def _spans(spans: Spans) -> str:
    found = []
    for span in spans:
        text = escape(formula_text(span.formula) if span.formula else span.text)
        tag = "i" if span.formula else TAGS.get(span.style)
        found.append(f"<{tag}>{text}</{tag}>" if tag else text)
    return "".join(found)


def _equation(line: Equation) -> str:
    ratio = fraction(line.ratio) if line.ratio is not None and line.result is not None else ""
    parts = [" = ".join(chain(line)), *filter(None, (ratio, line.note))]
    return escape(" · ".join(filter(None, parts)))
