"""A network with a slip in it: the rows that come out otherwise than they should."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from cnncost.errors import LayerError
from cnncost.formula import Expr, compiled
from cnncost.kind import LEDGER, LETTERS, Kind
from cnncost.measure import measure_join
from cnncost.report import Report
from cnncost.slips.around import FACTS
from cnncost.slips.catalogue import DERIVED, Wrong

Values = dict[str, Any]


def carried(wrong: Wrong) -> bool:
    """Whether a row's output may change, and with it the input of the next."""
    return any(name in _INPUT or name in _OUTPUT for name in wrong)


def changed_rows(
    where: Expr | None, wrong: Wrong, report: Report, places: frozenset[int]
) -> tuple[dict[int, Values], frozenset[int]]:
    """The rows that come out otherwise, and those in which the slip is made."""
    formulas = [*wrong.values(), *([where] if where else [])]
    named = {name for formula in formulas for name in formula.symbols()}
    facts = {name: fact(report) for name, fact in FACTS.items() if name in named}
    changed: dict[int, Values] = {}
    active = set()
    for i in range(len(report.measured)) if carried(wrong) else sorted(places):
        moved = any(source in changed for source in report.sources[i])
        if not moved and i not in places:
            continue
        values = _arriving(report, i, changed) if moved else _right(report, i, changed)
        values |= {name: fact[i] for name, fact in facts.items()}
        if i in places and (where is None or compiled(where)(values)):
            values = _mistaken(report.measured[i].kind, values, wrong)
            active.add(i)
        if moved or i in active:
            changed[i] = values
    return changed, frozenset(active)


def _right(report: Report, row: int, changed: Mapping[int, Values]) -> Values:
    """The letters of a row and its ledger, as they should be."""
    one = report.measured[row]
    values = {"ceil": 0, **one.letters, "biased": one.letters.get("bias", 0)}
    ledger = dict(zip(LEDGER, one.ledger, strict=True))
    return _derived(one.kind, values | _ends(report, row, changed), ledger)


def _ends(report: Report, row: int, changed: Mapping[int, Values]) -> Values:
    """The channels of the first and of the last branch that enter a row."""
    sources = report.sources[row]
    first, last = (_shape(report, source, changed)[2] for source in (sources[0], sources[-1]))
    return {"M_first": first, "M_last": last}


def _shape(report: Report, row: int, changed: Mapping[int, Values]) -> tuple[Any, Any, Any]:
    """What a row puts out; -1 is the network's input."""
    if row in changed:
        height, width, channels = (changed[row][letter] for letter in _OUTPUT)
        return height, width, channels
    return report.measured[row].output if row >= 0 else report.input


def _arriving(report: Report, row: int, changed: Mapping[int, Values]) -> Values:
    """A row on a map that is not the right one. Raises LayerError where it cannot stand on it."""
    values, kind = _right(report, row, changed), report.measured[row].kind
    shapes = [_shape(report, source, changed) for source in report.sources[row]]
    if len(shapes) == 1:
        entering = dict(zip(("Hi", "Wi", "N"), shapes[0], strict=True))
        if not all(compiled(rule.holds)(values | entering) for rule in kind.rules):
            raise LayerError("The layer cannot stand on this map.")
        return _sized(kind, values, entering)
    joined = measure_join(kind, {str(branch): shape for branch, shape in enumerate(shapes)})
    return _counted(kind, values, dict(joined.letters))


def _mistaken(kind: Kind, values: Values, wrong: Wrong) -> Values:
    """The row with what is said wrongly in it, and all that follows from that."""
    for names, follow in _STAGES:
        said = {name: compiled(wrong[name])(values) for name in wrong if name in names}
        if said:
            values = follow(kind, values, said)
    return values


def _sized(kind: Kind, values: Values, said: Values) -> Values:
    """The output that follows from the letters, and the ledger that follows from it."""
    values = values | said
    letters = values | {"bias": values["biased"]}
    sizes = {name: compiled(size)(letters) for name, size in zip(_OUTPUT, kind.size, strict=True)}
    return _counted(kind, values, sizes)


def _counted(kind: Kind, values: Values, said: Values) -> Values:
    """The ledger that follows from the letters. Raises LayerError if no output is left."""
    values = values | said
    if values["H"] <= 0 or values["W"] <= 0:
        raise LayerError("Nothing is left of the map.")
    letters = values | {"bias": values["biased"]}
    formulas = kind.ledger
    ledger = {n: compiled(formulas[n])(letters) if n in formulas else 0 for n in LEDGER}
    return _derived(kind, values, ledger)


def _derived(kind: Kind, values: Values, said: Values) -> Values:
    """What follows from the ledger, unless it is said itself."""
    values = values | said
    params = values["weights"] + values["bias"] + values["norm"]
    return values | {"params": params, "flops": 2 * values["macs"]} | said


_OUTPUT = ("H", "W", "M")
_INPUT = frozenset(LETTERS) - {*_OUTPUT, "bias"}
_STAGES: tuple[tuple[Collection[str], Callable[[Kind, Values, Values], Values]], ...] = (
    (_INPUT, _sized),
    (_OUTPUT, _counted),
    ((*LEDGER, *DERIVED), _derived),
)
