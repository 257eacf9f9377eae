"""Formulas printed as JavaScript: the same results and the same refusals."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from javascript import asked
from javascript import exact as exact_numbers
from random_formulas import LETTERS, NAMES, anything, formulas, whole

from cnncost.errors import FormulaError
from cnncost.formula import Expr, evaluate, number, parse
from cnncost.formula.arithmetic import FUNCTIONS, OPERATORS
from cnncost.formula.expression import call
from cnncost.formula.javascript import javascript


@pytest.fixture(scope="module")
def exact() -> Any:
    """An engine that knows exact numbers and nothing else."""
    return exact_numbers()


def letter(name: str) -> str:
    return f"v.{name}"


def outcome(formula: Expr, values: dict[str, Any]) -> Any:
    """The value with its sort, or what is said instead."""
    try:
        found = evaluate(formula, values)
    except FormulaError as error:
        return error.message
    return type(found), found


def outcome_in_a_page(exact: Any, formula: Expr, values: dict[str, Any]) -> Any:
    found = asked(exact, f"attempted(() => {javascript(formula, letter)})", v=values)
    return found["refused"] if isinstance(found, dict) else (type(found), found)


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_random_formulas(exact: Any, data: st.DataObject) -> None:
    """A formula over whole numbers and fractions, below 0 too, has its value in a page as well."""
    formula = data.draw(formulas(whole | anything))
    values = data.draw(st.fixed_dictionaries(dict.fromkeys(NAMES, POINTS)))

    assert outcome(formula, values) == outcome_in_a_page(exact, formula, values)


POINTS = st.integers(-6, 6) | anything | st.booleans()
NUMBERS = st.integers(-20, 300) | st.fractions(-9, 9, max_denominator=40)
LEAVES = st.sampled_from(LETTERS) | st.integers(0, 9).map(number)
TWO = [op for op in OPERATORS if op not in ("negative", "not", "ratio")] + ["and", "or"]


def grown(inside: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    """Every operator, function and choice there is, on formulas like these."""
    infix = st.builds(Expr, st.sampled_from(TWO), inside, inside)
    prefix = st.builds(Expr, st.sampled_from(["negative", "not"]), inside)
    choice = st.builds(Expr, st.just("if"), inside, inside, inside)
    calls = [
        st.lists(inside, min_size=least, max_size=min(most, 3)).map(lambda a, n=name: call(n, *a))
        for name, (_, least, most) in FUNCTIONS.items()
    ]
    return infix | prefix | choice | st.one_of(calls)


@settings(max_examples=150, deadline=None)
@given(
    st.recursive(LEAVES, grown, max_leaves=8), st.fixed_dictionaries(dict.fromkeys(NAMES, NUMBERS))
)
def test_every_operator(exact: Any, formula: Expr, values: dict[str, Any]) -> None:
    """Comparisons, choices, logic and functions, of numbers that refuse more often than not."""
    assert outcome(formula, values) == outcome_in_a_page(exact, formula, values)


@pytest.mark.parametrize(
    ("formula", "values", "expected"),
    [
        ("N/G", {"N": 6, "G": 4}, "6/4 is not a whole number: 4 does not divide 6."),
        ("N/G", {"N": Fraction(6), "G": 4}, Fraction(3, 2)),  # a decimal divides as it will
        ("N//0", {"N": 7}, "7//0 has no value."),
        ("N % 0", {"N": Fraction(1, 2)}, "1/2%0 has no value."),
        ("-7//2", {}, -4),  # down, and not towards 0
        ("-7 % 3", {}, 2),
        ("ceil(N/2)", {"N": 25}, 13),
        ("round8(W)", {"W": 19}, 24),  # 16 would be less than 90 % of it
        ("round8(W*32)", {"W": Fraction(3, 4)}, 24),
        ("2**256", {}, 2**256),
        ("2**257", {}, "2^257 is larger than 2^256."),
        ("(0-1)**N", {"N": 10**17 + 1}, -1),
        ("N*N", {"N": 2**129}, "The result is larger than 10^18, the most that cnncost counts to."),
        (
            "N*N", {"N": Fraction(1, 2**129)},
            "The result is finer than 10^-18, the finest that cnncost counts to.",
        ),
        ("N**W", {"N": 2, "W": -1}, "An exponent must be a whole number from 0 up, not -1."),
        ("1 if N > 4 or N/0 > 1 else 2", {"N": 5}, 1),  # what is not needed is not worked out
        ("gcd(N, 6)", {"N": Fraction(3, 2)}, "gcd() takes whole numbers, not 3/2 and 6."),
        ("N*(1//0)*(2//0)", {"N": 1}, "1//0 has no value."),  # the first that has none
        ("1 if N*W else 2", {"N": Fraction(1, 2), "W": 0}, 2),  # nothing is no, a fraction too
        ("1 if not N*W else 2", {"N": Fraction(1, 2), "W": 0}, 1),
        ("yes + N", {"N": 1, "yes": True}, 2),
    ],
)  # fmt: skip
def test_known_values(exact: Any, formula: str, values: dict[str, Any], expected: Any) -> None:
    """Values and refusals that can be told by hand, in Python and in a page."""
    wanted = expected if isinstance(expected, str) else (type(expected), expected)

    assert wanted == outcome(parse(formula), values)
    assert wanted == outcome_in_a_page(exact, parse(formula), values)


@pytest.mark.parametrize(
    "tree",
    [parse("(1, 2)"), Expr("text", "same", span=(0, 6)), parse("conv(k=3)"), parse("a -> b")],
    ids=str,
)
def test_what_is_no_number(tree: Expr) -> None:
    """Pairs, words and layers are refused when they are to be printed."""
    with pytest.raises(FormulaError) as refused:
        javascript(tree, letter)

    assert f"A page cannot count with '{tree.op}'." == refused.value.message
    assert tree.span == refused.value.span
