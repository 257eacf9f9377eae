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

import pytest
from conftest import ROOT, Run, counted

from cnncost import analyze, compare
from cnncost.conventions import convention, conventions, figure, written
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


# What the tools were seen to add to the MACs of single layers, on 16x16 maps of 8 channels.
LAYERS = {
    "conv(16, k=3)": {
        "torchinfo": 4_096, "ptflops": 4_096, "ptflops_aten": 4_096, "onnx_tool": 4_096,
    },
    "bn": {
        "torchinfo": 16, "fvcore": 4_096, "ptflops": 4_096, "thop": 8_192, "torchprofile": 2_048,
        "torchscan": 4_096, "calflops_flops": 4_096, "onnx_tool": 63_488,
    },
    "relu": {"ptflops": 4_096, "onnx_tool": 2_048},
    "maxpool(3, s=2)": {"ptflops": 4_096, "torchscan": 1_024, "onnx_tool": 4_608},
    "avgpool(3, s=1)": {
        "ptflops": 4_096, "thop": 2_048, "torchprofile": 2_048, "torchscan": 8_192,
        "onnx_tool": 18_432,
    },
    # 524,288 in place of 131,072, and 32,768 in place of 8,192
    "transposed(16, k=2, s=2, p=0, bias=no)": {
        "torchinfo": 393_216, "thop": 393_216, "torchprofile": 393_216,
    },
    "transposed(8, k=2, s=2, p=0, g=8, bias=no)": {
        "torchinfo": 24_576, "thop": 24_576, "torchprofile": 24_576,
    },
}  # fmt: skip
SEEN = ("torchinfo", "fvcore", "ptflops", "ptflops_aten", "thop", "torchprofile")


@pytest.mark.parametrize("layer", LAYERS)
def test_single_layers(layer: str) -> None:
    """Each tool's habits, one layer at a time; tools that are not named add nothing."""
    report = counted(f"input: 16x16x8\nlayers: {layer}\n")
    added = {name: figure(convention(name), report) for name in {*SEEN, *LAYERS[layer]}}
    macs = report.totals["macs"]
    found = {
        name: f.prints - macs - ("FLOPs" in f.convention.counts) * macs for name, f in added.items()
    }

    assert LAYERS[layer] == {name: amount for name, amount in found.items() if amount}


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
