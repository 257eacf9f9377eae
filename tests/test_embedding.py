"""Results and pages in a notebook: what they show, and what they cannot do."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from browser import Watched, axe
from conftest import ROOT, counted

from cnncost import analyze, check, compare, draw, explain, grade, lint, reconcile, verify
from cnncost.errors import UsageError
from cnncost.pages.document import Document, to_html
from cnncost.pages.embedding import Played, Reported, embedded
from cnncost.pages.markup import Html
from cnncost.pages.play.page import play_html

HOMEWORK = ROOT / "examples" / "homework"
ANSWERS = HOMEWORK / "answers"
BAD = "</svg><script>alert(1)</script>&\"'<img src=x onerror=alert(1)>"
HOSTILE = f"""\
name: net
title: {json.dumps(BAD)}
input: 4x4x2
layers:
  - {json.dumps("<script>a")}: conv(2)
"""
Open = Callable[..., Watched]
# What a result is made by, and what it is called in a shell.
RESULTS: dict[str, tuple[Callable[[], Any], str]] = {
    "report": (
        lambda: analyze("fire"),
        "Report(fire: 7 rows, 11,920 parameters, 35,622,400 MACs)",
    ),
    "comparison": (
        lambda: compare("inception_v1", "naive"),
        "Comparison(inception_v1, naive: 6 lines by layer)",
    ),
    "one line": (
        lambda: compare("conv3x3", "separable"),
        "Comparison(conv3x3, separable: 1 line by scale)",
    ),
    "explanation": (
        lambda: explain("depthwise"),
        "Explanation(topic: Depthwise convolution)",
    ),
    "picture": (
        lambda: draw("conv(8, k=3, g=2)", input="9x9x8"),
        "Drawing(conv(8, k=3, g=2) on 9×9×8)",
    ),
    "reconciliation": (
        lambda: reconcile("resnet50", seen="4.134G"),
        "Reconciliation(resnet50: 18 conventions, 4.134G was seen)",
    ),
    "claims": (
        lambda: verify("inception_v1"),
        "Verified(3 claims: 2 exact, 1 rounds, 0 explained, 0 differs)",
    ),
    "answers": (
        lambda: check(HOMEWORK / "inception.yaml", ANSWERS / "inception.wrong.yaml"),
        "Checked(inception: 5.95 of 24 points)",
    ),
    "assignment": (
        lambda: lint(HOMEWORK / "warm_up.yaml"),
        "Linted(warm-up: 6 items, can be handed out)",
    ),
}
PAGE = to_html(
    Document("t", Html('<h1 id="a">A</h1>'), (), ('document.getElementById("a").append(" B");',))
)


def shown(result: Any) -> str:
    """What a notebook shows of a result."""
    made = getattr(result, "_repr_html_", None) or result._repr_svg_
    return str(made())


@pytest.mark.parametrize("name", RESULTS)
def test_a_result_is_short_in_a_shell(name: str) -> None:
    """A notebook stores that text beside what it shows."""
    make, words = RESULTS[name]

    assert words == repr(make())


@pytest.mark.parametrize("name", RESULTS)
def test_a_result_shows_itself_and_does_nothing_else(name: str) -> None:
    """It is well-formed, has neither scripts nor addresses, and follows no dark screen."""
    html = shown(RESULTS[name][0]())
    root = ElementTree.fromstring(f"<div>{html}</div>")
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}

    assert set() == tags & {"script", "iframe", "img", "link", "style", "a", "form", "input"}
    assert [] == [key for element in root.iter() for key in element.attrib if key[:2] == "on"]
    assert "prefers-color-scheme" not in html
    assert {"http://www.w3.org/2000/svg"} >= set(re.findall(r"https?://[^\"'<> ]+", html))


def test_a_marked_class_shows_itself(tmp_path: Path) -> None:
    """As its report does; its words are short."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "s1.yaml").write_text(
        (ANSWERS / "warm_up.good.yaml").read_text("utf-8"), "utf-8"
    )
    graded = grade(HOMEWORK / "warm_up.yaml", tmp_path / "in", tmp_path / "out", jobs=1)

    assert "Graded(warm-up: 1 result)" == repr(graded)
    ElementTree.fromstring(f"<div>{graded._repr_html_()}</div>")


def test_several_results_in_one_page_have_ids_of_their_own() -> None:
    """Else the second picture would be called as the first one is."""
    results = [explain("depthwise"), explain("separable"), draw("fire"), draw("naive")]
    ids = re.findall(' id="([^"]+)"', "".join(map(shown, results)))

    assert len(ids) >= 8
    assert len(ids) == len(set(ids))


def test_names_of_a_file_run_nothing(light: Open) -> None:
    """Titles and layers full of markup, in a browser: they are text there."""
    report = counted(HOSTILE)
    results = (report, compare(report, "fire"), draw(report), draw(report, "bars"))
    html = "".join(map(shown, results))
    page = light(f"<!doctype html><title>t</title>{html}").page

    assert "<script>alert(1)" in page.inner_text("body")
    assert "<script>a" in page.inner_text("tbody")
    assert 0 == page.locator("script, img").count()


@pytest.mark.parametrize(
    "colours",
    [
        "background: #111; color: #eee",
        pytest.param("background: #fff; color: #111", marks=pytest.mark.slow),
    ],
)
def test_results_can_be_read_on_any_ground(light: Open, colours: str) -> None:
    """A notebook is light or dark by itself: text takes its colour, pictures bring their ground."""
    names = ("report", "comparison", "explanation", "answers")
    html = "".join(shown(RESULTS[name][0]()) for name in names)
    page = light(f"<!doctype html><title>t</title><body style='{colours}'>{html}")

    assert [] == axe(page, "color-contrast", "svg-img-alt", "td-headers-attr", "scope-attr-valid")


def test_a_page_in_a_frame_runs_and_reaches_nothing(light: Open) -> None:
    """Its script runs, by its policy; the notebook around it is another world."""
    page = light(f"<!doctype html><title>n</title>{embedded(PAGE, 200, 'A page')}").page
    frame = page.frames[1]

    assert "A B" == frame.inner_text("h1")
    assert "null" == frame.evaluate("() => window.origin")
    assert frame.evaluate("() => { try { return !parent.document } catch { return true } }")
    assert "A page" == page.get_attribute("iframe", "title")


def test_the_play_page_in_a_frame_hands_out_what_it_can(light: Open) -> None:
    """A frame of a notebook has no address, so there is no link; the spec is shown to be copied,
    and the browser's clipboard, which would complain, is not asked."""
    page = light(f"<!doctype html><title>n</title>{Played(play_html())._repr_html_()}").page
    frame = page.frames[1]
    frame.locator("#copy-yaml").click()
    frame.locator("#copy-text").wait_for()

    assert 0 == frame.locator("#copy-link").count()
    assert "layers: conv(" in frame.locator("#copy-text").input_value()


def test_a_page_cannot_leave_its_frame() -> None:
    """Quotes, ends of elements and entities of the page stay inside the attribute."""
    html = "<p title=\"a\" class='b'>&amp;</iframe><script>"
    root = ElementTree.fromstring(embedded(html, 10, "</iframe>\"'"))

    assert html == root.get("srcdoc")
    assert "</iframe>\"'" == root.get("title")
    assert "allow-scripts allow-downloads" == root.get("sandbox")
    assert None is root.text


@pytest.mark.parametrize(("sort", "name"), [(Played, "Played"), (Reported, "Reported")])
def test_a_page_is_saved_and_shown(tmp_path: Path, sort: type, name: str) -> None:
    """The file is the page itself; the notebook has it in a frame."""
    page = sort("<p>é\n")
    path = page.save(tmp_path / "page.html")

    assert b"<p>\xc3\xa9\n" == path.read_bytes()
    assert "&lt;p&gt;é" in page._repr_html_()
    assert repr(page).startswith(f"{name}(1 KB of HTML; ")
    with pytest.raises(UsageError, match=r"page.html/x cannot be written: not a directory\."):
        page.save(path / "x")
