"""The browser's harness notices what it is there to notice."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import browser
import pytest
from browser import NO_CHROMIUM, Watched, axe, overflow, screenshot
from conftest import ROOT

HEAD = '<!doctype html><html lang="en"><title>t</title><main><h1>A page</h1>'
OUTSIDE = "http://cnncost.invalid/a.png"
Open = Callable[..., Watched]

# What stands in a page, and what the harness says of it first.
FAULTS = {
    "an error in the console": (
        "<script>console.error('broken', 3)</script>",
        "console: broken 3",
    ),
    "a warning in the console": (
        "<script>console.warn('odd')</script>",
        "console: odd",
    ),
    "an error that nobody catches": (
        "<script>nothing.here</script>",
        "error: nothing is not defined",
    ),
    "a promise that is broken": (
        "<script>Promise.reject(new Error('no'))</script>",
        "error: no",
    ),
    "a picture from outside": (
        f'<img alt="" src="{OUTSIDE}">',
        f"request: {OUTSIDE}",
    ),
    "a script from outside": (
        "<script src='http://cnncost.invalid/a.js'></script>",
        "request: http://cnncost.invalid/a.js",
    ),
    "a request of a script": (
        f"<script>fetch('{OUTSIDE}').catch(() => 0)</script>",
        f"request: {OUTSIDE}",
    ),
    "a request of a frame": (
        f'<iframe title="f" srcdoc="<img alt src={OUTSIDE}>"></iframe>',
        f"request: {OUTSIDE}",
    ),
    "a style that the policy forbids": (
        '<iframe title="f" srcdoc="<meta http-equiv=Content-Security-Policy'
        " content=&quot;default-src 'none'&quot;><p style='color: red'>x\"></iframe>",
        "console: Applying inline style violates",
    ),
    "a dialog": (
        "<script>alert('boo')</script>",
        "dialog: boo",
    ),
}
FINE = (
    "<p>Nothing to see.",  # plain text
    "<script>console.log('hello')</script>",  # a note in the console
    '<img alt="" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">',  # data in the address
    '<iframe title="f" srcdoc="<p>inside"></iframe>',  # a frame with its own text
    '<a href="#b">b</a><p id="b">B',  # a link inside the page
)


SOME = ("an error that nobody catches",)


@pytest.mark.parametrize(
    "case", [pytest.param(x, marks=[] if x in SOME else pytest.mark.slow) for x in FAULTS]
)
def test_a_fault_is_noticed(light: Open, case: str) -> None:
    """Whatever goes wrong on a page is among its faults."""
    inside, says = FAULTS[case]
    found = light(HEAD + inside).expected()

    assert found
    assert any(fault.startswith(says) for fault in found), found


def test_what_is_fine_is_no_fault(light: Open) -> None:
    """A page that keeps to itself has no faults."""
    assert [] == light(HEAD + "".join(FINE)).expected()


@pytest.mark.slow
def test_other_files_are_requests_even_beside_the_page(light: Open, tmp_path: Path) -> None:
    """A page is one file: a picture next to it does not count as part of it."""
    (tmp_path / "a.gif").write_bytes(b"GIF89a")
    found = light(HEAD + '<img alt="" src="a.gif">').expected()

    assert f"request: {(tmp_path / 'a.gif').as_uri()}" == found[0]


@pytest.mark.slow
def test_a_link_to_another_page_is_followed_only_within(light: Open, tmp_path: Path) -> None:
    """Pages of one folder lead to each other where a test says so; else that is a request."""
    (tmp_path / "b.html").write_text(f"{HEAD}<p>b", "utf-8")
    page = HEAD + '<a href="b.html">b</a>'
    alone, inside = light(page), light(page, within=tmp_path)
    for watched in (alone, inside):
        watched.page.click("a")
        watched.page.wait_for_url("**/b.html")

    assert [f"request: {(tmp_path / 'b.html').as_uri()}"] == alone.expected()
    assert [] == inside.expected()


@pytest.mark.slow
def test_a_serious_fault_of_accessibility_is_found(light: Open) -> None:
    """A picture without words and grey on white are grave; the page before it is clean."""
    assert [] == axe(light(HEAD + "<p>Readable."))

    found = axe(light(HEAD + '<img src="data:,"><p style="color: #ccc">pale'))
    assert ["color-contrast (serious)", "image-alt (critical)"] == sorted(
        fault.partition(":")[0] for fault in found
    )


@pytest.mark.slow
def test_axe_reads_a_page_with_a_strict_policy(light: Open) -> None:
    """Our pages let no foreign script in, and axe must look at them nevertheless."""
    policy = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">'
    found = axe(light(f"<!doctype html><html lang=en><title>t</title>{policy}<h1>x</h1><img src>"))

    assert "image-alt (critical)" == found[0].partition(":")[0]


@pytest.mark.slow
def test_dark_and_phone_are_what_they_say(light: Open, dark: Open, phone: Open) -> None:
    """The style of a dark screen applies on a dark screen; a phone is 390 pixels wide."""
    asked = "() => [matchMedia('(prefers-color-scheme: dark)').matches, innerWidth]"
    head = HEAD + '<meta name="viewport" content="width=device-width">'

    assert [False, 1280] == light(head).page.evaluate(asked)
    assert [True, 1280] == dark(head).page.evaluate(asked)
    assert [False, 390] == phone(head).page.evaluate(asked)


def test_a_page_that_scrolls_sideways_is_found(phone: Open) -> None:
    """A box of 500 pixels is too wide for 390; a box that scrolls in itself is not."""
    head = HEAD + '<meta name="viewport" content="width=device-width">'
    wide = '<div style="width: 500px">wide</div>'

    assert overflow(phone(head + wide))
    assert not overflow(phone(f'{head}<div style="overflow-x: auto">{wide}</div>'))


@pytest.mark.slow
def test_a_screenshot_is_kept_where_one_asks_for_it(
    light: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is a PNG in the folder that the variable names; without it there is none."""
    page = light(HEAD)
    monkeypatch.delenv(browser.PICTURES, raising=False)
    screenshot(page, "nowhere")
    monkeypatch.setenv(browser.PICTURES, str(tmp_path))
    screenshot(page, "home")

    assert ["home.png"] == [file.name for file in tmp_path.glob("*.png")]
    assert b"\x89PNG" == (tmp_path / "home.png").read_bytes()[:4]


INNER = """
pytest_plugins = ("browser",)

def test_it(light):
    light("<!doctype html><title>t</title><script>console.error('broken')</script>")
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({}, "console: broken"),
        ({browser.NAMED: "/nowhere/chromium"}, "1 skipped"),
        ({browser.NAMED: "/nowhere/chromium", browser.NEEDED: "1"}, "Chromium does not start"),
        ({"PATH": "", browser.NAMED: ""}, NO_CHROMIUM),
        ({"PATH": "", browser.NAMED: "", browser.NEEDED: "1"}, f"{browser.NEEDED} is set"),
    ],
)
def test_a_fault_or_a_missing_browser_decides_over_the_test(
    tmp_path: Path, variables: dict[str, str], says: str
) -> None:
    """A fault fails the test; a missing browser skips it, or fails it where one is needed."""
    if missing := browser.lacking():
        browser.give_up(missing)
    (tmp_path / "test_inner.py").write_text(INNER, "utf-8")
    shutil.copy(ROOT / "tests/browser.py", tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rsfE", str(tmp_path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={**_environment(), **variables},
    )

    assert says in done.stdout
    assert ("1 skipped" in done.stdout) == (done.returncode == 0)


def _environment() -> dict[str, str]:
    """This process's variables without those that the tests are about."""
    import os

    return {name: value for name, value in os.environ.items() if name not in (browser.NEEDED,)}
