"""The model of a connection diagram: layers that follow each other, and what is drawn of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from cnncost.errors import UsageError
from cnncost.figures.connections.edges import (
    Across,
    ChannelEdge,
    SpaceEdge,
    axes,
    edges_in_channels,
    edges_in_space,
)
from cnncost.figures.connections.layers import (
    column,
    connects,
    groups,
    lines,
    not_drawn,
    passed_over,
)
from cnncost.figures.connections.scale import Link, Room, drawn_channels, drawn_groups, kept
from cnncost.figures.words import at_length
from cnncost.layers import JOINS
from cnncost.measure import Measured
from cnncost.numbers import shape

MOST = 8
MOST_LAYERS = 12
FINE, COARSE = Room(MOST, 100, 9), Room(6, 40, 5)  # as SVG, and as characters


class Panel(NamedTuple):
    """One layer: N channels in, M out, in G groups, of which n, m and g are drawn.

    ``across`` is what is drawn along an axis of space.
    """

    layer: Measured
    N: int
    M: int
    G: int
    n: int
    m: int
    g: int
    across: Across

    @property
    def name(self) -> str:
        """The layer in words."""
        return at_length(self.layer)

    @property
    def kind(self) -> str:
        return self.layer.kind.name

    @property
    def link(self) -> Link:
        return Link(self.N, self.M, self.G)

    @property
    def lines(self) -> int:
        """How many lines there are between channels, at each tap."""
        return lines(self.layer)

    @property
    def macs(self) -> int:
        """The ledger's multiply-accumulates."""
        return column(self.layer, "macs")

    @property
    def exact(self) -> bool:
        """Whether n is to m as N to M, in as many groups, or in a group for each channel."""
        alone = self.G == self.N and self.g == self.n
        return kept(self.link, self.n, self.m) and (self.g == self.G or alone)

    @property
    def space(self) -> tuple[SpaceEdge, ...]:
        """The lines drawn along one axis."""
        return edges_in_space(*self.across)

    @property
    def channels(self) -> tuple[ChannelEdge, ...]:
        """The lines drawn between channels."""
        return edges_in_channels(self.kind, self.n, self.m, self.g)


class Stack(NamedTuple):
    """Layers that follow each other: what one puts out, the next one reads."""

    name: str
    panels: tuple[Panel, ...]


class Note(NamedTuple):
    """What happens between stacks, in words: a join, or a layer that is not drawn."""

    text: str


Item: TypeAlias = Stack | Note


class Connections(NamedTuple):
    """A figure: stacks and what happens between them, from the input to the output.

    ``notes`` say how was counted, and what the network is.
    """

    title: str
    subtitle: str
    items: tuple[Item, ...]
    notes: tuple[str, ...] = ()

    @property
    def stacks(self) -> tuple[Stack, ...]:
        return tuple(item for item in self.items if isinstance(item, Stack))

    @property
    def panels(self) -> tuple[Panel, ...]:
        """The panels of all stacks."""
        return tuple(panel for stack in self.stacks for panel in stack.panels)


def connections(rows: Sequence[Measured], title: str = "", most: int = MOST) -> Connections:
    """The figure of layers that follow each other; a join ends a stack.

    Raises UsageError where a layer does not take what the one before it puts out, and for more
    layers than a drawing holds.
    """
    for one, following in pairwise(rows):
        if following.kind.name not in JOINS and one.output != following.input:
            raise UsageError(
                f"Layers of one drawing follow each other: {one.kind.name} puts out "
                f"{shape(one.output)}, and {following.kind.name} takes {shape(following.input)}."
            )
    figure = Connections(title, "", tuple(items_of(rows)))
    if len(figure.panels) > MOST_LAYERS:
        raise UsageError(f"A drawing holds {MOST_LAYERS} layers, not {len(figure.panels)}.")
    return scaled(figure, most)


def items_of(rows: Sequence[Measured], name: str = "") -> Iterator[Item]:
    """Stacks of the layers that connect something, not drawn to scale yet, and notes on others.

    What leaves every element in its place, as normalisation and activations do, is passed over.
    """
    stack: list[Measured] = []
    for row in rows:
        if connects(row):
            stack.append(row)
        elif not passed_over(row):
            yield from _stacked(stack, name)
            stack = []
            yield Note(not_drawn(row))
    yield from _stacked(stack, name)


def _stacked(layers: Sequence[Measured], name: str) -> Iterator[Stack]:
    """The layers as one stack, if there are any."""
    if layers:
        yield Stack(name, tuple(map(_panel, layers, axes(layers, FINE.positions))))


def _panel(layer: Measured, across: Across) -> Panel:
    """A layer of which all channels are drawn."""
    N, M, G = layer.input[2], layer.output[2], groups(layer)
    return Panel(layer, N, M, G, N, M, G, across)


def scaled(figure: Connections, most: int) -> Connections:
    """The figure with about ``most`` nodes for the channels of each layer.

    Fewer than usual are for characters, and there are fewer positions then too.
    """
    room = (FINE if most >= MOST else COARSE)._replace(nodes=most)
    links = [panel.link for panel in figure.panels]
    nodes = drawn_channels(links, room)
    dealt = drawn_groups(links, nodes)

    def drawn(panel: Panel, across: Across) -> Panel:
        n, m, g = nodes[panel.N], nodes[panel.M], dealt[panel.link]
        return panel._replace(n=n, m=m, g=g, across=across)

    def redrawn(item: Item) -> Item:
        if isinstance(item, Note):
            return item
        along = axes([panel.layer for panel in item.panels], room.positions)
        return item._replace(panels=tuple(map(drawn, item.panels, along)))

    return figure._replace(items=tuple(map(redrawn, figure.items)))
