"""Integers, arrays and fractions give the same exact value, or none, and say why."""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from random_formulas import NAMES, H, W, exactly, formulas, points, value, whole

from cnncost.errors import FormulaError
from cnncost.formula import LIMIT, Expr, evaluate, parse
from cnncost.formula.expression import call

# --- integers == arrays == fractions


@settings(max_examples=150, deadline=None)
@example(call("floor", H / H) / 2, [dict.fromkeys(NAMES, 1)])
@given(formulas(whole), st.lists(points, min_size=1, max_size=4))
def test_arrays_agree_with_integers(formula: Expr, drawn: list[dict[str, int]]) -> None:
    """An array holds at i what the integers give at i; it is refused where one of them is."""
    single = [value(formula, point) for point in drawn]
    arrays = {name: np.array([point[name] for point in drawn]) for name in NAMES}
    together = value(formula, arrays)
    if together is None:
        assert None in single
    else:
        assert single == np.broadcast_to(together, len(drawn)).tolist()


@settings(max_examples=150, deadline=None)
@given(formulas(whole), points)
def test_fractions_agree_with_integers(formula: Expr, point: dict[str, int]) -> None:
    """Where whole numbers have a value, the same point in fractions has it too."""
    over_integers = value(formula, point)
    assume(over_integers is not None)
    assert over_integers == value(formula, exactly(point))


@pytest.mark.parametrize(
    "source",
    [
        "a < b",
        "not a",
        "a == b or a > 1",
        "a and b",
        "a or b",
        "a > 0 and b",
        "(a < b) + (b < 2) + (a < 2)",
        "-(a < b)",
        "(a < b) - (b < a)",
        "(a < b) * 4",
        "a if a > b else b",
        "a % 3",
        "a // 2",
        "a * 0.5",
        "0.5 * a / 2",
        "floor(a * 0.75)",
        "ceil(a * 0.75)",
        "floor(a / 2)",
        "ceil(a / 2 / 3)",
        "ceil(a * 0.5 / 2)",
        "round8((a + 4) * 25 / 2)",
        "round8((a + 4) * 12.5)",
        "round_to(a + 4, 4)",
        "min(a, b, 1)",
        "max(a, 2*b)",
        "gcd(a, 6*b)",
        "a^0",
        "a^3",
    ],
)
def test_conditions_and_functions_agree_over_arrays(source: str) -> None:
    """Comparisons count as 0 and 1, and functions round alike, for integers and for arrays."""
    grid = [(a, b) for a in range(-3, 4) for b in range(-3, 4)]
    formula = parse(source)
    single = [evaluate(formula, {"a": a, "b": b}) for a, b in grid]
    a, b = np.array(grid).T
    together = evaluate(formula, {"a": a, "b": b})
    assert single == np.broadcast_to(together, len(grid)).tolist()


def test_an_odd_power_keeps_its_sign_over_arrays() -> None:
    """(-1)^257 is -1, for an array as for an integer."""
    formula = parse("a^257")
    assert -1 == evaluate(formula, {"a": -1})
    assert [-1, 0, 1] == evaluate(formula, {"a": np.array([-1, 0, 1])}).tolist()


# --- arrays never wrap


counts = st.integers(-LIMIT, LIMIT)
halves = st.integers(-(10**9), 10**9)
columns = st.lists(st.tuples(counts | halves, counts | halves), min_size=1, max_size=4)


@pytest.mark.parametrize(
    "apply", [operator.add, operator.sub, operator.mul], ids=["add", "sub", "mul"]
)
@settings(max_examples=100, deadline=None)
@given(pairs=columns)
def test_arrays_never_wrap(apply: Callable[[Any, Any], Any], pairs: list[tuple[int, int]]) -> None:
    """Past 10^18 an array is refused; below it equals Python's own integers."""
    exact = [apply(a, b) for a, b in pairs]
    values = dict(zip("HW", np.array(pairs, dtype=np.int64).T, strict=True))
    if max(map(abs, exact)) > LIMIT:
        with pytest.raises(FormulaError, match=r"is larger than 10\^18"):
            evaluate(apply(H, W), values)
    else:
        assert exact == evaluate(apply(H, W), values).tolist()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(-4000, 4000), min_size=1, max_size=4), st.integers(0, 8))
def test_array_powers_never_wrap(bases: list[int], exponent: int) -> None:
    """A power past 10^18 is refused, below it exact."""
    exact = [base**exponent for base in bases]
    values = {"H": np.array(bases, dtype=np.int64)}
    if max(map(abs, exact)) > LIMIT:
        with pytest.raises(FormulaError, match=r"is larger than 10\^18"):
            evaluate(H**exponent, values)
    else:
        together = np.broadcast_to(evaluate(H**exponent, values), len(bases))
        assert exact == together.tolist()


@pytest.mark.parametrize("function", ["floor(a)", "ceil(a)", "round8(a)", "min(a, 1)", "max(a, 1)"])
@settings(max_examples=40, deadline=None)
@given(at=st.integers(1, LIMIT))
@example(at=LIMIT)
@example(at=95 * 10**16)
def test_functions_never_wrap(function: str, at: int) -> None:
    """What goes into an array function whole comes out as for one integer."""
    formula = parse(function)
    assert evaluate(formula, {"a": at}) == evaluate(formula, {"a": np.array([at])})[0]


def test_small_integer_arrays_never_wrap() -> None:
    """numpy's default integer was 32 bits wide on Windows until numpy 2."""
    side = np.array([100_000], dtype=np.int32)
    assert [10_000_000_000] == evaluate(H * W, {"H": side, "W": side}).tolist()


def test_an_overflow_names_the_result() -> None:
    """The refused value is printed in full."""
    with pytest.raises(FormulaError) as caught:
        evaluate(H * W, {"H": np.array([1, 2 * 10**9]), "W": np.array([1, 10**9])})
    expected = "The result, 2,000,000,000,000,000,000, is larger than 10^18, "
    assert expected + "the most that cnncost counts to." == caught.value.message


# --- division


@settings(max_examples=120, deadline=None)
@given(st.integers(-(10**6), 10**6), st.integers(-1000, 1000).filter(bool))
@example(-7, 2)
@example(7, -2)
def test_floor_division_floors(a: int, b: int) -> None:
    """a//b is the largest whole number not above a/b, for negative numbers too."""
    expected = Fraction(a, b).__floor__()
    assert expected == evaluate(H // W, {"H": a, "W": b})
    assert expected == evaluate(H // W, {"H": np.array([a]), "W": np.array([b])})[0]
    assert expected == evaluate(H // W, {"H": Fraction(a), "W": Fraction(b)})
    assert -((-a) // b) == evaluate(call("ceil", H / W), {"H": Fraction(a), "W": b})


@settings(max_examples=120, deadline=None)
@given(st.integers(-(10**6), 10**6), st.integers(-1000, 1000).filter(bool))
@example(96, 5)
def test_division_is_exact_or_refused(a: int, b: int) -> None:
    """a/b of whole numbers is whole, or the message shows both sides."""
    exact = Fraction(a, b)
    for values in ({"H": a, "W": b}, {"H": np.array([a]), "W": np.array([b])}):
        if exact.denominator == 1:
            assert exact == evaluate(H / W, values)
        else:
            with pytest.raises(FormulaError) as caught:
                evaluate(H / W, values)
            expected = f"{a}/{b} is not a whole number: {b} does not divide {a}."
            assert expected == caught.value.message
    assert exact == evaluate(H / W, {"H": Fraction(a), "W": b})


# --- what has no value, word for word


VALUELESS = [
    # (text, values, message, the stretch to blame)
    ("H*Wi", {"H": 1, "W_i": 2}, "There is no value called 'Wi' here. Did you mean W_i?", (2, 4)),
    ("H*Z", {"H": 1}, "There is no value called 'Z' here.", (2, 3)),
    ("rounds8(3)", {}, "There is no function called 'rounds8'. Did you mean round8?", (0, 10)),
    ("exec(3)", {}, "There is no function called 'exec'.", (0, 7)),
    ("1 + min(3)", {}, "min() takes 2 or more numbers, not 1.", (4, 10)),
    ("floor(3, 4)", {}, "floor() takes 1 number, not 2.", (0, 11)),
    ("round_to(3)", {}, "round_to() takes 2 numbers, not 1.", (0, 11)),
    ("gcd(H, 2)", {"H": Fraction(3, 2)}, "gcd() takes whole numbers, not 3/2 and 2.", (0, 9)),
    ("2*(H/G)", {"H": 96, "G": 5}, "96/5 is not a whole number: 5 does not divide 96.", (3, 6)),
    ("1 + H/G", {"H": 7, "G": 0}, "7/0 has no value.", (4, 7)),
    ("1 + H//G", {"H": 7, "G": 0}, "7//0 has no value.", (4, 8)),
    ("1 + H%G", {"H": 7, "G": 0}, "7%0 has no value.", (4, 7)),
    ("round_to(H, 0)", {"H": 7}, "a multiple of 0 has no value.", (0, 14)),
    ("2^-1", {}, "An exponent must be a whole number from 0 up, not -1.", (0, 4)),
    (
        "2^N",
        {"N": Fraction(1, 3)},
        "An exponent must be a whole number from 0 up, not 1/3.",
        (0, 3),
    ),
    ("9^9^9^9", {}, "9^387420489 is larger than 2^256.", (2, 7)),
    ("1x7", {}, "Expected one number here, found a pair.", (0, 3)),
    # a width of 0 would leave one step of channels standing, which nobody means
    ("round8(H)", {"H": 0}, "Only a number above 0 can be rounded to channels, not 0.", (0, 9)),
    (
        "round_to(H, 4)",
        {"H": -3},
        "Only a number above 0 can be rounded to channels, not -3.",
        (0, 14),
    ),
    ("1 + (H -> W)", {"H": 1, "W": 1}, "Expected one number here, found '->'.", (5, 11)),
    ("K + 1", {"K": (1, 7)}, "'K' is a pair here, where one number is expected.", (0, 1)),
    ("p + 1", {"p": "same"}, "'p' is the word same here, where one number is expected.", (0, 1)),
]


@pytest.mark.parametrize(("source", "values", "message", "span"), VALUELESS)
def test_formulas_without_a_value(
    source: str, values: dict[str, Any], message: str, span: tuple[int, int]
) -> None:
    """The exact text, and the part of the formula to blame."""
    with pytest.raises(FormulaError) as caught:
        evaluate(parse(source), values)
    assert (message, span) == (caught.value.message, caught.value.span)
