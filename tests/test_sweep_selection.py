"""What is kept of a sweep, whatever the pieces it comes in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnncost import fit, sweep
from cnncost.errors import UsageError
from cnncost.sweeping import selection
from cnncost.sweeping.selection import Choose, collected, everything, pareto, top
from cnncost.sweeping.sweep import Piece

numbers = st.lists(st.tuples(*[st.integers(0, 6)] * 3), min_size=1, max_size=40)
cuts = st.integers(1, 9)
COLUMNS = "xyz"


def pieces(rows: list[tuple[int, ...]], length: int) -> list[Piece]:
    """Rows of three columns as pieces of some length."""
    return [
        Piece(
            np.arange(start, min(start + length, len(rows))),
            {name: np.array([row[i] for row in rows[start : start + length]])
             for i, name in enumerate(COLUMNS)},
            length, 0, length, (),
        )
        for start in range(0, len(rows), length)
    ]  # fmt: skip


def kept(rows: list[tuple[int, ...]], length: int, choose: Choose) -> list[int]:
    """The numbers of the rows that are kept."""
    return collected(pieces(rows, length), choose).numbers.tolist()


@given(numbers, cuts, st.integers(1, 5))
def test_the_first_few(rows: list[tuple[int, ...]], length: int, many: int) -> None:
    """By one column up, then by another down; equal rows in their order."""
    expected = sorted(range(len(rows)), key=lambda i: (rows[i][0], -rows[i][1], i))

    assert expected[:many] == kept(rows, length, top(many, ("x", "-y")))


def beaten(row: tuple[int, ...], rows: Iterable[tuple[int, ...]]) -> bool:
    """Whether another row is as good everywhere and better somewhere, by the definition."""
    return any(all(a <= b for a, b in zip(o, row, strict=True)) and o != row for o in rows)


@pytest.mark.parametrize("by", [("x",), ("x", "y"), ("x", "-y"), ("z", "-x", "y"), ("-x", "-y")])
@given(rows=numbers, length=cuts)
def test_what_nothing_beats(by: tuple[str, ...], rows: list[tuple[int, ...]], length: int) -> None:
    """The front of any number of columns, less or more being better; equals stay together."""
    signs = [(-1 if name[0] == "-" else 1, COLUMNS.index(name[-1])) for name in by]
    costs = [tuple(sign * row[i] for sign, i in signs) for row in rows]
    expected = {i for i, cost in enumerate(costs) if not beaten(cost, costs)}
    found = kept(rows, length, pareto(by))

    assert expected == set(found)
    assert sorted(found, key=lambda i: (*costs[i], i)) == found


def test_four_columns_in_which_nothing_is_beaten_are_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each point is compared with each: past a limit that is said, not begun."""
    monkeypatch.setattr(selection, "LARGEST_FRONT", 20)
    rows = [(i, -i, i % 7) for i in range(30)]

    assert 30 == len(kept(rows, 10, pareto(("x", "y", "z"))))
    with pytest.raises(UsageError) as refused:
        kept(rows, 30, pareto(("x", "y", "-x", "-y")))
    assert (
        "More than 20 points are beaten by no other in all these columns. Compare fewer of them, "
        "or fewer points with --where."
    ) == str(refused.value)


@given(numbers, cuts)
def test_everything_stays_in_order(rows: list[tuple[int, ...]], length: int) -> None:
    """All pieces one after the other."""
    assert list(range(len(rows))) == everything(pieces(rows, length)).numbers.tolist()


# --- sweeps


def macs_of(**asked: Any) -> list[int]:
    """MACs of what is kept of LeNet-like layers: 9·n·n·H² for n = 1 to 4 on 4×4 and 8×8."""
    from cnncost.spec import parse_spec

    spec = parse_spec("input: 8x8x1\nparams: {n: 1}\nlayers:\n- conv(n, k=3) -> conv(n, k=3)")
    return sweep(spec, {"n": "1:4", "resolution": "4,8"}, **asked)["macs"].tolist()


def cost(n: int, side: int) -> int:
    """9·n + 9·n·n multiply-accumulates at each place."""
    return side * side * 9 * (n + n * n)


ALL = [cost(n, side) for n in range(1, 5) for side in (4, 8)]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ALL),
        ({"where": "macs <= 1k"}, [m for m in ALL if m <= 1000]),
        ({"where": "n > 2 and resolution == 4"}, [cost(3, 4), cost(4, 4)]),
        ({"where": "macs/params > 20"}, [cost(n, 8) for n in range(1, 5)]),  # 36 to 64, and 9 to 16
        ({"top": 3}, sorted(ALL)[:3]),
        ({"top": 2, "by": "-macs"}, sorted(ALL)[:-3:-1]),
        ({"pareto": ["macs"]}, [min(ALL)]),
        ({"pareto": ["macs", "-params"]}, [cost(n, 4) for n in range(1, 5)]),
        ({"random": 8, "seed": 3, "top": 8}, sorted(ALL)),
    ],
)
def test_conditions_and_choices(asked: dict[str, Any], expected: list[int]) -> None:
    """Eight points, of which those are kept that are asked for."""
    assert expected == macs_of(**asked)


def test_impossible_points_are_counted_and_explained() -> None:
    """Of groups 1 to 4 only 3 does not divide 64 channels; it is left out, and it is known why."""
    from cnncost.spec import parse_spec

    spec = parse_spec("input: 8x8x64\nparams: {g: 1}\nlayers:\n- conv(64, k=3, g=g)")
    found = sweep(spec, {"g": "1:4"})
    ((point, reason),) = found.reasons()

    assert [1, 2, 4] == [one.values["g"] for one in found]
    assert (4, 1, 3) == (found.found.looked, found.found.impossible, found.found.fitting)
    assert {"g": 3} == point
    assert "groups (=3) must divide both the input channels (=64)" in reason


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"columns": ["mac"]}, "There is no column 'mac'. Did you mean macs?"),
        ({"top": 3, "by": "weigths"}, "There is no column 'weigths'. Did you mean weights?"),
        (
            {"top": 3, "pareto": ["macs"]},
            "Either the first few are kept or those that nothing beats, not both.",
        ),
        (
            {"columns": ["accuracy"]},
            "No accuracy of lenet5 is known at any of these points.",
        ),
    ],
)
def test_what_cannot_be_kept_is_said(asked: dict[str, Any], message: str) -> None:
    """Before anything is counted."""
    with pytest.raises(UsageError) as error:
        sweep("lenet5", {"resolution": "32"}, **asked)

    assert message == str(error.value)


# --- fit


def test_the_most_parameters_within_a_budget() -> None:
    """MobileNetV2 at 224: 300,774,272 MACs at width 1 are just within 301 million."""
    found = fit(
        "mobilenet_v2", ["width=0.35,0.5,0.75,1,1.3,1.4"], {"macs": 301_000_000}, goal="params"
    )
    best = found.sweep[0]

    assert found.fits
    assert (1, 300_774_272, 3_504_872) == (
        best.values["width"], best.counts["macs"], best.counts["params"],
    )  # fmt: skip


def test_of_equal_points_the_one_that_leaves_least_is_best() -> None:
    """Parameters do not depend on the resolution: the largest that fits is chosen."""
    found = fit(
        "mobilenet_v2",
        ["width=0.5,1", "resolution=96:224:32"],
        {"macs": 200_000_000},
        goal="params",
    )

    assert {"width": 1, "resolution": 160} == found.sweep[0].values


def test_where_nothing_fits_the_least_is_shown() -> None:
    """The smallest width still costs more."""
    found = fit("mobilenet_v2", ["width=0.5,1"], {"macs": 1_000_000})

    assert not found.fits
    assert 97_131_840 == found.sweep[0].counts["macs"]  # slim prints 97 million for 0.5 at 224


def test_a_fit_needs_a_budget() -> None:
    """Without one every point would do."""
    with pytest.raises(UsageError, match=r"A budget is missing\. Try --max-macs 300M"):
        fit("mobilenet_v2", ["width=0.5,1"], {})
