"""Numbers on the play page are written as the command line writes them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from javascript import asked, exact, script

from cnncost import numbers

RANDOM = 400
LARGEST = 10**18


@cache
def page() -> Any:
    """The page's numbers in an engine."""
    return exact(script("numbers.js"))


def written(name: str, value: int | Fraction) -> str:
    """What a function of the page makes of a number."""
    parts = Fraction(value)
    typed = f"{value}n" if isinstance(value, int) else (
        f"fraction({parts.numerator}n, {parts.denominator}n)"
    )  # fmt: skip
    return str(page().eval(f"{name}({typed})"))


def wholes() -> Iterator[int]:
    """Whole numbers of every size, and those next to a change of unit."""
    chance = random.Random("wholes")
    yield from (0, 1, 9, 999, 1000, 9999, 10_000, 99_950, 999_499, 999_500, 999_999, 1_000_000)
    for _ in range(RANDOM):
        number = chance.randrange(10 ** chance.randint(1, 18))
        yield number


def ratios() -> Iterator[Fraction]:
    """Ratios of every size, some of them halfway between two of what is shown."""
    chance = random.Random("ratios")
    yield from (Fraction(n, 1000) for n in (1, 5, 125, 999, 1000, 1005, 1125, 2375, 99_995))
    yield from (Fraction(n, 8) for n in (1, 3, 797, 799, 800, 801))
    # shares about 0.005 % and 0.015 %, from which on a hundredth more is shown
    yield from (Fraction(n, 200_000) for n in (1, 9, 10, 11, 29, 30, 31))
    for _ in range(RANDOM):
        above, below = (chance.randrange(1, 10 ** chance.randint(1, 12)) for _ in "ab")
        yield Fraction(above, below)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("count", numbers.count), ("brief", numbers.brief)],
    ids=["count", "brief"],
)
def test_whole_numbers_are_written_alike(name: str, expected: Callable[[int], str]) -> None:
    """163,328 and 163K are the same on the page and on the command line."""
    every = list(wholes())

    assert [expected(number) for number in every] == [written(name, number) for number in every]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("times", numbers.times),
        ("figures", numbers.figures),
        ("asFraction", numbers.fraction),
        ("shareText", numbers.share),
    ],
    ids=["times", "figures", "fraction", "share"],
)
def test_ratios_are_written_alike(name: str, expected: Callable[[Fraction], str]) -> None:
    """2.37×, 8.41, 1/8.41 and 12.5 % are the same on the page and on the command line."""
    every = list(ratios())

    assert [expected(ratio) for ratio in every] == [written(name, ratio) for ratio in every]


@cache
def results() -> Any:
    """The panel of results with nothing to draw it on."""
    registers = "const panels = [], linked = [];"
    return exact(script("numbers.js"), registers, script("result.js"))


@pytest.mark.parametrize(
    ("macs", "standard", "says"),
    [
        (115_605_504, 115_605_504, "as many as the standard convolution"),
        (17_520, 147_456, "1/8.42 of the standard convolution"),  # 1/9 + 1/128
        (237, 100, "2.37 times the standard convolution"),
        (5, 0, ""),
    ],
)
def test_the_share_of_the_standard_convolution(macs: int, standard: int, says: str) -> None:
    """What this setting costs of what the standard convolution costs, and not the reverse."""
    view = f"""{{
      walked: {{ totals: {{ macs: {macs}n }} }},
      standard: {{ complete: true, totals: {{ macs: {standard}n }} }},
      state: {{ op: "separable" }},
    }}"""

    assert says == results().eval(f"shareOfStandard({view}, 'macs')")


@pytest.mark.parametrize(
    ("part", "whole", "says"),
    [(1, 8, "12.5"), (1, 1, "100.0"), (0, 8, "·"), (1, 10_000, "<0.1"), (1, 2_000, "<0.1"),
     (3, 2_000, "0.2"), (2, 3, "66.7")],
)  # fmt: skip
def test_the_share_of_a_layer(part: int, whole: int, says: str) -> None:
    """A layer's part of the total in percent, to tenths, halves to the even one."""
    assert says == results().eval(f"tenths({part}n, {whole}n)")


def test_tenths_of_a_percent_are_written_alike() -> None:
    """12.3, nothing, and what is too small to have a tenth."""
    for tenths, amount in [(0, 0), (0, 7), (1, 7), (123, 7), (1000, 7)]:
        actual = page().eval(f"percent({tenths}n, {amount}n)")

        assert numbers.percent(tenths, amount) == actual


def test_no_ratio_at_all_is_a_dot() -> None:
    """Where there is nothing to divide by, both write the dot that stands for nothing."""
    assert numbers.times(None) == page().eval("times(null)")


@pytest.mark.parametrize(
    ("over", "under", "says"),
    [
        (100_040, 100_000, "1.0004×"),
        (100_000_004, 100_000_000, "1.00000004×"),
        (9_999_999, 10_000_000, "0.9999999×"),
        (9_994, 10_000, "0.999×"),
        (1_004, 1_000, "1.004×"),
        (1_005, 1_000, "1.005×"),
        (1_006, 1_000, "1.01×"),
        (7, 7, "1.00×"),
        (3, 2, "1.50×"),
        (1, 24, "0.042×"),
    ],
)
def test_what_is_not_the_same_is_not_said_to_be(over: int, under: int, says: str) -> None:
    """A ratio near 1 has as many digits as tell it from 1, any other three."""
    assert says == asked(page(), "timesApart(ratio(over, under))", over=over, under=under)
