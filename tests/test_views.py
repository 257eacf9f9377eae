"""What people see: numbers as text, tables in every format, escaped names."""

from __future__ import annotations

import io
from fractions import Fraction
from xml.etree import ElementTree

import pytest
from conftest import counted
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from cnncost import analyze, compare
from cnncost.numbers import count, percent, shape, shares, times
from cnncost.report import Report
from cnncost.views.compare import comparison_tables
from cnncost.views.data import reports_csv, to_csv
from cnncost.views.listing import zoo_table
from cnncost.views.show import group_table, report_table
from cnncost.views.table import Column, Line, Table, to_latex, to_markdown, to_rich, to_text
from cnncost.views.table_html import to_html

HOSTILE = """\
input: 4x4x2
layers:
  - '[bold red]x': conv(2)
  - '=cmd|x': conv(2)
  - '<script>&_$%#': conv(2)
  - '[link=x]': maxpool(3)
"""


@pytest.mark.parametrize("name", ["resnet152", "densenet201", "vgg16", "googlenet"])
def test_shares_are_those_of_the_macs(name: str) -> None:
    """A part's percent is that of its own MACs to a tenth; inside it they add up to its own."""
    report = analyze(name)
    total = report.totals["macs"]
    lines = [line for line in report_table(report, depth=2).lines if not line.strong]
    outer = [i for i, line in enumerate(lines) if line.level == 0]
    tenths = [0 if line.cells[5] == "<0.1" else tenths_of(line.cells[5]) for line in lines]

    assert 1000 >= sum(tenths[i] for i in outer) >= 1000 - len(outer)
    for i, line in enumerate(lines):
        macs = int(line.cells[4].replace(",", "").replace("·", "0"))
        assert abs(Fraction(macs * 1000, total) - tenths[i]) < (1 if line.level == 0 else 2)
    for i, end in zip(outer, [*outer[1:], len(lines)], strict=True):
        if end > i + 1:
            assert tenths[i] - (end - i - 1) <= sum(tenths[i + 1 : end]) <= tenths[i]


def tenths_of(text: str) -> int:
    return 0 if text == "·" else int(text.replace(".", ""))


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "·"), (7, "7"), (163_328, "163,328"), (1_582_671_872, "1,582,671,872")],
)
def test_counts(number: int, text: str) -> None:
    """Whole numbers have thousands separators, and nothing is a dot."""
    assert text == count(number)


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        (Fraction(387072, 163328), "2.37×"),  # document 000: naive against inception_v1
        (Fraction(208896, 819200), "0.255×"),
        (Fraction(12), "12.00×"),
        (Fraction(1234, 1), "1,234×"),
        (Fraction(1, 1000), "0.001×"),
        (Fraction(1, 3000), "<0.001×"),
        (None, "·"),
    ],
)
def test_ratios(ratio: Fraction | None, text: str) -> None:
    """Ratios have about three figures."""
    assert text == times(ratio)


@given(st.lists(st.integers(0, 10**18), max_size=60))
def test_shares_add_up(parts: list[int]) -> None:
    """Shares add up to 100 %, and none is a tenth of a percent or more away from the truth."""
    found = shares(parts)
    whole = sum(parts)

    assert (1000 if whole else 0) == sum(found)
    assert all(
        abs(Fraction(1000 * p, whole or 1) - s) < 1 for p, s in zip(parts, found, strict=True)
    )


def test_small_formats() -> None:
    """Shapes and percentages."""
    assert ("28×28×192", "12.3", "·") == (shape((28, 28, 192)), percent(123), percent(0))
    assert "<0.1" == percent(0, 7)


def tables() -> list[tuple[Table, ...]]:
    from cnncost.library import zoo

    return [
        (report_table(analyze("inception_v1")),),
        (report_table(analyze("googlenet"), depth=3, train=True),),
        (report_table(analyze("mobilenet_v2"), depth=9),),
        (group_table(analyze("resnext50"), "kind"),),
        comparison_tables(compare("inception_v1", "naive")),
        comparison_tables(compare("googlenet", "resnext50", "mobilenet_v2", "fire")),
        (zoo_table(zoo()[0]),),
        (report_table(counted(HOSTILE)),),
    ]


@pytest.mark.parametrize("shown", tables(), ids=lambda shown: shown[0].title[:30])
def test_plain_text_is_laid_out_as_rich_does(shown: tuple[Table, ...]) -> None:
    """What goes into a pipe looks like what Rich draws on a terminal of 80 columns."""
    console = Console(file=io.StringIO(), width=80, color_system=None, markup=True, highlight=True)
    with console.capture() as capture:
        console.print(to_rich(*shown))
    drawn = "".join(f"{line.rstrip()}\n" for line in capture.get().splitlines())

    assert [line for line in drawn.splitlines() if line] == [
        line for line in to_text(*shown).splitlines() if line
    ]


def test_long_names_give_way() -> None:
    """An elastic column loses its middle, so that .1 and .2 stay; numbers are never cut."""
    table = Table("", (Column("name", left=True, elastic=True), Column("MACs")),
                  (Line(("x" * 100, "1,582,671,872")),))  # fmt: skip
    lines = to_text(table).splitlines()

    assert [80, 80] == [len(line) for line in lines]
    assert lines[1].endswith("…xxxx  1,582,671,872")


def test_names_are_never_markup() -> None:
    """A layer called [pool] or [bold] keeps its brackets, on a console that reads markup too."""
    text = to_text(report_table(counted(HOSTILE)))

    assert "[bold red]x  " in text
    assert "=cmd|x" in text


def test_names_are_escaped_in_markdown() -> None:
    """Bars, brackets and stars of a name do not break a Markdown table."""
    text = to_markdown(report_table(counted(HOSTILE)))

    assert r"| \[bold red\]x |" in text
    assert r"| =cmd\|x |" in text
    assert r"\<script\>&\_\$%\#" in text


def test_names_are_escaped_in_latex() -> None:
    """The ten characters that LaTeX keeps for itself are written so that they show."""
    text = to_latex(report_table(counted(HOSTILE)))

    assert r"$<$script$>$\&\_\$\%\#" in text
    assert r"$\times$" in text
    assert text.count(r"\begin{tabular}") == text.count(r"\end{tabular}") == 1
    assert text.isascii() or "⌊" not in text


def test_names_are_escaped_in_html() -> None:
    """A notebook's table is well-formed and runs nothing."""
    html = to_html(report_table(counted(HOSTILE)))
    root = ElementTree.fromstring(f"<div>{html}</div>")

    assert "<script>&_$%#" in "".join(root.itertext())
    assert [] == root.findall(".//script")


def test_spreadsheets_run_nothing() -> None:
    """Cells that a spreadsheet would take for a formula get a quote; numbers stay numbers."""
    assert "'=cmd|x,-3,'+1,'@a\n" == to_csv([("=cmd|x", -3, "+1", "@a")])
    assert ",'=cmd|x," in reports_csv([counted(HOSTILE)])


@pytest.mark.parametrize(
    ("report", "words"),
    [
        (analyze("fire"), "Report(fire: 7 rows, 11,920 parameters, 35,622,400 MACs)"),
    ],
)
def test_a_report_shows_itself(report: Report, words: str) -> None:
    """In a shell, in a terminal and in a notebook."""
    console = Console(file=io.StringIO(), width=80)
    with console.capture() as capture:
        console.print(report)

    assert words == repr(report)
    assert "35,622,400" in capture.get()
    assert "<td" in report._repr_html_()
    assert "11,776" in report._repr_html_()


def test_a_comparison_shows_itself() -> None:
    """In a terminal and in a notebook."""
    comparison = compare("inception_v1", "naive")
    console = Console(file=io.StringIO(), width=80)
    with console.capture() as capture:
        console.print(comparison)

    assert "163,328" in capture.get()
    assert "387,072" in comparison._repr_html_()


def test_what_a_network_adds_and_saves() -> None:
    """Document 001: the 1x1 reduction costs 4096 weights and saves 819200 - 204800."""
    text = to_text(*comparison_tables(compare("conv5x5_reduced", "conv5x5_direct")))

    assert (
        "conv5x5_reduced has 1 layer that conv5x5_direct lacks: it costs 4,096 weights and saves "
        "614,400 in the others." in " ".join(text.split())
    )
