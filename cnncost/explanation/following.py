"""The walk once more, with what was typed: every row with the formulas that it was told.

The numbers decide (which branch, how many repeats); the formulas stay as they stand in the spec,
each with the place where it stands, so that its letters can be read there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
from cnncost.formula import Expr, number, symbol
from cnncost.layers import KINDS
from cnncost.measure import Measured, Shape, measure, measure_join, value_of
from cnncost.spec import Spec

Size = tuple[Expr, Expr, Expr]


class Typed(NamedTuple):
    """A formula as it was typed, and where; without a scope its letters stand for themselves."""

    formula: Expr
    scope: Scope | None = None


class Guard(NamedTuple):
    """What decided that a row is there: a condition or a count, and how it came out."""

    asked: Typed
    came: bool | int


class Scope(NamedTuple):
    """The values in force, the formulas that they come from, and what led here."""

    values: Mapping[str, Any]
    letters: Mapping[str, Typed]
    guards: tuple[Guard, ...] = ()


class Map(NamedTuple):
    """A feature map on its way, its size in letters, and which row made it: -1 for the input."""

    shape: Shape
    size: Size
    source: int = -1


class Followed(NamedTuple):
    """A row: what it is, the maps that enter it by the names of their branches, what it was told.

    A layer has one map, without a name.
    """

    body: Layer | Join
    measured: Measured
    ends: Mapping[str, Map]
    told: Mapping[str, Typed]
    guards: tuple[Guard, ...]


# How large a row's output is in letters, by the row's number; behind it others may name it.
Sizes = Callable[[int, Followed], Size]


def follow(spec: Spec, sizes: Sizes) -> tuple[tuple[Followed, ...], int]:
    """Every row of a network that can be counted, in the order of its report, and which is last.

    The last is the one whose output is the network's.
    """
    walk = _Walk(spec, sizes)
    start = Map(input_shape(spec), spec.input)
    end = walk.body(spec.layers, start, walk.outermost(start, ()))
    walk.settle()
    return tuple(walk.rows), end.source if end else -1


class _Walk:
    """One walk over a spec: the rows found so far, and what was decided since the last of them."""

    def __init__(self, spec: Spec, sizes: Sizes) -> None:
        self.spec = spec
        self.sizes = sizes
        self.rows: list[Followed] = []
        self.pending: list[Guard] = []

    def outermost(self, map: Map, guards: tuple[Guard, ...]) -> Scope:
        """What every body may name: parameters, words, and the channels that enter."""
        values = {**CONSTANTS, **WORDS, **self.spec.params, "cin": map.shape[2]}
        letters = {name: Typed(number(int(value))) for name, value in CONSTANTS.items()}
        letters |= {name: Typed(Expr("text", word)) for name, word in WORDS.items()}
        letters |= {name: Typed(symbol(name)) for name in self.spec.params}
        return Scope(values, {**letters, "cin": Typed(map.size[2])}, guards)

    def body(self, body: Body, map: Map, scope: Scope) -> Map | None:
        """Follow a body from ``map``; None if it holds no layer at all."""
        match body:
            case Layer():
                return self.layer(body, map, scope)
            case Series(items):
                return self.series(items, map, scope)
            case Repeat(times, inner):
                count = int(value_of(times, scope.values))
                copies = Series((inner,) * count)
                return self.decided(Guard(Typed(times, scope), count), copies, map, scope)
            case Use():
                return self.use(body, map, scope)
            case Named(_, inner):
                return self.body(inner, map, scope)
            case Choice(yes, condition, no):
                came = bool(value_of(condition, scope.values))
                guard = Guard(Typed(condition, scope), came)
                return self.decided(guard, yes if came else no, map, scope)
            case Join():
                return self.join(body, map, scope)
            case Aux(branches):
                for _, inner in branches:
                    self.body(inner, map, scope)
                return map
            case Identity():
                return map
            case Nothing():
                return None

    def decided(self, guard: Guard, chosen: Body, map: Map, scope: Scope) -> Map | None:
        """Follow what was chosen. If there is no row in it, the next row shows the choice."""
        before = len(self.rows)
        inside = scope._replace(guards=(*scope.guards, guard))
        end = self.body(chosen, map, inside)
        if len(self.rows) == before:
            self.pending.append(guard)
        return end

    def series(self, items: tuple[Body, ...], map: Map, scope: Scope) -> Map | None:
        here, found = map, False
        for item in items:
            after = self.body(item, here, scope)
            if after is not None:
                here, found = after, True
        return here if found else None

    def use(self, use: Use, map: Map, scope: Scope) -> Map | None:
        module = self.spec.modules[use.module]
        given, inner = dict(use.arguments), self.outermost(map, scope.guards)
        for name, default in module.parameters:
            typed, at = (given[name], scope) if name in given else (default, inner)
            if typed is not None:
                values = {**inner.values, name: value_of(typed, at.values)}
                inner = Scope(values, {**inner.letters, name: Typed(typed, at)}, inner.guards)
        return self.body(module.body, map, inner)

    def layer(self, layer: Layer, map: Map, scope: Scope) -> Map:
        arguments = {name: value_of(typed, scope.values) for name, typed in layer.arguments}
        measured = measure(KINDS[layer.kind.name], arguments, map.shape)
        told = {name: Typed(typed, scope) for name, typed in layer.arguments}
        return self.add(Followed(layer, measured, {"": map}, told, scope.guards))

    def join(self, join: Join, map: Map, scope: Scope) -> Map | None:
        ends = {name: self.body(inner, map, scope) for name, inner in join.branches}
        found = {name: end for name, end in ends.items() if end is not None}
        if len(found) < 2:
            return next(iter(found.values()), None)
        measured = measure_join(join.kind, {name: end.shape for name, end in found.items()})
        return self.add(Followed(join, measured, found, {}, scope.guards))

    def add(self, row: Followed) -> Map:
        self.rows.append(row)
        self.settle()
        at = len(self.rows) - 1
        return Map(row.measured.output, self.sizes(at, self.rows[at]), at)

    def settle(self) -> None:
        """Give the last row what was decided before it and left no row of its own."""
        if self.rows:
            last = self.rows[-1]
            self.rows[-1] = last._replace(guards=(*last.guards, *self.pending))
            self.pending = []
