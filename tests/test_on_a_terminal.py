"""Explanations and pictures on a terminal: the same characters as in a pipe, with colours."""

from __future__ import annotations

import re
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from cnncost import draw, explain
from cnncost.cli.options import explained_names
from cnncost.cli.write import write_drawing, write_explanation
from cnncost.errors import UsageError
from cnncost.explanation.drawing import Drawing
from cnncost.figures.scene import Label, Scene
from cnncost.figures.text import to_text
from cnncost.views.page import page_text

CODES = re.compile("\x1b\\[[0-9;]*m")


class Terminal(TextIOWrapper):
    """A stream that says it is a terminal."""

    def __init__(self, encoding: str = "utf-8", terminal: bool = True) -> None:
        super().__init__(BytesIO(), encoding, write_through=True)
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal

    def written(self) -> str:
        assert isinstance(self.buffer, BytesIO)
        return self.buffer.getvalue().decode(self.encoding)


def output(
    monkeypatch: pytest.MonkeyPatch, encoding: str = "utf-8", terminal: bool = True
) -> Terminal:
    """Standard output as a terminal of 256 colours, or as a pipe."""
    found = Terminal(encoding, terminal)
    for name in ("NO_COLOR", "COLORTERM", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr(sys, "stdout", found)
    return found


@pytest.mark.parametrize("what", ["depthwise", "fire:e1x1"])
def test_an_explanation_in_colour(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    """Without its colours it is what a pipe gets, to the last line."""
    terminal, found = output(monkeypatch), explain(what)
    write_explanation(found, "table")
    text = CODES.sub("", terminal.written())

    assert "\x1b[1m" in terminal.written()
    assert page_text(found.page) == "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def test_other_formats_have_no_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is made for a file is the same on a terminal."""
    terminal = output(monkeypatch)
    write_explanation(explain("fire:e1x1"), "json")
    write_drawing(draw("fire"), None, "svg")

    assert "\x1b" not in terminal.written()


SCENES = [Scene("T", "", 85, 1, (Label(0, 0, name * 85, "conv"),)) for name in ("s", "t", "×")]
DRAWING = Drawing(*SCENES)


def test_a_picture_in_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    """As wide as it is: a line that a terminal may break is not broken here."""
    terminal = output(monkeypatch)
    write_drawing(DRAWING, None, None)

    assert f"{'t' * 85}\n" == CODES.sub("", terminal.written())
    assert "\x1b[38;" in terminal.written()  # the palette's blue, as near as 256 colours come


@pytest.mark.parametrize(
    ("encoding", "expected"), [("utf-8", "t" * 85), ("ascii", "x" * 85), ("latin-1", "x" * 85)]
)
def test_a_picture_in_a_pipe(monkeypatch: pytest.MonkeyPatch, encoding: str, expected: str) -> None:
    """The one for plain characters, in plain characters, where the output holds no others."""
    pipe = output(monkeypatch, encoding, terminal=False)
    write_drawing(DRAWING, None, "text")

    assert f"{expected}\n" == pipe.written()


@pytest.mark.parametrize(
    ("name", "format", "start"),
    [
        ("a.TXT", None, b"t" * 85 + b"\n"), ("a.svg", None, b"<svg"), ("a.SVG", None, b"<svg"),
        ("a.txt", "svg", b"<svg"), ("a", "text", b"t" * 85), ("a.svg", "png", b"\x89PNG"),
    ],
)  # fmt: skip
def test_a_picture_in_a_file(tmp_path: Path, name: str, format: str | None, start: bytes) -> None:
    """The format that was asked for, else that of the ending, in capitals too."""
    write_drawing(DRAWING, tmp_path / name, format)

    assert (tmp_path / name).read_bytes().startswith(start)


def test_files_hold_all_characters(tmp_path: Path) -> None:
    """Whatever the terminal can show."""
    drawing = draw("depthwise")
    write_drawing(drawing, tmp_path / "a.txt", None)

    assert f"{to_text(drawing.text)}\n" == (tmp_path / "a.txt").read_text("utf-8")


def test_a_drawing_without_modules_is_no_graph(tmp_path: Path) -> None:
    """And no file is left."""
    with pytest.raises(UsageError) as error:
        write_drawing(DRAWING, tmp_path / "a.mmd", None)

    assert "Only a diagram of modules can be written as mermaid." == str(error.value)
    assert [] == list(tmp_path.iterdir())


def test_graphs_as_text(tmp_path: Path) -> None:
    """Mermaid and dot by their endings."""
    for name in ("a.mmd", "a.dot"):
        write_drawing(draw("fire"), tmp_path / name, None)

    assert (tmp_path / "a.mmd").read_text("utf-8").startswith("flowchart")
    assert (tmp_path / "a.dot").read_text("utf-8").startswith("digraph")


@pytest.mark.parametrize(
    ("typed", "offered", "not_offered"),
    [
        ("dep", "depthwise", "separable"), ("googlen", "googlenet", "depthwise"),
        ("wise", "", "depthwise"),
    ],
)  # fmt: skip
def test_names_to_complete(typed: str, offered: str, not_offered: str) -> None:
    """Topics and networks that begin as typed."""
    found = explained_names(typed)

    assert not offered or offered in found
    assert not_offered not in found
