"""Legends: signs and what they stand for, side by side."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cnncost.figures.labels import shortened_to, width_of
from cnncost.figures.scene import Bar, Label, Mark, Node

GAP = 3


class Entry(NamedTuple):
    """What stands for something, drawn at (0, 0), how wide it is, and its name."""

    sign: Bar | Node
    width: int
    name: str


def legend(entries: Iterable[Entry], y: int, width: int) -> list[Mark]:
    """Entries side by side, over as many lines as they need."""
    marks: list[Mark] = []
    x = 0
    for sign, own, name in entries:
        name = shortened_to(name, width - own - 1)
        taken = own + 1 + width_of(name)
        if x and x + taken > width:
            x, y = 0, y + 1
        marks.append(_moved(sign, x, y))
        marks.append(Label(x + own + 1, y, name, "muted"))
        x += taken + GAP
    return marks


def _moved(sign: Bar | Node, x: int, y: int) -> Mark:
    if isinstance(sign, Bar):
        return sign._replace(x=sign.x + x, y=sign.y + y)
    return sign._replace(x=sign.x + x, y=sign.y + y)
