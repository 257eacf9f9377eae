"""Slips: what students get wrong, as formulas that give the number which they write."""

from cnncost.slips.catalogue import Slip, find_slip, parse_slips, slips
from cnncost.slips.recognition import right_value, slips_seen, wrong_value, wrong_values

__all__ = [
    "Slip",
    "find_slip",
    "parse_slips",
    "right_value",
    "slips",
    "slips_seen",
    "wrong_value",
    "wrong_values",
]
