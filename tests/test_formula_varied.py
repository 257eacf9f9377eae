"""Numbers that vary give at every point what plain numbers give there."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from random_formulas import formulas, value

from cnncost.errors import FormulaError
from cnncost.formula import Expr, compiled, parse, symbols
from cnncost.formula.varied import Divided, Varied, along
from cnncost.sweeping.space import Block

Axes = tuple[dict[str, list[Any]], ...]
REFUSED = object()


def everywhere(formula: Expr, plain: dict[str, Any], axes: Axes) -> list[Any]:
    """The formula at all points of a grid: looked at together where that can be done."""
    shape = tuple(len(next(iter(axis.values()))) for axis in axes)
    found = np.full(shape, REFUSED, dtype=object)
    waiting = [Block.whole(shape)]
    while waiting:
        block = waiting.pop()
        try:
            values = {
                name: along(place, len(axes), [numbers[i] for i in block.places[place]])
                for place, axis in enumerate(axes)
                for name, numbers in axis.items()
            }
            result = compiled(formula)({**plain, **values})
        except Divided as divided:
            waiting += [part for part, _ in block.divided(divided.labels, block)]
        except FormulaError:
            continue
        else:
            found[np.ix_(*block.places)] = as_numbers(result, block.shape)
    return found.reshape(-1).tolist()


def as_numbers(result: Any, shape: tuple[int, ...]) -> Any:
    """The numbers of a result, each of its own type."""
    if not isinstance(result, Varied):
        return np.full(shape, result, dtype=object)
    array = np.broadcast_to(result.numerators, shape).astype(object)
    if result.kind is Fraction:
        return np.frompyfunc(lambda top: Fraction(int(top), result.denominator), 1, 1)(array)
    return np.frompyfunc(lambda top: result.kind(int(top)), 1, 1)(array)


def one_by_one(formula: Expr, plain: dict[str, Any], axes: Axes) -> list[Any]:
    """The same with plain numbers."""
    points: list[dict[str, Any]] = [plain]
    for axis in axes:
        length = len(next(iter(axis.values())))
        points = [
            {**point, **{name: numbers[i] for name, numbers in axis.items()}}
            for point in points
            for i in range(length)
        ]
    found = [value(formula, point) for point in points]
    return [REFUSED if one is None else one for one in found]


def alike(expected: list[Any], found: list[Any]) -> bool:
    """Equal numbers of one type; a truth value counts as what it is."""
    return expected == found and list(map(type, expected)) == list(map(type, found))


whole = st.integers(-6, 9)
mixed = st.one_of(whole, st.builds(Fraction, st.integers(1, 30), st.sampled_from([1, 2, 3, 20])))


@st.composite
def grids(draw: st.DrawFn, numbers: st.SearchStrategy[Any]) -> tuple[dict[str, Any], Axes]:
    """Some letters plain, some along a first axis, some along a second."""
    first, second = draw(st.integers(1, 4)), draw(st.integers(1, 4))

    def values(length: int) -> list[Any]:
        return draw(st.lists(numbers, min_size=length, max_size=length))

    axes = (
        {"H": values(first), "N": values(first), "M": values(first)},
        {"W": values(second), "K": values(second)},
    )
    return {"G": draw(numbers)}, axes


@settings(max_examples=150, deadline=None)
@given(formulas(st.integers(0, 9)), grids(whole))
def test_whole_numbers(formula: Expr, grid: tuple[dict[str, Any], Axes]) -> None:
    """Any formula over whole numbers: the same values, the same refusals."""
    assert alike(one_by_one(formula, *grid), everywhere(formula, *grid))


@settings(max_examples=150, deadline=None)
@given(formulas(mixed), grids(mixed))
def test_fractions_among_them(formula: Expr, grid: tuple[dict[str, Any], Axes]) -> None:
    """Whole numbers among fractions keep their own division."""
    assert alike(one_by_one(formula, *grid), everywhere(formula, *grid))


@pytest.mark.slow
@settings(max_examples=600, deadline=None)
@given(formulas(mixed, depth=5), grids(mixed))
def test_deeper_formulas(formula: Expr, grid: tuple[dict[str, Any], Axes]) -> None:
    """The same, for longer."""
    assert alike(one_by_one(formula, *grid), everywhere(formula, *grid))


@pytest.mark.parametrize(
    "source",
    [
        "a < b",
        "not a",
        "a == b or a > 1",
        "a and b",
        "a > 0 and 6 % a == 0",  # the second has no value where the first does not hold
        "a == 0 or 6/a == 3",
        "a > 2 and (2*a + 1)/2 == 1",  # the second has a value nowhere
        "a > 2 or (2*b + 1)/2 == 1",
        "(a < b)*4 + (b < 2)",
        "a if a > b else b",
        "6/a if a else 1",
        "a**b",
        "gcd(a, b)",
        "min(a, b) + max(a, 3)",
        "round8(a + 1)",
        "round_to(a + 4, b + 1)",
        "ceil(a/3) + floor(b/2)",
        "a*b/2",
        "(a*b + a)*(b - 1)",
        "a % 3 - b // 2",
        "-a*-b",
    ],
)
def test_every_operator_and_function(source: str) -> None:
    """On a grid of small numbers that has zeros, equals, and pairs that divide and that do not."""
    axes = ({"a": [0, 1, 2, 3, 6]}, {"b": [0, 1, 2, 4]})
    expected = one_by_one(parse(source), {}, axes)

    assert alike(expected, everywhere(parse(source), {}, axes))


def test_the_larger_of_a_whole_number_and_a_fraction_is_what_it_was() -> None:
    """max(2, 3/2)/4 is refused as 2/4 is, where max(2, 5/2)/4 is 5/8."""
    axes = ({"w": [Fraction(3, 2), Fraction(5, 2), Fraction(9, 2)]},)

    assert [REFUSED, Fraction(5, 8), Fraction(9, 8)] == everywhere(parse("max(2, w)/4"), {}, axes)


def test_halves_are_rounded_as_mobilenet_does() -> None:
    """round8(32·width): 8, 16 and 24, and 48 for 1.4 as 44.8 is nearer to it (slim's rule)."""
    widths = [Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(7, 5)]
    axes = ({"width": widths},)

    assert [8, 16, 24, 48] == everywhere(parse("round8(32*width)"), {}, axes)


# --- sums of products


def test_what_depends_on_one_axis_stays_there() -> None:
    """A product over two axes is kept as two factors, and sums over them are put together."""
    H, M = (along(axis, 2, list(range(2, 1002))) for axis in (0, 1))
    area, weights = H * H, 9 * M * M
    macs = area * weights + area * M

    assert [(1000, 1), (1, 1000)] == [factor.array.shape for factor in macs.terms[0].factors]
    assert 1 == len(macs.terms)
    assert (1000, 1000) == macs.numerators.shape
    assert 5 * 5 * (9 * 7 * 7 + 7) == macs.numerators[3, 5]


def test_a_number_added_to_a_factor_is_part_of_it() -> None:
    """(q + 1)² over one axis is one factor, not three terms."""
    q = along(0, 2, [1, 2, 5])
    squared = (q + 1) * (q + 1)

    assert [4, 9, 36] == squared.numerators.reshape(-1).tolist()
    assert 1 == len((squared * along(1, 2, [3, 4])).terms)


def test_what_cancels_is_a_plain_number() -> None:
    """x - x is 0, whatever x depends on, without looking at its numbers."""
    x = along(0, 2, [1, 2]) * along(1, 2, [3, 4])

    assert 0 == x - x
    assert type(x - x) is int
    assert (x == x * 1) is True


large = st.integers(-(2**45), 2**45) | st.integers(-(2**62), 2**62)


@example(2**61, 2**61, 2**61)
@example(2**31, 2**31, 3)
@given(large, large, large)
def test_sums_and_products_never_wrap(a: int, b: int, c: int) -> None:
    """Beyond 64 bits they go on in Python's integers, on one axis and on two."""
    x, y = along(0, 2, [a, a - 1]), along(1, 2, [b, b - 1])
    found = x * x * y + c * x + x + c * y
    expected = [u * u * v + c * u + u + c * v for u in (a, a - 1) for v in (b, b - 1)]

    assert expected == as_numbers(found, (2, 2)).reshape(-1).tolist()


def test_a_decision_that_differs_divides_the_points() -> None:
    """``if`` over a number that is 0 at some points says which."""
    a, b = symbols("a b")
    x = along(0, 1, [0, 1, 2, 0])
    with pytest.raises(Divided) as divided:
        bool(compiled(a * b)({"a": x, "b": 3}))

    assert [False, True, True, False] == divided.value.labels.tolist()


def test_whole_numbers_among_fractions_divide_the_points() -> None:
    """1 and 1/2 on one axis: a division means something else for each, so they are kept apart."""
    with pytest.raises(Divided) as divided:
        along(0, 1, [1, Fraction(1, 2)])

    assert [False, True] == divided.value.labels.tolist()


@pytest.mark.parametrize("exponent", [0, 1, 2, 3, 64, 10**9, 10**18 - 1])
def test_powers_of_what_never_grows(exponent: int) -> None:
    """As Python's own, and at once, however large the exponent is."""
    values = [-1, 0, 1, -1]

    assert [value**exponent for value in values] == [
        int(n)
        for n in np.broadcast_to(getattr(along(0, 1, values).power(exponent), "numerators", 1), 4)
    ]
