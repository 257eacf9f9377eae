"""Connections as matrices of outputs and inputs, for where no slanted line can be drawn."""

from __future__ import annotations

from collections.abc import Iterator

from cnncost.figures.charts.chart import below, notes
from cnncost.figures.connections.model import Connections, Note, Panel
from cnncost.figures.connections.words import (
    WIDTH,
    cost,
    counted,
    described,
    legend,
    pads,
    titles,
)
from cnncost.figures.scene import Label, Mark, Scene
from cnncost.numbers import brief

SPACE, SPACE_WIDTH = 26, 24
CHANNELS, CHANNELS_WIDTH = 52, 24
READS, DOES_NOT, PADDED = "#", ".", "o"


def matrix(figure: Connections) -> Scene:
    """The figure as text alone, at its own scale: rows are outputs, columns inputs."""
    marks: list[Mark] = [*titles(figure)]
    marks += _heads(below(marks) + 1)
    for item in figure.items:
        if isinstance(item, Note):
            marks += notes([item.text], below(marks) + 1, WIDTH)
            continue
        named = item.name and len(figure.stacks) > 1
        if named:
            marks.append(Label(0, below(marks) + 1, item.name, "strong"))
        for i, panel in enumerate(item.panels):
            marks += _panel(panel, below(marks) + (i > 0 or not named))
    marks += notes([_signs(figure), *legend(figure)], below(marks) + 1, WIDTH)
    return Scene(figure.title, described(figure), WIDTH, below(marks), tuple(marks))


def _heads(y: int) -> Iterator[Label]:
    columns = (
        (0, "MACs", "outputs × taps × lines"),
        (SPACE, "space", "outputs by inputs"),
        (CHANNELS, "channels", "outputs by inputs"),
    )
    for x, name, meaning in columns:
        yield Label(x, y, name, "strong")
        yield Label(x, y + 1, meaning, "muted")


def _panel(panel: Panel, y: int) -> Iterator[Label]:
    yield from (Label(0, y + i, line, role) for i, (line, role) in enumerate(cost(panel)))
    taps = counted(panel.across.kernel, "line")
    channels = f"{panel.m} of {brief(panel.M)} by {panel.n} of {brief(panel.N)}"
    yield Label(SPACE, y, f"{taps} per output", "muted")
    yield Label(CHANNELS, y, channels, "muted")
    rows = [*_spaced(space_rows(panel), SPACE_WIDTH)]
    yield from (Label(SPACE, y + 1 + i, row) for i, row in enumerate(rows))
    rows = [*_spaced(channel_rows(panel), CHANNELS_WIDTH), counted(len(panel.channels), "line")]
    yield from (Label(CHANNELS, y + 1 + i, row) for i, row in enumerate(rows))


def _spaced(rows: list[str], width: int) -> Iterator[str]:
    """The rows with a gap between signs if there is room for it."""
    wide = rows and 2 * len(rows[0]) - 1 <= width
    return (" ".join(row) if wide else row[:width] for row in rows)


def space_rows(panel: Panel) -> list[str]:
    """A row of signs for each output along an axis, with columns for the padding on both sides."""
    read = [[i for i, o, _ in panel.space if o == row] for row in range(panel.across.outputs)]
    columns = [i for row in read for i in row] + [0, panel.across.positions - 1]
    return [
        "".join(_sign(i, row, panel) for i in range(min(columns), max(columns) + 1)) for row in read
    ]


def _sign(column: int, row: list[int], panel: Panel) -> str:
    inside = 0 <= column < panel.across.positions
    if column in row:
        return READS if inside else PADDED
    return DOES_NOT if inside else " "


def channel_rows(panel: Panel) -> list[str]:
    """A row of signs for each output channel."""
    pairs = {(i, o) for i, o, _ in panel.channels}
    return [
        "".join(READS if (i, o) in pairs else DOES_NOT for i in range(panel.n))
        for o in range(panel.m)
    ]


def _signs(figure: Connections) -> str:
    padded = f", {PADDED} the same in the padding" if pads(figure) else ""
    return f"{READS} is a line from an input to an output{padded}."
