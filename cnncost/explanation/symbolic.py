"""The walk once more, with letters: every row's costs as formulas over the spec's own parameters.

The numbers decide (which branch, how many repeats), the letters follow. A size that stays the same
keeps its letter; one that shrinks by a whole factor is that letter over the factor.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from cnncost.analysis import input_shape
from cnncost.body import (
    Aux,
    Body,
    Choice,
    Identity,
    Join,
    Layer,
    Named,
    Nothing,
    Repeat,
    Series,
    Use,
)
from cnncost.chain import CONSTANTS, WORDS
from cnncost.formula import Expr, compiled, number, symbol
from cnncost.formula.terms import factored
from cnncost.kind import Kind
from cnncost.layers import KINDS
from cnncost.measure import Measured, Shape, measure, measure_join, value_of
from cnncost.spec import Spec

Letters = Mapping[str, Expr]
Size = tuple[Expr, Expr, Expr]


class SymbolicRow(NamedTuple):
    """A row of the network: what it measures, and its letters as formulas over the parameters."""

    measured: Measured
    letters: Letters

    def formula(self, column: str) -> Expr:
        """The formula of a column of the ledger, over the spec's parameters."""
        ledger = self.measured.kind.ledger
        return ledger[column].substitute(self.letters) if column in ledger else number(0)


class _Map(NamedTuple):
    shape: Shape
    size: Size


class _Scope(NamedTuple):
    """The values in force, and the formulas that they come from."""

    values: Mapping[str, Any]
    letters: Letters


def symbolic_rows(spec: Spec) -> tuple[SymbolicRow, ...]:
    """Every row of a network that can be counted, in the order of its report."""
    start = _Map(input_shape(spec), spec.input)
    rows: list[SymbolicRow] = []
    _follow(spec, spec.layers, start, _outermost(spec, start), rows)
    return tuple(rows)


def _outermost(spec: Spec, map: _Map) -> _Scope:
    """What every body may name: the spec's parameters, yes and no, and the channels that enter."""
    values = {**CONSTANTS, **WORDS, **spec.params, "cin": map.shape[2]}
    letters = {name: number(int(value)) for name, value in CONSTANTS.items()}
    letters |= {name: symbol(name) for name in spec.params} | {"cin": map.size[2]}
    return _Scope(values, letters)


def _follow(
    spec: Spec, body: Body, map: _Map, scope: _Scope, rows: list[SymbolicRow]
) -> _Map | None:
    """Follow a body from ``map``; None if it holds no layer at all."""
    match body:
        case Layer():
            return _layer(body, map, scope, rows)
        case Series(items):
            return _series(spec, items, map, scope, rows)
        case Repeat(times, inner):
            count = int(value_of(times, scope.values))
            return _series(spec, (inner,) * count, map, scope, rows)
        case Use():
            return _use(spec, body, map, scope, rows)
        case Named(_, inner):
            return _follow(spec, inner, map, scope, rows)
        case Choice(yes, condition, no):
            chosen = yes if value_of(condition, scope.values) else no
            return _follow(spec, chosen, map, scope, rows)
        case Join():
            return _join(spec, body, map, scope, rows)
        case Aux(branches):
            for _, inner in branches:
                _follow(spec, inner, map, scope, rows)
            return map
        case Identity():
            return map
        case Nothing():
            return None


def _series(
    spec: Spec, items: tuple[Body, ...], map: _Map, scope: _Scope, rows: list[SymbolicRow]
) -> _Map | None:
    here, found = map, False
    for item in items:
        after = _follow(spec, item, here, scope, rows)
        if after is not None:
            here, found = after, True
    return here if found else None


def _use(spec: Spec, use: Use, map: _Map, scope: _Scope, rows: list[SymbolicRow]) -> _Map | None:
    module = spec.modules[use.module]
    given, inner = dict(use.arguments), _outermost(spec, map)
    for name, default in module.parameters:
        typed, at = (given[name], scope) if name in given else (default, inner)
        if typed is not None:
            letter = _written(typed, at)
            inner = _Scope(
                {**inner.values, name: value_of(typed, at.values)}, {**inner.letters, name: letter}
            )
    return _follow(spec, module.body, map, inner, rows)


def _layer(layer: Layer, map: _Map, scope: _Scope, rows: list[SymbolicRow]) -> _Map:
    arguments = {name: value_of(typed, scope.values) for name, typed in layer.arguments}
    measured = measure(KINDS[layer.kind.name], arguments, map.shape)
    letters = {name: number(value) for name, value in measured.letters.items() if _whole(value)}
    letters |= dict(zip(("Hi", "Wi", "N"), map.size, strict=True))
    for option in layer.kind.options:
        typed = dict(layer.arguments).get(option.name)
        if typed is not None:
            letters |= _of_option(option.letters, typed, scope)
    size = _size_after(measured, map, letters)
    letters |= dict(zip(("H", "W", "M"), size, strict=True))
    rows.append(SymbolicRow(measured, letters))
    return _Map(measured.output, size)


def _join(spec: Spec, join: Join, map: _Map, scope: _Scope, rows: list[SymbolicRow]) -> _Map | None:
    ends = {name: _follow(spec, inner, map, scope, rows) for name, inner in join.branches}
    found = {name: end for name, end in ends.items() if end is not None}
    if len(found) < 2:
        return next(iter(found.values()), None)
    measured = measure_join(join.kind, {name: end.shape for name, end in found.items()})
    size = _joined(join.kind, measured, list(found.values()))
    letters = {name: number(value) for name, value in measured.letters.items() if _whole(value)}
    letters |= dict(zip(("H", "W", "M"), size, strict=True))
    rows.append(SymbolicRow(measured, letters))
    return _Map(measured.output, size)


def _joined(kind: Kind, measured: Measured, ends: list[_Map]) -> Size:
    largest = max(ends, key=lambda end: end.shape[0] * end.shape[1])
    height, width, channels = largest.size
    if kind.name == "concat":
        total = ends[0].size[2]
        for end in ends[1:]:
            total = total + end.size[2]
        channels = factored(total)
    return height, width, channels


def _of_option(names: tuple[str, ...], typed: Expr, scope: _Scope) -> dict[str, Expr]:
    """The formulas of an option's letters; none for words such as same."""
    if typed.op == "symbol" and isinstance(scope.values.get(typed.args[0]), (str, tuple)):
        return {}
    parts = typed.args if typed.op == "pair" else (typed,) * len(names)
    if len(parts) != len(names):
        return {}
    return {name: _written(part, scope) for name, part in zip(names, parts, strict=True)}


def _written(typed: Expr, scope: _Scope) -> Expr:
    """An argument as a formula over the spec's parameters; choices are decided."""
    if typed.op == "if":
        yes, condition, no = typed.args
        return _written(yes if compiled(condition)(scope.values) else no, scope)
    return typed.substitute(scope.letters)


def _size_after(measured: Measured, map: _Map, letters: Letters) -> Size:
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


def _whole(value: object) -> bool:
    return type(value) is int


def column_formula(rows: Iterable[SymbolicRow], column: str) -> Expr:
    """The formula of a column's total, its terms collected and factored."""
    return factored(sum((row.formula(column) for row in rows), start=number(0)))
