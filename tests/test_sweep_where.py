"""Conditions and amounts as they are typed: what is read, and what is said of the rest."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cnncost.errors import CnncostError, FileError
from cnncost.formula import evaluate
from cnncost.sweeping.reading import (
    read_amount,
    read_condition,
)

AT = {"macs": 300_000_000, "params": 3_500_000, "width": Fraction(3, 4), "gates": 1}


@pytest.mark.parametrize(
    ("typed", "holds"),
    [
        ("macs <= 300M and params <= 3.5M", True),
        ("macs<300m", False),
        ("macs == 0.3G", True),
        ("macs == 300 M", True),
        ("macs == 300_000k", True),
        ("macs == 0.0003T", True),
        ("macs == 0.3B", True),
        ("params == 3500K", True),
        ("params > 3.4999999M", True),
        ("macs ≤ 300·10^6", True),
        ("macs / params == 600/7", True),
        ("macs / params > 85.7", True),
        ("width < 1/1.3", True),
        ("not (width >= 1 or gates == no)", True),
        ("gates == yes", True),
        ("max(macs, 1G) == 1G", True),
        ("(macs < 1M if width > 1 else macs > 1M)", True),
        ("yes == (1 < 2)", True),
    ],
)
def test_conditions(typed: str, holds: bool) -> None:
    """Comparisons of exact numbers, with letters for thousands and millions."""
    assert holds == bool(evaluate(read_condition(typed, AT), AT))


JOINED = "Conditions are joined with 'and' or 'or', as in macs <= 300M and params <= 3.5M."
DIGITS = "write plain digits, as in 1000, 0.75 or 300M."
KNOWN = "Known: macs, params, width and gates."


@pytest.mark.parametrize(
    ("typed", "column", "width", "says"),
    [
        ("mcas <= 300M", 1, 4, "Nothing here is called 'mcas'. Did you mean macs?"),
        ("1 < 2M and x < 3", 12, 1, f"Nothing here is called 'x'. {KNOWN}"),
        ("macs", 1, 4, "'macs' is a number, not a condition. Compare it, as in macs <= 300M."),
        (
            "macs < 2 or 300M",
            13,
            4,
            "'300M' is a number, not a condition. Compare it, as in macs <= 300M.",
        ),
        (
            "macs and params < 3",
            1,
            4,
            "'macs' is a number, not a condition. Compare it, as in macs <= 300M.",
        ),
        ("macs <= 300M, params <= 3M", 13, 1, JOINED),
        ("macs <= 3M && params <= 3M", 12, 1, JOINED),
        ("macs <= 3M | params <= 3M", 12, 1, JOINED),
        ("macs <= 300M; width < 1", 13, 1, JOINED),
        ("macs = 300M", 6, 1, "A single = compares nothing. Write == to compare."),
        ("macs(x=3) < 2", 6, 3, "A single = compares nothing. Write == to compare."),
        ("macs <= 1x9e", 9, 4, f"'1x9e' is not a number: {DIGITS}"),
        ("macs <= 1e99", 9, 4, "'1e99' is more than 10^18, the most that cnncost counts to."),
        (
            "accuracy > 70",
            1,
            8,
            "An accuracy is published for some points only, and so stands in no condition. "
            "--pareto macs,accuracy keeps the best of them.",
        ),
        (
            "input > 7",
            1,
            5,
            "An input is a size, not a number. Vary resolution, and it may stand here.",
        ),
        ("3M < 1 or macs <= 300MM", 19, 5, f"'300MM' is not a number: {DIGITS}"),
        (
            "macs <= 600,000",
            12,
            4,
            "A ',' does not fit here: thousands are written without it, as in 1000.",
        ),
        ("3M < macs 300M", 11, 4, "An operator, such as <= or and, is missing before '300M'."),
        ("3M < 300k(2)", 6, 7, "There is no function called '300k'."),
        ("macs < maxi(1, 2)", 8, 10, "There is no function called 'maxi'. Did you mean max?"),
        ("macs < max(2)", 8, 6, "max() takes 2 or more numbers, not 1."),
        ("1M < macs < 5M", 11, 1, "Compare two things at a time: 'a < b and b < c'."),
        ("macs <= 007M", 9, 4, "'007' starts with a zero; write 7."),
        (
            f"macs <= {'9' * 19}M",
            9,
            20,
            "This number has 19 digits; the limit is 18.",
        ),
        (
            "macs <= 9999999T",
            9,
            8,
            "'9999999T' is more than 10^18, the most that cnncost counts to.",
        ),
        ("macs < 3 -> width", 1, 17, "-> joins layers, and there are none in a condition."),
        ("macs == 8x8", 9, 3, "A pair is no number, and a condition compares numbers."),
        ("macs <= 'a'", 9, 1, "Quotes are not read here: write it without them."),
        ("(macs <= 3M", 12, 1, "Expected ')', found the end of the text."),
        (
            "macs\n<= 3M and\n8",
            1,
            1,
            "'8' is a number, not a condition. Compare it, as in macs <= 300M.",
        ),
        ("(" * 50, 41, 1, "This is nested more than 40 deep."),
    ],
)
def test_conditions_that_are_none(typed: str, column: int, width: int, says: str) -> None:
    """The message points at what was typed, and quotes it as it was typed."""
    with pytest.raises(FileError) as refused:
        read_condition(typed, AT)

    place = refused.value.place
    assert says == refused.value.message
    assert ("condition", column, width) == (place.file, place.column, place.width)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (" ", "The condition is empty. Try macs <= 300M and params <= 3.5M."),
        ("1M" * 2001, "The condition is 4,002 characters long; the limit is 4,000."),
        (
            "macs <= 1e",
            f"condition:1:9  macs <= 1e\n{' ' * 23}^^\n'1e' is not a number: {DIGITS}",
        ),
    ],
)
def test_how_a_condition_is_refused(typed: str, says: str) -> None:
    """In full, as a student reads it."""
    with pytest.raises(CnncostError) as refused:
        read_condition(typed, AT)

    assert says == str(refused.value)


def test_a_condition_without_a_value_points_at_what_was_typed() -> None:
    """Formulas keep the places of their parts, so that what fails later can be shown."""
    typed = "macs < 300M and params / (width - 0.75) < 3k"
    with pytest.raises(CnncostError) as refused:
        evaluate(read_condition(typed, AT), {**AT, "macs": 1})

    start, end = refused.value.span  # type: ignore[attr-defined]
    assert "params / (width - 0.75" == typed[start:end]


# --- amounts


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("300M", 300 * 10**6),
        ("4.1G", 4_100_000_000),
        ("600_000_000", 600_000_000),
        ("600,000,000", 600_000_000),
        ("3.5e6", 3_500_000),
    ],
)
def test_amounts(typed: str, amount: int) -> None:
    """Whole numbers, as in a budget."""
    assert amount == read_amount(typed)
