"""Modules that are used again are not walked again: what they leave must be as if they were."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from conftest import counted

from cnncost import analysis, analyze
from cnncost.errors import CnncostError
from cnncost.report import Report


def seen(report: Report) -> list[tuple[Any, ...]]:
    """What a row is and sees, apart from its name."""
    return [
        (row.measured, row.train_only, row.receptive_field, row.effective_stride, row.depth)
        for row in report.rows
    ]


HEAD = "input: 16x16x4\nmodules:\n"
AGAIN = {
    # what a branch of identity is joined with is the map that came in, the network's input at first
    "a residual block": (
        "  m:\n    add: {a: 'conv(cin, k=3)', b: identity}\nlayers: m -> m -> m\n",
        "layers:\n" + 3 * "  - add: {a: 'conv(cin, k=3)', b: identity}\n",
    ),
    "a residual block after a layer": (
        "  m:\n    add: {a: 'conv(cin, k=3)', b: identity}\nlayers: maxpool(3) -> m -> m\n",
        "layers:\n  - maxpool(3)\n" + 2 * "  - add: {a: 'conv(cin, k=3)', b: identity}\n",
    ),
    # what comes out need not be what the last row puts out
    "a block that ends in an auxiliary head": (
        "  m:\n    - conv(4, k=3)\n    - aux: {h: gap -> fc(2)}\nlayers: m -> m -> m\n",
        "layers:\n" + 3 * "  - conv(4, k=3)\n  - aux: {h: gap -> fc(2)}\n",
    ),
    # a block that passes its map on, beside a branch whose rows come in between
    "a block of nothing but identity": (
        "  pass: identity\nlayers:\n  - conv(4, k=3) -> pass\n"
        "  - concat: {a: 'conv(4, k=5)', b: pass -> conv(4)}\n",
        "layers:\n  - conv(4, k=3)\n  - concat: {a: 'conv(4, k=5)', b: conv(4)}\n",
    ),
    "a block without a layer": (
        "  no_layer: none\nlayers:\n" + 2 * "  - add: {a: conv(4), b: no_layer}\n",
        "layers: conv(4) -> conv(4)\n",
    ),
    # training or not, and for which parameter a value was given
    "a block in training and deployed": (
        "  m: conv(4, k=3) -> gap\nlayers:\n  - aux: {one: m}\n  - relu\n"
        "  - aux: {two: m}\n  - m\n",
        "layers:\n  - aux: {one: 'conv(4, k=3) -> gap'}\n  - relu\n"
        "  - aux: {two: 'conv(4, k=3) -> gap'}\n  - conv(4, k=3) -> gap\n",
    ),
    "equal values of other parameters": (
        "  m(k=1, s=1): conv(4, k=k, s=s)\nlayers: m(k=3) -> m(s=3) -> m(3) -> m(1, 3)\n",
        "layers: conv(4, k=3, s=1) -> conv(4, s=3) -> conv(4, k=3, s=1) -> conv(4, s=3)\n",
    ),
    "defaults that follow what enters": (
        "  m(c=2*cin, k=3 if cin == 4 else 1): conv(c, k=k)\nlayers: m -> m -> m(4) -> m\n",
        "layers: conv(8, k=3) -> conv(16) -> conv(4) -> conv(8, k=3)\n",
    ),
    "pairs": (
        "  m(k): conv(4, k=k)\nlayers: m(1x3) -> m(3x1) -> m((1, 3)) -> m(3)\n",
        "layers: conv(4, k=1x3) -> conv(4, k=3x1) -> conv(4, k=1x3) -> conv(4, k=3)\n",
    ),
    "blocks of blocks": (
        "  in(c):\n    add: {a: 'conv(c, k=3) -> conv(cin)', b: identity}\n"
        "  m(c): in(c) -> in(2*c) -> in(c)\nlayers: in(2) -> m(2) -> 2 * m(2) -> m(4)\n",
        "layers:\n" + "".join(
            f"  - add: {{a: 'conv({c}, k=3) -> conv(4)', b: identity}}\n"
            for c in (2, *3 * (2, 4, 2), 4, 8, 4)
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", AGAIN)
def test_modules_are_what_they_stand_for(name: str) -> None:
    """The same rows, on the same maps, seeing the same of the input, as when written out."""
    short, long = AGAIN[name]

    assert seen(counted(f"input: 16x16x4\n{long}")) == seen(counted(f"{HEAD}{short}"))


def test_names_of_modules_that_are_used_again() -> None:
    """Parts inside parts have their own copies."""
    report = counted(
        f"{HEAD}  m:\n    - x: conv(4) -> relu\n    - add: {{a: conv(4), b: identity}}\n"
        "layers:\n  - one: m\n  - two: m -> m\n  - aux: {head: m}\n"
    )
    inside = ["x", "x/relu", "a", "add"]

    assert [
        f"{place}/{name}" for place in ("one", "two/m.1", "two/m.2", "head") for name in inside
    ] == [row.path for row in report.rows]


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ("m(1) -> m(yes)", "channels (output channels) must be a whole number"),
        ("conv(1) -> conv(yes)", "channels"),
        ("w((1, 3)) -> w((yes, 3))", "k (kernel, 3 or 1x7) must be a number, not yes or no."),
        ("conv(4, k=(1, 3)) -> conv(4, k=(yes, 3))",
         "k (kernel, 3 or 1x7) must be a number, not yes or no."),
    ],
)  # fmt: skip
def test_yes_is_not_one(layers: str, message: str) -> None:
    """What is refused alone is refused after its equal, too."""
    with pytest.raises(CnncostError) as refused:
        counted(f"{HEAD}  m(c): conv(c)\n  w(k): conv(4, k=k)\nlayers: {layers}\n")

    assert "must be a number, not yes or no." in str(refused.value)


FOUR = "  m: 4 * relu\n"


@pytest.mark.parametrize(
    ("layers", "rows"),
    [("m -> m -> m", 12), ("3 * m", 12), ("12 * relu", 12), ("m -> 8 * relu", 12),
     ("m -> m -> m -> relu", 0), ("m -> m -> m -> m", 0), ("4 * m", 0), ("m -> m -> relu -> m", 0),
     ("m -> 9 * relu", 0)],
)  # fmt: skip
def test_the_most_rows(layers: str, rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve rows are twelve rows, whether they were walked or copied; one more is refused."""
    monkeypatch.setattr(analysis, "MOST_ROWS", 12)
    text = f"{HEAD}{FOUR}layers: {layers}\n"
    if rows:
        assert rows == len(counted(text).rows)
        return
    with pytest.raises(CnncostError) as refused:
        counted(text)

    assert "The network has more than 12 rows, the most allowed." in str(refused.value)


def test_a_repeat_may_shrink(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three rows the first time, one after that: 3 + 9 are twelve."""
    monkeypatch.setattr(analysis, "MOST_ROWS", 12)
    report = counted(f"{HEAD}  m: relu -> relu -> conv(8) if cin == 4 else relu\nlayers: 10 * m\n")

    assert 12 == len(report.rows)


@pytest.mark.parametrize("most", [22, 23])
def test_parts_of_a_copy_are_steps(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A chain, a repeat, a module of three empty parts with all it holds (8), three copies of it
    with a step for each part (12), a layer: 23 steps."""
    monkeypatch.setattr(analysis, "MOST_STEPS", most)
    text = f"{HEAD}  m:\n    - a: none\n    - b: none\n    - c: none\nlayers: 4 * m -> relu\n"
    if most == 23:
        assert 1 == len(counted(text).rows)
        return
    with pytest.raises(CnncostError) as refused:
        counted(text)

    assert "steps to follow" in str(refused.value)


def nested(depth: int, name: str, inside: str) -> str:
    """Modules that put a layer into that many parts."""
    each = [f"  {name}{i}:\n    - x: {name}{i + 1}\n    - relu\n" for i in range(depth)]
    return f"{''.join(each)}  {name}{depth}: {inside}\n"


@pytest.mark.parametrize(("above", "stands"), [(23, True), (24, False)])
def test_copies_may_not_nest_too_deep(above: int, stands: bool) -> None:
    """40 parts are copied into 24 others, one of them called b0: 64 are the most."""
    text = (
        f"{HEAD}{nested(40, 'a', 'relu')}{nested(above, 'b', 'a0')}"
        "layers:\n  - one: a0\n  - two: relu\n  - b0\n"
    )
    if stands:
        assert 41 + 1 + above + 41 == len(counted(text).rows)
        return
    with pytest.raises(CnncostError) as refused:
        counted(text)

    assert "Parts are nested more than 64 deep." in str(refused.value)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_what_follows_a_repeat_starts_where_it_ended(count: int) -> None:
    """A body that holds no layer the second time leaves the map of the first."""
    report = counted(f"{HEAD}  m: conv(8) if cin == 4 else none\nlayers: {count} * m -> relu\n")

    assert [("m", 8), ("relu", 8)] == [(row.path, row.output[2]) for row in report.rows]


def test_reports_can_be_sent_to_other_processes() -> None:
    """A report pickles, before and after it was asked for rows."""
    report = analyze("fire")
    for _ in range(2):
        copy = pickle.loads(pickle.dumps(report))

        assert report.totals == copy.totals
        assert [row.path for row in report.rows] == [row.path for row in copy.rows]
