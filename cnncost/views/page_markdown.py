"""A page as Markdown for lecture notes; formulas are LaTeX between dollar signs."""

from __future__ import annotations

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
from cnncost.formula import Expr, latex, symbol
from cnncost.numbers import figures, fraction
from cnncost.views.table import Column, Line, Table, escape_markdown, to_markdown

MARKS = {"emphasis": "*", "strong": "**"}


def page_markdown(page: Page) -> str:
    """The page as Markdown."""
    parts = [f"# {escape_markdown(page.title)}"]
    parts += [_block(block) for block in page.blocks]
    parts += [escape_markdown(note) for note in page.notes]
    return "\n\n".join(part for part in parts if part) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading(title):
            return f"## {escape_markdown(title)}"
        case Paragraph(spans):
            return _spans(spans)
        case Entries(entries):
            return "\n".join(f"- {_lead(e.lead)}{_spans(e.spans)}" for e in entries)
        case Equations(lines):
            return "\n".join(f"- {_equation(line)}" for line in lines)
        case Letters(letters):
            shown = (
                f"{_math(symbol(letter))} {escape_markdown(meaning)}"
                + ("" if value is None else f" ({figures(value)})")
                for letter, meaning, value in letters
            )
            return f"with {', '.join(shown)}"
        case Grid(headings, rows):
            columns = tuple(Column(h, left=i == 0) for i, h in enumerate(headings))
            return to_markdown(Table("", columns, tuple(map(Line, rows)))).strip()
        case Picture(scene, _):
            from cnncost.figures.text import to_text

            return _fenced("text", to_text(scene))
        case Commands(lines):
            return _fenced("sh", "\n".join(lines))


def _fenced(language: str, text: str) -> str:
    """Text as it stands, between fences longer than any run of backticks in it."""
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}{language}\n{text}\n{fence}"


def _lead(lead: str) -> str:
    return "" if lead in ("-", "") else f"**{escape_markdown(lead)}** "


def _spans(spans: Spans) -> str:
    found = []
    for span in spans:
        if span.formula is not None:
            found.append(_math(span.formula))
        elif span.style == "code":
            found.append(f"`{span.text}`")
        else:
            mark = MARKS.get(span.style, "")
            found.append(f"{mark}{escape_markdown(span.text)}{mark}")
    return "".join(found)


def _math(formula: Expr) -> str:
    return f"${latex(formula)}$"


def _equation(line: Equation) -> str:
    label = f"{escape_markdown(line.label)}: " if line.label else ""
    chain = latex_chain(line)
    ratio = fraction(line.ratio) if line.ratio is not None and line.result is not None else ""
    parts = (f"${chain}$" if chain else "", escape_markdown(ratio), escape_markdown(line.note))
    return f"{label}{', '.join(part for part in parts if part)}"


def latex_chain(line: Equation) -> str:
    """What an equation sets equal, as LaTeX mathematics: letters, numbers, steps, result."""
    parts = []
    if line.formula is not None:
        parts += [latex(line.formula)] if line.letters else []
        if line.values is not None:
            parts.append(latex(line.formula, line.values))
    parts += [latex(step) for step in line.steps]
    if line.result is not None:
        parts.append(figures(line.result).replace(",", "{,}"))
    elif line.ratio is not None:
        parts.append(fraction(line.ratio).replace("×", r" \times"))
    plain = [part.replace("{,}", "") for part in parts]
    return " = ".join(part for i, part in enumerate(parts) if plain[i] not in plain[i + 1 :])
