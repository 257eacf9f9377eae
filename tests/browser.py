"""Pages in a real browser: Chromium without a window, driven by Playwright.

A test asks for ``light``, ``dark``, ``phone`` or ``open_page``; each opens HTML, or the path of a
file, as a ``Watched`` page. Whatever goes wrong on a page fails its test: an error or a warning in
the console, a request, a dialog. Where there is no browser these tests are skipped; with
CNNCOST_NEEDS_BROWSER=1 they fail instead.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple, NoReturn
from urllib.parse import urldefrag

import pytest

NEEDED = "CNNCOST_NEEDS_BROWSER"
NAMED = "CNNCOST_CHROMIUM"
PICTURES = "CNNCOST_SCREENSHOTS"  # a folder: screenshots are kept there
NO_PACKAGE = "There is no playwright: pip install 'cnncost[browser]'."
# The shell has no windows and starts in half the time; it is the same browser otherwise.
PROGRAMS = ("chromium-headless-shell", "chromium")
NO_CHROMIUM = f"There is no Chromium: apt-get install chromium, or name its program in {NAMED}."
SWITCHES = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
)  # fmt: skip
# What a change sets off is drawn on the next frame; the one after that has it on the screen.
FRAMES = """() => new Promise((done) => {
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)));
  setTimeout(done, 5000);
})"""
PHONE = (390, 844)
SCREEN = (1280, 900)
PATIENCE = 30_000  # milliseconds
INSIDE = ("data:", "blob:", "about:")
GRAVE = ("serious", "critical")


class Watched(NamedTuple):
    """A page in a tab, and what went wrong on it until now."""

    page: Any
    faults: list[str]
    scripts: bool = True

    def expected(self) -> list[str]:
        """What went wrong, where a test is about just that: it no longer fails the test."""
        settle(self)
        found = list(self.faults)
        self.faults.clear()
        return found


# --- fixtures


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One browser for all tests: to start it takes longer than most of them.

    Playwright leaves a running event loop in its thread, which asyncio.run refuses to share: tests
    that need a loop run it in another process.
    """
    if missing := lacking():
        give_up(missing)
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=program(), args=list(SWITCHES))
        except Error as error:
            give_up(f"Chromium does not start: {str(error).splitlines()[0]}")
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def tabs(chromium: Any) -> Iterator[Tabs]:
    """The tabs that the tests use one after the other."""
    with ExitStack() as contexts:
        yield Tabs(chromium, contexts, {})


@pytest.fixture
def open_page(tabs: Tabs, tmp_path: Path) -> Iterator[Callable[..., Watched]]:
    """Open HTML or a file in a tab of its own; at the end of the test no page may have faults."""
    opened: list[Watched] = []
    with ExitStack() as uses:

        def open(
            what: str | Path, *, fragment: str = "", within: Path | None = None, **shown_on: Any
        ) -> Watched:
            file = what if isinstance(what, Path) else tmp_path / f"page{len(opened)}.html"
            if isinstance(what, str):
                file.write_text(what, "utf-8")
            address, screen = file.resolve().as_uri(), Screen(**shown_on)
            folder = within.resolve().as_uri() + "/" if within else ""
            page = uses.enter_context(tabs.one(screen))
            faults = uses.enter_context(watch(page, address, folder))
            opened.append(Watched(page, faults, screen.scripts))
            page.goto(f"{address}#{fragment}" if fragment else address)
            return opened[-1]

        yield open
        faults = [fault for watched in opened for fault in watched.expected()]
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)


@pytest.fixture
def light(open_page: Callable[..., Watched]) -> Callable[..., Watched]:
    """Open a page on a light screen."""
    return open_page


@pytest.fixture
def dark(open_page: Callable[..., Watched]) -> Callable[..., Watched]:
    """Open a page on a dark screen."""
    return partial(open_page, dark=True)


@pytest.fixture
def phone(open_page: Callable[..., Watched]) -> Callable[..., Watched]:
    """Open a page on a screen of 390 pixels, by touch."""
    return partial(open_page, size=PHONE, touch=True)


# --- what is missing


def lacking() -> str:
    """What must be installed before there is a browser; empty if nothing."""
    if find_spec("playwright") is None or find_spec("axe_playwright_python") is None:
        return NO_PACKAGE
    return "" if program() else NO_CHROMIUM


def program() -> str | None:
    """The browser's program."""
    found = filter(None, map(shutil.which, PROGRAMS))
    return os.environ.get(NAMED) or next(found, None)


def give_up(reason: str, needed: str = NEEDED) -> NoReturn:
    """Skip the test for this reason, or fail it where nothing may be missing."""
    if os.environ.get(needed, "") not in ("", "0"):
        pytest.fail(f"{reason} ({needed} is set.)", pytrace=False)
    pytest.skip(reason)


# --- pages that are watched


class Screen(NamedTuple):
    """What a page is shown on."""

    dark: bool = False
    size: tuple[int, int] = SCREEN
    touch: bool = False
    scripts: bool = True

    @property
    def colours(self) -> str:
        return "dark" if self.dark else "light"


class Tabs(NamedTuple):
    """The tabs of a browser that no test uses now, by what they are shown on.

    A new tab takes three times as long as another page in an old one.
    """

    chromium: Any
    contexts: ExitStack
    unused: dict[Screen, list[Any]]

    @contextmanager
    def one(self, screen: Screen) -> Iterator[Any]:
        """A tab that shows nothing yet."""
        unused = self.unused.setdefault(screen, [])
        page = unused.pop() if unused else self._new(screen)
        yield page
        page.emulate_media(media="screen", color_scheme=screen.colours)
        page.mouse.move(0, 0)
        page.goto("about:blank")
        unused.append(page)

    def _new(self, screen: Screen) -> Any:
        context = self.chromium.new_context(
            color_scheme=screen.colours,
            viewport={"width": screen.size[0], "height": screen.size[1]},
            has_touch=screen.touch,
            java_script_enabled=screen.scripts,
            reduced_motion="reduce",
            offline=True,
        )
        self.contexts.callback(context.close)
        context.set_default_timeout(PATIENCE)
        return context.new_page()


@contextmanager
def watch(page: Any, address: str, folder: str = "") -> Iterator[list[str]]:
    """Note everything that no page of ours does; pages of ``folder`` may be led to."""
    faults: list[str] = []
    note = faults.append

    def asked(request: Any) -> None:
        url = request.url
        leads = request.is_navigation_request() and folder and url.startswith(folder)
        if urldefrag(url).url != address and not url.startswith(INSIDE) and not leads:
            note(f"request: {url}")

    def said(message: Any) -> None:
        if message.type in ("error", "warning"):
            note(f"console: {message.text}")

    def asks(dialog: Any) -> None:
        note(f"dialog: {dialog.message}")
        dialog.dismiss()

    heard: dict[str, Callable[[Any], None]] = {
        "request": asked,
        "console": said,
        "dialog": asks,
        "pageerror": lambda error: note(f"error: {error}"),
        "popup": lambda other: note(f"window: {other.url}"),
        "crash": lambda _: note("the page crashed"),
    }
    for name, listener in heard.items():
        page.on(name, listener)
    yield faults
    for name, listener in heard.items():
        page.remove_listener(name, listener)


def settle(watched: Watched) -> None:
    """Wait until what was set off has been drawn, and what was said of it has arrived."""
    if watched.scripts:
        watched.page.evaluate(FRAMES)
    else:  # nothing is set off, and no frame can be waited for
        watched.page.wait_for_timeout(40)


# --- what can be asked of a page


def axe(watched: Watched, *rules: str) -> list[str]:
    """The serious and critical faults of accessibility that axe-core finds, one line each.

    With ``rules`` it looks for these alone, such as ``color-contrast``. It need not wait for style
    sheets, pictures or sounds to be loaded: the whole page is there.
    """
    page = watched.page
    _load_axe(page)
    only = {"runOnly": list(rules)} if rules else {}
    script = "(options) => axe.run(document, options)"
    found = page.evaluate(script, {"resultTypes": ["violations"], "preload": False, **only})
    return [
        f"{fault['id']} ({fault['impact']}): {fault['help']}: {node['target'][0]} {node['html']}"
        for fault in found["violations"]
        for node in fault["nodes"]
        if fault["impact"] in GRAVE
    ]


def _load_axe(page: Any) -> None:
    """Put axe-core into the page by the way of the debugger, which no policy forbids."""
    if page.evaluate("() => 'axe' in window"):
        return
    package = find_spec("axe_playwright_python")
    assert package is not None
    code = (Path(package.origin or "").parent / "axe.min.js").read_text("utf-8")
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": f"{code};0"})
    session.detach()


def overflow(watched: Watched) -> bool:
    """Whether the page is wider than the screen, and so scrolls sideways."""
    script = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
    return bool(watched.page.evaluate(script))


def screenshot(watched: Watched, name: str) -> None:
    """Keep the page as ``name``.png in the folder that CNNCOST_SCREENSHOTS names, if it does."""
    if folder := os.environ.get(PICTURES):
        path = Path(folder) / f"{name}.png"
        watched.page.screenshot(full_page=True, path=path, animations="disabled")
