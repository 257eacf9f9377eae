"""What a link says to the play page is bounded and checked, whoever wrote it."""

from __future__ import annotations

import json
import random
from functools import cache
from typing import Any

import pytest
from javascript import engine, script

from cnncost.pages.play.forms import forms_script
from cnncost.pages.play.kinds import kinds_script
from cnncost.pages.play.operations import book
from cnncost.pages.play.page import scripts
from cnncost.pages.play.printing import operations_script
from cnncost.spec import parse_spec

STARTS = {name: letter.start for name, letter in book().letters.items()}
# What of a browser the link needs.
BROWSER = """
const location = { hash: "" };
const history = {
  pushState: (_, __, hash) => { location.hash = hash; },
  replaceState: (_, __, hash) => { location.hash = hash; },
};
const frames = [];
function requestAnimationFrame(run) { frames.push(run); }
"""
AFTER = """
function readTold(hash) { return JSON.stringify(readLink(hash)); }
function again(text) {
  Object.assign(state, JSON.parse(text));
  return JSON.stringify(readLink(`#${linkOf()}`));
}
"""
PARTS = (
    "exact.js", "measure.js", "walk.js", "numbers.js", "setting.js", "remedy.js", "state.js",
    "controls.js", "result.js", "pin.js", "factor.js",
)  # fmt: skip


# A network with parameters, and two rows from its third line.
NETWORK = """name: small
params: {width: 1}
input: 32x32x8
layers:
  - conv(width*16, k=3)
  - 3 * conv(32, k=3)
  - tail: conv(48, k=3, g=2) -> gap -> fc(10)
"""


@cache
def network_page() -> Any:
    """All scripts of a page with a network."""
    return engine(BROWSER, "function addEventListener() {}", *scripts(parse_spec(NETWORK)))


@cache
def page() -> Any:
    """The scripts that read and write the link, with a browser's address to write it to."""
    printed = (kinds_script(), forms_script(), operations_script())
    return engine(BROWSER, *printed, *map(script, PARTS), AFTER)


def read(link: str) -> dict[str, Any]:
    """What the page takes from a link."""
    found: dict[str, Any] = json.loads(page().eval(f"readTold({json.dumps(link)})"))
    return found


LINKS = [
    ("", {}, "nothing"),
    ("#", {}, "nothing behind the sign"),
    ("#op=separable", {"op": "separable"}, "an operation"),
    ("#op=separable&op=conv", {"op": "separable"}, "the first of two counts"),
    ("#op=nonsense", {}, "no such operation"),
    ("#op=constructor", {}, "what every object has is no operation"),
    ("#op=__proto__", {}, "nor is its prototype"),
    ("#op=<img src=x onerror=alert(1)>", {}, "markup"),
    ("#op=%E0%A4%A", {}, "a broken escape"),
    ("#__proto__=1&toString=2&drafts=3&edits=4", {}, "keys that no link has"),
    ("#letters=K:5", {"letters": {**STARTS, "K": 5}}, "a letter"),
    ("#letters=K:5,N:64", {"letters": {**STARTS, "K": 5, "N": 64}}, "two letters"),
    ("#letters=K%3A5%2CN%3A64", {"letters": {**STARTS, "K": 5, "N": 64}}, "signs escaped"),
    ("#letters=K:0", {"letters": STARTS}, "below the least"),
    ("#letters=K:1001", {"letters": STARTS}, "above the most"),
    ("#letters=K:-3", {"letters": STARTS}, "a sign"),
    ("#letters=K:1e3", {"letters": STARTS}, "an exponent"),
    ("#letters=K:0x5", {"letters": STARTS}, "another base"),
    ("#letters=K:3.5", {"letters": STARTS}, "a fraction"),
    ("#letters=K:99999999999999999999", {"letters": STARTS}, "very many digits"),
    ("#letters=K:NaN,N:Infinity", {"letters": STARTS}, "words for numbers"),
    ("#letters=K", {"letters": STARTS}, "no value"),
    ("#letters=constructor:5,__proto__:7", {"letters": STARTS}, "no such letters"),
    ("#letters=H:15", {"letters": {**STARTS, "H": 15, "W": 15}}, "a square map"),
    ("#letters=H:15,W:28", {"letters": {**STARTS, "H": 15}}, "a map that is none"),
    ("#letters=W:7", {"letters": {**STARTS, "W": 7}}, "a width alone"),
    ("#letters=P:0", {"letters": {**STARTS, "P": 0}}, "padding of nothing"),
    ("#show=macs", {"show": "macs"}, "a column"),
    ("#show=toString", {}, "no such column"),
    ("#pinned=fire,N:96", {"pinned": {"op": "fire", "letters": {**STARTS, "N": 96}}}, "a pin"),
    ("#pinned=valueOf,N:96", {}, "no such operation to pin"),
    ("#factor=two_3x3:2", {"factor": {"name": "two_3x3", "step": 1}}, "a step"),
    ("#factor=two_3x3:0", {}, "no step before the first"),
    ("#factor=two_3x3:9", {}, "no step behind the last"),
    ("#factor=hasOwnProperty:1", {}, "no such factorisation"),
    ("#square=no", {"square": False}, "a map that is not square"),
    ("#square=maybe", {}, "neither"),
]


@pytest.mark.parametrize(("link", "expected", "why"), LINKS, ids=[why for _, _, why in LINKS])
def test_a_link_says_only_what_it_may(link: str, expected: dict[str, Any], why: str) -> None:
    """Known keys with values inside their bounds are taken, all else is as if it were not there."""
    assert expected == read(link)


UNUSED = [
    ("", []),
    ("#op=separable&letters=K:5,N:64&pinned=fire,N:96&factor=two_3x3:2&square=no", []),
    ("#letters=P:-1,K:3&pinned=conv&show=both", []),
    ("#op=typo", ["op=typo"]),
    ("#letters=K:0,N:64,Z:1", ["letters=K:0", "letters=Z:1"]),
    ("#pinned=fire,N:x,M:64", ["pinned=N:x"]),
    ("#pinned=flames,N:96", ["pinned=flames,N:96"]),
    ("#nothing=1&op=%E0%A4%A", ["nothing=1", "op=%E0%A4%A"]),
    ("#op=fire&op=conv&&foo", ["op=conv", "foo="]),
    (f"#letters={'K:3,' * 600}K:4", ["letters=K:3"] * 100 + ["letters=K:4"]),
]


@pytest.mark.parametrize(("link", "expected"), UNUSED, ids=[link for link, _ in UNUSED])
def test_what_of_a_link_cannot_be_used_is_known(link: str, expected: list[str]) -> None:
    """Each part that says nothing the page could follow, and no other."""
    assert expected == json.loads(page().eval(f"JSON.stringify(unusedParts({json.dumps(link)}))"))


UNUSED_OF_NETWORK = [
    ("#guess=macs:17:5&edits=2.channels:8,o1.k:5&whole=.width:2,input:96&row=6", []),
    ("#guess=macs::5&edits=&whole=", []),
    ("#guess=macs:1e9:99:7", ["guess=:1e9", "guess=::99", "guess=:::7"]),
    ("#guess=flops:17", ["guess=flops:17"]),
    ("#edits=99.k:3,0.k:5,0.nothing:3,0.k:x", ["edits=99.k:3", "edits=0.nothing:3", "edits=0.k:x"]),
    (
        "#whole=.width:wide,.depth:2,input:0x5,.width:1",
        ["whole=.width:wide", "whole=.depth:2", "whole=input:0x5"],
    ),
    ("#row=99&mode=none", ["row=99", "mode=none"]),
]


@pytest.mark.parametrize(("link", "expected"), UNUSED_OF_NETWORK)
def test_what_of_a_link_no_network_can_use_is_known(link: str, expected: list[str]) -> None:
    """The same for the pieces of a network's changes, and of a question."""
    told = f"JSON.stringify(unusedParts({json.dumps(link)}))"

    assert expected == json.loads(network_page().eval(told))


def test_a_long_link_is_cut() -> None:
    """A link of a million characters costs no more than its beginning."""
    assert {"op": "fire"} == read("#op=fire&" + "a=b&" * 250_000 + "show=macs")


def test_what_is_cut_is_not_read_in_part() -> None:
    """Of K:5 behind the bound no K:5 is taken, of K:55 across it no K:5; both are told."""
    start = "#letters=" + "M:64," * 3_995
    link = start + "N" * (20_000 - len(start) - len(",K:5")) + ",K:55"

    assert 20_001 == len(link)
    assert {"letters": {**STARTS, "M": 64}} == read(link)
    unused = json.loads(page().eval(f"JSON.stringify(unusedParts({json.dumps(link)}))"))
    assert "what stands behind its first 20,000 characters" == unused[-1]


def test_random_text_is_never_more_than_ignored() -> None:
    """No text behind the sign makes the page throw, or gives a letter outside its bounds."""
    chance = random.Random("links")
    signs = "op=&letters:,;#%<>\"'\\{}[]()NKHWMG0123456789-+e. \u2028\x00é"
    for _ in range(500):
        found = read("#" + "".join(chance.choices(signs, k=chance.randrange(60))))
        for name, value in found.get("letters", STARTS).items():
            letter = book().letters[name]
            assert value == letter.start or letter.least <= value <= letter.most


def test_a_state_comes_back_from_its_link() -> None:
    """What is written into the link is what is read from it, for random settings."""
    chance = random.Random("round trip")
    for _ in range(100):
        letters = {name: chance.choice(letter.stops) for name, letter in book().letters.items()}
        other = {**letters, "K": chance.randint(1, 1000)}
        factorisation = chance.choice(list(book().factorisations))
        state = {
            "op": chance.choice(["separable", "fire", "shuffle"]),
            "letters": letters,
            "show": chance.choice(["macs", "weights"]),
            "square": False,
            "pinned": {"op": chance.choice(["conv", "inception"]), "letters": other},
            "factor": {"name": factorisation, "step": 1},
        }

        assert state == json.loads(page().eval(f"again({json.dumps(json.dumps(state))})"))
        assert "[]" == page().eval("JSON.stringify(unusedParts(`#${linkOf()}`))")


def test_a_change_is_drawn_once() -> None:
    """However many changes there are before the next frame, the panels are drawn once."""
    plain = {"op": "conv", "letters": STARTS, "show": "both", "square": True}
    start = json.dumps({**plain, "pinned": None, "factor": None})
    page().eval(f"Object.assign(state, {start}); 0")
    page().eval("frames.length = 0; for (let i = 0; i < 9; i += 1) change({ op: 'fire' }); 0")

    assert (1, "#op=fire") == (page().eval("frames.length"), page().eval("location.hash"))


def test_a_frame_that_forbids_history_does_not_stop_the_page() -> None:
    """Where the address may not be written, a change is made all the same."""
    page().eval("history.replaceState = () => { throw new Error('not here'); }; 0")
    page().eval("change({ op: 'separable' }); 0")

    assert page().eval("state.op") == "separable"
