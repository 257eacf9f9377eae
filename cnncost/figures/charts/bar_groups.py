"""Groups of layers and what they cost: what cost bars are drawn from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from cnncost.comparison import sort_of
from cnncost.errors import UsageError, did_you_mean, printable, shortened
from cnncost.figures.about import notes
from cnncost.figures.scene import ROLES
from cnncost.figures.sorts import role_of
from cnncost.figures.subject import rows_drawn, title
from cnncost.numbers import shares
from cnncost.report import Report, Row

MOST_BARS = 40
MOST_ROWS_UNASKED = 24
QUANTITIES = {
    "params": ("counted_params",),
    "macs": ("counted_macs",),
    "both": ("counted_params", "counted_macs"),
}
WAYS = {"row": "layer", "stage": "stage", "kind": "kind of layer"}


class Slice(NamedTuple):
    """What the layers of one sort cost within a bar: a number for each quantity."""

    role: str
    kind: str
    counts: tuple[int, ...]


class Group(NamedTuple):
    """Layers in one bar: their cost in each quantity, and its share in tenths of a percent.

    ``mostly`` is the kind of layer that costs most in it.
    """

    name: str
    mostly: str
    counts: tuple[int, ...]
    shares: tuple[int, ...]
    slices: tuple[Slice, ...]


class Bars(NamedTuple):
    """Groups of layers and what they cost; ``words`` are the names of the quantities.

    ``folded`` says how many groups are in the last one together.
    """

    title: str
    by: str
    words: tuple[str, ...]
    totals: tuple[int, ...]
    groups: tuple[Group, ...]
    folded: int
    notes: tuple[str, ...]


# --- the figure


def bars(
    report: Report, by: str = "", quantity: str = "both", train: bool = False, part: str = ""
) -> Bars:
    """A network's costs by ``row``, ``stage`` or ``kind`` of layer; rows where there are few.

    ``quantity`` is params, macs or both; ``part`` is the path of the part that is looked into.
    Raises UsageError for what there is not.
    """
    _check(quantity, QUANTITIES, "quantity")
    wanted = QUANTITIES[quantity]
    columns = [report.numbers(column) for column in wanted]
    rows = rows_drawn(report, part, train)
    costly = [i for i in rows if any(column[i] for column in columns)]
    way = by or _best_fit([report.rows[i] for i in costly], part)
    _check(way, WAYS, "way to group layers")
    words = {"counted_params": report.counting.params, "counted_macs": report.counting.macs}
    shown = tuple(words[column] for column in wanted)
    groups, folded = _groups(
        [(_name(report.rows[i], way, part), _slice(report.rows[i], columns, i)) for i in costly],
        way,
    )
    return Bars(
        title=f"{title(report, part, rows)}: {' and '.join(shown)} by {WAYS[way]}",
        by=way,
        words=shown,
        totals=tuple(sum(column[i] for i in costly) for column in columns),
        groups=groups,
        folded=folded,
        notes=(
            *_without(shown, len(rows) - len(costly)),
            *_heads(report, part, rows),
            *notes(report),
        ),
    )


def _check(name: str, known: Iterable[str], what: str) -> None:
    if name not in known:
        hint = did_you_mean(name, known) or f" Known: {', '.join(known)}."
        raise UsageError(f"There is no {what} '{shortened(name)}'.{hint}")


def _best_fit(rows: list[Row], part: str) -> str:
    """Rows where they are few, or all in one stage; else stages."""
    few = len(rows) <= MOST_ROWS_UNASKED
    return "row" if few or len({_stage(row, part) for row in rows}) < 2 else "stage"


def _name(row: Row, by: str, part: str) -> str:
    """What the bar is called that a row belongs to."""
    names: dict[str, Callable[[], str]] = {
        "row": lambda: row.path.removeprefix(f"{part}/") if part else row.path,
        "stage": lambda: _stage(row, part),
        "kind": lambda: sort_of(row),
    }
    return names[by]()


def _stage(row: Row, part: str) -> str:
    """The outermost part that a row stands in, seen from the part that is looked into."""
    if not part:
        return row.stage
    inner = row.path.removeprefix(f"{part}/")
    return inner if inner == row.path else inner.partition("/")[0]


def _slice(row: Row, columns: list[list[int]], i: int) -> Slice:
    return Slice(role_of(row.measured), sort_of(row), tuple(column[i] for column in columns))


# --- groups


def _groups(rows: list[tuple[str, Slice]], by: str) -> tuple[tuple[Group, ...], int]:
    """Rows of one name together, with everyone's share; of too many, the smallest in one group."""
    named: dict[str, list[Slice]] = {}
    for name, one in rows:
        named.setdefault(name, []).append(one)
    groups = [_group(name, slices) for name, slices in named.items()]
    if by == "kind":
        groups.sort(key=lambda group: group.counts[::-1], reverse=True)
    shown, folded = _folded(groups, by)
    tenths = [shares(column) for column in _columns(shown)]
    return tuple(
        group._replace(shares=tuple(column[i] for column in tenths))
        for i, group in enumerate(shown)
    ), folded


def _columns(groups: Iterable[Group]) -> Iterator[tuple[int, ...]]:
    """Each quantity's numbers, one for each group."""
    return zip(*(group.counts for group in groups), strict=True)


def _group(name: str, slices: Sequence[Slice]) -> Group:
    """One group of these slices; those of one sort are added up."""
    roles = _sums((one.role, one.counts) for one in slices)
    kinds = _sums((one.kind, one.counts) for one in slices)
    mostly = max(kinds, key=lambda kind: kinds[kind][::-1])
    sorts = tuple(Slice(role, "", roles[role]) for role in ROLES if role in roles)
    return Group(printable(name), mostly, _added(roles.values()), (), sorts)


def _sums(counts: Iterable[tuple[str, tuple[int, ...]]]) -> dict[str, tuple[int, ...]]:
    """Numbers of the same name added up."""
    named: dict[str, list[tuple[int, ...]]] = {}
    for name, numbers in counts:
        named.setdefault(name, []).append(numbers)
    return {name: _added(several) for name, several in named.items()}


def _added(counts: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*counts, strict=True)))


def _folded(groups: list[Group], by: str) -> tuple[list[Group], int]:
    """The groups in their order; of too many the largest, the others as one, and how many."""
    if len(groups) <= MOST_BARS:
        return groups, 0
    totals = [sum(column) for column in _columns(groups)]
    ranks = sorted(range(len(groups)), key=lambda i: -max(parts(groups[i], totals)))
    kept, left = sorted(ranks[: MOST_BARS - 1]), ranks[MOST_BARS - 1 :]
    several = {"row": "layers", "stage": "stages", "kind": "kinds"}[by]
    slices = [one for i in left for one in groups[i].slices]
    rest = _group(f"and {len(left)} more {several}", slices)
    return [*(groups[i] for i in kept), rest], len(left)


def parts(group: Group, totals: Iterable[int]) -> list[Fraction]:
    """What part of the total a group is, in each quantity."""
    pairs = zip(group.counts, totals, strict=True)
    return [Fraction(part, total) if total else Fraction(0) for part, total in pairs]


# --- words


def _without(words: tuple[str, ...], free: int) -> Iterator[str]:
    """How many layers are not drawn."""
    if free:
        layers = "1 layer" if free == 1 else f"{free} layers"
        yield f"without {' and '.join(words)}, so without a bar: {layers}"


def _heads(report: Report, part: str, rows: Sequence[int]) -> Iterator[str]:
    """Whether the heads that only training has are drawn, where there are any."""
    if any(report.aside[i] for i in rows):
        yield "in training, with the auxiliary heads"
    elif any(report.aside[i] for i in rows_drawn(report, part, train=True)):
        yield "deployed, without the auxiliary heads"
