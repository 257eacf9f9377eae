"""Whether two formulas always agree, judged at many points."""

from __future__ import annotations

import random

from cnncost.errors import FormulaError
from cnncost.formula.evaluate import evaluate, with_ratios
from cnncost.formula.expression import Expr

TRIALS = 32


def same(one: Expr, other: Expr) -> bool:
    """True if both formulas have the same value wherever they were tried.

    ``/`` is an exact fraction here, so that ``M/G`` is not refused where G does not divide M.
    Points where one of the two has no value (0/0) are skipped; if no point is left, the answer is
    False. The points are always the same ones, so a verdict never changes between two runs.
    """
    letters = sorted(one.symbols() | other.symbols())
    one, other = with_ratios(one), with_ratios(other)
    draw = random.Random(20_140_917)
    met = 0
    for _ in range(TRIALS):
        values = {letter: draw.randint(2, 97) for letter in letters}
        try:
            if evaluate(one, values) != evaluate(other, values):
                return False
            met += 1
        except FormulaError:
            continue
    return met > 0
