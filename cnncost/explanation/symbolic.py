"""A network's costs with letters: every row's as formulas over the spec's own parameters.

A size that stays the same keeps its letter; one that shrinks by a whole factor is that letter over
the factor.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from cnncost.explanation.following import Followed, Map, Size, Typed, follow
from cnncost.formula import Expr, compiled, number
from cnncost.formula.terms import factored
from cnncost.measure import Measured
from cnncost.spec import Spec

Letters = Mapping[str, Expr]


class SymbolicRow(NamedTuple):
    """A row of the network: what it measures, and its letters as formulas over the parameters."""

    measured: Measured
    letters: Letters

    def formula(self, column: str) -> Expr:
        """The formula of a column of the ledger, over the spec's parameters."""
        ledger = self.measured.kind.ledger
        return ledger[column].substitute(self.letters) if column in ledger else number(0)


def symbolic_rows(spec: Spec) -> tuple[SymbolicRow, ...]:
    """Every row of a network that can be counted, in the order of its report."""
    rows: list[SymbolicRow] = []

    def size_after(_: int, row: Followed) -> Size:
        letters = _letters(row)
        size = _size(row, letters)
        letters |= dict(zip(("H", "W", "M"), size, strict=True))
        rows.append(SymbolicRow(row.measured, letters))
        return size

    follow(spec, size_after)
    return tuple(rows)


def column_formula(rows: Iterable[SymbolicRow], column: str) -> Expr:
    """The formula of a column's total, its terms collected and factored."""
    return factored(sum((row.formula(column) for row in rows), start=number(0)))


# --- letters


def _letters(row: Followed) -> dict[str, Expr]:
    """What enters the row and what it was told, over the parameters; the rest as numbers."""
    values = row.measured.letters
    letters = {name: number(value) for name, value in values.items() if type(value) is int}
    if "" in row.ends:
        letters |= dict(zip(("Hi", "Wi", "N"), row.ends[""].size, strict=True))
    for option in row.measured.kind.options:
        if option.name in row.told:
            letters |= _of_option(option.letters, row.told[option.name])
    return letters


def _of_option(names: tuple[str, ...], told: Typed) -> dict[str, Expr]:
    """The formulas of an option's letters; none for words such as same."""
    written = formula_of(told)
    parts = written.args if written.op == "pair" else (written,) * len(names)
    if written.op == "text" or len(parts) != len(names):
        return {}
    return dict(zip(names, parts, strict=True))


def formula_of(typed: Typed) -> Expr:
    """What was typed as a formula over the spec's parameters; choices are decided."""
    formula, scope = typed
    if scope is None:
        return formula
    if formula.op == "if":
        yes, condition, no = formula.args
        return formula_of(Typed(yes if compiled(condition)(scope.values) else no, scope))
    if formula.op == "pair":
        return Expr("pair", *(formula_of(Typed(part, scope)) for part in formula.args))
    letters = {name: formula_of(scope.letters[name]) for name in formula.symbols()}
    return formula.substitute(letters)


# --- sizes


def _size(row: Followed, letters: Letters) -> Size:
    if "" in row.ends:
        return _size_after(row.measured, row.ends[""], letters)
    return _joined(row.measured.kind.name, list(row.ends.values()))


def _joined(kind: str, ends: list[Map]) -> Size:
    largest = max(ends, key=lambda end: end.shape[0] * end.shape[1])
    height, width, channels = largest.size
    if kind == "concat":
        total = ends[0].size[2]
        for end in ends[1:]:
            total = total + end.size[2]
        channels = factored(total)
    return height, width, channels


def _size_after(measured: Measured, map: Map, letters: Letters) -> Size:
    sides = [
        formula  # a kind whose output is always so large, as fc
        if formula.op == "number"
        else _shrunk(size, before, after, stride, letters.get(letter, number(1)))
        for formula, size, before, after, stride, letter in zip(
            measured.kind.size[:2],
            map.size[:2],
            map.shape[:2],
            measured.output[:2],
            measured.stride,
            ("S_h", "S_w"),
            strict=True,
        )
    ]
    return sides[0], sides[1], measured.kind.size[2].substitute(letters)


def _shrunk(size: Expr, before: int, after: int, stride: int, letter: Expr) -> Expr:
    """A size that stays, or is a whole fraction or multiple of what it was; else its number."""
    if before == after:
        return size
    if after > 1 and before % after == 0:
        times = before // after
        return factored(size / (letter if times == stride else number(times)))
    if before > 1 and after % before == 0:
        return factored(size * (after // before))
    return number(after)
