"""GIFT, Moodle's plain text of questions: one question for each number to be written."""

from __future__ import annotations

from collections.abc import Iterator

from cnncost.homework.exports.blanks import RECOUNT, Blank
from cnncost.homework.exports.moodle_xml import category_of, percent
from cnncost.homework.exports.quiz import (
    DIGITS,
    Asked,
    Quiz,
    apart,
    as_html,
    decimal,
    listed_items,
    question_html,
    solution_html,
    valid,
)

RESERVED = "\\#=~{}:"


def gift(quiz: Quiz) -> str:
    """The quiz as GIFT; a blank line ends a question, so that none stands inside."""
    blocks = []
    category = ""
    for question in _questions(quiz):
        own = category_of(quiz, question)
        if own != category:
            blocks.append(f"$CATEGORY: {own}")
            category = own
        blocks.append(_question(quiz, question))
    return "\n\n".join([*blocks, ""])


def gift_notes(quiz: Quiz) -> tuple[str, ...]:
    """What GIFT cannot carry, for the teacher to set by hand."""
    other = [one for one in _questions(quiz) if one.points != 1]
    if not other:
        return ()
    return (f"GIFT knows no points: set those of {listed_items(other)} in the quiz.",)


def _questions(quiz: Quiz) -> list[Asked]:
    """A question for each number, what belongs into one category together."""
    parts = [part for question in quiz.questions for part in apart(question)]
    order = {key: i for i, key in enumerate(dict.fromkeys((one.item, one.group) for one in parts))}
    return sorted(parts, key=lambda one: order[one.item, one.group])


def escaped(text: str) -> str:
    """Text in which no sign has a meaning of its own, on one line."""
    found = "".join(f"\\{sign}" if sign in RESERVED else sign for sign in valid(text))
    return found.replace("\n", "\\n")


def _question(quiz: Quiz, question: Asked) -> str:
    answers = _options(question) if question.options else _numbers(question.blanks[0])
    mark, how = ("", "") if question.options else ("#", DIGITS)
    text = escaped(question_html(question, how))
    return "\n".join((
        f"// [id:{question.id}] [tag:cnncost] [tag:{quiz.name}]",
        f"::{escaped(question.name)}::[html]{text} {{{mark}",
        *(f"  {answer}" for answer in answers),
        f"  ####{escaped(solution_html(question))}",
        "}",
    ))  # fmt: skip


def _numbers(blank: Blank) -> Iterator[str]:
    """The right number first, as the first that matches counts."""
    right, *others = blank.answers
    yield f"={decimal(right.value)}:{decimal(blank.tolerance)}#{_feedback(right.says)}"
    for one in others:
        yield f"=%{percent(one.share)}%{decimal(one.value)}:0#{_feedback(one.says)}"
    yield f"~#{_feedback(RECOUNT)}"


def _options(question: Asked) -> Iterator[str]:
    for option in question.options:
        weight = f"%{percent(option.share)}%" if option.share else ""
        sign = "=" if option.right else f"~{weight}"
        yield f"{sign}{_feedback(option.text)}#{_feedback(option.says)}"


def _feedback(says: str) -> str:
    """A text within the answers.

    Where it starts as a format or a weight does, its format is said before it.
    """
    text = escaped(as_html(says))
    return f"[html]{text}" if text.startswith(("[", "%")) else text
