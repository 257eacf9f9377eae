"""A page as LaTeX that compiles as it is, and can be read into lecture notes with input.

It needs no package. The first lines open a document unless they stand in one already.
"""

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
from cnncost.formula import latex, symbol
from cnncost.numbers import figures, fraction
from cnncost.views.page_markdown import latex_chain
from cnncost.views.table import Column, Line, Table, escape_latex, to_latex

OPENING = r"""% Compile this file as it is, or \input it into a document of your own.
\makeatletter
\ifx\@nodocument\relax
  \let\finishexplanation\relax
\else
  \documentclass{article}
  \begin{document}
  \def\finishexplanation{\end{document}}
\fi
\makeatother
"""
CLOSING = "\\finishexplanation\n"
STYLES = {"emphasis": r"\emph", "strong": r"\textbf", "code": r"\texttt"}


def page_latex(page: Page) -> str:
    """The page as LaTeX."""
    parts = [rf"\section*{{{escape_latex(page.title)}}}"]
    parts += [_block(block) for block in page.blocks]
    parts += [rf"\par\noindent{{\footnotesize {escape_latex(note)}}}" for note in page.notes]
    body = "\n\n".join(part for part in parts if part)
    return f"{OPENING}\n{body}\n\n{CLOSING}"


def _block(block: Block) -> str:
    match block:
        case Heading(title):
            return rf"\subsection*{{{escape_latex(title)}}}"
        case Paragraph(spans):
            return _spans(spans)
        case Entries(entries):
            return _list(
                [
                    (escape_latex(e.lead) if e.lead not in ("-", "") else None, _spans(e.spans))
                    for e in entries
                ]
            )
        case Equations(lines):
            return _list([(escape_latex(line.label), _equation(line)) for line in lines])
        case Letters(letters):
            shown = (
                f"${latex(symbol(letter))}$ {escape_latex(meaning)}"
                + ("" if value is None else f" ({figures(value)})")
                for letter, meaning, value in letters
            )
            return rf"\noindent with {', '.join(shown)}"
        case Grid(headings, rows):
            columns = tuple(Column(h, left=i == 0) for i, h in enumerate(headings))
            return to_latex(Table("", columns, tuple(map(Line, rows)))).strip()
        case Picture(_, plain):
            from cnncost.figures.text import to_text

            return "\n".join((r"{\scriptsize", _verbatim(to_text(plain, ascii=True)), "}"))
        case Commands(lines):
            return _verbatim("\n".join(lines))


def _verbatim(text: str) -> str:
    """Text as it stands; a name in it that would end the environment is broken in two."""
    safe = text.replace(r"\end{", r"\end {")
    return "\n".join((r"\begin{verbatim}", safe, r"\end{verbatim}"))


def _list(items: list[tuple[str | None, str]]) -> str:
    """Items with labels; a dash stays the list's own."""
    if all(label is None for label, _ in items):
        body = [rf"\item {text}" for _, text in items]
        return "\n".join((r"\begin{itemize}", *body, r"\end{itemize}"))
    body = [rf"\item[{{{label or '--'}}}] {text}" for label, text in items]
    return "\n".join((r"\begin{description}", *body, r"\end{description}"))


def _spans(spans: Spans) -> str:
    found = []
    for span in spans:
        if span.formula is not None:
            found.append(f"${latex(span.formula)}$")
        else:
            style = STYLES.get(span.style)
            text = escape_latex(span.text)
            found.append(f"{style}{{{text}}}" if style else text)
    return "".join(found)


def _equation(line: Equation) -> str:
    chain = latex_chain(line)
    ratio = fraction(line.ratio) if line.ratio is not None and line.result is not None else ""
    tail = ", ".join(escape_latex(text) for text in (ratio, line.note) if text)
    return " ".join(filter(None, (f"${chain}$" if chain else "", f"({tail})" if tail else "")))
