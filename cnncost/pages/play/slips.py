"""The slips as JavaScript: every formula printed from the catalogue's, and what is said of each."""

from __future__ import annotations

from typing import Any

from cnncost.homework.agreement import Agreement, Alternative, other_parameters
from cnncost.homework.recognition import MOST_PLACES, UNITS
from cnncost.pages.play.kinds import function, holds, quoted
from cnncost.slips import Slip, slips
from cnncost.slips.around import CONVOLUTIONS, FACTS, PASSING
from cnncost.slips.asked import FOLLOWS
from cnncost.slips.catalogue import MEASURES, Wrong
from cnncost.slips.combined import (
    MOST_ROWS,
    MOST_ROWS_CARRIED,
    MOST_ROWS_PAIRS,
    MOST_ROWS_PAIRS_CARRIED,
    MOST_WAYS,
    PARAMETERS,
    SCALED,
)

LIMITS = {
    "ways": MOST_WAYS,
    "rows": MOST_ROWS,
    "rowsCarried": MOST_ROWS_CARRIED,
    "rowsPairs": MOST_ROWS_PAIRS,
    "rowsPairsCarried": MOST_ROWS_PAIRS_CARRIED,
}


def slips_script() -> str:
    """``const SLIPS``, those that give a number, and what the judge knows of quantities."""
    known = [slip for slip in slips().values() if slip.wrong]
    constants = {
        "PASSING_KINDS": quoted(sorted(PASSING)),
        "CONVOLUTION_KINDS": quoted(CONVOLUTIONS),
        "SIDE_LETTERS": quoted(MEASURES),
        "MOST_PLACES": quoted(MOST_PLACES),
        "UNITS_ASKED": quoted(UNITS),
        "FOLLOWED_COLUMNS": quoted({name: sorted(behind) for name, behind in FOLLOWS.items()}),
        "SLIP_LIMITS": quoted(LIMITS),
        "SLIPS_OF_PARAMETERS": quoted(sorted(PARAMETERS)),
        "SCALED_BY_SLIPS": quoted(sorted(SCALED)),
        "OTHER_PARAMETERS": quoted(_other_parameters()),
        "SLIPS": "[\n" + ",\n".join(_slip(slip) for slip in known) + ",\n]",
    }
    lines = "\n".join(f"const {name} = {shown};" for name, shown in constants.items())
    return f"// Printed from cnncost/slips.yaml: every formula is there, and only there.\n{lines}\n"


def _slip(slip: Slip) -> str:
    """One slip: what it replaces in each way, what its formulas read, and its words."""
    data: dict[str, Any] = {
        "id": slip.id,
        "sort": slip.sort,
        "of": slip.of,
        "kinds": slip.kinds,
        "around": sorted(_read(slip) & FACTS.keys()),
        "neverWith": slip.never_with,
        "reads": [sorted(_symbols(wrong)) for wrong in slip.wrong],
        "nudge": slip.nudge,
        "says": slip.says,
        "read": slip.read,
    }
    lines = [f"    {name}: {quoted(value)},\n" for name, value in data.items()]
    where = "null" if slip.where is None else holds(slip.where)
    lines.append(f"    where: {where},\n")
    ways = "".join(f"      {_way(wrong)},\n" for wrong in slip.wrong)
    lines.append(f"    ways: [\n{ways}    ],\n")
    return f"  {{\n{''.join(lines)}  }}"


def _way(wrong: Wrong) -> str:
    shown = ", ".join(f"{name}: {function(formula)}" for name, formula in wrong.items())
    return f"{{ {shown} }}"


def _symbols(wrong: Wrong) -> set[str]:
    return {name for formula in wrong.values() for name in formula.symbols()}


def _read(slip: Slip) -> frozenset[str]:
    """All that the formulas of a slip read."""
    where = slip.where.symbols() if slip.where is not None else frozenset[str]()
    return where.union(*map(_symbols, slip.wrong))


def _other_parameters() -> list[dict[str, Any]]:
    """Other conventions for parameters, with what is said of an answer that is right by one."""
    return [_other(one) for one in other_parameters(Agreement())]


def _other(one: Alternative) -> dict[str, Any]:
    known = [slips()[id] for id in one.slips]
    return {
        "columns": one.columns,
        "ids": one.slips,
        "nudge": " ".join(slip.nudge for slip in known) or "Look again at what is counted.",
        "says": f"This is right where {one.says}; here {one.agreed}.",
        "read": known[0].read if known else "conventions",
    }
