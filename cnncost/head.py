"""The head of a spec: names, year, parameters, variants and input, each from one YAML node."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from cnncost.chain import CONSTANTS, RESERVED, Scope, Signature, expression, value
from cnncost.document import Node, is_mapping, is_text
from cnncost.errors import (
    FormulaError,
    UsageError,
    did_you_mean,
    printable,
    shortened,
)
from cnncost.formula import LIMIT, Expr, evaluate
from cnncost.formula.arithmetic import bounded, whole
from cnncost.formula.display import decimal
from cnncost.formula.evaluate import with_ratios
from cnncost.layers import KINDS
from cnncost.measure import LARGEST_SIZE

Number = int | Fraction

LONGEST_NAME = 40
AXES = ("height", "width", "number of channels")
MOST_PARAMS = 200
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_SYMBOL = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_SIZE = "([0-9]{1,18})"
_SHAPE = re.compile(rf"\s*{_SIZE}x{_SIZE}(?:x{_SIZE})?\s*")


def read_text_line(node: Node | None) -> str:
    """A line of text, or nothing where the key is missing; never a control character."""
    if node is None:
        return ""
    if not is_text(node):
        raise node.error("Expected a line of text.")
    return printable(node.value)


def read_name(node: Node | None, otherwise: str = "") -> str:
    """A name that can be typed in a shell."""
    if node is None:
        return otherwise
    name = read_text_line(node)
    if not _NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise node.error(f"A name has letters, digits, '_', '.' and '-', at most {LONGEST_NAME}.")
    return name


def read_aliases(node: Node | None) -> tuple[str, ...]:
    """Other names, as a list or a single one."""
    if node is None:
        return ()
    if is_mapping(node):
        raise node.error("Expected a list of names: [one, two].")
    items = (node,) if is_text(node) else node.value
    return tuple(read_name(item) for item in items)


def read_year(node: Node | None) -> int | None:
    """A year of four digits."""
    if node is None:
        return None
    if not is_text(node) or not re.fullmatch("[0-9]{4}", node.value):
        raise node.error("Expected a year, such as 2014.")
    return int(node.value)


def read_number(node: Node, ratios: bool = False) -> Number:
    """An exact number, written as digits, a decimal or a sum of them; yes and no are 1 and 0.

    With ``ratios`` a division need not come out even, as in 1/3.
    """
    if not is_text(node) or node.value == "":
        raise node.error("Expected a number.")
    formula = expression(node)
    unknown = formula.symbols() - set(CONSTANTS)
    for part in formula.nodes():
        if part.op == "symbol" and part.args[0] in unknown:
            raise node.error(
                f"'{shortened(part.args[0])}' is not a number. A parameter is a plain number, such "
                "as 0.75.",
                part.span,
            )
    try:
        exact = with_ratios(formula) if ratios else formula
        result = bounded(evaluate(exact, CONSTANTS), LIMIT)
    except FormulaError as error:
        raise node.error(error.message, error.span) from None
    if not isinstance(result, (int, Fraction)):
        raise node.error("Expected a number.")
    return int(result) if type(result) is bool else result


def read_params(node: Node | None) -> dict[str, Number]:
    """Parameters with their values."""
    if node is None:
        return {}
    found = {}
    if is_mapping(node) and len(node.value) > MOST_PARAMS:
        raise node.error(f"There are {len(node.value)} parameters; the most is {MOST_PARAMS}.")
    for key, typed in named_entries(node, "params", "NAME: number"):
        check_symbol(key, "parameter")
        found[key.value] = read_number(typed)
    return found


def read_variants(node: Node | None, params: Mapping[str, Number]) -> dict[str, dict[str, Number]]:
    """Settings of parameters that have names of their own."""
    if node is None:
        return {}
    found: dict[str, dict[str, Number]] = {}
    for key, settings in named_entries(node, "variants", "NAME: {PARAMETER: number}"):
        name = read_name(key)
        found[name] = {}
        for parameter, typed in named_entries(settings, name, "PARAMETER: number"):
            if parameter.value not in params:
                hint = did_you_mean(parameter.value, params)
                raise parameter.error(
                    f"There is no parameter '{shortened(parameter.value)}' under 'params'.{hint}",
                )
            found[name][parameter.value] = read_number(typed)
    return found


def read_shape(text: str) -> tuple[int, int, int | None] | None:
    """``28x28x192`` or ``28x28`` as numbers, or None for any other text."""
    match = _SHAPE.fullmatch(text.replace("×", "x"))
    if match is None:
        return None
    height, width, channels = match.groups()
    if any(re.match("0[0-9]", size or "") for size in match.groups()):
        return None
    return int(height), int(width), None if channels is None else int(channels)


def read_input(node: Node, params: Mapping[str, Number]) -> tuple[Expr, Expr, Expr]:
    """The input's H, W and C: numbers, or formulas over the parameters."""
    wanted = "Expected the size of the input as HxWxC, such as 224x224x3."
    if not is_text(node):
        raise node.error(wanted)
    zero = re.search("(?<![0-9])0[0-9]+", node.value)
    if zero:
        plain = zero.group().lstrip("0") or "0"
        raise node.error(f"'{zero.group()}' starts with a zero; write {plain}.")
    shape = read_shape(node.value)
    if shape is not None and shape[2] is not None:
        formula: Expr | None = Expr("pair", *(Expr("number", n) for n in shape))
    else:
        formula = expression(node) if node.value.startswith("(") else None
    if formula is None or formula.op != "pair" or len(formula.args) != 3:
        raise node.error(wanted)
    known = Scope({}, frozenset(params))
    height, width, channels = (value(node, part, known) for part in formula.args)
    for axis, part in zip(AXES, formula.args, strict=True):
        try:
            whole_size(axis, evaluate(part, params))
        except FormulaError as error:
            raise node.error(error.message, error.span or part.span) from None
        except UsageError as error:
            raise node.error(str(error), part.span) from None
    return height, width, channels


def whole_size(axis: str, size: Any) -> Any:
    """A height, width or number of channels. Raises UsageError for what cannot be one."""
    found = whole(size)
    if found is None or not 1 <= found <= LARGEST_SIZE:
        raise UsageError(
            f"The input's {axis} must be a whole number from 1 to 10^9, not {decimal(size)}."
        )
    return int(found) if type(found) is bool else found


def scope_of(
    modules: Mapping[str, Signature], params: Mapping[str, Number], own: Signature = ()
) -> Scope:
    """The names that a module's body may use."""
    values = frozenset([*CONSTANTS, *params, *(name for name, _ in own), "cin"])
    return Scope(modules, values)


def check_symbol(key: Node, what: str) -> None:
    """Refuse a name that a formula could not use, or that means something already."""
    name = key.value
    if not _SYMBOL.fullmatch(name) or len(name) > LONGEST_NAME:
        raise key.error(
            f"A {what}'s name starts with a letter and has letters, digits and '_' only."
        )
    if name in RESERVED or name in KINDS:
        raise key.error(f"'{name}' already means something; choose another name.")


def named_entries(node: Node, what: str, form: str) -> Iterator[tuple[Node, Node]]:
    """The entries of a mapping; ``form`` says in a message what they look like."""
    if not is_mapping(node):
        raise node.error(f"'{what}' holds lines of the form '{form}'.")
    return iter(node.value)
