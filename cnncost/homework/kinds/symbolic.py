"""A layer in letters, right or with a slip in it: the same formulas, with no numbers put in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from cnncost.errors import FormulaError
from cnncost.explanation.working import HALVES, simplified
from cnncost.formula import Expr, evaluate, number, symbol, text
from cnncost.formula.terms import factored
from cnncost.homework.agreement import Agreement
from cnncost.homework.quantities import PARAMETERS, WORK
from cnncost.kind import LEDGER, LETTERS, Kind
from cnncost.slips.catalogue import DERIVED, MEASURES, Slip, Wrong
from cnncost.slips.network import carried

Formulas = Mapping[str, Expr]
OUTPUT = ("H", "W", "M")
# Of these slips each gives many numbers, and none of them is a formula that anyone would write.
MOST_WAYS = 2


class Asked(NamedTuple):
    """What is asked of a layer: the name that slips know it by, its columns, and how often."""

    quantity: str
    columns: tuple[str, ...]
    times: int


def asked_of(name: str, agreed: Agreement) -> Asked:
    """A quantity by the conventions agreed on, in the words of the catalogue of slips."""
    if name in PARAMETERS:
        columns = agreed.columns
        return Asked("weights" if columns == ("weights",) else "params", columns, 1)
    if name in WORK:
        column = (WORK[name] or agreed.work).lower()
        return Asked(column, (column,), agreed.images)
    return Asked(name, (MEASURES.get(name, name),), 1)


def layer_in_letters(kind: Kind, known: Formulas) -> dict[str, Expr]:
    """All letters of a kind of layer and its ledger, as formulas of themselves.

    ``known`` says what stands for a letter, as a number or one K for both halves. Sizes that are
    1, and channels that go through, are named as such.
    """
    letters = {name: symbol(name) for name in LETTERS} | {"ceil": number(0), **known}
    letters["biased"] = known.get("bias", number(1))
    for name, size in zip(OUTPUT, kind.size, strict=True):
        if size.op == "number" or (name, size.op) == ("M", "symbol"):
            letters[name] = size.substitute(letters)
    return _counted(kind, letters, {})


def sizes_of(kind: Kind, letters: Formulas) -> dict[str, Expr]:
    """The output's height, width and channels as they follow from the other letters."""
    sizes = (settled(size.substitute(letters)) for size in kind.size)
    return dict(zip(OUTPUT, sizes, strict=True))


def mistaken(kind: Kind, letters: Formulas, wrong: Wrong) -> dict[str, Expr]:
    """The layer with what is said wrongly in it, and all that follows from that."""
    found = dict(letters)
    for names, follow in _STAGES:
        said = {name: wrong[name].substitute(found) for name in wrong if name in names}
        if said:
            found = follow(kind, found, said)
    return found


def _sized(kind: Kind, letters: Formulas, said: Formulas) -> dict[str, Expr]:
    entering = {**letters, **said}
    return _counted(kind, entering, sizes_of(kind, entering))


def _counted(kind: Kind, letters: Formulas, said: Formulas) -> dict[str, Expr]:
    """The ledger that follows from the letters."""
    values = {**letters, **said}
    own = {**values, "bias": values["biased"]}
    ledger = dict.fromkeys(LEDGER, number(0))
    ledger |= {name: settled(formula.substitute(own)) for name, formula in kind.ledger.items()}
    return _derived(kind, values, ledger)


def _derived(kind: Kind, letters: Formulas, said: Formulas) -> dict[str, Expr]:
    """What follows from the ledger, unless it is said itself."""
    values = {**letters, **said}
    params = values["weights"] + values["bias"] + values["norm"]
    return {**values, "params": params, "flops": 2 * values["macs"], **said}


_STAGES: tuple[
    tuple[Collection[str], Callable[[Kind, Formulas, Formulas], dict[str, Expr]]], ...
] = (
    (frozenset(LETTERS) - {*OUTPUT, "bias"}, _sized),
    (OUTPUT, _counted),
    ((*LEDGER, *DERIVED), _derived),
)


def total(letters: Formulas, asked: Asked) -> Expr:
    """What is asked for as one formula."""
    parts = [letters[column] for column in asked.columns]
    found = parts[0]
    for part in parts[1:]:
        found = found + part
    return simplified(number(asked.times) * found)


def with_slip(
    kind: Kind, letters: Formulas, asked: Asked, wrong: Wrong
) -> tuple[dict[str, Expr], Expr]:
    """The layer with a slip in it, and what is asked for as it then comes out."""
    if "answer" in wrong:
        return dict(letters), wrong["answer"].substitute({"answer": total(letters, asked)})
    changed = mistaken(kind, letters, wrong)
    return changed, total(changed, asked)


def may_show(slip: Slip, kind: str, asked: Asked) -> tuple[Wrong, ...]:
    """The ways in which a slip can change what is asked of a kind of layer."""
    if len(slip.wrong) > MOST_WAYS or (slip.kinds and kind not in slip.kinds):
        return ()
    meant = asked.quantity in slip.of
    return tuple(wrong for wrong in slip.wrong if meant or carried(wrong))


def folded(fixed: Mapping[str, int]) -> dict[str, Expr]:
    """What stands for each letter: one for both halves, as K for K_h, and numbers for some."""
    numbers = {name: number(value) for name, value in fixed.items()}
    halves = {
        half: numbers.get(letter, symbol(letter))
        for letter, halves in HALVES.items()
        for half in halves
    }
    return {**halves, **numbers}


def settled(formula: Expr) -> Expr:
    """The formula with every choice made that depends on no letter, and without ``//1``."""
    parts = [settled(a) if type(a) is Expr else a for a in formula.args]
    if formula.op == "//" and parts[1] == number(1):
        return parts[0]  # what is rounded here is whole: only a stride turns it into a fraction
    if formula.op == "if" and not parts[1].symbols():
        return parts[0] if evaluate(parts[1], {}) else parts[2]
    return Expr(formula.op, *parts)


def plainest(formula: Expr) -> Expr:
    """The formula in the shorter of two forms: as it came about, or with all that cancels out."""
    plain = simplified(formula)
    try:
        shorter = simplified(factored(formula))
    except FormulaError:
        return plain
    return shorter if len(text(shorter)) <= len(text(plain)) else plain


def textbook(formula: Expr) -> Expr:
    """The formula as a book has it: the shorter form if that is a product, else as it came."""
    plain = simplified(formula)
    if plain.op == "-" and plain.args[0].op == "+" and plain.args[0].args[1] == plain.args[1]:
        return textbook(plain.args[0].args[0])
    shorter = plainest(plain)
    return shorter if plain.op in ("*", "/", "ratio") or shorter.op == "*" else plain
