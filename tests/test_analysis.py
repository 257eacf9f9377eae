"""The walk: names, joins, repeats, conditions, totals and what every report must hold."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from conftest import counted
from hypothesis import given, settings
from hypothesis import strategies as st

from cnncost import analyze
from cnncost.errors import CnncostError
from cnncost.zoo import every_spec, load

SHIPPED = sorted(spec.name for spec in every_spec()[0])


def paths(text: str) -> list[str]:
    return [row.path for row in counted(text).rows]


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        # at the top, where nothing has a name, layers are called by their kind
        ("layers: conv(4) -> relu", ["conv", "relu"]),
        ("layers: conv(4) -> relu -> conv(4) -> relu", ["conv.1", "relu.1", "conv.2", "relu.2"]),
        # a layer with weights is called like its place, others by their kind inside it
        ("layers: [a: conv(4) -> relu]", ["a", "a/relu"]),
        ("layers: [a: conv(4) -> relu -> conv(4)]", ["a.1", "a/relu", "a.2"]),
        # a layer alone in its place takes its name
        ("layers: [pool: maxpool(3)]", ["pool"]),
        # a module alone in its place adopts the name; otherwise it adds its own
        ("modules: {m: conv(4) -> relu}\nlayers: [a: m]", ["a", "a/relu"]),
        (
            "modules: {m: conv(4) -> relu}\nlayers: [a: m -> m]",
            ["a/m.1", "a/m.1/relu", "a/m.2", "a/m.2/relu"],
        ),
        ("modules: {m: conv(4)}\nlayers: 2 * m", ["m.1", "m.2"]),
        # a join is a row, and its branches are places
        (
            "layers: {concat: {a: conv(4) -> relu, b: maxpool(3) -> conv(4)}}",
            ["a", "a/relu", "b/maxpool", "b", "concat"],
        ),
        # equal names are numbered, wherever they come from
        ("layers: [a: conv(4), a: conv(4)]", ["a.1", "a.2"]),
    ],
)
def test_names(layers: str, expected: list[str]) -> None:
    """Every row has a name that says where it stands."""
    assert expected == paths(f"input: 8x8x4\n{layers}\n")


@pytest.mark.parametrize(
    ("layers", "kinds"),
    [
        ("none -> relu", ["relu"]),
        ("identity -> relu", ["relu"]),
        ("0 * conv(4) -> relu", ["relu"]),
        ("2 * (relu -> bn)", ["relu", "bn", "relu", "bn"]),
        ("relu if cin == 4 else bn", ["relu"]),
        ("relu -> bn if cin > 4 else tanh -> bn", ["tanh", "bn"]),
        ("relu -> (bn if cin > 4 else none) -> tanh", ["relu", "tanh"]),
        ("relu if cin > 8 else bn if cin > 2 else tanh", ["bn"]),
        ("relu if cin > 1 and not cin == 3 else bn", ["relu"]),
        ("(cin/2) * relu", ["relu", "relu"]),
    ],
)
def test_chains(layers: str, kinds: list[str]) -> None:
    """Repeats, conditions, identity and none do what the grammar says."""
    assert kinds == [row.kind for row in counted(f"input: 8x8x4\nlayers: {layers}").rows]


@pytest.mark.parametrize(
    ("layers", "kinds"),
    [
        ("{add: {a: conv(4), b: identity}}", ["conv", "add"]),
        ("{add: {a: conv(4), b: none}}", ["conv"]),
        ("{add: {a: conv(9), b: identity if cin == 9 else none}}", ["conv"]),
        ("{multiply: {x: identity, gate: gap -> conv(4) -> sigmoid}}",
         ["gap", "conv", "sigmoid", "multiply"]),
    ],
)  # fmt: skip
def test_joins(layers: str, kinds: list[str]) -> None:
    """A branch of none is no branch, and what is left alone is not joined."""
    assert kinds == [row.kind for row in counted(f"input: 8x8x4\nlayers: {layers}").rows]


def test_cin_is_what_enters_the_module() -> None:
    """cin stays the module's own input, however far inside it is used; defaults see it too."""
    report = counted(
        "input: 8x8x4\n"
        "modules:\n"
        "  inner(c=3*cin): conv(c) -> conv(cin)\n"
        "  outer: conv(2*cin) -> inner -> conv(cin)\n"
        "layers: outer\n"
    )

    assert [8, 24, 8, 4] == [row.output[2] for row in report.rows]


def test_auxiliary_branches_count_for_training_only() -> None:
    """The output of an aux branch is dropped; its cost is in the training totals alone."""
    report = counted(
        "input: 8x8x4\nlayers:\n"
        "  - a: conv(2, bias=no)\n  - aux:\n      head: fc(3, bias=no)\n  - b: relu\n"
    )

    assert (8, 8, 2) == report.output
    assert 4 * 2 == report.totals["weights"]
    assert 4 * 2 + 8 * 8 * 2 * 3 == report.train_totals["weights"]
    assert [False, True, False] == [row.train_only for row in report.rows]


def test_padding_words_and_pairs_pass_through_modules() -> None:
    """A module hands uneven kernels and padding words on to its layers."""
    report = counted(
        "input: 9x9x4\nmodules:\n  m(k, p=same): conv(4, k=k, p=p)\nlayers: m(1x7) -> m(3, valid)"
    )

    assert [(9, 9, 4), (7, 7, 4)] == [row.output for row in report.rows]
    assert (1, 7) == report.rows[0].measured.kernel


@pytest.mark.parametrize("name", SHIPPED)
def test_every_network_adds_up(name: str) -> None:
    """The total is the sum of the rows, of the stages and of the kinds; no two rows share a path,
    and elements put out by a row are taken in whole further on."""
    report = analyze(name)
    rows = {c: sum(int(n) for n in report[c]) for c in report.columns}
    stages = report.by(lambda row: row.stage, train=True)
    kinds = report.by(lambda row: row.kind, train=True)

    assert rows == {c: report.train_totals[c] for c in rows}
    assert rows == {c: sum(sums[c] for sums in stages.values()) for c in rows}
    assert rows == {c: sum(sums[c] for sums in kinds.values()) for c in rows}
    assert len(report.rows) == len({row.path for row in report.rows})
    assert report.output == report.rows[-1].output
    assert all(column.dtype == np.int64 and len(column) == len(report.rows)
               for column in report.columns.values())  # fmt: skip


def test_every_spec_says_what_it_is() -> None:
    """Every shipped spec has a title, a citation, a family, and is short enough to read."""
    specs = [load(name) for name in SHIPPED]
    lines = {spec.name: Path(spec.file).read_text("utf-8").splitlines() for spec in specs}

    assert [] == [spec.name for spec in specs if not (spec.title and spec.paper and spec.family)]
    assert [] == [name for name, its in lines.items() if len(its) > 50]
    assert [] == [name for name, its in lines.items() if max(map(len, its)) > 100]


@given(st.lists(st.sampled_from(SHIPPED), min_size=2, max_size=4))
@settings(max_examples=15, deadline=None)
def test_reports_do_not_depend_on_what_was_counted_before(names: list[str]) -> None:
    """The same spec gives the same report whatever the order of work."""
    first = {name: analyze(name).totals for name in names}

    assert first == {name: analyze(name).totals for name in reversed(names)}


def test_doubling_the_groups_halves_the_macs() -> None:
    """The document's law, on a whole block: HWNK²M/G."""
    macs = [analyze("grouped", params={"groups": g}).totals["macs"] for g in (1, 2, 4, 8, 128)]

    assert [macs[0] // g for g in (1, 2, 4, 8, 128)] == macs


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        (
            "conv(1000000000, k=1000, p=999) -> conv(2)",
            "net.yaml:2:9  layers: conv(1000000000, k=1000, p=999) -> conv(2)\n"
            "                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
            "conv.1 costs 4,056,196,000,000,000,000,000, more than 10^18, the most that cnncost "
            "counts to.",
        ),
        (
            "3 * conv(900000000)",
            "net.yaml:2:13  layers: 3 * conv(900000000)\n"
            "                           ^^^^^^^^^^^^^^^\n"
            "conv.2 costs 51,840,000,000,000,000,000, more than 10^18, the most that cnncost "
            "counts to.",
        ),
    ],
)
def test_counts_never_wrap(layers: str, message: str) -> None:
    """A number past 10^18 is refused by name: 1007²·4·10^6·10^9, and 64·(9·10^8)²."""
    with pytest.raises(CnncostError) as refused:
        counted(f"input: 8x8x4\nlayers: {layers}")

    assert message == str(refused.value)


def test_a_total_past_the_limit_is_refused() -> None:
    """Rows that fit may have a sum that does not: 20 convolutions of 64 · 3·10^7 · 3·10^7 MACs."""
    with pytest.raises(CnncostError) as refused:
        counted("input: 8x8x30000000\nlayers: 20 * conv(30000000, bias=no)")

    assert (
        "net.yaml:2:1  layers: 20 * conv(30000000, bias=no)\n"
        "              ^^^^^^\n"
        "The network's macs add up to 1,152,000,000,000,000,000, more than 10^18, the most that "
        "cnncost counts to."
    ) == str(refused.value)


def test_unknown_columns_are_named() -> None:
    """A mistyped column is answered with the nearest one."""
    with pytest.raises(CnncostError) as refused:
        analyze("naive")["mac"]

    assert "The ledger has no column 'mac'. Did you mean macs?" == str(refused.value)
