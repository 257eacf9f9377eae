"""The working of single layers: formulas as textbooks have them, steps, and their values."""

from __future__ import annotations

import pytest
from conftest import counted

from cnncost.analysis import analyze_spec
from cnncost.explanation.working import Work, costs, meanings, sizes, steps
from cnncost.formula import evaluate, text
from cnncost.measure import Measured
from cnncost.zoo import every_spec


def layer(text: str, size: str = "224x224x3") -> Measured:
    """One layer, measured on an input."""
    return counted(f"input: {size}\nlayers: {text}\n").measured[0]


def written(work: Work) -> str:
    """``formula = numbers = steps = result``, as a student writes it."""
    parts = [str(work.formula), text(work.formula, work.values)]
    parts += [str(step) for step in steps(work.formula, work.values)]
    return " = ".join(dict.fromkeys([*parts, str(work.result)]))


@pytest.mark.parametrize(
    ("call", "size", "expected", "source"),
    [
        (
            "conv(64, k=7, s=2, p=3)", "224x224x3",
            "⌊(Hi + 2·P - K)/S⌋ + 1 = ⌊(224 + 2·3 - 7)/2⌋ + 1 = ⌊223/2⌋ + 1 = 111 + 1 = 112",
            "ResNet's first layer",
        ),
        (
            "conv(96, k=11, s=4, p=0)", "227x227x3",
            "⌊(Hi + 2·P - K)/S⌋ + 1 = ⌊(227 + 2·0 - 11)/4⌋ + 1 = ⌊216/4⌋ + 1 = 54 + 1 = 55",
            "CS231n: (227 - 11)/4 + 1 = 55",
        ),
        (
            "conv(8, k=3, d=2)", "9x9x8",
            "⌊(Hi + 2·P - D·(K - 1) - 1)/S⌋ + 1 = ⌊(9 + 2·2 - 2·(3 - 1) - 1)/1⌋ + 1 = ⌊8/1⌋ + 1 "
            "= 8 + 1 = 9",
            "a dilated kernel covers D(K - 1) + 1",
        ),
        (
            "maxpool(3, s=2, p=0, ceil=1)", "112x112x64",
            "min(⌊(Hi + 2·P - K + S - 1)/S⌋ + 1, ⌊(Hi + P - 1)/S⌋ + 1) = "
            "min(⌊(112 + 2·0 - 3 + 2 - 1)/2⌋ + 1, ⌊(112 + 0 - 1)/2⌋ + 1) = min(56, 56) = 56",
            "Caffe: GoogLeNet's first pooling makes 56, not 55",
        ),
        (
            "transposed(8, k=4, s=2, p=1)", "14x14x8",
            "(Hi - 1)·S - 2·P + (K - 1) + 1 = (14 - 1)·2 - 2·1 + (4 - 1) + 1 = 28",
            "classroom X4: (Hi - 1)s - 2p + d(K - 1) + output padding + 1, none here",
        ),
    ],
)  # fmt: skip
def test_output_sizes_step_by_step(call: str, size: str, expected: str, source: str) -> None:
    """The output height is worked out as it is on a blackboard."""
    height = next(sizes(layer(call, size)))

    assert "H" == height.name
    assert expected == written(height)


@pytest.mark.parametrize(
    ("call", "size", "name", "expected", "source"),
    [
        ("conv(64, k=7, s=2, p=3)", "224x224x3", "weights", "N·K²·M = 3·7²·64 = 9408", "R1"),
        ("conv(64, k=7, s=2, p=3)", "224x224x3", "bias", "M = 64", "9472 - 9408"),
        (
            "conv(64, k=7, s=2, p=3)", "224x224x3", "macs",
            "H·W·N·K²·M = 112·112·3·7²·64 = 118013952", "R1",
        ),
        (
            "conv(256, k=5, g=2, p=2, bias=no)", "27x27x96", "weights",
            "N·K²·M/G = 96·5²·256/2 = 307200", "R2: 307,456 with its 256 biases",
        ),
        ("conv(192, k=1x7, bias=no)", "17x17x192", "weights",
            "N·K_h·K_w·M = 192·1·7·192 = 258048", "192·7·192"),
        ("fc(4096, bias=no)", "7x7x512", "weights", "Hi·Wi·N·M = 7·7·512·4096 = 102760448", "R3"),
        ("bn", "56x56x64", "norm", "N·2 = 64·2 = 128", "classroom N3: 2C trainable"),
        ("depthwise(3, bias=no)", "14x14x512", "weights", "N·K² = 512·3² = 4608", "classroom P10"),
    ],
)  # fmt: skip
def test_costs(call: str, size: str, name: str, expected: str, source: str) -> None:
    """Costs are the textbook's formulas with this layer's numbers; R1 to R3 of the slips' table."""
    works = {work.name: work for work in costs(layer(call, size))}

    assert expected == written(works[name])


def test_only_what_is_there_is_worked_out() -> None:
    """A layer without a bias has no line for it, and sizes are no costs."""
    assert ["weights", "macs"] == [work.name for work in costs(layer("conv(8, k=3, bias=no)"))]


def test_height_and_width_are_worked_out_once_where_they_are_alike() -> None:
    """One line for square maps, two where kernel or map differ."""
    assert "HM" == "".join(work.name for work in sizes(layer("conv(8, k=3)")))
    assert "HWM" == "".join(work.name for work in sizes(layer("conv(8, k=1x3)")))
    assert "HWM" == "".join(work.name for work in sizes(layer("conv(8, k=3)", "8x9x3")))


def test_every_letter_is_named() -> None:
    """Each letter in the working has its meaning and its value."""
    one = layer("conv(64, k=7, s=2, p=3)")
    known = meanings([*sizes(one), *costs(one)])

    assert {"H", "W", "M", "Hi", "N", "K", "S", "P"} == set(known)
    assert ("kernel size", 7) == known["K"]


@pytest.mark.slow
def test_every_working_of_the_zoo_gives_what_was_counted() -> None:
    """For every layer of every network, each formula and each step has the counted value."""
    seen = set()
    for spec in every_spec()[0]:
        for one in analyze_spec(spec).measured:
            key = (one.kind.name, *sorted(one.letters.items()))
            for work in [] if key in seen else [*sizes(one), *costs(one)]:
                assert work.result == evaluate(work.formula, work.values), (spec.name, work)
                for step in steps(work.formula, work.values):
                    assert work.result == evaluate(step, {}), (spec.name, work)
            seen.add(key)

    assert len(seen) > 2_000
