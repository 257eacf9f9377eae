"""Reports in a browser: sorting, choosing rows, workings and folding, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from browser import Watched, axe, overflow, settle
from report_pages import number_of, own_page
from report_pages import zoo_page as html

from cnncost.library import analyze

TINY = """\
name: tiny
input: 32x32x3
layers:
  - a: conv(8, k=3) -> relu
  - b: maxpool(2, s=2) -> conv(4)
"""
PAIR = ("inception_v1", "naive")
# On what screen, of which networks, with all its parts unfolded or not; no name is the tiny one.
SCREENS = [
    ("light", (), True),
    ("phone", PAIR, True),
    *(
        pytest.param(*screen, marks=pytest.mark.slow)
        for screen in [
            ("light", ("googlenet",), False),
            ("light", PAIR, True),
            ("dark", PAIR, False),
            ("phone", (), False),
            ("phone", ("mobilenet_v2",), False),
        ]
    ),
]
WORK = 10  # the ledger's column of MACs
NAME = "inception_v1"
Open = Callable[..., Watched]


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
    watched = request.getfixturevalue(screen)(html(*names) if names else own_page(TINY))
    if unfolded:
        watched.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        settle(watched)

    if screen != "phone":
        assert [] == axe(watched, *(["color-contrast"] if screen == "dark" else []))
    assert not overflow(watched)


@pytest.mark.parametrize(("column", "first"), [("MACs", "descending"), ("layer", "ascending")])
def test_sorting_goes_there_and_back(light: Open, column: str, first: str) -> None:
    """A heading sorts, sorts the other way, and gives back the order of the network."""
    watched = light(html(NAME))
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
    """Text and kind choose rows; their sums are those of the report, and all comes back.

    192·96 + 96·128·9 of 163,328 weights, each used 28·28 times, are 79.0 % of the MACs.
    """
    report = analyze(NAME)
    watched = light(html(NAME))
    page = watched.page
    page.get_by_label("Name contains").fill("3x3")
    page.locator("[data-filter=kind]").select_option("conv")
    chosen = [i for i, row in enumerate(report.rows) if "3x3" in row.path and row.kind == "conv"]
    shown = page.locator("table.ledger tfoot .shown td").all_text_contents()

    assert [report.rows[i].path for i in chosen] == [row[0] for row in shown_rows(watched)]
    assert int(report["weights"][chosen].sum()) == number_of(shown[1])
    assert int(report["macs"][chosen].sum()) == number_of(shown[4])
    assert "79.0" == shown[5]
    assert f"{len(chosen)} of 14 rows shown." == page.locator(".status").text_content()

    page.get_by_role("button", name="Show all").click()
    assert 14 == len(shown_rows(watched))
    assert page.locator("table.ledger tfoot .shown").is_hidden()


def test_a_click_on_a_number_shows_its_working(light: Open) -> None:
    """The panel has formula, numbers and result; what was clicked is marked."""
    watched = light(html(NAME))
    row = watched.page.locator("table.ledger tbody tr", has_text="3x3.2")
    row.locator("td").nth(WORK - 1).click()
    dialog = watched.page.get_by_role("dialog")

    assert "3x3.2" == dialog.locator("h2").text_content()
    assert "H·W·N·K²·M = 28·28·96·3²·128 = 86,704,128" == dialog.locator(".asked").text_content()


def test_a_working_by_keyboard_alone(light: Open) -> None:
    """Tab reaches the table once, arrows go from row to row, Enter opens, Escape closes, and the
    focus is where it was."""
    watched = light(html(NAME))
    page = watched.page
    page.locator("table.ledger tbody a").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    last = active(watched)
    page.keyboard.press("Enter")
    assert page.get_by_role("dialog").is_visible()
    assert "concat" in str(page.locator("dialog h2").text_content())
    page.keyboard.press("Escape")

    assert not page.locator("dialog").is_visible()
    assert last == active(watched) != ""
    page.keyboard.press("Tab")
    assert 0 == page.evaluate("() => document.activeElement.closest('table.ledger') ? 1 : 0")


def test_the_bars_are_shown_one_way_at_a_time(light: Open) -> None:
    """Three buttons, one of them pressed; on paper all three ways are there."""
    watched = light(html(NAME))
    page = watched.page
    ways = page.locator("#costs .way")
    for i, name in enumerate(("by stage", "by kind of layer", "layer by layer")):
        page.get_by_role("button", name=name).press("Enter")
        assert [i == j for j in range(3)] == [ways.nth(j).is_visible() for j in range(3)]
        assert "true" == page.get_by_role("button", name=name).get_attribute("aria-pressed")
    page.emulate_media(media="print")
    assert all(ways.nth(j).is_visible() for j in range(3))


def test_paper_has_no_controls_and_nothing_folded(light: Open) -> None:
    """Before printing all is unfolded, the workings too, and then all is as it was."""
    watched = light(html(*PAIR))
    page = watched.page
    opened = "() => [...document.querySelectorAll('details')].filter(d => d.open).length"
    assert 0 == page.evaluate(opened)
    print_it(watched)

    assert page.locator("details").count() == page.evaluate(opened) > 5
    assert not page.locator(".controls").first.is_visible()
    assert not page.get_by_role("button", name="by stage").first.is_visible()
    assert page.locator("#n1-working .working").last.is_visible()
    assert not page.locator(".paper").first.is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert 0 == page.evaluate(opened)


def test_too_many_workings_are_printed_if_they_are_unfolded(
    light: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else paper has a sentence in their place; the screen has none."""
    monkeypatch.setattr("cnncost.pages.report.working.MOST_ON_PAPER", 2)
    watched = light(own_page.__wrapped__(TINY))
    page = watched.page
    note, workings = page.locator(".paper"), page.locator("details.workings")
    assert not note.is_visible()
    print_it(watched)
    assert not page.locator(".working").first.is_visible()
    assert "On paper the workings are left out where they are folded: unfold them, then print." == (
        note.inner_text()
    )
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    workings.evaluate("(details) => details.open = true")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")

    assert page.locator(".working").last.is_visible()
    assert not note.is_visible()


def print_it(watched: Watched) -> None:
    """Show the page as it is on paper, and tell it so."""
    watched.page.emulate_media(media="print")
    watched.page.evaluate("dispatchEvent(new Event('beforeprint'))")


def test_without_scripts_all_can_be_read(open_page: Open) -> None:
    """All bars are shown, no dead control is, and a row's name leads to its working."""
    watched = open_page(html(NAME), scripts=False)
    page = watched.page

    assert 3 == page.locator("#costs .way:visible").count()
    assert not page.locator(".controls").is_visible()
    page.locator("table.ledger a", has_text="3x3.2").click()
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
    watched = light(html(NAME))
    watched.page.keyboard.press("Tab")

    assert "Skip to the numbers" == active(watched)
    assert watched.page.locator("a.skip").bounding_box()["width"] > 50


def test_a_phone_shows_every_verdict(phone: Open) -> None:
    """Printed number, ours and the verdict stand below each claim, none of them off the screen."""
    page = phone(html(NAME)).page
    seen = page.locator("table.claims tbody td").evaluate_all(
        "(cells) => cells.map((cell) => cell.getBoundingClientRect().right <= innerWidth)"
    )

    assert len(seen) >= 3
    assert all(seen)


def test_names_of_rows_stay_where_many_networks_are_compared(phone: Open) -> None:
    """A table that scrolls sideways keeps its first column."""
    page = phone(html(*PAIR, "fire")).page
    name = page.locator("table.compared th[scope=row]").first
    before = name.bounding_box()
    box = page.locator(".wide", has=page.locator("table.compared")).first
    box.evaluate("(box) => (box.scrollLeft = 1000)")

    assert box.evaluate("(box) => box.scrollLeft") > 0
    assert before == name.bounding_box()
