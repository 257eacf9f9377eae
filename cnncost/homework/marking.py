"""Marking: a sheet beside the questions it answers; the same for one student and for a class."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from cnncost.document import Node
from cnncost.errors import CnncostError
from cnncost.homework.assignment import Assignment
from cnncost.homework.marks import Mark, Marked, Remark
from cnncost.homework.question import BLANK, Judged, line_of, unread_because, written
from cnncost.homework.sheet import Sheet
from cnncost.homework.variants import Question
from cnncost.numbers import setting


def mark(
    assignment: Assignment, questions: Sequence[Question], sheet: Sheet, student: str = ""
) -> Marked:
    """What every answer is worth, and why."""
    return Marked(
        assignment.name,
        assignment.title,
        student or sheet.student,
        tuple(mark_item(question, sheet.answers.get(question.item.id)) for question in questions),
        sheet.notes,
        variant=variant_of(questions),
    )


def variant_of(questions: Sequence[Question]) -> dict[str, dict[str, str]]:
    """What was drawn for each item, as text."""
    return {
        question.item.id: {name: setting(value) for name, value in question.drawn.items()}
        for question in questions
        if question.drawn
    }


def mark_item(question: Question, node: Node | None) -> Mark:
    """One answer marked. What goes wrong in the answer is its student's to read, not an error."""
    try:
        judged = BLANK if node is None else question.sort.judge(question.posed, node)
    except CnncostError as error:
        judged = unread_because(error)
    return _mark(question, judged, node)


def _mark(question: Question, judged: Judged, node: Node | None) -> Mark:
    points = question.item.points
    return Mark(
        question.item.id,
        question.sort.what(question.posed),
        judged.state,
        judged.share * points,
        points,
        judged.read or written(node),
        question.sort.key(question.posed),
        line_of(node),
        judged.remarks,
        tuple(_part(part, points) for part in judged.parts),
    )


def _part(part: Mark, points: Fraction) -> Mark:
    """A part, whose points are shares of the item's so far."""
    return part._replace(points=part.points * points, of=part.of * points)


def unreadable(assignment: Assignment, why: str, student: str = "") -> Marked:
    """What is said of a file in which nothing can be read: no item is charged as wrong."""
    remark = Remark("read", (), why, why)
    marks = tuple(
        Mark(item.id, item.id, "unread", Fraction(0), item.points, "", "", 0, (remark,))
        for item in assignment.items
    )
    return Marked(assignment.name, assignment.title, student, marks, (), why)
