"""Layers to measure: drawn at random with the map that they meet, or written short."""

from __future__ import annotations

from collections import Counter
from itertools import product
from typing import Any

from hypothesis import strategies as st

from cnncost.kind import LEDGER
from cnncost.layers import KINDS
from cnncost.measure import Measured

Shape = tuple[int, int, int]

sizes = st.integers(1, 7)
channels = st.integers(1, 5)
shapes = st.tuples(sizes, sizes, channels)
flags = st.integers(0, 1)


def setting(most: int) -> st.SearchStrategy[Any]:
    """One number for both directions, or (down, across)."""
    return st.integers(1, most) | st.tuples(st.integers(1, most), st.integers(1, most))


def paddings(*words: str) -> st.SearchStrategy[Any]:
    """All the ways to write a padding."""
    rows = st.integers(0, 2)
    pairs, fours = st.tuples(rows, rows), st.tuples(rows, rows, rows, rows)
    return st.one_of(rows, pairs, fours, *map(st.just, words))


WINDOW = {"k": setting(4), "s": setting(3), "p": paddings("same", "valid")}
DILATED = {**WINDOW, "d": setting(3)}

POOLINGS = ("maxpool", "avgpool", "subsample")  # their stride must be given for even windows

# kind -> what it may be told; what depends on the map is added by ``layers``
OPTIONS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "conv": {**DILATED, "bias": flags},
    "depthwise": {**DILATED, "bias": flags},
    "sparse_conv": {**DILATED, "bias": flags},
    "transposed": {**DILATED, "p": paddings("valid"), "bias": flags, "op": st.integers(0, 2)},
    "fc": {"bias": flags},
    "maxpool": {**DILATED, "ceil": flags},
    "avgpool": {**WINDOW, "ceil": flags},
    "subsample": WINDOW,
    "bn": {"gamma": flags, "beta": flags},
    "layernorm": {"gamma": flags, "beta": flags},
    "scale": {"gamma": flags, "beta": flags},
    "lrn": {"k": st.integers(1, 7)},
    "upsample": {"s": setting(3)},
    "adaptive_avgpool": {"size": setting(9)},
    "pad_channels": {"s": setting(3)},
}


@st.composite
def layers(draw: st.DrawFn, kind: str) -> tuple[dict[str, Any], Shape]:
    """Arguments of a layer of this kind, each given or left out, and the map that it meets."""
    height, width, inputs = draw(shapes)
    offered, needed = dict(OPTIONS.get(kind, {})), {}
    for option in KINDS[kind].options:
        must = option.default is None or (kind in POOLINGS and option.name == "s")
        if must and option.name in offered:
            needed[option.name] = offered.pop(option.name)
    arguments = draw(st.fixed_dictionaries(needed, optional=offered))
    if kind in ("conv", "transposed"):
        arguments["g"] = groups = draw(st.integers(1, 3))
        inputs = groups * draw(st.integers(1, 2))
        arguments["channels"] = groups * draw(st.integers(1, 2))
    if kind in ("fc", "rbf", "sparse_conv"):
        arguments["channels"] = draw(channels)
    if kind == "sparse_conv":
        pairs = product(range(inputs), range(arguments["channels"]))
        arguments["connections"] = draw(st.sets(st.sampled_from(list(pairs)), min_size=1))
    if kind == "pad_channels":
        arguments["channels"] = inputs + draw(st.integers(0, 3))
    if kind in ("shuffle", "split"):
        parts = draw(st.integers(1, 4))
        inputs *= parts
        arguments["g" if kind == "shuffle" else "parts"] = parts
        arguments |= {"take": draw(st.integers(1, parts))} if kind == "split" else {}
    if kind == "slice":
        first = draw(st.integers(0, inputs - 1))
        arguments |= {"first": first, "stop": draw(st.integers(first + 1, inputs))}
    if arguments.get("ceil"):  # frameworks pad by less than a window, so that one window is dropped
        arguments["p"] = draw(st.sampled_from(["same", "valid", "half"]))
    return allowed(kind, arguments), (height, width, inputs)


def allowed(kind: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """The arguments without a padding or an output padding that frameworks refuse too."""

    def both(name: str) -> tuple[int, int]:
        value = arguments.get(name, 1)
        return value if isinstance(value, tuple) else (value, value)

    padding, drop = arguments.get("p", 0), set()
    if kind in ("maxpool", "avgpool") and not isinstance(padding, str):
        reach = min(d * (k - 1) for k, d in zip(both("k"), both("d"), strict=True))
        drop |= (
            {"p"} if max(padding if isinstance(padding, tuple) else (padding,)) > reach else set()
        )
    if kind == "transposed":
        room = min(max(s, d) for s, d in zip(both("s"), both("d"), strict=True))
        drop |= {"op"} if arguments.get("op", 0) >= room else set()
    return {name: value for name, value in arguments.items() if name not in drop}


def told(arguments: dict[str, Any]) -> dict[str, Any]:
    """A connection table is told to a layer as the number of its connections."""
    if "connections" not in arguments:
        return arguments
    return arguments | {"connections": len(arguments["connections"])}


def named(branches: list[Shape]) -> dict[str, Shape]:
    """The branches of a join under names."""
    return {f"b{i}": shape for i, shape in enumerate(branches)}


def columns(measured: Measured) -> Counter[str]:
    return Counter(dict(zip(LEDGER, measured.ledger, strict=True)))


def joinable(name: str) -> st.SearchStrategy[list[Shape]]:
    """Shapes of two to four branches that this join accepts."""
    if name == "concat":
        return st.tuples(sizes, sizes, st.lists(channels, min_size=2, max_size=4)).map(
            lambda drawn: [(drawn[0], drawn[1], c) for c in drawn[2]]
        )
    if name == "multiply":
        return st.tuples(shapes, st.lists(st.booleans(), min_size=1, max_size=3)).map(
            lambda drawn: [
                drawn[0],
                *[(1, 1, drawn[0][2]) if gate else drawn[0] for gate in drawn[1]],
            ]
        )
    return st.tuples(shapes, st.integers(2, 4)).map(lambda drawn: [drawn[0]] * drawn[1])


def conv(channels: int, k: Any = 1, **more: Any) -> tuple[str, dict[str, Any]]:
    return "conv", {"channels": channels, "k": k, **more}
