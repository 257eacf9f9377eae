"""Gradescope's autograder, as it runs for one submission.

``python -m cnncost.homework.exports.autograder ROOT`` marks ROOT/submission and always writes
ROOT/results/results.json.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from cnncost.document import read_text
from cnncost.errors import shortened
from cnncost.homework.assignment import Assignment, read_assignment
from cnncost.homework.checking import level_of
from cnncost.homework.collecting.layouts import File, chosen, refused
from cnncost.homework.collecting.submissions import MOST_BYTES, NOTHING
from cnncost.homework.exports.gradescope import gradescope_json
from cnncost.homework.grading.worker import Job, Limits
from cnncost.homework.late import kept
from cnncost.homework.marking import unreadable
from cnncost.homework.marks import Marked, read_marked, told
from cnncost.numbers import json_number
from cnncost.numbers import points as points_text

HOMEWORK = "homework"  # the folder of the assignment, and of what it refers to
SETTINGS = "autograder.json"
LIMITS = Limits(60.0, 400)
MOST_METADATA = 32 * 1024 * 1024
MOST_NAMED = 5
LONG_AGO = datetime(1, 1, 2, tzinfo=UTC)
CRASHED = "The answers could not be marked. Tell your teacher; nothing is charged as wrong."


class About(NamedTuple):
    """What Gradescope says of a submission: when it came, and by which ids its students go."""

    created: datetime | None
    ids: tuple[str, ...]


def results(root: Path) -> str:
    """The results of the submission below a root, as Gradescope reads them."""
    from json import loads

    source = root / "source"
    settings = loads((source / SETTINGS).read_text(encoding="utf-8"))
    homework = read_assignment(source / HOMEWORK / settings["assignment"])
    about = read_about(root / "submission_metadata.json")
    data, called, notes = _handed_in(root / "submission")
    if not called:
        return _written(unreadable(homework, notes[0]), "nudge", Fraction(1), notes[1:])
    # Where nobody says when it was handed in, no more is told than before it is due.
    level = level_of(homework, about.created or LONG_AGO)
    factor = kept(homework.late, homework.due, about.created)
    job = _job(homework, settings["secret"], about, level, data, called)
    marked, more = _marked(homework, job._replace(factor=str(factor)))
    return _written(marked, level, factor, (*notes, *more))


def read_about(path: Path) -> About:
    """What ``submission_metadata.json`` says; nothing where it cannot be read."""
    from json import loads

    try:
        with path.open("rb") as file:
            found = loads(file.read(MOST_METADATA))
        users = [user for user in found.get("users") or () if isinstance(user, dict)]
        return About(_moment(found.get("created_at")), tuple(dict.fromkeys(_ids(users))))
    except (OSError, ValueError, AttributeError, TypeError, RecursionError):
        return About(None, ())


def _moment(text: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _ids(users: list[dict[str, Any]]) -> Iterator[str]:
    """Student ids first, then addresses, then what stands before their ``@``."""
    texts = [(str(user.get("sid") or ""), str(user.get("email") or "")) for user in users]
    yield from (sid for sid, _ in texts if sid)
    yield from (email for _, email in texts if email)
    yield from (email.partition("@")[0] for _, email in texts if "@" in email[1:])


def _handed_in(folder: Path) -> tuple[bytes, str, tuple[str, ...]]:
    """The answers file, its name and notes; where there is none, no name and why."""
    from cnncost.homework.collecting.members import opened

    with opened(folder) as members:
        files = [File(one, one.parts[-1], len(one.parts) - 1) for one in members if not one.folder]
        if not files:
            return b"", "", (NOTHING,)
        file, others = chosen(files)
        notes = [f"Not read: {shortened(other.name)}." for other in others[:MOST_NAMED]]
        data, problem = b"", refused(file)
        if not problem:
            data, why = file.member.read(MOST_BYTES)
            problem = f"{shortened(file.name)} {why}." if why else ""
    return (b"", "", (problem, *notes)) if problem else (data, file.name, tuple(notes))


def _job(
    homework: Assignment, secret: str, about: About, level: str, data: bytes, called: str
) -> Job:
    claimed = _claimed(data)
    ids = about.ids or ((claimed,) if claimed else ("",))
    student = next((claimed for id in ids if id.casefold() == claimed.casefold()), ids[0])
    return Job(
        number=0,
        text=read_text(Path(homework.file)),
        file=homework.file,
        level=level,
        secret=secret,
        student=student,
        names=ids,
        others=(claimed,) if claimed else (),
        called=called,
        data=data,
        missing=False,
        factor="1",
    )


def _claimed(data: bytes) -> str:
    """The student whom a sheet names, written as its roster writes the id."""
    found = re.search(rb"(?m)^student:[ \t]*(\"?)([^\"\r\n]{1,80}?)\1[ \t]*\r?$", data)
    return found[2].decode("utf-8", "replace").strip() if found else ""


def _marked(homework: Assignment, job: Job) -> tuple[Marked, tuple[str, ...]]:
    """The marks, made in a process of its own."""
    from cnncost.homework.grading.pool import outcomes

    ((_, outcome),) = outcomes([job], LIMITS, 1)
    if outcome.failed:
        sys.stderr.write(f"{outcome.failed}: {outcome.detail}\n")
        why = "Marking took too long." if outcome.failed == "time" else CRASHED
        return unreadable(homework, why, job.student), ()
    return read_marked(outcome.sent["marked"]), tuple(outcome.sent["notes"])


def _written(marked: Marked, level: str, factor: Fraction, notes: tuple[str, ...]) -> str:
    """The marks as Gradescope reads them, less what lateness costs."""
    from json import dumps, loads

    data = loads(gradescope_json(told(marked, level), level == "full"))
    lines = [data["output"], *notes]
    if factor != 1 and not marked.problem:
        data["score"] = json_number(marked.points * factor)
        share = f"{points_text(100 * factor)} %"
        lines.insert(1, f"Handed in late: {share} of the points count, {data['score']}.")
    return dumps({**data, "output": "\n".join(lines)}, indent=1, allow_nan=False) + "\n"


def main(root: Path) -> None:
    """Write the results, whatever happens."""
    try:
        text = results(root)
    except Exception as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        text = gradescope_json(Marked(HOMEWORK, "", "", (), (), CRASHED), False)
    folder = root / "results"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "results.json.new").write_text(text, encoding="utf-8", newline="\n")
    (folder / "results.json.new").replace(folder / "results.json")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "/autograder"))
