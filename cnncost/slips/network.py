"""A network with a slip in it: the rows that come out otherwise than they should."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from cnncost.errors import LayerError
from cnncost.formula import Expr, compiled
from cnncost.kind import LEDGER, LETTERS, Kind
from cnncost.measure import measure_join
from cnncost.report import Report
from cnncost.slips.around import FACTS
from cnncost.slips.catalogue import DERIVED, Wrong

Values = dict[str, Any]


class Making(NamedTuple):
    """A slip as it is made: where there is anything to get wrong, what is wrong, in which rows."""

    where: Expr | None
    wrong: Wrong
    places: frozenset[int]


def carried(wrong: Wrong) -> bool:
    """Whether a row's output may change, and with it the input of the next."""
    return any(name in _INPUT or name in _OUTPUT for name in wrong)


def changed_rows(
    slips: Sequence[Making], report: Report, last: int
) -> tuple[dict[int, Values], frozenset[int]]:
    """The rows up to the last that come out otherwise, and those in which a slip is made.

    Of several slips in a row, each finds it as the one before it left it.
    """
    facts = _facts(slips, report)
    changed: dict[int, Values] = {}
    made: set[int] = set()
    for i in _rows_in_question(slips, last):
        moved = any(source in changed for source in report.sources[i])
        if not moved and not any(i in slip.places for slip in slips):
            continue
        values = arriving(report, i, changed) if moved else as_it_is(report, i, changed)
        values |= {name: fact[i] for name, fact in facts.items()}
        before = values  # whether there is anything to get wrong is the layer's own matter
        for slip in slips:
            if i in slip.places and (slip.where is None or compiled(slip.where)(before)):
                values = _mistaken(report.measured[i].kind, values, slip.wrong)
                made.add(i)
        if moved or i in made:
            changed[i] = values
    return changed, frozenset(made)


def _facts(slips: Sequence[Making], report: Report) -> dict[str, list[int]]:
    """What the layers around each row say of it, as far as the slips name it."""
    formulas = [f for slip in slips for f in (*slip.wrong.values(), slip.where) if f is not None]
    named = {name for formula in formulas for name in formula.symbols()}
    return {name: _fact(report, name) for name in FACTS if name in named}


@lru_cache(64)
def _fact(report: Report, name: str) -> list[int]:
    """One fact of every row; a report is asked for the same ones over and over."""
    return FACTS[name](report)


def _rows_in_question(slips: Sequence[Making], last: int) -> Collection[int]:
    if any(carried(slip.wrong) for slip in slips):
        return range(last + 1)
    return sorted(frozenset[int]().union(*(slip.places for slip in slips)))


def as_it_is(report: Report, row: int, changed: Mapping[int, Values]) -> Values:
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


def arriving(report: Report, row: int, changed: Mapping[int, Values]) -> Values:
    """A row on a map that is not the right one. Raises LayerError where it cannot stand on it."""
    values, kind = as_it_is(report, row, changed), report.measured[row].kind
    shapes = [_shape(report, source, changed) for source in report.sources[row]]
    if len(shapes) == 1:
        entering = dict(zip(("Hi", "Wi", "N"), shapes[0], strict=True))
        if not all(compiled(rule.holds)(values | entering) for rule in kind.rules):
            raise LayerError("The layer cannot stand on this map.")
        return _sized(kind, values, entering)
    joined = measure_join(kind, {str(branch): shape for branch, shape in enumerate(shapes)})
    return counted(kind, values, dict(joined.letters))


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
    return counted(kind, values, sizes)


def counted(kind: Kind, values: Values, said: Values) -> Values:
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
    (_OUTPUT, counted),
    ((*LEDGER, *DERIVED), _derived),
)


def stage(wrong: Wrong) -> int:
    """When a slip is made: in the letters, in the output, in the ledger, or at the very end."""
    for number, (names, _) in enumerate(_STAGES):
        if any(name in names for name in wrong):
            return number
    return len(_STAGES)
