"""Which numbers a sheet is marked with: those that were handed out to its student."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hmac import compare_digest

from cnncost.errors import CnncostError, shortened
from cnncost.homework.assignment import Assignment
from cnncost.homework.draw import Number, code_of
from cnncost.homework.sheet import Sheet
from cnncost.homework.variants import Question, question_for, questions_from

Questions = tuple[Question, ...]


def questions_of(
    assignment: Assignment,
    sheet: Sheet,
    secret: str,
    student: str,
    others: Iterable[str] = (),
    names: Iterable[str] = (),
) -> tuple[Questions, tuple[str, ...]]:
    """The student's items, and what the teacher should know about their numbers.

    A sheet whose code fits has the numbers that it says: they were handed out, whatever would be
    drawn today, be it under another of the student's ``names``. Any other has the numbers that are
    drawn. Without a secret nobody can tell, and the sheet is believed.
    """
    if not assignment.varies or not secret:
        return questions_from(assignment, sheet.variant), ()
    said = _said(assignment, sheet)
    known_as = dict.fromkeys((student, *names))
    if said and any(_fits(assignment, sheet.code, secret, one, said) for one in known_as if one):
        return said, ()
    own = drawn_for(assignment, secret, student)
    if sheet.variant is None or (said and drawn_of(said) == drawn_of(own)):
        return own, ()
    strange = f"The sheet has numbers that were not handed out to {shortened(student)}."
    whose = _whose(assignment, sheet.code, secret, said, others) if said else ""
    return own, (f"{strange}{f' They are those of {shortened(whose)}.' if whose else ''}",)


def drawn_for(assignment: Assignment, secret: str, student: str) -> Questions:
    """The items as they are drawn for a student. Raises UsageError where no draw will do."""
    return tuple(question_for(assignment, item, secret, student) for item in assignment.items)


def drawn_of(questions: Sequence[Question]) -> dict[str, Mapping[str, Number]]:
    """What was drawn for each item that varies."""
    return {question.item.id: question.drawn for question in questions if question.drawn}


def _said(assignment: Assignment, sheet: Sheet) -> Questions:
    """The items with the numbers of the sheet; none where it has no numbers that can be."""
    if sheet.variant is None:
        return ()
    try:
        return questions_from(assignment, sheet.variant)
    except CnncostError:
        return ()


def _fits(assignment: Assignment, code: str, secret: str, student: str, said: Questions) -> bool:
    right = code_of(secret, assignment.name, student, drawn_of(said))
    return compare_digest(right.encode(), code.encode("utf-8", "surrogatepass"))


def _whose(
    assignment: Assignment, code: str, secret: str, said: Questions, others: Iterable[str]
) -> str:
    """The student whom a sheet with this code was handed out to, if any of these."""
    fitting = (one for one in others if code and _fits(assignment, code, secret, one, said))
    return next(fitting, "")
