"""What can be told of modules without walking them: circles, and sizes past all bounds."""

from __future__ import annotations

from collections.abc import Mapping

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


def refuse_bombs(modules: Mapping[str, Module], layers: Body, origin: Origin) -> None:
    """Raise FileError for modules in circles, and for modules of modules that grow too large.

    ``origin`` is the place to blame for a network with too many rows.
    """
    rows: dict[str, int] = {}
    for name in in_order_of_use(modules):
        rows[name] = fewest_rows(modules[name].body, rows)
    least = fewest_rows(layers, rows)
    if least > 10**18:
        raise origin.error(f"The network has more than {MOST_ROWS:,} rows, the most allowed.")
    if least > MOST_ROWS:
        raise origin.error(
            f"The network has at least {least:,} rows; {MOST_ROWS:,} are the most allowed."
        )


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


def fewest_rows(body: Body, of_modules: Mapping[str, int]) -> int:
    """How many rows a body makes at the least, told without walking it."""
    match body:
        case Layer():
            return 1
        case Use():
            return of_modules[body.module]
        case Choice(yes, _, no):
            return min(fewest_rows(yes, of_modules), fewest_rows(no, of_modules))
        case Repeat(times, inner):
            known = times.args[0] if times.op == "number" else 0
            return int(known) * fewest_rows(inner, of_modules)
        case _:
            return sum(fewest_rows(part, of_modules) for part in parts(body))


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
