"""The model of module diagrams: what is beside what, what folds, and that nothing is lost."""

from __future__ import annotations

import pytest
from conftest import counted
from hypothesis import given, settings
from module_trees import branches, networks, sums

from cnncost import analyze
from cnncost.errors import UnknownNameError, UsageError
from cnncost.figures.modules import MOST_BOXES, MOST_BOXES_UNASKED, Modules, modules
from cnncost.figures.modules.items import (
    Aux,
    Folded,
    Item,
    Layer,
    Opened,
    Parallel,
    Repeated,
    boxes,
    every,
)
from cnncost.library import zoo
from cnncost.report import Report


@pytest.fixture(scope="module")
def every_report() -> list[Report]:
    """Every spec that comes with cnncost, counted."""
    return [entry.report for entry in zoo()[0]]


def diagram(network: str, part: str = "", depth: int | None = None, train: bool = False) -> Modules:
    return modules(analyze(network), part, depth, train)


def kinds(items: tuple[Item, ...]) -> list[str]:
    return [item.main.kind.name for item in items if isinstance(item, Layer)]


# --- branches and joins

INCEPTION = [  # 28×28 positions; weights are K²·N·M. Szegedy et al. 2015, table 1, row 3a
    ("1x1", [("conv", (1, 1), 64, 192 * 64)]),
    ("3x3", [("conv", (1, 1), 96, 192 * 96), ("conv", (3, 3), 128, 9 * 96 * 128)]),
    ("5x5", [("conv", (1, 1), 16, 192 * 16), ("conv", (5, 5), 32, 25 * 16 * 32)]),
    ("pool", [("maxpool", (3, 3), 192, 0), ("conv", (1, 1), 32, 192 * 32)]),
]


def test_inception_has_four_branches() -> None:
    """Each with its layers, their output channels and what they cost; then the concatenation."""
    (module,) = diagram("inception_v1").items
    assert isinstance(module, Parallel)
    found = [
        (
            branch.name,
            [
                (one.main.kind.name, one.main.kernel, one.span.output[2], one.span.params)
                for one in branch.items
                if isinstance(one, Layer)
            ],
        )
        for branch in module.branches
    ]

    assert INCEPTION == found
    assert ("concat", (28, 28, 256)) == (module.join.main.kind.name, module.span.output)
    assert 28 * 28 * module.span.params == module.span.macs
    assert (163_328, 128_049_152) == sums((module,))  # document 000


@pytest.mark.parametrize(
    ("network", "part", "join", "names"),
    [
        ("bottleneck", "", "add", ["body", "identity"]),
        ("resnext_bottleneck", "", "add", ["body", "identity"]),
        ("shufflenet_unit_stride2", "", "concat", ["body", "pool"]),
        ("fire", "", "concat", ["e1x1", "e3x3"]),
        ("resnet50", "conv3/block.1", "add", ["body", "skip"]),
        ("resnet50", "conv3/block.2", "add", ["body", "identity"]),
        ("mobilenet_v2", "2/inverted_residual.2", "add", ["body", "identity"]),
        ("mobilenet_v3_large", "4/body/squeeze_excite", "multiply", ["identity", "gate"]),
        ("densenet121", "block1/layer.1", "concat", ["identity", "new"]),
        ("ghostnet", "1/body/expand", "concat", ["identity", "cheap"]),
        ("shufflenet_v2", "stage2/unit.1", "concat", ["keep", "work"]),
    ],
)
def test_joins_and_their_branches(network: str, part: str, join: str, names: list[str]) -> None:
    """In the order of the spec; an input that is passed on is an identity without layers."""
    found = diagram(network, part).items
    (parallel,) = (item for item in found if isinstance(item, Parallel))

    assert join == parallel.join.main.kind.name
    assert names == [branch.name for branch in parallel.branches]
    assert [name == "identity" for name in names] == [not b.items for b in parallel.branches]


def test_a_block_without_a_shortcut_is_a_series() -> None:
    """MobileNetV2's first block of a stage halves the map, so nothing is added (figure 4d)."""
    found = diagram("mobilenet_v2", "2/inverted_residual.1", 9).items

    assert [] == [item for item in every(found) if isinstance(item, Parallel)]
    assert [3] == [len(item.items) for item in found if isinstance(item, Opened)]


def test_a_split_inside_a_branch() -> None:
    """Inception v3's last modules split the 3×3 into 1×3 and 3×1 (its figure 7): 6 ends."""
    found = diagram("inception_v3", "Mixed_7/b", 9).items
    (module,) = found

    assert isinstance(module, Parallel)
    assert ["1x1", "3x3", "3x3dbl", "pool"] == [branch.name for branch in module.branches]
    assert 2 * ["1x3", "3x1"] == [branch.name for branch in branches(found)[4:]]


def test_squeeze_and_excite_stands_inside_the_body() -> None:
    """MobileNetV3's gate is a pool and two layers; the block around it has its own shortcut."""
    found = diagram("mobilenet_v3_large", "5", 9).items
    joins = [item for item in every(found) if isinstance(item, Parallel)]
    gate = branches((joins[1],))[1]

    assert ["add", "multiply"] == [item.join.main.kind.name for item in joins]
    assert ["gap", "conv", "conv"] == kinds(gate.items)


# --- small layers


@pytest.mark.parametrize(
    ("layers", "found"),
    [
        ("conv(4) -> bn -> relu", [((), "conv", ("bn", "relu"))]),
        ("bn -> relu -> conv(4)", [(("bn", "relu"), "conv", ())]),
        ("conv(4) -> relu -> conv(5) -> bn", [((), "conv", ("relu",)), ((), "conv", ("bn",))]),
        ("relu -> conv(4) -> bn -> conv(5)", [(("relu",), "conv", ()), (("bn",), "conv", ())]),
        ("maxpool(3) -> lrn", [((), "maxpool", ("lrn",))]),
        ("relu -> bn", [((), "relu", ("bn",))]),
        ("bn -> conv(4) -> relu", [(("bn",), "conv", ("relu",))]),
        ("[conv(4), act: relu]", [((), "conv", ("relu",))]),
        ("[add: {a: conv(2), b: identity}, relu]", [((), "add", ("relu",))]),
        ("[relu, add: {a: conv(2), b: identity}]", [((), "relu", ()), ((), "add", ())]),
        ("[relu, p: [conv(2), conv(3)], relu]", [(("relu",), "p", ("relu",))]),
    ],
)
def test_small_layers_share_a_box(layers: str, found: list[object]) -> None:
    """Norms and activations stand with the layer before them, or after them where they begin."""
    items = modules(counted(f"input: 8x8x2\nlayers: {layers}"), depth=1).items
    named = [item.join if isinstance(item, Parallel) else item for item in items]

    assert found == [
        (one.before, one.main.kind.name if isinstance(one, Layer) else one.span.name, one.after)
        for one in named
        if isinstance(one, (Layer, Folded))
    ]


def test_a_branch_of_only_small_layers_has_a_box() -> None:
    """A relu between a fork and a join stands alone."""
    items = modules(counted("input: 8x8x2\nlayers: {add: {a: conv(2), b: relu}}")).items

    assert ["conv", "relu"] == [kinds(branch.items)[0] for branch in branches(items)]


# --- repeats


@pytest.mark.parametrize(
    ("network", "stages"),
    [  # He et al. 2016, table 1: the first block of a stage differs
        ("resnet50", [3, 4, 6, 3]),
        ("resnet152", [3, 8, 36, 3]),
    ],
)
def test_stages_fold(network: str, stages: list[int]) -> None:
    """Each stage of a ResNet is its first block, and the others as one box."""
    opened = [item for item in diagram(network, depth=2).items if isinstance(item, Opened)]
    found = [
        [item.times if isinstance(item, Repeated) else 1 for item in part.items]
        for part in opened[:4]
    ]

    assert [[1, blocks - 1] for blocks in stages] == found


def test_a_fold_says_whom_it_stands_for() -> None:
    """The first of them is kept, with the last one's name; the cost is that of one."""
    found = diagram("resnet152", "conv4", 1).items[1]
    assert isinstance(found, Repeated)

    assert ("block.2", "block.36", 35) == (found.item.span.name, found.last, found.times)
    assert found.span.macs == 35 * found.item.span.macs


@pytest.mark.parametrize(
    ("layers", "times"),
    [
        ("3 * conv(2)", [3]),
        ("3 * (conv(2) -> relu)", [3]),
        ("[conv(2), p: 'conv(2)']", [2]),
        ("conv(2) -> conv(2, bias=no)", [1, 1]),
        ("conv(2, k=3) -> conv(2, k=3, s=2)", [1, 1]),
        ("conv(4) -> conv(4)", [1, 1]),
        ("2 * (conv(2) -> conv(4))", [1, 1, 1, 1]),
        ("[a: {add: {x: conv(2), y: identity}}, b: {add: {x: conv(2), y: identity}}]", [2]),
        ("[a: {add: {x: conv(2), y: identity}}, b: {add: {y: identity, x: conv(2)}}]", [1, 1]),
        ("[a: {add: {x: conv(2), y: identity}}, b: {add: {x: conv(2), y: relu}}]", [1, 1]),
    ],
)
def test_only_what_is_alike_folds(layers: str, times: list[int]) -> None:
    """Kind, options, shapes, costs and wiring must be the same; names may differ."""
    items = modules(counted(f"input: 8x8x2\nlayers: {layers}"), depth=1).items

    assert times == [item.times if isinstance(item, Repeated) else 1 for item in items]


# --- heads that only training has


def test_heads_hang_beside_the_network() -> None:
    """GoogLeNet's two heads read 4a and 4d; without training they are noted, and cost nothing."""
    for train in (False, True):
        model = diagram("googlenet", depth=1, train=train)
        at = [i for i, item in enumerate(model.items) if isinstance(item, Aux)]

        assert ["4a", "4d"] == [model.items[i - 1].span.name for i in at]
        assert [train, train] == [bool(model.items[i].items) for i in at]  # type: ignore[union-attr]
        assert (train, train) == tuple(model.items[i].span.macs > 0 for i in at)


def test_a_head_by_itself() -> None:
    """Who asks for a head gets it, with its costs: 5×5 pool, 1×1 conv, two fc (section 5)."""
    model = diagram("googlenet", "head1")

    assert ["avgpool", "conv", "fc", "fc"] == kinds(model.items)
    assert 512 * 128 + 4 * 4 * 128 * 1024 + 1024 * 1000 == model.span.params


HEAD_IN_A_BRANCH = """\
input: 8x8x4
layers:
  - aux: {first: conv(2)}
  - add:
      a: conv(4)
      b:
        - aux: {second: conv(3)}
      c: conv(4, k=3)
"""


def test_heads_before_a_fork_and_in_a_branch() -> None:
    """One stands before the join, the other in its branch; that branch passes its input on."""
    first, parallel = modules(counted(HEAD_IN_A_BRANCH)).items
    assert isinstance(parallel, Parallel)

    assert (Aux, "first") == (type(first), first.span.name)
    assert [["a"], ["Aux"], ["c"]] == [
        ["Aux" if isinstance(item, Aux) else branch.name for item in branch.items]
        for branch in parallel.branches
    ]


# --- depth and place


def test_googlenet_has_nine_modules() -> None:
    """Szegedy et al. 2015, table 1: 3a to 5b, of six convolutions each."""
    folded = [item for item in diagram("googlenet", depth=1).items if isinstance(item, Folded)]
    modules_of_six = [item.span.name for item in folded if item.span.layers == 6]

    assert ["3a", "3b", "4a", "4b", "4c", "4d", "4e", "5a", "5b"] == modules_of_six


def test_deeper_by_itself_as_long_as_it_is_small() -> None:
    """The deepest level with at most 20 boxes; the level below has more, or is all there is."""
    for network in ("inception_v1", "googlenet", "resnet152", "mobilenet_v2", "densenet121"):
        model = diagram(network)
        deeper = diagram(network, depth=model.depth + 1)

        assert model.depth == 1 or boxes(model.items) <= MOST_BOXES_UNASKED
        assert model.items == deeper.items or boxes(deeper.items) > MOST_BOXES_UNASKED


@pytest.mark.parametrize(
    ("part", "rows", "macs"),
    [
        ("3a", "3a/1x1", 128_049_152),  # document 000
        ("3a/3x3", "3a/3x3.1", 28 * 28 * (192 * 96 + 9 * 96 * 128)),
        ("3a/3x3.2", "3a/3x3.2", 28 * 28 * 9 * 96 * 128),
    ],
)
def test_parts_and_rows(part: str, rows: str, macs: int) -> None:
    """A part, a branch or a row by its path."""
    model = diagram("googlenet", part)

    assert (part, rows) == (model.span.path, model.report.names[model.span.rows.start].path)
    assert (macs, macs) == (model.span.macs, sums(model.items)[1])


@pytest.mark.parametrize(
    ("part", "depth", "error", "says"),
    [
        ("3A", None, UnknownNameError,
         "googlenet has nothing at '3A'. Its first parts: stem, 3a, 3b, pool3, 4a, head1, 4b and "
         "4c."),
        ("3a/3x33", None, UnknownNameError,
         "googlenet has nothing at '3a/3x33'. Did you mean 3a/3x3?"),
        ("", 0, UsageError, "The depth of a diagram is at least 1, not 0."),
    ],
)  # fmt: skip
def test_refusals(part: str, depth: int | None, error: type[Exception], says: str) -> None:
    """What is not there, with what is."""
    with pytest.raises(error) as found:
        diagram("googlenet", part, depth)

    assert says == str(found.value)


def test_too_many_boxes() -> None:
    """A diagram has a bound; neighbours that are alike count once."""
    alternating = counted("input: 4x4x2\nlayers: 600 * (conv(2) -> conv(3))")
    with pytest.raises(UsageError) as found:
        modules(alternating)

    assert (
        f"The diagram would have 1,200 boxes, more than {MOST_BOXES:,}. Draw a part of the "
        "network, or less deep."
    ) == str(found.value)
    assert 1 == boxes(modules(counted("input: 4x4x2\nlayers: 20000 * conv(2)")).items)


# --- nothing is lost


@pytest.mark.slow
@pytest.mark.parametrize("depth", [None, 1, 2, 3, 64])
@pytest.mark.parametrize("train", [False, True])
def test_boxes_add_up(every_report: list[Report], depth: int | None, train: bool) -> None:
    """What is drawn costs what the network costs, at every depth, in all that come with cnncost."""
    for report in every_report:
        totals = report.train_totals if train else report.totals
        model = modules(report, depth=depth, train=train)

        assert (totals["counted_params"], totals["counted_macs"]) == sums(model.items), report.name


def test_another_convention() -> None:
    """Boxes cost what the convention counts: torchvision's ResNet-50 has 25,557,032 parameters."""
    report = analyze("resnet50", convention="torch")

    assert (25_557_032, 4_089_184_256) == sums(modules(report).items)


@settings(max_examples=60, deadline=None)
@given(networks())
def test_any_network_adds_up(report: Report) -> None:
    """Joins in joins, parts in parts, heads anywhere: weights and MACs are all there."""
    for depth in (1, 2, 64):
        for train in (False, True):
            totals = report.train_totals if train else report.totals
            found = sums(modules(report, depth=depth, train=train).items)

            assert (totals["weights"], totals["macs"]) == found
