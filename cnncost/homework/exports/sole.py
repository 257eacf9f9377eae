"""Inverse items in other systems, which know one right answer only: from which numbers it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import prod

from cnncost.homework.kinds.inverse import Posed, solutions

MOST_TRIED = 5_000
MOST_LISTED = 30
SMALLEST_RANGE = 16

Ranges = dict[str, tuple[int, ...]]


def ranges(posed: Posed) -> Ranges:
    """The numbers that each letter may be: those that are drawn, or all up to a power of two."""
    drawn = posed.item.draw.letters
    return {
        name: tuple(sorted(int(n) for n in drawn[name] if n == int(n)))
        if name in drawn
        else tuple(range(1, _power_of_two(right) + 1))
        for name, right in posed.right.items()
    }


def _power_of_two(right: int) -> int:
    return max(SMALLEST_RANGE, 1 << (right - 1).bit_length())


def told(posed: Posed) -> Iterator[str]:
    """From which numbers each letter is, for the question."""
    for name, numbers in ranges(posed).items():
        yield f"{name} is {_written(numbers)}."


def _written(numbers: Sequence[int]) -> str:
    first, last = numbers[0], numbers[-1]
    steps = {b - a for a, b in pairwise(numbers)}
    if len(numbers) > 3 and len(steps) == 1:
        (step,) = steps
        return f"from {first:,} to {last:,}" + (f", in steps of {step:,}" if step > 1 else "")
    return f"one of {', '.join(f'{number:,}' for number in numbers)}"


def why_not_sole(posed: Posed) -> str:
    """Why the right answer is not, or cannot be shown to be, the only one; nothing if it is."""
    tried = ranges(posed)
    if prod(map(len, tried.values())) > MOST_TRIED or any(
        len(numbers) > MOST_LISTED and " from " not in f" {_written(numbers)}"
        for numbers in tried.values()
    ):
        return "too many numbers could be meant to prove that one answer only is right."
    item = posed.item._replace(draw=posed.item.draw._replace(letters=tried))
    if solutions(posed._replace(item=item), MOST_TRIED):
        return "several answers are right, and only one could be marked so there."
    return ""
