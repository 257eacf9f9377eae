"""Connections: which inputs each output of a layer reads, as lines, so that cost can be counted.

A figure draws the taps of a window along one axis of space, and the lines between some of the
channels; see scale.py for how many. The numbers in it are those of the ledger.
"""

from __future__ import annotations

from cnncost.figures.connections.edges import edges_in_channels, edges_in_space
from cnncost.figures.connections.model import (
    MOST,
    Connections,
    Note,
    Panel,
    Stack,
    connections,
    scaled,
)
from cnncost.figures.connections.runs import connections_of

__all__ = [
    "MOST", "Connections", "Note", "Panel", "Stack", "connections", "connections_of",
    "edges_in_channels", "edges_in_space", "scaled",
]  # fmt: skip
