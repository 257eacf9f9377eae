"""Sweeps and fits as tables: a line for each point, what is varied first, then what is counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from cnncost.errors import listed
from cnncost.numbers import NONE, count, several, share, times
from cnncost.report import DOCUMENTS
from cnncost.sweeping.about import (
    cell,
    heading,
    left_out,
    looked_at,
    network_note,
    notes,
    word,
)
from cnncost.sweeping.cells import accuracy
from cnncost.sweeping.fitting import Fit
from cnncost.sweeping.published import ACCURACY
from cnncost.sweeping.sweep import Point, Sweep
from cnncost.views.table import Column, Line, Table

MOST_LINES = 40
TRAINED = "counted with the auxiliary heads, as in training"
PARAMETERS = "parameters = weights + bias + normalisation"


def sweep_table(sweep: Sweep, most: int | None = MOST_LINES) -> Table:
    """The points of a sweep, the first ones of many; ``most`` is None for all of them.

    How many more there are, and how they are had, stands below.
    """
    shown = len(sweep) if most is None else min(most, len(sweep))
    lines = tuple(_line(sweep[i]) for i in range(shown))
    hidden = looked_at(sweep).kept - shown
    every = (*_more(sweep, hidden), *notes(sweep), *_how(sweep))
    return Table(heading(sweep.asked), tuple(_columns(sweep)), lines, every)


def _columns(sweep: Sweep) -> Iterator[Column]:
    yield from (Column(name) for name in sweep.asked.space.names)
    yield from (Column(word(name)) for name in sweep.counts)


def _line(point: Point, strong: bool = False) -> Line:
    values = (cell(value) for value in point.values.values())
    counts = (_count(name, number) for name, number in point.counts.items())
    return Line((*values, *counts), strong=strong)


def _count(name: str, number: int) -> str:
    return _percent(accuracy(number)) if name == ACCURACY else count(number)


def _percent(text: str) -> str:
    """An accuracy with a decimal at least, as they are printed."""
    if not text:
        return NONE
    return text if "." in text else f"{text}.0"


def _more(sweep: Sweep, hidden: int) -> Iterator[str]:
    if hidden > 0:
        ways = "--out points.csv writes all of them"
        if not sweep.choice.by:
            ways = f"--where, --pareto macs,params and --top 10 choose, {ways}"
        yield f"and {several(hidden, 'more point')}: {ways}"


def _how(sweep: Sweep) -> Iterator[str]:
    """How was counted, and which network it is."""
    if sweep.asked.train:
        yield TRAINED
    if "params" in sweep.counts:
        yield PARAMETERS
    yield f"convention: {DOCUMENTS.text}"
    yield network_note(sweep.asked)


# --- fits


def fit_besides(fit: Fit) -> dict[str, Any]:
    """What JSON says of a fit, besides the points."""
    return {
        "schema": "cnncost.fit/1",
        "budget": dict(fit.budget),
        "goal": fit.goal,
        "fits": fit.fits,
    }


def fit_table(fit: Fit) -> Table:
    """The best points within a budget and how much of it they use; else those that need least."""
    points = enumerate(fit.sweep)
    lines = tuple(_fit_line(fit, point, strong=fit.fits and i == 0) for i, point in points)
    columns = (*_columns(fit.sweep), *(Column(f"of {word(name)}") for name in fit.budget))
    plain = replace(fit.sweep, choice=fit.sweep.choice._replace(by=()))
    every = (*_result(fit), *notes(plain), *left_out(fit.sweep.choice), *_how(plain))
    return Table(heading(fit.sweep.asked), columns, lines, every)


def _fit_line(fit: Fit, point: Point, strong: bool) -> Line:
    used = (_used(point.counts[name], most) for name, most in fit.budget.items())
    return Line((*_line(point).cells, *used), strong=strong)


def _used(number: int, most: int) -> str:
    """How much of a budget is used; never 100 % where it is not exactly that."""
    if not most:
        return NONE
    part = Fraction(number, most)
    text = times(part) if part >= 10 else share(part)
    if part == 1 or text != share(Fraction(1)):
        return text
    return f"{'>' if part > 1 else '<'}{text}"


def _result(fit: Fit) -> Iterable[str]:
    budget = listed(f"{most:,} {word(name)}" for name, most in fit.budget.items())
    goal = word(fit.goal.removeprefix("-"))
    if not len(fit.sweep):
        return (f"Nothing fits {budget}: no point can be.",)
    if not fit.fits:
        first = word(next(iter(fit.budget)))
        return (f"Nothing fits {budget}. Those that need least {first} are shown.",)
    how = "least" if fit.goal.startswith("-") else "most"
    return (f"within {budget}: the {how} {goal} first",)
