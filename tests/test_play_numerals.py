"""Numbers as they are typed into the play page, read as they are read in homework."""

from __future__ import annotations

import random
from functools import cache
from typing import Any

import pytest
from javascript import asked, counting, script

from cnncost.homework.numerals import Unread, asked_again, is_blank, read_sizes, read_whole
from cnncost.pages.play.kinds import quoted


@cache
def engine() -> Any:
    """The reader of numbers in an engine without a page."""
    return counting(script("numerals.js"))


def run(code: str) -> Any:
    """What a piece of JavaScript gives."""
    return asked(engine(), code)


TYPED = [
    "9472", "9,472", "9 472", "9_472", "9\u00a0472", "9\u2009472", "9\u202f472", " 9472 ", "0",
    "00", "007", "0,123", "0 0", "1,234,567", "1,234_567", "12,34", "1,2345", "1234,567", "10:30",
    "1:2:3", "9k", "9.4K", "1.5M", "118 million", "2 billions", "3B", "1e6", "1.2E+5", "0x1F",
    "0b11", "0o17", "100.0", "9472.00", "118.014", "1.234.567", "3.14", "3,", "3.", "1,5", "-5",
    "+5", "−5", "- 5", "5 MACs", "5x", "12 weights", "3*4", "3 * 4 = 12", "28²", "3^2", "(5)",
    "7×7", "a·5", "yes", "No", "NaN", ".inf", "none", "y", "", "~", "?", "-", "...", "…", "null",
    "abc", "²", "٣", "１２", "①", "five", "9" * 18, "9" * 19, "x" * 50, "a\u200bb", "tab\there",
    "1\t000", "=", "$5", "5$", "#", "1 000 000", "1  000", "01", "0.5", "1/2", "½", "5/7",
]  # fmt: skip


@pytest.mark.parametrize("typed", TYPED)
def test_numbers_are_read_as_in_homework(typed: str) -> None:
    """What is typed is one number, or is asked about in the same words; blanks are none."""
    read = read_whole(typed)
    expected = {"problem": read.why} if isinstance(read, Unread) else {"value": read}

    assert expected == run(f"readNumber({quoted(typed)})")
    assert is_blank(typed) == run(f"isBlank({quoted(typed)})")


def test_numbers_of_random_signs_are_read_as_in_homework() -> None:
    """Texts of digits, separators and signs in any order."""
    draw = random.Random(1)
    texts = ["".join(draw.choices("0123456789.,_ ", k=draw.randint(1, 9))) for _ in range(400)]
    texts += ["".join(draw.choices("0012357.,_ :kKMeExX+-−*=² a", k=5)) for _ in range(600)]
    read = [read_whole(text) for text in texts]

    assert [{"problem": one.why} if isinstance(one, Unread) else {"value": one}
            for one in read] == run(f"{quoted(texts)}.map(readNumber)")  # fmt: skip


@pytest.mark.parametrize(
    "typed",
    [
        "28x28x64", "28×28×64", "28 x 28 x 64", "28*28*64", "(28, 28, 64)", "28,28,64", "28;28;64",
        "64", "28x28", "1x2x3x4", "28x28x", "", "abc", "28x0x3", "028x28x3", "28 28 64", "x7",
        "7x7x1,024", "28X28X3",
    ],
)  # fmt: skip
def test_sizes_are_read_as_in_homework(typed: str) -> None:
    """Three numbers, however they are parted; one alone is a map of one position."""
    read = read_sizes(typed)
    expected = {"problem": read.why} if isinstance(read, Unread) else {"value": list(read)}

    assert expected == run(f"readSizes({quoted(typed)})")


@pytest.mark.parametrize(
    ("sizes", "right"),
    [((64, 28, 28), (28, 28, 64)), ((28, 28, 64), (28, 28, 64)), ((64, 64, 64), (64, 64, 64)),
     ((28, 64, 28), (28, 28, 64)), ((64, 30, 30), (28, 28, 64)), ((7, 7, 9), (9, 9, 7))],
)  # fmt: skip
def test_channels_first_are_asked_about(
    sizes: tuple[int, int, int], right: tuple[int, int, int]
) -> None:
    """A size with its channels in front is no wrong answer."""
    again = asked_again(sizes, right)

    assert (again.why if again else "") == asked(
        engine(), "askedAgain(sizes, right)", sizes=sizes, right=right
    )
