"""Pictures as a user asks for them: by name, by path, by layer; to a file or to the screen."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import Run

import cnncost as library

Command = Callable[..., Run]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(
    ("arguments", "texts"),
    [
        (("inception_v1",), ["28×28×192", "3×3 conv", "128 · 86.7M", "concat", "163,328 weights"]),
        (("googlenet:3a",), ["5×5 conv", "32 · 10.0M", "128,049,152 MACs"]),
        (("depthwise",), ["3·3 taps", "903,168 MACs", "K lines per output"]),
        (
            ("conv(8, k=3, g=2, bias=no)", "--input", "9x9x8"),
            ["2 groups", "32 lines", "23,328 MACs"],  # 8·8/2 lines; 81·9·32
        ),
        (("googlenet", "--bars"), ["477,675,520", "30.2", "classifier"]),
        (("vgg16", "--bars", "--by", "kind"), ["fully connected", "123,633,664"]),
        (("bottleneck", "--connections"), ["4,096 lines", "115,605,504 MACs"]),
        (("--scatter",), ["top-1", "alexnet_torchvision", "torchvision 0.20.1"]),
        (("squeezenet", "--scatter"), ["squeezenet1_1", "parameters"]),
    ],
)
def test_pictures_on_the_screen(
    cnncost: Command, arguments: tuple[str, ...], texts: list[str]
) -> None:
    """Without a file the picture is text, its numbers those of the documents and the ledger."""
    done = cnncost("draw", *arguments)

    assert (0, "") == (done.status, done.err)
    assert [] == [text for text in texts if text not in done.out]


@pytest.mark.parametrize(
    "arguments",
    [
        ("inception_v1",), ("resnet152",), ("bottleneck", "--connections"), ("googlenet", "--bars"),
        ("--scatter",), ("mobilenet_v3_large", "--depth", "2"),
    ],
)  # fmt: skip
def test_svg_files(cnncost: Command, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """A file ending in .svg is well-formed, named and described, the same twice, without links."""
    for name in ("a.svg", "b.svg"):
        assert 0 == cnncost("draw", *arguments, "-o", name).status
    text = (tmp_path / "a.svg").read_text("utf-8")
    root = ElementTree.fromstring(text)

    assert f"{SVG}svg" == root.tag
    assert [f"{SVG}title", f"{SVG}desc"] == [child.tag for child in root][:2]
    assert all(child.text for child in root[:2])
    assert ["http://www.w3.org/2000/svg"] == re.findall(r"https?:[^\"' <]*", text)
    assert text == (tmp_path / "b.svg").read_text("utf-8")


def test_lines_of_the_svg_are_the_formula(cnncost: Command) -> None:
    """8 channels in 2 groups on a row of 9: 8·8/2 lines in channels, 3·9 in space."""
    drawn = library.draw("conv(8, k=3, g=2)", input="9x9x8").svg()
    lines = ElementTree.fromstring(drawn).iter(f"{SVG}line")

    assert 8 * 8 // 2 + 3 * 9 == len(list(lines))


def test_other_files(cnncost: Command, tmp_path: Path) -> None:
    """The ending says what is written."""
    for name in ("a.png", "a.txt", "a.mmd", "a.dot"):
        done = cnncost("draw", "inception_v1", "-o", name)

        assert (0, "", "") == done
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    assert "│" in (tmp_path / "a.txt").read_text("utf-8")
    assert (tmp_path / "a.mmd").read_text("utf-8").startswith("flowchart TD")
    assert (tmp_path / "a.dot").read_text("utf-8").startswith("digraph")


@pytest.mark.parametrize(
    ("format", "start"),
    [("svg", "<svg"), ("mermaid", "flowchart TD"), ("dot", "digraph")],
)
def test_formats_on_the_screen(cnncost: Command, format: str, start: str) -> None:
    """Text formats go to standard output if no file is named."""
    assert cnncost("draw", "fire", "--format", format).out.startswith(start)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "Say what to draw: a network, SPEC:PATH, or a layer; or --scatter.\n"),
        (
            ("fire", "-o", "x.jpg"),
            "'x.jpg' does not say what to write. A picture's file ends in .svg, .png, .txt, .mmd, "
            ".dot.\n",
        ),
        (("fire", "-o", "no/x.svg"), "no/x.svg cannot be written: no such file or directory.\n"),
        (("fire", "--format", "png"), "A PNG is no text: name a file for it, as -o picture.png.\n"),
        (
            ("fire", "--bars", "--format", "dot"),
            "Only a diagram of modules can be written as dot.\n",
        ),
        (
            ("fire", "--bars", "--scatter"),
            "One picture at a time: --bars or --scatter.\n",
        ),
        (("conv(8)",), "A layer needs the map that it stands on, as --input 28x28x64.\n"),
        (
            ("nonesuch", "--scatter"),
            "There is no family 'nonesuch'.",
        ),
        (("googlenet:9z",), "googlenet has nothing at '9z'."),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn(cnncost: Command, arguments: tuple[str, ...], message: str) -> None:
    """A picture that cannot be drawn is refused in words, and no file is left."""
    done = cnncost("draw", *arguments)

    assert 2 == done.status
    assert done.err.startswith(message), done.err


def test_unknown_figures_are_suggested() -> None:
    """The library names the figures that there are."""
    with pytest.raises(library.CnncostError, match="Did you mean bars"):
        library.draw("fire", "bar")


def test_drawings_show_themselves() -> None:
    """In a notebook as SVG on a fixed ground, in a console as Rich text, as a string as text."""
    drawing = library.draw("fire")

    assert drawing._repr_svg_().startswith("<svg")
    assert "prefers-color-scheme" not in drawing._repr_svg_()
    assert "prefers-color-scheme" in drawing.svg()
    assert "concat" in str(drawing)
    assert "concat" in drawing.__rich__().plain


def test_plain_characters(cnncost: Command) -> None:
    """Where the output holds ASCII only, so does the picture."""
    done = cnncost("draw", "fire", PYTHONIOENCODING="ascii", PYTHONUTF8="0")

    assert 0 == done.status
    assert done.out.isascii()
    assert "+--" in done.out
