"""Layers as a reader would type them."""

from __future__ import annotations

import pytest
from conftest import counted

from cnncost.analysis import analyze_spec
from cnncost.explanation.asking import typed_report
from cnncost.explanation.typed import typed
from cnncost.measure import Measured
from cnncost.zoo import every_spec


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("conv(64, k=7, s=2, p=3)", "conv(64, k=7, s=2)"),
        ("conv(64, k=7, s=2, p=0, bias=no)", "conv(64, k=7, s=2, p=0, bias=no)"),
        ("conv(8, k=1x7)", "conv(8, k=1x7)"),
        ("conv(8, k=3, d=2, g=2)", "conv(8, k=3, d=2, g=2)"),
        ("conv(8, k=3, p=(1, 0, 2, 0))", "conv(8, k=3, p=(1, 0, 2, 0))"),
        ("conv(8, k=4, p=same)", "conv(8, k=4, s=1, p=(1, 2, 1, 2))"),
        ("maxpool(2, s=2)", "maxpool(2, s=2)"),
        ("maxpool(3, s=2, p=0, ceil=yes)", "maxpool(3, s=2, p=0, ceil=yes)"),
        ("bn", "bn()"),
        ("lrn", "lrn()"),
        ("lrn(k=3)", "lrn(k=3)"),
        ("fc(10, bias=no)", "fc(10, bias=no)"),
        ("split(2, take=2)", "split(2, take=2)"),
    ],
)
def test_layers_as_they_are_typed(written: str, expected: str) -> None:
    """What is as usual is left out; an even window keeps its stride."""
    assert expected == typed(counted(f"input: 16x16x8\nlayers: {written}\n").measured[0])


def test_a_join_is_no_call() -> None:
    """Branches cannot be typed as one layer."""
    report = counted("input: 4x4x2\nlayers: {add: {a: conv(2), b: identity}}\n")

    assert "" == typed(report.measured[-1])


@pytest.mark.slow
def test_every_layer_of_the_zoo_can_be_typed() -> None:
    """Typed again on its input, every layer has the same costs and the same output."""
    seen: dict[tuple[object, ...], Measured] = {}
    for spec in every_spec()[0]:
        for one in analyze_spec(spec).measured:
            seen.setdefault((one.kind.name, one.input, *sorted(one.letters.items())), one)
    for one in seen.values():
        if call := typed(one):
            again = typed_report(call, {}, one.input).measured[0]

            assert (one.output, one.ledger) == (again.output, again.ledger), call

    assert len(seen) > 2_000
