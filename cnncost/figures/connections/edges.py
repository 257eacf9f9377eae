"""The lines of a layer: along one axis of space, and between channels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cnncost.formula import compiled
from cnncost.measure import Measured

# How many positions may be drawn along an axis; more than asked for only if windows need them.
POSITIONS = (5, 9, 13, 17)
MOST_TAPS, MOST_DILATION = 31, 4

SpaceEdge = tuple[int, int, bool]
ChannelEdge = tuple[int, int, int]


class Across(NamedTuple):
    """A layer along one axis, as it is drawn: positions, and the window that moves over them."""

    positions: int
    kernel: int
    stride: int
    padding: tuple[int, int]
    dilation: int

    @property
    def reach(self) -> int:
        """How many positions the window covers, with the gaps between its taps."""
        return self.dilation * (self.kernel - 1) + 1

    @property
    def outputs(self) -> int:
        """How many places the window takes."""
        return len(self.starts)

    @property
    def starts(self) -> range:
        """Where the window starts: from the padding on, as long as it is wholly inside."""
        before, after = self.padding
        return range(-before, self.positions + after - self.reach + 1, self.stride)


def edges_in_space(
    positions: int, kernel: int, stride: int, padding: tuple[int, int], dilation: int
) -> tuple[SpaceEdge, ...]:
    """The lines along one axis: input, output, and whether the input is there or in the padding."""
    across = Across(positions, kernel, stride, padding, dilation)
    taps = range(0, across.reach, dilation)
    return tuple(
        (start + tap, output, 0 <= start + tap < positions)
        for output, start in enumerate(across.starts)
        for tap in taps
    )


def edges_in_channels(kind: str, N: int, M: int, G: int) -> tuple[ChannelEdge, ...]:
    """The lines between channels: input, output, and the group in which they meet.

    A shuffle sends channel i of N to (i mod N/G)·G + ⌊i/(N/G)⌋. What is neither that nor dense has
    as many groups as channels.
    """
    inputs, outputs = N // G, M // G
    if kind == "shuffle":
        return tuple((i, i % inputs * G + i // inputs, i // inputs) for i in range(N))
    return tuple(
        (group * inputs + i, group * outputs + o, group)
        for group in range(G)
        for o in range(outputs)
        for i in range(inputs)
    )


# --- layers along one axis


def axes(layers: Sequence[Measured], fewest: int) -> list[Across]:
    """Each layer along the axis across, from as few positions as leave room for most windows."""
    width = layers[0].input[1]
    tries = [_axes_from(layers, min(n, width)) for n in POSITIONS if n >= fewest]
    return max(tries, key=lambda found: sum(map(has_room, layers, found)))


def has_room(layer: Measured, across: Across) -> bool:
    """Whether the window is drawn as it is; one that sees all of the map always is."""
    drawn, true = (across.kernel, across.dilation), (layer.kernel[1], layer.pair("D", 1)[1])
    return drawn == true or layer.kernel[1] >= layer.input[1]


def _axes_from(layers: Sequence[Measured], positions: int) -> list[Across]:
    found: list[Across] = []
    for layer in layers:
        found.append(_across(layer, found[-1].outputs if found else positions))
    return found


def _across(layer: Measured, positions: int) -> Across:
    """A layer on that many positions, its window over all of them where it would be too large."""
    true = layer.pair("D", 1)[1]
    dilation = min(true, MOST_DILATION)
    left, right = (side * dilation // true for side in layer.padding[2:])
    found = Across(positions, layer.kernel[1], layer.stride[1], (left, right), dilation)
    if layer.letters.get("ceil") and dilation == true:
        found = _rounded_up(layer, found)
    if found.kernel <= MOST_TAPS and 1 <= found.outputs <= POSITIONS[-1]:
        return found
    return Across(positions, positions, 1, (0, 0), 1)


def _rounded_up(layer: Measured, across: Across) -> Across:
    """The same with as much padding as the last window needs."""
    outputs = compiled(layer.kind.size[1])({**layer.letters, "Wi": across.positions})
    left, right = across.padding
    needed = (outputs - 1) * across.stride + across.reach - across.positions - left
    return across._replace(padding=(left, max(right, needed)))
