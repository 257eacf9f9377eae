"""Formulas as sums of terms: factored, divided, and what is left as a letter grows."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnncost.errors import FormulaError
from cnncost.formula import Expr, evaluate, parse, symbol
from cnncost.formula.evaluate import with_ratios
from cnncost.formula.terms import MOST_TERMS, divided, factored, limit, terms_of

LETTERS = "HWNMKG"
POINT = {"H": 28, "W": 14, "N": 96, "M": 128, "K": 3, "G": 4}


@pytest.mark.parametrize(
    ("formula", "expected", "source"),
    [
        ("H*W*N*K**2 + H*W*N*M", "H·W·N·(K² + M)", "document 003: a separable convolution"),
        ("H*W*N*K*K*M/G", "H·W·N·K²·M/G", "document 003: a grouped convolution"),
        ("H/2*W/2*2*N*(K**2 + 2*M)", "H·W·N·(K²/2 + M)", "document 003: FD-MobileNet"),
        ("2*H*W*N*N/T", "2·H·W·N²/T", "document 003: the two 1×1 of an inverted residual"),
        ("N*(N/4) + 9*(N/4)*(N/4) + (N/4)*N", "17·N²/16", "1/4 + 9/16 + 1/4 of N²"),
        ("N*6 + 4*N", "10·N", "like terms"),
        ("6*N + 9*M", "3·(2·N + 3·M)", "what numbers share is drawn out"),
        ("N - N", "0", "nothing left"),
        ("0*N - M", "-M", "less than nothing"),
        ("M - N", "M - N", "in the order given"),
        ("(H + 1)//2*N + N", "N·(⌊(H + 1)/2⌋ + 1)", "a floor is a letter of its own"),
        ("(N + M)**2", "N² + 2·N·M + M²", "multiplied out"),
        ("1/M + 1/K**2", "(K² + M)/(K²·M)", "on one denominator"),
    ],
)
def test_factored(formula: str, expected: str, source: str) -> None:
    """Terms are collected, and what all of them share stands in front."""
    assert expected == str(factored(parse(formula)))


@pytest.mark.parametrize(
    ("above", "below", "ratio", "letter", "end"),
    [
        ("H*W*N*(K**2 + M)", "H*W*N*K**2*M", "1/M + 1/K²", "M", "1/K²"),  # Howard et al., 2017
        ("H*W*N*K**2", "H*W*N*K**2*M", "1/M", "M", "0"),
        ("2*3**2", "5**2", "18/25", "N", "18/25"),  # Szegedy et al., 2016: two 3×3 for a 5×5
        ("2*K*N", "K**2*N", "2/K", "K", "0"),  # the same, 1×K and K×1 for K×K
        ("2*N*N/T", "N*N", "2/T", "T", "0"),
        ("N*M", "N", "M", "M", None),
    ],
)
def test_divided_and_its_limit(
    above: str, below: str, ratio: str, letter: str, end: str | None
) -> None:
    """A ratio is written term by term, and has the limit that a textbook gives."""
    found = divided(parse(above), parse(below))
    last = limit(found, symbol(letter))

    assert ratio == str(found)
    assert end == (None if last is None else str(last))


def test_divided_by_a_sum() -> None:
    """Over a sum, only what both share is left out."""
    assert "(K² + M)/(M + 1)" == str(divided(parse("N*(K**2 + M)"), parse("N*(M + 1)")))


def formulas() -> st.SearchStrategy[Expr]:
    """Sums, products and quotients by single letters."""
    leaves = st.sampled_from(LETTERS).map(symbol) | st.integers(1, 9).map(
        lambda n: Expr("number", n)
    )

    def grown(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
        return st.one_of(
            st.tuples(inner, inner).map(lambda p: p[0] + p[1]),
            st.tuples(inner, inner).map(lambda p: p[0] - p[1]),
            st.tuples(inner, inner).map(lambda p: p[0] * p[1]),
            st.tuples(inner, st.sampled_from(LETTERS)).map(lambda p: p[0] / symbol(p[1])),
            st.tuples(inner, st.integers(1, 3)).map(lambda p: p[0] ** p[1]),
        )

    return st.recursive(leaves, grown, max_leaves=8)


def value(formula: Expr) -> Fraction:
    return Fraction(evaluate(with_ratios(formula), POINT))


@given(formulas())
def test_factoring_keeps_the_value(formula: Expr) -> None:
    """A factored formula has the value of the formula."""
    assert value(formula) == value(factored(formula))


@given(formulas(), formulas())
def test_dividing_gives_the_ratio(above: Expr, below: Expr) -> None:
    """A ratio written term by term has the ratio's value."""
    if value(below):
        assert value(above) / value(below) == value(divided(above, below))


@given(formulas(), st.sampled_from(LETTERS))
def test_a_limit_is_what_large_letters_come_near(formula: Expr, letter: str) -> None:
    """With an enormous letter, the formula is next to its limit."""
    end = limit(formula, symbol(letter))
    if end is not None:
        try:
            far = Fraction(evaluate(with_ratios(factored(formula)), {**POINT, letter: 10**30}))
        except FormulaError:  # past 2^256 on the way
            return

        assert abs(far - value(end)) < Fraction(1, 10**9)


def test_too_many_terms_are_refused() -> None:
    """A power that would multiply out to a flood of terms has an end."""
    letters = "+".join(f"a{i}" for i in range(30))
    with pytest.raises(FormulaError, match=f"more than {MOST_TERMS:,} terms"):
        terms_of(parse(f"({letters})**3"))
