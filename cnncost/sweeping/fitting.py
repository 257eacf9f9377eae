"""The inverse question: the values with which a network uses a budget best."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from cnncost.errors import UsageError
from cnncost.library import Settings, Size
from cnncost.spec import Spec
from cnncost.sweeping.asking import COLUMNS, Plan, check_columns, planned, run, stream
from cnncost.sweeping.sweep import Sweep

BEST = 5


class Fit(NamedTuple):
    """The best points within a budget, best first; where nothing fits, those that need least.

    ``budget`` says for each column how much there may be of it. ``goal`` is the column that was
    made as large as it can be, or with a minus as small.
    """

    sweep: Sweep
    budget: Mapping[str, int]
    goal: str
    fits: bool

    def __rich__(self) -> Any:
        from cnncost.views.sweep import fit_table
        from cnncost.views.table import to_rich

        return to_rich(fit_table(self))

    def _repr_html_(self) -> str:
        from cnncost.views.sweep import fit_table
        from cnncost.views.table_html import to_html

        return to_html(fit_table(self))


def counted_at_once(plan: Plan) -> Sweep:
    """A plan as it is run here."""
    return run(plan, stream(plan))


def fit(
    spec: str | Path | Spec,
    space: Sequence[str],
    budget: Mapping[str, int],
    *,
    goal: str = "",
    best: int = BEST,
    input: Size | None = None,
    params: Settings | None = None,
    train: bool = False,
    counted: Callable[[Plan], Sweep] = counted_at_once,
) -> Fit:
    """The points of a space within a budget that have the most of a column.

    ``goal`` is the first column of the budget if none is named; ``'-macs'`` asks for the least.
    Raises UsageError for what cannot be read.
    """
    if not budget:
        raise UsageError("A budget is missing. Try --max-macs 300M, --max-params 5M or both.")
    goal = goal or next(iter(budget))
    check_columns([goal.removeprefix("-"), *budget])
    where = [f"{name} <= {most}" for name, most in budget.items()]
    # What is kept is the least, with a minus the most: the other way round than a goal is written.
    # Of points that are equal in it, the one that leaves least of the budget comes first.
    best_by = (goal.removeprefix("-") if goal.startswith("-") else f"-{goal}",)
    rest = tuple(f"-{name}" for name in budget if name != goal.removeprefix("-"))

    def asked(where: Sequence[str], by: tuple[str, ...]) -> Plan:
        columns = dict.fromkeys((*COLUMNS, *budget))
        return planned(
            spec, space, columns=tuple(columns), where=where, top=best, by=by,
            input=input, params=params, train=train,
        )  # fmt: skip

    plan = asked(where, best_by + rest)
    found = counted(plan)
    if len(found):
        return Fit(found, budget, goal, fits=True)
    least = counted(asked((), tuple(budget)))
    none_fits = least.found._replace(fitting=0)
    choice = least.choice._replace(condition=plan.condition)
    return Fit(replace(least, found=none_fits, choice=choice), budget, goal, fits=False)
