"""The first page: what there is, and all topics in teaching order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count as counting

from cnncost import __version__
from cnncost.numbers import several
from cnncost.pages.markup import Html, joined, tag
from cnncost.pages.site.shell import CLAIMS, COMMANDS, HOME, NETWORKS, PLAY, link, to_page
from cnncost.pages.site.topic import Lesson, chapters, summary

TITLE = "What a convolutional network costs, exactly, and why"
CITE = (
    f"Written by cnncost {__version__}, which is free software under the MIT licence. To cite a "
    "number, name cnncost with this version and the paper that its page names."
)


def home_html(every: Sequence[Lesson], networks: int, claims: int) -> str:
    """The page that a folder opens with."""
    lead = (
        "How many weights does a layer store, and how many multiplications does it take? Each "
        "topic has the formula, numbers worked by hand, a picture, and the mistakes that are made."
    )
    start = joined(["Start with ", _link(every[0]), ", or take the topic that you need."])
    parts = [tag("h1", TITLE), tag("p", lead, " ", start, class_="lead"), _cards(networks, claims)]
    numbers = counting(1)
    for chapter, members in chapters(every):
        first = next(numbers)
        items = [_item(one) for one in members]
        for _ in items[1:]:
            next(numbers)
        parts += [tag("h2", chapter), tag("ol", *items, class_="topics", start=first)]
    return to_page(HOME, TITLE, joined([*parts, tag("p", CITE, class_="note")], "\n"))


def _link(lesson: Lesson) -> Html:
    return tag("a", lesson.title, href=link(HOME, lesson.path))


def _item(lesson: Lesson) -> Html:
    return tag("li", _link(lesson), tag("span", summary(lesson.page), class_="about"))


def _cards(networks: int, claims: int) -> Html:
    """What there is beside the topics."""
    cards = {
        PLAY: ("Play", "Move the letters of a layer and see what it costs."),
        NETWORKS: ("Networks", f"A report on each of {several(networks, 'network')} and modules."),
        CLAIMS: ("Claims", f"{several(claims, 'published number')}, recomputed."),
        COMMANDS: ("Commands", "What to type, with every option."),
    }
    items = (
        tag("li", tag("a", title, href=there), tag("span", about, class_="about"))
        for there, (title, about) in cards.items()
    )
    return tag("ul", *items, class_="cards")
