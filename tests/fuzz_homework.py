"""The readers of homework as functions of bytes: assignments, answers, classes, gradebooks."""

from __future__ import annotations

import json
import shutil
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import fuzz_words as known
from fuzz_bytes import file, folder, said, target, text, typed
from fuzzing import LawError, refuse_bad_message, refuse_controls

from cnncost.errors import CnncostError
from cnncost.homework.assignment import Assignment, parse_assignment, read_assignment
from cnncost.homework.collecting.gradescope import METADATA, read_metadata
from cnncost.homework.collecting.roster import read_roster
from cnncost.homework.collecting.submissions import collect, safe_name
from cnncost.homework.exports.autograder import read_about
from cnncost.homework.exports.canvas import canvas_gradebook
from cnncost.homework.exports.moodle import moodle_worksheet
from cnncost.homework.grading import gradebooks
from cnncost.homework.grading.results import read_result
from cnncost.homework.grading.worker import Job, marked_alone
from cnncost.homework.kinds.typed import read_formula
from cnncost.homework.marking import mark_item, unreadable
from cnncost.homework.variants import question_for

HERE = Path(__file__).parent / "fuzz"
MOST_POSED = 4
ROSTER = b'id,name\ns1,Ann Lee\ns2,"Bo, Jr."\n12,Cy Dee\n'
ANSWERS = """\
homework: hw
student: s1
variant: {own: {problem: 1, K: 3}, back: {M: 24, K: 5}}
count: 118,013,952
ratio: 213
layers:
  conv.1: 32x28x6 | 450 | 403200
  conv.2: 16x14x16 | 2400 | 537600
letters: H·W·N·M·K²
which: a
back: {M: 24, K: 5}
slip: bias.one
net: conv(8, k=3) -> gap -> fc(10)
own: 296
"""


@cache
def homework() -> Assignment:
    return read_assignment(HERE / "homework.yaml")


def read_homework(data: bytes) -> Any:
    """An assignment, with its first items posed, and blank answers marked."""
    found = parse_assignment(text(data), str(folder() / "hw.yaml"))
    posed = [first_line(found, i) for i in range(min(MOST_POSED, len(found.items)))]
    return found.name, found.due_text, str(found.of), posed


def first_line(assignment: Assignment, number: int) -> str:
    """What an item asks, or why nobody can be asked that; its key is worth what may be earned."""
    try:
        question = question_for(assignment, assignment.items[number], "a secret", "s1")
        lines = question.sort.text(question.posed)
        refuse_controls("".join(lines))
        blank = mark_item(question, None)
        if blank.state != "blank" or blank.points:
            raise LawError(f"no answer is {blank}")
        return f"{lines[:1]} {question.sort.key(question.posed)}"[:400]
    except CnncostError as error:
        refuse_bad_message(str(error))
        return str(error)


def read_answers(data: bytes) -> Any:
    """A student's file, marked as in a class: points between nothing and all."""
    found = marked_alone(job(data))
    marks = found["marked"].get("items", [])
    if not 0 <= Fraction(found["points"]) <= homework().of:
        raise LawError(f"{found['points']} points of {homework().of}")
    refuse_controls("".join(found["notes"]) + found["files"]["md"])
    json.dumps(found)
    return found["points"], len(marks), found["notes"], found["files"]


def job(data: bytes) -> Job:
    source = HERE / "homework.yaml"
    return Job(
        number=0, text=source.read_text(encoding="utf-8"), file=str(source), level="full",
        secret="", student="s1", names=(), others=(), called="answers.yaml", data=data,
        missing=False, factor="1",
    )  # fmt: skip


def read_letters(data: bytes) -> Any:
    return str(read_formula(typed(data), ("H", "W", "N", "K", "M"), ("P",)))


def read_class(data: bytes) -> Any:
    return str(read_roster(file(data, "roster.csv")).students)[:4_000]


def read_export(data: bytes) -> Any:
    return str(list(read_metadata(data, METADATA).items()))[:4_000]


def read_canvas(data: bytes) -> Any:
    """A gradebook of either system: what is not a cell for points stays as it is, to the byte."""
    written = gradebooks._text(file(data, "book.csv"))
    keys = {id: unreadable(homework(), "", id) for id in ("s1", "12", "Participant 12")}
    read = (lambda t: canvas_gradebook(t, keys, "hw"), lambda t: moodle_worksheet(t, keys, True))
    return [said(one, written) for one in read]


def read_json(data: bytes) -> Any:
    """The two readers of JSON that other programs wrote: neither gives anything but its own."""
    about = str(read_about(file(data, "about.json")))
    try:
        result = str(read_result(json.loads(data)))
    except (ValueError, RecursionError):
        result = ""
    return about, result


# --- what a class handed in


def read_zip(data: bytes) -> Any:
    return collected(file(data, "class.zip"))


def read_folder(data: bytes) -> Any:
    """Files named by lines, each with a line of content below it."""
    root = folder() / "submissions"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()
    lines = data.split(b"\n")[:40]
    for name, content in zip(lines[::2], lines[1::2], strict=False):
        put(root, name, content)
    return collected(root)


def put(root: Path, name: bytes, content: bytes) -> None:
    """A file, where the system can have one of that name, below the root and nowhere else."""
    parts = [part for part in name.split(b"/") if part not in (b"", b".", b"..")]
    if not parts or b"\0" in name or len(name) > 200:
        return
    path = root.joinpath(*(part.decode("utf-8", "surrogateescape") for part in parts))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError:
        return


def collected(path: Path) -> Any:
    """Every submission is whose it is, once; nothing that is said of it could steer a terminal."""
    roster = read_roster(file(ROSTER, "roster.csv"))
    found = collect(path, roster)
    ids = [one.student for one in found.submissions]
    if len(set(ids)) != len(ids) or not {"s1", "s2", "12"} <= set(ids):
        raise LawError(f"submissions of {ids}")
    for one in found.submissions:
        refuse_controls("".join((one.student, one.name, one.where, one.problem, *one.notes)))
        if len(safe_name(one.student)) > 100:
            raise LawError(f"a file called {safe_name(one.student)}")
    return [one._replace(data=one.data[:50]) for one in found.submissions], found.notes


EXPORT = """\
submission_1:
  :submitters:
  - :name: Ann
    :sid: s1
  :created_at: 2026-03-01 10:00
"""
ABOUT = '{"created_at": "2026-03-01T10:00:00Z", "users": [{"sid": "s1", "email": "a@b"}]}'
CLASSES = (
    target("homework", read_homework, known.YAML + known.HOMEWORK + known.LAYERS,
           (HERE / "homework.yaml").read_text(encoding="utf-8")),
    target("answers", read_answers, known.YAML + known.SHEETS, ANSWERS),
    target("letters", read_letters, known.FORMULAS, "H·W·N·M·K²", "MACs = 2HW(K^2 + 1)"),
    target("roster", read_class, known.CELLS, ROSTER.decode()),
    target("metadata", read_export, known.YAML + known.METADATA, EXPORT),
    target("gradebook", read_canvas, known.CELLS,
           "Student,ID,SIS Login ID,Section,hw (10)\n    Points Possible,,,,10\nLee,12,s1,A,\n",
           "Identifier,Full name,Grade,Maximum Grade,Feedback comments\nParticipant 12,Ann,,10,\n"),
    target("json", read_json, known.JSON, ABOUT),
    target("zip", read_zip, known.ZIPS),
    target("folder", read_folder, known.FOLDERS, "s1/answers.yaml\na: 1\ns2/b.txt\n",
           "lee_12_34_answers-2.yaml\nx\ndee_LATE_99_1_a.yaml\n"),
)  # fmt: skip
