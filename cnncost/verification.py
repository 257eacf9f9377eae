"""Verification: claims recomputed and judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache, partial
from typing import Any, NamedTuple

from cnncost.analysis import analyze_spec, input_shape
from cnncost.claims import VERDICTS, Claim
from cnncost.conventions import NAMES, conventions, named_columns, params, work
from cnncost.conventions import convention as find_convention
from cnncost.document import Node
from cnncost.errors import CnncostError, FileError, FormulaError
from cnncost.formula import Expr
from cnncost.measure import Shape
from cnncost.printed import Printed
from cnncost.quantity import Names, Settings, Value, quantity
from cnncost.report import Column, Report
from cnncost.spec import Spec
from cnncost.zoo import by_name, load

MOST_KEPT = 8
MANY_SPECS = 20  # from here on it is quicker to read them all


class Judged(NamedTuple):
    """A claim recomputed: our number, what its ``because`` gives, and the verdict.

    ``changed`` says that the verdict is not the recorded one; in another convention none is.
    """

    claim: Claim
    recomputed: Value
    because: Value | None
    verdict: str
    changed: bool


class Verified(NamedTuple):
    """Claims, recomputed; ``convention`` is the one that was asked for, if any was."""

    judged: tuple[Judged, ...]
    convention: str = ""

    @property
    def counts(self) -> dict[str, int]:
        """How many claims there are of each verdict."""
        found = Counter(one.verdict for one in self.judged)
        return {verdict: found[verdict] for verdict in VERDICTS}

    @property
    def changed(self) -> tuple[Judged, ...]:
        """Those whose verdict is not the recorded one."""
        return tuple(one for one in self.judged if one.changed)

    def __rich__(self) -> Any:
        from cnncost.views.claims import claims_table
        from cnncost.views.table import to_rich

        return to_rich(claims_table(self.judged, self.convention))

    def _repr_html_(self) -> str:
        from cnncost.views.claims import claims_table
        from cnncost.views.table_html import to_html

        return to_html(claims_table(self.judged, self.convention))

    def __repr__(self) -> str:
        counts = ", ".join(f"{number:,} {verdict}" for verdict, number in self.counts.items())
        return f"Verified({len(self.judged):,} claims: {counts})"


def verify(claims: Iterable[Claim], convention: str = "") -> Iterator[Judged]:
    """Each claim with our own number and the verdict, network by network.

    In another convention ``macs`` and ``params`` are what that counts.
    """
    networks: dict[Any, list[Claim]] = {}
    for claim in claims:
        key = (claim.own, claim.spec, claim.settings, claim.input)
        networks.setdefault(key, []).append(claim)
    many = len({claims[0].spec for claims in networks.values()}) > MANY_SPECS
    reports = _Reports(convention, many)
    return (judge(claim, reports) for claims in networks.values() for claim in claims)


def in_order(judged: Iterable[Judged], claims: Iterable[Claim]) -> list[Judged]:
    """Judged claims in the order of the claims."""
    position = {id(claim): i for i, claim in enumerate(claims)}
    return sorted(judged, key=lambda one: position[id(one.claim)])


def judge(claim: Claim, reports: _Reports) -> Judged:
    """Recompute one claim. Raises FileError where its spec or one of its expressions is wrong."""
    report, names = reports.of(claim), reports.names(claim)
    recomputed = _value(claim.quantity, report, names, claim.nodes["quantity"])
    because = None
    if claim.because is not None:
        because = _value(claim.because, report, names, claim.nodes["because"])
    number = claim.printed or claim.shows
    assert number is not None
    verdict = _verdict(number, recomputed, because)
    changed = verdict != claim.verdict and not reports.convention
    return Judged(claim, recomputed, because, verdict, changed)


def _verdict(number: Printed, recomputed: Value, because: Value | None) -> str:
    if number.equals(recomputed):
        return "exact"
    if number.agrees(recomputed):
        return "rounds"
    return "explained" if because is not None and number.agrees(because) else "differs"


def _value(formula: Expr, report: Report, names: Names, node: Node) -> Value:
    try:
        return quantity(formula, report, names)
    except FormulaError as error:
        raise node.error(error.message, error.span) from None


def _shape(input: tuple[int, ...] | None, spec: Spec) -> Shape | None:
    """An input size in full; the channels are the spec's own where they are not given."""
    if input is None:
        return None
    height, width, channels = (*input, input_shape(spec)[2])[:3]
    return height, width, channels


class _Reports:
    """Reports by spec, settings and input; the last few are kept.

    Claims that come with cnncost speak of its own specs, whatever stands in ./specs.
    """

    def __init__(self, convention: str, many: bool) -> None:
        self.convention = find_convention(convention).name if convention else ""
        self.specs = {own: by_name(own) if many else {} for own in (False, True)}
        self.get = lru_cache(MOST_KEPT)(self._get)

    @cached_property
    def columns(self) -> dict[str, Callable[[Report], Column]]:
        """What every convention counts, by names such as thop_macs, beside the usual names."""
        columns = {**NAMES.columns, **named_columns()}
        if self.convention:
            columns["macs"] = partial(work, conventions()[self.convention])
            columns["params"] = partial(params, conventions()[self.convention])
        return columns

    def names(self, claim: Claim) -> Names:
        """What a claim may name; conventions are read only for claims that name one."""
        named = any("_macs" in text or "_params" in text for text in claim.texts)
        columns = self.columns if named or self.convention else NAMES.columns
        return NAMES._replace(columns=columns, report=partial(self.get, claim.own))

    def _get(
        self,
        own: bool,
        name: str,
        settings: Settings = (),
        input: tuple[int, ...] | None = None,
    ) -> Report:
        specs = self.specs[own]
        if name not in specs:
            specs[name] = load(name, own)
        spec = specs[name].with_params(dict(settings))
        return analyze_spec(spec, _shape(input, spec))

    def of(self, claim: Claim) -> Report:
        try:
            return self.get(claim.own, claim.spec, claim.settings, claim.input)
        except FileError as error:
            raise claim.nodes["id"].error(f"Its network cannot be counted.\n{error}") from None
        except CnncostError as error:
            blamed = claim.nodes.get("set" if "parameter" in str(error) else "spec")
            raise (blamed or claim.nodes["spec"]).error(str(error)) from None
