"""Sheet: the answers file of one student, every answer still as it was typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from cnncost.document import Node, is_mapping, is_text, read_document
from cnncost.errors import did_you_mean, printable, shortened
from cnncost.homework.assignment import RESERVED, Assignment

LONGEST_STUDENT = 80


class Sheet(NamedTuple):
    """Answers by the ids of their items, and what the sheet says of itself.

    ``variant`` are the student's own numbers, ``code`` proves that they were handed out.
    """

    student: str
    variant: Node | None
    code: str
    answers: Mapping[str, Node]
    notes: tuple[str, ...]


def read_sheet(text: str, file: str, assignment: Assignment) -> Sheet:
    """The answers in a text.

    Raises FileError for what is no list of answers, or answers another homework.
    """
    root = read_document(text, file)
    if not is_mapping(root):
        raise root.error("Expected one line for each answer, as 'ITEM: ANSWER'.")
    given = {key.value: (key, value) for key, value in root.value}
    _check_homework(given, assignment)
    known = {item.id for item in assignment.items}
    strange = [key for key, _ in root.value if key.value not in known | {*RESERVED}]
    return Sheet(
        student=_word(given, "student"),
        variant=given["variant"][1] if "variant" in given else None,
        code=_word(given, "code"),
        answers={id: value for id, (_, value) in given.items() if id in known},
        notes=tuple(_no_item(key, known) for key in strange),
    )


def _check_homework(given: Mapping[str, tuple[Node, Node]], assignment: Assignment) -> None:
    named = _word(given, "homework")
    if named and named != assignment.name:
        raise given["homework"][1].error(
            f"These are answers to {shortened(named)}; the homework is {assignment.name}."
        )


def _word(given: Mapping[str, tuple[Node, Node]], key: str) -> str:
    if key not in given:
        return ""
    node = given[key][1]
    if not is_text(node) or len(node.value) > LONGEST_STUDENT:
        raise node.error(f"Expected a word after '{key}:'.")
    return printable(node.value.strip())


def _no_item(key: Node, known: set[str]) -> str:
    place = key.place()
    same = [id for id in known if id.lower() == key.value.lower()]
    hint = f" Did you mean {same[0]}?" if same else did_you_mean(key.value, known)
    return f"{printable(place.file)}:{place.line}  There is no item '{shortened(key.value)}'.{hint}"
