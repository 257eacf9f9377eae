"""Sorts of layers: what a layer is drawn as, and what it is called among its like."""

from __future__ import annotations

from cnncost.layers import JOINS
from cnncost.measure import Measured
from cnncost.numbers import shape
from cnncost.report import Row

SORTS = {
    "conv": "convolution", "pointwise": "1×1 convolution", "depthwise": "depthwise",
    "grouped": "grouped", "fc": "fully connected", "pool": "pooling", "norm": "normalisation",
    "activation": "activation", "join": "join", "other": "other",
}  # fmt: skip
CONVOLUTIONS = ("conv", "pointwise", "depthwise", "grouped")


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
    if kind.name == "depthwise" or layer.letters["G"] == layer.letters["N"] > 1:
        return "depthwise"
    if layer.letters["G"] > 1:
        return "grouped"
    return "pointwise" if layer.kernel == (1, 1) else "conv"


def kind_of(row: Row) -> str:
    """``3×3``, ``1×1 grouped``, ``3×3 depthwise``, ``fc``."""
    role = role_of(row.measured)
    if role not in CONVOLUTIONS:
        return row.kind
    plain = "" if row.kind in ("conv", "depthwise") else row.kind
    word = role if role in ("depthwise", "grouped") else plain
    return f"{shape(row.measured.kernel)} {word}".rstrip()
