"""Reports read back: a page's elements, its tables as texts, and networks to write about."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import NamedTuple

from cnncost.analysis import analyze_spec
from cnncost.library import analyze, load
from cnncost.pages.report import report_html
from cnncost.report import Report
from cnncost.spec import Spec, parse_spec

VOID = {"br", "hr", "input", "link", "meta", "col"}
CLOSED_BY = {"td": {"td", "th"}, "th": {"td", "th"}, "tr": {"td", "th", "tr"}}
ENDS = {"li": {"li"}, "option": {"option"}, "dt": {"dt", "dd"}, "dd": {"dt", "dd"}}


class Element(NamedTuple):
    """An element: its name and attributes, and all text in it, piece by piece."""

    tag: str
    attributes: dict[str, str]
    inside: list[str]
    around: tuple[Element, ...]

    @property
    def text(self) -> str:
        return "".join(self.inside)


class Page(HTMLParser):
    """All elements of a page in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.open: list[Element] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        while self.open and self.open[-1].tag in {**CLOSED_BY, **ENDS}.get(tag, set()):
            self.open.pop()
        found = Element(tag, {key: value or "" for key, value in attrs}, [], tuple(self.open))
        self.elements.append(found)
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
        for element in self.open:
            element.inside.append(data)

    def all(self, tag: str, class_: str = "", within: str = "") -> list[Element]:
        """Elements of that name, of a class, inside the element of an id."""
        return [
            one
            for one in self.elements
            if one.tag == tag
            and (not class_ or class_ in one.attributes.get("class", "").split())
            and (not within or any(outer.attributes.get("id") == within for outer in one.around))
        ]

    def rows(self, table: Element, part: str = "tbody") -> list[list[str]]:
        """The texts of the cells of a table's rows, in its head, body or foot."""
        found: dict[int, list[str]] = {}
        for one in self.elements:
            if one.tag not in ("td", "th") or not any(outer is table for outer in one.around):
                continue
            if any(outer.tag == part for outer in one.around):
                found.setdefault(id(one.around[-1]), []).append(one.text)
        return list(found.values())


def number_of(text: str) -> int:
    """``163,328`` as 163328; ``·`` as 0."""
    return 0 if text == "·" else int(text.replace(",", "").replace("−", "-"))


def zoo_page(*names: str, train: bool = False, convention: str = "") -> str:
    """The report of networks of the zoo."""
    specs = [load(name) for name in names]
    reports = [analyze(spec, convention=convention or None) for spec in specs]
    return report_html(reports, specs, train=train)


def own(text: str, name: str = "net") -> tuple[Report, Spec]:
    """The report and the spec of a reader's own file."""
    spec = parse_spec(text, f"/home/me/{name}.yaml")
    return analyze_spec(spec), spec


def own_page(text: str) -> str:
    """The page about a reader's own file."""
    report, spec = own(text)
    return report_html([report], [spec])
