"""Conventions: every figure against what the tool itself printed, to the last integer.

``counted_by_tools.csv`` holds what the tools printed for networks of torchvision 0.29, and of timm
1.0.31 where torchvision has none: in eval mode, batch 1, on the network's own input, without
auxiliary heads (torchinfo 1.8.0, fvcore 0.1.5, ptflops 0.7.5, thop 0.1.1, calflops 0.3.2,
torchprofile 0.1, TorchScan 0.2, onnx-tool 1.0.1, PyTorch 2.13). onnx-tool's parameters are left
out: tensors that are equal, as the zeros of a network fresh from its constructor, count once there.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest
from conftest import ROOT, Run, counted

from cnncost import analyze, compare
from cnncost.conventions import NAMES, convention, conventions, figure, written
from cnncost.errors import UsageError
from cnncost.report import DOCUMENTS
from cnncost.zoo import load

Command = Callable[..., Run]
PRINTED: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
with (ROOT / "tests" / "counted_by_tools.csv").open(encoding="utf-8") as file:
    for line in csv.DictReader(file):
        PRINTED[line["network"]][line["tool"]] = (line["params"], line["figure"])


@pytest.mark.parametrize("network", PRINTED)
def test_figures_are_what_the_tools_print(network: str) -> None:
    """Twelve tools, 74 networks, no remainder."""
    report = analyze(network)
    found = {}
    for tool, (params, _) in PRINTED[network].items():
        ours = figure(convention(tool), report)
        found[tool] = (str(ours.params) if params else "", str(ours.prints))

    assert PRINTED[network] == found


TOOLS = (
    "torchinfo", "fvcore", "ptflops", "ptflops_aten", "thop", "calflops", "calflops_flops",
    "torch_flop_counter", "torchprofile", "torchscan", "torchscan_flops", "onnx_tool",
)  # fmt: skip
# What each of the twelve added to the MACs (or to twice the MACs) of single layers on a 16x16 map
# of 8 channels, CPU, eval mode; tools that are not named add nothing.
LAYERS = {
    "conv(16, k=3)": {
        "torchinfo": 4096, "onnx_tool": 4096, "ptflops_aten": 4096, "ptflops": 4096,
        "calflops_flops": 4096,
    },
    "conv(16, k=3, bias=no)": {"torchscan_flops": -4096},
    "depthwise(3)": {
        "torchinfo": 2048, "onnx_tool": 2048, "ptflops_aten": 2048, "ptflops": 2048,
        "calflops_flops": 2048,
    },
    "depthwise(3, bias=no)": {"torchscan_flops": -2048},
    "fc(10)": {"torchinfo": 10, "onnx_tool": 10, "ptflops_aten": 10, "ptflops": 10},
    "fc(10, bias=no)": {"torchscan_flops": -10},
    "bn": {
        "torchinfo": 16, "fvcore": 4096, "thop": 8192, "torchprofile": 2048, "torchscan": 4096,
        "torchscan_flops": 8208, "onnx_tool": 63488, "ptflops": 4096, "calflops_flops": 4096,
    },
    "layernorm": {
        "torchinfo": 16, "fvcore": 10240, "thop": 8192, "torchprofile": 2048,
        "torchscan_flops": 16896, "onnx_tool": 21760, "ptflops": 2048, "calflops_flops": 10240,
    },
    "relu": {
        "torchscan_flops": 2048, "onnx_tool": 2048, "ptflops": 4096, "calflops_flops": 2048,
    },
    "relu6": {"torchscan_flops": 4096, "onnx_tool": 4096, "ptflops": 2048},
    "gelu": {"onnx_tool": 69632, "ptflops": 4096, "calflops_flops": 2048},
    "sigmoid": {"torchscan_flops": 8192, "onnx_tool": 65536},
    "hsigmoid": {"onnx_tool": 8192},
    "swish": {"onnx_tool": 67584, "ptflops": 2048, "calflops_flops": 2048},
    "hswish": {"onnx_tool": 10240},
    "maxpool(3, s=2)": {
        "torchscan": 1024, "torchscan_flops": 1024, "onnx_tool": 4608, "ptflops": 4096,
        "calflops_flops": 2048,
    },
    "avgpool(3, s=1)": {
        "thop": 2048, "torchprofile": 2048, "torchscan": 8192, "torchscan_flops": 8192,
        "onnx_tool": 18432, "ptflops": 4096, "calflops_flops": 2048,
    },
    "gap": {
        "fvcore": 2048, "thop": 2056, "torchprofile": 8, "torchscan": 2056,
        "torchscan_flops": 2056, "onnx_tool": 2080, "ptflops": 4096, "calflops_flops": 2048,
    },
    "adaptive_avgpool(8x4)": {
        "fvcore": 2048, "thop": 2304, "torchprofile": 256, "torchscan": 2304,
        "torchscan_flops": 2304, "onnx_tool": 2048, "ptflops": 4096, "calflops_flops": 2048,
    },
    "adaptive_avgpool(16)": {
        "fvcore": 2048, "thop": 4096, "torchprofile": 2048, "torchscan": 4096,
        "torchscan_flops": 4096, "onnx_tool": 2048, "ptflops": 4096, "calflops_flops": 2048,
    },
    "dropout": {"torchscan_flops": 2048},
    "scale": {"torchprofile": 2048, "onnx_tool": 2048},
    "{add: {a: identity, b: 'conv(8, bias=no)'}}": {"torchscan_flops": -2048, "onnx_tool": 2048},
    "{multiply: {a: identity, b: gap -> sigmoid}}": {
        "fvcore": 2048, "thop": 2056, "torchprofile": 2056, "torchscan": 2056,
        "torchscan_flops": 2088, "onnx_tool": 4384, "ptflops": 4096, "calflops_flops": 2048,
    },
    "conv(16, k=3) -> bn": {
        "torchinfo": 4128, "fvcore": 8192, "thop": 16384, "torchprofile": 4096,
        "torchscan": 8192, "torchscan_flops": 16416, "onnx_tool": 4096, "ptflops_aten": 4096,
        "ptflops": 12288, "calflops_flops": 12288,
    },
    "conv(16, k=3, bias=no) -> bn": {
        "torchinfo": 32, "fvcore": 8192, "thop": 16384, "torchprofile": 4096, "torchscan": 8192,
        "torchscan_flops": 12320, "onnx_tool": 4096, "ptflops": 8192, "calflops_flops": 8192,
    },
}  # fmt: skip
# The same for layers that these few were asked about: global max pooling, and what they make of
# transposed convolutions: 524,288 in place of 131,072, and 32,768 in place of 8,192.
SOME = {
    "gmp": {"ptflops": 4096, "calflops_flops": 2048, "thop": 0, "torchprofile": 0, "fvcore": 0},
    "transposed(16, k=2, s=2, p=0)": {"ptflops": 16384, "ptflops_aten": 16384, "torchinfo": 409600},
    "transposed(16, k=2, s=2, p=0, bias=no)": {
        "torchinfo": 393_216, "thop": 393_216, "torchprofile": 393_216, "ptflops": 0,
    },
    "transposed(8, k=2, s=2, p=0, g=8, bias=no)": {
        "torchinfo": 24_576, "thop": 24_576, "torchprofile": 24_576, "ptflops": 0,
    },
}  # fmt: skip


def added(layers: str, tool: str) -> int:
    """What a tool adds to the multiply-accumulates, or to two for each."""
    report = counted(f"input: 16x16x8\nlayers: {layers}\n")
    macs = report.totals["macs"] * (2 if "FLOPs" in convention(tool).counts else 1)
    return figure(convention(tool), report).prints - macs


@pytest.mark.parametrize("layers", LAYERS)
def test_single_layers(layers: str) -> None:
    """Each tool's habits, one layer at a time."""
    found = {tool: added(layers, tool) for tool in TOOLS}

    assert LAYERS[layers] == {tool: amount for tool, amount in found.items() if amount}


@pytest.mark.parametrize("layers", SOME)
def test_single_layers_of_some_tools(layers: str) -> None:
    """The same for the tools that are named."""
    assert SOME[layers] == {tool: added(layers, tool) for tool in SOME[layers]}


@pytest.mark.parametrize(
    ("layers", "amount"),
    [
        ("relu", 1), ("relu6", 1), ("leaky_relu", 2), ("prelu", 3), ("elu", 3), ("sigmoid", 4),
        ("swish", 5), ("hsigmoid", 1), ("hswish", 2), ("bn", 4), ("shuffle(2)", 1), ("tanh", 0),
        ("maxpool(3, s=1)", 9), ("gap", 1),
        ("{multiply: {x: identity, g: gap -> sigmoid}}", Any),
    ],
)  # fmt: skip
def test_what_imgclsmob_counts(layers: str, amount: Any) -> None:
    """Operations for each of 2,048 elements; a squeeze that gates its own map is not counted."""
    expected = 4 * 8 if amount is Any else 2048 * amount

    assert expected == added(layers, "osmr")


@pytest.mark.parametrize(
    ("layers", "filters"),
    [
        ("conv(16, k=3, bias=no)", 8 * 16), ("conv(16, k=3, g=4, bias=no)", 8 * 16 // 4),
        ("transposed(16, k=2, s=2, p=0, g=4, bias=no)", 8 * 16 // 4), ("depthwise(3, bias=no)", 8),
        ("fc(10, bias=no)", 10), ("conv(16, k=3)", 0), ("scale(gamma=no)", 0),
    ],
)  # fmt: skip
def test_filters_without_bias(layers: str, filters: int) -> None:
    """imgclsmob leaves out one addition for each filter of one channel."""
    assert -filters == added(layers, "osmr")


@pytest.mark.parametrize(
    ("network", "convention_", "params", "source"),
    [
        # keras.io/api/applications and model.summary(): trainable and not
        ("xception", "keras", 22_910_480, "Keras"),
        ("inception_v3_keras", "keras", 23_851_784, "Keras"),
        ("mobilenet_v1", "keras", 4_253_864, "Keras"),
        ("mobilenet_v2", "keras", 3_538_984, "Keras"),
        ("resnet50_keras", "keras", 25_636_712, "Keras"),
        ("densenet121", "keras", 8_062_504, "Keras"),
        ("googlenet_torchvision", "torchvision", 6_624_904, "torchvision meta num_params"),
        ("inception_v1", "documents", 163_328, "document 000"),
    ],
)
def test_parameters_in_other_conventions(
    network: str, convention_: str, params: int, source: str
) -> None:
    """Keras counts running statistics, the documents weights alone."""
    assert params == figure(convention(convention_), analyze(network)).params


@pytest.mark.parametrize(
    ("network", "macs"),
    [
        # facebookresearch/pycls, dev/model_complexity.json
        ("resnet50", 4_089_185_256),
        ("regnet_y_400mf", 401_849_056),
        ("efficientnet_b0", 385_825_092),
    ],
)
def test_pycls_counts_biases(network: str, macs: int) -> None:
    """pycls adds one for each bias."""
    assert macs == figure(convention("pycls"), analyze(network)).prints


def test_the_documents_convention_is_what_tables_show() -> None:
    """Asking for the default changes nothing."""
    report = analyze("googlenet")
    ours = figure(convention("documents"), report)

    assert (ours.params, ours.prints) == (report.totals["weights"], report.totals["macs"])
    assert DOCUMENTS == analyze("googlenet", convention="documents").counting


@pytest.mark.parametrize("name", conventions())
def test_rows_add_up_to_the_figure(name: str) -> None:
    """What a table counts row by row is what the tool prints in all, on and off the heads."""
    plain = analyze("googlenet")
    report = analyze("googlenet", convention=name)
    for train in (False, True):
        totals = report.train_totals if train else report.totals
        ours = figure(convention(name), plain, train)

        assert (ours.params, ours.prints) == (totals["counted_params"], totals["counted_macs"])


@pytest.mark.parametrize("name", conventions())
def test_terms_explain_the_difference(name: str) -> None:
    """The terms are all that lies between a figure and the MACs, and none is 0."""
    report = analyze("mobilenet_v2")
    ours = figure(convention(name), report)

    assert ours.prints - report.totals["macs"] == sum(ours.terms.values())
    assert 0 not in ours.terms.values()


def test_facts_are_about_networks_that_exist() -> None:
    """What is written how is said of specs that can be found, and chooses some of their rows."""
    for name, facts in written().items():
        report = analyze(load(name))
        for word, places in facts.items():
            for place in places:
                from cnncost.quantity import path_pattern

                hits = [
                    row.path
                    for row in report.rows
                    if row.kind == place or path_pattern(place).fullmatch(row.path)
                ]
                assert hits, (name, word, place)


@pytest.mark.parametrize(
    "spelling", ["torch_flop_counter", "torch-flop-counter", "Torch_Flop_Counter"]
)
def test_names_of_tools_forgive_their_dashes(spelling: str) -> None:
    """``-`` and ``_`` are one, and so are large and small letters."""
    assert "torch_flop_counter" == convention(spelling).name


def test_an_unknown_convention() -> None:
    """The known ones are listed where none is near."""
    with pytest.raises(UsageError) as error:
        convention("mine")

    assert str(error.value).startswith("There is no convention 'mine'. Known: documents, torch, ")


def test_folding_needs_a_convolution_before_it() -> None:
    """A batch norm behind anything else stays a layer of its own when a network is exported."""
    report = counted(
        "input: 4x4x2\nlayers: conv(2, k=3, bias=no) -> bn -> relu -> bn -> conv(3) -> bn\n"
    )
    ours = figure(convention("onnx_tool"), report)

    assert {
        "one for each bias added": 4 * 4 * 3,
        "1 for each element of a batch norm that becomes a bias": 4 * 4 * 2,
        "31 for each element of another batch norm": 31 * 4 * 4 * 2,
        "1 for each rectified element": 4 * 4 * 2,
    } == ours.terms
    # two folded into biases, one of them into a bias that is there; one kept with all it has
    assert (9 * 2 * 2 + 2 * 3) + 3 + 2 + (4 + 4) == ours.params


def test_show_in_another_convention(cnncost: Command) -> None:
    """Columns, total and last line are those of the convention; JSON has them beside the ledger."""
    out = cnncost("show", "inception_v1", "--convention", "torchinfo").out
    data = json.loads(
        cnncost("show", "inception_v1", "--convention", "torchinfo", "--format", "json").out
    )
    macs, biases = 128_049_152, 28 * 28 * (256 + 96 + 16)

    assert "layer                 output  parameters  Total mult-adds      %" in out
    assert f" total              28×28×256     163,696      {macs + biases:,}  100.0\n" in out
    assert macs == data["totals"]["macs"]
    assert macs + biases == data["totals"]["counted_macs"]
    assert data["convention"].startswith("torchinfo 1.8: parameters = weights + bias + norm · ")


def test_compare_and_list_in_another_convention(cnncost: Command) -> None:
    """FLOPs, two per MAC: 854M of document 004 is 1.7 G."""
    out = cnncost("compare", "naive_256", "inception_256", "--convention", "torch_flop_counter").out
    listed = cnncost("list", "--family", "factorisation", "--convention", "keras").out

    assert " FLOPs             1,708,392,448    542,703,616  0.318×\n" in out
    assert "convention: Keras' summary, which prints parameters only" in " ".join(listed.split())


def test_ratios_of_a_comparison_stay_those_of_the_ledger() -> None:
    """JSON's ratios are of the ledger's columns, whatever the tables count."""
    plain, other = (
        compare("naive", "inception_v1", convention=name) for name in (None, "torch_flop_counter")
    )

    assert plain.ratios == other.ratios


FOLDED = "1 for each element of a batch norm that becomes a bias"
KEPT = "31 for each element of another batch norm"


@pytest.mark.parametrize(
    ("layers", "folded", "kept"),
    [
        ("\n  - conv(4, bias=no) -> bn", 1, 0),
        # beside a convolution, not behind it
        ("\n  - concat: {a: 'conv(4, bias=no)', b: bn}", 0, 1),
        # behind one, with an auxiliary head written between them
        ("\n  - conv(4, bias=no)\n  - aux: {head: gap -> fc(2)}\n  - bn", 1, 0),
        # behind one that something else reads, too
        ("\n  - conv(4, bias=no)\n  - add: {a: bn, b: identity}", 0, 1),
        # behind a transposed convolution (onnx-tool 1.0.1 printed 1,556,480 for one of 16 filters)
        ("\n  - transposed(4, k=1, p=0, bias=no) -> bn", 0, 1),
    ],
)
def test_what_an_exporter_folds(layers: str, folded: int, kept: int) -> None:
    """A batch norm that alone reads what a convolution puts out."""
    terms = figure(convention("onnx_tool"), counted(f"input: 8x8x4\nlayers:{layers}\n")).terms

    assert (256 * folded, 31 * 256 * kept) == (terms.get(FOLDED, 0), terms.get(KEPT, 0))


GATE = "gap -> conv(4) -> relu -> conv(4) -> sigmoid"


@pytest.mark.parametrize(
    ("layers", "gates"),
    [
        (f"{{multiply: {{x: identity, gate: {GATE}}}}}", [True]),
        # the network's own last pooling, and another map's gate after it
        ("\n  - aux: {head: gap -> conv(4)}\n  - multiply: {x: identity, gate: gap -> sigmoid}",
         [True, True]),
        ("\n  - aux: {head: 'maxpool(2, s=2) -> gap -> conv(4)'}\n"
         "  - multiply: {x: identity, gate: gap -> sigmoid}", [False, True]),
        # eight layers lie between the pooling and the product at most
        (f"{{multiply: {{x: identity, gate: gap -> {' -> '.join(8 * ['relu'])}}}}}", [True]),
        (f"{{multiply: {{x: identity, gate: gap -> {' -> '.join(9 * ['relu'])}}}}}", [False]),
        ("gap", [False]),
    ],
)  # fmt: skip
def test_gates(layers: str, gates: list[bool]) -> None:
    """A global pooling is a gate if a product as large as what it pools follows soon."""
    report = counted(f"input: 8x8x4\nlayers: {layers}\n")
    found = NAMES.words["gate"](report)

    assert gates == [bool(found[i]) for i, row in enumerate(report.rows) if row.kind == "gap"]


@pytest.mark.parametrize(
    ("name", "headings"),
    [
        ("documents", ("weights", "MACs")),
        ("keras", ("parameters", "MACs")),
        ("torch_flop_counter", ("parameters", "FLOPs")),
        ("fvcore", ("parameters", "flops")),
    ],
)
def test_headings(name: str, headings: tuple[str, str]) -> None:
    """What a counter does not print is headed in our own words."""
    counting = analyze("naive", convention=name).counting

    assert (name, *headings) == (counting.name, counting.params, counting.macs)


def test_a_scale_with_a_shift_is_a_product_and_a_sum() -> None:
    """onnx-tool counts one for each."""
    assert 2 * 2048 == added("scale(beta=yes)", "onnx_tool")
