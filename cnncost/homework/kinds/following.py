"""Follow-through: what is right for the sizes that a student wrote in the rows before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from cnncost.errors import FormulaError, LayerError
from cnncost.measure import Shape
from cnncost.report import Report
from cnncost.slips.network import Values, arriving, as_it_is, counted


class Followed(NamedTuple):
    """A row on the map that reached it: its letters and its ledger.

    ``own`` is the same with the output that the student wrote for this very row.
    """

    values: Values
    own: Values
    moved: bool

    @property
    def output(self) -> Shape:
        return self.values["H"], self.values["W"], self.values["M"]


def follow(report: Report, written: Mapping[int, Shape]) -> dict[int, Followed]:
    """Every row as it is behind the outputs that were written, as far as layers can stand there.

    Rows that cannot are left out, and all that is behind them.
    """
    changed: dict[int, Values] = {}
    lost: set[int] = set()
    found = {}
    for row in range(len(report.measured)):
        sources = report.sources[row]
        if any(source in lost for source in sources):
            lost.add(row)
            continue
        moved = any(source in changed for source in sources)
        try:
            one = _row(report, row, changed, moved, written.get(row))
        except (LayerError, FormulaError):
            lost.add(row)
            continue
        found[row] = one
        if moved or one.own is not one.values:
            changed[row] = one.own
    return found


def _row(
    report: Report, row: int, changed: Mapping[int, Values], moved: bool, written: Shape | None
) -> Followed:
    values = arriving(report, row, changed) if moved else as_it_is(report, row, changed)
    one = Followed(values, values, moved)
    if written is None or written == one.output:
        return one
    sizes = dict(zip(("H", "W", "M"), written, strict=True))
    return one._replace(own=counted(report.measured[row].kind, values, sizes))
