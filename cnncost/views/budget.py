"""Budgets as tables: what was counted and what it may be, what costs most, what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from cnncost.attribution import heading
from cnncost.budgeting.budget import Budget, Check, Verdict, costliest
from cnncost.budgeting.changes import Change
from cnncost.comparison import what
from cnncost.errors import listed
from cnncost.numbers import (
    NONE,
    count,
    over,
    percent,
    shape,
    share,
    shares,
    times,
)
from cnncost.views.budget_notes import notes
from cnncost.views.table import Column, Line, Table

MOST_CHANGES = 12
LIMITS = (
    Column("", left=True, elastic=True),
    Column("counted"),
    Column("budget"),
    Column("used"),
    Column("over by"),
)
GROWTH = (
    Column("", left=True, elastic=True),
    Column("before"),
    Column("now"),
    Column("growth"),
    Column("allowed"),
    Column("over by"),
)
CHANGED = (
    Column("layer", left=True, elastic=True),
    Column("before"),
    Column("now"),
    Column("growth"),
    Column(""),
)


def budget_tables(budget: Budget) -> tuple[Table, ...]:
    """What was held to what; where it is exceeded the costliest layers, and what changed."""
    tables = [*_checked(budget)]
    for verdict in budget.verdicts:
        tables += [_costly(verdict, check) for check in verdict.checks if check.over]
        tables += [_changed(verdict, check) for check in _moved(verdict)]
    if not tables:
        return (Table("", LIMITS, (), tuple(notes(budget))),)
    return (*tables[:-1], tables[-1]._replace(notes=(*tables[-1].notes, *notes(budget))))


def used(check: Check) -> str:
    """How much of the budget is used: ``87 %``; never 100 % where it is not exactly that."""
    if not check.limit:
        return NONE
    part = Fraction(check.counted, check.limit)
    text = times(part) if part >= 10 else share(part)
    if part == 1 or text != share(Fraction(1)):
        return text
    return f"{'>' if part > 1 else '<'}{text}"


# --- what was held to what


def _checked(budget: Budget) -> Iterator[Table]:
    alone = len(budget.verdicts) == 1
    title = heading(budget.verdicts[0].report) if alone else ""
    limits = [(one, [c for c in one.checks if c.limit is not None]) for one in budget.verdicts]
    grown = [(one, [c for c in one.checks if c.before is not None]) for one in budget.verdicts]
    if any(checks for _, checks in limits):
        yield Table(title, LIMITS, tuple(_lines(limits, _limit_line, alone)))
    if any(checks for _, checks in grown):
        files = listed(dict.fromkeys(one.file for one in budget.limits.baselines))
        against = f"against {files}"
        title = f"{title}, {against}" if alone and not budget.limits.most else against
        yield Table(title, GROWTH, tuple(_lines(grown, _growth_line, alone)))


def _lines(
    checks: Sequence[tuple[Verdict, list[Check]]], line: Callable[[Check, int], Line], alone: bool
) -> Iterator[Line]:
    for i, (verdict, own) in enumerate(checks):
        if own and not alone:
            report = verdict.report
            yield Line((f"{report.variant} on {shape(report.input)}",), strong=True, rule=i > 0)
        yield from (line(check, 0 if alone else 1) for check in own)


def _limit_line(check: Check, level: int) -> Line:
    cells = (
        check.word,
        count(check.counted),
        f"{check.limit:,}",
        used(check),
        count(check.over),
    )
    return Line(cells, level, strong=bool(check.over))


def _growth_line(check: Check, level: int) -> Line:
    before = check.before or 0
    cells = (
        check.word,
        count(before),
        count(check.counted),
        over(check.counted, before) or (NONE if before == check.counted else "new"),
        NONE if check.allowed is None else f"{check.allowed:,}",
        count(check.overgrown),
    )
    return Line(cells, level, strong=bool(check.overgrown))


# --- what costs most


def _costly(verdict: Verdict, check: Check) -> Table:
    report = verdict.report
    rows = costliest(verdict, check.quantity)
    amounts = [amount for _, amount in rows]
    rest = check.counted - sum(amounts)
    tenths = shares([*amounts, rest])
    lines = [
        Line(
            (
                report.rows[i].path,
                what(report.rows[i]),
                shape(report.rows[i].output),
                count(amount),
                percent(part, amount),
            )
        )
        for (i, amount), part in zip(rows, tenths, strict=False)
    ]
    if rest:
        lines.append(Line(("all others", "", "", count(rest), percent(tenths[-1], rest))))
    columns = (
        Column("layer", left=True, elastic=True),
        Column("", left=True),
        Column("output"),
        Column(check.word),
        Column("%"),
    )
    return Table(f"{report.variant}: the layers with most {check.word}", columns, tuple(lines))


# --- what changed


def _moved(verdict: Verdict) -> list[Check]:
    """The quantities in which some layer changed."""
    found = verdict.changes.changed if verdict.changes else ()
    with_baseline = (check for check in verdict.checks if check.before is not None)
    return [c for c in with_baseline if any(one.word(c.quantity) for one in found)]


def _changed(verdict: Verdict, check: Check) -> Table:
    """The layers that changed, most growth first; many in one line at the end."""
    changed = by_growth(verdict, check.quantity)
    shown = changed if len(changed) <= MOST_CHANGES + 1 else changed[:MOST_CHANGES]
    lines = [
        _change_line(one.path, *one.amounts(check.quantity), _share(one, check.quantity))
        for one in shown
    ]
    if rest := changed[len(shown) :]:
        amounts = [one.amounts(check.quantity) for one in rest]
        before, now = (sum(side) for side in zip(*amounts, strict=True))
        lines.append(_change_line(f"{len(rest):,} others", before, now, over(now, before)))
    return Table(f"{verdict.report.variant}: what changed in {check.word}", CHANGED, tuple(lines))


def by_growth(verdict: Verdict, quantity: str) -> list[Change]:
    """The layers that changed in a quantity, most growth first."""
    found = verdict.changes.changed if verdict.changes else ()
    changed = [one for one in found if one.word(quantity)]
    return sorted(changed, key=lambda one: -one.growth(quantity))


def _share(change: Change, quantity: str) -> str:
    """By what share a layer grew or shrank, or that it is new or gone."""
    word, (before, now) = change.word(quantity), change.amounts(quantity)
    return word if word in ("new", "gone") or not before or not now else over(now, before)


def _change_line(name: str, before: int, now: int, share: str) -> Line:
    growth = f"{now - before:+,}" if now != before else NONE
    return Line((name, count(before), count(now), growth, share))
