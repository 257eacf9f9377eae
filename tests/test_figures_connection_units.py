"""Connection diagrams of units and parts of networks: stacks, joins, refusals."""

from __future__ import annotations

import re

import pytest
from conftest import counted
from connection_figures import figure_of, layers, panel

from cnncost import analyze
from cnncost.errors import UnknownNameError, UsageError
from cnncost.figures.connections import Note, connections, connections_of
from cnncost.figures.connections.layers import connects
from cnncost.figures.connections.scenes import scene


def test_what_changes_nothing_is_passed_over() -> None:
    """Normalisation, activations and dropout connect nothing, and get no panel."""
    figure = connections(layers("conv(8) -> bn -> relu -> dropout -> depthwise(3) -> lrn -> fc(5)"))

    assert ["1×1 conv", "3×3 depthwise", "fc"] == [p.name for p in figure.panels]


@pytest.mark.parametrize(
    ("layer", "name"),
    [
        ("conv(8, k=3)", "3×3 conv"),
        ("conv(8, g=4)", "1×1 conv, 4 groups"),
        ("conv(8, k=1x7, s=2, d=2, g=2)", "1×7 conv, stride 2, 2 groups, dilation 2"),
        ("conv(8, k=3, s=(1, 2))", "3×3 conv, stride 1×2"),
        ("depthwise(3, s=2)", "3×3 depthwise, stride 2"),
        ("conv(16, k=3, g=8)", "3×3 depthwise"),
        ("shuffle(4)", "shuffle, 4 groups"),
        ("maxpool(2, s=2)", "2×2 maxpool, stride 2"),
        ("avgpool(3)", "3×3 avgpool"),
        ("gap", "global avgpool"),
        ("fc(10)", "fc"),
    ],
)
def test_names(layer: str, name: str) -> None:
    """A layer is called by its window, its kind and what is not usual about it."""
    assert name == panel(layer, "28x28x8").name


@pytest.mark.parametrize(
    ("network", "stacks", "notes"),
    [
        ("separable", {"": 2}, []),
        ("bottleneck", {"body": 3}, ["body and its input, added: 0 MACs"]),
        ("resnet50:conv2/block.1", {"body": 3, "skip": 1}, ["body and skip, added: 0 MACs"]),
        (
            "resnet50:conv2/block.2", {"body": 3},
            ["body and its input, added: 0 MACs"],
        ),
        (
            "inception_v1", {"1x1": 1, "3x3": 2, "5x5": 2, "pool": 2},
            ["1x1, 3x3, 5x5 and pool, concatenated to 256 channels: 0 MACs"],
        ),
        (
            "fire", {"squeeze": 1, "e1x1": 1, "e3x3": 1},
            ["e1x1 and e3x3, concatenated to 128 channels: 0 MACs"],
        ),
        (
            "shufflenet_unit_stride2", {"body": 4, "pool": 1},
            ["body and pool, concatenated to 480 channels: 0 MACs"],
        ),
    ],
)  # fmt: skip
def test_branches_are_stacks(network: str, stacks: dict[str, int], notes: list[str]) -> None:
    """Every branch with layers is a stack of its own, and what joins them is said below them."""
    figure = figure_of(network)

    assert stacks == {stack.name: len(stack.panels) for stack in figure.stacks}
    assert notes == [item.text for item in figure.items if isinstance(item, Note)]


def test_a_gate_and_what_it_opens() -> None:
    """A product joins as a sum does; a map that is read twice begins new stacks."""
    report = counted(
        "input: 8x8x16\nlayers:\n  - conv(16)\n"
        "  - multiply: {x: identity, gate: gap -> conv(4) -> conv(16) -> hsigmoid}\n"
    )
    figure = connections_of(report)

    assert [1, 3] == [len(stack.panels) for stack in figure.stacks]
    assert Note("gate and its input, multiplied: 0 MACs") == figure.items[-1]


def test_nothing_but_the_input_is_joined() -> None:
    """Two branches that do nothing are both the input."""
    report = counted("input: 8x8x16\nlayers:\n  - add: {a: identity, b: identity}\n  - conv(4)\n")

    assert Note("their input, added: 0 MACs") == connections_of(report).items[0]


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("conv(8) -> split(2) -> conv(8)", "one of several equal parts of the channels, "
         "28×28×8 to 28×28×4: 0 MACs"),
        ("conv(8) -> transposed(4, k=2, s=2) -> conv(8)", "transposed convolution, 28×28×8 to "
         "56×56×4: 100,352 MACs"),  # 28·28·8·2·2·4
        ("conv(8) -> sparse_conv(8, connections=20) -> conv(8)", "convolution with a table of "
         "connected channels, as LeNet-5's C3: 15,680 MACs"),  # 28·28·20
        ("conv(8) -> adaptive_avgpool(5) -> conv(8)", "average pooling to a given size, whatever "
         "comes in, 28×28×8 to 5×5×8: 0 MACs"),  # its windows are uneven
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_said(text: str, note: str) -> None:
    """A layer whose lines are not all alike ends a stack, and is never left out in silence."""
    figure = connections(layers(text))

    assert Note(note) == figure.items[1]
    assert [["1×1 conv"], ["1×1 conv"]] == [[p.name for p in s.panels] for s in figure.stacks]


def test_heads_for_training_are_drawn_if_asked_for() -> None:
    """What only training has is left out of a network, and can be drawn by itself."""
    report = counted(
        "input: 8x8x16\nlayers:\n  - conv(16)\n  - aux: {head: gap -> fc(10)}\n  - gap"
    )

    assert ["1×1 conv", "global avgpool"] == [p.name for p in connections_of(report).panels]
    head = connections_of(report, part="head")
    assert ["global avgpool", "fc"] == [p.name for p in head.panels]


@pytest.mark.parametrize(
    ("network", "kind", "message"),
    [
        (
            "resnet50", UsageError,
            "resnet50 has 174 rows, 56 of them with connections; a drawing holds 12. Name one part "
            "of it, such as resnet50:conv2/block.1.",
        ),
        (
            "resnet50:conv4", UsageError,
            "resnet50:conv4 has 62 rows, 19 of them with connections; a drawing holds 12. Name one "
            "part of it, such as resnet50:conv4/block.1.",
        ),
        (
            "resnet50:conv4/block.9", UnknownNameError,
            "resnet50 has nothing at 'conv4/block.9'. Did you mean conv4/block.1, conv4/block.2 or "
            "conv4/block.3?",
        ),
        (
            "bottleneck:body/reduce/bn", UsageError,
            "bottleneck:body/reduce/bn has no layer that connects channels or positions.",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_at_once(network: str, kind: type[Exception], message: str) -> None:
    """Who asks for too much is told what to ask for instead. Rows and layers: counted from the
    paper's table of ResNet-50, 1 + 4·(3 or 4 or 6 or 3 blocks of 3) + 4 projections + 2 poolings
    + 1 fc.
    """
    with pytest.raises(kind) as refused:
        figure_of(network)

    assert message == str(refused.value)


@pytest.mark.parametrize("network", ["resnet50", "googlenet", "mobilenet_v2", "densenet121"])
def test_what_is_advised_can_be_drawn(network: str) -> None:
    """The part that a refusal names is there and fits."""
    with pytest.raises(UsageError) as refused:
        figure_of(network)
    advice = re.search(r"such as (\S+)\.$", str(refused.value))

    assert advice
    assert 1 <= len(figure_of(advice[1]).panels) <= 8


def test_layers_must_follow_each_other() -> None:
    """Layers that do not meet share no nodes, and are refused."""
    one, other = layers("conv(8)")[0], layers("conv(4)", "28x28x16")[0]
    with pytest.raises(UsageError) as refused:
        connections([one, other])

    assert (
        "Layers of one drawing follow each other: conv puts out 28×28×8, and conv takes 28×28×16."
        == str(refused.value)
    )


def test_a_drawing_holds_twelve_layers() -> None:
    """Thirteen layers are refused, twelve are drawn."""
    with pytest.raises(UsageError) as refused:
        connections(layers("13 * conv(128)"))

    assert "A drawing holds 12 layers, not 13." == str(refused.value)
    assert 12 == len(connections(layers("12 * conv(128)")).panels)


def test_titles_are_printable_and_short() -> None:
    """A title from a file loses its control characters, and what is too long of it."""
    long = "y" * 500
    report = counted(f'title: "x\\e[31m {long}"\ninput: 4x4x2\nlayers: conv(2)\n')
    title = connections_of(report).subtitle

    assert title.startswith("x")
    assert title.isprintable()
    assert len(title) <= 160


@pytest.mark.parametrize(
    "network",
    [
        "shufflenet_v2",
        "squeezenet",
        *(
            pytest.param(name, marks=pytest.mark.slow)
            for name in ("ghostnet", "mobilenet_v3_large", "xception")
        ),
    ],
)
def test_every_part_of_a_network_can_be_drawn(network: str) -> None:
    """Whatever fits in a drawing is drawn, with all its rows that connect something."""
    report = analyze(network)
    connected = {part: 0 for part in dict.fromkeys(name.part for name in report.names) if part}
    for row, name in zip(report.measured, report.names, strict=True):
        inside = [part for part in connected if f"{name.part}/".startswith(f"{part}/")]
        connected.update({part: connected[part] + connects(row) for part in inside})

    drawable = [part for part, layers in connected.items() if 1 <= layers <= 12]
    assert drawable
    for part in drawable:
        figure = connections_of(report, part=part)
        assert connected[part] == len(figure.panels)
        assert scene(figure).height > 6 * max(len(stack.panels) for stack in figure.stacks)
