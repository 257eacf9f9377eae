"""What is said below the tables of budgets: what is exceeded, and how it was counted."""

from __future__ import annotations

from collections.abc import Iterator

from cnncost.attribution import variant_note
from cnncost.budgeting.baseline import nothing_of
from cnncost.budgeting.budget import Budget, Verdict
from cnncost.errors import listed, shortened
from cnncost.numbers import count, setting, several, shape
from cnncost.report import DOCUMENTS

MOST_NOTES = 8


def notes(budget: Budget) -> Iterator[str]:
    """What is exceeded, what has to be known to compare, and the convention."""
    yield from failed(budget) or (("within budget",) if budget.limits.bounds else ())
    for verdict in budget.verdicts:
        yield from _baseline_notes(budget, verdict)
    if budget.verdicts:
        yield from _convention_notes(budget)
    about = dict.fromkeys(variant_note(one.report) for one in budget.verdicts)
    yield from list(about)[:MOST_NOTES]
    if len(about) > MOST_NOTES:
        yield f"and {several(len(about) - MOST_NOTES, 'network')} more"


def _baseline_notes(budget: Budget, verdict: Verdict) -> Iterator[str]:
    """What has to be known to compare a network with its baseline."""
    report, found, changed = verdict.report, verdict.baseline, verdict.changes
    if found is None or changed is None:
        if budget.limits.baselines:
            yield f"{nothing_of(budget.limits.baselines, report)} Its growth is not known."
        return
    of = f"{report.variant}: " if len(budget.verdicts) > 1 else ""
    yield from (f"{of}{difference}" for difference in differences(verdict))
    names = f", {count(changed.renamed)} by another name" if changed.renamed else ""
    stayed = f"{changed.same or 'no'} layer costs what it did"
    if changed.same > 1:
        stayed = f"{several(changed.same, 'layer')} cost what they did"
    yield f"{of}{stayed}{names}"


def differences(verdict: Verdict) -> Iterator[str]:
    """Another input and other parameters than the baseline has, which may be why it grew."""
    report, found = verdict.report, verdict.baseline
    if found is None:
        return
    if found.input != report.input:
        yield f"the input is {shape(report.input)}, and {shape(found.input)} in the baseline"
    for name, value in report.params.items():
        before = found.params.get(name)
        if before is not None and float(before) != float(value):
            before_that = shortened(setting(before), 20)
            yield f"{name} is {setting(value)}, and {before_that} in the baseline"


def _convention_notes(budget: Budget) -> Iterator[str]:
    counting = budget.verdicts[0].report.counting
    if counting == DOCUMENTS:
        yield "parameters = weights + bias + normalisation"
    if "flops" in budget.limits.most:
        yield "FLOPs = 2 × MACs"
    if any(one.report.totals != one.report.train_totals for one in budget.verdicts):
        yield _heads_note(budget)
    yield f"convention: {counting.text}"


def _heads_note(budget: Budget) -> str:
    if any(one.train for one in budget.verdicts):
        return "in training, with the auxiliary heads"
    return "deployed, without the auxiliary heads; --train counts them too"


def failed(budget: Budget) -> tuple[str, ...]:
    """What is over its budget, or grew too much, in a sentence each."""
    found = []
    for verdict in budget.verdicts:
        of = f" of {verdict.report.variant}" if len(budget.verdicts) > 1 else ""
        over_budget = [check.word for check in verdict.checks if check.over]
        overgrown = [check.word for check in verdict.checks if check.overgrown]
        found += [f"over budget: {listed(over_budget)}{of}"] if over_budget else []
        found += [f"grew too much: {listed(overgrown)}{of}"] if overgrown else []
    return tuple(found)
