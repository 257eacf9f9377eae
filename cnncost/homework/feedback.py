"""Feedback: marks as a page, the same for a terminal, a file of Markdown and a web page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cnncost.errors import listed
from cnncost.explanation.page import (
    Block,
    Commands,
    Entries,
    Entry,
    Grid,
    Heading,
    Page,
    Paragraph,
    plain,
)
from cnncost.homework.assignment import Assignment
from cnncost.homework.marks import Mark, Marked
from cnncost.homework.texts import SYMBOLS, clean, said, worth
from cnncost.homework.variants import Question
from cnncost.numbers import points as points_text

MOST_NAMED = 8
NOT_RIGHT = "Not right, and no usual slip leads to it."
STATES = {"right": "right", "wrong": "wrong", "unread": "not read", "blank": "no answer"}


def feedback_page(
    assignment: Assignment, questions: Sequence[Question], marked: Marked, level: str
) -> Page:
    """What one student is told; ``level`` is nudge, full or marks."""
    blocks = list(_blocks(questions, marked, level))
    title = assignment.heading
    if marked.student:
        title = f"{title}, {marked.student}"
    notes = (*map(clean, marked.notes), assignment.agreed.text)
    return Page("homework", marked.homework, title, tuple(blocks), notes)


def _blocks(questions: Sequence[Question], marked: Marked, level: str) -> Iterator[Block]:
    if marked.problem:
        yield Paragraph(plain("Nothing could be read, so nothing is charged as wrong:"))
        yield Commands(tuple(marked.problem.splitlines()))
        return
    yield _table(marked)
    yield Paragraph(plain(_total(marked)))
    if level == "marks":
        return
    remarks = tuple(_remarks(marked, level))
    if remarks:
        yield Heading("Look at these again" if level == "nudge" else "What went wrong")
        yield Entries(remarks)
    if level == "full":
        yield from _corrections(questions, marked)


def _table(marked: Marked) -> Grid:
    rows = [(f"{i}  {mark.what}", *_cells(mark)) for i, mark in enumerate(marked.marks, start=1)]
    return Grid(("", "your answer", "", "points"), tuple(rows))


def _cells(mark: Mark) -> tuple[str, str, str]:
    """The answer, its state as a symbol and a word, and its points."""
    written = "" if mark.parts or mark.state == "blank" else mark.written
    shown = f'"{written}"' if mark.state == "unread" and written else written
    waits = mark.state == "unread" and not mark.parts
    of = points_text(mark.of)
    points = f"of {of}" if waits else f"{points_text(mark.points)} of {of}"
    return clean(shown, 26), f"{SYMBOLS[mark.state]} {STATES[mark.state]}", points


def _total(marked: Marked) -> str:
    unread = [str(i) for i, m in enumerate(marked.marks, start=1) if m.state == "unread"]
    total = worth(marked.points, marked.of)
    if not unread:
        return f"{total}."
    items = f"item {unread[0]}" if len(unread) == 1 else f"items {listed(unread)}"
    return (
        f"{total} so far. Not everything in {items} could be read; that is not charged as wrong "
        "and can be handed in again."
    )


def _remarks(marked: Marked, level: str) -> Iterator[Entry]:
    """What is to be said of each answer that is not right, its parts one by one."""
    for i, mark in enumerate(marked.marks, start=1):
        lines = [*_of_mark(mark, level), *_of_parts(mark, level)]
        read = ", ".join(f"cnncost explain {topic}" for topic in _topics(mark))
        lines += [f"Read: {read}"] if read and lines else []
        for number_, line in enumerate(lines):
            yield Entry("" if number_ else str(i), plain(line))


def _of_mark(mark: Mark, level: str) -> list[str]:
    """What is said of an answer, with the line it stands in."""
    lines = said(mark, level == "full")
    if not lines and mark.state == "wrong" and not mark.parts:
        lines = [NOT_RIGHT]
    placed = bool(lines) and lines[0].startswith("Line ")
    where = f"Line {mark.line}: " if mark.line and not placed else ""
    return [f"{where}{lines[0]}", *lines[1:]] if lines else []


def _of_parts(mark: Mark, level: str) -> list[str]:
    """What is said of the parts; the same of several is said once."""
    names: dict[str, list[str]] = {}
    for part in sorted(mark.parts, key=lambda part: part.state == "right"):
        lines = said(part, level == "full")
        unexplained = [NOT_RIGHT] if part.state == "wrong" and not lines else []
        for line in (*lines, *unexplained):
            names.setdefault(line, []).append(part.what)
    return [f"{_several(parts)}: {line}" for line, parts in names.items()]


def _several(names: list[str]) -> str:
    shown = names if len(names) <= MOST_NAMED else names[:MOST_NAMED]
    more = len(names) - len(shown)
    return f"{'; '.join(shown)}{f' and {more} more' if more else ''}"


def _topics(mark: Mark) -> list[str]:
    every = [remark for one in (mark, *mark.parts) for remark in one.remarks]
    return list(dict.fromkeys(remark.topic for remark in every if remark.topic))


def _corrections(questions: Sequence[Question], marked: Marked) -> Iterator[Block]:
    """How the right answers come about, of the items that were not right."""
    for i, (question, mark) in enumerate(zip(questions, marked.marks, strict=True), start=1):
        if mark.state != "right":
            yield Heading(f"{i}  {mark.what}{_right(mark)}")
            yield from question.sort.working(question.posed)


def _right(mark: Mark) -> str:
    """The right answer behind a heading, if it is short enough for one."""
    return f": {mark.right}" if mark.right and "\n" not in mark.right else ""
