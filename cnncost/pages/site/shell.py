"""What all pages of the site share: their places, links from one to another, the frame around."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from posixpath import dirname, relpath
from typing import NamedTuple

from cnncost.pages.document import Document, resource, to_html
from cnncost.pages.markup import Html, joined, tag
from cnncost.pages.theme import style
from cnncost.report import DOCUMENTS

HOME, NETWORKS, CLAIMS = "index.html", "networks.html", "claims.html"
PLAY, COMMANDS = "play.html", "commands.html"
PARTS = {HOME: "Topics", NETWORKS: "Networks", CLAIMS: "Claims", PLAY: "Play", COMMANDS: "Commands"}
# Of which part a page is that stands in a folder.
FOLDERS = {"topics": HOME, "networks": NETWORKS}
NAME = "cnncost"


class Places(NamedTuple):
    """Where everything that has a name is found: pages by the names of topics and of networks."""

    topics: Mapping[str, str]
    networks: Mapping[str, str]

    def find(self, name: str) -> str | None:
        """The page about something; a topic comes first, as it does on the command line."""
        return self.topics.get(name) or self.networks.get(name)


def link(here: str, there: str) -> str:
    """The address of a page as another one writes it: relative, so that any folder will do."""
    path, mark, fragment = there.partition("#")
    start = dirname(here) or "."
    return f"{relpath(path, start) if path else ''}{mark}{fragment}"


def to_page(
    here: str, title: str, main: Html, beside: Html | None = None, scripts: tuple[str, ...] = ()
) -> str:
    """A page of the site as one file: links to all parts, then what is on it."""
    inside = tag("main", main, id="content")
    columns = tag("div", inside, beside, class_="columns") if beside else inside
    body = joined([_skip(), _header(here), columns, _footer()], "\n")
    full = title if here == HOME else f"{title} · {NAME}"
    code = ('"use strict";', *scripts) if scripts else ()
    return to_html(Document(full, body, _styles(), code))


def framed(html: str, here: str) -> str:
    """A page that was made for itself, with links to the others on top of it."""
    links = joined((_part(here, there) for there in PARTS), " · ")
    nav = tag("nav", tag("p", tag("b", NAME), " · ", links, class_="note"), aria_label="Site")
    start, body, rest = html.partition("<body>\n")
    return f"{start}{body}{tag('div', nav)}\n{rest}"


@cache
def _styles() -> tuple[str, ...]:
    return (style(), resource("site/site.css"))


def _skip() -> Html:
    return tag("a", "Skip to the content", href="#content", class_="skip hidden")


def _header(here: str) -> Html:
    brand = tag("a", NAME, href=link(here, HOME), class_="brand")
    items = (tag("li", _part(here, there)) for there in PARTS)
    nav = tag("nav", tag("ul", *items), aria_label="Site")
    return tag("header", brand, nav, class_="top")


def _part(here: str, there: str) -> Html:
    """A link to a part; it says that this is the page, or that the page is in it."""
    within = FOLDERS.get(dirname(here)) == there
    current = "page" if here == there else "true" if within else None
    return tag("a", PARTS[there], href=link(here, there), aria_current=current)


def _footer() -> Html:
    what = "Every number on these pages was computed by cnncost from the structure of the network."
    return tag("footer", tag("p", what, f" Convention: {DOCUMENTS.text}.", class_="note"))
