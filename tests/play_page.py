"""The play page kept open in a browser: each test starts it anew from a link, without loading it.

A test asks for ``at``, which leads the page to a link, or the page about a network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from browser import Screen, Tabs, Watched, watch

from cnncost.pages.play.page import play_html
from cnncost.spec import parse_spec
from cnncost.zoo import load

At = Callable[..., Watched]
# The page as it starts from a link, without loading it again: nothing but its address is kept.
ANEW = """link => {
  document.activeElement.blur();
  Object.assign(guessed, { question: "", typed: "", told: false, over: false, verdict: null,
    drawn: null, wanted: null });
  guessed.tally.clear();
  Object.assign(networkPanel, { table: null, together: false, quiet: false, drafts: {},
    drawn: null, wrong: -1 });
  settingDrafts.clear();
  history.replaceState(null, "", `#${link}`);
  panels.forEach(({ id }) => document.getElementById(id).replaceChildren());
  followLink();
  drawPanels();
}"""


@cache
def play_page(network: str = "") -> str:
    """The page with a network of the zoo, or that of a text, or with none."""
    if not network:
        return play_html()
    return play_html(parse_spec(network) if "\n" in network else load(network))


def drawn(watched: Watched) -> None:
    """Draw what was changed now, which the page itself does on the next frame."""
    watched.page.evaluate("drawPanels()")


def lead(watched: Watched, link: str) -> Watched:
    """Let the page start anew from a link."""
    watched.page.evaluate(ANEW, link)
    return watched


def slow(*case: Any) -> Any:
    """A case of a table that is left to the slow tests."""
    return pytest.param(*case, marks=pytest.mark.slow)


class Kept(NamedTuple):
    """Pages that stay open, each in a tab of its own."""

    tabs: Tabs
    uses: ExitStack
    folder: Path
    opened: dict[str, Watched]

    def lead(self, link: str, network: str = "") -> Watched:
        """Let the page about a network start anew from a link."""
        if network not in self.opened:
            self.opened[network] = self._open(network)
        watched = self.opened[network]
        watched.page.mouse.move(0, 0)
        return lead(watched, link)

    def _open(self, network: str) -> Watched:
        file = self.folder / f"{len(self.opened)}.html"
        file.write_text(play_page(network), "utf-8")
        page = self.uses.enter_context(self.tabs.one(Screen()))
        faults = self.uses.enter_context(watch(page, file.as_uri()))
        page.goto(file.as_uri())
        return Watched(page, faults)


@pytest.fixture(scope="session")
def kept(tabs: Tabs, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """The pages that the tests lead about."""
    with ExitStack() as uses:
        yield Kept(tabs, uses, tmp_path_factory.mktemp("play"), {})


@pytest.fixture
def at(kept: Kept) -> Iterator[At]:
    """Lead a page that is kept open to a link; at the end of the test it may have no faults."""
    led: dict[str, Watched] = {}

    def open(link: str, network: str = "") -> Watched:
        led[network] = kept.lead(link, network)
        return led[network]

    yield open
    assert [] == [fault for watched in led.values() for fault in watched.expected()]
