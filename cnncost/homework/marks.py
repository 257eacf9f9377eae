"""Marks: what is said of each answer, as every report and export of homework reads it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Literal, NamedTuple

from cnncost.numbers import json_number

State = Literal["right", "wrong", "unread", "blank"]
SCHEMA = "cnncost.marks/1"


class Remark(NamedTuple):
    """One thing to say of an answer.

    ``sort`` is ``slip``, ``convention``, ``followed`` (right for an earlier wrong answer), ``sum``,
    ``limit`` (of a design) or ``read`` (why an answer cannot be read). ``slips`` are the ids of the
    slips that it names, several where they were made together. ``nudge`` gives nothing away;
    ``says`` is for after the due date. ``topic`` is what to have explained.
    """

    sort: str
    slips: tuple[str, ...]
    nudge: str
    says: str
    topic: str = ""


class Mark(NamedTuple):
    """One answer: as it was written, what it is worth, and why.

    ``state`` is right, wrong, unread (cannot be read, so not charged as wrong) or blank (nothing
    was written). ``id`` is the item's, and of a table's cell its row and column; ``line`` is
    where the answer stands, 0 if nowhere. Of several remarks each may be what happened. ``parts``
    are the cells of a table or the limits of a design.
    """

    id: str
    what: str
    state: State
    points: Fraction
    of: Fraction
    written: str
    right: str
    line: int = 0
    remarks: tuple[Remark, ...] = ()
    parts: tuple[Mark, ...] = ()


class Marked(NamedTuple):
    """All the answers of one student.

    ``problem`` says why nothing could be read, if nothing could; ``notes`` are remarks on the file
    as a whole. ``variant`` are the numbers that the student's items were drawn with.
    """

    homework: str
    title: str
    student: str
    marks: tuple[Mark, ...]
    notes: tuple[str, ...] = ()
    problem: str = ""
    variant: Mapping[str, Mapping[str, str]] = {}

    @property
    def points(self) -> Fraction:
        """What the answers that could be read are worth."""
        return sum((mark.points for mark in self.marks), start=Fraction(0))

    @property
    def of(self) -> Fraction:
        return sum((mark.of for mark in self.marks), start=Fraction(0))

    @property
    def unread(self) -> bool:
        """Whether anything is left that could not be read, so that the points are not final."""
        return bool(self.problem) or any(mark.state == "unread" for mark in self.marks)

    @property
    def all_right(self) -> bool:
        return not self.problem and all(mark.state == "right" for mark in self.marks)


def told(marked: Marked, level: str) -> Marked:
    """The marks as far as a student is told: all of them at the level ``full``.

    At ``nudge`` there are neither right answers nor what is said after the due date; at ``marks``
    there are no remarks either, but for why an answer cannot be read.
    """
    if level == "full":
        return marked
    return marked._replace(marks=tuple(_told(mark, level) for mark in marked.marks))


def _told(mark: Mark, level: str) -> Mark:
    kept = (one for one in mark.remarks if level == "nudge" or one.sort == "read")
    remarks = tuple(one._replace(says=one.nudge) for one in kept)
    parts = tuple(_told(part, level) for part in mark.parts)
    return mark._replace(right="", remarks=remarks, parts=parts)


def marked_data(marked: Marked) -> dict[str, Any]:
    """The marks as plain data, for JSON."""
    return {
        "schema": SCHEMA,
        "homework": marked.homework,
        "title": marked.title,
        "student": marked.student,
        "points": json_number(marked.points),
        "of": json_number(marked.of),
        "unread": marked.unread,
        "problem": marked.problem,
        "notes": list(marked.notes),
        "variant": {item: dict(drawn) for item, drawn in marked.variant.items()},
        "items": [mark_data(mark) for mark in marked.marks],
    }


def mark_data(mark: Mark) -> dict[str, Any]:
    """One mark as plain data."""
    remarks = [{**remark._asdict(), "slips": list(remark.slips)} for remark in mark.remarks]
    parts = [mark_data(part) for part in mark.parts]
    points = {"points": json_number(mark.points), "of": json_number(mark.of)}
    return {**mark._asdict(), **points, "remarks": remarks, "parts": parts}


def read_marked(data: Mapping[str, Any]) -> Marked:
    """The marks in data that ``marked_data`` wrote."""
    return Marked(
        data["homework"],
        data["title"],
        data["student"],
        tuple(read_mark(one) for one in data["items"]),
        tuple(data["notes"]),
        data["problem"],
        data["variant"],
    )


def read_mark(data: Mapping[str, Any]) -> Mark:
    """One mark from plain data."""
    remarks = (Remark(**{**one, "slips": tuple(one["slips"])}) for one in data["remarks"])
    read = {
        "points": Fraction(str(data["points"])),
        "of": Fraction(str(data["of"])),
        "remarks": tuple(remarks),
        "parts": tuple(read_mark(part) for part in data["parts"]),
    }
    return Mark(**{**data, **read})
