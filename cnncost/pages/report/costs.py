"""Where parameters and MACs are: bars by stage, by kind of layer, and layer by layer."""

from __future__ import annotations

from collections.abc import Iterator

from cnncost.figures.about import notes as about
from cnncost.figures.charts.bar_groups import Bars, Group, bars, parts
from cnncost.figures.scene import ROLES
from cnncost.figures.sorts import SORTS
from cnncost.numbers import count, percent
from cnncost.pages.markup import Html, joined, tag
from cnncost.pages.report.elements import bar, heading, notes, wide
from cnncost.pages.report.subject import Subject, path_shown

WAYS = {"stage": "by stage", "kind": "by kind of layer", "row": "layer by layer"}
NAMED = {"stage": "stage", "kind": "kind of layer", "row": "layer"}
MOSTLY = {"stage": "mostly", "row": "kind"}


def costs(subject: Subject) -> Html:
    """The bars in each of the three ways; a script shows one at a time."""
    drawn = {way: bars(subject.report, way, train=subject.train) for way in WAYS}
    figures = joined(_way(subject, way, figure) for way, figure in drawn.items())
    inside = joined([_legend(list(drawn.values())), figures])
    return tag("div", inside, class_="ways", data_label="Show the bars")


def _way(subject: Subject, way: str, figure: Bars) -> Html:
    """One table of bars with its heading."""
    largest = max(
        (float(part) for group in figure.groups for part in parts(group, figure.totals)), default=1
    )
    body = tag("tbody", *(_row(figure, group, largest) for group in figure.groups))
    caption = f"{' and '.join(figure.words)} {WAYS[way]}"
    foot = tag("tfoot", _total(figure))
    table = tag(
        "table", tag("caption", caption, class_="hidden"), _head(figure), body, foot, class_="bars"
    )
    headline = about(subject.report)  # stands on the page already
    said = [note for note in figure.notes if note not in headline]
    title = heading(f"{WAYS[way][0].upper()}{WAYS[way][1:]}", subject.level + 1)
    return tag("div", title, wide(caption, table), notes(said), class_="way", data_way=WAYS[way])


def _head(figure: Bars) -> Html:
    mostly = MOSTLY.get(figure.by)
    cells = [tag("th", NAMED[figure.by], scope="col")]
    cells += [tag("th", mostly, scope="col", class_="mostly")] if mostly else []
    for word in figure.words:
        cells += [
            tag("th", word, scope="col", colspan=2),
            tag("th", "%", scope="col", class_="number"),
        ]
    return tag("thead", tag("tr", *cells))


def _row(figure: Bars, group: Group, largest: float) -> Html:
    cells = [tag("th", path_shown(group.name), scope="row")]
    cells += [tag("td", group.mostly, class_="mostly")] if figure.by in MOSTLY else []
    for q, (amount, tenths) in enumerate(zip(group.counts, group.shares, strict=True)):
        cells += [
            tag("td", bar(_pieces(group, q, figure.totals[q], largest)), class_="bar"),
            tag("td", count(amount), class_="number"),
            tag("td", percent(tenths, amount), class_="number"),
        ]
    return tag("tr", *cells)


def _pieces(group: Group, q: int, total: int, largest: float) -> Iterator[tuple[str, float, float]]:
    """The sorts of layers in a bar, one after the other, against the longest of all bars."""
    at = 0
    for one in group.slices:
        if one.counts[q]:
            start, at = at, at + one.counts[q]
            yield one.role, start / total / largest, at / total / largest


def _total(figure: Bars) -> Html:
    cells = [tag("th", "total", scope="row")]
    cells += [tag("td", class_="mostly")] if figure.by in MOSTLY else []
    for total in figure.totals:
        cells += [
            tag("td"),
            tag("td", count(total), class_="number"),
            tag("td", percent(1000 if total else 0), class_="number"),
        ]
    return tag("tr", *cells, class_="strong")


def _legend(drawn: list[Bars]) -> Html:
    """What the colours stand for."""
    roles = {one.role for figure in drawn for group in figure.groups for one in group.slices}
    signs = (tag("li", bar([(role, 0, 1)]), " ", SORTS[role]) for role in ROLES if role in roles)
    return tag("ul", *signs, class_="legend", aria_label="Colours")
