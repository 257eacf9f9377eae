"""Expr -> JavaScript: the same formula over the functions of exact.js, which refuse what these do.

A page evaluates no text: what it counts with was printed here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from cnncost.errors import FormulaError
from cnncost.formula.arithmetic import ROUNDING
from cnncost.formula.evaluate import with_ratios
from cnncost.formula.expression import Expr

# What each operator and function is called in exact.js.
NAMES = {
    "+": "add", "-": "subtract", "*": "multiply", "/": "divideEvenly", "ratio": "ratio",
    "//": "floorDivide", "%": "remainder", "**": "power", "negative": "negative",
    "<": "less", "<=": "lessOrEqual", ">": "greater", ">=": "greaterOrEqual",
    "==": "equal", "!=": "unequal",
}  # fmt: skip
FUNCTIONS = {
    "min": "minimum", "max": "maximum", "floor": "floor", "ceil": "ceil", "gcd": "gcd",
    "round8": "round8", "round_to": "roundTo",
}  # fmt: skip


def javascript(formula: Expr, name: Callable[[str], str]) -> str:
    """The formula as an expression of JavaScript; ``name`` says how a letter is written in it.

    Raises FormulaError for what is no number, as a pair.
    """
    op, args = formula.op, formula.args
    if op == "number":
        return literal(args[0])
    if op == "symbol":
        return name(args[0])
    if op == "call" and args[0] in FUNCTIONS:
        inside = [with_ratios(a) if args[0] in ROUNDING else a for a in args[1:]]
        return _called(FUNCTIONS[args[0]], inside, name)
    if op == "*":
        return _called(NAMES[op], _factors(formula), name)
    if op in NAMES:
        return _called(NAMES[op], args, name)
    if op in ("if", "and", "or", "not"):
        return _logic(op, args, name)
    raise FormulaError(f"A page cannot count with '{op}'.", formula.span)


def literal(value: int | Fraction) -> str:
    """An exact number as JavaScript has it."""
    if isinstance(value, Fraction):
        return f"fraction({value.numerator}n, {value.denominator}n)"
    return f"{int(value)}n"


def condition(formula: Expr, name: Callable[[str], str]) -> str:
    """The formula as something that is true or false."""
    shown = javascript(formula, name)
    compares = formula.op in ("<", "<=", ">", ">=", "==", "!=", "and", "or", "not")
    return shown if compares else f"truth({shown})"


def _called(function: str, args: Iterable[Expr], name: Callable[[str], str]) -> str:
    return f"{function}({', '.join(javascript(a, name) for a in args)})"


def _factors(formula: Expr) -> list[Expr]:
    """The factors of a product that is written from left to right."""
    factors = []
    while formula.op == "*":
        factors.append(formula.args[1])
        formula = formula.args[0]
    return [formula, *reversed(factors)]


def _logic(op: str, args: tuple[Expr, ...], name: Callable[[str], str]) -> str:
    if op == "if":
        yes, asked, no = args
        shown = (condition(asked, name), javascript(yes, name), javascript(no, name))
        return "({} ? {} : {})".format(*shown)
    parts = [condition(a, name) for a in args]
    return f"!{parts[0]}" if op == "not" else f"({f' {_SIGNS[op]} '.join(parts)})"


_SIGNS = {"and": "&&", "or": "||"}
