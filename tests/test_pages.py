"""Pages as one file: what is escaped, what the policy allows, what stands in the file."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

import pytest
from pages_read import Page

from cnncost import draw
from cnncost.figures.palette import DARK, HUES, LIGHT
from cnncost.figures.svg import to_inline
from cnncost.pages.document import Document, to_html
from cnncost.pages.markup import Html, joined, markup, tag
from cnncost.pages.theme import style

WRITTEN = {  # what is asked for: what HTML says
    "text": (tag("p", "a < b & 'c'"), "<p>a &lt; b &amp; &#x27;c&#x27;</p>"),
    "markup stays": (tag("p", tag("b", "x")), "<p><b>x</b></p>"),
    "numbers": (tag("b", 163328), "<b>163328</b>"),
    "None is no child": (tag("p", None, "x"), "<p>x</p>"),
    "an attribute": (tag("a", "x", href='"><script>'), '<a href="&quot;&gt;&lt;script&gt;">x</a>'),
    "words of Python": (tag("p", class_="a", aria_label="b"), '<p class="a" aria-label="b"></p>'),
    "a bare attribute": (tag("b", open=True, id=None, hidden=False), "<b open></b>"),
    "no end": (tag("br"), "<br>"),
    "an end left out": (tag("tr", tag("td", 1), tag("td", 2)), "<tr><td>1<td>2"),
    "control characters": (markup("a\x1b[31m\x00b"), "a�[31m�b"),
    "lines": (markup("a\nb"), "a\nb"),
    "several": (joined([Html("<b>"), "<"], ", "), "<b>, &lt;"),
}  # fmt: skip


@pytest.mark.parametrize(("written", "expected"), WRITTEN.values(), ids=WRITTEN)
def test_plain_text_is_escaped_and_markup_is_not(written: Html, expected: str) -> None:
    """What is markup already stays; all else is escaped, in attributes too."""
    assert expected == written


def hashed(text: str) -> str:
    return b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")


def test_the_policy_allows_the_pages_own_style_and_script_and_nothing_else() -> None:
    """Each is allowed by its hash; there is no 'unsafe-inline' and no address."""
    page = to_html(Document("t", Html("<p>x"), ("a { b: c }", "d { e: f }"), ('say("x < y")',)))
    found = Page(page)
    rules = dict(rule.split(" ", 1) for rule in found.policy.split("; "))
    (style_text,), (script_text,) = (
        [one.text for one in found.all(name)] for name in ("style", "script")
    )

    assert "'none'" == rules["default-src"] == rules["base-uri"] == rules["form-action"]
    assert f"'sha256-{hashed(style_text)}'" == rules["style-src"]
    assert f"'sha256-{hashed(script_text)}'" == rules["script-src"]
    assert ("a { b: c }\nd { e: f }", 'say("x < y")') == (style_text, script_text)


def test_data_cannot_end_its_element() -> None:
    """A name such as </script> in the data stays data, and is read back as it was."""
    import json

    hostile = {"name": "</script><script>alert(1)</script><!--", "line": "\u2028"}
    page = to_html(Document("t", Html(""), data={"spec": hostile}))
    (script,) = Page(page).all("script")

    assert "application/json" == script.attributes["type"]
    assert hostile == json.loads(script.text)
    assert 1 == page.count("</script>")


def test_a_title_is_escaped() -> None:
    """The title of a page may come from a student's file."""
    assert "<title>&lt;/title&gt;</title>" in to_html(Document("</title>", Html("")))


def test_a_picture_of_a_page_has_no_colours_of_its_own() -> None:
    """Its roles are those of the page's style, which has every hue, in light and in dark."""
    picture = to_inline(draw("separable").scene, "a-")
    rules = style()
    roles = {word for found in re.findall('class="([^"]*)"', picture) for word in found.split()}

    assert "<style" not in picture
    assert "#" not in re.sub("&#x?[0-9a-f]+;", "", picture)
    assert {"conv", "depthwise"} & roles
    for role in roles - {"scene"}:
        assert f".scene .{role} {{" in rules
    for theme in (LIGHT, DARK):
        for name in set(HUES.values()):
            assert f"--{name}-ink: {theme.hues[name].ink};" in rules
