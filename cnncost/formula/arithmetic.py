"""What the operators and functions of a formula do: exact on numbers, checked on arrays.

Integers never round: ``/`` divides exactly or refuses, ``//`` floors. Arrays never wrap: a result
beyond LIMIT is an error.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from cnncost.errors import FormulaError

LIMIT = 10**18
LARGEST_POWER_BITS = 256
LARGEST = 2**LARGEST_POWER_BITS
PAST = "The result is larger than 10^18, the most that cnncost counts to."
TOO_FINE = "The result is finer than 10^-18, the finest that cnncost counts to."


class Varying:
    """A number that differs from point to point, with its own arithmetic: see varied.py."""

    __slots__ = ()

    kind: type  # bool, int or Fraction
    settled: Callable[[], Any]
    whole: Callable[[], Any]
    as_fraction: Callable[[], Any]
    divided_by: Callable[[Any], Any]
    dividing: Callable[[Any], Any]
    chosen: Callable[[Any, Any], Any]
    decided_with: Callable[[Callable[[], Any], bool], Any]
    gcd: Callable[[Any], Any]
    power: Callable[[int], Any]


def bounded(value: Any, limit: int = LARGEST) -> Any:
    """An exact number, if neither its digits nor its decimals run away."""
    if abs(value) > limit:
        raise FormulaError(PAST)
    if type(value) is Fraction and value.denominator > limit:
        raise FormulaError(TOO_FINE)
    return value


def is_array(value: object) -> bool:
    return not isinstance(value, (int, Fraction, Varying))


def _checked(apply: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """An operator whose integer results are exact and whose array results never wrap."""

    def run(a: Any, b: Any) -> Any:
        if type(a) is int and type(b) is int:  # by far the commonest case, so asked first
            result = apply(a, b)
            return result if -LARGEST < result < LARGEST else bounded(result)
        if is_array(a) or is_array(b):
            return _on_arrays(apply, a, b)
        return bounded(apply(a, b))

    return run


def _on_arrays(apply: Callable[[Any, Any], Any], a: Any, b: Any) -> Any:
    """Apply to int64 arrays, or to arrays of Fractions.

    The largest magnitudes are combined first, as Python integers: int64 wraps without a word.
    Only when they come near the limit is every element computed exactly.
    """
    a, b = _widened(a), _widened(b)
    combine = operator.mul if apply is operator.mul else operator.add
    if combine(_peak(a), _peak(b)) <= LIMIT:
        return apply(a, b)
    exact = apply(a.astype(object), b.astype(object))
    if _peak(exact) > LIMIT:
        raise FormulaError(_too_large(_peak(exact)))
    return exact if object in (a.dtype, b.dtype) else exact.astype(a.dtype)


def _widened(values: Any) -> Any:
    """An array of int64 from whole numbers of any width, truth values included."""
    import numpy as np

    array = np.asarray(values)
    return array.astype(np.int64) if array.dtype.kind in "biu" else array.astype(object)


def _peak(values: Any) -> int:
    """The largest magnitude in an array, as a Python number."""
    return max(abs(int(values.max())), abs(int(values.min()))) if values.size else 0


def _too_large(value: object) -> str:
    return f"The result, {value:,}, is larger than 10^18, the most that cnncost counts to."


def _divide(a: Any, b: Any) -> Any:
    """``a/b``, exact: whole numbers divide without remainder or are refused."""
    _refuse_zero(a, b, "/", "a division by 0")
    if is_array(a) or is_array(b):
        return _divide_arrays(a, b)
    if isinstance(a, Varying) or isinstance(b, Varying):
        return _divide_varying(a, b)
    if type(a) is Fraction or type(b) is Fraction:
        return bounded(Fraction(a) / b)
    quotient, rest = divmod(+a, +b)  # + makes numbers of yes and no
    if rest:
        raise FormulaError(f"{+a}/{+b} is not a whole number: {+b} does not divide {+a}.")
    return quotient


def _divide_varying(a: Any, b: Any) -> Any:
    return bounded(a.divided_by(b) if isinstance(a, Varying) else b.dividing(a))


def _divide_arrays(a: Any, b: Any) -> Any:
    import numpy as np

    a, b = np.broadcast_arrays(_widened(a), _widened(b))
    if object in (a.dtype, b.dtype):
        return _ratio(a, b)
    quotient, rest = np.divmod(a, b)
    if rest.any():
        at = tuple(np.argwhere(rest)[0])
        raise FormulaError(
            f"{a[at]}/{b[at]} is not a whole number: {b[at]} does not divide {a[at]}."
        )
    return quotient


def _ratio(a: Any, b: Any) -> Any:
    """``a/b`` as an exact fraction."""
    _refuse_zero(a, b, "/", "a division by 0")
    if is_array(a) or is_array(b):
        import numpy as np

        return np.frompyfunc(lambda x, y: Fraction(x) / y, 2, 1)(_exact(a), _exact(b))
    if isinstance(a, Varying):
        return a.as_fraction().divided_by(b)
    return b.dividing(Fraction(a)) if isinstance(b, Varying) else Fraction(a) / b


def _exact(values: Any) -> Any:
    """An array's numbers as Python's own, which never overflow."""
    return _widened(values).astype(object)


def _floor_divide(a: Any, b: Any) -> Any:
    _refuse_zero(a, b, "//", "a division by 0")
    quotient = a // b
    return _integers(quotient) if is_array(quotient) else quotient


def _integers(values: Any) -> Any:
    """Whole numbers as int64 where that holds them: what was a fraction divides exactly again."""
    import numpy as np

    fits = values.dtype == object and values.size > 0 and _peak(values) <= LIMIT
    return values.astype(np.int64) if fits else values


def _remainder(a: Any, b: Any) -> Any:
    _refuse_zero(a, b, "%", "a remainder by 0")
    return a % b


def _refuse_zero(a: Any, b: Any, sign: str, otherwise: str) -> None:
    if (b == 0).any() if is_array(b) else b == 0:
        shown = otherwise if is_array(a) or not sign else f"{a}{sign}0"
        raise FormulaError(f"{shown} has no value.")


def _power(a: Any, b: Any) -> Any:
    b = b.settled() if isinstance(b, Varying) else b
    if type(b) is bool or (type(b) is Fraction and b.denominator == 1):
        b = int(b)
    if type(b) is not int or b < 0:
        raise FormulaError(f"An exponent must be a whole number from 0 up, not {b}.")
    if is_array(a):
        return _power_of_array(_widened(a), b)
    if isinstance(a, Varying):
        return a.power(b)
    size = abs(a) if type(a) is int else max(abs(a.numerator), a.denominator)
    if (size.bit_length() - 1) * b > LARGEST_POWER_BITS or size**b > 2**LARGEST_POWER_BITS:
        raise FormulaError(f"{a}^{b} is larger than 2^{LARGEST_POWER_BITS}.")
    return a**b


def _power_of_array(base: Any, exponent: int) -> Any:
    """By repeated squaring, each product checked."""
    result = base**0
    while exponent:
        if exponent & 1:
            result = _multiply(result, base)
        exponent >>= 1
        base = _multiply(base, base) if exponent else base
    return result


def _negative(a: Any) -> Any:
    return -_widened(a) if is_array(a) else -a


def whole(value: Any) -> Any:
    """A number as an integer; None if it is not whole."""
    if isinstance(value, Varying):
        return value.whole()
    if type(value) is Fraction:
        return value.numerator if value.denominator == 1 else None
    return value


def where(condition: Any, yes: Any, no: Any) -> Any:
    if isinstance(condition, Varying):
        return condition.chosen(yes, no)
    if is_array(condition):
        import numpy as np

        return np.where(condition, yes, no)
    return yes if condition else no


# What is always exact and defined between whole numbers.
EXACT: dict[str, Callable[[int, int], int]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}

OPERATORS: dict[str, Callable[..., Any]] = {
    **{sign: _checked(apply) for sign, apply in EXACT.items()},
    "/": _divide,
    "ratio": _ratio,
    "//": _floor_divide,
    "%": _remainder,
    "**": _power,
    "negative": _negative,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    "not": lambda a: a == 0,
}


_multiply = OPERATORS["*"]


# --- functions that texts may call


def _minimum(*values: Any) -> Any:
    best = values[0]
    for value in values[1:]:
        best = where(value < best, value, best)
    return best


def _maximum(*values: Any) -> Any:
    best = values[0]
    for value in values[1:]:
        best = where(value > best, value, best)
    return best


def _floor(value: Any) -> Any:
    return _floor_divide(value, 1)


def _ceil(value: Any) -> Any:
    return -_floor_divide(-value, 1)


def _round_to(value: Any, step: Any) -> Any:
    """The multiple of ``step`` nearest to ``value``, but never less than 90 % of it.

    MobileNet's rule for channel numbers; halves go up, and at least one step is kept.
    """
    _refuse_zero(value, step, "", "a multiple of 0")
    smallest = value.min() if is_array(value) else value
    if smallest <= 0:
        raise FormulaError(f"Only a number above 0 can be rounded to channels, not {smallest}.")
    nearest = _maximum(step, (2 * value + step) // (2 * step) * step)
    lost = value - nearest  # small, so that ten times as much fits an int64 too
    return where(10 * lost > value, nearest + step, nearest)


def _round8(value: Any) -> Any:
    return _round_to(value, 8)


def _gcd(a: Any, b: Any) -> Any:
    if is_array(a) or is_array(b):
        import numpy as np

        return np.gcd(_widened(a), _widened(b))
    if isinstance(a, Varying) or isinstance(b, Varying):
        return a.gcd(b) if isinstance(a, Varying) else b.gcd(a)
    if Fraction in (type(a), type(b)):
        raise FormulaError(f"gcd() takes whole numbers, not {a} and {b}.")
    return math.gcd(a, b)


# name: (function, fewest arguments, most arguments)
FUNCTIONS: dict[str, tuple[Callable[..., Any], int, int]] = {
    "min": (_minimum, 2, 8),
    "max": (_maximum, 2, 8),
    "floor": (_floor, 1, 1),
    "ceil": (_ceil, 1, 1),
    "gcd": (_gcd, 2, 2),
    "round8": (_round8, 1, 1),
    "round_to": (_round_to, 2, 2),
}

# In these a division may leave a fraction: ceil(25/2) is 13.
ROUNDING = frozenset({"floor", "ceil", "round8", "round_to"})
