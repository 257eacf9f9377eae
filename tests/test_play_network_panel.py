"""The panel of a whole network: its link, and what somebody does with it in a browser."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from browser import Watched, axe, overflow, screenshot, settle
from javascript import asked, counting, script
from play_page import At, play_page

from cnncost import analyze
from cnncost.analysis import analyze_spec
from cnncost.numbers import times
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
    return counting(network, script("state.js"), script("network/model.js"))


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
        ("conv(8, d=2)", ("conv", {"K": 1, "D": 2})),  # pointwise has no slider for D
        ("conv(8, k=3, d=2)", ("conv", {"K": 3, "D": 2, "P": -1})),
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


def total(watched: Watched, column: int = 2) -> str:
    """The MACs in the table of totals: as in the spec, as changed."""
    return str(watched.page.inner_text(f".totals tbody tr:first-child td:nth-child({column + 1})"))


def counted(text: str) -> str:
    return f"{analyze_spec(parse_spec(text)).totals['macs']:,}"


def test_parameters_and_input_follow_down_the_network(at: At) -> None:
    """153,941,888 MACs for a width of 0.75 on 192×192, as the README has it; the link keeps it."""
    watched = at("", "mobilenet_v2")
    watched.page.fill("#parameter-width", "0.75")
    watched.page.fill("#input", "192x192")

    settle(watched)
    assert "300,774,272" == total(watched, 1)
    assert "153,941,888" == total(watched)
    watched.page.fill("#parameter-width", "wide")
    watched.page.wait_for_selector("#parameter-width-says")
    assert "Expected a number as 2 or 0.75." == watched.page.inner_text("#parameter-width-says")
    assert "153,941,888" == total(watched)
    watched.page.reload()
    assert "153,941,888" == total(watched)
    watched.page.click("#reset-network")
    settle(watched)
    assert 0 == watched.page.locator(".totals .now").count()
    assert "1" == watched.page.input_value("#parameter-width")


def test_a_change_follows_down_the_network(at: At) -> None:
    """A number typed at a layer changes its totals, and those of the layers behind it."""
    watched = at("", SMALL)
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


def test_totals_as_changed_have_their_ratio(at: At) -> None:
    """How many times the MACs and the weights are what they were, to three figures."""
    watched = at("edits=3.channels:64", SMALL)
    before = analyze_spec(parse_spec(SMALL)).totals
    # 16·16 outputs and 9 taps: 32 channels more leave row 3 and enter row 4.
    more = 9 * 2 * 32 * 32
    rows = {
        line.split("\t")[0]: line.split("\t")[3]
        for line in watched.page.locator(".totals tbody tr").all_inner_texts()
    }

    assert times(Fraction(before["macs"] + 16 * 16 * more, before["macs"])) == rows["MACs"]
    assert times(Fraction(before["weights"] + more, before["weights"])) == rows["weights"]


def test_a_ratio_near_1_is_not_said_to_be_1(at: At) -> None:
    """A class more of MobileNetV2 is 1,280 MACs more of 300,774,272, which are not 1.00×."""
    watched = at("whole=.classes:1001", "mobilenet_v2")

    assert "1.000004×" == total(watched, 3)
    assert "1.000004× as many as in the spec" in watched.page.inner_text("#network-says")


def test_a_network_without_macs_has_no_ratio(light: Open) -> None:
    """Nothing is no times nothing, and a page that is asked for it still shows the network."""
    bare = play_page("name: bare\ninput: 8x8x2\nlayers: relu -> maxpool(2, s=2)\n")
    watched = light(bare, fragment="edits=1.k:3")

    assert "0 MACs, as many as in the spec" in watched.page.inner_text("#network-says")
    assert ["·", "·", "·", "·"] == [total(watched, column) for column in (1, 2, 3, 4)]


def test_sizes_have_separators(light: Open) -> None:
    """2,048 channels leave ResNet-50, as numbers are written everywhere on the page."""
    page = light(play_page("resnet50")).page

    assert "7×7×2,048" in page.inner_text("tr.stage:has-text('conv5')")


def test_which_rows_are_changed_together_is_said(at: At) -> None:
    """The layers of one line are named, four of them where there are many."""
    page = at("row=3", SMALL).page
    said = page.inner_text("label:has(#together)")
    many = at("row=0", "mobilenet_v2").page.inner_text("label:has(#together)")

    assert said.endswith("change all 2 layers from this line of the spec: body.1 and body.2")
    assert many.endswith("2/inverted_residual.1/body/depthwise and 31 more")


OWN = """\
name: own
input: 9x9x8
modules: {own: "conv(cin, k=3, g=cin)"}
layers: [conv(16), own]
"""


def test_an_option_follows_the_spec_again(light: Open) -> None:
    """Groups fixed at 16 behind 32 channels are told what the spec gives, and one press makes them
    follow again; an option that follows nothing is undone."""
    watched = light(play_page(OWN), fragment="edits=0.channels:32,1.g:16,1.k:5&row=1")
    page = watched.page
    assert "was 16" == page.inner_text("#option-g-says")
    assert ("follow the spec: 32", "undo") == (
        page.inner_text("#follow-g"), page.inner_text("#follow-k"),
    )  # fmt: skip
    page.click("#follow-g")
    settle(watched)
    assert "option-g" == page.evaluate("document.activeElement.id")
    assert "32" == page.input_value("#option-g")
    page.press("#follow-k", "Enter")
    settle(watched)
    assert "option-k" == page.evaluate("document.activeElement.id")
    assert "3" == page.input_value("#option-k")
    assert page.evaluate("location.hash") == "#edits=0.channels:32&row=1"
    assert 0 == page.locator("#follow-g, #follow-k").count()


def test_shares_are_of_what_is_deployed(light: Open) -> None:
    """Of GoogLeNet's 1,582,671,872 MACs; the heads, which only training has, have no share."""
    watched = light(play_page("googlenet"))
    shares = {
        row.split()[0]: row.split("\t")[-1].strip()
        for row in watched.page.locator("tr.stage").all_inner_texts()
    }
    macs = analyze("googlenet").by(lambda row: row.stage, train=True)
    total = analyze("googlenet").totals["macs"]
    heads = [share for name, share in shares.items() if name.startswith("head")]

    assert ["", ""] == heads
    for name in ("3a", "4e"):
        assert f"{100 * macs[name]['macs'] / total:.1f} %" == shares[name]


ODD = """\
name: odd
params: {r: 16}
input: (r/2, r/2, 3)
layers: conv(4, k=3) -> conv(8, k=3)
"""


def test_an_input_that_cannot_be_is_said(light: Open) -> None:
    """Half of 17 is no size: the box keeps the 17, the reason is said, and 8 counts again."""
    page = light(play_page(ODD)).page
    page.fill("#parameter-r", "17")
    page.wait_for_selector("#network-says.error")

    assert "17/2 is not a whole number" in page.inner_text("#network-says")
    assert ("17", "") == (page.input_value("#parameter-r"), page.input_value("#input"))
    page.fill("#input", "9x9")
    page.fill("#input", "")
    page.reload()
    page.wait_for_selector("#network-says.error")
    page.fill("#parameter-r", "8")
    page.wait_for_selector("#network-says:not(.error)")
    assert "4x4" == page.input_value("#input")
    assert f"{4 * 4 * 9 * (3 * 4 + 4 * 8):,}" == page.inner_text(
        ".totals tbody tr:first-child td.now"
    )


def test_a_layer_behind_an_error_says_so(at: At) -> None:
    """Whoever opens a layer that is not reached reads where the error stands."""
    page = at("edits=4.channels:33&row=6", SMALL).page
    said = "This layer is not reached: there is an error before it, at tail.1."

    assert said == page.inner_text("#editor .error")


def test_what_was_at_hand_last_is_in_the_link(at: At) -> None:
    """A layer that was sent to the sliders is asked about again where its link is opened, and the
    way back leads to the network."""
    watched = at("", SMALL)
    page = watched.page
    page.click("#row-of-5")
    page.click("#alone")
    settle(watched)
    assert "grouped" == page.input_value("#op")
    page.check("#guess-on")
    page.wait_for_selector("#guess-about")
    about = page.inner_text("#guess-about")
    page.reload()
    page.wait_for_selector("#guess-about")

    assert about.startswith("Grouped convolution on 16×16×32")
    assert about == page.inner_text("#guess-about")
    page.go_back()
    page.go_back()
    settle(watched)
    assert "network" == page.evaluate("state.mode")


# What the address does not keep: what is being typed, and what was said last.
NOT_LINKED = {"drafts", "copied", "copyByHand", "unused"}


def test_every_part_of_the_state_is_in_the_link(at: At) -> None:
    """What the page starts from can be told by a link, but for a few parts that are named."""
    page = at("", SMALL).page
    keys = set(page.evaluate("Object.keys(stateAtStart())"))
    linked = set(page.evaluate("linked.map(({ key }) => key)"))

    assert keys - linked == NOT_LINKED
    assert linked <= keys


def test_all_rows_of_a_line(at: At) -> None:
    """A tick changes every layer that comes from the same line of the spec."""
    watched = at("", SMALL)
    page = watched.page
    page.click("#row-of-3")
    page.check("#together")
    page.fill("#option-channels", "24")
    page.wait_for_selector("text=2 layers changed")

    assert counted(SMALL.replace("twice(32)", "twice(24)")) == total(watched)
    page.click("#as-before")
    page.wait_for_selector("text=none changed")
    assert page.is_checked("#together")
    page.click("#row-of-5")
    page.click("#row-of-3")
    assert not page.is_checked("#together")  # whoever comes back changes one layer


def test_an_error_stands_where_it_arises(at: At) -> None:
    """A layer that cannot stand says why, those behind it that they are not reached."""
    watched = at("", SMALL)
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


def test_by_keyboard_alone(at: At) -> None:
    """Layers are walked with the arrows, opened with Enter, changed, and closed with Escape too."""
    watched = at("", SMALL)
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
    page.keyboard.press("Enter")
    page.wait_for_selector("#option-channels")
    page.focus("#option-channels")
    page.keyboard.press("Escape")
    page.wait_for_selector("#editor", state="detached")
    assert "row-of-3" == page.evaluate("document.activeElement.id")


def test_what_cannot_be_read_is_said(at: At) -> None:
    """What is no number changes nothing and says what may be typed; nothing at all undoes."""
    page = at("", SMALL).page
    page.click("#row-of-0")
    page.fill("#option-k", "three")
    page.wait_for_selector("#option-k[aria-invalid]")
    assert "k is a whole number from 1 up, or two as 1x7." == page.inner_text("#option-k-says")
    assert "none changed" in page.inner_text("#network-says")
    page.fill("#option-k", "5")
    page.wait_for_selector("text=1 layer changed")
    page.fill("#option-k", "")
    page.wait_for_selector("text=none changed")


def test_a_layer_is_sent_to_the_sliders(at: At) -> None:
    """A layer of the network stands on the page for one layer, with its own numbers."""
    watched = at("", SMALL)
    page = watched.page
    page.click("#row-of-5")
    page.click("#alone")
    settle(watched)
    assert "grouped" == page.input_value("#op")

    boxes = {"H": "16", "N": "32", "M": "48", "G": "2", "K": "3"}
    assert boxes == {name: page.input_value(f"#box-{name}") for name in boxes}


@pytest.mark.slow
def test_nothing_grave_is_wrong(light: Open, dark: Open, phone: Open) -> None:
    """Bright, dark and on a phone, with a layer open and one that cannot stand: no serious fault of
    accessibility, and nothing out of the screen."""
    for name, open_page in (("light", light), ("dark", dark), ("phone", phone)):
        watched = open_page(play_page(SMALL), fragment="edits=0.channels:16,5.g:7&row=5")
        watched.page.wait_for_selector("#editor")
        screenshot(watched, f"network-{name}")

        assert [] == axe(watched)
        assert not overflow(watched)
