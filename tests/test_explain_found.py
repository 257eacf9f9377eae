"""What was once wrong in explanations and pictures, and must not be again."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import counted

import cnncost as library
from cnncost import analyze, explain
from cnncost.errors import UsageError
from cnncost.explanation.layers import row_page
from cnncost.explanation.networks import network_page
from cnncost.explanation.page import Letters, Page
from cnncost.explanation.parts import place_page
from cnncost.views.page import page_text


def last_letters(page: Page) -> Letters:
    return [block for block in page.blocks if isinstance(block, Letters)][-1]


def test_a_network_that_is_only_trained() -> None:
    """All of it is for training: nothing is deployed, and there is a page."""
    report = counted("input: 8x8x3\nlayers:\n  - aux:\n      a: conv(4)\n")

    assert "0 parameters in 0 layers" in page_text(network_page(report))


def test_a_field_with_a_formula_across_only() -> None:
    """Behind an upsampling by 4 a 3×1 has no whole field down, and one across."""
    report = counted("input: 8x8x3\nlayers: upsample(4) -> conv(4, k=3x1)\n")

    assert "across" in page_text(row_page(report, 1))


def test_letters_of_a_field_that_differs() -> None:
    """A kernel of 1×7 is 1 down and 7 across: K has no one value."""
    report = counted("input: 8x8x3\nlayers: conv(4, k=1x7) -> conv(4, k=1x7)\n")

    assert ("K", "kernel size", None) in last_letters(row_page(report, 1)).letters


def test_the_input_of_a_topic_in_other_letters() -> None:
    """A size is height, width and input channels, whatever they are called."""
    page = explain("conv", input="14x14x7", notation="mobilenet").page
    letters = next(block.letters for block in page.blocks if isinstance(block, Letters))

    assert ("M", "input channels", 7) in letters


@pytest.mark.parametrize(
    ("what", "input"),
    [("conv(8) -> conv(8, k=1x3, p=0)", "8x8x3"), ("conv", "8x6x3")],
)
def test_every_map_must_be_square_at_mobilenet(what: str, input: str) -> None:
    """D_F stands for both sides of every map on the page."""
    with pytest.raises(UsageError, match="which are 8 and 6 here"):
        explain(what, input=input, notation="mobilenet")


def test_a_row_in_mobilenets_letters() -> None:
    """The notation holds for rows of networks too."""
    assert "D_F²·M·D_K²·N" in str(explain("googlenet:3a/3x3.2", notation="mobilenet"))


def test_a_part_with_a_head_makes_what_is_passed_on() -> None:
    """An auxiliary head is no way out of a part."""
    report = counted(
        "input: 8x8x3\nlayers:\n  - a:\n      - conv(4)\n      - aux:\n"
        "          h: conv(9, k=3, s=2)\n"
    )

    assert "8×8×3 → 8×8×4, 2 rows." in page_text(place_page(report, "a"))


@pytest.mark.parametrize("name", ["mobilenet_v1", "mobilenet_v3_small"])
def test_stories_fit_80_columns(name: str) -> None:
    """Names of predecessors are cut before a line grows too long."""
    assert 80 >= max(map(len, page_text(network_page(analyze(name))).splitlines()))


def test_long_names_fit_80_columns() -> None:
    """So are labels of rows, and titles without a space."""
    name = "n" * 40
    report = counted(
        f"input: 8x8x3\nlayers:\n  - a:\n      - {name}: conv(4)\n      - b: conv(4)\n"
    )
    chain = "->".join(["conv(64,k=3,bias=no)"] * 10)

    assert 80 >= max(map(len, page_text(place_page(report, "a")).splitlines()))
    assert 80 >= max(map(len, str(explain(chain, input="8x8x3")).splitlines()))


@pytest.mark.parametrize("letters", [{"B": 0}, {"B": -1}, {"B": "0.5"}, {"A": "3.5"}, {"P": -1}])
def test_a_demonstration_wants_whole_sizes(letters: dict[str, int | str]) -> None:
    """A kernel of half a pixel is refused, not cut."""
    with pytest.raises(UsageError, match="The example does not work with"):
        explain("conv", params=letters)


def test_a_file_with_a_parenthesis_in_its_name(tmp_path: Path) -> None:
    """A file that is there is a file, whatever it is called."""
    path = tmp_path / "net (1).yaml"
    path.write_text("input: 8x8x3\nlayers:\n  - a: conv(4)\n  - b: conv(2)\n", "utf-8")

    assert "network" == explain(str(path)).page.sort
    assert "layer" == explain(f"{path}:a").page.sort
    assert library.draw(path).modules is not None
    assert library.draw(str(path)).modules is not None


def test_white_space_in_a_typed_layer() -> None:
    """A line break in what was typed is a space in the title."""
    assert "conv(8, k=3)" == explain("conv(8,\n\tk=3)", input="8x8x3").page.title
