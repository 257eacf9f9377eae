"""Grading: a class marked into a folder, one process for each submission, and again if need be."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cnncost.errors import UsageError
from cnncost.explanation.page import Page
from cnncost.homework.assignment import Assignment
from cnncost.homework.grading import store
from cnncost.homework.grading.counts import Class
from cnncost.homework.grading.earlier import earlier_results
from cnncost.homework.grading.files import class_files
from cnncost.homework.grading.inputs import read_inputs, tasks
from cnncost.homework.grading.making import Made, Run, made, still_holds
from cnncost.homework.grading.report import class_page
from cnncost.homework.grading.results import (
    Change,
    Result,
)
from cnncost.homework.grading.worker import Limits
from cnncost.numbers import several

MOST_JOBS = 64
MOST_SECONDS = 3600
LEAST_MEGABYTES, MOST_MEGABYTES = 16, 1024 * 1024

# What shows how far it is: takes what is still to come and how much that is, and gives it on.
Watch = Callable[[Iterator[Made], int], Iterable[Made]]


@dataclass(frozen=True, eq=False)
class Graded:
    """A class with its results; shows itself in a terminal and in a notebook.

    ``changes`` are the points that this run changed, or would have lowered. ``marked`` submissions
    were marked now, and the others had results already. ``notes`` are for the terminal. The texts
    of submissions are in the files alone.
    """

    found: Class
    out: Path
    changes: tuple[Change, ...]
    marked: int
    notes: tuple[str, ...]

    @property
    def assignment(self) -> Assignment:
        return self.found.assignment

    @property
    def results(self) -> tuple[Result, ...]:
        return self.found.results

    @property
    def page(self) -> Page:
        return class_page(self.found)

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
        return f"Graded({self.assignment.name}: {several(len(self.results), 'result')})"


def grade(
    assignment: str | Path,
    submissions: str | Path,
    out: str | Path,
    roster: str | Path | None = None,
    *,
    secret: str = "",
    jobs: int = 2,
    seconds: float = 10,
    megabytes: int = 512,
    level: str = "",
    lower: bool = False,
    progress: Watch | None = None,
) -> Graded:
    """A class marked; everything is written below ``out``, and nothing anywhere else.

    Results that are there and still hold are kept, so that a run which was interrupted goes on.
    Raises CnncostError for what no submission is to blame for.
    """
    _check(jobs, seconds, megabytes)
    source, target = Path(submissions), Path(out)
    students = Path(roster) if roster else None
    inputs = read_inputs(Path(assignment), source, students, secret, level)
    with store.opened(target, source):
        earlier, notes = earlier_results(target, inputs)
        run = Run(inputs, target, Limits(seconds, megabytes), jobs, lower, earlier)
        return _graded(run, progress or _unwatched, notes)


def _check(jobs: int, seconds: float, megabytes: int) -> None:
    if not 1 <= jobs <= MOST_JOBS:
        raise UsageError(f"From 1 to {MOST_JOBS} submissions can be marked at once.")
    if not 0 < seconds <= MOST_SECONDS:
        raise UsageError(f"A submission may take up to {MOST_SECONDS:,} seconds.")
    if not LEAST_MEGABYTES <= megabytes <= MOST_MEGABYTES:
        raise UsageError(f"A submission needs from {LEAST_MEGABYTES} to {MOST_MEGABYTES:,} MB.")


def _unwatched(coming: Iterator[Made], total: int) -> Iterable[Made]:
    return coming


def _graded(run: Run, progress: Watch, notes: tuple[str, ...]) -> Graded:
    every = tasks(run.inputs)
    held = {task.job.student: kept for task in every if (kept := still_holds(run, task))}
    waiting = [task for task in every if task.job.student not in held]
    with _until_terminated(), closing(made(run, waiting)) as coming:
        new = {one.result.student: one for one in progress(coming, len(waiting))}
    found = {**held, **{student: one.result for student, one in new.items()}}
    ordered = tuple(found[task.job.student] for task in every)
    changed = (new[one.student].change for one in ordered if one.student in new)
    changes = tuple(change for change in changed if change)
    whole = _class(run, ordered, tuple(change for change in changes if change.kept))
    for name, data in class_files(whole, run.inputs.digest, run.inputs.level).items():
        store.write(run.out / name, data)
    return Graded(whole, run.out, changes, len(waiting), notes)


def _class(run: Run, results: tuple[Result, ...], fallen: tuple[Change, ...]) -> Class:
    gone = run.earlier.keys() - {one.student for one in results}
    inputs = run.inputs
    return Class(
        inputs.assignment, results, inputs.notes, inputs.unknown, fallen, tuple(sorted(gone))
    )


@contextmanager
def _until_terminated() -> Iterator[None]:
    """Let SIGTERM end the run as Ctrl-C does, with no process left."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, frame: object) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
