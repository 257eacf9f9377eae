"""Lines of text in pictures: how wide they are, cut to fit, wrapped, one below the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cnncost.figures.geometry import glyphs
from cnncost.figures.scene import Label, Mark


def width_of(text: str) -> int:
    """How many cells a text takes."""
    return len(glyphs(text))


def shortened_to(name: str, width: int) -> str:
    """A name that is too long loses its middle: names of layers differ at their ends."""
    found = glyphs(name)
    if len(found) <= width:
        return name
    tail = width // 3
    return f"{''.join(found[: width - 1 - tail])}…{''.join(found[len(found) - tail :])}"


def lines(text: str, y: int, width: int, role: str = "muted") -> Iterator[Label]:
    """A text over as many lines as it needs."""
    from textwrap import wrap

    wrapped = wrap(text, width, break_on_hyphens=False)
    return (Label(0, at, line, role) for at, line in enumerate(wrapped, y))


def headings(title: str, subtitle: str, width: int) -> list[Label]:
    """A title, and below it what the network is."""
    labels = [*lines(title, 0, width, "strong")]
    return [*labels, *lines(subtitle, len(labels), width)]


def in_full(title: str, subtitle: str) -> str:
    """The same in one line."""
    return ": ".join(filter(None, (title, subtitle)))


def notes(texts: Iterable[str], y: int, width: int) -> list[Label]:
    """Texts below a picture, each from a line of its own on."""
    labels: list[Label] = []
    for text in texts:
        labels += lines(text, y + len(labels), width)
    return labels


def below(marks: Iterable[Mark]) -> int:
    """The first line below all labels."""
    return 1 + max((mark.y for mark in marks if isinstance(mark, Label)), default=-1)
