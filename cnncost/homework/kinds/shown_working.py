"""A working with a slip in it, as a student would write it down: formulas with numbers put in."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from cnncost.errors import FormulaError
from cnncost.explanation.working import HALVES, SILENT, cost
from cnncost.formula import Expr, evaluate, number, symbol, text
from cnncost.formula.evaluate import with_ratios
from cnncost.homework.agreement import Agreement
from cnncost.homework.kinds.symbolic import (
    OUTPUT,
    Asked,
    asked_of,
    layer_in_letters,
    may_show,
    sizes_of,
    textbook,
    total,
    with_slip,
)
from cnncost.homework.quantities import title_of
from cnncost.layers import KINDS
from cnncost.numbers import figures, setting
from cnncost.report import Report
from cnncost.slips import Slip
from cnncost.slips.around import FACTS
from cnncost.slips.catalogue import MEASURES
from cnncost.slips.network import carried

Value = int | Fraction
STRIDES = ("S", "S_h", "S_w")
SIDES = {"H": "output height", "W": "output width", "M": "output channels"}


class Row(NamedTuple):
    """A layer with its numbers: what stands for its letters, and every letter's value."""

    kind: str
    letters: Mapping[str, Expr]
    values: Mapping[str, Value]


def row_of(report: Report, row: int) -> Row:
    """A row of a report in letters, one for halves that are equal."""
    one = report.measured[row]
    values = dict(cost(one, "macs").values)
    known = {name: symbol(name) for name in values}
    for letter, halves in HALVES.items():
        if letter in values and set(halves) <= set(values):
            known |= dict.fromkeys(halves, symbol(letter))
    silent = {name: number(values[name]) for name in SILENT if values.get(name) in (0, 1)}
    silent |= {name: number(1) for name in STRIDES if values.get(name) == 1}
    silent["ceil"] = number(values.get("ceil", 0))
    facts = {name: number(fact(report)[row]) for name, fact in FACTS.items()}
    known |= silent | facts
    for letter, halves in HALVES.items():
        if letter in silent:
            known |= dict.fromkeys(halves, silent[letter])
    return Row(one.kind.name, layer_in_letters(one.kind, known), values)


def wrong_working(row: Row, slip: Slip, name: str, agreed: Agreement, result: int) -> str:
    """The working by which a slip leads to this result; nothing where it cannot be written."""
    asked = asked_of(name, agreed)
    for wrong in may_show(slip, row.kind, asked):
        try:
            changed, whole = with_slip(KINDS[row.kind], row.letters, asked, wrong)
            if _value(_sized(whole, row, name), row.values) != result:
                continue
            if "answer" in wrong:
                return _line(title_of(name, agreed), _sized(whole, row, name), row.values)
            if name in MEASURES or not carried(wrong):
                return _of_columns(row, changed, asked, name, agreed)
            return _of_sizes(row, changed, asked, name, agreed)
        except FormulaError:
            continue
    return ""


def _sized(formula: Expr, row: Row, name: str) -> Expr:
    """A side of the output that is asked for, as it follows from the input."""
    letter = MEASURES.get(name)
    if letter is None:
        return formula
    return formula.substitute({letter: sizes_of(KINDS[row.kind], row.letters)[letter]})


def _value(formula: Expr, values: Mapping[str, Value]) -> Value:
    found: Value = evaluate(with_ratios(formula), values)
    return int(found) if found == int(found) else found


def _of_columns(
    row: Row, changed: Mapping[str, Expr], asked: Asked, name: str, agreed: Agreement
) -> str:
    """Each column that is not 0, and their sum."""
    titled = {asked.columns[0]: title_of(name, agreed)}
    shown = [column for column in asked.columns if _value(changed[column], row.values)]
    if len(shown) <= 1 or asked.times > 1:
        whole = _sized(total(changed, asked), row, name)
        return _line(titled[asked.columns[0]], whole, row.values)
    lines = [_line(column, changed[column], row.values) for column in shown]
    together = _value(total(changed, asked), row.values)
    return ", ".join([*lines, f"together {_shown(together)}"])


def _of_sizes(
    row: Row, changed: Mapping[str, Expr], asked: Asked, name: str, agreed: Agreement
) -> str:
    """The wrong sides of the output first, and then what is asked for, with these put in."""
    kind = KINDS[row.kind]
    right = sizes_of(kind, row.letters)
    lines, values = [], dict(row.values)
    for letter in OUTPUT:
        formula = changed[letter].substitute({letter: right[letter]})
        value = _value(formula, row.values)
        if value != _value(symbol(letter), row.values):
            lines.append(_line(SIDES[letter], formula, row.values))
            values[letter] = value
    entering = {**changed, **{letter: row.letters[letter] for letter in OUTPUT}}
    fresh = layer_in_letters(kind, {**entering, "bias": changed["biased"]})
    lines.append(_of_columns(row._replace(values=values), fresh, asked, name, agreed))
    return ", ".join(lines)


def _line(label: str, formula: Expr, values: Mapping[str, Value]) -> str:
    """``weights = 7²·64 = 3,136``; only the result where nothing is left to work out."""
    formula = textbook(formula)
    result = _shown(_value(formula, values))
    worked = text(formula, values)
    return f"{label} = {result}" if worked.isdecimal() else f"{label} = {worked} = {result}"


def _shown(value: Value) -> str:
    return figures(value) if isinstance(value, int) else setting(value)
