"""Wrong answers on unseen layers: right is right, wrong is wrong, and slips have names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from slip_cases import CASES
from slip_formulas import MACS, PAIRS, PAIRS_OF_MACS, PARAMS, Layer, layers

from cnncost.errors import FileError
from cnncost.homework.assignment import Assignment, parse_assignment
from cnncost.homework.marking import mark
from cnncost.homework.marks import Mark
from cnncost.homework.sheet import read_sheet
from cnncost.homework.variants import questions_from

SOME = 5  # on so many layers each slip can be told from the right number somewhere
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
@pytest.mark.parametrize("many", [SOME, pytest.param(25, marks=pytest.mark.slow)])
def test_single_slips_are_recognised(asks: str, formulas: dict[str, Any], many: int) -> None:
    """Every slip that gives another number than the right one is named, on every layer."""
    met: Counter[str] = Counter()
    for layer in layers(many, seed=2):
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


@pytest.mark.parametrize(
    ("asks", "formulas", "many"),
    [
        ("macs", PAIRS_OF_MACS, SOME),
        pytest.param("macs", PAIRS_OF_MACS, 8, marks=pytest.mark.slow),
        pytest.param("parameters", PAIRS, 8, marks=pytest.mark.slow),
    ],
)
def test_pairs_are_recognised(asks: str, formulas: dict[tuple[str, str], Any], many: int) -> None:
    """Two slips at once are named, unless a single one gives the same number."""
    met: Counter[tuple[str, str]] = Counter()
    for layer in layers(many, seed=3):
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


ONE = "items:\n  - id: a\n    kind: number\n"
CHAIN = "conv(12, k=3, s=2) -> relu -> conv(12, k=3) -> maxpool(2, s=2) -> gap -> fc(10)"
NORM = "    layer: bn\n    input: 10x10x7\n    asks: parameters\n"


def remarks_on(answer: str, item: str, head: str = "") -> list[tuple[str, ...]]:
    """The slips that are named for a wrong answer."""
    assignment = parse_assignment(f"{head}{ONE}{item}")
    sheet = read_sheet(f"a: {answer}", "a.yaml", assignment)
    (one,) = mark(assignment, questions_from(assignment, None), sheet).marks
    assert "wrong" == one.state
    return [remark.slips for remark in one.remarks]


FALSE = [
    # what must not be said: the answer, the item, the head, and the slips that do not go together
    ("12", "    layer: bn(beta=no)\n    input: 28x28x6\n    asks: parameters\n", "",
     ("bn.none", "bn.four")),
    ("14", NORM, "conventions: {batch norm: 4C}\n", ("bn.none",)),
    ("240", "    layer: depthwise(3, s=3) -> conv(40)\n    input: 31x25x20\n    asks: parameters\n",
     "", ("pointwise.forgotten", "bias.unwanted")),
    ("2158", f"    layer: {CHAIN}\n    input: 32x32x3\n    asks: parameters\n", "",
     ("params.as.macs", "unshared.bias.shared")),
    ("1680", "    layer: fc(10)\n    input: 1x1x84\n    asks: flops\n",
     "conventions: {images: 8}\n", ("factor.inverted", "macs.for.flops")),
    ("36864", "    layer: conv(64, k=3)\n    input: 8x8x64\n    asks: macs\n", "",
     ("weights.with.bias", "params.as.macs")),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "item", "head", "never"), FALSE)
def test_slips_that_exclude_each_other(
    answer: str, item: str, head: str, never: tuple[str, ...]
) -> None:
    """Nothing is said of an answer that could not have led to it."""
    found = [set(slips) for slips in remarks_on(answer, item, head)]

    assert set(never) not in found


NAMED = [
    ("36864", "    layer: conv(64, k=3)\n    input: 8x8x64\n    asks: macs\n", "",
     ("params.as.macs",)),  # the weights, 9·64·64, given for the work
    ("288000", "    layer: conv(16, k=3)\n    input: 20x20x5\n    asks: macs\n",
     "conventions: {images: 8}\n", ("batch",)),  # 400·9·5·16, for one image
    ("16448", "    layer: conv(64, bias=no)\n    input: 8x8x256\n    asks: weights\n", "",
     ("weights.with.bias",)),  # 256·64 + 64
    ("55", "    layer: maxpool(3, s=2, p=0, ceil=yes)\n    input: 112x112x64\n    asks: height\n",
     "", ("size.floor",)),
    ("30x30x8",  # without the padding of the first layer
     "    network: {input: 61x61x3, layers: [{a: 'conv(6, k=5, s=2, p=2)'}, "
     "{b: 'conv(8, k=3, p=1)'}]}\n    at: b\n    asks: output\n", "", ("size.pad.once",)),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "item", "head", "slips"), NAMED)
def test_slips_by_name(answer: str, item: str, head: str, slips: tuple[str, ...]) -> None:
    """What led to a number, worked out by hand, is named."""
    assert slips in remarks_on(answer, item, head)


ROUNDED = "    layer: conv(10, k=5, s=3, p=3, g=2)\n    input: 24x24x20\n    asks: macs\n"


@pytest.mark.parametrize(
    ("answer", "state"),
    [("202", "right"), ("203", "right"), ("202.5", "right"), ("201", "wrong"), ("204", "wrong")],
)
def test_halves_may_be_rounded_either_way(answer: str, state: str) -> None:
    """202,500 is 202 or 203 thousands to three digits, as calculators differ."""
    assignment = parse_assignment(f"{ONE}{ROUNDED}    in: thousands\n")
    sheet = read_sheet(f"a: {answer}", "a.yaml", assignment)

    assert state == mark(assignment, questions_from(assignment, None), sheet).marks[0].state


def test_rounding_that_was_agreed_on() -> None:
    """Where sizes of poolings are rounded up, one that rounds down is the teacher's to mend."""
    item = "    layer: maxpool(3, s=2, p=0)\n    input: 112x112x64\n    asks: height\n"
    assignment = parse_assignment(f"conventions: {{sizes: ceil}}\n{ONE}{item}")

    with pytest.raises(FileError) as error:
        questions_from(assignment, None)
    assert error.value.message.endswith("and maxpool rounds down: give it ceil=yes.")


MORE = [
    # 2·100·7 scales and shifts, and as many means and variances, counted for every position
    ("2800", NORM, "conventions: {batch norm: 4C}\n", ("bn.per.position",)),
    ("512", "    layer: conv(8, k=3, bias=no)\n    input: 10x12x7\n    asks: parameters\n",
     "conventions: {bias: left out}\n", ("bias.unwanted",)),  # 504 weights and 8
    ("1900", "    layer: conv(10, k=3) -> conv(20, k=3)\n    input: 9x9x1\n    asks: parameters\n",
     "", ("bias.missing",)),  # 1,920 less 20 biases, and no rounded number
]  # fmt: skip


@pytest.mark.parametrize(("answer", "item", "head", "slips"), MORE)
def test_more_slips_by_name(answer: str, item: str, head: str, slips: tuple[str, ...]) -> None:
    """Conventions and rounding do not hide what else led to a number."""
    found = remarks_on(answer, item, head)

    assert slips in found
    assert ("weights.with.bias",) not in found


@pytest.mark.parametrize(
    ("layer", "input", "answer", "state"),
    [
        ("fc(10)", "1x1x99", "1.0", "right"),
        ("fc(10)", "1x1x99", "0.99", "wrong"),
        ("fc(10)", "1x1x99", "1.05", "wrong"),
        ("fc(2, bias=no)", "1x1x499", "0.99", "wrong"),
        ("fc(2, bias=no)", "1x1x499", "1.0", "right"),
    ],
)
def test_rounding_near_a_power_of_ten(layer: str, input: str, answer: str, state: str) -> None:
    """1,000 is 1.0 thousand to two digits, and 998 is too; 0.99 is neither."""
    item = f"    layer: {layer}\n    input: {input}\n    asks: parameters\n    in: thousands\n"
    assignment = parse_assignment(f"{ONE}{item}    digits: 2\n")
    sheet = read_sheet(f"a: {answer}", "a.yaml", assignment)

    assert state == mark(assignment, questions_from(assignment, None), sheet).marks[0].state
