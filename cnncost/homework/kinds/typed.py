"""A formula as a student types it: read by the grammar of all formulas, or asked about."""

from __future__ import annotations

import re
from collections.abc import Collection

from cnncost.errors import FormulaError, listed, shortened
from cnncost.formula import FUNCTIONS, Expr, compiled, parse
from cnncost.homework.numerals import Unread, read_whole

LONGEST = 500
EXPECTED = "A formula in letters is expected here, such as H·W·N."
BETWEEN = "Write · or * between letters"
_LABEL = re.compile(r"\s*[A-Za-z][A-Za-z_ ]{0,30}=(?!=)")
_ARITHMETIC = frozenset({
    "number", "symbol", "call", "+", "-", "*", "/", "//", "%", "**", "negative",
})  # fmt: skip


def read_formula(text: str, letters: Collection[str], also: Collection[str] = ()) -> Expr | Unread:
    """The formula in a text, in these letters; ``MACs =`` may stand before it.

    What is in ``also`` is read too, though nobody is told of it.
    """
    label = _LABEL.match(text)
    typed = text[label.end() if label else 0 :].strip()
    if len(typed) > LONGEST:
        return Unread(f"This is {len(typed):,} characters long; a formula here has {LONGEST}.")
    if isinstance(read_whole(typed), int):
        return Unread(EXPECTED)
    try:
        formula = parse(_multiplied(typed, (*letters, *also)))
        why = _objection(formula, letters, also)
        if not why:
            compiled(formula)
    except FormulaError as error:
        return Unread(error.message.replace("such as -> or *", "such as * or +"))
    return Unread(why) if why else formula


def _multiplied(typed: str, letters: Collection[str]) -> str:
    """``2P`` as ``2*P``: a number before a letter or a parenthesis stands for nothing else."""
    names = "|".join(sorted(map(re.escape, letters), key=len, reverse=True))
    after = rf"(?:(?:{names})(?![A-Za-z0-9_])|[(⌊])"
    return re.sub(rf"(?<![A-Za-z0-9_.])([0-9]+)\s?(?={after})", r"\1*", typed)


def _objection(formula: Expr, letters: Collection[str], also: Collection[str]) -> str:
    """What is to be said of a text that is a formula, but none of those that are asked for."""
    for part in formula.nodes():
        if part.op == "call" and part.args[0] not in FUNCTIONS:
            return _of_call(part.args[0], letters)
        if part.op == "symbol" and part.args[0] not in (*letters, *also):
            return _of_name(part.args[0], letters)
        if part.op not in _ARITHMETIC:
            return "Write one formula with + - * / ^ and floor() only."
    return "" if formula.symbols() else EXPECTED


def _of_call(name: str, letters: Collection[str]) -> str:
    if name in letters or _run(name, letters):
        return (
            f"{BETWEEN}, and before a parenthesis: {'*'.join(_run(name, letters) or [name])}*( )."
        )
    return f"There is no function called '{shortened(name)}'; floor() is one."


def _of_name(name: str, letters: Collection[str]) -> str:
    run = _run(name, letters)
    if run:
        return f"{BETWEEN}: {'*'.join(run)}."
    return f"There is no letter {shortened(name)} here; use {listed(letters)}."


def _run(name: str, letters: Collection[str]) -> list[str]:
    """The letters that a word is made of, the longest first; nothing if it is made of others."""
    by_length = sorted(letters, key=len, reverse=True)
    pattern = "|".join(map(re.escape, by_length))
    if len(name) > 40 or name in letters or not re.fullmatch(f"(?:{pattern})+", name):
        return []
    return re.findall(pattern, name)
