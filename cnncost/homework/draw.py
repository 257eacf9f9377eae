"""Numbers of one's own for every student: drawn from SHA-256, the same for ever."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from hashlib import sha256
from hmac import new as keyed
from typing import NamedTuple

from cnncost.chain import CONSTANTS, expression
from cnncost.document import Node, is_mapping, is_text
from cnncost.errors import FormulaError, shortened
from cnncost.formula import Expr, evaluate
from cnncost.head import check_symbol, named_entries, read_number
from cnncost.numbers import setting

Number = int | Fraction
MOST_VALUES = 1_000
MOST_LETTERS = 20
_RANGE = re.compile(r"\s*([0-9]{1,9})\s+to\s+([0-9]{1,9})(?:\s+step\s+([0-9]{1,9}))?\s*")


class Draw(NamedTuple):
    """What is drawn for an item: the values that each letter may have, and what must hold."""

    letters: Mapping[str, tuple[Number, ...]]
    where: Expr | None
    node: Node | None


def read_draw(letters: Node | None, where: Node | None) -> Draw:
    """The ``draw:`` and the ``where:`` of an item. Raises FileError for what cannot be drawn."""
    found: dict[str, tuple[Number, ...]] = {}
    if letters is not None:
        if is_mapping(letters) and len(letters.value) > MOST_LETTERS:
            raise letters.error(f"At most {MOST_LETTERS} letters can be drawn for an item.")
        for key, values in named_entries(letters, "draw", "K: [3, 5, 7]"):
            check_symbol(key, "letter")
            found[key.value] = _values(values)
    condition = expression(where) if where is not None else None
    if where is not None and condition is not None:
        for part in condition.nodes():
            if part.op == "symbol" and part.args[0] not in (*found, *CONSTANTS):
                raise where.error(f"'{part.args[0]}' is not drawn in this item.", part.span)
    return Draw(found, condition, letters or where)


def _values(node: Node) -> tuple[Number, ...]:
    wanted = "Expected what to draw from, as [3, 5, 7] or 16 to 128 step 16."
    if is_mapping(node):
        raise node.error(wanted)
    if is_text(node):
        return _range(node, wanted)
    if not 1 <= len(node.value) <= MOST_VALUES:
        raise node.error(f"Expected 1 to {MOST_VALUES:,} values to draw from.")
    values = tuple(read_number(item) for item in node.value)
    if len(set(values)) < len(values):
        raise node.error("A value is listed twice; each is as likely as any other.")
    return values


def _range(node: Node, wanted: str) -> tuple[Number, ...]:
    match = _RANGE.fullmatch(node.value)
    if match is None:
        raise node.error(wanted)
    first, last, step = (int(number or 1) for number in match.groups())
    if first > last or step < 1 or (last - first) // step >= MOST_VALUES:
        raise node.error(f"Expected 1 to {MOST_VALUES:,} values, the smaller end first.")
    return tuple(range(first, last + 1, step))


def drawn(seed: str, name: str, below: int) -> int:
    """A whole number from 0 to below - 1, which depends on nothing but the seed and the name."""
    digest = sha256(f"{seed}\n{name}".encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") % below


def draws(seed: str) -> Callable[[str, int], int]:
    """``drawn`` with that seed."""
    return lambda name, below: drawn(seed, name, below)


def draw_letters(draw: Draw, seed: str) -> dict[str, Number]:
    """One value for each letter."""
    return {
        letter: values[drawn(seed, letter, len(values))] for letter, values in draw.letters.items()
    }


def fits(draw: Draw, letters: Mapping[str, Number]) -> bool:
    """Whether the item's condition holds for these numbers."""
    if draw.where is None:
        return True
    try:
        return bool(evaluate(draw.where, {**CONSTANTS, **letters}))
    except FormulaError as error:
        node = draw.node
        raise (node.error(error.message) if node else error) from None


def code_of(
    secret: str, homework: str, student: str, variant: Mapping[str, Mapping[str, Number]]
) -> str:
    """What proves that a sheet with these numbers was handed out to this student."""
    lines = [homework, student]
    for item, letters in sorted(variant.items()):
        values = " ".join(f"{name}={setting(value)}" for name, value in sorted(letters.items()))
        lines.append(f"{item}: {values}")
    message = "\n".join(lines).encode("utf-8", "surrogatepass")
    return keyed(secret.encode("utf-8", "surrogatepass"), message, sha256).hexdigest()[:20]


def read_letters(node: Node, draw: Draw) -> dict[str, Number]:
    """Numbers as a sheet gives them. Raises FileError for any that could not have been drawn."""
    if not is_mapping(node):
        raise node.error("Expected the numbers of an item, as {K: 3, M: 64}.")
    given: dict[str, Number] = {}
    for key, value in node.value:
        if key.value not in draw.letters:
            raise key.error(f"'{shortened(key.value)}' is not drawn in this item.")
        given[key.value] = read_number(value)
        if given[key.value] not in draw.letters[key.value]:
            raise value.error(f"{key.value} is never {shortened(value.value)} in this item.")
    missing = [letter for letter in draw.letters if letter not in given]
    if missing:
        raise node.error(f"The number for {missing[0]} is missing.")
    return given
