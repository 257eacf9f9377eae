"""Expr -> text for people: ``H·W·N·K²·M/G``, with numbers put in, and as LaTeX."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from cnncost.formula.arithmetic import Varying
from cnncost.formula.expression import Expr
from cnncost.formula.parse import NOT_RANK, RANKS, SIGN_RANK, SUPERSCRIPTS

_ATOM = 99


class _Style(NamedTuple):
    """How one notation writes the parts of a formula."""

    signs: Mapping[str, str]
    power: Callable[[str, str], str]
    floor: Callable[[str, str], str]
    name: Callable[[str], str]
    number: Callable[[int | Fraction], str]


def text(formula: Expr, values: Mapping[str, int | Fraction] | None = None) -> str:
    """The formula as it is written by hand, with ``values`` in the place of their letters.

    ``parse(text(f)) == f`` for every formula built with the operators.
    """
    return _written(formula, values or {}, _TEXT)[0]


def latex(formula: Expr, values: Mapping[str, int | Fraction] | None = None) -> str:
    """The formula as LaTeX mathematics, without dollar signs."""
    return _written(formula, values or {}, _LATEX)[0]


def _written(formula: Expr, values: Mapping[str, Any], style: _Style) -> tuple[str, int]:
    """The text and the rank of its outermost operator, which decides about parentheses."""
    op, args = "/" if formula.op == "ratio" else formula.op, formula.args
    if op == "symbol" and args[0] in values:
        return _number(values[args[0]], style)
    if op == "symbol":
        return style.name(args[0]), _ATOM
    if op == "number":
        return _number(args[0], style)
    if op == "text":
        return f"'{args[0]}'", _ATOM
    if op == "//":
        (top, above), (bottom, below) = (_written(a, values, style) for a in args)
        top = f"({top})" if above < RANKS["/"] else top
        bottom = f"({bottom})" if below <= RANKS["/"] else bottom
        return style.floor(top, bottom), _ATOM
    if op in ("call", "option", "pair"):
        return _listed(formula, values, style), _ATOM
    if op in ("negative", "not"):
        rank = SIGN_RANK if op == "negative" else NOT_RANK
        return style.signs[op] + _inside(args[0], rank, values, style), rank
    if op == "if":
        yes, condition, no = (_inside(a, RANKS["if"] + 1, values, style) for a in args)
        return f"{yes}{style.signs['if']}{condition}{style.signs['else']}{no}", RANKS["if"]
    if op == "->":
        return _chain(formula, values, style), RANKS["->"]
    return _infix(op, args, values, style)


def _chain(formula: Expr, values: Mapping[str, Any], style: _Style) -> str:
    """The steps of a chain, which may be more than functions can call each other."""
    steps = []
    while formula.op == "->":
        steps.append(_inside(formula.args[1], RANKS["->"] + 1, values, style))
        formula = formula.args[0]
    return " -> ".join([_inside(formula, RANKS["->"], values, style), *reversed(steps)])


def _infix(op: str, args: Any, values: Mapping[str, Any], style: _Style) -> tuple[str, int]:
    rank = RANKS[op]
    if op == "**":
        base = _inside(args[0], _ATOM, values, style)
        return style.power(base, _written(args[1], values, style)[0]), rank
    left = _inside(args[0], rank, values, style)
    right = _inside(args[1], rank + 1, values, style)
    return f"{left}{style.signs.get(op, f' {op} ')}{right}", rank


def _inside(formula: Expr, rank: int, values: Mapping[str, Any], style: _Style) -> str:
    shown, own = _written(formula, values, style)
    return shown if own >= rank else f"({shown})"


def _listed(formula: Expr, values: Mapping[str, Any], style: _Style) -> str:
    if formula.op == "option":
        return f"{formula.args[0]}={_written(formula.args[1], values, style)[0]}"
    args = formula.args[1:] if formula.op == "call" else formula.args
    head = style.name(formula.args[0]) if formula.op == "call" else ""
    return f"{head}({', '.join(_written(a, values, style)[0] for a in args)})"


def _number(value: int | Fraction, style: _Style) -> tuple[str, int]:
    shown = style.number(value)
    if "/" in shown:
        return shown, RANKS["/"]
    return shown, SIGN_RANK if value < 0 else _ATOM


def decimal(value: int | Fraction) -> str:
    """A whole number or an exact decimal, without an exponent; thirds stay fractions."""
    if isinstance(value, Varying):
        return str(value)
    if value == int(value):
        return str(int(value))
    as_float = str(float(value))
    return as_float if "e" not in as_float and Fraction(as_float) == value else str(value)


def _superscript(base: str, exponent: str) -> str:
    if exponent.isdecimal():
        return base + "".join(SUPERSCRIPTS[int(digit)] for digit in exponent)
    return f"{base}^{exponent}" if exponent.isidentifier() else f"{base}^({exponent})"


_TEXT = _Style(
    signs={"*": "·", "/": "/", "negative": "-", "not": "not ", "if": " if ", "else": " else "},
    power=_superscript,
    floor=lambda top, bottom: f"⌊{top}/{bottom}⌋",
    name=lambda name: name,
    number=decimal,
)

_LATEX = _Style(
    signs={
        "*": r" \cdot ",
        "/": " / ",
        "negative": "-",
        "not": r"\lnot ",
        "and": r" \land ",
        "or": r" \lor ",
        "<=": r" \le ",
        ">=": r" \ge ",
        "==": " = ",
        "!=": r" \ne ",
        "%": r" \bmod ",
        "if": r" \text{ if } ",
        "else": r" \text{ else } ",
    },
    power=lambda base, exponent: f"{base}^{{{exponent}}}",
    floor=lambda top, bottom: rf"\left\lfloor {top} / {bottom} \right\rfloor",
    name=lambda name: _latex_name(name),
    number=decimal,
)


def _latex_name(name: str) -> str:
    head, _, below = name.partition("_")
    if len(head) == 1:
        return f"{head}_{{{below}}}" if below else head
    return rf"\mathrm{{{name}}}".replace("_", r"\_")
