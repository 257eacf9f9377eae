"""A topic's examples at work: their reports, their formulas, and expressions over both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import add
from typing import Any

from cnncost.analysis import analyze_spec
from cnncost.errors import FormulaError, UsageError, did_you_mean, shortened
from cnncost.explanation.notation import LECTURE, Notation
from cnncost.explanation.symbolic import column_formula, symbolic_rows
from cnncost.explanation.topics import Topic
from cnncost.explanation.working import cost, simplified
from cnncost.formula import Expr, number
from cnncost.formula.expression import lift
from cnncost.formula.terms import factored
from cnncost.head import Number
from cnncost.kind import LEDGER
from cnncost.quantity import Names, Settings, Value, quantity, read_quantity
from cnncost.report import Report
from cnncost.spec import Spec
from cnncost.zoo import load

# What is no column of the ledger, but a sum of some.
DERIVED = {"params": ("weights", "bias", "norm"), "flops": ("macs", "macs")}
MOST_ROWS_JOINED = 12


class Examples:
    """A topic's small networks with the reader's numbers, and those of the zoo beside them.

    Networks are counted when they are first asked for.
    """

    def __init__(
        self, topic: Topic, letters: Mapping[str, Number], notation: Notation = LECTURE
    ) -> None:
        self.topic = topic
        self.letters = letters
        self.notation = notation
        self._reports: dict[Any, Report] = {}

    def spec(self, name: str) -> Spec:
        """The example of that name with the letters in force; else the network of the zoo."""
        if name in self.topic.examples:
            return self.topic.examples[name].with_params(self.letters)
        return load(name, own=False)

    def report(self, name: str, settings: Settings = ()) -> Report:
        """The report of an example, or of a network of the zoo."""
        key = (name, settings)
        if key not in self._reports:
            self._reports[key] = analyze_spec(self.spec(name).with_params(dict(settings)))
        return self._reports[key]

    def number(self, text: str) -> Number:
        """The value of an expression that is a number. Raises FormulaError for a shape."""
        value = self.value(text)
        if isinstance(value, tuple):
            raise FormulaError("Expected a number, not a shape.")
        return value

    def value(self, text: str) -> Value:
        """The value of an expression over the letters and the ledger of the first example."""
        formula = read_quantity(text).substitute(
            {name: lift(value) for name, value in self.letters.items()}
        )
        first = next(iter(self.topic.examples), self.topic.about)
        return quantity(formula, self.report(first), self._names(text))

    def _names(self, text: str) -> Names:
        """What an expression may name; conventions are read only for those that name one."""
        if "_macs" not in text and "_params" not in text:
            return Names(report=self.report)
        from cnncost.conventions import NAMES, named_columns

        return NAMES._replace(columns={**NAMES.columns, **named_columns()}, report=self.report)

    def formula(self, column: str, name: str) -> Expr:
        """The formula of a column of an example's ledger, over the topic's letters.

        A network of the zoo has no letters here: its formula is the sum of its rows' numbers.
        """
        if column not in (*LEDGER, *DERIVED):
            hint = did_you_mean(column, (*LEDGER, *DERIVED))
            raise UsageError(f"The ledger has no column '{shortened(column)}'.{hint}")
        parts = DERIVED.get(column, (column,))
        if name in self.topic.examples:
            rows = symbolic_rows(self.spec(name))
            return factored(_sum(column_formula(rows, part) for part in parts))
        return _sum(self._numbers(part, name) for part in parts)

    def _numbers(self, column: str, name: str) -> Expr:
        """The rows' formulas with their numbers put in, as one sum."""
        works = [cost(one, column) for one in self.report(name).measured]
        costly = [work for work in works if work.result]
        if len(costly) > MOST_ROWS_JOINED:
            raise UsageError(f"{name} has {len(costly)} rows, too many for one formula.")
        return _sum(
            simplified(work.formula.substitute({x: number(v) for x, v in work.values.items()}))
            for work in costly
        )


def _sum(parts: Iterable[Expr]) -> Expr:
    every = [part for part in parts if part != number(0)]
    return reduce(add, every) if every else number(0)
