"""Layers that papers and documents describe cost what is printed there."""

from __future__ import annotations

from typing import Any

import pytest
from layer_cases import Shape, columns, conv

from cnncost.layers import KINDS
from cnncost.measure import measure

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
