"""A wrong number, recognised: other conventions first, then single slips, then pairs of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cnncost.errors import listed
from cnncost.homework.agreement import Agreement, Alternative, other_parameters
from cnncost.homework.marks import Remark
from cnncost.homework.rules import Rules
from cnncost.measure import Shape
from cnncost.numbers import several
from cnncost.report import Report
from cnncost.slips import Asked, Slip, alone, ask, in_one_row, together
from cnncost.slips.combined import MOST_WAYS
from cnncost.slips.recognition import numbers

# All slips that fit are named; of the layers in which one may have been made, only so many.
MOST_PLACES = 3
UNITS = {"flops.for.macs": "MACs", "macs.for.flops": "FLOPs"}


class Wanted(NamedTuple):
    """A whole number that is asked for, and by which conventions."""

    asked: Asked
    agreed: Agreement
    parameters: bool = False

    @property
    def right(self) -> int:
        return self.asked.right


def recognised(value: int, wanted: Wanted, rules: Rules) -> tuple[Remark, ...]:
    """What may have led to this wrong number, the likeliest first; nothing if that is unknown.

    Single slips are looked for only where no other convention explains the number, and so on.
    """
    if value == wanted.right:
        return ()
    conventions = _conventions(value, wanted, rules)
    single = _single(value, wanted, rules, {id for remark in conventions for id in remark.slips})
    sure = tuple(remark for remark in single if remark.slips[0] not in _guesses(rules))
    found = (*conventions, *sure) or _one_row(value, wanted, rules)
    found = found or _pairs(value, wanted, rules)
    return (*found, *(remark for remark in single if remark not in sure))


def _guesses(rules: Rules) -> set[str]:
    """The slips that give so many numbers that one may fit by chance."""
    return {slip.id for slip in rules.known() if len(slip.wrong) > MOST_WAYS}


def _conventions(value: int, wanted: Wanted, rules: Rules) -> tuple[Remark, ...]:
    """The other conventions for parameters that give the number, the nearest only."""
    images = wanted.asked.times if wanted.asked.quantity in ("macs", "flops") else 1
    if images > 1 and value * images == wanted.right and "batch" in rules.slips:
        return (_by_images(images, rules),)
    if not wanted.parameters:
        return ()
    asked = wanted.asked
    for other in other_parameters(wanted.agreed):
        if not all(id in rules.slips for id in other.slips):
            continue
        changed = ask(asked.report, "params", asked.rows, other.columns)
        if changed.right == value:
            return (remark_of_convention(other, rules),)
    return _by_biases(value, wanted, rules)


def _by_biases(value: int, wanted: Wanted, rules: Rules) -> tuple[Remark, ...]:
    """Biases that were added where none are counted, and where the layers have none either."""
    asked = wanted.asked
    if wanted.agreed.bias == "counted" or "bias.unwanted" not in rules.slips:
        return ()
    slip, counted = rules.slips["bias.unwanted"], (*asked.columns, "bias")
    with_bias = ask(asked.report, "params", asked.rows, counted)
    if value not in numbers(slip, with_bias, range(len(asked.report.measured))):
        return ()
    says = "You added a bias for each output channel; in this homework biases are left out."
    return (Remark("convention", (slip.id,), slip.nudge, says, slip.read),)


def _by_images(images: int, rules: Rules) -> Remark:
    slip = rules.slips["batch"]
    says = f"This is right for one image; this homework asks for {several(images, 'image')}."
    return Remark("convention", (slip.id,), slip.nudge, says, slip.read)


def remark_of_convention(other: Alternative, rules: Rules) -> Remark:
    """What is said of an answer that is right by another convention."""
    nudge = " ".join(rules.slips[id].nudge for id in other.slips)
    topic = next((rules.slips[id].read for id in other.slips), "conventions")
    says = f"This is right where {other.says}; in this homework {other.agreed}."
    return Remark("convention", other.slips, nudge or "Look again at what is counted.", says, topic)


def _single(value: int, wanted: Wanted, rules: Rules, said: set[str]) -> tuple[Remark, ...]:
    found = alone(value, wanted.asked, rules.known())
    return tuple(remark_of(slip) for slip in found if slip.id not in said)


def remark_of(slip: Slip, where: str = "") -> Remark:
    """What is said of a slip, and of the only layer in which it was made."""
    unit = UNITS.get(slip.id)
    asks = f" This homework asks for {unit} here." if unit else ""
    sort = "convention" if slip.sort == "convention" else "slip"
    place = f" That is so in {where} only; the other layers are right." if where else ""
    return Remark(sort, (slip.id,), slip.nudge, f"{slip.says}{asks}{place}", slip.read)


def _one_row(value: int, wanted: Wanted, rules: Rules) -> tuple[Remark, ...]:
    """A slip in one layer of several; each slip once, with all the layers that it may be in."""
    names = wanted.asked.report.names
    places: dict[str, tuple[Slip, list[str]]] = {}
    for slip, row in in_one_row(value, wanted.asked, rules.known()):
        places.setdefault(slip.id, (slip, []))[1].append(names[row].path)
    return tuple(remark_of(slip, _places(paths)) for slip, paths in places.values())


def _places(paths: list[str]) -> str:
    """The layers of which any may be the one; the first few by name."""
    more = ["another"] if len(paths) > MOST_PLACES else []
    return listed([*paths[:MOST_PLACES], *more], "or")


def _pairs(value: int, wanted: Wanted, rules: Rules) -> tuple[Remark, ...]:
    found = together(value, wanted.asked, rules.known())
    return tuple(remark_of_both(first, second) for first, second in sorted(found, key=_unlikely))


def _unlikely(pair: tuple[Slip, Slip]) -> int:
    """Pairs with another convention in them come first."""
    return -sum(slip.sort == "convention" for slip in pair)


def remark_of_both(first: Slip, second: Slip) -> Remark:
    """What is said of two slips made together."""
    return Remark(
        "pair",
        (first.id, second.id),
        f"Two things slipped here. {first.nudge} {second.nudge}",
        f"Two things slipped here. {first.says} {second.says}",
        first.read or second.read,
    )


def recognised_size(read: Shape, report: Report, row: int, rules: Rules) -> tuple[Remark, ...]:
    """The slips that give every side of a row's output which is not right, and nothing else."""
    found: list[set[str]] = []
    for name, value in zip(("height", "width", "channels"), read, strict=True):
        asked = ask(report, name, [row])
        if value != asked.right:
            found.append({slip.id for slip in alone(value, asked, rules.known())})
    common = set.intersection(*found) if found else set()
    everywhere = tuple(remark_of(slip) for slip in rules.known() if slip.id in common)
    return everywhere or _size_in_one_row(read, report, row, rules)


def _size_in_one_row(read: Shape, report: Report, row: int, rules: Rules) -> tuple[Remark, ...]:
    """The same, of slips that were made in a single layer on the way."""
    found: list[set[tuple[str, int]]] = []
    for name, value in zip(("height", "width", "channels"), read, strict=True):
        asked = ask(report, name, [row])
        if value != asked.right:
            made = in_one_row(value, asked, rules.known())
            found.append({(one.slip.id, one.row) for one in made})
    places: dict[str, list[str]] = {}
    for id, at in sorted(set.intersection(*found) if found else set(), key=lambda one: one[1]):
        places.setdefault(id, []).append(report.names[at].path)
    return tuple(remark_of(rules.slips[id], _places(paths)) for id, paths in places.items())


def wrong_numbers(wanted: Wanted, rules: Rules) -> Iterator[tuple[Slip, int]]:
    """Every enabled slip that can be made here, with the number that it usually gives.

    Where the slip does not show, the number is the right one.
    """
    rows = range(len(wanted.asked.report.measured))
    for slip in rules.known():
        for number in numbers(slip, wanted.asked, rows)[:1]:
            yield slip, number
