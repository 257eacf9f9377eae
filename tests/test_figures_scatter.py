"""Scatter: where networks stand, what is written beside them, and what is compared at all."""

from __future__ import annotations

from fractions import Fraction
from math import floor, log10

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnncost.errors import UsageError
from cnncost.figures.charts.axes import Axis, even_axis, log_axis, log_axis_down
from cnncost.figures.charts.networks import Network, counted, frontier, published
from cnncost.figures.charts.placing import Area, Spot, placed
from cnncost.figures.charts.scatter import Scatter, scatter, scene
from cnncost.figures.geometry import glyphs, start_of
from cnncost.figures.scene import Label, Node, Scene, Thread
from cnncost.figures.text import to_text

SIZES = [(80, 30), (60, 24), (110, 44), (140, 60)]
TEN = st.integers(1, 10**18)
PERCENT = st.fractions(0, 100, max_denominator=1000)


@pytest.fixture(scope="module")
def figures() -> dict[str, Scatter]:
    """Scatters of one source, of several, of the zoo and of a family."""
    return {
        "torchvision": scatter(published()),
        "slim": scatter(published("slim")),
        "caffe": scatter(published("caffe")),
        "mixed": scatter(published("torchvision", "keras", "megvii"), mixed=True),
        "zoo": scatter(counted()),
        "residual": scatter(counted("residual")),
        "vgg": scatter(counted("vgg")),
    }


NAMES = ["torchvision", "slim", "caffe", "mixed", "zoo", "residual", "vgg"]


def a_network(name: str = "n", macs: int = 10**9, top1: int | None = 70, **more: str) -> Network:
    accuracy = None if top1 is None else Fraction(top1)
    source = "caffe" if top1 is not None else ""
    return Network(name, "g", macs, 10**6, accuracy, source)._replace(**more)


def labels(drawn: Scene) -> list[Label]:
    return [mark for mark in drawn.marks if isinstance(mark, Label)]


def cells_of(label: Label) -> list[tuple[int, int]]:
    width = len(glyphs(label.text))
    return [(round(start_of(label, width)) + i, label.y) for i in range(width)]


def points(drawn: Scene) -> list[Node]:
    """The nodes that stand for a network, which say so."""
    return [mark for mark in drawn.marks if isinstance(mark, Node) and mark.tip]


# --- pictures


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", NAMES)
def test_labels_are_apart(name: str, size: tuple[int, int], figures: dict[str, Scatter]) -> None:
    """No two labels overlap, none lies over a point, and none leaves the picture."""
    drawn = scene(figures[name], *size)
    cells = [cell for label in labels(drawn) for cell in cells_of(label)]

    assert len(cells) == len(set(cells))
    assert all(0 <= x < drawn.width and 0 <= y < drawn.height for x, y in cells)
    taken = set(cells)
    for node in points(drawn):
        for x in (node.x - 0.39, node.x + 0.39):
            for y in (node.y - 0.13, node.y + 0.13):
                assert (floor(x), floor(y)) not in taken


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", NAMES)
def test_every_network_is_drawn_and_named_once(
    name: str, size: tuple[int, int], figures: dict[str, Scatter]
) -> None:
    """A point for each; its name beside it, or below the plot where there is no room."""
    figure = figures[name]
    drawn = scene(figure, *size)
    texts = [label.text for label in labels(drawn)]

    assert len(figure.networks) == len(points(drawn))
    for network in figure.networks:
        same = sum(one.name == network.name for one in figure.networks)
        in_legend = (network.name,) in figure.groups
        assert same + in_legend == texts.count(network.name)


@pytest.mark.parametrize("name", NAMES)
def test_places_follow_the_numbers(name: str, figures: dict[str, Scatter]) -> None:
    """More MACs stand further right, more accuracy or parameters further up, all in the plot."""
    figure = figures[name]
    drawn = scene(figure)
    networks = [next(one for one in figure.networks if _is_of(one, node)) for node in points(drawn)]
    across = sorted(zip(networks, points(drawn), strict=True), key=lambda pair: pair[0].macs)
    up = sorted(across, key=lambda pair: pair[0].top1 or pair[0].params)

    assert sorted(node.x for _, node in across) == [node.x for _, node in across]
    assert sorted((node.y for _, node in up), reverse=True) == [node.y for _, node in up]
    assert all(0 < node.x < drawn.width and 3 <= node.y <= 26 for node in points(drawn))


def _is_of(one: Network, node: Node) -> bool:
    said = f"{one.name}: {one.macs:,} MACs, {one.params:,} parameters"
    return node.tip.startswith(said) and one.source in node.tip


def test_numbers_at_a_point() -> None:
    """A point says its costs exactly, and its accuracy with the source."""
    [tip] = [node.tip for node in points(scene(scatter(published()))) if "resnet50:" in node.tip]

    # torchvision 0.20.1: num_params 25557032, _ops 4.089, acc@1 76.13
    assert "resnet50: 4,089,184,256 MACs, 25,557,032 parameters, top-1 76.1 % (torchvision)" == tip


def test_a_small_scatter() -> None:
    """Caffe's six networks, whole: what it looks like."""
    assert CAFFE == to_text(scene(scatter(published("caffe")), 72, 24))


@pytest.mark.parametrize("name", NAMES)
def test_groups_differ_in_shape(name: str, figures: dict[str, Scatter]) -> None:
    """Colour is never all that tells two groups apart; a legend names them."""
    drawn = scene(figures[name])
    signs = [mark for mark in drawn.marks if isinstance(mark, Node) and not mark.tip]
    legend = signs[: len(figures[name].groups)]

    assert len(legend) == len({(node.shape, node.filled) for node in legend})
    assert {(n.shape, n.filled, n.role) for n in points(drawn)} == {
        (n.shape, n.filled, n.role) for n in legend
    }


def test_small_families_are_one_group() -> None:
    """There are eight shapes: of more families the smallest are named together."""
    families = [f"f{i:02}" for i in range(12)]
    networks = [
        a_network(f"{family}/{n}", top1=None, group=family)
        for size, family in enumerate(reversed(families), 1)
        for n in range(size)
    ]

    groups = scatter(networks).groups
    assert [*((family,) for family in families[:7]), tuple(families[7:])] == list(groups)


def test_names_of_files_are_printable() -> None:
    """A control character in a name is drawn as what it is, a fault."""
    drawn = scene(scatter([a_network("a\x1b[31m\u202e<b>", group="\x07")]))
    texts = [
        text
        for mark in drawn.marks
        for text in (getattr(mark, "text", ""), getattr(mark, "tip", ""))
    ]

    assert all(text.isprintable() for text in (*texts, drawn.title, drawn.description))
    assert any("<b>" in text for text in texts)


def test_long_names_are_cut() -> None:
    """A name has at most 32 characters in the plot; the point has it in full."""
    drawn = scene(scatter([a_network("x" * 40)]))

    assert "x" * 21 + "…" + "x" * 10 in {label.text for label in labels(drawn)}
    assert points(drawn)[0].tip.startswith("x" * 40)


def test_a_scatter_in_words() -> None:
    """The description gives the extremes, then who is ahead, then what every point says."""
    extremes, ahead, *others = scene(scatter(published("caffe"))).description.split(". ")

    assert (
        "alexnet needs least, 724,406,816 MACs; resnet152_v1 most, 11,282,415,616; "
        "resnet152_v1 reaches most, 77.0 %"
    ) == extremes
    assert (
        "caffenet, googlenet, resnet50_v1, resnet101_v1, resnet152_v1: more accurate than all that "
        "need no more MACs"
    ) == ahead
    assert 6 == len(others)
    assert "googlenet: 1,582,671,872 MACs, 6,998,552 parameters, top-1 68.7 % (caffe)" in others


# --- the network that a scatter is about


def about(own: Network, *others: Network, size: tuple[int, int] = (80, 30)) -> Scene:
    return scene(scatter([own, *others], own=own), *size)


@pytest.mark.parametrize("name", ["torchvision", "slim", "caffe"])
def test_the_network_it_is_about_stands_out(name: str) -> None:
    """By a sign and a frame that no other has, by lines from both axes, and by what it is called,
    beside its sign or below."""
    networks = published(name)
    for own in (networks[0], networks[-1]):
        drawn = scene(scatter(networks, own=own))
        (node,) = [node for node in points(drawn) if node.role == "skip"]
        others = {(one.shape, one.filled, one.role) for one in points(drawn) if one is not node}
        threads = [one for one in drawn.marks if isinstance(one, Thread) and one.role == "skip"]
        frame, lines = (
            [one for one in threads if one.dashed is dashed] for dashed in (False, True)
        )
        named = [label.text for label in labels(drawn) if label.role == "skip"]

        assert _is_of(own, node)
        assert (node.shape, node.filled, node.role) not in others
        assert [f"this network: {own.name}"] == named
        assert 4 == len(frame)
        assert all(abs(x - node.x) + 2 * abs(y - node.y) < 1.2 for f in frame for x, y in f[:2])
        assert {("across", node.y), ("down", node.x)} >= {
            ("across", one.start[1]) if one.start[1] == one.end[1] else ("down", one.start[0])
            for one in lines
        }


def test_it_is_known_by_what_it_is_and_not_by_its_name() -> None:
    """Another network with the same name and the same costs is one of the others."""
    own = a_network("twin", top1=None)
    drawn = about(own, a_network("twin", top1=None), a_network("other", 10**7, None))

    assert 1 == sum(node.role == "skip" for node in points(drawn))
    assert 1 == sum(label.text == "this network: twin" for label in labels(drawn))
    assert 1 == sum(label.text == "twin" for label in labels(drawn))


@pytest.mark.parametrize("macs", [10**6, 10**9, 10**12], ids=["left", "middle", "right"])
def test_no_line_runs_through_its_name(macs: int) -> None:
    """The line from the left ends before the name where that stands there."""
    own = a_network("x" * 60, macs, None)
    drawn = about(own, a_network("a", 10**6, None), a_network("b", 10**12, None))
    (name,) = [label for label in labels(drawn) if label.role == "skip"]
    cells = {x for x, _ in cells_of(name)}
    across = [one for one in drawn.marks if isinstance(one, Thread) and one.dashed]

    assert "this network: " + "x" * 26 + "…" + "x" * 13 == name.text
    for one in (
        one for one in across if one.start[1] == one.end[1] and floor(one.start[1]) == name.y
    ):
        assert not cells & set(range(floor(one.start[0]), floor(one.end[0]) + 1))


# --- the points


def test_published_networks_are_counted_at_their_crop() -> None:
    """MobileNetV2 at 96×96 needs 56 million MACs (tensorflow/models, slim's table)."""
    [one] = [one for one in published("slim") if one.name == "mobilenet_v2 at 96"]

    assert (56, Fraction("60.3")) == (one.macs // 10**6, one.top1)


def test_published_is_torchvision_if_not_said() -> None:
    """One source is the rule."""
    assert published("torchvision") == published()
    assert {"torchvision"} == {one.source for one in published()}


def test_modules_are_no_networks() -> None:
    """The zoo's blocks have no place among networks, which make one vector of an image."""
    found = {one.name: one for one in counted()}

    assert {"googlenet", "vgg", "lenet5"} <= set(found)
    assert not {"inception_v1", "naive", "conv3x3", "fire", "stem_7x7", "bottleneck"} & set(found)
    assert (138_357_544, 15_470_264_320) == (found["vgg"].params, found["vgg"].macs)  # torchvision


def test_variants_of_a_family() -> None:
    """Within a family all variants are drawn, each once, grouped by their spec."""
    found = {one.name: one.group for one in counted("vgg")}

    assert {"vgg11", "vgg13", "vgg16", "vgg16_c", "vgg19", "vgg16_bn"} <= set(found)
    assert {"vgg"} == set(found.values())
    assert "vgg" not in found


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), min_size=1, max_size=12))
def test_the_frontier(costs: list[tuple[int, int]]) -> None:
    """A network is ahead if no other that costs no more is as accurate."""
    networks = tuple(a_network(f"n{i}", macs, top1) for i, (macs, top1) in enumerate(costs))
    ahead = {(one.macs, one.top1) for one in frontier(networks)}

    assert ahead == {
        (one.macs, one.top1)
        for one in networks
        if not any(
            other.macs <= one.macs
            and other.top1 >= one.top1
            and (other.macs, other.top1) != (one.macs, one.top1)
            for other in networks
        )
    }


# --- sources


def test_sources_are_not_mixed_unasked() -> None:
    """Accuracies of two sources do not measure the same."""
    networks = published("keras", "caffe")
    message = "These accuracies were measured differently, by caffe and keras. Choose one source."
    with pytest.raises(UsageError) as refused:
        scatter(networks)

    assert message == str(refused.value)


def test_mixed_sources_are_marked() -> None:
    """Each source has its shape, and the picture says that they are mixed, and names them all."""
    figure = scatter(published("keras", "caffe"), mixed=True)
    text = " ".join(to_text(scene(figure, 100)).split())

    assert (("keras",), ("caffe",)) == figure.groups
    assert "accuracies of several sources, measured differently: compare within a source" in text
    assert "Keras Applications; models for Caffe, by BVLC and by He et al., centre crop" in text


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("torchvision", "torchvision 0.20.1, weights IMAGENET1K_V1, one crop"),
        ("keras", "Keras Applications"),
    ],
)
def test_the_source_is_named(source: str, title: str) -> None:
    """Every scatter of accuracies says where they are from."""
    assert f"accuracy, as published: {title}" in to_text(scene(scatter(published(source))))


@pytest.mark.parametrize(
    ("networks", "message"),
    [
        ([], "A scatter shows 1 to 500 networks, not 0."),
        ([a_network()] * 501, "A scatter shows 1 to 500 networks, not 501."),
        ([a_network(), a_network(top1=None)],
         "Either all networks of a scatter have an accuracy, or none has."),
        ([a_network("empty", macs=0)],
         "empty has no MACs or no parameters, and no place by powers of ten."),
    ],
    ids=["none", "many", "half", "empty"],
)  # fmt: skip
def test_what_cannot_be_drawn(networks: list[Network], message: str) -> None:
    """What has no place is refused, never left out in silence."""
    with pytest.raises(UsageError) as refused:
        scatter(networks)

    assert message == str(refused.value)


@pytest.mark.parametrize("size", [(59, 30), (80, 23)], ids=str)
def test_too_small(size: tuple[int, int]) -> None:
    """There must be room for axes and some names."""
    width, height = size
    message = f"A scatter needs at least 60 by 24 cells, not {width} by {height}."
    with pytest.raises(UsageError) as refused:
        scene(scatter([a_network()]), *size)

    assert message == str(refused.value)


# --- axes


def round_number(value: int) -> bool:
    return str(value).rstrip("0") in {*"123456789"}


@given(st.lists(TEN, min_size=1))
def test_log_axis(values: list[int]) -> None:
    """Numbers lie within an axis, in their order; ticks are round, few, and on it."""
    axis = log_axis(values)
    places = [axis.at(value) for value in sorted(values)]

    assert sorted(places) == places
    assert 0 < places[0] <= places[-1] < 1
    holds_round_ticks(axis)


@given(st.lists(TEN, min_size=1), st.integers(9, 60))
def test_log_axis_down(values: list[int], lines: int) -> None:
    """An axis down too; ticks stand in the middle of lines, or nearly."""
    axis = log_axis_down(values, lines)
    places = [axis.at(value) for value in values]

    assert all(-1e-9 <= place for place in places)
    assert max(log10(value) for value in values) - axis.low > lines - 1 or max(places) <= 1 + 1e-9
    holds_round_ticks(axis)
    for value, _ in axis.ticks:
        line = axis.at(value) * (lines - 1)
        assert abs(line - round(line)) < 0.15 + 1e-9


def holds_round_ticks(axis: Axis) -> None:
    assert 1 <= len(axis.ticks) <= 10
    for value, _ in axis.ticks:
        assert round_number(value)
        assert -1e-9 <= axis.at(value) <= 1 + 1e-9


@given(st.lists(PERCENT, min_size=1), st.integers(9, 60))
def test_even_axis(values: list[Fraction], lines: int) -> None:
    """Percentages lie within an axis that starts with a tick; all ticks are in the middle of
    lines."""
    axis = even_axis(values, lines)
    steps = [b[0] - a[0] for a, b in zip(axis.ticks, axis.ticks[1:], strict=False)]

    assert all(0 <= axis.at(value) <= 1 for value in values)
    assert axis.low == axis.ticks[0][0]
    assert len(set(steps)) <= 1
    assert 2 <= len(axis.ticks) <= 10
    for value, text in axis.ticks:
        assert str(value) == text
        assert abs(axis.at(value) * (lines - 1) - round(axis.at(value) * (lines - 1))) < 1e-6


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([41 * 10**6, 56 * 10**9], ["100M", "1G", "10G"]),
        ([100 * 10**6, 900 * 10**6], ["100M", "200M", "500M"]),
        ([328_096, 19 * 10**9], ["1M", "10M", "100M", "1G", "10G"]),
        ([10**18], ["1E"]),
        ([5], ["5"]),
    ],
)
def test_ticks_are_round(values: list[int], texts: list[str]) -> None:
    """Powers of ten, with 2 and 5 or 3 between them where there is room, and no zeros behind."""
    assert set(texts) <= {text for _, text in log_axis(values).ticks}


# --- placing


SPOTS = st.lists(
    st.builds(Spot, st.floats(2, 58), st.floats(1, 19), st.integers(1, 20)), max_size=40
)


@given(SPOTS)
def test_placing(spots: list[Spot]) -> None:
    """Whatever the points: labels are in the area, apart, over no point, and next to their own."""
    area = Area(0, 0, 60, 20)
    starts = placed(spots, area)
    taken: set[tuple[int, int]] = set()
    for spot, start in zip(spots, starts, strict=True):
        if start is None:
            continue
        x, y = start
        own = {(x + i, y) for i in range(spot.width)}
        assert 0 <= x
        assert x + spot.width <= 60
        assert 0 <= y < 20
        assert not own & taken
        taken |= own
        assert abs(y + 0.5 - spot.y) < 1.8
        assert x - 3 <= spot.x <= x + spot.width + 3
    assert not taken & {(floor(spot.x), floor(spot.y)) for spot in spots}


@pytest.mark.parametrize(
    ("others", "start"),
    [
        ([], (12, 5)),  # right of the point in column 10
        ([Spot(13.5, 5.5, 99)], (4, 5)),  # left, if a point stands there
        ([Spot(13.5, 5.5, 99), Spot(6.5, 5.5, 99)], (8, 4)),  # above
    ],
)
def test_the_best_place(others: list[Spot], start: tuple[int, int]) -> None:
    """To the right if that is free, else to the left, else above."""
    assert start == placed([Spot(10.5, 5.5, 5), *others], Area(0, 0, 40, 10))[0]


def test_no_room() -> None:
    """A label that fits nowhere has no place."""
    assert [None] == placed([Spot(5.5, 5.5, 30)], Area(0, 0, 20, 10))


CAFFE = """\
6 networks: top-1 accuracy against MACs

top-1, %
80 │⠄
   │                                                  resnet101_v1
   │                                                       ●        ●
75 │⠄                                       ● resnet50_v1   resnet152_v1
   │
   │
70 │⠄
   │                    ▲ googlenet
   │
65 │⠄
   │
   │
60 │⠄
   │
   │   ■ caffenet
55 │alexnet   ⢀               ⡀                   ⡀              ⢀
   ╰────────────────────────────────────────────────────────────────────
              1G             2G                  5G             10G
                                                                    MACs

● residual   ■ alexnet   ▲ inception

in bold: more accurate than all that need no more MACs
accuracy, as published: models for Caffe, by BVLC and by He et al.,
centre crop
MACs counted here, at the crop measured · 1 MAC = 1 multiply + 1 add ·
batch 1"""
