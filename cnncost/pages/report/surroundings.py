"""Where a network stands among others: by MACs and published accuracy, or by parameters.

Not all of the zoo is counted: of every table of accuracies the first and the last network, and all
of the network's own table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from cnncost.accuracy import Accuracy, Source, sources
from cnncost.figures.charts.scatter import Network, scatter, scene
from cnncost.library import analyze
from cnncost.numbers import count, percent
from cnncost.pages.markup import Html, joined, tag
from cnncost.pages.report.elements import picture
from cnncost.pages.report.subject import Subject, name_of
from cnncost.report import Report
from cnncost.zoo import load, shipped

SIZE = (118, 38)
USUAL = "torchvision"
MAPS = "makes maps, not classes, so it has no place among networks that classify images."


def surroundings(subject: Subject) -> Html:
    """The scatter, or why there is none."""
    report = subject.report
    if not _classifies(report):
        return tag("p", f"{name_of(report)} {MAPS}")
    measured = accuracy_of(subject)
    own = _of_report(report, measured)
    networks = [own, *_others(own, chosen(measured))]
    figure = scene(scatter(networks, mixed=True, own=own), *SIZE)
    return joined([tag("p", _said(own)), picture(figure, f"{subject.prefix}scatter-")])


def _classifies(report: Report) -> bool:
    """Whether it makes one vector of an image."""
    costs = report.totals["params"] and report.totals["macs"]
    return bool(costs) and report.input[:2] != (1, 1) and report.output[:2] == (1, 1)


def accuracy_of(subject: Subject) -> Accuracy | None:
    """The published accuracy of this very network at this very size, from the first source."""
    report = subject.report
    if shipped().resolve() not in Path(subject.spec.file).resolve().parents:
        return None
    if report.params != report.own_params:
        return None
    every = (one for source in sources().values() for one in source.accuracies)
    return next((one for one in every if _is_about(one, report)), None)


def _is_about(one: Accuracy, report: Report) -> bool:
    return one.network == report.variant and (one.crop, one.crop) == report.input[:2]


def chosen(measured: Accuracy | None) -> tuple[Accuracy, ...]:
    """The accuracies that are shown beside this one."""
    found = list(_ends(sources()[USUAL], measured))
    if measured and measured.source != USUAL:
        found += _ends(sources()[measured.source], measured)
    return tuple(one for one in found if one != measured)


def _ends(source: Source, measured: Accuracy | None) -> Iterator[Accuracy]:
    """Of each table the first and the last accuracy; all of the table with this one."""
    for cite, members in groupby(source.accuracies, key=lambda one: one.cite):
        table = list(members)
        own = measured and cite == measured.cite
        yield from table if own else dict.fromkeys((table[0], table[-1]))


def _others(own: Network, accuracies: Iterable[Accuracy]) -> Iterator[Network]:
    """Other networks, each counted at the size at which it was measured."""
    for one in accuracies:
        spec = load(one.network, own=False)
        found = _of_report(analyze(spec, input=(one.crop, one.crop)), one, spec.family)
        yield found if own.source else found._replace(top1=None, source="")


def _of_report(report: Report, measured: Accuracy | None, group: str = "") -> Network:
    """A network's costs, and its accuracy where there is one."""
    costs = Network(name_of(report), group, report.totals["macs"], report.totals["params"])
    return costs._replace(top1=measured.top1, source=measured.source) if measured else costs


def _said(own: Network) -> str:
    """What the picture shows of this network."""
    costs = f"{count(own.macs)} MACs and {count(own.params)} parameters"
    if own.top1 is None:
        reached = "No accuracy was published for just this network: parameters are shown instead."
        return f"The dashed lines meet at {own.name}: {costs}. {reached}"
    right = f"{percent(round(own.top1 * 10))} % of ImageNet's validation images right at once"
    return f"The dashed lines meet at {own.name}: {costs}, {right} ({own.source})."
