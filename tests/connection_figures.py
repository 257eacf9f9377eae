"""What the tests of connection diagrams share: figures by name, and layers that are typed."""

from __future__ import annotations

from conftest import counted

from cnncost import analyze
from cnncost.figures.connections import Connections, Panel, connections, connections_of
from cnncost.measure import Measured

BLOCKS = (
    "conv3x3", "grouped", "depthwise", "conv1x1", "channel_shuffle", "separable", "bottleneck",
    "resnext_bottleneck", "shufflenet_unit", "shufflenet_unit_stride2", "inverted_residual",
    "inception_v1", "fire", "asymmetric_7x7", "stem_7x7", "mlpconv", "googlenet:stem",
    "resnet50:conv2/block.1", "alexnet", "lenet5",
)  # fmt: skip


def figure_of(name: str, most: int = 8) -> Connections:
    """The figure of a network, or of a part of it as ``resnet50:conv2/block.1``."""
    spec, _, part = name.partition(":")
    return connections_of(analyze(spec), most, part)


def layers(text: str, size: str = "28x28x128") -> tuple[Measured, ...]:
    """Layers that follow each other on a map."""
    return counted(f"input: {size}\nlayers: {text}").measured


def panel(text: str, size: str = "28x28x128") -> Panel:
    """The panel of a single layer."""
    (only,) = connections(layers(text, size)).panels
    return only
