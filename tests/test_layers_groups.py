"""Grouped convolutions: one group is dense, a group for each channel is depthwise."""

from __future__ import annotations

from typing import Any

import brute_force
from hypothesis import given, settings
from hypothesis import strategies as st
from layer_cases import Shape, columns, layers, shapes

from cnncost.layers import KINDS
from cnncost.measure import measure

groupings = st.tuples(st.integers(1, 4), st.integers(1, 4), st.integers(1, 4), shapes)


@settings(max_examples=50, deadline=None)
@given(layers("conv"))
def test_one_group_is_a_dense_convolution(layer: tuple[dict[str, Any], Shape]) -> None:
    """G=1 costs what a convolution costs where every input channel meets every output channel."""
    arguments, shape = layer
    table = {(n, m) for n in range(shape[2]) for m in range(arguments["channels"])}
    dense = {name: value for name, value in arguments.items() if name != "g"}
    try:
        counted = brute_force.sparse_conv(shape, connections=table, **dense)
    except brute_force.NothingFitsError:
        return
    assert counted.ledger == columns(measure(KINDS["conv"], arguments | {"g": 1}, shape))
    assert counted.ledger == columns(measure(KINDS["conv"], dense, shape))


@settings(max_examples=50, deadline=None)
@given(layers("depthwise"))
def test_a_group_for_each_channel_is_depthwise(layer: tuple[dict[str, Any], Shape]) -> None:
    """G=N=M costs what a depthwise convolution costs, in every column."""
    arguments, shape = layer
    grouped = arguments | {"channels": shape[2], "g": shape[2]}
    try:
        counted = brute_force.depthwise(shape, **arguments)
    except brute_force.NothingFitsError:
        return
    measured = measure(KINDS["conv"], grouped, shape)
    assert (counted.output, counted.ledger) == (measured.output, columns(measured))


@settings(max_examples=50, deadline=None)
@given(groupings, st.sampled_from(["conv", "transposed"]))
def test_twice_the_groups_is_half_the_work(
    grouping: tuple[int, int, int, Shape], kind: str
) -> None:
    """Doubling G halves weights and MACs, and leaves bias and output alone."""
    groups, inputs, outputs, (height, width, _) = grouping
    shape = (height, width, 2 * groups * inputs)
    arguments = {"channels": 2 * groups * outputs, "k": 3}
    once, twice = (measure(KINDS[kind], arguments | {"g": g}, shape) for g in (groups, 2 * groups))
    halved = columns(once)
    for column in ("weights", "macs"):
        assert halved[column] % 2 == 0
        halved[column] //= 2
    assert halved == columns(twice)
    assert once.output == twice.output
