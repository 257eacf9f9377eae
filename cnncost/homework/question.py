"""Question: what every kind of item can do, and what it needs to know to do it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from cnncost.document import Node, is_text
from cnncost.errors import CnncostError, FileError, shortened
from cnncost.explanation.page import Block
from cnncost.homework.agreement import Agreement
from cnncost.homework.marks import Mark, Remark, State
from cnncost.homework.rules import Rules
from cnncost.homework.subject import Letters

LONGEST_WRITTEN = 80


class Setting(NamedTuple):
    """What an item is asked in: the conventions, the slips, and where files are looked for.

    ``draw`` gives a number below its second argument for every name; the same for ever.
    """

    agreed: Agreement
    rules: Rules
    folder: Path
    draw: Callable[[str, int], int] = lambda name, below: 0


class Wrong(NamedTuple):
    """A wrong answer that a slip leads to, as a student would write it."""

    answer: str
    slips: tuple[str, ...]


class Sort(NamedTuple):
    """A kind of item: a set of functions over what ``pose`` makes of it.

    ``keys`` are what its entry may have. ``read`` checks an entry and raises FileError; ``pose``
    puts a student's letters in. Of what is posed, ``text`` are the lines of the question, ``blank``
    is the YAML to fill in, ``key`` the right answer as it would be filled in, ``judge`` what an
    answer is worth, ``working`` how the right one is worked out, ``solution`` an answer that must
    be right, as YAML, if there is one. ``wrong`` are answers that slips lead to, and ``hidden``
    the slips which would give the right answer here.
    """

    keys: tuple[str, ...]
    read: Callable[[Mapping[str, Node], Node, Setting], Any]
    pose: Callable[[Any, Letters, Setting], Any]
    what: Callable[[Any], str]
    text: Callable[[Any], tuple[str, ...]]
    blank: Callable[[Any], str]
    key: Callable[[Any], str]
    judge: Callable[[Any, Node], Judged]
    working: Callable[[Any], tuple[Block, ...]]
    wrong: Callable[[Any], tuple[Wrong, ...]] = lambda posed: ()
    hidden: Callable[[Any], tuple[str, ...]] = lambda posed: ()
    solution: Callable[[Any], str | Node | None] = lambda posed: None


class Judged(NamedTuple):
    """An answer's state, the share of the points that it earns, and why."""

    state: State
    share: Fraction
    remarks: tuple[Remark, ...] = ()
    parts: tuple[Mark, ...] = ()
    read: str = ""


RIGHT = Judged("right", Fraction(1))
BLANK = Judged("blank", Fraction(0))


def unread(why: str) -> Judged:
    """What cannot be read, and what to write instead."""
    return Judged("unread", Fraction(0), (Remark("read", (), why, why),))


def unread_because(error: CnncostError) -> Judged:
    """What cannot be read, for the reason that is given: its line, and where in the network."""
    if not isinstance(error, FileError):
        return unread(str(error))
    where = f" ({error.context})" if error.context else ""
    return unread(f"Line {error.place.line}: {error.message}{where}")


def wrong(remarks: tuple[Remark, ...], rules: Rules) -> Judged:
    """A wrong answer; of several remarks the one that earns most counts."""
    return Judged("wrong", rules.best(remarks), remarks)


def written(node: Node | None) -> str:
    """An answer as it stands in the file, for a line of a report."""
    if node is None:
        return ""
    text = node.value if is_text(node) else node.source.text[node.start : node.end]
    return shortened(" ".join(text.split()), LONGEST_WRITTEN)


def line_of(node: Node | None) -> int:
    """The line in which an answer stands; 0 for none."""
    return node.place().line if node else 0
