"""Numbers on the play page are written as the command line writes them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from javascript import engine, script

from cnncost import numbers

RANDOM = 400
LARGEST = 10**18


@cache
def page() -> Any:
    """The page's numbers in an engine."""
    return engine(script("exact.js"), script("numbers.js"))


def written(name: str, value: int | Fraction) -> str:
    """What a function of the page makes of a number."""
    exact = Fraction(value)
    typed = f"{value}n" if isinstance(value, int) else (
        f"fraction({exact.numerator}n, {exact.denominator}n)"
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


def test_tenths_of_a_percent_are_written_alike() -> None:
    """12.3, nothing, and what is too small to have a tenth."""
    for tenths, amount in [(0, 0), (0, 7), (1, 7), (123, 7), (1000, 7)]:
        actual = page().eval(f"percent({tenths}n, {amount}n)")

        assert numbers.percent(tenths, amount) == actual


def test_no_ratio_at_all_is_a_dot() -> None:
    """Where there is nothing to divide by, both write the dot that stands for nothing."""
    assert numbers.times(None) == page().eval("times(null)")
