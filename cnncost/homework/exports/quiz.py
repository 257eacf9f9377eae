"""Quiz: the items of an assignment as questions that other systems can ask and mark."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from hashlib import sha256
from typing import Any, NamedTuple

from cnncost.errors import UsageError, listed
from cnncost.explanation.page import Block, Page, Picture
from cnncost.homework.assignment import Assignment, Item
from cnncost.homework.exports.blanks import TOO_LARGE, Blank, Option, blanks_of, options_of
from cnncost.homework.texts import clean
from cnncost.homework.variants import Question, question_for
from cnncost.numbers import count, setting
from cnncost.numbers import points as points_text

MOST_VARIANTS = 200
MOST_HINTS = 3
LONGEST_NAME = 120
DIGITS = "Write each number in digits only, without separators or units."


class Asked(NamedTuple):
    """A question with frozen numbers: one blank, several of them, or options to choose from.

    ``group`` is what its variants have in common, empty where there is only one.
    """

    id: str
    name: str
    item: str
    group: str
    lines: tuple[str, ...]
    solution: tuple[Block, ...]
    points: Fraction
    hints: tuple[str, ...]
    blanks: tuple[Blank, ...] = ()
    options: tuple[Option, ...] = ()


class Quiz(NamedTuple):
    """The questions in the order of their items; ``left_out`` says what is not among them."""

    name: str
    title: str
    questions: tuple[Asked, ...]
    left_out: tuple[str, ...]


def quiz_of(assignment: Assignment, variants: int = 1, seed: str = "") -> Quiz:
    """The assignment as a quiz, with so many frozen variants of each item that varies.

    Raises UsageError for a number of variants that cannot be, or where none can be drawn.
    """
    if not 1 <= variants <= MOST_VARIANTS:
        raise UsageError(f"The number of variants is from 1 to {MOST_VARIANTS}.")
    questions: list[Asked] = []
    left_out: dict[str, None] = {}
    for item in assignment.items:
        drawn = _drawn(assignment, item, variants, seed)
        if item.varies and len(drawn) < variants:
            left_out[f"{item.id}: only {len(drawn)} different variants were found."] = None
        for one in drawn:
            asked = _asked(assignment, one)
            why = _why_not(one, asked)
            if why:
                left_out[f"{item.id}: {why}"] = None
            else:
                questions.append(asked)
    title = clean(assignment.title, LONGEST_NAME)
    return Quiz(slug(assignment.name), title, tuple(questions), tuple(left_out))


def _drawn(assignment: Assignment, item: Item, variants: int, seed: str) -> list[Question]:
    """Distinct variants in the order in which they are drawn."""
    found: dict[tuple[Any, ...], Question] = {}
    for i in range(1 if not item.varies else 10 * variants):
        question = question_for(assignment, item, seed, f"variant {i}")
        found.setdefault((question.number, *sorted(question.letters.items())), question)
        if len(found) == variants:
            break
    return list(found.values())


def _asked(assignment: Assignment, question: Question) -> Asked:
    sort, posed, item = question.sort, question.posed, question.item
    drawn = (f"{name}={setting(value)}" for name, value in question.drawn.items())
    seed = "\n".join((assignment.name, item.id, *drawn, sort.key(posed)))
    code = sha256(seed.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    blanks, options = blanks_of(question), options_of(question)
    own = (question.problem.text,) if question.problem.text else ()
    text = sort.text(posed)
    # The options stand last, with letters that a system gives by itself.
    asked = (*text[: len(text) - len(options)], *_told(question))
    lines = (*own, *asked, assignment.agreed.text)
    variant = f" [{code}]" if item.varies else ""
    name = clean(f"{assignment.name}.{item.id} {sort.what(posed)}", LONGEST_NAME - len(variant))
    return Asked(
        id=f"cnncost-{slug(assignment.name)}-{item.id}-{code}",
        name=f"{name}{variant}",
        item=item.id,
        group=item.id if item.varies else "",
        lines=tuple(map(clean, lines)),
        solution=tuple(block for block in sort.working(posed) if not isinstance(block, Picture)),
        points=item.points,
        hints=_hints(question, blanks),
        blanks=blanks,
        options=options,
    )


def slug(name: str) -> str:
    """A name of letters, digits and ``_ . -`` only, for ids, categories and files."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", name)[:40].strip("-.") or "homework"


def _why_not(question: Question, asked: Asked) -> str:
    """Why no other system can mark this question, or nothing."""
    if not asked.blanks and not asked.options:
        return f"items of kind '{question.problem.kind}' cannot be marked there; they stay here."
    if any(abs(blank.answers[0].value) >= TOO_LARGE for blank in asked.blanks):
        return f"numbers of {count(TOO_LARGE)} and more are not compared exactly there."
    return _why_not_sole(question)


def _why_not_sole(question: Question) -> str:
    if question.problem.kind != "inverse":
        return ""
    from cnncost.homework.exports.sole import why_not_sole

    return why_not_sole(question.posed)


def _told(question: Question) -> tuple[str, ...]:
    """What has to be said besides, as one answer only can be right in other systems."""
    if question.problem.kind != "inverse":
        return ()
    from cnncost.homework.exports.sole import told

    return tuple(told(question.posed))


def _hints(question: Question, blanks: Iterable[Blank]) -> tuple[str, ...]:
    """A few nudges, the likeliest slips first; none of them gives a number away."""
    rules = question.problem.rules
    slips = [slip for blank in blanks for one in blank.answers for slip in one.slips]
    nudges = dict.fromkeys(clean(rules.slips[id].nudge) for id in slips if id in rules.slips)
    return tuple(nudges)[:MOST_HINTS]


# --- what the formats have in common


def apart(question: Asked) -> tuple[Asked, ...]:
    """One question for each blank, for systems in which a question has only one."""
    if len(question.blanks) < 2:
        return (question,)
    total = sum(blank.weight for blank in question.blanks)
    return tuple(
        question._replace(
            id=f"{question.id}-{i}",
            name=clean(f"{question.name} {blank.label}", LONGEST_NAME),
            group=f"{question.group}-{i}" if question.group else "",
            lines=(*question.lines, clean(f"Here: {blank.label}")),
            points=question.points * blank.weight / total,
            blanks=(blank,),
        )
        for i, blank in enumerate(question.blanks, start=1)
    )


def decimal(value: Fraction) -> str:
    """A number as every system reads it: digits, and a point where it must be."""
    if value.denominator == 1:
        return str(value.numerator)
    from decimal import Decimal

    return format(Decimal(value.numerator) / Decimal(value.denominator), "f")


def as_html(text: str) -> str:
    """Text as HTML, its lines apart."""
    from html import escape

    return "<br>".join(escape(line, quote=False) for line in text.splitlines())


def question_html(question: Asked, how: str = "") -> str:
    """What is asked, as HTML, and how to answer."""
    lines = (*question.lines, how) if how else question.lines
    return "".join(f"<p>{as_html(line)}</p>" for line in lines)


def solution_html(question: Asked) -> str:
    """The worked solution, as HTML."""
    from cnncost.views.page_html import page_html

    page = Page("homework", question.item, "Worked solution", question.solution)
    return valid(page_html(page, 4))


def valid(text: str) -> str:
    """Text without the characters that XML forbids or that control a terminal."""
    odd = "[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
    return re.sub(odd, "\N{REPLACEMENT CHARACTER}", text)


def scaled(blanks: Iterable[Blank]) -> tuple[int, ...]:
    """The weights of blanks as the smallest whole numbers in their proportion."""
    from math import gcd, lcm

    weights = [blank.weight for blank in blanks]
    whole = [int(weight * lcm(*(one.denominator for one in weights))) for weight in weights]
    return tuple(weight // gcd(*whole) for weight in whole)


def points_note(question: Asked, given: int) -> str:
    """What to set in a quiz where a system counts points of its own."""
    points = points_text(question.points)
    return f"{question.item}: its parts count {given} there; set its mark to {points} in the quiz."


def listed_items(questions: Iterable[Asked]) -> str:
    """The items of some questions, each once."""
    return listed(dict.fromkeys(question.item for question in questions))
