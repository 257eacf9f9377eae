"""Budgets: networks held to limits, for continuous integration."""

from __future__ import annotations

import csv
import io
import json
from fractions import Fraction
from pathlib import Path

import pytest
from conftest import ROOT, Run
from rich.console import Console
from small_network import GROWN, SMALL, Command, lines

from cnncost.budgeting.budget import budget
from cnncost.budgeting.limits import read_growth, read_limit
from cnncost.errors import CnncostError, UsageError
from cnncost.spec import parse_spec

pytestmark = pytest.mark.usefixtures("environment")


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
