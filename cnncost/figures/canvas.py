"""Lines as characters: threads in braille dots, wires and frames in box drawing characters."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import ceil, floor

from cnncost.figures.geometry import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Cell,
    Route,
    bounded,
    edges,
    line_role,
    lines_of,
    route,
)
from cnncost.figures.scene import Box, Point, Scene, Thread, Wire

# What is drawn: the character of a cell and what it is for.
Cells = dict[Cell, tuple[str, str]]

ARMS = {UP: 1, DOWN: 2, LEFT: 4, RIGHT: 8}
CROSSINGS = {
    0: " ", 1: "│", 2: "│", 3: "│", 4: "─", 8: "─", 12: "─", 10: "╭", 6: "╮", 9: "╰", 5: "╯",
    11: "├", 7: "┤", 14: "┬", 13: "┴", 15: "┼",
}  # fmt: skip
DASHES = {"│": "╎", "─": "╌"}
ARROWS = {UP: "▲", DOWN: "▼", LEFT: "◀", RIGHT: "▶"}

BRAILLE = 0x2800
DOTS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))  # by column, then row, of a cell
DASH = 2  # dots, and as many left out


def thread_cells(scene: Scene, ascii: bool) -> Cells:
    """All threads: dots, or characters that lean as the thread does, in the same cells."""
    drawn: dict[Cell, tuple[int, str, str]] = {}
    for thread in scene.marks:
        if not isinstance(thread, Thread):
            continue
        for x, y in _dots(thread, scene):
            cell = x // 2, y // 4
            bits, _, stroke = drawn.get(cell, (0, "", ""))
            stroke = _crossed(stroke, _leaning(thread, y % 4))
            drawn[cell] = bits | DOTS[x % 2][y % 4], thread.role, stroke
    return {
        cell: (stroke if ascii else chr(BRAILLE + bits), role)
        for cell, (bits, role, stroke) in drawn.items()
    }


def _dots(thread: Thread, scene: Scene) -> Iterator[tuple[int, int]]:
    """The dots nearest to a line: one in each row of a steep one, one in each column of a flat one.

    A line is looked up at the middle of each row, so that a mirrored one has mirrored dots.
    """
    start, end = ((bounded(x) * 2, bounded(y) * 4) for x, y in (thread.start, thread.end))
    steep = abs(end[1] - start[1]) >= abs(end[0] - start[0])
    if steep:
        passed = _passed(_turned(start), _turned(end), scene.height * 4, thread.dashed)
    else:
        passed = _passed(start, end, scene.width * 2, thread.dashed)
    for along, across in passed:
        x, y = (across, along) if steep else (along, across)
        if 0 <= x < scene.width * 2 and 0 <= y < scene.height * 4:
            yield x, y


def _turned(point: Point) -> Point:
    return point[1], point[0]


def _passed(start: Point, end: Point, limit: int, dashed: bool) -> Iterator[tuple[int, int]]:
    """Where a line is at the middle of each dot from 0 to the limit, along its longer side."""
    start, end = min(start, end), max(start, end)
    if start[0] == end[0]:
        return
    slope = (end[1] - start[1]) / (end[0] - start[0])
    first = max(0, ceil(start[0] - 0.5))
    for i in range(first, min(limit, ceil(end[0] - 0.5))):
        if dashed and (i - first) // DASH % 2:
            continue
        across = round(start[1] + slope * (i + 0.5 - start[0]), 6)
        yield i, ceil(across) - 1 if slope < 0 else floor(across)


def _leaning(thread: Thread, row: int) -> str:
    """The character nearest to a thread's slope, or to its height in a cell if it is flat."""
    across, down = thread.end[0] - thread.start[0], thread.end[1] - thread.start[1]
    if abs(across) <= abs(down) / 3:
        return ":" if thread.dashed else "|"
    if abs(down) <= abs(across) * 0.6:
        return "'--."[row]
    if thread.dashed:
        return "."
    return "\\" if (across > 0) == (down > 0) else "/"


def _crossed(below: str, above: str) -> str:
    """What stands where two threads pass through one cell; a cross stays one."""
    return "X" if below == "X" or {below, above} == {"/", "\\"} else above


def wire_cells(scene: Scene) -> Cells:
    """All wires and boxes, joined where they meet. What a box covers is hidden by it."""
    sides = edges(scene)
    wires = [mark for mark in scene.marks if isinstance(mark, Wire)]
    ways = [(wire, way) for wire in wires if (way := route(wire, sides))]
    arms: dict[Cell, int] = {}
    solid: set[Cell] = set()
    roles: dict[Cell, str] = {}
    for wire, way in ways:
        for cell, bits in _passes(way, wire.arrow, scene):
            arms[cell] = arms.get(cell, 0) | bits
            roles[cell] = wire.role
            if not wire.dashed:
                solid.add(cell)
    drawn = {cell: (_join(arms[cell], cell in solid), role) for cell, role in roles.items()}
    drawn |= {way.arrow: (ARROWS[way.heading], wire.role) for wire, way in ways if wire.arrow}
    return drawn | _boxes(scene, arms)


def _join(arms: int, solid: bool) -> str:
    return CROSSINGS[arms] if solid else DASHES.get(CROSSINGS[arms], CROSSINGS[arms])


def _passes(way: Route, arrow: bool, scene: Scene) -> Iterator[tuple[Cell, int]]:
    """The cells of a wire that may be seen, with the arms that it has in each."""
    points = (*way.points[:-1], way.arrow if arrow else way.points[-1])
    for (x, y), (end_x, end_y) in pairwise(points):
        (left, right), (top, bottom) = sorted((x, end_x)), sorted((y, end_y))
        for column in range(max(left, 0), min(right, scene.width) + 1):
            for row in range(max(top, 0), min(bottom, scene.height) + 1):
                flat = ARMS[LEFT] * (column > left) | ARMS[RIGHT] * (column < right)
                yield (column, row), flat | ARMS[UP] * (row > top) | ARMS[DOWN] * (row < bottom)


def _boxes(scene: Scene, arms: dict[Cell, int]) -> Cells:
    """All frames with what is in them. One without lines is open: what is behind it stays."""
    drawn: Cells = {}
    for box in scene.marks:
        if isinstance(box, Box):
            for cell in _covered(box, scene):
                bits, outward = _frame(box, cell)
                if bits:
                    met = arms.get(cell, 0) & (outward if box.lines else 15)
                    drawn[cell] = CROSSINGS[bits | met], box.role
                elif box.lines:
                    drawn[cell] = " ", box.role
            drawn |= _written(box)
    return drawn


def _covered(box: Box, scene: Scene) -> Iterator[Cell]:
    for y in range(max(0, box.y), min(scene.height, box.y + box.height)):
        for x in range(max(0, box.x), min(scene.width, box.x + box.width)):
            yield x, y


def _frame(box: Box, cell: Cell) -> tuple[int, int]:
    """The arms that a frame has in a cell, and those that a wire from outside may add."""
    left, top = cell[0] == box.x, cell[1] == box.y
    right, bottom = cell[0] == box.x + box.width - 1, cell[1] == box.y + box.height - 1
    bits = 0
    if top or bottom:
        bits |= ARMS[LEFT] * (not left) | ARMS[RIGHT] * (not right)
    if left or right:
        bits |= ARMS[UP] * (not top) | ARMS[DOWN] * (not bottom)
    if (top or bottom) and (left or right):
        return bits, 0
    out = ARMS[UP] * top | ARMS[DOWN] * bottom | ARMS[LEFT] * left | ARMS[RIGHT] * right
    return bits, out


def _written(box: Box) -> Cells:
    """The lines of a box in its middle; all but the first are quiet."""
    lines = lines_of(box)
    top = box.y + max(0, box.height - len(lines)) // 2
    drawn: Cells = {}
    for i, line in enumerate(lines):
        left = box.x + (box.width - len(line)) // 2
        role = line_role(box, i)
        drawn |= {(left + j, top + i): (glyph, role) for j, glyph in enumerate(line)}
    return drawn
