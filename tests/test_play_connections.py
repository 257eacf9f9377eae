"""Connection diagrams of the play page: the same nodes, lines and words as the command draws."""

from __future__ import annotations

from typing import Any

import pytest
from connection_figures import BLOCKS, figure_of
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from javascript import asked
from layer_cases import layers, told
from play_pictures import as_network, as_row, figure_in_page, page

from cnncost import analyze
from cnncost.errors import LayerError
from cnncost.figures.connections import Connections, Panel, connections
from cnncost.figures.connections.layers import connects
from cnncost.figures.connections.scenes import scene
from cnncost.figures.scene import Label, Node, Scene, Thread
from cnncost.figures.sorts import role_of
from cnncost.layers import KINDS
from cnncost.measure import Shape, measure

DRAWN_KINDS = ("conv", "depthwise", "fc", "maxpool", "avgpool", "gap", "shuffle", "subsample")


@pytest.fixture(scope="module")
def context() -> Any:
    return page()


def as_items(figure: Connections) -> list[Any]:
    """What the command draws: stacks of panels, and notes."""
    return [
        [item.name, [as_panel(panel) for panel in item.panels]]
        if hasattr(item, "panels")
        else item.text
        for item in figure.items
    ]


def as_panel(panel: Panel) -> list[Any]:
    drawn = [[panel.N, panel.M, panel.G], [panel.n, panel.m, panel.g]]
    edges = [[list(edge) for edge in panel.space], [list(edge) for edge in panel.channels]]
    return [*drawn, *edges, panel.lines, panel.name, role_of(panel.layer)]


# --- lines


@settings(max_examples=40, deadline=None)
@given(
    st.integers(1, 6), st.integers(1, 6), st.integers(1, 6), st.sampled_from(["conv", "shuffle"])
)
def test_lines_between_channels(context: Any, inputs: int, outputs: int, G: int, kind: str) -> None:
    """Pairs of channels in one group are joined; a shuffle is a transpose of groups."""
    ends = inputs if kind == "shuffle" else outputs
    found = asked(context, f"edgesInChannels('{kind}', {inputs * G}, {ends * G}, {G})")
    pairs = (
        {(g * inputs + i, i * G + g) for g in range(G) for i in range(inputs)}
        if kind == "shuffle"
        else {
            (i, o)
            for i in range(inputs * G)
            for o in range(outputs * G)
            if i // inputs == o // outputs
        }
    )

    assert pairs == {(i, o) for i, o, _ in found}
    assert len(pairs) == len(found)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(1, 17), st.integers(1, 5), st.integers(1, 5), st.integers(0, 3), st.integers(0, 3),
    st.integers(1, 4),
)  # fmt: skip
def test_lines_in_space(
    context: Any, size: int, K: int, S: int, before: int, after: int, D: int
) -> None:
    """Each window is K taps, D apart, S further on than the last one; none leaves the padding."""
    starts = range(-before, size + after - D * (K - 1), S)
    expected = [
        [start + D * tap, o, 0 <= start + D * tap < size]
        for o, start in enumerate(starts)
        for tap in range(K)
    ]

    assert expected == asked(
        context,
        f"edgesInSpace({{positions: {size}, kernel: {K}, stride: {S}, "
        f"padding: [{before}, {after}], dilation: {D}}})",
    )


# --- figures


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_any_layer_is_drawn_as_the_command_draws_it(context: Any, data: Any) -> None:
    """The same panels with the same nodes and lines, or the same words for what is not drawn."""
    kind = data.draw(st.sampled_from(DRAWN_KINDS))
    arguments, shape = data.draw(layers(kind))
    try:
        layer = measure(KINDS[kind], told(arguments), shape)
    except LayerError:
        assume(False)
    figure = connections([layer])

    assert as_items(figure) == figure_in_page(context, layer)


sizes = st.integers(1, 64) | st.integers(1, 2000)


@settings(max_examples=50, deadline=None)
@given(sizes, sizes, st.integers(1, 64), st.sampled_from([8, 6]))
def test_any_channels_are_drawn_to_the_same_scale(
    context: Any, inputs: int, outputs: int, G: int, most: int
) -> None:
    """As many nodes and groups as the command draws, whatever the numbers of channels."""
    options = {"channels": outputs * G, "g": G, "k": 3}
    layer = measure(KINDS["conv"], options, (9, 9, inputs * G))

    assert connects(layer)
    assert as_items(connections([layer], most=most)) == figure_in_page(context, layer, most)


@pytest.mark.parametrize(
    ("inputs", "outputs", "G", "nodes", "says"),
    [
        # three groups are all drawn, though 6 to 10 in two groups would keep the ratio of 9 to 15
        (9, 15, 3, (6, 9, 3), "Channels are not drawn to one scale."),
        # four are, 8 and 12 nodes for 12 and 20; 6 and 10 in two groups would keep that ratio
        (12, 20, 4, (8, 12, 4), "Channels are not drawn to one scale."),
        # one scale for both, and 13 a prime: no node stands for a whole number of channels
        (13, 26, 1, (4, 8, 1), "Channels are drawn to scale."),
        (16, 64, 1, (2, 8, 1), "Each channel drawn stands for 8."),
        (5, 7, 1, (5, 7, 1), "All channels are drawn."),
    ],
)
def test_how_many_channels_are_drawn(
    context: Any, inputs: int, outputs: int, G: int, nodes: tuple[int, int, int], says: str
) -> None:
    """Nodes by the rules of scale.py, of which the earlier ones decide, and what is said of it."""
    layer = measure(KINDS["conv"], {"channels": outputs, "g": G, "k": 3}, (9, 9, inputs))
    (panel,) = connections([layer]).panels
    found, row = "connectionsOf([row]).items[0].panels", as_row(layer)
    drawn = asked(context, f"{found}.map(({{n, m, g}}) => [n, m, g].map(BigInt))", row=row)

    assert nodes == (panel.n, panel.m, panel.g)
    assert [list(nodes)] == drawn
    assert says == asked(context, f"scaleText({found})", row=row)


LARGE = {
    "a window too large to draw": ("conv", {"channels": 6, "k": 1001, "p": 500}, (40, 40, 6)),
    "far apart": ("conv", {"channels": 6, "k": 3, "d": 1000}, (2001, 2001, 6)),
    "as many channels as there may be": ("conv", {"channels": 10**9}, (4, 4, 10**9 - 1)),
    "a last window past the map": ("maxpool", {"k": 3, "s": 2, "p": 0, "ceil": 1}, (8, 8, 8)),
    "all of the map": ("gap", {}, (28, 28, 8)),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "given", "shape"), LARGE.values(), ids=LARGE)
def test_unusual_layers(context: Any, kind: str, given: dict[str, Any], shape: Shape) -> None:
    """What has no room is drawn smaller in the page as by the command."""
    layer = measure(KINDS[kind], given, shape)

    assert as_items(connections([layer])) == figure_in_page(context, layer)


@pytest.mark.parametrize("name", [name for name in BLOCKS if ":" not in name])
@pytest.mark.parametrize("most", [8, 6])
def test_a_block_is_drawn_as_the_command_draws_it(context: Any, name: str, most: int) -> None:
    """Stacks, the notes between them, and every node and line of every panel."""
    figure = figure_of(name, most)
    network = as_network(analyze(name), figure)

    assert as_items(figure) == asked(
        context, f"itemsText(networkFigure(network, {most}))", network=network
    )


@pytest.mark.parametrize("name", [name for name in BLOCKS if ":" not in name])
def test_the_page_puts_it_where_the_command_does(context: Any, name: str) -> None:
    """Every line, node and word stands in the same place and has the same role."""
    figure = figure_of(name)
    network = as_network(analyze(name), figure)
    drawn = asked(context, "connectionsScene(networkFigure(network, 8))", network=network)
    expected = scene(figure)

    assert (expected.title, expected.description) == (drawn["title"], drawn["description"])
    assert (expected.width, expected.height) == (drawn["width"], drawn["height"])
    assert sorted(map(repr, _marks(expected))) == sorted(
        repr(_read(mark)) for mark in drawn["marks"]
    )


def _marks(drawn: Scene) -> list[tuple[Any, ...]]:
    return [_plain(mark) for mark in drawn.marks]


def _plain(mark: Any) -> tuple[Any, ...]:
    if isinstance(mark, Label):
        return ("label", float(mark.x), mark.y, mark.text, mark.role, mark.anchor)
    if isinstance(mark, Node):
        return ("node", float(mark.x), float(mark.y), mark.role, mark.filled)
    assert isinstance(mark, Thread)
    ends = (*mark.start, *mark.end)
    return ("thread", *(round(float(x), 6) for x in ends), mark.role, mark.dashed)


def _read(mark: dict[str, Any]) -> tuple[Any, ...]:
    if mark["type"] == "label":
        place = (float(mark["x"]), mark["y"])
        return ("label", *place, mark["text"], mark["role"], mark["anchor"])
    if mark["type"] == "node":
        return ("node", float(mark["x"]), float(mark["y"]), mark["role"], mark["filled"])
    ends = (*mark["start"], *mark["end"])
    return ("thread", *(round(float(x), 6) for x in ends), mark["role"], mark["dashed"])
