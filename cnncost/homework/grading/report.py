"""The report on a class, as a page: for the teacher, not for students."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from cnncost.explanation.page import (
    Block,
    Entries,
    Entry,
    Grid,
    Heading,
    Page,
    Paragraph,
    plain,
)
from cnncost.homework.grading.alike import borrowed, identical, same_answers
from cnncost.homework.grading.counts import (
    Class,
    by_variant,
    distribution,
    item_counts,
    median,
    slipped,
    slips_in_all,
)
from cnncost.homework.grading.results import Result
from cnncost.homework.texts import clean
from cnncost.numbers import percent
from cnncost.numbers import points as points_text

MOST_NAMED, MOST_LINES, LONGEST_NAME = 5, 200, 40
Lines = Iterable[tuple[str, str]]


def class_page(found: Class) -> Page:
    """Everything that is worth knowing about a class which has been marked."""
    name = found.assignment.name
    title = f"{found.assignment.heading}, class report"
    notes = tuple(clean(note) for note in found.notes)
    return Page("class", name, title, tuple(_blocks(found)), notes)


def _blocks(found: Class) -> Iterator[Block]:
    yield Paragraph(plain(_summary(found)))
    yield from _points(found)
    yield from _items(found)
    yield from _slips(found)
    yield from _variants(found)
    yield from _alike(found)
    yield from _problems(found)
    yield from _changes(found)


def _summary(found: Class) -> str:
    """How many handed in, and what came of it."""
    count = dict.fromkeys(("graded", "unread", "failed", "missing"), 0)
    for result in found.results:
        count[result.status] += 1
    return (
        f"{len(found.results):,} students: {count['graded']:,} graded, "
        f"{count['unread']:,} with something that could not be read, "
        f"{count['failed']:,} that could not be marked, {count['missing']:,} without a submission."
    )


def _share(share: Fraction | None) -> str:
    """``62.5 %``."""
    if not share:
        return "" if share is None else "0 %"
    return f"{percent(round(1000 * share))} %"


def named(students: Sequence[str]) -> str:
    """A few students, and how many there are besides."""
    shown = [clean(student, LONGEST_NAME) for student in students[:MOST_NAMED]]
    rest = len(students) - len(shown)
    return ", ".join(shown) + (f" and {rest:,} more" if rest else "")


def _listed(heading: str, lines: Lines) -> Iterator[Block]:
    """A section with one line for each of the pairs, not more than anyone reads; none for none."""
    every = [Entry("-", plain(f"{clean(lead, 60)}: {text}")) for lead, text in lines]
    if every:
        rest = len(every) - MOST_LINES
        more = [Entry("-", plain(f"and {rest:,} more"))] if rest > 0 else []
        yield Heading(heading)
        yield Entries((*every[:MOST_LINES], *more))


# --- points, items, slips


def _points(found: Class) -> Iterator[Block]:
    if not found.final:
        return
    yield Heading("Points")
    mean = sum(found.final, start=Fraction(0)) / len(found.final)
    yield Paragraph(
        plain(
            f"Mean {points_text(mean)}, median {points_text(median(found.final))}, lowest "
            f"{points_text(found.final[0])}, highest {points_text(found.final[-1])} of "
            f"{points_text(found.assignment.of)}, among those with final points."
        )
    )
    yield Grid(("share of the points", "students"), tuple(map(_ten, distribution(found))))


def _ten(ten: tuple[int, int]) -> tuple[str, str]:
    low, students = 10 * ten[0], str(ten[1])
    return ("100 %" if low == 100 else f"{low} to {low + 9} %", students)


def _items(found: Class) -> Iterator[Block]:
    yield Heading("Items")
    rows = tuple(
        (
            counts.id,
            *(str(counts.states[state]) for state in ("right", "wrong", "unread", "blank")),
            _share(counts.share),
        )
        for counts in item_counts(found)
    )
    yield Grid(("item", "right", "wrong", "unread", "blank", "mean"), rows)


def _slips(found: Class) -> Iterator[Block]:
    rows = slipped(found)
    if not rows:
        return
    yield Heading("Slips")
    total = tuple((_together(slips), str(students)) for slips, students in slips_in_all(rows))
    yield Grid(("slip", "students"), total[:MOST_LINES])
    lines = (
        (f"{row.item}, {_together(row.slips)}", _who(row.students, row.perhaps)) for row in rows
    )
    yield from _listed("Slips in each item", lines)


def _together(slips: Sequence[str]) -> str:
    """Slips that were made at once."""
    return " + ".join(slips)


def _who(students: Sequence[str], perhaps: int) -> str:
    """How many, who, and for how many of them something else may have happened."""
    unsure = f" (of {perhaps:,} another slip may be the reason)" if perhaps else ""
    return f"{len(students):,}: {named(students)}{unsure}"


def _variants(found: Class) -> Iterator[Block]:
    rows = by_variant(found)
    if rows:
        yield Heading("Numbers that were drawn")
        grid = ((f"{row.item}, {row.drawn}", str(row.students), _share(row.share)) for row in rows)
        yield Grid(("drawn", "students", "mean"), tuple(grid)[:MOST_LINES])


# --- what is to be looked into


def _alike(found: Class) -> Iterator[Block]:
    yield from _listed(
        "Right for somebody else's numbers",
        (
            (row.student, f"{row.item}, {clean(row.answer, 60)}, is right for {named(row.others)}")
            for row in borrowed(found)
        ),
    )
    yield from _listed("The same file", _groups(identical(found)))
    yield from _listed("The same answers, mistakes too", _groups(same_answers(found)))


def _groups(groups: Iterable[Sequence[str]]) -> Lines:
    return ((f"{len(group):,} students", named(group)) for group in groups)


def _problems(found: Class) -> Iterator[Block]:
    every = found.results
    failed = ((one.student, _failure(one)) for one in every if one.status == "failed")
    yield from _listed("Could not be marked", failed)
    unread = ((one.student, _unread(one)) for one in every if one.status == "unread")
    yield from _listed("Could not be read", unread)
    yield from _named("Nothing handed in", [one.student for one in every if _is_missing(one)])
    late = ((one.student, _late(one)) for one in every if one.late and not _is_missing(one))
    yield from _listed("Late", late)
    yield from _named("Not in the roster", found.unknown)
    notes = ((one.student, clean(note)) for one in every for note in one.notes)
    yield from _listed("Notes", notes)


def _is_missing(one: Result) -> bool:
    return one.status == "missing"


def _named(heading: str, students: Sequence[str]) -> Iterator[Block]:
    if students:
        yield Heading(heading)
        shown = [clean(student, LONGEST_NAME) for student in students[:MOST_LINES]]
        rest = len(students) - len(shown)
        yield Paragraph(plain(", ".join(shown) + (f" and {rest:,} more" if rest else "")))


def _failure(one: Result) -> str:
    detail = f" ({clean(one.detail, 300)})" if one.detail else ""
    return f"{clean(one.marked.problem)}{detail} File: {clean(one.where, 200)}"


def _unread(one: Result) -> str:
    """Why nothing could be read, or which answers could not."""
    lines = one.marked.problem.splitlines()
    if lines:
        where = f"{lines[0].split()[0]}: " if len(lines) > 1 else ""  # the line itself may be long
        return clean(f"{where}{lines[-1]}", 400)
    items = [mark.id for mark in one.marked.marks if mark.state == "unread"]
    return f"answers to {', '.join(items[:20])}"


def _late(one: Result) -> str:
    when = clean(one.submitted, 40) or "at an unknown time"
    return f"{when}, {_share(one.factor)} of the points count"


def _changes(found: Class) -> Iterator[Block]:
    """What earlier runs gave, where it is not what counts now, or would not be."""
    yield from _listed(
        "Points that would fall", ((change.student, change.text) for change in found.kept)
    )
    changed = (
        (one.student, "; ".join(change.text for change in one.history))
        for one in found.results
        if one.history
    )
    yield from _listed("Points that changed", changed)
    yield from _named("Results of students who are in the class no more", found.gone)
