"""The numbers that slips of students give, and how they are recognised."""

from __future__ import annotations

import pytest
from conftest import counted
from slip_cases import (
    ALEXNET,
    ANYWHERE,
    CASES,
    CONCAT,
    EVERYTHING,
    NOT_THERE,
    PLAIN,
    RESNET,
)

from cnncost import analyze
from cnncost.errors import UsageError
from cnncost.layers import KINDS
from cnncost.slips import right_value, slips, slips_seen, wrong_value, wrong_values


@pytest.mark.parametrize(("slip", "network", "of", "number", "source"), CASES)
def test_numbers_that_slips_give(
    slip: str, network: str, of: str, number: int, source: str
) -> None:
    """Each slip gives the number that was published, or that a student would work out by hand."""
    assert number in wrong_values(slips()[slip], counted(network), of=of), source


@pytest.mark.parametrize(("slip", "network", "of", "number", "source"), CASES)
def test_numbers_are_recognised(slip: str, network: str, of: str, number: int, source: str) -> None:
    """Who writes the number is told of the slip."""
    assert slip in [one.id for one in slips_seen(counted(network), of, number)], source


def test_every_slip_has_a_case() -> None:
    """None is left unchecked but those that give no number, which say why."""
    without = {name for name, slip in slips().items() if not slip.wrong}

    assert set(slips()) == {case[0] for case in CASES} | without
    assert {"shared.twice", "sum.arithmetic"} == without
    assert all(slips()[name].no_number for name in without)


@pytest.mark.parametrize(("network", "of", "numbers"), EVERYTHING)
def test_everything_that_can_be_got_wrong(network: str, of: str, numbers: dict[str, int]) -> None:
    """In a layer, the slips of the list that can be made there, and no others."""
    report = counted(network)
    found = {name: wrong_value(slip, report, of=of) for name, slip in slips().items()}

    assert numbers == {
        name: number
        for name, number in found.items()
        if number is not None and name not in ANYWHERE
    }


def test_layers_that_learn_nothing() -> None:
    """Every activation without weights is one that may be given some, beside two other kinds."""
    without = {
        name
        for name, kind in KINDS.items()
        if "activation_elements" in kind.ledger and "weights" not in kind.ledger
    }

    assert without | {"dropout", "flatten"} == set(slips()["act.has.params"].kinds)


@pytest.mark.parametrize(
    ("slip", "network", "of", "numbers"),
    [
        ("flatten.wrong.size", "input: 7x7x2\nlayers: fc(3)", "weights",
         [6 * side * side for side in (5, 6, 8, 9)]),
        ("flatten.wrong.size", "input: 2x2x2\nlayers: fc(3)", "weights", [6, 6 * 9, 6 * 16]),
        ("pool.has.params", "input: 8x8x4\nlayers: avgpool(2, s=2)", "weights", [16, 4]),
        ("act.has.params", "input: 8x8x4\nlayers: tanh", "weights", [4, 256]),
        ("batch", "input: 1x1x10\nlayers: fc(10)", "macs",
         [100 * images for images in (8, 16, 32, 64, 128, 256, 512, 1024)]),
        ("digits.rounded", PLAIN, "macs", [118_000_000, 120_000_000]),
        ("digits.rounded", "input: 1x1x5\nlayers: fc(1000, bias=no)", "weights", []),
        ("digits.rounded", "input: 1x1x1\nlayers: fc(12345, bias=no)", "weights",
         [12_350, 12_300, 12_000]),
        ("unit.scale", "input: 1x1x1\nlayers: fc(100, bias=no)", "weights",
         [100_000, 100_000_000, 102_400, 104_857_600]),
        # by 1.024 only of numbers so large that no other reason is likelier
        ("unit.scale", "input: 1x1x100\nlayers: fc(1000, bias=no)", "weights",
         [100_000_000, 10**11, 100, 102_400, 104_858, 97_656, 95_367, 102_400_000,
          104_857_600_000]),
    ],
)  # fmt: skip
def test_slips_of_several_numbers(slip: str, network: str, of: str, numbers: list[int]) -> None:
    """Every number that a slip may give is known, the usual one first."""
    found = wrong_values(slips()[slip], counted(network), of=of)

    assert numbers == list(found)
    assert (numbers or [None])[0] == wrong_value(slips()[slip], counted(network), of=of)


@pytest.mark.parametrize(
    ("network", "slip", "of", "number", "source"),
    [
        ("alexnet", "groups.missing", "params", 62_378_344, "Stack Overflow, for 60,965,224"),
        ("alexnet_ungrouped", "flatten.channels.only", "params", 25_678_184, "a model in Keras"),
        ("vgg16", "bias.missing", "params", 138_344_128, "CS231n's table of weights"),
        ("vgg16", "flops.for.macs", "macs", 2 * 15_470_264_320, "thop's 15.47G"),
    ],
)
def test_slips_on_whole_networks(
    network: str, slip: str, of: str, number: int, source: str
) -> None:
    """A slip is made in every layer that it can be made in, and the rest stays right."""
    assert number == wrong_value(slips()[slip], analyze(network), of=of), source


@pytest.mark.parametrize(("slip", "network", "of"), NOT_THERE)
def test_nothing_to_get_wrong(slip: str, network: str, of: str) -> None:
    """No number where a layer lacks what the slip is about, or where it leads to no whole one."""
    assert () == wrong_values(slips()[slip], counted(network), of=of)
    assert wrong_value(slips()[slip], counted(network), of=of) is None


@pytest.mark.parametrize(
    ("slip", "network", "of"),
    [
        ("input.hw", ALEXNET, "macs"),  # the output is as large as the input
        ("k.linear", "input: 8x8x4\nlayers: conv(8)", "weights"),  # a 1x1 kernel
        ("cin.missing", "input: 8x8x1\nlayers: conv(8, k=3)", "weights"),  # one channel
        # nothing left over
        *[
            ("size.ceil", "input: 9x9x4\nlayers: conv(8, k=3, s=2)", of)
            for of in ("height", "width", "macs", "flops")
        ],
        # half a step of padding more or less
        *[
            ("size.pad.once", "input: 10x10x4\nlayers: conv(8, k=3, s=2)", of)
            for of in ("height", "width", "macs", "flops")
        ],
        ("swapped.cin.cout", "input: 8x8x4\nlayers: conv(4, k=3)", "params"),
        ("params.as.macs", "input: 1x1x4\nlayers: fc(8, bias=no)", "macs"),
    ],
)
def test_slips_that_do_not_show(slip: str, network: str, of: str) -> None:
    """A slip is made and the number is right all the same: such a layer cannot tell."""
    report = counted(network)
    right = right_value(report, of)

    assert right == wrong_value(slips()[slip], report, of=of)
    assert () == slips_seen(report, of, right)


@pytest.mark.parametrize(
    ("one", "other", "of", "network"),
    [
        # padding once and without the 1, where the padding is the stride
        *[("size.no.plus.one", "size.pad.once", "height",
           f"input: {size}x{size}x1\nlayers: conv(1, k=5, s={step}, p={step})")
          for size in (20, 21, 22) for step in (1, 2, 3)],
        ("size.no.plus.one", "size.pad.once", "height", RESNET),
        # without padding and without the 1, where the padding of both sides is the stride
        *[("size.no.plus.one", "size.pad.ignored", "height",
           f"input: {size}x{size}x1\nlayers: conv(1, k=5, s={2 * pad}, p={pad})")
          for size in (20, 21, 22) for pad in (1, 2)],
        ("flops.for.macs", "stride.once", "macs", RESNET),
        ("flops.for.macs", "macs.groups.missing", "macs", ALEXNET),
        ("cin.missing", "k.linear", "params", "input: 9x9x10\nlayers: conv(4, k=5, g=2)"),
    ],
)  # fmt: skip
def test_slips_that_cannot_be_told_apart(one: str, other: str, of: str, network: str) -> None:
    """The coincidences that the list names, two slips with one number, are both recognised."""
    report = counted(network)
    first, second = (wrong_value(slips()[slip], report, of=of) for slip in (one, other))

    assert first is not None
    assert first == second
    assert {one, other} <= {slip.id for slip in slips_seen(report, of, first)}


def test_stride_once_is_not_always_the_flops() -> None:
    """At stride 2 they are one number only if the input is exactly twice the output."""
    report = counted("input: 226x226x3\nlayers: conv(64, k=7, s=2, p=2)")  # 112x112 out
    numbers = [
        wrong_value(slips()[s], report, of="macs") for s in ("flops.for.macs", "stride.once")
    ]

    assert [2 * 112 * 112 * 9_408, 226 * 226 // 2 * 9_408] == numbers


@pytest.mark.parametrize(
    ("network", "of", "value", "seen"),
    [
        (RESNET, "params", 9_472, ()),
        (RESNET, "params", 9_408, ("bias.missing",)),
        (RESNET, "params", 9_407, ()),
        (RESNET, "macs", 236_027_904, ("flops.for.macs", "stride.once")),
        (ALEXNET, "macs", 447_897_600, ("flops.for.macs", "macs.groups.missing")),
        # one number, two questions
        (RESNET, "params", 118_014_016, ("unshared.bias.shared",)),
        (RESNET, "macs", 118_014_016, ("bias.adds.once",)),
        # 32 groups, or a batch of 32: what may be chance comes last
        ("input: 8x8x32\nlayers: conv(32, k=3, g=32)", "macs", 32 * 64 * 9 * 32,
         ("macs.groups.missing", "batch")),
    ],
)  # fmt: skip
def test_slips_seen(network: str, of: str, value: int, seen: tuple[str, ...]) -> None:
    """All slips that give a number, another convention first; none for what is right or unknown."""
    assert seen == tuple(slip.id for slip in slips_seen(counted(network), of, value))


LENET = """
input: 28x28x1
layers:
  - conv1: conv(6, k=5, p=0)
  - maxpool(2, s=2)
  - conv2: conv(16, k=5, p=0)
  - maxpool(2, s=2)
  - fc: fc(10)
"""


@pytest.mark.parametrize(
    ("slip", "made", "side"),
    [
        # 28 -> 24 -> 12 -> 8 -> 4 is right
        ("size.no.plus.one", None, 1),  # 23, 10, 5, 1
        ("size.pool.forgotten", [1], 10),  # 24, 24, 20, 10
        ("size.pool.forgotten", [3], 8),  # 24, 12, 8, 8
        ("size.pool.forgotten", None, 20),  # 24, 24, 20, 20
        ("flatten.before.pool", None, 8),  # 24, 12, 8, 8
    ],
)
def test_wrong_sizes_are_carried_on(slip: str, made: list[int] | None, side: int) -> None:
    """A wrong size reaches the fully connected layer, and everything before it stays as it was."""
    report = counted(LENET)
    right = 6 * 25 + 6 + 16 * 6 * 25 + 16
    expected = right + side * side * 16 * 10 + 10

    assert (expected,) == wrong_values(slips()[slip], report, of="params", made=made)


def test_rows_are_asked_about() -> None:
    """Of some rows: their sum, while the slip is made in the whole network."""
    report = counted(CONCAT)
    conv, concat = 3, 2

    assert 9 * 64 * 10 == wrong_value(slips()["concat.last.only"], report, [conv], "weights")
    assert 64 == wrong_value(slips()["concat.last.only"], report, [concat])
    assert (slips()["concat.last.only"],) == slips_seen(report, "channels", 64, [concat])
    assert wrong_value(slips()["concat.last.only"], report, [0], "weights") is None


def test_heads_for_training_are_left_out() -> None:
    """As in every total of the network as it is deployed."""
    report = counted("input: 8x8x4\nlayers:\n  - conv(8)\n  - aux: {head: gap -> fc(9)}\n  - gap")

    assert 4 * 8 == wrong_value(slips()["bias.missing"], report, of="params")
    assert 4 * 8 + 8 * 9 == wrong_value(slips()["bias.missing"], report, range(4), "params")


def test_what_cannot_be_asked() -> None:
    """An unknown quantity, and no rows at all."""
    report = counted(RESNET)
    with pytest.raises(UsageError) as unknown:
        slips_seen(report, "wieghts", 1)
    with pytest.raises(UsageError) as nothing:
        wrong_value(slips()["bias.missing"], report, [])

    assert "There is no quantity 'wieghts'. Did you mean weights?" == str(unknown.value)
    assert "There are no rows to ask params of." == str(nothing.value)
