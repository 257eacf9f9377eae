"""What pictures say in words: a layer, what is shown, how was counted, and to whom it is read."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import counted

from cnncost import analyze
from cnncost.comparison import sort_of, what
from cnncost.errors import UnknownNameError
from cnncost.figures.about import LONGEST_DESCRIPTION, notes, told
from cnncost.figures.labels import headings, shortened_to, width_of
from cnncost.figures.labels import notes as lines_of_notes
from cnncost.figures.subject import rows_drawn, subtitle, title
from cnncost.figures.words import at_length, in_brief
from cnncost.measure import Measured
from cnncost.report import Row


def row(text: str, size: str = "28x28x8") -> Row:
    """One layer on a map."""
    return counted(f"input: {size}\nlayers: {text}").rows[0]


def layer(text: str) -> Measured:
    return row(text).measured


# --- layers


@pytest.mark.parametrize(
    ("text", "brief", "long"),
    [
        ("conv(8, k=3)", "3×3 conv", "3×3 conv"),
        ("conv(8, k=1x7, s=2)", "1×7 conv /2", "1×7 conv, stride 2"),
        ("conv(8, k=3, s=1x2)", "3×3 conv /1×2", "3×3 conv, stride 1×2"),
        ("conv(8, k=3, g=2)", "3×3 conv g=2", "3×3 conv, 2 groups"),
        ("conv(8, k=3, d=2)", "3×3 conv d=2", "3×3 conv, dilation 2"),
        ("conv(16, k=3, g=8)", "3×3 depthwise", "3×3 depthwise"),
        ("depthwise(5, s=2)", "5×5 depthwise /2", "5×5 depthwise, stride 2"),
        ("transposed(4, k=2, s=2)", "2×2 transposed /2", "2×2 transposed, stride 2"),
        ("sparse_conv(8, connections=20)", "1×1 sparse conv", "1×1 sparse conv"),
        ("maxpool(3, s=2)", "3×3 maxpool /2", "3×3 maxpool, stride 2"),
        ("gap", "global avgpool", "global avgpool"),
        ("adaptive_avgpool(7)", "adaptive avgpool", "adaptive avgpool"),
        ("shuffle(4)", "shuffle g=4", "shuffle, 4 groups"),
        ("shuffle(8)", "shuffle g=8", "shuffle, 8 groups"),
        ("split(2, take=2)", "split 2 of 2", "split, part 2 of 2"),
        ("slice(2, stop=5)", "slice 2 to 4", "slice, channels 2 to 4"),
        ("upsample(2)", "upsample ×2", "upsample, 2 times as large"),
        ("pad_channels(16, s=2)", "pad channels /2", "pad channels, stride 2"),
        ("fc(10)", "fc", "fc"),
        ("relu", "relu", "relu"),
    ],
)
def test_a_layer_in_words(text: str, brief: str, long: str) -> None:
    """Kernel and kind, then only what is not as usual: in a box, and in a sentence."""
    assert (brief, long) == (in_brief(layer(text)), at_length(layer(text)))


@pytest.mark.parametrize(
    ("text", "exact", "sort"),
    [
        ("conv(8, k=3)", "3×3", "3×3"),
        ("conv(8, g=2)", "1×1 in 2 groups", "1×1 grouped"),
        ("conv(8, k=3, g=8)", "3×3 depthwise", "3×3 depthwise"),
        ("depthwise(3)", "3×3 depthwise", "3×3 depthwise"),
        ("transposed(8, k=2, s=2, g=8)", "2×2 transposed", "2×2 transposed"),
        ("subsample(2, s=2)", "2×2 subsample", "2×2 subsample"),
        ("fc(3)", "fc", "fc"),
        ("rbf(3)", "rbf", "rbf"),
        ("bn", "bn", "bn"),
        ("maxpool(3)", "maxpool", "maxpool"),
        ("shuffle(8)", "shuffle", "shuffle"),
    ],
)
def test_sorts_of_layers_in_a_word_or_two(text: str, exact: str, sort: str) -> None:
    """Layers of one sort have one name, in however many groups they are."""
    assert (exact, sort) == (what(row(text)), sort_of(row(text)))


@pytest.mark.parametrize(
    ("text", "is_so"),
    [
        ("depthwise(3)", True), ("conv(8, k=3, g=8)", True), ("conv(16, k=3, g=8)", True),
        ("conv(8, k=3, g=4)", False), ("conv(8)", False), ("shuffle(8)", False), ("bn", False),
    ],
)  # fmt: skip
def test_what_is_depthwise(text: str, is_so: bool) -> None:
    """A filter for every channel, by whatever name; a shuffle in as many groups is none."""
    assert is_so == layer(text).depthwise


def test_one_channel_is_not_depthwise() -> None:
    """A convolution of one channel is a plain one."""
    assert not row("conv(4, k=3)", "8x8x1").measured.depthwise


# --- what is shown


@pytest.mark.parametrize(
    ("network", "part", "name"),
    [
        ("googlenet", "", "googlenet on 224×224×3"),
        ("googlenet", "3a", "googlenet:3a on 28×28×192"),  # Szegedy et al. 2015, table 1
        ("googlenet", "3a/3x3.2", "googlenet:3a/3x3.2 on 28×28×96"),
        ("googlenet", "3a/concat", "googlenet:3a/concat on 28×28×64"),  # its first branch
        ("vgg16", "", "vgg16 on 224×224×3"),
    ],
)
def test_titles(network: str, part: str, name: str) -> None:
    """A picture is called as what it shows is typed, and says on which map it stands."""
    report = analyze(network)

    assert name == title(report, part, rows_drawn(report, part))
    assert bool(part) == (subtitle(report, part) == "")


def test_titles_of_hostile_names() -> None:
    """Names and titles lose their control characters, and what is too long of them."""
    hostile = f"x\x1b[31m{'y' * 400}"
    report = replace(analyze("conv3x3"), variant=hostile, title=hostile)
    named = title(report, "", [0])

    assert (True, True) == (named.isprintable(), subtitle(report, "").isprintable())
    assert "y… on 28×28×128" == named[-15:]
    assert 60 + len(" on 28×28×128") == len(named)
    assert 160 == len(subtitle(report, ""))


def test_rows_that_are_drawn() -> None:
    """What only training has is left out, unless there is nothing else or it is asked for."""
    report = analyze("googlenet")
    every = set(range(len(report.rows)))
    heads = {i for i in every if report.train_only[i]}

    assert every - heads == set(rows_drawn(report, ""))
    assert every == set(rows_drawn(report, "", train=True))
    assert heads > set(rows_drawn(report, "head1")) != set()
    with pytest.raises(UnknownNameError):
        rows_drawn(report, "head3")


# --- how was counted


@pytest.mark.parametrize(
    ("network", "convention", "texts"),
    [
        (
            "resnet50", None,
            ("convention: weights without bias · 1 MAC = 1 multiply + 1 add · batch 1",
             "resnet50: He et al., Deep Residual Learning for Image Recognition, 2016, table 1"),
        ),
        (
            "bottleneck", "torch",
            ("convention: PyTorch's own parameters(), and multiplications alone: parameters = "
             "weights + bias + norm · MACs = our MACs",
             "bottleneck: He et al., Deep Residual Learning, 2016, figure 5"),
        ),
    ],
)  # fmt: skip
def test_every_picture_says_how_was_counted(
    network: str, convention: str | None, texts: tuple[str, str]
) -> None:
    """The convention in a line, and which network of that name it is, with its paper."""
    assert texts == notes(analyze(network, convention=convention))


def test_nothing_is_said_of_a_network_that_has_no_paper() -> None:
    """A name alone says nothing that the title does not."""
    assert 1 == len(notes(counted("input: 4x4x2\nlayers: conv(2)")))


def test_the_convention_in_full_is_the_one_below_tables() -> None:
    """The line below a picture begins what stands below a table."""
    counting = analyze("conv3x3").counting

    assert counting.text == f"{counting.rule} · {counting.besides}"


# --- for ears


def test_sentences_are_told_in_order_up_to_a_length() -> None:
    """What is left out of a long description is counted."""
    assert "" == told([])
    assert "One. Two." == told(["One", "Two"])
    long = told(["x" * 98] * 50)
    assert "And 30 more." == long[-12:]
    assert 20 * 100 == LONGEST_DESCRIPTION
    assert 20 == long.count("x.")


# --- lines


def test_headings_and_notes_are_wrapped() -> None:
    """Each starts a line of its own; what is too long goes on in the next one."""
    assert [(0, "aa bb", "strong"), (1, "cc", "strong"), (2, "dd", "muted")] == [
        (label.y, label.text, label.role) for label in headings("aa bb cc", "dd", 5)
    ]
    assert [(3, "aa bb"), (4, "cc"), (5, "dd")] == [
        (label.y, label.text) for label in lines_of_notes(["aa bb cc", "dd"], 3, 5)
    ]


@pytest.mark.parametrize(
    ("name", "width", "shown"),
    [
        ("short", 5, "short"),
        ("block1/layer.12/new", 12, "block1/…/new"),
        ("日本語です", 7, "日本…す"),
    ],
)
def test_names_lose_their_middle(name: str, width: int, shown: str) -> None:
    """The ends of a name tell it from others."""
    assert shown == shortened_to(name, width)
    assert width_of(shown) <= width
