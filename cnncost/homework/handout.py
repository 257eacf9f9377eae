"""Handing out: a sheet to fill in and one to print for every student, and the keys apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cnncost.document import Node
from cnncost.errors import printable
from cnncost.homework.assignment import Assignment
from cnncost.homework.draw import code_of
from cnncost.homework.subject import source_lines
from cnncost.homework.variants import Question, question_for
from cnncost.numbers import setting, several


class Sheets(NamedTuple):
    """What one student gets, and what only the teacher does; ``rejected`` draws came before."""

    student: str
    blank: str
    printed: str
    key: str
    rejected: int


def sheets_for(assignment: Assignment, student: str, secret: str) -> Sheets:
    """The sheets of one student, from the secret and the student alone.

    Raises UsageError where no numbers can be drawn that will do.
    """
    questions = [question_for(assignment, item, secret, student) for item in assignment.items]
    variant = {one.item.id: one.drawn for one in questions if one.drawn}
    code = code_of(secret, assignment.name, student, variant) if variant else ""
    head = list(_head(assignment, student, questions, code))
    return Sheets(
        student,
        _lines([*head, *_gaps(questions)]),
        _printed(assignment, student, questions),
        _lines([*head, *_keys(questions)]),
        sum(question.rejected for question in questions),
    )


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _quoted(text: str) -> str:
    """A text as YAML reads it back, whatever is in it."""
    import json

    return json.dumps(text, ensure_ascii=False)


# --- the sheet to fill in


def _head(
    assignment: Assignment, student: str, questions: Sequence[Question], code: str
) -> Iterator[str]:
    yield from (f"# {line}" for line in introduction(assignment))
    yield f"homework: {assignment.name}"
    yield f"student: {_quoted(student)}" if student else "student:"
    if code:
        variant = ", ".join(_variant(question) for question in questions if question.drawn)
        yield f"variant: {{{variant}}}"
        yield f"code: {_quoted(code)}"


def introduction(assignment: Assignment) -> Iterator[str]:
    """What stands above the items: title, due date, rule for lateness, conventions."""
    yield f"{assignment.heading}, {several(assignment.of, 'point')}"
    if assignment.intro:
        yield from _wrapped(assignment.intro)
    yield from _wrapped(assignment.due_text)
    yield from _wrapped(assignment.agreed.text)


def _wrapped(text: str) -> list[str]:
    from textwrap import wrap

    return wrap(text, 90)


def _variant(question: Question) -> str:
    numbers = ", ".join(f"{name}: {setting(value)}" for name, value in question.drawn.items())
    return f"{question.item.id}: {{{numbers}}}"


def _asked(question: Question, position: int) -> Iterator[str]:
    """The question's lines, with its points."""
    points = several(question.item.points, "point")
    own = [question.problem.text] if question.problem.text else []
    first, *others = [*own, *question.sort.text(question.posed)]
    yield f"{position}. {printable(first)} ({points})"
    yield from (f"   {printable(line)}" for line in others)


def _gaps(questions: Sequence[Question]) -> Iterator[str]:
    """Every question as a comment, and the line for its answer."""
    for position, question in enumerate(questions, start=1):
        yield ""
        yield from (f"# {line}" for line in _asked(question, position))
        yield _entry(question, question.sort.blank(question.posed))


def _keys(questions: Sequence[Question]) -> Iterator[str]:
    for position, question in enumerate(questions, start=1):
        yield ""
        yield from (f"# {line}" for line in _asked(question, position))
        solution = question.sort.solution(question.posed)
        if isinstance(solution, str):
            yield _entry(question, solution)
        else:
            text = question.sort.key(question.posed)
            yield from (f"# {printable(line)}" for line in text.splitlines())
            yield from (f"# {printable(line)}" for line in _source(solution))


def _source(node: Node | None) -> list[str]:
    """A teacher's own solution as it was written."""
    return ["A solution:", *source_lines(node)] if node is not None else []


def _entry(question: Question, answer: str) -> str:
    space = "" if not answer or answer.startswith("\n") else " "
    return f"{question.item.id}:{space}{answer}"


# --- the sheet to print


def _printed(assignment: Assignment, student: str, questions: Sequence[Question]) -> str:
    """The questions as Markdown, with room to write."""
    from cnncost.views.table import escape_markdown

    title, *rest = introduction(assignment)
    lines = [f"# {escape_markdown(title)}", "", " ".join(map(escape_markdown, rest)), ""]
    lines += [f"Name: {escape_markdown(student) or '______________________'}", ""]
    for position, question in enumerate(questions, start=1):
        first, *others = _asked(question, position)
        lines += [f"## {escape_markdown(first)}", ""]
        if others:
            lines += ["````text", *(other.removeprefix("   ") for other in others), "````", ""]
        lines += [*_room(question), ""]
    return _lines(lines)


def _room(question: Question) -> Iterator[str]:
    """A gap, or the rows of a table to fill in."""
    blank = question.sort.blank(question.posed)
    if not blank.startswith("\n"):
        yield "Answer: ______________________"
        return
    yield "```yaml"
    yield from blank.strip("\n").splitlines()
    yield "```"


def drawn_in_vain(sheets: Sequence[Sheets]) -> str:
    """How many draws were rejected, in a sentence; nothing where none was."""
    rejected = sum(one.rejected for one in sheets)
    if not rejected:
        return ""
    verb = "was" if rejected == 1 else "were"
    return f"{several(rejected, 'draw')} {verb} rejected because a slip would not have shown."
