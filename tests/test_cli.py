"""The command line as a user types it, rightly and wrongly."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from conftest import ROOT, Run

Command = Callable[..., Run]
NUMBERS = [
    # the table of the documents: spec, weights, MACs, output
    ("inception_v1", 163_328, 128_049_152, [28, 28, 256]),
    ("naive", 387_072, 303_464_448, [28, 28, 416]),
    ("conv5x5_direct", 819_200, 8_192_000_000, [100, 100, 256]),
    ("conv5x5_reduced", 208_896, 2_088_960_000, [100, 100, 256]),
    ("naive_256", 1_089_536, 854_196_224, [28, 28, 672]),
    ("inception_256", 346_112, 271_351_808, [28, 28, 480]),
]


def test_compare_prints_what_document_000_works_out(cnncost: Command) -> None:
    """The main job: both totals, both outputs, branch by branch, with their ratio."""
    lines = [line.split() for line in cnncost("compare", "inception_v1", "naive").out.splitlines()]

    assert ["weights", "163,328", "387,072", "2.37×"] in lines
    assert ["output", "28×28×256", "28×28×416"] in lines
    assert ["5x5", "1×1", "reduce", "3,072", "·"] in lines
    assert ["3×3", "110,592", "221,184", "2.00×"] in lines


@pytest.mark.parametrize(("spec", "weights", "macs", "output"), NUMBERS)
def test_show_as_json(
    cnncost: Command, spec: str, weights: int, macs: int, output: list[int]
) -> None:
    """The documents' numbers through the JSON interface."""
    data = json.loads(cnncost("show", spec, "--format", "json").out)

    assert "cnncost.report/1" == data["schema"]
    assert (weights, macs, output) == (
        data["totals"]["weights"],
        data["totals"]["macs"],
        data["output"],
    )


def test_json_rows_have_what_the_design_promises(cnncost: Command) -> None:
    """googlenet's 3a/3x3.1, as design and paper have it: 1x1 from 192 to 96 channels on 28x28."""
    data = json.loads(cnncost("show", "googlenet", "--format", "json").out)
    row = next(row for row in data["rows"] if row["path"] == "3a/3x3.1")
    expected = {
        "kind": "conv", "input": [28, 28, 192], "output": [28, 28, 96], "kernel": [1, 1],
        "stride": [1, 1], "groups": 1, "weights": 18_432, "bias": 96, "norm": 0, "stats": 0,
        "macs": 14_450_688, "train_only": False,
    }  # fmt: skip

    assert expected == {key: row[key] for key in expected}
    assert [224, 224, 3] == data["input"]
    assert {"weights", "bias", "norm", "stats", "params", "macs", "flops"} <= set(data["totals"])


def test_compare_as_json(cnncost: Command) -> None:
    """The first report's ratios are 1; counts are integers."""
    data = json.loads(
        cnncost("compare", "conv5x5_direct", "conv5x5_reduced", "--format", "json").out
    )

    assert "cnncost.comparison/1" == data["schema"]
    assert [1, 0.255] == data["ratios"]["weights"]
    assert [None, 4_096] == next(x for x in data["lines"] if x["label"][0] == "1x1")["weights"]
    assert [819_200, 204_800] == next(x for x in data["lines"] if x["label"][0] == "5x5")["weights"]


def test_list_as_json(cnncost: Command) -> None:
    """The zoo with its variants and costs."""
    data = json.loads(cnncost("list", "--format", "json").out)
    found = {spec["name"]: spec for spec in data["specs"]}

    assert "cnncost.zoo/1" == data["schema"]
    assert (2014, "inception", [224, 224, 3], 6_998_552, 1_582_671_872) == tuple(
        found["googlenet"][key] for key in ("year", "family", "input", "params", "macs")
    )
    assert "mobilenet_v2_0.5" in found["mobilenet_v2"]["variants"]


def test_list_counts_variants_in_json_and_csv(cnncost: Command) -> None:
    """Each variant has a size of its own: 97M at half the width (MobileNetV2 in TF-slim)."""
    command = ("list", "--family", "mobilenet", "--variants", "--format")
    data = json.loads(cnncost(*command, "json").out)
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(cnncost(*command, "csv").out))}
    (spec,) = (spec for spec in data["specs"] if spec["name"] == "mobilenet_v2")
    sizes = {form["name"]: form for form in spec["variant_totals"]}

    # torchvision's mobilenet_v2: 3,504,872 parameters; timm prints 1.97M for half the width
    assert (300_774_272, 3_504_872) == (spec["macs"], spec["params"])
    assert [97, 1.97] == [
        round(sizes["mobilenet_v2_0.5"]["macs"] / 1e6),
        round(sizes["mobilenet_v2_0.5"]["params"] / 1e6, 2),
    ]
    assert str(sizes["mobilenet_v2_0.5"]["macs"]) == rows["mobilenet_v2_0.5"]["macs"]
    assert "" == rows["mobilenet_v2_0.5"]["variants"]
    assert "mobilenet_v2_0.5" in rows["mobilenet_v2"]["variants"].split()


def test_csv_has_every_row_and_the_whole_ledger(cnncost: Command) -> None:
    """Sums over the CSV are the totals of the network in training."""
    rows = list(csv.DictReader(io.StringIO(cnncost("show", "googlenet", "--format", "csv").out)))

    assert 1_582_671_872 == sum(int(r["macs"]) for r in rows if r["train_only"] == "False")
    assert 6_998_552 == sum(
        int(r["weights"]) + int(r["bias"]) for r in rows if r["train_only"] == "False"
    )


FORMATS = ("json", "csv", "markdown", "latex", "table")
COMMANDS = (
    ("list", "--family", "vgg"),
    ("show", "fire"),
    ("show", "fire", "--by", "kind"),
    ("show", "googlenet", "--by", "stage", "--train"),
    ("compare", "fire", "bottleneck"),
)
QUICK = {*((COMMANDS[1], format) for format in FORMATS), (COMMANDS[4], "table")}


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_writes_every_format(
    cnncost: Command, command: tuple[str, ...], format: str
) -> None:
    """No colour codes, a last line that ends, and nothing on standard error."""
    first = cnncost(*command, "--format", format)

    assert (0, "") == (first.status, first.err)
    assert "\x1b" not in first.out
    assert first.out.endswith("\n")


@pytest.mark.parametrize(
    ("command", "format"),
    [
        pytest.param(*case, marks=[] if case in QUICK else pytest.mark.slow)
        for case in product(COMMANDS, FORMATS)
    ],
)
def test_the_terminal_changes_nothing_in_a_pipe(
    cnncost: Command, command: tuple[str, ...], format: str
) -> None:
    """Same command, same bytes, in a process that is told of a narrow terminal with colours."""
    first = cnncost(*command, "--format", format)

    assert first == cnncost(
        *command, "--format", format, COLUMNS="40", FORCE_COLOR="1", TERM="xterm"
    )


@pytest.mark.parametrize(
    "command",
    [
        ("list",),
        ("show", "googlenet", "--depth", "3"),
        ("show", "resnext50", "--depth", "9"),
        ("show", "mobilenet_v2", "--depth", "9"),
        ("show", "squeezenet", "--by", "kind"),
        ("compare", "inception_v1", "naive"),
        ("compare", "googlenet", "resnext50", "mobilenet_v2", "squeezenet"),
        ("compare", "resnext_bottleneck", "bottleneck", "shufflenet_unit_stride2"),
        ("compare", "googlenet", "googlenet", "googlenet", "--by", "layer"),
    ],
)
def test_tables_fit_80_columns(cnncost: Command, command: tuple[str, ...]) -> None:
    """No line is wider than 80 columns, and none ends in a blank."""
    lines = cnncost(*command).out.splitlines()

    assert 80 >= max(map(len, lines))
    assert [] == [line for line in lines if line != line.rstrip()]


@pytest.mark.parametrize("command", [("show", "googlenet"), ("compare", "naive", "fire")])
def test_tables_say_their_convention_input_and_variant(
    cnncost: Command, command: tuple[str, ...]
) -> None:
    """Every table ends with what its numbers mean."""
    text = " ".join(cnncost(*command).out.split())

    assert "convention: weights without bias · 1 MAC = 1 multiply + 1 add · batch 1" in text
    assert f"{command[1]}: Szegedy et al., Going Deeper with Convolutions, 2015" in text
    assert " on 224×224×3" in text or " on 28×28×192, 55×55×96" in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("show", "navie"),
            "There is no spec called 'navie'. Did you mean naive? 'cnncost list' shows them all; "
            "a file of your own is given by its path.",
        ),
        (
            ("show", "xyzzy"),
            "There is no spec called 'xyzzy'. 'cnncost list' shows them all; a file of your own is "
            "given by its path.",
        ),
        (("show", "missing.yaml"), "missing.yaml is not a file that can be read."),
        (("show", "."), "There is no spec called '.'. 'cnncost list' shows them all; a file of "
                        "your own is given by its path."),
        (("compare", "naive"), "A comparison needs two or more specs."),
        (
            ("show", "mobilenet_v2", "--set", "widht=2"),
            "mobilenet_v2 has no parameter 'widht'. Did you mean width?",
        ),
        (
            ("show", "naive", "--set", "width=2"),
            "naive has no parameter 'width'. Its parameters: none.",
        ),
        (
            ("compare", "naive", "fire", "--set", "widht=2"),
            "There is no parameter 'widht'. None of these specs has it.",
        ),
        (
            ("show", "mobilenet_v2", "--set", "width"),
            "--set wants NAME=VALUE, such as width=0.75, not 'width'.",
        ),
        (
            ("show", "mobilenet_v2", "--set", "width=wide"),
            "'wide' is not a number, such as 0.75.",
        ),
        (
            ("show", "mobilenet_v2", "--set", "width=1e3"),
            "'1e3' is not a number: write plain digits, as in 1000 or 0.75.",
        ),
        (
            ("show", "mobilenet_v2", "--set", "width=1/0"),
            "1/0 has no value.",
        ),
        (
            ("show", "mobilenet_v2", "--set", "width=1x7"),
            "Expected one number here, found a pair.",
        ),
        (
            ("show", "mobilenet_v2", "--input", "192"),
            "'192' is not a size. Expected HxW or HxWxC, such as 192x192.",
        ),
        (
            ("show", "naive", "--input", "0x5"),
            "The input's height must be a whole number from 1 to 10^9, not 0.",
        ),
        (
            ("show", "mobilenet_v2", "--set", "resolution=0.5"),
            "The input's height must be a whole number from 1 to 10^9, not 0.5.",
        ),
        (
            ("show", "mobilenet_v2@0.75"),
            "mobilenet_v2 has no variant '0.75'. Its variants: mobilenet_v2_1.4, "
            "mobilenet_v2_1.3, mobilenet_v2_0.75, mobilenet_v2_0.5, mobilenet_v2_0.35.",
        ),
        (
            ("show", "alexnet", "--convention", "thopp"),
            "There is no convention 'thopp'. Did you mean thop?",
        ),
        (("verify", "naive", "--source", "nobody"), "There is no claim about naive from a source "
            "with 'nobody' in its name."),
        (("show", "naive@x"), "naive has no variant 'x'. Its variants: none."),
        (("list", "--family", "incept"), "There is no family 'incept'. Did you mean inception?"),
        (
            ("list", "--family", "resnet"),
            "There is no family 'resnet'. resnet is in the family residual.",
        ),
        (
            ("list", "--convention", "nope"),
            "There is no convention 'nope'. Known: documents, torch, torchvision, torchinfo, "
            "fvcore, ptflops, ptflops_aten, thop, calflops, calflops_flops, torch_flop_counter, "
            "torchprofile, torchscan, torchscan_flops, onnx_tool, pycls, keras and osmr.",
        ),
        (
            ("list", "--family", "q"),
            "There is no family 'q'. Known: alexnet, convnext, convolution, densenet, "
            "efficientnet, factorisation, inception, lenet, mobilenet, nin, regnet, residual, "
            "shufflenet, squeezenet, vgg.",
        ),
    ],
)  # fmt: skip
def test_wrong_commands_are_answered_in_words(
    cnncost: Command, arguments: tuple[str, ...], message: str
) -> None:
    """What cannot be used ends with status 2 and one sentence on standard error."""
    assert Run(2, "", f"{message}\n") == cnncost(*arguments)


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("shwo", "naive"), "No such command 'shwo'. Did you mean 'show'?"),
        (("show",), "Missing argument 'SPEC'."),
        (("show", "naive", "--depht", "2"), "No such option: --depht"),
        (("show", "naive", "--format", "xml"), "'xml' is not one of"),
        (("show", "naive", "--depth", "0"), "0 is not in the range x>=1"),
        (("compare", "naive", "fire", "--by", "size"), "'size' is not one of"),
    ],
)
def test_usage_errors(cnncost: Command, arguments: tuple[str, ...], part: str) -> None:
    """Commands and options that do not exist are named, with status 2 and no traceback."""
    done = cnncost(*arguments)

    assert (2, "") == (done.status, done.out)
    assert part in done.err
    assert "Traceback" not in done.err


def test_settings_and_inputs(cnncost: Command) -> None:
    """--set and --input together: MobileNetV2's 0.75 at 192, 153 M MACs as published by slim."""
    by_input = cnncost(
        "show", "mobilenet_v2", "--set", "width=0.75", "--input", "192x192", "--format", "json"
    )
    by_set = cnncost(
        "show", "mobilenet_v2_0.75", "--set", "resolution=192", "--format", "json"
    )  # fmt: skip
    data = [json.loads(done.out) for done in (by_input, by_set)]

    assert [153, 153] == [d["totals"]["macs"] // 10**6 for d in data]
    assert [[192, 192, 3]] * 2 == [d["input"] for d in data]
    assert ["mobilenet_v2", "mobilenet_v2_0.75"] == [d["variant"] for d in data]


def test_compare_sets_a_parameter_where_it_exists(cnncost: Command) -> None:
    """A parameter that only one of the specs has is set in that one."""
    done = cnncost("compare", "conv3x3", "grouped", "--set", "groups=4", "--format", "json")

    assert [1, 0.25] == json.loads(done.out)["ratios"]["macs"]


def test_another_input_is_said_to_be_another(cnncost: Command) -> None:
    """A table on another input names the spec's own."""
    text = " ".join(cnncost("show", "naive", "--input", "14x14").out.split())

    assert "naive on 14×14×192" in text
    assert "input 14×14×192 in place of 28×28×192" in text


def test_training_totals_are_shown_beside_the_deployed_ones(cnncost: Command) -> None:
    """Both totals of a network with auxiliary heads can be seen, whichever was asked for."""
    deployed = " ".join(cnncost("show", "googlenet").out.split())
    training = " ".join(cnncost("show", "googlenet", "--train").out.split())

    assert "6,998,552 parameters =" in deployed
    assert "in training, with the auxiliary heads: 13,378,280 parameters" in deployed
    assert "13,378,280 parameters =" in training
    assert "deployed, without the auxiliary heads: 6,998,552 parameters" in training


def test_quick_questions_do_not_import_numpy() -> None:
    """Nor do they wait for it: arrays are made where somebody asks for them. One process is asked
    one question after the other, and says behind which of them numpy is there."""
    import subprocess
    import sys

    code = (
        "import sys\nfrom cnncost.cli import main\n"
        "for typed in sys.argv[1:]:\n"
        "    sys.argv = ['cnncost', *typed.split()]\n"
        "    try:\n        main()\n    except SystemExit as stop:\n        assert not stop.code\n"
        "    if 'numpy' in sys.modules:\n        sys.exit(f'{typed} imports numpy')\n"
    )
    typed = ("--help", "--version", "show googlenet", "compare inception_v1 naive")
    done = subprocess.run([sys.executable, "-c", code, *typed], cwd=ROOT, capture_output=True)

    assert (0, b"") == (done.returncode, done.stderr)


def test_a_spec_of_ones_own(cnncost: Command, tmp_path: Path) -> None:
    """A path is read as a file; ./specs is looked at before the shipped zoo."""
    mine = "input: 4x4x2\nlayers: conv(3, bias=no)\n"
    (tmp_path / "mine.yaml").write_text(mine)
    (tmp_path / "specs" / "deep").mkdir(parents=True)
    (tmp_path / "specs" / "deep" / "naive.yaml").write_text(mine)
    (tmp_path / "specs" / "broken.yaml").write_text("layers: [")
    totals = [
        json.loads(cnncost("show", name, "--format", "json").out)["totals"]["weights"]
        for name in ("mine.yaml", "./mine.yaml", "naive", "inception_v1")
    ]

    assert [6, 6, 6, 163_328] == totals


def test_list_says_which_files_are_no_specs(cnncost: Command, tmp_path: Path) -> None:
    """A broken file hides nothing: the rest is listed, and the error is shown."""
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "broken.yaml").write_text("input: 3x3x3\nlayers: conv(4) -> rellu\n")
    done = cnncost("list")

    assert 0 == done.status
    assert "googlenet" in done.out
    assert (
        "specs/broken.yaml:2:20  layers: conv(4) -> rellu\n"
        "                                           ^^^^^\n"
        "There is no layer called 'rellu'. Did you mean relu?\n" == done.err
    )


def test_names_complete_in_the_shell(cnncost: Command) -> None:
    """Tab after 'incep' offers the specs that start so."""
    done = cnncost(
        _CNNCOST_COMPLETE="complete_bash",
        COMP_WORDS="cnncost show incep",
        COMP_CWORD="2",
        _TYPER_COMPLETE_TESTING="1",
    )

    assert {"inception_v1", "inception_256", "inception_3a"} <= set(done.out.split())


def test_plain_letters_where_the_terminal_has_no_others(cnncost: Command) -> None:
    """An output that is not UTF-8 gets × as x, and no traceback."""
    done = cnncost("show", "naive", PYTHONUTF8="0", PYTHONIOENCODING="ascii", LC_ALL="C")

    assert (0, "") == (done.status, done.err)
    assert "naive on 28x28x192" in done.out
    assert done.out.isascii()


def test_module_can_be_run() -> None:
    """``python -m cnncost`` is the same command."""
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "-m", "cnncost", "--version"], cwd=ROOT, capture_output=True, text=True
    )

    assert 0 == done.returncode
    assert done.stdout.startswith("cnncost ")
