"""The pages of topics, in teaching order, and the first page, which lists them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cnncost.explanation.asking import explain
from cnncost.explanation.page import Page, Paragraph
from cnncost.explanation.topics import contents, topic
from cnncost.formula.display import text as formula_text
from cnncost.pages.markup import Html, joined, tag
from cnncost.pages.site.article import article
from cnncost.pages.site.shell import CLAIMS, PLAY, Places, link, to_page

# The setting of the page to play with that shows what a topic is about.
SETTINGS = {
    "conv": "op=conv",
    "output_size": "op=conv&letters=S:2",
    "pointwise": "op=pointwise",
    "grouped": "op=grouped",
    "channel_shuffle": "op=shuffle",
    "depthwise": "op=depthwise",
    "separable": "op=separable",
    "factorise": "factor=two_3x3:1",
    "asymmetric": "factor=asymmetric_7x7:1",
    "inception": "op=inception",
    "bottleneck": "op=bottleneck",
    "cardinality": "op=grouped&letters=G:32",
    "fire": "op=fire",
    "linear_bottleneck": "op=inverted",
    "inverted_residual": "op=inverted",
    "shufflenet_unit": "op=shuffle",
}
DOCUMENTS = (
    "Documents 000 to 004 are the five texts on cheap convolutions that cnncost was written to "
    "check: "
)


class Lesson(NamedTuple):
    """A topic as the site has it: its place, its chapter, and what its page is made from."""

    path: str
    chapter: str
    name: str
    page: Page
    see: tuple[str, ...]
    source: str

    @property
    def title(self) -> str:
        return self.page.title


def lessons() -> tuple[Lesson, ...]:
    """Every topic in teaching order, with its own numbers."""
    return tuple(every_lesson())


def every_lesson() -> Iterator[Lesson]:
    """The same, each computed when it is asked for."""
    return (
        Lesson(
            f"topics/{entry.name}.html",
            entry.chapter,
            entry.name,
            explain(entry.name).page,
            topic(entry.name).see,
            topic(entry.name).source,
        )
        for entry in contents()
    )


def topic_html(every: Sequence[Lesson], number: int, places: Places) -> str:
    """The page of one topic, between the one before and the one after it."""
    one = every[number]

    def find(name: str) -> str | None:
        target = places.find(name)
        return link(one.path, target) if target and target != one.path else None

    head = [
        tag("p", f"{one.chapter} · {number + 1} of {len(every)}", class_="note"),
        tag("h1", one.title),
    ]
    see = [tag("a", _title(every, name), href=find(name) or None) for name in one.see]
    also = tag("p", "See also: ", joined(see, ", ")) if see else None
    source = tag("p", f"Source: {one.source}", class_="note") if one.source else None
    end = [_play(one), also, source, _documents(one), _neighbours(every, number)]
    main = [*head, article(one.page, find), *end]
    return to_page(one.path, one.title, joined(main, "\n"), _beside(every, one))


def _play(one: Lesson) -> Html | None:
    """The way to the page to play with, set to what the topic is about."""
    if one.name not in SETTINGS:
        return None
    there = link(one.path, f"{PLAY}#{SETTINGS[one.name]}")
    return tag("p", "With sliders: ", tag("a", f"play with {one.title}", href=there))


def _documents(one: Lesson) -> Html | None:
    """What the documents are that a source or a claim names by number."""
    if "document" not in one.source:
        return None
    claims = tag("a", "every number in them, recomputed", href=link(one.path, CLAIMS))
    return tag("p", DOCUMENTS, claims, ".", class_="note")


def _title(every: Sequence[Lesson], name: str) -> str:
    return next((one.title for one in every if one.name == name), name)


def _neighbours(every: Sequence[Lesson], number: int) -> Html:
    """Links to the topic before and the one after."""
    here = every[number].path
    before = every[number - 1] if number else None
    after = every[number + 1] if number + 1 < len(every) else None
    return tag(
        "nav",
        _neighbour(here, before, "Before", "prev"),
        _neighbour(here, after, "Next", "next"),
        class_="neighbours",
        aria_label="Before and next",
    )


def _neighbour(here: str, one: Lesson | None, word: str, side: str) -> Html | None:
    if one is None:
        return None
    label = tag("span", word, class_="note")
    return tag("a", label, " ", one.title, href=link(here, one.path), rel=side, class_=side)


def _beside(every: Sequence[Lesson], here: Lesson) -> Html:
    """All topics, this one marked."""
    parts = []
    for chapter, members in chapters(every):
        items = (
            tag("li", tag("a", one.title, href=link(here.path, one.path), aria_current=current))
            for one in members
            for current in ["page" if one is here else None]
        )
        parts += [tag("p", chapter), tag("ul", *items)]
    return tag("nav", *parts, class_="beside", aria_label="All topics")


def chapters(every: Sequence[Lesson]) -> Iterator[tuple[str, list[Lesson]]]:
    """The chapters in order, each with its topics."""
    for chapter in dict.fromkeys(one.chapter for one in every):
        yield chapter, [one for one in every if one.chapter == chapter]


def summary(page: Page) -> str:
    """The first sentence of a page, as plain text."""
    first = next((block for block in page.blocks if isinstance(block, Paragraph)), None)
    spans = first.spans if first else ()
    text = "".join(formula_text(one.formula) if one.formula else one.text for one in spans)
    sentence, dot, _ = text.partition(". ")
    return f"{sentence}." if dot else text
