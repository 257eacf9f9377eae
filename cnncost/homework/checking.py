"""A student's own check: an assignment, an answers file, and what to say of each answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cnncost.document import read_text
from cnncost.errors import CnncostError, FileError
from cnncost.explanation.page import Page
from cnncost.homework.assignment import Assignment, read_assignment
from cnncost.homework.feedback import feedback_page
from cnncost.homework.marking import mark, unreadable
from cnncost.homework.marks import Marked
from cnncost.homework.sheet import read_sheet
from cnncost.homework.variants import Question, questions_from
from cnncost.numbers import points


@dataclass(frozen=True, eq=False)
class Checked:
    """Answers with their marks; shows itself in a terminal and in a notebook.

    ``level`` is how much is told: ``nudge``, ``full`` with the right answers, or ``marks`` alone.
    """

    assignment: Assignment
    questions: Sequence[Question]
    marked: Marked
    level: str

    @property
    def page(self) -> Page:
        return feedback_page(self.assignment, self.questions, self.marked, self.level)

    @property
    def all_right(self) -> bool:
        return self.marked.all_right

    def __rich__(self) -> Any:
        from cnncost.views.page import page_rich

        return page_rich(self.page)

    def _repr_html_(self) -> str:
        from cnncost.views.page_html import page_html

        return page_html(self.page)

    def __str__(self) -> str:
        from cnncost.views.page import page_text

        return page_text(self.page)

    def __repr__(self) -> str:
        got, of = points(self.marked.points), points(self.marked.of)
        return f"Checked({self.assignment.name}: {got} of {of} points)"


def check(assignment: str | Path, answers: str | Path, *, now: datetime | None = None) -> Checked:
    """The answers in a file, marked.

    Before the due date there are nudges, from then on worked corrections, unless the assignment
    says otherwise; ``now`` stands for the clock. A file that holds no answers gives marks too, all
    unread. Raises CnncostError for an assignment that cannot be used, or files that are not there.
    """
    homework = read_assignment(Path(assignment))
    level = level_of(homework, now or datetime.now(UTC))
    return check_text(homework, read_text(Path(answers)), Path(answers).name, level)


def check_text(homework: Assignment, text: str, file: str, level: str) -> Checked:
    """The same for a text that was read already."""
    try:
        sheet = read_sheet(text, file, homework)
        questions = questions_from(homework, sheet.variant)
    except CnncostError as error:
        if isinstance(error, FileError) and error.place.file == homework.file:
            raise  # that is the teacher's to mend
        return Checked(homework, (), unreadable(homework, str(error)), level)
    return Checked(homework, questions, mark(homework, questions, sheet), level)


def level_of(homework: Assignment, now: datetime) -> str:
    """How much a student is told at that time: without a due date there is none to wait for."""
    if homework.feedback != "auto":
        return homework.feedback
    return "full" if homework.due is None or now >= homework.due else "nudge"
