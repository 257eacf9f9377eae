"""Results as they are made: a worker for each submission, each result written before the next."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import closing
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from cnncost.homework.collecting.submissions import safe_name
from cnncost.homework.grading import store
from cnncost.homework.grading.documents import feedback_files
from cnncost.homework.grading.earlier import digest, feedback_paths
from cnncost.homework.grading.inputs import Inputs, Task
from cnncost.homework.grading.pool import Outcome, outcomes
from cnncost.homework.grading.regrade import settled
from cnncost.homework.grading.results import (
    LONGEST_TEXT,
    Change,
    Result,
    Status,
    indented,
    result_data,
)
from cnncost.homework.grading.worker import Job, Limits, answered
from cnncost.homework.marking import unreadable
from cnncost.homework.marks import Marked, read_marked


class Run(NamedTuple):
    """Where results go and how; ``earlier`` are those that were there, by student."""

    inputs: Inputs
    out: Path
    limits: Limits
    at_once: int
    lower: bool
    earlier: Mapping[str, Result]


class Made(NamedTuple):
    """The result that counts for a student, and how it changed their points, if it did."""

    result: Result
    change: Change | None


def still_holds(run: Run, task: Task) -> Result | None:
    """The earlier result of a submission, if all that it depends on is as it was."""
    earlier = run.earlier.get(task.job.student)
    if earlier is None or earlier.source != task.source or earlier.status == "failed":
        return None
    paths = feedback_paths(run.out, task.job.student)
    files = {ending: digest(store.read(path)) for ending, path in paths.items()}
    return earlier if files == earlier.files else None


def made(run: Run, waiting: list[Task]) -> Generator[Made, None, None]:
    """The results as they are made, each written before the next; without the submission's text."""
    by_number = {task.job.number: task for task in waiting}
    for task in waiting:
        if task.unusable:
            yield _written(run, *_unusable(run, task))
        elif task.job.missing:  # nothing of a student's is read, so it needs no process
            yield _written(run, *_result(run, task, _absent(task.job)))
    jobs = [task.job for task in waiting if not task.unusable and not task.job.missing]
    with closing(outcomes(jobs, run.limits, run.at_once)) as coming:
        for job, outcome in coming:
            task = by_number[job.number]
            yield _written(run, *_result(run, task, outcome))


def _absent(job: Job) -> Outcome:
    """What is said of a student who handed in nothing."""
    from json import loads

    sent = loads(answered(job))
    return Outcome({}, sent["failed"], sent["detail"]) if "failed" in sent else Outcome(sent)


def _written(run: Run, result: Result, files: dict[str, str]) -> Made:
    """Write the feedback, and then the marks, which say that the feedback is there.

    What does not count, as it would lower the points, is not written.
    """
    data = {ending: text.encode("utf-8", "replace") for ending, text in files.items()}
    new = result._replace(files={ending: digest(content) for ending, content in data.items()})
    counts, change = settled(run.earlier.get(new.student), new, run.lower)
    if change is None or not change.kept:
        for ending, path in feedback_paths(run.out, new.student).items():
            store.write(path, data[ending])
        path = run.out / store.MARKS / f"{safe_name(new.student)}.json"
        store.write(path, indented(result_data(counts)))
    return Made(counts._replace(text=""), change)


def _unusable(run: Run, task: Task) -> tuple[Result, dict[str, str]]:
    """The result of a submission that holds nothing to mark."""
    marked = unreadable(run.inputs.assignment, task.submission.problem, task.job.student)
    return _about(task, "unread", marked), _plain(run, marked)


def _result(run: Run, task: Task, outcome: Outcome) -> tuple[Result, dict[str, str]]:
    """The result that a worker's answer makes."""
    if outcome.failed:
        why = _problem(outcome.failed, run.limits)
        marked = unreadable(run.inputs.assignment, why, task.job.student)
        result = _about(task, "failed", marked)
        return result._replace(detail=outcome.detail), _plain(run, marked)
    marked = read_marked(outcome.sent["marked"])
    status: Status = "missing" if task.job.missing else "unread" if marked.unread else "graded"
    result = _about(task, status, marked)
    notes = (*result.notes, *outcome.sent["notes"])
    points = Fraction(outcome.sent["points"])
    return result._replace(points=points, notes=notes), outcome.sent["files"]


def _plain(run: Run, marked: Marked) -> dict[str, str]:
    return feedback_files(run.inputs.assignment, (), marked, run.inputs.level)


def _about(task: Task, status: Status, marked: Marked) -> Result:
    """A result without points: what is known without marking anything."""
    one = task.submission
    return Result(
        student=one.student,
        name=one.name,
        status=status,
        marked=marked,
        points=Fraction(0),
        factor=task.factor,
        source=task.source,
        where=one.where,
        submitted=one.submitted,
        late=task.late,
        notes=task.notes,
        text=one.data[:LONGEST_TEXT].decode("utf-8", "replace"),
    )


def _problem(failed: str, limits: Limits) -> str:
    """Why a submission has no marks, in words for its student."""
    if failed == "time":
        return f"The file took longer than {limits.seconds:g} seconds to mark."
    if failed == "memory":
        return f"The file needed more memory than {limits.megabytes} MB to be marked."
    return "The file could not be marked; the teacher has been told."
