"""One number out of several, of which the wrong ones are what slips give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from cnncost.document import Node, is_text
from cnncost.homework.kinds import number
from cnncost.homework.kinds.lettered import (
    LETTERS,
    Choice,
    guessed,
    lines,
    picked,
    read_options,
    read_slips,
    shuffled,
)
from cnncost.homework.marks import Remark
from cnncost.homework.numerals import read_whole
from cnncost.homework.question import RIGHT, Judged, Setting, Sort, Wrong, wrong
from cnncost.homework.recognition import remark_of, wrong_numbers
from cnncost.homework.subject import KEYS
from cnncost.homework.subject import Letters as Drawn
from cnncost.numbers import figures


class Task(NamedTuple):
    number: number.Number
    options: int
    slips: tuple[str, ...]
    node: Node


class Option(NamedTuple):
    """A number to choose, and the slips that give it; none for the right one."""

    value: int
    slips: tuple[str, ...]

    @property
    def text(self) -> str:
        return figures(self.value)


class Posed(NamedTuple):
    number: number.Posed
    options: tuple[Option, ...]
    hidden: tuple[str, ...]


def read(given: Mapping[str, Node], node: Node, setting: Setting) -> Task:
    return Task(
        number.read(given, node, setting),
        read_options(given.get("options")),
        read_slips(given.get("from"), setting.rules),
        node,
    )


def pose(task: Task, letters: Drawn, setting: Setting) -> Posed:
    """The question with its options. Raises FileError where slips give too few other numbers."""
    posed = number.pose(task.number, letters, setting)
    wanted = posed.wanted
    if wanted is None:
        raise task.node.error(f"No slips are known for {posed.title}, so there are no options.")
    found = [
        (slip.id, value)
        for slip, value in wrong_numbers(wanted, setting.rules)
        if (slip.id in task.slips if task.slips else not guessed(slip))
    ]
    others = _others(found, wanted.right)
    if len(others) < task.options - 1:
        raise task.node.error(
            f"The slips give {_so_many(len(others))} here, and {task.options} options need "
            f"{task.options - 1}."
        )
    taken = shuffled(others, "option", setting.draw)[: task.options - 1]
    options = shuffled([Option(wanted.right, ()), *taken], "place", setting.draw)
    hidden = tuple(id for id, value in found if value == wanted.right and id in task.slips)
    return Posed(posed, tuple(options), hidden)


def _others(found: list[tuple[str, int]], right: int) -> list[Option]:
    """The wrong numbers, each once, with all the slips that give it."""
    numbers: dict[int, list[str]] = {}
    for id, value in found:
        if value != right and value >= 0:
            numbers.setdefault(value, []).append(id)
    return [Option(value, tuple(ids)) for value, ids in numbers.items()]


def _so_many(number: int) -> str:
    return {0: "no other number", 1: "1 other number"}.get(number, f"{number} other numbers")


def text(posed: Posed) -> tuple[str, ...]:
    return (*number.text(posed.number), *lines(_texts(posed)))


def _texts(posed: Posed) -> list[str]:
    return [option.text for option in posed.options]


def key(posed: Posed) -> str:
    return next(choice.letter for choice in choices(posed) if choice.right)


def choices(posed: Posed) -> tuple[Choice, ...]:
    """The options with their letters, and what is said to each that is wrong."""
    return tuple(
        Choice(letter, option.text, not option.slips, next(iter(_remarks(posed, option)), None))
        for letter, option in zip(LETTERS, posed.options, strict=False)
    )


def _remarks(posed: Posed, option: Option) -> tuple[Remark, ...]:
    slips = posed.number.setting.rules.slips
    return tuple(remark_of(slips[id]) for id in option.slips)


def judge(posed: Posed, node: Node) -> Judged:
    """An option, chosen by its letter or by its number."""
    texts, typed = _texts(posed), node.value.strip() if is_text(node) else ""
    value = read_whole(typed)
    same = [at for at, option in enumerate(posed.options) if option.value == value]
    at = picked(node, texts, {typed: same[0]} if same else {})
    if isinstance(at, Judged):
        return at
    option, read = posed.options[at], f"{LETTERS[at]}) {texts[at]}"
    if not option.slips:
        return RIGHT._replace(read=read)
    return wrong(_remarks(posed, option), posed.number.setting.rules)._replace(read=read)


def wrong_answers(posed: Posed) -> tuple[Wrong, ...]:
    """The letters of the wrong numbers, with the slips that give them."""
    options = zip(LETTERS, posed.options, strict=False)
    return tuple(Wrong(letter, option.slips) for letter, option in options if option.slips)


SORT = Sort(
    keys=(*KEYS, "asks", "options", "from"),
    read=read,
    pose=pose,
    what=lambda posed: number.what(posed.number),
    text=text,
    blank=lambda posed: "",
    key=key,
    judge=judge,
    working=lambda posed: number.worked(posed.number),
    solution=key,
    wrong=wrong_answers,
    hidden=lambda posed: posed.hidden,
)
