"""The one evaluator: a formula's value over exact integers, fractions or int64 arrays.

Integers never round: ``/`` divides exactly or refuses, ``//`` floors. Arrays never wrap: a result
beyond LIMIT is an error. There is no ``eval`` here or anywhere; a formula is compiled into closures
over the functions of this file, and over nothing else.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from cnncost.errors import FormulaError, did_you_mean
from cnncost.formula.expression import Expr

if TYPE_CHECKING:
    import numpy as np

    Value = int | Fraction | np.ndarray
else:
    Value = Any

Run = Callable[[Mapping[str, Any]], Any]

LIMIT = 10**18
LARGEST_POWER_BITS = 256


def evaluate(formula: Expr, values: Mapping[str, Any]) -> Any:
    """The formula's value with numbers or int64 arrays in the place of its letters.

    Raises FormulaError for a letter without a value, an inexact division, or a value past LIMIT.
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
            raise FormulaError(f"There is no value called '{name}' here.{hint}", span) from None
        if type(value) is tuple or type(value) is str:
            what = "a pair" if type(value) is tuple else f"the word {value}"
            raise FormulaError(f"'{name}' is {what} here, where one number is expected.", span)
        return value

    return read


def _compile_operator(formula: Expr) -> Run:
    apply = OPERATORS.get(formula.op)
    if apply is None:
        raise FormulaError(f"'{formula.op}' has no value: a number is expected.", formula.span)
    return _applied(apply, formula.args, formula.span)


def _compile_call(formula: Expr) -> Run:
    name, *args = formula.args
    function = FUNCTIONS.get(name)
    if function is None:
        hint = did_you_mean(name, FUNCTIONS)
        raise FormulaError(f"There is no function called '{name}'.{hint}", formula.span)
    apply, least, most = function
    if any(a.op == "option" for a in args) or not least <= len(args) <= most:
        wanted = f"{least}" if least == most else f"{least} or more"
        raise FormulaError(
            f"{name}() takes {wanted} number{'s' if most > 1 else ''}, not {len(args)}.",
            formula.span,
        )
    return _applied(apply, tuple(args), formula.span)


def _applied(apply: Callable[..., Any], args: tuple[Expr, ...], span: Any) -> Run:
    """The closure for one operator; errors raised by ``apply`` learn their place here."""
    runs = [compiled(a) for a in args]
    if len(runs) == 2:
        first, second = runs

        def pair(values: Mapping[str, Any]) -> Any:
            try:
                return apply(first(values), second(values))
            except FormulaError as error:
                error.span = error.span or span
                raise

        return pair

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
        if _is_array(decided):
            return _where(decided, yes(values), no(values))
        return yes(values) if decided else no(values)

    return choose


def _compile_logic(formula: Expr) -> Run:
    """``a and b``, ``a or b``; the second is left alone when the first decides."""
    first, second = (compiled(a) for a in formula.args)
    stops_at = formula.op == "or"

    def decide(values: Mapping[str, Any]) -> Any:
        a = first(values)
        if _is_array(a):
            return (a | second(values)) if stops_at else (a & second(values))
        return a if bool(a) is stops_at else second(values)

    return decide


_COMPILERS: dict[str, Callable[[Expr], Run]] = {
    "number": _compile_number,
    "symbol": _compile_symbol,
    "call": _compile_call,
    "if": _compile_choice,
    "and": _compile_logic,
    "or": _compile_logic,
}


# --- arithmetic: exact for integers and fractions, checked for arrays


def _is_array(value: object) -> bool:
    return not isinstance(value, (int, Fraction))


def _checked(apply: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """An operator whose integer results are exact and whose array results never wrap."""

    def run(a: Any, b: Any) -> Any:
        if type(a) is int and type(b) is int:  # by far the commonest case, so asked first
            return apply(a, b)
        if _is_array(a) or _is_array(b):
            return _on_arrays(apply, a, b)
        return apply(a, b)

    return run


def _on_arrays(apply: Callable[[Any, Any], Any], a: Any, b: Any) -> Any:
    """Apply to int64 arrays.

    The largest magnitudes are combined first, as Python integers: int64 wraps without a word.
    Only when they come near the limit is every element computed exactly.
    """
    import numpy as np

    a, b = np.asarray(a), np.asarray(b)
    combine = operator.mul if apply is operator.mul else operator.add
    if combine(_peak(a), _peak(b)) <= LIMIT:
        return apply(a, b)
    exact = np.asarray(apply(a.astype(object), b.astype(object)))
    if _peak(exact) > LIMIT:
        raise FormulaError(_too_large(_peak(exact)))
    return exact.astype(np.int64)


def _peak(values: Any) -> int:
    """The largest magnitude in an array, as a Python number."""
    return max(abs(int(values.max())), abs(int(values.min()))) if values.size else 0


def _too_large(value: object) -> str:
    return f"The result, {value:,}, is larger than 10^18, the most that cnncost counts to."


def _divide(a: Any, b: Any) -> Any:
    """``a/b``, exact: whole numbers divide without remainder or are refused."""
    _refuse_zero(b, f"{a}/0" if not _is_array(a) else "a division by 0")
    if _is_array(a) or _is_array(b):
        return _divide_arrays(a, b)
    if type(a) is Fraction or type(b) is Fraction:
        return Fraction(a) / b
    quotient, rest = divmod(a, b)
    if rest:
        raise FormulaError(f"{a}/{b} is not a whole number: {b} does not divide {a}.")
    return quotient


def _divide_arrays(a: Any, b: Any) -> Any:
    import numpy as np

    a, b = np.broadcast_arrays(a, b)
    quotient, rest = np.divmod(a, b)
    if rest.any():
        at = tuple(np.argwhere(rest)[0])
        raise FormulaError(
            f"{a[at]}/{b[at]} is not a whole number: {b[at]} does not divide {a[at]}."
        )
    return quotient


def _floor_divide(a: Any, b: Any) -> Any:
    _refuse_zero(b, f"{a}//0" if not _is_array(a) else "a division by 0")
    return a // b


def _remainder(a: Any, b: Any) -> Any:
    _refuse_zero(b, f"{a}%0" if not _is_array(a) else "a remainder by 0")
    return a % b


def _refuse_zero(b: Any, shown: str) -> None:
    if (b == 0).any() if _is_array(b) else b == 0:
        raise FormulaError(f"{shown} has no value.")


def _power(a: Any, b: Any) -> Any:
    if type(b) is not int or b < 0:
        raise FormulaError(f"An exponent must be a whole number from 0 up, not {b}.")
    if _is_array(a):
        result: Any = 1
        for _ in range(min(b, LARGEST_POWER_BITS)):
            result = _multiply(result, a)
        return result
    size = a if type(a) is int else max(abs(a.numerator), a.denominator)
    if size.bit_length() * b > LARGEST_POWER_BITS and abs(size) > 1:
        raise FormulaError(f"{a}^{b} is larger than 2^{LARGEST_POWER_BITS}.")
    return a**b


_multiply = _checked(operator.mul)


def _where(condition: Any, yes: Any, no: Any) -> Any:
    if _is_array(condition):
        import numpy as np

        return np.where(condition, yes, no)
    return yes if condition else no


OPERATORS: dict[str, Callable[..., Any]] = {
    "+": _checked(operator.add),
    "-": _checked(operator.sub),
    "*": _multiply,
    "/": _divide,
    "//": _floor_divide,
    "%": _remainder,
    "**": _power,
    "negative": operator.neg,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    "not": lambda a: a == 0,
}


# --- functions that texts may call


def _minimum(*values: Any) -> Any:
    best = values[0]
    for value in values[1:]:
        best = _where(value < best, value, best)
    return best


def _maximum(*values: Any) -> Any:
    best = values[0]
    for value in values[1:]:
        best = _where(value > best, value, best)
    return best


def _floor(value: Any) -> Any:
    return value // 1


def _ceil(value: Any) -> Any:
    return -(-value // 1)


def _round_to(value: Any, step: Any) -> Any:
    """The multiple of ``step`` nearest to ``value``, but never less than 90 % of it.

    MobileNet's rule for channel numbers; halves go up, and at least one step is kept.
    """
    _refuse_zero(step, "a multiple of 0")
    nearest = _maximum(step, (2 * value + step) // (2 * step) * step)
    return _where(10 * nearest < 9 * value, nearest + step, nearest)


def _round8(value: Any) -> Any:
    return _round_to(value, 8)


# name: (function, fewest arguments, most arguments)
FUNCTIONS: dict[str, tuple[Callable[..., Any], int, int]] = {
    "min": (_minimum, 2, 8),
    "max": (_maximum, 2, 8),
    "floor": (_floor, 1, 1),
    "ceil": (_ceil, 1, 1),
    "round8": (_round8, 1, 1),
    "round_to": (_round_to, 2, 2),
}
