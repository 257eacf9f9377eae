"""The catalogue of slips, in slips.yaml: how an entry of it is read, and what it must have."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from cnncost.document import Node, entries, is_mapping, is_text, read_document, read_text
from cnncost.errors import FormulaError, did_you_mean, listed, shortened
from cnncost.formula import Expr, compiled
from cnncost.kind import LEDGER, LETTERS
from cnncost.layers import JOINS, KINDS
from cnncost.quantity import read_quantity
from cnncost.slips.around import FACTS

FILE = Path(__file__).parent.with_suffix(".yaml")
SORTS = ("error", "convention", "both")
MEASURES = {"height": "H", "width": "W", "channels": "M"}
DERIVED = ("params", "flops")
QUANTITIES = (*LEDGER, *DERIVED, *MEASURES)
Wrong = Mapping[str, Expr]

KEYS = (
    "code", "sort", "of", "kinds", "where", "wrong", "any", "no number", "nudge", "says", "read",
    "never with", "seen",
)  # fmt: skip
FORBIDDEN = "~#{}=:"
EVERY_LAYER = frozenset({"Hi", "Wi", "N", "H", "W", "M", "G"})
AROUND = frozenset({"ceil", "biased", "M_first", "M_last", *FACTS, *LEDGER, *DERIVED})


class Slip(NamedTuple):
    """Something that students get wrong, and how it shows.

    ``wrong`` holds what stands instead of letters and columns, in as many ways as it is done, the
    usual one first; it is empty where ``no_number`` says why nothing can be worked out.
    """

    id: str
    code: str
    sort: str
    of: tuple[str, ...]
    kinds: tuple[str, ...]
    where: Expr | None
    wrong: tuple[Wrong, ...]
    nudge: str
    says: str
    read: str
    never_with: tuple[str, ...]
    seen: str
    no_number: str


@cache
def slips() -> dict[str, Slip]:
    """Every slip by its id, in the order of the file."""
    return parse_slips(_text_of_file(), FILE.name)


def find_slip(name: str) -> Slip | None:
    """The slip of that id, without reading the others; None if there is none."""
    start = re.search(rf"(?m)^{re.escape(name)}:$", _text_of_file())
    if start is None:
        return None
    end = re.compile(r"(?m)^\S").search(_text_of_file(), start.end())
    entry = _text_of_file()[start.start() : end.start() if end else None]
    return parse_slips(entry, FILE.name)[name]


@cache
def _text_of_file() -> str:
    return read_text(FILE)


def parse_slips(text: str, file: str = "slips") -> dict[str, Slip]:
    """The slips of a file by their ids.

    Raises FileError with line and column for anything that is no slip.
    """
    document = read_document(text, file)
    if not is_mapping(document):
        raise document.error("Expected slips, each with 'id:' and its lines.")
    return {key.value: read_slip(key, node) for key, node in document.value}


def read_slip(key: Node, node: Node) -> Slip:
    """One slip from its entry. Raises FileError with line and column for what is none."""
    given = entries(node, KEYS, "a slip", did_you_mean)
    _check_keys(key, given)
    kinds = _words(given["kinds"], (*KINDS, *JOINS), "kind of layer") if "kinds" in given else ()
    wrong = _wrongs(given["wrong"], given.get("any"), kinds) if "wrong" in given else ()
    if any("answer" in one for one in wrong) and (len(wrong[0]) > 1 or kinds or "where" in given):
        raise given["wrong"].error("'answer:' stands alone, without 'kinds:' and 'where:'.")
    return Slip(
        id=key.value,
        code=_text(given["code"]) if "code" in given else "",
        sort=_one_of(given["sort"], SORTS, "sort of slip"),
        of=_words(given["of"], QUANTITIES, "quantity"),
        kinds=kinds,
        where=_formula(given["where"], _known(kinds)) if "where" in given else None,
        wrong=wrong,
        nudge=read_message(given["nudge"]),
        says=read_message(given["says"]),
        read=_text(given["read"]) if "read" in given else "",
        never_with=_ids(given["never with"]) if "never with" in given else (),
        seen=_text(given["seen"]) if "seen" in given else "",
        no_number=_text(given["no number"]) if "no number" in given else "",
    )


def _check_keys(key: Node, given: Mapping[str, Node]) -> None:
    """Refuse a slip that lacks what it must have, or has what it cannot use."""
    working = [name for name in ("kinds", "where", "wrong", "any") if name in given]
    for name in ("sort", "of", "nudge", "says"):
        if name not in given:
            raise key.error(f"The slip has no '{name}:'.")
    if "no number" in given and working:
        raise key.error(f"A slip with 'no number:' has no '{working[0]}:'.")
    if "no number" not in given and "wrong" not in given:
        raise key.error("The slip has no 'wrong:'; without one it says 'no number:' and why.")


def _wrongs(node: Node, tried: Node | None, kinds: Sequence[str]) -> tuple[Wrong, ...]:
    """What stands wrong, once for each value of the letter that stands for several."""
    allowed = ("answer", *LETTERS, *LEDGER, *DERIVED)
    given = entries(node, allowed, "what is wrong", did_you_mean)
    known = frozenset({"answer"}) if "answer" in given else _known(kinds)
    if tried is None:
        return ({name: _formula(value, known) for name, value in given.items()},)
    if not is_mapping(tried) or len(tried.value) != 1 or is_text(tried.value[0][1]):
        raise tried.error("Expected one letter with the list of what it stands for.")
    letter, values = tried.value[0]
    formulas = {name: _formula(value, known | {letter.value}) for name, value in given.items()}
    in_turn = [_formula(value, known) for value in values.value]
    return tuple(
        {name: formula.substitute({letter.value: value}) for name, formula in formulas.items()}
        for value in in_turn
    )


def _known(kinds: Sequence[str]) -> frozenset[str]:
    """The names that a formula may use in rows of all of these kinds."""
    own = [_letters(kind) for kind in kinds]
    return EVERY_LAYER | AROUND | (frozenset.intersection(*own) if own else frozenset())


def _letters(kind: str) -> frozenset[str]:
    if kind in JOINS:
        return frozenset({"B", "E"})
    letters = {letter for option in KINDS[kind].options for letter in option.letters}
    return frozenset({"D_h", "D_w", *letters} - {"bias"})


def _formula(node: Node, known: Collection[str]) -> Expr:
    """The formula in a text, if all that it names is known."""
    try:
        formula = read_quantity(_text(node))
        compiled(formula)  # refuses functions that there are not
    except FormulaError as error:
        raise node.error(error.message, error.span) from None
    for part in formula.nodes():
        if part.op == "symbol" and part.args[0] not in known:
            hint = did_you_mean(part.args[0], sorted(known))
            raise node.error(f"'{shortened(part.args[0])}' means nothing here.{hint}", part.span)
    return formula


def _words(node: Node, known: Collection[str], what: str) -> tuple[str, ...]:
    if is_text(node) or is_mapping(node) or not node.value:
        raise node.error(f"Expected a list, as [{next(iter(known))}].")
    return tuple(_one_of(item, known, what) for item in node.value)


def _ids(node: Node) -> tuple[str, ...]:
    if is_text(node) or is_mapping(node):
        raise node.error("Expected a list, as [bias.missing].")
    return tuple(_text(item) for item in node.value)


def _one_of(node: Node, known: Collection[str], what: str) -> str:
    word = _text(node)
    if word not in known:
        hint = did_you_mean(word, known) or f" Known: {listed(known)}."
        raise node.error(f"There is no {what} '{shortened(word)}'.{hint}")
    return word


def read_message(node: Node) -> str:
    """A sentence for a student, which any format of a quiz can hold as it is."""
    text = _text(node)
    for at, character in enumerate(text):
        if character in FORBIDDEN:
            raise node.error("A message holds none of ~ # { } = and no colon.", (at, at + 1))
    if not text.endswith("."):
        raise node.error("A message is a sentence and ends in a full stop.")
    return text


def _text(node: Node) -> str:
    if not is_text(node) or not node.value.strip():
        raise node.error("Expected a text here.")
    text: str = node.value
    return text
