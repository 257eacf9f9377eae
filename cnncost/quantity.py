"""Quantities: expressions over a report, as ``macs('*/5x5*') / macs`` or ``params(of='vgg16')``.

A name is a column of the ledger, summed over the network as it is deployed, ``rows`` or one of
MEASURES; with ``train_`` before it, the auxiliary heads count too. Arguments choose rows: a word is
a kind of layer, a text in quotes is the path of a layer or part, in which * stands for anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from cnncost.errors import CnncostError, FormulaError, did_you_mean, shortened
from cnncost.formula import Expr, evaluate, parse
from cnncost.formula.arithmetic import FUNCTIONS
from cnncost.formula.evaluate import with_ratios
from cnncost.layers import JOINS, KINDS
from cnncost.measure import Shape
from cnncost.place import nothing_at
from cnncost.report import Column, Report, exact_sum

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Chosen: TypeAlias = "NDArray[np.bool_]"
Value = int | Fraction | Shape
Settings = tuple[tuple[str, "int | Fraction"], ...]
TRAIN = "train_"


class Names(NamedTuple):
    """What an expression may name beside the ledger: columns, words that choose rows, reports."""

    columns: Mapping[str, Callable[[Report], Column]] = {}
    words: Mapping[str, Callable[[Report], Chosen]] = {}
    report: Callable[[str, Settings], Report] | None = None


LEDGER_ALONE = Names()

# What can be said of rows without adding up a column; of several rows the last counts.
MEASURES: dict[str, Callable[[Report, list[int]], int | Fraction]] = {
    "depth": lambda report, rows: max(report.rows[i].depth for i in rows),
    "receptive_field": lambda report, rows: report.rows[rows[-1]].receptive_field[0],
    "effective_stride": lambda report, rows: report.rows[rows[-1]].effective_stride[0],
    "height": lambda report, rows: report.measured[rows[-1]].output[0],
    "width": lambda report, rows: report.measured[rows[-1]].output[1],
    "channels": lambda report, rows: report.measured[rows[-1]].output[2],
}
SHAPES: dict[str, Callable[[Report, list[int]], Shape]] = {
    "input": lambda report, rows: report.measured[rows[0]].input,
    "output": lambda report, rows: report.measured[rows[-1]].output,
}


@lru_cache(4_096)
def read_quantity(text: str) -> Expr:
    """The expression in a text. Raises FormulaError with the span of what cannot be read."""
    return with_ratios(parse(text, quotes=True))


def quantity(formula: Expr, report: Report, names: Names = LEDGER_ALONE) -> Value:
    """The expression's value for a network: an exact number, or a shape (H, W, C).

    Raises FormulaError for a name that means nothing, and for rows that are not there.
    """
    name, arguments = _named(formula)
    plain = name.removeprefix(TRAIN)
    if plain in SHAPES:
        subject, rows = _rows(report, plain != name, arguments, names)
        _refuse_nothing(plain, rows, formula)
        return SHAPES[plain](subject, rows)
    if formula.op == "symbol":
        return _number(formula, report, names)
    bound, values = _bound(formula, lambda part: _number(part, report, names))
    value = evaluate(bound, values)
    if not isinstance(value, (int, Fraction)):
        raise FormulaError("Expected a number or a shape.", formula.span)
    return int(value) if value == int(value) else value


def per_row(formula: Expr, report: Report, names: Names) -> Column:
    """The expression's value for each row, for expressions that only name columns."""
    import numpy as np

    bound, values = _bound(formula, lambda part: _column(part, report, names))
    found: Any = evaluate(bound, values)
    return np.broadcast_to(np.asarray(found, dtype=np.int64), len(report.train_only))


def _bound(formula: Expr, leaf: Callable[[Expr], Any]) -> tuple[Expr, dict[str, Any]]:
    """The expression with what it names replaced by letters, and the letters' values."""
    values: dict[str, Any] = {}

    def replaced(part: Any) -> Any:
        if type(part) is not Expr:
            return part
        if _named(part)[0]:
            letter = f"#{len(values)}"
            values[letter] = leaf(part)
            return Expr("symbol", letter, span=part.span)
        return Expr(part.op, *map(replaced, part.args), span=part.span)

    return replaced(formula), values


def _named(formula: Expr) -> tuple[str, tuple[Expr, ...]]:
    """The name of a quantity and its arguments; no name for operators and functions."""
    if formula.op == "symbol":
        return formula.args[0], ()
    if formula.op == "call" and formula.args[0] not in FUNCTIONS:
        return formula.args[0], formula.args[1:]
    return "", ()


def _number(part: Expr, report: Report, names: Names) -> int | Fraction:
    name, arguments = _named(part)
    plain = name.removeprefix(TRAIN)
    training = plain != name
    if not arguments and plain not in names.columns:  # by far the commonest
        totals = report.train_totals if training else report.totals
        if plain in totals:
            return totals[plain]
    try:
        subject, rows = _rows(report, training, arguments, names)
        if plain == "rows":
            return len(rows)
        if plain in MEASURES:
            _refuse_nothing(plain, rows, part)
            return MEASURES[plain](subject, rows)
        return exact_sum(_any_column(subject, plain, names)[rows])
    except FormulaError as error:
        error.span = error.span or part.span
        raise


def _refuse_nothing(name: str, rows: list[int], formula: Expr) -> None:
    if not rows:
        raise FormulaError(f"There are no rows to measure {name} of.", formula.span)


def _column(part: Expr, report: Report, names: Names) -> Column:
    """A column with 0 in the rows that are not chosen."""
    import numpy as np

    name, arguments = _named(part)
    try:
        column = _any_column(report, name, names)
        return np.where(_chosen(report, arguments, names), column, 0) if arguments else column
    except FormulaError as error:
        error.span = error.span or part.span
        raise


def _any_column(report: Report, name: str, names: Names) -> Column:
    if name in names.columns:
        return names.columns[name](report)
    if name in report.columns or name in ("params", "flops"):
        return report[name]
    if name in SHAPES:
        raise FormulaError(
            f"{name} is a shape and stands alone; height, width and channels are numbers."
        )
    known = [*report.columns, "params", "flops", "rows", *MEASURES, *SHAPES, *names.columns]
    raise FormulaError(f"There is no quantity '{shortened(name)}'.{did_you_mean(name, known)}")


def _rows(
    report: Report, training: bool, arguments: tuple[Expr, ...], names: Names
) -> tuple[Report, list[int]]:
    """The report that is spoken of, and which of its rows."""
    options = [argument for argument in arguments if argument.op == "option"]
    if options:
        report = _other(options, names)
    choices = tuple(a for a in arguments if a.op != "option")
    rows: list[int] = list(range(len(report.aside)))
    if choices:
        rows = _chosen(report, choices, names).nonzero()[0].tolist()
    deployed = [i for i in rows if not report.aside[i]]
    if rows and not deployed and not training:
        raise FormulaError(
            f"Only training has these rows; write {TRAIN} before the name to count them."
        )
    return report, rows if training else deployed


def _other(options: list[Expr], names: Names) -> Report:
    """The report of ``of='NAME'``, with settings after it: ``of='mobilenet_v1', width=0.5``."""
    (word, name), settings = options[0].args, options[1:]
    if word != "of" or name.op != "text":
        raise FormulaError("Expected of='NAME', the name of another spec.", options[0].span)
    for option in settings:
        if option.args[0] == "of":
            raise FormulaError("'of' is given twice.", option.span)
    if names.report is None:
        raise FormulaError("Another spec cannot be named here.", options[0].span)
    given = tuple((option.args[0], evaluate(option.args[1], {})) for option in settings)
    try:
        return names.report(name.args[0], given)
    except CnncostError as error:
        raise FormulaError(str(error), name.span) from None


def _chosen(report: Report, choices: tuple[Expr, ...], names: Names) -> Chosen:
    """Rows of any of the kinds named, at any of the paths named, and with all other words true."""
    import numpy as np

    chosen = np.ones(len(report.train_only), dtype=bool)
    kinds = [c.args[0] for c in choices if c.op == "symbol" and c.args[0] not in names.words]
    paths = [c for c in choices if c.op == "text"]
    for choice in choices:
        if choice.op == "symbol" and choice.args[0] in names.words:
            chosen &= names.words[choice.args[0]](report)
        elif choice.op not in ("symbol", "text"):
            wanted = "Rows are chosen by kind, as conv, or by path, as '3a'."
            raise FormulaError(wanted, choice.span)
        elif choice.op == "symbol" and choice.args[0] not in (*KINDS, *JOINS):
            hint = did_you_mean(choice.args[0], [*KINDS, *JOINS, *names.words])
            hint = hint or " A path is written in quotes, as '3a'."
            raise FormulaError(f"There is no kind of layer '{choice.args[0]}'.{hint}", choice.span)
    if kinds:
        of_kind = [report.by_kind[kind] for kind in kinds if kind in report.by_kind]
        chosen &= np.logical_or.reduce(of_kind) if of_kind else False
    if paths:
        found = [_at(report, path) for path in paths]
        chosen &= np.logical_or.reduce(found)
    return chosen


def _at(report: Report, path: Expr) -> Chosen:
    """The rows at a path or below it. Raises FormulaError if there are none."""
    import numpy as np

    pattern = path_pattern(path.args[0])
    found = np.array([bool(pattern.fullmatch(name.path)) for name in report.names], dtype=bool)
    if not found.any():
        raise FormulaError(nothing_at(report, path.args[0]), path.span)
    return found


def path_pattern(path: str) -> re.Pattern[str]:
    """What a path matches: itself, numbered siblings of that name, and all that is inside."""
    first, *others = map(re.escape, path.split("*"))
    if not others:
        return re.compile(rf"{first}(\.[0-9]+)?(/.*)?")
    *middle, last = others
    # Each * but the last takes as little as it can, for good: many stars then cost no time.
    between = "".join(f"(?>.*?{part})" for part in middle)
    return re.compile(rf"{first}{between}.*{last}(\.[0-9]+)?(/.*)?")
