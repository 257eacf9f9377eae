"""A formula is a value: it never changes, and can be copied, called and substituted in."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given, settings
from random_formulas import INFIX, NAMES, G, H, K, N, W, formulas, value, whole

from cnncost.formula import Expr, evaluate, number, text
from cnncost.layers import KINDS


@pytest.mark.parametrize(
    "change",
    [
        lambda formula: setattr(formula, "op", "-"),
        lambda formula: setattr(formula, "args", ()),
        lambda formula: setattr(formula, "span", (0, 1)),
        lambda formula: setattr(formula, "note", "mine"),
        lambda formula: delattr(formula, "op"),
        lambda formula: delattr(formula, "args"),
    ],
    ids=["op", "args", "span", "a new attribute", "del op", "del args"],
)
def test_a_formula_cannot_be_changed(change: Callable[[Expr], None]) -> None:
    """Nothing can be set, added or deleted."""
    formula = H * W + 1
    with pytest.raises(AttributeError):
        change(formula)
    assert Expr("+", Expr("*", H, W), number(1)) == formula


@settings(max_examples=50, deadline=None)
@given(formulas(whole), formulas(whole))
def test_operators_leave_their_operands_alone(one: Expr, other: Expr) -> None:
    """Building, printing and evaluating change neither operand nor hash."""
    before = repr(one), hash(one), repr(other), hash(other)
    for apply in INFIX:
        value(apply(one, other), dict.fromkeys(NAMES, 1))
        text(apply(one, other))
    assert before == (repr(one), hash(one), repr(other), hash(other))


@pytest.mark.parametrize(
    "copied",
    [copy.copy, copy.deepcopy, lambda formula: pickle.loads(pickle.dumps(formula))],
    ids=["copy", "deepcopy", "pickle"],
)
def test_a_formula_can_be_copied(copied: Callable[[Expr], Expr]) -> None:
    """A copy is equal, as for any value, even after the formula was evaluated."""
    formula = H * W * K**2 / G
    assert Fraction(9, 2) == evaluate(formula, {"H": Fraction(1), "W": 1, "K": 3, "G": 2})
    assert formula == copied(formula)


def test_repr_shows_the_formula() -> None:
    """A formula in a traceback can be read."""
    assert "Expr(H·W)" == repr(H * W)


def test_calling_a_formula_puts_numbers_in() -> None:
    """macs(H=28, ...) is its value there: document D0's 3x3 convolution on 28x28x192."""
    weights = KINDS["conv"].ledger["weights"]
    assert 221_184 == weights(N=192, K_h=3, K_w=3, M=128, G=1)


def test_symbols_and_substitution() -> None:
    """A formula knows its letters; another formula can take the place of one."""
    formula = H * W * N
    assert {"H", "W", "N"} == formula.symbols()
    assert H * H * N == formula.substitute({"W": H})
    assert "H²·N" == text(formula.substitute({"W": H}))
    assert 12 == evaluate(formula.substitute({"W": 3, "N": H}), {"H": 2})
