"""The geometry of a layer: its output size, its window with its stride, and its padding."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import brute_force
import pytest
from layer_cases import Shape, conv

from cnncost.layers import KINDS
from cnncost.measure import measure


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
