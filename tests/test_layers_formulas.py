"""The formulas of kinds and joins mean the same however they are read; every letter has a name."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from layer_cases import Shape, joinable, layers, named, told

from cnncost.errors import LayerError
from cnncost.formula import Expr, evaluate, parse, text
from cnncost.kind import LETTERS
from cnncost.layers import JOINS, KINDS
from cnncost.measure import Measured, measure, measure_join


def assert_all_readings_agree(formula: Expr, samples: list[Measured]) -> None:
    """Integers == int64 arrays at i == the formula read back from its own text."""
    letters = {
        name: np.array([sample.letters[name] for sample in samples], dtype=np.int64)
        for name in samples[0].letters
    }
    over_arrays = np.broadcast_to(evaluate(formula, letters), len(samples))
    read_back = parse(text(formula))
    assert formula == read_back
    for i, sample in enumerate(samples):
        over_integers = evaluate(formula, sample.letters)
        assert over_integers == over_arrays[i]
        assert over_integers == evaluate(read_back, sample.letters)
        assert isinstance(over_integers, int)


def fitting(kind: str, drawn: list[tuple[dict[str, Any], Shape]]) -> list[Measured]:
    """The layers among those drawn that can stand."""
    found = []
    for arguments, shape in drawn:
        try:
            found.append(measure(KINDS[kind], told(arguments), shape))
        except LayerError:
            continue
    assume(found)
    return found


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_formulas_of_a_kind_agree_in_every_reading(kind: str, data: st.DataObject) -> None:
    """Each size, ledger and rule formula means the same as integer, as array and as text."""
    samples = fitting(kind, data.draw(st.lists(layers(kind), min_size=1, max_size=6)))
    rules = [rule.holds for rule in KINDS[kind].rules]
    for formula in (*KINDS[kind].size, *KINDS[kind].ledger.values(), *rules):
        assert_all_readings_agree(formula, samples)


@pytest.mark.parametrize("join", JOINS)
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_formulas_of_a_join_agree_in_every_reading(join: str, data: st.DataObject) -> None:
    """Each ledger formula of a join means the same as integer, as array and as text."""
    drawn = data.draw(st.lists(joinable(join), min_size=1, max_size=6))
    samples = [measure_join(JOINS[join], named(branches)) for branches in drawn]
    for formula in JOINS[join].ledger.values():
        assert_all_readings_agree(formula, samples)


def test_every_letter_is_named() -> None:
    """Letters of sizes, ledgers, windows and rules all have a meaning, in one place."""
    kinds = [*KINDS.values(), *JOINS.values()]
    formulas = [
        formula
        for kind in kinds
        for formula in (
            *kind.size,
            *kind.ledger.values(),
            *kind.sees[0],
            *kind.sees[1],
            *(rule.holds for rule in kind.rules),
        )
    ]
    told = {letter for kind in kinds for option in kind.options for letter in option.letters}

    assert set() == (told | {s for f in formulas for s in f.symbols()}) - set(LETTERS)
