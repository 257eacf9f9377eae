"""What other tools print for a network, and the terms that make the difference."""

from __future__ import annotations

from collections.abc import Iterator

from cnncost.attribution import variant_note
from cnncost.conventions import Figure
from cnncost.numbers import count, over
from cnncost.pages.markup import Html, joined, tag
from cnncost.pages.report.elements import notes, signed, wide
from cnncost.pages.report.subject import Subject, name_of, totals
from cnncost.reconciliation import reconcile_spec
from cnncost.report import DOCUMENTS
from cnncost.views.reconciliation import reconcile_table

HEADS = ("counter", "prints", "as", "over ours", "parameters", "what it counts besides ours")
NUMBERS = (1, 3, 4)


def other_tools(subject: Subject) -> Html:
    """Our count first, then each counter's."""
    found = reconcile_spec(subject.spec, subject.report, train=subject.train)
    heads = (
        tag("th", word, scope="col", class_="number" if i in NUMBERS else None)
        for i, word in enumerate(HEADS)
    )
    figures = [one for one in found.figures if one.convention.name != DOCUMENTS.name]
    caption = f"What other tools print for {name_of(subject.report)}"
    named = tag("caption", caption, class_="hidden")
    body = tag("tbody", _ours(subject), *map(_row, figures))
    table = tag("table", named, tag("thead", tag("tr", *heads)), body, class_="tools")
    headline = variant_note(subject.report)  # stands on the page already
    said = [note for note in reconcile_table(found).notes if note != headline]
    return joined([wide(caption, table), notes(said)])


def _ours(subject: Subject) -> Html:
    sums = totals(subject)
    return _line(("ours", count(sums["macs"]), "MACs", "", count(sums["params"])), strong=True)


def _row(figure: Figure) -> Html:
    """A counter's figure; some count no work, and some no parameters."""
    one = figure.convention
    ours = figure.prints - sum(figure.terms.values())
    prints = count(figure.prints) if one.counts else ""
    difference = over(figure.prints, ours) if one.counts else ""
    params = count(figure.params) if one.params_word else ""
    return _line((one.name, prints, one.counts, difference, params), list(_terms(figure)))


def _terms(figure: Figure) -> Iterator[str]:
    return (f"{signed(amount)}: {label}" for label, amount in figure.terms.items())


def _line(cells: tuple[str, ...], terms: list[str] | None = None, strong: bool = False) -> Html:
    first, *others = cells
    written = (
        tag("td", cell, class_="number" if i in NUMBERS else None)
        for i, cell in enumerate(others, 1)
    )
    why = tag("td", *(tag("small", term) for term in terms or ()))
    return tag(
        "tr", tag("th", first, scope="row"), *written, why, class_="strong" if strong else None
    )
