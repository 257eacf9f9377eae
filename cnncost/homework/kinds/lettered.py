"""Questions with lettered options: how many there are, in which order, and how one is chosen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from cnncost.document import Node, is_mapping, is_text
from cnncost.errors import did_you_mean, shortened
from cnncost.homework.marks import Remark
from cnncost.homework.numerals import Unread, is_blank, read_whole
from cnncost.homework.question import BLANK, Judged, unread
from cnncost.homework.rules import Rules
from cnncost.slips import Slip

T = TypeVar("T")
LETTERS = "abcdefgh"
FEWEST, USUAL, MOST = 2, 4, len(LETTERS)
MOST_WAYS = 2
_CHOSEN = re.compile(r"\(?([A-Za-z])(?:[).]+\s*|\s+|$)(.*)", re.DOTALL)


class Choice(NamedTuple):
    """An option of a question, and what is said to who chooses it."""

    letter: str
    text: str
    right: bool
    remark: Remark | None


def read_options(node: Node | None) -> int:
    """How many options a question has."""
    if node is None:
        return USUAL
    number = read_whole(node.value) if is_text(node) else Unread("")
    if isinstance(number, Unread) or not FEWEST <= number <= MOST:
        raise node.error(f"'options' is a whole number from {FEWEST} to {MOST}.")
    return number


def read_slips(node: Node | None, rules: Rules) -> tuple[str, ...]:
    """The slips that a question is made from; none stands for all that are looked for."""
    if node is None:
        return ()
    if is_text(node) or is_mapping(node) or not node.value:
        raise node.error("Expected a list of slips, as [bias.missing, k.linear].")
    return tuple(dict.fromkeys(read_slip(item, rules) for item in node.value))


def read_slip(node: Node, rules: Rules) -> str:
    """A slip that is looked for here, by its id."""
    id = str(node.value) if is_text(node) else ""
    if id not in rules.slips:
        hint = did_you_mean(id, rules.slips)
        raise node.error(f"There is no slip '{shortened(id)}' among those looked for here.{hint}")
    return id


def guessed(slip: Slip) -> bool:
    """Whether a slip stands for any of many numbers, so that nobody is asked to tell it apart."""
    return len(slip.wrong) > MOST_WAYS and any("answer" in wrong for wrong in slip.wrong)


def shuffled(items: Iterable[T], name: str, draw: Callable[[str, int], int]) -> list[T]:
    """The items in an order that is drawn."""
    left = list(items)
    found: list[T] = []
    while left:
        found.append(left.pop(draw(f"{name} {len(found)}", len(left))))
    return found


def lines(texts: Sequence[str]) -> tuple[str, ...]:
    """The options as a question shows them."""
    return tuple(f"{letter})  {text}" for letter, text in zip(LETTERS, texts, strict=False))


def picked(node: Node, texts: Sequence[str], names: Mapping[str, int]) -> int | Judged:
    """Which option an answer means; or that there is none, or why that cannot be told."""
    if not is_text(node):
        return unread("One letter is expected here, not a list.")
    if is_blank(node.value):
        return BLANK
    at = chosen(node.value, texts, names)
    return unread(at.why) if isinstance(at, Unread) else at


def chosen(typed: str, texts: Sequence[str], names: Mapping[str, int]) -> int | Unread:
    """Which option is meant: by its letter, by its letter and text, or by another name."""
    said = typed.strip()
    if said in names:
        return names[said]
    match = _CHOSEN.fullmatch(said)
    wanted = f"answer with a letter from a to {LETTERS[len(texts) - 1]}."
    if match is None:
        return Unread(f"'{shortened(said)}' is none of the options; {wanted}")
    letter, rest = match.group(1).lower(), match.group(2).strip()
    at = LETTERS.find(letter)
    if not 0 <= at < len(texts):
        return Unread(f"There is no option {letter}; {wanted}")
    if rest and " ".join(rest.split()) != texts[at]:
        return Unread(f"Option {letter} reads otherwise; {wanted}")
    return at
