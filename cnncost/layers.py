"""The layer kinds: what each may be told, what it puts out, what it costs; each formula once.

The letters are the lecture's: an H x W output, N channels in, M channels out, a K x K kernel,
G groups, stride S, padding P, dilation D, an Hi x Wi input. Where height and width may differ a
letter has two halves, K_h and K_w; padding has four, P_t, P_b, P_l, P_r.
"""

from __future__ import annotations

from cnncost.formula import Expr, number, parse, symbols
from cnncost.formula.expression import call
from cnncost.kind import ONE, Hi, Kind, N, Option, Rule, Wi

H, W, M, G, B, C, E = symbols("H W M G B C E")
K_h, K_w, S_h, S_w, D_h, D_w, O_h, O_w = symbols("K_h K_w S_h S_w D_h D_w O_h O_w")
P_t, P_b, P_l, P_r = symbols("P_t P_b P_l P_r")
bias, ceil, gamma, beta = symbols("bias ceil gamma beta")
first, stop, parts = symbols("first stop parts")
A_h, A_w = symbols("A_h A_w")
AXES = {"h": (Hi, K_h, S_h, D_h, P_t, P_b), "w": (Wi, K_w, S_w, D_w, P_l, P_r)}


# --- output sizes, along one axis


def window(
    size: Expr, kernel: Expr, stride: Expr, dilation: Expr, before: Expr, after: Expr
) -> Expr:
    """How many positions a window takes, the last one wholly inside."""
    return (size + before + after - dilation * (kernel - 1) - 1) // stride + 1


def window_up(
    size: Expr, kernel: Expr, stride: Expr, dilation: Expr, before: Expr, after: Expr
) -> Expr:
    """The same rounded up, but no last window that starts in the padding: the frameworks' rule."""
    rounded_up = (size + before + after - dilation * (kernel - 1) - 1 + stride - 1) // stride + 1
    starts_inside = (size + before - 1) // stride + 1
    return call("min", rounded_up, starts_inside)


def window_back(
    size: Expr, kernel: Expr, stride: Expr, dilation: Expr, before: Expr, after: Expr
) -> Expr:
    """The size that a transposed convolution puts out: the window formula read backwards."""
    return (size - 1) * stride - before - after + dilation * (kernel - 1) + 1


def half_padding(kernel: Expr, dilation: Expr) -> Expr:
    """Padding on each side that keeps the size of a map at stride 1, for odd kernels."""
    return dilation * (kernel - 1) // 2


def same_padding(size: Expr, kernel: Expr, stride: Expr, dilation: Expr) -> Expr:
    """Padding of both sides together that gives ceil(I/S) outputs, for any kernel."""
    outputs = (size + stride - 1) // stride
    return call("max", (outputs - 1) * stride + dilation * (kernel - 1) + 1 - size, 0)


def shared_windows(size: Expr, asked: Expr) -> Expr:
    """Elements in all windows when a map is shared out evenly: neighbours overlap by one element
    wherever the border between them falls inside it."""
    return size + asked - call("gcd", size, asked)


def even_window(size: Expr, asked: Expr) -> Expr:
    """The window of such a pooling, where all are alike; else the whole map, which holds them."""
    shared_evenly = Expr("==", Expr("%", size, asked), number(0))
    return Expr("if", size // asked, shared_evenly, size)


def even_stride(size: Expr, asked: Expr) -> Expr:
    """From one such window to the next, rounded down; never 0, as where the map is enlarged."""
    return call("max", size // asked, 1)


HALF = {axis: half_padding(k, d) for axis, (_, k, _, d, _, _) in AXES.items()}
SAME = {axis: same_padding(i, k, s, d) for axis, (i, k, s, d, _, _) in AXES.items()}
SLIDING = (window(*AXES["h"]), window(*AXES["w"]))
SLIDING_UP = (window_up(*AXES["h"]), window_up(*AXES["w"]))
POOLED = (
    Expr("if", SLIDING_UP[0], ceil, SLIDING[0]),
    Expr("if", SLIDING_UP[1], ceil, SLIDING[1]),
)

# --- options that many kinds share

CHANNELS = Option("channels", ("M",), None, "output channels", least=1)
KERNEL = Option("k", ("K_h", "K_w"), 1, "kernel, 3 or 1x7", least=1)
STRIDE = Option("s", ("S_h", "S_w"), 1, "stride", least=1)
PADDING = Option(
    "p", ("P_t", "P_b", "P_l", "P_r"), "half", "padding", words=("same", "valid"),
)  # fmt: skip
DILATION = Option("d", ("D_h", "D_w"), 1, "dilation", least=1)
GROUPS = Option("g", ("G",), 1, "groups", least=1)
BIAS = Option("bias", ("bias",), 1, "whether a bias is added", flag=True)
WINDOW_SIZE = Option("k", ("K_h", "K_w"), None, "window, 3 or 1x7", least=1)
CEIL = Option("ceil", ("ceil",), 0, "whether the output size is rounded up", flag=True)
WINDOW = ((K_h, K_w), (S_h, S_w))
WHOLE_MAP = ((Hi, Wi), (Hi, Wi))


# --- ledgers that many kinds share


def weighted(weights: Expr, positions: Expr) -> dict[str, Expr]:
    """Every weight is used once at each of ``positions``; a bias is added to each output."""
    return {
        "weights": weights,
        "bias": M * bias,
        "macs": positions * weights,
        "bias_adds": H * W * M * bias,
    }


def pooled(window_elements: Expr) -> dict[str, Expr]:
    """What a pooling reads and writes."""
    return {
        "pool_inputs": Hi * Wi * N,
        "pool_outputs": H * W * M,
        "pool_windows": H * W * M * window_elements,
    }


IN_GROUPS = Rule(
    parse("N % G == 0 and M % G == 0"),
    "groups (={G}) must divide both the input channels (={N}) and the output channels (={M}).",
    "g",
)
DENSE = N * K_h * K_w * M / G
CONVOLUTION = (CHANNELS, KERNEL, STRIDE, PADDING, DILATION, GROUPS, BIAS)
# An even window keeps no map's size, so its stride is not guessed: 2×2 almost always means s=2.
# Who gives a padding has thought of it.
EVEN = Rule(
    parse("stated == 1 or K_h % 2 == 1 and K_w % 2 == 1"),
    "A {K_h}×{K_w} window needs its stride: s=2 halves a map, s=1 moves one element at a time.",
    "k",
)
IN_THE_MAP = Rule(
    parse(
        "P_t <= D_h*(K_h - 1) and P_b <= D_h*(K_h - 1) and "
        "P_l <= D_w*(K_w - 1) and P_r <= D_w*(K_w - 1)"
    ),
    "With this padding a {K_h}×{K_w} window could lie beside the map, with nothing in it to pool.",
    "p",
)
REACHED = Rule(
    parse("O_h < max(S_h, D_h) and O_w < max(S_w, D_w)"),
    "op (output padding) must be smaller than the stride or the dilation.",
    "op",
)
POOLING = (WINDOW_SIZE, STRIDE, PADDING, CEIL)


def activation(name: str, title: str) -> Kind:
    """A function applied to every element."""
    return Kind(name, title, ledger={"activation_elements": H * W * M})


def normalisation(name: str, title: str, stats: Expr) -> Kind:
    """Every element is normalised, then scaled (gamma) and shifted (beta) by channel."""
    learned = (
        Option("gamma", ("gamma",), 1, "whether a scale is learned", flag=True),
        Option("beta", ("beta",), 1, "whether a shift is learned", flag=True),
    )
    ledger = {"norm": N * (gamma + beta), "stats": stats, "norm_elements": H * W * N}
    return Kind(name, title, learned, ledger=ledger)


_KINDS = (
    Kind(
        "conv", "convolution", CONVOLUTION, (*SLIDING, M), weighted(DENSE, H * W),
        rules=(IN_GROUPS,), names=True, sees=WINDOW,
    ),
    Kind(
        "depthwise", "depthwise convolution, one filter for each channel",
        (WINDOW_SIZE, STRIDE, PADDING, DILATION, BIAS),
        (*SLIDING, N), weighted(N * K_h * K_w, H * W), names=True, sees=WINDOW,
    ),
    Kind(
        "sparse_conv", "convolution with a table of connected channels, as LeNet-5's C3",
        (
            CHANNELS, KERNEL, STRIDE, PADDING, DILATION, BIAS,
            Option("connections", ("C",), None, "pairs of channels that are connected", least=1),
        ),
        (*SLIDING, M), weighted(C * K_h * K_w, H * W), names=True, sees=WINDOW,
        rules=(
            Rule(
                parse("C <= N*M"),
                "{C} connections are more than the {N}·{M} pairs of channels.", "connections",
            ),
        ),
    ),
    Kind(
        "transposed", "transposed convolution",
        (
            *CONVOLUTION,
            Option("op", ("O_h", "O_w"), 0, "output padding, below and right"),
        ),
        (window_back(*AXES["h"]) + O_h, window_back(*AXES["w"]) + O_w, M),
        weighted(DENSE, Hi * Wi),
        rules=(IN_GROUPS, REACHED), names=True, upsamples=True, sees=WINDOW,
    ),
    Kind(
        "fc", "fully connected layer", (CHANNELS, BIAS),
        (ONE, ONE, M), weighted(Hi * Wi * N * M, ONE), names=True, sees=WHOLE_MAP,
    ),
    Kind(
        "rbf", "distances to fixed vectors that are not trained, LeNet-5's output", (CHANNELS,),
        (ONE, ONE, M), {"stats": Hi * Wi * N * M, "macs": Hi * Wi * N * M},
        names=True, sees=WHOLE_MAP,
    ),
    Kind(
        "maxpool", "max pooling", (*POOLING, DILATION), (*POOLED, N), pooled(K_h * K_w),
        sees=WINDOW, rules=(EVEN, IN_THE_MAP),
    ),
    Kind(
        "avgpool", "average pooling", POOLING, (*POOLED, N), pooled(K_h * K_w),
        sees=WINDOW, rules=(EVEN, IN_THE_MAP),
    ),
    Kind(
        "adaptive_avgpool", "average pooling to a given size, whatever comes in",
        (Option("size", ("A_h", "A_w"), None, "output size, 7 or 1x7", least=1),),
        (A_h, A_w, N),
        {
            "pool_inputs": Hi * Wi * N, "pool_outputs": H * W * N,
            "pool_windows": shared_windows(Hi, A_h) * shared_windows(Wi, A_w) * N,
        },
        sees=(
            (even_window(Hi, A_h), even_window(Wi, A_w)),
            (even_stride(Hi, A_h), even_stride(Wi, A_w)),
        ),
    ),
    Kind("gap", "global average pooling", (), (ONE, ONE, N), pooled(Hi * Wi), sees=WHOLE_MAP),
    Kind("gmp", "global max pooling", (), (ONE, ONE, N), pooled(Hi * Wi), sees=WHOLE_MAP),
    Kind(
        "subsample", "LeNet-5's pooling: a sum times a trained coefficient plus a trained bias",
        (WINDOW_SIZE, STRIDE, PADDING), (*SLIDING, N),
        pooled(K_h * K_w) | {"weights": N, "bias": N, "macs": H * W * N, "bias_adds": H * W * N},
        names=True, sees=WINDOW, rules=(EVEN,),
    ),
    normalisation("bn", "batch normalisation", stats=2 * N),
    normalisation("layernorm", "layer normalisation", stats=number(0)),
    Kind(
        "lrn", "local response normalisation",
        (Option("k", ("K",), 5, "channels in a window", least=1),),
        ledger={"norm_elements": H * W * N},
    ),
    Kind(
        "scale", "every channel times a number, learned or fixed",
        (
            Option("gamma", ("gamma",), 1, "whether the scale is learned", flag=True),
            Option("beta", ("beta",), 0, "whether a shift is learned too", flag=True),
        ),
        ledger={
            "norm": N * (gamma + beta), "multiplies": H * W * N, "adds": H * W * N * beta,
        },
    ),
    activation("relu", "rectifier, max(0, x)"),
    activation("relu6", "rectifier bounded at 6"),
    activation("leaky_relu", "rectifier with a small slope below 0"),
    Kind(
        "prelu", "rectifier with a trained slope below 0 for each channel",
        ledger={"weights": N, "activation_elements": H * W * M},
    ),
    activation("elu", "exponential linear unit"),
    activation("gelu", "Gaussian error linear unit"),
    activation("sigmoid", "sigmoid"),
    activation("hsigmoid", "sigmoid made of straight lines"),
    activation("tanh", "hyperbolic tangent"),
    activation("swish", "x times sigmoid of x"),
    activation("hswish", "x times hsigmoid of x"),
    activation("softmax", "softmax"),
    Kind(
        "upsample", "a larger map without weights, nearest or interpolated",
        (Option("s", ("S_h", "S_w"), None, "how many times larger", least=1),),
        (Hi * S_h, Wi * S_w, N), {"moved": H * W * M},
        sees=((ONE, ONE), (S_h, S_w)), upsamples=True,
    ),
    Kind(
        "pad_channels", "channels of zeros added, and every S-th row and column kept: a shortcut",
        (CHANNELS, STRIDE), ((Hi - 1) // S_h + 1, (Wi - 1) // S_w + 1, M), {"moved": H * W * M},
        sees=((ONE, ONE), (S_h, S_w)),
        rules=(
            Rule(
                parse("M >= N"), "{M} channels cannot hold the {N} that come in.", "channels",
            ),
        ),
    ),
    Kind("dropout", "dropout, which does nothing once trained"),
    Kind("flatten", "the map as one long vector", size=(ONE, ONE, Hi * Wi * N), sees=WHOLE_MAP),
    Kind(
        "shuffle", "channel shuffle",
        (Option("g", ("G",), None, "groups", least=1),),
        ledger={"moved": H * W * N},
        rules=(
            Rule(
                parse("N % G == 0"), "groups (={G}) must divide the channels (={N}).", "g",
            ),
        ),
    ),
    Kind(
        "split", "one of several equal parts of the channels",
        (
            Option("parts", ("parts",), None, "how many equal parts", least=1),
            Option("take", ("take",), 1, "which part is kept, from 1", least=1),
        ),
        (Hi, Wi, N / parts),
        rules=(
            Rule(
                parse("N % parts == 0"),
                "{N} channels cannot be split into {parts} equal parts.", "parts",
            ),
            Rule(
                parse("take <= parts"),
                "Part {take} of {parts} does not exist; parts count from 1.", "take",
            ),
        ),
    ),
    Kind(
        "slice", "a run of the channels",
        (
            Option("first", ("first",), None, "first channel kept, from 0"),
            Option("stop", ("stop",), None, "first channel no longer kept", least=1),
        ),
        (Hi, Wi, stop - first),
        rules=(
            Rule(
                parse("first < stop and stop <= N"),
                "Channels {first} to {stop} are no run of the {N} channels here, which count "
                "from 0.", "stop",
            ),
        ),
    ),
)  # fmt: skip

SIZES = {"input_elements": Hi * Wi * N, "output_elements": H * W * M}
KINDS = {kind.name: kind._replace(ledger={**SIZES, **kind.ledger}) for kind in _KINDS}

# Joins end branches that start from one map. E counts the elements of all branches, B the branches.
_JOINS = (
    Kind("concat", "branches stacked by channel", ledger={"moved": H * W * M}),
    Kind("add", "branches added element by element", ledger={"adds": H * W * M * (B - 1)}),
    Kind(
        "multiply", "branches multiplied element by element",
        ledger={"multiplies": H * W * M * (B - 1)},
    ),
)  # fmt: skip

JOINS = {
    kind.name: kind._replace(ledger={**SIZES, **kind.ledger, "input_elements": E})
    for kind in _JOINS
}

# What other frameworks and papers call the same thing, for suggestions only.
OTHER_NAMES = {
    "conv2d": "conv", "convolution": "conv", "pointwise": "conv", "conv1x1": "conv",
    "dwconv": "depthwise", "depthwise_conv": "depthwise", "depthwiseconv2d": "depthwise",
    "deconv": "transposed", "conv_transpose": "transposed", "convtranspose2d": "transposed",
    "linear": "fc", "dense": "fc", "fully_connected": "fc",
    "max_pool": "maxpool", "maxpool2d": "maxpool", "pool": "maxpool", "maxpooling2d": "maxpool",
    "avg_pool": "avgpool", "avgpool2d": "avgpool", "averagepooling2d": "avgpool",
    "adaptive_avg_pool2d": "adaptive_avgpool", "adaptiveavgpool2d": "adaptive_avgpool",
    "global_avgpool": "gap", "globalavgpool": "gap", "globalaveragepooling2d": "gap",
    "global_maxpool": "gmp", "batchnorm": "bn", "batch_norm": "bn", "batchnorm2d": "bn",
    "layer_norm": "layernorm", "ln": "layernorm",
    "hardswish": "hswish", "hardsigmoid": "hsigmoid", "silu": "swish", "lrelu": "leaky_relu",
    "leakyrelu": "leaky_relu", "interpolate": "upsample", "upsampling": "upsample",
    "upsampling2d": "upsample", "unpool": "upsample", "resize": "upsample",
    "channel_shuffle": "shuffle", "chunk": "split",
    "sum": "add", "eltwise": "add", "residual": "add", "concatenate": "concat", "cat": "concat",
    "mul": "multiply",
}  # fmt: skip

OTHER_OPTIONS = {
    "kernel": "k", "kernel_size": "k", "size": "k", "pool_size": "k", "stride": "s", "strides": "s",
    "padding": "p", "pad": "p", "dilation": "d", "dilation_rate": "d", "groups": "g",
    "use_bias": "bias", "ceil_mode": "ceil", "filters": "channels", "out_channels": "channels",
    "num_output": "channels", "units": "channels", "out_features": "channels",
    "output_size": "size",
    "output_padding": "op",
}  # fmt: skip
