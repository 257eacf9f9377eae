"""A sweep holds at every point what the analysis of that network gives, or that there is none."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from conftest import ROOT
from hypothesis import HealthCheck, event, given, settings
from random_networks import networks, shares, wholes

from cnncost.errors import CnncostError
from cnncost.kind import LEDGER
from cnncost.spec import Spec, parse_spec
from cnncost.sweeping import counting
from cnncost.sweeping.counting import IMPOSSIBLE, Asked, at, count
from cnncost.sweeping.drawing import drawn
from cnncost.sweeping.space import Axis, Block, Space, blocks
from cnncost.zoo import load

COLUMNS = (*LEDGER, "params", "flops")


def grid(**values: Sequence[Any]) -> Space:
    """A space with one name along each axis."""
    return Space(tuple(Axis({name: list(given)}) for name, given in values.items()))


def one_by_one(asked: Asked) -> dict[str, list[int]]:
    """The same by analysis alone."""
    found: dict[str, list[int]] = {name: [] for name in asked.columns}
    for number in range(asked.space.size):
        try:
            report = at(asked, asked.space.point(number))
            totals = report.train_totals if asked.train else report.totals
        except CnncostError:
            totals = dict.fromkeys(COLUMNS, IMPOSSIBLE)
        for name in asked.columns:
            found[name].append(totals[name])
    return found


def swept(asked: Asked, most: int) -> dict[str, list[int]]:
    """The same as a sweep, in blocks of at most so many points."""
    found: dict[str, list[int]] = {name: [] for name in asked.columns}
    for block in blocks(asked.space, most):
        for name, numbers in count(asked, block).items():
            found[name] += numbers.reshape(-1).tolist()
    return found


@pytest.fixture(autouse=True)
def together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even two points are counted in one walk, so that little is left to the other way."""
    monkeypatch.setattr(counting, "FEW", 1)


# --- any network


def check_network(text: str, a: list[int], b: list[int], c: list[Any]) -> None:
    """Every column at every point, deployed and as for training."""
    spec = parse_spec(text)
    space = grid(a=a, c=c, b=b) if "(r, r" not in text else grid(r=[7, 8, 14, 30], a=a, c=c)
    for train in (False, True):
        asked = Asked(spec, space, COLUMNS, train)
        expected = one_by_one(asked)
        event("some can be" if max(expected["output_elements"]) >= 0 else "none can be")
        assert expected == swept(asked, 10**6)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(networks(), wholes, wholes, shares)
def test_any_network_at_any_points(text: str, a: list[int], b: list[int], c: list[Any]) -> None:
    """Structures that change, layers that cannot be and fractions included."""
    check_network(text, a, b, c)


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(networks(), wholes, wholes, shares)
def test_many_networks_at_many_points(text: str, a: list[int], b: list[int], c: list[Any]) -> None:
    """The same, for longer."""
    check_network(text, a, b, c)


@pytest.mark.parametrize(
    "layers",
    [
        "conv(4, k=b > 1)",  # yes and no are no kernel
        "conv(4, bias=b > 1)",
        "conv(4, bias=b)",
        "conv(4) -> split(b, take=a) -> fc(c)",
        "(a - b) * conv(4)",
        "c * conv(4)",
        "conv(4*c) if c > 1/2 else conv(2*c) -> shuffle(2*c)",
        "maxpool(a, s=b, ceil=a > b) -> adaptive_avgpool(b)",
        "conv(8, p=b) -> conv(8, k=(a, b), s=(b, a), p=(a, b))",
        "lrn(a) -> conv(cin*b) -> conv(max(c, 1)*4/2)",
        "{concat: {one: conv(a), two: 'conv(b, s=b)'}}",
        "{add: {one: conv(a*b), two: conv(4)}}",
        "{multiply: {one: gap if a > b else identity, two: identity}}",
    ],
)
def test_what_varies_may_stand_anywhere(layers: str) -> None:
    """Options, words of yes and no, counts, conditions, sizes of branches."""
    text = f"input: 6x5x8\nparams: {{a: 1, b: 1, c: 1}}\nlayers:\n- {layers}"
    values = {"a": [0, 1, 2, 3, 4], "b": [0, 1, 2, 3], "c": [1, 2, Fraction(1, 2), Fraction(5, 4)]}
    asked = Asked(parse_spec(text), grid(**values), COLUMNS)

    assert one_by_one(asked) == swept(asked, 10**6)


# --- the zoo


def around(value: Any) -> list[Any]:
    """Values near a parameter's own, some of which cannot be."""
    if value == int(value):
        return [int(value), int(value) + 1, 2 * int(value), max(0, int(value) - 1)]
    return [value, value / 2, Fraction(3, 2) * value, 1]


def spaces(spec: Spec) -> list[Space]:
    """Each parameter with the input's size, and the first two together."""
    names = [name for name in spec.params if name != "resolution"]
    sizes = [224, 96, 33, 7]
    found = [grid(resolution=sizes, **{name: around(spec.params[name])}) for name in names[:4]]
    if len(names) > 1:
        found.append(grid(**{name: around(spec.params[name]) for name in names[:2]}))
    return found or [grid(resolution=sizes, input=[(9, 8, 3), (32, 32, 3), (1, 1, 1)])]


SPECS = sorted(path.stem for path in (ROOT / "specs").glob("[ab]*/*.yaml"))
QUICK = ("mobilenet_v2", "resnext", "densenet", "googlenet", "inception_v1", "lenet5")


@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=[] if n in QUICK else [pytest.mark.slow]) for n in SPECS],
)
def test_networks_of_the_zoo(name: str) -> None:
    """Every column of every spec, along its parameters and the size of its input."""
    spec = load(name, own=False)
    for train in (False, True) if name == "googlenet" else (False,):
        for space in spaces(spec):
            asked = Asked(spec, space, COLUMNS, train)
            assert one_by_one(asked) == swept(asked, 10**6)


# --- how a space is cut up changes nothing


@pytest.mark.parametrize("most", [1, 2, 5, 7, 24, 100])
def test_blocks_change_nothing(most: int) -> None:
    """Points keep their order and their numbers, however many are counted at once."""
    space = grid(groups=[1, 2, 3, 32], width=[4, 6, 8], resolution=[64, 224])
    asked = Asked(load("resnext50", own=False), space, ("macs", "params"))

    assert one_by_one(asked) == swept(asked, most)
    assert [block.size <= most for block in blocks(space, most)].count(False) == 0


@pytest.mark.parametrize("most", [0, 2_000, 20_000])
def test_what_memory_cannot_hold_is_counted_in_parts(
    monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """However few bytes a walk may hold, the numbers and their order are the same."""
    monkeypatch.setattr(counting, "MOST_HELD", most)
    space = grid(growth=[4, 12, 24], resolution=[33, 64, 96, 224])
    asked = Asked(load("densenet", own=False), space, ("macs", "params"))

    assert one_by_one(asked) == swept(asked, 100)


def test_drawn_points_are_those_of_the_space() -> None:
    """Values that are drawn again and again, in any order, count as if they stood in a list."""
    space = grid(width=[Fraction(1, 2), 1, Fraction(7, 5)], resolution=[96, 160, 224, 64])
    asked = Asked(load("mobilenet_v2", own=False), drawn(space, 9, 3), ("macs", "params"))
    points = [asked.space.point(number) for number in range(9)]

    assert 9 == len({tuple(point.items()) for point in points})
    assert all(point in [space.point(number) for number in range(12)] for point in points)
    assert one_by_one(asked) == swept(asked, 100)


def test_names_on_one_axis_change_together() -> None:
    """As many points as places, each with its own pair of values."""
    space = Space((Axis({"groups": [1, 2, 4, 8, 32], "width": [64, 40, 24, 14, 4]}),))
    asked = Asked(load("resnext50", own=False), space, ("params",))

    assert (5,) == space.shape
    assert {"groups": 4, "width": 24} == space.point(2)
    assert one_by_one(asked) == swept(asked, 100)


def test_numbers_past_int64_are_refused_or_exact() -> None:
    """Near 10^18 products no longer fit 64 bits: what the analysis refuses is no point, all else
    is exact."""
    spec = parse_spec("input: 1x1x1\nparams: {m: 1, n: 1}\nlayers:\n- conv(m) -> conv(n)")
    sizes = [10**9, 999_999_937, 10**8 + 7, 3, 1]
    asked = Asked(spec, grid(m=sizes, n=sizes), COLUMNS)
    expected = one_by_one(asked)

    assert IMPOSSIBLE in expected["weights"]  # 10^9 + 10^9·10^9
    assert 10**9 + 3 * 10**9 in expected["weights"]
    assert expected == swept(asked, 100)


def test_points_that_differ_everywhere_are_still_counted() -> None:
    """A condition that no two rows of the grid share cuts it into as many pieces."""
    text = "input: 8x8x4\nparams: {a: 1, b: 1}\nlayers:\n- conv(4) if (a*b) % 3 == 1 else conv(8)"
    asked = Asked(parse_spec(text), grid(a=range(1, 12), b=range(1, 12)), ("weights",))
    expected = [16 if a * b % 3 == 1 else 32 for a in range(1, 12) for b in range(1, 12)]

    assert {"weights": expected} == swept(asked, 1000)


def test_a_block_is_cut_along_the_axis_with_fewest_cases() -> None:
    """Labels that depend on one axis cut it into their cases, in both blocks alike."""
    labels = np.array([[1, 2, 1]])
    parts = list(Block.whole((4, 3)).divided(labels, Block.whole((4, 3))))

    assert [[0, 2], [1]] == [part.places[1].tolist() for part, _ in parts]
    assert all(len(part.places[0]) == 4 for part, _ in parts)
