"""The kinds of item, each a set of functions over what it made of its entry."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from cnncost.homework.question import Sort

# Each with the module that knows it, imported when the first such item is read.
SORTS = {
    "number": "number",
    "table": "table",
    "formula": "formula",
    "choice": "choice",
    "find the slip": "find_slip",
    "inverse": "inverse",
    "design": "design",
}


@cache
def sort_of(kind: str) -> Sort:
    """What there is to know of a kind of item."""
    sort: Sort = import_module(f"cnncost.homework.kinds.{SORTS[kind]}").SORT
    return sort
