"""The readers of formulas, numbers, sweeps and budgets as functions of bytes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from unittest.mock import patch

import fuzz_words as known
from fuzz_bytes import file, net, said, target, typed
from fuzzing import LawError, refuse_bad_message, refuse_controls

from cnncost.analysis import analyze_spec
from cnncost.budgeting.baseline import read_baseline
from cnncost.budgeting.limits import read_growth, read_limit
from cnncost.errors import FormulaError
from cnncost.formula import Expr, evaluate, latex, parse
from cnncost.formula.parse import LONGEST_TEXT
from cnncost.head import read_shape
from cnncost.homework.numerals import read_decimal, read_sizes, read_whole
from cnncost.printed import read_printed
from cnncost.quantity import quantity, read_quantity
from cnncost.reconciliation import read_seen
from cnncost.sweeping import values
from cnncost.sweeping.asking import planned, run, stream
from cnncost.sweeping.counting import IMPOSSIBLE
from cnncost.sweeping.reading import read_condition, read_space

MOST_POINTS, MOST_VALUES = 500, 20_000


# --- formulas and numbers


def read_any_formula(data: bytes) -> Any:
    """A formula, which is the same once it is printed and read again."""
    formula = parse(typed(data))
    refuse_other_reading(formula)
    refuse_controls(latex(formula) if formula.op not in UNPRINTED else "")
    return str(formula), evaluated(formula)


UNPRINTED = ("->", "option", "pair", "text")


def refuse_other_reading(formula: Expr) -> None:
    written = str(formula)
    try:
        again = parse(written)
    except FormulaError as error:
        if "longer" in str(error) or "characters long" in str(error) or "nested" in str(error):
            return
        raise LawError(f"{written:.200} cannot be read again: {error}") from None
    if str(again) != written:
        raise LawError(f"{written:.200} reads as {again!s:.200}")


def evaluated(formula: Expr) -> str:
    """Its value for some letters, or why it has none."""
    try:
        return str(evaluate(formula, dict.fromkeys("HWNMKSPDG", 6) | {"cin": 3}))[:200]
    except FormulaError as error:
        refuse_bad_message(str(error))
        return str(error)


def read_any_quantity(data: bytes) -> Any:
    return quantity(read_quantity(typed(data)), analyze_spec(net()))


def read_number(data: bytes) -> Any:
    """A number, by everything that reads numbers; refusals are no answer only where all refuse."""
    found = [said(read, typed(data)) for read in NUMBER_READERS]
    shape = read_shape(typed(data))
    if shape is not None and min(n for n in shape if n is not None) < 0:
        raise LawError(f"a size of {shape}")
    return found


def scalar(read: Callable[[str], Any], typed: str) -> Any:
    """A reader of what stands in a YAML file, where no text is longer than this."""
    return read(typed[:LONGEST_TEXT])


NUMBER_READERS: tuple[Callable[[str], Any], ...] = (
    read_printed, read_seen, read_limit, read_growth,
    *(partial(scalar, read) for read in (read_whole, read_decimal, read_sizes)),
)  # fmt: skip


# --- sweeps and budgets


# A million values, the most of an axis, take a second and 100 MB; here there are fewer.
few_values = patch.object(values, "MOST_VALUES", MOST_VALUES)


@few_values
def read_range(data: bytes) -> Any:
    found = values.read_values("width", typed(data))
    return len(found), found[:10], found[-1]


def read_where(data: bytes) -> Any:
    return str(read_condition(typed(data), ("macs", "params", "width", "groups", "input")))


@few_values
def read_sweep(data: bytes) -> Any:
    """What is varied, line by line, and below a line of --- a condition; every 7th point again."""
    axes, _, where = typed(data).partition("\n---\n")
    spaces = [line for line in axes.split("\n") if line]
    if read_space(net(), spaces).size > MOST_POINTS:
        return None
    conditions = [where.strip("\n")] if where.strip("\n") else []
    plan = planned(net(), spaces, columns=("params", "macs", "stats"), where=conditions)
    found = run(plan, stream(plan))
    for i in range(0, len(found), 7):
        refuse_other_count(found[i].values, found[i].counts)
    return [(str(point.values), point.counts) for point in found], found.reasons()


def refuse_other_count(values: Any, counts: Any) -> None:
    """Raises LawError where a point alone costs something else."""
    spec = net().with_params({n: value for n, value in values.items() if n in net().params})
    sizes = values.get("input")
    report = analyze_spec(spec, sizes)
    alone = {name: report.totals[name] for name in counts}
    if alone != counts or IMPOSSIBLE in counts.values():
        raise LawError(f"at {values} the sweep has {counts}, the network {alone}")


def read_base(data: bytes) -> Any:
    return str(read_baseline(file(data, "base.json")))[:2_000]


FORMULAS = (
    target("formula", read_any_formula, known.FORMULAS,
           "floor((H + 2*P - K)/S) + 1", "a if b else c"),
    target("quantity", read_any_quantity, known.CLAIMS + known.FORMULAS,
           "macs(conv, 'stem') / params"),
    target("number", read_number, known.NUMBERS, "569M", "1,248,424", "28x28x256", "0.5 %"),
    target("values", read_range, known.VALUES, "0.25:1.4:0.05", "1,2,4", "8:512:*2"),
    target("condition", read_where, known.CONDITIONS, "macs <= 300M and params <= 3.5k"),
    target("sweep", read_sweep, known.VALUES + known.CONDITIONS,
           "width=0.25:1:0.25\nresolution=8,16\n---\nmacs < 1M", "input=8x8,9x9x4\ngroups=1,2,3"),
    target("baseline", read_base, known.JSON),
)  # fmt: skip
