"""From one network to another: which place adds or takes how much, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from cnncost.comparison import Comparison
from cnncost.numbers import count
from cnncost.pages.markup import Html, joined, tag
from cnncost.pages.report.elements import bar, notes, signed, wide
from cnncost.pages.report.subject import names_of, path_shown, words_of

MOST_STEPS = 24
MORE, LESS, WHOLE = "fc", "pool", "other"  # roles, for their colours: + and − tell them apart too


class Step(NamedTuple):
    """A place, and by how much the second network has more there than the first."""

    name: str
    change: int


class Waterfall(NamedTuple):
    """What one network has, the steps from it to the other, and what that has."""

    word: str
    start: int
    steps: tuple[Step, ...]
    end: int


def waterfall(comparison: Comparison, column: str, word: str) -> Waterfall:
    """The steps between the first two networks; of too many the largest, in their order.

    What stands in no place that was lined up is a step too, so that all of them add up.
    """
    start, end = (sums[column] for sums in comparison.totals[:2])
    every = []
    for line in comparison.lines:
        one, other = ((sums or {}).get(column, 0) for sums in line.sums[:2])
        if other != one:
            every.append(Step(" ".join(filter(None, line.label)), other - one))
    steps = _largest(every)
    rest = end - start - sum(step.change for step in every)
    if rest:
        steps.append(Step("layers without parameters", rest))
    return Waterfall(word, start, tuple(steps), end)


def _largest(steps: Sequence[Step]) -> list[Step]:
    """The steps; of too many the largest, and the others as one."""
    if len(steps) <= MOST_STEPS:
        return list(steps)
    ranked = sorted(range(len(steps)), key=lambda i: -abs(steps[i].change))
    kept, left = sorted(ranked[: MOST_STEPS - 1]), ranked[MOST_STEPS - 1 :]
    rest = Step(f"{count(len(left))} other places", sum(steps[i].change for i in left))
    return [*(steps[i] for i in kept), rest]


def waterfalls(comparison: Comparison) -> Html:
    """The way from one network to the other in each quantity."""
    words = words_of(comparison.reports[0]).items()
    return joined(_table(comparison, waterfall(comparison, column, word)) for column, word in words)


def _table(comparison: Comparison, found: Waterfall) -> Html:
    names = names_of(comparison.reports[:2])
    caption = f"{found.word}, from {names[0]} to {names[1]}"
    ends = accumulate((step.change for step in found.steps), initial=found.start)
    largest = max(*ends, 1)
    rows, at = [_end(names[0], found.start, largest)], found.start
    for step in found.steps:
        rows.append(_step(step, at, largest))
        at += step.change
    rows.append(_end(names[1], found.end, largest))
    change = tag("th", "change", scope="col", colspan=2)
    reached = tag("th", "adds up to", scope="col", class_="number")
    head = tag("thead", tag("tr", tag("th", comparison.by, scope="col"), change, reached))
    table = tag(
        "table", tag("caption", caption), head, tag("tbody", *rows), class_="bars waterfall"
    )
    same = [] if found.steps else ["No place differs."]
    return joined([wide(caption, table), notes(same)])


def _end(name: str, amount: int, largest: int) -> Html:
    drawn = bar([(WHOLE, 0, amount / largest)] if amount else [])
    return tag(
        "tr",
        tag("th", name, scope="row"),
        tag("td", drawn, class_="bar"),
        tag("td"),
        tag("td", count(amount), class_="number"),
        class_="strong",
    )


def _step(step: Step, at: int, largest: int) -> Html:
    """A bar that hangs where the one before it ended."""
    low, high = sorted((at, at + step.change))
    role = MORE if step.change > 0 else LESS
    return tag(
        "tr",
        tag("th", path_shown(step.name), scope="row"),
        tag("td", bar([(role, low / largest, high / largest)]), class_="bar"),
        tag("td", signed(step.change), class_="number"),
        tag("td", count(at + step.change), class_="number"),
    )
