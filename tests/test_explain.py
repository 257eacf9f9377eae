"""Explanations of rows, parts, layers and networks, as a user asks for them."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from conftest import Run

import cnncost as library
from cnncost.explanation.page import Equation, Equations, Page
from cnncost.views.page import chain
from cnncost.views.page_latex import page_latex
from cnncost.views.page_markdown import page_markdown

Command = Callable[..., Run]


def equations(page: Page) -> dict[str, str]:
    """Every line of working by its label, as it is shown."""
    lines = [line for block in page.blocks if isinstance(block, Equations) for line in block.lines]
    return {line.label: " = ".join(chain(line)) for line in lines}


@pytest.mark.parametrize(
    ("what", "input", "label", "expected", "source"),
    [
        (
            "googlenet:3a/3x3.2", None, "weights", "N·K²·M = 96·3²·128 = 110,592",
            "document 000: 3*3*96*128",
        ),
        (
            "googlenet:3a/3x3.2", None, "MACs",
            "H·W·N·K²·M = 28·28·96·3²·128 = 86,704,128", "worked_numbers: v1-358M's 3x3 branch",
        ),
        (
            "googlenet:3a/concat", None, "channels", "64 + 128 + 32 + 32 = 256",
            "document 000: 28*28*256",
        ),
        (
            "googlenet:stem/conv", None, "height, width",
            "⌊(Hi + 2·P - K)/S⌋ + 1 = ⌊(224 + 2·3 - 7)/2⌋ + 1 = ⌊223/2⌋ + 1 = 111 + 1 = 112",
            "Szegedy et al., 2015, table 1",
        ),
        (
            "conv(128, k=3, g=32)", "28x28x64", "weights",
            "N·K²·M/G = 64·3²·128/32 = 2,304", "64/32·9·128",
        ),
        (
            "conv(256, k=5)", "100x100x128", "weights",
            "N·K²·M = 128·5²·256 = 819,200", "document 001",
        ),
        ("depthwise(3, bias=no)", "14x14x512", "weights", "N·K² = 512·3² = 4,608", "classroom P10"),
        ("fc(4096)", "7x7x512", "bias", "M = 4,096", "VGG's first fully connected layer"),
    ],
)  # fmt: skip
def test_the_working_of_a_layer(
    what: str, input: str | None, label: str, expected: str, source: str
) -> None:
    """Each number stands as formula, numbers, result."""
    found = equations(library.explain(_row(what), input=input).page)

    assert expected == found[label]


def _row(what: str) -> str:
    """The first row of GoogLeNet's stem, whatever it is called there."""
    if what != "googlenet:stem/conv":
        return what
    return f"googlenet:{library.analyze('googlenet').rows[0].path}"


def test_a_rows_share_and_field() -> None:
    """GoogLeNet's 3a/3x3.2 sees 43 inputs and has 110,720 of 6,998,552 parameters."""
    text = str(library.explain("googlenet:3a/3x3.2"))

    assert "1.6 %  of the network's 6,998,552 parameters" in text  # 110,720 / 6,998,552
    assert "5.5 %  of the network's 1,582,671,872 MACs" in text  # 86,704,128 / 1,582,671,872
    # 7×7/2, 3×3/2, 1×1, 3×3, 3×3/2: 7, 11, 11, 19, 27; then 27 + 2·8
    assert "R + (K - 1)·J = 27 + (3 - 1)·8 = 43" in text


@pytest.mark.parametrize("name", ["googlenet", "resnet50", "mobilenet_v3_large", "densenet121"])
def test_the_field_is_worked_out_as_the_walk_has_it(name: str) -> None:
    """Wherever a formula is shown for the field, it gives the exact one; others give it plainly."""
    from cnncost.explanation.layers import grown

    report = library.analyze(name)
    for i, row in enumerate(report.rows):
        line: Equation = grown(report, i, 0, "")

        assert row.receptive_field[0] == line.result
        if line.formula is not None and line.values is not None:
            assert row.receptive_field[0] == line.formula(**line.values)


def test_a_part_is_worked_out_row_by_row() -> None:
    """Document 000's module B: six terms and their sum."""
    found = equations(library.explain("googlenet:3a").page)
    text = str(library.explain("googlenet:3a"))

    assert "192·1²·96 =  18,432" in text
    assert "16·5²·32  =  12,800" in text
    assert "163,328" in text
    assert {"1x1", "3x3.1", "3x3.2", "5x5.1", "5x5.2", "pool", "total"} <= set(found)


def test_the_story_of_a_network() -> None:
    """GoogLeNet: 22 layers, 12 times 5b's share, and 1/19.8 of VGG-16 (worked_numbers)."""
    text = str(library.explain("googlenet"))

    assert "6,998,552 parameters" in text
    assert "22 of them on the longest path" in " ".join(text.split())
    assert "Against vgg16" in text
    assert "1/19.8" in text  # 138,357,544 / 6,998,552 = 19.77
    assert "convention: weights without bias" in text
    assert "Szegedy et al., Going Deeper with Convolutions, 2015" in text


def test_settings_reach_networks(cnncost: Command) -> None:
    """NAME=VALUE changes a network's own parameters too; 0.5 MobileNet has 1.33M (its paper)."""
    done = cnncost("explain", "mobilenet_v1", "width=0.5")

    assert 0 == done.status
    assert "1,331,592 parameters" in done.out


MISTAKES = [
    (
        ("depthwize",),
        "There is no topic or network called 'depthwize'. Did you mean depthwise? 'cnncost "
        "explain' lists the topics, 'cnncost list' the networks; a layer is written as "
        "conv(8, k=3).\n",
    ),
    (
        ("googlenet:3z",),
        "googlenet has nothing at '3z'. Its first parts: stem, 3a, 3b, pool3, 4a, head1, 4b and "
        "4c.\n",
    ),
    (
        ("googlenet:3a/3x3.3",),
        "googlenet has nothing at '3a/3x3.3'. Did you mean 3a/3x3.1, 3a/3x3.2 or 3a/3x3?\n",
    ),
    (("conv(3)",), "A layer needs the map that it stands on, as --input 28x28x64.\n"),
    (
        ("conv(3)", "--input", "28x28"),
        "'28x28' is not the size of a map. Expected HxWxC, as 28x28x64.\n",
    ),
    (
        ("conv(128, k=3, g=5)", "--input", "28x28x64"),
        "layer:1:18  conv(128, k=3, g=5)\n                             ^\non 28×28×64\n"
        "groups (=5) must divide both the input channels (=64) and the output channels (=128).\n",
    ),
    (
        ("conv(128, k=3", "--input", "28x28x64"),
        "layer:1:14  conv(128, k=3\n                         ^\n"
        "Expected ',' or ')', found the end of the text.\n",
    ),
    (
        ("convv(3) -> relu", "--input", "28x28x64"),
        "layer:1:1  convv(3) -> relu\n           ^^^^^\nThere is no layer called 'convv'. Did you "
        "mean conv?\n",
    ),
    (("depthwise", "K"), "Expected NAME=VALUE, such as K=5, not 'K'.\n"),
    (("depthwise", "K=x"), "'x' is not a number, such as 0.75.\n"),
    (
        ("depthwise", "--notation", "moblenet"),
        "There is no notation 'moblenet'. Did you mean mobilenet?\n",
    ),
    (
        ("depthwise", "--format", "csv"),
        "An explanation is no table: use markdown, latex or json.\n",
    ),
    (
        (f"conv({'1' * 500})", "--input", "8x8x8"),
        "The layers are longer than 400 characters; write a spec.\n",
    ),
]


@pytest.mark.parametrize(("arguments", "message"), MISTAKES)
def test_what_goes_wrong_is_said_in_words(
    cnncost: Command, arguments: tuple[str, ...], message: str
) -> None:
    """Every refusal says what was read, what was expected, what to try."""
    done = cnncost("explain", *arguments)

    assert (2, "", message) == (done.status, done.out, done.err)


def test_a_layer_in_mobilenets_letters(cnncost: Command) -> None:
    """Sandler's and Howard's letters: D_K, D_F, M in and N out."""
    done = cnncost(
        "explain", "conv(128, k=3, bias=no)", "--input", "28x28x64", "--notation", "mobilenet"
    )

    assert "D_F²·M·D_K²·N = 28²·64·3²·128 = 57,802,752" in done.out  # 784·64·9·128
    assert "M and N are swapped" in " ".join(done.out.split())


def test_letters_typed_in_mobilenets_notation_are_read_in_it() -> None:
    """With its notation M is the input's channels, D_K the kernel, D_F the map."""
    theirs = library.explain(
        "separable", params={"D_K": 5, "D_F": 14, "M": 32, "N": 64}, notation="mobilenet"
    )
    ours = library.explain("separable", params={"K": 5, "H": 14, "W": 14, "N": 32, "M": 64})
    results = [
        [line.result for block in one.page.blocks if isinstance(block, Equations)
         for line in block.lines]
        for one in (theirs, ours)
    ]  # fmt: skip

    assert results[0] == results[1]
    assert 14 * 14 * 32 * (25 + 64) in results[0]


def test_json_is_an_interface(cnncost: Command) -> None:
    """Schema, integers for counts, and each line of working with its letters."""
    data = json.loads(cnncost("explain", "googlenet:3a/3x3.2", "--format", "json").out)
    lines = [line for block in data["blocks"] for line in block.get("equations", ())]
    weights = next(line for line in lines if line["label"] == "weights")

    assert "cnncost.explanation/1" == data["schema"]
    assert {
        "label": "weights", "formula": "N·K²·M", "values": {"K": 3, "M": 128, "N": 96},
        "steps": [], "result": 110_592, "ratio": None, "note": None,
    } == weights  # fmt: skip


def test_a_file_of_ones_own_is_explained(cnncost: Command, tmp_path: Path) -> None:
    """A path works like a name, and hostile names in it stay text in every format."""
    (tmp_path / "net.yaml").write_text(
        "input: 8x8x3\nlayers:\n  - '[bold]x$_&': conv(4, k=3, bias=no)\n"
        "  - '<b>#': conv(2, bias=no)\n",
        "utf-8",
    )
    text = cnncost("explain", "net.yaml").out
    row = ("explain", "net.yaml:[bold]x$_&")

    assert "[bold]x$_&" in text
    assert "N·K²·M = 3·3²·4 = 108" in cnncost(*row).out
    assert r"{[}bold{]}x\$\_\&" in cnncost(*row, "--format", "latex").out
    assert r"\[bold\]x\$\_&" in cnncost(*row, "--format", "markdown").out


@pytest.mark.parametrize("name", [r"\end{verbatim}", "```"])
def test_names_do_not_end_what_stands_as_it_is(tmp_path: Path, name: str) -> None:
    """A layer called like the end of a verbatim block stays inside it."""
    spec = tmp_path / "net.yaml"
    spec.write_text(f"input: 8x8x3\nlayers:\n  - '{name}': conv(4)\n  - b: conv(2)\n", "utf-8")
    page = library.explain(spec).page
    latex, markdown = page_latex(page), page_markdown(page)

    assert latex.count(r"\begin{verbatim}") == latex.count(r"\end{verbatim}")
    assert markdown.count("\n````") in (0, 2)
    assert ("````" in markdown) is (name == "```")


def test_the_list_of_topics(cnncost: Command) -> None:
    """Alone, the command lists topics in teaching order."""
    out = " ".join(cnncost("explain").out.split())

    assert out.index("conv ") < out.index("grouped") < out.index("depthwise")
    assert out.index("depthwise") < out.index("separable") < out.index("inverted_residual")
    assert "cnncost explain depthwise K=5 N=256" in out


def test_explanations_show_themselves() -> None:
    """In a notebook as HTML, in a console as Rich text."""
    found = library.explain("depthwise")

    assert "<svg" in found._repr_html_()
    assert "Depthwise convolution" in str(found.__rich__())


def test_a_plain_terminal_gets_plain_characters(cnncost: Command) -> None:
    """Where the output holds ASCII only, pictures are drawn with it."""
    done = cnncost("explain", "depthwise", PYTHONIOENCODING="ascii", PYTHONUTF8="0")

    assert 0 == done.status
    assert done.out.isascii()
    assert "?" not in done.out.replace("(?)", "")


def test_ratios_are_exact() -> None:
    """The saving of a separable convolution is 1/M + 1/K², as a fraction."""
    page = library.explain("separable").page
    ratios = [
        line.ratio for block in page.blocks if isinstance(block, Equations) for line in block.lines
    ]

    assert Fraction(1, 128) + Fraction(1, 9) in ratios
    assert Fraction(1, 9) in ratios
