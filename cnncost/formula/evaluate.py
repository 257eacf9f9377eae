"""The one evaluator: a formula's value over exact integers, fractions or int64 arrays.

There is no ``eval`` here or anywhere: a formula is compiled into closures over the operators and
functions of ``arithmetic.py``, and over nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from cnncost.errors import FormulaError, did_you_mean, shortened
from cnncost.formula.arithmetic import (
    EXACT,
    FUNCTIONS,
    LARGEST,
    OPERATORS,
    ROUNDING,
    Varying,
    bounded,
    is_array,
    where,
)
from cnncost.formula.expression import Expr

if TYPE_CHECKING:
    import numpy as np

    Value = int | Fraction | np.ndarray
else:
    Value = Any

Run = Callable[[Mapping[str, Any]], Any]


def evaluate(formula: Expr, values: Mapping[str, Any]) -> Any:
    """The formula's value with numbers or int64 arrays in the place of its letters.

    Raises FormulaError for a letter without a value, an inexact division, an array's value past
    10^18, or a single number past 2^256.
    """
    return compiled(formula)(values)


def compiled(formula: Expr) -> Run:
    """The formula as a function of its letters' values, made once for each formula."""
    run = formula._run
    if run is None:
        run = _COMPILERS.get(formula.op, _compile_operator)(formula)
        object.__setattr__(formula, "_run", run)
    return run


def _compile_number(formula: Expr) -> Run:
    value = formula.args[0]
    return lambda values: value


def _compile_symbol(formula: Expr) -> Run:
    name, span = formula.args[0], formula.span

    def read(values: Mapping[str, Any]) -> Any:
        try:
            value = values[name]
        except KeyError:
            hint = did_you_mean(name, values)
            raise FormulaError(
                f"There is no value called '{shortened(name)}' here.{hint}", span
            ) from None
        if type(value) is tuple or type(value) is str:
            what = "a pair" if type(value) is tuple else f"the word {value}"
            raise FormulaError(
                f"'{shortened(name)}' is {what} here, where one number is expected.", span
            )
        return value

    return read


def _compile_operator(formula: Expr) -> Run:
    apply = OPERATORS.get(formula.op)
    if apply is None:
        what = "a pair" if formula.op == "pair" else f"'{formula.op}'"
        raise FormulaError(f"Expected one number here, found {what}.", formula.span)
    if len(formula.args) == 2:
        return _in_turn(formula)
    return _applied(apply, formula.args, formula.span)


def _in_turn(formula: Expr) -> Run:
    """``a*b + c`` as one closure, which goes from the left, operator by operator.

    Whole numbers, by far the commonest, are combined without asking what else they could be.
    """
    nodes = []
    while formula.op in OPERATORS and len(formula.args) == 2:
        nodes.append(formula)
        formula = formula.args[0]
    first, letter = compiled(formula), _letter(formula)
    steps = [
        (EXACT.get(node.op), OPERATORS[node.op], compiled(right), _letter(right), node.span)
        for node in reversed(nodes)
        for right in node.args[1:]
    ]

    def run(values: Mapping[str, Any]) -> Any:
        get = values.get
        result = get(letter)
        if type(result) is not int:
            result = first(values)
        for exact, apply, right, name, span in steps:
            try:
                value = get(name)
                if type(value) is not int:
                    value = right(values)
                if exact and type(result) is int and type(value) is int:
                    result = exact(result, value)
                    if -LARGEST < result < LARGEST:
                        continue
                    bounded(result)
                else:
                    result = apply(result, value)
            except FormulaError as error:
                error.span = error.span or span
                raise
        return result

    return run


def _letter(formula: Expr) -> Any:
    """The name, if a formula is no more than that; nothing has the name None."""
    return formula.args[0] if formula.op == "symbol" else None


def _compile_call(formula: Expr) -> Run:
    name, *args = formula.args
    function = FUNCTIONS.get(name)
    if function is None:
        hint = did_you_mean(name, FUNCTIONS)
        raise FormulaError(f"There is no function called '{shortened(name)}'.{hint}", formula.span)
    apply, least, most = function
    if name in ROUNDING:
        args = [with_ratios(a) for a in args]
    if any(a.op == "option" for a in args) or not least <= len(args) <= most:
        wanted = f"{least}" if least == most else f"{least} or more"
        raise FormulaError(
            f"{name}() takes {wanted} number{'s' if most > 1 else ''}, not {len(args)}.",
            formula.span,
        )
    return _applied(apply, tuple(args), formula.span)


def with_ratios(formula: Expr) -> Expr:
    """The formula with ``/`` as an exact fraction, where a result need not be whole."""
    parts = [with_ratios(a) if type(a) is Expr else a for a in formula.args]
    return Expr("ratio" if formula.op == "/" else formula.op, *parts, span=formula.span)


def _applied(apply: Callable[..., Any], args: tuple[Expr, ...], span: Any) -> Run:
    """The closure for one operator; errors raised by ``apply`` learn their place here."""
    runs = [compiled(a) for a in args]

    def several(values: Mapping[str, Any]) -> Any:
        try:
            return apply(*[run(values) for run in runs])
        except FormulaError as error:
            error.span = error.span or span
            raise

    return several


def _compile_choice(formula: Expr) -> Run:
    """``a if condition else b``; only the side that is needed is evaluated for single numbers."""
    yes, condition, no = (compiled(a) for a in formula.args)

    def choose(values: Mapping[str, Any]) -> Any:
        decided = condition(values)
        if is_array(decided):
            return where(decided, yes(values), no(values))
        return yes(values) if decided else no(values)

    return choose


def _compile_logic(formula: Expr) -> Run:
    """``a and b``, ``a or b``; the second is left alone when the first decides."""
    first, second = (compiled(a) for a in formula.args)
    stops_at = formula.op == "or"

    def decide(values: Mapping[str, Any]) -> Any:
        a = first(values)
        if is_array(a):
            b = second(values)
            return (a != 0) | (b != 0) if stops_at else (a != 0) & (b != 0)
        if isinstance(a, Varying):
            return a.decided_with(lambda: second(values), stops_at)
        return stops_at if bool(a) is stops_at else second(values) != 0

    return decide


_COMPILERS: dict[str, Callable[[Expr], Run]] = {
    "number": _compile_number,
    "symbol": _compile_symbol,
    "call": _compile_call,
    "if": _compile_choice,
    "and": _compile_logic,
    "or": _compile_logic,
}
