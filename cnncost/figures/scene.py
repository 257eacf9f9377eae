"""Scene: a picture as marks on a grid of character cells, before it is drawn.

One unit of x is the width of a character, one of y the height of a line; y grows downward. Cell
(0, 0) covers x from 0 to 1, and its middle is at (0.5, 0.5). Text fits exactly: every character is
one unit wide, in the terminal and in SVG.

A ``role`` says what a mark is for, never how it looks; each renderer has its own colours for it.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

Point = tuple[float, float]

# What marks may be for. The groups tell lines and channels of different groups apart.
ROLES = (
    "text", "muted", "strong", "conv", "pointwise", "depthwise", "grouped", "fc", "pool", "norm",
    "activation", "join", "skip", "data", "other",
    "group1", "group2", "group3", "group4", "group5", "group6", "group7", "group8",
)  # fmt: skip
SHAPES = ("circle", "square", "triangle", "diamond")


class Box(NamedTuple):
    """A frame with lines of text in its middle; the frame runs through its outermost cells.

    ``x``, ``y`` is the top left cell; ``tip`` is what a reader sees who points at it.
    """

    x: int
    y: int
    width: int
    height: int
    lines: tuple[str, ...]
    role: str = "other"
    tip: str = ""


class Wire(NamedTuple):
    """A line along the grid from the middle of one cell to that of others, by right angles."""

    points: tuple[tuple[int, int], ...]
    role: str = "muted"
    dashed: bool = False
    arrow: bool = False


class Thread(NamedTuple):
    """A straight line at any angle, as between two nodes."""

    start: Point
    end: Point
    role: str = "muted"
    dashed: bool = False


class Node(NamedTuple):
    """A small mark in one place: a channel, a pixel, a network in a scatter."""

    x: float
    y: float
    role: str = "text"
    shape: str = "circle"
    filled: bool = False
    tip: str = ""


class Label(NamedTuple):
    """A line of text; ``x`` is its start, its middle or its end, ``y`` the cell it stands in."""

    x: float
    y: int
    text: str
    role: str = "text"
    anchor: str = "start"


class Bar(NamedTuple):
    """A filled bar, one line high, from the left edge of cell ``x`` on."""

    x: int
    y: int
    length: float
    role: str = "conv"
    tip: str = ""


Mark: TypeAlias = Box | Wire | Thread | Node | Label | Bar


class Scene(NamedTuple):
    """A whole picture; ``description`` says in words what it shows, for those who cannot see it."""

    title: str
    description: str
    width: int
    height: int
    marks: tuple[Mark, ...]
