"""Other letters for the same formulas: the MobileNet paper's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from cnncost.errors import UsageError, did_you_mean, shortened
from cnncost.explanation.page import (
    Block,
    Entries,
    Entry,
    Equation,
    Equations,
    Grid,
    Letters,
    Page,
    Paragraph,
    Spans,
    Value,
    Values,
)
from cnncost.formula import Expr, symbol


class Notation(NamedTuple):
    """Letters in place of the lecture's, and what a reader must know about them."""

    name: str
    letters: Mapping[str, str]
    note: str

    def formula(self, formula: Expr) -> Expr:
        """The same formula in this notation's letters."""
        return formula.substitute({ours: symbol(own) for ours, own in self.letters.items()})

    def values(self, values: Values) -> Values:
        """The same values under this notation's letters."""
        return {self.letters.get(name, name): value for name, value in values.items()}


LECTURE = Notation("lecture", {}, "")
MOBILENET = Notation(
    "mobilenet",
    {"H": "D_F", "W": "D_F", "K": "D_K", "N": "M", "M": "N"},
    "In the letters of the MobileNet paper: D_F is the height and width of the map, D_K the kernel "
    "size. M and N are swapped against the lecture: here M is input channels, N output channels. "
    "Pictures keep the lecture's letters.",
)
NOTATIONS = {notation.name: notation for notation in (LECTURE, MOBILENET)}


def find_notation(name: str) -> Notation:
    """The notation of that name. Raises UsageError if there is none."""
    if name not in NOTATIONS:
        hint = did_you_mean(name, NOTATIONS) or f" Known: {', '.join(NOTATIONS)}."
        raise UsageError(f"There is no notation '{shortened(name)}'.{hint}")
    return NOTATIONS[name]


def in_lecture_letters(notation: Notation, settings: Mapping[str, Value]) -> dict[str, Value]:
    """Values that a reader typed in this notation's letters, under the lecture's."""
    own: dict[str, list[str]] = {}
    for ours, letter in notation.letters.items():
        own.setdefault(letter, []).append(ours)
    return {ours: value for name, value in settings.items() for ours in own.get(name, [name])}


def in_notation(page: Page, notation: Notation, *values: Values) -> Page:
    """The same page in another notation; ``values`` are the letters of all layers in it.

    Raises UsageError where one letter would stand for two different numbers.
    """
    if not notation.letters:
        return page
    for own in values:
        refuse_oblong(own.get("H", 0), own.get("W", 0))
    blocks = tuple(_block(block, notation) for block in page.blocks)
    return page._replace(blocks=blocks, notes=(notation.note, *page.notes))


def refuse_oblong(height: Value, width: Value) -> None:
    """Refuse a map that is not square: D_F stands for both of its sides."""
    if height != width:
        raise UsageError(
            f"MobileNet's D_F is the height and the width of a map, which are {height} and {width} "
            "here. Give the same number for both."
        )


def _block(block: Block, notation: Notation) -> Block:
    if isinstance(block, Equations):
        return Equations(tuple(_equation(line, notation) for line in block.lines))
    if isinstance(block, Letters):
        known: dict[str, tuple[str, Value | None]] = {}
        for letter, meaning, value in block.letters:
            known.setdefault(notation.letters.get(letter, letter), (meaning, value))
        square = {"D_F": "height and width of the map"} if "D_F" in known else {}
        return Letters(
            tuple((name, square.get(name, about), value) for name, (about, value) in known.items())
        )
    if isinstance(block, Grid):
        return block._replace(
            headings=tuple(notation.letters.get(text, text) for text in block.headings)
        )
    if isinstance(block, Paragraph):
        return Paragraph(_spans(block.spans, notation))
    if isinstance(block, Entries):
        entries = (Entry(e.lead, _spans(e.spans, notation)) for e in block.entries)
        return Entries(tuple(entries))
    return block


def _equation(line: Equation, notation: Notation) -> Equation:
    return line._replace(
        formula=line.formula and notation.formula(line.formula),
        values=line.values and notation.values(line.values),
    )


def _spans(spans: Spans, notation: Notation) -> Spans:
    return tuple(
        span._replace(formula=notation.formula(span.formula)) if span.formula else span
        for span in spans
    )
