"""The formulas that slips lead to for a kind of layer, and which slips led to a formula."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from cnncost.formula import Expr
from cnncost.homework.agreement import Agreement, other_parameters
from cnncost.homework.kinds.points import Found, Point, agrees_with, found_at
from cnncost.homework.kinds.symbolic import (
    Asked,
    Formulas,
    may_show,
    settled,
    sizes_of,
    total,
    with_slip,
)
from cnncost.homework.marks import Remark
from cnncost.homework.quantities import PARAMETERS
from cnncost.homework.recognition import remark_of, remark_of_both, remark_of_convention
from cnncost.homework.rules import Rules
from cnncost.kind import Kind
from cnncost.slips import Slip
from cnncost.slips.catalogue import MEASURES, Wrong
from cnncost.slips.network import stage


class Asking(NamedTuple):
    """What is asked of a kind of layer in letters, and where formulas are compared."""

    kind: Kind
    layer: Formulas
    name: str
    asked: Asked
    agreed: Agreement
    points: Sequence[Point]


class Way(NamedTuple):
    """A slip in one of the ways in which it is made, and the formula that it leads to."""

    slip: Slip
    wrong: Wrong
    layer: Formulas
    formula: Expr


def wrong_formulas(asking: Asking, rules: Rules) -> tuple[Way, ...]:
    """Every enabled slip that can be made in such a layer and leads to another formula."""
    right = found_at(_written(asking, total(asking.layer, asking.asked)), asking.points)
    return tuple(way for way in _ways(asking, rules) if not _hides(right, way, asking))


def _hides(right: Found, way: Way, asking: Asking) -> bool:
    """Whether the slip gives the right formula, or one that has no value."""
    values = found_at(way.formula, asking.points)
    return all(b is None or a == b for a, b in zip(right, values, strict=True))


def _ways(asking: Asking, rules: Rules) -> Iterator[Way]:
    for slip in rules.known():
        for wrong in may_show(slip, asking.kind.name, asking.asked):
            if _can_be_made(slip, asking):
                layer, formula = with_slip(asking.kind, asking.layer, asking.asked, wrong)
                if _has_values(formula, asking):
                    yield Way(slip, wrong, layer, _written(asking, formula))


def _can_be_made(slip: Slip, asking: Asking) -> bool:
    """Whether there is something to get wrong, at one of the points at least."""
    if slip.where is None:
        return True
    where = slip.where.substitute(asking.layer)
    return _has_values(where, asking) and any(found_at(where, asking.points))


def _has_values(formula: Expr, asking: Asking) -> bool:
    """Whether it depends on letters only, and on nothing that the layers around would say."""
    return all(name in asking.points[0] for name in formula.symbols())


def _written(asking: Asking, formula: Expr) -> Expr:
    """A side of the output, if one is asked for, as it follows from the input."""
    letter = MEASURES.get(asking.name)
    sizes = sizes_of(asking.kind, asking.layer)
    return settled(formula.substitute({letter: sizes[letter]}) if letter else formula)


# --- recognised


def seen(found: Found, asking: Asking, rules: Rules) -> tuple[Remark, ...]:
    """What may have led to a wrong formula with these values; nothing if that is unknown.

    Two slips together are looked for only where none alone explains it.
    """
    ways = wrong_formulas(asking, rules)
    single = {
        way.slip.id: remark_of(way.slip)
        for way in ways
        if agrees_with(found, way.formula, asking.points)
    }
    by_convention = _convention(found, asking, rules)
    if by_convention:
        single = {id: one for id, one in single.items() if id not in by_convention[0].slips}
    remarks = (*by_convention, *_conventions_first(single.values()))
    return remarks or _pairs(found, ways, asking)


def _conventions_first(remarks: Iterable[Remark]) -> list[Remark]:
    return sorted(remarks, key=lambda remark: remark.sort != "convention")


def _convention(found: Found, asking: Asking, rules: Rules) -> tuple[Remark, ...]:
    """Another way of counting parameters that gives the formula."""
    if asking.name not in PARAMETERS:
        return ()
    for other in other_parameters(asking.agreed):
        columns = asking.asked._replace(columns=other.columns)
        if all(id in rules.slips for id in other.slips) and agrees_with(
            found, total(asking.layer, columns), asking.points
        ):
            return (remark_of_convention(other, rules),)
    return ()


def _pairs(found: Found, ways: Sequence[Way], asking: Asking) -> tuple[Remark, ...]:
    remarks: dict[frozenset[str], Remark] = {}
    for one, other in combinations(ways, 2):
        both = frozenset((one.slip.id, other.slip.id))
        if len(both) == 2 and both not in remarks and _lead_to(found, one, other, asking):
            remarks[both] = remark_of_both(one.slip, other.slip)
    return tuple(remarks.values())


def _lead_to(found: Found, one: Way, other: Way, asking: Asking) -> bool:
    """Whether two slips, one made after the other, lead to these values."""
    first, second = sorted((one, other), key=lambda way: stage(way.wrong))
    orders = [(first, second)]
    orders += [(second, first)] if stage(first.wrong) == stage(second.wrong) else []
    return any(agrees_with(found, _with_both(a, b, asking), asking.points) for a, b in orders)


def _with_both(first: Way, second: Way, asking: Asking) -> Expr:
    _, formula = with_slip(asking.kind, first.layer, asking.asked, second.wrong)
    if "answer" in first.wrong:
        formula = first.wrong["answer"].substitute({"answer": formula})
    return _written(asking, formula)
