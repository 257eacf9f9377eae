"""Points that are drawn from a space by chance: different ones, the same for a seed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnncost.errors import UsageError
from cnncost.sweeping import drawing
from cnncost.sweeping.drawing import MOST_DRAWN
from cnncost.sweeping.reading import (
    drawn,
)
from cnncost.sweeping.space import Axis, Space


def grid(*lengths: int) -> Space:
    """A space with axes a, b, c of these lengths, whose values are their places."""
    return Space(
        tuple(Axis({name: range(n)}) for name, n in zip("abcdefgh", lengths, strict=False))
    )


def points(space: Space) -> list[tuple[Any, ...]]:
    return [tuple(space.point(i).values()) for i in range(space.size)]


def one_by_one(lengths: tuple[int, ...], seed: int) -> Iterator[tuple[int, ...]]:
    """Points that are drawn one number after the other, those seen before left out."""
    source, seen = Random(seed), set()
    while True:
        point = tuple(int(source.random() * length) for length in lengths)
        if point not in seen:
            seen.add(point)
            yield point


@pytest.mark.parametrize(
    ("lengths", "number"),
    [((9, 9), 10), ((50, 3, 7), 500), ((1000,), 400), ((10**6,) * 8, 50), ((2**20,) * 4, 9)],
)
@pytest.mark.parametrize("seed", [0, 1, 12345678901234567890])
def test_points_are_drawn_as_one_would_by_hand(
    lengths: tuple[int, ...], number: int, seed: int
) -> None:
    """The same points as from the slow loop, in spaces of any size."""
    space = drawn(grid(*lengths), number, seed)

    assert list(islice(one_by_one(lengths, seed), number)) == points(space)


def test_a_seed_means_the_same_points_everywhere() -> None:
    """Seed 0 begins with 0.844, 0.758, 0.421, 0.259 on every Python since 2.3."""
    assert [(8, 7), (4, 2)] == points(drawn(grid(10, 10), 2, 0))


def test_most_of_a_space_is_a_shuffle() -> None:
    """Where more than half of the points are drawn, each is given a number, and the least win."""
    source = Random(7)
    keys = [source.random() for _ in range(12)]
    expected = sorted(range(12), key=keys.__getitem__)[:10]
    space = grid(3, 4)

    assert [tuple(space.point(i).values()) for i in expected] == points(drawn(space, 10, 7))


def test_points_stay_apart_where_their_numbers_are_too_large(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Labels are made small again and again, and still tell points apart."""
    expected = list(islice(one_by_one((6, 5, 4, 3), 3), 100))
    monkeypatch.setattr(drawing, "SAFE", 30)

    assert expected == points(drawn(grid(6, 5, 4, 3), 100, 3))


@given(number=st.integers(1, 40), seed=st.integers(-(2**70), 2**70))
def test_drawn_points_are_different_points_of_the_space(number: int, seed: int) -> None:
    """Never twice the same, never one from elsewhere; all of a space that has no more."""
    space = grid(5, 6)
    found = points(drawn(space, number, seed))

    assert min(number, 30) == len(set(found)) == len(found)
    assert set(found) <= set(points(space))


def test_names_that_change_together_stay_together() -> None:
    """A point is drawn with all the values that it has in its space."""
    space = Space((Axis({"a": range(9), "b": range(100, 109)}), Axis({"input": [(1, 2, 3)] * 9})))
    found = drawn(space, 5, 1)

    assert ("a", "b", "input") == found.names
    assert [(a, a + 100, (1, 2, 3)) for a, _, _ in points(found)] == points(found)


def test_all_of_a_space_is_the_space() -> None:
    """Nothing is gained by drawing as many points as there are."""
    space = grid(5, 6)

    assert drawn(space, 30, 1) is space
    assert drawn(space, 10**6, 1) is space


@pytest.mark.parametrize("number", [0, -1, MOST_DRAWN + 1])
def test_numbers_that_cannot_be_drawn(number: int) -> None:
    """At least one, and no more than fit into memory."""
    with pytest.raises(UsageError) as refused:
        drawn(grid(5), number, 0)

    assert f"From 1 to 5,000,000 points can be drawn, not {number:,}." == str(refused.value)
