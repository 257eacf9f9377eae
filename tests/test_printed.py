"""Numbers as papers print them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnncost.errors import UsageError
from cnncost.printed import read_printed

MILLION, BILLION = 10**6, 10**9


@pytest.mark.parametrize(
    ("text", "value", "step"),
    [
        ("387072", 387_072, 1),
        ("1,248,424", 1_248_424, 1),
        ("569M", 569 * MILLION, MILLION),
        ("4.24M", 4_240_000, 10_000),
        ("4.24 M", 4_240_000, 10_000),
        ("2.7K", 2_700, 100),
        ("0.714G", 714 * MILLION, MILLION),
        ("0.39B", 390 * MILLION, 10 * MILLION),
        ("3.8e9", 3_800 * MILLION, 100 * MILLION),
        ("25.5e6", 25_500_000, 100_000),
        ("1.5 × 10^9", 1_500 * MILLION, 100 * MILLION),
        ("~4.1e9", 4_100 * MILLION, 100 * MILLION),
        ("94.86%", Fraction(9486, 10_000), Fraction(1, 10_000)),
        ("727 MFLOPs", 727 * MILLION, MILLION),
        ("233 MB", 233 * MILLION, MILLION),
        ("2.4x less computation", Fraction(12, 5), Fraction(1, 10)),
        ("22", 22, 1),
        ("1.2T", 1_200 * BILLION, 100 * BILLION),
        ("2.7k", 2_700, 100),
        ("≈4.1G", 4_100 * MILLION, 100 * MILLION),
        (" 569M ", 569 * MILLION, MILLION),
        # a word is as good as a letter, and a unit may follow the letter at once
        ("569 million", 569 * MILLION, MILLION),
        ("3.9 billion multiply-adds", 3_900 * MILLION, 100 * MILLION),
        ("4.1 Gflops", 4_100 * MILLION, 100 * MILLION),
        ("25.6 Mparams", 25_600_000, 100_000),
        # but a letter that begins a word of its own is none
        ("16 Blocks", 16, 1),
        ("7 Groups", 7, 1),
        ("5 Modules", 5, 1),
        # forty characters are read
        ("2.4x less computation than it would have", Fraction(12, 5), Fraction(1, 10)),
    ],
)
def test_what_is_printed_and_how_finely(text: str, value: int, step: int) -> None:
    """The value, and the worth of one unit in its last place."""
    printed = read_printed(text)

    assert (value, step) == (printed.value, printed.step)
    assert printed.equals(value)


def test_shapes_are_read_as_height_width_channels() -> None:
    """28x28x256, with either cross, is a shape and agrees with itself alone."""
    printed = read_printed("28×28×256")

    assert (28, 28, 256) == printed.shape
    assert printed.agrees((28, 28, 256))
    assert not printed.agrees((28, 28, 255))
    assert not printed.agrees(28 * 28 * 256)


@pytest.mark.parametrize(
    ("text", "value", "agrees"),
    [
        # 568,740,352 is MobileNet's exact count, printed as 569 million
        ("569M", 568_740_352, True),
        ("568M", 568_740_352, False),
        # a half may be rounded either way
        ("569M", 568_500_000, True),
        ("568M", 568_500_000, True),
        ("3.9e9", 3_857_973_248, True),
        ("3.8e9", 3_857_973_248, False),
        ("94.86%", Fraction(94_859, 100_000), True),
        ("387072", 387_073, False),
    ],
)
def test_agreeing_is_rounding_to_the_printed_place(text: str, value: int, agrees: bool) -> None:
    """Nothing more than half a unit of the last printed place is forgiven."""
    assert agrees is read_printed(text).agrees(value)


@given(st.integers(0, 10**17), st.integers(0, 9))
def test_any_number_agrees_with_its_own_rounding(number: int, places: int) -> None:
    """Rounding to any place prints something that the number agrees with."""
    rounded = round(Fraction(number, 10**places))

    assert read_printed(f"{rounded}e{places}").agrees(number)


@pytest.mark.parametrize(
    "text", ["", "many", "1e3e4", "0x10", "1.2.3", "-5", "12,34", "٣", "9" * 50]
)
def test_what_is_no_printed_number(text: str) -> None:
    """Anything else is refused with examples of what would do."""
    with pytest.raises(UsageError) as error:
        read_printed(text)

    shown = text if len(text) <= 40 else text[:39] + "…"
    assert str(error.value) == (
        f"'{shown}' is not a printed number. Expected digits with an optional letter, as 569M, "
        "4.24M, 3.8e9 or 94.86%, or a shape, as 28x28x256."
    )


def test_a_number_is_no_shape() -> None:
    """A number and a shape never agree, whichever of them is printed."""
    number, shape = read_printed("200704"), read_printed("28x28x256")

    assert not number.agrees((28, 28, 256))
    assert not number.equals((28, 28, 256))
    assert not shape.agrees(28 * 28 * 256)
    assert not shape.equals(0)
    assert not shape.agrees(0)
