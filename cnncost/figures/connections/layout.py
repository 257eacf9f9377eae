"""How a picture of connections is laid out: a title, heads, one stack below the other, notes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from cnncost.figures.connections.model import Connections, Note, Stack
from cnncost.figures.connections.words import described
from cnncost.figures.labels import below, headings, in_full, notes
from cnncost.figures.scene import Label, Mark, Scene

WIDTH = 80


class Column(NamedTuple):
    """What stands above a column: where it is, its name, and what its numbers or lines are."""

    x: float
    anchor: str
    name: str
    meaning: str


def laid_out(
    figure: Connections,
    columns: Iterable[Column],
    draw: Callable[[Stack, int], Iterable[Mark]],
    texts: Iterable[str],
) -> Scene:
    """The figure as a picture: ``draw`` draws a stack from a line on, ``texts`` stand below."""
    marks: list[Mark] = [*headings(figure.title, figure.subtitle, WIDTH)]
    marks += _heads(columns, below(marks) + 1)
    for item in figure.items:
        y = below(marks) + 1
        if isinstance(item, Note):
            marks += notes([item.text], y, WIDTH)
            continue
        if item.name and len(figure.stacks) > 1:
            marks.append(Label(0, y, item.name, "strong"))
            y += 1
        marks += draw(item, y)
    marks += notes((*texts, *figure.notes), below(marks) + 1, WIDTH)
    return Scene(_title(figure), described(figure), WIDTH, below(marks), tuple(marks))


def _heads(columns: Iterable[Column], y: int) -> Iterator[Label]:
    for x, anchor, name, meaning in columns:
        yield Label(x, y, name, "strong", anchor)
        yield Label(x, y + 1, meaning, "muted", anchor)


def _title(figure: Connections) -> str:
    """What the picture is called; by its layers where no title is drawn."""
    names = dict.fromkeys(panel.name for panel in figure.panels)
    return in_full(figure.title, figure.subtitle) or ", then ".join(names)
