"""All pages of the site, one after the other, from what was computed before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cnncost.library import Entry
from cnncost.pages.play.page import play_html
from cnncost.pages.site.claims import claims_html
from cnncost.pages.site.commands import Command, commands_html
from cnncost.pages.site.home import home_html
from cnncost.pages.site.networks import network_html, network_places, networks_html
from cnncost.pages.site.shell import CLAIMS, COMMANDS, HOME, NETWORKS, PLAY, Places, framed
from cnncost.pages.site.topic import Lesson, topic_html
from cnncost.verification import Judged

SINGLE = 5  # home, networks, claims, play, commands


class Material(NamedTuple):
    """What the site is made from."""

    lessons: tuple[Lesson, ...]
    entries: Sequence[Entry]
    judged: Sequence[Judged]
    commands: Sequence[Command]


class Made(NamedTuple):
    """A page: where it stands in the site, and its HTML."""

    path: str
    html: str


def pages(material: Material) -> Iterator[Made]:
    """Every page, made when it is asked for."""
    lessons, entries, judged, commands = material
    networks = network_places(entries)
    places = Places({one.name: one.path for one in lessons}, networks)
    yield Made(HOME, home_html(lessons, len(entries), len(judged)))
    for i, lesson in enumerate(lessons):
        yield Made(lesson.path, topic_html(lessons, i, places))
    yield Made(CLAIMS, claims_html(judged, places))
    yield Made(COMMANDS, commands_html(commands))
    yield Made(PLAY, framed(play_html(), PLAY))
    yield Made(NETWORKS, networks_html(entries, networks))
    for entry in entries:
        here = networks[entry.spec.name]
        yield Made(here, network_html(entry, here))
