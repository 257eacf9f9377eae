"""Varied: a number that is not the same at all points of a space, in the place of a number.

Formulas and the walk compute with it as with any other: sums and products stay apart by the axes
that they depend on (factors.py), all else is computed on as many axes as it needs. Where a
decision would come out differently at different points, ``bool`` raises Divided.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np

from cnncost.errors import FormulaError
from cnncost.formula.arithmetic import LIMIT, Varying, bounded
from cnncost.formula.factors import (
    SAFE,
    Array,
    Factor,
    Term,
    multiplied_out,
    narrowed,
    product,
    term_of,
    total,
)

MOST_TERMS = 24  # of a product; beyond them it is cheaper to multiply out

BOOL, INT, FRACTION = bool, int, Fraction


class Divided(Exception):  # noqa: N818 - no error: what is asked for is done apart
    """Points that must be looked at apart: those with the same label in ``labels`` together."""

    def __init__(self, labels: Array) -> None:
        super().__init__("points differ")
        self.labels = labels


class Varied(Varying):
    """Exact numbers at points of a space: a sum of ``terms`` over a ``denominator``.

    ``kind`` is what each of them is: bool, int or Fraction. ``low`` and ``high`` are bounds.
    """

    __slots__ = ("_array", "_hash", "axes", "denominator", "high", "kind", "low", "terms")

    def __init__(
        self, terms: tuple[Term, ...], axes: int, kind: type = INT, denominator: int = 1
    ) -> None:
        self.terms = terms
        self.axes = axes  # how many the space has
        self.kind = kind
        self.denominator = denominator
        self.low = self.high = 0
        for term in terms:
            low, high = term.bounds()
            self.low += low
            self.high += high
        self._array: Array | None = None
        self._hash = 0

    @property
    def numerators(self) -> Array:
        """The numerators as one array, over the axes that they depend on."""
        if self._array is None:
            self._array = multiplied_out(self.terms, self.axes)
        return self._array

    # --- what is asked of numbers

    def __bool__(self) -> bool:
        if self.low > 0 or self.high < 0:
            return True
        nonzero = self.numerators != 0
        if nonzero.all() or not nonzero.any():
            return bool(nonzero.all())
        raise Divided(nonzero)

    def __hash__(self) -> int:
        if not self._hash:
            self._hash = hash((self.terms, self.denominator, self.kind))
        return self._hash

    def __format__(self, spec: str) -> str:
        return "…"

    __str__ = __repr__ = lambda self: "…"

    # --- sums and products

    def __add__(self, other: Any) -> Any:
        return _sum(self, other, 1)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        return _sum(self, other, -1)

    def __rsub__(self, other: Any) -> Any:
        return _sum(-self, other, 1)

    def __neg__(self) -> Any:
        return self * -1

    def __pos__(self) -> Any:
        return self * 1

    def __abs__(self) -> Any:
        if self.low >= 0:
            return self
        return _of_array(np.abs(self.numerators), self.axes, self.kind, self.denominator)

    def __mul__(self, other: Any) -> Any:
        if not isinstance(other, Varied):
            top = _top(other)
            terms = tuple([Term(t.number * top, t.factors) for t in self.terms])
            return _varied(
                terms if other else (),
                self.axes,
                _kind(self, other),
                self.denominator * _below(other),
            )
        a, b = _short(self, other), _short(other, self)
        terms = total([product(s, t) for s in a.terms for t in b.terms])
        return _varied(terms, self.axes, _kind(self, other), self.denominator * other.denominator)

    __rmul__ = __mul__

    # --- division

    def __floordiv__(self, other: Any) -> Any:
        return _floored(self, other)

    def __rfloordiv__(self, other: Any) -> Any:
        return _floored(_lifted(other, self.axes), self)

    def __mod__(self, other: Any) -> Any:
        return self - _floored(self, other) * other

    def __rmod__(self, other: Any) -> Any:
        return other - _floored(_lifted(other, self.axes), self) * self

    # --- comparisons

    def __eq__(self, other: object) -> Any:
        if self is other:
            return True
        return _compared(self, other, operator.eq)

    def __ne__(self, other: object) -> Any:
        return _compared(self, other, operator.ne)

    def __lt__(self, other: Any) -> Any:
        return _compared(self, other, operator.lt)

    def __le__(self, other: Any) -> Any:
        return _compared(self, other, operator.le)

    def __gt__(self, other: Any) -> Any:
        return _compared(self, other, operator.gt)

    def __ge__(self, other: Any) -> Any:
        return _compared(self, other, operator.ge)

    # --- what arithmetic.py asks for by name

    def settled(self) -> Any:
        """The one number that it is everywhere; Divided if there are several."""
        number = _of_array(self.numerators, self.axes, self.kind, self.denominator)
        if isinstance(number, Varied):
            raise Divided(self.numerators)
        return number

    def divided_by(self, other: Any) -> Any:
        """``self/other``: exact fractions if one of them is, else whole numbers or a refusal."""
        return _divided(self, other)

    def dividing(self, other: Any) -> Any:
        """``other/self``, likewise."""
        return _divided(_lifted(other, self.axes), self)

    def whole(self) -> Any:
        """The same as integers; None if it is one nowhere, Divided if it is not everywhere."""
        if self.kind is not FRACTION:
            return self
        rest = self.numerators % self.denominator != 0
        if rest.all():
            return None
        if rest.any():
            raise Divided(rest)
        return _of_array(_floor(self.numerators, self.denominator), self.axes)

    def as_fraction(self) -> Varied:
        """The same numbers as fractions."""
        return Varied(self.terms, self.axes, FRACTION, self.denominator)

    def power(self, exponent: int) -> Any:
        """A product of the number with itself, by repeated squaring."""
        result: Any = Fraction(1) if self.kind is FRACTION else 1
        square: Any = self
        while exponent:
            if exponent & 1:
                result = bounded(result * square)
            exponent >>= 1
            square = bounded(square * square) if exponent else square
        return result

    def chosen(self, yes: Any, no: Any) -> Any:
        """``yes`` where it is not 0, else ``no``."""
        return _chosen(self, yes, no)

    def decided_with(self, other: Callable[[], Any], either: bool) -> Any:
        """``self or other()`` or ``self and other()``; where that has no value, Divided."""
        holds = self != 0
        if not isinstance(holds, Varied):
            return holds if holds is either else other() != 0
        try:
            second = other() != 0
        except (FormulaError, Divided):
            raise Divided(holds.numerators) from None
        if not isinstance(second, Varied):
            return second if second is either else holds
        join = np.logical_or if either else np.logical_and
        return _of_array(join(holds.numerators, second.numerators), self.axes, BOOL)

    def gcd(self, other: Any) -> Any:
        """The greatest common divisor with another whole number."""
        other = _lifted(other, self.axes)
        if FRACTION in (self.kind, other.kind):
            raise FormulaError("gcd() takes whole numbers.")
        return _of_array(np.gcd(self.numerators, other.numerators), self.axes)


def along(
    axis: int, axes: int, values: list[int | Fraction], order: Array | slice = slice(None)
) -> Any:
    """Numbers along one axis of a space; a plain number if they are all the same.

    ``order`` says which of the values stands at each place. Raises Divided for whole numbers among
    fractions: a division treats them differently.
    """
    if len(set(values)) == 1 and len(set(map(type, values))) == 1:
        return values[0]

    def placed(array: Array) -> Array:
        return array[order].reshape([-1 if place == axis else 1 for place in range(axes)])

    fractions = np.array([type(value) is Fraction for value in values])
    if fractions.any() and not fractions.all():
        raise Divided(placed(fractions))
    denominator = lcm(*(value.denominator for value in values)) if fractions.any() else 1
    if denominator > LIMIT:
        raise Divided(placed(np.arange(len(values))))
    tops = [value.numerator * (denominator // value.denominator) for value in values]
    kind = FRACTION if fractions.any() else INT
    array = narrowed(np.array(tops, dtype=object))
    return _of_array(placed(array), axes, kind, denominator)


def of_numbers(array: Array) -> Any:
    """Whole numbers of a block, over as many axes as the array has."""
    return _of_array(array, array.ndim)


# --- making one


def _varied(terms: tuple[Term, ...], axes: int, kind: type = INT, denominator: int = 1) -> Any:
    """A Varied, or a plain number where it is the same everywhere."""
    if not terms or all(not term.factors for term in terms):
        number = sum(term.number for term in terms)
        return Fraction(number, denominator) if kind is FRACTION else kind(number)
    if denominator > LIMIT:
        raise Divided(np.arange(int(np.prod(_shape(terms)))).reshape(_shape(terms)))
    return Varied(terms, axes, kind, denominator)


def summed(values: Iterable[Any], axes: int) -> Any:
    """The sum of whole numbers, some of which vary."""
    terms: list[Term] = []
    for value in values:
        terms += value.terms if isinstance(value, Varied) else (Term(value),)
    return _varied(total(terms), axes)


def _shape(terms: tuple[Term, ...]) -> tuple[int, ...]:
    return np.broadcast_shapes(*(f.array.shape for term in terms for f in term.factors))


def _of_array(array: Array, axes: int, kind: type = INT, denominator: int = 1) -> Any:
    factor = Factor(narrowed(array.astype(np.int64) if array.dtype == bool else array))
    return _varied((term_of(1, [factor]),), axes, kind, denominator)


def _lifted(value: Any, axes: int) -> Varied:
    """A plain number as one that does not vary, where both must be of one make."""
    if isinstance(value, Varied):
        return value
    return Varied((Term(_top(value)),), axes, type(value), _below(value))


def _top(value: Any) -> int:
    return int(value.numerator)


def _below(value: Any) -> int:
    return int(value.denominator)


def _kind(one: Any, other: Any) -> type:
    """What a sum or a product of the two is."""
    kinds = [value.kind if isinstance(value, Varied) else type(value) for value in (one, other)]
    return FRACTION if FRACTION in kinds else INT


def _short(one: Varied, other: Varied) -> Varied:
    """The number as one array, if a product would have too many terms."""
    if len(one.terms) * len(other.terms) <= MOST_TERMS:
        return one
    factor = Factor(narrowed(one.numerators))
    return Varied((term_of(1, [factor]),), one.axes, one.kind, one.denominator)


# --- computing


def _sum(one: Any, other: Any, sign: int) -> Any:
    axes = one.axes
    a, b = one, _lifted(other, axes)
    denominator = lcm(a.denominator, b.denominator)
    up, down = denominator // a.denominator, sign * denominator // b.denominator
    terms = [Term(t.number * up, t.factors) for t in a.terms]
    terms += [Term(t.number * down, t.factors) for t in b.terms]
    return _varied(total(terms), axes, _kind(one, other), denominator)


def _scaled(value: Varied, number: int) -> Array:
    """The numerators times a number."""
    array = value.numerators
    if number == 1:
        return array
    peak = max(abs(value.low), abs(value.high))
    return array * number if peak * abs(number) <= SAFE else array.astype(object) * number


def _floor(array: Array, by: Any) -> Array:
    quotient: Array = array // by
    return quotient


def _floored(one: Varied, other: Any) -> Any:
    """``one//other``: whole numbers, whatever the two are."""
    if type(other) is int and one.denominator == 1 and len(one.terms) == 1:
        (term,) = one.terms
        if term.number % other == 0:  # nothing is lost, and so nothing needs multiplying out
            return _varied((term._replace(number=term.number // other),), one.axes)
    b = _lifted(other, one.axes)
    top, bottom = _scaled(one, b.denominator), _scaled(b, one.denominator)
    return _of_array(_floor(top, bottom), one.axes)


def _divided(one: Varied, other: Any) -> Any:
    b = _lifted(other, one.axes)
    if FRACTION in (one.kind, b.kind):
        return _as_fractions(one, b)
    for factors in ([], _sharing(one, b)):
        exactly = _divided_in(one, b, factors)
        if exactly is not None:
            return exactly
    rest = one.numerators % b.numerators != 0
    if rest.any() and not rest.all():
        raise Divided(rest)
    if rest.any():
        raise FormulaError("A division has a remainder.")
    return _of_array(_floor(one.numerators, b.numerators), one.axes)


def _as_fractions(one: Varied, by: Varied) -> Any:
    """An exact fraction; what divides is the same everywhere, or the points are looked at apart."""
    if len(by.terms) != 1 or by.terms[0].factors:
        raise Divided(by.numerators)
    number = by.terms[0].number
    sign = -1 if number < 0 else 1
    terms = tuple([Term(t.number * by.denominator * sign, t.factors) for t in one.terms])
    return _varied(terms, one.axes, FRACTION, one.denominator * abs(number))


def _sharing(one: Varied, by: Varied) -> list[Factor]:
    """The factors of a product that depend on what the divisor depends on."""
    axes = 0
    for term in by.terms:
        axes |= term.axes
    return [f for f in one.terms[0].factors if f.axes & axes] if len(one.terms) == 1 else []


def _divided_in(one: Varied, by: Varied, factors: list[Factor]) -> Any:
    """A product divided in some of its factors and its number alone; None if that leaves a rest."""
    if len(one.terms) != 1:
        return None
    (term,) = one.terms
    others = [factor for factor in term.factors if factor not in factors]
    part = _varied((term_of(term.number, factors),), one.axes)
    top = _lifted(part, one.axes).numerators
    if (top % by.numerators != 0).any():
        return None
    quotient = _of_array(_floor(top, by.numerators), one.axes)
    return quotient * _varied((term_of(1, others),), one.axes)


def _compared(one: Varied, other: object, compare: Callable[[Any, Any], Any]) -> Any:
    """True or False where it is the same everywhere, else which of them hold."""
    if not isinstance(other, (int, Fraction, Varied)):
        return NotImplemented
    clear = _by_bounds(one, other)
    if clear is not None:
        return compare(clear, 0)
    difference = _sum(one, other, -1)
    if not isinstance(difference, Varied):
        return compare(difference, 0)
    holds = compare(difference.numerators, 0)
    return _of_array(holds, one.axes, BOOL)


def _by_bounds(one: Varied, other: int | Fraction | Varied) -> int | None:
    """1 or -1 where all of one are clearly more or less than the other; else None."""
    if isinstance(other, Varied):
        low, high, below = other.low, other.high, other.denominator
    else:
        low = high = other.numerator
        below = other.denominator
    if one.low * below > high * one.denominator:
        return 1
    return -1 if one.high * below < low * one.denominator else None


def _chosen(condition: Varied, yes: Any, no: Any) -> Any:
    axes = condition.axes
    a, b = _lifted(yes, axes), _lifted(no, axes)
    holds = condition.numerators != 0
    if a.kind is not b.kind:
        raise Divided(holds)
    denominator = lcm(a.denominator, b.denominator)
    scaled = [_scaled(value, denominator // value.denominator) for value in (a, b)]
    return _of_array(np.where(holds, *scaled), axes, a.kind, denominator)
