"""Mutations that know of words, lines and numbers: what chance alone would need years to find."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random
from typing import NamedTuple, TypeVar

from fuzzing import LARGEST, Target

KINDS = (
    "insert", "insert", "replace", "replace", "delete", "swap", "number", "nest", "repeat",
    "copy line", "drop line", "move line", "indent", "many lines", "cross", "cut", "ends",
)  # fmt: skip
NUMBERS = (
    "0", "1", "2", "7", "-1", "0.5", "1/3", "65535", "999999999", "1000000000", "9" * 18,
    "1000000000000000000", "1000000000000000001", "9" * 30, "9" * 5000, "1e5", "00", "2**300",
)  # fmt: skip
BRACKETS = ("()", "[]", "{}", "⌊⌋", '""', "''", "- ", "? ", "-", "not ", "2*", "[a, ]")
ENDS = ("\r\n", "\r", "\x85", "\u2028", "\n\n", "\n---\n", "\n \n", "\n\t", "\n  ")
TIMES = (2, 5, 20, 35, 45, 100, 1000)


T = TypeVar("T")


class Edit(NamedTuple):
    """One change: what sort, where (as parts of the length), and which word or number."""

    kind: str
    here: float
    there: float
    choice: float


def edited(target: Target, data: bytes, edits: list[Edit]) -> bytes:
    """The data after some changes, at most as long as what is fuzzed."""
    for edit in edits:
        text = data.decode("utf-8", "surrogateescape")
        data = changed(target, text, edit).encode("utf-8", "surrogateescape")[:LARGEST]
    return data


def random_edits(random: Random, most: int = 4) -> list[Edit]:
    """A few changes by chance."""
    number = random.randint(1, most)
    return [
        Edit(random.choice(KINDS), random.random(), random.random(), random.random())
        for _ in range(number)
    ]


def changed(target: Target, text: str, edit: Edit) -> str:
    """The text after one change."""
    by_line = "line" in edit.kind or edit.kind == "indent"
    pieces = text.splitlines(keepends=True) if by_line else re.findall(r"\w+|\s+|[^\w\s]", text)
    if not pieces:
        return picked(target.all_words, edit.choice)
    i, j = int(edit.here * len(pieces)), int(edit.there * len(pieces))
    return "".join([*pieces[:i], *put(target, pieces, i, j, edit), *pieces[i + 1 :]])


def put(target: Target, pieces: list[str], i: int, j: int, edit: Edit) -> list[str]:
    """What comes into the place of a piece."""
    here, there = pieces[i], pieces[j]
    word = picked(target.all_words, edit.choice)
    first, last = min(i, j), max(i, j) + 1
    match edit.kind:
        case "insert":
            return [word, here]
        case "replace":
            return [word]
        case "number":
            return [picked(NUMBERS, edit.choice)]
        case "swap":
            return [there]
        case "copy line" | "move line":
            return [there, here]
        case "indent":
            return [" " * int(edit.choice * 8) + here.lstrip(" ")]
        case "nest":
            return nested(here, edit)
        case "repeat":
            return [many("".join(pieces[first:last][:20]), edit)]
        case "many lines":
            return [many(here, edit)]
        case "cross":
            other = picked(target.seeds or (b"",), edit.choice).decode("utf-8", "surrogateescape")
            return [here, other[int(edit.there * len(other)) :][:500]]
        case "cut":
            return []
        case "ends":
            return [here, picked(ENDS, edit.choice)]
    return []


def many(text: str, edit: Edit) -> str:
    """The text many times, but not more of it than is fuzzed."""
    return text * min(picked(TIMES, edit.choice), LARGEST // max(1, len(text)) + 1)


def nested(here: str, edit: Edit) -> list[str]:
    """A piece inside many brackets."""
    pair, times = picked(BRACKETS, edit.choice), picked(TIMES, edit.there)
    if len(pair) == 2 and not pair.endswith((" ", "*")):
        return [pair[0] * times, here, pair[1] * times]
    return [pair * times, here]


def picked(items: Sequence[T], choice: float) -> T:
    return items[int(choice * len(items))]
