"""Reconcile: every counter's figure with its terms, and what a number seen elsewhere may be."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from conftest import Run

from cnncost import reconcile

Command = Callable[..., Run]
# what peers were measured to print for torchvision's mobilenet_v2 and resnet50
MOBILENET_V2 = {
    "torchinfo": (300_809_384, 35_112),
    "fvcore": (314_193_216, 13_418_944),
    "ptflops": (320_300_008, 19_525_736),
    "ptflops_aten": (300_775_272, 1_000),
    "thop": (327_486_720, 26_712_448),
    "calflops": (300_774_272, 0),
    "torch_flop_counter": (601_548_544, 300_774_272),
    "onnx_tool": (319_949_192, 19_174_920),
}


def test_reconcile_as_json(cnncost: Command) -> None:
    """The schema of the design: what each tool prints, the difference, the terms that make it."""
    data = json.loads(cnncost("reconcile", "mobilenet_v2", "--format", "json").out)
    found = {tool["tool"]: tool for tool in data["tools"]}

    assert "cnncost.reconcile/1" == data["schema"]
    assert ("mobilenet_v2", 300_774_272) == (data["name"], data["macs"])
    assert MOBILENET_V2 == {
        name: (found[name]["prints"], found[name]["difference"]) for name in MOBILENET_V2
    }
    for tool in data["tools"]:
        if tool["prints"] is not None:
            assert tool["difference"] == sum(tool["terms"].values())
            assert tool["prints"] == data["macs"] + tool["difference"]


@pytest.mark.parametrize(
    ("spec", "seen", "tools", "slips"),
    [
        # peers.md: 4.134 G is what thop prints for ResNet-50
        ("resnet50", "4.134G", {"thop"}, ()),
        ("resnet50", "4133742592", {"thop"}, ()),
        # timm's tables are fvcore's
        ("resnet50", "4.1115G", {"fvcore"}, ()),
        ("mobilenet_v2", "0.320G", {"ptflops", "onnx_tool"}, ()),
        # Keras counts running statistics
        ("mobilenet_v1", "4253864", {"keras"}, ()),
        # torchvision's GoogLeNet with its auxiliary heads has 13,004,888 parameters
        (
            "googlenet_torchvision", "13004888",
            {
                "torch", "torchvision", "torchinfo", "fvcore", "ptflops", "ptflops_aten", "thop",
                "calflops", "calflops_flops", "torchscan", "torchscan_flops", "pycls", "osmr",
            },
            ("with the auxiliary heads",),
        ),
        # calculate-flops prints 2.84 G for an inception_v3 that it was given at 224
        (
            "inception_v3", "2837921120", {"documents", "torch", "torchvision", "calflops"},
            ("on 224×224",),
        ),
        # twice 823,270,824, which the two print that add biases
        ("squeezenet1_0", "1646541648", {"torchinfo", "ptflops_aten", "pycls"}, ("twice",)),
    ],
)  # fmt: skip
def test_who_prints_a_number(spec: str, seen: str, tools: set[str], slips: tuple[str, ...]) -> None:
    """The counters that print it, at its precision, by the fewest slips."""
    found = reconcile(spec, seen=seen).seen

    assert found is not None
    assert tools == {match.convention.name for match in found.matches}
    assert {slips} == {match.slips for match in found.matches}


def test_a_number_that_nobody_prints(cnncost: Command) -> None:
    """Status 1, and the nearest figure."""
    done = cnncost("reconcile", "resnet50", "--seen", "3.7G")

    assert 1 == done.status
    assert done.out.startswith(
        "\n 3.7G is not what any counter known here prints for resnet50 on 224×224×3\n"
        "\n"
        " counter         prints\n"
        " ours     4,089,184,256  MACs\n"
        "   the nearest there is\n"
    )


def test_a_number_that_somebody_prints(cnncost: Command) -> None:
    """Status 0; who prints it, and the terms that lead there."""
    done = cnncost("reconcile", "resnet50", "--seen", "4.134G")

    assert 0 == done.status
    assert done.out.startswith(
        "\n 4.134G for resnet50 on 224×224×3 is what these print\n"
        "\n"
        " counter         prints\n"
        " thop     4,133,742,592  MACs\n"
        "   +44,455,936: 4 for each normalised element\n"
        "   +100,352: the windows of adaptive average poolings\n"
        "   +2,048: 1 for each output of an average pooling\n"
        "\n"
        " ours: 4,089,184,256 MACs, 25,557,032 parameters\n"
    )


def test_a_slip_is_named(cnncost: Command) -> None:
    """calculate-flops prints 2.84 G for an inception_v3 that it was given at 224."""
    out = cnncost("reconcile", "inception_v3", "--seen", "2837921120").out

    assert " ours         2,837,921,120  MACs, on 224×224\n" in out


def test_the_table_names_every_term(cnncost: Command) -> None:
    """Figure, difference in percent, terms; ours first; the variant last."""
    out = cnncost("reconcile", "mobilenet_v2").out

    assert " counter                  prints                   over ours  parameters\n" in out
    assert " ours                300,774,272  MACs                         3,504,872\n" in out
    assert (
        " thop                327,486,720  MACs               +8.88 %   3,504,872\n"
        "   +26,712,448: 4 for each normalised element\n"
    ) in out
    assert " torch_flop_counter  601,548,544  FLOPs                   ×2\n" in out
    assert " keras                                                         3,538,984\n" in out
    assert "the documents count weights alone: 3,469,760" in out


def test_settings_and_inputs_count(cnncost: Command) -> None:
    """Another width on another input, as slim's README prints it: 0.5 at 160 has 50 M."""
    arguments = ("--set", "width=0.5", "--input", "160x160", "--format", "json")
    data = json.loads(cnncost("reconcile", "mobilenet_v2", *arguments).out)

    assert [160, 160, 3] == data["input"]
    assert 50 == data["macs"] // 10**6


def test_auxiliary_heads_are_mentioned(cnncost: Command) -> None:
    """Some counters print parameters with heads beside MACs without."""
    out = " ".join(cnncost("reconcile", "googlenet_torchvision").out.split())

    assert (
        "built with its auxiliary heads it has 13,004,888 parameters, which some counters print "
        "beside MACs without them"
    ) in out


@pytest.mark.parametrize("format", ["csv", "markdown", "latex"])
def test_other_formats(cnncost: Command, format: str) -> None:
    """All formats have thop's figure."""
    out = cnncost("reconcile", "mobilenet_v2", "--format", format).out

    assert "327486720" in out.replace(",", "")
