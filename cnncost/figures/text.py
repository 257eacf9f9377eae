"""A scene as characters: Unicode or plain ASCII, for a terminal, a file or Rich."""

from __future__ import annotations

from itertools import groupby
from math import ceil, floor
from typing import TYPE_CHECKING
from unicodedata import combining, normalize

from cnncost.figures.canvas import Cells, thread_cells, wire_cells
from cnncost.figures.geometry import Cell, bounded, glyphs, is_wide, start_of
from cnncost.figures.palette import TERMINAL
from cnncost.figures.scene import Bar, Label, Node, Scene

if TYPE_CHECKING:
    from rich.text import Text

Row = list[tuple[str, str]]

EIGHTHS = " ▏▎▍▌▋▊▉█"
FILLINGS = {  # of bars, so that sorts are told apart without colours
    "pointwise": "▒", "depthwise": "░", "grouped": "▓", "fc": "▚", "pool": "▄", "norm": "▀",
    "activation": "▞", "join": "▙", "other": "▂",
}  # fmt: skip
NODES = {
    ("circle", True): "●", ("circle", False): "○", ("square", True): "■", ("square", False): "□",
    ("triangle", True): "▲", ("triangle", False): "△", ("diamond", True): "◆",
    ("diamond", False): "◇",
}  # fmt: skip
EMPTY = (" ", "text")

# One ASCII character for each that is drawn or that our texts use.
ASCII = dict(
    zip(
        "│─├┤┬┴┼╭╮╰╯╎╌▲▼◀▶●○■□△◆◇▏▎▍▌▋▊▉█▒░▓▚▄▀▞▙▂×·…→←−–—’≥≤≈≠γβ✓✗",
        "|-+++++..'':.^v<>*o#=AXx...::::#=-+%o^*&_x.~><---'><~!gbvx",
        strict=True,
    )
)


def to_text(scene: Scene, ascii: bool = False) -> str:
    """The scene as lines of plain text, one for each row, without spaces at their ends."""
    rows = map(_trimmed, cells(scene, ascii))
    return "\n".join("".join(glyph for glyph, _ in row) for row in rows)


def to_rich(scene: Scene, ascii: bool = False) -> Text:
    """The scene in colours that are read on a light and on a dark terminal.

    In a Group it is cut where a console is too narrow; printed alone, Rich forgets that, and needs
    ``no_wrap=True`` again.
    """
    from rich.text import Text

    text = Text(no_wrap=True, overflow="crop")
    for i, row in enumerate(cells(scene, ascii)):
        text.append("\n" if i else "")
        for role, run in groupby(_trimmed(row), key=lambda cell: cell[1]):
            text.append("".join(glyph for glyph, _ in run), TERMINAL[role])
    return text


def cells(scene: Scene, ascii: bool = False) -> list[Row]:
    """A character and its role for every cell of every row.

    A wide character leaves the cell behind it empty, so that a row is as wide as the scene.
    """
    drawn = _bars(scene) | thread_cells(scene, ascii) | wire_cells(scene)
    drawn |= _nodes(scene) | _labels(scene)
    rows = [
        _whole([drawn.get((x, y), EMPTY) for x in range(scene.width)]) for y in range(scene.height)
    ]
    return [[(_plain(glyph), role) for glyph, role in row] for row in rows] if ascii else rows


def _bars(scene: Scene) -> Cells:
    """All bars; one over the start of a longer one ends with a cell, as one cell shows one sort."""
    drawn: Cells = {}
    longer: dict[Cell, float] = {}
    for bar in scene.marks:
        if isinstance(bar, Bar) and bar.length > 0:
            start, end = (bar.x, bar.y), min(bar.x + bar.length, scene.width)
            drawn |= _bar(bar, min(round(end), floor(longer[start])) if start in longer else end)
            longer.setdefault(start, end)
    return drawn


def _bar(bar: Bar, end: float) -> Cells:
    """Whole cells in the filling of the bar's sort, and what is left of it to an eighth of one."""
    drawn: Cells = {}
    for x in range(max(0, bar.x), ceil(end)):
        eighths = min(8, round((end - x) * 8))
        if eighths or x == bar.x:
            glyph = FILLINGS.get(bar.role, "█") if eighths == 8 else EIGHTHS[max(1, eighths)]
            drawn[x, bar.y] = glyph, bar.role
    return drawn


def _nodes(scene: Scene) -> Cells:
    drawn: Cells = {}
    for node in scene.marks:
        if isinstance(node, Node):
            cell = floor(bounded(node.x)), floor(bounded(node.y))
            drawn[cell] = NODES[node.shape, node.filled], node.role
    return drawn


def _labels(scene: Scene) -> Cells:
    drawn: Cells = {}
    for label in scene.marks:
        if isinstance(label, Label):
            text = glyphs(label.text)
            start = ceil(start_of(label, len(text)) - 0.5)
            drawn |= {(start + i, label.y): (glyph, label.role) for i, glyph in enumerate(text)}
    return drawn


def _whole(row: Row) -> Row:
    """A row without halves of wide characters, which would shift all that follows."""
    whole: Row = []
    for i, (glyph, role) in enumerate(row):
        if not glyph and not (whole and is_wide(whole[-1][0])):
            glyph = " "
        elif glyph and is_wide(glyph) and (i + 1 == len(row) or row[i + 1][0]):
            glyph = "?"
        whole.append((glyph, role))
    return whole


def _trimmed(row: Row) -> Row:
    """A row up to its last mark."""
    end = max((i for i, (glyph, _) in enumerate(row, 1) if glyph != " "), default=0)
    return row[:end]


def _plain(glyph: str) -> str:
    """One ASCII character for what stands in a cell."""
    if len(glyph) == 1 and glyph.isascii():
        return glyph
    if glyph in ASCII:
        return ASCII[glyph]
    base = "".join(part for part in normalize("NFKD", glyph) if not combining(part)).strip()
    return base if len(base) == 1 and base.isascii() else "?"
