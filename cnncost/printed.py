"""A number as a paper prints it: what it says, and how finely it says it."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

from cnncost.errors import UsageError, shortened
from cnncost.head import read_shape

# The power of ten that a letter or a word behind a number multiplies it by.
SCALES = {
    "": 0, "K": 3, "k": 3, "M": 6, "G": 9, "B": 9, "T": 12, "%": -2,
    "thousand": 3, "million": 6, "billion": 9, "trillion": 12,
}  # fmt: skip
_WORDS = "|".join(word for word in SCALES if len(word) > 1)
LONGEST = 40
_NUMBER = re.compile(
    r"[~≈]?\s*(?P<whole>[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.(?P<decimals>[0-9]+))?"
    r"(?:\s*(?:e|×\s*10\^)(?P<exponent>[0-9]{1,2}))?"
    rf"\s*(?P<scale>(?:{_WORDS})\b|[KkMGBT%](?:(?![a-z])|(?=flop|mac|param|op)))?"
    r"\s*(?P<word>[A-Za-z×.-]*(?: [A-Za-z.-]+)*)"
)


class Printed(NamedTuple):
    """A printed number, or a printed shape: then ``step`` is 0 and ``value`` says nothing.

    ``step`` is the worth of one unit in the last place: a million for 569M.
    """

    text: str
    value: Fraction
    step: Fraction
    shape: tuple[int, ...] | None = None

    def agrees(self, value: int | Fraction | tuple[int, ...]) -> bool:
        """Whether a number, rounded as finely as this one is printed, is this one."""
        if isinstance(value, tuple) or self.shape is not None:
            return value == self.shape
        return abs(value - self.value) * 2 <= self.step

    def equals(self, value: int | Fraction | tuple[int, ...]) -> bool:
        """Whether a number is this one to the last digit."""
        return value == (self.value if self.shape is None else self.shape)


def read_printed(text: str) -> Printed:
    """``569M``, ``4.24 M``, ``1,248,424``, ``3.8e9``, ``94.86%``, ``28x28x256`` as numbers.

    Raises UsageError for any other text.
    """
    shape = read_shape(text) if len(text) <= LONGEST else None
    if shape is not None and shape[2] is not None:
        return Printed(text, Fraction(0), Fraction(0), (shape[0], shape[1], shape[2]))
    match = _NUMBER.fullmatch(text.strip()) if len(text) <= LONGEST else None
    if match is None:
        raise UsageError(
            f"'{shortened(text)}' is not a printed number. Expected digits with an optional "
            "letter, as 569M, 4.24M, 3.8e9 or 94.86%, or a shape, as 28x28x256."
        )
    digits, decimals = match["whole"].replace(",", ""), match["decimals"] or ""
    exponent = int(match["exponent"] or 0) + SCALES[match["scale"] or ""] - len(decimals)
    step = Fraction(10) ** exponent
    return Printed(text, int(digits + decimals) * step, step)
