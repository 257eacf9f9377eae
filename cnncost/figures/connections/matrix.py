"""Connections as matrices of outputs and inputs, for where no slanted line can be drawn."""

from __future__ import annotations

from collections.abc import Iterator

from cnncost.figures.connections.layout import Column, laid_out
from cnncost.figures.connections.model import Connections, Panel, Stack
from cnncost.figures.connections.words import cost, counted, legend, pads
from cnncost.figures.labels import below
from cnncost.figures.scene import Label, Mark, Scene
from cnncost.numbers import brief

SPACE, SPACE_WIDTH = 26, 24
CHANNELS, CHANNELS_WIDTH = 52, 24
COLUMNS = (
    Column(0, "start", "MACs", "outputs × taps × lines"),
    Column(SPACE, "start", "space", "outputs by inputs"),
    Column(CHANNELS, "start", "channels", "outputs by inputs"),
)
READS, DOES_NOT, PADDED = "#", ".", "o"


def matrix(figure: Connections) -> Scene:
    """The figure as text alone, at its own scale: rows are outputs, columns inputs."""
    return laid_out(figure, COLUMNS, _stack, (_signs(figure), *legend(figure)))


def _stack(stack: Stack, y: int) -> Iterator[Mark]:
    for panel in stack.panels:
        labels = [*_panel(panel, y)]
        yield from labels
        y = below(labels) + 1


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
