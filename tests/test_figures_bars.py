"""Cost bars: what they add up to, what they leave out, and how they are drawn."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from conftest import counted

from cnncost import analyze
from cnncost.errors import CnncostError, UsageError
from cnncost.figures.charts.bar_groups import MOST_BARS, Bars, bars
from cnncost.figures.charts.bars import scene
from cnncost.figures.geometry import glyphs, start_of
from cnncost.figures.scene import Bar, Label, Scene
from cnncost.figures.sorts import role_of
from cnncost.figures.text import to_text
from cnncost.library import zoo
from cnncost.report import Report

HOSTILE = """\
input: 4x4x2
layers:
  - '[bold red]x': conv(2)
  - '=cmd|x': conv(2)
  - '<script>&_$%#': conv(2)
  - 'a layer whose name is very long, or not': conv(2)
  - '畳み込み': conv(2)
"""
MANY = """\
input: 8x8x4
layers:
  - 30 * conv(4)
  - large: conv(400, k=3)
  - 30 * conv(400)
"""


@pytest.fixture(scope="module")
def every_report() -> list[Report]:
    """Every spec that comes with cnncost, counted."""
    return [entry.report for entry in zoo()[0]]


def costs(figure: Bars) -> dict[str, tuple[int, ...]]:
    return {group.name: group.counts for group in figure.groups}


def drawn_bars(figure: Scene) -> list[Bar]:
    return [mark for mark in figure.marks if isinstance(mark, Bar)]


# --- what they say


@pytest.mark.parametrize(
    ("network", "by", "name", "weights", "macs", "source"),
    [
        ("googlenet", "stage", "3a", 163_328, 128_049_152, "document 000, inception 3a"),
        ("inception_v1", "row", "3x3.2", 128 * 96 * 9, 128 * 96 * 9 * 784, "document 000"),
        ("inception_v1", "row", "3x3.1", 96 * 192, 96 * 192 * 784, "document 000"),
        ("naive", "row", "5x5", 192 * 32 * 25, 192 * 32 * 25 * 784, "document 000"),
        ("vgg16", "row", "fc6", 25_088 * 4_096, 25_088 * 4_096, "Simonyan 2015, table 1"),
        ("vgg16", "kind", "3×3", 14_710_464, 15_346_630_656, "Netscope's VGG-16, its convs"),
        ("mobilenet_v2", "kind", "fc", 1_280_000, 1_280_000, "Sandler 2018, 1280 to 1000"),
        ("resnet50", "stage", "conv1", 64 * 3 * 49, 64 * 3 * 49 * 112 * 112, "He 2016, table 1"),
    ],
)
def test_costs_are_the_published_ones(
    network: str, by: str, name: str, weights: int, macs: int, source: str
) -> None:
    """A bar holds the weights and MACs of its layers."""
    assert (weights, macs) == costs(bars(analyze(network), by))[name], source


def test_shares_are_those_of_the_mobilenet_paper() -> None:
    """Howard et al. 2017, table 2: 1×1 convolutions have 94.86 % of the MACs and 74.59 % of the
    parameters, depthwise ones 3.06 % and 1.06 %, the classifier 0.18 % and 24.33 %."""
    shares = {group.name: group.shares for group in bars(analyze("mobilenet_v1"), "kind").groups}

    printed = {"1×1": (745.9, 948.6), "3×3 depthwise": (10.6, 30.6), "fc": (243.3, 1.8)}
    for kind, tenths in printed.items():
        assert tenths == pytest.approx(shares[kind], abs=1), kind


@pytest.mark.parametrize("by", ["", "row", "stage", "kind"])
def test_bars_add_up(by: str, every_report: list[Report]) -> None:
    """Sums are the network's totals, shares add up to 100 %, and slices to their bar."""
    for report in every_report:
        figure = bars(report, by)
        totals = report.totals["counted_params"], report.totals["counted_macs"]
        assert totals == figure.totals
        if not any(totals):
            assert () == figure.groups
            continue
        for column, total in zip(zip(*costs(figure).values(), strict=True), totals, strict=True):
            assert total == sum(column)
        for column, total in zip(
            zip(*(group.shares for group in figure.groups), strict=True), totals, strict=True
        ):
            assert (1000 if total else 0) == sum(column)
        for group in figure.groups:
            slices = zip(*(one.counts for one in group.slices), strict=True)
            assert group.counts == tuple(map(sum, slices))


def test_parameters_and_macs_are_in_different_places() -> None:
    """VGG-16: three matrices hold 123.6 of 138.3 million weights, convolutions 99.2 % of MACs."""
    figure = bars(analyze("vgg16"), "kind")

    assert {"3×3", "fc"} == {group.name for group in figure.groups}
    weights = (25_088 + 4_096) * 4_096 + 4_096 * 1_000
    assert (weights, weights) == costs(figure)["fc"]


@pytest.mark.parametrize(
    ("network", "way"),
    [("alexnet", "row"), ("vgg16", "row"), ("inception_v1", "row"), ("googlenet", "stage"),
     ("mobilenet_v2", "stage"), ("resnet50", "stage"), ("conv3x3", "row")],
)  # fmt: skip
def test_few_layers_are_drawn_one_by_one(network: str, way: str) -> None:
    """Up to 24 layers each have a bar, more are drawn by stage, if not asked otherwise."""
    figure = bars(analyze(network))

    assert way == figure.by
    assert way != "row" or len(figure.groups) <= 24


def test_kinds_are_ordered_by_macs() -> None:
    """Kinds have no order of their own: the costliest comes first."""
    macs = [group.counts[1] for group in bars(analyze("googlenet"), "kind").groups]

    assert sorted(macs, reverse=True) == macs
    assert 5 == len(macs)  # 3×3, 1×1, 5×5, 7×7 and the classifier


@pytest.mark.parametrize(
    ("quantity", "words"),
    [("params", ("weights",)), ("macs", ("MACs",)), ("both", ("weights", "MACs"))],
)
def test_one_quantity_or_both(quantity: str, words: tuple[str, ...]) -> None:
    """Weights, MACs, or both side by side."""
    figure = bars(analyze("alexnet"), quantity=quantity)

    assert words == figure.words
    assert {len(words)} == {len(group.counts) for group in figure.groups}


def test_what_costs_nothing_has_no_bar() -> None:
    """Kinds with nothing to count are left out, and how many layers that are is said."""
    figure = bars(counted("input: 4x4x2\nlayers: conv(2) -> relu -> bn -> maxpool(2, s=2)"), "kind")

    assert ["1×1"] == [group.name for group in figure.groups]
    assert "without weights and MACs, so without a bar: 3 layers" == figure.notes[0]


def test_another_convention_has_its_own_words_and_bars() -> None:
    """ptflops counts activations, poolings and batch norms: 2 for each element of those."""
    report = analyze("resnet50", convention="ptflops")
    figure = bars(report, "kind")

    assert ("parameters", "MACs") == figure.words
    assert (
        2 * report.sums(report.by_kind["bn"].nonzero()[0])["norm_elements"]
        == (costs(figure)["bn"][1])
    )
    assert {"relu", "maxpool", "gap"} <= set(costs(figure))
    assert {"norm", "activation", "pool"} <= {
        one.role for group in figure.groups for one in group.slices
    }
    assert any(note.startswith("convention: ptflops") for note in figure.notes)


def test_auxiliary_heads_are_drawn_in_training_only() -> None:
    """GoogLeNet's heads have a 1×1 convolution and two matrices each (Szegedy 2015, section 5)."""
    head = (512 * 128 + 2048 * 1024 + 1024 * 1000, 528 * 128 + 2048 * 1024 + 1024 * 1000)
    report = analyze("googlenet")
    deployed, training = bars(report, "stage"), bars(report, "stage", train=True)
    added = {name: weights for name, (weights, _) in costs(training).items()}
    for name in costs(deployed):
        del added[name]

    assert head == tuple(added.values())
    assert "deployed, without the auxiliary heads" in deployed.notes
    assert "in training, with the auxiliary heads" in training.notes


def test_a_part_is_drawn_alone() -> None:
    """Inception 3a within GoogLeNet is the module of the documents, branch by branch."""
    inside = bars(analyze("googlenet"), part="3a")
    alone = bars(analyze("inception_v1"))

    assert costs(alone) == costs(inside)
    assert (163_328, 128_049_152) == inside.totals
    assert "googlenet:3a on 28×28×192: weights and MACs by layer" == inside.title


def test_the_stages_of_a_part_are_the_parts_in_it() -> None:
    """conv2 of ResNet-50 has three blocks; the first begins on 64 channels and has a projection
    (He et al. 2016, table 1)."""
    figure = bars(analyze("resnet50"), "stage", part="conv2")
    first, other = 64 * 64 + 64 * 64 * 9 + 2 * 64 * 256, 256 * 64 + 64 * 64 * 9 + 64 * 256

    assert [first, other, other] == [group.counts[0] for group in figure.groups]


# --- too many


def test_the_smallest_of_many_are_one_bar() -> None:
    """Of 61 layers the 39 largest keep their place, and 22 of 16 weights each are one bar."""
    figure = bars(counted(MANY), "row")
    *alone, rest = figure.groups

    assert (MOST_BARS, 22) == (len(figure.groups), figure.folded)
    assert ("and 22 more layers", (22 * 16, 22 * 16 * 64)) == (rest.name, rest.counts)
    assert {(400 * 400, 400 * 400 * 64), (4 * 400 * 9, 4 * 400 * 9 * 64), (16, 16 * 64)} == {
        group.counts for group in alone
    }
    order = [name.path for name in counted(MANY).names]
    assert [group.name for group in alone] == [
        name for name in order if name in {group.name for group in alone}
    ]


def test_a_few_more_than_usual_are_not_folded() -> None:
    """Forty layers all have their bar."""
    figure = bars(counted("input: 8x8x4\nlayers: 40 * conv(4)"), "row")

    assert (40, 0) == (len(figure.groups), figure.folded)


# --- what there is not


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"by": "stge"}, "There is no way to group layers 'stge'. Did you mean stage?"),
        ({"by": "x"}, "There is no way to group layers 'x'. Known: row, stage, kind."),
        ({"quantity": "flops"}, "There is no quantity 'flops'. Known: params, macs, both."),
        ({"part": "3aa"}, "googlenet has nothing at '3aa'. Did you mean 3a?"),
        (
            {"part": "\x1b[1m"},
            "googlenet has nothing at '\N{REPLACEMENT CHARACTER}[1m'. Its first parts: stem, 3a, "
            "3b, pool3, 4a, head1, 4b and 4c.",
        ),
    ],
)
def test_what_there_is_not(arguments: dict[str, str], message: str) -> None:
    """Unknown words and parts are refused, with the nearest known one."""
    with pytest.raises(CnncostError) as refused:
        bars(analyze("googlenet"), **arguments)

    assert message == str(refused.value)


def test_too_narrow() -> None:
    """There must be room for names, bars and numbers."""
    with pytest.raises(UsageError, match=r"Bars need a width of at least 60, not 59\."):
        scene(bars(analyze("alexnet")), 59)


# --- sorts


@pytest.mark.parametrize(
    ("layer", "role"),
    [
        ("conv(8, k=3)", "conv"), ("conv(8)", "pointwise"), ("conv(8, k=1x3)", "conv"),
        ("conv(8, g=2)", "grouped"), ("conv(8, k=3, g=4)", "depthwise"),
        ("conv(12, k=3, g=4)", "depthwise"), ("depthwise(3)", "depthwise"), ("fc(3)", "fc"),
        ("rbf(3)", "fc"), ("maxpool(2, s=2)", "pool"), ("gap", "pool"), ("bn", "norm"),
        ("lrn", "norm"), ("scale", "norm"), ("relu", "activation"), ("prelu", "activation"),
        ("subsample(2, s=2)", "pool"), ("transposed(4, k=2, s=2)", "conv"),
        ("shuffle(2)", "other"), ("flatten", "other"), ("adaptive_avgpool(2)", "pool"),
    ],
)  # fmt: skip
def test_sorts(layer: str, role: str) -> None:
    """What every kind of layer is drawn as, on four channels."""
    report = counted(f"input: 8x8x4\nlayers: {layer}")

    assert role == role_of(report.measured[0])


def test_joins_are_a_sort() -> None:
    """A join is drawn as one."""
    report = counted("input: 8x8x4\nlayers: {add: {a: identity, b: conv(4)}}")

    assert ["pointwise", "join"] == [role_of(one) for one in report.measured]


# --- pictures


def occupied(figure: Scene) -> list[tuple[int, int]]:
    """Every cell that a label stands in, once for each label."""
    return [
        (round(start_of(label, len(glyphs(label.text)))) + i, label.y)
        for label in figure.marks
        if isinstance(label, Label)
        for i in range(len(glyphs(label.text)))
    ]


def fits(figure: Scene) -> None:
    """Nothing is over anything else, and nothing leaves the picture."""
    cells = occupied(figure)

    assert len(cells) == len(set(cells))
    assert all(0 <= x < figure.width and 0 <= y < figure.height for x, y in cells)
    for bar in drawn_bars(figure):
        end = bar.x + bar.length
        assert 0 <= bar.x < end <= figure.width
        assert not {(x, bar.y) for x in range(bar.x, int(end) + (end % 1 > 0))} & set(cells)


def test_every_network_has_a_picture(every_report: list[Report]) -> None:
    """Names, bars and numbers stand apart from each other, whatever the network."""
    for report in every_report:
        fits(scene(bars(report)))


@pytest.mark.parametrize("width", [60, 120])
def test_pictures_of_other_widths(width: int, every_report: list[Report]) -> None:
    """There is room for everything in narrow ones too, by layer and by kind."""
    for report in every_report[::8]:
        fits(scene(bars(report, "row"), width))
        fits(scene(bars(report, "kind", "macs"), width))


@pytest.mark.parametrize("width", [60, 80, 120])
def test_hostile_names(width: int) -> None:
    """Names from files are plain text of a width that is known; what is too long loses its
    middle."""
    figure = scene(bars(counted(HOSTILE)), width)

    fits(figure)
    texts = [label.text for label in figure.marks if isinstance(label, Label)]
    assert all(text.isprintable() for text in texts)
    assert "[bold red]x" in texts
    assert "<script>&_$%#" in texts
    assert "畳み込み" in texts
    assert any(text.startswith("a la") and text.endswith("not") for text in texts)


def test_lengths_are_shares() -> None:
    """Both panels have one scale: fc6 of VGG-16 has 74.3 % of the weights and 0.7 % of the MACs,
    and its bars are as long as that."""
    figure = bars(analyze("vgg16"))
    fc6 = [bar for bar in drawn_bars(scene(figure, 120)) if bar.tip.startswith("fc6:")]
    weights, macs = (bar.length for bar in fc6)
    shares = Fraction(102_760_448, 138_344_128), Fraction(102_760_448, 15_470_264_320)

    assert float(shares[1] / shares[0]) == pytest.approx(macs / weights, abs=1e-3)
    assert weights == max(bar.length for bar in drawn_bars(scene(figure, 120)))


def test_sorts_are_stacked() -> None:
    """In a stage's bar every sort is drawn over the longer bar of all up to it."""
    drawn = scene(bars(analyze("googlenet"), "stage"), 120)
    inception = [
        bar for bar in drawn_bars(drawn) if bar.tip.startswith("3a:") and "weights" in bar.tip
    ]
    longer, shorter = inception

    assert (longer.x, longer.y) == (shorter.x, shorter.y)
    assert ("pointwise", "conv") == (longer.role, shorter.role)
    windows = 9 * 96 * 128 + 25 * 16 * 32
    assert windows / 163_328 == pytest.approx(shorter.length / longer.length, abs=1e-3)


def test_the_legend_has_the_sorts_that_are_drawn() -> None:
    """AlexNet has plain and grouped convolutions and matrices, and no 1×1 convolution."""
    drawn = scene(bars(analyze("alexnet")))
    line = next(text for text in to_text(drawn).splitlines() if "fully connected" in text)

    assert "██ convolution   ▓▓ grouped   ▚▚ fully connected" == line


def test_stacked_sorts_are_told_apart_without_colours() -> None:
    """5b of GoogLeNet (table 1) has 9·192·384 + 25·48·128 weights in windows, and 832·752 in 1×1
    convolutions. To a cell, each has its share of the bar in a filling of its own."""
    windows, points = 9 * 192 * 384 + 25 * 48 * 128, 832 * (384 + 192 + 48 + 128)
    drawn = scene(bars(analyze("googlenet"), "stage", "params"), 200)
    for ascii, one, other in ((False, "█", "▒"), (True, "#", "=")):
        line = next(text for text in to_text(drawn, ascii).splitlines() if text.startswith("5b"))
        cells = line.count(one) + line.count(other)

        assert re.search(f" {one}+{other}+", line)
        assert windows / (windows + points) * cells == pytest.approx(line.count(one), abs=1)


def test_rounded_numbers_are_said_to_be() -> None:
    """Where there is no room for all digits, the picture says that there could be."""
    figure = bars(analyze("densenet121"), "row")
    rounded = "numbers are rounded; there is room for all digits in a wider picture"

    assert rounded in to_text(scene(figure, 80))
    assert rounded not in to_text(scene(figure, 110))


def test_a_picture_in_words() -> None:
    """The description says where most of each quantity is, and then what each bar says."""
    described = scene(bars(analyze("alexnet"))).description
    first, *others = described.split(". ")

    assert "fc6 has 37,748,736 weights, 61.9 %; conv2 has 223,948,800 MACs, 30.9 %" == first
    assert "conv1, 11×11: 34,848 weights, 0.1 %, 105,415,200 MACs, 14.6 %" == others[0]
    assert 8 == len(others)  # five convolutions and three matrices
    assert "Nothing is counted here." == scene(bars(analyze("channel_shuffle"))).description


def test_a_head_that_only_training_has_can_be_looked_into() -> None:
    """GoogLeNet's first head alone: its 1×1 convolution and two matrices (section 5)."""
    figure = bars(analyze("googlenet"), part="head1")

    assert [512 * 128, 2048 * 1024, 1024 * 1000] == [group.counts[0] for group in figure.groups]
    assert "in training, with the auxiliary heads" in figure.notes
    assert not [note for note in bars(analyze("googlenet"), part="3a").notes if "heads" in note]


def test_the_module_of_the_documents() -> None:
    """Inception 3a as it is drawn: document 000's numbers, with shares on one scale."""
    assert INCEPTION == to_text(scene(bars(analyze("inception_v1"))))


INCEPTION = """\
inception_v1 on 28×28×192: weights and MACs by layer

layer  kind  weights                     %    MACs                            %
1x1    1×1   ▒▌               12,288   7.5    ▒▌                9,633,792   7.5
3x3.1  1×1   ▒▒▍              18,432  11.3    ▒▒▍              14,450,688  11.3
3x3.2  3×3   ██████████████  110,592  67.7    ██████████████   86,704,128  67.7
5x5.1  1×1   ▍                 3,072   1.9    ▍                 2,408,448   1.9
5x5.2  5×5   █▋               12,800   7.8    █▋               10,035,200   7.8
pool   1×1   ▊                 6,144   3.8    ▊                 4,816,896   3.8

total                        163,328 100.0                    128,049,152 100.0

██ convolution   ▒▒ 1×1 convolution

without weights and MACs, so without a bar: 8 layers
convention: weights without bias · 1 MAC = 1 multiply + 1 add · batch 1
inception_v1: Szegedy et al., Going Deeper with Convolutions, 2015, table 1 and
figure 2b"""
