"""A number as a student writes it: read as text, by one clear rule, or asked about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from cnncost.errors import shortened
from cnncost.numbers import count

MOST_DIGITS = 18
SPACES = " \u00a0\u2009\u202f"
_WHOLE = re.compile(
    rf"(?:0|[1-9][0-9]*|[1-9][0-9]{{0,2}}(?P<gap>[,_{SPACES}])[0-9]{{3}}(?:(?P=gap)[0-9]{{3}})*)"
)
_DECIMAL = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_SHAPE = re.compile(r"[0-9]+(?:\s*[x×*]\s*[0-9]+)*")

WORDS = {
    "yes",
    "no",
    "true",
    "false",
    "on",
    "off",
    "y",
    "n",
    "null",
    "none",
    "nan",
    "inf",
    ".nan",
    ".inf",
}
# What is written instead of a whole number: how it looks, and what to say of it.
_ASKED = (
    (r"0[0-9 ,_]+", "A number does not start with 0; write {plain} if you mean that."),
    (r"[0-9]+(?::[0-9]+)+", "'{0}' looks like a time; write the whole number."),
    (r"[0-9][0-9.,]*\s*[kKmMgGtTbB](?:illion)?s?", "Write the whole number, with all its digits."),
    (r"[0-9][0-9.]*[eE][+-]?[0-9]+", "Write the whole number, with all its digits."),
    (r"0[xXoObB][0-9A-Fa-f]+", "Write the number in plain decimal digits."),
    (r"[0-9]+\.0+", "Write the whole number without a decimal point."),
    (r"[0-9]{1,3}(?:\.[0-9]{3})+", "Does the point part thousands? Write digits only."),
    (r"[0-9]+[.,][0-9]*", "A whole number is expected here, written in digits only."),
    (r"[-−+]\s*[0-9].*", "A count has no sign; write digits only."),
    (r"[0-9][0-9,_ ]*", "The groups of digits are not of three each; write digits only."),
    (r"[0-9][0-9,_ ]*\s*[A-Za-z].*", "Write the number alone, without words or units."),
    (r"(?=.*[0-9]).*[-+*/^=×·²³()].*", "Work it out and write the number alone."),
)  # fmt: skip


class Unread(NamedTuple):
    """Why an answer cannot be read, and what to write."""

    why: str


def read_whole(text: str) -> int | Unread:
    """A whole number: ``9472``, ``9,472``, ``9 472`` or ``9_472``; anything else is asked about."""
    typed = text.strip()
    digits = re.sub(rf"[,_{SPACES}]", "", typed)
    if _WHOLE.fullmatch(typed):
        if len(digits) > MOST_DIGITS:
            return Unread(f"No count here has more than {MOST_DIGITS} digits.")
        return int(digits)
    return Unread(_why(typed))


def _why(typed: str) -> str:
    if typed.lower() in WORDS:
        return f"'{typed}' is a word; a whole number is expected here."
    if any(c.isdigit() and not c.isascii() for c in typed):
        return "These are not the digits 0 to 9; type plain ones."
    plain = typed.lstrip("0 ,_") or "0"
    for form, says in _ASKED:
        if re.fullmatch(form, typed):
            return says.format(shortened(typed), plain=shortened(plain))
    return f"'{shortened(typed)}' is not a whole number."


def read_decimal(text: str) -> Fraction | Unread:
    """A number with or without decimals, for answers in millions and the like."""
    typed = text.strip()
    if _DECIMAL.fullmatch(typed) and len(typed) <= MOST_DIGITS:
        return Fraction(typed)
    whole = read_whole(typed)
    if isinstance(whole, int):
        return Fraction(whole)
    return Unread("Write a number with a decimal point, such as 118.0, and nothing else.")


def read_sizes(text: str, wanted: int = 3) -> tuple[int, ...] | Unread:
    """A map's size, ``28x28x64``; a number alone is a map of one position."""
    typed = text.strip().strip("()")
    typed = re.sub(r"\s*[,;]\s*", "x", typed) if "x" not in typed and "×" not in typed else typed
    if not _SHAPE.fullmatch(typed):
        return Unread(f"'{shortened(text.strip())}' is not a size; write it as HxWxC, as 28x28x64.")
    sizes = [read_whole(part) for part in re.split(r"\s*[x×*]\s*", typed)]
    for size in sizes:
        if isinstance(size, Unread):
            return size
    whole = tuple(size for size in sizes if isinstance(size, int))
    if len(whole) == 1 and wanted == 3:
        return (1, 1, *whole)
    if len(whole) != wanted:
        return Unread(f"A size has {wanted} numbers, HxWxC; you wrote {count(len(whole))}.")
    return whole


def asked_again(sizes: Sequence[int], right: Sequence[int]) -> Unread | None:
    """What to say to a size that seems to be written CxHxW, as some frameworks have it."""
    channels = right[-1]
    first = sizes[0] == channels != sizes[-1] and channels != right[0]
    if len(right) == 3 and first and tuple(sizes[:2]) != tuple(right[:2]):
        return Unread("Sizes are written HxWxC here; the channels seem to stand first.")
    return None


def is_blank(text: str) -> bool:
    """Whether nothing was written: a gap left as it was handed out, or a dash."""
    return text.strip() in ("", "~", "?", "-", "_", "...", "…", "null")
