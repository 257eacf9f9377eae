"""Connection diagrams as pictures: threads are lines, words are costs, nothing collides."""

from __future__ import annotations

import re
from collections import Counter
from typing import TypeVar

import numpy as np
import pytest
from conftest import counted
from connection_figures import BLOCKS, figure_of, layers

from cnncost.figures.connections import connections, connections_of
from cnncost.figures.connections.matrix import channel_rows, space_rows
from cnncost.figures.connections.scenes import matrix, scene
from cnncost.figures.geometry import start_of
from cnncost.figures.scene import Label, Node, Scene, Thread
from cnncost.figures.text import to_text

Kind = TypeVar("Kind")
HOSTILE = """\
input: 40x40x6
layers:
  - '[bold]<x>': conv(6, k=1001, p=500)
  - conv(6, k=3, d=1000)
  - conv(6, k=1, p=100000)
  - maxpool(31, s=1)
"""


def of_kind(drawn: Scene, kind: type[Kind]) -> list[Kind]:
    return [mark for mark in drawn.marks if isinstance(mark, kind)]


@pytest.mark.parametrize("name", BLOCKS)
@pytest.mark.parametrize("most", [8, 6])
def test_every_line_is_a_thread_between_nodes(name: str, most: int) -> None:
    """There are as many threads as lines, each from node to node; what is dashed begins nowhere."""
    figure = figure_of(name, most)
    drawn = scene(figure, most)
    threads = of_kind(drawn, Thread)
    nodes = {(mark.x, mark.y) for mark in of_kind(drawn, Node)}
    outside = sum(not inside for p in figure.panels for _, _, inside in p.space)

    assert sum(len(p.space) + len(p.channels) for p in figure.panels) == len(threads)
    assert outside == sum(thread.dashed for thread in threads)
    assert {thread.end for thread in threads} <= nodes
    assert {thread.start for thread in threads if not thread.dashed} <= nodes
    assert not {thread.start for thread in threads if thread.dashed} & nodes


@pytest.mark.parametrize("name", BLOCKS)
@pytest.mark.parametrize("most", [8, 6])
def test_nothing_covers_anything_else(name: str, most: int) -> None:
    """All labels and nodes are inside a picture of 80 columns, each in cells of its own."""
    drawn = scene(figure_of(name, most), most)
    cells = Counter(
        (round(start_of(mark, len(mark.text)) - 0.01) + i, mark.y)
        for mark in of_kind(drawn, Label)
        for i in range(len(mark.text))
    )
    cells.update((int(mark.x), int(mark.y)) for mark in of_kind(drawn, Node))

    assert 80 == drawn.width
    assert {1} == set(cells.values())
    assert all(0 <= x < 80 and 0 <= y < drawn.height for x, y in cells)


@pytest.mark.parametrize("name", BLOCKS)
def test_the_product_that_is_written_is_the_cost(name: str) -> None:
    """Outputs times taps times lines, read back from the picture, are the MACs written below."""
    text = "\n".join(mark.text for mark in of_kind(scene(figure_of(name)), Label))
    number = r" +([\d,·]+)"
    pattern = rf" {number} outputs?\n×{number} taps?\n×{number} lines?\n={number} MACs"
    found = re.findall(pattern, text)
    products = [p for p in figure_of(name).panels if p.macs and p.kind != "subsample"]

    assert len(products) == len(found)
    for (outputs, taps, lines, macs), p in zip(found, products, strict=True):
        factors = [int(n) for n in f"{outputs}·{taps}·{lines}".replace(",", "").split("·")]
        assert p.macs == int(np.prod(factors, dtype=object)) == int(macs.replace(",", ""))


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("conv3x3", "N·M lines"),  # one group: N channels to each of M
        ("grouped", "N·M/G lines"),
        ("separable", "N·M/G lines"),  # its first layer has a group for each channel
        ("channel_shuffle", "N lines"),
    ],
)
def test_lines_between_channels_in_letters(name: str, says: str) -> None:
    """Groups are named only where there are any."""
    texts = [mark.text for mark in of_kind(scene(figure_of(name)), Label)]

    assert [says] == [text for text in texts if re.fullmatch("N.* lines", text)]


def test_a_shuffle_costs_nothing_and_says_so() -> None:
    """Its lines are counted beside 0 MACs, and are N, not N·M/G."""
    texts = [mark.text for mark in of_kind(scene(figure_of("channel_shuffle")), Label)]

    assert {"  10 lines (N)", "   0 MACs", "N lines", "10 lines"} <= set(texts)
    assert "N·M/G lines" not in texts


def test_groups_keep_their_colours_through_a_shuffle() -> None:
    """After the shuffle every group of the next convolution gets channels of all groups."""
    figure = figure_of("shufflenet_unit")
    nodes = of_kind(scene(figure), Node)
    rows = {y: [mark.role for mark in nodes if mark.y == y and mark.x > 45] for y in
            sorted({mark.y for mark in nodes})}  # fmt: skip
    entered, grouped, shuffled, filtered, left = rows.values()

    assert ["group1"] * 4 + ["group2"] * 4 + ["group3"] * 4 == entered == left
    assert ["group1", "group1", "group2", "group2", "group3", "group3"] == grouped
    assert ["group1", "group2", "group3"] * 2 == shuffled == filtered


@pytest.mark.parametrize(
    ("network", "words"),
    [
        ("conv3x3", "Each channel drawn stands for 16. Dashed: taps in the padding; they count."),
        ("conv1x1", "Each channel drawn stands for 16."),
        ("channel_shuffle", "All channels are drawn."),
        ("resnext_bottleneck", "2 of 32 groups are drawn."),
        ("stem_7x7", "Channels are not drawn to one scale. "
         "Dashed: taps in the padding; they count."),
    ],
)  # fmt: skip
def test_what_the_drawing_leaves_out(network: str, words: str) -> None:
    """Below the drawing stands how much of the truth it shows."""
    assert words in [mark.text for mark in of_kind(scene(figure_of(network)), Label)]


def test_a_window_that_is_drawn_smaller() -> None:
    """A window for which there is no room covers all that is drawn, and the drawing says so."""
    figure = connections(layers("conv(8, k=3, d=12)"))
    texts = [mark.text for mark in of_kind(scene(figure), Label)]

    assert "The window of the 3×3 conv, dilation 12 is drawn smaller than it is." in texts
    assert [4] == [p.across.dilation for p in figure.panels]


def test_a_window_over_the_whole_map() -> None:
    """It covers all that is drawn of the map, as it does in truth: nothing need be said."""
    texts = [mark.text for mark in of_kind(scene(connections(layers("gap"))), Label)]

    assert not [text for text in texts if "smaller" in text]


def test_outputs_stand_below_the_middle_of_their_windows() -> None:
    """The middle tap of every odd window is a vertical line, after any number of strides."""
    figure = connections(layers("conv(8, k=3, s=2) -> conv(8, k=5) -> depthwise(3, s=2, p=0)"))
    threads = [mark for mark in of_kind(scene(figure), Thread) if mark.start[0] < 45]
    upright = Counter(thread.start[1] for thread in threads if thread.start[0] == thread.end[0])

    assert [5, 5, 2] == [p.across.outputs for p in figure.panels] == list(upright.values())


def test_the_description_says_what_is_drawn() -> None:
    """Who cannot see the picture hears its products (document 003), branch by branch."""
    assert (
        "3×3 depthwise, 128 channels to 128: 28·28 outputs × 3·3 taps × 128 lines = 903,168 MACs; "
        "8 lines drawn. "
        "1×1 conv, 128 channels to 128: 28·28 outputs × 1·1 taps × 16,384 lines = 12,845,056 MACs; "
        "64 lines drawn."
    ) == scene(figure_of("separable")).description
    pooled = "pool, 3×3 maxpool, 192 channels to 192: 28·28 outputs, 3·3 taps, 192 lines, 0 MACs; "
    assert pooled in scene(figure_of("inception_v1")).description


def test_a_picture_says_what_it_shows_and_how_was_counted() -> None:
    """First the network, its input and what it is; last the convention and the variant."""
    texts = [mark.text for mark in of_kind(scene(figure_of("grouped")), Label)]
    part = [mark.text for mark in of_kind(scene(figure_of("resnet50:conv2/block.1")), Label)]

    assert "grouped on 28×28×128" == texts[0]
    assert "a 3×3 convolution in groups: channels meet only those of their group" == texts[1]
    assert "convention: weights without bias · 1 MAC = 1 multiply + 1 add · batch 1" in texts
    assert any(text.startswith("grouped: document 003") for text in texts)
    assert "resnet50:conv2/block.1 on 56×56×64" == part[0]
    assert "MACs" == part[1]  # a part has no title of its own


def test_typed_layers_are_called_by_their_names() -> None:
    """A picture without a title is called by what is drawn; no line is spent on it."""
    drawn = scene(connections(layers("conv(8, k=3) -> relu -> fc(5)")))

    assert "3×3 conv, then fc" == drawn.title
    assert "MACs" == of_kind(drawn, Label)[0].text


# --- matrices


@pytest.mark.parametrize("name", BLOCKS)
def test_a_matrix_has_a_sign_for_every_line(name: str) -> None:
    """Each row has K signs in space; the rows of channels have as many as there are lines."""
    figure = figure_of(name, 6)
    for p in figure.panels:
        rows = space_rows(p)
        assert [p.across.kernel] * p.across.outputs == [
            row.count("#") + row.count("o") for row in rows
        ]
        assert sum(not inside for _, _, inside in p.space) == "".join(rows).count("o")
        assert len(p.channels) == "".join(channel_rows(p)).count("#")


def test_a_matrix_of_a_grouped_convolution() -> None:
    """A band in space, with the padding beside it; blocks between channels."""
    (p,) = figure_of("grouped", 6).panels

    assert ["o##... ", " ###.. ", " .###. ", " ..### ", " ...##o"] == space_rows(p)
    assert ["##..", "##..", "..##", "..##"] == channel_rows(p)


@pytest.mark.parametrize("name", BLOCKS)
def test_a_matrix_is_plain_text(name: str) -> None:
    """It is at most 80 columns wide, and plain ASCII where that is all there is."""
    drawn = matrix(figure_of(name, 6))
    text = to_text(drawn, ascii=True)

    assert text.isascii()
    assert max(map(len, text.split("\n"))) <= 80
    assert not of_kind(drawn, Thread)


def test_what_is_enormous_stays_small() -> None:
    """Windows, gaps and padding of any size are drawn with a bounded number of lines."""
    figure = connections_of(counted(HOSTILE))
    drawn = scene(figure)

    assert 4 == len(figure.panels)
    assert len(of_kind(drawn, Thread)) <= 4 * (17 * 31 + 100)
    assert all(0 <= mark.x <= 80 for mark in of_kind(drawn, Node))
    assert len(to_text(matrix(figure)).split("\n")) == matrix(figure).height
