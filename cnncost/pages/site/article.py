"""An explanation's page as HTML of the site: its tables, its pictures, links to what it names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

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
    Span,
    Spans,
    Value,
)
from cnncost.figures.svg import to_inline
from cnncost.formula.display import text as formula_text
from cnncost.numbers import figures, fraction
from cnncost.pages.markup import Html, joined, tag
from cnncost.pages.report.elements import wide
from cnncost.views.page import chain, is_number

TAGS = {"emphasis": "em", "strong": "strong", "code": "code"}
# Where a name leads to, as the page that is being written has it; None if it leads nowhere.
Find = Callable[[str], str | None]
_COMMAND = re.compile(r"cnncost (?:explain|show) (?P<name>[A-Za-z0-9_.-]+):?(?: --\S+.*)?")


def article(page: Page, find: Find) -> Html:
    """The blocks of a page, its headings of the second level, each with an id."""
    ids = _ids(page)
    return joined((_block(block, i, ids, find) for i, block in enumerate(page.blocks)), "\n")


def _ids(page: Page) -> dict[int, str]:
    """An id for each heading, by the number of its block: its words, and a number if need be."""
    found: dict[int, str] = {}
    for i, block in enumerate(page.blocks):
        if isinstance(block, Heading):
            words = re.sub("[^a-z0-9]+", "-", block.text.lower()).strip("-") or "section"
            found[i] = words if words not in found.values() else f"{words}-{i}"
    return found


def _block(block: Block, i: int, ids: dict[int, str], find: Find) -> Html:
    match block:
        case Heading(text):
            return tag("h2", text, id=ids[i])
        case Paragraph(spans):
            return tag("p", _spans(spans, find))
        case Entries(entries) if all(entry.lead == "-" for entry in entries):
            return tag("ul", *(tag("li", _spans(entry.spans, find)) for entry in entries))
        case Entries(entries):
            return _pairs("entries", ((one.lead, _spans(one.spans, find)) for one in entries))
        case Equations(lines):
            return _pairs("working", ((line.label, _equation(line)) for line in lines))
        case Letters(letters):
            return tag("dl", *(part for one in letters for part in _letter(*one)), class_="letters")
        case Grid():
            return _grid(block)
        case Picture(scene, _):
            box = wide(scene.title, Html(to_inline(scene, f"f{i}-")), stop=True)
            return tag("figure", box, class_="picture")
        case Commands(lines):
            return tag("pre", joined((_command(line, find) for line in lines), "\n"))


def _pairs(sort: str, pairs: Iterator[tuple[str, Html]]) -> Html:
    """What is said of what, line by line; what has no name goes on with the one above."""
    rows = (
        tag("tr", tag("th", lead, scope="row") if lead else tag("td"), tag("td", said))
        for lead, said in pairs
    )
    return tag("table", tag("tbody", *rows), class_=sort)


def _equation(line: Equation) -> Html:
    """``28·28·128 = 100,352`` and behind it the ratio and what else is said."""
    *steps, last = chain(line) or [""]
    ratio = fraction(line.ratio) if line.ratio is not None and line.result is not None else ""
    tails = (Html(f" {tag('span', tail, class_='aside')}") for tail in (ratio, line.note) if tail)
    worked = Html("".join(f"{tag('span', step)} = " for step in steps))
    result = tag("strong", last) if steps else tag("span", last)
    return joined([tag("span", worked, result, class_="formula"), *tails])


def _letter(letter: str, meaning: str, value: Value | None) -> Iterator[Html]:
    shown = letter if value is None else f"{letter} = {figures(value)}"
    yield tag("dt", shown)
    yield tag("dd", meaning)


def _grid(grid: Grid) -> Html:
    """A table whose columns of numbers stand to the right."""
    columns = zip(*grid.rows, strict=True) if grid.rows else ((),) * len(grid.headings)
    sides = ["number" if all(map(is_number, cells)) else None for cells in columns]
    sides[0] = None
    heads = tag("thead", tag("tr", *map(_head, grid.headings, sides)))
    rows = (tag("tr", *_cells(row, sides)) for row in grid.rows)
    table = tag("table", heads if any(grid.headings) else None, tag("tbody", *rows), class_="grid")
    return wide(" ".join(filter(None, grid.headings)) or "Table", table, stop=True)


def _head(text: str, side: str | None) -> Html:
    return tag("th", text, scope="col", class_=side) if text else tag("td", class_=side)


def _cells(row: tuple[str, ...], sides: list[str | None]) -> Iterator[Html]:
    yield tag("th", row[0], scope="row") if row[0] else tag("td")
    for cell, side in zip(row[1:], sides[1:], strict=True):
        yield tag("td", cell, class_=side)


def _spans(spans: Spans, find: Find) -> Html:
    return joined(_span(span, find) for span in spans)


def _span(span: Span, find: Find) -> Html | str:
    if span.formula is not None:
        return tag("span", formula_text(span.formula), class_="formula")
    if span.style == "code":
        return tag("code", _command(span.text, find))
    return tag(TAGS[span.style], span.text) if span.style in TAGS else span.text


def _command(line: str, find: Find) -> Html | str:
    """A command to type; one that shows what stands on another page leads there."""
    match = _COMMAND.fullmatch(line)
    target = find(match["name"]) if match else None
    return tag("a", line, href=target) if target else line
