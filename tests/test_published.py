"""Totals and rows of the shipped specs against numbers that others published."""

from __future__ import annotations

import pytest

from cnncost import analyze

SANDLER = "TensorFlow slim, nets/mobilenet/README.md (MACs truncated to millions; weights only)"


@pytest.mark.parametrize(
    ("spec", "weights", "macs", "output"),
    [
        # document 000, modules A and B; document 001, 5x5; document 004, the 854M module
        ("inception_v1", 163_328, 128_049_152, (28, 28, 256)),
        ("naive", 387_072, 303_464_448, (28, 28, 416)),
        ("conv5x5_direct", 819_200, 8_192_000_000, (100, 100, 256)),
        ("conv5x5_reduced", 208_896, 2_088_960_000, (100, 100, 256)),
        ("naive_256", 1_089_536, 854_196_224, (28, 28, 672)),
        ("inception_256", 346_112, 271_351_808, (28, 28, 480)),
        # document 003: HWNK²M, HWNM (1/9), HWNK²M/G, HWNK², HWN(K² + M) with N = M = 128 on 28x28
        ("conv3x3", 128 * 9 * 128, 28 * 28 * 128 * 9 * 128, (28, 28, 128)),
        ("conv1x1", 128 * 128, 28 * 28 * 128 * 128, (28, 28, 128)),
        ("grouped", 128 * 9 * 128 // 2, 28 * 28 * 128 * 9 * 128 // 2, (28, 28, 128)),
        ("depthwise", 128 * 9, 28 * 28 * 128 * 9, (28, 28, 128)),
        ("separable", 128 * (9 + 128), 28 * 28 * 128 * (9 + 128), (28, 28, 128)),
        # worked by hand from the papers' figures
        ("bottleneck", 256 * 64 + 64 * 9 * 64 + 64 * 256, 56 * 56 * 69_632, (56, 56, 256)),
        (
            "resnext_bottleneck",
            256 * 128 + 128 * 9 * 4 + 128 * 256,
            56 * 56 * 70_144,
            (56, 56, 256),
        ),
        ("inverted_residual", 24 * 144 + 144 * 9 + 144 * 24, 56 * 56 * 8_208, (56, 56, 24)),
        ("fire", 96 * 16 + 16 * 64 + 16 * 9 * 64, 55 * 55 * 11_776, (55, 55, 128)),
        ("shufflenet_unit", 2 * 240 * 60 // 3 + 60 * 9, 28 * 28 * 10_140, (28, 28, 240)),
        (
            "shufflenet_unit_stride2",
            2 * 240 * 60 // 3 + 60 * 9,
            28 * 28 * 4_800 + 14 * 14 * (540 + 4_800),
            (14, 14, 480),
        ),
        # Rethinking Inception, figures 9 and 10: 2d²k² against 2(d/2)²k², both in parallel
        ("reduction_pool_first", 9 * 320 * 640, 17 * 17 * 9 * 320 * 640, (17, 17, 640)),
        ("reduction_conv_first", 9 * 320 * 640, 35 * 35 * 9 * 320 * 640, (17, 17, 640)),
        ("reduction_parallel", 9 * 320 * 320, 17 * 17 * 9 * 320 * 320, (17, 17, 640)),
        ("one_5x5", 25 * 64 * 64, 35 * 35 * 25 * 64 * 64, (35, 35, 64)),
        ("two_3x3", 18 * 64 * 64, 35 * 35 * 18 * 64 * 64, (35, 35, 64)),
        ("one_7x7", 49 * 192 * 192, 17 * 17 * 49 * 192 * 192, (17, 17, 192)),
        ("three_3x3", 27 * 192 * 192, 17 * 17 * 27 * 192 * 192, (17, 17, 192)),
        ("asymmetric_7x7", 14 * 192 * 192, 17 * 17 * 14 * 192 * 192, (17, 17, 192)),
        ("mlpconv", 3 * 25 * 192 + 192 * 160 + 160 * 96, 32 * 32 * 60_480, (32, 32, 96)),
    ],
)
def test_blocks(spec: str, weights: int, macs: int, output: tuple[int, int, int]) -> None:
    """Every block has the weights, the MACs and the output that its source works out."""
    report = analyze(spec)

    assert (weights, macs, output) == (
        report.totals["weights"],
        report.totals["macs"],
        report.output,
    )


@pytest.mark.parametrize(
    ("spec", "params", "macs", "source"),
    [
        ("googlenet", 6_998_552, 1_582_671_872, "the BVLC model: 6,990,272 weights + 8,280 biases"),
        ("mobilenet_v2", 3_504_872, 300_774_272, "torchvision num_params; peers agree on the MACs"),
        ("resnext50_32x4d", 25_028_904, 4_230_479_872, "torchvision num_params; peers on MACs"),
        ("squeezenet", 1_248_424, 818_924_576, "SqueezeNet table 1; OpSummary.MXNet README"),
    ],
)
def test_networks(spec: str, params: int, macs: int, source: str) -> None:
    """Whole networks have the published parameters and MACs, to the last integer."""
    totals = analyze(spec).totals

    assert (params, macs, 2 * macs) == (totals["params"], totals["macs"], totals["flops"]), source


def test_googlenet_in_training() -> None:
    """The two auxiliary heads add 6,379,728 parameters: 13.4 M in training.

    Each head is a 1x1 convolution to 128 channels, fc 2048 to 1024 and fc to 1000 (the paper,
    section 5); 512 and 528 channels enter.
    """
    head = [c * 128 + 128 + 4 * 4 * 128 * 1024 + 1024 + 1024 * 1000 + 1000 for c in (512, 528)]
    report = analyze("googlenet")

    assert sum(head) == report.train_totals["params"] - report.totals["params"]
    assert round(13.4e6, -5) == round(report.train_totals["params"], -5)


@pytest.mark.parametrize(
    ("stage", "output", "printed_ops"),
    # Going Deeper with Convolutions, table 1; conv1 and 5a are misprinted there (34M, 54M)
    [
        ("3a", (28, 28, 256), 128),
        ("3b", (28, 28, 480), 304),
        ("4a", (14, 14, 512), 73),
        ("4b", (14, 14, 512), 88),
        ("4c", (14, 14, 512), 100),
        ("4d", (14, 14, 528), 119),
        ("4e", (14, 14, 832), 170),
        ("5b", (7, 7, 1024), 71),
        ("classifier", (1, 1, 1000), 1),
    ],
)
def test_googlenet_table_1(stage: str, output: tuple[int, int, int], printed_ops: int) -> None:
    """GoogLeNet's modules have the outputs and the operations that its table prints."""
    report = analyze("googlenet")
    macs = report.by(lambda row: row.stage)[stage]["macs"]
    last = [row for row in report.rows if row.stage == stage][-1]

    assert output == last.output
    assert abs(printed_ops - macs / 1e6) < 1  # 4a is printed 73 for 73.6: cut off, not rounded


def test_googlenet_is_22_layers_deep() -> None:
    """22 layers with weights lie on the longest path (the paper, and document 001)."""
    assert max(row.depth for row in analyze("googlenet").rows if not row.train_only) == 22


@pytest.mark.parametrize(
    ("stage", "params"),
    # SqueezeNet, table 1, parameters before pruning
    [
        ("conv1", 14_208),
        ("fire2", 11_920),
        ("fire3", 12_432),
        ("fire4", 45_344),
        ("fire5", 49_440),
        ("fire6", 104_880),
        ("fire7", 111_024),
        ("fire8", 188_992),
        ("fire9", 197_184),
        ("conv10", 513_000),
    ],
)
def test_squeezenet_table_1(stage: str, params: int) -> None:
    """SqueezeNet's modules have the parameters that its table prints."""
    assert params == analyze("squeezenet").by(lambda row: row.stage)[stage]["params"]


@pytest.mark.parametrize(
    ("width", "resolution", "millions_of_macs", "millions_of_weights"),
    [
        ("1.4", 224, 582, 6.06),
        ("1.3", 224, 509, 5.34),
        ("1.0", 224, 300, 3.47),
        ("1.0", 192, 221, 3.47),
        ("1.0", 160, 154, 3.47),
        ("1.0", 128, 99, 3.47),
        ("1.0", 96, 56, 3.47),
        ("0.75", 224, 209, 2.61),
        ("0.75", 192, 153, 2.61),
        ("0.75", 160, 107, 2.61),
        ("0.75", 128, 69, 2.61),
        ("0.75", 96, 39, 2.61),
        ("0.5", 224, 97, 1.95),
        ("0.5", 192, 71, 1.95),
        ("0.5", 160, 50, 1.95),
        ("0.5", 128, 32, 1.95),
        ("0.5", 96, 18, 1.95),
        ("0.35", 224, 59, 1.66),
        ("0.35", 192, 43, 1.66),
        ("0.35", 160, 30, 1.66),
        ("0.35", 128, 20, 1.66),
        ("0.35", 96, 11, 1.66),
    ],
)
def test_mobilenet_v2_settings(
    width: str, resolution: int, millions_of_macs: int, millions_of_weights: float
) -> None:
    """The 22 published settings of MobileNetV2 come out of two parameters."""
    settings = {"width": width, "resolution": resolution}
    totals = analyze("mobilenet_v2", params=settings).totals

    assert millions_of_macs == totals["macs"] // 10**6, SANDLER
    assert abs(millions_of_weights - totals["weights"] / 1e6) <= 0.01, SANDLER


@pytest.mark.parametrize(
    ("spec", "output", "receptive_field"),
    [
        ("one_5x5", "5x5", 5),
        ("two_3x3", "the same 5x5", 5),
        ("one_7x7", "7x7", 7),
        ("three_3x3", "the same 7x7", 7),
        ("asymmetric_7x7", "the same 7x7", 7),
    ],
)
def test_factorisations_see_the_same(spec: str, output: str, receptive_field: int) -> None:
    """Stacked small kernels see as far as the large one they replace (documents 000, 001, 004)."""
    last = analyze(spec).rows[-1]

    assert (receptive_field, receptive_field) == last.receptive_field, output
