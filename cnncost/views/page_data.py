"""A page as data, by the schema ``cnncost.explanation/1``."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

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
)
from cnncost.formula.display import text as formula_text


def page_data(page: Page) -> dict[str, Any]:
    """A page with its blocks; counts are integers, ratios are decimals."""
    return {
        "schema": "cnncost.explanation/1",
        "sort": page.sort,
        "name": page.name,
        "title": page.title,
        "blocks": [_block(block) for block in page.blocks],
        "notes": list(page.notes),
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading(title):
            return {"heading": title}
        case Paragraph(spans):
            return {"text": spans_text(spans)}
        case Entries(entries):
            return {"entries": [{"lead": e.lead, "text": spans_text(e.spans)} for e in entries]}
        case Equations(lines):
            return {"equations": [_equation(line) for line in lines]}
        case Letters(letters):
            return {
                "letters": {
                    letter: {"meaning": meaning, "value": _plain(value)}
                    for letter, meaning, value in letters
                }
            }
        case Grid(headings, rows):
            return {"headings": list(headings), "rows": [list(row) for row in rows]}
        case Picture(scene, _):
            from cnncost.figures.text import to_text

            text = to_text(scene)
            return {"picture": scene.title, "description": scene.description, "text": text}
        case Commands(lines):
            return {"commands": list(lines)}


def spans_text(spans: Spans) -> str:
    """Running text without its markup."""
    return "".join(formula_text(span.formula) if span.formula else span.text for span in spans)


def _equation(line: Equation) -> dict[str, Any]:
    values: Mapping[str, Any] = line.values or {}
    used = line.formula.symbols() if line.formula else ()
    return {
        "label": line.label,
        "formula": formula_text(line.formula) if line.formula else None,
        "values": {name: _plain(values[name]) for name in sorted(used) if name in values},
        "steps": [formula_text(step) for step in line.steps],
        "result": _plain(line.result),
        "ratio": _plain(line.ratio),
        "note": line.note or None,
    }


def _plain(value: int | Fraction | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)
