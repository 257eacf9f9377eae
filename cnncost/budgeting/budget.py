"""Budgets: whether networks cost more than they may, or more than they did, and which layers do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from cnncost.budgeting.baseline import Baseline, baseline_for, nothing_of
from cnncost.budgeting.changes import COUNTED, Changes, changes, column, layers_of
from cnncost.budgeting.limits import Limits, read_limits
from cnncost.errors import CnncostError, UsageError, shortened
from cnncost.library import Settings, Size, analyze, settings_of_each
from cnncost.report import DOCUMENTS, Report
from cnncost.spec import Spec
from cnncost.zoo import load

QUANTITIES = ("macs", "params", "flops")
MOST_COSTLY = 5


class Check(NamedTuple):
    """One quantity of a network: what was counted, what it may be, what it was before.

    ``word`` is what the convention calls it; ``allowed`` is the most that it may have grown to.
    """

    quantity: str
    word: str
    counted: int
    limit: int | None = None
    before: int | None = None
    allowed: int | None = None

    @property
    def over(self) -> int:
        """By how much it is over the budget."""
        return 0 if self.limit is None else max(0, self.counted - self.limit)

    @property
    def overgrown(self) -> int:
        """By how much it is over what it may have grown to."""
        return 0 if self.allowed is None else max(0, self.counted - self.allowed)

    @property
    def within(self) -> bool:
        return not self.over and not self.overgrown


class Verdict(NamedTuple):
    """A network held to its budget; ``changes`` are those since the baseline, if it has one."""

    spec: Spec
    report: Report
    train: bool
    checks: tuple[Check, ...]
    baseline: Baseline | None = None
    changes: Changes | None = None

    @property
    def within(self) -> bool:
        return all(check.within for check in self.checks)

    @property
    def overgrown(self) -> bool:
        """Whether it grew more than it may."""
        return any(check.overgrown for check in self.checks)


class Budget(NamedTuple):
    """The verdicts on some networks, and why others could not be counted."""

    limits: Limits
    verdicts: tuple[Verdict, ...]
    failures: tuple[CnncostError, ...] = ()

    @property
    def within(self) -> bool:
        """Whether every network was counted, and is within its budget."""
        return not self.failures and all(one.within for one in self.verdicts)

    def __rich__(self) -> Any:
        from cnncost.views.budget import budget_tables
        from cnncost.views.table import to_rich

        return to_rich(*budget_tables(self))

    def _repr_html_(self) -> str:
        from cnncost.views.budget import budget_tables
        from cnncost.views.table_html import to_html

        return to_html(*budget_tables(self))

    def __repr__(self) -> str:
        names = ", ".join(one.report.variant for one in self.verdicts)
        return f"Budget({names}: {'within' if self.within else 'over'} budget)"


def budget(
    *specs: str | Path | Spec,
    max_macs: str | int | None = None,
    max_params: str | int | None = None,
    max_flops: str | int | None = None,
    baseline: str | Path | Sequence[str | Path] = (),
    max_growth: str | int | None = None,
    input: Size | None = None,
    params: Settings | None = None,
    train: bool = False,
    convention: str | None = None,
) -> Budget:
    """Networks held to a budget, and to what ``show`` printed of them as JSON before.

    Limits are numbers, or texts such as ``'600M'``; ``max_growth`` is one such as ``'1%'``.
    Raises CnncostError for what cannot be counted, or held to anything.
    """
    given = {"macs": max_macs, "params": max_params, "flops": max_flops}
    files = [baseline] if isinstance(baseline, (str, Path)) else baseline
    limits = read_limits(given, files, max_growth)
    found = held(specs, limits, input=input, params=params, train=train, convention=convention)
    for failure in found.failures:
        raise failure
    return found


def held(
    specs: Sequence[str | Path | Spec],
    limits: Limits,
    *,
    input: Size | None = None,
    params: Settings | None = None,
    train: bool = False,
    convention: str | None = None,
) -> Budget:
    """Every spec that can be counted held to the limits, and why the others cannot be.

    Raises UsageError for what is wrong with all of them: settings, conventions, baselines.
    """
    _refuse_flops_of_others(limits, convention)
    loaded: list[Spec] = []
    failures: list[CnncostError] = []
    for spec in specs:
        try:
            loaded.append(spec if isinstance(spec, Spec) else load(spec))
        except CnncostError as error:
            failures.append(error)
    verdicts = []
    own = settings_of_each(loaded, params) if loaded else []
    for one, values in zip(loaded, own, strict=True):
        try:
            report = analyze(one, input=input, params=values, convention=convention)
        except CnncostError as error:
            failures.append(error)
        else:
            verdicts.append(judge(one, report, limits, train))
    _refuse_strangers(verdicts, limits)
    return Budget(limits, tuple(verdicts), tuple(failures))


def judge(spec: Spec, report: Report, limits: Limits, train: bool = False) -> Verdict:
    """One network held to the limits."""
    before = baseline_for(limits.baselines, report)
    wanted = [name for name in QUANTITIES if name in limits.most or (before and name in COUNTED)]
    return Verdict(
        spec,
        report,
        train,
        tuple(_check(report, name, limits, before, train) for name in wanted),
        before,
        changes(before.layers(train), layers_of(report, train)) if before else None,
    )


def costliest(verdict: Verdict, quantity: str, most: int = MOST_COSTLY) -> list[tuple[int, int]]:
    """The rows that cost most, with what they cost, most first."""
    amounts = verdict.report[column(verdict.report, quantity)].tolist()
    rows = [
        (i, amount)
        for i, amount in enumerate(amounts)
        if amount and (verdict.train or not verdict.report.aside[i])
    ]
    return sorted(rows, key=lambda pair: -pair[1])[:most]


def _check(
    report: Report, quantity: str, limits: Limits, baseline: Baseline | None, train: bool
) -> Check:
    totals = report.train_totals if train else report.totals
    before = baseline.total(quantity, train) if baseline and quantity in COUNTED else None
    allowed = None
    if before is not None and limits.growth is not None:
        allowed = int(before * (1 + limits.growth))
    counted = totals[column(report, quantity)]
    word = _word(report, quantity)
    return Check(quantity, word, counted, limits.most.get(quantity), before, allowed)


def _word(report: Report, quantity: str) -> str:
    """What the quantity is called."""
    if quantity == "flops":
        return "FLOPs"
    if quantity == "macs":
        return report.counting.macs
    return "parameters" if report.counting == DOCUMENTS else report.counting.params


def _refuse_flops_of_others(limits: Limits, convention: str | None) -> None:
    """Raises UsageError for FLOPs in another convention, which has one figure for work."""
    if "flops" in limits.most and convention not in (None, "", DOCUMENTS.name):
        raise UsageError(
            "FLOPs are 2 × our own MACs. In another convention, --max-macs is held against what "
            f"{shortened(str(convention))} counts, whatever it is called there."
        )


def _refuse_strangers(verdicts: Sequence[Verdict], limits: Limits) -> None:
    """Raises UsageError where there are baselines and none is of any of the networks."""
    if verdicts and limits.baselines and not any(one.baseline for one in verdicts):
        raise UsageError(nothing_of(limits.baselines, verdicts[0].report))
