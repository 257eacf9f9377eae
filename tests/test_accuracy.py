"""Published accuracies: where they come from, whose they are, and how they are read."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from cnncost.accuracy import FILE, Accuracy, accuracies, find_source, parse_accuracies, sources
from cnncost.errors import FileError, UsageError
from cnncost.library import analyze
from cnncost.report import Report
from cnncost.spec import Spec
from cnncost.zoo import by_name

# num_params in the meta of the weights: torchvision 0.20.1, torchvision/models/*.py.
TORCHVISION = {
    "alexnet_torchvision": 61_100_840, "convnext_tiny": 28_589_128, "convnext_small": 50_223_688,
    "convnext_base": 88_591_464, "convnext_large": 197_767_336, "densenet121": 7_978_856,
    "densenet161": 28_681_000, "densenet169": 14_149_480, "densenet201": 20_013_928,
    "efficientnet_b0": 5_288_548, "efficientnet_b1": 7_794_184,
    "efficientnet_b2_torchvision": 9_109_994, "efficientnet_b3": 12_233_232,
    "efficientnet_b4": 19_341_616, "efficientnet_b5": 30_389_784, "efficientnet_b6": 43_040_704,
    "efficientnet_b7": 66_347_960, "efficientnet_v2_s": 21_458_488,
    "efficientnet_v2_m": 54_139_356, "efficientnet_v2_l": 118_515_272,
    "googlenet_torchvision": 6_624_904, "inception_v3": 27_161_264, "mnasnet0_5": 2_218_512,
    "mnasnet0_75": 3_170_208, "mnasnet1_0": 4_383_312, "mnasnet1_3": 6_282_256,
    "mobilenet_v2": 3_504_872, "mobilenet_v3_large": 5_483_032, "mobilenet_v3_small": 2_542_856,
    "regnet_y_400mf": 4_344_144, "regnet_y_800mf_torchvision": 6_432_512,
    "regnet_y_1_6gf": 11_202_430, "regnet_y_3_2gf": 19_436_338,
    "regnet_y_8gf_torchvision": 39_381_472, "regnet_y_16gf": 83_590_140,
    "regnet_y_32gf": 145_046_770, "regnet_x_400mf_torchvision": 5_495_976,
    "regnet_x_800mf": 7_259_656, "regnet_x_1_6gf": 9_190_136, "regnet_x_3_2gf": 15_296_552,
    "regnet_x_8gf": 39_572_648, "regnet_x_16gf": 54_278_536, "regnet_x_32gf": 107_811_560,
    "resnet18": 11_689_512, "resnet34": 21_797_672, "resnet50": 25_557_032,
    "resnet101": 44_549_160, "resnet152": 60_192_808, "resnext50_32x4d": 25_028_904,
    "resnext101_32x8d": 88_791_336, "resnext101_64x4d": 83_455_272, "wide_resnet50_2": 68_883_240,
    "wide_resnet101_2": 126_886_696, "shufflenet_v2_x0_5": 1_366_792,
    "shufflenet_v2_x1_0": 2_278_604, "shufflenet_v2_x1_5": 3_503_624,
    "shufflenet_v2_x2_0": 7_393_996, "squeezenet1_0": 1_248_424, "squeezenet1_1": 1_235_496,
    "vgg11": 132_863_336, "vgg11_bn": 132_868_840, "vgg13": 133_047_848, "vgg13_bn": 133_053_736,
    "vgg16": 138_357_544, "vgg16_bn": 138_365_992, "vgg19": 143_667_240, "vgg19_bn": 143_678_248,
}  # fmt: skip
# Total parameters, those that are not trained too: keras-team/keras-io,
# templates/api/applications/index.md @01b6d6c4c4ef.
KERAS = {
    "xception": 22_910_480, "vgg16": 138_357_544, "vgg19": 143_667_240,
    "resnet50_keras": 25_636_712, "resnet101_keras": 44_707_176, "resnet152_keras": 60_419_944,
    "resnet50_v2_keras": 25_613_800, "resnet101_v2_keras": 44_675_560,
    "resnet152_v2_keras": 60_380_648, "inception_v3_keras": 23_851_784,
    "inception_resnet_v2_keras": 55_873_736, "mobilenet_v1": 4_253_864,
    "mobilenet_v2": 3_538_984, "densenet121": 8_062_504, "densenet169": 14_307_880,
    "densenet201": 20_242_984,
}  # fmt: skip
# Millions of MACs: tensorflow/models, research/slim/nets/mobilenet/README.md @0ba83cf02114.
SLIM = {
    ("mobilenet_v2_1.4", 224): 582, ("mobilenet_v2_1.3", 224): 509, ("mobilenet_v2", 224): 300,
    ("mobilenet_v2", 192): 221, ("mobilenet_v2", 160): 154, ("mobilenet_v2", 128): 99,
    ("mobilenet_v2", 96): 56, ("mobilenet_v2_0.75", 224): 209, ("mobilenet_v2_0.75", 192): 153,
    ("mobilenet_v2_0.75", 160): 107, ("mobilenet_v2_0.75", 128): 69,
    ("mobilenet_v2_0.75", 96): 39, ("mobilenet_v2_0.5", 224): 97, ("mobilenet_v2_0.5", 192): 71,
    ("mobilenet_v2_0.5", 160): 50, ("mobilenet_v2_0.5", 128): 32, ("mobilenet_v2_0.5", 96): 18,
    ("mobilenet_v2_0.35", 224): 59, ("mobilenet_v2_0.35", 192): 43,
    ("mobilenet_v2_0.35", 160): 30, ("mobilenet_v2_0.35", 128): 20, ("mobilenet_v2_0.35", 96): 11,
    ("mobilenet_v3_large", 224): 217, ("mobilenet_v3_large_0.75", 224): 155,
    ("mobilenet_v3_large_minimalistic", 224): 209,
}  # fmt: skip
# Millions of parameters: megvii-model/ShuffleNet-Series, ShuffleNetV1/README.md @00643c68d5d9 and
# ShuffleNetV2/README.md @0127af008897.
MEGVII = {
    "shufflenet_g3_2.0": "5.4", "shufflenet_g8_2.0": "6.5", "shufflenet_g3_1.5": "3.4",
    "shufflenet_g8_1.5": "4.3", "shufflenet_g3": "1.9", "shufflenet_g8": "2.4",
    "shufflenet_g3_0.5": "0.7", "shufflenet_g8_0.5": "1.0", "shufflenet_v2_x2_0_megvii": "7.4",
    "shufflenet_v2_x1_5_megvii": "3.5", "shufflenet_v2_x1_0_megvii": "2.3",
    "shufflenet_v2_x0_5": "1.4",
}  # fmt: skip


@pytest.fixture(scope="module")
def specs() -> dict[str, Spec]:
    """Every spec that comes with cnncost, by each of its names."""
    return by_name(own=False)


def counted_at(one: Accuracy, specs: dict[str, Spec]) -> Report:
    return analyze(specs[one.network], input=(one.crop, one.crop))


# --- whose accuracy it is


@pytest.mark.parametrize("source", ["torchvision", "torchvision_v2"])
def test_networks_of_torchvision(source: str, specs: dict[str, Spec]) -> None:
    """Every network has as many parameters as the weights that were measured; those of Inception
    v3 include its auxiliary head."""
    found = {}
    for one in accuracies(source):
        report = counted_at(one, specs)
        training = one.network == "inception_v3"
        found[one.network] = (report.train_totals if training else report.totals)["params"]

    assert {name: TORCHVISION[name] for name in found} == found
    assert source != "torchvision" or set(TORCHVISION) == set(found)


def test_networks_of_keras(specs: dict[str, Spec]) -> None:
    """Keras counts the running means and variances of batch norms too."""
    totals = {one.network: counted_at(one, specs).totals for one in accuracies("keras")}

    assert KERAS == {name: sums["params"] + sums["stats"] for name, sums in totals.items()}


def test_networks_of_slim(specs: dict[str, Spec]) -> None:
    """MobileNets were measured at the size at which they need the printed millions of MACs, cut
    off or rounded."""
    macs = {
        (one.network, one.crop): Fraction(counted_at(one, specs).totals["macs"], 10**6)
        for one in accuracies("slim")
        if (one.network, one.crop) in SLIM
    }

    assert set(SLIM) == set(macs)
    for key, printed in SLIM.items():
        assert printed in (int(macs[key]), round(macs[key])), key


def test_networks_of_megvii(specs: dict[str, Spec]) -> None:
    """ShuffleNets have the printed tenths of a million parameters, cut off or rounded."""
    found = {one.network: counted_at(one, specs).totals["params"] for one in accuracies("megvii")}

    assert set(MEGVII) == set(found)
    for name, printed in MEGVII.items():
        tenths = Fraction(found[name], 10**5)
        assert Fraction(printed) * 10 in (int(tenths), round(tenths)), name


# --- what the file holds


@pytest.mark.parametrize(
    ("source", "network", "crop", "top1", "top5"),
    [
        ("torchvision", "resnet50", 224, "76.13", "92.862"),
        ("torchvision", "efficientnet_b7", 600, "84.122", "96.908"),
        ("torchvision", "inception_v3", 299, "77.294", "93.45"),
        ("torchvision_v2", "resnet50", 224, "80.858", "95.434"),
        ("slim", "googlenet_slim", 224, "69.8", "89.6"),
        ("slim", "inception_v4", 299, "80.2", "95.2"),
        ("slim", "mobilenet_v1_0.25_128", 128, "41.5", "66.3"),
        ("slim", "mobilenet_v2", 96, "60.3", "83.2"),
        ("keras", "xception", 299, "79.0", "94.5"),
        ("caffe", "googlenet", 224, "68.7", "88.9"),
        ("caffe", "alexnet", 227, "57.1", "80.2"),
        ("caffe", "resnet50_v1", 224, "75.3", "92.2"),  # printed as errors, 24.7 and 7.8
        ("megvii", "shufflenet_g3", 224, "67.8", "87.7"),  # 32.2 and 12.3
    ],
)
def test_printed_accuracies(source: str, network: str, crop: int, top1: str, top5: str) -> None:
    """Numbers are exact decimals, as printed."""
    [one] = [a for a in accuracies(source) if (a.network, a.crop) == (network, crop)]

    assert (Fraction(top1), Fraction(top5)) == (one.top1, one.top5)


def test_every_accuracy_makes_sense() -> None:
    """Percentages are between 0 and 100, five guesses are better than one, and all have a source
    that says where they stand."""
    for one in accuracies():
        assert 0 < one.top1 < 100
        assert one.top5 is None or one.top1 < one.top5 < 100
        assert one.crop <= (one.resize or one.crop)
        assert one.cite.startswith(f"{find_source(one.source).title}: ")
        assert re.search(r"\.(py|md)\b", one.cite), one.cite


def test_sources_are_kept_apart() -> None:
    """All accuracies are those of the sources, each under its own name."""
    known = sources()

    assert ["torchvision", "torchvision_v2", "slim", "keras", "caffe", "megvii"] == list(known)
    assert sum(len(found.accuracies) for found in known.values()) == len(accuracies())
    assert all({name} == {one.source for one in accuracies(name)} for name in known)


def test_newer_weights_are_better() -> None:
    """torchvision's second weights reach more with the same networks, except where the first are
    as new: none is lower."""
    first = {one.network: one.top1 for one in accuracies("torchvision")}

    assert all(one.top1 > first[one.network] for one in accuracies("torchvision_v2"))


def test_unknown_source() -> None:
    """The nearest source is named."""
    message = "There is no source of accuracies called 'torchvison'. Did you mean torchvision"
    with pytest.raises(UsageError, match=re.escape(message)):
        accuracies("torchvison")


# --- reading


def a_source(rows: str, more: str = "") -> str:
    return f"s:\n  title: t\n  crop: 224\n{more}  tables:\n    f:\n{rows}"


def a_row(text: str) -> str:
    return a_source(f"      - {{network: n, {text}}}\n")


NO_PERCENT = "Expected percent from 0 to 100, such as 71.592."
NO_SIZE = "Expected a size from 1 to 9999, such as 224."


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("- x", 1, "Expected sources, each with 'title:' and 'tables:'."),
        ("s: x", 1, "Expected a source with 'key: value' lines."),
        ("s: {tables: {}}", 1, "The source has no 'title'."),
        ("s: {title: t}", 1, "The source has no 'tables'."),
        ("s: {title: [], tables: {}}", 1, "Expected a text."),
        ("s: {title: t, tables: []}", 1, "Expected tables, each with a list of accuracies."),
        ("s: {title: t, tabels: {}}", 1,
         "There is no 'tabels' in a source. Did you mean tables?"),
        (a_source("      network: n"), 6,
         "Expected a list of accuracies, each starting with '- '."),
        (a_source("      x"), 6, "Expected a list of accuracies, each starting with '- '."),
        (a_row("top1: 7, top_5: 9"), 6, "There is no 'top_5' in an accuracy. Did you mean top5"),
        (a_source("      - {top1: 7}"), 6, "The accuracy has no 'network'."),
        ("s: {title: t, tables: {f: [{network: n, top1: 7}]}}", 1, "The accuracy has no 'crop'."),
        (a_row("top5: 7"), 6, "The accuracy has neither 'top1' nor 'error1'."),
        (a_row("top1: 7, error1: 93"), 6,
         "An accuracy has either 'top1' or 'error1', not both."),
        (a_row("top1: 70, top5: 69.9"), 6,
         "One of five guesses is right less often than the first of them."),
        (a_row("error1: 30, error5: 30.1"), 6,
         "One of five guesses is right less often than the first of them."),
        (a_row("top1: 101"), 6, NO_PERCENT),
        (a_row("top1: 100.1"), 6, NO_PERCENT),
        (a_row("top1: -7"), 6, NO_PERCENT),
        (a_row("top1: 7e1"), 6, NO_PERCENT),
        (a_row("top1: 0x7"), 6, NO_PERCENT),
        (a_row("top1: 71.592 %"), 6, NO_PERCENT),
        (a_row("top1: '٧'"), 6, NO_PERCENT),
        (a_row("top1: [7]"), 6, "Expected a text."),
        (a_row("top1: 7, crop: 0"), 6, NO_SIZE),
        (a_row("top1: 7, crop: 224x224"), 6, NO_SIZE),
        (a_row("top1: 7, resize: 10000"), 6, NO_SIZE),
        (a_row("top1: 7, resize: '²'"), 6, NO_SIZE),
        (a_source("      - {network: n, top1: 7}\n      - {network: n, top1: 8}\n"), 7,
         "'n' at 224 is given twice."),
    ],
)  # fmt: skip
def test_what_is_no_accuracy(text: str, line: int, message: str) -> None:
    """Reading is strict: the line is named, and what was expected."""
    with pytest.raises(FileError) as refused:
        parse_accuracies(text, "a.yaml")

    assert refused.value.message.startswith(message)
    assert line == refused.value.place.line


def test_what_a_source_shares() -> None:
    """A row's own crop and resize stand before those of its source."""
    text = a_source("      - {network: a, top1: 7}\n      - {network: b, error1: 7, crop: 96}\n",
                    "  resize: 256\n")  # fmt: skip
    [source] = parse_accuracies(text).values()

    assert (
        Accuracy("a", Fraction(7), None, 224, 256, "s", "t: f"),
        Accuracy("b", Fraction(93), None, 96, 256, "s", "t: f"),
    ) == source.accuracies


def test_the_file_is_shipped() -> None:
    """The data lies beside the code that reads it."""
    assert FILE.is_file()
