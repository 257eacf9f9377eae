"""The site: links that resolve, pages that keep to themselves, numbers that were counted."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any

import pytest
from browser import Watched, axe, overflow, screenshot
from conftest import Run
from pages_read import Page

from cnncost import analyze, verify
from cnncost.claims import VERDICTS, parse_claims
from cnncost.cli.reference import commands
from cnncost.explanation.topics import contents, topic
from cnncost.library import Entry, load
from cnncost.numbers import count
from cnncost.pages.play.operations import book
from cnncost.pages.site.contents import SINGLE, Material, pages
from cnncost.pages.site.folder import MARKER, write_pages
from cnncost.pages.site.networks import network_places
from cnncost.pages.site.shell import CLAIMS, COMMANDS, HOME, NETWORKS, PLAY, link
from cnncost.pages.site.topic import SETTINGS, lessons
from cnncost.spec import parse_spec
from cnncost.verification import verify as recompute

# A few of the zoo: a module, its other form, a network with variants, one with auxiliary heads.
FEW = ("inception_v1", "naive", "zfnet", "googlenet")
BAD = "</a><script>alert(1)</script>&\"'"
HOSTILE_SPEC = f"""\
name: Evil.Net
title: {json.dumps(BAD)}
paper: {json.dumps(BAD)}
family: evil
input: 8x8x3
layers:
  - {json.dumps("<script>a")}: conv(4, k=3)
"""
HOSTILE_CLAIMS = f"""\
- source: {json.dumps(BAD)}
  spec: inception_v1
  quantity: macs
  verdict: differs
  note: {json.dumps(BAD)}
  claims:
    - {{id: evil, printed: "1", what: {json.dumps(BAD)}}}
"""
Open = Callable[..., Watched]


@pytest.fixture(scope="module")
def material() -> Material:
    """A site of few networks, one of them hostile, and of a hostile claim."""
    specs = [*map(load, FEW), parse_spec(HOSTILE_SPEC, "evil.yaml")]
    entries = [
        Entry(spec, analyze(spec), tuple(analyze(spec.as_variant(name)) for name in spec.variants))
        for spec in specs
    ]
    evil = recompute(parse_claims(HOSTILE_CLAIMS))
    return Material(lessons(), entries, [*verify(*FEW).judged, *evil], commands())


@pytest.fixture(scope="module")
def site(material: Material, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of that site."""
    folder = tmp_path_factory.mktemp("web") / "course"
    write_pages(folder, pages(material))
    return folder


@pytest.fixture(scope="module")
def read(site: Path) -> dict[str, Page]:
    """Every page by its path in the site."""
    return {
        file.relative_to(site).as_posix(): Page(file.read_text("utf-8"))
        for file in sorted(site.rglob("*.html"))
    }


def links(page: Page) -> list[dict[str, str]]:
    """The attributes of all links."""
    return [one.attributes for one in page.all("a")]


# --- pages


def test_every_page_is_there(site: Path, read: dict[str, Page], material: Material) -> None:
    """Five single pages, one for each topic, one for each network, and a list of them all."""
    listed = json.loads((site / MARKER).read_text("utf-8"))["files"]

    assert (
        SINGLE + len(contents()) + len(FEW) + 1
        == len(material.lessons) + len(material.entries) + SINGLE
        == len(read)
    )
    assert sorted(listed) == sorted(read)
    assert {HOME, NETWORKS, CLAIMS, PLAY, COMMANDS} < read.keys()
    assert {f"topics/{entry.name}.html" for entry in contents()} < read.keys()
    assert "networks/evil.net.html" in read


def test_every_link_and_fragment_resolves(read: dict[str, Page]) -> None:
    """A link leads to a page of the site, and a fragment to an element that is there."""
    links = 0
    for path, page in read.items():
        for target in page.values("href"):
            links += 1
            address, _, fragment = target.partition("#")
            there = normpath(join(dirname(path), address)) if address else path
            assert there in read, (path, target)
            if fragment and there != PLAY:  # the setting of the page to play with
                assert fragment in read[there].values("id"), (path, target)

    assert links > 1_000


def test_pages_ask_for_nothing_outside(read: dict[str, Page]) -> None:
    """No address has a scheme, nothing has a source, and a policy forbids everything else."""
    for path, page in read.items():
        assert page.policy.startswith("default-src 'none'"), path
        assert [] == [a for a in page.values("href") if ":" in a.partition("#")[0]], path
        assert [] == page.values("src") + page.values("style") + page.values("srcset"), path
        assert [] == [name for one in page.elements for name in one.attributes if name[:2] == "on"]


def test_pages_have_a_title_a_language_and_ids_of_their_own(read: dict[str, Page]) -> None:
    """So that a screen reader and a link know what is meant."""
    titles = set()
    for path, page in read.items():
        ids = page.values("id")
        titles.add(page.all("title")[0].text)

        assert len(ids) == len(set(ids)), path
        assert ["en"] == [one.attributes["lang"] for one in page.all("html")], path
        assert 1 == len(page.all("h1")), path

    assert "" not in titles
    assert len(read) == len(titles)


def test_topics_stand_in_teaching_order(read: dict[str, Page]) -> None:
    """On the first page, and from each to the next."""
    order = [f"topics/{entry.name}.html" for entry in contents()]
    listed = [a["href"] for a in links(read[HOME]) if a["href"].startswith("topics/")]
    visited, path = [], order[0]
    while path:
        visited.append(path)
        following = [a["href"] for a in links(read[path]) if a.get("rel") == "next"]
        path = normpath(join("topics", following[0])) if following else ""

    assert order == list(dict.fromkeys(listed))
    assert order == visited


def test_the_foot_says_how_is_counted(read: dict[str, Page]) -> None:
    """In the words that stand below every table of the command line."""
    convention = analyze("naive").counting.text
    for path in (HOME, NETWORKS, CLAIMS, COMMANDS, "topics/conv.html"):
        (foot,) = read[path].all("footer")

        assert f"Convention: {convention}." in foot.text


def test_the_part_that_a_page_is_in_is_marked(read: dict[str, Page]) -> None:
    """Exactly one of the links to all parts is, on every page."""
    marked = {
        HOME: "index.html", NETWORKS: "networks.html", CLAIMS: "claims.html", PLAY: "play.html",
        COMMANDS: "commands.html", "topics/fire.html": "../index.html",
        "networks/naive.html": "../networks.html",
    }  # fmt: skip
    for path, target in marked.items():
        current = [a for a in links(read[path]) if "aria-current" in a]
        parts = [a for a in current if not a["href"].startswith("fire")]  # itself, in the list

        assert [target] == [a["href"] for a in parts]
        assert ("true" if "/" in path else "page") == parts[0]["aria-current"]


def test_topics_lead_to_the_page_to_play_with(read: dict[str, Page]) -> None:
    """A topic about an operation leads to its sliders; each setting is one that the page knows."""
    assert set(SETTINGS) <= {entry.name for entry in contents()}
    for name, setting in SETTINGS.items():
        assert f"../{PLAY}#{setting}" in read[f"topics/{name}.html"].values("href")
        given = dict(part.split("=") for part in setting.split("&"))
        assert given.get("op", "conv") in book().operations
        if "factor" in given:
            factorisation, step = given["factor"].split(":")
            assert 0 < int(step) <= len(book().factorisations[factorisation].steps)
        for letter in filter(None, given.get("letters", "").split(",")):
            assert letter.split(":")[0] in book().letters


def test_the_documents_are_explained_where_they_are_named(read: dict[str, Page]) -> None:
    """A topic that names one says what they are, and leads to their numbers."""
    for entry in contents():
        page = read[f"topics/{entry.name}.html"]
        named = "document" in topic(entry.name).source

        assert named == ("Documents 000 to 004 are the five texts" in page.text)
        assert not named or f"../{CLAIMS}" in page.values("href")


def test_see_also_and_commands_lead_to_pages(read: dict[str, Page]) -> None:
    """What a topic points to is a link; a command that shows a page of the site is one too."""
    found = {a["href"] for a in links(read["topics/depthwise.html"])}

    assert {"separable.html", "grouped.html", "pointwise.html", "xception.html"} < found
    inside = {a["href"] for a in links(read["topics/auxiliary_heads.html"])}
    assert "../networks/googlenet.html" in inside


def test_names_of_a_users_files_are_text(read: dict[str, Page]) -> None:
    """A title, a source, a note and a layer full of markup show as they are, and run nothing."""
    for path in (NETWORKS, CLAIMS, "networks/evil.net.html"):
        text = read[path].text

        assert BAD in text, path
        assert "<script>a" in text or path != "networks/evil.net.html"
        assert len(read[path].all("script")) <= 2, path
    assert [] == read[CLAIMS].all("script")


@pytest.mark.parametrize(
    ("names", "places"),
    [
        (("a", "b"), ["a", "b"]),
        (("Net", "net", "NET"), ["net", "net-2", "net-3"]),
        (("con", "AUX.b", "conv"), ["network-con", "network-aux.b", "conv"]),
        (("net-2", "net", "Net"), ["net-2", "net", "net-3"]),
    ],
)
def test_no_two_networks_share_a_file(names: tuple[str, ...], places: list[str]) -> None:
    """Also where a file system takes small and large letters for the same."""
    specs = [parse_spec(f"name: {name}\ninput: 1x1x1\nlayers: relu\n", "a.yaml") for name in names]
    found = network_places([Entry(spec, analyze(spec), ()) for spec in specs])

    assert [f"networks/{stem}.html" for stem in places] == [found[name] for name in names]


def test_numbers_are_those_that_were_counted(read: dict[str, Page], material: Material) -> None:
    """The table of networks has every total, the claims have the count of every verdict."""
    cells = read[NETWORKS].texts
    for _, report, variants in material.entries:
        for one in (report, *variants):
            assert {count(one.totals["params"]), count(one.totals["macs"])} <= set(cells)
    assert "128,049,152" in cells  # document 000's module: 28·28·163,328
    for verdict in VERDICTS:
        number = sum(one.verdict == verdict for one in material.judged)
        at = read[CLAIMS].texts.index(f" {verdict}")
        assert count(number) in read[CLAIMS].texts[at : at + 3]


def test_the_reference_has_what_the_help_has(
    read: dict[str, Page], cnncost: Callable[..., Run]
) -> None:
    """Every command, every option and argument of it, with its words; read from the help's text."""
    text = read[COMMANDS].text
    names = [command.name for command in commands()]
    helped = cnncost("--help").out.partition("Commands:")[2].split("\n")

    assert names == [line.split()[0] for line in helped if line.strip()]
    for command in commands():
        shown = cnncost(command.name, "--help").out
        typed = [word for one in command.options for word in one.typed.split(", ")]
        for word in (word.split()[0] for word in typed):
            assert f"\n  {word}" in shown or f" {word} " in shown or f", {word}" in shown
        options = [line.split()[0].rstrip(",") for line in shown.split("\n") if line[:3] == "  -"]
        for option in set(options) - {"-h", "--help"}:
            assert option in text, (command.name, option)


@pytest.mark.parametrize("most", [6, pytest.param(None, marks=pytest.mark.slow)])
def test_the_same_site_has_the_same_bytes(material: Material, site: Path, most: int | None) -> None:
    """Nothing in it depends on when, where or how often it is written."""
    for made in islice(pages(material), most):
        assert made.html.encode("utf-8") == (site / made.path).read_bytes(), made.path


@pytest.mark.parametrize(
    ("here", "there", "address"),
    [
        ("index.html", "index.html", "index.html"),
        ("index.html", "topics/conv.html", "topics/conv.html"),
        ("topics/conv.html", "topics/fire.html", "fire.html"),
        ("topics/conv.html", "networks/a.html#cost", "../networks/a.html#cost"),
        ("networks/a.html", "index.html", "../index.html"),
    ],
)
def test_addresses_are_relative(here: str, there: str, address: str) -> None:
    """So that the folder works wherever it is put."""
    assert address == link(here, there)


# --- in a browser

SORTS = (HOME, "topics/inception.html", NETWORKS, CLAIMS, COMMANDS, PLAY, "networks/naive.html")


def quick(*paths: str) -> list[Any]:
    """All sorts of pages, those first that are looked at each time."""
    slow = [pytest.param(path, marks=pytest.mark.slow) for path in SORTS if path not in paths]
    return [*paths, *slow]


@pytest.mark.parametrize("path", quick(NETWORKS))
def test_a_page_is_clean(light: Open, site: Path, path: str) -> None:
    """No error, no request, no serious fault of accessibility, in light colours and in dark."""
    page = light(site / path)
    screenshot(page, f"site_{path.replace('/', '_')}_light")

    assert [] == axe(page)
    page.page.emulate_media(color_scheme="dark")
    screenshot(page, f"site_{path.replace('/', '_')}_dark")
    assert [] == axe(page, "color-contrast")


@pytest.mark.parametrize("path", quick(NETWORKS, CLAIMS))
def test_no_page_is_wider_than_a_phone(phone: Open, site: Path, path: str) -> None:
    """At 390 pixels nothing makes the page scroll sideways, with all that unfolds open."""
    page = phone(site / path)
    page.page.evaluate("() => document.querySelectorAll('details').forEach((d) => d.open = true)")
    screenshot(page, f"site_{path.replace('/', '_')}_phone")

    assert not overflow(page)


def test_one_walks_through_the_site_by_keyboard(light: Open, site: Path) -> None:
    """The first key leads past the header; links lead on and back, from file:// too."""
    page = light(site / HOME, within=site).page
    page.keyboard.press("Tab")
    first = page.evaluate("() => document.activeElement.textContent")
    page.get_by_role("link", name="Networks").first.press("Enter")
    page.get_by_role("link", name="googlenet", exact=True).press("Enter")
    page.get_by_role("navigation", name="Site").get_by_role("link", name="Topics").press("Enter")
    page.get_by_role("link", name="Convolution", exact=True).first.press("Enter")
    page.locator("a[rel=next]").press("Enter")

    assert "Skip to the content" == first
    assert (site / f"topics/{contents()[1].name}.html").as_uri() == page.url


def test_the_table_of_networks_is_sorted(light: Open, site: Path, material: Material) -> None:
    """By MACs from the largest, at the second click from the smallest; by name as words."""
    page = light(site / NETWORKS).page
    macs = {entry.spec.name: entry.report.totals["macs"] for entry in material.entries}
    largest = sorted(macs, key=lambda name: -macs[name])

    def shown() -> list[str]:
        return [a.inner_text() for a in page.query_selector_all(".sorted tbody th > a")]

    def click(heading: str) -> list[str]:
        page.get_by_role("button", name=heading).press("Enter")
        return shown()

    assert largest == click("MACs")
    assert "descending" == page.get_attribute("th:has-text('MACs')", "aria-sort")
    assert largest[::-1] == click("MACs")
    assert sorted(macs, key=str.lower) == click("Name")
    assert "none" == page.get_attribute("th:has-text('MACs')", "aria-sort")


@pytest.mark.parametrize("width", [360, pytest.param(390, marks=pytest.mark.slow)])
def test_a_phone_shows_every_number_of_a_network(
    open_page: Open, site: Path, material: Material, width: int
) -> None:
    """Year, parameters and MACs, of variants too, stand on the screen with what they are."""
    page = open_page(site / NETWORKS, size=(width, 800), touch=True).page
    page.evaluate("() => document.querySelectorAll('details').forEach((d) => d.open = true)")
    cells = page.locator(".sorted td").evaluate_all(
        """(cells) => cells.map((cell) => {
          const { left, right } = cell.getBoundingClientRect();
          const label = getComputedStyle(cell, "::before").content;
          const all = cell.scrollWidth <= cell.clientWidth && left >= 0 && right <= innerWidth;
          return [cell.textContent, label, all];
        })"""
    )
    seen = {(text, label) for text, label, _ in cells if text}

    assert [] == [cell for cell in cells if not cell[2]]
    for entry in material.entries:
        assert (str(entry.spec.year), '"Year"') in seen or not entry.spec.year
        for one in (entry.report, *entry.variants):
            assert (count(one.totals["params"]), '"Parameters"') in seen
            assert (count(one.totals["macs"]), '"MACs"') in seen


def test_pages_can_be_read_without_scripts(light: Open, site: Path) -> None:
    """The table of networks is all there; only its headings do nothing."""
    page = light(site / NETWORKS, scripts=False).page

    assert len(FEW) + 1 == len(page.query_selector_all(".sorted tbody th > a"))
    assert 0 == len(page.query_selector_all(".sorted > thead button"))
