"""The walk: a spec's tree, followed once from input to output, becomes a Report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import lru_cache, partial
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
from cnncost.bounds import DEEPEST_PARTS, MOST_ROWS, MOST_STEPS, too_many_steps
from cnncost.chain import CONSTANTS, WORDS
from cnncost.errors import FileError, FormulaError, LayerError
from cnncost.formula import Expr, compiled
from cnncost.formula.arithmetic import LIMIT, Varying, bounded
from cnncost.formula.display import decimal
from cnncost.head import AXES, whole_size
from cnncost.kind import Kind
from cnncost.layers import KINDS
from cnncost.layout import Step, laid_out
from cnncost.measure import Measured, Shape, measure, measure_join, shown, value_of
from cnncost.naming import Building, named
from cnncost.report import Once, Report, refuse_past_the_limit
from cnncost.spec import Spec

MOST_REMEMBERED = 20_000


class Map(NamedTuple):
    """A feature map on its way through the network, and which row made it: -1 for the input."""

    shape: Shape
    source: int = -1


class Scope(NamedTuple):
    """Where the walk stands: the values in force, the part being filled, training or not."""

    values: Mapping[str, Any]
    part: Building
    train_only: bool = False


class Measures(NamedTuple):
    """What counts a layer, from its kind, its map and its arguments, and what counts a join."""

    layer: Callable[..., Measured]
    join: Callable[[Kind, Mapping[str, Shape]], Measured]


class Done(NamedTuple):
    """A module that was walked before: the rows and parts that it left, from what map to which."""

    first: int
    last: int
    parts: tuple[Building | int, ...]
    end: Map | None


def analyze_spec(spec: Spec, input: Shape | None = None, most_rows: int | None = None) -> Report:
    """The report of a network, on the input of its paper or on another one.

    ``most_rows`` is a tighter bound for networks of strangers. Raises FileError at the line of the
    layer that cannot stand, and for numbers past 10^18.
    """
    own_input = input_shape(spec)
    shape = input or own_input
    root = Building("", None)
    steps, output = walked(spec, shape, root, most_rows or MOST_ROWS)
    measured = tuple([step.measured for step in steps])
    naming = Once(partial(named, root, measured))

    def too_large(row: int, cost: int) -> FileError:
        return steps[row].origin.error(
            f"{naming().names[row].path} costs {cost:,}, more than 10^18, the most that cnncost "
            "counts to."
        )

    refuse_past_the_limit([one.ledger for one in measured], spec.origin, too_large)
    return Report(
        name=spec.name,
        variant=spec.variant,
        title=spec.title,
        paper=spec.paper,
        params=spec.params,
        own_params=spec.own_params,
        input=shape,
        own_input=own_input,
        output=output,
        measured=measured,
        aside=tuple([step.train_only for step in steps]),
        naming=naming,
        sources=tuple([step.sources for step in steps]),
        layout=partial(laid_out, naming, steps, shape),
    )


def input_shape(spec: Spec) -> Shape:
    """The input that the spec names, with its parameters put in."""
    sizes = zip(AXES, spec.input, strict=True)
    height, width, channels = (whole_size(axis, compiled(f)(spec.params)) for axis, f in sizes)
    return height, width, channels


def walked(
    spec: Spec,
    shape: Shape,
    root: Building,
    most_rows: int = MOST_ROWS,
    measures: Measures | None = None,
) -> tuple[tuple[Step, ...], Shape]:
    """The rows of a network on an input, and what it puts out; ``root`` gets its parts.

    Parameters and sizes may be numbers that vary (formula/varied.py), with ``measures`` that
    forget them afterwards.
    """
    walk = _Walk(spec, most_rows, measures or Measures(_measured_once, measure_join))
    values = {**walk.values, "cin": shape[2]}
    try:
        output = walk.body(spec.layers, Map(shape), Scope(values, root), adopt=True)
    except RecursionError:
        raise spec.origin.error("The modules call each other too deeply.") from None
    if output is None or not walk.steps:
        raise spec.origin.error("The network has no layers.")
    return tuple(walk.steps), output.shape


class _Walk:
    """One walk over a spec, and the rows found so far."""

    def __init__(self, spec: Spec, most_rows: int, measures: Measures) -> None:
        self.spec = spec
        self.measures = measures
        self.most_rows = most_rows
        self.most_steps = MOST_STEPS * most_rows // MOST_ROWS
        self.values = {**CONSTANTS, **WORDS, **spec.params}
        self.steps: list[Step] = []
        self.taken = 0
        self.done: dict[Any, Done] = {}

    def body(self, body: Body, map: Map, scope: Scope, adopt: bool = False) -> Map | None:
        """Follow a body from ``map``; None if it holds no layer at all.

        A module that is all there is in a named place adopts that name instead of adding its own.
        """
        self.taken += 1
        if self.taken > self.most_steps:
            raise self.spec.origin.error(too_many_steps(self.most_steps))
        match body:
            case Layer():
                return self.layer(body, map, scope)
            case Series(items):
                return self.series(items, map, scope, adopt and len(items) == 1)
            case Use():
                return self.use(body, map, scope, adopt)
            case Named(name, inner):
                return self.body(inner, map, self.within(scope, name), adopt=True)
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

    def within(self, scope: Scope, name: str) -> Scope:
        """The same values in force, in a part inside."""
        return Scope(scope.values, self.inner(scope.part, name), scope.train_only)

    def layer(self, layer: Layer, map: Map, scope: Scope) -> Map:
        arguments = {
            name: self.value(typed, scope, layer.origin) for name, typed in layer.arguments
        }
        measured = self._measure(layer, arguments, map, scope)
        return self.add(measured, (map.source,), scope, layer.origin)

    def _measure(self, layer: Layer, arguments: dict[str, Any], map: Map, scope: Scope) -> Measured:
        try:
            names, given = tuple(arguments), arguments.values()
            return self.measures.layer(layer.kind.name, map.shape, names, _types(given), *given)
        except LayerError as error:
            typed = dict(layer.arguments).get(error.option)
            origin = (
                layer.origin._replace(span=typed.span) if typed and typed.span else layer.origin
            )
            raise origin.error(error.message, _where(scope, map.shape)) from None

    def add(
        self, measured: Measured, sources: tuple[int, ...], scope: Scope, origin: Origin
    ) -> Map:
        row = len(self.steps)
        if row >= self.most_rows:
            raise self._too_many(origin)
        scope.part.put(row)
        self.steps.append(Step(measured, scope.train_only, sources, origin))
        return Map(measured.output, row)

    def _too_many(self, origin: Origin) -> FileError:
        return origin.error(f"The network has more than {self.most_rows:,} rows, the most allowed.")

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
        if isinstance(count, Varying):
            count = count.settled()
        if type(count) is Fraction and count.denominator == 1:
            count = int(count)
        if type(count) is not int or count < 0:
            raise repeat.origin.error(
                f"A count must be a whole number from 0 up, not {_said(count)}."
            )
        here, found = map, False
        for done in range(1, count + 1):
            before = len(self.steps)
            after = self.body(repeat.body, here, scope)
            added = len(self.steps) - before
            if len(self.steps) + added * (count - done) > self.most_rows and (
                after is None or after.shape == here.shape  # so is every next time
            ):
                raise self._too_many(repeat.origin)
            if after is not None:
                here, found = after, True
        return here if found else None

    def use(self, use: Use, map: Map, scope: Scope, adopt: bool) -> Map | None:
        module = self.spec.modules[use.module]
        part = scope.part if adopt else self.inner(scope.part, use.module)
        given = {name: self.value(f, scope, use.origin) for name, f in use.arguments}
        kinds = _types(given.values())  # yes is not 1, in pairs neither
        key = (use.module, map.shape, scope.train_only, *given.items(), *kinds)
        if key in self.done:
            return self.again(self.done[key], map, part, use.origin)
        values = {**self.values, "cin": map.shape[2]}
        for name, default in module.parameters:
            if name in given:
                values[name] = given[name]
            elif default is not None:
                inside = Scope(values, part, scope.train_only)
                values[name] = self.value(default, inside, module.origin)
        first, before = len(self.steps), len(part.children)
        end = self.body(module.body, map, Scope(values, part, scope.train_only), adopt=True)
        self.done[key] = Done(first, len(self.steps), tuple(part.children[before:]), end)
        return end

    def again(self, done: Done, map: Map, part: Building, origin: Origin) -> Map | None:
        """A module once more, with the same arguments on a map of the same shape."""
        ahead = len(self.steps) - done.first
        if done.last + ahead > self.most_rows:
            raise self._too_many(origin)
        for measured, train_only, sources, place in self.steps[done.first : done.last]:
            moved = tuple([s + ahead if s >= done.first else map.source for s in sources])
            self.steps.append(Step(measured, train_only, moved, place))
        self.copy(done.parts, part, ahead)
        if done.end is None or done.end.source < done.first:
            return done.end and map
        return Map(done.end.shape, done.end.source + ahead)

    def copy(self, parts: Iterable[Building | int], into: Building, ahead: int) -> None:
        """Parts and numbers of rows, ``ahead`` of those that they are copied from."""
        for part in parts:
            if isinstance(part, int):
                into.put(part + ahead)
                continue
            self.taken += 1
            if self.taken > self.most_steps:
                raise self.spec.origin.error(too_many_steps(self.most_steps))
            self.copy(part.children, self.inner(into, part.name), ahead)

    def join(self, join: Join, map: Map, scope: Scope) -> Map | None:
        ends: dict[str, Map] = {}
        for name, inner in join.branches:
            end = self.body(inner, map, self.within(scope, name), adopt=True)
            if end is not None:
                ends[name] = end
        if len(ends) < 2:
            return next(iter(ends.values()), None)
        try:
            shapes = {name: end.shape for name, end in ends.items()}
            measured = self.measures.join(join.kind, shapes)
        except LayerError as error:
            raise join.origin.error(error.message, _where(scope, map.shape)) from None
        return self.add(measured, tuple([end.source for end in ends.values()]), scope, join.origin)

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
        if formula.op == "number":  # by far the commonest; its digits were bounded when it was read
            return formula.args[0]
        try:
            value = value_of(formula, scope.values)
            if type(value) is int and -LIMIT <= value <= LIMIT:
                return value
            for part in value if type(value) is tuple else (value,):
                if type(part) is not str:
                    bounded(part, LIMIT)
            return value
        except FormulaError as error:
            raise origin._replace(span=error.span or origin.span).error(
                error.message, _where(scope)
            ) from None


def measured_once(
    kind: str, shape: Shape, names: tuple[str, ...], types: tuple[Any, ...], *values: Any
) -> Measured:
    """A layer on a map: networks are made of few different ones, and families share them."""
    return measure(KINDS[kind], dict(zip(names, values, strict=True)), shape)


_measured_once = lru_cache(maxsize=MOST_REMEMBERED)(measured_once)


def _types(values: Iterable[Any]) -> tuple[Any, ...]:
    """What tells arguments apart that are equal: yes from 1, and (yes, 3) from (1, 3)."""
    return tuple([tuple(map(type, v)) if type(v) is tuple else type(v) for v in values])


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
