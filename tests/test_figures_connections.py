"""Connection diagrams: the lines that are drawn are those that the cost counts."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise, product

import numpy as np
import pytest
from connection_figures import BLOCKS, figure_of, layers, panel
from hypothesis import given, settings
from hypothesis import strategies as st

from cnncost.figures.connections import (
    connections,
    edges_in_channels,
    edges_in_space,
    scaled,
)
from cnncost.layers import KINDS
from cnncost.measure import measure


def pairs_that_meet(N: int, M: int, G: int) -> int:
    """How many pairs of an input and an output are in one group, counted one by one."""
    return sum(i * G // N == o * G // M for i, o in product(range(N), range(M)))


# --- lines


@pytest.mark.parametrize(
    ("layer", "size", "N", "M", "G", "lines", "source"),
    [
        ("conv(128, k=3)", "28x28x128", 128, 128, 1, 16_384, "document 003, conv3x3"),
        ("conv(128, k=3, g=2)", "28x28x128", 128, 128, 2, 8_192, "document 003, grouped"),
        ("depthwise(3)", "28x28x128", 128, 128, 128, 128, "document 003, depthwise"),
        ("conv(128)", "28x28x128", 128, 128, 1, 16_384, "document 003, conv1x1"),
        ("conv(64, k=7, s=2)", "224x224x3", 3, 64, 1, 192, "ResNet, 2016, conv1"),
        ("conv(128, k=3, g=32)", "56x56x128", 128, 128, 32, 512, "ResNeXt, 2017, figure 3c"),
        ("conv(60, g=3)", "28x28x240", 240, 60, 3, 4_800, "ShuffleNet, 2018, figure 2b"),
        ("conv(12, k=3, g=6)", "9x9x6", 6, 12, 6, 12, "two filters for each channel"),
        ("fc(10)", "7x7x24", 24, 10, 1, 240, "lines at each of 7·7 positions"),
        ("maxpool(3)", "28x28x192", 192, 192, 192, 192, "channels one to one"),
        ("gap", "7x7x24", 24, 24, 24, 24, "channels one to one"),
    ],
)
def test_lines_between_channels(
    layer: str, size: str, N: int, M: int, G: int, lines: int, source: str
) -> None:
    """A layer has a line for every pair of channels that share a group, and only for those."""
    found = panel(layer, size)
    kind = found.kind

    assert lines == pairs_that_meet(N, M, G), source
    assert (N, M, G, lines) == (found.N, found.M, found.G, found.lines)
    assert lines == len(set(edges_in_channels(kind, N, M, G)))
    assert all(i * G // N == o * G // M == g for i, o, g in edges_in_channels(kind, N, M, G))


def test_a_layer_has_the_ledgers_macs() -> None:
    """What a panel says of its cost is what the ledger says: 128·64 lines, 9 taps, 28·28 places."""
    found = panel("conv(128, k=3, g=2, bias=no)")

    assert (128 * 64, 128 * 64 * 9 * 784) == (found.lines, found.macs)


@pytest.mark.parametrize(
    ("positions", "kernel", "stride", "padding", "dilation", "outputs", "solid", "dashed"),
    [
        (9, 3, 1, (1, 1), 1, 9, 25, 2),
        (9, 1, 1, (0, 0), 1, 9, 9, 0),
        (9, 3, 1, (0, 0), 1, 7, 21, 0),
        (9, 3, 2, (1, 1), 1, 5, 13, 2),  # from -1, 1, 3, 5, 7: -1 and 9 are outside
        (9, 3, 1, (2, 2), 2, 9, 23, 4),  # the first two and the last two reach two too far
        (9, 5, 1, (2, 2), 1, 9, 39, 6),  # 2 + 1 and 1 + 2
        (9, 7, 2, (3, 3), 1, 5, 27, 8),  # 3 + 1 and 1 + 3
        (8, 2, 2, (0, 0), 1, 4, 8, 0),
        (8, 3, 2, (0, 1), 1, 4, 11, 1),  # TensorFlow's same padding: one, on the right
        (5, 5, 1, (0, 0), 1, 1, 5, 0),
        (1, 3, 1, (1, 1), 1, 1, 1, 2),
    ],
)
def test_lines_in_space(
    positions: int, kernel: int, stride: int, padding: tuple[int, int], dilation: int,
    outputs: int, solid: int, dashed: int,
) -> None:  # fmt: skip
    """K lines lead to every output; those from the padding are told apart. Counted by hand."""
    edges = edges_in_space(positions, kernel, stride, padding, dilation)
    inside = Counter(inside for _, _, inside in edges)

    assert (solid, dashed) == (inside[True], inside[False])
    assert dict.fromkeys(range(outputs), kernel) == Counter(o for _, o, _ in edges)
    assert all((0 <= i < positions) == inside for i, _, inside in edges)


@settings(max_examples=100, deadline=None)
@given(*(st.integers(1, 5) for _ in range(3)), st.integers(0, 4), st.integers(5, 20))
def test_lines_in_space_are_those_of_the_layer(
    kernel: int, stride: int, dilation: int, padding: int, width: int
) -> None:
    """There are as many outputs as the layer has, each S further on, with taps D apart."""
    if width + 2 * padding < dilation * (kernel - 1) + 1:
        return
    options = {"channels": 1, "k": kernel, "s": stride, "d": dilation, "p": padding}
    outputs = measure(KINDS["conv"], options, (width, width, 1)).output[1]
    edges = edges_in_space(width, kernel, stride, (padding, padding), dilation)

    expected = [
        (o * stride - padding + tap * dilation, o) for o in range(outputs) for tap in range(kernel)
    ]
    assert expected == [(i, o) for i, o, _ in edges]


def test_a_shuffle_deals_the_channels_of_each_group() -> None:
    """Two groups of five come out as 1,6 / 2,7 / 3,8 / 4,9 / 5,10: document 000."""
    dealt = {o: i + 1 for i, o, _ in edges_in_channels("shuffle", 10, 10, 2)}

    assert [1, 6, 2, 7, 3, 8, 4, 9, 5, 10] == [dealt[o] for o in range(10)]


@given(st.integers(1, 8), st.integers(1, 8))
def test_a_shuffle_is_a_transpose(groups: int, size: int) -> None:
    """Reshape to (G, N/G), transpose, flatten: ShuffleNet, 2018, section 3.1."""
    transposed = np.arange(groups * size).reshape(groups, size).T.ravel()
    edges = edges_in_channels("shuffle", groups * size, groups * size, groups)

    assert list(enumerate(transposed.tolist())) == sorted((o, i) for i, o, _ in edges)


# --- scale


@pytest.mark.parametrize(
    ("block", "most", "rows", "groups"),
    [
        ("conv3x3", 8, "8 8", "1"),
        ("conv1x1", 8, "8 8", "1"),
        ("grouped", 8, "8 8", "2"),
        ("depthwise", 8, "8 8", "8"),
        ("separable", 8, "8 8 8", "8 1"),
        ("channel_shuffle", 6, "10 10", "2"),  # all channels of document 000
        ("bottleneck", 8, "8 2 2 8", "1 1 1"),  # 256, 64, 64, 256
        ("bottleneck", 6, "8 2 2 8", "1 1 1"),
        ("resnext_bottleneck", 8, "8 4 4 8", "1 2 1"),  # 256, 128, 128, 256
        ("inverted_residual", 8, "2 12 12 2", "1 12 1"),  # 24, 144, 144, 24
        ("shufflenet_unit", 8, "12 6 6 6 12", "3 3 6 3"),  # a shuffle of 3 needs 2 in each
        ("stem_7x7", 8, "3 8", "1"),  # all three colours
        ("inception_v1", 8, "12 4 12 6 8 12 1 2 12 12 2", "1 1 1 1 1 12 1"),  # one for 16
        ("inception_v1", 6, "6 2 6 3 4 6 1 1 6 6 1", "1 1 1 1 1 6 1"),
    ],
)
def test_what_is_drawn(block: str, most: int, rows: str, groups: str) -> None:
    """Few nodes, in the ratio of the channels where that shows them, with groups to be seen."""
    figure = figure_of(block, most)
    numbers = [(stack.panels[0].n, *(p.m for p in stack.panels)) for stack in figure.stacks]

    assert rows == " ".join(str(n) for row in numbers for n in row)
    assert groups == " ".join(str(p.g) for p in figure.panels)


@pytest.mark.parametrize(
    ("layer", "channels", "n", "m", "g", "exact", "rule"),
    [
        ("conv(128, k=3)", 128, 8, 8, 1, True, "8: no more than 8 nodes, 10: no fewer"),
        ("depthwise(3)", 128, 8, 8, 8, True, "a group for each channel, as there is"),
        ("conv(128, k=3, g=32)", 128, 8, 8, 4, False, "1: groups of several channels"),
        ("conv(64, g=4)", 256, 12, 4, 4, False, "2: four groups, although 12 to 4 is not 4 to 1"),
        ("conv(100)", 100, 5, 5, 1, True, "9: a node for 20 channels, not for 12.5"),
        ("conv(72, g=6)", 288, 8, 2, 2, False, "4: 4 to 1, although 12 to 6 had all groups"),
        ("conv(120, g=5)", 120, 10, 10, 5, True, "5: five groups, although 10 are more than 8"),
        ("conv(50, k=3)", 3, 3, 5, 1, False, "6: all three colours; 9: a node for 10"),
        ("conv(144)", 24, 2, 12, 1, True, "7: two for 24, although 12 are more than 8"),
        ("conv(12)", 12, 12, 12, 1, True, "all, where there are at most 12"),
    ],
)
def test_the_rules_of_scale(
    layer: str, channels: int, n: int, m: int, g: int, exact: bool, rule: str
) -> None:
    """Each of the rules that scale.py states decides where those before it do not."""
    found = panel(layer, f"8x8x{channels}")

    assert (n, m, g, exact) == (found.n, found.m, found.g, found.exact), rule


@pytest.mark.parametrize("name", BLOCKS)
@pytest.mark.parametrize("most", [8, 6])
def test_layers_that_meet_share_their_nodes(name: str, most: int) -> None:
    """What one layer draws as its outputs, the next one draws as its inputs."""
    figure = figure_of(name, most)
    meetings = [pair for stack in figure.stacks for pair in pairwise(stack.panels)]

    assert len(figure.panels) == len(meetings) + len(figure.stacks)
    for above, below in meetings:
        assert (above.M, above.m) == (below.N, below.n)
        assert above.across.outputs == below.across.positions


links = st.tuples(st.integers(1, 40), st.integers(1, 40), st.integers(1, 64))


@settings(max_examples=100, deadline=None)
@given(links, st.sampled_from([8, 6]))
def test_any_grouping_keeps_its_word(link: tuple[int, int, int], most: int) -> None:
    """Drawn lines are n·m/g; few nodes; groups never look like none; exact means the true ratio."""
    inputs, outputs, G = link
    N, M = inputs * G, outputs * G
    layer = measure(KINDS["conv"], {"channels": M, "g": G}, (4, 4, N))
    (found,) = connections([layer], most=most).panels
    n, m, g = found.n, found.m, found.g

    assert len(set(found.channels)) == len(found.channels) == pairs_that_meet(n, m, g)
    assert n * m == g * len(found.channels)
    assert 1 <= n <= min(N, 12)
    assert 1 <= m <= min(M, 12)
    assert 1 <= g <= G
    assert (G > 1) == (g > 1)
    if found.exact:
        assert n * M == m * N
        assert g == G or (N == G and n == g)
    if inputs > 1 and G > 1:
        assert n > g  # several channels in a group, where there are several


def test_groups_that_must_fit_several_layers() -> None:
    """384, 96, 96, 96, 384, 96 in 8 groups: 12 to 4 is nearest to 4 to 1, and 4 shuffle in 2."""
    conv = "conv(96, g=8)"
    text = f"{conv} -> shuffle(8) -> depthwise(3) -> conv(384, g=8) -> {conv}"
    panels = connections(layers(text, "8x8x384")).panels

    assert [(12, 4, 2), (4, 4, 2), (4, 4, 4), (4, 12, 2), (12, 4, 2)] == [
        (p.n, p.m, p.g) for p in panels
    ]


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 20), st.integers(2, 20), st.integers(1, 6))
def test_any_unit_keeps_its_groups(G: int, size: int, times: int) -> None:
    """In ShuffleNet's unit the same groups are drawn before, in and after the shuffle."""
    few, many = G * size, G * size * times
    conv = f"conv({few}, g={G})"
    text = f"{conv} -> shuffle({G}) -> depthwise(3) -> conv({many}, g={G}) -> {conv}"
    first, shuffle, depthwise, expand, last = connections(layers(text, f"8x8x{many}")).panels

    assert 1 == len({first.g, shuffle.g, expand.g, last.g})
    assert (shuffle.n, shuffle.n) == (shuffle.m, depthwise.g)
    assert shuffle.n > shuffle.g


@pytest.mark.parametrize(
    ("layer", "size", "across"),
    [
        ("conv(8, k=3)", "28x28x8", (9, 3, 1, (1, 1), 1)),
        ("conv(8, k=3, s=2)", "28x28x8", (9, 3, 2, (1, 1), 1)),
        ("conv(8, k=3, s=1x2)", "28x28x8", (9, 3, 2, (1, 1), 1)),
        ("conv(8, k=7x1)", "28x28x8", (9, 1, 1, (0, 0), 1)),  # across it is 1 wide
        ("conv(8, k=1x7)", "28x28x8", (9, 7, 1, (3, 3), 1)),
        ("conv(8, k=3)", "7x7x8", (7, 3, 1, (1, 1), 1)),  # there are no more
        ("conv(8, k=11, s=4, p=0)", "227x227x3", (13, 11, 4, (0, 0), 1)),  # 9 have no room
        ("maxpool(3, s=2, p=0, ceil=1)", "8x8x8", (8, 3, 2, (0, 1), 1)),  # one tap outside
        ("gap", "7x7x8", (7, 7, 1, (0, 0), 1)),
        ("gap", "28x28x8", (9, 9, 1, (0, 0), 1)),  # all positions there are
        ("fc(8)", "1x1x8", (1, 1, 1, (0, 0), 1)),
    ],
)
def test_what_is_drawn_of_space(
    layer: str, size: str, across: tuple[int, int, int, tuple[int, int], int]
) -> None:
    """Nine positions, or as many as there are, or as many as a window needs."""
    found = panel(layer, size).across

    positions, kernel, _, padding, dilation = across
    assert (positions, kernel, padding, dilation) == (
        found.positions, found.kernel, found.padding, found.dilation,
    )  # fmt: skip
    assert len(edges_in_space(*across)) == len(panel(layer, size).space)


def test_fewer_positions_for_characters() -> None:
    """As braille, nine windows side by side would be one dark band: five are drawn."""
    figure = scaled(figure_of("conv3x3"), 6)

    assert [5] == [p.across.positions for p in figure.panels]
