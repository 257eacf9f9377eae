"""How each number is worked out: formula, formula with numbers, result, for each distinct layer.

Layers that do the same on maps of the same size share one working.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import add
from typing import NamedTuple

from cnncost.explanation.layers import LABELS
from cnncost.explanation.page import Equation
from cnncost.explanation.working import Work, costs, meanings, sizes, steps
from cnncost.formula import number
from cnncost.measure import Measured
from cnncost.numbers import count, figures, several, shape
from cnncost.pages.markup import Html, joined, tag
from cnncost.pages.report.elements import notes
from cnncost.pages.report.subject import Subject, path_shown, rows_of
from cnncost.views.page import chain

MOST_WORKINGS, MOST_ON_PAPER = 400, 150
PAPER = "On paper the workings are left out where they are folded: unfold them, then print."
Branches = tuple[int, ...]


class Distinct(NamedTuple):
    """A layer as it is worked out, the channels that a concatenation joins, and who shares it."""

    measured: Measured
    branches: Branches
    rows: list[int]


class Workings(NamedTuple):
    """Every distinct layer, and for each row of the network the number of its own."""

    every: list[Distinct]
    of_row: list[int]


def workings(subject: Subject) -> Workings:
    """The distinct layers among the rows that count."""
    report = subject.report
    known: dict[object, int] = {}
    every: list[Distinct] = []
    of_row = [0] * len(report.measured)
    keys: dict[int, object] = {}  # by identity: measured layers are shared
    for row in rows_of(subject):
        one, branches = report.measured[row], _branches(subject, row)
        if id(one) not in keys:
            keys[id(one)] = (one.kind.name, one.input, one.output, tuple(one.letters.items()))
        at = known.setdefault((keys[id(one)], branches), len(every))
        if at == len(every):
            every.append(Distinct(one, branches, []))
        every[at].rows.append(row)
        of_row[row] = at
    return Workings(every, of_row)


def _branches(subject: Subject, row: int) -> Branches:
    """The channels that a concatenation joins; none for other rows."""
    report = subject.report
    if report.measured[row].kind.name != "concat":
        return ()
    sources = report.sources[row]
    return tuple(report.measured[s].output[2] if s >= 0 else report.input[2] for s in sources)


def working_id(subject: Subject, number: int) -> str:
    """Where a working stands in the page; those past the bound are where the section begins."""
    return f"{subject.prefix}w{number}" if number < MOST_WORKINGS else f"{subject.prefix}working"


def working(subject: Subject, found: Workings) -> Html:
    """Every distinct layer worked out, in a list that unfolds, and what the letters mean."""
    shown = found.every[:MOST_WORKINGS]
    left = len(found.every) - len(shown)
    many = several(len(found.every), "distinct layer")
    every = tag(
        "details",
        tag("summary", f"{many}, worked out"),
        *(_article(subject, i, one) for i, one in enumerate(shown)),
        class_="workings",
        data_paper="folded" if len(shown) > MOST_ON_PAPER else None,
    )
    said = "Layers that do the same on maps of the same size share a working."
    rest = [f"{count(left)} more are not worked out on this page."] if left else []
    paper = tag("p", PAPER, class_="note paper")
    return joined([tag("p", said), paper, _letters(shown), every, notes(rest)])


def _article(subject: Subject, at: int, one: Distinct) -> Html:
    """One working, to which the rows of the ledger point."""
    size, cost = list(sizes(one.measured)), list(costs(one.measured))
    lines = [*_sizes(one, size), *(_equation(work, LABELS[work.name]) for work in cost)]
    kind, rows = one.measured.kind.title, _named(subject, one.rows)
    maps = f"{shape(one.measured.input)} → {shape(one.measured.output)}"
    values = ", ".join(
        f"{letter} = {figures(value)}" for letter, (_, value) in meanings([*size, *cost]).items()
    )
    return tag(
        "div",
        tag("h" + str(subject.level + 1), f"{kind[0].upper()}{kind[1:]}, {maps}"),
        tag("p", rows, class_="note"),
        tag("dl", *(_line(line) for line in lines), class_="equations"),
        tag("p", values, class_="note") if values else None,
        id=working_id(subject, at),
        class_="working",
    )


def _named(subject: Subject, rows: Sequence[int]) -> str:
    """The first layer of a working, and how many there are like it."""
    first = path_shown(subject.report.names[rows[0]].path)
    return first if len(rows) == 1 else f"{first}, and {count(len(rows) - 1)} like it"


def _sizes(one: Distinct, works: Sequence[Work]) -> Iterator[Equation]:
    """The output's height, width and channels; a concatenation adds up its branches."""
    alike = not any(work.name == "W" for work in works)
    labels = {"H": "height, width" if alike else "height", "W": "width", "M": "channels"}
    for work in works:
        if work.name == "M" and one.branches:
            added = reduce(add, map(number, one.branches))
            yield Equation(labels["M"], added, result=work.result)
        else:
            yield _equation(work, labels[work.name], with_steps=True)


def _equation(work: Work, label: str, with_steps: bool = False) -> Equation:
    between = steps(work.formula, work.values) if with_steps else ()
    return Equation(label, work.formula, work.values, steps=between, result=work.result)


def _line(line: Equation) -> Html:
    *before, result = chain(line)
    formula = f"{' = '.join(before)} = " if before else None
    return joined([tag("dt", line.label), tag("dd", formula, tag("b", result))])


def _letters(shown: Sequence[Distinct]) -> Html:
    """What every letter means that a formula here has."""
    found: dict[str, str] = {}
    for one in shown:
        works = [*sizes(one.measured), *costs(one.measured)]
        found |= {letter: about for letter, (about, _) in meanings(works).items()}
    terms = (joined([tag("dt", letter), tag("dd", about)]) for letter, about in found.items())
    return tag("dl", *terms, class_="letters")
