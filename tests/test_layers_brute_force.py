"""Every layer kind and join against a counter that really slides windows."""

from __future__ import annotations

import brute_force
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from layer_cases import columns, joinable, layers, named, told

from cnncost.errors import LayerError
from cnncost.layers import JOINS, KINDS
from cnncost.measure import measure, measure_join


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_every_kind_costs_what_a_loop_counts(kind: str, data: st.DataObject) -> None:
    """Output and whole ledger equal those counted one by one; what fits nowhere is refused."""
    costs_what_a_loop_counts(kind, data)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_many_of_every_kind_cost_what_a_loop_counts(kind: str, data: st.DataObject) -> None:
    """So do five times as many."""
    costs_what_a_loop_counts(kind, data)


def costs_what_a_loop_counts(kind: str, data: st.DataObject) -> None:
    arguments, shape = data.draw(layers(kind))
    try:
        counted = brute_force.LAYERS[kind](shape, **arguments)
    except brute_force.NothingFitsError:
        with pytest.raises(LayerError):
            measure(KINDS[kind], told(arguments), shape)
        return
    measured = measure(KINDS[kind], told(arguments), shape)
    assert counted.output == measured.output
    assert counted.ledger == columns(measured)


@pytest.mark.parametrize("join", JOINS)
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_every_join_costs_what_a_loop_counts(join: str, data: st.DataObject) -> None:
    """Output and whole ledger of a join equal those counted one by one."""
    branches = data.draw(joinable(join))
    counted = brute_force.JOINS[join](branches)
    measured = measure_join(JOINS[join], named(branches))
    assert counted.output == measured.output
    assert counted.ledger == columns(measured)


def test_every_kind_has_a_counter() -> None:
    """No kind of layer and no join goes without an independent count."""
    assert set(brute_force.LAYERS) == set(KINDS)
    assert set(brute_force.JOINS) == set(JOINS)
