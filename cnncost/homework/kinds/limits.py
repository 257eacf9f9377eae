"""Limits: conditions that a network must meet, as ``macs <= 300M``, and whether it does."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from cnncost.document import Node, is_text
from cnncost.errors import FormulaError, did_you_mean, shortened
from cnncost.formula import FUNCTIONS, LIMIT, Expr, evaluate
from cnncost.formula import number as number_of
from cnncost.formula.arithmetic import bounded
from cnncost.head import read_shape
from cnncost.homework.numerals import read_whole
from cnncost.homework.quantities import PARAMETERS, WORK
from cnncost.homework.subject import Letters
from cnncost.kind import LEDGER
from cnncost.layers import JOINS, KINDS
from cnncost.measure import LARGEST_SIZE
from cnncost.numbers import brief, count, figures, setting, shape
from cnncost.quantity import MEASURES, SHAPES, TRAIN, Value, read_quantity

SIGNS: dict[str, Callable[[Value, Value], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
QUANTITIES = (*PARAMETERS, *WORK, *LEDGER, "rows", *MEASURES, *SHAPES)
UNITS = {"K": 10**3, "M": 10**6, "G": 10**9}
EXAMPLE = "Expected a comparison, as macs <= 300M or output == 1x1x1000."
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_SPELLINGS = {"≤": "<=", "≥": ">=", "≠": "!="}
_NUMBER = re.compile(r"([0-9]{1,18}(?:\.[0-9]{1,18})?)\s*([KMG])")
_CONDITION = re.compile(
    r"""(?P<left>(?:'[^'\n]*'|"[^"\n]*"|[^'"<>=!≤≥≠]|=(?!=))*)
        (?P<sign><=|>=|==|!=|[<>≤≥≠])(?P<right>.*)""",
    re.VERBOSE | re.DOTALL,
)


class Condition(NamedTuple):
    """A limit as it was written: the quantity, how it compares, and the bound with its letters."""

    quantity: Expr
    sign: str
    bound: Expr
    node: Node


class Limit(NamedTuple):
    """A limit with numbers in place of letters."""

    quantity: Expr
    sign: str
    bound: Value

    @property
    def text(self) -> str:
        return f"{self.quantity} {self.right}"

    @property
    def right(self) -> str:
        """What the quantity must be: ``<= 300M``."""
        return f"{self.sign} {bound_text(self.bound)}"


def read_condition(node: Node, letters: Collection[str] = ()) -> Condition:
    """A condition; ``letters`` are those drawn for the item. Raises FileError for what is none."""
    match = _CONDITION.match(node.value) if is_text(node) else None
    if match is None:
        raise node.error(EXAMPLE)
    left, right = (_side(node, *match.span(side)) for side in ("left", "right"))
    sign = _SPELLINGS.get(match["sign"], match["sign"])
    if _is_bound(left, letters):
        left, right, sign = right, left, _FLIPPED.get(sign, sign)
    if _is_bound(left, letters):
        raise node.error(f"No quantity of the network stands here. {EXAMPLE}")
    if not _is_bound(right, letters):
        raise node.error("One side of a limit is a number or a shape.")
    _check(left, node, letters)
    _check_shapes(left, sign, right, node)
    return Condition(left, sign, right, node)


def _side(node: Node, start: int, end: int) -> Expr:
    """What stands on one side: a number with a unit, a shape, or an expression."""
    text = node.value[start:end]
    found = _plain(text.strip())
    if found is not None:
        return found
    try:
        formula = read_quantity(text)
    except FormulaError as error:
        first, last = error.span or (0, len(text))
        raise node.error(error.message, (start + first, start + last)) from None
    for part in formula.nodes():
        if part.op in (*SIGNS, "and", "or", "not", "if", "->"):
            raise node.error("A limit is one comparison; write a line for each.")
    return formula


def _plain(text: str) -> Expr | None:
    """A number as people write it, or a shape."""
    with_unit, whole, sizes = _NUMBER.fullmatch(text), read_whole(text), read_shape(text)
    if with_unit:
        value = Fraction(with_unit[1]) * UNITS[with_unit[2]]
        return number_of(int(value) if value.denominator == 1 else value)
    if isinstance(whole, int):
        return number_of(whole)
    if sizes is not None and sizes[2] is not None:
        return Expr("pair", *(number_of(size or 0) for size in sizes))
    return None


def _is_bound(formula: Expr, letters: Collection[str]) -> bool:
    """Whether an expression is of numbers and letters only."""
    return all(
        part.op != "text"
        and (part.op != "symbol" or part.args[0] in letters)
        and (part.op != "call" or part.args[0] in FUNCTIONS)
        for part in formula.nodes()
    )


def _check(formula: Expr, node: Node, letters: Collection[str]) -> None:
    """Refuse a name that is no quantity, and what does not choose layers."""
    for part in _named(formula):
        name = part.args[0]
        plain = name.removeprefix(TRAIN)
        if name in letters and part.op == "symbol":
            if plain in QUANTITIES:
                raise node.error(f"'{name}' is a letter of this item and a quantity; rename it.")
            continue
        if plain not in QUANTITIES:
            hint = did_you_mean(plain, QUANTITIES) or " Some: parameters, macs, output, depth."
            raise node.error(f"There is no quantity '{shortened(name)}'.{hint}")
        for argument in part.args[1:]:
            _check_choice(argument, node)


def _named(formula: Expr) -> Iterator[Expr]:
    """The parts of an expression that name a quantity or a letter."""
    if formula.op == "symbol" or (formula.op == "call" and formula.args[0] not in FUNCTIONS):
        yield formula
        return
    for part in formula.args:
        if isinstance(part, Expr):
            yield from _named(part)


def _check_choice(argument: Expr, node: Node) -> None:
    if argument.op == "symbol" and argument.args[0] not in (*KINDS, *JOINS):
        raise node.error(no_kind(argument.args[0]))
    if argument.op not in ("symbol", "text"):
        raise node.error("Layers are chosen by kind, as conv, or by path, as '3a'.")


def no_kind(name: str) -> str:
    """What to say of a word that is no kind of layer."""
    hint = did_you_mean(name, [*KINDS, *JOINS])
    return f"There is no kind of layer '{shortened(name)}'.{hint}"


def _check_shapes(quantity: Expr, sign: str, bound: Expr, node: Node) -> None:
    shapes = [part for part in _named(quantity) if part.args[0].removeprefix(TRAIN) in SHAPES]
    if bool(shapes) is not (bound.op == "pair"):
        one = "is a shape; compare it with HxWxC, as 1x1x1000" if shapes else "is a number"
        raise node.error(f"{shortened(str(quantity))} {one}.")
    if shapes and shapes[0] is not quantity:
        raise node.error("A shape stands alone; height, width and channels are numbers.")
    if shapes and (sign not in ("==", "!=") or len(bound.args) != 3):
        raise node.error("A shape is compared with == or !=, and has three sizes, HxWxC.")


# --- with numbers


def with_numbers(condition: Condition, letters: Letters) -> Limit:
    """The limit with the item's numbers put in. Raises FileError for a bound that is none."""
    values = {name: number_of(value) for name, value in letters.items()}
    bound = condition.bound
    try:
        if bound.op == "pair":
            height, width, channels = (_size(part, letters) for part in bound.args)
            return Limit(condition.quantity, condition.sign, (height, width, channels))
        value = bounded(evaluate(bound, letters), LIMIT)
    except FormulaError as error:
        raise condition.node.error(error.message) from None
    value = int(value) if value == int(value) else value
    return Limit(condition.quantity.substitute(values), condition.sign, value)


def _size(part: Expr, letters: Mapping[str, int | Fraction]) -> int:
    size = evaluate(part, letters)
    if size != int(size) or not 1 <= size <= LARGEST_SIZE:
        raise FormulaError("The sizes of a shape are whole numbers from 1 to 10^9.")
    return int(size)


def bound_text(value: Value) -> str:
    """A bound, short where no digit is lost by it: ``300M``, ``1×1×1000``, ``3,456,789``."""
    if isinstance(value, tuple):
        return shape(value)
    if not isinstance(value, int):
        return setting(value)
    short = brief(value) if value >= 0 else figures(value)
    if "." in short:
        short = f"{short[:-1].rstrip('0').rstrip('.')}{short[-1]}"
    match = _NUMBER.fullmatch(short)
    exact = match is not None and Fraction(match[1]) * UNITS[match[2]] == value
    return short if exact or short == str(value) else count(value)
