"""What a class is marked from: the assignment, who is in the class, and what was handed in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from cnncost import __version__
from cnncost.document import Node, read_text
from cnncost.errors import UsageError, listed
from cnncost.homework.assignment import FEEDBACK, Assignment, parse_assignment
from cnncost.homework.collecting.roster import Roster, Student, read_roster
from cnncost.homework.collecting.submissions import NOTHING, Collected, Submission, collect
from cnncost.homework.grading.results import SCHEMA, Source, canonical
from cnncost.homework.grading.worker import Job
from cnncost.homework.late import kept
from cnncost.homework.variants import pose

LEVELS = tuple(level for level in FEEDBACK if level != "auto")
LONGEST_PATH = 200
MOST_READ = 1024 * 1024
NO_SECRET = (
    "No secret was given, so every sheet's own numbers were believed; nobody has checked that they "
    "were handed out."
)
NO_ZONE = "Times of handing in without a time zone were taken to be in UTC."
NO_TIME = "Handed in late, but nothing says when: no points were taken off."


class Inputs(NamedTuple):
    """Everything that results depend on; ``digest`` is that of the assignment and its files."""

    assignment: Assignment
    text: str
    digest: str
    roster: Roster | None
    collected: Collected
    secret: str
    level: str

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be said of the class as a whole."""
        believed = (NO_SECRET,) if self.assignment.varies and not self.secret else ()
        vague = self.assignment.due and any(map(_without_zone, self.collected.submissions))
        return (*self.collected.notes, *believed, *((NO_ZONE,) if vague else ()))

    @property
    def unknown(self) -> tuple[str, ...]:
        """Who handed something in and is not in the roster."""
        if self.roster is None:
            return ()
        known = {student.id for student in self.roster.students}
        return tuple(s.student for s in self.collected.submissions if s.student not in known)


class Task(NamedTuple):
    """A submission with what marking it needs, and a digest of all that its result depends on."""

    submission: Submission
    source: Source
    factor: Fraction
    job: Job
    notes: tuple[str, ...]
    late: bool

    @property
    def unusable(self) -> bool:
        """Whether something was handed in that holds nothing to mark."""
        return bool(self.submission.problem) and not self.job.missing


def read_inputs(
    assignment: Path, submissions: Path, roster: Path | None, secret: str, level: str
) -> Inputs:
    """The files of a class. Raises CnncostError for an assignment or a roster that is none."""
    if level and level not in LEVELS:
        raise UsageError(f"The level of feedback is one of {listed(LEVELS, 'or')}.")
    text = read_text(assignment)
    homework = parse_assignment(text, str(assignment))
    for item in homework.items:
        if not item.varies:
            pose(homework, item, 0, {})  # what is wrong with it is the teacher's to see, now
    students = read_roster(roster) if roster else None
    told = level or ("full" if homework.feedback == "auto" else homework.feedback)
    digest = sha256(canonical([homework.digest, *_files(homework)])).hexdigest()
    collected = collect(submissions, students)
    return Inputs(homework, text, digest, students, collected, secret, told)


def _files(assignment: Assignment) -> list[tuple[str, str]]:
    """Digests of the files that the items may mean: any text of theirs that names one."""
    folder = Path(assignment.file).parent
    texts = {text for item in assignment.items for text in _texts(item.node)}
    return [
        (text, sha256(data).hexdigest())
        for text in sorted(texts)
        for path in (folder / text, Path(text))
        if (data := _content(path)) is not None
    ]


def _texts(node: Node) -> Iterator[str]:
    waiting = [node]
    while waiting:
        value: Any = waiting.pop().value
        if not isinstance(value, str):
            waiting += [child if isinstance(child, Node) else child[1] for child in value]
        elif 0 < len(value) <= LONGEST_PATH and value.isprintable():
            yield value


def _content(path: Path) -> bytes | None:
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return file.read(MOST_READ)
    except (OSError, ValueError):
        return None


# --- tasks


def tasks(inputs: Inputs) -> list[Task]:
    """One task for each submission, in their order."""
    students = {one.id: one for one in inputs.roster.students} if inputs.roster else {}
    others = tuple(students) if inputs.assignment.varies and inputs.secret else ()
    found = enumerate(inputs.collected.submissions)
    return [_task(inputs, i, one, students.get(one.student), others) for i, one in found]


def _task(
    inputs: Inputs, number: int, one: Submission, student: Student | None, others: tuple[str, ...]
) -> Task:
    factor = kept(inputs.assignment.late, inputs.assignment.due, _submitted(one))
    job = Job(
        number=number,
        text=inputs.text,
        file=inputs.assignment.file,
        level=inputs.level,
        secret=inputs.secret,
        student=one.student,
        names=(one.name, *(student.names if student else ())),
        others=others,
        called=Path(one.where).name or "answers",
        data=one.data,
        missing=is_missing(one),
        factor=str(factor),
    )
    notes = (*one.notes, *((NO_TIME,) if one.late and not one.submitted else ()))
    late = one.late or _after_due(inputs.assignment, one)
    return Task(one, _source(inputs, job, one), factor, job, notes, late)


def is_missing(submission: Submission) -> bool:
    """Whether there is nothing, as opposed to something that cannot be read."""
    return submission.problem.startswith(NOTHING)


def _source(inputs: Inputs, job: Job, one: Submission) -> Source:
    submission = sha256(one.data).hexdigest() if one.data else ""
    about = {**job._asdict(), "number": 0, "text": "", "file": "", "data": submission}
    told = [one.where, one.late, one.submitted, one.notes, one.problem]
    key = sha256(canonical([SCHEMA, __version__, inputs.digest, about, *told])).hexdigest()
    return Source(key, __version__, inputs.digest, submission)


def _submitted(one: Submission) -> datetime | None:
    try:
        return datetime.fromisoformat(one.submitted) if one.submitted else None
    except ValueError:
        return None


def _after_due(assignment: Assignment, one: Submission) -> bool:
    """Whether a submission came after the due date, and the time of grace if there is any."""
    time = _submitted(one)
    if assignment.due is None or time is None:
        return False
    grace = assignment.late.grace if assignment.late else timedelta(0)
    return (time if time.tzinfo else time.replace(tzinfo=UTC)) - assignment.due > grace


def _without_zone(one: Submission) -> bool:
    time = _submitted(one)
    return time is not None and time.tzinfo is None
