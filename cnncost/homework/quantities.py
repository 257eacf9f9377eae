"""What an item may ask for: a word of the agreement, a column, a size, or an expression."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from cnncost.document import Node, is_text
from cnncost.errors import FormulaError
from cnncost.formula import Expr
from cnncost.homework.agreement import Agreement
from cnncost.homework.recognition import Wanted
from cnncost.homework.subject import Subject
from cnncost.kind import LEDGER
from cnncost.measure import Shape
from cnncost.quantity import quantity, read_quantity
from cnncost.slips import ask
from cnncost.slips.catalogue import MEASURES

Value = int | Fraction | Shape
PARAMETERS = ("parameters", "params")
WORK = {"work": "", "macs": "MACs", "flops": "FLOPs"}
# As a question names them.
TITLES = {
    "weights": "weights alone",
    "bias": "biases",
    "norm": "parameters of the normalisation",
    "height": "output height",
    "width": "output width",
    "channels": "output channels",
    "output": "output size",
    "receptive_field": "receptive field",
    "depth": "layers with weights on the longest path",
}


class Quantity(NamedTuple):
    """What is asked for, as it was written."""

    name: str
    formula: Expr
    node: Node


def read_asked(given: Mapping[str, Node], node: Node) -> Quantity:
    """The ``asks:`` of an item. Raises FileError for what is no quantity."""
    if "asks" not in given:
        raise node.error("The item has no 'asks:', as parameters, macs, output or height.")
    asks = given["asks"]
    if not is_text(asks) or not asks.value.strip():
        raise asks.error("Expected a quantity, as parameters, macs, output or height.")
    try:
        return Quantity(asks.value.strip(), read_quantity(asks.value), asks)
    except FormulaError as error:
        raise asks.error(error.message, error.span) from None


def title_of(name: str, agreed: Agreement) -> str:
    """The quantity as a question names it."""
    if name in PARAMETERS:
        return "parameters"
    if name in WORK:
        return WORK[name] or agreed.work
    return TITLES.get(name, name)


def wanted(name: str, subject: Subject, agreed: Agreement) -> Wanted | None:
    """A quantity that slips are known for, by the conventions agreed on; None for any other."""
    report, rows = subject.report, subject.rows
    if name in PARAMETERS:
        return Wanted(ask(report, "params", rows, agreed.columns), agreed, True)
    if name in WORK:
        column = (WORK[name] or agreed.work).lower()
        return Wanted(ask(report, column, rows, times=agreed.images), agreed)
    if name in LEDGER or name in MEASURES:
        return Wanted(ask(report, name, rows), agreed)
    return None


def value_of(asked: Quantity, subject: Subject, agreed: Agreement) -> Value:
    """The right answer. Raises FileError where the quantity has no value."""
    found = wanted(asked.name, subject, agreed)
    if found is not None:
        return found.right
    if asked.name == "output":
        return subject.report.measured[subject.rows[-1]].output
    try:
        return quantity(at(asked.formula, subject), subject.report)
    except FormulaError as error:
        raise asked.node.error(error.message, error.span) from None


def at(formula: Expr, subject: Subject) -> Expr:
    """A quantity named alone, of the place that is asked about."""
    if formula.op == "symbol" and subject.at:
        return Expr("call", formula.args[0], Expr("text", subject.at))
    return formula
