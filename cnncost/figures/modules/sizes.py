"""How much room the items of a module diagram take, and where branches stand beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cnncost.figures.labels import width_of
from cnncost.figures.modules.beside import (
    AUX,
    IDENTITY,
    aux_label,
    begins_with_fork,
    branch_label,
    label_of,
)
from cnncost.figures.modules.items import (
    Aux,
    Branch,
    Folded,
    Item,
    Layer,
    Opened,
    Parallel,
    Repeated,
)
from cnncost.figures.modules.words import (
    COSTS_APART,
    LESS_SPACE,
    SMALL_APART,
    box_lines,
)
from cnncost.report import Counting

GAP = 2  # between branches, and between a branch and the line beside it
OVERHANG = 3  # of the box that joins branches, beyond the outermost wire
BESIDE = 5  # from the axis to a head beside it
BRACKET = 3  # from what it holds, and from its label


class Look(NamedTuple):
    """How much is written into a box, what its costs are called, and half the width of a box.

    A box says as much as it has room for, from ``fullest`` down to ``step``. Boxes below each other
    are equally wide, and so are those ``within`` bodies with a line beside them. In a ``tight``
    place parts have no brackets.
    """

    step: int
    fullest: int
    counting: Counting
    half: int = 0
    within: int = 0
    tight: bool = False

    @property
    def gap(self) -> int:
        """Columns between branches."""
        return 1 if self.step >= COSTS_APART else GAP


class Size(NamedTuple):
    """How far something reaches to the left and to the right of its axis, and how many rows down.

    The rows that its wire takes to reach it are part of it.
    """

    left: int
    right: int
    height: int


class Columns(NamedTuple):
    """Branches side by side: each one's axis, how far they reach, and the line beside them.

    Distances are from the axis of the whole; ``side`` is the line's, None where there is none.
    """

    branches: tuple[Branch, ...]
    axes: tuple[int, ...]
    bar: int
    size: Size
    side: int | None


def half_of(lines: Sequence[str], look: Look) -> int:
    """Half the width of a box, which is odd so that its middle is a cell.

    There is a space on either side of the text; beside other branches one may have to do.
    """
    longest = max(width_of(line) for line in lines)
    one = look.tight and look.step >= LESS_SPACE
    return (longest + 1) // 2 + 1 if one else longest // 2 + 2


def size_of(item: Item, look: Look) -> Size:
    """The room that an item takes, with the rows of the wire that leads to it."""
    match item:
        case Opened(_, items):
            return series_size(items, look)
        case Parallel():
            return columns_of(item, look).size
        case Aux():
            return _aux_size(item, look)
        case Repeated(_, Layer() | Folded() as inner, times, last):
            height = len(text_of(inner, look, last)) + 3
            return Size(look.half, look.half + 1 + width_of(f"×{times}"), height)
        case Repeated(_, inner, _, _):
            return size_of(inner, look)
        case Layer() | Folded():
            return Size(look.half, look.half, len(text_of(item, look)) + 3)


def text_of(item: Layer | Folded, look: Look, last: str = "") -> tuple[str, ...]:
    """The lines in an item's box: as much as it has room for."""
    for step in range(look.fullest, look.step):
        lines = box_lines(item, step, last)
        if half_of(lines, look) <= look.half:
            return lines
    return box_lines(item, look.step, last)


def widened(items: Sequence[Item], look: Look) -> Look:
    """The look with boxes as wide as these items need them."""
    half = max((_widest(item, look) for item in items), default=0)
    within = max((_widest_within(item, look) for item in items), default=0)
    return look._replace(half=max(look.half, half), within=max(look.within, within))


def _widest(item: Item, look: Look) -> int:
    """Half the width of the widest box of those that stand below each other, at its barest."""
    match item:
        case Opened(_, items):
            return max((_widest(inner, look) for inner in items), default=0)
        case Repeated(_, Layer() | Folded() as inner, _, last):
            return half_of(box_lines(inner, look.step, last), look)
        case Repeated(_, inner, _, _):
            return _widest(inner, look)
        case Layer() | Folded():
            return half_of(box_lines(item, look.step), look)
    return 0


def _widest_within(item: Item, look: Look) -> int:
    """The same of a body and its join where all that is beside the body is a line."""
    match item:
        case Opened(_, items):
            return max((_widest_within(inner, look) for inner in items), default=0)
        case Repeated(_, inner, _, _):
            return _widest_within(inner, look)
        case Parallel(_, branches, join) if len(branches) == 2 and not stand_beside(item):
            inside = (_widest(one, look) for branch in branches for one in branch.items)
            return max(half_of(text_of(join, look), look), *inside, 0)
    return 0


def stand_beside(item: Parallel) -> bool:
    """Whether branches with boxes stand side by side."""
    return sum(bool(branch.items) for branch in item.branches) > 1


def series_size(items: Sequence[Item], look: Look) -> Size:
    """Items below each other, with the brackets beside those that have a name of their own."""
    look = widened(items, look)
    sizes = [size_of(item, look) for item in items]
    left = max((size.left for size in sizes), default=0)
    labels = [width_of(label) for item in items if (label := label_of(item, look.tight))]
    if labels:
        left = max(left, bracketed(items, sizes, look) + BRACKET + max(labels) + 1)
    right = max((size.right for size in sizes), default=0)
    return Size(left, right, sum(size.height for size in sizes))


def bracketed(items: Sequence[Item], sizes: Sequence[Size], look: Look) -> int:
    """How far items that have a bracket reach to the left."""
    inside = zip(items, sizes, strict=True)
    return max((size.left for item, size in inside if label_of(item, look.tight)), default=0)


def in_columns(look: Look, beside: bool) -> Look:
    """The look of what stands in the branches of a join."""
    half = 0 if beside else look.within
    tight = look.tight or (beside and look.step >= SMALL_APART)
    return look._replace(half=half, within=0, tight=tight)


def columns_of(item: Parallel, look: Look) -> Columns:
    """Where the branches of a join stand; an identity is a line to the right of all others."""
    lines = [branch for branch in item.branches if not branch.items]
    beside = lines[-1:]
    columns = tuple(branch for branch in item.branches if not any(branch is b for b in beside))
    inner = in_columns(look, len(columns) > 1)
    sizes = [_branch_size(branch, inner) for branch in columns]
    axes, at = [], 0
    for size in sizes:
        axes.append(at + size.left)
        at += size.left + size.right + 1 + look.gap
    middle = (axes[0] + axes[-1]) // 2 if axes else 0
    axes = [axis - middle for axis in axes]
    half = max(half_of(text_of(item.join, look), look), inner.half)
    bar = max(half, axes[-1] + OVERHANG, OVERHANG - axes[0]) if len(axes) > 1 else half
    left = max(bar, *(size.left - axis for size, axis in zip(sizes, axes, strict=True)), 0)
    right = max(bar, *(size.right + axis for size, axis in zip(sizes, axes, strict=True)), 0)
    rows = max((size.height for size in sizes), default=0) + len(text_of(item.join, look)) + 4
    side = right + 1 + GAP if beside else None
    reach = side + 1 + width_of(IDENTITY) if side else right
    return Columns(columns, tuple(axes), bar, Size(left, reach, rows), side)


def _branch_size(branch: Branch, look: Look) -> Size:
    size = series_size(branch.items, look)
    return size._replace(right=max(size.right, 1 + width_of(branch_label(branch))))


def _aux_size(item: Aux, look: Look) -> Size:
    if not item.items:
        return Size(0, BESIDE + 2 * half_of((AUX,), look), 4)
    size = series_size(item.items, look._replace(half=0, within=0))
    right = max(size.right, 1 + width_of(aux_label(item)))
    return Size(0, BESIDE + size.left + right, size.height + rows_to_aux(item))


def rows_to_aux(item: Aux) -> int:
    """How many rows lead to what is in a head: its label stands above a fork."""
    return 2 if begins_with_fork(item.items) else 1
