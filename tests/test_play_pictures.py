"""The play page's pictures in a browser: lines that stay, keys, the file to download, the bars."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from browser import Watched, axe, overflow, settle
from play_page import At, lead, play_page

from cnncost import analyze
from cnncost.figures.palette import DARK, LIGHT
from cnncost.pages.play.operations import book

Open = Callable[..., Watched]
SVG = "{http://www.w3.org/2000/svg}"
OPERATIONS = tuple(book().operations)


def node(watched: Watched, name: str) -> Any:
    """A node of the drawing: its item, row, side and place."""
    return watched.page.locator(f'[data-node="{name}"]')


def kept(watched: Watched) -> int:
    """How many lines stay."""
    return int(watched.page.locator("#connections line.kept").count())


def said(watched: Watched) -> str:
    return str(watched.page.locator("#connections [role=status]").inner_text())


POINTED = [
    # node, lines, what is said
    ("0.1.channel.2", 8, "N·K² = 128·3² = 1,152 multiplications"),  # eight inputs are drawn
    ("0.0.channel.0", 8, "K²·M = 3²·128 = 1,152 multiplications"),
    ("0.1.space.4", 3, "9 taps, in the middle rows all of them inside"),
    ("0.1.space.0", 3, "9 taps, of which 3 lie in the padding"),
    ("0.0.space.0", 2, "read by 2 windows"),
]


def test_only_the_lines_of_a_node_stay(at: At) -> None:
    """Who points at a node sees its lines alone, K of them in space, and reads what is counted."""
    watched = at("op=conv")
    for name, lines, says in POINTED:
        node(watched, name).hover()
        settle(watched)

        assert lines == kept(watched), name
        assert says in said(watched)


def test_a_finger_and_the_keys_do_what_the_mouse_does(phone: Open) -> None:
    """A tap chooses a node, arrow keys go on from it, Escape lets go, and Tab leads out."""
    watched = phone(play_page(), fragment="op=separable")
    keys = watched.page.keyboard
    node(watched, "0.1.channel.2").tap()
    assert 1 + 8 == kept(watched)  # one from the depthwise layer, eight to the 1×1 convolution
    where = {
        "ArrowRight": "0.1.channel.3", "ArrowDown": "0.2.channel.3", "Home": "0.2.space.0",
        "ArrowUp": "0.1.space.0", "ArrowLeft": "0.1.space.0", "End": "0.1.channel.7",
    }  # fmt: skip
    for key, expected in where.items():
        keys.press(key)
        assert expected == watched.page.evaluate("document.activeElement.dataset.node"), key
    assert kept(watched) == 9
    keys.press("Escape")
    assert kept(watched) == 0
    keys.press("Tab")
    assert "Download the picture" == watched.page.evaluate("document.activeElement.textContent")


def test_one_node_is_reached_by_tab_and_is_kept_when_a_slider_moves(at: At) -> None:
    """Of all nodes one takes the focus by Tab; it stays there when the drawing is drawn anew."""
    watched = at("op=conv")
    node(watched, "0.1.channel.2").focus()
    watched.page.evaluate("change({ letters: { ...state.letters, K: 5 } })")
    settle(watched)

    assert 1 == watched.page.locator('#connections [tabindex="0"]').count()
    assert "0.1.channel.2" == watched.page.evaluate("document.activeElement.dataset.node")
    assert "N·K² = 128·5²" in said(watched)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_is_drawn(at: At, operation: str) -> None:
    """Each has a line for each that the drawing says."""
    watched = at(f"op={operation}")
    texts = watched.page.locator("#connections .words li").all_inner_texts()
    drawn = watched.page.evaluate("panelsOf(connected.figure.items).map((p) => p.channels.length)")
    spaces = watched.page.evaluate("panelsOf(connected.figure.items).map((p) => p.space.length)")

    assert sum(drawn) + sum(spaces) == watched.page.locator("#connections line").count()
    for number in drawn:
        assert any(f"; {number} line" in text for text in texts)


@pytest.mark.slow
def test_no_drawing_shuts_a_reader_out(dark: Open) -> None:
    """On a dark screen axe finds no serious fault, whatever is drawn."""
    watched = dark(play_page())
    faults = {name: axe(lead(watched, f"op={name}")) for name in OPERATIONS}

    assert [] == [found for found in faults.items() if found[1]]


def test_nothing_is_drawn_of_what_cannot_be(at: At) -> None:
    """Where groups do not divide, the panel says so; the bars say why at that operation alone."""
    watched = at("op=grouped&letters=G:5")
    text = watched.page.locator("#connections").inner_text()
    wrong = watched.page.locator("#bars .error").all_inner_texts()

    assert "this layer cannot be" in text
    assert 0 == watched.page.locator("#connections svg").count()
    assert 2 == len(wrong)  # the shuffle unit has groups too
    assert "the output channels (R = 32)" in wrong[1]
    assert "groups (G = 5) must divide both the input channels (N = 128)" in wrong[0]


def test_the_bars_say_what_the_command_says(at: At) -> None:
    """Beside each bar stand the MACs that the command counts for the same block."""
    watched = at("op=separable")
    totals = analyze("separable", input=(28, 28, 128)).totals
    row = watched.page.locator("#bars tr.strong")

    assert f"{totals['macs']:,}" in row.inner_text()
    assert f"{totals['weights']:,}" in row.inner_text()
    assert len(OPERATIONS) == watched.page.locator("#bars table").first.locator("tbody tr").count()


def test_another_operation_is_chosen_by_its_bar(at: At) -> None:
    """The name beside a bar is a button that shows that operation."""
    watched = at("op=conv")
    watched.page.locator("#bar-depthwise").click()
    settle(watched)

    assert "op=depthwise" in watched.page.evaluate("location.hash")
    assert "3×3 depthwise" in watched.page.locator("#connections svg").text_content()


def test_the_picture_stands_alone(open_page: Open, tmp_path: Path) -> None:
    """On a dark phone the file is still wide and light, and has no class, no address, no button."""
    watched = open_page(play_page(), dark=True, size=(390, 844), fragment="op=shuffle")
    with watched.page.expect_download() as download:
        watched.page.get_by_role("button", name="Download the picture").click()
    file = tmp_path / "connections.svg"
    download.value.save_as(file)
    text = file.read_text("utf-8")
    root = ElementTree.fromstring(text)

    assert "connections.svg" == download.value.suggested_filename
    assert "shuffle unit (ShuffleNet) on 28×28×128" == root.findtext(f"{SVG}title")
    assert "4 groups, 128 channels to 32" in (root.findtext(f"{SVG}desc") or "")
    assert 1 == text.count("http")  # the namespace
    assert {"class", "style", "tabindex", "role"}.isdisjoint(
        name for part in root.iter() if part is not root for name in part.attrib
    )
    assert LIGHT.hues["orange"].line in text
    assert DARK.hues["orange"].line not in text


@pytest.mark.slow
def test_the_picture_can_be_rendered(at: At) -> None:
    """A program that knows no page's style draws it."""
    resvg = pytest.importorskip("resvg_py")
    watched = at("op=bottleneck")
    text = watched.page.evaluate(
        "() => { const scene = connectionsScene(connected.figure);"
        " return pictureText(drawScene(scene).svg, scene.title, scene.description); }"
    )
    pixels = bytes(resvg.svg_to_bytes(svg_string=text))

    assert pixels.startswith(b"\x89PNG")
    assert len(pixels) > 10_000  # lines and words, not an empty sheet


def test_nothing_is_wider_than_a_phone(phone: Open) -> None:
    """The drawing shrinks, and its words stand below it."""
    watched = phone(play_page(), fragment="op=inception")

    assert not overflow(watched)
    assert watched.page.locator("#connections .words").is_visible()
    assert watched.page.locator("#connections svg").bounding_box()["width"] <= 390
