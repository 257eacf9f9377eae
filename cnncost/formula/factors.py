"""Sums of products over the axes of a space: what depends on one axis is kept on that axis alone.

An array has one dimension for each axis, of length 1 along those that it does not depend on. The
area of a map depends on the resolution, the weights of a layer on the width: their product is the
only thing that depends on both, and it is multiplied out last.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import prod
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]  # int64, or Python's integers where those might not hold the numbers

SAFE = 2**61  # the sum of two such numbers fits an int64 with room to spare
SAMPLE = 32


class Factor:
    """An array that is not the same everywhere, with its bounds; equal where its numbers are."""

    __slots__ = ("_hash", "array", "axes", "high", "low")

    def __init__(self, array: Array) -> None:
        self.array = array
        self.axes = sum(1 << axis for axis, length in enumerate(array.shape) if length > 1)
        self.low, self.high = int(array.min()), int(array.max())
        self._hash = 0

    @property
    def peak(self) -> int:
        """The largest magnitude."""
        return max(abs(self.low), abs(self.high))

    def __hash__(self) -> int:
        if not self._hash:
            flat = self.array.reshape(-1)
            some = flat[:: max(1, len(flat) // SAMPLE)].tolist()
            self._hash = hash((self.axes, self.low, self.high, *some))
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Factor) or self.axes != other.axes or hash(self) != hash(other):
            return False
        return np.array_equal(self.array, other.array)


class Term(NamedTuple):
    """A number times factors, no two of which depend on the same axis; in the axes' order."""

    number: int
    factors: tuple[Factor, ...] = ()

    def bounds(self) -> tuple[int, int]:
        """The least and the most that it can be."""
        low = high = self.number
        for factor in self.factors:
            if low >= 0 <= factor.low:  # nearly always
                low, high = low * factor.low, high * factor.high
                continue
            ends = [end * bound for end in (low, high) for bound in (factor.low, factor.high)]
            low, high = min(ends), max(ends)
        return low, high

    @property
    def peak(self) -> int:
        """A bound of its magnitude."""
        return abs(self.number) * prod(factor.peak for factor in self.factors)

    @property
    def axes(self) -> int:
        return sum(factor.axes for factor in self.factors)


def term_of(number: int, factors: Iterable[Factor]) -> Term:
    """A term in its order; what is the same everywhere is part of its number."""
    varying = []
    for factor in factors:
        if factor.low == factor.high:
            number *= factor.low
        else:
            varying.append(factor)
    if number == 0 or not varying:
        return Term(number)
    return Term(number, tuple(sorted(varying, key=lambda factor: factor.axes)))


def product(one: Term, other: Term) -> Term:
    """Two terms multiplied: only factors that share an axis are multiplied out."""
    if not one.factors or not other.factors:
        number = one.number * other.number
        return Term(number, (one.factors or other.factors) if number else ())
    factors = list(one.factors)
    for factor in other.factors:
        apart = [known for known in factors if not known.axes & factor.axes]
        for known in factors:
            if known.axes & factor.axes:
                factor = multiplied(known, factor)
        factors = [*apart, factor]
    return term_of(one.number * other.number, factors)


def total(terms: Sequence[Term]) -> tuple[Term, ...]:
    """The terms of a sum, those put together that differ in one factor at most."""
    if len(terms) == 1 and terms[0].number:
        return tuple(terms)
    found: list[Term] = []
    for term in terms:
        while term.number:
            for place, known in enumerate(found):
                together = _together(known, term)
                if together is not None:
                    del found[place]
                    term = together
                    break
            else:
                found.append(term)
                break
    return tuple(found)


def _together(one: Term, other: Term) -> Term | None:
    """Two terms as one, if all their factors but one are the same: f·a + f·b = f·(a + b).

    A factor that only one of them has counts too: f·a + f = f·(a + 1).
    """
    if len(one.factors) < len(other.factors):
        one, other = other, one
    places = _differing(one.factors, other.factors)
    if places is None or len(places) > 1:
        return None
    if not places:
        number = one.number + other.number
        return Term(number, one.factors if number else ())
    (place,) = places
    alike = len(one.factors) == len(other.factors)
    first = _scaled(one.factors[place], one.number)
    second = _scaled(other.factors[place], other.number) if alike else other.number
    added = Factor(narrowed(_added(first, second)))
    return term_of(1, (*one.factors[:place], added, *one.factors[place + 1 :]))


def _differing(one: tuple[Factor, ...], other: tuple[Factor, ...]) -> list[int] | None:
    """Which of the first factors are not among the second, which are no more than the first; None
    if they cannot be put together, as they depend on other axes."""
    if len(one) == len(other):
        pairs = tuple(zip(one, other, strict=True))
        if any(first.axes != second.axes for first, second in pairs):
            return None
        return [place for place, (first, second) in enumerate(pairs) if first != second]
    if len(one) > len(other) + 1:
        return None
    return [place for place, factor in enumerate(one) if factor not in other]


def _added(one: Array, other: Array | int) -> Array:
    """A sum, which fits if both are safe."""
    safe = one.dtype != object and (not isinstance(other, int) or abs(other) <= SAFE)
    return (one if safe else one.astype(object)) + other


def multiplied(one: Factor, other: Factor) -> Factor:
    """Two factors as one."""
    if one.peak * other.peak > SAFE:
        return Factor(narrowed(one.array.astype(object) * other.array.astype(object)))
    return Factor(narrowed(one.array * other.array))


def _scaled(factor: Factor, number: int) -> Array:
    if abs(number) * factor.peak > SAFE:
        return factor.array.astype(object) * number
    return factor.array * number


def narrowed(array: Array) -> Array:
    """An array as int64 if that holds it."""
    if array.dtype != object or max(abs(int(array.max())), abs(int(array.min()))) > SAFE:
        return array
    return array.astype(np.int64)


def multiplied_out(terms: Iterable[Term], axes: int) -> Array:
    """The sum as one array: exact, whatever its numbers come to."""
    terms = tuple(terms)
    fits = sum(term.peak for term in terms) <= SAFE
    found: Array = np.zeros((1,) * axes, dtype=np.int64 if fits else object)
    for term in terms:
        part: Array = np.full((1,) * axes, term.number, dtype=found.dtype)
        for factor in sorted(term.factors, key=lambda factor: factor.array.size):
            part = part * (factor.array if fits else factor.array.astype(object))
        if found.shape == np.broadcast_shapes(found.shape, part.shape):
            found += part
        else:
            found = found + part
    return found
