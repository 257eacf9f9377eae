"""Pages of layers, parts and networks: each number on them worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from conftest import Run, counted

import cnncost as library
from cnncost import analyze, explain
from cnncost.attribution import heading, variant_note
from cnncost.errors import UnknownNameError
from cnncost.explanation.layers import row_page
from cnncost.explanation.lineage import after, forebear, lineage
from cnncost.explanation.networks import network_page
from cnncost.explanation.page import (
    Commands,
    Entries,
    Equations,
    Grid,
    Heading,
    Letters,
    Page,
    Paragraph,
    Picture,
)
from cnncost.explanation.parts import place_page
from cnncost.place import find, find_row, parts, rows_at
from cnncost.report import Part, Report
from cnncost.views.page import chain
from cnncost.views.page_data import spans_text

# Weights and MACs, by hand: stem 3·9·8 and 8²·216; a 8·4 and 8²·32; conv 20·9·16 and 8²·2880;
# fc 16·5 and as many; head 20·10. With biases 8, 5 and 10, and bn's 2·16, it has 3,253 parameters
# and 200,272 MACs, in training 3,463 and 200,472.
NET = """\
input: 16x16x3
layers:
  - stem: conv(8, k=3, s=2) -> relu
  - mixed:
      - concat:
          a: conv(4, bias=no)
          b: identity
          pool: maxpool(3)
  - aux:
      head: gap -> fc(10)
  - conv(16, k=3, d=2, bias=no) -> bn
  - gap -> fc(5)
"""


@pytest.fixture(scope="module")
def net() -> Report:
    return counted(NET)


def chained(*layers: str, size: str = "8x8x1") -> Report:
    """The report of named stages in a row."""
    return counted(f"input: {size}\nlayers:\n" + "".join(f"  - {layer}\n" for layer in layers))


def texts(page: Page) -> list[str]:
    return [spans_text(block.spans) for block in page.blocks if isinstance(block, Paragraph)]


def headings(page: Page) -> list[str]:
    return [block.text for block in page.blocks if isinstance(block, Heading)]


def under(page: Page, title: str) -> list[str]:
    """The lines below a heading: label and working, or lead and text."""
    at = next(
        i for i, block in enumerate(page.blocks)
        if isinstance(block, Heading) and block.text == title
    )  # fmt: skip
    block = page.blocks[at + 1]
    if isinstance(block, Entries):
        return [f"{entry.lead} {spans_text(entry.spans)}" for entry in block.entries]
    if isinstance(block, Grid):
        return [" | ".join(row) for row in block.rows]
    if isinstance(block, Paragraph):
        return [spans_text(block.spans)]
    assert isinstance(block, Equations)
    return [f"{line.label}: {' = '.join(chain(line))}{line.note}" for line in block.lines]


# --- layers


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("stem", "Convolution, 16×16×3 → 8×8×8."),
        ("stem/relu", "Rectifier, max(0, x), 8×8×8 → 8×8×8."),
        ("head", "Fully connected layer, 1×1×20 → 1×1×10. Only training has it."),
    ],
)
def test_what_a_layer_is(net: Report, path: str, said: str) -> None:
    """Its kind, what enters and leaves, and whether only training has it."""
    assert said == texts(place_page(net, path))[0]


@pytest.mark.parametrize(
    ("path", "title", "expected"),
    [
        (
            "stem", "Costs",
            [
                "weights: N·K²·M = 3·3²·8 = 216", "bias: M = 8",
                "MACs: H·W·N·K²·M = 8·8·3·3²·8 = 13,824", "bias adds: H·W·M = 8·8·8 = 512",
            ],
        ),
        ("mixed/concat", "Output size", ["height, width: Hi = 8", "channels: 4 + 8 + 8 = 20"]),
        (
            "stem", "Share of the network",
            [
                "6.9 % of the network's 3,253 parameters, as deployed",  # 224
                "6.9 % of the network's 200,272 MACs, as deployed",  # 13,824
            ],
        ),
        (
            "head", "Share of the network",
            [
                "6.1 % of the network's 3,463 parameters, in training",  # 210
                "0.1 % of the network's 200,472 MACs, in training",  # 200
            ],
        ),
        ("bn", "Share of the network", ["1.0 % of the network's 3,253 parameters, as deployed"]),
        ("stem", "Receptive field", [": R + (K - 1)·J = 1 + (3 - 1)·1 = 3"]),
        ("mixed/a", "Receptive field", [": R + (K - 1)·J = 3 + (1 - 1)·2 = 3"]),
        (  # through the pooling: 3 + 2·2
            "mixed/concat", "Receptive field",
            [": 7where several maps meet, the widest reach counts"],
        ),
        ("conv", "Receptive field", [": R + (K - 1)·D·J = 7 + (3 - 1)·2·2 = 15"]),
    ],
)  # fmt: skip
def test_the_working_of_a_row(net: Report, path: str, title: str, expected: list[str]) -> None:
    """Size, costs, share and field, each with the numbers of the row."""
    assert expected == under(place_page(net, path), title)


def test_a_field_that_differs_down_and_across() -> None:
    """Behind a 3×3 with stride 2×1, a 3×1 reaches 2·2 further down, and no further across."""
    report = chained("a: conv(2, k=3, s=2x1)", "b: conv(2, k=3x1)")
    page = place_page(report, "b")

    assert [
        "down: R + (K - 1)·J = 3 + (3 - 1)·2 = 7", "across: R + (K - 1)·J = 3 + (1 - 1)·1 = 3",
    ] == under(page, "Receptive field")  # fmt: skip
    assert "- one step on this map is 2 × 1 on the network's input" in entries(page)


def entries(page: Page) -> list[str]:
    return [
        f"{entry.lead} {spans_text(entry.spans)}"
        for block in page.blocks
        if isinstance(block, Entries)
        for entry in block.entries
    ]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("stem", "1 layer with weights on the longest path up to here"),
        ("mixed/a", "2 layers with weights on the longest path up to here"),
        ("fc", "4 layers with weights on the longest path up to here"),
    ],
)
def test_how_deep_a_row_stands(net: Report, path: str, said: str) -> None:
    """Layers with weights, itself included: stem, a, conv, fc."""
    assert f"- {said}" in entries(place_page(net, path))


@pytest.mark.parametrize(
    ("layers", "said"),
    [
        ("relu", ["It has no weights. No multiply-accumulates."]),
        ("rbf(4)", ["It has no weights."]),  # 8·8·4 MACs, and vectors that are not trained
        ("conv(4)", []),
        ("flatten", ["It has no weights. No multiply-accumulates."]),
    ],
)
def test_layers_without_weights(layers: str, said: list[str]) -> None:
    """It is said that there is nothing, and only where there is nothing."""
    assert said == texts(row_page(chained(layers), 0))[1:]


def test_letters_of_a_row(net: Report) -> None:
    """Below its costs and below its field, each letter with its meaning and its value."""
    first, second = (
        block.letters for block in place_page(net, "conv").blocks if isinstance(block, Letters)
    )

    assert "H W M Hi N K S P D" == " ".join(letter for letter, _, _ in first)
    assert ("P", "padding", 2) == first[7]
    assert (
        ("R", "receptive field of the input", 7), ("J", "its step on the network's input", 2),
        ("K", "kernel size", 3), ("D", "dilation", 2),
    ) == second  # fmt: skip


@pytest.mark.parametrize(("path", "drawn"), [("stem", True), ("gap", True), ("bn", False)])
def test_layers_with_connections_are_drawn(net: Report, path: str, drawn: bool) -> None:
    """A picture stands where there are lines to be drawn."""
    page = place_page(net, path)

    assert drawn is ("Picture" in headings(page))
    assert drawn is any(isinstance(block, Picture) for block in page.blocks)


def test_a_row_by_itself_can_be_typed(net: Report) -> None:
    """What to type for the same layer on the same map."""
    page = place_page(net, "conv")

    call = 'cnncost explain "conv(16, k=3, d=2, bias=no)" --input 8x8x20'

    assert Commands((call,)) == page.blocks[-1]
    assert ("layer", "conv", "net:conv", 2) == (*page[:3], len(page.notes))


def test_a_layer_that_is_typed_has_no_share() -> None:
    """It is no part of a network."""
    page = explain("conv(128, k=3)", input="28x28x96").page

    assert ("layer", "conv(128, k=3)", "conv(128, k=3)") == page[:3]
    assert ["Output size", "Costs", "Picture"] == headings(page)
    assert ("convention: weights without bias",) == tuple(n[:32] for n in page.notes)


def test_branches_may_be_the_networks_own_input() -> None:
    """What passes has its three channels."""
    report = counted("input: 8x8x3\nlayers: {concat: {a: conv(4), b: identity}}\n")

    assert "channels: 4 + 3 = 7" in under(row_page(report, 1), "Output size")


# --- parts


@pytest.mark.parametrize(
    ("path", "sort"),
    [
        ("stem", "layer"),  # one layer with weights, called like the part, and a relu
        ("head", "layer"),
        ("mixed", "part"),
        ("mixed/a", "layer"),
        ("mixed/concat", "layer"),
        ("stem/relu", "layer"),
    ],
)
def test_what_stands_at_a_path(net: Report, path: str, sort: str) -> None:
    """A part that is a layer and what follows it is that layer."""
    assert (sort, path, f"net:{path}") == place_page(net, path)[:3]


def test_a_part_of_two_layers_is_no_layer() -> None:
    """Neither is one whose layer stands in a part of its own."""
    report = chained("a: conv(2) -> conv(2)", "b: [{in: conv(2)}]")

    assert ["part", "part", "layer"] == [
        place_page(report, path).sort for path in ("a", "b", "b/in")
    ]


def test_the_page_of_a_part(net: Report) -> None:
    """What it makes of what, its rows worked out, its share."""
    page = place_page(net, "mixed")

    assert ["8×8×8 → 8×8×20, 3 rows."] == texts(page)
    assert ["a: 8·1²·4 = 32", "total: 32"] == under(page, "Weights")
    assert ["a: 8·8·8·1²·4 = 2,048", "total: 2,048"] == under(page, "MACs")
    assert [
        "1.0 % 32 of the network's 3,253 parameters",
        "1.0 % 2,048 of the network's 200,272 MACs",
    ] == under(page, "Share of the network")
    assert [Paragraph, Picture] == [type(block) for block in page.blocks[:2]]


def test_the_page_of_a_part_in_training() -> None:
    """Auxiliary heads have their share of what is trained: 4·3 + 3 and 3·2 + 2 of 31."""
    report = counted(
        "input: 4x4x1\nlayers:\n  - conv(4)\n  - aux:\n      h: gap -> fc(3) -> fc(2)\n"
    )

    assert [
        "74.2 % 23 of the network's 31 parameters", "22.0 % 18 of the network's 82 MACs",
    ] == under(place_page(report, "h"), "Share of the network")  # fmt: skip


def test_a_part_without_costs() -> None:
    """Neither weights nor MACs are worked out, and no share of nothing is given."""
    page = place_page(chained("a: maxpool(3) -> relu"), "a")

    assert ["Share of the network"] == headings(page)
    assert [] == under(page, "Share of the network")


@pytest.mark.parametrize(("count", "left"), [(16, []), (17, ["1 more: 4"]), (20, ["4 more: 16"])])
def test_long_parts_are_summed_up(count: int, left: list[str]) -> None:
    """After 16 rows comes one for all others; the total is that of all, 2·2 for each."""
    found = under(place_page(chained(f"a: {count} * conv(2)", size="1x1x2"), "a"), "Weights")

    assert ["2·1²·2 = 4"] * 16 == [line.partition(": ")[2] for line in found[:16]]
    assert [*left, f"total: {4 * count}"] == found[16:]


def test_layers_in_a_row() -> None:
    """Typed layers: their rows, and totals in full: 4·9·8 + 8 and 8·2 + 2; 36·288 and 36·16."""
    page = explain("conv(8, k=3) -> relu -> conv(2)", input="6x6x4").page

    assert ["6×6×4 → 6×6×2, 3 rows."] == texts(page)
    assert ["conv.1: 4·3²·8 = 288", "conv.2: 8·1²·2 = 16", "total: 304"] == under(page, "Weights")
    assert ["314 parameters", "10,944 MACs"] == under(page, "Total")
    assert any(isinstance(block, Picture) for block in page.blocks)


def test_where_there_is_nothing() -> None:
    """The first parts are named where none is like what was typed."""
    report = chained(*(f"s{i}: conv(1)" for i in range(10)))
    with pytest.raises(UnknownNameError) as error:
        find(report, "qqq")

    assert "net has nothing at 'qqq'. Its first parts: s0, s1, s2, s3, s4, s5, s6 and s7." == str(
        error.value
    )


def test_places() -> None:
    """A part comes before those inside it and has all their rows; no path is the whole."""
    report = chained("a: [{in: conv(1) -> conv(2)}, conv(1)]", "b: conv(1)")
    whole, part = find(report, ""), find(report, "a")

    assert ["a", "a/in", "b"] == [one.path for one in parts(report.tree)]
    assert isinstance(whole, Part)
    assert isinstance(part, Part)
    assert [0, 1, 2, 3] == list(whole.rows()) == rows_at(report, "")
    assert [0, 1, 2] == list(part.rows()) == rows_at(report, "a")
    assert (1, 2) == (find(report, "a/in.2"), find_row(report, "a"))  # it is called like the part
    with pytest.raises(UnknownNameError, match="nothing at 'in'"):
        find(report, "in")


# --- networks


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (  # (216 + 32 + 2880 + 80) weights: 200,272 / 3,208 = 62.43
            counted(NET),
            "16×16×3 in, 1×1×5 out: 3,253 parameters in 4 layers with weights, 4 of them on the "
            "longest path, and 200,272 MACs. On average every weight is used 62.4 times.",
        ),
        (
            chained("conv(2, bias=no)"),
            "8×8×1 in, 8×8×2 out: 2 parameters in 1 layer with weights, 1 of them on the "
            "longest path, and 128 MACs. On average every weight is used 64 times.",
        ),
        (
            chained("relu"),
            "8×8×1 in, 8×8×1 out: 0 parameters in 0 layers with weights, 0 of them on the "
            "longest path, and 0 MACs. On average every weight is used 0 times.",
        ),
    ],
)  # fmt: skip
def test_how_a_network_is_told(report: Report, said: str) -> None:
    """Shapes, deployed totals, layers with weights, and how often a weight is used."""
    assert said == texts(network_page(report))[0]


# Weights 10, 100, 100, 210; MACs 8²·10, 8²·100, 4²·100, 4²·210, which are 12,000.
STAGES = (
    "s1: conv(10, bias=no)", "s2: conv(10, bias=no)", "s3: conv(10, s=2, bias=no)",
    "s4: conv(21, bias=no)",
)  # fmt: skip


def test_where_half_of_the_costs_are() -> None:
    """210 of 420 weights by s3, 7,040 of 12,000 MACs by s2."""
    assert (
        "From the input on: half of the parameters by the end of stage s3, half of the MACs by "
        "the end of stage s2, of 4 stages." == texts(network_page(chained(*STAGES)))[1]
    )


def test_what_dominates() -> None:
    """The last has 210 of 420 weights, the second 6,400 of 12,000 MACs: each half by itself."""
    assert [
        "50.0 % of the parameters in one layer, s4 (1×1 on 4×4×10); 1 of 4 layers have half of "
        "them",
        "53.3 % of the MACs in one layer, s2 (1×1 on 8×8×10); 1 of 4 layers have half of them",
    ] == under(network_page(chained(*STAGES)), "What dominates")


def test_layers_that_are_alike_share_alike() -> None:
    """Of six layers with the same weights, three have half."""
    found = under(network_page(chained("6 * conv(2, bias=no)", size="4x4x2")), "What dominates")

    assert "16.7 %" == found[0][:6]
    assert found[0].endswith("3 of 6 layers have half of them")


def test_of_a_few_layers_none_dominates() -> None:
    """Three layers are told by their total alone, and layers of one kind need no table."""
    page = network_page(chained(*STAGES[:3]))

    assert ["To read on"] == headings(page)
    assert 2 == len(texts(page))


def test_heads_are_no_part_of_the_story(net: Report) -> None:
    """What only training has does not count: bn and fc have 32 and 85 of 3,253 parameters."""
    assert [
        "3×3 | 3,104 | 95.4 | 198,144 | 98.9", "1×1 | 32 | 1.0 | 2,048 | 1.0",
        "bn | 32 | 1.0 | 0 | ·", "fc | 85 | 2.6 | 80 | 0.1",
    ] == under(network_page(net), "By kind of layer")  # fmt: skip
    assert [
        "88.5 % of the parameters in one layer, conv (3×3 on 8×8×20); 1 of 4 layers have half of "
        "them",
        "92.0 % of the MACs in one layer, conv (3×3 on 8×8×20); 1 of 4 layers have half of them",
    ] == under(network_page(net), "What dominates")


# On 8×8 with 64 places, then on 1×1 with one: the first are most of the MACs, the last of the
# weights.
SMALL = ("1x1", "1x3", "3x1", "1x5", "5x1", "3x3")
LARGE = ("5x5", "7x7", "9x9", "11x11", "13x13", "1x7", "7x1")


def kinds(large: tuple[str, ...]) -> list[str]:
    report = chained(
        *(f"conv(1, k={k}, bias=no)" for k in SMALL), "maxpool(8, s=8, p=0)",
        *(f"conv(1, k={k}, bias=no)" for k in large),
    )  # fmt: skip
    return under(network_page(report), "By kind of layer")


def test_many_kinds_are_summed_up() -> None:
    """Of 13 kinds, the five with most weights and the five with most MACs; 1 + 7 + 7 is left."""
    found = [line.split(" | ") for line in kinds(LARGE)]

    assert ["1×3", "3×1", "1×5", "5×1", "3×3", "5×5", "7×7", "9×9", "11×11", "13×13",
            "3 others"] == [line[0] for line in found]  # fmt: skip
    assert ["15", "78"] == [found[-1][1], found[-1][3]]  # 64·1 + 7 + 7
    assert Fraction(100) == sum(Fraction(line[2].lstrip("<")) for line in found)


def test_one_kind_more_than_the_most_is_not_summed_up() -> None:
    """A line for a single other kind would save nothing."""
    found = kinds(LARGE[:5])

    assert 11 == len(found)
    assert not any("others" in line for line in found)


AGAINST = [
    # network, settings, line, source
    ("googlenet", {}, "parameters | 138,357,544 | 6,998,552 | 1/19.8", "Szegedy et al., 2015"),
    ("googlenet", {}, "layers deep | 16 | 22 | ", "VGG-16 and 22 layers"),
    ("googlenet", {}, "fc, of the parameters | 89.4 % | 14.6 % | ", "123,642,856 and 1,025,000"),
    ("resnet50", {}, "parameters | 21,797,672 | 25,557,032 | 1.17×", "torchvision"),
    (
        "resnet50", {}, "top-1 accuracy (torchvision) | 73.314 % | 76.13 % | ",
        "torchvision's table of weights, version 0.20.1",
    ),
    ("mobilenet_v1", {"width": "0.5"}, "parameters | 4,231,976 | 1,331,592 | 1/3.18", "its paper"),
    ("depthwise", {}, "3×3, of the MACs | 100.0 % | 0 % | ", "document 003"),
    ("depthwise", {}, "3×3 depthwise, of the MACs | 0 % | 100.0 % | ", "document 003"),
    # 9·192·128 and 9·96·128 weights in document 000's modules: 221,184 of 387,072 and 110,592 of
    # 163,328 weights, each used at 784 places
    ("inception_v1", {}, "3×3, of the MACs | 57.1 % | 67.7 % | ", "document 000"),
    # all alike but for the normalisation: 55²·96 + 27²·256 elements against 27²·96 + 13²·256
    ("caffenet", {}, "norm elements | 477,024 | 113,248 | 1/4.21", "Caffe's form"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "settings", "line", "source"), AGAINST)
def test_against_what_came_before(
    name: str, settings: dict[str, str], line: str, source: str
) -> None:
    """Old and new number, and by how much."""
    page = network_page(analyze(name, params=settings))
    title = next(text for text in headings(page) if text.startswith("Against"))

    assert line in grid_under(page, title)


def grid_under(page: Page, title: str) -> list[str]:
    at = page.blocks.index(Heading(title))
    grid = next(block for block in page.blocks[at:] if isinstance(block, Grid))
    return [" | ".join(grid.headings), *(" | ".join(row) for row in grid.rows)]


def test_against_itself() -> None:
    """With settings of one's own a network is measured by itself, without a word on ideas."""
    page = network_page(analyze("vgg16", input="448x448"))
    at = page.blocks.index(Heading("Against vgg16"))
    found = grid_under(page, "Against vgg16")

    assert isinstance(page.blocks[at + 1], Grid)
    assert " | by itself | here | " == found[0]
    assert "input | 224×224×3 | 448×448×3 | " in found
    assert not any(", of the parameters" in line for line in found)  # where nothing moved
    assert not any(line.startswith("top-1") for line in found)


def test_what_was_done_differently_is_told_first() -> None:
    """The idea stands in words before the numbers."""
    page = network_page(analyze("googlenet"))
    at = page.blocks.index(Heading("Against vgg16"))
    idea = page.blocks[at + 1]

    assert isinstance(idea, Paragraph)
    assert lineage()["googlenet"] == ("vgg16", spans_text(idea.spans))


def test_what_did_not_change_is_not_told() -> None:
    """Neither the input, where it is the same, nor shares that hardly moved."""
    found = grid_under(network_page(analyze("googlenet")), "Against vgg16")

    assert not any(line.startswith("input") for line in found)
    assert 6 >= len([line for line in found if ", of the " in line]) > 0


def test_accuracies_are_of_the_networks_themselves() -> None:
    """Other parameters than a variant's own have no published accuracy."""
    page = network_page(analyze("resnet50", params={"classes": 10}))

    assert not any("top-1" in line for line in grid_under(page, "Against resnet50"))


def test_a_file_of_ones_own_has_no_forebear(tmp_path: Path) -> None:
    """Neither by itself, nor with another input; nor is one made up for a name of the zoo."""
    (tmp_path / "mine.yaml").write_text("input: 8x8x3\nlayers: conv(4)\n", "utf-8")
    (tmp_path / "copy.yaml").write_text("name: x\ninput: 8x8x3\nlayers: conv(4)\n", "utf-8")
    reports = [
        analyze(tmp_path / name, input=size)
        for name in ("mine.yaml", "copy.yaml")
        for size in (None, "9x9")
    ]

    assert [None] * 4 == [forebear(report) for report in reports]


@pytest.mark.parametrize(
    ("name", "before"),
    [
        ("resnet18", "plain18"), ("resnet1", None), ("net18", None), ("plain", None),
        ("mobilenet_v1_0.5", "mobilenet_v1"), ("nothing", None),
    ],
)  # fmt: skip
def test_names_are_whole(name: str, before: str | None) -> None:
    """A part of a name is no name."""
    found = after(name)

    assert before == (found and found[0])
    assert found == lineage().get(name)


SIGHTS = [
    ("conv(8, k=3, g=2)", "grouped"),
    ("conv(8, k=3, g=4)", ""),  # a group for each channel
    ("conv(8, k=3)", ""),
    ("depthwise(3)", "depthwise"),
    ("conv(8)", "pointwise"),
    ("shuffle(2)", "channel_shuffle"),
    ("conv(8, k=1x3)", "asymmetric"),
    ("conv(8, k=3x1)", "asymmetric"),
    ("relu6", "relu6"),
    ("bn", "batch_norm"),
    ("gap", "global_average_pooling"),
    ("fc(8)", "fully_connected"),
    ("{add: {a: 'conv(4, k=3)', b: identity}}", "residual"),
    ("{concat: {a: 'conv(4, k=3)', b: identity}}", "concat_and_add"),
    ("{multiply: {a: 'conv(4, k=3)', b: identity}}", "squeeze_and_excite"),
    ("[{aux: {h: 'conv(4, k=3)'}}, 'conv(4, k=3)']", "auxiliary_heads"),
    ("conv(200, k=3) -> conv(8, k=3) -> gap -> fc(8)", "global_average_pooling"),  # 72 of 21,000
]  # fmt: skip


@pytest.mark.parametrize(("layers", "topic"), SIGHTS)
def test_what_there_is_to_read_on(layers: str, topic: str) -> None:
    """The topics of what the network is made of."""
    page = network_page(counted(f"input: 8x8x4\nlayers: {layers}\n"))

    assert bool(topic) is ("To read on" in headings(page))
    assert not topic or [f"cnncost explain {topic}"] == under(page, "To read on")


def test_a_networks_own_topic_is_read_first() -> None:
    """SqueezeNet's is fire."""
    (found,) = under(network_page(analyze("squeezenet")), "To read on")

    assert found.startswith("cnncost explain fire, pointwise")


# --- asking


@pytest.mark.parametrize(
    ("what", "sort", "name"),
    [
        ("", "contents", "topics"),
        ("  depthwise ", "topic", "depthwise"),
        ("1×1", "topic", "pointwise"),
        ("xception", "topic", "xception"),
        ("xception:", "network", "xception"),
        ("googlenet:", "network", "googlenet"),
        ("fire:squeeze", "layer", "squeeze"),
        ("bn -> relu", "layer", "bn -> relu"),
        ("conv(4)", "layer", "conv(4)"),
    ],
)
def test_what_is_meant(what: str, sort: str, name: str) -> None:
    """A topic before a network; layers have parentheses or an arrow; a colon is for networks."""
    page = explain(what, input="8x8x4" if sort == "layer" and ":" not in what else None).page

    assert (sort, name) == page[:2]


def test_paths_and_specs_are_networks(tmp_path: Path) -> None:
    """In Python a network may be given as it is."""
    (tmp_path / "conv").write_text("input: 8x8x3\nlayers: conv(M)\nparams: {M: 4}\n", "utf-8")
    spec = library.load(tmp_path / "conv")
    pages = [explain(what, params={"M": 5}).page for what in (tmp_path / "conv", spec)]

    assert ["network"] * 2 == [page.sort for page in pages]
    assert all("20 parameters" in texts(page)[0] for page in pages)  # 3·5 + 5


def test_a_network_called_like_a_topic_is_named() -> None:
    """How to have the other one; no such note where there is none."""
    note = "The network of that name: cnncost explain xception:"

    assert note == explain("Xception").page.notes[-1]
    assert not any("network" in text for text in explain("conv").page.notes)


@pytest.mark.parametrize(
    ("what", "input", "params", "expected"),
    [
        ("conv", "14x10x7", {}, {"H": 14, "W": 10, "N": 7, "M": 128, "K": 3}),
        ("conv", "14x10", {}, {"H": 14, "W": 10, "N": 192, "M": 128, "K": 3}),
        ("conv", (14, 10, 7), {"N": 5}, {"H": 14, "W": 10, "N": 5, "M": 128, "K": 3}),
        ("fc", "3x2x7", {}, {"Hi": 3, "Wi": 2, "N": 7, "M": 4096}),
    ],
)  # fmt: skip
def test_the_input_of_a_topic(
    what: str, input: str | tuple[int, ...], params: dict[str, int], expected: dict[str, int]
) -> None:
    """A size is the map's height, width and channels; what is named by its letter goes first."""
    page = explain(what, input=input, params=params).page
    letters = next(block.letters for block in page.blocks if isinstance(block, Letters))

    assert expected == {letter: value for letter, _, value in letters}


def test_letters_in_typed_layers() -> None:
    """Their values may be given beside them."""
    page = explain("conv(M, k=3)", input="8x8x4", params={"M": 16}).page

    assert "weights: N·K²·M = 4·3²·16 = 576" in under(page, "Costs")


def test_the_longest_layer_is_read() -> None:
    """400 characters and no more."""
    text = f"conv({' ' * 393}1)"

    assert 400 == len(text)
    assert "layer" == explain(text, input="8x8x4").page.sort


ASKED_WRONGLY = [
    (
        "conv", {"input": "28"}, "The topic 'conv' takes its numbers as letters, as K=5.",
    ),
    (
        "conv(1)", {"input": (8, 8)},
        "'(8, 8)' is not the size of a map. Expected HxWxC, as 28x28x64.",
    ),
    ("conv(1)", {"input": "8"}, "'8' is not the size of a map. Expected HxWxC, as 28x28x64."),
    (f"conv({' ' * 394}1)", {"input": "8x8x4"},
     "The layers are longer than 400 characters; write a spec."),
    (
        "googlenett", {}, "There is no topic or network called 'googlenett'. Did you mean "
        "googlenet? 'cnncost explain' lists the topics, 'cnncost list' the networks; a layer is "
        "written as conv(8, k=3).",
    ),
    (
        "qqqq:a", {}, "There is no topic or network called 'qqqq'. 'cnncost explain' lists the "
        "topics, 'cnncost list' the networks; a layer is written as conv(8, k=3).",
    ),
    ("fire:e1x", {}, "fire has nothing at 'e1x'. Did you mean e1x1?"),
    ("conv", {"notation": "qqqq"},
     "There is no notation 'qqqq'. Known: lecture, mobilenet."),
    (
        "conv(1)", {"input": "8x4x2", "notation": "mobilenet"},
        "MobileNet's D_F is the height and the width of a map, which are 8 and 4 here. Give the "
        "same number for both.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("what", "options", "message"), ASKED_WRONGLY)
def test_what_cannot_be_explained(what: str, options: dict[str, object], message: str) -> None:
    """What was read, what was expected, what to try."""
    with pytest.raises(library.CnncostError) as error:
        explain(what, **options)  # type: ignore[arg-type]

    assert message == str(error.value)


def test_topics_stand_in_their_chapters() -> None:
    """Each chapter once, with topics and what they are about; and how to ask for more."""
    page = explain().page
    first = page.blocks[1]

    assert len(headings(page)) == len(set(headings(page))) > 3
    assert isinstance(first, Entries)
    assert ("conv", "Convolution") == (
        first.entries[0].lead, spans_text(first.entries[0].spans),
    )  # fmt: skip
    assert 2 == len(page.notes)


# --- drawing


def test_what_is_drawn_by_itself() -> None:
    """Layers by their connections, networks and parts as boxes; a report is drawn as it is."""
    fire = analyze("fire")
    subjects = [fire, "fire", "googlenet:3a", "googlenet:3a/3x3.2", "depthwise"]
    drawn = [library.draw(what) for what in subjects]

    assert [True, True, True, False, False] == [one.modules is not None for one in drawn]
    assert drawn[0].svg() == drawn[1].svg()
    assert library.draw("conv(4) -> relu", input="8x8x4").modules is None
    assert library.draw("conv(M)", input="8x8x4", params={"M": 3}).modules is None


@pytest.mark.parametrize(
    ("what", "options", "shown", "source"),
    [
        ("fire", {"params": {"expand": 32}}, "6,656", "96·16 + 16·32 + 9·16·32"),
        ("fire", {"input": "10x10x96"}, "1,177,600 MACs", "10²·11,776"),
        ("fire", {"convention": "torch"}, "11,920", "11,776 and 144 biases"),
        ("googlenet", {"figure": "bars", "train": True}, "head1", "its own stage in training"),
        ("googlenet", {"figure": "bars", "by": "kind"}, "fully connected", ""),
        ("googlenet:3a", {"figure": "bars"}, "163,328", "document 000"),
        ("googlenet:3a", {"figure": "connections"}, "3a", "the part's own"),
        ("googlenet", {"depth": 2}, "3×3 conv", "the modules opened"),
        (  # 512·128 and 528·128, and twice 2048·1024 + 1024·1000, beside the deployed 6,990,272
            "googlenet", {"train": True}, "13,365,696 weights", "Szegedy et al., 2015",
        ),
    ],
)  # fmt: skip
def test_what_is_asked_of_a_drawing(
    what: str, options: dict[str, object], shown: str, source: str
) -> None:
    """Settings, input, convention, part, depth and training reach the picture."""
    drawn = str(library.draw(what, **options))  # type: ignore[arg-type]

    assert shown in drawn


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (("fire", "--set", "expand=32"), "6,656"), (("fire", "--input", "10x10x96"), "1,177,600"),
        (("fire", "--convention", "torch"), "11,920"), (("googlenet", "--train"), "13,365,696"),
        (("googlenet", "--depth", "2"), "3×3 conv"), (("googlenet", "--by", "kind"), "fully"),
    ],
)  # fmt: skip
def test_options_of_the_command(
    cnncost: Callable[..., Run], arguments: tuple[str, ...], shown: str
) -> None:
    """They reach the picture; --by alone means bars."""
    assert shown in cnncost("draw", *arguments).out


def test_figures_that_there_are() -> None:
    """All are named where none is like what was typed."""
    with pytest.raises(library.CnncostError) as error:
        library.draw("fire", "qqqq")

    assert "There is no figure 'qqqq'. Known: connections, modules, bars, scatter." == str(
        error.value
    )


# --- what pages say of themselves


@pytest.mark.parametrize(
    ("name", "settings", "said", "note"),
    [
        ("fire", {}, "fire on 55×55×96", "fire: "),
        ("mobilenet_v1_0.5", {}, "mobilenet_v1_0.5 (mobilenet_v1) on 224×224×3", "width 0.5"),
        (
            "mobilenet_v1", {"width": "0.5"}, "mobilenet_v1 on 224×224×3",
            "width 0.5 in place of 1",
        ),
    ],
)  # fmt: skip
def test_which_network_it_is(name: str, settings: dict[str, str], said: str, note: str) -> None:
    """Variant and spec, input, and what was set."""
    report = analyze(name, params=settings)

    assert heading(report).startswith(said)
    assert note in variant_note(report)


@pytest.mark.parametrize(
    ("count", "changed", "said"),
    [
        (0, {}, "net"),
        (4, {}, "net: a 1, b 1, c 1, d 1"),
        (5, {}, "net"),
        (5, {"e": 2}, "net: e 2 in place of 1"),
    ],
)
def test_many_parameters_are_named_only_where_they_are_changed(
    tmp_path: Path, count: int, changed: dict[str, int], said: str
) -> None:
    """Up to four are always named."""
    given = ", ".join(f"{letter}: 1" for letter in "abcde"[:count])
    (tmp_path / "net.yaml").write_text(
        f"input: 4x4x1\nparams: {{{given}}}\nlayers: conv(1)\n", "utf-8"
    )
    report = analyze(tmp_path / "net.yaml", params=changed)

    assert said == variant_note(report)
    assert "net on 4×4×1" == heading(report)


def test_a_variant_is_called_by_its_own_name(tmp_path: Path) -> None:
    """The spec's stands behind it; without anything to say of it, its name is all."""
    (tmp_path / "net.yaml").write_text(
        "title: A net\ninput: 4x4x1\nparams: {a: 1, b: 1, c: 1, d: 1, e: 1}\n"
        "variants: {big: {a: 2}}\nlayers: conv(a)\n", "utf-8",
    )  # fmt: skip
    report = analyze(f"{tmp_path / 'net.yaml'}@big")

    assert "big (net) on 4×4×1: A net" == heading(report)
    assert "big" == variant_note(report)
