"""Reconcile: every counter's figure with its terms, and what a number seen elsewhere may be."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import ModuleType

import pytest
from conftest import Run

from cnncost import reconcile
from cnncost.errors import UsageError
from cnncost.spec import parse_spec

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


def test_a_name_of_the_library_stays_what_it_is() -> None:
    """Importing a module of a similar name does not take a function's place."""
    import cnncost as package

    for _ in range(2):
        for name in package.__all__:
            assert not isinstance(getattr(package, name), ModuleType), name
        reconcile("lenet5")


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


EVERYONE = {
    "torch", "torchvision", "torchinfo", "fvcore", "ptflops", "ptflops_aten", "thop", "calflops",
    "calflops_flops", "torchscan", "torchscan_flops", "pycls", "osmr",
}  # fmt: skip


@pytest.mark.parametrize(
    ("spec", "seen", "network", "tools", "slip"),
    [
        # peers.md: 4.134 G is what thop prints for ResNet-50
        ("resnet50", "4.134G", "resnet50", {"thop"}, ""),
        ("resnet50", "4133742592", "resnet50", {"thop"}, ""),
        ("resnet50", "4 133 742 592", "resnet50", {"thop"}, ""),
        ("resnet50", "4.134 GMACs", "resnet50", {"thop"}, ""),
        ("resnet50", "4.134 billion", "resnet50", {"thop"}, ""),
        # timm's tables are fvcore's
        ("resnet50", "4.1115g", "resnet50", {"fvcore"}, ""),
        ("mobilenet_v2", "0.320G", "mobilenet_v2", {"ptflops", "onnx_tool"}, ""),
        # Keras counts running statistics
        ("mobilenet_v1", "4253864", "mobilenet_v1", {"keras"}, ""),
        # torchvision's GoogLeNet has 6,624,904 parameters, and 13,004,888 with auxiliary heads
        ("googlenet", "6624904", "googlenet_torchvision", {"torch"}, ""),
        (
            "googlenet_torchvision", "13004888", "googlenet_torchvision", EVERYONE,
            "with the auxiliary heads",
        ),
        # the stride in the first 1x1, as the paper has it: 11.3e9
        ("resnet152", "11.28G", "resnet152_v1", {"documents", "torch"}, ""),
        # calculate-flops prints 2.84 G for an inception_v3 that it was given at 224
        (
            "inception_v3", "2837921120", "inception_v3",
            {"documents", "torch", "torchvision", "calflops"}, "on 224×224",
        ),
        # twice 823,270,824, which those print that add biases
        (
            "squeezenet1_0", "1646541648", "squeezenet1_0",
            {"torchinfo", "ptflops_aten", "pycls"}, "twice",
        ),
    ],
)  # fmt: skip
def test_who_prints_a_number(
    spec: str, seen: str, network: str, tools: set[str], slip: str
) -> None:
    """The counters that print it; else another network of that name; else one slip."""
    found = reconcile(spec, seen=seen).seen

    assert found is not None
    ways = [way for way in found.ways if way.network == network]
    assert tools == {way.convention.name for way in ways}
    assert {slip} == {way.slip for way in ways}


@pytest.mark.parametrize(
    ("spec", "seen", "claim"),
    [
        # He et al. print 3.8e9 for the network with the stride in the first 1x1: truncated
        ("resnet50", "3.8G", "resnet50_v1"),
        # MobileNet's 4.24M, TensorFlow's with 1001 classes
        ("mobilenet_v1", "4.24M", "mobilenet_v1_slim"),
    ],
)
def test_published_numbers_are_named(spec: str, seen: str, claim: str) -> None:
    """A number that no counter prints may stand in a paper, with its reason."""
    found = reconcile(spec, seen=seen).seen

    assert found is not None
    assert claim in {one.claim.spec for one in found.claims}


@pytest.mark.parametrize(
    ("seen", "message"),
    [
        ("many", "'many' is not a number. Expected a number, as 4.134G, 25.6M or 4133742592."),
        (
            "6x6x256",
            "'6x6x256' is not a number. Expected a number, as 4.134G, 25.6M or 4133742592.",
        ),
        (
            "4.1 lakh",
            "'lakh' is not a unit known here. Expected a number, as 4.134G, 25.6M or 4133742592.",
        ),
        ("4.134", "4.134 without a unit is very little: did you mean 4.134G or 4.134M?"),
        ("4,13G", "'4,13G' is not a number. Expected a number, as 4.134G, 25.6M or 4133742592."),
    ],
)
def test_what_cannot_have_been_seen(seen: str, message: str) -> None:
    """Units are not guessed."""
    with pytest.raises(UsageError) as error:
        reconcile("lenet5", seen=seen)

    assert message == str(error.value)


def test_a_number_that_nobody_prints(cnncost: Command) -> None:
    """Status 1, and the nearest figure, with how far away it is."""
    done = cnncost("reconcile", "resnet50", "--seen", "4.5G")

    assert 1 == done.status
    assert done.out.startswith(
        "\n No counter known here prints 4.5G for resnet50 on 224×224×3\n"
        "\n"
        " nearest: thop  4,133,742,592  MACs\n"
        "   8.1 % less than 4.5G\n"
    )


def test_a_number_far_from_all(cnncost: Command) -> None:
    """Nothing is called near that is not."""
    done = cnncost("reconcile", "lenet5", "--seen", "900G")

    assert 1 == done.status
    assert " and nothing near it\n" in done.out


def test_a_number_that_somebody_prints(cnncost: Command) -> None:
    """Status 0; who prints it, and the terms that lead there."""
    done = cnncost("reconcile", "resnet50", "--seen", "4.134G")

    assert 0 == done.status
    assert done.out.startswith(
        "\n 4.134G for resnet50 on 224×224×3 is what these print\n"
        "\n"
        " thop  4,133,742,592  MACs\n"
        "   +44,455,936: 4 for each normalised element\n"
        "   +100,352: the windows of adaptive average poolings\n"
        "   +2,048: 1 for each output of an average pooling\n"
        "\n"
        " ours: 4,089,184,256 MACs, 25,557,032 parameters\n"
    )


def test_a_slip_is_named(cnncost: Command) -> None:
    """calculate-flops prints 2.84 G for an inception_v3 that it was given at 224."""
    out = cnncost("reconcile", "inception_v3", "--seen", "2837921120").out

    assert "but these would by\n one slip\n" in out
    assert " 2,837,921,120  MACs, on 224×224\n" in out


def test_another_network_of_that_name(cnncost: Command) -> None:
    """A name is not an architecture."""
    out = cnncost("reconcile", "resnet50", "--seen", "3.858G").out

    assert "3.858G is not resnet50 on 224×224×3, but another network of that name\n" in out
    assert " resnet50_v1        3,857,973,248  MACs\n" in out


def test_training_counts_the_heads_everywhere(cnncost: Command) -> None:
    """With --train ours and theirs are both those in training: 13,378,280 parameters."""
    data = json.loads(cnncost("reconcile", "googlenet", "--train", "--format", "json").out)
    tools = {tool["tool"]: tool for tool in data["tools"]}

    assert (True, 1_591_044_096, 13_378_280) == (data["train"], data["macs"], data["params"])
    assert (1_591_044_096, 0) == (tools["torch"]["prints"], tools["torch"]["difference"])


def test_reconciliations_show_themselves() -> None:
    """In a notebook a reconciliation is its table."""
    assert "thop" in reconcile("mobilenet_v2")._repr_html_()
    assert "nearest" in reconcile("resnet50", seen="4.5G")._repr_html_()
    assert reconcile("lenet5", seen=60_000).seen is not None


def test_layers_that_no_tool_has_are_named(cnncost: Command) -> None:
    """LeNet-5's own layers are counted as if the tools knew them, and that is said."""
    out = " ".join(cnncost("reconcile", "lenet5").out.split())

    assert "no tool has rbf, sparse_conv and subsample: here they are counted as if it had" in out


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
    assert "the documents count weights alone: 3,469,760" in " ".join(out.split())


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


NET = "input: 112x112x1\nlayers:\n  - conv(1, bias=no)\n  - aux: {head: '3 * conv(1, bias=no)'}\n"
ROW = 112 * 112


def test_train_counts_the_heads_everywhere() -> None:
    """Figures, ours and the difference are of one network: terms are all between them."""
    found = reconcile(parse_spec(NET), train=True)
    figures = {one.convention.name: one for one in found.figures}

    assert 4 * ROW == figures["torch"].prints
    assert 8 * ROW == figures["torch_flop_counter"].prints
    assert 4 == figures["torch"].params


def test_train_reaches_reconcile(cnncost: Command) -> None:
    """GoogLeNet of torchvision with its heads: 13,004,888 parameters."""
    out = cnncost("reconcile", "googlenet_torchvision", "--train", "--format", "csv").out

    assert "\ntorch,parameters,13004888\n" in out
