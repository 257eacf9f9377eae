"""Networks as points: what they cost is counted, how accurate they are is cited."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from cnncost.accuracy import accuracies
from cnncost.library import analyze, zoo
from cnncost.report import Report
from cnncost.zoo import by_name

MOST_COLOURS = 3  # channels of an image


class Network(NamedTuple):
    """A network's costs, counted here, and its accuracy in percent from a source, or None.

    ``group`` is what it has in common with others: its family, or its spec within a family.
    """

    name: str
    group: str
    macs: int
    params: int
    top1: Fraction | None = None
    source: str = ""


def published(*sources: str) -> tuple[Network, ...]:
    """The networks of some sources of accuracies; torchvision's if none are named.

    Each is counted at the size at which it was measured.
    """
    specs = by_name(own=False)
    found = []
    for one in (one for source in sources or ("torchvision",) for one in accuracies(source)):
        spec = specs[one.network]
        report = analyze(spec, input=(one.crop, one.crop))
        usual = report.input == report.own_input
        name = one.network if usual else f"{one.network} at {one.crop}"
        found.append(_network(report, name, spec.family)._replace(top1=one.top1, source=one.source))
    return tuple(found)


def counted(family: str = "") -> tuple[Network, ...]:
    """The networks of the zoo that classify images; of one family all variants too."""
    found: dict[tuple[str, int, int], Network] = {}
    for entry in zoo(family, variants=bool(family))[0]:
        for report in (*entry.variants, entry.report):
            if _classifies(report):
                group = entry.spec.name if family else entry.spec.family
                one = _network(report, report.variant, group)
                found.setdefault((entry.spec.name, one.macs, one.params), one)
    return tuple(found.values())


def frontier(networks: tuple[Network, ...]) -> Iterator[Network]:
    """The networks that are more accurate than all that cost no more, from the cheapest on."""
    best = Fraction(-1)
    for one in sorted(networks, key=lambda one: (one.macs, -(one.top1 or 0))):
        if one.top1 is not None and one.top1 > best:
            best = one.top1
            yield one


def _network(report: Report, name: str, group: str) -> Network:
    return Network(name, group, report.totals["macs"], report.totals["params"])


def _classifies(report: Report) -> bool:
    """Whether it makes one vector of an image: modules make maps of maps."""
    image = report.input[2] <= MOST_COLOURS and report.input[:2] != (1, 1)
    return image and report.output[:2] == (1, 1) and report.totals["params"] > 0
