"""What a class got right and wrong, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import NamedTuple

from cnncost.homework.assignment import Assignment
from cnncost.homework.grading.results import Change, Result
from cnncost.homework.marks import Mark, State

ENOUGH = 5  # students that must have drawn a number before it is said to be hard
Slips = tuple[str, ...]


class Class(NamedTuple):
    """A class with its results.

    ``unknown`` are not in the roster, ``kept`` are points that would have fallen, and ``gone`` are
    students who have a result from before and are in the class no more.
    """

    assignment: Assignment
    results: tuple[Result, ...]
    notes: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    kept: tuple[Change, ...] = ()
    gone: tuple[str, ...] = ()

    @property
    def read(self) -> tuple[Result, ...]:
        """Those of whose answers something could be read."""
        done = (one for one in self.results if one.status in ("graded", "unread"))
        return tuple(one for one in done if not one.marked.problem)

    @property
    def final(self) -> tuple[Fraction, ...]:
        """The points of those who handed in and have them, in order."""
        handed = (one for one in self.results if one.status == "graded" and one.final is not None)
        return tuple(sorted(one.points * one.factor for one in handed))


class ItemCounts(NamedTuple):
    """How an item was answered; ``share`` is the mean share of its points, of those read."""

    id: str
    states: Counter[State]
    share: Fraction | None


class Slipped(NamedTuple):
    """Slips that were made together, where, and by whom; perhaps, where others fit as well."""

    slips: Slips
    item: str
    students: tuple[str, ...]
    perhaps: int


class Drawn(NamedTuple):
    """How those fared who had drawn this."""

    item: str
    drawn: str
    students: int
    share: Fraction


def distribution(found: Class) -> list[tuple[int, int]]:
    """How many students have 0 to 9 %, 10 to 19 %, ... and all of the points, by tens."""
    of = found.assignment.of
    # Points that were kept from an assignment which gave more are all of them, too.
    tens = Counter(min(10, int(10 * points / of)) if of else 10 for points in found.final)
    return [(ten, tens[ten]) for ten in range(11)]


def median(points: tuple[Fraction, ...]) -> Fraction:
    """The middle one of numbers in order, or the mean of the two in the middle."""
    middle = len(points) // 2
    return points[middle] if len(points) % 2 else (points[middle - 1] + points[middle]) / 2


def item_counts(found: Class) -> list[ItemCounts]:
    """How each item was answered by those who handed in."""
    answers: dict[str, list[Mark]] = {item.id: [] for item in found.assignment.items}
    for result in found.read:
        for mark in result.marked.marks:
            answers.setdefault(mark.id, []).append(mark)
    return [
        ItemCounts(id, Counter(mark.state for mark in marks), _share(marks))
        for id, marks in answers.items()
    ]


def _share(marks: Iterable[Mark]) -> Fraction | None:
    """The mean share of the points; None where nothing could be read."""
    shares = [mark.points / mark.of for mark in marks if mark.state != "unread" and mark.of]
    return sum(shares, start=Fraction(0)) / len(shares) if shares else None


# --- slips


def slipped(found: Class) -> list[Slipped]:
    """Which slips were made in which item, the most frequent first."""
    students: dict[tuple[Slips, str], dict[str, bool]] = {}
    for result in found.read:
        for mark in result.marked.marks:
            for slips, alone in _slips(mark):
                by = students.setdefault((slips, mark.id), {})
                by[result.student] = by.get(result.student, False) or alone
    rows = [
        Slipped(slips, item, tuple(by), sum(not alone for alone in by.values()))
        for (slips, item), by in students.items()
    ]
    return sorted(rows, key=lambda row: (-len(row.students), row.slips, row.item))


def _slips(mark: Mark) -> Iterator[tuple[Slips, bool]]:
    """The slips of an answer and of its parts, and whether nothing else fits as well."""
    fitting = [remark.slips for remark in mark.remarks if remark.slips]
    for slips in fitting:
        yield slips, len(fitting) < 2
    for part in mark.parts:
        yield from _slips(part)


def slips_in_all(rows: Iterable[Slipped]) -> list[tuple[Slips, int]]:
    """By how many students each slip was made anywhere."""
    students: dict[Slips, set[str]] = {}
    for row in rows:
        students.setdefault(row.slips, set()).update(row.students)
    return sorted(((s, len(by)) for s, by in students.items()), key=lambda one: (-one[1], one[0]))


# --- variants


def by_variant(found: Class) -> list[Drawn]:
    """How those fared who had the same problem, or the same number for a letter.

    Only where at least so many had each of two or more, as the rest is chance.
    """
    marks: dict[tuple[str, str], dict[str, list[Mark]]] = {}
    for result in found.read:
        for mark in result.marked.marks:
            for letter, value in result.marked.variant.get(mark.id, {}).items():
                marks.setdefault((mark.id, letter), {}).setdefault(value, []).append(mark)
    return [row for (item, letter), values in marks.items() for row in _drawn(item, letter, values)]


def _drawn(item: str, letter: str, values: dict[str, list[Mark]]) -> list[Drawn]:
    rows = []
    for value, marks in sorted(values.items(), key=lambda one: (len(one[0]), one[0])):
        share = _share(marks)
        if len(marks) >= ENOUGH and share is not None:
            name = f"problem {value}" if letter == "problem" else f"{letter} = {value}"
            rows.append(Drawn(item, name, len(marks), share))
    return rows if len(rows) > 1 else []
