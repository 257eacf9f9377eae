"""Reports in a browser: sorting, choosing rows, workings and folding, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from browser import Watched, axe, chromium, dark, light, open_page, overflow, phone, settle
from report_pages import number_of, own_page, zoo_page

from cnncost.library import analyze

__all__ = ["chromium", "dark", "light", "open_page", "phone"]

TINY = "name: tiny\ninput: 32x32x3\nlayers:\n  - a: conv(8, k=3) -> relu\n  - b: gap -> fc(10)\n"
PAIR = ("inception_v1", "naive")
# On what screen, of which networks, with all its parts unfolded or not.
SCREENS = [
    ("light", PAIR, True),
    ("phone", (), False),
    *(
        pytest.param(*screen, marks=pytest.mark.slow)
        for screen in [
            ("light", ("googlenet",), True),
            ("dark", PAIR, False),
            ("phone", PAIR, True),
            ("phone", ("mobilenet_v2",), False),
        ]
    ),
]
WORK = 10  # the ledger's column of MACs
Open = Callable[..., Watched]


@cache
def html(*names: str) -> str:
    return zoo_page(*names) if names else own_page(TINY)


def shown_rows(watched: Watched) -> list[list[str]]:
    """The texts of the ledger's rows that are seen, in their order."""
    script = """() => [...document.querySelectorAll('table.ledger tbody tr')].filter(r => !r.hidden)
        .map(r => [...r.cells].map(c => c.textContent))"""
    found: list[list[str]] = watched.page.evaluate(script)
    return found


def active(watched: Watched) -> str:
    """The text of the element that has the focus."""
    return str(watched.page.evaluate("() => document.activeElement.textContent.trim()"))


@pytest.mark.parametrize(("screen", "names", "unfolded"), SCREENS)
def test_a_report_is_accessible_and_fits(
    screen: str, names: tuple[str, ...], unfolded: bool, request: pytest.FixtureRequest
) -> None:
    """No serious fault for axe-core, and no page that scrolls sideways."""
    watched = request.getfixturevalue(screen)(html(*names))
    if unfolded:
        watched.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        settle(watched)

    if screen != "phone":
        assert [] == axe(watched, *(["color-contrast"] if screen == "dark" else []))
    assert not overflow(watched)


@pytest.mark.parametrize(("column", "first"), [("MACs", "descending"), ("layer", "ascending")])
def test_sorting_goes_there_and_back(light: Open, column: str, first: str) -> None:
    """A heading sorts, sorts the other way, and gives back the order of the network."""
    watched = light(html("googlenet"))
    before = shown_rows(watched)
    heading = watched.page.locator("table.ledger thead th", has_text=column)
    button = heading.get_by_role("button")
    seen = []
    for _ in range(3):
        button.focus()
        watched.page.keyboard.press("Enter")
        seen.append((heading.get_attribute("aria-sort"), shown_rows(watched)))
    (one, up), (other, down), (none, after) = seen

    assert {"ascending", "descending"} == {one, other}
    assert first == one
    assert "none" == none
    assert before == after
    assert sorted(map(tuple, before)) == sorted(map(tuple, up)) == sorted(map(tuple, down))
    if column == "MACs":
        counts = [number_of(row[WORK]) for row in up]
        assert sorted(counts, reverse=True) == counts
        assert sorted(counts) == [number_of(row[WORK]) for row in down]


def test_the_ledger_sorts_numbers_as_numbers(light: Open) -> None:
    """Nothing, 1,024 and 1,024,000 by size, and shapes by their product."""
    text = "input: 4x4x32\nlayers: relu -> conv(32) -> conv(32000) -> conv(2)\n"
    page = light(own_page(text)).page

    def sorted_by(column: str, at: int) -> list[str]:
        page.locator("table.ledger thead").get_by_role("button", name=column).press("Enter")
        rows = "[...document.querySelectorAll('.ledger tbody tr')]"
        script = f"(at) => {rows}.map(r => r.cells[at].textContent)"
        found: list[str] = page.evaluate(script, at)
        return found

    assert ["1,024,000", "64,000", "1,024", "·"] == sorted_by("weights", 7)
    assert ["4×4×32000", "4×4×32", "4×4×32", "4×4×2"] == sorted_by("output", 3)


def test_choosing_rows_shows_their_totals(light: Open) -> None:
    """Text and kind choose rows; their sums are those of the report, and all comes back."""
    report = analyze("googlenet")
    watched = light(html("googlenet"))
    page = watched.page
    page.get_by_label("Name contains").fill("3a/")
    page.locator("[data-filter=kind]").select_option("conv")
    chosen = [i for i, row in enumerate(report.rows) if "3a/" in row.path and row.kind == "conv"]
    shown = page.locator("table.ledger tfoot .shown td").all_text_contents()

    assert [report.rows[i].path for i in chosen] == [row[0] for row in shown_rows(watched)]
    assert int(report["weights"][chosen].sum()) == number_of(shown[1])
    assert int(report["macs"][chosen].sum()) == number_of(shown[4])
    assert "8.1" == shown[5]
    assert f"{len(chosen)} of 142 rows shown." == page.locator(".status").text_content()

    page.get_by_role("button", name="Show all").click()
    assert 142 == len(shown_rows(watched))
    assert page.locator("table.ledger tfoot .shown").is_hidden()


def test_a_click_on_a_number_shows_its_working(light: Open) -> None:
    """The panel has formula, numbers and result; what was clicked is marked."""
    watched = light(html("googlenet"))
    row = watched.page.locator("table.ledger tbody tr", has_text="3a/3x3.2").first
    row.locator("td").nth(WORK - 1).click()
    dialog = watched.page.get_by_role("dialog")

    assert "3a/3x3.2" == dialog.locator("h2").text_content()
    assert "H·W·N·K²·M = 28·28·96·3²·128 = 86,704,128" == dialog.locator(".asked").text_content()


def test_a_working_by_keyboard_alone(light: Open) -> None:
    """Tab reaches the table once, arrows go from row to row, Enter opens, Escape closes, and the
    focus is where it was."""
    watched = light(html("googlenet"))
    page = watched.page
    page.locator("table.ledger tbody a").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    last = active(watched)
    page.keyboard.press("Enter")
    assert page.get_by_role("dialog").is_visible()
    assert "classifier" in str(page.locator("dialog h2").text_content())
    page.keyboard.press("Escape")

    assert not page.locator("dialog").is_visible()
    assert last == active(watched) != ""
    page.keyboard.press("Tab")
    assert 0 == page.evaluate("() => document.activeElement.closest('table.ledger') ? 1 : 0")


def test_the_bars_are_shown_one_way_at_a_time(light: Open) -> None:
    """Three buttons, one of them pressed; on paper all three ways are there."""
    watched = light(html("googlenet"))
    page = watched.page
    ways = page.locator("#costs .way")
    for i, name in enumerate(("by stage", "by kind of layer", "layer by layer")):
        page.get_by_role("button", name=name).press("Enter")
        assert [i == j for j in range(3)] == [ways.nth(j).is_visible() for j in range(3)]
        assert "true" == page.get_by_role("button", name=name).get_attribute("aria-pressed")
    page.emulate_media(media="print")
    assert all(ways.nth(j).is_visible() for j in range(3))


def test_paper_has_no_controls_and_nothing_folded(light: Open) -> None:
    """Before printing all pictures unfold, workings stay folded, and then all is as it was."""
    watched = light(html("googlenet"))
    page = watched.page
    opened = "() => [...document.querySelectorAll('details')].filter(d => d.open).length"
    folded = page.locator("details:not(.workings)").count()
    assert 0 == page.evaluate(opened)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")

    assert folded == page.evaluate(opened) > 5
    assert not page.locator(".controls").is_visible()
    assert not page.get_by_role("button", name="by stage").is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert 0 == page.evaluate(opened)


def test_without_scripts_all_can_be_read(open_page: Open) -> None:
    """All bars are shown, no dead control is, and a row's name leads to its working."""
    watched = open_page(html("googlenet"), scripts=False)
    page = watched.page

    assert 3 == page.locator("#costs .way:visible").count()
    assert not page.locator(".controls").is_visible()
    page.locator("table.ledger a", has_text="3a/3x3.2").click()
    working = page.locator(".working:visible", has_text="86,704,128")
    assert working.first.is_visible()


def test_a_link_unfolds_the_network_it_leads_to(light: Open) -> None:
    """In a page about two, each one's sections are folded until they are asked for."""
    watched = light(html("inception_v1", "naive"))
    page = watched.page
    assert not page.locator("#n2-numbers").is_visible()
    page.get_by_role("navigation", name="Sections", exact=True).get_by_text("naive").click()

    assert page.locator("#n2-numbers").is_visible()
    assert not page.locator("#n1-numbers").is_visible()


def test_the_skip_link_is_first(light: Open) -> None:
    """The first stop leads past the links, and is seen when it has the focus."""
    watched = light(html("googlenet"))
    watched.page.keyboard.press("Tab")

    assert "Skip to the numbers" == active(watched)
    assert watched.page.locator("a.skip").bounding_box()["width"] > 50
