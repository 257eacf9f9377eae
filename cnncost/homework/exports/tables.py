"""All results as plain CSV, for a spreadsheet and for pandas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cnncost.homework.exports.cells import guarded
from cnncost.homework.marks import Mark, Marked
from cnncost.numbers import json_number

ITEMS = ("student", "item", "part", "state", "points", "of", "written", "right", "slips")

Value = str | int | float


def _points(mark: Mark) -> Value:
    return "" if mark.state == "unread" else json_number(mark.points)


def items_csv(marked_list: Iterable[Marked]) -> str:
    """One line for each student and item, and below it one for each of the item's parts.

    The lines of items have no part, and their points are those that count. ``slips`` parts what
    may have happened by ``|``, and slips that were made together by ``+``.
    """
    lines: list[Sequence[Value]] = [ITEMS]
    for marked in marked_list:
        if marked.problem:
            lines.append((marked.student, "", "", "unread", "", "", "", "", ""))
            continue
        for mark in marked.marks:
            lines += [(marked.student, mark.id, *rest) for rest in _parts(mark)]
    return _csv(lines)


def _parts(mark: Mark, part: str = "") -> Iterator[tuple[Value, ...]]:
    yield (
        part, mark.state, _points(mark), json_number(mark.of), mark.written,
        "; ".join(mark.right.splitlines()),
        _slips(mark),
    )  # fmt: skip
    for inner in mark.parts:
        yield from _parts(inner, inner.id)


def _slips(mark: Mark) -> str:
    named = ("+".join(remark.slips) for remark in mark.remarks if remark.slips)
    return " | ".join(dict.fromkeys(named))


def _csv(lines: Iterable[Sequence[Value]]) -> str:
    """RFC 4180 text, in which no name is run as a formula."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for line in lines:
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in line])
    return out.getvalue()
