"""The commands that write pages, as a user types them, rightly and wrongly."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Run

from cnncost import CnncostError, load, play, report_page

Command = Callable[..., Run]
MINE = "name: mine\ninput: 8x8x3\nlayers: conv(4, k=3)\n"

WRITTEN = {  # what is typed: the file that comes of it, and what must stand in it
    "a report": (("report", "googlenet"), "report.html", "googlenet"),
    "a report elsewhere": (("report", "vgg16", "-o", "vgg.htm"), "vgg.htm", "138,357,544"),
    "two networks": (("report", "inception_v1", "naive", "-o", "b.html"), "b.html", "387,072"),
    "another input": (("report", "vgg16", "--input", "448x448"), "report.html", "448×448×3"),
    "a parameter": (("report", "mobilenet_v2", "--set", "width=0.5"), "report.html", "width"),
    "as thop": (("report", "resnet50", "--convention", "thop"), "report.html", "4,133,742,592"),
    "in training": (("report", "googlenet", "--train"), "report.html", "13,378,280"),
    "to play": (("play",), "play.html", "const OPERATIONS"),
    "to play with a network": (("play", "mobilenet_v2", "-o", "m.html"), "m.html", "mobilenet_v2"),
}  # fmt: skip


@pytest.mark.parametrize(("typed", "name", "inside"), WRITTEN.values(), ids=WRITTEN)
def test_a_page_is_written_where_it_is_asked_for(
    cnncost: Command, tmp_path: Path, typed: tuple[str, ...], name: str, inside: str
) -> None:
    """One file, and one line that says where it is and how large."""
    done = cnncost(*typed)
    page = (tmp_path / name).read_text("utf-8")
    size = -(-len(page.encode("utf-8")) // 1000)

    assert (0, "") == (done.status, done.err)
    assert f"{name} is written, {size} KB. Open it in a browser: it needs no network.\n" == done.out
    assert page.startswith("<!doctype html>")
    assert inside in page


REFUSED = {  # what is typed: what is said to it
    "a spec's file": (
        ("report", "mine.yaml", "-o", "mine.yaml"),
        "'mine.yaml' is no page: its file ends in .html.",
    ),
    "no ending": (("play", "-o", "page"), "'page' is no page: its file ends in .html."),
    "settings of nothing": (
        ("play", "--set", "width=2"),
        "--set and --input are for a network: name one, as cnncost play googlenet.",
    ),
    "no such network": (
        ("report", "googlnet"),
        "There is no spec called 'googlnet'. Did you mean googlenet? 'cnncost list' shows them "
        "all; a file of your own is given by its path.",
    ),
    "no such parameter": (
        ("report", "vgg16", "naive", "--set", "widht=2"),
        "There is no parameter 'widht'. None of these specs has it.",
    ),
    "too many": (
        ("report", *["naive"] * 9),
        "A report is about 1 to 8 networks, not 9.",
    ),
    "no such folder": (
        ("report", "naive", "-o", "there/report.html"),
        "there/report.html cannot be written: no such file or directory.",
    ),
}


@pytest.mark.parametrize(("typed", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_written_is_said(
    cnncost: Command, tmp_path: Path, typed: tuple[str, ...], said: str
) -> None:
    """Status 2 and a reason; no file is made, and none is written over."""
    (tmp_path / "mine.yaml").write_text(MINE)
    done = cnncost(*typed)

    assert (2, "", f"{said}\n") == (done.status, done.out, done.err)
    assert ["mine.yaml"] == [path.name for path in tmp_path.iterdir()]
    assert MINE == (tmp_path / "mine.yaml").read_text()


def test_a_link_to_another_file_is_refused(cnncost: Command, tmp_path: Path) -> None:
    """What is behind a link would be lost too."""
    (tmp_path / "mine.yaml").write_text(MINE)
    (tmp_path / "page.html").symlink_to("mine.yaml")
    done = cnncost("report", "naive", "-o", "page.html")

    assert (2, "'mine.yaml' is no page: its file ends in .html.\n") == (done.status, done.err)
    assert MINE == (tmp_path / "mine.yaml").read_text()


def test_the_library_makes_the_same_pages(cnncost: Command, tmp_path: Path) -> None:
    """``report_page`` and ``play`` write what the commands write, byte for byte."""
    cnncost("report", "googlenet", "--input", "112x112")
    cnncost("play", "mobilenet_v2", "--set", "width=0.5")
    report, played = (tmp_path / name for name in ("report.html", "play.html"))

    assert report.read_text("utf-8") == report_page("googlenet", input="112x112").html
    half = play(load("mobilenet_v2"), params={"width": "0.5"})
    assert played.read_text("utf-8") == half.html
    assert half.html == half.save(tmp_path / "again.html").read_text("utf-8")


def test_a_page_to_play_with_takes_another_input() -> None:
    """The network's own input becomes the one that is asked for."""
    assert "[112n, 112n, 3n]" in play("googlenet", input=(112, 112)).html


def test_the_library_refuses_what_is_no_network() -> None:
    """The messages of the commands, as CnncostError."""
    with pytest.raises(CnncostError, match=re.escape("A report is about 1 to 8 networks, not 0.")):
        report_page()
    with pytest.raises(CnncostError, match="There is no spec called 'nothing'"):
        play("nothing")
