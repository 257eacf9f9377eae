"""What both renderers must agree on: how wide text is, where it stands, where wires meet boxes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from unicodedata import category, east_asian_width

from cnncost.errors import printable
from cnncost.figures.scene import Box, Label, Scene, Wire

Cell = tuple[int, int]
FARTHEST = 100_000.0
UP, DOWN, LEFT, RIGHT = (0, -1), (0, 1), (-1, 0), (1, 0)


class Route(NamedTuple):
    """The corners of a wire, drawn out to the frames that it stops short of.

    ``arrow`` is the cell of the arrow head and ``heading`` where it points; ``lands`` says whether
    the wire's end lies on a frame.
    """

    points: tuple[Cell, ...]
    arrow: Cell
    heading: Cell
    lands: bool


def glyphs(text: str) -> list[str]:
    """What stands in each cell; a wide character leaves the next one empty."""
    text = printable(text)
    if text.isascii():
        return list(text)
    found: list[str] = []
    for character in text:
        if category(character) in ("Mn", "Me"):
            found[-1:] = ["".join(found[-1:]) + character]
        elif is_wide(character):
            found += [character, ""]
        else:
            found.append(character)
    return found


def is_wide(glyph: str) -> bool:
    """Whether a character takes two cells of a terminal."""
    return not glyph.isascii() and east_asian_width(glyph[0]) in "WF"


def cut(text: str, width: int) -> list[str]:
    """The glyphs of a text, or as many as there is room for, with an ellipsis."""
    found = glyphs(text)
    if len(found) <= width:
        return found
    kept = found[: max(0, width - 1)]
    while kept and not found[len(kept)]:
        kept.pop()
    return [*kept, "…"][: max(0, width)]


def bounded(coordinate: float) -> float:
    """A coordinate as it is, unless it is too far away to be drawn with."""
    return max(-FARTHEST, min(FARTHEST, coordinate))


def start_of(label: Label, width: int) -> float:
    """Where a label of that width begins."""
    return bounded(label.x) - {"start": 0.0, "middle": width / 2, "end": float(width)}[label.anchor]


def lines_of(box: Box) -> list[list[str]]:
    """The lines that a box has room for, each cut to fit; one that is too low still has one."""
    room = max(1, box.height - 2)
    return [cut(line, box.width - 2) for line in box.lines[:room]]


def line_role(box: Box, line: int) -> str:
    """What a line in a box is for: the first one is its name, the others are quiet."""
    return ("strong" if box.role == "strong" else "text") if line == 0 else "muted"


def edges(scene: Scene) -> set[tuple[Cell, Cell]]:
    """Every place, and direction, in which a wire can run into the side of a frame."""
    return {edge for mark in scene.marks if isinstance(mark, Box) for edge in _edges(mark, scene)}


def _edges(box: Box, scene: Scene) -> set[tuple[Cell, Cell]]:
    right, bottom = box.x + box.width - 1, box.y + box.height - 1
    columns = range(max(0, box.x + 1), min(scene.width, right))
    rows = range(max(0, box.y + 1), min(scene.height, bottom))
    across = {((x, y), d) for x in columns for y, d in ((box.y, DOWN), (bottom, UP))}
    return across | {((x, y), d) for y in rows for x, d in ((box.x, RIGHT), (right, LEFT))}


def route(wire: Wire, sides: set[tuple[Cell, Cell]]) -> Route | None:
    """The way of a wire between ``edges``; None for one that leads nowhere."""
    points = _corners(wire.points)
    if len(points) < 2:
        return None
    away, heading = _direction(points[1], points[0]), _direction(points[-2], points[-1])
    start, end, arrow = step(points[0], away), step(points[-1], heading), points[-1]
    if (start, away) in sides:
        points[0] = start
    if (arrow, heading) in sides:
        arrow = step(arrow, (-heading[0], -heading[1]))
    elif (end, heading) in sides:
        points[-1] = end
    return Route(tuple(points), arrow, heading, (points[-1], heading) in sides)


def step(cell: Cell, direction: Cell) -> Cell:
    """The next cell in a direction."""
    return cell[0] + direction[0], cell[1] + direction[1]


def _corners(points: Sequence[Cell]) -> list[Cell]:
    """The points where a wire turns, and its ends; a slanted piece becomes two at a right angle."""
    found: list[Cell] = []
    for x, y in points:
        if found and x != found[-1][0] and y != found[-1][1]:
            _extend(found, (x, found[-1][1]))
        _extend(found, (x, y))
    return found


def _extend(found: list[Cell], point: Cell) -> None:
    if found and point == found[-1]:
        return
    if len(found) > 1 and _direction(found[-2], found[-1]) == _direction(found[-1], point):
        found.pop()
    found.append(point)


def _direction(start: Cell, end: Cell) -> Cell:
    def sign(number: int) -> int:
        return (number > 0) - (number < 0)

    return sign(end[0] - start[0]), sign(end[1] - start[1])
