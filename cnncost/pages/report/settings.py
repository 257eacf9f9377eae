"""Which claims are about the very network of a page: the same layers on maps of the same sizes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from cnncost.analysis import analyze_spec, input_shape
from cnncost.claims import Claim
from cnncost.measure import Shape
from cnncost.pages.report.subject import Subject
from cnncost.report import Report
from cnncost.zoo import load


def about_this(claims: Iterable[Claim], about: Subject) -> frozenset[str]:
    """The ids of the claims whose network is that of the page, whatever its settings are called.

    MobileNetV2 with a resolution of 192 is MobileNetV2 on an input of 192×192.
    """
    groups: dict[Any, list[Claim]] = {}
    for claim in claims:
        groups.setdefault((claim.own, claim.spec, claim.settings, claim.input), []).append(claim)
    wanted = list(_layers(about.report))
    same = (group for group in groups.values() if _is_of(group[0], about.report, wanted))
    return frozenset(claim.id for group in same for claim in group)


def _is_of(claim: Claim, report: Report, wanted: list[Any]) -> bool:
    """Sizes are compared first: they are known before anything is counted."""
    spec = load(claim.spec, claim.own).with_params(dict(claim.settings))
    size = _in_full(claim.input, input_shape(spec))
    return size == report.input and list(_layers(analyze_spec(spec, size))) == wanted


def _in_full(size: tuple[int, ...] | None, own: Shape) -> Shape:
    """An input size with the spec's own channels where they are not given."""
    height, width, channels = (*size, own[2])[:3] if size else own
    return height, width, channels


def _layers(report: Report) -> Iterator[Any]:
    """Every layer with its letters and with what it reads from."""
    for one, sources in zip(report.measured, report.sources, strict=True):
        yield one.kind.name, one.input, one.output, one.letters, sources
