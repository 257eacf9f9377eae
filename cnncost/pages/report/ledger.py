"""The ledger: every layer in a table that can be sorted and filtered, with exact integers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from cnncost.numbers import count, percent, several, shape
from cnncost.pages.markup import Html, joined, tag
from cnncost.pages.report.elements import notes, wide
from cnncost.pages.report.subject import Subject, Sums, path_shown, rows_of, totals, words_of
from cnncost.pages.report.working import working_id
from cnncost.report import DOCUMENTS, Report, exact_sum
from cnncost.views.show import square

MOST_ROWS = 2_000
LEADING = ("layer", "kind", "input", "output", "kernel", "stride", "groups")
NAMES = LEADING[:2]
OURS = {"weights": "weights", "bias": "bias", "norm": "norm", "macs": "MACs"}


class Ledger(NamedTuple):
    """What the table shows: columns of counts by name, the rows that count and those listed.

    ``shares`` are tenths of a percent of the MACs, one for each row that counts.
    """

    columns: dict[str, str]
    rows: list[int]
    listed: list[int]
    shares: list[int]


def ledger_of(subject: Subject) -> Ledger:
    """The rows that count, the first of too many, and what is said of each."""
    report, rows = subject.report, rows_of(subject)
    column = report.numbers("counted_macs")
    whole = totals(subject)["counted_macs"]
    return Ledger(
        count_columns(report),
        rows,
        rows[:MOST_ROWS],
        [tenths_of(column[row], whole) for row in rows],
    )


def tenths_of(part: int, whole: int) -> int:
    """A share in tenths of a percent, rounded by itself: equal counts have equal shares."""
    return round(Fraction(1000 * part, whole)) if whole else 0


def count_columns(report: Report) -> dict[str, str]:
    """The columns of counts and their headings; those of a convention come last."""
    counting = report.counting
    if counting.name == DOCUMENTS.name:
        return OURS
    asked = words_of(report).items()
    return {**OURS, **{column: f"{word} ({counting.name})" for column, word in asked}}


def ledger(subject: Subject, distinct: Sequence[int]) -> Html:
    """The table with what chooses its rows; ``distinct`` is the working that each row has."""
    found = ledger_of(subject)
    return joined(
        [
            _controls(subject, found),
            wide("Every layer", _table(subject, found, distinct)),
            notes(_said(subject, found)),
        ]
    )


def _controls(subject: Subject, found: Ledger) -> Html:
    """A field for text, a choice of kinds; shown by the script that makes them work."""
    kinds = dict.fromkeys(subject.report.measured[row].kind.name for row in found.listed)
    options = [tag("option", "all kinds", value=""), *(tag("option", kind) for kind in kinds)]
    text = tag("input", type="search", data_filter="text", autocomplete="off", spellcheck="false")
    kind = tag("select", *options, data_filter="kind", autocomplete="off")
    every = tag("button", "Show all", type="button", data_filter="none")
    status = tag("output", class_="status", aria_live="polite")
    return tag(
        "div",
        tag("label", "Name contains ", text),
        tag("label", "Kind ", kind),
        every,
        status,
        class_="controls screen",
        hidden=True,
    )


def _table(subject: Subject, found: Ledger, distinct: Sequence[int]) -> Html:
    caption = (
        "Every row is a layer or a join, in the order of the walk. "
        "Follow a layer's name to see how its numbers are worked out."
    )
    words = (*LEADING, *found.columns.values(), "%")
    sides = [None if word in NAMES else "number" for word in words]
    heads = (
        tag("th", word, scope="col", class_=side) for word, side in zip(words, sides, strict=True)
    )
    body = joined(_rows(subject, found, distinct), "\n")
    return tag(
        "table",
        tag("caption", caption),
        tag("thead", tag("tr", *heads)),
        tag("tbody", body),
        tag("tfoot", *_feet(subject, found)),
        class_="ledger",
        data_share_of=len(LEADING) + list(found.columns).index(_share_column(found)),
    )


def _rows(subject: Subject, found: Ledger, distinct: Sequence[int]) -> Iterator[Html]:
    report = subject.report
    columns = [report.numbers(name) for name in found.columns]
    work = report.numbers("counted_macs")
    for row, tenths in zip(found.listed, found.shares, strict=False):
        link = f"#{working_id(subject, distinct[row])}"
        path = tag("a", path_shown(report.names[row].path), href=link)
        counts = [count(column[row]) for column in columns]
        cells = [*_about(report, row), *counts, percent(tenths, work[row])]
        yield tag("tr", tag("th", path, scope="row"), *(tag("td", cell) for cell in cells))


def _about(report: Report, row: int) -> tuple[str, ...]:
    """Kind, input, output, kernel, stride and groups; a join reads several maps of its size.

    What a kind cannot be told, as the kernel of a relu, stays empty.
    """
    one = report.measured[row]
    told = {letter for option in one.kind.options for letter in option.letters}
    return (
        one.kind.name,
        shape(one.input),
        shape(one.output),
        shape(one.kernel) if "K_h" in told else "",
        square(one.stride) if "S_h" in told else "",
        str(one.letters["G"]) if "G" in told else "",
    )


def _feet(subject: Subject, found: Ledger) -> Iterator[Html]:
    """The total of what is shown, which the script fills in; of what is not; of the network."""
    blank = tag("td", colspan=len(LEADING) - 1)
    empty = [tag("td") for _ in (*found.columns, "%")]
    yield tag("tr", tag("th", "shown", scope="row"), blank, *empty, class_="shown", hidden=True)
    left, every = found.rows[len(found.listed) :], totals(subject)
    if left:
        rest = {name: exact_sum(subject.report[name][left]) for name in found.columns}
        name = f"{several(len(left), 'row')} not listed"
        yield tag("tr", tag("th", name, scope="row"), blank, *_sums(rest, every, found))
    cells = _sums(every, every, found)
    yield tag("tr", tag("th", "total", scope="row"), blank, *cells, class_="strong total")


def _sums(sums: Sums, every: Sums, found: Ledger) -> list[Html]:
    """Sums of counts, and their share of the network's."""
    cells, column = [count(sums[name]) for name in found.columns], _share_column(found)
    share = percent(tenths_of(sums[column], every[column]), sums[column])
    return [tag("td", cell) for cell in (*cells, share)]


def _said(subject: Subject, found: Ledger) -> Iterator[str]:
    """What is left out, and what the percentages are of."""
    if len(found.listed) < len(found.rows):
        rows = f"{count(len(found.listed))} of {count(len(found.rows))} rows"
        yield f"This page lists the first {rows}; the totals are those of the whole network."
    aside = len(subject.report.measured) - len(found.rows)
    if aside:
        yield f"{several(aside, 'row')} of heads that only training has are left out (--train)."
    counting = subject.report.counting
    asked = f" as {counting.name} counts" if "counted_macs" in found.columns else ""
    yield f"% is the share of the {counting.macs}{asked}, each rounded by itself; · is 0."


def _share_column(found: Ledger) -> str:
    """The column of counts that the percentages are of."""
    return "counted_macs" if "counted_macs" in found.columns else "macs"
