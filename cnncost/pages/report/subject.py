"""What a report's sections are made from: a network, what of it is counted, where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from cnncost.errors import printable
from cnncost.figures.labels import shortened_to
from cnncost.numbers import setting, shape
from cnncost.pages.markup import Html
from cnncost.report import Report
from cnncost.spec import Spec

LONGEST_NAME, LONGEST_PATH = 60, 120
MOST_SETTINGS = 4
Sums = Mapping[str, int]


class Subject(NamedTuple):
    """A network in a page: ``prefix`` keeps its ids apart, ``level`` is that of its headings.

    ``train`` says whether the heads count that only training has.
    """

    report: Report
    spec: Spec
    train: bool = False
    prefix: str = ""
    level: int = 2


class Section(NamedTuple):
    """A section of the page: its id, what links call it, its heading, and what stands in it."""

    id: str
    short: str
    title: str
    body: Html


def rows_of(subject: Subject) -> list[int]:
    """The numbers of the rows that count: without the heads that only training has."""
    aside = list(subject.report.aside)
    return [row for row, one in enumerate(aside) if subject.train or not one]


def totals(subject: Subject) -> Sums:
    """The sum of every column over the rows that count."""
    return subject.report.train_totals if subject.train else subject.report.totals


def has_heads(report: Report) -> bool:
    """Whether training has layers that the network as deployed has not."""
    return any(report.aside)


def name_of(report: Report) -> str:
    """A network's name, as long as there is room for in a heading, and what is not as usual."""
    name = printable(shortened_to(report.variant, LONGEST_NAME))
    return ", ".join((name, *_changes(report)))


def is_changed(report: Report) -> bool:
    """Whether it has other parameters or another input than the network of that name."""
    return (report.params, report.input) != (report.own_params, report.own_input)


def _changes(report: Report) -> Iterator[str]:
    """``width 0.75`` and ``at 192×192``: what is other than in the network of that name."""
    own = report.own_params
    changed = [name for name, one in report.params.items() if one != own[name]]
    if len(changed) > MOST_SETTINGS:
        yield f"{len(changed)} parameters changed"
    else:
        yield from (f"{name} {setting(report.params[name])}" for name in changed)
    if report.input != report.own_input:
        alike = report.input[2] == report.own_input[2]
        yield f"at {shape(report.input[:2] if alike else report.input)}"


def names_of(reports: Sequence[Report]) -> list[str]:
    """The names of networks side by side, with a number where two have the same."""
    names = [name_of(report) for report in reports]
    return [
        f"{name} ({names[:i].count(name) + 1})" if names.count(name) > 1 else name
        for i, name in enumerate(names)
    ]


def words_of(report: Report) -> dict[str, str]:
    """The two columns that a convention counts, and what it calls them."""
    return {"counted_params": report.counting.params, "counted_macs": report.counting.macs}


def path_shown(path: str) -> str:
    """A path, its middle left out where it is very long."""
    return path if len(path) <= LONGEST_PATH else shortened_to(printable(path), LONGEST_PATH)
