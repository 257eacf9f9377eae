"""The entry of an item that asks for a formula: what is right, and in which letters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from cnncost.document import Node, is_mapping, is_text
from cnncost.errors import FormulaError, did_you_mean, listed, shortened
from cnncost.explanation.working import simplified
from cnncost.formula import Expr, number, parse
from cnncost.head import named_entries
from cnncost.homework.agreement import Agreement
from cnncost.homework.kinds.points import FEWEST_MET, found_at, points
from cnncost.homework.kinds.symbolic import (
    OUTPUT,
    Asked,
    Formulas,
    asked_of,
    folded,
    layer_in_letters,
    settled,
    sizes_of,
    textbook,
    total,
)
from cnncost.homework.kinds.typed import read_formula
from cnncost.homework.numerals import Unread, read_whole
from cnncost.homework.quantities import PARAMETERS, WORK
from cnncost.homework.question import Setting
from cnncost.kind import LEDGER, LETTERS
from cnncost.layers import KINDS
from cnncost.slips.catalogue import MEASURES

MOST_FIXED = 10**6
# The order in which letters are listed; then that of LETTERS.
FIRST = ("H", "W", "Hi", "Wi", "N", "M", "K", "S", "P", "D", "O")
SIDES = (("H", "Hi"), ("W", "Wi"))
# What a letter is where it is left out: it then says nothing in a formula.
LEFT_OUT = {"G": 1, "D": 1, "S": 1, "P": 0, "O": 0}
# Letters of formulas that many kinds share, and what they are where a kind has no such option.
WITHOUT = {"D": ("D_h", 1), "G": ("G", 1)}


class Task(NamedTuple):
    """A formula that is asked for. ``kind`` and ``asks`` are empty where the teacher wrote it.

    ``fixed`` are the letters that are numbers; those in ``said`` are named in the question.
    """

    kind: str
    asks: str
    right: Expr
    letters: tuple[str, ...]
    fixed: tuple[tuple[str, int], ...]
    said: tuple[str, ...]
    layer: Formulas


# --- an entry


def read_task(given: Mapping[str, Node], node: Node, setting: Setting) -> Task:
    """The formula that an entry asks for. Raises FileError where that cannot be told."""
    if ("answer" in given) is ("of" in given):
        raise node.error("A formula has either 'of:' and 'asks:', or 'answer:'.")
    fixed = _fixed(given.get("with"))
    if "answer" in given:
        if "asks" in given:
            raise given["asks"].error("'asks' needs 'of:', the kind of layer; here is 'answer:'.")
        right = _own(given["answer"]).substitute(fixed)
        task = Task("", "", simplified(right), (), tuple(fixed.items()), tuple(fixed), {})
    else:
        task = _of_layer(given, node, setting, fixed)
    if not task.right.symbols():
        raise node.error("The right formula has no letters; ask for a number instead.")
    task = _lettered(task, given.get("letters"))
    where = points(task.kind, task.letters, task.fixed)
    if len(where) < FEWEST_MET:
        raise node.error("With these numbers such a layer can hardly stand anywhere.")
    if found_at(task.right, where).count(None) > len(where) - FEWEST_MET:
        raise node.error("The right formula has hardly anywhere a value.")
    return task


def _of_layer(
    given: Mapping[str, Node], node: Node, setting: Setting, fixed: Mapping[str, int]
) -> Task:
    kind = _word(given["of"], KINDS, "kind of layer")
    if "asks" not in given:
        raise node.error("The formula has no 'asks:', as parameters, macs or height.")
    known = (*PARAMETERS, *WORK, *MEASURES, *LEDGER)
    asks = _word(given["asks"], known, "quantity with a formula")
    flags = _flags(kind, setting.agreed)
    task = Task(kind, asks, number(0), (), tuple({**flags, **fixed}.items()), tuple(fixed), {})
    task = _worked_out(task, asked_of(asks, setting.agreed))
    if task.right == number(0):
        raise given["asks"].error(f"A layer of kind {kind} has no {asks}.")
    return task


def _flags(kind: str, agreed: Agreement) -> dict[str, int]:
    """The letters that are numbers in every formula about a kind of layer."""
    options = KINDS[kind].options
    own = {letter for option in options for letter in option.letters}
    absent = {name: value for name, (letter, value) in WITHOUT.items() if letter not in own}
    usual = {option.letters[0]: int(option.default or 0) for option in options if option.flag}
    return {**absent, **usual, "ceil": int(agreed.sizes == "ceil")}


def _worked_out(task: Task, asked: Asked) -> Task:
    """The task with its layer and its right formula, from the formulas that count."""
    layer = layer_in_letters(KINDS[task.kind], folded(dict(task.fixed)))
    right = total(layer, asked)
    if task.asks in MEASURES:
        sizes = sizes_of(KINDS[task.kind], layer)
        right = right.substitute({MEASURES[task.asks]: sizes[MEASURES[task.asks]]})
    return task._replace(layer=layer, right=textbook(settled(right)))


def _fixed(node: Node | None) -> dict[str, int]:
    """The letters that are numbers in an item."""
    found: dict[str, int] = {}
    for key, value in named_entries(node, "with", "G: 1") if node is not None else ():
        if key.value not in LETTERS:
            raise key.error(_no_letter(key.value, LETTERS))
        whole = read_whole(value.value) if is_text(value) else Unread("")
        if isinstance(whole, Unread) or whole > MOST_FIXED:
            raise value.error(f"Expected a whole number up to {MOST_FIXED:,}.")
        found[key.value] = whole
    return found


def _own(node: Node) -> Expr:
    """The formula that a teacher wrote."""
    if not is_text(node):
        raise node.error("Expected a formula, as H*W*N.")
    try:
        formula = parse(node.value)
    except FormulaError as error:
        raise node.error(error.message, error.span) from None
    again = read_formula(node.value, tuple(formula.symbols()))
    if isinstance(again, Unread):
        raise node.error(again.why)
    return again


def _word(node: Node, known: Mapping[str, object] | tuple[str, ...], what: str) -> str:
    word = str(node.value) if is_text(node) else ""
    if word not in known:
        hint = did_you_mean(word, known) or f" Known: {listed(known)}."
        raise node.error(f"There is no {what} '{shortened(word)}'.{hint}")
    return word


# --- its letters


def _lettered(task: Task, node: Node | None) -> Task:
    """The task in the letters that may be used; those left out are taken out of the formula."""
    if node is None:
        return task._replace(letters=_in_order(task.right.symbols()))
    if is_text(node) or is_mapping(node) or not node.value:
        raise node.error("Expected a list of letters, as [H, W, N, M, K].")
    letters = tuple(_letter(item, task) for item in node.value)
    task = _without(task, letters)
    missing = [letter for letter in _in_order(task.right.symbols()) if letter not in letters]
    if missing:
        raise node.error(f"The right formula has {missing[0]}: list it, or give it under 'with'.")
    return task._replace(letters=tuple(dict.fromkeys(letters)))


def _letter(node: Node, task: Task) -> str:
    known = _known(task)
    if not is_text(node) or node.value not in known:
        raise node.error(_no_letter(str(node.value) if is_text(node) else "", known))
    return str(node.value)


def _no_letter(word: str, known: Mapping[str, object] | tuple[str, ...]) -> str:
    return f"There is no letter '{shortened(word)}' here. Known: {listed(known)}."


def _known(task: Task) -> tuple[str, ...]:
    """The letters that a formula about this kind of layer can have."""
    if not task.kind:
        return _in_order({*LETTERS, *task.right.symbols()})
    options = (letter for option in KINDS[task.kind].options for letter in option.letters)
    stand_for = [task.layer[letter] for letter in ("Hi", "Wi", "N", *OUTPUT, *options)]
    return _in_order({letter for formula in stand_for for letter in formula.symbols()})


def _without(task: Task, letters: tuple[str, ...]) -> Task:
    """A size that is not listed is written as it follows; G, S, D, P and O say nothing."""
    if not task.kind:
        return task
    sizes = sizes_of(KINDS[task.kind], task.layer)
    unlisted = {out: sizes[out] for out, into in SIDES if out not in letters and into in letters}
    right = textbook(task.right.substitute(unlisted))
    left_out = {
        name: value
        for name, value in LEFT_OUT.items()
        if name in right.symbols() and name not in letters
    }
    if not left_out:
        return task._replace(right=right)
    plain = {name: number(value) for name, value in left_out.items()}
    layer = {name: settled(f.substitute(plain)) for name, f in task.layer.items()}
    right = textbook(settled(right.substitute(plain)))
    return task._replace(
        right=right,
        layer=layer,
        fixed=(*task.fixed, *left_out.items()),
        said=(*task.said, *left_out),
    )


def _in_order(letters: Iterable[str]) -> tuple[str, ...]:
    found = set(letters)
    order = dict.fromkeys((*FIRST, *LETTERS))
    return (*(name for name in order if name in found), *sorted(found - set(order)))
