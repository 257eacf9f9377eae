"""Formulas for people as JavaScript: for each kind and column, every way in which ``explain`` would
write it, and what decides between them. The page picks one by the letters of a layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import NamedTuple

from cnncost.explanation.working import HALVES, SHOWN, SILENT, SIZES, cost, size
from cnncost.formula import Expr, symbol, text
from cnncost.kind import LEDGER, Kind
from cnncost.layers import JOINS, KINDS
from cnncost.measure import Measured
from cnncost.pages.play.kinds import quoted

# Letters that decide between two formulas, as they come in an `if`.
CHOICES = ("ceil",)
# A value for each letter that is no other's, so that halves are told apart.
FIRST_VALUE = 11


class Ask(NamedTuple):
    """What decides how a formula is written, and what may be answered.

    ``equal`` asks whether letters are equal: ``=`` or ``-``. ``value`` asks whether a letter is 0
    or 1, or ``*`` for any other.
    """

    sort: str
    letters: tuple[str, ...]
    answers: tuple[str, ...]


def forms_script() -> str:
    """``const FORMS``: {kind: {column or size: {asks, variants: {answers: text with {letters}}}}}.

    Formulas that many kinds share stand there once.
    """
    shared: dict[str, int] = {}
    forms = {kind.name: _forms(kind, shared) for kind in (*KINDS.values(), *JOINS.values())}
    kinds = "".join(f"  {name}: {form},\n" for name, form in forms.items())
    lines = "".join(f"  {form},\n" for form in shared)
    return (
        "// How each formula is written for people, printed from the same formulas as KINDS.\n"
        f"const SHARED_FORMS = [\n{lines}];\nconst FORMS = {{\n{kinds}}};\n"
    )


def _forms(kind: Kind, shared: dict[str, int]) -> str:
    columns = [*SIZES, *(column for column in SHOWN if column in kind.ledger)]
    parts = []
    for column in columns:
        form = form_of(kind, _formula(kind, column), column)
        parts.append(f"{column}: SHARED_FORMS[{shared.setdefault(form, len(shared))}]")
    return f"{{ {', '.join(parts)} }}"


def form_of(kind: Kind, formula: Expr, column: str = "macs") -> str:
    """A formula of a kind's letters in all its forms, as data; a cost stands for its column."""
    kind = kind if column in SIZES else kind._replace(ledger={column: formula})
    asks = _asks(kind, formula)
    variants = {}
    for answers in product(*(ask.answers for ask in asks)):
        values = _values(kind, asks, answers)
        if values is not None:
            variants["".join(answers)] = template(_written(kind, column, values))
    shown = [[ask.sort, *ask.letters] for ask in asks]
    return f"{{ asks: {quoted(shown)}, variants: {quoted(variants)} }}"


def _formula(kind: Kind, column: str) -> Expr:
    return kind.size[tuple(SIZES).index(column)] if column in SIZES else kind.ledger[column]


def _asks(kind: Kind, formula: Expr) -> tuple[Ask, ...]:
    """What there is to ask of the letters in a formula.

    Where only one of two halves is in it, the page itself writes K for a K_h that is like K_w.
    """
    used = formula.symbols()
    met = [names for names in HALVES.values() if len(used & {*names}) > 1]
    halves = [Ask("equal", names, ("=", "-")) for names in met]
    values = [_about_value(kind, name) for name in (*SILENT, *CHOICES) if name in used]
    return (*halves, *values)


def _about_value(kind: Kind, letter: str) -> Ask:
    """What a letter may be: a flag is 0 or 1, groups are never 0, and 1 where none are told."""
    option = next((option for option in kind.options if letter in option.letters), None)
    if option is None:
        return Ask("value", (letter,), ("1",))
    answers = ("0", "1") if option.flag else ("0", "1", "*")[option.least :]
    return Ask("value", (letter,), answers)


def _values(kind: Kind, asks: Sequence[Ask], answers: Sequence[str]) -> dict[str, int] | None:
    """Values of a kind's letters of which all this is true; None where there are none."""
    letters = [letter for option in kind.options for letter in option.letters]
    names = dict.fromkeys(["Hi", "Wi", "N", "H", "W", "M", "D_h", "D_w", "G", "B", "E", *letters])
    values = {name: FIRST_VALUE + i for i, name in enumerate(names)}
    given = list(zip(asks, answers, strict=True))
    values |= {ask.letters[0]: int(answer) for ask, answer in given if answer in ("0", "1")}
    asked = [ask.letters[0] for ask in asks if ask.sort == "value"]
    for (_, halves, _), answer in given:
        if answer == "=":
            values |= {half: values[halves[0]] for half in halves if half not in asked}
        if answer in "=-" and (len({values[half] for half in halves}) == 1) is not (answer == "="):
            return None
    return values


def _written(kind: Kind, column: str, values: Mapping[str, int]) -> Expr:
    """The formula as the working of such a layer has it."""
    none = (0,) * len(LEDGER)
    layer = Measured(kind, values, (1, 1, 1), (1, 1, 1), (1, 1), (1, 1), none)
    return (size if column in SIZES else cost)(layer, column).formula


def template(formula: Expr) -> str:
    """A formula's text with its letters in braces: ``{H}·{W}·{N}·{K}²·{M}/{G}``."""
    return text(_braced(formula))


def _braced(formula: Expr) -> Expr:
    if formula.op == "symbol":
        return symbol(f"{{{formula.args[0]}}}")
    return Expr(formula.op, *(_braced(a) if type(a) is Expr else a for a in formula.args))
