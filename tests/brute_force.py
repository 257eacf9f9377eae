"""An independent counter: it slides real windows over small maps and counts one by one.

No formula of cnncost is used or repeated here. An output size is the number of windows that were
laid, a weight is an index that was used, a multiply-accumulate is one turn of the innermost loop.
Taps that fall on padding count as work.

A counter takes the map's shape (H, W, C) and the layer's arguments as a spec names them, and
returns the shape that comes out with every column of the ledger that is not zero.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from itertools import product
from typing import NamedTuple

import numpy as np
from sliding_windows import Axis, NothingFitsError, Setting, Shape, both, sides, windows

Pairs = Iterable[tuple[int, int]]


class Counted(NamedTuple):
    """What a layer put out, and what was counted on the way."""

    output: Shape
    ledger: Counter[str]


def elements(shape: Sequence[int]) -> int:
    """The elements of a map, counted."""
    return sum(1 for _ in np.ndindex(*shape))


def sized(shape: Shape, output: Shape, ledger: dict[str, int]) -> Counted:
    """With the columns that every layer has."""
    ends = {"input_elements": elements(shape), "output_elements": elements(output)}
    return Counted(output, Counter(ends | ledger))


# --- layers with weights


def within_groups(inputs: int, outputs: int, groups: int) -> Pairs:
    """The pairs of channels that grouping leaves connected."""
    chunks = zip(
        np.array_split(range(inputs), groups),
        np.array_split(range(outputs), groups),
        strict=True,
    )
    return [(int(n), int(m)) for ns, ms in chunks for n, m in product(ns, ms)]


def slid(shape: Shape, channels: int, pairs: Pairs, axes: tuple[Axis, Axis], bias: int) -> Counted:
    """Slide one window over the map, multiply at every tap, and add a bias to every output."""
    down, across = axes
    weights, biases, macs, bias_adds = set(), set(), 0, 0
    pairs = list(pairs)
    for rows, columns in product(down, across):
        for (n, m), (i, _), (j, _) in product(pairs, enumerate(rows), enumerate(columns)):
            weights.add((n, m, i, j))
            macs += 1
        for m in range(channels if bias else 0):
            biases.add(m)
            bias_adds += 1
    ledger = {"weights": len(weights), "bias": len(biases), "macs": macs, "bias_adds": bias_adds}
    return sized(shape, (len(down), len(across), channels), ledger)


def conv(
    shape: Shape,
    channels: int,
    k: Setting = 1,
    s: Setting = 1,
    p: Setting | str = "half",
    d: Setting = 1,
    g: int = 1,
    bias: int = 1,
) -> Counted:
    pairs = within_groups(shape[2], channels, g)
    return slid(shape, channels, pairs, windows(shape, k, s, p, d), bias)


def depthwise(
    shape: Shape,
    k: Setting,
    s: Setting = 1,
    p: Setting | str = "half",
    d: Setting = 1,
    bias: int = 1,
) -> Counted:
    pairs = [(n, n) for n in range(shape[2])]
    return slid(shape, shape[2], pairs, windows(shape, k, s, p, d), bias)


def sparse_conv(
    shape: Shape,
    channels: int,
    connections: Pairs,
    k: Setting = 1,
    s: Setting = 1,
    p: Setting | str = "half",
    d: Setting = 1,
    bias: int = 1,
) -> Counted:
    """``connections`` is the table itself: pairs (input channel, output channel)."""
    return slid(shape, channels, connections, windows(shape, k, s, p, d), bias)


def fc(shape: Shape, channels: int, bias: int = 1) -> Counted:
    """One window as large as the map."""
    whole = ([list(range(shape[0]))], [list(range(shape[1]))])
    return slid(shape, channels, within_groups(shape[2], channels, 1), whole, bias)


def rbf(shape: Shape, channels: int) -> Counted:
    """Every input is compared with its number in each of ``channels`` vectors; none is trained."""
    fixed = {(at, m) for at in np.ndindex(*shape) for m in range(channels)}
    compared = sum(1 for _ in product(np.ndindex(*shape), range(channels)))
    return sized(shape, (1, 1, channels), {"stats": len(fixed), "macs": compared})


def transposed(
    shape: Shape,
    channels: int,
    k: Setting = 1,
    s: Setting = 1,
    p: Setting | str = "half",
    d: Setting = 1,
    g: int = 1,
    bias: int = 1,
    op: Setting = 0,
) -> Counted:
    """Scatter every input over the output; what padding cuts off was multiplied all the same."""
    (k_h, k_w), (s_h, s_w), (d_h, d_w), (o_h, o_w) = both(k), both(s), both(d), both(op)
    weights, macs, lowest, rightmost = set(), 0, 0, 0
    taps = list(product(within_groups(shape[2], channels, g), range(k_h), range(k_w)))
    for y, x in np.ndindex(*shape[:2]):
        for (n, m), i, j in taps:
            weights.add((n, m, i, j))
            macs += 1
            lowest, rightmost = max(lowest, y * s_h + i * d_h), max(rightmost, x * s_w + j * d_w)
    (top, bottom), (left, right) = sides(p, shape[:2], k, s, d)
    rows = range(top, lowest + 1 - bottom + o_h)
    columns = range(left, rightmost + 1 - right + o_w)
    if not (rows and columns):
        raise NothingFitsError
    output = (len(rows), len(columns), channels)
    ledger = {"weights": len(weights), "macs": macs}
    if bias:
        ledger |= {"bias": len(range(channels)), "bias_adds": elements(output)}
    return sized(shape, output, ledger)


# --- pooling


def pool(
    shape: Shape,
    k: Setting,
    s: Setting = 1,
    p: Setting | str = "half",
    d: Setting = 1,
    ceil: int = 0,
) -> Counted:
    return pooled(shape, windows(shape, k, s, p, d, bool(ceil)))


def global_pool(shape: Shape) -> Counted:
    return pooled(shape, ([list(range(shape[0]))], [list(range(shape[1]))]))


def adaptive_pool(shape: Shape, size: Setting) -> Counted:
    """Output i is given every element that lies, wholly or in part, in share i of the map."""
    return pooled(shape, (shared(shape[0], both(size)[0]), shared(shape[1], both(size)[1])))


def shared(size: int, parts: int) -> Axis:
    """Element e spans e to e + 1, share i spans i·size/parts to (i + 1)·size/parts."""
    shares = [(Fraction(i * size, parts), Fraction((i + 1) * size, parts)) for i in range(parts)]
    return [[e for e in range(size) if e < end and e + 1 > start] for start, end in shares]


def pooled(shape: Shape, axes: tuple[Axis, Axis]) -> Counted:
    """Lay every window on every channel and look at each of its elements."""
    outputs, looked_at = 0, 0
    for rows, columns, _ in product(*axes, range(shape[2])):
        outputs += 1
        for _ in product(rows, columns):
            looked_at += 1
    ledger = {
        "pool_inputs": elements(shape),
        "pool_outputs": outputs,
        "pool_windows": looked_at,
    }
    return sized(shape, (len(axes[0]), len(axes[1]), shape[2]), ledger)


def subsample(shape: Shape, k: Setting, s: Setting = 1, p: Setting | str = "half") -> Counted:
    """LeNet-5: each window is summed, then multiplied by its map's coefficient, then shifted."""
    output, ledger = pool(shape, k, s, p)
    coefficients, work = set(), 0
    for _, _, channel in np.ndindex(*output):
        coefficients.add(channel)
        work += 1
    trained = {"weights": len(coefficients), "bias": len(coefficients)}
    return Counted(output, ledger + Counter(trained | {"macs": work, "bias_adds": work}))


# --- layers that leave the size alone, or only cut and stack channels


def activation(shape: Shape) -> Counted:
    return sized(shape, shape, {"activation_elements": elements(shape)})


def prelu(shape: Shape) -> Counted:
    """One trained slope for every channel that occurs."""
    slopes = {channel for _, _, channel in np.ndindex(*shape)}
    ledger = {"weights": len(slopes), "activation_elements": elements(shape)}
    return sized(shape, shape, ledger)


def upsample(shape: Shape, s: Setting) -> Counted:
    """Every element of the larger map is written once."""
    down, across = both(s)
    height, width, depth = np.zeros(shape).repeat(down, axis=0).repeat(across, axis=1).shape
    return sized(shape, (height, width, depth), {"moved": elements((height, width, depth))})


def pad_channels(shape: Shape, channels: int, s: Setting = 1) -> Counted:
    """Every element that is kept, and every zero beside it, is written once."""
    down, across = both(s)
    kept = np.ones(shape)[::down, ::across]
    padded = np.concatenate([kept, np.zeros((*kept.shape[:2], channels - shape[2]))], axis=2)
    height, width, depth = padded.shape
    return sized(shape, (height, width, depth), {"moved": elements(padded.shape)})


def nothing(shape: Shape) -> Counted:
    return sized(shape, shape, {})


def lrn(shape: Shape, k: int = 5) -> Counted:
    return sized(shape, shape, {"norm_elements": elements(shape)})


def layernorm(shape: Shape, gamma: int = 1, beta: int = 1) -> Counted:
    learned = {(n, letter) for n in range(shape[2]) for letter in ["γ"] * gamma + ["β"] * beta}
    return sized(shape, shape, {"norm": len(learned), "norm_elements": elements(shape)})


def bn(shape: Shape, gamma: int = 1, beta: int = 1) -> Counted:
    _, ledger = layernorm(shape, gamma, beta)
    running = {(n, letter) for n in range(shape[2]) for letter in ("mean", "variance")}
    return Counted(shape, ledger + Counter(stats=len(running)))


def scale(shape: Shape, gamma: int = 1, beta: int = 0) -> Counted:
    learned = {(n, letter) for n in range(shape[2]) for letter in ["γ"] * gamma + ["β"] * beta}
    ledger = {"norm": len(learned), "multiplies": elements(shape)}
    return sized(shape, shape, ledger | ({"adds": elements(shape)} if beta else {}))


def flatten(shape: Shape) -> Counted:
    return sized(shape, (1, 1, np.zeros(shape).reshape(-1).shape[0]), {})


def shuffle(shape: Shape, g: int) -> Counted:
    """Every element is written to a new place."""
    old = np.arange(np.zeros(shape).size).reshape(*shape[:2], g, shape[2] // g)
    new = np.empty_like(old.swapaxes(2, 3))
    moved = 0
    for at in np.ndindex(*old.shape):
        new[at[0], at[1], at[3], at[2]] = old[at]
        moved += 1
    return sized(shape, shape, {"moved": moved})


def split(shape: Shape, parts: int, take: int = 1) -> Counted:
    kept = np.split(np.arange(shape[2]), parts)[take - 1]
    return sized(shape, (*shape[:2], len(kept)), {})


def slice_(shape: Shape, first: int, stop: int) -> Counted:
    return sized(shape, (*shape[:2], len(range(shape[2])[first:stop])), {})


# --- joins


def concat(shapes: Sequence[Shape]) -> Counted:
    stacked = np.concatenate([np.zeros(shape) for shape in shapes], axis=2)
    return joined(shapes, stacked.shape, {"moved": elements(stacked.shape)})


def elementwise(column: str) -> Callable[[Sequence[Shape]], Counted]:
    """``add`` and ``multiply``: the second branch meets the first, the third meets both, ..."""

    def meet(shapes: Sequence[Shape]) -> Counted:
        output = np.broadcast_shapes(*shapes)
        operations = sum(1 for _ in shapes[1:] for _ in np.ndindex(*output))
        return joined(shapes, output, {column: operations})

    return meet


def joined(shapes: Sequence[Shape], output: tuple[int, ...], ledger: dict[str, int]) -> Counted:
    height, width, channels = output
    entering = {"input_elements": sum(elements(shape) for shape in shapes)}
    counted = sized(shapes[0], (height, width, channels), ledger)
    return counted._replace(ledger=Counter(dict(counted.ledger) | entering))


ACTIVATIONS = (
    "relu",
    "relu6",
    "leaky_relu",
    "elu",
    "gelu",
    "sigmoid",
    "hsigmoid",
    "tanh",
    "swish",
    "hswish",
    "softmax",
)

# kind -> its counter, called as counter(shape, **arguments)
LAYERS: dict[str, Callable[..., Counted]] = {
    "conv": conv,
    "depthwise": depthwise,
    "sparse_conv": sparse_conv,
    "transposed": transposed,
    "fc": fc,
    "maxpool": pool,
    "avgpool": pool,
    "gap": global_pool,
    "gmp": global_pool,
    "adaptive_avgpool": adaptive_pool,
    "rbf": rbf,
    "subsample": subsample,
    "bn": bn,
    "layernorm": layernorm,
    "lrn": lrn,
    "scale": scale,
    "prelu": prelu,
    "upsample": upsample,
    "pad_channels": pad_channels,
    "dropout": nothing,
    "flatten": flatten,
    "shuffle": shuffle,
    "split": split,
    "slice": slice_,
    **dict.fromkeys(ACTIVATIONS, activation),
}

JOINS: dict[str, Callable[[Sequence[Shape]], Counted]] = {
    "concat": concat,
    "add": elementwise("adds"),
    "multiply": elementwise("multiplies"),
}
