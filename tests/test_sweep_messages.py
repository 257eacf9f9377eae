"""What sweep and fit say of what cannot be done."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Run

Command = Callable[..., Run]

MESSAGES = {
    "nothing varies": (
        "sweep mobilenet_v2",
        "Nothing is varied. mobilenet_v2 has width, resolution and classes; every network has "
        "input. Try cnncost sweep mobilenet_v2 width=0.5,1",
    ),
    "nothing varies in a spec without parameters": (
        "fit inception_v1 --max-macs 1M",
        "Nothing is varied. inception_v1 has no parameters; every network has resolution and "
        "input. Try cnncost fit inception_v1 resolution=14,28 --max-macs 300M",
    ),
    "a value that is given and varied": (
        "sweep mobilenet_v2 width=0.5,1 --set width=2",
        "width is given, and varied too. Leave one of the two out.",
    ),
    "an order of too many": (
        "sweep mobilenet_v2 width=0.5,1 --top 100001",
        "--top keeps 100,000 points at the most, not 100,001. --where and --out write any number "
        "of them to a file.",
    ),
    "a seed for nothing": (
        "sweep mobilenet_v2 width=0.5,1 --seed 3",
        "--seed chooses which points are drawn: --random 100000.",
    ),
    "columns with an order": (
        "sweep mobilenet_v2 width=0.5,1 --columns=-macs",
        "There is no column '-macs'. Did you mean macs?",
    ),
    "columns that are none": (
        "sweep mobilenet_v2 width=0.5,1 --pareto ,",
        "--pareto names columns, as params,macs, not ','.",
    ),
    "a goal with an order": (
        "fit mobilenet_v2 width=0.5,1 --max-macs 300M --maximise=-macs",
        "There is no column '-macs'. Did you mean macs?",
    ),
    "no network": (
        "sweep width=0.5,1",
        "The network comes first, then what varies: cnncost sweep mobilenet_v2 width=0.5,1",
    ),
    "an unknown parameter": (
        "sweep mobilenet_v2 widht=0.5,1",
        "mobilenet_v2 has no parameter 'widht'. Did you mean width?",
    ),
    "an unknown column": (
        "sweep mobilenet_v2 width=1 --columns parms",
        "There is no column 'parms'. Did you mean params?",
    ),
    "an unknown file": (
        "sweep mobilenet_v2 width=1 --out points.xlsx",
        "'points.xlsx' does not say what to write. A file of points ends in .csv, .json, .parquet, "
        "a picture in .svg, .png, .txt.",
    ),
    "a file and a format": (
        "sweep mobilenet_v2 width=1 --out a.csv --format json",
        "--format is for the screen; the ending of a file says how it is written.",
    ),
    "a plot in a table's file": (
        "sweep mobilenet_v2 width=1 --plot --out a.csv",
        "A plot is no .csv file: its file ends in .svg, .png, .txt.",
    ),
    "a plot as JSON": (
        "sweep mobilenet_v2 width=1 --plot --format json",
        "A plot has no json; without --plot the points have.",
    ),
    "an engine": (
        "sweep mobilenet_v2 width=1 --engine spark",
        "There is no engine 'spark'. It is dask, for all cores of this machine, or dask:ADDRESS, "
        "for the scheduler of a cluster.",
    ),
    "a folder that is missing": (
        "sweep mobilenet_v2 width=1 --out missing/a.csv",
        "missing/a.csv cannot be written: no such file or directory.",
    ),
    "two goals": (
        "fit mobilenet_v2 width=1 --max-macs 1M --maximise params --minimise macs",
        "One goal at a time: --maximise or --minimise.",
    ),
    "no budget": (
        "fit mobilenet_v2 width=1",
        "A budget is missing. Try --max-macs 300M, --max-params 5M or both.",
    ),
    "an order without a number": (
        "sweep mobilenet_v2 width=0.5,1 --by params",
        "--by needs to know how many points are kept: --top 10.",
    ),
    "an input and a name that sets it": (
        "sweep mobilenet_v2 resolution=96,128 --input 64x64",
        "The input is given, and resolution varies it. Leave one of them out.",
    ),
    "an input that is varied too": (
        "sweep alexnet input=227x227 --input 64x64",
        "The input is given, and input varies it. Leave one of them out.",
    ),
    "a column as tables write it": (
        "sweep mobilenet_v2 width=0.5,1 --columns MACs",
        "There is no column 'MACs'. Did you mean macs?",
    ),
    "nothing to draw": (
        "sweep mobilenet_v2 width=0.5,1 --where macs<1 --plot",
        "There is nothing to draw: 2 points: none meet macs < 1.",
    ),
}


@pytest.mark.parametrize("case", MESSAGES)
def test_messages(cnncost: Command, tmp_path: Path, case: str) -> None:
    """What cannot be done is said in words, with what to try, and nothing is written."""
    typed, message = MESSAGES[case]

    assert (2, "", f"{message}\n") == cnncost(*typed.split())
    assert [] == os.listdir(tmp_path)


def test_a_condition_is_pointed_at(cnncost: Command) -> None:
    """An unknown name in a condition has a caret below it."""
    done = cnncost("sweep", "mobilenet_v2", "width=1", "--where", "mac <= 1M")
    first, caret, message = done.err.splitlines()

    assert ("mac <= 1M", "^^^") == (first.rpartition("  ")[2], caret.strip())
    assert first.index("mac <=") == caret.index("^")
    assert "Nothing here is called 'mac'. Did you mean macs?" == message


def test_a_condition_in_the_words_of_a_table(cnncost: Command) -> None:
    """MACs, as a table heads its column, is answered with the name that a condition knows."""
    done = cnncost("sweep", "mobilenet_v2", "width=1", "--where", "MACs <= 1M")

    assert "Nothing here is called 'MACs'. Did you mean macs?" == done.err.splitlines()[-1]


EMPTY = {
    "--where": "The condition is empty. Try macs <= 300M and params <= 3.5M.",
    "--max-macs": "'' is no budget. Expected a number, as 600M, 4.1G or 600,000,000.",
}


@pytest.mark.parametrize(("command", "option"), [("sweep", "--where"), ("fit", "--max-macs")])
def test_a_limit_that_is_empty(cnncost: Command, command: str, option: str) -> None:
    """A variable that is not set in a script leaves no limit behind that lets everything pass."""
    more = ["--max-params", "5M"] if command == "fit" else []
    done = cnncost(command, "mobilenet_v2", "width=1", option, "", *more)

    assert (2, "", f"{EMPTY[option]}\n") == done


@pytest.mark.parametrize("keep", [[], ["--top", "3"], ["--pareto", "macs"]])
def test_more_points_than_can_be_numbered(
    cnncost: Command, tmp_path: Path, keep: list[str]
) -> None:
    """A space of 10^24 points is refused, and some of it can be drawn."""
    spec = "input: 8x8x3\nparams: {a: 1, b: 1, c: 1, d: 1}\nlayers: conv(a + b + c + d)\n"
    (tmp_path / "net.yaml").write_text(spec)
    axes = [f"{name}=1:1000000" for name in "abcd"]
    points = f"{10**24:,}"
    message = f"These are {points} points; the limit is 10^18. Draw some with --random 100000.\n"

    assert (2, "", message) == cnncost("sweep", "net.yaml", *axes, *keep)
    drawn = cnncost("sweep", "net.yaml", *axes, "--random", "2", "--format", "csv")
    assert (0, 3) == (drawn.status, len(drawn.out.splitlines()))


def test_a_parameter_with_the_name_of_a_column(cnncost: Command, tmp_path: Path) -> None:
    """It could not be told from what is counted; other columns can be asked for."""
    spec = "input: 8x8x4\nparams: {macs: 1}\nlayers: conv(macs)\n"
    (tmp_path / "net.yaml").write_text(spec)
    done = cnncost("sweep", "net.yaml", "macs=1,2")
    other = cnncost("sweep", "net.yaml", "macs=1,2", "--columns", "weights", "--format", "csv")

    message = "macs is varied here and counted too. Count other columns: --columns weights,flops.\n"
    assert (2, "", message) == done
    assert "macs,weights\n1,4\n2,8\n" == other.out
