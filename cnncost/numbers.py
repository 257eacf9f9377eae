"""The only place where a number becomes text, and where anything is rounded."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from cnncost.formula.display import decimal
from cnncost.measure import shown as shape

__all__ = [
    "NONE", "brief", "count", "figures", "fraction", "json_number", "last_place", "over", "percent",
    "points", "rounded", "setting", "several", "shape", "share", "shares", "significant",
    "times",
]  # fmt: skip

NONE = "·"
TENTHS_OF_A_PERCENT = 1000


def count(number: int) -> str:
    """``163,328``; nothing is ``·``."""
    return f"{number:,}" if number else NONE


def brief(number: int) -> str:
    """About three figures with a unit: ``86.7M``; up to four digits as they are: ``1024``."""
    if number < 10_000:
        return str(number)
    for power, unit in ((3, "K"), (6, "M"), (9, "G"), (12, "T"), (15, "P"), (18, "E")):
        for decimals in (2, 1, 0):
            scaled = round(Fraction(number * 10**decimals, 10**power))
            if scaled < 1000:
                digits = f"{scaled:0{decimals + 1}}"
                tail = f".{digits[-decimals:]}" if decimals else ""
                return f"{digits[: len(digits) - decimals]}{tail}{unit}"
    return str(number)


def times(ratio: Fraction | None) -> str:
    """A ratio to about three figures: ``2.37×``, ``0.042×``, ``<0.001×``."""
    if ratio is None:
        return NONE
    if ratio >= 100:
        return f"{round(ratio):,}×"
    if ratio < Fraction(1, 1000):
        return "<0.001×"
    return f"{float(ratio):.{2 if ratio >= 1 else 3}f}×"


def figures(value: int | Fraction) -> str:
    """A whole number in full, any other to three figures: ``163,328``, ``8.41``, ``0.0417``."""
    if value == int(value):
        return f"{int(value):,}"
    size = max(Fraction(value), -Fraction(value))
    places = 2
    while places and round(size * 10**places) >= 1000:
        places -= 1
    while round(size * 10**places) < 100:
        places += 1
    return f"{round(value):,}" if places == 0 else f"{float(value):.{places}f}"


def fraction(ratio: Fraction) -> str:
    """How many of one make another: ``1/8.41`` below 1, ``2.37×`` above, ``1`` for the same."""
    if ratio in (0, 1):
        return str(ratio)
    return f"1/{figures(1 / ratio)}" if 0 < ratio < 1 else times(ratio)


def over(number: int, reference: int) -> str:
    """By how much a number is above another: ``+8.88 %``, ``×2`` for twice or more, nothing."""
    if number == reference or not reference:
        return ""
    if number >= 1.9 * reference:
        ratio = f"{number / reference:.3f}".rstrip("0").rstrip(".")
        return f"×{ratio}"
    share = 100 * (number - reference) / reference
    return f"{share:+.2f} %" if abs(share) >= 0.005 else "<0.01 %"


def shares(parts: Sequence[int], tenths: int = TENTHS_OF_A_PERCENT) -> list[int]:
    """Each part's share of the sum in tenths of a percent, rounded so that they add up to 100 %.

    Where the parts are not all there is, they add up to as many ``tenths`` as they have together.
    Shares are rounded down, and what is left goes to those that lost most.
    """
    whole = sum(parts)
    if not whole:
        return [0] * len(parts)
    floors = [part * tenths // whole for part in parts]
    losses = [part * tenths % whole for part in parts]
    left = tenths - sum(floors)
    for i in sorted(range(len(parts)), key=lambda i: -losses[i])[:left]:
        floors[i] += 1
    return floors


def percent(tenths: int, amount: int = 0) -> str:
    """``12.3`` from tenths of a percent; ``<0.1`` for an amount too small to have any."""
    if not tenths:
        return "<0.1" if amount else NONE
    return f"{tenths / 10:.1f}"


def setting(value: int | Fraction) -> str:
    """A parameter's value: ``0.75``, ``32``."""
    return decimal(value)


def points(number: Fraction) -> str:
    """Points with at most two decimals, halves up, and never a separator: ``1234.5``."""
    hundredths = (number.numerator * 200 + number.denominator) // (number.denominator * 2)
    sign, (whole, rest) = "-" * (hundredths < 0), divmod(abs(hundredths), 100)
    return f"{sign}{whole}.{rest:02}".rstrip("0").rstrip(".")


def rounded(number: Fraction, digits: int, down: bool = False) -> Fraction:
    """The number to so many significant digits, halves up or down."""
    step = last_place(number, digits)
    if down:
        return (number / step - Fraction(1, 2)).__ceil__() * step
    return (number / step + Fraction(1, 2)).__floor__() * step


def significant(number: Fraction, digits: int) -> str:
    """The same written out, the last zeros too: ``15.0``, ``0.00123``, ``12300``."""
    exact, places = rounded(number, digits), 0
    while last_place(exact, digits) * 10**places < 1:
        places += 1
    whole = f"{int(exact * 10**places):0{places + 1}}"
    return f"{whole[:-places]}.{whole[-places:]}" if places else whole


def last_place(number: Fraction, digits: int) -> Fraction:
    """What one in the last of so many significant digits is worth."""
    step = Fraction(1)
    while number / step >= 10**digits:
        step *= 10
    while number and number / step < 10 ** (digits - 1):
        step /= 10
    return step


def several(number: int | Fraction, one: str) -> str:
    """``1 point``, ``2.5 points``, ``1,000 draws``."""
    text = f"{number:,}" if isinstance(number, int) else points(number)
    return f"{text} {one}" if number == 1 else f"{text} {one}s"


def share(of_all: Fraction) -> str:
    """A share as a percentage, to at most two decimals: ``12.5 %``."""
    return f"{points(100 * of_all)} %"


def json_number(number: Fraction) -> int | float:
    """A number for JSON: whole where it is, else to four decimals."""
    return int(number) if number == int(number) else round(float(number), 4)
