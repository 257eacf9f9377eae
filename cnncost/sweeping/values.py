"""The values of one axis as they are typed: lists, ranges, and ranges by a factor; all exact.

    values := part (',' part)*
    part   := number | start ':' stop [':' step] | start ':' stop ':' '*' factor

A number is a formula without names, as 0.75, 1/3 or 2^10. A range has its stop if it meets it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from math import lcm
from typing import NamedTuple, TypeVar

from cnncost.chain import CONSTANTS
from cnncost.errors import FormulaError, UsageError, shortened
from cnncost.formula import LIMIT, evaluate, parse
from cnncost.formula.arithmetic import bounded
from cnncost.formula.display import decimal
from cnncost.formula.evaluate import with_ratios
from cnncost.head import Number

LONGEST = 100_000
MOST_VALUES = 1_000_000  # as fractions they take 100 MB
TOO_MANY = f"an axis has {MOST_VALUES:,} at the most."
USUAL_STEP = Fraction(1, 20)
EXAMPLES = {"input": ("224x224,192x192", "96:224:32"), "resolution": ("192,224", "96:224:32")}
ANY_EXAMPLES = ("0.5,0.75,1", "0.25:1:0.05")
_BY_FACTOR = ("*", "×", "·", "x")
_PLAIN = re.compile("-?(0|[1-9][0-9]{0,17})")
_T = TypeVar("_T")


class Part(NamedTuple):
    """What stands between two commas of the values of a name."""

    name: str
    text: str

    def error(self, message: str) -> UsageError:
        """What is wrong with it, with the name and what was read."""
        return UsageError(f"{self.name}: '{shortened(self.text)}' {message}")


class Run(NamedTuple):
    """A range: from where, to where, and the step or the factor between its values."""

    start: Number
    stop: Number
    step: Number

    def typed(self, step: Number, sign: str = "") -> str:
        """The same range with another step, as it would be typed."""
        return f"{decimal(self.start)}:{decimal(self.stop)}:{sign}{decimal(step)}"


def read_values(name: str, text: str) -> tuple[Number, ...]:
    """The numbers in ``1,2,4``, ``0.25:1.4:0.05``, ``8:512:*2`` or a mixture, each once.

    Raises UsageError for anything else.
    """
    return read_list(name, text, read_part)


def read_list(name: str, text: str, read: Callable[[Part], Sequence[_T]]) -> tuple[_T, ...]:
    """All that ``read`` finds in the parts of a list, in order, each once."""
    runs: list[Sequence[_T]] = []
    total = 0
    for part in _parts(name, text):
        runs.append(read(part))
        total += len(runs[-1])
        if total > MOST_VALUES:
            raise part.error(f"makes it {total:,} values; {TOO_MANY}")
    if len(runs) == 1:
        return tuple(runs[0])
    return tuple(dict.fromkeys(value for run in runs for value in run))


def read_part(part: Part) -> Sequence[Number]:
    """One number, or all of a range."""
    pieces = [piece.strip() for piece in part.text.split(":")]
    if len(pieces) == 1:
        return (read_number(part, pieces[0]),)
    if len(pieces) > 3 or not all(pieces):
        raise part.error(f"is not a range. Expected start:stop:step, as {ANY_EXAMPLES[1]}.")
    start, stop = (read_number(part, piece) for piece in pieces[:2])
    if len(pieces) == 2:
        return _by_step(part, Run(start, stop, _step_not_given(part, start, stop)))
    if pieces[2].startswith(_BY_FACTOR):
        return _by_factor(part, Run(start, stop, read_number(part, pieces[2][1:])))
    return _by_step(part, Run(start, stop, read_number(part, pieces[2])))


def read_number(part: Part, typed: str) -> Number:
    """An exact number; yes and no are 1 and 0. Raises UsageError for any other text."""
    if _PLAIN.fullmatch(typed):  # by far the commonest
        return int(typed)
    try:
        formula = parse(typed)
        if formula.op == "pair":
            raise part.error(
                f"is a pair of numbers, and {part.name} is one. Sizes are values of input: "
                "input=224x192."
            )
        for name in sorted(formula.symbols() - set(CONSTANTS)):
            raise FormulaError(f"'{shortened(name)}' is not a number, such as 0.75.")
        value = bounded(evaluate(with_ratios(formula), CONSTANTS), LIMIT)
    except FormulaError as error:
        where = f"{part.name}: in '{shortened(part.text)}': "
        message = re.sub("^An operator, such as .*, is", "A ',' is", error.message)
        raise UsageError(f"{where}{message}") from None
    return simplest(value)


def simplest(value: Number) -> Number:
    """A whole number as an int."""
    return value if type(value) is Fraction and value.denominator != 1 else int(value)


def examples(name: str) -> str:
    """How values of a name may be typed: ``width=0.5,0.75,1 or width=0.25:1:0.05``."""
    return " or ".join(f"{name}={values}" for values in EXAMPLES.get(name, ANY_EXAMPLES))


def _parts(name: str, text: str) -> list[Part]:
    """What stands between the commas."""
    if len(text) > LONGEST:
        hint = f"the limit is {LONGEST:,}. Try a range, as {ANY_EXAMPLES[1]}."
        raise UsageError(f"{name}: these values are {len(text):,} characters long; {hint}")
    if not text.strip():
        raise UsageError(f"{name} has no values. Try {examples(name)}, without spaces.")
    parts = [Part(name, typed.strip()) for typed in text.split(",")]
    for part in parts[1:]:
        if re.match("0[0-9]", part.text):
            raise part.error(
                "stands after a ',', which separates values. Decimals take a point, as in 0.5; "
                "thousands are written without a comma, as in 1000."
            )
    if not all(part.text for part in parts):
        raise Part(name, text).error("lacks a value before or after a ','.")
    return parts


# --- ranges


def _step_not_given(part: Part, start: Number, stop: Number) -> Number:
    """The step of a range that has none: 1, but only between whole numbers."""
    if type(start) is int and type(stop) is int:
        return 1
    advice = Run(start, stop, 0).typed(_usual_step(start, stop))
    raise part.error(f"has no step, and only whole numbers go up by 1. Try {advice}.")


def _usual_step(start: Number, stop: Number) -> Number:
    """A step to propose: towards the stop."""
    size = 1 if type(start) is int and type(stop) is int else USUAL_STEP
    return size if start <= stop else -size


def _by_step(part: Part, run: Run) -> Sequence[Number]:
    """The values of a range, each a step after the last."""
    start, stop, step = run
    if step == 0:
        advice = run.typed(_usual_step(start, stop))
        raise part.error(f"has a step of 0, which leads nowhere. Try {advice}.")
    if (stop - start) / Fraction(step) < 0:
        raise part.error(f"{_astray(run, 'step')} Try {run.typed(-step)}.")
    _refuse_many(part, run)
    fineness = lcm(start.denominator, step.denominator)
    if fineness > LIMIT:
        raise part.error("has values finer than 10^-18. Try numbers with fewer digits.")
    first, each = int(start * fineness), int(step * fineness)
    tops = range(first, first + each * _count(run), each)
    return tops if fineness == 1 else [simplest(Fraction(top, fineness)) for top in tops]


def _count(run: Run) -> int:
    return int((run.stop - run.start) // Fraction(run.step)) + 1


def _refuse_many(part: Part, run: Run) -> None:
    """Raises UsageError for more values than an axis may have, with a step that leaves fewer."""
    count = _count(run)
    if count > MOST_VALUES:
        wider = run
        while _count(wider) > MOST_VALUES:
            wider = run._replace(step=wider.step * 10)
        raise part.error(f"would be {count:,} values; {TOO_MANY} Try {run.typed(wider.step)}.")


def _by_factor(part: Part, run: Run) -> Sequence[Number]:
    """The values of a range, each so many times the last."""
    start, stop, factor = run
    if start <= 0 or stop <= 0:
        raise part.error("multiplies, and so must start and stop above 0. Try 8:512:*2.")
    if factor <= 0 or factor == 1:
        advice = run.typed(2 if start <= stop else Fraction(1, 2), "*")
        wrong = f"multiplies by {decimal(factor)}, which leads nowhere."
        raise part.error(f"{wrong} Try {advice}.")
    if start != stop and (factor > 1) != (start < stop):
        raise part.error(f"{_astray(run, 'factor')} Try {run.typed(1 / Fraction(factor), '*')}.")
    found, value = [start], start * factor
    while value <= stop if factor > 1 else value >= stop:
        found.append(simplest(value))
        value *= factor
        if Fraction(value).denominator > LIMIT:
            raise part.error("has values finer than 10^-18. Try a factor with fewer digits.")
    return found


def _astray(run: Run, what: str) -> str:
    """What is said of a range that leads away from its stop."""
    side = "below" if run.stop < run.start else "above"
    ends = f"{decimal(run.stop)} is {side} {decimal(run.start)}"
    return f"has no values: {ends}, and the {what} is {decimal(run.step)}."
