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
LEFT, RIGHT = 'style="text-align:left"', 'style="text-align:right"'
SCROLLS = '<div style="overflow-x:auto">'  # a picture that is too wide, and not the page


def page_html(page: Page, level: int = 2) -> str:
    """The page as HTML without a head; its title is a heading of this level."""
    from zlib import crc32

    own = crc32(f"{page.name}{page.title}".encode())  # a notebook shows several pages in one
    parts = [f"<h{level}>{escape(page.title)}</h{level}>"]
    parts += [_block(block, level + 1, f"f{own:x}-{i}-") for i, block in enumerate(page.blocks)]
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

            return f"{SCROLLS}{to_svg(scene, prefix=prefix, fixed=True)}</div>"
        case Commands(lines):
            return f"<pre>{escape(chr(10).join(lines))}</pre>"


def _rows(rows: Iterable[tuple[str, str]]) -> str:
    cells = (
        f'<tr><th scope="row" {LEFT}>{head}</th><td {LEFT}>{text}</td></tr>' for head, text in rows
    )
    return f"<table>{''.join(cells)}</table>"


def _grid(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Names to the left, numbers to the right; a notebook has its own ideas where nobody says."""
    sides = [LEFT, *[RIGHT] * (len(headings) - 1)]
    heads = (
        f'<th scope="col" {side}>{escape(text)}</th>' if text else "<td></td>"
        for side, text in zip(sides, headings, strict=True)
    )
    lines = (
        "".join(f"<td {side}>{escape(cell)}</td>" for side, cell in zip(sides, row, strict=True))
        for row in rows
    )
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    top = f"<thead><tr>{''.join(heads)}</tr></thead>" if any(headings) else ""
    return f"<table>{top}<tbody>{body}</tbody></table>"


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
