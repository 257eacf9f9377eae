"""Numbers as students write them: four spellings are read, all others are asked about."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnncost.homework.numerals import (
    MOST_DIGITS,
    Unread,
    is_blank,
    read_decimal,
    read_sizes,
    read_whole,
)

READ = [
    ("9472", 9472),
    ("9,472", 9472),
    ("9 472", 9472),
    ("9_472", 9472),
    ("  118,013,952 ", 118_013_952),
    ("118 013 952", 118_013_952),
    ("9\u00a0472", 9472),  # what Word types between the groups
    ("0", 0),
    ("7", 7),
    ("999999999999999999", 10**18 - 1),
]
ALL_DIGITS = "Write the whole number, with all its digits."
DIGITS_ONLY = "A whole number is expected here, written in digits only."
ASKED = [
    ("9.4k", ALL_DIGITS),
    ("9.4 K", ALL_DIGITS),
    ("118M", ALL_DIGITS),
    ("3 million", ALL_DIGITS),
    ("1e3", ALL_DIGITS),
    ("1.2E+5", ALL_DIGITS),
    ("010", "A number does not start with 0; write 10 if you mean that."),
    ("08", "A number does not start with 0; write 8 if you mean that."),
    ("1:30", "'1:30' looks like a time; write the whole number."),
    ("yes", "'yes' is a word; a whole number is expected here."),
    ("True", "'True' is a word; a whole number is expected here."),
    (".nan", "'.nan' is a word; a whole number is expected here."),
    ("0x1F", "Write the number in plain decimal digits."),
    ("9472.0", "Write the whole number without a decimal point."),
    ("9.472", "Does the point part thousands? Write digits only."),
    ("1.234.567", "Does the point part thousands? Write digits only."),
    ("94.72", DIGITS_ONLY),
    ("9,4", DIGITS_ONLY),
    ("-5", "A count has no sign; write digits only."),
    ("−5", "A count has no sign; write digits only."),
    ("9,47,2", "The groups of digits are not of three each; write digits only."),
    ("9,472 137", "The groups of digits are not of three each; write digits only."),
    ("9472 parameters", "Write the number alone, without words or units."),
    ("7*7*64", "Work it out and write the number alone."),
    ("3²", "These are not the digits 0 to 9; type plain ones."),
    ("９４０８", "These are not the digits 0 to 9; type plain ones."),
    ("1" * 19, "No count here has more than 18 digits."),
    ("9" * 4301, "No count here has more than 18 digits."),
    ("seventy-six", "'seventy-six' is not a whole number."),
    ("about ten", "'about ten' is not a whole number."),
    ("[bold]", "'[bold]' is not a whole number."),
    ("\x1b[31m", "'\N{REPLACEMENT CHARACTER}[31m' is not a whole number."),
]


@pytest.mark.parametrize(("typed", "number"), READ)
def test_numbers_that_are_read(typed: str, number: int) -> None:
    """Digits alone, or in groups of three with one sign between them."""
    assert number == read_whole(typed)


@pytest.mark.parametrize(("typed", "why"), ASKED, ids=[typed[:20] for typed, _ in ASKED])
def test_what_is_asked_about(typed: str, why: str) -> None:
    """Anything that could mean two things, with what to write instead."""
    assert Unread(why) == read_whole(typed)


@given(st.integers(0, 10**MOST_DIGITS - 1), st.sampled_from([",", "_", " ", ""]))
def test_every_count_can_be_written_in_four_ways(number: int, between: str) -> None:
    """What is written with or without groups is the same number."""
    assert number == read_whole(f"{number:,}".replace(",", between))


@given(st.text(max_size=60))
def test_any_text_is_read_or_asked_about(text: str) -> None:
    """No text gives anything but a whole number or a sentence."""
    found = read_whole(text)

    assert isinstance(found, int) or found.why.endswith((".", "."))


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("118.0", Fraction(118)),
        ("0.5", Fraction(1, 2)),
        ("1,024", Fraction(1024)),
        ("7", Fraction(7)),
    ],
)
def test_decimals(typed: str, number: Fraction) -> None:
    """Where an item is rounded, a decimal point may be used."""
    assert number == read_decimal(typed)


def test_decimals_that_are_asked_about() -> None:
    """A decimal comma is no decimal point."""
    says = "Write a number with a decimal point, such as 118.0, and nothing else."

    assert Unread(says) == read_decimal("118,05")
    assert Unread(says) == read_decimal("118M")


@pytest.mark.parametrize(
    ("typed", "sizes"),
    [
        ("28x28x64", (28, 28, 64)),
        ("28×28×64", (28, 28, 64)),
        ("28 x 28 x 64", (28, 28, 64)),
        ("(28, 28, 64)", (28, 28, 64)),
        ("120", (1, 1, 120)),
    ],
)
def test_sizes(typed: str, sizes: tuple[int, ...]) -> None:
    """HxWxC, or a number alone for a map of one position."""
    assert sizes == read_sizes(typed)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("28x28", "A size has 3 numbers, HxWxC; you wrote 2."),
        ("large", "'large' is not a size; write it as HxWxC, as 28x28x64."),
        ("28x028x64", "A number does not start with 0; write 28 if you mean that."),
    ],
)
def test_sizes_that_are_asked_about(typed: str, why: str) -> None:
    """What is no size is not charged as a wrong one."""
    assert Unread(why) == read_sizes(typed)


@pytest.mark.parametrize("typed", ["", "  ", "~", "?", "-", "_", "...", "null"])
def test_gaps(typed: str) -> None:
    """What was left as it was handed out is no answer."""
    assert is_blank(typed)


def test_zero_is_an_answer() -> None:
    """A pooling has 0 parameters, and that is no gap."""
    assert not is_blank("0")
