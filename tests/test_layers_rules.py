"""What a layer or a join refuses, word for word."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from layer_cases import POOLINGS, Shape, conv

from cnncost.errors import LayerError
from cnncost.layers import JOINS, KINDS
from cnncost.measure import measure, measure_join

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
