"""Points and shares of them, as a teacher writes them: ``2``, ``1/2``, ``0.5``, ``50 %``."""

from __future__ import annotations

import re
from fractions import Fraction

from cnncost.document import Node, is_text

_NUMBER = re.compile(r"\s*([0-9]{1,9}(?:\.[0-9]{1,9})?)(?:\s*/\s*([0-9]{1,9}))?\s*(%?)\s*")


def read_amount(node: Node, wanted: str) -> Fraction:
    """A number that is not below 0. Raises FileError with what was wanted instead."""
    match = _NUMBER.fullmatch(node.value) if is_text(node) else None
    if match is None or match[2] == "0":
        raise node.error(wanted)
    return Fraction(match[1]) / int(match[2] or 1) / (100 if match[3] else 1)


def read_share(node: Node, wanted: str) -> Fraction:
    """A share from 0 to 1. Raises FileError with what was wanted instead."""
    share = read_amount(node, wanted)
    if share > 1:
        raise node.error(wanted)
    return share
