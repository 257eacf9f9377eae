"""The numbers that a report begins with, of one network or of several side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cnncost.attribution import variant_note
from cnncost.comparison import ratio
from cnncost.numbers import count, figures, shape, times
from cnncost.pages.markup import Html, joined, tag
from cnncost.pages.report.elements import notes, wide
from cnncost.pages.report.subject import Subject, Sums, has_heads, names_of, rows_of, totals
from cnncost.report import DOCUMENTS, Report

PARAMETERS = "weights + bias + normalisation"


class Quantity(NamedTuple):
    """A number of the headline: what it is called, its column, and what it means."""

    label: str
    column: str
    meaning: str = ""


def quantities(report: Report) -> tuple[Quantity, ...]:
    """What is counted, first in the convention that was asked for."""
    ours = (
        Quantity("weights", "weights", "without bias and normalisation"),
        Quantity("parameters", "params", PARAMETERS),
        Quantity("MACs", "macs", "1 multiply + 1 add each"),
        Quantity("FLOPs", "flops", "2 × MACs"),
    )
    counting = report.counting
    if counting.name == DOCUMENTS.name:
        return ours
    asked = f"as {counting.name} counts"
    return (
        Quantity(counting.params, "counted_params", asked),
        Quantity(counting.macs, "counted_macs", asked),
        *(one._replace(label=f"our {one.label}") for one in ours),
    )


def headline(subject: Subject) -> Html:
    """One network's numbers, and below them how was counted and what network it is."""
    report = subject.report
    cards = (*_counts(subject), *_sizes(subject))
    return joined([tag("dl", *cards, class_="cards"), notes(_said([report]))])


def _counts(subject: Subject) -> Iterator[Html]:
    """A card for each count; where heads for training exist, with the other total."""
    now = totals(subject)
    other = subject.report.totals if subject.train else subject.report.train_totals
    when = "deployed" if subject.train else "in training"
    for one in quantities(subject.report):
        also = f"{when}: {figures(other[one.column])}" if has_heads(subject.report) else ""
        yield _card(one.label, figures(now[one.column]), (one.meaning, also))


def _sizes(subject: Subject) -> Iterator[Html]:
    report = subject.report
    yield _card("output", shape(report.output), (f"from {shape(report.input)}",))
    field = "of the input, one element of the last map"
    yield _card("receptive field", field_of(subject), (field,))
    depth, every = depth_of(subject)
    path = ("layers with weights on the longest path", f"{figures(every)} in all")
    yield _card("depth", figures(depth), path)


def _card(label: str, value: str, remarks: Sequence[str]) -> Html:
    small = (tag("small", remark) for remark in remarks if remark)
    return tag("div", tag("dt", label), tag("dd", tag("b", value, class_="number"), *small))


def field_of(subject: Subject) -> str:
    """How much of the input one element of the last map sees, before all of it is pooled."""
    rows = subject.report.rows
    chosen = rows_of(subject)
    last = [row for row in chosen if rows[row].output[:2] != (1, 1)] or chosen
    return shape(rows[last[-1]].receptive_field)


def depth_of(subject: Subject) -> tuple[int, int]:
    """Layers with weights: those on the longest path, and all."""
    rows = [subject.report.rows[row] for row in rows_of(subject)]
    longest = max((row.depth for row in rows), default=0)
    return longest, sum(row.measured.kind.names for row in rows)


def _said(reports: Sequence[Report]) -> Iterator[str]:
    """How was counted, and which network of its name each one is, where that is known."""
    yield f"convention: {reports[0].counting.text}"
    known = ((report.variant, variant_note(report)) for report in reports)
    yield from dict.fromkeys(note for name, note in known if note != name)


# --- several networks


def beside(subjects: Sequence[Subject]) -> Html:
    """Several networks' numbers in a table, each with its ratio to the first one's."""
    reports = [subject.report for subject in subjects]
    first, *others = names_of(reports)
    heads: list[Html] = [tag("td"), tag("th", first, scope="col", class_="number")]
    for name in others:
        heads += [tag("th", name, scope="col", class_="number")]
        heads += [tag("th", "ratio", scope="col", class_="number")]
    caption = f"Ratios are to {first}."
    table = tag(
        "table",
        tag("caption", caption),
        tag("thead", tag("tr", *heads)),
        tag("tbody", *_lines(subjects)),
        class_="compared",
    )
    return joined([wide("The networks in numbers", table), notes(_said(reports))])


def _lines(subjects: Sequence[Subject]) -> Iterator[Html]:
    reports, first = [subject.report for subject in subjects], subjects[0]
    now = [totals(subject) for subject in subjects]
    for one in quantities(reports[0]):
        yield _compared(one.label, [sums[one.column] for sums in now])
    if any(map(has_heads, reports)):
        other = [report.totals if first.train else report.train_totals for report in reports]
        yield from _other_totals(other, "deployed" if first.train else "in training")
    yield _texts("input", [shape(report.input) for report in reports])
    yield _texts("output", [shape(report.output) for report in reports])
    yield _texts("receptive field", [field_of(subject) for subject in subjects])
    yield _texts("depth", [count(depth_of(subject)[0]) for subject in subjects])


def _other_totals(sums: Sequence[Sums], when: str) -> Iterator[Html]:
    yield _compared(f"parameters {when}", [one["params"] for one in sums])
    yield _compared(f"MACs {when}", [one["macs"] for one in sums])


def _compared(label: str, values: Sequence[int]) -> Html:
    cells = [tag("td", count(values[0]), class_="number")]
    for value in values[1:]:
        cells += [tag("td", count(value), class_="number")]
        cells += [tag("td", times(ratio(value, values[0])), class_="number")]
    return tag("tr", tag("th", label, scope="row"), *cells)


def _texts(label: str, values: Sequence[str]) -> Html:
    cells = [tag("td", values[0], class_="number")]
    for value in values[1:]:
        cells += [tag("td", value, class_="number"), tag("td")]
    return tag("tr", tag("th", label, scope="row"), *cells)
