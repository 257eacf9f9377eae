"""Sums of terms at their edges: the order of letters, signs, denominators, powers, bounds."""

from __future__ import annotations

from functools import reduce
from operator import add

import pytest

from cnncost.errors import FormulaError
from cnncost.formula import Expr, evaluate, parse, symbol
from cnncost.formula.evaluate import with_ratios
from cnncost.formula.terms import divided, factored, limit, terms_of


@pytest.mark.parametrize(
    ("formula", "expected", "source"),
    [
        ("M*N*Wi*Hi", "Hi·Wi·N·M", "a fully connected layer, as document 003 orders letters"),
        ("M*K_w*K_h*N*W*H", "H·W·N·K_h·K_w·M", "a convolution that is not square"),
        ("Z*a*M*B", "M·B·Z·a", "letters of one's own stand last, by name"),
        ("N/4 + 3*M/4", "(N + 3·M)/4", "one denominator stands below all"),
        ("N/2 + M/3", "N/2 + M/3", "two do not"),
        ("6*N/5 + 9*M/5", "3·(2·N + 3·M)/5", "nor does what is shared above"),
        ("-(N - M)", "M - N", "a sum begins with what is added"),
        ("-M - N/2", "-M - N/2", "if anything is"),
        ("N - 1/2*M", "N - M/2", "less than one is still more than nothing"),
        ("M/2 - N", "M/2 - N", "the same, in front"),
        ("N**9/N**2", "N⁷", "powers are counted"),
        ("1/M**2 + 1/M", "(1 + M)/M²", "below, too"),
        ("N/(M + 1) + N/(M + 1)", "2·(N/(M + 1))", "a quotient by a sum is a letter of its own"),
        ("(N + M)*(N - M)", "N² - M²", "what cancels is gone"),
        ("N**0 + N", "N⁰ + N", "a power of nothing stays as it is"),
        ("7", "7", "a number alone"),
    ],
)
def test_factored(formula: str, expected: str, source: str) -> None:
    """One way to write each sum."""
    assert expected == str(factored(parse(formula)))


def test_ratios_are_quotients() -> None:
    """A formula that may give a fraction is collected like any other."""
    assert "N + M" == str(factored(with_ratios(parse("N*K/K + M"))))


@pytest.mark.parametrize(
    ("above", "below", "expected"),
    [("M*N", "M + N", "N·M/(M + N)"), ("N*M", "N*M + N*K", "M/(M + K)"), ("N", "2*N", "1/2")],
)
def test_divided(above: str, below: str, expected: str) -> None:
    """Over a sum, what every term of both has is left out, and nothing else."""
    assert expected == str(divided(parse(above), parse(below)))


def test_nothing_divides_by_nothing() -> None:
    """The ratio can be written, but has no value."""
    ratio = divided(parse("M"), parse("N - N"))
    with pytest.raises(FormulaError, match="has no value"):
        evaluate(with_ratios(ratio), {"M": 1})


@pytest.mark.parametrize(
    ("formula", "end"),
    [("N + 1/M", "N"), ("M*K", None), ("M/K", None), ("K/M**2 + 2", "2"), ("M - M + K", "K")],
)
def test_limits(formula: str, end: str | None) -> None:
    """Terms over the letter are gone; one term with it is enough to have no end."""
    found = limit(parse(formula), symbol("M"))

    assert end == (found and str(found))


def letters(name: str, count: int) -> Expr:
    """``a0 + a1 + a2``."""
    return reduce(add, (symbol(f"{name}{i}") for i in range(count)))


def test_the_most_terms() -> None:
    """25·40 terms are 1,000; 77·13 are one more."""

    assert 1_000 == len(terms_of(letters("a", 25) * letters("b", 40)))
    with pytest.raises(FormulaError) as error:
        terms_of(letters("a", 77) * letters("b", 13))
    assert "The formula has more than 1,000 terms when multiplied out." == str(error.value)
