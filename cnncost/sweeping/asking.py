"""What can be asked of a sweep: which points, what of them, and which of them to keep."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from cnncost.errors import (
    FormulaError,
    UsageError,
    did_you_mean,
    shortened,
)
from cnncost.formula import LIMIT, Expr
from cnncost.kind import LEDGER
from cnncost.library import Settings, Size, exact, resized
from cnncost.spec import Spec
from cnncost.sweeping.counting import Asked
from cnncost.sweeping.published import ACCURACY, measured_only, published, with_accuracy
from cnncost.sweeping.reading import drawn, read_condition, read_space, sides_set
from cnncost.sweeping.selection import MOST, Choose, collected, everything, pareto, top
from cnncost.sweeping.space import INPUT, Block, Space, blocks
from cnncost.sweeping.sweep import Choice, Piece, Sweep, Work, piece
from cnncost.zoo import load

COLUMNS = ("params", "macs")
COSTS = ("macs",)
COUNTED = (*LEDGER, "params", "flops")
Divide = Callable[[Space], Iterator[Block]]


class Plan(NamedTuple):
    """A sweep before it is run: what is counted where, the condition, what is chosen.

    ``choose`` is None where every point is kept; ``accuracies`` are those published, by point.
    """

    asked: Asked
    condition: Expr | None
    choose: Choose | None
    accuracies: Mapping[int, int]
    source: str
    measured_only: bool
    choice: Choice = Choice()


def sweep(
    spec: str | Path | Spec,
    space: Mapping[str, object],
    *,
    columns: Sequence[str] = COLUMNS,
    where: str | Sequence[str] | None = None,
    pareto: Sequence[str] = (),
    top: int | None = None,
    by: str | Sequence[str] | None = None,
    random: int | None = None,
    seed: int | None = None,
    input: Size | None = None,
    params: Settings | None = None,
    train: bool = False,
    work: Work = map,
) -> Sweep:
    """A network counted at all combinations of some values of its parameters and its input.

    ``space`` gives each name its values: a list, or text such as ``'0.25:1.4:0.05'`` and
    ``'1,2,4'``. ``where`` is a condition such as ``'macs <= 300M and params <= 3.5M'``, or several.
    Of the points that meet it are kept all, the ``top`` ones ``by`` a column, which is MACs if none
    is named, or those that no other beats in all columns of ``pareto``; ``'-params'`` means the
    more the better. ``random`` looks at so many points only. Raises UsageError for what cannot be
    read.
    """
    plan = planned(
        spec, texts(space), columns=columns, where=_several(where), pareto=pareto, top=top,
        by=_several(by), random=random, seed=seed, input=input,
        params=params, train=train,
    )  # fmt: skip
    return run(plan, stream(plan, work))


def planned(
    spec: str | Path | Spec,
    space: Sequence[str],
    *,
    columns: Sequence[str] = COLUMNS,
    where: Sequence[str] = (),
    pareto: Sequence[str] = (),
    top: int | None = None,
    by: Sequence[str] = (),
    random: int | None = None,
    seed: int | None = None,
    input: Size | None = None,
    params: Settings | None = None,
    train: bool = False,
) -> Plan:
    """The same, read and checked but not yet counted; ``space`` as it is typed: NAME=VALUES."""
    found = spec if isinstance(spec, Spec) else load(spec)
    if params:
        found = found.with_params({name: exact(value) for name, value in params.items()})
    points = _points(found, space, random, seed)
    _refuse_twice(found, points, params or {}, resized=bool(input))
    found = resized(found, input)
    wanted = _wanted(pareto, top, by)
    names = [*columns, *(name.removeprefix(MOST) for name in wanted)]
    check_columns(names)
    condition = _condition(where, (*COUNTED, *_numbers(points)))
    used = sorted(condition.symbols() & set(COUNTED)) if condition is not None else ()
    counted = dict.fromkeys(name for name in (*names, *used) if name != ACCURACY)
    _refuse_two_meanings(points, counted)
    asked = Asked(found, points, tuple(counted) or COSTS, train)  # what can be has a count
    title, accuracies = _accuracies(asked) if ACCURACY in names else ("", {})
    return Plan(
        asked,
        condition,
        _choice(wanted, top),
        accuracies,
        title,
        any(name.removeprefix(MOST) == ACCURACY for name in wanted),
        Choice(condition, tuple(wanted), top, title),
    )


def _several(given: str | Sequence[str] | None) -> Sequence[str]:
    return (given,) if isinstance(given, str) else given or ()


def _points(spec: Spec, space: Sequence[str], random: int | None, seed: int | None) -> Space:
    """The points to look at: all of a space, or some drawn from it."""
    points = read_space(spec, space)
    if random is not None:
        points = drawn(points, random, seed or 0)
    elif seed is not None:
        raise UsageError("--seed chooses which points are drawn: --random 100000.")
    _refuse_too_many(points)
    return points


def _refuse_twice(spec: Spec, points: Space, params: Settings, resized: bool) -> None:
    """Raise UsageError for what is given one value and varied too."""
    for name in points.names:
        if name in params:
            raise UsageError(f"{name} is given, and varied too. Leave one of the two out.")
        if resized and sides_set(spec, name):
            raise UsageError(f"The input is given, and {name} varies it. Leave one of them out.")


def _wanted(pareto: Sequence[str], top: int | None, by: Sequence[str]) -> tuple[str, ...]:
    """The columns by which points are kept."""
    if pareto and top is not None:
        raise UsageError("Either the first few are kept or those that nothing beats, not both.")
    if by and top is None:
        raise UsageError("--by needs to know how many points are kept: --top 10.")
    return tuple(pareto) if top is None else tuple(by or COSTS)


def _accuracies(asked: Asked) -> tuple[str, Mapping[int, int]]:
    """Who published accuracies at some of the points, and these."""
    known = published(asked)
    if known is None:
        raise UsageError(f"No accuracy of {asked.spec.variant} is known at any of these points.")
    source, accuracies = known
    return source.title, accuracies


def _refuse_too_many(space: Space) -> None:
    if space.size > LIMIT:
        raise UsageError(
            f"These are {space.size:,} points; the limit is 10^18. Draw some with --random 100000."
        )


def _numbers(space: Space) -> list[str]:
    """What of a space's names a condition may speak of: a shape is no number."""
    return [name for name in space.names if name != INPUT]


def _refuse_two_meanings(space: Space, counted: Collection[str]) -> None:
    for name in space.names:
        if name in counted:
            raise UsageError(
                f"{name} is varied here and counted too. Count other columns: --columns "
                "weights,flops."
            )


def _condition(where: Sequence[str], names: Collection[str]) -> Expr | None:
    """All of some conditions as one; None if there is none."""
    found: Expr | None = None
    for typed in where:
        condition = read_condition(typed, names)
        found = condition if found is None else Expr("and", found, condition)
    return found


def texts(space: Mapping[str, object]) -> list[str]:
    """A space as it would be typed."""
    found = []
    for name, values in space.items():
        if isinstance(values, str) or not isinstance(values, Iterable):
            found.append(f"{name}={values}")
        else:
            found.append(f"{name}={','.join(map(_typed, values))}")
    return found


def _typed(value: object) -> str:
    return "x".join(map(str, value)) if isinstance(value, tuple) else str(value)


def check_columns(names: Iterable[str]) -> None:
    """Raise UsageError for a column that cannot be counted."""
    for name in names:
        if name not in (*COUNTED, ACCURACY):
            hint = (
                did_you_mean(name.lower(), (*COUNTED, ACCURACY)) or f" Known: {', '.join(COUNTED)}."
            )
            raise UsageError(f"There is no column '{shortened(name)}'.{hint}")


def _choice(wanted: Sequence[str], number: int | None) -> Choose | None:
    """What is kept, by columns: the more the better with a minus, and of accuracy always."""
    by = [MOST + ACCURACY if name == ACCURACY else name for name in wanted]
    if number is not None:
        return top(number, by)
    return pareto(by) if by else None


def stream(plan: Plan, work: Work = map, divided: Divide = blocks) -> Iterator[Piece]:
    """The pieces of a sweep in order; each is already thinned out where few points are kept."""
    return work(partial(counted, plan), divided(plan.asked.space))


def counted(plan: Plan, block: Block) -> Piece:
    """One block of a plan. Raises UsageError for a condition without a value."""
    try:
        found = piece(plan.asked, plan.condition, block)
    except FormulaError as error:
        raise UsageError(f"The condition has no value at a point: {error.message}") from None
    if plan.source:
        found = with_accuracy(found, plan.accuracies)
    if plan.measured_only:
        found = measured_only(found)
    return plan.choose(found) if plan.choose else found


def run(plan: Plan, pieces: Iterable[Piece]) -> Sweep:
    """What a plan keeps of its pieces."""
    found = collected(pieces, plan.choose) if plan.choose else everything(pieces)
    return Sweep(plan.asked, found, plan.choice)
