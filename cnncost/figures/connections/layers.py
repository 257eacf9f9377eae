"""What connection diagrams ask of one layer: whether it is drawn, and how many lines it has."""

from __future__ import annotations

from cnncost.kind import LEDGER
from cnncost.layers import JOINS
from cnncost.measure import Measured
from cnncost.numbers import figures, shape

# The kinds that are drawn, and the column of the ledger that counts their connections: each line
# between channels once for every tap of every output.
COUNTED = {
    "conv": "macs", "depthwise": "macs", "fc": "macs", "rbf": "macs", "shuffle": "moved",
    "maxpool": "pool_windows", "avgpool": "pool_windows", "adaptive_avgpool": "pool_windows",
    "gap": "pool_windows", "gmp": "pool_windows", "subsample": "pool_windows",
}  # fmt: skip
IN_GROUPS = ("conv", "fc", "rbf", "shuffle")  # of all others, every channel is its own group


def connects(layer: Measured) -> bool:
    """Whether a layer is drawn: it connects channels or positions, all in the same way."""
    return layer.kind.name in COUNTED and lines(layer) * _taps(layer) == _connected(layer)


def lines(layer: Measured) -> int:
    """The lines between channels at one tap, from what the ledger counts over all of them."""
    return _connected(layer) // _taps(layer)


def multiplies(layer: Measured) -> bool:
    """Whether every line is a multiply-accumulate for every tap of every output."""
    return COUNTED[layer.kind.name] == "macs"


def column(layer: Measured, name: str) -> int:
    """One column of a layer's ledger."""
    return dict(zip(LEDGER, layer.ledger, strict=True))[name]


def _connected(layer: Measured) -> int:
    return column(layer, COUNTED[layer.kind.name])


def _taps(layer: Measured) -> int:
    """The taps of all outputs."""
    (height, width, _), (down, across) = layer.output, layer.kernel
    return height * width * down * across


def not_drawn(row: Measured) -> str:
    """A row that is not drawn, and what it costs."""
    sizes = "" if row.input == row.output else f", {shape(row.input)} to {shape(row.output)}"
    return f"{row.kind.title}{sizes}: {figures(column(row, 'macs'))} MACs"


def groups(layer: Measured) -> int:
    """How many groups of channels do not meet each other."""
    return layer.letters["G"] if layer.kind.name in IN_GROUPS else layer.input[2]


def passed_over(layer: Measured) -> bool:
    """Whether a layer leaves every element in its place, as normalisation and activations do."""
    kind = layer.kind
    return not kind.names and kind.name not in JOINS and layer.input == layer.output
