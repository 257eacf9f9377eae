"""Slips: what students get wrong, as formulas that give the number which they write."""

from cnncost.slips.asked import Asked, ask
from cnncost.slips.catalogue import Slip, find_slip, parse_slips, read_slip, slips
from cnncost.slips.combined import InRow, in_one_row, together
from cnncost.slips.recognition import alone, right_value, slips_seen, wrong_value, wrong_values

__all__ = [
    "Asked",
    "InRow",
    "Slip",
    "alone",
    "ask",
    "find_slip",
    "in_one_row",
    "parse_slips",
    "read_slip",
    "right_value",
    "slips",
    "slips_seen",
    "together",
    "wrong_value",
    "wrong_values",
]
