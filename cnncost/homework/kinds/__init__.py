"""The kinds of item, each a set of functions over what it made of its entry."""

from __future__ import annotations

from cnncost.homework.kinds import design, inverse, number, table
from cnncost.homework.question import Sort

SORTS: dict[str, Sort] = {
    "number": number.SORT,
    "table": table.SORT,
    "inverse": inverse.SORT,
    "design": design.SORT,
}
