"""What the play page counts at a node of a connection diagram: a channel's or a window's share."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from javascript import asked
from layer_cases import layers, told
from play_pictures import as_row, page

from cnncost.errors import LayerError
from cnncost.figures.connections.layers import column
from cnncost.formula import parse
from cnncost.layers import KINDS
from cnncost.measure import Measured, Shape, measure


@pytest.fixture(scope="module")
def context() -> Any:
    return page()


def counted(context: Any, layer: Measured, node: str) -> Any:
    """What is said of a node behind the name of the node."""
    return asked(context, f"countedAt(connectionsOf([row]), '{node}')[1]", row=as_row(layer))


COUNTED = {  # layer: node, what is said of it; by hand
    "an output of a convolution": (
        "conv", {"channels": 128, "k": 3}, (28, 28, 64), "0.1.channel.0",
        "Output of the 3×3 conv: N·K² = 64·3² = 576 multiplications at each of its 28·28 positions,"
        " 451,584 in all.",
    ),
    "an output of a grouped one, of half the inputs": (
        "conv", {"channels": 128, "k": 3, "g": 2}, (28, 28, 64), "0.1.channel.0",
        "Output of the 3×3 conv, 2 groups: N·K²/G = 64·3²/2 = 288 multiplications at each of its "
        "28·28 positions, 225,792 in all.",
    ),
    "an input": (
        "conv", {"channels": 128, "k": 3}, (28, 28, 64), "0.0.channel.0",
        "Input of the 3×3 conv: K²·M = 3²·128 = 1,152 multiplications at each of the output's "
        "28·28 positions, 903,168 in all.",
    ),
    "an output of a depthwise one": (
        "depthwise", {"k": 5, "s": 2}, (28, 28, 64), "0.1.channel.3",
        "Output of the 5×5 depthwise, stride 2: K² = 5² = 25 multiplications at each of its 14·14 "
        "positions, 4,900 in all.",
    ),
    "an output of a fully connected layer": (
        "fc", {"channels": 10}, (7, 7, 24), "0.1.channel.0",
        "Output of the fc: Hi·Wi·N = 7·7·24 = 1,176 multiplications at each of its 1·1 positions, "
        "1,176 in all.",
    ),
    "an output of a pooling": (
        "maxpool", {"k": 3, "s": 2}, (28, 28, 64), "0.1.channel.0",
        "Output of the 3×3 maxpool, stride 2: K² = 3² = 9 elements read at each of its 14·14 "
        "positions, 1,764 in all.",
    ),
    "a pooling to one size": (
        "adaptive_avgpool", {"size": 7}, (28, 28, 64), "0.1.channel.0",
        "Output of the adaptive avgpool: 4·4 = 16 elements read at each of its 7·7 positions, 784 "
        "in all.",
    ),
    "a shuffle, whose second channel comes from the second group": (
        "shuffle", {"g": 2}, (4, 4, 8), "0.1.channel.1",
        "Output of the shuffle, 2 groups: place 5 goes to place 2; it is only moved, 0 MACs.",
    ),
    "the first window, a column of it in the padding": (
        "conv", {"channels": 8, "k": 3}, (28, 28, 8), "0.1.space.0",
        "Output of the 3×3 conv: its 3×3 window has 9 taps, of which 3 lie in the padding (1 of 3 "
        "columns, in the middle rows); they count all the same.",
    ),
    "a window inside": (
        "conv", {"channels": 8, "k": 3}, (28, 28, 8), "0.1.space.4",
        "Output of the 3×3 conv: its 3×3 window has 9 taps, in the middle rows all of them inside "
        "the map.",
    ),
    "a window of one element": (
        "conv", {"channels": 8}, (28, 28, 8), "0.1.space.0",
        "Output of the 1×1 conv: its 1×1 window sees one element.",
    ),
    "a window larger than its map": (  # most of it lies in the padding
        "conv", {"channels": 8, "k": 1001, "p": 500}, (40, 40, 8), "0.1.space.0",
        "Output of the 1001×1001 conv: its 1001×1001 window has 1,002,001 taps; it is drawn "
        "smaller than it is.",
    ),
    "a window that is drawn smaller": (
        "conv", {"channels": 8, "k": 101}, (224, 224, 8), "0.1.space.0",
        "Output of the 101×101 conv: its 101×101 window has 10,201 taps; it is drawn smaller than "
        "it is.",
    ),
    "an input of windows two apart": (
        "conv", {"channels": 8, "k": 3, "s": 2}, (28, 28, 8), "0.0.space.1",
        "Input of the 3×3 conv, stride 2: read by 2 windows along this axis.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "given", "shape", "node", "said"), COUNTED.values(), ids=COUNTED)
def test_what_is_counted_at_a_node(
    context: Any, kind: str, given: dict[str, Any], shape: Shape, node: str, said: str
) -> None:
    """A channel's share is the ledger's cost over the channels; a window is K taps each way."""
    layer = measure(KINDS[kind], given, shape)

    assert said == counted(context, layer, node)


SHARE = re.compile(
    r"[^:]+: (?:.+ = )?(.+) = ([\d,]+) \D+ at each of .+ positions, ([\d,]+) in all\."
)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_all_channels_together_cost_what_the_ledger_says(context: Any, data: Any) -> None:
    """The formula's numbers make one position's cost, and that all positions' and channels'."""
    kind = data.draw(st.sampled_from(["conv", "depthwise", "fc", "maxpool", "gap"]))
    arguments, shape = data.draw(layers(kind))
    try:
        layer = measure(KINDS[kind], told(arguments), shape)
    except LayerError:
        assume(False)
    cost = column(layer, "macs") or column(layer, "pool_windows")
    positions = layer.output[0] * layer.output[1]
    ends = {"0.1.channel.0": layer.output[2], "0.0.channel.0": layer.input[2]}

    for node, channels in ends.items():
        found = SHARE.fullmatch(counted(context, layer, node))
        assert found
        product, each, total = (text.replace(",", "") for text in found.groups())
        assert int(each) == parse(product.replace("·", "*").replace("²", "**2"))()
        assert cost == channels * int(total) == channels * positions * int(each)
