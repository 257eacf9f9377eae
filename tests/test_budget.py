"""Budgets: networks held to limits and to what they cost before, for continuous integration."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Run
from rich.console import Console

from cnncost import analyze
from cnncost.budgeting.baseline import MOST_BYTES, read_baseline
from cnncost.budgeting.budget import budget
from cnncost.budgeting.changes import changes, layers_of
from cnncost.budgeting.limits import read_growth, read_limit
from cnncost.errors import CnncostError, UsageError
from cnncost.spec import parse_spec

Command = Callable[..., Run]

# a: 4·4 positions, 2 channels to 3: 6 weights, 3 bias, 16·6 = 96 MACs
# b: 3·3 of 3 channels to 5: 135 weights, 5 bias, 16·135 = 2,160 MACs
SMALL = """\
name: small
input: 4x4x2
layers:
  - a: conv(3) -> relu
  - b: conv(5, k=3)
"""
# b to 6 channels: 162 weights, 6 bias, 16·162 = 2,592 MACs
GROWN = SMALL.replace("conv(5, k=3)", "conv(6, k=3)")
TRY = "Make it with 'cnncost show SPEC --format json'."


@pytest.fixture(autouse=True)
def environment() -> Iterator[pytest.MonkeyPatch]:
    """Not on GitHub, wherever the tests run."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("ACTIONS", "STEP_SUMMARY", "WORKSPACE"):
            patch.delenv(f"GITHUB_{name}", raising=False)
        yield patch


@pytest.fixture
def small(tmp_path: Path, cnncost: Command) -> Path:
    """A network of the user's own, small.yaml, and the report of it in base.json."""
    path = tmp_path / "small.yaml"
    path.write_text(SMALL)
    shown = cnncost("show", "small.yaml", "--format", "json").out
    (tmp_path / "base.json").write_text(shown, "utf-8")
    return path


def lines(run: Run) -> list[list[str]]:
    return [line.split() for line in run.out.splitlines()]


# --- limits


@pytest.mark.parametrize(
    ("spec", "option", "counted"),
    [
        ("googlenet", "--max-macs", 1_582_671_872),  # the sum over the paper's table 1
        ("googlenet", "--max-params", 6_998_552),
        ("googlenet", "--max-flops", 2 * 1_582_671_872),
        ("mobilenet_v2", "--max-macs", 300_774_272),  # torchvision's
        ("mobilenet_v2", "--max-params", 3_504_872),
    ],
)
def test_a_budget_ends_at_its_last_unit(
    cnncost: Command, spec: str, option: str, counted: int
) -> None:
    """As much as is allowed is within the budget; one more is over it, by 1."""
    exact, short = (cnncost("budget", spec, option, str(n)) for n in (counted, counted - 1))

    assert (0, 1) == (exact.status, short.status)
    assert [f"{counted:,}", f"{counted:,}", "100", "%", "·"] == lines(exact)[
        next(i for i, line in enumerate(lines(exact)) if "100" in line)
    ][1:]
    assert [f"{counted:,}", f"{counted - 1:,}", ">100", "%", "1"] in [
        line[1:] for line in lines(short)
    ]
    assert "\n within budget\n" in exact.out
    assert "\n over budget: " in short.out


def test_what_costs_most_is_shown_where_it_is_too_much(cnncost: Command) -> None:
    """GoogLeNet's largest layers: 3x3 on 56x56, 64 to 192: 56·56·9·64·192, and so on."""
    run = cnncost("budget", "googlenet", "--max-macs", "600M", "--max-params", "7M")
    found = lines(run)

    assert ["MACs", "1,582,671,872", "600,000,000", "263.78", "%", "982,671,872"] in found
    assert ["parameters", "6,998,552", "7,000,000", "99.98", "%", "·"] in found
    assert ["stem.3", "3×3", "56×56×192", "346,816,512", "21.9"] in found
    assert ["3b/3x3.2", "3×3", "28×28×192", "173,408,256", "11.0"] in found
    assert "with most parameters" not in run.out


def test_other_settings_heads_and_conventions(cnncost: Command) -> None:
    """A budget holds for the network as it was asked for."""
    half = cnncost("budget", "mobilenet_v2", "--set", "width=0.5", "--max-params", "1.97M")
    # TF-slim prints 221M for mobilenet_v2_1.0_192
    small = cnncost("budget", "mobilenet_v2", "--input", "192x192", "--max-macs", "222M")
    # thop's for torchvision's mobilenet_v2, in counted_by_tools.csv
    thop = cnncost("budget", "mobilenet_v2", "--convention", "thop", "--max-macs", "327486720")
    # and 8,372,224 for both heads: a 1x1 to 128 on 4x4, fc 2048 to 1024, fc to 1000
    head = cnncost("budget", "googlenet", "--train", "--max-macs", "1591044096")

    assert [0, 0, 0, 0] == [run.status for run in (half, small, thop, head)]
    assert ["MACs", "327,486,720", "327,486,720", "100", "%", "·"] in lines(thop)
    assert ["MACs", "1,591,044,096", "1,591,044,096", "100", "%", "·"] in lines(head)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("600M", 600_000_000),
        ("600 M", 600_000_000),
        ("600m", 600_000_000),
        ("4.1G", 4_100_000_000),
        ("4.1B", 4_100_000_000),
        ("25.6 million", 25_600_000),
        ("1e9", 10**9),
        ("1E9", 10**9),
        ("600_000_000", 600_000_000),
        ("600,000,000", 600_000_000),
        ("600 000 000", 600_000_000),
        ("1.5K", 1_500),
        ("12", 12),
        ("0", 0),
        ("1e18", 10**18),
        (600_000_000, 600_000_000),
    ],
)
def test_limits_are_read(typed: str | int, number: int) -> None:
    """Numbers as people write them."""
    assert number == read_limit(typed)


NO_BUDGET = "'{}' is no budget. Expected a number, as 600M, 4.1G or 600,000,000."


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", NO_BUDGET),
        ("-5", NO_BUDGET),
        ("much", NO_BUDGET),
        ("4,1G", NO_BUDGET),
        ("600.000.000", NO_BUDGET),
        ("600MFLOPs", NO_BUDGET),
        ("5%", NO_BUDGET),
        ("28x28x3", NO_BUDGET),
        ("６００", NO_BUDGET),
        ("nan", NO_BUDGET),
        ("\x1b[31m", NO_BUDGET.format("\ufffd[31m")),
        ("9" * 50, NO_BUDGET.format("9" * 39 + "…")),
        ("0.5", "'0.5' is not a whole number. Did you mean 0.5M or 0.5G?"),
        ("300774271.5", "'300774271.5' is not a whole number. Did you mean 300,774,271?"),
        ("0.0001K", "'0.0001K' is not a whole number."),
        ("2e18", "'2e18' is more than 10^18, the most that cnncost counts to."),
        ("9e99T", "'9e99T' is more than 10^18, the most that cnncost counts to."),
    ],
)
def test_limits_that_say_nothing(cnncost: Command, typed: str, says: str) -> None:
    """What is no number is answered with what was read and what is expected."""
    run = cnncost("budget", "fire", f"--max-macs={typed}")

    assert Run(2, "", f"{says.format(typed)}\n") == run


@pytest.mark.parametrize(
    ("typed", "share"),
    [("1%", Fraction(1, 100)), ("0.5 %", Fraction(1, 200)), ("0", 0), ("0%", 0), ("150%", 1.5)],
)
def test_growth_is_read(typed: str, share: Fraction) -> None:
    """Shares as people write them."""
    assert share == read_growth(typed)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("0.01", "'0.01' has no unit. Did you mean 0.01% or 1%?"),
        ("5", "'5' has no unit. Did you mean 5% or 500%?"),
        ("-1%", "'-1%' is no growth. Expected a share, as 1% or 0.5%, or 0."),
        ("1M", "'1M' is no growth. Expected a share, as 1% or 0.5%, or 0."),
        ("some", "'some' is no growth. Expected a share, as 1% or 0.5%, or 0."),
        ("4x4x4", "'4x4x4' is no growth. Expected a share, as 1% or 0.5%, or 0."),
        ("9" * 99 + "%", f"'{'9' * 39}…' is no growth. Expected a share, as 1% or 0.5%, or 0."),
    ],
)
def test_growth_that_says_nothing(typed: str, says: str) -> None:
    """A share without a unit is asked about: 0.01 may be 1 %."""
    with pytest.raises(UsageError) as caught:
        read_growth(typed)
    assert says == str(caught.value)


PRINTED = "which 'cnncost show SPEC --format json' printed before."


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ("googlenet",),
            "There is no budget. Try --max-macs 600M, --max-params 5M, or --baseline base.json, "
            + PRINTED,
        ),
        (("googlenet", "--max-growth", "1%"), f"--max-growth needs a --baseline, {PRINTED}"),
        (
            ("googlenet", "--max-macs", "1G", "--max-growth", "0"),
            f"--max-growth needs a --baseline, {PRINTED}",
        ),
        (
            ("googlenet", "--max-flops", "3G", "--convention", "thop"),
            "FLOPs are 2 × our own MACs. In another convention, --max-macs is held against what "
            "thop counts, whatever it is called there.",
        ),
        (
            ("googlenet", "--max-macs", "3G", "--set", "widht=2"),
            "There is no parameter 'widht'. None of these specs has it.",
        ),
        (
            ("mobilenet_v2", "--max-macs", "3G", "--set", "widht=2"),
            "There is no parameter 'widht'. Did you mean width?",
        ),
        (("nets/*.yaml", "--max-macs", "3G"), "nets/*.yaml is not a file that can be read."),
    ],
)
def test_wrong_commands(cnncost: Command, arguments: tuple[str, ...], says: str) -> None:
    """They end with status 2, and say what to try."""
    assert Run(2, "", f"{says}\n") == cnncost("budget", *arguments)


def test_a_broken_spec_does_not_hide_the_others(cnncost: Command, small: Path) -> None:
    """The verdicts that there are stand on standard output; the status says that one is missing."""
    small.with_name("odd.yaml").write_text(SMALL.replace("relu", "rellu"))
    run = cnncost("budget", "odd.yaml", "small.yaml", "nope", "--max-macs", "2256")

    assert 2 == run.status
    assert ["MACs", "2,256", "2,256", "100", "%", "·"] in lines(run)
    assert "There is no layer called 'rellu'. Did you mean relu?" in run.err
    assert "There is no spec called 'nope'." in run.err
    assert 2 == cnncost("budget", "small.yaml", "nope", "--max-macs", "1").status


# --- growth


def test_what_grew(cnncost: Command, small: Path) -> None:
    """b from 5 to 6 channels: 2,160 to 2,592 MACs and 140 to 168 parameters, all else as it was."""
    small.write_text(GROWN)
    run = cnncost("budget", "small.yaml", "--baseline", "base.json", "--max-growth", "19%")
    found = lines(run)

    assert 1 == run.status
    # 2,688 / 2,256 = 1.1915; 1.19 · 2,256 = 2,684.64; 177 / 149 = 1.1879
    assert ["MACs", "2,256", "2,688", "+19.15", "%", "2,684", "4"] in found
    assert ["parameters", "149", "177", "+18.79", "%", "177", "·"] in found
    assert ["b", "2,160", "2,592", "+432", "+20.00", "%"] in found
    assert ["b", "140", "168", "+28", "+20.00", "%"] in found
    assert ["grew", "too", "much:", "MACs"] in found
    assert ["1", "layer", "costs", "what", "it", "did"] in found


@pytest.mark.parametrize(
    ("text", "growth", "status"),
    [
        (SMALL, "0", 0),
        (GROWN, "0", 1),
        (GROWN, "18.79%", 1),
        (GROWN, "20%", 0),
        (SMALL.replace("conv(5", "conv(4"), "0", 0),  # it shrank
        (SMALL.replace("  - a", "  - x: relu\n  - a"), "0", 0),  # a layer that costs nothing
        (SMALL.replace("  - b", "  - c"), "0", 0),  # renamed
    ],
)
def test_growth_is_allowed_up_to_a_share(
    cnncost: Command, small: Path, text: str, growth: str, status: int
) -> None:
    """More than the share, in MACs or in parameters, is an exceeded budget."""
    small.write_text(text)
    run = cnncost("budget", "small.yaml", "--baseline", "base.json", "--max-growth", growth)

    assert (status, "") == (run.status, run.err)


def test_a_baseline_alone_is_shown(cnncost: Command, small: Path) -> None:
    """Nothing is held to anything, so nothing is said to be within a budget."""
    small.write_text(GROWN)
    run = cnncost("budget", "small.yaml", "--baseline", "base.json")

    assert 0 == run.status
    assert ["b", "2,160", "2,592", "+432", "+20.00", "%"] in lines(run)
    assert "budget" not in run.out


@pytest.mark.parametrize(
    ("before", "now", "expected", "renamed"),
    [
        # what: path, MACs before and now; 16 positions, so 16 for each weight
        ("a: conv(3)", "a: conv(3)", [], 0),
        ("a: conv(3)", "a: conv(4)", [("a", "grew", 96, 128)], 0),
        ("a: conv(3)", "a: conv(1)", [("a", "shrank", 96, 32)], 0),
        ("a: conv(3)", "b: conv(3)", [], 1),
        ("a: conv(3)", "b: conv(4)", [("b", "new", 0, 128), ("a", "gone", 96, 0)], 0),
        ("a: conv(3)", "a: conv(3) -> conv(3)", [("a.2", "new", 0, 144)], 1),
        ("a: conv(3)", "a: conv(4) -> conv(3)",
         [("a.1", "grew", 96, 128), ("a.2", "new", 0, 192)], 1),
        ("a: conv(3) -> conv(3)", "a: conv(3)", [("a.2", "gone", 144, 0)], 1),
        ("a: conv(3) -> relu", "a: conv(3) -> relu6", [], 0),
        ("a: conv(3)", "a: conv(3, k=3)", [("a", "grew", 96, 864)], 0),
    ],
)  # fmt: skip
def test_layers_are_found_again(
    before: str, now: str, expected: list[tuple[str, str, int, int]], renamed: int
) -> None:
    """By their path; the same layer at another path; a path that only got or lost its number."""
    specs = (parse_spec(f"input: 4x4x2\nlayers:\n  - {text}\n") for text in (before, now))
    found = changes(*(layers_of(analyze(spec)) for spec in specs))
    shown = [(one.path, one.word("macs"), *one.amounts("macs")) for one in found.changed]

    assert expected == shown
    assert renamed == found.renamed


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("mobilenet_v2", "mobilenet_v2_0.5"),
        ("resnet50", "resnext50"),
        ("googlenet", "vgg16"),
        ("inception_v1", "naive"),
        ("resnet18", "resnet152"),
    ],
)
def test_changes_add_up(before: str, now: str) -> None:
    """What the layers grew by is what the networks differ by, however they are lined up."""
    reports = analyze(before), analyze(now)
    found = changes(*(layers_of(report) for report in reports))

    for quantity in ("macs", "params"):
        old, new = (report.totals[quantity] for report in reports)
        assert new - old == sum(one.growth(quantity) for one in found.changed)


def test_many_changes_are_summed_up(cnncost: Command, tmp_path: Path) -> None:
    """30 layers that grow by 1 to 30 channels: the 12 largest stand alone, the others together."""
    for channels, name in ((1, "before"), (2, "now")):
        layers = "".join(f"    b{i}: conv({i * channels})\n" for i in range(1, 31))
        text = f"name: wide\ninput: 1x1x1\nlayers:\n  concat:\n{layers}"
        (tmp_path / f"{name}.yaml").write_text(text)
    base = cnncost("show", "before.yaml", "--format", "json").out
    (tmp_path / "base.json").write_text(base, "utf-8")
    found = lines(cnncost("budget", "now.yaml", "--baseline", "base.json"))

    assert ["b30", "30", "60", "+30", "×2"] in found
    assert ["b19", "19", "38", "+19", "×2"] in found
    assert ["18", "others", "171", "342", "+171", "×2"] in found  # 1 + ... + 18 = 171
    assert [] == [line for line in found if line[:1] == ["b18"]]


def test_several_networks_against_a_comparison(cnncost: Command, small: Path) -> None:
    """Each is held to the report of its name; what no report is of is said to have none."""
    both = cnncost("compare", "small.yaml", "fire", "--format", "json").out
    small.with_name("both.json").write_text(both, "utf-8")
    small.write_text(GROWN)
    specs = ("small.yaml", "fire", "bottleneck")
    run = cnncost("budget", *specs, "--baseline", "both.json", "--max-growth", "0")

    assert (1, "") == (run.status, run.err)
    assert "\n grew too much: MACs and parameters of small\n" in run.out
    assert "both.json has the report of small and fire, none of bottleneck." in run.out
    assert 0 == cnncost("budget", "fire", "--baseline", "both.json", "--max-growth", "0").status


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--input", "8x8"), "the input is 8×8×3, and 4×4×3 in the baseline"),
        (("--set", "width=3"), "width is 3, and 2 in the baseline"),
    ],
)
def test_what_may_be_the_reason_is_said(
    cnncost: Command, tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    """Another input or another parameter than the baseline was counted with."""
    text = "name: net\ninput: 4x4x3\nparams: {width: 2}\nlayers:\n  - a: conv(width)\n"
    (tmp_path / "net.yaml").write_text(text)
    base = cnncost("show", "net.yaml", "--format", "json").out
    (tmp_path / "base.json").write_text(base, "utf-8")
    run = cnncost("budget", "net.yaml", "--baseline", "base.json", "--max-growth", "0", *arguments)

    assert 1 == run.status
    assert f"\n {says}\n" in run.out


# --- baselines of strangers


def changed(**values: Any) -> Callable[[dict[str, Any]], object]:
    return lambda data: data.update(values)


def row(**values: Any) -> Callable[[dict[str, Any]], object]:
    return lambda data: data["rows"][1].update(values)


def without(key: str) -> Callable[[dict[str, Any]], object]:
    return lambda data: data.pop(key)


ODD = [
    (changed(schema="cnncost.zoo/1"),
     f"base.json is no report of cnncost. Its schema is 'cnncost.zoo/1'. {TRY}"),
    (changed(schema=["x"]), f"base.json is no report of cnncost. Its schema is a list. {TRY}"),
    (without("schema"), f"base.json is no report of cnncost. {TRY}"),
    (changed(name="other"), "base.json has the report of small (other), none of small."),
    (changed(name="other", variant="other"),
     "base.json has the report of other, none of small."),
    (changed(name="smal", variant="smal"),
     "base.json has the report of smal, none of small. Did you mean smal?"),
    (changed(name="x", variant="\x1b[31mred"),
     "base.json has the report of \ufffd[31mred (x), none of small."),
    (changed(variant=7), "base.json: variant is 7; expected a text."),
    (changed(variant=True), "base.json: variant is true; expected a text."),
    (without("rows"), "base.json: rows is missing; expected a list of layers."),
    (changed(rows={}), "base.json: rows is an object; expected a list of layers."),
    (changed(rows=[]),
     "base.json: totals.macs is 2,256, but the layers add up to 0: the file was changed, or is "
     f"not whole. {TRY}"),
    (changed(rows=["x"]), "base.json: rows[0] is 'x'; expected a layer."),
    (changed(totals=None), "base.json: totals is null; expected the totals."),
    (changed(input=[4, 4]), "base.json: input is a list; expected height, width and channels."),
    (changed(input=[4, 4, 0]),
     "base.json: input is a list; expected height, width and channels."),
    (changed(input="4x4x2"),
     "base.json: input is '4x4x2'; expected height, width and channels."),
    (changed(params=[]), "base.json: params is a list; expected parameters."),
    (changed(params={"w": "1"}), "base.json: params.w is '1'; expected a number."),
    (changed(params={"w": 1e300}), "base.json: params.w is 1e+300; expected a number."),
    (row(macs=1.5), "base.json: rows[1].macs is 1.5; expected a whole number."),
    (row(macs=True), "base.json: rows[1].macs is true; expected a whole number."),
    (row(macs=-1), "base.json: rows[1].macs is -1; expected 0 to 10^18."),
    (row(macs=10**18 + 1),
     "base.json: rows[1].macs is 1000000000000000001; expected 0 to 10^18."),
    (row(macs=10**900), f"base.json: rows[1].macs is 1{'0' * 38}…; expected 0 to 10^18."),
    (row(macs="1"), "base.json: rows[1].macs is '1'; expected a whole number."),
    (row(bias=4),
     "base.json: totals.params is 149, but the layers add up to 148: the file was changed, or is "
     f"not whole. {TRY}"),
    (row(path="a"), "base.json: rows[1].path is 'a', which is there already."),
    (row(path=None), "base.json: rows[1].path is null; expected a text."),
]  # fmt: skip


@pytest.mark.parametrize(("change", "says"), ODD, ids=range(len(ODD)))
def test_odd_baselines(
    cnncost: Command, small: Path, change: Callable[[dict[str, Any]], object], says: str
) -> None:
    """What a baseline lacks is said with its place; layers and totals must agree."""
    base = small.with_name("base.json")
    data = json.loads(base.read_text("utf-8"))
    data["rows"] = [row for row in data["rows"] if row["kind"] == "conv"]
    change(data)
    base.write_text(json.dumps(data), "utf-8")
    run = cnncost("budget", "small.yaml", "--baseline", "base.json")

    assert Run(2, "", f"{says}\n") == run


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", f"base.json is empty. {TRY}"),
        (b" \n", f"base.json is empty. {TRY}"),
        (b"{", "base.json:1:2: this is not JSON: Expecting property name enclosed in double quotes."
         f" {TRY}"),
        (b"name: a\n", f"base.json:1:1: this is not JSON: Expecting value. {TRY}"),
        (b"\xff\x80", f"base.json is not UTF-8 text. {TRY}"),
        (b"[" * 200_000, f"base.json is nested too deeply. {TRY}"),
        (b'{"a":' * 200_000, f"base.json is nested too deeply. {TRY}"),
        (b"9" * 5_000, "base.json holds a number of too many digits."),
        (b"NaN", "base.json holds NaN, which is no number."),
        (b"-Infinity", "base.json holds -Infinity, which is no number."),
        (b"7", f"base.json is no report of cnncost. {TRY}"),
        (b"null", f"base.json is no report of cnncost. {TRY}"),
        (b" " * (MOST_BYTES + 1),
         "base.json is larger than 8 MiB, the most that is read of a baseline."),
        (b'{"schema": "cnncost.comparison/1"}',
         "base.json: reports is missing; expected a list of reports."),
        (b'{"schema": "cnncost.comparison/1", "reports": [7]}',
         "base.json: reports[0] is 7; expected a report."),
        (b'{"schema": "cnncost.comparison/1", "reports": []}',
         "base.json has no report at all."),
        (b'{"schema": "cnncost.report/1"}', "base.json: totals is missing; expected the totals."),
    ],
    ids=range(17),
)  # fmt: skip
def test_baselines_that_are_none(
    cnncost: Command, tmp_path: Path, content: bytes, says: str
) -> None:
    """Empty files, other files, deep ones, long ones."""
    (tmp_path / "base.json").write_bytes(content)

    assert Run(2, "", f"{says}\n") == cnncost("budget", "fire", "--baseline", "base.json")


@pytest.mark.parametrize("path", ["nowhere.json", ".", "x" * 300])
def test_baselines_that_are_not_there(cnncost: Command, path: str) -> None:
    """A folder, a name that is too long, nothing at all."""
    run = cnncost("budget", "fire", "--baseline", path)
    reason = "is not a file that can be read. Make it"

    assert (2, "") == (run.status, run.out)
    assert reason in run.err or "cannot be read: its name is too long." in run.err


def test_a_baseline_of_two_networks_of_one_name(cnncost: Command, small: Path) -> None:
    """Which of them is meant cannot be known."""
    small.with_name("again.json").write_bytes(small.with_name("base.json").read_bytes())
    files = ("--baseline", "base.json", "--baseline", "again.json")

    says = "There are 2 reports of small in base.json and again.json.\n"
    assert Run(2, "", says) == cnncost("budget", "small.yaml", *files)


@pytest.mark.parametrize(
    ("then", "now", "says"),
    [
        (("--convention", "thop"), (),
         "base.json counts as thop 0.1.1 does, and this run in our own convention: use the same "
         "--convention, or make the baseline again."),
        ((), ("--convention", "thop"),
         "base.json counts in our own convention, and this run as thop 0.1.1 does: use the same "
         "--convention, or make the baseline again."),
    ],
)  # fmt: skip
def test_a_baseline_in_another_convention(
    cnncost: Command, tmp_path: Path, then: tuple[str, ...], now: tuple[str, ...], says: str
) -> None:
    """Numbers of two conventions are not compared; those of one are."""
    base = cnncost("show", "fire", "--format", "json", *then).out
    (tmp_path / "base.json").write_text(base, "utf-8")
    same = cnncost("budget", "fire", "--baseline", "base.json", "--max-growth", "0", *then)

    assert (0, "") == (same.status, same.err)
    assert Run(2, "", f"{says}\n") == cnncost("budget", "fire", "--baseline", "base.json", *now)


def test_a_baseline_of_training(cnncost: Command, tmp_path: Path) -> None:
    """The heads' layers are in the report, and are compared only if they are meant."""
    base = cnncost("show", "googlenet", "--format", "json").out
    (tmp_path / "base.json").write_text(base, "utf-8")
    limits = ("--baseline", "base.json", "--max-growth", "0")
    deployed, training = (
        cnncost("budget", "googlenet", *limits, *train) for train in ((), ("--train",))
    )

    assert ["MACs"] + 2 * ["1,582,671,872"] + ["·", "1,582,671,872", "·"] in lines(deployed)
    assert ["MACs"] + 2 * ["1,591,044,096"] + ["·", "1,591,044,096", "·"] in lines(training)


def test_a_baseline_written_by_windows(small: Path) -> None:
    """PowerShell's > writes UTF-16."""
    base = small.with_name("base.json")
    base.write_bytes(base.read_text("utf-8").encode("utf-16"))

    assert ("small",) == tuple(one.name for one in read_baseline(base))


# --- GitHub


def errors(run: Run) -> list[str]:
    return [line for line in run.out.splitlines() if line.startswith("::")]


@pytest.fixture
def on_github(environment: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """GitHub runs the tests, in a folder of the repository; gives the file of the summary."""
    environment.setenv("GITHUB_ACTIONS", "true")
    environment.setenv("GITHUB_WORKSPACE", str(tmp_path.parent))
    environment.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    return tmp_path / "summary.md"


def test_annotations(cnncost: Command, small: Path, on_github: Path) -> None:
    """At the line of layers: what is exceeded; at the line of a layer: that it grew."""
    small.write_text(GROWN)
    growth = ("--baseline", "base.json", "--max-growth", "0")
    run = cnncost("budget", "small.yaml", "--max-macs", "2500", *growth)
    file = f"file={small.parent.name}/small.yaml"

    assert [
        f"::error {file},line=3,col=1,title=small%3A MACs over budget::2,688 MACs, 188 over the "
        "budget of 2,500 (107.52 %25).%0AMost: b (2,592), a (96).",
        f"::error {file},line=3,col=1,title=small%3A MACs grew too much::2,256 MACs before, 2,688 "
        "now (+19.15 %25), 432 over the 2,256 allowed.",
        f"::error {file},line=3,col=1,title=small%3A parameters grew too much::149 parameters "
        "before, 177 now (+18.79 %25), 28 over the 149 allowed.",
        f"::error {file},line=5,col=8,title=b%3A grew::b: MACs 2,160 before, 2,592 now (+20.00 "
        "%25); parameters 140 before, 168 now (+20.00 %25)",
    ] == errors(run)


def test_no_layer_stayed(cnncost: Command, small: Path) -> None:
    """Twice the channels of a change its reader b, too."""
    small.write_text(SMALL.replace("conv(3)", "conv(6)"))
    run = cnncost("budget", "small.yaml", "--baseline", "base.json")

    assert "\n no layer costs what it did\n" in run.out


def test_a_layer_that_may_grow_is_a_notice(cnncost: Command, small: Path, on_github: Path) -> None:
    """Nothing is exceeded, and a reviewer sees what grew all the same."""
    small.write_text(GROWN)
    run = cnncost("budget", "small.yaml", "--baseline", "base.json", "--max-growth", "20%")

    assert 0 == run.status
    assert ["::notice"] == [line.split()[0] for line in errors(run)]


def test_annotations_name_the_users_own_files_only(cnncost: Command, on_github: Path) -> None:
    """A network that comes with cnncost has no line in the repository."""
    run = cnncost("budget", "googlenet", "--max-macs", "1M")

    assert (1, []) == (run.status, errors(run))


def test_annotations_are_asked_for_or_not(cnncost: Command, small: Path, on_github: Path) -> None:
    """--annotate decides; without it, whether GitHub runs the command."""
    asked = ("budget", "small.yaml", "--max-macs", "1")

    assert 1 == len(errors(cnncost(*asked)))
    assert [] == errors(cnncost(*asked, "--annotate", "none"))
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("GITHUB_ACTIONS")
        patch.delenv("GITHUB_WORKSPACE")
        assert [] == errors(cnncost(*asked))
        (line,) = errors(cnncost(*asked, "--annotate", "github"))
    assert line.startswith("::error file=small.yaml,line=3,")


def test_output_for_programs_stays_clean(cnncost: Command, small: Path, on_github: Path) -> None:
    """With JSON on standard output, annotations go to standard error, where GitHub reads too."""
    run = cnncost("budget", "small.yaml", "--max-macs", "1", "--format", "json")

    assert "cnncost.budget/1" == json.loads(run.out)["schema"]
    assert run.err.startswith("::error ")


def test_names_are_escaped_in_annotations(
    cnncost: Command, tmp_path: Path, on_github: Path
) -> None:
    """A file and a layer with every sign that means something to GitHub."""
    folder = tmp_path / "a,b:c%d"
    folder.mkdir()
    (folder / "x.yaml").write_text("name: x\ninput: 4x4x2\nlayers:\n  - '%0A,x': conv(3)\n")
    run = cnncost("budget", "a,b:c%d/x.yaml", "--max-macs", "1")
    (line,) = errors(run)

    assert f"::error file={tmp_path.name}/a%2Cb%3Ac%25d/x.yaml,line=3," in line
    assert line.endswith("Most: %250A,x (96).")


def test_no_name_is_a_command(cnncost: Command, small: Path, on_github: Path) -> None:
    """GitHub obeys lines that start with :: and ##[ anywhere; no layer's name becomes one."""
    base = small.with_name("base.json")
    base.write_text(base.read_text("utf-8").replace('"path": "a"', '"path": "::error::x"'), "utf-8")
    small.write_text(SMALL.replace("b: ", "'##[error]b': ").replace("conv(3)", "conv(4)"))
    run = cnncost("budget", "small.yaml", "--baseline", "base.json")
    printed = [line for line in run.out.splitlines() if not line.startswith("::notice file=")]

    assert ["::notice", "::notice"] == [line.split()[0] for line in errors(run)]
    assert ": :error::x" in run.out
    assert "# #[error]b" in run.out
    assert [] == [line for line in printed if line.strip().startswith("::") or "##[" in line]
    text = cnncost("budget", "small.yaml", "--baseline", "base.json", "--format", "json").out
    assert "##[" not in text
    assert "##[error]b" in {one["path"] for one in json.loads(text)["specs"][0]["changes"]}


def test_as_many_annotations_as_github_shows(
    cnncost: Command, tmp_path: Path, on_github: Path
) -> None:
    """Ten of a level: what is exceeded, then the layers that grew most."""
    for channels, name in ((1, "before"), (2, "now")):
        layers = "".join(f"    b{i}: conv({i * channels})\n" for i in range(1, 31))
        text = f"name: wide\ninput: 1x1x1\nlayers:\n  concat:\n{layers}"
        (tmp_path / f"{name}.yaml").write_text(text)
    base = cnncost("show", "before.yaml", "--format", "json").out
    (tmp_path / "base.json").write_text(base, "utf-8")
    growth = ("--baseline", "base.json", "--max-growth", "0")
    found = errors(cnncost("budget", "now.yaml", *growth))

    assert 10 == len(found)
    assert "title=wide%3A MACs grew too much::" in found[0]
    assert "title=b30%3A grew::" in found[2]
    assert "title=b23%3A grew::" in found[9]


def test_a_module_is_one_line(cnncost: Command, tmp_path: Path, on_github: Path) -> None:
    """Layers that are written in one line share an annotation: the largest two and a number."""
    text = "name: net\ninput: 4x4x4\nmodules:\n  unit(c): conv(c)\nlayers: 5 * unit(4)\n"
    (tmp_path / "net.yaml").write_text(text)
    base = cnncost("show", "net.yaml", "--format", "json").out
    (tmp_path / "base.json").write_text(base, "utf-8")
    (tmp_path / "net.yaml").write_text(text.replace("unit(4)", "unit(8)"))
    (line,) = errors(cnncost("budget", "net.yaml", "--baseline", "base.json"))

    assert ",line=4," in line
    assert ",title=unit.2%2C unit.3 and 3 more%3A grew::" in line


def test_a_spec_that_cannot_be_read_is_annotated(
    cnncost: Command, tmp_path: Path, on_github: Path
) -> None:
    """At the place of the mistake."""
    (tmp_path / "odd.yaml").write_text(SMALL.replace("relu", "rellu"))
    run = cnncost("budget", "odd.yaml", "--max-macs", "1")

    assert 2 == run.status
    assert [
        f"::error file={tmp_path.name}/odd.yaml,line=4,col=19,title=cannot be counted::"
        "There is no layer called 'rellu'. Did you mean relu?"
    ] == errors(run)


def test_the_summary_is_appended(cnncost: Command, small: Path, on_github: Path) -> None:
    """Markdown, after what other steps wrote."""
    on_github.write_text("# before\n", "utf-8")
    cnncost("budget", "small.yaml", "--max-macs", "2000")
    text = on_github.read_text("utf-8")

    assert text.startswith("# before\n\n**small on 4×4×2**\n")
    assert "| **MACs** | **2,256** | **2,000** | **112.8 %** | **256** |" in text


def test_a_summary_that_cannot_be_written(
    cnncost: Command, small: Path, environment: pytest.MonkeyPatch
) -> None:
    """It is told, and the verdict stays."""
    environment.setenv("GITHUB_STEP_SUMMARY", "no/where.md")
    run = cnncost("budget", "small.yaml", "--max-macs", "2256")

    assert (
        0,
        "The summary is missing: no/where.md cannot be written: no such file or directory.\n",
    ) == (run.status, run.err)


# --- formats


def test_json(cnncost: Command, small: Path) -> None:
    """Counts are integers; what is not asked for is null."""
    small.write_text(GROWN)
    growth = ("--baseline", "base.json", "--max-growth", "0.5%")
    text = cnncost("budget", "small.yaml", "--max-macs", "2500", *growth, "--format", "json").out
    data = json.loads(text)
    (spec,) = data["specs"]
    macs, params = spec["checks"]

    assert (False, 0.005, False) == (data["within"], data["max_growth"], spec["within"])
    assert {
        "quantity": "macs", "called": "MACs", "counted": 2_688, "budget": 2_500, "over": 188,
        "before": 2_256, "allowed": 2_267, "overgrown": 421, "within": False,
    } == macs  # fmt: skip
    assert (177, None, 149, 28) == tuple(
        params[key] for key in ("counted", "budget", "allowed", "overgrown")
    )
    assert [{"path": "b", "before": "b", "macs": [2_160, 2_592], "params": [140, 168]}] == spec[
        "changes"
    ]
    assert {"quantity": "macs", "path": "b", "counted": 2_592} == spec["costliest"][0]


def test_csv(cnncost: Command) -> None:
    """One line for each quantity of each network."""
    limits = ("--max-macs", "1G", "--max-params", "7M")
    text = cnncost("budget", "googlenet", "mobilenet_v2", *limits, "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(text)))

    assert [
        ("googlenet", "macs", "1582671872", "582671872", "False"),
        ("googlenet", "params", "6998552", "0", "True"),
        ("mobilenet_v2", "macs", "300774272", "0", "True"),
        ("mobilenet_v2", "params", "3504872", "0", "True"),
    ] == [
        tuple(row[key] for key in ("spec", "quantity", "counted", "over", "within")) for row in rows
    ]


@pytest.mark.parametrize("format", ["table", "json", "csv", "markdown", "latex"])
def test_every_format(cnncost: Command, tmp_path: Path, format: str) -> None:
    """Same command, same bytes, and no line wider than 80 columns in a table."""
    base = cnncost("show", "mobilenet_v2", "--format", "json").out
    (tmp_path / "base.json").write_text(base, "utf-8")
    wider = ("--set", "width=1.4", "--baseline", "base.json", "--max-macs", "500M")
    runs = [cnncost("budget", "mobilenet_v2", *wider, "--format", format) for _ in range(2)]

    assert runs[0] == runs[1]
    assert (1, "") == (runs[0].status, runs[0].err)
    if format == "table":
        assert max(map(len, runs[0].out.splitlines())) <= 80


# --- in Python


def test_budget_in_python(small: Path) -> None:
    """The same as a function; results show themselves."""
    base = small.with_name("base.json")
    found = budget(parse_spec(GROWN), max_macs=2_600, baseline=base, max_growth="20%")
    console = Console(file=io.StringIO(), width=80)
    with console.capture() as capture:
        console.print(found)

    assert not found.within
    assert "Budget(small: over budget)" == repr(found)
    assert "2,592" in capture.get()
    assert "<td" in found._repr_html_()
    assert budget("mobilenet_v2", "fire", max_params="5M").within


def test_budget_in_python_raises() -> None:
    """A spec that cannot be read is an exception, not a verdict."""
    with pytest.raises(CnncostError, match="There is no spec called 'gogglenet'"):
        budget("fire", "gogglenet", max_macs="1G")


def test_a_command_imports_no_more_than_show() -> None:
    """Neither Rich's console nor JSON where they are not needed, nor the claims."""
    import subprocess
    import sys

    code = (
        "import sys; sys.argv = ['cnncost', 'budget', 'fire', '--max-macs', '1G']\n"
        "from cnncost.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(*sys.modules)"
    )
    run = [sys.executable, "-c", code]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    modules = set(done.stdout.splitlines()[-1].split())

    assert "cnncost.budgeting.budget" in modules
    assert not {"cnncost.claims", "cnncost.views.github", "rich.console"} & modules
