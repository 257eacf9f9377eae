"""All results as plain CSV, for a spreadsheet and for pandas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from cnncost.homework.exports.cells import guarded
from cnncost.homework.exports.texts import one_line
from cnncost.homework.marks import Mark, Marked, plain

RESULTS = ("student", "name", "points", "of", "percent", "state", "problem")
ITEMS = ("student", "item", "part", "state", "points", "of", "written", "right", "slips")

Value = str | int | float


def results_csv(marked_list: Iterable[Marked], names: Mapping[str, str] | None = None) -> str:
    """One line for each student, with a column for each item; ``names`` are by student.

    Points that are not final, as something could not be read, are blank.
    """
    every = list(marked_list)
    items = list(dict.fromkeys(mark.id for marked in every for mark in marked.marks))
    fixed = [column for column in RESULTS if column != "name" or names is not None]
    heads = [f"item {item}" if item in RESULTS else item for item in items]
    lines: list[Sequence[Value]] = [[*fixed, *heads]]
    for marked in every:
        about = {**_result(marked), "name": (names or {}).get(marked.student, "")}
        points = {} if marked.problem else {mark.id: _points(mark) for mark in marked.marks}
        lines.append([*(about[column] for column in fixed), *(points.get(i, "") for i in items)])
    return _csv(lines)


def _result(marked: Marked) -> dict[str, Value]:
    final = not marked.unread
    return {
        "student": marked.student,
        "points": plain(marked.points) if final else "",
        "of": plain(marked.of) if marked.marks else "",
        "percent": round(float(100 * marked.points / marked.of), 1) if final and marked.of else "",
        "state": _state(marked),
        "problem": one_line(marked.problem),
    }


def _state(marked: Marked) -> str:
    """All of a student in one word; ``partly`` right is between right and wrong."""
    if marked.unread:
        return "unread"
    if marked.all_right:
        return "right"
    if all(mark.state == "blank" for mark in marked.marks):
        return "blank"
    return "partly" if marked.points else "wrong"


def _points(mark: Mark) -> Value:
    return "" if mark.state == "unread" else plain(mark.points)


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
        part, mark.state, _points(mark), plain(mark.of), mark.written, mark.right, _slips(mark)
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
