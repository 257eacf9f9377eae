"""Results of earlier runs, and which of them still hold."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from cnncost.errors import UsageError, shortened
from cnncost.homework.collecting.submissions import safe_name
from cnncost.homework.grading import store
from cnncost.homework.grading.inputs import Inputs
from cnncost.homework.grading.results import Result, read_result


def earlier_results(out: Path, inputs: Inputs) -> tuple[dict[str, Result], tuple[str, ...]]:
    """The results of earlier runs that can be read, by student, and a note on those that cannot."""
    from json import loads

    found: dict[str, Result] = {}
    notes = []
    for name in store.names(out / store.MARKS):
        data = store.read(out / store.MARKS / name)
        try:
            result = read_result(loads(data or b""))
        except (ValueError, RecursionError):
            notes.append(f"{shortened(name)} was not as it was written; it counts for nothing.")
            continue
        _check_homework(out, result, inputs)
        if name == f"{safe_name(result.student)}.json":
            found[result.student] = result._replace(text="")
    return found, tuple(notes)


def _check_homework(out: Path, result: Result, inputs: Inputs) -> None:
    was, now = result.marked.homework, inputs.assignment.name
    if was != now:
        raise UsageError(
            f"{shortened(str(out), 200)} holds the results of {shortened(was)}; the homework is "
            f"{shortened(now)}. Name another folder."
        )


def feedback_paths(out: Path, student: str) -> dict[str, Path]:
    """Where a student's feedback lies, by the endings of its files."""
    name = safe_name(student)
    return {ending: out / store.FEEDBACK / f"{name}.{ending}" for ending in ("md", "html")}


def digest(data: bytes | None) -> str:
    """The digest of a file's content; nothing for no file."""
    return "" if data is None else sha256(data).hexdigest()
