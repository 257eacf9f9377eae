"""Result: all that is kept of one student's submission, as its file in ``marks`` holds it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from hashlib import sha256
from typing import Any, Literal, NamedTuple

from cnncost.homework.marks import Marked, marked_data, read_marked
from cnncost.numbers import json_number
from cnncost.numbers import points as points_text

SCHEMA = "cnncost.result/1"
LONGEST_TEXT = 64 * 1024
Status = Literal["graded", "unread", "missing", "failed"]
Number = int | float


class Change(NamedTuple):
    """Points that a later run changed, or would have lowered and ``kept``."""

    student: str
    before: Number
    after: Number | None
    why: str
    kept: bool = False

    @property
    def text(self) -> str:
        """``from 8 to 6 (the assignment changed)``."""
        before = _points(self.before)
        after = "no final points" if self.after is None else _points(self.after)
        if self.kept:
            return f"would fall from {before} to {after}; kept ({self.why})"
        return f"from {before} to {after} ({self.why})"


def _points(points: Number) -> str:
    return points_text(Fraction(str(points)))


class Source(NamedTuple):
    """What a result was made from. ``key`` is a digest of all that it depends on."""

    key: str
    version: str
    assignment: str
    submission: str


class Result(NamedTuple):
    """One student's result.

    ``points`` are exact, ``factor`` is the share that lateness leaves. ``notes`` and ``detail`` are
    for the teacher alone. ``text`` is the submission as it was read, ``files`` are the digests of
    the feedback files, ``history`` the changes of the points so far.
    """

    student: str
    name: str
    status: Status
    marked: Marked
    points: Fraction
    factor: Fraction
    source: Source
    where: str = ""
    submitted: str = ""
    late: bool = False
    notes: tuple[str, ...] = ()
    detail: str = ""
    text: str = ""
    files: Mapping[str, str] = {}
    history: tuple[Change, ...] = ()

    @property
    def final(self) -> Number | None:
        """The points that count; None while anything is left that could not be read."""
        done = self.status in ("graded", "missing") and not self.marked.unread
        return json_number(self.points * self.factor) if done else None

    @property
    def counted(self) -> Marked:
        """The marks with what lateness leaves of their points, for gradebooks."""
        if self.factor == 1:
            return self.marked
        marks = (mark._replace(points=mark.points * self.factor) for mark in self.marked.marks)
        return self.marked._replace(marks=tuple(marks))


def result_data(result: Result) -> dict[str, Any]:
    """The result as plain data, with a digest of itself."""
    data = {
        "schema": SCHEMA,
        **result._asdict(),
        "points": str(result.points),
        "factor": str(result.factor),
        "final": result.final,
        "notes": list(result.notes),
        "source": result.source._asdict(),
        "files": dict(result.files),
        "history": [change._asdict() for change in result.history],
        "marked": marked_data(result.marked),
    }
    return {**data, "check": _check(data)}


def read_result(data: Mapping[str, Any]) -> Result:
    """The result in data that ``result_data`` made. Raises ValueError for any other."""
    try:
        rest = {key: value for key, value in data.items() if key != "check"}
        if data["schema"] == SCHEMA and data["check"] == _check(rest):
            return _result({key: rest[key] for key in Result._fields})
    except (LookupError, TypeError, AttributeError, ArithmeticError, ValueError):
        pass
    raise ValueError("This is no result as it was written.")


def _result(fields: dict[str, Any]) -> Result:
    read = {
        "points": Fraction(fields["points"]),
        "factor": Fraction(fields["factor"]),
        "notes": tuple(fields["notes"]),
        "source": Source(**fields["source"]),
        "history": tuple(Change(**change) for change in fields["history"]),
        "marked": read_marked(fields["marked"]),
    }
    return Result(**{**fields, **read})


def _check(data: Mapping[str, Any]) -> str:
    return sha256(canonical(data)).hexdigest()


def canonical(data: Any) -> bytes:
    """Data as the one JSON text that it has here."""
    from json import dumps

    return dumps(data, sort_keys=True, separators=(",", ":")).encode()


def indented(data: Any) -> bytes:
    """Data as JSON to be read, in plain ASCII."""
    from json import dumps

    return f"{dumps(data, indent=1)}\n".encode()
