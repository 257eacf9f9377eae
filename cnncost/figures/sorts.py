"""Sorts of layers: what a layer is drawn as in all figures, and what the sort is called."""

from __future__ import annotations

from cnncost.layers import JOINS
from cnncost.measure import Measured

SORTS = {
    "conv": "convolution", "pointwise": "1×1 convolution", "depthwise": "depthwise",
    "grouped": "grouped", "fc": "fully connected", "pool": "pooling", "norm": "normalisation",
    "activation": "activation", "join": "join", "other": "other",
}  # fmt: skip


def role_of(layer: Measured) -> str:
    """What a layer is drawn as: one of the roles of a scene."""
    kind = layer.kind
    if kind.name in ("fc", "rbf"):
        return "fc"
    if kind.name in JOINS:
        return "join"
    for column, role in (("pool_inputs", "pool"), ("norm_elements", "norm"), ("norm", "norm")):
        if column in kind.ledger:
            return role
    if not kind.names:
        return "activation" if "activation_elements" in kind.ledger else "other"
    if layer.depthwise:
        return "depthwise"
    if layer.letters["G"] > 1:
        return "grouped"
    return "pointwise" if layer.kernel == (1, 1) else "conv"
