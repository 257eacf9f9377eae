"""A page as lines of styled text: plain text for pipes, Rich for terminals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap
from typing import TYPE_CHECKING, NamedTuple

from cnncost.explanation.page import (
    Block,
    Commands,
    Entries,
    Equation,
    Equations,
    Grid,
    Heading,
    Letters,
    Page,
    Paragraph,
    Picture,
    Spans,
)
from cnncost.formula.display import text as formula_text
from cnncost.numbers import figures, fraction
from cnncost.views.table import WIDTH, Column, Line, Table, cut, to_text

if TYPE_CHECKING:
    from rich.text import Text

INDENT = "  "
WIDEST_LABEL = 28


class Piece(NamedTuple):
    """A stretch of a line and what it is: title, heading, code, emphasis, formula, number, note,
    or the role of a mark in a picture."""

    text: str
    style: str = ""


Row = list[Piece]


def page_lines(page: Page, ascii: bool = False) -> Iterator[Row]:
    """The page as lines of at most 80 columns, before anything is coloured."""
    yield []
    yield from ([Piece(" "), Piece(line, "title")] for line in wrap(page.title, WIDTH - 2))
    above: Block | None = None
    for block in page.blocks:
        if not isinstance(above, Heading) and not (above is None and isinstance(block, Paragraph)):
            yield []
        above = block
        if isinstance(block, Picture):  # it may need all the width there is
            yield from _picture(block, ascii)
        else:
            yield from _indented(_block(block))
    if page.notes:
        yield []
    for note in page.notes:
        yield from _indented(_wrapped([Piece(note, "note")], ""))


def _indented(rows: Iterable[Row]) -> Iterator[Row]:
    return ([Piece(" "), *row] for row in rows)


def page_text(page: Page, ascii: bool = False) -> str:
    """The page as plain text."""
    lines = ("".join(piece.text for piece in row) for row in page_lines(page, ascii))
    return "".join(f"{line.rstrip()}\n" for line in lines)


def page_rich(page: Page, ascii: bool = False) -> Text:
    """The page for a Rich console. Nothing in it is markup."""
    from rich.text import Text

    from cnncost.figures.palette import TERMINAL

    text = Text()
    for row in page_lines(page, ascii):
        for piece in row:
            text.append(piece.text, STYLES.get(piece.style) or TERMINAL.get(piece.style, ""))
        text.append("\n")
    return text


STYLES = {
    "title": "bold", "heading": "bold", "code": "cyan", "emphasis": "italic", "strong": "bold",
    "formula": "", "number": "bold", "note": "dim", "label": "",
}  # fmt: skip


def _block(block: Block) -> Iterator[Row]:
    match block:
        case Heading(text):
            yield [Piece(text, "heading")]
        case Paragraph(spans):
            yield from _wrapped(_pieces(spans), "")
        case Entries():
            yield from _entries(block)
        case Equations():
            yield from _equations(block)
        case Letters():
            yield from _letters(block)
        case Grid():
            yield from _grid(block)
        case Commands(lines):
            for line in lines:
                yield [Piece(INDENT), Piece(line, "code")]


def _pieces(spans: Spans) -> Row:
    return [
        Piece(formula_text(span.formula) if span.formula else span.text, span.style)
        for span in spans
    ]


def _wrapped(pieces: Row, indent: str, first: str | None = None) -> Iterator[Row]:
    """Pieces over as many lines as they need, broken at spaces."""
    room = WIDTH - 1 - len(indent)
    row: Row = [Piece(indent if first is None else first)]
    used = 0
    for word in _words(pieces):
        size = sum(len(piece.text) for piece in word)
        if used and used + 1 + size > room:
            yield row
            row, used = [Piece(indent)], 0
        row += [Piece(" "), *word] if used else word
        used += size + bool(used)
    yield row


def _words(pieces: Row) -> Iterator[Row]:
    """The pieces cut at spaces; what stands together without one stays together."""
    word: Row = []
    for piece in pieces:
        first, *others = piece.text.split(" ")
        if first:
            word.append(Piece(first, piece.style))
        for part in others:
            if word:
                yield word
            word = [Piece(part, piece.style)] if part else []
    if word:
        yield word


def _entries(block: Entries) -> Iterator[Row]:
    room = max((len(entry.lead) for entry in block.entries), default=0)
    numbers = all(map(is_number, (entry.lead for entry in block.entries)))
    for entry in block.entries:
        shown = entry.lead.rjust(room) if numbers else entry.lead.ljust(room)
        lead = f"{INDENT}{shown}{'' if room == 1 else ' '} "
        yield from _wrapped(_pieces(entry.spans), " " * len(lead), lead)


def _letters(block: Letters) -> Iterator[Row]:
    shown = [
        f"{letter} {meaning}" + ("" if value is None else f" ({figures(value)})")
        for letter, meaning, value in block.letters
    ]
    whole = ", ".join(text.replace(" ", "\xa0") for text in shown)  # none is broken in two
    for row in _wrapped([Piece(whole, "note")], INDENT):
        yield [Piece(piece.text.replace("\xa0", " "), piece.style) for piece in row]


def _grid(block: Grid) -> Iterator[Row]:
    columns = tuple(
        Column(heading, left=i == 0 or not all(map(is_number, cells)), elastic=i == 0)
        for i, (heading, *cells) in enumerate(zip(block.headings, *block.rows, strict=True))
    )
    table = Table("", columns, tuple(map(Line, block.rows)))
    for line in to_text(table, width=WIDTH - len(INDENT)).splitlines():
        yield [Piece(f" {line}")]


def is_number(cell: str) -> bool:
    """Whether a cell is a count, a share or a ratio, and no list or name."""
    return ", " not in cell and (not cell or cell[0] in "0123456789-<·")


def _picture(block: Picture, ascii: bool) -> Iterator[Row]:
    from cnncost.figures.text import cells

    for row in cells(block.plain if ascii else block.scene, ascii):
        yield [Piece(character, role) for character, role in row]


# --- equations


def chain(line: Equation) -> list[str]:
    """What an equation sets equal: letters, numbers, steps and result, none of them twice."""
    parts = []
    if line.formula is not None:
        parts += [formula_text(line.formula)] if line.letters else []
        if line.values is not None:
            parts.append(formula_text(line.formula, line.values))
    parts += [formula_text(step) for step in line.steps]
    parts.append(result_text(line))
    plain = [part.replace(",", "") for part in parts]
    return [part for i, part in enumerate(parts) if part and plain[i] not in plain[i + 1 :]]


def result_text(line: Equation) -> str:
    """An equation's result; a ratio stands for one where there is no other."""
    if line.result is not None:
        return figures(line.result)
    return "" if line.ratio is None else fraction(line.ratio)


def _equations(block: Equations) -> Iterator[Row]:
    """The lines below each other; results are lined up where each line is working and result."""
    labels = min(WIDEST_LABEL, max(len(line.label) for line in block.lines))
    chains = [chain(line) for line in block.lines]
    room = max((len(parts[-1]) for parts in chains if parts), default=0)
    aligned = all(len(parts) <= 2 for parts in chains) and any(one.result for one in block.lines)
    middle = max((len(parts[0]) for parts in chains if len(parts) == 2), default=0)
    fits = aligned and len(INDENT) + labels + 2 + middle + 3 + room < WIDTH
    for line, parts in zip(block.lines, chains, strict=True):
        if fits:
            yield from _aligned(line, parts, labels, middle, room)
        else:
            yield from _chained(line, parts, labels)


def _aligned(
    line: Equation, parts: list[str], labels: int, middle: int, room: int
) -> Iterator[Row]:
    working = parts[0] if len(parts) == 2 else ""
    equals = " = " if middle and working else "   " if middle else ""
    row = [
        Piece(f"{INDENT}{cut(line.label, labels):{labels}}  "),
        Piece(f"{working:{middle}}{equals}", "formula"),
        Piece(f"{parts[-1] if parts else '':>{room}}", "number"),
    ]
    yield from _with_note(row, line, len(INDENT) + labels + 2)


def _chained(line: Equation, parts: list[str], labels: int) -> Iterator[Row]:
    head = f"{INDENT}{cut(line.label, labels):{labels}}  "
    text = " = ".join(parts)
    rows = list(_wrapped([Piece(text, "formula")], " " * len(head), head))
    yield from rows[:-1]
    yield from _with_note(rows[-1], line, len(head))


def _with_note(row: Row, line: Equation, indent: int) -> Iterator[Row]:
    """The ratio and the note behind a line; a note that does not fit goes below it."""
    ratio = fraction(line.ratio) if line.ratio is not None and line.result is not None else ""
    for tail in filter(None, (ratio, line.note)):
        if sum(len(piece.text) for piece in row) + 3 + len(tail) < WIDTH:
            row = [*row, Piece(f"   {tail}", "note")]
        else:
            yield row
            *above, row = _wrapped([Piece(tail, "note")], " " * indent)
            yield from above
    yield row
