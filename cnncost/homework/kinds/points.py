"""Points at which formulas are compared: small numbers on which the layer can stand.

They are not those of ``formula.same``: with strides up to 97 hardly a point shows that something
was rounded wrongly, and a form that needs groups to divide the channels would be held wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from cnncost.errors import FormulaError
from cnncost.explanation.working import HALVES
from cnncost.formula import Expr, compiled
from cnncost.formula.evaluate import with_ratios
from cnncost.homework.draw import drawn
from cnncost.homework.kinds.symbolic import OUTPUT
from cnncost.layers import KINDS

Point = Mapping[str, int]
Found = Sequence[Any]
POINTS, MOST_TRIED, FEWEST_MET = 64, 2_000, 8
# The smallest and the largest number of each letter; of any other, those of OTHERS.
RANGES = {
    "Hi": (8, 60), "Wi": (8, 60), "K": (1, 7), "S": (1, 4), "P": (0, 3), "D": (1, 3), "O": (0, 2),
    "G": (1, 4), "A": (1, 9), "C": (2, 40), "parts": (1, 4), "take": (1, 4), "first": (0, 20),
    "stop": (1, 60), "N": (1, 24), "M": (1, 24), "bias": (1, 1), "gamma": (1, 1), "beta": (1, 1),
    "ceil": (0, 0),
}  # fmt: skip
OTHERS = (2, 97)
IN_GROUPS = ("N", "M")
FURTHER = {"stated": 1, "ceil": 0, "G": 1, "D": 1}


@lru_cache(200)
def points(
    kind: str, letters: tuple[str, ...], fixed: tuple[tuple[str, int], ...]
) -> Sequence[Point]:
    """Always the same points for a kind of layer; of no kind, for the letters alone."""
    names = letters if not kind else tuple(dict.fromkeys((*_letters(kind), *letters)))
    found: list[Point] = []
    for trial in range(MOST_TRIED):
        values = _halved(_drawn(names, dict(fixed), trial))
        if kind:
            found += _standing(kind, values)
        else:
            found.append(values)
        if len(found) == POINTS:
            break
    return tuple(found)


def _letters(kind: str) -> Iterator[str]:
    """The letters of a kind that are drawn, one for both halves."""
    whole = {half: letter for letter, halves in HALVES.items() for half in halves}
    own = (letter for option in KINDS[kind].options for letter in option.letters)
    for letter in ("Hi", "Wi", "N", *own):
        yield whole.get(letter, letter)


def _drawn(names: Iterable[str], fixed: Mapping[str, int], trial: int) -> dict[str, int]:
    values = dict(FURTHER)
    for name in names:
        first, last = RANGES.get(name, OTHERS)
        values[name] = first + drawn(f"point {trial}", name, last - first + 1)
    values |= fixed
    for name in IN_GROUPS:
        if name in values and name not in fixed:
            values[name] *= values["G"] * values.get("parts", 1)
    return values


def _halved(values: dict[str, int]) -> dict[str, int]:
    for letter, halves in HALVES.items():
        if letter in values:
            values |= dict.fromkeys(halves, values[letter])
    return values


def _standing(kind: str, values: dict[str, int]) -> Iterator[Point]:
    """The point with the output that the layer has there, if it can stand."""
    if not all(compiled(rule.holds)(values) for rule in KINDS[kind].rules):
        return
    sizes = [compiled(size)(values) for size in KINDS[kind].size]
    if all(size >= 1 for size in sizes):
        yield {**values, **dict(zip(OUTPUT, sizes, strict=True))}


def found_at(formula: Expr, where: Sequence[Point]) -> Found:
    """The formula's value at each point, with ``/`` as a fraction; None where it has none."""
    run = compiled(with_ratios(formula))
    return [_value(run, values) for values in where]


def _value(run: Any, values: Point) -> int | Fraction | None:
    try:
        value: int | Fraction = run(values)
    except FormulaError:
        return None
    return value


def agree(one: Found, other: Found) -> bool:
    """Whether two formulas have the same values wherever both have one."""
    met = [(a, b) for a, b in zip(one, other, strict=True) if a is not None and b is not None]
    return len(met) >= FEWEST_MET and all(a == b for a, b in met)


def agrees_with(found: Found, formula: Expr, where: Sequence[Point]) -> bool:
    """The same for a formula that is most likely another, given up at the first difference."""
    run = compiled(with_ratios(formula))
    met = 0
    for value, values in zip(found, where, strict=True):
        own = _value(run, values) if value is not None else None
        if own is not None and own != value:
            return False
        met += own is not None
    return met >= FEWEST_MET


def reason(formula: Expr, values: Point) -> str:
    """Why a formula has no value at a point."""
    try:
        compiled(with_ratios(formula))(values)
    except FormulaError as error:
        return error.message
    return ""
