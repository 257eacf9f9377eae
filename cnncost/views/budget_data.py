"""Budgets for other programs: JSON by the schema ``cnncost.budget/1``, and CSV."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from cnncost.budgeting.budget import Budget, Check, Verdict, costliest
from cnncost.budgeting.changes import COUNTED, Change
from cnncost.numbers import json_number
from cnncost.views.data import to_csv

COLUMNS = (
    "spec", "quantity", "counted", "budget", "over", "before", "allowed", "overgrown", "within",
)  # fmt: skip


def budget_data(budget: Budget) -> dict[str, Any]:
    """The budget by the schema ``cnncost.budget/1``; counts are integers."""
    verdicts = budget.verdicts
    growth = budget.limits.growth
    return {
        "schema": "cnncost.budget/1",
        "within": budget.within,
        "convention": verdicts[0].report.counting.text if verdicts else None,
        "train": any(one.train for one in verdicts),
        "max_growth": None if growth is None else json_number(growth),
        "specs": [_verdict_data(one) for one in verdicts],
        "failures": [str(failure) for failure in budget.failures],
    }


def _verdict_data(verdict: Verdict) -> dict[str, Any]:
    report, changes, baseline = verdict.report, verdict.changes, verdict.baseline
    return {
        "name": report.name,
        "variant": report.variant,
        "input": list(report.input),
        "params": {name: json_number(Fraction(value)) for name, value in report.params.items()},
        "within": verdict.within,
        "baseline": None if baseline is None else baseline.file,
        "checks": [_check_data(check) for check in verdict.checks],
        "costliest": [line for c in verdict.checks if c.over for line in _costly(verdict, c)],
        "changes": [_change_data(one) for one in changes.changed] if changes else None,
        "same": changes.same if changes else None,
        "renamed": changes.renamed if changes else None,
    }


def _check_data(check: Check) -> dict[str, Any]:
    return {
        "quantity": check.quantity,
        "called": check.word,
        "counted": check.counted,
        "budget": check.limit,
        "over": check.over,
        "before": check.before,
        "allowed": check.allowed,
        "overgrown": check.overgrown,
        "within": check.within,
    }


def _costly(verdict: Verdict, check: Check) -> list[dict[str, Any]]:
    names = verdict.report.names
    return [
        {"quantity": check.quantity, "path": names[row].path, "counted": amount}
        for row, amount in costliest(verdict, check.quantity)
    ]


def _change_data(change: Change) -> dict[str, Any]:
    """What a layer cost before and costs now; a path is null where there is no layer."""
    return {
        "path": change.now.path if change.now else None,
        "before": change.before.path if change.before else None,
        **{quantity: list(change.amounts(quantity)) for quantity in COUNTED},
    }


def budget_csv(budget: Budget) -> str:
    """A line for each quantity of each network."""
    lines: list[Sequence[object]] = [COLUMNS]
    for one in budget.verdicts:
        for check in one.checks:
            cells = (
                one.report.variant, check.quantity, check.counted, check.limit, check.over,
                check.before, check.allowed, check.overgrown, check.within,
            )  # fmt: skip
            lines.append(["" if cell is None else cell for cell in cells])
    return to_csv(lines)
