"""A wrong working is shown, and what went wrong in it is to be found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from cnncost.document import Node
from cnncost.errors import listed
from cnncost.explanation.page import Block, Paragraph, plain
from cnncost.homework.kinds import number
from cnncost.homework.kinds.lettered import (
    LETTERS,
    Choice,
    guessed,
    lines,
    picked,
    read_options,
    read_slip,
    read_slips,
    shuffled,
)
from cnncost.homework.kinds.shown_working import row_of, wrong_working
from cnncost.homework.marks import Remark
from cnncost.homework.question import RIGHT, Judged, Setting, Sort, Wrong
from cnncost.homework.subject import KEYS
from cnncost.homework.subject import Letters as Drawn
from cnncost.layers import KINDS
from cnncost.numbers import figures
from cnncost.slips import Slip
from cnncost.slips.recognition import numbers


class Task(NamedTuple):
    """``slips`` are those that one is drawn from; none stands for every error that shows."""

    number: number.Number
    options: int
    slips: tuple[str, ...]
    node: Node


class Made(NamedTuple):
    """A slip as it is made here: the number that it gives, and the working that leads to it."""

    slip: Slip
    value: int
    working: str


class Posed(NamedTuple):
    number: number.Posed
    made: Made
    options: tuple[Made, ...]


_THEIRS = {"you": "They", "your": "their", "yours": "theirs"}


def read(given: Mapping[str, Node], node: Node, setting: Setting) -> Task:
    if "slip" in given and "from" in given:
        raise given["from"].error("An item has either 'slip:' or 'from:'.")
    one = (read_slip(given["slip"], setting.rules),) if "slip" in given else ()
    return Task(
        number.read(given, node, setting),
        read_options(given.get("options")),
        one or read_slips(given.get("from"), setting.rules),
        node,
    )


def pose(task: Task, letters: Drawn, setting: Setting) -> Posed:
    """The working and the sentences. Raises FileError where there are too few of them."""
    posed = number.pose(task.number, letters, setting)
    if posed.wanted is None:
        raise task.node.error(f"No slips are known for {posed.title}.")
    rows = _rows(posed)
    if len(rows) != 1 or posed.subject.report.measured[rows[0]].kind.name not in KINDS:
        raise task.node.error("Find the slip needs one layer.")
    found = [one for one in _made(posed) if one.value != posed.wanted.right]
    made = _drawn(task, found, setting)
    others = _distinct(made, found)
    if len(others) < task.options - 1:
        raise task.node.error(
            f"{task.options} options need {task.options - 1} other slips that give other numbers "
            f"here; found: {len(others)}."
        )
    taken = shuffled(others, "option", setting.draw)[: task.options - 1]
    return Posed(posed, made, tuple(shuffled([made, *taken], "place", setting.draw)))


def _rows(posed: number.Posed) -> list[int]:
    """The rows in which there is anything of what is asked for, or all if there is nothing."""
    report, rows = posed.subject.report, list(posed.subject.rows)
    columns = posed.wanted.asked.columns if posed.wanted else ()
    return [row for row in rows if any(report[column][row] for column in columns)] or rows


def _made(posed: number.Posed) -> Iterator[Made]:
    """Every enabled slip that can be made in the layer, with the number that it gives."""
    assert posed.wanted is not None  # pose has seen to it
    (place,) = _rows(posed)
    row, agreed = row_of(posed.subject.report, place), posed.setting.agreed
    for slip in posed.setting.rules.known():
        for value in numbers(slip, posed.wanted.asked, [place])[:1]:
            name = posed.asked.name
            yield Made(slip, value, wrong_working(row, slip, name, agreed, value))


def _drawn(task: Task, found: list[Made], setting: Setting) -> Made:
    """The slip that is shown. Raises FileError where none of those that are asked for shows."""
    wanted = [
        one
        for one in found
        if one.working
        and (one.slip.id in task.slips if task.slips else one.slip.sort != "convention")
    ]
    if not wanted:
        named = listed(task.slips, "or") if task.slips else "any slip"
        raise task.node.error(f"No wrong working can be shown here for {named}.")
    return wanted[setting.draw("slip", len(wanted))]


def _distinct(made: Made, found: list[Made]) -> list[Made]:
    """Other slips that give other numbers, each sentence once."""
    others = {
        one.slip.says: one
        for one in reversed(found)
        if one.value != made.value and one.slip.says != made.slip.says and not guessed(one.slip)
    }
    return list(reversed(others.values()))


def text(posed: Posed) -> tuple[str, ...]:
    return (
        *number.text(posed.number),
        f"A student writes: {posed.made.working}.",
        "What went wrong?",
        *lines(_texts(posed)),
    )


def _texts(posed: Posed) -> list[str]:
    return [_of_another(option.slip.says) for option in posed.options]


def _of_another(says: str) -> str:
    """What is said to a student, said of one: ``They took``, ``their``."""
    return re.sub(r"\b([Yy])(ours|our|ou)\b", lambda found: _THEIRS[found[0].lower()], says)


def key(posed: Posed) -> str:
    return LETTERS[posed.options.index(posed.made)]


def choices(posed: Posed) -> tuple[Choice, ...]:
    """The sentences with their letters, and what is said to each that is wrong."""
    return tuple(
        Choice(letter, text, option == posed.made, _remark(posed, option))
        for letter, text, option in zip(LETTERS, _texts(posed), posed.options, strict=False)
    )


def _remark(posed: Posed, option: Made) -> Remark | None:
    """What the slip that was chosen would have led to. It names no slip, as none was made."""
    if option == posed.made:
        return None
    leads = f"That would have given {figures(option.value)} here, not {figures(posed.made.value)}."
    says = f"{leads} What the working has is this. {posed.made.slip.says}"
    return Remark("slip", (), leads, says, posed.made.slip.read)


def wrong_answers(posed: Posed) -> tuple[Wrong, ...]:
    """The other letters; whoever chooses one made none of the slips himself."""
    return tuple(Wrong(choice.letter, ()) for choice in choices(posed) if not choice.right)


def judge(posed: Posed, node: Node) -> Judged:
    """A sentence, chosen by its letter or by the id of its slip."""
    names = {option.slip.id: at for at, option in enumerate(posed.options)}
    at = picked(node, _texts(posed), names)
    if isinstance(at, Judged):
        return at
    remark = _remark(posed, posed.options[at])
    if remark is None:
        return RIGHT._replace(read=LETTERS[at])
    return Judged("wrong", Fraction(0), (remark,), read=LETTERS[at])


def worked(posed: Posed) -> tuple[Block, ...]:
    """What went wrong, and how the right number comes about."""
    return Paragraph(plain(posed.made.slip.says)), *number.worked(posed.number)


SORT = Sort(
    keys=(*KEYS, "asks", "slip", "from", "options"),
    read=read,
    pose=pose,
    what=lambda posed: f"{number.what(posed.number)}: what went wrong",
    text=text,
    blank=lambda posed: "",
    key=key,
    judge=judge,
    working=worked,
    solution=key,
    wrong=wrong_answers,
)
