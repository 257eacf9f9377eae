"""The equations of a topic: formulas, workings, rows of a network, and savings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from cnncost.explanation.examples import DERIVED, Examples
from cnncost.explanation.layers import ABOUT, grown
from cnncost.explanation.lines import Lines, column_of, labelled
from cnncost.explanation.page import Block, Equation, Equations, Letters, Value, Values
from cnncost.explanation.topics import Line
from cnncost.explanation.working import cost, size, steps
from cnncost.formula import Expr, evaluate, symbol
from cnncost.formula.evaluate import with_ratios
from cnncost.formula.terms import divided, limit
from cnncost.kind import LEDGER, LETTERS
from cnncost.layers import JOINS
from cnncost.numbers import shape

SIDES = {"height": "H", "width": "W", "channels": "M"}


def formulas(examples: Examples, lines: Lines) -> Iterator[Block]:
    """``LABEL: COLUMN of EXAMPLE``: formulas with letters, and what every letter means."""
    shown: list[Equation] = []
    values: dict[str, Value] = {}
    for line in lines:
        label, what, note = labelled(examples, line)
        one = _equation(examples, line, label, what)
        if one.formula and one.values:
            values |= {letter: one.values[letter] for letter in one.formula.symbols()}
        shown.append(Equation(label, one.formula, note=note))
    yield Equations(tuple(shown))
    yield _letters(examples, values)


def _letters(examples: Examples, values: Values) -> Letters:
    """What the letters mean that are used, with their values: the topic's own in its order."""
    meanings = {**LETTERS, **ABOUT, **examples.topic.meanings}
    order = [*(x for x in examples.letters if x in values), *sorted(values)]
    return Letters(tuple((x, meanings[x], values[x]) for x in dict.fromkeys(order)))


def work(examples: Examples, lines: Lines) -> Iterator[Block]:
    """``LABEL: COLUMN of EXAMPLE`` or ``LABEL: = EXPRESSION``: numbers put in, and results.

    Results of one column are also given as a fraction or multiple of its first.
    """
    shown = [_worked(examples, line) for line in lines]
    yield Equations(tuple(_compared(shown, column, line) for column, line in shown))


def _worked(examples: Examples, line: Line) -> tuple[str, Equation]:
    """The column that a line is about, if any, and the line."""
    label, what, note = labelled(examples, line)
    one = _equation(examples, line, label, what)
    notes = (one.note, note)
    shown = one._replace(letters=False, note="   ".join(filter(None, notes)))
    column = what.partition(" of ")[0]
    return column if column in (*LEDGER, *DERIVED) else "", shown


def _compared(lines: Sequence[tuple[str, Equation]], column: str, line: Equation) -> Equation:
    """The line with its ratio to the first of its column, unless that is the same again."""
    first = next(other for name, other in lines if name == column)
    if not column or first.formula == line.formula or not first.result or line.result is None:
        return line
    return line._replace(ratio=Fraction(line.result) / first.result)


def _equation(examples: Examples, line: Line, label: str, what: str) -> Equation:
    """``COLUMN of EXAMPLE``, ``height of EXAMPLE`` or ``= EXPRESSION``, worked out."""
    if what.startswith("="):
        value = examples.value(what.removeprefix("="))
        if isinstance(value, tuple):
            return Equation(label, note=shape(value))
        return Equation(label, result=value)
    column, name = column_of(examples, line, what)
    report = examples.report(name)
    last = report.measured[-1]
    if column in SIDES and last.kind.name in JOINS:
        return Equation(label, result=last.letters[SIDES[column]])
    if column in SIDES:
        one = size(last, SIDES[column])
        between = steps(one.formula, one.values)
        return Equation(label, one.formula, one.values, steps=between, result=one.result)
    if column == "receptive_field":
        return grown(report, len(report.rows) - 1, 0, label)
    formula, result = examples.formula(column, name), report.totals[column]
    if evaluate(with_ratios(formula), examples.letters) != result:
        raise examples.topic.error(line, f"{formula} does not give {result:,}.")
    return Equation(label, formula, examples.letters, result=result)


def rows(examples: Examples, lines: Lines) -> Iterator[Block]:
    """``COLUMN of EXAMPLE``: every costly row of a network worked out, and the total."""
    for line in lines:
        column, name = column_of(examples, line, line.text)
        report = examples.report(name)
        works = [(row.path, cost(row.measured, column)) for row in report.rows]
        shown = [
            Equation(path, one.formula, one.values, letters=False, result=one.result)
            for path, one in works
            if one.result
        ]
        total = sum(one.result for _, one in works)
        yield Equations((*shown, Equation("total", result=total)))


def saving(examples: Examples, lines: Lines) -> Iterator[Block]:
    """``COLUMN of A against B, LETTER grows``: the ratio, with its numbers, and its limit."""
    shown = []
    for line in lines:
        match = re.fullmatch(r"(\w+) of (\S+) against (\S+?)(?:, (\w+) grows)?", line.text.strip())
        if match is None:
            raise examples.topic.error(line, "Expected 'COLUMN of A against B, LETTER grows'.")
        column, one, other, letter = match.groups()
        ratio = divided(examples.formula(column, one), examples.formula(column, other))
        if ratio.symbols():
            shown.append(Equation(f"{one} / {other}", ratio))
        shown.append(_ratio("" if ratio.symbols() else f"{one} / {other}", ratio, examples))
        if letter:
            shown.append(_limit(ratio, letter, examples))
    yield Equations(tuple(shown))


def _ratio(label: str, formula: Expr, examples: Examples) -> Equation:
    value = Fraction(evaluate(with_ratios(formula), examples.letters))
    return Equation(label, formula, examples.letters, letters=False, ratio=value)


def _limit(ratio: Expr, letter: str, examples: Examples) -> Equation:
    """What the ratio comes to as a letter grows."""
    shown = examples.notation.letters.get(letter, letter)
    label, end = f"as {shown} grows", limit(ratio, symbol(letter))
    if end is None:
        return Equation(label, note="without end")
    return _ratio(label, end, examples)._replace(letters=True)
