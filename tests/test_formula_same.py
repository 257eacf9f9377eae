"""Formulas are the same if they always agree, however they are written."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from random_formulas import H, formulas, whole

from cnncost.formula import Expr, parse, same

SAME = [
    # document 003 writes HWNK2M/G; students write it in many ways
    ("H*W*N*K^2*M/G", "H·W·N·K²·M/G"),
    ("H*W*N*K^2*M/G", "M*N/G * K*K * W*H"),
    ("H*W*N*K^2*M/G", "(N/G)*(M/G)*G*K^2*H*W"),
    ("K*K", "K^2"),
    ("K*K", "K²"),
    ("H*W*N*(K^2+M)", "H*W*N*K^2 + H*W*N*M"),
    ("H*W*N*(K^2+M)", "H*W*N*M*(1 + K^2/M)"),
    ("(K+1)*(K-1)", "K^2 - 1"),
    ("2*H*W", "H*W + H*W"),
    ("-(H - W)", "W - H"),
    ("18/25", "0.72"),  # two 3x3 for one 5x5
    ("1/M + 1/K^2", "(K^2 + M)/(M*K^2)"),  # the separable share, MobileNet paper section 3.1
    ("(Hi + 2*P - K)//S + 1", "⌊(Hi - K + 2·P)/S⌋ + 1"),
    ("H/2*W/2*2*N*(K^2+2*M)", "H*W*N*(K^2/2+M)"),  # FD-MobileNet, document 003
    ("max(H, W)", "max(W, H)"),
    ("K^2/2", "1/2*K^2"),  # constants divide as letters do
    ("K^2/2", "0.5*K^2"),
    ("H/3", "(1/3)*H"),
    ("K", "K"),
    ("3", "3"),
    ("2^N", "2^N"),
]
DIFFERENT = [
    ("H*W*N*K^2*M/G", "H*W*N*K^2*M"),  # no groups
    ("H*W*N*K^2*M/G", "H*W*N*K*M/G"),  # K for K²
    ("H*W*N*K^2*M/G", "H*W*N*K^2*M/G^2"),
    ("H*W*N*K^2*M/G", "Hi*Wi*N*K^2*M/G"),  # input size for output size
    ("H*W*N*K^2*M/G", "H*W*N*K^2*M/G + M"),  # with the bias
    ("H*W*N*K^2*M/G", "2*H*W*N*K^2*M/G"),  # FLOPs for MACs
    ("H*W*N*K^2*M/G", "H*W*N*K^2*M/G + 1"),
    ("H*W*N*(K^2+M)", "H*W*N*K^2 + M"),
    ("H*W*N*(K^2+M)", "H*W*(K^2+M)"),
    ("H*W", "H^2"),
    ("K*K", "2*K"),
    ("K^2", "K^3"),
    ("H/S", "H//S"),
    ("(Hi + 2*P - K)//S + 1", "(Hi + 2*P - K)/S + 1"),
    ("(Hi + 2*P - K)//S + 1", "(Hi + P - K)//S + 1"),
    ("N*M", "N*M_2"),
    ("H/0", "H/0"),  # without a value nowhere, they agree nowhere
    ("H", "0*H + W"),
]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [(*pair, True) for pair in SAME] + [(*pair, False) for pair in DIFFERENT],
)
def test_same_judges_by_value(one: str, other: str, expected: bool) -> None:
    """Formulas that always agree are the same however they are written; near misses are not."""
    assert expected is same(parse(one), parse(other))
    assert expected is same(parse(other), parse(one))


@settings(max_examples=50, deadline=None)
@given(formulas(whole))
def test_every_formula_is_the_same_as_itself_and_not_as_one_more(formula: Expr) -> None:
    """f is the same as f written otherwise, and never as f + 1."""
    assume(same(formula, formula))
    assert same(formula, formula + H - H)
    assert not same(formula, formula + 1)
