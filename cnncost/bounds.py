"""What can be told of modules without walking them: circles, and sizes past all bounds."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cnncost.body import (
    Body,
    Choice,
    Identity,
    Layer,
    Module,
    Nothing,
    Origin,
    Repeat,
    Series,
    Use,
)

MOST_ROWS = 100_000
MOST_STEPS = 300_000
DEEPEST_PARTS = 64


def too_many_steps(most: int = MOST_STEPS) -> str:
    """What is said of a network that takes too long to follow."""
    return f"The network takes more than {most:,} steps to follow, the most allowed."


def refuse_bombs(modules: Mapping[str, Module], layers: Body, origin: Origin) -> None:
    """Raise FileError for modules in circles, and for modules of modules that grow too large.

    ``origin`` is the place to blame for a network with too many rows.
    """
    order = in_order_of_use(modules)
    rows = _least(_row, modules, order, layers)
    if rows > 10**18:
        raise origin.error(f"The network has more than {MOST_ROWS:,} rows, the most allowed.")
    if rows > MOST_ROWS:
        raise origin.error(
            f"The network has at least {rows:,} rows; {MOST_ROWS:,} are the most allowed."
        )
    if _least(_step, modules, order, layers) > MOST_STEPS:
        raise origin.error(too_many_steps())


def _row(body: Body) -> int:
    return 1 if isinstance(body, Layer) else 0


def _step(body: Body) -> int:
    return 1


def _least(
    own: Callable[[Body], int], modules: Mapping[str, Module], order: list[str], layers: Body
) -> int:
    """How often a walk comes across what ``own`` counts at the least, told without walking."""
    known: dict[str, int] = {}
    for name in order:
        known[name] = _least_in(own, modules[name].body, known)
    return _least_in(own, layers, known)


def _least_in(own: Callable[[Body], int], body: Body, known: Mapping[str, int]) -> int:
    match body:
        case Use():
            inside = known[body.module]
        case Choice(yes, _, no):
            inside = min(_least_in(own, yes, known), _least_in(own, no, known))
        case Repeat(times, inner):
            count = times.args[0] if times.op == "number" else 0
            inside = int(count) * _least_in(own, inner, known)
        case _:
            inside = sum(_least_in(own, part, known) for part in parts(body))
    return own(body) + inside


def in_order_of_use(modules: Mapping[str, Module]) -> list[str]:
    """The modules' names, each after those that it calls.

    Raises FileError for a module that comes to call itself.
    """
    finished: dict[str, None] = {}

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            circle = " -> ".join([*path[path.index(name) :], name])
            raise modules[name].origin.error(f"This module calls itself: {circle}.")
        if name not in finished:
            for used in sorted(uses(modules[name].body)):
                visit(used, (*path, name))
            finished[name] = None

    for name in modules:
        visit(name, ())
    return list(finished)


def uses(body: Body) -> set[str]:
    """The modules that a body calls."""
    if isinstance(body, Use):
        return {body.module}
    return {name for part in parts(body) for name in uses(part)}


def parts(body: Body) -> tuple[Body, ...]:
    """The bodies directly inside a body."""
    match body:
        case Series(items):
            return items
        case Choice(yes, _, no):
            return (yes, no)
        case Layer() | Use() | Identity() | Nothing():
            return ()
        case _:
            branches = getattr(body, "branches", None)
            return tuple(b for _, b in branches) if branches is not None else (body.body,)  # type: ignore[union-attr]
