"""Baselines: networks held to what they cost before, as files of strangers tell it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from small_network import GROWN, SMALL, TRY, Command, lines

from cnncost import analyze
from cnncost.budgeting.baseline import MOST_BYTES, read_baseline
from cnncost.budgeting.changes import changes, layers_of
from cnncost.spec import parse_spec

pytestmark = pytest.mark.usefixtures("environment")


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


@pytest.mark.usefixtures("wide")
def test_many_changes_are_summed_up(cnncost: Command) -> None:
    """Of 30 layers that grow the 12 largest stand alone, the others together."""
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
