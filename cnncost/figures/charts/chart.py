"""What charts share: wrapped notes, names cut to fit, legends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cnncost.figures.geometry import glyphs
from cnncost.figures.scene import Bar, Label, Mark, Node

GAP = 3


class Entry(NamedTuple):
    """A line of a legend: what stands for something, drawn at (0, 0), and its name."""

    sign: Bar | Node
    width: int
    name: str


def wide(text: str) -> int:
    """How many cells a text takes."""
    return len(glyphs(text))


def shortened_to(name: str, width: int) -> str:
    """A name that is too long loses its middle: names of layers differ at their ends."""
    found = glyphs(name)
    if len(found) <= width:
        return name
    tail = width // 3
    return f"{''.join(found[: width - 1 - tail])}…{''.join(found[len(found) - tail :])}"


def notes(texts: Iterable[str], y: int, width: int) -> Iterator[Label]:
    """Texts below a chart, each over as many lines as it needs."""
    from textwrap import wrap

    lines = (line for text in texts for line in wrap(text, width, break_on_hyphens=False))
    return (Label(0, at, line, "muted") for at, line in enumerate(lines, y))


def legend(entries: Iterable[Entry], x: int, y: int, width: int) -> list[Mark]:
    """Entries side by side, over as many lines as they need."""
    marks: list[Mark] = []
    at = x
    for sign, own, name in entries:
        name = shortened_to(name, width - x - own - 1)
        taken = own + 1 + wide(name)
        if at > x and at + taken > width:
            at, y = x, y + 1
        marks.append(_moved(sign, at, y))
        marks.append(Label(at + own + 1, y, name, "muted"))
        at += taken + GAP
    return marks


def _moved(sign: Bar | Node, x: int, y: int) -> Mark:
    if isinstance(sign, Bar):
        return sign._replace(x=sign.x + x, y=sign.y + y)
    return sign._replace(x=sign.x + x, y=sign.y + y)


def below(marks: Iterable[Mark]) -> int:
    """The first line below all labels."""
    return 1 + max((mark.y for mark in marks if isinstance(mark, Label)), default=-1)
