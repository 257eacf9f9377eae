"""Elements that several sections need: tables, boxes that scroll, pictures, bars."""

from __future__ import annotations

from collections.abc import Iterable

from cnncost.errors import shortened
from cnncost.figures.scene import Scene
from cnncost.figures.svg import to_inline
from cnncost.numbers import count
from cnncost.pages.markup import Html, joined, tag

LONGEST_NOTE = 600
WHOLE_BAR = 1000  # what a bar of full length is drawn with
Part = tuple[str, float, float]


def wide(label: str, *inside: Html, stop: bool = False) -> Html:
    """A box that scrolls by itself where what is in it is wider than the page.

    With ``stop`` Tab always reaches it; else a script sees to that where it scrolls.
    """
    tabindex = 0 if stop else None
    return tag("div", *inside, class_="wide", role="group", aria_label=label, tabindex=tabindex)


def picture(scene: Scene, prefix: str) -> Html:
    """A picture in a box of its own."""
    return tag("figure", wide(scene.title, Html(to_inline(scene, prefix))))


def notes(texts: Iterable[str]) -> Html:
    """Remarks below something, each in a line."""
    return joined(tag("p", shortened(text, LONGEST_NOTE), class_="note") for text in texts)


def signed(change: int) -> str:
    """``+1,024`` or ``−1,024``."""
    return f"{'−' if change < 0 else '+'}{count(abs(change))}"


def heading(text: str, level: int) -> Html:
    """A heading of that level."""
    return tag(f"h{level}", text)


def bar(parts: Iterable[Part], height: int = 10) -> Html:
    """A bar of pieces, each (role, from, to) as parts of the whole width; for eyes alone."""
    drawn = joined(_piece(*part, height) for part in parts)
    return tag(
        "svg",
        drawn,
        class_="bar scene",
        viewBox=f"0 0 {WHOLE_BAR} {height}",
        preserveAspectRatio="none",
        aria_hidden="true",
    )


def _piece(role: str, start: float, end: float, height: int) -> Html:
    """At least a hair, so that something is seen wherever something is counted."""
    left, width = round(start * WHOLE_BAR), max(4, round((end - start) * WHOLE_BAR))
    left = min(left, WHOLE_BAR - width)
    return Html(f'<rect class="{role}" x="{left}" width="{width}" height="{height}"/>')
