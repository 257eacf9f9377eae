"""layers.py as JavaScript: what each kind of layer may be told, puts out and costs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from cnncost.formula import Expr
from cnncost.formula.arithmetic import LARGEST, LIMIT
from cnncost.formula.javascript import condition, javascript
from cnncost.homework.numerals import MOST_DIGITS
from cnncost.kind import LEDGER, Kind, Option, Rule
from cnncost.layers import HALF, JOINS, KINDS, SAME
from cnncost.measure import LARGEST_SIZE
from cnncost.slips.asked import PARAMS


def kinds_script() -> str:
    """The bounds, ``const LEDGER, HALF, SAME, KINDS, JOINS``: formulas are functions of ``v``."""
    return "\n".join(
        [
            "// Printed from cnncost/layers.py: every formula is there, and only there.",
            f"const LARGEST = {LARGEST}n;",
            f"const LIMIT = {LIMIT}n;",
            f"const LARGEST_SIZE = {LARGEST_SIZE}n;",
            f"const MOST_DIGITS = {MOST_DIGITS};",
            f"const LEDGER = {quoted(LEDGER)};",
            f"const PARAMETER_COLUMNS = {quoted(PARAMS)};",
            f"const HALF = {_formulas(HALF)};",
            f"const SAME = {_formulas(SAME)};",
            f"const KINDS = {_kinds(KINDS)};",
            f"const JOINS = {_kinds(JOINS)};",
            "",
        ]
    )


def quoted(value: Any) -> str:
    """A text, or data made of texts and numbers, so that no text can end the script."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def function(formula: Expr) -> str:
    """A formula as a function of the letters' values."""
    return f"(v) => {javascript(formula, _letter)}"


def holds(formula: Expr) -> str:
    """A formula as a function that says yes or no."""
    return f"(v) => {condition(formula, _letter)}"


def lines(parts: Iterable[str]) -> str:
    """A list with each part on a line of its own."""
    return f"[\n{''.join(f'    {part},{chr(10)}' for part in parts)}  ]"


def _letter(name: str) -> str:
    return f"v.{name}"


def _formulas(formulas: Mapping[str, Expr]) -> str:
    return _object({name: function(formula) for name, formula in formulas.items()})


def _kinds(kinds: Mapping[str, Kind]) -> str:
    shown = ",\n".join(f"  {name}: {_kind(kind)}" for name, kind in kinds.items())
    return f"{{\n{shown},\n}}"


def _kind(kind: Kind) -> str:
    parts = {
        "name": quoted(kind.name),
        "title": quoted(kind.title),
        "options": quoted([_option(option) for option in kind.options]),
        "size": _list(map(function, kind.size)),
        "ledger": _formulas({name: kind.ledger[name] for name in LEDGER if name in kind.ledger}),
        "sees": _list(_list(map(function, pair)) for pair in kind.sees),
        "rules": _list(map(_rule, kind.rules)),
        "names": quoted(kind.names),
        "upsamples": quoted(kind.upsamples),
    }
    lines = "".join(f"    {name}: {shown},\n" for name, shown in parts.items())
    return f"{{\n{lines}  }}"


def _option(option: Option) -> dict[str, Any]:
    """An option as data; its default is a number, a word, or null where it must be given."""
    return option._asdict()


def _rule(rule: Rule) -> str:
    return _object(
        {
            "holds": holds(rule.holds),
            "message": quoted(rule.message),
            "option": quoted(rule.option),
        }
    )


def _object(parts: Mapping[str, str]) -> str:
    return f"{{ {', '.join(f'{name}: {shown}' for name, shown in parts.items())} }}"


def _list(parts: Iterable[str]) -> str:
    return f"[{', '.join(parts)}]"
