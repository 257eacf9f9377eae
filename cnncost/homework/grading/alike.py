"""Submissions that are alike: the same bytes, the same mistakes, or another student's answers."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from typing import NamedTuple

from cnncost.homework.grading.counts import Class
from cnncost.homework.grading.results import Result
from cnncost.homework.marks import Mark

LEAST = 1_000  # a smaller number may be another's by chance
MOST_DIGITS = 100
LEAST_MISTAKES = 2  # many students make a single usual one
_NUMBER = re.compile(r"[0-9]+(?:[, _][0-9]+)*")


class Borrowed(NamedTuple):
    """A wrong answer that is the right one of others, who drew other numbers."""

    student: str
    item: str
    answer: str
    others: tuple[str, ...]


def identical(found: Class) -> list[tuple[str, ...]]:
    """Students whose files are the same to the byte, and neither empty nor handed in together."""
    places = {one.student: one.where for one in found.read}
    groups = _groups((one.source.submission, one.student) for one in found.read if _answered(one))
    return [group for group in groups if len({places[student] for student in group}) > 1]


def same_answers(found: Class) -> list[tuple[str, ...]]:
    """Students whose answers are all the same, several mistakes among them, in other files.

    Where all is right, or one usual slip was made, there is nothing to wonder at.
    """
    wrong = [one for one in found.read if _mistakes(one) >= LEAST_MISTAKES]
    files = {one.student: one.source.submission for one in wrong}
    groups = _groups((_answers(one), one.student) for one in wrong)
    return [group for group in groups if len({files[student] for student in group}) > 1]


def _mistakes(one: Result) -> int:
    """How many answers are wrong, of a table its cells."""
    marks = [part for mark in one.marked.marks for part in (mark.parts or (mark,))]
    return sum(mark.state == "wrong" for mark in marks)


def _answered(one: Result) -> bool:
    return any(mark.state != "blank" for mark in one.marked.marks)


def _groups(pairs: Iterator[tuple[Hashable, str]]) -> list[tuple[str, ...]]:
    """What goes with the same key, where there is more than one of it."""
    groups: dict[Hashable, list[str]] = {}
    for key, student in pairs:
        groups.setdefault(key, []).append(student)
    return [tuple(group) for group in groups.values() if len(group) > 1]


def _answers(one: Result) -> Hashable:
    return tuple((mark.id, _written(mark)) for mark in one.marked.marks)


def _written(mark: Mark) -> Hashable:
    """An answer without its spaces; a number without its commas too."""
    if mark.parts:
        return tuple((part.id, _written(part)) for part in mark.parts)
    number = _number(mark.written)
    return "".join(mark.written.split()) if number is None else number


def _number(text: str) -> int | None:
    """The whole number that a text is, however it is grouped."""
    if len(text) > MOST_DIGITS or not _NUMBER.fullmatch(text.strip()):
        return None
    return int(re.sub("[, _]", "", text))


# --- answers of another's variant


def borrowed(found: Class) -> list[Borrowed]:
    """Wrong answers to items that vary which are right for somebody else's numbers."""
    varying = {item.id for item in found.assignment.items if item.varies}
    whose: dict[tuple[str, str, int], list[Result]] = {}
    for result in found.results:
        for id, mark in _cells(result, varying):
            right = _number(mark.right)
            if right is not None and right > LEAST:
                whose.setdefault((id, mark.id, right), []).append(result)
    return [row for result in found.read for row in _borrowed(result, varying, whose)]


def _cells(result: Result, varying: set[str]) -> Iterator[tuple[str, Mark]]:
    """The answers and their parts, each with the item that it belongs to."""
    for mark in result.marked.marks:
        if mark.id in varying:
            yield from ((mark.id, cell) for cell in (mark.parts or (mark,)))


def _borrowed(
    result: Result, varying: set[str], whose: dict[tuple[str, str, int], list[Result]]
) -> Iterator[Borrowed]:
    for id, mark in _cells(result, varying):
        number = _number(mark.written) if mark.state == "wrong" else None
        own = result.marked.variant.get(id)
        others = [] if number is None else whose.get((id, mark.id, number), [])
        names = [one.student for one in others if one.marked.variant.get(id) != own]
        if names:
            yield Borrowed(result.student, mark.id, mark.written, tuple(names))
