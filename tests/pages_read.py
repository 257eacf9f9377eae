"""Pages read back: all elements of one, the text in them, and its tables as texts."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import NamedTuple

VOID = {"br", "hr", "input", "link", "meta", "col"}
CELLS, TERMS = {"td", "th"}, {"dt", "dd"}
# What ends an element that has no end of its own.
CLOSES = {
    "td": CELLS, "th": CELLS, "tr": CELLS | {"tr"}, "li": {"li"}, "option": {"option"},
    "dt": TERMS, "dd": TERMS,
}  # fmt: skip


class Element(NamedTuple):
    """An element: its name and attributes, all text in it piece by piece, and what it stands in."""

    tag: str
    attributes: dict[str, str]
    inside: list[str]
    around: tuple[Element, ...]

    @property
    def text(self) -> str:
        return "".join(self.inside)


class Page(HTMLParser):
    """All elements of a page in order, and all its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.texts: list[str] = []
        self.open: list[Element] = []
        self.within: dict[str, list[Element]] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        while self.open and self.open[-1].tag in CLOSES.get(tag, ()):
            self.open.pop()
        found = Element(tag, {key: value or "" for key, value in attrs}, [], tuple(self.open))
        self.elements.append(found)
        for outer in self.open:
            if "id" in outer.attributes:
                self.within.setdefault(outer.attributes["id"], []).append(found)
        if tag not in VOID:
            self.open.append(found)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if self.open and self.open[-1] is self.elements[-1]:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        for element in self.open:
            element.inside.append(data)

    @property
    def text(self) -> str:
        return "".join(self.texts)

    @property
    def policy(self) -> str:
        """The page's one Content-Security-Policy."""
        (found,) = (
            one.attributes["content"]
            for one in self.all("meta")
            if one.attributes.get("http-equiv") == "Content-Security-Policy"
        )
        return found

    def all(self, tag: str, class_: str = "", within: str = "") -> list[Element]:
        """Elements of that name, of a class, inside the element of an id."""
        return [
            one
            for one in (self.within.get(within, []) if within else self.elements)
            if one.tag == tag and (not class_ or class_ in one.attributes.get("class", "").split())
        ]

    def values(self, attribute: str) -> list[str]:
        """What an attribute is, wherever it is given."""
        return [one.attributes[attribute] for one in self.elements if attribute in one.attributes]

    def rows(self, table: Element, part: str = "tbody") -> list[list[str]]:
        """The texts of the cells of a table's rows, in its head, body or foot."""
        found: dict[int, list[str]] = {}
        for one in self.elements:
            if one.tag not in CELLS or not any(outer is table for outer in one.around):
                continue
            if any(outer.tag == part for outer in one.around):
                found.setdefault(id(one.around[-1]), []).append(one.text)
        return list(found.values())
