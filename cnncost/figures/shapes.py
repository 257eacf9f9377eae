"""Marks as SVG elements, each with the paint that it needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from cnncost.errors import printable
from cnncost.figures.geometry import (
    Route,
    bounded,
    edges,
    glyphs,
    line_role,
    lines_of,
    route,
    start_of,
)
from cnncost.figures.scene import Bar, Box, Label, Node, Point, Scene, Thread, Wire

WIDTH, HEIGHT = 8, 18  # of a cell, in pixels
BASELINE = 4.5  # below the middle of a line
BEND, CORNER, BAR = 7.0, 4, 12
# Lines left out of bars, so that sorts are told apart without colours: how high, and their dashes.
# Plain convolutions and 1×1 ones have none: the one is darker than the other.
HATCHES = {
    "depthwise": (BAR, "0 3 1 0"), "grouped": (BAR, "0 3 3 0"), "fc": (2, "1 0"),
    "pool": (4, "0 4 4 0"), "norm": (4, "1 0"), "activation": (2, "0 2 2 0"), "join": (8, "1 0"),
    "other": (8, "0 2 4 0"),
}  # fmt: skip
HEAD, HALF_HEAD, RADIUS = 7, 3.5, 4
OUTLINES = {  # of nodes that are no circles, from their middle
    "square": ((-3.5, -3.5), (3.5, -3.5), (3.5, 3.5), (-3.5, 3.5)),
    "triangle": ((0, -5), (4.5, 3), (-4.5, 3)),
    "diamond": ((0, -5), (5, 0), (0, 5), (-5, 0)),
}


class Part(NamedTuple):
    """An element, how it is painted (see ``svg.PAINTS``), and for what."""

    paint: str
    role: str
    element: str
    dashed: bool = False


def parts(scene: Scene) -> Iterator[Part]:
    """All that is drawn, in the order in which it covers what is below."""
    marks = scene.marks
    for mark in marks:
        if isinstance(mark, Bar) and mark.length > 0:
            yield from bar_parts(mark)
    yield from (thread_part(mark) for mark in marks if isinstance(mark, Thread))
    sides = edges(scene)
    for mark in marks:
        if isinstance(mark, Wire) and (way := route(mark, sides)):
            yield from wire_parts(mark, way)
    for mark in marks:
        if isinstance(mark, Box):
            yield from box_parts(mark)
    yield from (node_part(mark) for mark in marks if isinstance(mark, Node))
    yield from (label_part(mark) for mark in marks if isinstance(mark, Label))


def bar_parts(bar: Bar) -> Iterator[Part]:
    """A bar, a little lower than its line, and the hatch of its sort.

    The half pixel puts its edges on pixels.
    """
    x, y = pixels((bar.x, bar.y + 0.5))
    length = max(1.0, bounded(bar.length) * WIDTH)
    shape = {"x": x - 0.5, "y": y - BAR / 2 - 0.5, "width": length, "height": BAR}
    yield Part("solid", bar.role, element("rect", shape, bar.tip))
    if bar.role in HATCHES:
        high, dashes = HATCHES[bar.role]
        ends = {"x1": x - 0.5, "y1": y - 0.5, "x2": x - 0.5 + length, "y2": y - 0.5}
        hatch = element("line", {**ends, "stroke-width": high, "stroke-dasharray": dashes})
        yield Part("hatch", bar.role, hatch)


def thread_part(thread: Thread) -> Part:
    """A thread as a line."""
    (x1, y1), (x2, y2) = pixels(thread.start), pixels(thread.end)
    line = element("line", {"x1": x1, "y1": y1, "x2": x2, "y2": y2})
    return Part("thread", thread.role, line, thread.dashed)


def wire_parts(wire: Wire, way: Route) -> Iterator[Part]:
    """A wire as a path, and its arrow head, whose tip ends it."""
    points = [pixels((x + 0.5, y + 0.5)) for x, y in way.points]
    if not wire.arrow:
        yield Part("wire", wire.role, _path(points), wire.dashed)
        return
    across, down = way.heading
    reach = 0.0 if way.lands else 0.5
    tip = points[-1][0] + across * reach * WIDTH, points[-1][1] + down * reach * HEIGHT
    back = tip[0] - across * HEAD, tip[1] - down * HEAD
    side = down * HALF_HEAD, across * HALF_HEAD
    yield Part("wire", wire.role, _path([*points[:-1], back]), wire.dashed)
    left, right = (back[0] - side[0], back[1] - side[1]), (back[0] + side[0], back[1] + side[1])
    head = element("polygon", {"points": _spots((left, tip, right))})
    yield Part("solid", wire.role, head)


def _path(points: list[Point]) -> str:
    """A way of straight pieces, whose corners are rounded as far as there is room."""
    steps = [f"M{_spots(points[:1])}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        near, far = _towards(corner, before), _towards(corner, after)
        steps.append(f"L{_spots([near])}Q{_spots([corner, far])}")
    return f'<path d="{"".join(steps)}L{_spots(points[-1:])}"/>'


def _towards(corner: Point, end: Point) -> Point:
    """Where a bend starts: no further from its corner than half way to the next one."""
    across, down = end[0] - corner[0], end[1] - corner[1]
    length = abs(across) + abs(down)
    share = min(BEND, length / 2) / length if length else 0.0
    return corner[0] + across * share, corner[1] + down * share


def box_parts(box: Box) -> Iterator[Part]:
    """A frame, then its lines; one without lines is open, and what is behind it is seen."""
    x, y = pixels((box.x + 0.5, box.y + 0.5))
    width, height = pixels((max(0, box.width - 1), max(0, box.height - 1)))
    shape = {"x": x, "y": y, "width": width, "height": height, "rx": CORNER}
    yield Part("box" if box.lines else "wire", box.role, element("rect", shape, box.tip))
    lines = lines_of(box)
    top = box.y + (box.height - len(lines)) / 2
    for i, line in enumerate(lines):
        left = box.x + (box.width - len(line)) / 2
        yield Part("ink", line_role(box, i), _text(left, top + i, line))


def node_part(node: Node) -> Part:
    """A node in its shape; a hollow one hides what is behind it all the same."""
    x, y = pixels((node.x, node.y))
    if node.shape == "circle":
        drawn = element("circle", {"cx": x, "cy": y, "r": RADIUS}, node.tip)
    else:
        corners = ((x + across, y + down) for across, down in OUTLINES[node.shape])
        drawn = element("polygon", {"points": _spots(corners)}, node.tip)
    return Part("solid" if node.filled else "hollow", node.role, drawn)


def label_part(label: Label) -> Part:
    """A line of text."""
    text = glyphs(label.text)
    return Part("label", label.role, _text(start_of(label, len(text)), label.y, text))


def _text(x: float, y: float, line: list[str]) -> str:
    """Text of which every glyph is as wide as a cell, in whatever font there is."""
    text = "".join(line)
    if not text:
        return ""
    # SVG shows spaces in a row as one, and those at the ends not at all.
    text = text if text == " ".join(text.split()) else text.replace(" ", "\N{NO-BREAK SPACE}")
    left, middle = pixels((x, y + 0.5))
    place = {"x": left, "y": middle + BASELINE, "textLength": len(line) * WIDTH}
    return f"<text{_attributes(place)}>{_entities(text)}</text>"


def element(tag: str, attributes: Mapping[str, float | str], tip: str = "") -> str:
    """An empty element, or one that holds what a reader sees who points at it."""
    start = f"<{tag}{_attributes(attributes)}"
    return f"{start}><title>{escaped(tip)}</title></{tag}>" if tip else f"{start}/>"


def _attributes(attributes: Mapping[str, float | str]) -> str:
    return "".join(
        f' {name}="{value if isinstance(value, str) else number(value)}"'
        for name, value in attributes.items()
    )


def pixels(point: Point) -> Point:
    """A point of a scene in pixels."""
    return bounded(point[0]) * WIDTH, bounded(point[1]) * HEIGHT


def _spots(points: Iterable[Point]) -> str:
    return " ".join(f"{number(x)},{number(y)}" for x, y in points)


def number(value: float) -> str:
    """A number with at most one decimal."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def escaped(text: str) -> str:
    """Text as the content of an element; line breaks stay, other control characters do not."""
    return _entities("\n".join(printable(line) for line in text.split("\n")))


def _entities(text: str) -> str:
    for character, name in (("&", "amp"), ("<", "lt"), (">", "gt"), ('"', "quot")):
        text = text.replace(character, f"&{name};")
    return text
