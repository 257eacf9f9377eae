"""How a layer's numbers are worked out, from the formulas that count: letters, numbers, result.

A formula is shown as a textbook has it: one K where a kernel is square, no G where there is one
group, no D where nothing is dilated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from cnncost.errors import FormulaError
from cnncost.formula import Expr, evaluate, number, symbol
from cnncost.kind import LEDGER, LETTERS
from cnncost.measure import Measured

SIZES = {"H": "output height", "W": "output width", "M": "output channels"}
# What a layer has to itself; what merely follows from its sizes is not worked out.
SHOWN = tuple(name for name in LEDGER if name not in ("input_elements", "output_elements"))
# Letters with halves that are often equal, and the one that stands for both.
HALVES = {
    "K": ("K_h", "K_w"), "S": ("S_h", "S_w"), "D": ("D_h", "D_w"), "O": ("O_h", "O_w"),
    "A": ("A_h", "A_w"), "P": ("P_t", "P_b", "P_l", "P_r"),
}  # fmt: skip
# A factor 1 says nothing; a padding of 0 neither, unless all of it is shown.
SILENT = ("G", "D", "D_h", "D_w", "bias", "gamma", "beta", "O", "O_h", "O_w")


class Work(NamedTuple):
    """One number of a layer: its formula, the letters' values, and what comes out."""

    name: str
    formula: Expr
    values: Mapping[str, int]
    result: int


def sizes(measured: Measured) -> Iterator[Work]:
    """The layer's output: height, width and channels; no width where it goes as the height."""
    height, width, channels = (size(measured, letter) for letter in SIZES)
    yield height
    if (width.formula, width.result) != _as_width(height):
        yield width
    yield channels


def _as_width(work: Work) -> tuple[Expr, int]:
    """A height's formula read for the width; it can stand for both if the sizes are equal."""
    square = work.values.get("Hi") == work.values.get("Wi")
    return work.formula.substitute({"Hi": symbol("Wi")}), work.result if square else -1


def costs(measured: Measured) -> Iterator[Work]:
    """Every column of the layer's ledger that is not 0."""
    names, values = _letters(measured)
    for name, result in zip(LEDGER, measured.ledger, strict=True):
        if result and name in SHOWN:
            yield Work(name, _plain(measured.kind.ledger[name], names, values), values, result)


def size(measured: Measured, letter: str) -> Work:
    """One of the output's sizes, H, W or M."""
    names, values = _letters(measured)
    formula = measured.kind.size[tuple(SIZES).index(letter)]
    return Work(letter, _plain(formula, names, values), values, measured.letters[letter])


def cost(measured: Measured, column: str) -> Work:
    """One column of the layer's ledger, 0 if it has nothing there."""
    names, values = _letters(measured)
    formula = measured.kind.ledger.get(column, number(0))
    result = measured.ledger[tuple(LEDGER).index(column)]
    return Work(column, _plain(formula, names, values), values, result)


def meanings(works: Iterable[Work]) -> dict[str, tuple[str, int]]:
    """What every letter in these formulas means, and its value, in the order of LETTERS."""
    found = {}
    for work in works:
        for letter in work.formula.symbols():
            found[letter] = (LETTERS[letter], work.values[letter])
    return {letter: found[letter] for letter in LETTERS if letter in found}


def steps(formula: Expr, values: Mapping[str, int]) -> tuple[Expr, ...]:
    """What stands between the formula with its numbers and its result: first the insides of
    floors, minima and maxima, then what those come to."""
    inside = _inside(formula, values, deep=False)
    floored = _inside(formula, values, deep=True)
    result = number(evaluate(formula, values))
    found: list[Expr] = []
    for step in (inside, floored):
        if step not in (formula, result) and not step.symbols() and step not in found:
            found.append(step)
    return tuple(found)


def _inside(formula: Expr, values: Mapping[str, int], deep: bool) -> Expr:
    """The formula with the operands of each floor as numbers, or with each floor as one."""
    if formula.op in ("//", "call"):
        if deep:
            return number(evaluate(formula, values))
        parts = [number(evaluate(a, values)) if type(a) is Expr else a for a in formula.args]
        return Expr(formula.op, *parts)
    if formula.op == "symbol":
        return number(values[formula.args[0]])
    parts = [_inside(a, values, deep) if type(a) is Expr else a for a in formula.args]
    return Expr(formula.op, *parts)


def _letters(measured: Measured) -> tuple[dict[str, Expr], dict[str, int]]:
    """Other names for the halves that are equal, and every letter's value."""
    values = {name: value for name, value in measured.letters.items() if type(value) is int}
    names: dict[str, Expr] = {}
    for letter, halves in HALVES.items():
        given = [values[half] for half in halves if half in values]
        if len(given) == len(halves) and len(set(given)) == 1:
            names |= dict.fromkeys(halves, symbol(letter))
            values[letter] = given[0]
    return names, values


def _plain(formula: Expr, names: Mapping[str, Expr], values: Mapping[str, int]) -> Expr:
    """The formula in fewer letters: equal halves as one, and without factors that are 1 or 0."""
    shorter = _chosen(formula, values).substitute(names)
    silent = {name: number(values[name]) for name in SILENT if values.get(name) in (0, 1)}
    return simplified(shorter.substitute(silent))


def _chosen(formula: Expr, values: Mapping[str, int]) -> Expr:
    """The side of every choice that is taken."""
    if formula.op == "if":
        yes, condition, no = formula.args
        return _chosen(yes if evaluate(condition, values) else no, values)
    parts = [_chosen(a, values) if type(a) is Expr else a for a in formula.args]
    return Expr(formula.op, *parts)


def simplified(formula: Expr) -> Expr:
    """Without ``·1``, ``/1``, ``+ 0`` and ``- 0``; ``P + P`` as ``2·P``."""
    if not any(type(a) is Expr for a in formula.args):
        return formula
    parts = [simplified(a) if type(a) is Expr else a for a in formula.args]
    rule = _RULES.get(formula.op)
    found = rule(*parts) if rule else None
    return Expr(formula.op, *parts) if found is None else found


def _sum(a: Expr, b: Expr) -> Expr | None:
    if number(0) in (a, b):
        return a if b == number(0) else b
    if a.op == b.op == "number":
        return number(a.args[0] + b.args[0])
    if a == b:
        return 2 * a
    twice = a.op == "+" and a.args[1] == b
    return Expr("+", a.args[0], 2 * b) if twice else None


def _difference(a: Expr, b: Expr) -> Expr | None:
    if b == number(0):
        return a
    if a.op != "-":
        return None
    start, less = a.args
    if b == number(1) and less.op == "-" and less.args[1] == number(1):
        return Expr("-", start, less.args[0])  # a textbook has Hi - K for Hi - (K - 1) - 1
    return Expr("-", start, 2 * b) if less == b else None


def _product(a: Expr, b: Expr) -> Expr | None:
    if number(0) in (a, b):
        return number(0)
    if number(1) in (a, b):
        return b if a == number(1) else a
    return None


def _quotient(a: Expr, b: Expr) -> Expr | None:
    return a if b == number(1) else None


def _power(base: Expr, exponent: Expr) -> Expr | None:
    return base if number(1) in (base, exponent) else None


_RULES = {"**": _power, "+": _sum, "-": _difference, "*": _product, "/": _quotient}


def checked(work: Work) -> Work:
    """The same work. Raises FormulaError if its formula does not give its result."""
    if evaluate(work.formula, work.values) != work.result:
        raise FormulaError(f"{work.name} = {work.formula} does not give {work.result}.")
    return work
