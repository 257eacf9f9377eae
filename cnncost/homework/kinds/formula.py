"""A formula in letters: right if it agrees with ours wherever a layer can stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cnncost.document import Node, is_text
from cnncost.errors import listed, shortened
from cnncost.explanation.page import Block, Equation, Equations, Letters
from cnncost.explanation.working import HALVES
from cnncost.formula import symbol
from cnncost.formula import text as formula_text
from cnncost.homework.kinds.formula_entry import SIDES, Task, read_task
from cnncost.homework.kinds.points import Point, agree, found_at, points, reason
from cnncost.homework.kinds.symbolic import (
    OUTPUT,
    asked_of,
    plainest,
    textbook,
)
from cnncost.homework.kinds.typed import read_formula
from cnncost.homework.kinds.wrong_formulas import Asking, seen, wrong_formulas
from cnncost.homework.numerals import Unread, is_blank
from cnncost.homework.quantities import title_of
from cnncost.homework.question import BLANK, RIGHT, Judged, Setting, Sort, Wrong, unread, wrong
from cnncost.homework.subject import Letters as Drawn
from cnncost.kind import LETTERS
from cnncost.layers import KINDS
from cnncost.slips.catalogue import MEASURES

LONGEST_READ = 80
MEANINGS = {**LETTERS, "O": "output padding"}


class Posed(NamedTuple):
    """A formula as it is asked for, and the points at which an answer is compared with it."""

    task: Task
    title: str
    also: tuple[str, ...]
    points: Sequence[Point]
    setting: Setting


def pose(task: Task, drawn: Drawn, setting: Setting) -> Posed:
    title = title_of(task.asks, setting.agreed) if task.asks else "a formula"
    where = points(task.kind, task.letters, task.fixed)
    return Posed(task, title, _same_letters(task), where, setting)


def _same_letters(task: Task) -> tuple[str, ...]:
    """Letters that are equal to one that may be used: M where channels go through, K_h for K."""
    if not task.kind:
        return ()
    sizes = dict(zip(OUTPUT, KINDS[task.kind].size, strict=True))
    equal = [(out, into) for out, into in (*SIDES, ("M", "N")) if sizes[out] == symbol(into)]
    also = [b for pair in equal for a, b in (pair, pair[::-1]) if a in task.letters]
    also += [half for letter, halves in HALVES.items() if letter in task.letters for half in halves]
    return tuple(letter for letter in also if letter not in task.letters)


def what(posed: Posed) -> str:
    return f"{posed.task.kind}, {posed.title}" if posed.task.kind else posed.title


def text(posed: Posed) -> tuple[str, ...]:
    """What is asked for, in which letters, and what they mean."""
    task = posed.task
    about = f"{KINDS[task.kind].title}: {posed.title}" if task.kind else "The answer"
    given = [f"{name} = {value}" for name, value in task.fixed if name in task.said]
    with_these = f", with {listed(given)}" if given else ""
    meanings = [f"{name} {MEANINGS[name]}" for name in task.letters if name in MEANINGS]
    legend = (f"{', '.join(meanings)}.",) if meanings else ()
    return (f"{about}, as a formula in {listed(task.letters)}{with_these}?", *legend)


def key(posed: Posed) -> str:
    return formula_text(posed.task.right)


def judge(posed: Posed, node: Node) -> Judged:
    """A formula beside the right one, at many points."""
    if not is_text(node):
        return unread("One formula is expected here, not a list.")
    if is_blank(node.value):
        return BLANK
    formula = read_formula(node.value, posed.task.letters, posed.also)
    if isinstance(formula, Unread):
        return unread(formula.why)
    found = found_at(formula, posed.points)
    if all(value is None for value in found):
        return unread(f"This has no value. {reason(formula, posed.points[0])}")
    typed = shortened(formula_text(formula), LONGEST_READ)
    if agree(found, found_at(posed.task.right, posed.points)):
        return RIGHT._replace(read=typed)
    asking = _asking(posed)
    remarks = seen(found, asking, posed.setting.rules) if asking else ()
    return wrong(remarks, posed.setting.rules)._replace(read=typed)


def _asking(posed: Posed) -> Asking | None:
    """What slips are looked for in; nothing where the teacher wrote the formula."""
    task, agreed = posed.task, posed.setting.agreed
    if not task.kind:
        return None
    asked = asked_of(task.asks, agreed)
    return Asking(KINDS[task.kind], task.layer, task.asks, asked, agreed, posed.points)


# --- what else it can do


def worked(posed: Posed) -> tuple[Block, ...]:
    """The right formula, and what its letters mean."""
    meanings = ((name, MEANINGS[name], None) for name in posed.task.letters if name in MEANINGS)
    line = Equation(posed.title, posed.task.right)
    return Equations((line,)), Letters(tuple(meanings))


def wrong_answers(posed: Posed) -> tuple[Wrong, ...]:
    """Every other formula that an enabled slip leads to, in the letters of the item."""
    asking = _asking(posed)
    found: dict[str, list[str]] = {}
    shown = textbook if posed.task.asks in MEASURES else plainest
    for way in wrong_formulas(asking, posed.setting.rules) if asking else ():
        formula = shown(way.formula)
        if formula.symbols() <= {*posed.task.letters, *posed.also} and formula.symbols():
            found.setdefault(formula_text(formula), []).append(way.slip.id)
    return tuple(Wrong(formula, tuple(dict.fromkeys(slips))) for formula, slips in found.items())


SORT = Sort(
    keys=("of", "asks", "answer", "letters", "with"),
    read=read_task,
    pose=pose,
    what=what,
    text=text,
    blank=lambda posed: "",
    key=key,
    judge=judge,
    working=worked,
    solution=key,
    wrong=wrong_answers,
)
