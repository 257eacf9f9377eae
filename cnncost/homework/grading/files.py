"""The files on a whole class: results as JSON and CSV, and the report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from cnncost import __version__
from cnncost.errors import listed
from cnncost.homework.exports.cells import guarded
from cnncost.homework.exports.tables import items_csv
from cnncost.homework.grading.counts import Class
from cnncost.homework.grading.documents import documents
from cnncost.homework.grading.report import class_page
from cnncost.homework.grading.results import Result, indented
from cnncost.homework.marks import Mark
from cnncost.homework.texts import one_line
from cnncost.numbers import json_number

SCHEMA = "cnncost.results/1"
COLUMNS = (
    "student", "name", "status", "points", "factor", "final", "of", "percent", "submitted", "late",
    "file", "problem",
)  # fmt: skip
Value = str | int | float


def class_files(found: Class, digest: str, level: str) -> dict[str, bytes]:
    """The content of each file, by its name."""
    report = documents(class_page(found))
    marked = (result.marked for result in found.results)
    return {
        "results.json": indented(class_data(found, digest, level)),
        "results.csv": _bytes(class_csv(found)),
        "items.csv": _bytes(items_csv(marked)),
        "report.md": _bytes(report["md"]),
        "report.html": _bytes(report["html"]),
    }


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def class_data(found: Class, digest: str, level: str) -> dict[str, Any]:
    """All results in short, as plain data; ``digest`` is the assignment's."""
    return {
        "schema": SCHEMA,
        "version": __version__,
        "homework": found.assignment.name,
        "title": found.assignment.title,
        "assignment": digest,
        "feedback": level,
        "of": json_number(found.assignment.of),
        "students": [_student(one) for one in found.results],
        "would_fall": [change._asdict() for change in found.kept],
        "unknown": list(found.unknown),
        "gone": list(found.gone),
        "notes": list(found.notes),
    }


def _student(one: Result) -> dict[str, Any]:
    return {
        "student": one.student,
        "name": one.name,
        "status": one.status,
        "points": json_number(one.points),
        "factor": json_number(one.factor),
        "final": one.final,
        "submitted": one.submitted,
        "late": one.late,
        "file": one.where,
        "problem": one.marked.problem,
        "detail": one.detail,
        "notes": list(one.notes),
        "history": [change._asdict() for change in one.history],
        "items": {mark.id: _item(mark) for mark in one.marked.marks},
    }


def _item(mark: Mark) -> dict[str, Any]:
    return {"state": mark.state, "points": json_number(mark.points), "of": json_number(mark.of)}


def class_csv(found: Class) -> str:
    """One line for each student, with a column for each item; blank is what is not final."""
    items = [item.id for item in found.assignment.items]
    heads = [f"item {item}" if item in COLUMNS else item for item in items]
    lines: list[Sequence[Value]] = [[*COLUMNS, *heads]]
    for one in found.results:
        marks = {mark.id: mark for mark in one.marked.marks}
        lines.append([*_columns(one), *(_points(one, marks.get(item)) for item in items)])
    return _csv(lines)


def _columns(one: Result) -> list[Value]:
    final, of = one.final, one.marked.of
    share = round(100 * final / float(of), 1) if final is not None and of else ""
    return [
        one.student,
        one.name,
        one.status,
        "" if one.marked.problem else json_number(one.points),
        json_number(one.factor),
        "" if final is None else final,
        json_number(of),
        share,
        one.submitted,
        "late" if one.late else "",
        one.where,
        one_line(_why(one)),
    ]


def _why(one: Result) -> str:
    """Why points are not final: what is wrong with the file, or which answers were not read."""
    if one.marked.problem:
        place, *_, message = one.marked.problem.splitlines() * 2
        return message if place == message else f"{place.split(' ')[0]}: {message}"
    unread = [mark.id for mark in one.marked.marks if mark.state == "unread"]
    return f"not read: {listed(unread)}" if unread else ""


def _points(one: Result, mark: Mark | None) -> Value:
    unknown = mark is None or one.marked.problem or mark.state == "unread"
    return "" if unknown or mark is None else json_number(mark.points)


def _csv(lines: Iterable[Sequence[Value]]) -> str:
    """Text of RFC 4180, in which nothing is run as a formula."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for line in lines:
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in line])
    return out.getvalue()
