"""A line of a topic's text with its numbers and formulas put in.

{EXPRESSION} is a number, perhaps with a form behind a bar, as {macs|brief}; $FORMULA$ is a formula;
`code` and *emphasis* are as in Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction

from cnncost.errors import FormulaError, listed
from cnncost.explanation.examples import Examples
from cnncost.explanation.page import Span, Spans
from cnncost.explanation.topics import Line
from cnncost.formula import parse
from cnncost.numbers import brief, figures, fraction, shape

_INLINE = re.compile(
    r"\$(?P<formula>[^$]+)\$|`(?P<code>[^`]+)`|\*(?P<emphasis>[^*]+)\*|\{(?P<value>[^{}]+)\}"
)
FORMS: Mapping[str, Callable[[Fraction], str]] = {
    "": figures,
    "brief": lambda value: brief(int(value)),
    "percent": lambda value: f"{figures(100 * value)} %",
    "fraction": fraction,
    "plain": str,
}


def spans(examples: Examples, line: Line, text: str) -> Spans:
    """A line of text with its numbers and formulas put in.

    Raises FileError at the line where one of them cannot be read.
    """
    found, end = [], 0
    for match in _INLINE.finditer(text):
        found.append(Span(text[end : match.start()]))
        found.append(_span(examples, line, match))
        end = match.end()
    return tuple(span for span in (*found, Span(text[end:])) if span.text or span.formula)


def _span(examples: Examples, line: Line, match: re.Match[str]) -> Span:
    sort = match.lastgroup or ""
    text = match[sort]
    try:
        if sort == "formula":
            return Span("", sort, parse(text))
        return Span(said(examples, text)) if sort == "value" else Span(text, sort)
    except FormulaError as error:
        raise examples.topic.error(line, f"'{text}': {error.message}") from None


def text_of(examples: Examples, line: Line, text: str) -> str:
    """A label, heading or note as plain text: its formulas in the notation in force."""
    return "".join(
        str(examples.notation.formula(span.formula)) if span.formula else span.text
        for span in spans(examples, line, text)
    )


def said(examples: Examples, text: str) -> str:
    """``EXPRESSION`` or ``EXPRESSION|FORM`` as text."""
    expression, _, form = text.partition("|")
    value = examples.value(expression)
    if isinstance(value, tuple):
        return shape(value)
    if form.strip() not in FORMS:
        raise FormulaError(f"There is no form '{form.strip()}'. Known: {listed(list(FORMS)[1:])}.")
    return FORMS[form.strip()](Fraction(value))
