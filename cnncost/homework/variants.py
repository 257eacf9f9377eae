"""Which problem and which numbers a student has: drawn, and drawn again while a slip would hide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from cnncost.document import Node, is_mapping, is_text
from cnncost.errors import CnncostError, UsageError, shortened
from cnncost.homework.assignment import Assignment, Item, Problem
from cnncost.homework.draw import Number, draw_letters, drawn, draws, fits, read_letters
from cnncost.homework.kinds import sort_of
from cnncost.homework.question import Setting, Sort
from cnncost.homework.subject import Letters
from cnncost.numbers import setting

MOST_DRAWS = 300
PROBLEM = "problem"


class Question(NamedTuple):
    """An item as one student has it; ``rejected`` says how often was drawn in vain."""

    item: Item
    problem: Problem
    number: int
    letters: Letters
    posed: Any
    rejected: int = 0

    @property
    def sort(self) -> Sort:
        return sort_of(self.problem.kind)

    @property
    def drawn(self) -> dict[str, Number]:
        """What was drawn, with the number of the problem where there are several."""
        several = {PROBLEM: self.number + 1} if len(self.item.problems) > 1 else {}
        return {**several, **self.letters}


def pose(assignment: Assignment, item: Item, number: int, letters: Letters) -> Question:
    """The item with these numbers. Raises FileError where its layers cannot stand with them."""
    problem = item.problems[number]
    shown = [f"{name}={setting(value)}" for name, value in sorted(letters.items())]
    seed = "\n".join((assignment.name, item.id, str(number), *shown))
    folder = Path(assignment.file).parent
    own = Setting(assignment.agreed, problem.rules, folder, draws(seed))
    posed = sort_of(problem.kind).pose(problem.task, letters, own)
    return Question(item, problem, number, letters, posed)


def question_for(assignment: Assignment, item: Item, secret: str, student: str) -> Question:
    """The item as this student has it, from the secret and the student alone.

    A draw is rejected whose layers cannot stand, or on which an enabled slip gives the right
    answer. Raises UsageError where no draw is left.
    """
    seed = "\n".join((secret, assignment.name, item.id, student))
    if not item.varies:
        return pose(assignment, item, 0, {})
    hid: Counter[str] = Counter()
    why = ""
    for attempt in range(MOST_DRAWS):
        own = f"{seed}\n{attempt}"
        number = drawn(own, PROBLEM, len(item.problems))
        draw = item.problems[number].draw
        letters = draw_letters(draw, own)
        if not fits(draw, letters):
            continue
        try:
            question = pose(assignment, item, number, letters)
        except CnncostError as error:
            why = str(error)
            continue
        hidden = hidden_in(question)
        if not hidden:
            return question._replace(rejected=attempt)
        hid.update(hidden)
    raise UsageError(f"Item {item.id}: none of {MOST_DRAWS} draws will do. {_advice(hid, why)}")


def hidden_in(question: Question) -> tuple[str, ...]:
    """The slips that give the right answer with these numbers, and must not."""
    found = question.sort.hidden(question.posed)
    return tuple(id for id in found if id not in question.problem.rules.may_hide)


def _advice(hid: Counter[str], why: str) -> str:
    """What to say where no draw will do."""
    if not hid:
        return why or "What 'where:' asks for never holds."
    often = ", ".join(f"{id} in {times}" for id, times in hid.most_common(4))
    return (
        f"A slip gave the right answer each time: {often}. Draw from other numbers, or write "
        f"'slips: {{{hid.most_common(1)[0][0]}: may hide}}' in the item."
    )


def questions_from(assignment: Assignment, variant: Node | None) -> tuple[Question, ...]:
    """The items with the numbers that a sheet gives.

    Raises FileError for numbers that could not have been drawn, UsageError where they are missing.
    """
    given = _given(variant)
    for id, (key, _) in given.items():
        if id not in {item.id for item in assignment.items}:
            raise key.error(f"There is no item '{shortened(id)}'.")
    return tuple(_question_from(assignment, item, given) for item in assignment.items)


def _given(variant: Node | None) -> dict[str, tuple[Node, Node]]:
    if variant is None:
        return {}
    if not is_mapping(variant):
        raise variant.error("Expected the numbers of each item, as {q1: {K: 3}}.")
    return {key.value: (key, value) for key, value in variant.value}


def _question_from(
    assignment: Assignment, item: Item, given: Mapping[str, tuple[Node, Node]]
) -> Question:
    if not item.varies:
        return pose(assignment, item, 0, {})
    if item.id not in given:
        raise UsageError(
            f"Item {item.id} has other numbers for every student. Fill in the sheet that you were "
            "given: its 'variant:' says which are yours."
        )
    _, node = given[item.id]
    number, rest = _problem(item, node)
    letters = read_letters(rest, item.problems[number].draw)
    return pose(assignment, item, number, letters)


def _problem(item: Item, node: Node) -> tuple[int, Node]:
    """Which problem of a pool a sheet names, and the rest of what it says."""
    if not is_mapping(node):
        raise node.error("Expected the numbers of an item, as {K: 3, M: 64}.")
    if len(item.problems) == 1:
        return 0, node
    named = [value for key, value in node.value if key.value == PROBLEM]
    rest = type(node.value)((key, value) for key, value in node.value if key.value != PROBLEM)
    typed = named[0].value if named and is_text(named[0]) else ""
    if not typed.isdecimal() or len(typed) > 3 or not 1 <= int(typed) <= len(item.problems):
        raise node.error(f"'problem' is a number from 1 to {len(item.problems)}.")
    return int(typed) - 1, node._replace(value=rest)
