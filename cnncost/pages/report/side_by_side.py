"""Networks lined up place by place, as ``cnncost compare`` lines them up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cnncost.comparison import Comparison, Line, ratio
from cnncost.numbers import NONE, count, times
from cnncost.pages.markup import Html, joined, tag
from cnncost.pages.report.elements import notes, wide
from cnncost.pages.report.subject import names_of, path_shown, words_of
from cnncost.views.compare import HEADINGS

MOST_LINES = 200


def aligned(comparison: Comparison) -> Html:
    """A table for each quantity, one line for each place that has any of it."""
    words = words_of(comparison.reports[0])
    return joined(_table(comparison, column, word) for column, word in words.items())


def _table(comparison: Comparison, column: str, word: str) -> Html:
    lines = [line for line in comparison.lines if _has(line, column)]
    shown = lines[:MOST_LINES]
    caption = f"{word} by {HEADINGS[comparison.by]}"
    heads = [tag("th", comparison.by, scope="col", colspan=2)]
    for i, name in enumerate(names_of(comparison.reports)):
        heads.append(tag("th", name, scope="col", class_="number"))
        heads += [tag("th", "ratio", scope="col", class_="number")] if i else []
    body = joined(_rows(shown, column))
    totals = [sums[column] for sums in comparison.totals]
    foot = tag("tfoot", tag("tr", _name(("total", "")), *_cells(totals), class_="strong"))
    head = tag("thead", tag("tr", *heads))
    table = tag("table", tag("caption", caption), head, tag("tbody", body), foot, class_="compared")
    left = len(lines) - len(shown)
    rest = [f"{count(left)} more lines are left out; the total is of all."] if left else []
    return joined([wide(caption, table), notes(rest)])


def _has(line: Line, column: str) -> bool:
    return any(sums and sums[column] for sums in line.sums)


def _rows(lines: Sequence[Line], column: str) -> Iterator[Html]:
    """A line for each place; of several in one stage only the first names it."""
    above = None
    for line in lines:
        stage, role = line.label
        values = [sums[column] if sums else None for sums in line.sums]
        shown = stage if stage != above else ""
        yield tag("tr", _name((shown, role), line.label), *_cells(values))
        above = stage


def _name(label: tuple[str, str], full: tuple[str, str] | None = None) -> Html:
    stage, role = label
    hidden = tag("span", full[0], class_="hidden") if full and not stage else None
    first = tag("td", path_shown(stage)) if role else None
    if first is None:
        return tag("th", path_shown(stage), scope="row", colspan=2)
    return joined([first, tag("th", hidden, " " if hidden else None, role, scope="row")])


def _cells(values: Sequence[int | None]) -> Iterator[Html]:
    first = values[0]
    for i, value in enumerate(values):
        yield tag("td", NONE if value is None else count(value), class_="number")
        if i:
            known = times(ratio(value, first)) if value and first else ""
            yield tag("td", known, class_="number")
