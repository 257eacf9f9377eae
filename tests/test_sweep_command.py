"""The commands sweep and fit: published numbers, files, formats, and what is kept."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from conftest import ROOT, Run

from cnncost import analyze

Command = Callable[..., Run]

GROUPED = """\
name: grouped
input: 8x8x12
params: {groups: 1}
layers: conv(24, k=3, g=groups)
"""


@pytest.fixture
def grouped(tmp_path: Path) -> str:
    """A convolution that cannot have all numbers of groups."""
    path = tmp_path / "grouped.yaml"
    path.write_text(GROUPED, "utf-8")
    return path.name


# --- published numbers

# Howard et al., MobileNets, 2017, tables 6 and 7: millions of mult-adds and of parameters.
PRINTED = {
    ("0.25", "224"): ("41", "0.5"),
    ("0.5", "224"): ("149", "1.3"),
    ("0.75", "224"): ("325", "2.6"),
    ("1", "224"): ("569", "4.2"),
    ("1", "192"): ("418", "4.2"),
    ("1", "160"): ("291", "4.2"),  # printed as 290
    ("1", "128"): ("186", "4.2"),
}


def test_the_widths_and_resolutions_of_mobilenet(cnncost: Command) -> None:
    """One sweep has the rows of the paper's tables 6 and 7, as they are rounded there."""
    done = cnncost("sweep", "mobilenet_v1", "width=0.25:1:0.25", "resolution=128:224:32",
                   "--format", "csv")  # fmt: skip
    found = {
        (row["width"], row["resolution"]): (
            f"{int(row['macs']) / 1e6:.0f}",
            f"{int(row['params']) / 1e6:.1f}",
        )
        for row in csv.DictReader(done.out.splitlines())
    }

    assert (0, 16) == (done.status, len(found))
    assert {point: found[point] for point in PRINTED} == PRINTED


# --- files


@pytest.mark.parametrize(
    ("spec", "varied", "columns"),
    [
        ("mobilenet_v2", ("width=1/3,0.5,1", "resolution=96,224"), ("params", "macs")),
        ("lenet5", ("input=32x32x1,40x36x1",), ("weights", "moved", "flops")),
        ("shufflenet_v1", ("groups=1:8:1",), ("bias", "stats")),
    ],
)
def test_csv_has_what_analyze_counts(
    cnncost: Command, spec: str, varied: tuple[str, ...], columns: tuple[str, ...]
) -> None:
    """Each line, read again, is a network that analyze counts to the same numbers."""
    done = cnncost("sweep", spec, *varied, "--columns", ",".join(columns), "--format", "csv")
    lines = list(csv.DictReader(done.out.splitlines()))
    names = [text.partition("=")[0] for text in varied]

    assert list(lines[0]) == [*names, *columns]
    for line in lines:
        own = {name: Fraction(line[name]) for name in names if name != "input"}
        totals = analyze(spec, params=own, input=line.get("input")).totals
        assert [totals[name] for name in columns] == [int(line[name]) for name in columns]


def test_a_value_is_written_as_it_is_typed(cnncost: Command) -> None:
    """Decimals as decimals, thirds as fractions, sizes with all their sides."""
    done = cnncost("sweep", "mobilenet_v2", "width=1/3,0.25,1.0", "--format", "csv")
    sizes = cnncost("sweep", "lenet5", "input=32x32", "--format", "csv")

    assert ["1/3", "0.25", "1"] == [line.split(",")[0] for line in done.out.splitlines()[1:]]
    assert "32x32x1" == sizes.out.splitlines()[1].split(",")[0]


def test_json_has_the_schema(cnncost: Command, grouped: str) -> None:
    """Points with integers as counts, how many cannot be, and why."""
    done = cnncost("sweep", grouped, "groups=1,2,5", "--format", "json")
    data = json.loads(done.out)

    assert "cnncost.sweep/1" == data["schema"]
    assert [
        {"groups": 1, "params": 24 * 12 * 9 + 24, "macs": 64 * 24 * 12 * 9},
        {"groups": 2, "params": 24 * 6 * 9 + 24, "macs": 64 * 24 * 6 * 9},
    ] == data["points"]
    assert (3, 3, 1, 2) == tuple(data[name] for name in ("size", "looked", "impossible", "fitting"))
    assert [{"groups": 5}] == [one["point"] for one in data["reasons"]]
    assert all(type(number) is int for point in data["points"] for number in point.values())


def test_json_of_nothing(cnncost: Command, grouped: str) -> None:
    """Where no point can be, there are no points, and it is JSON still."""
    data = json.loads(cnncost("sweep", grouped, "groups=5,7", "--format", "json").out)

    assert ([], 2) == (data["points"], data["impossible"])


def test_json_of_values(cnncost: Command) -> None:
    """A decimal is a number, a third is text, a size is a list; no accuracy is null."""
    text = cnncost("sweep", "mobilenet_v2", "width=1/3,0.5", "resolution=224", "--columns",
                   "macs,accuracy", "--format", "json").out  # fmt: skip
    sizes = json.loads(cnncost("sweep", "lenet5", "input=32x32", "--format", "json").out)
    points = json.loads(text, parse_float=Fraction)["points"]

    assert ["1/3", Fraction(1, 2)] == [point["width"] for point in points]
    assert [None, Fraction("65.4")] == [point["accuracy"] for point in points]
    assert [[32, 32, 1]] == [point["input"] for point in sizes["points"]]


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_a_file_is_what_the_screen_shows(cnncost: Command, tmp_path: Path, ending: str) -> None:
    """--out and --format write the same, and --out says how much it was."""
    arguments = "sweep", "mobilenet_v2", "width=0.5,1", "resolution=96:224:32"
    shown = cnncost(*arguments, "--format", ending)
    done = cnncost(*arguments, "--out", f"points.{ending}")

    assert shown.out == (tmp_path / f"points.{ending}").read_text("utf-8")
    assert f"points.{ending} is written, with 10 points.\n10 points\n" == done.out
    assert [f"points.{ending}"] == os.listdir(tmp_path)


def test_parquet_keeps_numbers_exactly(cnncost: Command, tmp_path: Path) -> None:
    """Counts and whole numbers are int64, decimals doubles, and what is no decimal is text."""
    parquet = pytest.importorskip("pyarrow.parquet")
    varied = "width=1/3,0.5", "resolution=96,224"
    cnncost("sweep", "mobilenet_v2", *varied, "--columns", "macs,accuracy", "--out", "a.parquet")
    cnncost("sweep", "mobilenet_v2", "width=0.35,0.5", "--out", "b.parquet")
    first, second = (parquet.read_table(tmp_path / name) for name in ("a.parquet", "b.parquet"))
    about = json.loads(parquet.ParquetFile(tmp_path / "a.parquet").metadata.metadata[b"cnncost"])

    types = [str(field.type) for field in first.schema]
    assert ["string", "int64", "int64", "double"] == types
    assert ["1/3", "1/3", "0.5", "0.5"] == first["width"].to_pylist()
    assert [None, None, 51.2, 65.4] == first["accuracy"].to_pylist()
    assert [0.35, 0.5] == second["width"].to_pylist()
    assert [
        analyze("mobilenet_v2", params={"width": w}).totals["macs"] for w in ("0.35", "0.5")
    ] == second["macs"].to_pylist()
    assert ("cnncost.sweep/1", 4) == (about["schema"], about["looked"])


def test_parquet_without_its_package(cnncost: Command, tmp_path: Path) -> None:
    """It is said before anything is counted, and no file is left."""
    (tmp_path / "pyarrow.py").write_text("raise ImportError")
    done = cnncost("sweep", "mobilenet_v2", "width=1", "--out", "a.parquet",
                   PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}")  # fmt: skip

    missing = "Parquet needs pyarrow: pip install 'cnncost[parquet]'. A .csv file needs nothing.\n"
    assert (2, "", missing) == done
    assert not (tmp_path / "a.parquet").exists()


def test_dask_without_its_package(cnncost: Command, tmp_path: Path) -> None:
    """It says what to install."""
    (tmp_path / "distributed.py").write_text("raise ImportError")
    done = cnncost("sweep", "mobilenet_v2", "width=1", "--engine", "dask",
                   PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}")  # fmt: skip

    assert (2, "", "There is no dask: pip install 'cnncost[dask]'.\n") == done


def test_an_error_leaves_the_old_file(cnncost: Command, tmp_path: Path) -> None:
    """A condition without a value stops the sweep; the file from before is as it was."""
    (tmp_path / "points.csv").write_text("good")
    done = cnncost("sweep", "mobilenet_v2", "width=0.5,1", "--where", "macs / (width - 1) > 0",
                   "--out", "points.csv")  # fmt: skip

    assert (2, "") == (done.status, done.out)
    assert done.err.startswith("The condition has no value at ")
    assert "good" == (tmp_path / "points.csv").read_text()
    assert ["points.csv"] == os.listdir(tmp_path)


# --- what is kept


def test_top_keeps_the_first_few(cnncost: Command) -> None:
    """The least first; with a minus the most."""
    widths = {}
    for by in ("macs", "-macs"):
        done = cnncost("sweep", "mobilenet_v2", "width=0.25,0.5,1,1.4", "--top", "2",
                       f"--by={by}", "--format", "csv")  # fmt: skip
        widths[by] = [line.split(",")[0] for line in done.out.splitlines()[1:]]

    assert {"macs": ["0.25", "0.5"], "-macs": ["1.4", "1"]} == widths


def test_points_that_are_equal_in_one_column_are_ordered_by_the_next(cnncost: Command) -> None:
    """Parameters do not depend on the resolution, MACs do."""
    done = cnncost("sweep", "mobilenet_v2", "width=1,0.5", "resolution=224,96,192", "--top", "4",
                   "--by", "-params,macs", "--format", "csv")  # fmt: skip

    assert ["1,96", "1,192", "1,224", "0.5,96"] == [
        line.rpartition(",")[0].rpartition(",")[0] for line in done.out.splitlines()[1:]
    ]


def test_json_says_what_was_asked_for(cnncost: Command) -> None:
    """Whoever reads the file later can ask again: how many, by what, drawn from what."""
    done = cnncost("sweep", "mobilenet_v2", "width=0.25:1:0.25", "resolution=96:224:32",
                   "--random", "6", "--seed", "5", "--top", "2", "--by", "-params,macs",
                   "--where", "macs < 1G", "--format", "json")  # fmt: skip
    data = json.loads(done.out)

    assert {
        "size": 6,
        "drawn": {"size": 20, "seed": 5},
        "where": "macs < 1000000000",
        "by": ["-params", "macs"],
        "top": 2,
    } == {name: data[name] for name in ("size", "drawn", "where", "by", "top")}


def test_conditions_that_must_all_hold(cnncost: Command) -> None:
    """Several are as one with ``and``; an exponent is as good as a letter."""
    asked = "sweep", "mobilenet_v2", "width=0.25:1.4:0.05", "--format", "csv"
    several = cnncost(*asked, "--where", "macs < 3e8", "--where", "params > 2M")
    together = cnncost(*asked, "--where", "macs < 300M and params > 2000000")
    first = cnncost(*asked, "--where", "macs < 300M")

    assert several == together
    assert 1 < len(several.out.splitlines()) < len(first.out.splitlines())


def test_a_fit_of_nothing_says_so_in_json(cnncost: Command) -> None:
    """No point fits, by its own words and numbers; what needs least is there all the same."""
    done = cnncost("fit", "mobilenet_v2", "width=0.5,1", "--max-macs", "1M", "--format", "json")
    data = json.loads(done.out)

    assert {"fits": False, "fitting": 0, "where": "macs <= 1000000", "looked": 2} == {
        name: data[name] for name in ("fits", "fitting", "where", "looked")
    }
    assert [0.5, 1] == [point["width"] for point in data["points"]]
    assert 1 == done.status


def test_a_fit_where_no_point_can_be(cnncost: Command) -> None:
    """Neither those that fit nor others are shown."""
    done = cnncost("fit", "alexnet", "input=1x1,2x2", "--max-macs", "1M")

    assert 1 == done.status
    assert "Nothing fits 1,000,000 MACs: no point can be." in done.out


def test_random_points_are_the_same_for_a_seed(cnncost: Command) -> None:
    """So many different points; another seed draws others."""
    varied = "width=0.25:1.4:0.01", "resolution=96:224:1"
    drawn = [
        cnncost("sweep", "mobilenet_v2", *varied, "--random", "50", "--seed", seed, "--format",
                "csv").out
        for seed in ("1", "1", "2")
    ]  # fmt: skip

    assert drawn[0] == drawn[1] != drawn[2]
    assert 51 == len(set(drawn[0].splitlines()))


def test_fit_finds_the_best_within_a_budget(cnncost: Command) -> None:
    """No other point of the grid has as many parameters within the budget."""
    varied = "width=0.25:1.4:0.05", "resolution=96:224:32"
    budget = 100_000_000
    done = cnncost("fit", "mobilenet_v2", *varied, "--max-macs", "100M", "--maximise", "params",
                   "--format", "json")  # fmt: skip
    every = cnncost("sweep", "mobilenet_v2", *varied, "--format", "json")
    fitting = [p for p in json.loads(every.out)["points"] if p["macs"] <= budget]
    data = json.loads(done.out)

    assert ("cnncost.fit/1", {"macs": budget}, "params", True) == tuple(
        data[name] for name in ("schema", "budget", "goal", "fits")
    )
    assert max(p["params"] for p in fitting) == data["points"][0]["params"]
    assert 0 == done.status


def test_fit_shows_what_needs_least_where_nothing_fits(cnncost: Command) -> None:
    """The exit status is that of a check that did not pass."""
    done = cnncost("fit", "mobilenet_v2", "width=0.5,1", "--max-macs", "1M")

    assert (1, "") == (done.status, done.err)
    assert "Nothing fits 1,000,000 MACs. Those that need least MACs are shown." in done.out
