"""Random formulas, built with the operators as layers.py builds them, and points to put in."""

from __future__ import annotations

import operator
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from cnncost.errors import FormulaError
from cnncost.formula import Expr, evaluate, number, symbols
from cnncost.formula.expression import call

H, W, N, M, K, G = LETTERS = symbols("H W N M K G")
NAMES = [letter.args[0] for letter in LETTERS]


@st.composite
def formulas(draw: st.DrawFn, constants: st.SearchStrategy[Any], depth: int = 3) -> Expr:
    """A formula of at most ``depth`` operators on top of each other."""
    if depth == 0 or draw(st.integers(0, 5)) == 0:
        return draw(st.sampled_from(LETTERS) | constants.map(number))
    operand = formulas(constants, depth - 1)
    match draw(st.sampled_from(["infix", "infix", "infix", "power", "negative", "call"])):
        case "power":
            return draw(operand) ** draw(st.integers(0, 2))
        case "negative":
            return -draw(operand)
        case "call":
            return draw(calls(operand))
    return draw(st.sampled_from(INFIX))(draw(operand), draw(operand))


def calls(operand: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    """One of the known functions, on operands like these."""
    unary = st.builds(call, st.sampled_from(["floor", "ceil"]), operand)
    return unary | st.builds(call, st.sampled_from(["min", "max"]), operand, operand)


INFIX = (operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv)
whole = st.integers(0, 9)
decimals = st.builds(Fraction, st.integers(0, 999), st.sampled_from([10, 100]))
anything = st.builds(Fraction, st.integers(-9, 9), st.sampled_from([1, 2, 3, 7]))
points = st.fixed_dictionaries({name: st.integers(-6, 6) for name in NAMES})


def value(formula: Expr, values: dict[str, Any]) -> Any:
    """The formula's value, or None where it has none."""
    try:
        return evaluate(formula, values)
    except FormulaError:
        return None


def in_fractions(formula: Expr) -> Expr:
    """The same formula with fractions for its numbers, exponents apart, so that / never refuses."""
    match formula.op, formula.args:
        case "number", (constant,):
            return number(Fraction(constant))
        case "**", (base, exponent):
            return Expr("**", in_fractions(base), exponent)
    parts = [in_fractions(a) if isinstance(a, Expr) else a for a in formula.args]
    return Expr(formula.op, *parts)


def exactly(values: dict[str, Any]) -> dict[str, Fraction]:
    """The same point in fractions, where every division goes."""
    return {name: Fraction(at) for name, at in values.items()}
