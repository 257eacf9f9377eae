"""The play page as a file: it asks for nothing, escapes all names, and is the same every time."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

import pytest
from javascript import engine

from cnncost.pages.document import HERE
from cnncost.pages.play.page import PRINTED, SCRIPTS, SECTIONS, play_html, scripts
from cnncost.spec import parse_spec
from cnncost.zoo import load

MOST_BYTES = 400_000
# The only address in the page is the name of SVG, which nothing is asked for at.
NAMES = {"http://www.w3.org/2000/svg"}
# A spec whose every name tries to end the element or the text that it stands in.
HOSTILE = """
name: hostile
title: "</script><script>alert(1)</script><img src=x onerror=alert(2)> ' \\" ` ${alert(3)} \\\\"
paper: "--><!-- </title> ]]> \u2028 alert(4)"
input: 8x8x3
params: {constructor: 4}
layers:
  - "<b onclick=alert(7)>": conv(constructor, k=3) -> relu
  - "${alert(5)}": conv(4)
  - "__proto__": conv(4)
  - "'); alert(6); ('": conv(4)
"""
BROWSER = "var document, location, history, navigator, addEventListener, requestAnimationFrame;"


@pytest.fixture(scope="module")
def page() -> str:
    """The page without a network."""
    return play_html()


def hashed(text: str) -> str:
    """A style or script as a policy names it."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def test_the_page_allows_nothing_but_its_own_style_and_script(page: str) -> None:
    """Its policy forbids every request, and names the hashes of the one style and script in it."""
    (style,) = re.findall("<style>(.*?)</style>", page, re.S)
    (script,) = re.findall("<script>(.*?)</script>", page, re.S)
    (policy,) = re.findall('Content-Security-Policy" content="(.*?)"', page)
    rules = dict(rule.split(" ", 1) for rule in policy.replace("&#x27;", "'").split("; "))

    assert "'none'" == rules["default-src"]
    assert hashed(style) == rules["style-src"]
    assert hashed(script) == rules["script-src"]


def test_nothing_is_asked_for_outside(page: str) -> None:
    """No address stands in the page, nor anything that would load one."""
    assert set(re.findall(r"https?://[^\s\"'<>)`]+", page)) <= NAMES
    assert [] == re.findall(r"\b(?:src|srcset|import)\s*[=(]|@import|url\(|<link|<iframe", page)


@pytest.mark.parametrize(
    "forbidden",
    [
        "eval(",
        "new Function",
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        'setTimeout("',
    ],
)
def test_no_text_becomes_code_or_markup(page: str, forbidden: str) -> None:
    """The page evaluates no text and writes no markup: elements are built one by one."""
    assert forbidden not in page


def test_styles_stand_in_the_style_sheet_alone(page: str) -> None:
    """The policy would drop a style attribute, so there is none."""
    assert [] == re.findall(r"<[a-z][^>]*\s(?:style|on[a-z]+)=", page.split("<script>")[0])


def test_the_page_is_small(page: str) -> None:
    """It can be mailed, and opens at once."""
    assert len(page.encode()) < MOST_BYTES


def test_the_page_is_the_same_every_time(page: str) -> None:
    """The same bytes, whenever it is made; with a network as well."""
    assert page == play_html()
    assert play_html(load("squeezenet")) == play_html(load("squeezenet"))


def test_every_file_of_the_page_is_in_it() -> None:
    """No script of the folder is forgotten, and none is named that is not there."""
    files = {str(f.relative_to(HERE / "play")) for f in (HERE / "play").rglob("*.js")}

    assert files == {name for name in SCRIPTS if name.endswith(".js")}
    assert {*PRINTED, "network"} == {name for name in SCRIPTS if not name.endswith(".js")}


def test_no_name_is_declared_twice() -> None:
    """All files share their names; the later of two functions would take the place of the first."""
    declared: dict[str, str] = {}
    for file, text in zip(SCRIPTS, scripts(load("squeezenet")), strict=True):
        for name in re.findall(r"^(?:async )?(?:function|const|let|class) (\w+)", text, re.M):
            assert name not in declared, f"{name} is in {declared[name]} and in {file}"
            declared[name] = file


@pytest.mark.parametrize("network", [None, "squeezenet"])
def test_the_script_can_be_read(network: str | None) -> None:
    """All files together are one script without a name declared twice."""
    text = "\n".join(scripts(load(network) if network else None))

    assert engine(BROWSER, f"function whole() {{\n{text}\n}}").eval("typeof whole") == "function"


def test_every_section_has_its_heading(page: str) -> None:
    """A section is named by its heading, for those who go from one to the next by ear."""
    for name, heading in SECTIONS:
        assert f'<section aria-labelledby="{name}-heading"' in page
        assert f'id="{name}-heading">{heading}</h2>' in page


def test_hostile_names_stay_text() -> None:
    """Names that would end a script, a comment, a title or a text are only texts."""
    page = play_html(parse_spec(HOSTILE))
    head, script = page.split("<script>", 1)

    assert 1 == page.count("<script") == page.count("</script")
    assert "<img" not in page
    assert "<!--" not in page
    assert "alert" not in head
    assert "\u2028" not in script
    assert engine(BROWSER, f"function whole() {{\n{''.join(scripts(parse_spec(HOSTILE)))}\n}}")
