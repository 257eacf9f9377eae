"""Pages as files of their own: Markdown, and HTML that needs nothing but itself."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from cnncost.explanation.page import Page
from cnncost.homework.assignment import Assignment
from cnncost.homework.feedback import feedback_page
from cnncost.homework.marks import Marked
from cnncost.homework.variants import Question
from cnncost.numbers import points as points_text
from cnncost.numbers import share

STYLE = """\
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { border: 1px solid; padding: 0.2rem 0.6rem; text-align: left; vertical-align: top; }
pre { overflow-x: auto; border: 1px solid; padding: 0.5rem; }
svg { max-width: 100%; height: auto; }"""
HEAD = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">"""


def feedback_files(
    assignment: Assignment,
    questions: Sequence[Question],
    marked: Marked,
    level: str,
    factor: Fraction = Fraction(1),
) -> dict[str, str]:
    """What one student is told, by the ending of the file it belongs in."""
    page = feedback_page(assignment, questions, marked, level)
    late = (_late(marked, factor),) if factor != 1 else ()
    return documents(page._replace(notes=(*late, *page.notes)))


def _late(marked: Marked, factor: Fraction) -> str:
    if marked.unread:
        return f"Handed in late: {share(factor)} of the points count."
    return (
        f"Handed in late: {share(factor)} of the points count, "
        f"{points_text(marked.points * factor)} of {points_text(marked.of)}."
    )


def documents(page: Page) -> dict[str, str]:
    """A page as the texts of its files, by their endings."""
    from cnncost.views.page_markdown import page_markdown

    return {"md": shown(page_markdown(page)), "html": shown(_html(page))}


def _html(page: Page) -> str:
    from html import escape

    from cnncost.views.page_html import page_html

    title = f"<title>{escape(page.title)}</title>"
    head = "\n".join((HEAD, title, f"<style>\n{STYLE}\n</style>", "</head>"))
    return f"{head}\n<body>\n{page_html(page, 1)}\n</body>\n</html>\n"


def shown(text: str) -> str:
    """A text without control characters other than the ends of its lines."""
    if text.replace("\n", "").isprintable():
        return text
    return "".join(c if c == "\n" or c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
