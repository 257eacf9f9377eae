"""What ``import cnncost`` offers: load, analyze and compare, by name or by spec."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cnncost.analysis import analyze_spec, input_shape
from cnncost.chain import CONSTANTS
from cnncost.comparison import Comparison, compare_reports
from cnncost.errors import CnncostError, FormulaError, UsageError, did_you_mean, shortened
from cnncost.formula import evaluate, number, parse
from cnncost.formula.evaluate import with_ratios
from cnncost.head import AXES, Number, read_shape, whole_size
from cnncost.measure import Shape
from cnncost.report import Report
from cnncost.spec import Spec
from cnncost.zoo import every_spec, load

if TYPE_CHECKING:
    from cnncost.conventions import Convention
    from cnncost.reconciliation import Reconciliation
    from cnncost.verification import Verified

__all__ = ["Entry", "analyze", "compare", "exact", "load", "reconcile", "verify", "zoo"]

Size = str | tuple[int, ...]
Settings = Mapping[str, "Number | float | str"]


def analyze(
    spec: str | Path | Spec,
    *,
    input: Size | None = None,
    params: Settings | None = None,
    convention: str | None = None,
) -> Report:
    """The report of a network, given by name, path or spec.

    ``input`` is (H, W) or (H, W, C), or text such as ``'192x192'``; ``params`` replaces parameters
    of the spec; ``convention`` names the one that its tables count by. Raises CnncostError for
    what cannot be counted.
    """
    found = spec if isinstance(spec, Spec) else load(spec)
    if params:
        found = found.with_params({name: exact(value) for name, value in params.items()})
    return _counted(analyze_spec(found, _shape(input, found) if input else None), convention)


def _counted(report: Report, name: str | None) -> Report:
    """The report, counted by the convention of that name."""
    if name is None or name == report.counting.name:
        return report
    from cnncost.conventions import counted

    return counted(report, find_convention(name))


def find_convention(name: str) -> Convention:
    """The convention of that name; the file of conventions is read only when one is asked for."""
    from cnncost.conventions import convention

    return convention(name)


def compare(
    *specs: str | Path | Spec | Report,
    input: Size | None = None,
    params: Settings | None = None,
    by: str | None = None,
    train: bool = False,
    convention: str | None = None,
) -> Comparison:
    """Two or more networks side by side; the first one is what the others are measured by.

    A parameter is set in every spec that has it; reports stay as they are.
    ``by`` lines them up by ``layer``, ``stage``, ``scale`` or ``kind``; best fit if not given.
    """
    found = [spec if isinstance(spec, (Spec, Report)) else load(spec) for spec in specs]
    own = settings_of_each(found, params)
    reports = [
        _counted(
            one if isinstance(one, Report) else analyze(one, input=input, params=values),
            convention,
        )
        for one, values in zip(found, own, strict=True)
    ]
    return compare_reports(reports, by=by, train=train)


def settings_of_each(
    networks: Sequence[Spec | Report], params: Settings | None
) -> list[dict[str, Number]]:
    """Of some settings those that each network has. Raises UsageError for one that none has."""
    known = {name for network in networks for name in network.params}
    for name in params or ():
        if name not in known:
            hint = did_you_mean(name, known) or " None of these specs has it."
            raise UsageError(f"There is no parameter '{shortened(name)}'.{hint}")
    values = {name: exact(value) for name, value in (params or {}).items()}
    return [{name: values[name] for name in values if name in one.params} for one in networks]


def reconcile(
    spec: str | Path | Spec,
    *,
    seen: str | int = "",
    input: Size | None = None,
    params: Settings | None = None,
    train: bool = False,
) -> Reconciliation:
    """What other counters print for a network, and what ``seen``, such as ``'4.134G'``, may be."""
    from cnncost.reconciliation import reconcile_spec

    found = spec if isinstance(spec, Spec) else load(spec)
    report = analyze(found, input=input, params=params)

    def at_size(size: int) -> Report:
        return analyze(found, input=(size, size), params=params)

    return reconcile_spec(found, report, str(seen), at_size, train)


def verify(
    *specs: str | Path, source: str = "", verdict: str = "", convention: str = ""
) -> Verified:
    """Published numbers recomputed, each with its verdict: those about some specs, or all.

    ``source`` and ``verdict`` choose those whose source has it in its name, or that came out so.
    """
    from cnncost.claims import find_claims
    from cnncost.verification import Verified, in_order
    from cnncost.verification import verify as judge

    claims = find_claims([str(spec) for spec in specs], source)
    judged = in_order(judge(claims, convention), claims)
    return Verified(tuple(one for one in judged if verdict in ("", one.verdict)), convention)


class Entry(NamedTuple):
    """A spec of the zoo with its report, and the reports of its variants if they are counted."""

    spec: Spec
    report: Report
    variants: tuple[Report, ...]


def zoo(
    family: str = "", convention: str | None = None, variants: bool = False
) -> tuple[list[Entry], list[str]]:
    """The specs that can be found, counted, and what is wrong with those that cannot be.

    Their variants are counted too if ``variants`` asks for it. Raises UsageError for a family that
    no spec belongs to.
    """
    if convention:
        find_convention(convention)
    specs, failures = every_spec()
    families = sorted({spec.family for spec in specs if spec.family})
    family = family.lower()
    if family and family not in families:
        raise UsageError(f"There is no family '{shortened(family)}'.{_family_hint(family, specs)}")
    entries = []
    for spec in specs:
        if not family or spec.family == family:
            try:
                forms = [spec.as_variant(name) for name in spec.variants if variants]
                reports = [_counted(analyze_spec(one), convention) for one in (spec, *forms)]
                entries.append(Entry(spec, reports[0], tuple(reports[1:])))
            except CnncostError as error:
                failures.append(str(error))
    entries.sort(key=lambda entry: (entry.spec.family, entry.spec.year or 0, entry.spec.name))
    return entries, failures


def _family_hint(name: str, specs: list[Spec]) -> str:
    """Where a network stands whose name was given for a family's; else the families."""
    families = sorted({spec.family for spec in specs if spec.family})
    for spec in specs:
        if name in (spec.name, *spec.aliases, *spec.variants):
            return f" {name} is in the family {spec.family}."
    return did_you_mean(name, families) or f" Known: {', '.join(families)}."


def exact(typed: Number | float | str) -> Number:
    """A setting as an exact number; text and floats are read as the decimals they show."""
    if isinstance(typed, (int, Fraction)):
        return typed
    try:
        formula = parse(str(typed))
        if formula.symbols() - set(CONSTANTS):
            raise UsageError(f"'{shortened(str(typed))}' is not a number, such as 0.75.")
        value = evaluate(with_ratios(formula), CONSTANTS)
    except FormulaError as error:
        raise UsageError(error.message) from None
    return Fraction(value) if isinstance(value, Fraction) else int(value)


def resized(spec: Spec, input: Size | None) -> Spec:
    """The network on another input."""
    if not input:
        return spec
    height, width, channels = map(number, _shape(input, spec))
    return spec._replace(input=(height, width, channels))


def _shape(size: Size, spec: Spec) -> Shape:
    """An input size in full; the channels are the spec's own where they are not given."""
    sizes = read_shape(size) if isinstance(size, str) else (*size, None)[:3]
    channels = input_shape(spec)[2]
    if sizes is None or len(sizes) != 3:
        raise UsageError(
            f"'{shortened(str(size))}' is not a size. Expected HxW or HxWxC, such as 192x192."
        )
    shape = (sizes[0] or 0, sizes[1] or 0, channels if sizes[2] is None else sizes[2])
    height, width, channels = map(whole_size, AXES, shape)
    return height, width, channels
