"""What is written beside boxes and wires: names of parts, of branches and of heads."""

from __future__ import annotations

from collections.abc import Sequence

from cnncost.figures.modules.items import Aux, Branch, Folded, Item, Opened, Parallel, Repeated
from cnncost.figures.modules.words import DOT, names

IDENTITY = "identity"
AUX = "aux, training only"


def label_of(item: Item, tight: bool) -> str:
    """What stands beside the bracket around an item; nothing if it has no bracket."""
    match item:
        case Opened(span, _) if not tight:
            return names(span.name)
        case Repeated(_, Opened(span, _), times, last):
            return DOT.join((names(span.name, last), f"×{times}"))
        case Repeated(_, Parallel(), times, _):
            return f"×{times}"
    return ""


def branch_label(branch: Branch) -> str:
    """What stands beside the wire where a branch begins, if there is room and it is not said."""
    if begins_with_fork(branch.items):
        return ""
    if len(branch.items) == 1 and isinstance(branch.items[0], Folded):
        return ""
    return names(branch.name)


def begins_with_fork(items: Sequence[Item]) -> bool:
    """Whether the wire that leads to the items forks before the first box."""
    match items[0] if items else None:
        case Opened(_, inner):
            return begins_with_fork(inner)
        case Repeated(_, item, _, _):
            return begins_with_fork((item,))
        case Aux(_, inner):
            return bool(inner)
        case first:
            return isinstance(first, Parallel)


def aux_label(item: Aux) -> str:
    """What stands beside the wire to a head that is drawn."""
    return f"{names(item.span.name)}, training only"
