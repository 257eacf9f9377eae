"""The walk: a spec's tree, followed once from input to output, becomes a Report."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from cnncost.body import (
    Aux,
    Body,
    Choice,
    Identity,
    Join,
    Layer,
    Named,
    Nothing,
    Origin,
    Repeat,
    Series,
    Use,
)
from cnncost.bounds import DEEPEST_PARTS, MOST_ROWS, MOST_STEPS, TOO_MANY_STEPS
from cnncost.chain import CONSTANTS, WORDS
from cnncost.errors import FileError, FormulaError, LayerError
from cnncost.field import POINT, Field, through_upsampling, through_window, union
from cnncost.formula import Expr, compiled
from cnncost.formula.arithmetic import LIMIT, bounded
from cnncost.formula.display import decimal
from cnncost.head import AXES, whole_size
from cnncost.layers import KINDS
from cnncost.measure import Measured, Shape, measure, measure_join, shown, value_of
from cnncost.naming import Building, Name, named
from cnncost.report import Report, Row, columns_of
from cnncost.spec import Spec

MOST_REMEMBERED = 20_000


class Map(NamedTuple):
    """A feature map on its way through the network, and what it has seen."""

    shape: Shape
    down: Field = POINT
    across: Field = POINT
    depth: int = 0


class Scope(NamedTuple):
    """Where the walk stands: the values in force, the part being filled, training or not."""

    values: Mapping[str, Any]
    part: Building
    train_only: bool = False


class Step(NamedTuple):
    """A row before its name is known."""

    measured: Measured
    train_only: bool
    map: Map
    origin: Origin


def analyze_spec(spec: Spec, input: Shape | None = None) -> Report:
    """The report of a network, on the input of its paper or on another one.

    Raises FileError at the line of the layer that cannot stand, and CnncostError past 10^18.
    """
    own_input = input_shape(spec)
    shape = input or own_input
    walk = _Walk(spec)
    root = Building("", None)
    values = {**walk.values, "cin": shape[2]}
    try:
        output = walk.body(spec.layers, Map(shape), Scope(values, root), adopt=True)
    except RecursionError:
        raise spec.origin.error("The modules call each other too deeply.") from None
    if output is None or not walk.steps:
        raise spec.origin.error("The network has no layers.")
    tree, names = named(root, [step.measured for step in walk.steps])
    rows = tuple(_row(step, names[i], shape) for i, step in enumerate(walk.steps))
    return Report(
        name=spec.name,
        variant=spec.variant,
        title=spec.title,
        paper=spec.paper,
        params=spec.params,
        input=shape,
        own_input=own_input,
        output=output.shape,
        rows=rows,
        columns=columns_of(rows, spec.origin),
        tree=tree,
    )


def input_shape(spec: Spec) -> Shape:
    """The input that the spec names, with its parameters put in."""
    sizes = zip(AXES, spec.input, strict=True)
    height, width, channels = (whole_size(axis, compiled(f)(spec.params)) for axis, f in sizes)
    return height, width, channels


class _Walk:
    """One walk over a spec, and the rows found so far."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.values = {**CONSTANTS, **WORDS, **spec.params}
        self.steps: list[Step] = []
        self.taken = 0

    def body(self, body: Body, map: Map, scope: Scope, adopt: bool = False) -> Map | None:
        """Follow a body from ``map``; None if it holds no layer at all.

        A module that is all there is in a named place adopts that name instead of adding its own.
        """
        self.taken += 1
        if self.taken > MOST_STEPS:
            raise self.spec.origin.error(TOO_MANY_STEPS)
        match body:
            case Layer():
                return self.layer(body, map, scope)
            case Series(items):
                return self.series(items, map, scope, adopt and len(items) == 1)
            case Use():
                return self.use(body, map, scope, adopt)
            case Named(name, inner):
                inside = scope._replace(part=self.inner(scope.part, name))
                return self.body(inner, map, inside, adopt=True)
            case Choice(yes, condition, no, origin):
                chosen = yes if self.decided(condition, scope, origin) else no
                return self.body(chosen, map, scope, adopt)
            case Repeat():
                return self.repeat(body, map, scope)
            case Join():
                return self.join(body, map, scope)
            case Aux(branches):
                for name, inner in branches:
                    part = self.inner(scope.part, name)
                    self.body(inner, map, Scope(scope.values, part, True), adopt=True)
                return map
            case Identity():
                return map
            case Nothing():
                return None

    def inner(self, part: Building, name: str) -> Building:
        """A part inside a part, if they do not nest too deep."""
        if part.depth >= DEEPEST_PARTS:
            raise self.spec.origin.error(f"Parts are nested more than {DEEPEST_PARTS} deep.")
        return part.inner(name)

    def layer(self, layer: Layer, map: Map, scope: Scope) -> Map:
        arguments = {
            name: self.value(typed, scope, layer.origin) for name, typed in layer.arguments
        }
        measured = self._measure(layer, arguments, map, scope)
        try:
            after = _moved(map, measured)
        except LayerError as error:
            raise layer.origin.error(error.message, _where(scope, map.shape)) from None
        return self.add(measured, after, scope, layer.origin)

    def _measure(self, layer: Layer, arguments: dict[str, Any], map: Map, scope: Scope) -> Measured:
        try:
            return _measured_once(layer.kind.name, map.shape, tuple(arguments), *arguments.values())
        except LayerError as error:
            typed = dict(layer.arguments).get(error.option)
            origin = (
                layer.origin._replace(span=typed.span) if typed and typed.span else layer.origin
            )
            raise origin.error(error.message, _where(scope, map.shape)) from None

    def add(self, measured: Measured, map: Map, scope: Scope, origin: Origin) -> Map:
        if len(self.steps) >= MOST_ROWS:
            raise self._too_many(origin)
        scope.part.children.append(len(self.steps))
        self.steps.append(Step(measured, scope.train_only, map, origin))
        return map

    def _too_many(self, origin: Origin) -> FileError:
        return origin.error(f"The network has more than {MOST_ROWS:,} rows, the most allowed.")

    def series(
        self, items: tuple[Body, ...], map: Map, scope: Scope, adopt: bool = False
    ) -> Map | None:
        here, found = map, False
        for item in items:
            after = self.body(item, here, scope, adopt)
            if after is not None:
                here, found = after, True
        return here if found else None

    def repeat(self, repeat: Repeat, map: Map, scope: Scope) -> Map | None:
        count = self.value(repeat.times, scope, repeat.origin)
        if type(count) is Fraction and count.denominator == 1:
            count = int(count)
        if type(count) is not int or count < 0:
            raise repeat.origin.error(
                f"A count must be a whole number from 0 up, not {_said(count)}."
            )
        here: Map | None = None
        for done in range(count):
            before = len(self.steps)
            here = self.body(repeat.body, here or map, scope)
            added = len(self.steps) - before
            if len(self.steps) + added * (count - done - 1) > MOST_ROWS:
                raise self._too_many(repeat.origin)
        return here

    def use(self, use: Use, map: Map, scope: Scope, adopt: bool) -> Map | None:
        module = self.spec.modules[use.module]
        part = scope.part if adopt else self.inner(scope.part, use.module)
        given = {name: self.value(f, scope, use.origin) for name, f in use.arguments}
        values = {**self.values, "cin": map.shape[2]}
        for name, default in module.parameters:
            if name in given:
                values[name] = given[name]
            elif default is not None:
                inside = Scope(values, part, scope.train_only)
                values[name] = self.value(default, inside, module.origin)
        return self.body(module.body, map, Scope(values, part, scope.train_only), adopt=True)

    def join(self, join: Join, map: Map, scope: Scope) -> Map | None:
        ends: dict[str, Map] = {}
        for name, inner in join.branches:
            inside = scope._replace(part=self.inner(scope.part, name))
            end = self.body(inner, map, inside, adopt=True)
            if end is not None:
                ends[name] = end
        if len(ends) < 2:
            return next(iter(ends.values()), None)
        try:
            measured = measure_join(join.kind, {name: end.shape for name, end in ends.items()})
        except LayerError as error:
            raise join.origin.error(error.message, _where(scope, map.shape)) from None
        return self.add(measured, _met(list(ends.values()), measured), scope, join.origin)

    def decided(self, condition: Expr, scope: Scope, origin: Origin) -> bool:
        """Whether a condition holds."""
        value = self.value(condition, scope, origin)
        if isinstance(value, (tuple, str)):
            at = origin._replace(span=condition.span or origin.span)
            raise at.error(
                f"A condition is a number or a comparison, not {_said(value)}.", _where(scope)
            )
        return bool(value)

    def value(self, formula: Expr, scope: Scope, origin: Origin) -> Any:
        """A formula's value here; an error points at the part of the line to blame."""
        try:
            value = value_of(formula, scope.values)
            for part in value if type(value) is tuple else (value,):
                if type(part) is not str:
                    bounded(part, LIMIT)
            return value
        except FormulaError as error:
            raise origin._replace(span=error.span or origin.span).error(
                error.message, _where(scope)
            ) from None


@lru_cache(maxsize=MOST_REMEMBERED, typed=True)  # typed: yes is not 1
def _measured_once(kind: str, shape: Shape, names: tuple[str, ...], *values: Any) -> Measured:
    """A layer on a map: networks are made of few different ones, and families share them."""
    return measure(KINDS[kind], dict(zip(names, values, strict=True)), shape)


def _said(value: Any) -> str:
    """A value of an argument in words."""
    if isinstance(value, tuple):
        return "a pair"
    if isinstance(value, (str, bool)):
        return f"the word {value}" if isinstance(value, str) else "yes or no"
    return decimal(value)


def _where(scope: Scope, shape: Shape | None = None) -> str:
    """``in 4a/3x3, on 14×14×96``: where in the network, and on what map."""
    path = scope.part.path()
    place = f"in {path}" if path else ""
    return ", ".join(filter(None, (place, f"on {shown(shape)}" if shape else "")))


def _moved(map: Map, measured: Measured) -> Map:
    """The map after a layer, with what it now has seen."""
    kind = measured.kind
    depth = map.depth + (1 if kind.names else 0)
    (k_h, k_w), (s_h, s_w) = measured.kernel, measured.stride
    if k_h == k_w == s_h == s_w == 1:
        return Map(measured.output, map.down, map.across, depth)
    d_h, d_w = measured.pair("D", 1)
    top, _, left, _ = measured.padding
    move = through_upsampling if kind.upsamples else through_window
    return Map(
        measured.output,
        move(map.down, k_h, s_h, d_h, top),
        move(map.across, k_w, s_w, d_w, left),
        depth,
    )


def _met(ends: list[Map], measured: Measured) -> Map:
    """The map after a join. Where a 1×1 gate meets a map, the map's stride stays in force."""
    sizes = [end.shape[0] * end.shape[1] for end in ends]
    main = sizes.index(max(sizes))
    return Map(
        measured.output,
        union([end.down for end in ends], main),
        union([end.across for end in ends], main),
        max(end.depth for end in ends),
    )


def _row(step: Step, name: Name, input: Shape) -> Row:
    down, across = step.map.down, step.map.across
    return Row(
        path=name.path,
        stage=name.stage,
        part=name.part,
        measured=step.measured,
        train_only=step.train_only,
        receptive_field=(
            input[0] if down.whole else down.size,
            input[1] if across.whole else across.size,
        ),
        effective_stride=(down.stride, across.stride),
        depth=step.map.depth,
        origin=step.origin,
    )
