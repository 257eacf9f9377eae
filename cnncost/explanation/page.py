"""Page: an explanation as headings, text, equations and pictures, before it is written anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from cnncost.figures.scene import Scene
from cnncost.formula import Expr

Value = int | Fraction
Values = Mapping[str, Value]


class Span(NamedTuple):
    """A stretch of a line: plain text, ``code``, ``emphasis``, ``strong``, or a formula."""

    text: str
    style: str = ""
    formula: Expr | None = None


Spans = tuple[Span, ...]


class Heading(NamedTuple):
    """The title of a section."""

    text: str


class Paragraph(NamedTuple):
    """Running text."""

    spans: Spans


class Entry(NamedTuple):
    """What stands before a line of text, as a number, a dash or a letter, and the text."""

    lead: str
    spans: Spans


class Entries(NamedTuple):
    """A list: every entry's text stands to the right of all leads."""

    entries: tuple[Entry, ...]


class Equation(NamedTuple):
    """One line of working: a formula, with ``values`` put in, and its result.

    ``steps`` are what lies between the two. The letters are not shown where only the numbers
    matter. ``ratio`` is what the result makes of the first line's, or the result where there is
    no other.
    """

    label: str
    formula: Expr | None = None
    values: Values | None = None
    letters: bool = True
    steps: tuple[Expr, ...] = ()
    result: Value | None = None
    ratio: Fraction | None = None
    note: str = ""


class Equations(NamedTuple):
    """Lines of working, their equals signs below each other."""

    lines: tuple[Equation, ...]


class Letters(NamedTuple):
    """What letters mean, each with its value where it has one."""

    letters: tuple[tuple[str, str, Value | None], ...]


class Grid(NamedTuple):
    """A table of finished text; the first column is of names, the others are of numbers."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Picture(NamedTuple):
    """A figure, and how it is drawn where there is nothing but plain characters."""

    scene: Scene
    plain: Scene


class Commands(NamedTuple):
    """Commands to type."""

    lines: tuple[str, ...]


Block: TypeAlias = Heading | Paragraph | Entries | Equations | Letters | Grid | Picture | Commands


class Page(NamedTuple):
    """A whole explanation; ``sort`` is topic, layer, part, network or contents."""

    sort: str
    name: str
    title: str
    blocks: tuple[Block, ...]
    notes: tuple[str, ...] = ()


def plain(text: str) -> Spans:
    """Text without any markup as spans."""
    return (Span(text),)
