"""What is said of a mark, once for every system: plain lines without control characters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from cnncost.errors import listed, shortened
from cnncost.homework.marks import Mark, Marked, Remark, State
from cnncost.numbers import points as points_text
from cnncost.numbers import several

SYMBOLS: dict[State, str] = {"right": "✓", "wrong": "✗", "unread": "?", "blank": "·"}
WORDS: dict[State, str] = {
    "right": "right",
    "wrong": "not right",
    "unread": "could not be read",
    "blank": "not answered",
}
REASONS: dict[State, str] = {
    "right": "",
    "wrong": "This is not the right answer.",
    "unread": "This answer could not be read.",
    "blank": "This was not answered.",
}
AGAIN = "It can be handed in again, and it is not charged as wrong."
WHOLE = "The answers could not be read."
ALTERNATIVES = ("slip", "convention", "pair")
LONGEST_NAME = 120
LONGEST_LINE = 600
MOST_LINES = 400


def clean(text: str, limit: int = LONGEST_LINE) -> str:
    """Text from a file on one line, bounded, without control characters or lone surrogates."""
    return shortened("; ".join(text.splitlines()).replace("\t", " "), limit)


def label(mark: Mark) -> str:
    """What an answer is called; its id where it has no other name."""
    return clean(mark.what or mark.id, LONGEST_NAME)


def worth(points: Fraction, of: Fraction) -> str:
    """``1.5 of 2 points``."""
    return f"{points_text(points)} of {several(of, 'point')}"


def said(mark: Mark, full: bool) -> list[str]:
    """What the remarks on one answer say: first what is sure, then what each may have happened."""
    sure = _texts((remark for remark in mark.remarks if remark.sort not in ALTERNATIVES), full)
    either = _texts((remark for remark in mark.remarks if remark.sort in ALTERNATIVES), full)
    if len(either) < 2:
        return [*sure, *either]
    return [*sure, f"Either: {either[0]}", *(f"Or: {text}" for text in either[1:])]


def _texts(remarks: Iterable[Remark], full: bool) -> list[str]:
    """Each remark's text as lines, and what is the same for several of them once."""
    texts = (_full(remark) if full else remark.nudge for remark in remarks)
    return list(dict.fromkeys(one_line(text) for text in texts if text.strip()))


def _full(remark: Remark) -> str:
    """All that is said, and the names of the slips, by which a teacher finds and changes them."""
    names = f" ({' and '.join(remark.slips)})" if remark.slips and remark.says.strip() else ""
    return f"{remark.says}{names}"


def one_line(text: str) -> str:
    """Text of several lines as one."""
    return shortened(" ".join(_lines(text)), LONGEST_LINE)


def _lines(text: str) -> Iterator[str]:
    return (clean(line.strip()) for line in text.splitlines() if line.strip())


def reading(mark: Mark) -> list[str]:
    """What to have explained, for each topic that the remarks name."""
    topics = dict.fromkeys(remark.topic for remark in mark.remarks if remark.topic)
    return [f"Read: cnncost explain {clean(topic, LONGEST_NAME)}" for topic in topics]


def stands(mark: Mark) -> str:
    """A mark in one line: ``✗ not right, 0 of 2 points``."""
    in_part = mark.state == "unread" and _part_unread(mark)
    word = "not all of it could be read" if in_part else WORDS[mark.state]
    alone = not mark.of or (mark.state == "unread" and not in_part)
    return f"{SYMBOLS[mark.state]} {word}{'' if alone else f', {worth(mark.points, mark.of)}'}"


def _part_unread(mark: Mark) -> bool:
    return any(part.state == "unread" for part in mark.parts)


def described(mark: Mark, full: bool) -> list[str]:
    """All that a student is told of an answer: what it is worth, why, and each of its parts."""
    lines = [stands(mark), *_answer(mark, full)]
    for part in mark.parts:
        first, *others = described(part, full)
        lines += [f"{label(part)}: {first}", *(f"  {line}" for line in others)]
    return bounded(lines)


def bounded(lines: list[str]) -> list[str]:
    """Not more lines than anyone reads."""
    left = len(lines) - MOST_LINES
    return lines if left <= 0 else [*lines[:MOST_LINES], f"… and {left:,} more lines"]


def _answer(mark: Mark, full: bool) -> list[str]:
    """What was written, what is said of it, and the right answer where that may be told."""
    written = [f"Your answer: {clean(mark.written)}"] if mark.written.strip() else []
    again = [AGAIN] if mark.state == "unread" and not _part_unread(mark) else []
    tells = full and mark.state in ("wrong", "blank") and mark.right
    right = [f"The right answer: {clean(mark.right)}"] if tells else []
    return [*written, *said(mark, full), *again, *right, *reading(mark)]


def reason(mark: Mark, full: bool) -> str:
    """In one line why an answer is not right."""
    return next(iter(said(mark, full)), REASONS[mark.state])


def summary(marked: Marked) -> list[str]:
    """What is said of all the answers together."""
    notes = [line for note in marked.notes for line in _lines(note)]
    title = [clean(marked.title, LONGEST_NAME)] if marked.title.strip() else []
    if marked.problem:
        return bounded([*title, WHOLE, *_lines(marked.problem), AGAIN, *notes])
    return bounded([*title, worth(marked.points, marked.of), *_unread(marked), *notes])


def _unread(marked: Marked) -> list[str]:
    """Which answers could not be read, so that the points are not final."""
    names = [label(mark) for mark in marked.marks if mark.state == "unread"]
    return [f"Not final: {listed(names)} could not be read. {AGAIN}"] if names else []


def feedback(marked: Marked, full: bool) -> list[str]:
    """All that a student is told, as one text."""
    lines = summary(marked)
    for mark in () if marked.problem else marked.marks:
        first, *others = described(mark, full)
        lines += [f"{label(mark)}: {first}", *(f"  {line}" for line in others)]
    return bounded(lines)
