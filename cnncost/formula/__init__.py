"""The one small algebra: a formula is a value, written once and read many ways."""

from cnncost.formula.arithmetic import FUNCTIONS, LIMIT
from cnncost.formula.display import latex, text
from cnncost.formula.evaluate import Value, compiled, evaluate
from cnncost.formula.expression import Expr, number, symbol, symbols
from cnncost.formula.parse import parse
from cnncost.formula.same import same

__all__ = [
    "FUNCTIONS",
    "LIMIT",
    "Expr",
    "Value",
    "compiled",
    "evaluate",
    "latex",
    "number",
    "parse",
    "same",
    "symbol",
    "symbols",
    "text",
]
