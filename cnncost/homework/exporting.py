"""Exporting: a whole assignment in the format of another system."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from cnncost.errors import UsageError, listed
from cnncost.homework.assignment import read_assignment

SUFFIXES = {"moodle": ".xml", "gift": ".txt", "qti": ".zip", "gradescope": ".zip"}
FORMATS = tuple(SUFFIXES)


Made = tuple[bytes, tuple[str, ...]]


class Exported(NamedTuple):
    """A file for another system; ``left_out`` says what it does not carry and what to set there."""

    data: bytes
    suffix: str
    left_out: tuple[str, ...]


def export(assignment: Path, format: str, variants: int = 1, secret: str = "") -> Exported:
    """The assignment as one of ``FORMATS``, with so many frozen variants of what varies.

    Raises CnncostError for an assignment that cannot be used, and UsageError for another format.
    """
    if format not in SUFFIXES:
        raise UsageError(f"The format is {listed(FORMATS, 'or')}.")
    make = _autograder if format == "gradescope" else _quiz
    data, left_out = make(assignment, format, variants, secret)
    return Exported(data, SUFFIXES[format], left_out)


def _autograder(path: Path, format: str, variants: int, secret: str) -> Made:
    from cnncost.homework.exports.bundle import autograder_notes, autograder_zip

    return autograder_zip(path, secret), autograder_notes(read_assignment(path), secret)


def _quiz(path: Path, format: str, variants: int, secret: str) -> Made:
    from cnncost.homework.exports.gift import gift, gift_notes
    from cnncost.homework.exports.moodle_xml import moodle_notes, moodle_xml
    from cnncost.homework.exports.qti import qti_notes, qti_zip
    from cnncost.homework.exports.quiz import quiz_of

    quiz = quiz_of(read_assignment(path), variants, secret)
    if format == "moodle":
        data, notes = moodle_xml(quiz).encode(), moodle_notes(quiz)
    elif format == "gift":
        data, notes = gift(quiz).encode(), gift_notes(quiz)
    else:
        data, notes = qti_zip(quiz), qti_notes(quiz)
    return data, (*quiz.left_out, *notes)
