"""Networks that are not in the zoo, row by row against what PyTorch's own modules show.

``torch_counts/specs`` were written by hand from the papers, and so were PyTorch modules of the same
networks. Forward hooks on those counted every convolution, matrix, normalisation and pooling from
the real tensors (PyTorch 2.13); ``torch_counts/expected.json`` is what they saw.
"""

from __future__ import annotations

import json

import pytest
from conftest import ROOT

from cnncost import analyze

FOLDER = ROOT / "tests" / "torch_counts"
NETWORKS = json.loads((FOLDER / "expected.json").read_text("utf-8"))["networks"]
COUNTED = {
    "conv", "depthwise", "sparse_conv", "transposed", "fc", "subsample", "bn", "layernorm", "scale",
    "maxpool", "avgpool", "gap",
}  # fmt: skip
COLUMNS = ("weights", "bias", "norm", "macs")


@pytest.mark.parametrize("name", NETWORKS)
def test_every_row_is_as_torch_counts_it(name: str) -> None:
    """Kinds, outputs, weights, biases, norms and MACs agree in the order of execution."""
    expected = NETWORKS[name]
    report = analyze(FOLDER / expected["spec"])
    skipped = expected.get("skip_rows_under")  # a stand-in for what the grammar does not have
    rows = [
        [
            "conv" if row.kind == "depthwise" else row.kind,
            list(row.output),
            *(int(report[column][i]) for column in COLUMNS),
        ]
        for i, row in enumerate(report.rows)
        if row.kind in COUNTED and skipped not in row.path.split("/")
    ]

    assert expected["rows"] == rows
    assert expected["output"] == list(report.output)
    assert expected["totals"] == {name: report.totals[name] for name in expected["totals"]}


# torchvision 0.29 and timm 1.0.31, in the order in which hooks saw their layers run (PyTorch 2.13):
# one line for each convolution and matrix: output, weights, bias, MACs. (ConvNeXt's layer scales
# are no layers of their own; its `norm` is what parameters() hold beside weights and biases.)
ZOO = json.loads((FOLDER / "zoo.json").read_text("utf-8"))
LAYERS = ("conv", "depthwise", "fc")


@pytest.mark.parametrize("name", ZOO)
def test_the_zoo_is_what_torchvision_and_timm_build(name: str) -> None:
    """Layer by layer and in total, as their own code was counted."""
    expected = ZOO[name]
    report = analyze(name)
    weights, bias, macs = (report[column] for column in ("weights", "bias", "macs"))
    layers = [
        f"{'x'.join(map(str, row.output))} {weights[i]} {bias[i]} {macs[i]}"
        for i, row in enumerate(report.rows)
        if row.kind in LAYERS and not row.train_only
    ]

    assert expected["input"] == list(report.input)
    assert expected["totals"] == {name: report.totals[name] for name in expected["totals"]}
    assert expected["layers"] == layers
