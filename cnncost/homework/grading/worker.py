"""Worker: one submission marked in a process of its own, which nothing in it can leave."""

from __future__ import annotations

import os
from fractions import Fraction
from functools import lru_cache
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from cnncost.errors import CnncostError, shortened
from cnncost.homework.assignment import Assignment, parse_assignment
from cnncost.homework.grading.confinement import confine
from cnncost.homework.grading.documents import feedback_files
from cnncost.homework.grading.own import Questions, drawn_for, questions_of
from cnncost.homework.grading.results import canonical
from cnncost.homework.marking import mark, unreadable
from cnncost.homework.marks import Marked, marked_data
from cnncost.homework.sheet import Sheet, read_sheet
from cnncost.homework.texts import clean, one_line

READY = b"ready"
OUT_OF_MEMORY = b'{"failed":"memory","detail":"MemoryError"}'
NOTHING = Sheet("", None, "", {}, ())


class Job(NamedTuple):
    """A submission to mark, and all that is needed for it.

    ``text`` is the assignment's and ``file`` its path, beside which networks are looked for.
    ``names`` are what the student may be called, ``others`` the ids of the class. ``factor`` is the
    share of the points that lateness leaves.
    """

    number: int
    text: str
    file: str
    level: str
    secret: str
    student: str
    names: tuple[str, ...]
    others: tuple[str, ...]
    called: str
    data: bytes
    missing: bool
    factor: str


class Limits(NamedTuple):
    """How long a submission may take, and how much memory."""

    seconds: float
    megabytes: int


def enter(job: Job, limits: Limits, pipe: Connection) -> None:
    """What a worker process does: say that it is there, mark, and send what came of it."""
    confine(*limits)
    pipe.send_bytes(READY)
    pipe.send_bytes(answered(job))
    os._exit(0)  # there is nothing to tidy up, which would take as long as many a marking


def answered(job: Job) -> bytes:
    """The marks as JSON, or why there are none."""
    try:
        return canonical(marked_alone(job))
    except MemoryError:
        return OUT_OF_MEMORY
    except Exception as error:
        detail = f"{type(error).__name__}: {one_line(str(error))}"
        return canonical({"failed": "error", "detail": clean(detail)})


@lru_cache(1)
def _assignment(text: str, file: str) -> Assignment:
    return parse_assignment(text, file)


def marked_alone(job: Job) -> dict[str, Any]:
    """The marks of one submission as plain data, with its feedback and notes for the teacher."""
    assignment = _assignment(job.text, job.file)
    questions, marked, notes = _marked(job, assignment)
    files = feedback_files(assignment, questions, marked, job.level, Fraction(job.factor))
    points = str(marked.points)
    return {"marked": marked_data(marked), "points": points, "notes": notes, "files": files}


def _marked(job: Job, assignment: Assignment) -> tuple[Questions, Marked, tuple[str, ...]]:
    if job.missing:
        return _missing(job, assignment)
    try:
        sheet = read_sheet(_decoded(job.data), job.called, assignment)
        found = questions_of(assignment, sheet, job.secret, job.student, job.others, job.names)
    except CnncostError as error:
        if job.secret:
            drawn_for(assignment, job.secret, job.student)  # or else the assignment is to blame
        return (), unreadable(assignment, str(error), job.student), ()
    questions, notes = found
    marked = mark(assignment, questions, sheet, job.student)
    return questions, marked, (*_called_otherwise(job, sheet), *notes)


def _missing(job: Job, assignment: Assignment) -> tuple[Questions, Marked, tuple[str, ...]]:
    """All answers blank, with the student's own numbers where they can be known."""
    try:
        if assignment.varies and not job.secret:
            raise CnncostError("nobody knows the numbers")
        questions = drawn_for(assignment, job.secret, job.student)
    except CnncostError:
        return (), _blank(unreadable(assignment, "", job.student)), ()
    return questions, mark(assignment, questions, NOTHING, job.student), ()


def _blank(marked: Marked) -> Marked:
    marks = (one._replace(state="blank", remarks=()) for one in marked.marks)
    return marked._replace(marks=tuple(marks))


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CnncostError(
            f"Line {line} is not UTF-8 text. Save the file as UTF-8 and try again."
        ) from None


def _called_otherwise(job: Job, sheet: Sheet) -> tuple[str, ...]:
    """A note where a sheet says that it is somebody else's."""
    known = {name.casefold() for name in (job.student, *job.names)}
    if not sheet.student or sheet.student.casefold() in known:
        return ()
    says = f"The sheet says student: {shortened(sheet.student)}."
    return (f"{says} It was handed in by {shortened(job.student)}, which counts.",)
