"""Every layer kind against a counter that really slides windows, and against printed numbers."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import product
from typing import Any

import brute_force
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnncost.errors import LayerError
from cnncost.formula import Expr, evaluate, parse, text
from cnncost.kind import LEDGER, LETTERS
from cnncost.layers import JOINS, KINDS
from cnncost.measure import Measured, measure, measure_join

Shape = tuple[int, int, int]

# --- random small layers


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


# --- against the brute force


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_every_kind_costs_what_a_loop_counts(kind: str, data: st.DataObject) -> None:
    """Output and whole ledger equal those counted one by one; what fits nowhere is refused."""
    arguments, shape = data.draw(layers(kind))
    try:
        counted = brute_force.LAYERS[kind](shape, **arguments)
    except brute_force.NothingFitsError:
        with pytest.raises(LayerError):
            measure(KINDS[kind], told(arguments), shape)
        return
    measured = measure(KINDS[kind], told(arguments), shape)
    assert counted.output == measured.output
    assert counted.ledger == columns(measured)


@pytest.mark.parametrize("join", JOINS)
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_every_join_costs_what_a_loop_counts(join: str, data: st.DataObject) -> None:
    """Output and whole ledger of a join equal those counted one by one."""
    branches = data.draw(joinable(join))
    counted = brute_force.JOINS[join](branches)
    measured = measure_join(JOINS[join], named(branches))
    assert counted.output == measured.output
    assert counted.ledger == columns(measured)


def test_every_kind_has_a_counter() -> None:
    """No kind of layer and no join goes without an independent count."""
    assert set(brute_force.LAYERS) == set(KINDS)
    assert set(brute_force.JOINS) == set(JOINS)


# Sizes that frameworks print, so that the counter itself stands on something.
@pytest.mark.parametrize(
    ("kind", "arguments", "shape", "expected"),
    [
        # torchvision VGG-16: 3x3 with padding 1 keeps the map
        ("conv", {"channels": 64, "k": 3}, (224, 224, 3), (224, 224, 64)),
        # AlexNet, torchvision: 11x11 / 4, padding 2; CS231n notes: 227, no padding
        ("conv", {"channels": 64, "k": 11, "s": 4, "p": 2}, (224, 224, 3), (55, 55, 64)),
        ("conv", {"channels": 96, "k": 11, "s": 4, "p": "valid"}, (227, 227, 3), (55, 55, 96)),
        # GoogLeNet (Caffe): 112 -> 56 with ceil, 55 with floor and no padding
        ("maxpool", {"k": 3, "s": 2, "p": 0, "ceil": 1}, (112, 112, 64), (56, 56, 64)),
        ("maxpool", {"k": 3, "s": 2, "p": 0}, (112, 112, 64), (55, 55, 64)),
        # ResNet: 112 -> 56 with padding 1
        ("maxpool", {"k": 3, "s": 2, "p": 1}, (112, 112, 64), (56, 56, 64)),
        # PyTorch, MaxPool2d(2, 2, padding=1, ceil_mode=True) on 5x5: a fourth window would start
        # in the padding and is dropped
        ("maxpool", {"k": 2, "s": 2, "p": 1, "ceil": 1}, (5, 5, 1), (3, 3, 1)),
        # TensorFlow guide: SAME gives ceil(I/S), VALID gives ceil((I - K + 1)/S)
        ("conv", {"channels": 1, "k": 6, "s": 5, "p": "same"}, (13, 13, 1), (3, 3, 1)),
        ("conv", {"channels": 1, "k": 6, "s": 5, "p": "valid"}, (13, 13, 1), (2, 2, 1)),
        # Keras Xception: 299 -> 149 -> 147, both without padding
        ("conv", {"channels": 32, "k": 3, "s": 2, "p": "valid"}, (299, 299, 3), (149, 149, 32)),
        ("conv", {"channels": 64, "k": 3, "p": "valid"}, (149, 149, 32), (147, 147, 64)),
        # DCGAN (PyTorch tutorial): 1 -> 4 -> 8
        ("transposed", {"channels": 9, "k": 4, "p": 0}, (1, 1, 5), (4, 4, 9)),
        ("transposed", {"channels": 9, "k": 4, "s": 2, "p": 1}, (4, 4, 5), (8, 8, 9)),
        # PyTorch ConvTranspose2d documentation: downsample 12 -> 6 by k=3 s=2 p=1, and back
        ("conv", {"channels": 16, "k": 3, "s": 2, "p": 1}, (12, 12, 16), (6, 6, 16)),
        ("transposed", {"channels": 16, "k": 3, "s": 2, "p": 1, "op": 1}, (6, 6, 16), (12, 12, 16)),
    ],
)  # fmt: skip
def test_output_size_is_the_frameworks(
    kind: str, arguments: dict[str, Any], shape: Shape, expected: Shape
) -> None:
    """Published networks have the map sizes that their authors print."""
    assert expected == measure(KINDS[kind], arguments, shape).output
    single = (arguments | {"channels": 1}) if "channels" in arguments else arguments
    assert expected[:2] == brute_force.LAYERS[kind]((*shape[:2], 1), **single).output[:2]


# --- one formula, read three ways


def assert_all_readings_agree(formula: Expr, samples: list[Measured]) -> None:
    """Integers == int64 arrays at i == the formula read back from its own text."""
    letters = {
        name: np.array([sample.letters[name] for sample in samples], dtype=np.int64)
        for name in samples[0].letters
    }
    over_arrays = np.broadcast_to(evaluate(formula, letters), len(samples))
    read_back = parse(text(formula))
    assert formula == read_back
    for i, sample in enumerate(samples):
        over_integers = evaluate(formula, sample.letters)
        assert over_integers == over_arrays[i]
        assert over_integers == evaluate(read_back, sample.letters)
        assert isinstance(over_integers, int)


def fitting(kind: str, drawn: list[tuple[dict[str, Any], Shape]]) -> list[Measured]:
    """The layers among those drawn that can stand."""
    found = []
    for arguments, shape in drawn:
        try:
            found.append(measure(KINDS[kind], told(arguments), shape))
        except LayerError:
            continue
    assume(found)
    return found


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_formulas_of_a_kind_agree_in_every_reading(kind: str, data: st.DataObject) -> None:
    """Each size, ledger and rule formula means the same as integer, as array and as text."""
    samples = fitting(kind, data.draw(st.lists(layers(kind), min_size=1, max_size=6)))
    rules = [rule.holds for rule in KINDS[kind].rules]
    for formula in (*KINDS[kind].size, *KINDS[kind].ledger.values(), *rules):
        assert_all_readings_agree(formula, samples)


@pytest.mark.parametrize("join", JOINS)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_formulas_of_a_join_agree_in_every_reading(join: str, data: st.DataObject) -> None:
    """Each ledger formula of a join means the same as integer, as array and as text."""
    drawn = data.draw(st.lists(joinable(join), min_size=1, max_size=6))
    samples = [measure_join(JOINS[join], named(branches)) for branches in drawn]
    for formula in JOINS[join].ledger.values():
        assert_all_readings_agree(formula, samples)


# --- groups


groupings = st.tuples(st.integers(1, 4), st.integers(1, 4), st.integers(1, 4), shapes)


@settings(max_examples=50, deadline=None)
@given(layers("conv"))
def test_one_group_is_a_dense_convolution(layer: tuple[dict[str, Any], Shape]) -> None:
    """G=1 costs what a convolution costs where every input channel meets every output channel."""
    arguments, shape = layer
    table = {(n, m) for n in range(shape[2]) for m in range(arguments["channels"])}
    dense = {name: value for name, value in arguments.items() if name != "g"}
    try:
        counted = brute_force.sparse_conv(shape, connections=table, **dense)
    except brute_force.NothingFitsError:
        return
    assert counted.ledger == columns(measure(KINDS["conv"], arguments | {"g": 1}, shape))
    assert counted.ledger == columns(measure(KINDS["conv"], dense, shape))


@settings(max_examples=50, deadline=None)
@given(layers("depthwise"))
def test_a_group_for_each_channel_is_depthwise(layer: tuple[dict[str, Any], Shape]) -> None:
    """G=N=M costs what a depthwise convolution costs, in every column."""
    arguments, shape = layer
    grouped = arguments | {"channels": shape[2], "g": shape[2]}
    try:
        counted = brute_force.depthwise(shape, **arguments)
    except brute_force.NothingFitsError:
        return
    measured = measure(KINDS["conv"], grouped, shape)
    assert (counted.output, counted.ledger) == (measured.output, columns(measured))


@settings(max_examples=50, deadline=None)
@given(groupings, st.sampled_from(["conv", "transposed"]))
def test_twice_the_groups_is_half_the_work(
    grouping: tuple[int, int, int, Shape], kind: str
) -> None:
    """Doubling G halves weights and MACs, and leaves bias and output alone."""
    groups, inputs, outputs, (height, width, _) = grouping
    shape = (height, width, 2 * groups * inputs)
    arguments = {"channels": 2 * groups * outputs, "k": 3}
    once, twice = (measure(KINDS[kind], arguments | {"g": g}, shape) for g in (groups, 2 * groups))
    halved = columns(once)
    for column in ("weights", "macs"):
        assert halved[column] % 2 == 0
        halved[column] //= 2
    assert halved == columns(twice)
    assert once.output == twice.output


# --- printed numbers


def conv(channels: int, k: Any = 1, **more: Any) -> tuple[str, dict[str, Any]]:
    return "conv", {"channels": channels, "k": k, **more}


PRINTED = [
    # D0, the naive inception module on 28x28x192: 387,072 weights in all
    (*conv(64), (28, 28, 192), {"weights": 12_288}),
    (*conv(128, 3), (28, 28, 192), {"weights": 221_184}),
    (*conv(32, 5), (28, 28, 192), {"weights": 153_600}),
    # D1: a 5x5 on 100x100x128, directly and behind a 1x1 to 32 channels
    (*conv(256, 5), (100, 100, 128), {"weights": 819_200, "macs": 8_192_000_000}),
    (*conv(32), (100, 100, 128), {"weights": 4_096}),
    (*conv(256, 5), (100, 100, 32), {"weights": 204_800}),
    # D4 and CS231n lecture 9: the naive module on 28x28x256, 854M operations
    (*conv(128), (28, 28, 256), {"macs": 25_690_112}),
    (*conv(192, 3), (28, 28, 256), {"macs": 346_816_512}),
    (*conv(96, 5), (28, 28, 256), {"macs": 481_689_600}),
    # D1: one 5x5 kernel has 25 numbers, one 3x3 has 9
    (*conv(1, 5), (9, 9, 1), {"weights": 25}),
    (*conv(1, 3), (9, 9, 1), {"weights": 9}),
    # errata.md on GoogLeNet's Table 1: conv1 is 9,408 weights and 118.0M MACs
    (*conv(64, 7, s=2), (224, 224, 3), {"weights": 9_408, "macs": 118_013_952}),
    # LeCun et al. 1998, section II: parameters, and connections = MACs + bias adds
    (*conv(6, 5, p="valid"), (32, 32, 1), {"params": 156, "connections": 122_304}),
    ("subsample", {"k": 2, "s": 2}, (28, 28, 6), {"params": 12, "connections": 5_880}),
    (
        "sparse_conv", {"channels": 16, "k": 5, "p": "valid", "connections": 60}, (14, 14, 6),
        {"weights": 1_500, "bias": 16, "params": 1_516, "connections": 151_600},
    ),
    ("subsample", {"k": 2, "s": 2}, (10, 10, 16), {"params": 32, "connections": 2_000}),
    (*conv(120, 5, p="valid"), (5, 5, 16), {"params": 48_120, "connections": 48_120}),
    ("fc", {"channels": 120}, (1, 1, 400), {"params": 48_120}),
    ("fc", {"channels": 120}, (5, 5, 16), {"params": 48_120}),
    ("fc", {"channels": 84}, (1, 1, 120), {"params": 10_164}),
    # MobileNet paper (1704.04861), Table 3, 14x14x512: 462M and 2.36M; 52.3M and 0.27M in two parts
    (*conv(512, 3), (14, 14, 512), {"macs": 462_422_016, "weights": 2_359_296}),
    ("depthwise", {"k": 3}, (14, 14, 512), {"macs": 903_168, "weights": 4_608}),
    (*conv(512), (14, 14, 512), {"macs": 51_380_224, "weights": 262_144}),
    # CS231n notes, VGGNet: weights of conv3-64, conv3-64 and the first fully connected layer
    (*conv(64, 3), (224, 224, 3), {"weights": 1_728}),
    (*conv(64, 3), (224, 224, 64), {"weights": 36_864}),
    ("fc", {"channels": 4096}, (7, 7, 512), {"weights": 102_760_448}),
    # CS231n notes, AlexNet: conv1 is (11*11*3)*96 = 35K parameters on 55x55
    (*conv(96, 11, s=4, p=0), (227, 227, 3), {"weights": 34_848, "output_elements": 290_400}),
    # Keras, BatchNormalization behind 64 channels: 256 parameters, of which 128 are not trainable
    ("bn", {}, (112, 112, 64), {"norm": 128, "stats": 128}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "arguments", "shape", "expected"), PRINTED)
def test_printed_numbers_come_out(
    kind: str, arguments: dict[str, Any], shape: Shape, expected: dict[str, int]
) -> None:
    """A layer that a paper or a document describes costs what is printed there."""
    actual = columns(measure(KINDS[kind], arguments, shape))
    actual["params"] = actual["weights"] + actual["bias"]
    reads = actual["pool_windows"] or actual["macs"]
    actual["connections"] = reads + actual["bias_adds"]  # LeCun counts a bias as a connection
    assert expected == {name: actual[name] for name in expected}


@pytest.mark.parametrize(
    ("kind", "arguments", "shape", "expected"),
    [
        (*conv(8, (1, 7), s=(2, 3)), (9, 9, 2), ((1, 7), (2, 3))),
        ("maxpool", {"k": 3, "s": 2}, (9, 9, 2), ((3, 3), (2, 2))),
        ("transposed", {"channels": 1, "k": 4, "s": 2}, (9, 9, 2), ((4, 4), (2, 2))),
        ("gap", {}, (7, 9, 2), ((7, 9), (7, 9))),
        ("fc", {"channels": 3}, (7, 9, 2), ((7, 9), (7, 9))),
        ("rbf", {"channels": 3}, (7, 9, 2), ((7, 9), (7, 9))),
        ("pad_channels", {"channels": 4, "s": 2}, (7, 9, 2), ((1, 1), (2, 2))),
        ("adaptive_avgpool", {"size": 7}, (14, 7, 2), ((2, 1), (2, 1))),
        # windows that are not alike: the whole map, which holds them all
        ("adaptive_avgpool", {"size": (7, 3)}, (10, 2, 2), ((10, 2), (1, 1))),
        ("flatten", {}, (7, 9, 2), ((7, 9), (7, 9))),
        ("relu", {}, (7, 9, 2), ((1, 1), (1, 1))),
        ("lrn", {"k": 5}, (7, 9, 2), ((1, 1), (1, 1))),  # its window runs over channels
    ],
)
def test_a_layer_sees_its_window(
    kind: str, arguments: dict[str, Any], shape: Shape, expected: Any
) -> None:
    """(Kernel, stride), each down and across; global layers see the whole map."""
    measured = measure(KINDS[kind], arguments, shape)
    assert expected == (measured.kernel, measured.stride)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"k": 3}, (1, 1, 1, 1)),
        ({"k": (1, 7)}, (0, 0, 3, 3)),
        ({"k": 3, "d": 2}, (2, 2, 2, 2)),
        ({"k": 3, "p": 2}, (2, 2, 2, 2)),
        ({"k": 3, "p": (1, 2)}, (1, 1, 2, 2)),
        ({"k": 3, "p": (1, 2, 3, 4)}, (1, 2, 3, 4)),
        ({"k": 3, "p": "valid"}, (0, 0, 0, 0)),
        # TensorFlow on 224 with stride 2: one row in all, and that one behind
        ({"k": 3, "s": 2, "p": "same"}, (0, 1, 0, 1)),
        ({"k": 3, "s": 2, "p": Fraction(1)}, (1, 1, 1, 1)),
    ],
)
def test_padding_above_below_left_right(arguments: dict[str, Any], expected: Any) -> None:
    """However padding is written, four numbers come of it."""
    measured = measure(KINDS["conv"], {"channels": 1, **arguments}, (224, 224, 3))
    assert expected == measured.padding


# --- what is refused, word for word

MAP = (8, 8, 96)

REFUSED = [
    # groups and parts
    (
        *conv(10, g=5), MAP, "g",
        "groups (=5) must divide both the input channels (=96) and the output channels (=10).",
    ),
    (
        *conv(8, g=3), MAP, "g",
        "groups (=3) must divide both the input channels (=96) and the output channels (=8).",
    ),
    (
        "transposed", {"channels": 8, "g": 5}, MAP, "g",
        "groups (=5) must divide both the input channels (=96) and the output channels (=8).",
    ),
    ("shuffle", {"g": 5}, MAP, "g", "groups (=5) must divide the channels (=96)."),
    (
        "split", {"parts": 5}, MAP, "parts",
        "96 channels cannot be split into 5 equal parts.",
    ),
    (
        "split", {"parts": 2, "take": 3}, MAP, "take",
        "Part 3 of 2 does not exist; parts count from 1.",
    ),
    (
        "slice", {"first": 4, "stop": 4}, MAP, "stop",
        "Channels 4 to 4 are no run of the 96 channels here, which count from 0.",
    ),
    (
        "slice", {"first": 0, "stop": 97}, MAP, "stop",
        "Channels 0 to 97 are no run of the 96 channels here, which count from 0.",
    ),
    (
        "sparse_conv", {"channels": 4, "connections": 13}, (8, 8, 3), "connections",
        "13 connections are more than the 3·4 pairs of channels.",
    ),
    # numbers that an option cannot be
    (*conv(0), MAP, "channels", "channels (output channels) must be at least 1, not 0."),
    (
        *conv(10**9 + 1), MAP, "channels",
        "channels (output channels) must be at most 10^9, not 1000000001.",
    ),
    (
        *conv(Fraction(5, 2)), MAP, "channels",
        "channels (output channels) must be a whole number, not 2.5.",
    ),
    (
        *conv(Fraction(1, 3)), MAP, "channels",
        "channels (output channels) must be a whole number, not 1/3.",
    ),
    (
        *conv(True), MAP, "channels",
        "channels (output channels) must be a number, not yes or no.",
    ),
    (*conv(8, 0), MAP, "k", "k (kernel, 3 or 1x7) must be at least 1, not 0."),
    ("maxpool", {"k": 0}, MAP, "k", "k (window, 3 or 1x7) must be at least 1, not 0."),
    (*conv(8, s=0), MAP, "s", "s (stride) must be at least 1, not 0."),
    (*conv(8, d=0), MAP, "d", "d (dilation) must be at least 1, not 0."),
    (*conv(8, p=-1), MAP, "p", "p (padding) must be at least 0, not -1."),
    (*conv(8, bias=2), MAP, "bias", "bias is yes or no, not 2."),
    (*conv(8, bias=Fraction(1, 2)), MAP, "bias", "bias is yes or no, not 0.5."),
    # words
    (*conv(8, p="some"), MAP, "p", "p cannot be 'some'."),
    (*conv(8, "same"), MAP, "k", "k cannot be 'same'."),
    (
        "transposed", {"channels": 8, "k": 3, "p": "same"}, MAP, "p",
        "p=same is not defined here; give the padding as a number.",
    ),
    # too many numbers, or too few
    (*conv(8, (2, 2, 2)), MAP, "k", "k takes 1 or 2 numbers, not 3."),
    (*conv(8, p=(2, 2, 2)), MAP, "p", "p takes 1, 2 or 4 numbers, not 3."),
    (*conv(8, g=(2, 2)), MAP, "g", "g takes 1 number, not 2."),
    # windows whose stride is not guessed
    (
        "maxpool", {"k": 2}, MAP, "k",
        "A 2×2 window needs its stride: "
        "s=2 halves a map, s=1 moves one element at a time.",
    ),
    (
        "avgpool", {"k": 4, "ceil": 1}, MAP, "k",
        "A 4×4 window needs its stride: "
        "s=2 halves a map, s=1 moves one element at a time.",
    ),
    # what frameworks refuse too: windows wholly in the padding, outputs that nothing reaches
    (
        "maxpool", {"k": 2, "s": 2, "p": 2}, MAP, "p",
        "With this padding a 2×2 window could lie beside the map, with nothing in it to pool.",
    ),
    (
        "avgpool", {"k": (3, 1), "p": (1, 1)}, MAP, "p",
        "With this padding a 3×1 window could lie beside the map, with nothing in it to pool.",
    ),
    (
        "transposed", {"channels": 8, "k": 3, "s": 2, "op": 2}, MAP, "op",
        "op (output padding) must be smaller than the stride or the dilation.",
    ),
    (
        "subsample", {"k": 2}, MAP, "k",
        "A 2×2 window needs its stride: "
        "s=2 halves a map, s=1 moves one element at a time.",
    ),
    # windows that do not fit
    (
        *conv(8, 9, p="valid"), MAP, "",
        "A 9×9 window does not fit into a map of 8×8 without padding.",
    ),
    (*conv(8, 15, p=2), MAP, "", "A 15×15 window does not fit into a map of 8×8 padded by 2."),
    (
        *conv(8, (3, 1), d=(8, 1), p=(1, 0)), MAP, "",
        "A 3×1 window with dilation 8 does not fit into a map of 8×8 padded by 1.",
    ),
    (
        "subsample", {"k": 9, "p": 0}, MAP, "",
        "A 9×9 window does not fit into a map of 8×8 without padding.",
    ),
    (
        "transposed", {"channels": 8, "k": 1, "p": 1}, (1, 1, 8), "",
        "The padding takes away more than there is: the output would be -1×-1.",
    ),
    (
        "pad_channels", {"channels": 4}, MAP, "channels",
        "4 channels cannot hold the 96 that come in.",
    ),
    # sizes past every measure
    ("flatten", {}, (10**5, 10**5, 8), "", "The output would be 1×1×80000000000, past 10^9."),
    (
        "transposed", {"channels": 8, "s": 10**9}, MAP, "",
        "The output would be 7000000001×7000000001×8, past 10^9.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "arguments", "shape", "option", "expected"), REFUSED)
def test_a_layer_that_cannot_stand_says_why(
    kind: str, arguments: dict[str, Any], shape: Shape, option: str, expected: str
) -> None:
    """The exact text, with the rule and the values that break it, and the option to blame."""
    with pytest.raises(LayerError) as caught:
        measure(KINDS[kind], arguments, shape)
    assert (expected, option) == (str(caught.value), caught.value.option)


@pytest.mark.parametrize("kind", POOLINGS)
@pytest.mark.parametrize(
    ("arguments", "refused"),
    [
        ({"k": (3, 2)}, True),
        ({"k": (2, 3)}, True),
        ({"k": (3, 1)}, False),
        ({"k": (3, 2), "s": 1}, False),
        ({"k": (3, 2), "p": 0}, False),
    ],
)
def test_only_even_windows_need_their_stride(
    kind: str, arguments: dict[str, Any], refused: bool
) -> None:
    """Even in one direction is enough; a stride or a padding settles it."""
    if not refused:
        assert (1, 1) == measure(KINDS[kind], arguments, MAP).stride
        return
    with pytest.raises(LayerError) as caught:
        measure(KINDS[kind], arguments, MAP)
    height, width = arguments["k"]
    assert str(caught.value).startswith(f"A {height}×{width} window needs its stride: ")


def test_every_rule_of_a_kind_is_broken_above() -> None:
    """No rule goes without a test of its text."""
    rules = {(kind.name, rule.option) for kind in KINDS.values() for rule in kind.rules}
    assert set() == rules - {(kind, option) for kind, _, _, option, _ in REFUSED}


@pytest.mark.parametrize(
    ("join", "branches", "expected"),
    [
        (
            "concat",
            {"1x1": (28, 28, 64), "pool": (14, 14, 32)},
            "The branches of concat must have the same height and width: "
            "1x1 has 28×28×64, pool has 14×14×32.",
        ),
        (
            "add",
            {"body": (28, 28, 64), "skip": (28, 28, 32)},
            "The branches of add must have the same shape: body has 28×28×64, skip has 28×28×32.",
        ),
        (
            "add",
            {"a": (8, 8, 3), "b": (1, 1, 3)},
            "The branches of add must have the same shape: a has 8×8×3, b has 1×1×3.",
        ),
        (
            "multiply",
            {"x": (8, 8, 3), "gate": (1, 1, 4)},
            "The branches of multiply must have the same shape (or 1×1 with the same channels): "
            "x has 8×8×3, gate has 1×1×4.",
        ),
    ],
)
def test_branches_that_do_not_meet_say_why(
    join: str, branches: dict[str, Shape], expected: str
) -> None:
    """The exact text, with every branch's name and shape."""
    with pytest.raises(LayerError) as caught:
        measure_join(JOINS[join], branches)
    assert expected == str(caught.value)


def test_every_letter_is_named() -> None:
    """Letters of sizes, ledgers, windows and rules all have a meaning, in one place."""
    kinds = [*KINDS.values(), *JOINS.values()]
    formulas = [
        formula
        for kind in kinds
        for formula in (
            *kind.size,
            *kind.ledger.values(),
            *kind.sees[0],
            *kind.sees[1],
            *(rule.holds for rule in kind.rules),
        )
    ]
    told = {letter for kind in kinds for option in kind.options for letter in option.letters}

    assert set() == (told | {s for f in formulas for s in f.symbols()}) - set(LETTERS)
