"""Conditions and amounts as they are typed: ``macs <= 300M and params <= 3.5M``."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from cnncost.chain import CONSTANTS
from cnncost.document import Source
from cnncost.errors import FileError, FormulaError, UsageError, did_you_mean, listed, shortened
from cnncost.formula import LIMIT, Expr, compiled, parse
from cnncost.formula.evaluate import with_ratios
from cnncost.formula.parse import LONGEST_TEXT
from cnncost.head import Number
from cnncost.printed import SCALES
from cnncost.sweeping.values import simplest

EXAMPLE = "macs <= 300M and params <= 3.5M"
COMPARISONS = frozenset(["<", "<=", "==", "!=", ">=", ">"])
JOINTS = frozenset(["and", "or", "not", "if"])
UNFIT = {
    "->": "-> joins layers, and there are none in a condition.",
    "pair": "A pair is no number, and a condition compares numbers.",
    "option": "A single = compares nothing. Write == to compare.",
}
JOINED = f"Conditions are joined with 'and' or 'or', as in {EXAMPLE}."
ELSEWHERE = {
    "accuracy": "An accuracy is published for some points only, and so stands in no condition. "
    "--pareto macs,accuracy keeps the best of them.",
    "input": "An input is a size, not a number. Vary resolution, and it may stand here.",
}
# What the reader of formulas says with layers in mind, and what is said of conditions.
REWORDED = (
    ("^An operator, such as -> or \\*,", "An operator, such as <= or and,"),
    ("^A ',' does not fit here: layers.*", JOINED),
    ("^A single = .*", UNFIT["option"]),
    ("as in 1000 or 0.75", "as in 1000, 0.75 or 300M"),
)
_LETTER = re.compile(  # or an exponent, as in 1e9
    r"(?<![0-9A-Za-z_.])([0-9][0-9_]*(?:\.[0-9]+)?)"
    r"(?: ?([kKmMgGbBtT])|[eE]\+?([0-9]{1,3}))(?![0-9A-Za-z_.])"
)

Span = tuple[int, int]


def read_amount(text: str) -> int:
    """``300M``, ``4.1G``, ``600,000,000`` as a whole number, as in a budget. Raises UsageError."""
    from cnncost.budgeting.limits import read_limit

    return read_limit(text)


def read_condition(text: str, known: Collection[str]) -> Expr:
    """The condition in a text, over some names; 300M stands for 300·10^6, 3.5k for 3500.

    Raises FileError, with the place in the text, for what cannot be read or is no condition.
    """
    if not text.strip():
        raise UsageError(f"The condition is empty. Try {EXAMPLE}.")
    if len(text) > LONGEST_TEXT:
        limit = f"the limit is {LONGEST_TEXT:,}"
        raise UsageError(f"The condition is {len(text):,} characters long; {limit}.")
    try:
        return _condition(text, known)
    except FormulaError as error:
        start, end = error.span or (0, len(text))
        place = Source("condition", text).place(start, max(1, end - start))
        raise FileError(place, error.message) from None


def _condition(text: str, known: Collection[str]) -> Expr:
    amounts = _amounts(text)
    masked = _LETTER.sub(lambda match: _mask(match.group()), text)
    try:
        formula = parse(masked)
        _refuse_unfit(formula)
        condition = with_ratios(_with_amounts(formula, amounts, known))
        _refuse_unknown(condition, known)
        _refuse_numbers(condition, text)
        compiled(condition)  # which refuses unknown functions, and too few arguments
    except FormulaError as error:
        raise _explained(error, text, amounts) from None
    return condition


# --- numbers with a letter: to the reader of formulas they are names, as long as what was typed


def _amounts(text: str) -> dict[Span, Number]:
    """Every number that ends in a letter, by where it stands."""
    return {match.span(): _amount(match) for match in _LETTER.finditer(text)}


def _amount(match: re.Match[str]) -> Number:
    digits, letter, exponent = match.groups()
    try:
        number: Number = parse(digits).args[0]
    except FormulaError as error:
        raise FormulaError(error.message, match.span()) from None
    value = number * 10 ** (SCALES[letter.upper()] if letter else int(exponent))
    if value > LIMIT:
        typed = shortened(match.group())
        raise FormulaError(
            f"'{typed}' is more than 10^18, the most that cnncost counts to.", match.span()
        )
    return simplest(value)


def _mask(typed: str) -> str:
    return "Z" + "_" * (len(typed) - 1)


def _with_amounts(node: Expr, amounts: Mapping[Span, Number], known: Collection[str]) -> Expr:
    """The formula with numbers in the place of such names, and of yes and no."""
    if node.op == "symbol":
        if node.span and node.span in amounts:
            return Expr("number", amounts[node.span], span=node.span)
        if node.args[0] in CONSTANTS and node.args[0] not in known:
            return Expr("number", int(CONSTANTS[node.args[0]]), span=node.span)
        return node
    parts = [_with_amounts(a, amounts, known) if type(a) is Expr else a for a in node.args]
    return Expr(node.op, *parts, span=node.span)


# --- what makes no condition


def _refuse_unfit(formula: Expr) -> None:
    for node in formula.nodes():
        if node.op in UNFIT:
            raise FormulaError(UNFIT[node.op], node.span)


def _refuse_unknown(formula: Expr, known: Collection[str]) -> None:
    for node in formula.nodes():
        if node.op == "symbol" and node.args[0] not in known:
            name = node.args[0]
            if name in ELSEWHERE:
                raise FormulaError(ELSEWHERE[name], node.span)
            hint = did_you_mean(name, known) or did_you_mean(name.lower(), known)
            hint = hint or f" Known: {listed(known)}."
            raise FormulaError(f"Nothing here is called '{shortened(name)}'.{hint}", node.span)


def _refuse_numbers(node: Expr, text: str) -> None:
    """Raises FormulaError for a number where something should be true or false."""
    if node.op in JOINTS:
        for part in node.args:
            _refuse_numbers(part, text)
    elif node.op not in COMPARISONS:
        start, end = node.span or (0, len(text))
        typed = shortened(text[start:end])
        raise FormulaError(
            f"'{typed}' is a number, not a condition. Compare it, as in macs <= 300M.", node.span
        )


def _explained(error: FormulaError, text: str, amounts: Mapping[Span, Number]) -> FormulaError:
    """The error in the words of conditions, with numbers as they were typed."""
    message, (start, end) = error.message, error.span or (0, len(text))
    for first, last in amounts:
        if start <= first and last <= end:
            typed = text[first:last]
            message = message.replace(f"'{_mask(typed)}'", f"'{typed}'")
    for general, special in REWORDED:
        message = re.sub(general, special, message)
    if text[start:end][:1] in ("&", "|", ";"):
        message = JOINED
    return FormulaError(message, (start, end))
