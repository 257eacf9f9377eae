"""Module diagrams laid out: nothing overlaps, every wire leads from box to box, texts are right."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from conftest import counted
from hypothesis import given, settings
from module_trees import HOSTILE, networks

from cnncost import analyze
from cnncost.figures.geometry import glyphs, start_of
from cnncost.figures.modules import modules
from cnncost.figures.modules.layout import scene
from cnncost.figures.scene import Box, Label, Scene, Wire
from cnncost.figures.text import to_text
from cnncost.library import zoo
from cnncost.report import Report

Cell = tuple[int, int]

BOTTLENECK = """\
bottleneck on 56×56×256
ResNet's bottleneck, which works on a quarter of the channels

                       ╭───────────────────╮
                       │ input · 56×56×256 │
                       ╰─────────┬─────────╯
                                 ├────────────────────────╮
                                 ▼                        │
           ╭───────────────────────────────────────────╮  │
           │ reduce · 1×1 conv, bn, relu · 64 · 51.4M  │  │
           ╰─────────────────────┬─────────────────────╯  │
                                 ▼                        │
           ╭───────────────────────────────────────────╮  │
           │      3×3 conv, bn, relu · 64 · 116M       │  │ identity
           ╰─────────────────────┬─────────────────────╯  │
                                 ▼                        │
           ╭───────────────────────────────────────────╮  │
           │    expand · 1×1 conv, bn · 256 · 51.4M    │  │
           ╰─────────────────────┬─────────────────────╯  │
                                 ▼                        │
           ╭───────────────────────────────────────────╮  │
           │            +, relu · 56×56×256            │◀─╯
           ╰───────────────────────────────────────────╯

69,632 weights · 218,365,952 MACs
in a box: output channels, or the map where its size changes · MACs
convention: weights without bias · 1 MAC = 1 multiply + 1 add · batch 1
bottleneck: He et al., Deep Residual Learning, 2016, figure 5"""


@pytest.fixture(scope="module")
def every_report() -> list[Report]:
    """Every spec that comes with cnncost, counted."""
    return [entry.report for entry in zoo()[0]]


def drawn(network: str, part: str = "", depth: int | None = None, width: int = 80) -> Scene:
    return scene(modules(analyze(network), part, depth), width)


def box_cells(box: Box) -> set[Cell]:
    columns = range(box.x, box.x + box.width)
    return {(x, y) for x in columns for y in range(box.y, box.y + box.height)}


def label_cells(label: Label) -> set[Cell]:
    start = int(start_of(label, len(glyphs(label.text))))
    return {(start + i, label.y) for i in range(len(glyphs(label.text)))}


def wire_cells(wire: Wire) -> list[Cell]:
    """Every cell that a wire passes, from its start to its end."""
    passed = [wire.points[0]]
    for x, y in wire.points[1:]:
        while passed[-1] != (x, y):
            at_x, at_y = passed[-1]
            passed.append((at_x + (x > at_x) - (x < at_x), at_y + (y > at_y) - (y < at_y)))
    return passed


def flaws(figure: Scene) -> Iterator[object]:
    """What is wrong with a picture."""
    boxes: dict[Cell, Box] = {}
    labels: set[Cell] = set()
    for box in (mark for mark in figure.marks if isinstance(mark, Box)):
        cells = box_cells(box)
        yield from (("boxes overlap", box, boxes[cell]) for cell in cells & set(boxes))
        yield from (("a text is cut", box) for t in box.lines if len(glyphs(t)) > box.width - 2)
        boxes |= dict.fromkeys(cells, box)
    for label in (mark for mark in figure.marks if isinstance(mark, Label)):
        cells = label_cells(label)
        yield from (("a label is hidden", label) for _ in cells & (set(boxes) | labels))
        labels |= cells
    for wire in (mark for mark in figure.marks if isinstance(mark, Wire)):
        yield from wire_flaws(wire, boxes, labels)
    yield from (("outside", cell) for cell in {*boxes, *labels} if not inside(cell, figure))


def wire_flaws(wire: Wire, boxes: dict[Cell, Box], labels: set[Cell]) -> Iterator[object]:
    """A wire with an arrow leads from one frame to another; no wire crosses a box or a label."""
    first, *between, last = wire_cells(wire)
    ends = (boxes.get(first), boxes.get(last))
    if wire.arrow and (None in ends or ends[0] == ends[1]):
        yield "a wire leads nowhere", wire
    crossed = between if wire.arrow else [first, *between, last]
    yield from (("a wire crosses a box", wire, cell) for cell in crossed if cell in boxes)
    yield from (("a wire crosses a label", wire, cell) for cell in crossed if cell in labels)
    if any(
        a[0] != b[0] and a[1] != b[1] for a, b in zip(wire.points, wire.points[1:], strict=False)
    ):
        yield "a wire is slanted", wire


def inside(cell: Cell, figure: Scene) -> bool:
    return 0 <= cell[0] < figure.width and 0 <= cell[1] < figure.height


# --- geometry


def test_parts_in_parts_take_no_longer_than_they_are_deep() -> None:
    """Thirty parts in each other, all opened: looking twice at each would take a billion looks."""
    inner = "".join(f"  m{i}: [conv(4), {{p: m{i - 1}}}]\n" for i in range(1, 30))
    text = f"input: 8x8x4\nmodules:\n  m0: conv(4) -> conv(4, k=3)\n{inner}layers:\n  - p: m29\n"
    figure = scene(modules(counted(text), depth=64))

    assert [] == list(flaws(figure))
    assert 1 + 29 + 2 == sum(isinstance(mark, Box) for mark in figure.marks)


@pytest.mark.slow
@pytest.mark.parametrize("depth", [None, 1, 2, 3])
def test_every_network_is_drawn_without_flaws(
    every_report: list[Report], depth: int | None
) -> None:
    """No box hides another or a label; wires lead from box to box and cross neither."""
    for report in every_report:
        for train in {False, bool(report.train_only.any())}:
            figure = scene(modules(report, depth=depth, train=train))

            assert [] == list(flaws(figure)), report.name


@settings(max_examples=30, deadline=None)
@given(networks())
def test_any_network_is_drawn_without_flaws(report: Report) -> None:
    """The same of joins in joins, parts in parts and heads anywhere, however narrow the page."""
    for depth, width in ((1, 80), (2, 80), (64, 80), (64, 20)):
        figure = scene(modules(report, depth=depth, train=True), width)

        assert [] == list(flaws(figure))


def test_flaws_are_found() -> None:
    """The check above sees what it looks for."""
    box, label = Box(2, 2, 5, 3, ("text",)), Label(3, 3, "x")
    wires = (Wire(((0, 3), (9, 3)), arrow=True), Wire(((0, 0), (1, 1))))
    found = [flaw[0] for flaw in flaws(Scene("", "", 4, 4, (box, box, label, *wires)))]  # type: ignore[index]

    assert {
        "boxes overlap", "a text is cut", "a label is hidden", "outside", "a wire leads nowhere",
        "a wire crosses a box", "a wire crosses a label", "a wire is slanted",
    } == set(found)  # fmt: skip


# --- width


@pytest.mark.parametrize(
    ("network", "part"),
    [
        ("inception_v1", ""),
        ("naive", ""),
        ("googlenet", "5b"),
        ("inception_v3", "Mixed_6/e"),
        ("inception_v3", "Mixed_7/b"),
        ("resnet50", "conv3"),
        ("xception", "exit_flow"),
        ("shufflenet_v2", "stage2"),
    ],
)
def test_modules_fit_on_a_page(network: str, part: str) -> None:
    """80 columns hold what papers draw on one: four branches, also with a split in two of them."""
    figure = drawn(network, part, 9)

    assert 80 == figure.width
    assert 80 >= max(map(len, to_text(figure).splitlines()))


@pytest.mark.parametrize(
    ("width", "box"),
    [
        (200, ("3×3 conv, bn, relu", "96 · 67.7M")),
        (80, ("3×3 conv", "bn, relu", "96 · 67.7M")),
        (20, ("3×3 conv", "bn, relu", "96", "67.7M")),
    ],
)
def test_texts_give_way(width: int, box: tuple[str, ...]) -> None:
    """Where branches do not fit beside each other, norms and activations get a line of their own,
    then costs do."""
    figure = drawn("inception_v3", "Mixed_5/b", 9, width)
    lines = [mark.lines for mark in figure.marks if isinstance(mark, Box)]

    assert box in lines


def test_a_box_says_what_it_has_room_for() -> None:
    """Narrow branches cost no other box its words: BN-Inception's stem parts no costs."""
    lines = [mark.lines for mark in drawn("inception_v2", depth=2).marks if isinstance(mark, Box)]

    assert ("3×3 conv", "bn, relu", "192 · 347M") in lines  # 56·56 places of 9·64·192 weights
    assert ("1×1 conv", "bn, relu", "64", "9.63M") in lines  # 28·28 of 192·64


CROWDED = """\
input: 8x8x4
layers:
  - concat:
      a: conv(4) -> bn -> leaky_relu -> dropout
      b: conv(4) -> bn -> leaky_relu -> dropout
      c: conv(4) -> bn -> leaky_relu -> dropout
      d: conv(4) -> bn -> leaky_relu -> dropout
"""


def test_what_is_left_out_is_said() -> None:
    """Only where they are wider than all else are norms and activations left out, which is said."""
    crowded = to_text(scene(modules(counted(CROWDED))))

    assert "left out, as there is no room: bn, leaky_relu, dropout" in crowded
    assert 80 >= max(map(len, crowded.splitlines()))
    for network, part in (("bottleneck", ""), ("inception_v3", "Mixed_7/b"), ("naive", "")):
        assert "left out" not in to_text(drawn(network, part))


def test_a_diagram_in_words() -> None:
    """Who cannot see it hears the sequence: boxes, forks and joins, with their maps and costs."""
    said = drawn("inception_v1").description.split(". ")

    assert (
        "8 boxes from 28×28×192 to 28×28×256: 163,328 weights · 128,049,152 MACs" == said[0]
    )  # document 000; six convolutions, a pooling, a concatenation
    assert "4 branches from 28×28×192: 1x1, 3x3, 5x5 and pool" == said[1]
    assert "3x3.2: 3×3 conv, relu, to 28×28×128, 86.7M MACs" in said
    assert "concat: 1x1, 3x3, 5x5 and pool concatenated, to 28×28×256." == said[-1]
    shuffle = drawn("shufflenet_unit").description
    assert "2 branches from 28×28×240: body and the input itself." in shuffle
    blocks = drawn("resnet152").description
    assert "The same again up to block.36, 35 in all." in blocks  # He et al. 2016, table 1
    assert "Beside it, in training only, head1." in drawn("googlenet").description


@pytest.mark.parametrize("depth", [1, pytest.param(3, marks=pytest.mark.slow)])
def test_words_are_bounded(every_report: list[Report], depth: int) -> None:
    """However deep the network, a description is read in two minutes."""
    for report in every_report:
        description = scene(modules(report, depth=depth)).description

        assert 20 < len(description) < 2_100


# --- texts


def test_the_whole_picture() -> None:
    """ResNet's bottleneck (He et al. 2016, figure 5): three layers, and a line beside them."""
    assert BOTTLENECK == to_text(drawn("bottleneck"))


@pytest.mark.parametrize(
    ("layer", "input", "text"),
    [
        ("conv(128, k=3)", "28x28x96", "3×3 conv · 128 · 86.7M"),
        ("conv(64, k=7, s=2)", "224x224x3", "7×7 conv /2 · 112×112×64 · 118M"),
        ("conv(128, k=3, g=32)", "56x56x128", "3×3 conv g=32 · 128 · 14.5M"),
        ("conv(144, k=3, g=144)", "56x56x144", "3×3 depthwise · 144 · 4.06M"),
        ("conv(8, k=3, d=2, p=2)", "8x8x8", "3×3 conv d=2 · 8 · 36.9K"),
        ("conv(8, k=1x7, s=1x2)", "8x8x8", "1×7 conv /1×2 · 8×4×8 · 14.3K"),
        ("maxpool(3, s=2)", "8x8x8", "3×3 maxpool /2 · 4×4×8"),
        ("gap", "7x7x1280", "global avgpool · 1×1×1280"),
        ("fc(1000)", "1x1x1024", "fc · 1000 · 1.02M"),
        ("shuffle(3)", "8x8x6", "shuffle g=3 · 6"),
        ("split(2, take=2)", "8x8x6", "split 2 of 2 · 3"),
        ("slice(2, stop=5)", "8x8x6", "slice 2 to 4 · 3"),
        ("upsample(2)", "8x8x6", "upsample ×2 · 16×16×6"),
        ("pad_channels(8, s=2)", "8x8x6", "pad channels /2 · 4×4×8"),
        ("named: conv(8)", "8x8x6", "named · 1×1 conv · 8 · 3072"),
        ("conv: conv(8)", "8x8x6", "1×1 conv · 8 · 3072"),
        ("1x1: conv(8)", "8x8x6", "1×1 conv · 8 · 3072"),
    ],
)
def test_words_of_a_box(layer: str, input: str, text: str) -> None:
    """Kernel and kind, what is not as usual, channels (or the map if it shrinks), MACs."""
    figure = scene(modules(counted(f"input: {input}\nlayers:\n  - {layer}")))
    (_, box) = (mark for mark in figure.marks if isinstance(mark, Box))

    assert (text,) == box.lines


def test_tips_are_exact() -> None:
    """Who points at a box sees its path, both maps and all digits."""
    tips = [mark.tip for mark in drawn("googlenet", "3a").marks if isinstance(mark, Box)]

    assert (
        "3a/3x3.2 · 3×3 conv, relu · 28×28×96 → 28×28×128 · 110,592 weights · 86,704,128 MACs"
    ) in tips
    assert "3a/pool/maxpool · 3×3 maxpool · 28×28×192 → 28×28×192" in tips


def test_repeats_are_marked() -> None:
    """ResNet-152 is one page: a box for 35 blocks, with ×35 beside it and a note on the cost."""
    text = to_text(drawn("resnet152"))

    assert len(text.splitlines()) <= 66  # lines of a printed page
    assert "│ block.2 … 36 · 3 layers · 14×14×1024 · 218M │ ×35" in " ".join(text.split())
    assert "×N: N of them, one after another; the costs are those of one" in text


def test_names_are_never_lost() -> None:
    """Brackets, quotes and backslashes stand in the picture as they stand in the file."""
    text = to_text(scene(modules(counted(HOSTILE))))

    for name in ("[bold]", "<b>&amp;", 'say "hi" #35; #quot;', "1. list", "%%{init}%%",
                 "back\\slash \\N \\", "_c_ __d__ end", "+ plus", "}{|;$^~@!()"):  # fmt: skip
        assert name in text


def test_settings_are_noted() -> None:
    """A network that is not as its paper has it says so."""
    half = analyze("mobilenet_v2", params={"width": 0.5})

    assert "width 0.5 in place of 1" in " ".join(to_text(scene(modules(half))).split())


def test_the_same_twice() -> None:
    """The same bytes, in any order."""
    first, other, again = (drawn(name) for name in ("googlenet", "naive", "googlenet"))

    assert first == again != other
