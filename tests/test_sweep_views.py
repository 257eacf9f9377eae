"""Tables of sweeps and fits: what stands in them and below, and what hostile names do there."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from conftest import Run
from rich.console import Console

from cnncost import fit, sweep
from cnncost.spec import parse_spec
from cnncost.sweeping.sweep import Sweep
from cnncost.views.sweep import MOST_LINES, fit_table, sweep_table
from cnncost.views.table import Table, to_latex, to_markdown, to_text

Command = Callable[..., Run]

GROUPED = """\
name: grouped
title: one convolution
paper: nobody, 2024
input: 8x8x12
params: {groups: 1, out: 24}
layers: conv(out, k=3, g=groups)
"""


def grouped(space: dict[str, str], **options: object) -> Sweep:
    return sweep(parse_spec(GROUPED), space, **options)  # type: ignore[arg-type]


def cells(table: Table) -> list[tuple[str, ...]]:
    return [line.cells for line in table.lines]


def test_what_is_varied_comes_first() -> None:
    """Then what is counted, exactly, with separators between thousands."""
    table = sweep_table(grouped({"groups": "1,2", "resolution": "8,16"}))

    assert ["groups", "resolution", "parameters", "MACs"] == [c.heading for c in table.columns]
    assert [
        ("1", "8", "2,616", f"{64 * 24 * 12 * 9:,}"),
        ("1", "16", "2,616", f"{256 * 24 * 12 * 9:,}"),
        ("2", "8", "1,320", f"{64 * 24 * 6 * 9:,}"),
        ("2", "16", "1,320", f"{256 * 24 * 6 * 9:,}"),
    ] == cells(table)


@pytest.mark.parametrize(
    ("space", "title"),
    [
        ({"groups": "1,2"}, "grouped on 8×8×12: one convolution"),
        ({"resolution": "8,9"}, "grouped: one convolution"),
        ({"input": "8x8"}, "grouped: one convolution"),
    ],
)
def test_the_title_has_the_size_unless_it_varies(space: dict[str, str], title: str) -> None:
    """The size of the input is said where all points share it."""
    assert title == sweep_table(grouped(space)).title


def test_what_stands_below() -> None:
    """How many points, which of them, why some cannot be, how was counted, what stays fixed."""
    found = grouped({"groups": "1:6"}, where="macs <= 100k")

    assert (
        "6 points: 1 cannot be, 4 meet macs <= 100,000",
        "groups = 5: on 8×8×12: groups (=5) must divide both the input channels (=12) and the "
        "output channels (=24).",
    ) == sweep_table(found).notes[:2]
    assert sweep_table(found).notes[2:] == (
        "parameters = weights + bias + normalisation",
        "convention: weights without bias · 1 MAC = 1 multiply + 1 add · batch 1 · bias, "
        "normalisation, activations and pooling cost 0 MACs · padded zeros count",
        "grouped: nobody, 2024 · out 24",
    )


def test_only_the_first_reasons() -> None:
    """Three reasons are told, and how many more points cannot be."""
    notes = sweep_table(grouped({"groups": "1:12"})).notes

    assert "12 points: 6 cannot be" == notes[0]
    assert ["groups = 5", "groups = 7", "groups = 8"] == [n.split(":")[0] for n in notes[1:4]]
    assert "and 3 more that cannot be" == notes[4]


def test_the_reason_is_not_a_place_in_a_file() -> None:
    """Where a file is to blame, the layer is named and not the line, and in one line."""
    notes = sweep_table(sweep("googlenet", {"input": "5x5,224x224"})).notes

    assert (
        "input = 5x5x3: in stem, on 1×1×192: A 3×3 window does not fit into a map of 1×1 without "
        "padding."
    ) == notes[1]


def test_many_points_are_folded() -> None:
    """The first ones are shown, and how the others are had."""
    table = sweep_table(grouped({"resolution": "1:100"}))

    assert MOST_LINES == len(table.lines)
    assert (
        "and 60 more points: --where, --pareto macs,params and --top 10 choose, --out points.csv "
        "writes all of them",
        "100 points",
    ) == table.notes[:2]
    assert 100 == len(sweep_table(grouped({"resolution": "1:100"}), most=None).lines)


def test_the_command_folds_without_keeping(cnncost: Command) -> None:
    """It counts all points, keeps the first ones, and says how many meet the condition."""
    done = cnncost("sweep", "lenet5", "input=32:131", "--where", "input_elements >= 0")
    text = " ".join(done.out.split())

    assert "and 60 more points: " in text
    assert "100 points: 100 meet input_elements >= 0" in text


def test_all_that_was_asked_for_is_shown(cnncost: Command) -> None:
    """--top 60 shows 60 points, also where 40 are shown unasked."""
    done = cnncost("sweep", "mobilenet_v2", "resolution=32:131", "--top", "60")

    assert 60 == len(re.findall(r"^ +[0-9]+ +3,504,872 ", done.out, re.MULTILINE))


@pytest.mark.parametrize(
    ("options", "note"),
    [
        ({"top": 2}, "4 points: shown in order of MACs, the least first"),
        ({"top": 2, "by": "-params"}, "4 points: shown in order of parameters, the most first"),
        (
            {"pareto": ["macs", "-params"]},
            "4 points: shown are those that no other beats in MACs and parameters",
        ),
        (
            {"top": 1, "by": ["params", "macs"]},
            "4 points: shown in order of parameters, the least first",
        ),
        ({"random": 2, "seed": 7}, "2 points drawn from 4 with seed 7"),
        ({"random": 4}, "4 points"),
        ({"where": "macs < 0"}, "4 points: none meet macs < 0"),
        ({"where": "macs < 50k"}, "4 points: 1 meets macs < 50,000"),
    ],
)
def test_what_was_chosen_is_said(options: dict[str, object], note: str) -> None:
    """In the order in which it was chosen, or by what."""
    assert note == sweep_table(grouped({"groups": "1,2,3,4"}, **options)).notes[0]


def test_accuracies_come_with_their_source() -> None:
    """As published, with a decimal; a point that nobody measured has none."""
    found = sweep("mobilenet_v2", {"width": "0.5,0.9", "resolution": "160"}, columns=["accuracy"])
    table = sweep_table(found)

    assert ["61.0", "·"] == [line[-1] for line in cells(table)]
    assert "top-1 %" == table.columns[-1].heading
    assert "accuracy, as published: tensorflow/models, research/slim, one crop" in table.notes
    assert "left out: points of which no accuracy is published" not in table.notes


def test_points_that_are_left_out_are_spoken_of() -> None:
    """Nobody measured a width of 0.6, so that it is not among the best."""
    space = {"width": "0.5,0.6"}
    best = sweep("mobilenet_v2", space, pareto=["macs", "accuracy"])
    fitting = fit("mobilenet_v2", ["width=0.5,0.6"], {"macs": 10**9}, goal="accuracy")
    note = "left out: points of which no accuracy is published"

    assert (1, 1) == (len(best), len(fitting.sweep))
    assert note in sweep_table(best).notes
    assert note in fit_table(fitting).notes


def test_training_is_said() -> None:
    """With the auxiliary heads counted, the table says so."""
    space = {"resolution": "224"}
    notes = [sweep_table(sweep("googlenet", space, train=t)).notes for t in (True, False)]

    assert [True, False] == [any("auxiliary heads" in note for note in one) for one in notes]


# --- fits


def test_a_fit_says_how_much_is_used() -> None:
    """The best first, with its share of each budget; never 100 % for less than all of it."""
    spec = parse_spec(GROUPED)
    found = fit(spec, ["groups=1,2,4"], {"macs": 82_945, "params": 2_000})
    table = fit_table(found)

    assert [
        ("2", "1,320", "82,944", "<100 %", "66 %"),
        ("4", "672", "41,472", "50 %", "33.6 %"),
    ] == (cells(table))
    assert "within 82,945 MACs and 2,000 parameters: the most MACs first" == table.notes[0]
    assert [True, False] == [line.strong for line in table.lines]


def test_a_fit_of_nothing_says_what_is_missing() -> None:
    """What needs least is shown, and how many times the budget it is."""
    table = fit_table(fit(parse_spec(GROUPED), ["groups=1,2"], {"macs": 4_147}))

    assert [("2", "1,320", "82,944", "20.00×"), ("1", "2,616", "165,888", "40.00×")] == cells(table)
    assert "Nothing fits 4,147 MACs. Those that need least MACs are shown." == table.notes[0]


# --- other outputs


HOSTILE = """\
name: hostile
title: "<script>alert(1)</script> | `rm` [red] \\x1b[31m \\\\input{x} $x$"
input: 8x8x12
params: {out: 24, n_m: 1}
layers: conv(out, k=3)
"""


def test_hostile_titles_are_escaped() -> None:
    """In HTML, Markdown, LaTeX, and on a terminal."""
    found = sweep(parse_spec(HOSTILE), {"out": "1,2", "n_m": "1,2"})
    table = sweep_table(found)

    assert "<script" not in found._repr_html_()
    assert "&lt;script&gt;" in found._repr_html_()
    assert "\\<script\\>" in to_markdown(table)
    assert r"\textbackslash{}input\{x\}" in to_latex(table)
    assert "n\\_m" in to_latex(table)
    assert "\x1b" not in to_text(table)


def test_rich_shows_the_same_table() -> None:
    """A sweep and a fit print themselves, markup left as it is."""
    console = Console(width=80, color_system=None, record=True, file=StringIO())
    console.print(grouped({"groups": "1,2"}))
    console.print(fit(parse_spec(GROUPED), ["groups=1,2"], {"macs": 10**9}))
    text = console.export_text()

    assert 2 == text.count("grouped on 8×8×12: one convolution")
    assert 2 == len(re.findall("2 +1,320 +82,944", text))


def test_a_sweep_says_in_short_what_it_is() -> None:
    """Its network, how many points it has, and of how many."""
    found = grouped({"groups": "1:6"}, where="macs <= 100k")

    assert "Sweep(grouped: 4 of 6 points)" == repr(found)


def test_a_sweep_saves_itself(tmp_path: Path) -> None:
    """What the command line can write, the library can."""
    grouped({"groups": "1,2"}).save(tmp_path / "points.csv")

    assert "groups,params,macs\n1,2616,165888\n2,1320,82944\n" == (
        tmp_path / "points.csv"
    ).read_text("utf-8")


def test_other_encodings(cnncost: Command) -> None:
    """With LANG=C there are x and . in the place of × and ·."""
    done = cnncost("sweep", "lenet5", "input=32x32", LANG="C", LC_ALL="C", PYTHONUTF8="0",
                   PYTHONCOERCECLOCALE="0")  # fmt: skip

    assert 0 == done.status
    assert done.out.isascii()
    assert "32x32x1" in done.out


@pytest.mark.parametrize("columns", ["30", "80", "200"])
def test_a_pipe_does_not_depend_on_the_terminal(cnncost: Command, columns: str) -> None:
    """The width of a terminal changes nothing, and no line is longer than 80."""
    arguments = "sweep", "mobilenet_v2", "width=0.5,1", "resolution=96,224"
    plain, other = cnncost(*arguments), cnncost(*arguments, COLUMNS=columns)

    assert plain == other
    assert max(map(len, other.out.splitlines())) <= 80
