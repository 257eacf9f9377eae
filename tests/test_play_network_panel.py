"""The panel of a whole network: its link, and what somebody does with it in a browser."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from browser import Watched, axe, overflow, screenshot
from javascript import asked, counting, script

from cnncost.analysis import analyze_spec
from cnncost.pages.play.page import play_html
from cnncost.pages.play.trace import network_script
from cnncost.spec import parse_spec
from cnncost.zoo import load

Open = Callable[..., Watched]

SMALL = """\
name: small
params: {width: 0.5}
input: 32x32x3
modules:
  twice(c): 2 * conv(c, k=3)
layers:
  - stem: conv(width*64, k=3, s=2) -> bn -> relu
  - body: twice(32)
  - tail: conv(48, k=3, g=2) -> gap -> fc(10)
"""


# --- the link


@pytest.fixture(scope="module")
def small() -> Any:
    network = network_script("NETWORK", parse_spec(SMALL))
    return counting(network, script("network/model.js"))


@pytest.mark.parametrize(
    ("link", "edits", "again"),
    [
        ("0.channels:24", {"0": {"channels": 24}}, "0.channels:24"),
        ("o3.k:5", {"3": {"k": 5}, "4": {"k": 5}}, "o3.k:5"),  # both rows of one line
        ("3.k:5,4.k:5", {"3": {"k": 5}, "4": {"k": 5}}, "o3.k:5"),
        ("5.k:3x5,5.p:same", {"5": {"k": [3, 5], "p": "same"}}, "5.k:3x5,5.p:same"),
        ("1.gamma:0", {"1": {"gamma": 0}}, "1.gamma:0"),
        ("0.channels:3.2,0.k:-1,0.k:,0.k:9x9x9,0.k:half", {}, ""),
        ("9999.k:3,0.nothing:3,0.constructor:3,0.channels", {}, ""),
        ("o77.k:3,2.k:3,<b>.k:3,0.channels:" + "9" * 50, {}, ""),
    ],
)
def test_edits_in_a_link(small: Any, link: str, edits: dict[str, Any], again: str) -> None:
    """What a link says is taken if the network can have it, and written as short as can be."""
    assert edits == asked(small, "readEdits(link, NETWORK)", link=link)
    assert again == asked(small, "writeEdits(readEdits(link, NETWORK), NETWORK)", link=link)


@pytest.fixture(scope="module")
def settings() -> Any:
    network = network_script("NETWORK", load("mobilenet_v2"))
    names = ("dom.js", "state.js", "network/model.js", "network/settings.js")
    return counting(network, *map(script, names))


@pytest.mark.parametrize(
    ("link", "says"),
    [
        (".width:0.75,input:192x160", "Width 0.75, input 192×160"),
        (".width:2,.classes:10", "Width 2, classes 10"),
        ("input:96", "Input 96×96"),
        (".width:1,.resolution:224,input:224x224", ""),  # as it is anyway
        (".width:-1,.width:1e3,.depth:2,width:2,.constructor:1,.__proto__:1", ""),
        ("input:0x5,input:9x9x9,input:" + "9" * 30, ""),
    ],
)
def test_settings_in_a_link(settings: Any, link: str, says: str) -> None:
    """Parameters and an input that the network can have are taken, and nothing else is."""
    taken = "readSettings(link, NETWORK)"

    assert bool(says) == asked(settings, f"isChanged({{ edits: {{}}, whole: {taken} }})", link=link)
    if says:
        words = f"changesText(NETWORK, {{ edits: {{}}, whole: {taken} }})"
        assert says == asked(settings, words, link=link)
        again = asked(settings, f"writeSettings({taken})", link=link)
        assert says == asked(settings, words, link=again)


def test_what_the_spec_gives_anyway_is_no_edit() -> None:
    """A value as the spec has it is no edit; behind other channels, one that was so before is."""
    spec = "input: 9x9x8\nmodules: {own: 'conv(cin, k=3, g=cin)'}\nlayers: [conv(16), own]\n"
    page = counting(network_script("NETWORK", parse_spec(spec)), script("network/model.js"))
    groups = "edited(NETWORK, edits, [1], KINDS.conv.options[5], g)"
    upstream = {"0": {"channels": 32}}

    assert {} == asked(page, groups, edits={}, g=16)
    assert upstream == asked(page, groups, edits=upstream, g=32)
    assert upstream | {"1": {"g": 16}} == asked(page, groups, edits=upstream, g=16)


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        ("conv(8)", ("pointwise", {"P": -1, "K": 1, "G": 1})),
        ("conv(8, k=3)", ("conv", {"P": -1, "K": 3})),
        ("conv(8, k=3, p=0)", ("conv", {"P": 0})),
        ("conv(8, k=3, g=2)", ("grouped", {"G": 2, "N": 4, "M": 8})),
        ("conv(4, k=3, g=4, s=2)", ("depthwise", {"S": 2, "H": 9, "W": 7})),
        ("depthwise(3)", ("depthwise", {"K": 3})),
        ("conv(8, k=1x3)", None),  # no slider has two sides
        ("conv(8, k=3, p=(0, 1))", None),
        ("maxpool(3)", None),
    ],
)
def test_a_layer_on_its_own(layer: str, expected: tuple[str, dict[str, int]] | None) -> None:
    """A convolution goes to the sliders as the operation that it is, others do not go."""
    spec = parse_spec(f"input: 9x7x4\nlayers:\n  - {layer}\n")
    page = counting(network_script("NETWORK", spec), script("network/model.js"))
    found = asked(page, "layerSetting(walk(NETWORK).rows[0])")

    if expected is None:
        assert found is None
        return
    op, letters = expected
    assert op == found["op"]
    assert letters == {name: found["letters"][name] for name in letters}


# --- in a browser


@cache
def html(name: str) -> str:
    return play_html(load(name) if name else parse_spec(SMALL))


def total(watched: Watched, column: int = 2) -> str:
    """The MACs in the table of totals: as in the spec, as changed."""
    return str(watched.page.inner_text(f".totals tbody tr:first-child td:nth-child({column + 1})"))


def counted(text: str) -> str:
    return f"{analyze_spec(parse_spec(text)).totals['macs']:,}"


def test_parameters_and_input_follow_down_the_network(light: Open) -> None:
    """153,941,888 MACs for a width of 0.75 on 192×192, as the README has it; the link keeps it."""
    watched = light(html("mobilenet_v2"))
    watched.page.fill("#parameter-width", "0.75")
    watched.page.fill("#input", "192x192")

    watched.page.wait_for_function("document.querySelector('.totals .now')")
    assert "300,774,272" == total(watched, 1)
    assert "153,941,888" == total(watched)
    watched.page.fill("#parameter-width", "wide")
    watched.page.wait_for_selector("#parameter-width-says")
    assert "Expected a number as 2 or 0.75." == watched.page.inner_text("#parameter-width-says")
    assert "153,941,888" == total(watched)
    watched.page.reload()
    assert "153,941,888" == total(watched)
    watched.page.click("#reset-network")
    watched.page.wait_for_function("!document.querySelector('.totals .now')")
    assert "1" == watched.page.input_value("#parameter-width")


def test_a_change_follows_down_the_network(light: Open) -> None:
    """A number typed at a layer changes its totals, and those of the layers behind it."""
    watched = light(html(""))
    page = watched.page
    page.click("#row-of-0")
    page.fill("#option-channels", "16")
    page.wait_for_selector("text=1 layer changed")

    changed = SMALL.replace("width*64", "16")
    assert counted(SMALL) == total(watched, 1)
    assert counted(changed) == total(watched)
    assert "was 32" == page.inner_text("#option-channels-says")
    assert "16×16×16" in page.inner_text("tr:has(#row-of-0)")
    assert "changed" in page.inner_text("tr:has(#row-of-0)")
    assert "edits=0.channels:16" in page.evaluate("location.hash")


def test_all_rows_of_a_line(light: Open) -> None:
    """A tick changes every layer that comes from the same line of the spec."""
    watched = light(html(""))
    page = watched.page
    page.click("#row-of-3")
    page.check("#together")
    page.fill("#option-channels", "24")
    page.wait_for_selector("text=2 layers changed")

    assert counted(SMALL.replace("twice(32)", "twice(24)")) == total(watched)
    page.click("#as-before")
    page.wait_for_selector("text=none changed")
    assert page.is_checked("#together")


def test_an_error_stands_where_it_arises(light: Open) -> None:
    """A layer that cannot stand says why, those behind it that they are not reached."""
    watched = light(html(""))
    page = watched.page
    page.click("#row-of-4")
    page.fill("#option-channels", "33")
    page.wait_for_selector("#go-to-error")

    why = page.inner_text("tr.why:not([hidden])")
    assert "groups (=2) must divide both the input channels (=33) and the" in why
    assert "error" in page.inner_text("tr:has(#row-of-5)")
    assert "not reached" in page.inner_text("tr:has(#row-of-6)")
    assert "Not reached behind it: 2 rows." in page.inner_text("#network-says")
    page.click("#go-to-error")
    assert "row-of-5" == page.evaluate("document.activeElement.id")
    page.click("#reset-network")
    page.wait_for_selector("text=none changed")


def test_by_keyboard_alone(light: Open) -> None:
    """Layers are walked with the arrows, opened with Enter, changed and closed again."""
    watched = light(html(""))
    page = watched.page
    page.focus("#row-of-0")
    page.keyboard.press("ArrowDown")
    assert "row-of-3" != page.evaluate("document.activeElement.id")  # its stage stands before it
    page.keyboard.press("ArrowDown")
    assert "row-of-3" == page.evaluate("document.activeElement.id")
    page.keyboard.press("Enter")
    page.wait_for_selector("#option-channels")
    page.keyboard.press("Tab")
    assert "option-channels" == page.evaluate("document.activeElement.id")
    page.keyboard.press("ArrowUp")
    page.wait_for_selector("text=1 layer changed")
    assert "33" == page.input_value("#option-channels")
    assert "option-channels" == page.evaluate("document.activeElement.id")
    page.focus("#close-editor")
    page.keyboard.press("Enter")
    page.wait_for_selector("#editor", state="detached")
    assert "row-of-3" == page.evaluate("document.activeElement.id")


def test_what_cannot_be_read_is_said(light: Open) -> None:
    """What is no number changes nothing and says what may be typed; nothing at all undoes."""
    page = light(html("")).page
    page.click("#row-of-0")
    page.fill("#option-k", "three")
    page.wait_for_selector("#option-k[aria-invalid]")
    assert "k is a whole number from 1 up, or two as 1x7." == page.inner_text("#option-k-says")
    assert "none changed" in page.inner_text("#network-says")
    page.fill("#option-k", "5")
    page.wait_for_selector("text=1 layer changed")
    page.fill("#option-k", "")
    page.wait_for_selector("text=none changed")


def test_a_layer_is_sent_to_the_sliders(light: Open) -> None:
    """A layer of the network stands on the page for one layer, with its own numbers."""
    page = light(html("")).page
    page.click("#row-of-5")
    page.click("#alone")
    page.wait_for_function("document.getElementById('op').value === 'grouped'")

    boxes = {"H": "16", "N": "32", "M": "48", "G": "2", "K": "3"}
    assert boxes == {name: page.input_value(f"#box-{name}") for name in boxes}


@pytest.mark.slow
def test_nothing_grave_is_wrong(light: Open, dark: Open, phone: Open) -> None:
    """Bright, dark and on a phone, with a layer open and one that cannot stand: no serious fault of
    accessibility, and nothing out of the screen."""
    for name, open_page in (("light", light), ("dark", dark), ("phone", phone)):
        watched = open_page(html(""), fragment="edits=0.channels:16,5.g:7&row=5")
        watched.page.wait_for_selector("#editor")
        screenshot(watched, f"network-{name}")

        assert [] == axe(watched)
        assert not overflow(watched)
