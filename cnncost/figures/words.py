"""A layer in words: its kernel and kind, and what is not as usual about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cnncost.measure import Measured
from cnncost.numbers import shape

CALLED = {
    "sparse_conv": "sparse conv", "adaptive_avgpool": "adaptive avgpool",
    "gap": "global avgpool", "gmp": "global maxpool", "pad_channels": "pad channels",
}  # fmt: skip
JOINED = {"add": "added", "concat": "concatenated", "multiply": "multiplied"}


class Extra(NamedTuple):
    """Something that is not as usual, as it is written in a box and in a sentence."""

    brief: str
    long: str


def in_brief(layer: Measured) -> str:
    """``3×3 conv /2 g=32``."""
    return " ".join((_named(layer), *(extra.brief for extra in _extras(layer))))


def at_length(layer: Measured) -> str:
    """``3×3 conv, stride 2, 32 groups``."""
    return ", ".join((_named(layer), *(extra.long for extra in _extras(layer))))


def _named(layer: Measured) -> str:
    """Kernel and kind; what sees the whole map, or one element, has no kernel to name."""
    kind = layer.kind.name
    word = "depthwise" if layer.depthwise else CALLED.get(kind, kind)
    return f"{shape(layer.kernel)} {word}" if "K_h" in layer.letters else word


def _extras(layer: Measured) -> Iterator[Extra]:
    get = layer.letters
    match layer.kind.name:
        case "split":
            part = f"{get['take']} of {get['parts']}"
            yield Extra(part, f"part {part}")
        case "slice":
            run = f"{get['first']} to {get['stop'] - 1}"
            yield Extra(run, f"channels {run}")
        case "upsample":
            yield Extra(f"×{_square(layer.stride)}", f"{_square(layer.stride)} times as large")
        case _ if "S_h" in get and layer.stride != (1, 1):
            yield Extra(f"/{_square(layer.stride)}", f"stride {_square(layer.stride)}")
    if get["G"] > 1 and not layer.depthwise:
        yield Extra(f"g={get['G']}", f"{get['G']} groups")
    dilation = layer.pair("D", 1)
    if dilation != (1, 1):
        yield Extra(f"d={_square(dilation)}", f"dilation {_square(dilation)}")


def _square(pair: tuple[int, int]) -> str:
    return str(pair[0]) if pair[0] == pair[1] else shape(pair)
