"""Scenes of connections: beside what each layer costs, its lines in space and between channels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import floor

from cnncost.figures.connections.layout import WIDTH, Column, laid_out
from cnncost.figures.connections.matrix import matrix
from cnncost.figures.connections.model import MOST, Connections, Panel, Stack, scaled
from cnncost.figures.connections.words import cost, counted, legend, pads
from cnncost.figures.scene import Label, Mark, Node, Scene, Thread
from cnncost.figures.sorts import role_of
from cnncost.numbers import brief

__all__ = ["matrix", "scene"]

SPACE, SPACE_WIDTH = 34.5, 16  # the middle of the panel, and from its first node to its last
CHANNELS, CHANNELS_WIDTH = 57.5, 22
WIDEST_STEP, WIDEST_CHANNEL_STEP = 4, 6  # from node to node
RISE = 6  # from a row of nodes to the next
MARGIN = 3.5  # how far a stub may reach out of its panel
GROUPS = 8
DASHED = "Dashed: taps in the padding; they count."


def scene(figure: Connections, most: int = MOST) -> Scene:
    """The figure as a picture 80 columns wide, with about ``most`` nodes for channels in a row."""
    figure = scaled(figure, most)
    step = _step(figure)
    scale, *others = legend(figure)
    texts = (f"{scale} {DASHED}" if pads(figure) else scale, *others)
    return laid_out(figure, _columns(figure), lambda stack, y: _stack(stack, step, y), texts)


def _columns(figure: Connections) -> Iterator[Column]:
    yield Column(0, "start", "MACs", "outputs × taps × lines")
    yield Column(SPACE, "middle", "space", "K lines per output")
    yield Column(CHANNELS, "middle", "channels", _between(figure))


def _between(figure: Connections) -> str:
    """How many lines there are between channels, in letters."""
    if all(panel.kind == "shuffle" for panel in figure.panels):
        return "N lines"
    return "N·M lines" if all(panel.G == 1 for panel in figure.panels) else "N·M/G lines"


def _step(figure: Connections) -> int:
    """From one channel to the next, the same in all stacks, so that widths can be compared."""
    widest = max((max(panel.n, panel.m) for panel in figure.panels), default=1)
    return min(WIDEST_CHANNEL_STEP, CHANNELS_WIDTH // max(1, widest - 1))


def _stack(stack: Stack, step: int, y: int) -> Iterator[Mark]:
    """Panels one below the other, each row of nodes shared by the two that meet there."""
    rows = _positions(stack)
    roles: tuple[str, ...] = ()
    for i, panel in enumerate(stack.panels):
        top = y + i * RISE
        yield from _words(panel, top)
        yield from _space(panel, rows[i], rows[i + 1], top)
        roles = roles or _entering(panel)
        colours = _colours(panel, roles)
        yield from _channels(panel, colours, step, top)
        yield from _row(panel.n, panel.N, roles, step, top)
        roles = _leaving(panel, colours)
    last = stack.panels[-1]
    yield from _row(last.m, last.M, roles, step, y + len(stack.panels) * RISE)
    for i, places in enumerate(rows):
        yield from (Node(x, y + i * RISE + 0.5) for x in places)


def _words(panel: Panel, top: int) -> Iterator[Label]:
    """The layer's name and its cost, beside the middle of its lines."""
    lines = cost(panel)
    y = top + (RISE + 1 - len(lines)) // 2
    return (Label(0, y + i, line, role) for i, (line, role) in enumerate(lines))


# --- space


def _positions(stack: Stack) -> list[list[float]]:
    """Where the positions of each row stand: an output below the middle of its window."""
    first = stack.panels[0].across
    step = float(min(WIDEST_STEP, SPACE_WIDTH // max(1, first.positions - 1)))
    origin = SPACE - step * (first.positions - 1) / 2
    rows = [[origin + step * i for i in range(first.positions)]]
    for across in (panel.across for panel in stack.panels):
        origin += step * ((across.reach - 1) / 2 - across.padding[0])
        step *= across.stride
        rows.append([origin + step * i for i in range(across.outputs)])
    return rows


def _space(
    panel: Panel, inputs: Sequence[float], outputs: Sequence[float], top: int
) -> Iterator[Thread]:
    """Lines from inputs to outputs; one that comes from the padding is half as long and dashed."""
    step = inputs[1] - inputs[0] if len(inputs) > 1 else WIDEST_STEP
    role = role_of(panel.layer)
    start, end = top + 0.5, top + RISE + 0.5
    reach = SPACE_WIDTH / 2 + MARGIN
    for i, o, inside in panel.space:
        x = inputs[0] + step * i
        if inside:
            yield Thread((x, start), (outputs[o], end), role)
        else:
            halfway = min(max((x + outputs[o]) / 2, SPACE - reach), SPACE + reach)
            yield Thread((halfway, (start + end) / 2), (outputs[o], end), role, dashed=True)


# --- channels


def _entering(panel: Panel) -> tuple[str, ...]:
    """The roles of channels that come from nowhere: those of the groups that they enter."""
    if panel.g == 1 or role_of(panel.layer) == "pool":
        return ("text",) * panel.n
    return tuple(_group(i * panel.g // panel.n) for i in range(panel.n))


def _group(number: int) -> str:
    return f"group{number % GROUPS + 1}"


def _colours(panel: Panel, entering: Sequence[str]) -> list[str]:
    """The role of each line: that of its group, or of where its channel came from.

    What sends each channel on by itself keeps the groups seen that the channels come from.
    """
    if panel.n == panel.m == len(panel.channels) and len(set(entering)) > 1:
        return [entering[i] for i, _, _ in panel.channels]
    plain = panel.g == 1 or role_of(panel.layer) == "pool"
    return [role_of(panel.layer) if plain else _group(group) for _, _, group in panel.channels]


def _leaving(panel: Panel, colours: Sequence[str]) -> tuple[str, ...]:
    """The roles of a layer's outputs: those of the groups that their lines belong to."""
    ends = {o: colour for (_, o, _), colour in zip(panel.channels, colours, strict=True)}
    return tuple(ends[o] if ends[o].startswith("group") else "text" for o in range(panel.m))


def _channels(panel: Panel, colours: Sequence[str], step: int, top: int) -> Iterator[Mark]:
    inputs, outputs = _places(panel.n, step), _places(panel.m, step)
    for (i, o, _), role in zip(panel.channels, colours, strict=True):
        yield Thread((inputs[i], top + 0.5), (outputs[o], top + RISE + 0.5), role)
    drawn = counted(len(panel.channels), "line")
    yield Label(WIDTH, top + RISE // 2, drawn, "muted", "end")


def _places(nodes: int, step: int) -> list[float]:
    first = floor(CHANNELS - step * (nodes - 1) / 2) + 0.5  # in the middle of a cell
    return [first + step * i for i in range(nodes)]


def _row(nodes: int, channels: int, roles: Sequence[str], step: int, y: int) -> Iterator[Mark]:
    """A row of channels, and how many of them are drawn."""
    for x, role in zip(_places(nodes, step), roles, strict=True):
        yield Node(x, y + 0.5, role, filled=role != "text")
    yield Label(WIDTH, y, f"{nodes} of {brief(channels)}", "muted", "end")
