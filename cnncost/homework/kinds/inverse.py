"""An inverse item: some quantities of a layer are given, and its numbers are to be found."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice, product
from math import isqrt
from typing import NamedTuple

from cnncost.document import Node
from cnncost.errors import CnncostError, FileError, listed
from cnncost.explanation.page import Block, Paragraph, plain
from cnncost.formula import number as number_of
from cnncost.homework import working
from cnncost.homework.kinds.backwards import (
    Given,
    given_of,
    misfits,
    remark_of_all,
    slipped,
    value_text,
)
from cnncost.homework.kinds.found import Found, read_found
from cnncost.homework.kinds.sought import KEYS, Inverse, read_inverse
from cnncost.homework.marks import Remark
from cnncost.homework.numerals import Unread
from cnncost.homework.question import BLANK, RIGHT, Judged, Setting, Sort, Wrong, unread, wrong
from cnncost.homework.subject import Letters, Subject, subject
from cnncost.measure import shown

MOST_TRIED, MOST_SLIPPED = 2_000, 24
USUAL_RANGE = 64


class Posed(NamedTuple):
    """The item with its numbers: ``letters`` are all of them, those to be found too."""

    item: Inverse
    letters: Letters
    subject: Subject
    given: tuple[Given, ...]
    setting: Setting

    @property
    def right(self) -> Found:
        return {name: int(self.letters[name]) for name in self.item.find}


# --- the question


def pose(item: Inverse, letters: Letters, setting: Setting) -> Posed:
    every = {**item.values, **letters}
    for name in item.find:
        if every[name] != int(every[name]):
            raise item.about.node.error(f"{name} is to be found, so it is a whole number.")
    found = subject(item.about, every, setting.agreed.sizes)
    posed = Posed(item, every, found, given_of(item.given, found, setting.agreed), setting)
    for name in item.find:
        if not _matters(posed, name):
            raise item.about.node.error(f"What is given does not depend on {name}.")
    return posed


def _matters(posed: Posed, name: str) -> bool:
    """Whether another number for a letter gives other quantities; so too if no other can stand."""
    right = posed.right[name]
    stood = False
    drawn = posed.item.draw.letters.get(name, ())[:MOST_SLIPPED]
    for other in (right + 1, right + 2, 2 * right, right - 1, *drawn):
        try:
            tried = _tried(posed, {**posed.right, name: int(other)})
        except CnncostError:
            continue
        stood = True
        if misfits(posed.given, tried):
            return True
    return not stood


def _tried(posed: Posed, found: Found) -> tuple[Given, ...]:
    """The given quantities as they come out with other numbers."""
    return given_of(posed.item.given, _with(posed, found), posed.setting.agreed)


def _with(posed: Posed, found: Found) -> Subject:
    return subject(posed.item.about, {**posed.letters, **found})


def what(posed: Posed) -> str:
    return f"{_layer(posed)}: {listed(posed.item.find)}"


def _layer(posed: Posed) -> str:
    """The layer with numbers for all letters but those to be found."""
    known = {n: number_of(v) for n, v in posed.letters.items() if n not in posed.item.find}
    layer = posed.item.about.layer
    if layer is not None and not known:
        return " ".join(layer.value.split())
    return str(posed.item.layer.substitute(known))


def text(posed: Posed) -> tuple[str, ...]:
    where = f"{_layer(posed)} on {shown(posed.subject.report.input)}"
    given = (f"{one.title}: {value_text(one.value)}" for one in posed.given)
    return (f"{where}: find {listed(posed.item.find)} from what is given.", *given)


def blank(posed: Posed) -> str:
    return "{" + ", ".join(f"{name}: " for name in posed.item.find) + "}"


def key(posed: Posed) -> str:
    return written(posed.right)


def written(found: Found) -> str:
    """Numbers as a student writes them: ``{K: 5, M: 128}``."""
    return "{" + ", ".join(f"{name}: {number}" for name, number in found.items()) + "}"


# --- marking


def judge(posed: Posed, node: Node) -> Judged:
    """Any numbers that reproduce what is given are right, the teacher's or others."""
    found = read_found(node, posed.item.find)
    if found is None:
        return BLANK
    if isinstance(found, Unread):
        return unread(found.why)
    read = _said(found)
    try:
        student = _with(posed, found)
        values = given_of(posed.item.given, student, posed.setting.agreed)
    except CnncostError as error:
        why = f"With {read}: {error.message if isinstance(error, FileError) else error}"
        return Judged("wrong", Fraction(0), (Remark("limit", (), why, why),), read=read)
    if not misfits(posed.given, values):
        return RIGHT._replace(read=read)
    slips = slipped(posed.given, values, posed.setting.rules)
    remarks = tuple(map(remark_of_all, slips)) or (_other(posed, values, read),)
    return wrong(remarks, posed.setting.rules)._replace(read=read)


def _said(found: Found) -> str:
    return ", ".join(f"{name}={number}" for name, number in found.items())


def _other(posed: Posed, values: tuple[Given, ...], read: str) -> Remark:
    """Which of the given quantities come out otherwise, and after the due date how."""
    names = [one.name for one in misfits(posed.given, values)]
    fit = [one.title for one in posed.given if one.name not in names]
    off = [one.title for one in posed.given if one.name in names]
    nudge = f"These numbers do not give the {listed(off, 'or the')}."
    if fit:
        nudge = (
            f"These numbers give the {listed(fit, 'and the')}, but not the {listed(off, 'or the')}."
        )
    came = [
        f"{value_text(one.value)} instead of {value_text(right.value)} ({one.title})"
        for right, one in zip(posed.given, values, strict=True)
        if one.name in names
    ]
    return Remark("limit", (), nudge, f"{read} gives {listed(came)}.")


# --- what else it can do


def solutions(posed: Posed, most: int = MOST_TRIED) -> tuple[Found, ...]:
    """Other numbers that give the same, among those that may be drawn.

    Of letters that are not drawn the numbers up to twice the right one are tried. At most ``most``
    are tried in all.
    """
    return tuple(
        found
        for found in islice(_others(posed), most)
        if (values := _values_with(posed, found)) and not misfits(posed.given, values)
    )


def _others(posed: Posed) -> Iterator[Found]:
    choices = [_choices(posed, name) for name in posed.item.find]
    for numbers in product(*choices):
        found = dict(zip(posed.item.find, numbers, strict=True))
        if found != posed.right:
            yield found


def _choices(posed: Posed, name: str) -> list[int]:
    if name in posed.item.draw.letters:
        return [int(n) for n in posed.item.draw.letters[name] if n == int(n)]
    return list(range(1, max(2 * posed.right[name], USUAL_RANGE) + 1))


def _values_with(posed: Posed, found: Found) -> tuple[Given, ...]:
    """The given quantities with other numbers; none where the layer cannot stand."""
    try:
        return _tried(posed, found)
    except CnncostError:
        return ()


def wrong_answers(posed: Posed) -> tuple[Wrong, ...]:
    """Wrong numbers that a slip leads to, one for each slip, as far as a short search finds any."""
    first: dict[tuple[str, ...], Wrong] = {}
    for found in islice(_likely(posed), MOST_SLIPPED):
        values = _values_with(posed, found)
        if values and misfits(posed.given, values):
            for slips in slipped(posed.given, values, posed.setting.rules):
                ids = tuple(slip.id for slip in slips)
                first.setdefault(ids, Wrong(written(found), ids))
    return tuple(first.values())


def _likely(posed: Posed) -> Iterator[Found]:
    """The right numbers with one of them otherwise, and then all others that may be drawn."""
    for name, right in posed.right.items():
        near = (right * right, isqrt(right), 2 * right, right // 2, 4 * right, right // 4)
        for number in dict.fromkeys((*near, right + 1, right - 1)):
            if number not in (0, right):
                yield {**posed.right, name: number}
    yield from _others(posed)


def worked(posed: Posed) -> tuple[Block, ...]:
    """How each given quantity comes about with the right numbers."""
    said = f"With {_said(posed.right)}, {posed.subject.title}:"
    found: list[Block] = [Paragraph(plain(said))]
    for one in posed.given:
        agreed, right = posed.setting.agreed, value_text(one.value)
        found += working.blocks(posed.subject, one.name, agreed, right)
    return tuple(found)


SORT = Sort(
    keys=KEYS,
    read=read_inverse,
    pose=pose,
    what=what,
    text=text,
    blank=blank,
    key=key,
    judge=judge,
    working=worked,
    wrong=wrong_answers,
    solution=key,
)
