"""Formulas as sums of terms: collected, factored, divided, and what is left when a letter grows.

A term is a number times powers of letters, which may be negative: ``K²/2`` and ``1/M`` are terms.
What is no sum of products, as a floor, counts as a letter of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import gcd

from cnncost.errors import FormulaError
from cnncost.formula.expression import Expr, lift, number, product

Powers = tuple[tuple[Expr, int], ...]
Terms = dict[Powers, Fraction]

# The order in which a textbook writes the letters of a product; others follow by name.
ORDER = ("H", "W", "Hi", "Wi", "N", "K", "K_h", "K_w", "M")
MOST_TERMS = 1_000


def factored(formula: Expr) -> Expr:
    """The same formula, what all its terms share drawn out: ``H·W·N·(K² + M)``."""
    terms = terms_of(formula)
    if len(terms) <= 1:
        return _sum(terms)
    shared, content = _shared(terms), _content(terms.values())
    rest = {_times(powers, _inverse(shared)): c / content for powers, c in terms.items()}
    if not shared and content == 1:
        return _sum(terms)
    return _written(shared, content, _sum(rest))


def divided(formula: Expr, by: Expr) -> Expr:
    """One formula over another, term by term where the other is a single term: ``1/M + 1/K²``."""
    above, below = terms_of(formula), terms_of(by)
    if len(below) != 1:
        shared = _shared({**above, **below})
        return Expr("/", *(_sum(_divided(terms, shared, Fraction(1))) for terms in (above, below)))
    ((powers, coefficient),) = below.items()
    return _sum(_divided(above, powers, coefficient))


def limit(formula: Expr, letter: Expr) -> Expr | None:
    """What a sum of terms comes to as a letter grows without end; None if it has no end."""
    terms = terms_of(formula)
    if any(dict(powers).get(letter, 0) > 0 for powers in terms):
        return None
    return _sum({powers: c for powers, c in terms.items() if letter not in dict(powers)})


def terms_of(formula: Expr) -> Terms:
    """The formula multiplied out, equal terms collected, in the order in which they appear.

    Raises FormulaError where there are more than MOST_TERMS.
    """
    op, args = formula.op, formula.args
    if op == "number":
        return {(): Fraction(args[0])} if args[0] else {}
    if op in ("+", "-"):
        sign = Fraction(1 if op == "+" else -1)
        return _collected([*terms_of(args[0]).items(), *_scaled(terms_of(args[1]), sign)])
    if op == "negative":
        return dict(_scaled(terms_of(args[0]), Fraction(-1)))
    if op == "*":
        return _multiplied(terms_of(args[0]), terms_of(args[1]))
    if op in ("/", "ratio"):
        below = terms_of(args[1])
        if len(below) == 1:
            ((powers, coefficient),) = below.items()
            return _divided(terms_of(args[0]), powers, coefficient)
    if op == "**" and args[1].op == "number" and 0 < args[1].args[0] <= 9:
        terms = base = terms_of(args[0])
        for _ in range(args[1].args[0] - 1):
            terms = _multiplied(terms, base)
        return terms
    return {((formula, 1),): Fraction(1)}


def _multiplied(a: Terms, b: Terms) -> Terms:
    if len(a) * len(b) > MOST_TERMS:
        raise FormulaError(f"The formula has more than {MOST_TERMS:,} terms when multiplied out.")
    return _collected((_times(p, q), c * d) for p, c in a.items() for q, d in b.items())


def _divided(terms: Terms, powers: Powers, coefficient: Fraction) -> Terms:
    below = _inverse(powers)
    return {_times(own, below): c / coefficient for own, c in terms.items()}


def _scaled(terms: Terms, by: Fraction) -> Iterator[tuple[Powers, Fraction]]:
    return ((powers, c * by) for powers, c in terms.items())


def _collected(terms: Iterable[tuple[Powers, Fraction]]) -> Terms:
    found: Terms = {}
    for powers, coefficient in terms:
        found[powers] = found.get(powers, Fraction(0)) + coefficient
    return {powers: c for powers, c in found.items() if c}


def _times(a: Powers, b: Powers) -> Powers:
    powers = dict(a)
    for letter, power in b:
        powers[letter] = powers.get(letter, 0) + power
    return tuple(sorted(((x, n) for x, n in powers.items() if n), key=_place))


def _inverse(powers: Powers) -> Powers:
    return tuple((letter, -power) for letter, power in powers)


def _place(power: tuple[Expr, int]) -> tuple[int, str]:
    name = str(power[0])
    return (ORDER.index(name) if name in ORDER else len(ORDER), name)


def _shared(terms: Terms) -> Powers:
    """The powers that every term has."""
    first, *others = map(dict, terms)
    shared = {}
    for letter in {letter: None for powers in (first, *others) for letter in powers}:
        power = min(powers.get(letter, 0) for powers in (first, *others))
        if power:
            shared[letter] = power
    return tuple(sorted(shared.items(), key=_place))


def _content(coefficients: Iterable[Fraction]) -> Fraction:
    """The largest number that divides all, where all have one denominator."""
    every = list(coefficients)
    (denominator, *others) = {c.denominator for c in every}
    return Fraction(1) if others else Fraction(gcd(*(c.numerator for c in every)), denominator)


def _sum(terms: Terms) -> Expr:
    """The terms as a formula; those that are taken away stand behind a minus."""
    if not terms:
        return number(0)
    # A sum begins with a term that is added, if there is one.
    order = sorted(terms.items(), key=lambda term: term[1] < 0)
    (powers, coefficient), *others = order
    total = _written(powers, coefficient)
    for powers, coefficient in others:
        part = _written(powers, abs(coefficient))
        total = total + part if coefficient > 0 else total - part
    return total


def _written(powers: Powers, coefficient: Fraction, inside: Expr | None = None) -> Expr:
    """A term, perhaps times a sum, as one product over another."""
    above = [letter if n == 1 else letter ** number(n) for letter, n in powers if n > 0]
    below = [letter if n == -1 else letter ** number(-n) for letter, n in powers if n < 0]
    if inside is not None:
        above.append(inside)
    top = _product(abs(coefficient.numerator), above)
    bottom = _product(coefficient.denominator, below)
    whole = top if bottom == number(1) else Expr("/", top, bottom)
    return -whole if coefficient < 0 else whole


def _product(coefficient: int, factors: list[Expr]) -> Expr:
    total = lift(coefficient)
    for factor in factors:
        total = product(total, factor) if factor.op != "/" else Expr("*", total, factor)
    return total
