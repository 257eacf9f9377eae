"""Wrong answers on unseen layers: right is right, wrong is wrong, and slips have names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from slip_cases import CASES
from slip_formulas import MACS, PAIRS, PAIRS_OF_MACS, PARAMS, Layer, layers

from cnncost.homework.assignment import Assignment, parse_assignment
from cnncost.homework.marking import mark
from cnncost.homework.marks import Mark
from cnncost.homework.sheet import read_sheet
from cnncost.homework.variants import questions_from

ITEM = "{{id: {id}, kind: number, layer: '{typed}', input: {Hi}x{Wi}x{N}, asks: {asks}}}"


def homework(layer: Layer, conventions: str = "{}") -> Assignment:
    """Both numbers of a layer asked for."""
    items = [
        ITEM.format(id=asks, typed=layer.typed, asks=asks, **layer._asdict())
        for asks in ("parameters", "macs")
    ]
    lines = [f"  - {item}" for item in items]
    return parse_assignment("\n".join([f"conventions: {conventions}", "items:", *lines]))


def marked(assignment: Assignment, answers: Mapping[str, int]) -> dict[str, Mark]:
    """The marks of these answers."""
    text = "\n".join(f"{id}: {number}" for id, number in answers.items())
    sheet = read_sheet(text, "answers.yaml", assignment)
    questions = questions_from(assignment, None)
    return {one.id: one for one in mark(assignment, questions, sheet).marks}


def named(one: Mark) -> set[frozenset[str]]:
    """The slips that each remark names."""
    return {frozenset(remark.slips) for remark in one.remarks}


def test_right_answers_are_right() -> None:
    """The number worked out by hand is marked right for every layer."""
    for layer in layers(60, seed=1):
        found = marked(homework(layer), {"parameters": layer.params, "macs": layer.macs})

        assert {"right"} == {one.state for one in found.values()}, layer


@pytest.mark.parametrize(("asks", "formulas"), [("parameters", PARAMS), ("macs", MACS)])
def test_single_slips_are_recognised(asks: str, formulas: dict[str, Any]) -> None:
    """Every slip that gives another number than the right one is named, on every layer."""
    met: Counter[str] = Counter()
    for layer in layers(25, seed=2):
        right = {"parameters": layer.params, "macs": layer.macs}[asks]
        assignment = homework(layer)
        for slip, formula in formulas.items():
            number = formula(layer)
            if number is None or number == right or number < 1:
                continue
            one = marked(assignment, {asks: number})[asks]
            assert "wrong" == one.state, (layer, slip)
            assert frozenset({slip}) in named(one), (layer, slip, number, named(one))
            met[slip] += 1

    assert set(formulas) == set(met)  # each was distinguishable somewhere


@pytest.mark.parametrize(("asks", "formulas"), [("parameters", PAIRS), ("macs", PAIRS_OF_MACS)])
def test_pairs_are_recognised(asks: str, formulas: dict[tuple[str, str], Any]) -> None:
    """Two slips at once are named, unless a single one gives the same number."""
    met: Counter[tuple[str, str]] = Counter()
    for layer in layers(8, seed=3):
        right = {"parameters": layer.params, "macs": layer.macs}[asks]
        assignment = homework(layer)
        for pair, formula in formulas.items():
            number = formula(layer)
            if number is None or number == right or number < 1:
                continue
            one = marked(assignment, {asks: number})[asks]
            assert "wrong" == one.state, (layer, pair)
            if any(len(slips) == 1 for slips in named(one)):
                continue
            assert frozenset(pair) in named(one), (layer, pair, number, named(one))
            met[pair] += 1

    assert set(formulas) == set(met)


def test_other_numbers_are_wrong_without_a_name() -> None:
    """A number that no slip gives is wrong, and nothing is made up about it."""
    layer = Layer(Hi=31, Wi=29, N=12, M=21, K=5, s=3, p=2, d=1, g=3)
    one = marked(homework(layer), {"parameters": layer.params + 17})["parameters"]

    assert ("wrong", ()) == (one.state, one.remarks)


def test_answers_are_read_before_they_are_judged() -> None:
    """The text of a right answer with a unit is asked about, not marked wrong."""
    layer = layers(1, seed=4)[0]
    assignment = homework(layer)
    sheet = read_sheet(f"macs: {layer.macs} MACs", "a.yaml", assignment)
    found = mark(assignment, questions_from(assignment, None), sheet).marks[1]

    assert "unread" == found.state


@pytest.mark.parametrize(("slip", "network", "of", "number", "source"), CASES)
def test_numbers_of_the_list(slip: str, network: str, of: str, number: int, source: str) -> None:
    """Each published wrong number, handed in for its network, is wrong and has its name."""
    lines = network.strip().splitlines() if "input:" in network else [f"network: {network}"]
    assignment = parse_assignment(_about(lines, of))
    (question,) = questions_from(assignment, None)
    sheet = read_sheet(f"a: {number:,}", "answers.yaml", assignment)
    (one,) = mark(assignment, [question], sheet).marks

    assert "wrong" == one.state, source
    assert any(slip in slips for slips in named(one)), (source, named(one))


def _about(lines: list[str], of: str) -> str:
    """An item that asks for a quantity of a network, written out or by its name."""
    head = "items:\n  - id: a\n    kind: number\n"
    if len(lines) == 1:
        return f"{head}    {lines[0]}\n    asks: {of}\n"
    inline = "\n".join(f"      {line}" for line in lines)
    return f"{head}    asks: {of}\n    network:\n{inline}\n"
