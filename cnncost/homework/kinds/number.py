"""One number: a quantity of a layer, a block or a network."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from cnncost.document import Node, is_text
from cnncost.errors import listed
from cnncost.explanation.page import Block
from cnncost.head import read_text_line
from cnncost.homework import quantities, working
from cnncost.homework.marks import Remark
from cnncost.homework.numerals import (
    Unread,
    asked_again,
    is_blank,
    read_decimal,
    read_sizes,
    read_whole,
)
from cnncost.homework.quantities import Quantity, Value, read_asked, title_of, value_of
from cnncost.homework.question import (
    BLANK,
    RIGHT,
    Judged,
    Setting,
    Sort,
    Wrong,
    unread,
    wrong,
)
from cnncost.homework.recognition import Wanted, recognised, recognised_size, wrong_numbers
from cnncost.homework.subject import KEYS, About, Letters, Subject, read_about, subject
from cnncost.measure import shown
from cnncost.numbers import count, rounded, significant
from cnncost.slips import Slip
from cnncost.slips.catalogue import MEASURES
from cnncost.slips.recognition import numbers

UNITS = {"thousands": 10**3, "millions": 10**6, "billions": 10**9}
MOST_DIGITS = 15


class Rounding(NamedTuple):
    """How an answer is rounded that need not be exact: in which unit, and to how many digits."""

    unit: str
    digits: int

    @property
    def text(self) -> str:
        unit = f"in {self.unit}, " if self.unit else ""
        return f"{unit}to {self.digits} significant digits"


class Number(NamedTuple):
    about: About
    asked: Quantity
    called: str
    rounding: Rounding | None


class Posed(NamedTuple):
    subject: Subject
    asked: Quantity
    title: str
    value: Value
    wanted: Wanted | None
    rounding: Rounding | None
    setting: Setting


def read(given: Mapping[str, Node], node: Node, setting: Setting) -> Number:
    return Number(
        read_about(given, node, setting.folder),
        read_asked(given, node),
        read_text_line(given.get("called")),
        _rounding(given),
    )


def _rounding(given: Mapping[str, Node]) -> Rounding | None:
    unit, digits = given.get("in"), given.get("digits")
    if unit is None and digits is None:
        return None
    if unit is not None and (not is_text(unit) or unit.value not in UNITS):
        raise unit.error(f"'in' is one of {listed(UNITS, 'or')}.")
    number = read_whole(digits.value) if digits is not None and is_text(digits) else 3
    if isinstance(number, Unread) or not 1 <= number <= MOST_DIGITS:
        node = digits or unit
        assert node is not None
        raise node.error(f"'digits' is a whole number from 1 to {MOST_DIGITS}.")
    return Rounding(unit.value if unit else "", number)


def pose(item: Number, letters: Letters, setting: Setting) -> Posed:
    found = subject(item.about, letters, setting.agreed.sizes)
    value = value_of(item.asked, found, setting.agreed)
    wanted = quantities.wanted(item.asked.name, found, setting.agreed)
    title = item.called or title_of(item.asked.name, setting.agreed)
    return Posed(found, item.asked, title, value, wanted, item.rounding, setting)


def what(posed: Posed) -> str:
    return f"{posed.subject.name}, {posed.title}"


def text(posed: Posed) -> tuple[str, ...]:
    rounded = f", {posed.rounding.text}" if posed.rounding else ""
    form = " as HxWxC" if isinstance(posed.value, tuple) else ""
    asked = f"{posed.subject.title}: {posed.title}{form}{rounded}?"
    return (asked, *posed.subject.written)


def key(posed: Posed) -> str:
    """The right answer in full."""
    if isinstance(posed.value, tuple):
        return shown(posed.value)
    if posed.rounding:
        return _rounded(posed.value, posed.rounding)
    return count(posed.value) if isinstance(posed.value, int) and posed.value else str(posed.value)


def judge(posed: Posed, node: Node) -> Judged:
    """A number beside the right one: exact, unless the item says how it is rounded."""
    if not is_text(node):
        return unread("One number is expected here, not a list.")
    typed = node.value
    if is_blank(typed):
        return BLANK
    if isinstance(posed.value, tuple):
        return _judged_size(posed, posed.value, typed)
    if posed.rounding or not isinstance(posed.value, int):
        return _judged_roughly(posed, typed)
    value = read_whole(typed)
    if isinstance(value, Unread):
        return unread(value.why)
    if value == posed.value:
        return RIGHT._replace(read=count(value))
    return wrong(_remarks(posed, value), posed.setting.rules)._replace(read=count(value))


def _remarks(posed: Posed, value: int) -> tuple[Remark, ...]:
    return recognised(value, posed.wanted, posed.setting.rules) if posed.wanted else ()


def _judged_size(posed: Posed, right: tuple[int, ...], typed: str) -> Judged:
    sizes = read_sizes(typed, len(right))
    if isinstance(sizes, Unread):
        return unread(sizes.why)
    if sizes == right:
        return RIGHT._replace(read=shown(sizes))
    again = asked_again(sizes, right)
    if again:
        return unread(again.why)
    remarks: tuple[Remark, ...] = ()
    if posed.asked.name == "output":
        height, width, channels = sizes
        row, report = posed.subject.rows[-1], posed.subject.report
        remarks = recognised_size((height, width, channels), report, row, posed.setting.rules)
    return wrong(remarks, posed.setting.rules)._replace(read=shown(sizes))


# --- rounded answers


def _judged_roughly(posed: Posed, typed: str) -> Judged:
    assert not isinstance(posed.value, tuple)
    rounding = posed.rounding or Rounding("", 3)
    value = read_decimal(typed)
    if isinstance(value, Unread):
        return unread(value.why)
    right = Fraction(posed.value) / UNITS.get(rounding.unit, 1)
    if _same(value, right, rounding.digits):
        return RIGHT
    if _fewer_digits(typed, value, right, rounding.digits):
        return unread(f"Write {rounding.digits} significant digits.")
    return wrong(_rough_remarks(posed, value, rounding), posed.setting.rules)


def _same(value: Fraction, right: Fraction, digits: int) -> bool:
    """Whether both are one number to so many digits; a half may have been rounded either way."""
    return rounded(value, digits) in (rounded(right, digits), rounded(right, digits, down=True))


def _fewer_digits(typed: str, value: Fraction, right: Fraction, digits: int) -> bool:
    written = len(typed.strip().replace(".", "").lstrip("0"))
    return 0 < written < digits and rounded(right, written) == value


def _rough_remarks(posed: Posed, value: Fraction, rounding: Rounding) -> tuple[Remark, ...]:
    """The slips whose number rounds to what was written."""
    found = {
        number: None
        for _, number in _every_wrong_number(posed)
        if _same(value, _in_unit(number, rounding), rounding.digits)
    }
    wanted, rules = posed.wanted, posed.setting.rules
    if wanted is None:
        return ()
    remarks = (remark for number in found for remark in recognised(number, wanted, rules))
    return tuple(dict.fromkeys(remarks))


def _in_unit(number: int | Fraction, rounding: Rounding) -> Fraction:
    return Fraction(number) / UNITS.get(rounding.unit, 1)


def _every_wrong_number(posed: Posed) -> list[tuple[Slip, int]]:
    """Every number that an enabled slip gives, in each of the ways in which it is made."""
    if posed.wanted is None:
        return []
    asked, rules = posed.wanted.asked, posed.setting.rules
    rows = range(len(asked.report.measured))
    return [
        (slip, number)
        for slip in rules.known()
        for number in numbers(slip, asked, rows)
        if number != posed.wanted.right and slip.id != "digits.rounded"  # which is asked for
    ]


def _rounded(value: int | Fraction, rounding: Rounding) -> str:
    return significant(_in_unit(value, rounding), rounding.digits)


# --- what else it can do


def wrong_answers(posed: Posed) -> tuple[Wrong, ...]:
    """Every number that an enabled slip leads to, where it differs from the right one."""
    if posed.asked.name == "output":
        return tuple(Wrong(shown(size), (id,)) for id, size in _wrong_sizes(posed).items())
    if posed.wanted is None:
        return ()
    found = wrong_numbers(posed.wanted, posed.setting.rules)
    if posed.rounding is None:
        return tuple(Wrong(str(n), (slip.id,)) for slip, n in found if n != posed.wanted.right)
    texts = {slip.id: _rounded(n, posed.rounding) for slip, n in found}
    texts.pop("digits.rounded", None)
    return tuple(Wrong(text, (id,)) for id, text in texts.items() if text != key(posed))


def _wrong_sizes(posed: Posed) -> dict[str, tuple[int, ...]]:
    """The output that each slip leads to which shows in a side of it."""
    assert isinstance(posed.value, tuple)
    right = posed.value
    found: dict[str, list[int]] = {}
    for i, name in enumerate(MEASURES):
        wanted = quantities.wanted(name, posed.subject, posed.setting.agreed)
        assert wanted is not None  # a measure is known to slips
        for slip, number in wrong_numbers(wanted, posed.setting.rules):
            found.setdefault(slip.id, list(right))[i] = number
    return {id: tuple(size) for id, size in found.items() if tuple(size) != right}


def hidden(posed: Posed) -> tuple[str, ...]:
    """The slips that can be made here and give the right number."""
    if posed.wanted is None:
        return ()
    found = wrong_numbers(posed.wanted, posed.setting.rules)
    return tuple(slip.id for slip, number in found if number == posed.wanted.right)


def worked(posed: Posed) -> tuple[Block, ...]:
    """The working of the exact number, also where the answer may be rounded."""
    exact = key(posed._replace(rounding=None))
    return working.blocks(posed.subject, posed.asked.name, posed.setting.agreed, exact)


SORT = Sort(
    keys=(*KEYS, "asks", "called", "in", "digits"),
    read=read,
    pose=pose,
    what=what,
    text=text,
    blank=lambda posed: "",
    key=key,
    judge=judge,
    working=worked,
    solution=key,
    wrong=wrong_answers,
    hidden=hidden,
)
