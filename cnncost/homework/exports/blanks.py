"""What an item asks for: numbers to write, with what slips make of them, or options to choose."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from cnncost.document import Node, read_document
from cnncost.homework.kinds.lettered import Choice
from cnncost.homework.marks import Mark, Remark
from cnncost.homework.quantities import title_of, wanted
from cnncost.homework.question import wrong
from cnncost.homework.recognition import Wanted, recognised
from cnncost.homework.rules import Rules
from cnncost.homework.texts import clean, said
from cnncost.homework.variants import Question
from cnncost.numbers import last_place, rounded
from cnncost.slips.recognition import numbers

# Other systems compare in floating point, to about 14 digits; more could fit a neighbour.
TOO_LARGE = 10**12
SIDES = ("height", "width", "channels")
RIGHT = "Right."
NOT_RIGHT = "This is not right."
RECOUNT = "This is not the right number. Look at the worked solution and count again."


class Answer(NamedTuple):
    """A number that is recognised: which share of the points it earns, and what is said of it."""

    value: Fraction
    share: Fraction
    says: str
    slips: tuple[str, ...] = ()


class Blank(NamedTuple):
    """A number to write, the right answer first; ``row``, ``column`` and ``side`` say which."""

    answers: tuple[Answer, ...]
    row: str = ""
    column: str = ""
    side: str = ""
    weight: Fraction = Fraction(1)
    tolerance: Fraction = Fraction(0)

    @property
    def label(self) -> str:
        return ", ".join(filter(None, (self.row, self.column, self.side)))


class Option(NamedTuple):
    """One answer of several to choose from."""

    text: str
    right: bool
    says: str
    share: Fraction = Fraction(0)


def blanks_of(question: Question) -> tuple[Blank, ...]:
    """The numbers that a question asks for; none of a kind that asks for something else."""
    find = {"number": _of_number, "table": _of_table, "inverse": _of_inverse}
    found = find.get(question.problem.kind)
    return tuple(found(question.posed)) if found else ()


def _of_number(posed: Any) -> Iterator[Blank]:
    if isinstance(posed.value, tuple):
        last = posed.subject._replace(rows=posed.subject.rows[-1:])
        slips = posed.asked.name == "output"
        yield from _sides(posed.value, last, posed, Blank((), column=posed.title), slips)
    elif posed.rounding or not isinstance(posed.value, int):
        yield _rounded(posed)
    else:
        yield _blank(posed.value, posed.wanted, posed.setting.rules, Blank(()))


def _of_table(posed: Any) -> Iterator[Blank]:
    from cnncost.homework.kinds.cells import right_cell
    from cnncost.homework.kinds.table import TOTAL

    cells = [(row.name, row.number, c) for row in posed.rows for c in posed.columns]
    for name, row, column in (*cells, *((TOTAL, None, c) for c in posed.totals)):
        right = right_cell(posed, row, column)
        blank = Blank((), row=name, column=title_of(column, posed.setting.agreed))
        if isinstance(right.value, tuple):
            place = posed.subject._replace(rows=(row,), at="")
            yield from _sides(right.value, place, posed, blank, True)
        else:
            yield _blank(right.value, right.wanted, posed.setting.rules, blank)


def _of_inverse(posed: Any) -> Iterator[Blank]:
    for name, value in posed.right.items():
        yield _blank(value, None, posed.setting.rules, Blank((), row=name))


def _sides(
    shape: tuple[int, ...], place: Any, posed: Any, blank: Blank, slips: bool
) -> Iterator[Blank]:
    """A blank for each side of a shape, which share its weight."""
    for side, value in zip(SIDES, shape, strict=False):
        asked = wanted(side, place, posed.setting.agreed) if slips else None
        part = blank._replace(side=side, weight=blank.weight / len(shape))
        yield _blank(value, asked, posed.setting.rules, part)


def _blank(right: int, asked: Wanted | None, rules: Rules, blank: Blank) -> Blank:
    """A blank with its right number, and each wrong one that an enabled slip leads to."""
    answers = [Answer(Fraction(right), Fraction(1), RIGHT)]
    if asked is not None:
        answers += _slipped(right, asked, rules)
    return blank._replace(answers=tuple(answers))


def _slipped(right: int, asked: Wanted, rules: Rules) -> Iterator[Answer]:
    """The wrong numbers that slips usually give, each once, as they are marked and explained."""
    every = range(len(asked.asked.report.measured))
    given = {slip.id: numbers(slip, asked.asked, every) for slip in rules.known()}
    for value in dict.fromkeys(found[0] for found in given.values() if found):
        if value == right or not 0 <= value < TOO_LARGE:
            continue
        # The others have been worked out, and do not give this number.
        fitting = {
            id: slip
            for id, slip in rules.slips.items()
            if slip.sort != "error" or value in given[id]
        }
        judged = wrong(recognised(value, asked, rules._replace(slips=fitting)), rules)
        slips = dict.fromkeys(slip for remark in judged.remarks for slip in remark.slips)
        says = "\n".join(_said(judged.remarks)) or RECOUNT
        yield Answer(Fraction(value), judged.share, says, tuple(slips))


def _said(remarks: tuple[Remark, ...]) -> list[str]:
    nothing = Fraction(0)
    return said(Mark("", "", "wrong", nothing, nothing, "", "", remarks=remarks), full=True)


def _rounded(posed: Any) -> Blank:
    """A number that need not be exact: whatever rounds to the same digits is right."""
    from cnncost.homework.kinds.number import UNITS, Rounding

    rounding = posed.rounding or Rounding("", 3)
    right = rounded(Fraction(posed.value) / UNITS.get(rounding.unit, 1), rounding.digits)
    step = last_place(right, rounding.digits)
    return Blank((Answer(right, Fraction(1), RIGHT),), tolerance=step / 2 if right else right)


def options_of(question: Question) -> tuple[Option, ...]:
    """The options that a question shows; none of a kind that shows none."""
    return tuple(_option(question, one) for one in _choices(question))


def _choices(question: Question) -> tuple[Choice, ...]:
    from cnncost.homework.kinds import choice, find_slip

    posed = question.posed
    if isinstance(posed, choice.Posed):
        return choice.choices(posed)
    return find_slip.choices(posed) if isinstance(posed, find_slip.Posed) else ()


def _option(question: Question, choice: Choice) -> Option:
    """An option as it is marked where its letter is the answer."""
    node: Node = read_document(f"answer: {choice.letter}\n", "option").value[0][1]
    judged = question.sort.judge(question.posed, node)
    says = RIGHT if choice.right else "\n".join(_said(judged.remarks)) or NOT_RIGHT
    return Option(clean(choice.text), choice.right, says, judged.share)
