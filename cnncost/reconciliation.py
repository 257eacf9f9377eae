"""Reconcile: what every counter prints for a network, and what a number seen elsewhere may be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import chain
from typing import Any, NamedTuple

from cnncost.analysis import analyze_spec
from cnncost.claims import find_claims
from cnncost.conventions import Convention, Figure, conventions, figure
from cnncost.errors import CnncostError, UsageError, shortened
from cnncost.head import read_shape
from cnncost.printed import Printed, read_printed
from cnncost.report import DOCUMENTS, Report
from cnncost.spec import Spec
from cnncost.verification import Judged, verify
from cnncost.zoo import related

# Sizes at which networks are trained, tested and quoted.
RESOLUTIONS = (
    32, 96, 112, 128, 160, 192, 224, 227, 240, 256, 260, 288, 299, 300, 320, 331, 380, 384, 448,
    456, 480, 512, 528, 600,
)  # fmt: skip
OURS = ("documents", "torch")  # our MACs, weights and parameters
WORDS = {"kilo": "K", "thousand": "K", "mega": "M", "million": "M", "giga": "G", "billion": "G"}
LEAST_PLAIN = 1_000  # a smaller number lacks its unit
LONGEST_SEEN = 200


class Way(NamedTuple):
    """A way to a number that was seen: whose figure, of which network, and through which slip.

    ``work`` says that it is the counter's figure, and not its parameters.
    """

    network: str
    figure: Figure
    work: bool
    value: Fraction
    slip: str = ""

    @property
    def convention(self) -> Convention:
        return self.figure.convention

    @property
    def quantity(self) -> str:
        """What the counter calls it."""
        return self.convention.counts if self.work else self.convention.params_word


class Seen(NamedTuple):
    """A number from elsewhere: the likeliest ways to it, and published claims that print it.

    The ways are all of one sort: without a slip, or of other networks, or through one slip.
    ``nearest`` is the figure that comes closest, if there is neither.
    """

    printed: Printed
    ways: tuple[Way, ...]
    claims: tuple[Judged, ...]
    nearest: Way | None

    @property
    def found(self) -> bool:
        return bool(self.ways or self.claims)


class Reconciliation(NamedTuple):
    """A network's figures in every convention, and what was seen elsewhere."""

    report: Report
    train: bool
    figures: tuple[Figure, ...]
    seen: Seen | None

    def __rich__(self) -> Any:
        from cnncost.views.reconciliation import reconcile_table
        from cnncost.views.table import to_rich

        return to_rich(reconcile_table(self))

    def _repr_html_(self) -> str:
        from cnncost.views.reconciliation import reconcile_table
        from cnncost.views.table_html import to_html

        return to_html(reconcile_table(self))

    def __repr__(self) -> str:
        seen = f", {self.seen.printed.text} was seen" if self.seen else ""
        return f"Reconciliation({self.report.variant}: {len(self.figures)} conventions{seen})"


def reconcile_spec(
    spec: Spec,
    report: Report,
    seen: str = "",
    at_size: Callable[[int], Report] | None = None,
    train: bool = False,
) -> Reconciliation:
    """What each counter prints for a network, deployed or in training, and what ``seen`` may be.

    ``at_size`` gives the report on another input. Raises UsageError if ``seen`` is no number.
    """
    figures = tuple(figure(one, report, train) for one in conventions().values())
    if not seen:
        return Reconciliation(report, train, figures, None)
    printed = read_seen(seen)
    plain = list(_ways(report, train))
    sorts = (
        lambda: plain,
        lambda: chain.from_iterable(_ways(other, False, OURS) for other in _others(spec, report)),
        lambda: _in_other_totals(report, train),
        lambda: chain.from_iterable(_multiples(way) for way in plain),
        lambda: _on_other_inputs(report, at_size, train),
    )
    claims = _claims(spec, printed)
    ways: tuple[Way, ...] = ()
    for sort in sorts[:3] if claims else sorts:
        ways = tuple(way for way in sort() if printed.agrees(way.value))
        if ways:
            break
    nearest = None if ways or claims else min(plain, key=lambda way: _distance(way, printed))
    return Reconciliation(report, train, figures, Seen(printed, ways, claims, nearest))


def read_seen(text: str) -> Printed:
    """A number as people quote it: ``4.134G``, ``25.6 million``, ``4133742592``.

    Raises UsageError for what is no number, or lacks its unit.
    """
    wanted = "Expected a number, as 4.134G, 25.6M or 4133742592."
    plain = re.sub(r"(?<=[0-9])[ _](?=[0-9]{3}(?![0-9]))", "", text.strip())
    form = r"([~≈]?[0-9.,]+(?:e[0-9]+)?)\s*([A-Za-z]*).*"
    match = re.fullmatch(form, plain) if len(plain) <= LONGEST_SEEN else None
    if match is None or read_shape(plain):
        raise UsageError(f"'{shortened(text)}' is not a number. {wanted}")
    digits, word = match.groups()
    scale = WORDS.get(
        word.lower(), word.upper() if word.upper() in ("K", "M", "G", "B", "T") else ""
    )
    if word and not scale and not word.lower().startswith(("mac", "flop", "param", "weight")):
        scale = word[0].upper() if word[1:].lower() in ("macs", "flops", "mac", "flop") else ""
        if scale not in ("K", "M", "G", "B", "T"):
            raise UsageError(f"'{shortened(word)}' is not a unit known here. {wanted}")
    try:
        printed = read_printed(f"{digits}{scale}")
    except UsageError:
        raise UsageError(f"'{shortened(text)}' is not a number. {wanted}") from None
    if printed.value < LEAST_PLAIN and not scale:
        raise UsageError(
            f"{digits} without a unit is very little: did you mean {digits}G or {digits}M?"
        )
    return printed._replace(text=text.strip())


def _ways(report: Report, train: bool, names: Iterable[str] = (), slip: str = "") -> Iterator[Way]:
    """What counters print for a network: their figures, then their parameters."""
    found = [
        figure(one, report, train)
        for name, one in conventions().items()
        if not names or name in names
    ]
    for one in found:
        if one.convention.counts:
            yield Way(report.variant, one, True, Fraction(one.prints), slip)
    for one in found:
        if one.convention.params_word:
            yield Way(report.variant, one, False, Fraction(one.params), slip)


def _others(spec: Spec, report: Report) -> Iterator[Report]:
    """Networks that go by the same name: other variants, and other specs called like this one."""
    for other in related(spec):
        try:
            found = analyze_spec(other)
        except CnncostError:
            continue
        if found.variant != report.variant:
            yield found


def _in_other_totals(report: Report, train: bool) -> Iterator[Way]:
    if report.totals != report.train_totals:
        slip = "without the auxiliary heads" if train else "with the auxiliary heads"
        yield from _ways(report, not train, slip=slip)


def _multiples(way: Way) -> Iterator[Way]:
    if way.work:
        yield way._replace(value=2 * way.value, slip="twice")
        yield way._replace(value=way.value / 2, slip="half of")


def _on_other_inputs(
    report: Report, at_size: Callable[[int], Report] | None, train: bool
) -> Iterator[Way]:
    for size in RESOLUTIONS if at_size else ():
        if (size, size) == report.input[:2]:
            continue
        try:
            other = at_size(size) if at_size else report
        except CnncostError:  # it cannot stand there
            continue
        ways = _ways(other, train, slip=f"on {size}×{size}")
        yield from (way for way in ways if way.work)


def _claims(spec: Spec, printed: Printed) -> tuple[Judged, ...]:
    """Published claims about networks of that name that print this number."""
    names = [spec.variant, *(other.variant for other in related(spec))]
    try:
        about = find_claims(list(dict.fromkeys(names)))
    except CnncostError:
        return ()
    same = [c for c in about if c.printed and c.printed.value == printed.value]
    return tuple(verify(same))


def _distance(way: Way, printed: Printed) -> Fraction:
    """How many times one is the other."""
    larger, smaller = max(way.value, printed.value), min(way.value, printed.value)
    return larger / smaller if smaller else larger + 1


def is_ours(way: Way) -> bool:
    """Whether a way is our own count: MACs, weights or parameters."""
    return way.convention.name == DOCUMENTS.name or (
        way.convention.name == "torch" and not way.work
    )
