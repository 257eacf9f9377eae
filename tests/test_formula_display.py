"""A formula as text and as LaTeX: as written by hand, and worth the same when read back."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from random_formulas import (
    NAMES,
    G,
    H,
    K,
    M,
    N,
    W,
    anything,
    decimals,
    exactly,
    formulas,
    in_fractions,
    points,
    value,
    whole,
)

from cnncost.formula import Expr, latex, number, parse, text
from cnncost.formula.expression import call

# --- text and back


ROUND_TRIPS = [
    # (formula, how it is written by hand)
    (H * W * (N * K * K * M / G), "H·W·N·K²·M/G"),
    (H * W * N * (K**2 + M), "H·W·N·(K² + M)"),
    (H - (W - N), "H - (W - N)"),
    (H - W - N, "H - W - N"),
    (H / (W / N), "H/(W/N)"),
    (H / W / N, "H/W/N"),
    (H * (W / N), "H·W/N"),
    ((H + W) // N, "⌊(H + W)/N⌋"),
    (H // (W * N), "⌊H/(W·N)⌋"),
    (H // W // N, "⌊⌊H/W⌋/N⌋"),
    (-(H**2), "-H²"),
    ((-H) ** 2, "(-H)²"),
    ((H + W) ** 2, "(H + W)²"),
    ((H**2) ** 3, "(H²)³"),
    (H**12, "H¹²"),
    (-H * W, "-H·W"),
    (-(H + W), "-(H + W)"),
    (H - -W, "H - -W"),
    (2 * H + 1, "2·H + 1"),
    (Fraction(3, 4) * H, "0.75·H"),
    (call("min", H, W + 1), "min(H, W + 1)"),
    (call("floor", H / W), "floor(H/W)"),
]


@pytest.mark.parametrize(("formula", "expected"), ROUND_TRIPS, ids=[t for _, t in ROUND_TRIPS])
def test_text_is_as_written_by_hand(formula: Expr, expected: str) -> None:
    """No parenthesis too many, none missing; reading it back gives the same formula."""
    assert expected == text(formula) == str(formula)
    assert formula == parse(expected)


@pytest.mark.parametrize("formula", [H + -3, H * -3, H - Fraction(-1, 2)], ids=str)
def test_negative_numbers_round_trip(formula: Expr) -> None:
    """text() promises parse(text(f)) == f for every formula built with the operators."""
    assert formula == parse(text(formula))


@settings(max_examples=150, deadline=None)
@given(formulas(whole | decimals))
def test_parse_reverses_text(formula: Expr) -> None:
    """parse(text(f)) == f for formulas built with the operators."""
    assert formula == parse(text(formula))
    assert hash(formula) == hash(parse(text(formula)))


@settings(max_examples=150, deadline=None)
@given(formulas(anything), points)
@example(H / number(Fraction(1, 3)), dict.fromkeys(NAMES, 1))
@example(number(Fraction(1, 3)) ** 2, dict.fromkeys(NAMES, 1))
def test_text_keeps_the_value(formula: Expr, point: dict[str, int]) -> None:
    """Whatever numbers were lifted, thirds and negatives too, the text is worth the same."""
    exact = exactly(point)
    read_back = in_fractions(parse(text(formula)))
    assert value(in_fractions(formula), exact) == value(read_back, exact)


@settings(max_examples=120, deadline=None)
@given(formulas(whole), st.fixed_dictionaries(dict.fromkeys(NAMES, anything)))
@example(H / K, dict.fromkeys(NAMES, Fraction(1, 3)))
@example(K**2, dict.fromkeys(NAMES, Fraction(2, 3)))
@example(H - W, dict.fromkeys(NAMES, -2))
def test_numbers_put_in_are_worth_the_same(formula: Expr, point: dict[str, Any]) -> None:
    """text(f, values), read back, is the value of f there: it can be typed into a calculator."""
    shown = parse(text(formula, point))
    assert value(in_fractions(formula), exactly(point)) == value(in_fractions(shown), {})


# --- with numbers put in, and as LaTeX


@pytest.mark.parametrize(
    ("formula", "values", "expected"),
    [
        (  # design.md, section 1
            H * W * (N * K * K * M / G),
            {"H": 28, "W": 28, "N": 96, "K": 3, "M": 128, "G": 1},
            "28·28·96·3²·128/1",
        ),
        (H * W * N, {"H": 28}, "28·W·N"),
        (K**2, {"K": -3}, "(-3)²"),
        (K**2, {"K": Fraction(3, 4)}, "0.75²"),
        (K**2, {"K": Fraction(1, 3)}, "(1/3)²"),
        (H / K, {"K": Fraction(1, 3)}, "H/(1/3)"),
        (H / K, {"K": Fraction(-1, 3)}, "H/(-1/3)"),
        (H / K, {"K": Fraction(1, 100_000)}, "H/(1/100000)"),
        ((H + K) // 2, {"H": 7, "K": 3}, "⌊(7 + 3)/2⌋"),
        (H * W, {"H": 10**18, "W": 1}, "1000000000000000000·1"),
    ],
)
def test_text_with_numbers_put_in(formula: Expr, values: dict[str, Any], expected: str) -> None:
    """Each letter's number stands where the letter stood."""
    assert expected == text(formula, values)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("H*W*N*K^2*M/G", r"H \cdot W \cdot N \cdot K^{2} \cdot M / G"),
        ("K_h*K_w", r"K_{h} \cdot K_{w}"),
        ("K^12", r"K^{12}"),
        ("K^(N+1)", r"K^{N + 1}"),
        ("(K+1)^2", r"(K + 1)^{2}"),
        ("Hi", r"\mathrm{Hi}"),
        ("⌊(Hi + 2*P)/S⌋ + 1", r"\left\lfloor (\mathrm{Hi} + 2 \cdot P) / S \right\rfloor + 1"),
        ("H <= W and H != 3", r"H \le W \land H \ne 3"),
        ("not H or W >= 1", r"\lnot H \lor W \ge 1"),
        ("H == W", "H = W"),
        ("H % 2", r"H \bmod 2"),
        ("H if G else W", r"H \text{ if } G \text{ else } W"),
        ("min(H, W)", r"\mathrm{min}(H, W)"),
        ("round_to(M, 8)", r"\mathrm{round\_to}(M, 8)"),
        ("0.75*M", r"0.75 \cdot M"),
    ],
)
def test_latex(source: str, expected: str) -> None:
    """LaTeX mathematics: exponents and indices in braces, words upright, signs as commands."""
    assert expected == latex(parse(source))


def test_latex_with_numbers_put_in() -> None:
    """Numbers stand in the place of letters in LaTeX too."""
    assert r"28 \cdot 28 \cdot 3^{2}" == latex(H * W * K**2, {"H": 28, "W": 28, "K": 3})
