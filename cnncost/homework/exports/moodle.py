"""Moodle: the teacher's own offline grading worksheet, filled, and a plain file of grades."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from cnncost.errors import UsageError, shortened
from cnncost.homework.exports.cells import (
    Cell,
    Filled,
    Row,
    Sheet,
    guarded,
    placed,
    read_sheet,
    rewritten,
    same_length,
    without_row,
)
from cnncost.homework.marks import Marked
from cnncost.homework.texts import feedback
from cnncost.numbers import points as points_text

NEEDED = ("Identifier", "Grade", "Last modified (grade)")
FEEDBACK = "Feedback comments"
IDENTITIES = ("ID number", "Email address", "Username")
WORKSHEET = "a grading worksheet of Moodle in English"


Line = Mapping[str, Cell]  # a row of a student, by the names of the columns


def participant_key(participant: str) -> str:
    """The key of a student whose number in Moodle's worksheets and folders is known."""
    return f"Participant {participant}"


def moodle_worksheet(text: str, keys: Mapping[str, Marked], full: bool) -> Filled:
    """The worksheet with grades and, where it has that column, feedback.

    ``keys`` are all the texts that a student is recognised by: ``participant_key`` of the number in
    Moodle, ID number, email address, user name, and full name where it is one student's only.
    """
    sheet = read_sheet(text, NEEDED, WORKSHEET)
    for column in ("Grade", "Feedback comments"):
        if list(sheet.header).count(column) > 1:
            raise UsageError(f"The worksheet has more than one column '{column}'. Leave only one.")
    lines = [_line(sheet, row) for row in sheet.rows]
    found = placed(_identities(lines, keys), keys)
    matched = [(line, marked) for line, marked in zip(lines, found, strict=True) if marked]
    final = [(line, marked) for line, marked in matched if _may_change(line, marked)]
    comma = any(re.fullmatch(r"[0-9]+,[0-9]+", _text(line, "Maximum Grade")) for line in lines)
    changes = [each for line, marked in final for each in _changes(line, marked, full, comma)]
    return Filled(
        rewritten(sheet, changes),
        tuple(marked.student for _, marked in final),
        tuple(marked.student for line, marked in matched if not _may_change(line, marked)),
        without_row(keys, found),
        tuple(_name(line) for line, marked in zip(lines, found, strict=True) if not marked),
        _notes(final),
    )


def _line(sheet: Sheet, row: Row) -> Line:
    same_length(sheet, row)
    return dict(zip(sheet.header, row, strict=True))


def _text(line: Line, column: str) -> str:
    """What stands in a column; nothing if there is no such column."""
    cell = line.get(column)
    return cell.text.strip() if cell else ""


def _name(line: Line) -> str:
    return shortened(_text(line, "Full name") or _text(line, "Identifier"))


def _may_change(line: Line, marked: Marked) -> bool:
    return not marked.unread and _text(line, "Grade can be changed").lower() != "no"


def _identities(lines: list[Line], keys: Mapping[str, Marked]) -> Iterator[tuple[str, ...]]:
    """What each row's student is known by; the name only if it is all, and only one row's."""
    names = Counter(_text(line, "Full name") for line in lines)
    for line in lines:
        known_by = (_participant(line), *(_text(line, column) for column in IDENTITIES))
        name = _text(line, "Full name")
        by_name = names[name] == 1 and not any(key in keys for key in known_by)
        yield (name,) if by_name else known_by


def _participant(line: Line) -> str:
    """The key in ``Participant 123``, whose first word depends on Moodle's language."""
    digits = re.search(r"[0-9]+$", _text(line, "Identifier"))
    return participant_key(digits[0]) if digits else ""


def _changes(line: Line, marked: Marked, full: bool, comma: bool) -> list[tuple[Cell, str]]:
    grade = points_text(marked.points)
    changes = [(line["Grade"], grade.replace(".", ",") if comma else grade)]
    if FEEDBACK in line:
        changes.append((line[FEEDBACK], _as_html(marked, full)))
    return changes


def _as_html(marked: Marked, full: bool) -> str:
    """Feedback on one line, as Moodle keeps its comments in HTML; no spreadsheet runs it."""
    from html import escape

    lines = (escape(line, quote=False) for line in feedback(marked, full))
    return f"<p>{'<br>'.join(lines)}</p>"


def _notes(final: list[tuple[Line, Marked]]) -> tuple[str, ...]:
    """What the teacher should see: grades that Moodle refuses, and comments that gave way."""
    above = sum(_above(line, marked) for line, marked in final)
    lost = sum(bool(_text(line, FEEDBACK)) for line, _ in final)
    refused = [f"Grades above the maximum of the worksheet, which Moodle refuses: {above}."]
    replaced = [f"Comments of the worksheet that were replaced: {lost}."]
    return (*refused * bool(above), *replaced * bool(lost))


def _above(line: Line, marked: Marked) -> bool:
    most = _text(line, "Maximum Grade").replace(",", ".")
    return bool(re.fullmatch(r"[0-9]+(\.[0-9]+)?", most)) and float(marked.points) > float(most)


def moodle_grades(
    marked_list: Iterable[Marked], roster: Iterable[tuple[str, str, str]], full: bool
) -> str:
    """Grades for Moodle's gradebook import, from a roster of ``(id, name, email)``.

    Only final results of students in the roster: one unknown student stops the whole import, and
    an empty grade would take away the one that is there.
    """
    import csv
    import io

    final = {marked.student: marked for marked in marked_list if not marked.unread}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("idnumber", "email", "grade", "feedback"))
    for student, _, email in roster:
        if student in final:
            grade, says = points_text(final[student].points), _as_html(final[student], full)
            writer.writerow((guarded(student), guarded(email), grade, says))
    return out.getvalue()
