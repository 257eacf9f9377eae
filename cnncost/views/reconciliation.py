"""What other counters print, as a table and as data."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from cnncost.attribution import heading, variant_note
from cnncost.conventions import NO_TOOL_HAS, Figure
from cnncost.errors import listed
from cnncost.numbers import count, over, shape
from cnncost.reconciliation import Reconciliation, Seen, Way, is_ours
from cnncost.report import DOCUMENTS, Report
from cnncost.verification import Judged
from cnncost.views.claims import subject
from cnncost.views.claims import value as claimed
from cnncost.views.data import to_csv
from cnncost.views.table import Column, Line, Table

MOST_NAMED = 4
NEAR = 1.5


def reconcile_table(found: Reconciliation) -> Table:
    """What was seen, if anything was; else every counter's figure with its terms."""
    return _figures_table(found) if found.seen is None else _seen_table(found.seen, found)


def _totals(found: Reconciliation) -> dict[str, int]:
    return found.report.train_totals if found.train else found.report.totals


def _figures_table(found: Reconciliation) -> Table:
    columns = (
        Column("counter", left=True, elastic=True),
        Column("prints"),
        Column("", left=True),
        Column("over ours"),
        Column("parameters"),
    )
    ours = _totals(found)
    lines = [Line(("ours", count(ours["macs"]), "MACs", "", count(ours["params"])))]
    others = [figure for figure in found.figures if figure.convention.name != DOCUMENTS.name]
    lines += [line for figure in others for line in _figure_lines(figure)]
    training = "in training, with its auxiliary heads, " if found.train else ""
    title = f"{heading(found.report)}; {training}as other counters have it"
    return Table(title, columns, tuple(lines), (*_notes(found), variant_note(found.report)))


def _notes(found: Reconciliation) -> Iterator[str]:
    report = found.report
    yield (
        "ours: multiply-accumulates of layers with weights; parameters are weights, biases and "
        f"normalisation's; the documents count weights alone: {_totals(found)['weights']:,}"
    )
    yield from (
        f"{f.convention.name}: {f.convention.note}" for f in found.figures if f.convention.note
    )
    strange = sorted({row.kind.name for row in report.measured} & set(NO_TOOL_HAS))
    if strange:
        yield f"no tool has {listed(strange)}: here they are counted as if it had"
    if report.totals != report.train_totals and not found.train:
        yield (
            f"built with its auxiliary heads it has {report.train_totals['params']:,} parameters, "
            "which some counters print beside MACs without them"
        )
    yield "cnncost show SPEC --convention NAME counts layer by layer as that counter does"


def _figure_lines(figure: Figure) -> Iterator[Line]:
    """A counter's figure, and below it the terms that it adds to ours."""
    convention = figure.convention
    ours = figure.prints - sum(figure.terms.values())
    prints = count(figure.prints) if convention.counts else ""
    difference = over(figure.prints, ours) if convention.counts else ""
    params = count(figure.params) if convention.params_word else ""
    yield Line((convention.name, prints, convention.counts, difference, params))
    yield from _terms(figure)


def _terms(figure: Figure) -> Iterator[Line]:
    for label, amount in figure.terms.items():
        yield Line((f"{amount:+,}: {label}",), level=1)


def _seen_table(seen: Seen, found: Reconciliation) -> Table:
    """Who prints a number, and why; or the nearest that anybody prints."""
    columns = (Column("", left=True, elastic=True), Column(""), Column("", left=True))
    report, ours = found.report, _totals(found)
    lines = [line for group in _groups(seen.ways) for line in _group_lines(group, report)]
    for one in seen.claims:
        lines += _claim_lines(one)
    if seen.nearest is not None:
        lines = list(_nearest_lines(seen.nearest, seen))
    about = f"{report.variant} on {shape(report.input)}"
    note = f"ours: {ours['macs']:,} MACs, {ours['params']:,} parameters"
    return Table(_answer(seen, about), columns, tuple(lines), (note, variant_note(report)))


def _answer(seen: Seen, about: str) -> str:
    """The heading: who prints the number, or that nobody does."""
    text, ways = seen.printed.text, seen.ways
    if not ways:
        if seen.claims:
            return f"No counter known here prints {text} for {about}; it has been published"
        return f"No counter known here prints {text} for {about}"
    if ways[0].slip:
        return f"No counter prints {text} for {about}, but these would by one slip"
    if ways[0].network not in about.split(" on ")[0]:
        return f"{text} is not {about}, but another network of that name"
    return f"{text} for {about} is what these print"


def _groups(ways: tuple[Way, ...]) -> list[list[Way]]:
    """Ways to the same number of the same sort, which need one line only."""
    groups: dict[tuple[Any, ...], list[Way]] = {}
    for way in ways:
        plain = way.work and not way.slip and way.figure.terms
        label = tuple(way.figure.terms) if plain else way.work
        groups.setdefault((way.network, way.value, way.slip, label), []).append(way)
    return list(groups.values())


def _group_lines(group: list[Way], report: Report) -> Iterator[Line]:
    way = group[0]
    names = ["ours" if is_ours(one) else one.convention.name for one in group]
    names = sorted(dict.fromkeys(names), key=lambda name: name != "ours")
    more = len(names) - MOST_NAMED
    who = ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
    if way.network != report.variant:
        who = way.network
    what = ", ".join(filter(None, (way.quantity, way.slip)))
    yield Line((who, _exact(way.value), what))
    if way.work and not way.slip and way.network == report.variant:
        yield from _terms(way.figure)


def _claim_lines(judged: Judged) -> Iterator[Line]:
    claim = judged.claim
    yield Line((f"{claim.source}:",))
    printed = claim.printed.text if claim.printed else ""
    yield Line((f"{subject(claim)} is {claimed(judged.recomputed)}; printed {printed}",), level=1)
    if judged.because is not None:
        yield Line((f"{claim.texts[1]} = {claimed(judged.because)}",), level=1)
    if claim.note:
        yield Line((claim.note,), level=1)


def _nearest_lines(way: Way, seen: Seen) -> Iterator[Line]:
    larger, smaller = max(way.value, seen.printed.value), min(way.value, seen.printed.value)
    if not smaller or float(larger / smaller) > NEAR:
        yield Line(("and nothing near it",))
        return
    share = float(100 * (way.value / seen.printed.value - 1))
    name = "ours" if is_ours(way) else way.convention.name
    yield Line((f"nearest: {name}", _exact(way.value), way.quantity))
    yield Line(
        (f"{abs(share):.1f} % {'more' if share > 0 else 'less'} than {seen.printed.text}",), level=1
    )


def _exact(value: Fraction) -> str:
    return f"{int(value):,}" if value == int(value) else f"{float(value):,.1f}"


def reconcile_data(found: Reconciliation) -> dict[str, Any]:
    """A reconciliation by the schema ``cnncost.reconcile/1``; all counts are integers."""
    totals = _totals(found)
    data = {
        "schema": "cnncost.reconcile/1",
        "name": found.report.variant,
        "input": list(found.report.input),
        "train": found.train,
        "macs": totals["macs"],
        "params": totals["params"],
        "tools": [_figure_data(figure) for figure in found.figures],
    }
    return data if found.seen is None else data | {"seen": _seen_data(found.seen)}


def _figure_data(figure: Figure) -> dict[str, Any]:
    counts = bool(figure.convention.counts)
    return {
        "tool": figure.convention.name,
        "prints": figure.prints if counts else None,
        "difference": sum(figure.terms.values()) if counts else None,
        "terms": dict(figure.terms),
        "word": figure.convention.counts or None,
        "params": figure.params if figure.convention.params_word else None,
    }


def _seen_data(seen: Seen) -> dict[str, Any]:
    return {
        "printed": seen.printed.text,
        "ways": [_way_data(way) for way in seen.ways],
        "claims": [one.claim.id for one in seen.claims],
        "nearest": None if seen.nearest is None else _way_data(seen.nearest),
    }


def _way_data(way: Way) -> dict[str, Any]:
    whole = way.value == int(way.value)
    return {
        "network": way.network,
        "tool": way.convention.name,
        "quantity": way.quantity,
        "value": int(way.value) if whole else float(way.value),
        "slip": way.slip or None,
    }


def reconcile_csv(found: Reconciliation) -> str:
    """Every counter's figure and each of its terms, or every way to what was seen, by line."""
    if found.seen is not None:
        ways: list[tuple[object, ...]] = [("network", "tool", "quantity", "value", "slip")]
        ways += [tuple(_way_data(way).values()) for way in found.seen.ways]
        return to_csv(ways)
    lines: list[tuple[object, ...]] = [("tool", "term", "amount")]
    for figure in found.figures:
        name, ours = figure.convention.name, figure.prints - sum(figure.terms.values())
        if figure.convention.params_word:
            lines.append((name, figure.convention.params_word, figure.params))
        if figure.convention.counts:
            lines.append((name, "macs", ours))
            lines += [(name, label, amount) for label, amount in figure.terms.items()]
            lines.append((name, "prints", figure.prints))
    return to_csv(lines)
