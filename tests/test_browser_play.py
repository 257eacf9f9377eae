"""The play page in a browser: what is moved, typed and pressed, and the numbers that follow."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from browser import PHONE, SCREEN, Watched, axe, overflow, screenshot
from play_page import At, drawn, play_page, slow
from test_play_operations import OPERATIONS, STARTS, counted_or_refused, meant

from cnncost import analyze
from cnncost.numbers import count
from cnncost.pages.play.operations import Operation, book, letters_of
from cnncost.spec import parse_spec

Open = Callable[..., Watched]
COLUMNS = ("macs", "weights")
STEPS = ("separable", "bottleneck")  # the factorisations that are shown each time
QUICK = ("conv",)  # the operation with most letters, shuffle, is among the slow ones


def of_operations(quick: tuple[str, ...]) -> list[Any]:
    """Every operation, those marked as slow that are not among the quick ones."""
    return [
        pytest.param(one, marks=[] if name in quick else [pytest.mark.slow])
        for name, one in OPERATIONS.items()
    ]


def text(watched: Watched, selector: str) -> str:
    """What an element says, once what was set off is drawn."""
    drawn(watched)
    return str(watched.page.locator(selector).inner_text())


def count_of(watched: Watched, selector: str) -> int:
    """How many such elements there are."""
    return int(watched.page.locator(selector).count())


def totals(watched: Watched) -> list[str]:
    """The two large numbers."""
    drawn(watched)
    said = "ids => ids.map((id) => document.getElementById(id).innerText)"
    return list(watched.page.evaluate(said, [f"total-{column}" for column in COLUMNS]))


def expected_totals(operation: Operation, letters: Mapping[str, int]) -> list[str] | None:
    """The same from Python; None where the setting is impossible."""
    report, _ = counted_or_refused(meant(operation, letters), letters)
    return report and [count(report.totals[column]) for column in COLUMNS]


def type_in(watched: Watched, letter: str, typed: str) -> None:
    """Replace what a letter's box says."""
    watched.page.locator(f"#box-{letter}").fill(typed)
    drawn(watched)


def slide(watched: Watched, letter: str, now: int, steps: int) -> int:
    """Move a slider some stops on or back, by keyboard; what the letter is then."""
    stops = book().letters[letter].stops
    watched.page.focus(f"#slider-{letter}")
    for _ in range(abs(steps)):
        watched.page.keyboard.press("ArrowRight" if steps > 0 else "ArrowLeft")
    return stops[min(max(stops.index(now) + steps, 0), len(stops) - 1)]


# --- numbers


@pytest.mark.parametrize("operation", of_operations(QUICK), ids=lambda one: one.name)
def test_sliders_moved_by_keyboard_change_the_numbers(at: At, operation: Operation) -> None:
    """Whatever the sliders are moved to, the numbers are Python's, or there are none."""
    chance = random.Random(operation.name)
    page = at(f"op={operation.name}&square=no&letters=P:0")
    if operation.more and not page.page.locator("#more").evaluate("more => more.open"):
        page.page.locator("#more summary").click()
    letters = {**STARTS, "P": 0}
    compared = 0
    for name in letters_of(operation):
        letters[name] = slide(page, name, letters[name], chance.randint(-2, 2))
        drawn(page)
        expected = expected_totals(operation, letters)
        compared += expected is not None
        if expected:
            assert expected == totals(page)
        else:
            assert (1, 0) == (count_of(page, "#trouble"), count_of(page, "#total-macs"))

    assert compared > 0


@pytest.mark.parametrize("operation", of_operations(QUICK), ids=lambda one: one.name)
def test_boxes_take_numbers_between_the_stops(at: At, operation: Operation) -> None:
    """A typed number counts as it is, and the slider goes to the nearest of its stops."""
    page = at(f"op={operation.name}")
    letters = {**STARTS, "H": 57, "W": 57, "N": 120, "R": 28, "M": 120, "K": 3}
    for name in letters_of(operation):
        if name in ("H", "N", "M", "R"):
            type_in(page, name, str(letters[name]))

    assert expected_totals(operation, letters) == totals(page)
    assert "56" == page.page.evaluate(
        "() => String(LETTERS.H.stops[document.getElementById('slider-H').value])"
    )


def test_a_separable_convolution_is_worked_out_as_on_the_command_line(at: At) -> None:
    """13,748,224 MACs, H·W·N·(K² + M), 1/8.41 of the standard: as ``explain separable`` prints."""
    page = at("op=separable")
    table = text(page, "#work-macs")

    assert ["13,748,224", "17,536"] == totals(page)
    assert "1/8.41 of the standard convolution" == text(page, "#share-macs")
    for part in ("H·W·N·(K² + M)", "28·28·128·(3² + 128)", "= 115,605,504", "here 1/8.41"):
        assert part in table


def test_operations_are_chosen_in_the_list_and_in_the_bars(at: At) -> None:
    """The list and the bars lead to the same setting, whichever it is."""
    page = at("")
    for listed, barred in (("shuffle", "fire"), ("depthwise", "conv")):
        page.page.locator("#op").select_option(listed)
        assert expected_totals(OPERATIONS[listed], STARTS) == totals(page)
        assert text(page, "#setting").startswith(OPERATIONS[listed].title)
        page.page.locator(f"#bar-{barred}").click()
        assert expected_totals(OPERATIONS[barred], STARTS) == totals(page)
        assert text(page, "#setting").startswith(OPERATIONS[barred].title)


def test_a_square_map_has_one_slider_for_both_sides(at: At) -> None:
    """The width goes with the height until the box is no longer ticked."""
    page = at("")
    type_in(page, "H", "14")
    assert page.page.locator("#box-W").count() == 0
    page.page.locator("#square").uncheck()
    type_in(page, "W", "7")

    assert expected_totals(OPERATIONS["conv"], {**STARTS, "H": 14, "W": 7}) == totals(page)


def test_padding_is_half_the_window_until_it_is_a_number(at: At) -> None:
    """The box shows the padding that was worked out; unticked, it takes a number."""
    page = at("letters=K:5")
    page.page.locator("#more summary").click()
    assert "2" == page.page.locator("#box-P").input_value()
    page.page.locator("#automatic").uncheck()
    type_in(page, "P", "0")

    assert expected_totals(OPERATIONS["conv"], {**STARTS, "K": 5, "P": 0}) == totals(page)
    assert "24×24×128" in text(page, "#output")


def test_the_switch_shows_one_column(at: At) -> None:
    """MACs, weights or both are worked out."""
    page = at("")
    for shown, expected in (("macs", [1, 0]), ("weights", [0, 1]), ("both", [1, 1])):
        page.page.locator(f"#show-{shown}").check()
        drawn(page)
        found = [page.page.locator(f"#work-{column}").count() for column in COLUMNS]
        assert expected == found


def test_weights_have_their_share_of_the_standard(at: At) -> None:
    """A separable convolution has N·(9 + M) weights where the standard one has 9·N·M."""
    page = at("op=separable&letters=N:64,M:32")

    # (9 + 32)/(9·32) of the weights: 64·(9 + 32) = 2,624 of 18,432
    assert "1/7.02 of the standard convolution" == text(page, "#share-weights")


@pytest.mark.parametrize(
    ("operation", "formula"),
    [("separable", "H·W·N·(K² + M)"), ("bottleneck", "")],  # its first layer keeps 28×28
)
def test_a_total_has_one_formula_where_all_outputs_are_alike(
    at: At, operation: str, formula: str
) -> None:
    """With stride 2 the sum is a formula of one H and W only if all layers put out that size."""
    page = at(f"op={operation}&letters=S:2")
    line = page.page.locator("#work-macs tr.strong td.formula").first

    assert formula == line.inner_text()


def test_bars_say_how_much_of_the_standard(at: At) -> None:
    """Each operation's share of the standard convolution: 1/9 + 1/128 for the separable one."""
    page = at("")
    shares = {
        name: page.page.locator(f"tr:has(#bar-{name}) td.number").nth(1).inner_text()
        for name in ("conv", "pointwise", "depthwise", "separable")
    }

    assert {"conv": "1", "pointwise": "1/9", "depthwise": "1/128", "separable": "1/8.41"} == shares


# --- what cannot be


@pytest.mark.parametrize(
    ("fragment", "letter", "message", "remedy"),
    [
        ("op=grouped&letters=G:5", "G", "groups (G = 5) must divide both the input", "Try G = 4"),
        ("letters=K:7,H:4,W:4,P:0", "K", "A 7×7 window does not fit", "K = 4"),
        ("op=fire&letters=M:129", "M", "129/2 is not a whole number", "M = 128 or 130"),
        ("op=inception&letters=M:100", "M", "100/8 is not a whole number", "M = 96 or 104"),
    ],
)
def test_an_impossible_setting_says_why(
    at: At, fragment: str, letter: str, message: str, remedy: str
) -> None:
    """The letter to blame is red, with the engine's reason and what to try; there is no result."""
    page = at(fragment)
    said = text(page, f"#problem-{letter}")

    assert message in said
    assert remedy in said
    assert message in text(page, "#trouble")
    assert text(page, "#trouble").startswith("This layer cannot be. ")
    assert "true" == page.page.locator(f"#box-{letter}").get_attribute("aria-invalid")
    assert page.page.locator("#total-macs").count() == 0


@pytest.mark.parametrize(
    "typed", ["abc", "", "0", *(slow(one) for one in ("-3", "3.5", "1e3", "99999999", "<b>"))]
)
def test_what_is_no_number_is_said_and_kept(at: At, typed: str) -> None:
    """What cannot be read stays in the box in red; the last result stays, greyed, and says so."""
    page = at("")
    type_in(page, "K", typed)
    kept, problem, stale = page.page.evaluate("""() => [
      document.getElementById("box-K").value,
      document.getElementById("problem-K").innerText,
      document.getElementById("stale").innerText,
    ]""")

    assert typed == kept
    assert "K is a whole number from 1 to 1,000." == problem
    assert "the last setting that could" in stale
    assert ["115,605,504", "147,456"] == totals(page)
    type_in(page, "K", "5")
    assert page.page.locator("#problem-K, #stale").count() == 0
    assert expected_totals(OPERATIONS["conv"], {**STARTS, "K": 5}) == totals(page)


# --- keyboard, links


def test_arrows_in_a_box_go_one_up_or_down(at: At) -> None:
    """Up and down change the number, and the focus stays where it was."""
    page = at("")
    box = page.page.locator("#box-K")
    for key in ("ArrowUp", "ArrowUp", "ArrowDown"):
        box.press(key)
        drawn(page)

    assert "4" == box.input_value()
    assert "box-K" == page.page.evaluate("() => document.activeElement.id")


def test_everything_is_reached_by_tab(light: Open) -> None:
    """Every control is met on the way through the page with the tabulator."""
    page = light(play_page(), fragment="op=grouped&letters=S:2&pinned=conv")
    drawn(page)
    page.page.evaluate("""() => {
      window.met = [];
      addEventListener("focusin", ({ target }) => window.met.push(target.id));
    }""")
    wanted = set(
        page.page.evaluate("""() => [...document.querySelectorAll(
      'button:not([disabled]), select, input:not([disabled]), summary')]
      .filter((one) => one.checkVisibility() && one.id).map((one) => one.id)""")
    )
    missed = {one for one in wanted if not one.startswith("show-")}
    for i in range(len(wanted) + 30):
        page.page.keyboard.press("Tab")
        if i % 10 == 9 and missed <= {*page.page.evaluate("() => window.met")}:
            break

    assert len(wanted) > 20
    assert set() == missed - {*page.page.evaluate("() => window.met")}


def test_a_setting_comes_back_from_its_link(at: At) -> None:
    """The address says all: opened again it shows the same, letter by letter."""
    page = at("")
    page.page.locator("#op").select_option("separable")
    page.page.locator("#pin-this").click()
    type_in(page, "K", "5")
    page.page.locator("#factor-next").click()
    drawn(page)
    parts = ("#setting", "#total-macs", "#pin", "#factor")
    before = [text(page, part) for part in parts]
    page.page.reload()

    assert "op=separable" in page.page.evaluate("() => location.hash")
    assert before == [text(page, part) for part in parts]


def test_back_and_forward_go_from_choice_to_choice(at: At) -> None:
    """The browser's own buttons undo and redo the choice of an operation."""
    page = at("")
    page.page.locator("#op").select_option("separable")
    drawn(page)
    page.page.locator("#op").select_option("fire")
    drawn(page)
    seen = []
    for move in (page.page.go_back, page.page.go_back, page.page.go_forward):
        move()
        seen.append(text(page, "#setting").split(" on ")[0])

    titles = [OPERATIONS[name].title for name in ("separable", "conv", "separable")]
    assert titles == seen


def test_a_link_typed_into_the_address_is_followed(at: At) -> None:
    """A new text behind the sign changes the page without loading it again."""
    page = at("")
    page.page.evaluate("() => { location.hash = '#op=depthwise&letters=N:64'; }")

    assert expected_totals(OPERATIONS["depthwise"], {**STARTS, "N": 64}) == totals(page)


def test_bars_of_other_sizes_say_so_where_a_setting_cannot_be(at: At) -> None:
    """Five groups do not divide 128 channels; with stride 2 an inception module still has 28×28."""
    page = at("op=grouped&letters=G:5,S:2")
    row = page.page.locator("tr:has(#bar-inception)")

    assert "puts out 28×28×128" in row.inner_text()
    assert "puts out" not in page.page.locator("tr:has(#bar-conv)").inner_text()


def test_a_bar_leads_to_what_it_shows(at: At) -> None:
    """A depthwise convolution puts out its 60 channels, and so do the others beside it."""
    page = at("op=depthwise&letters=N:60,M:192")
    expected = expected_totals(OPERATIONS["conv"], {**STARTS, "N": 60, "M": 60})
    row = text(page, "tr:has(#bar-conv)")
    page.page.locator("#bar-conv").click()

    assert "at M = 60" in row
    assert expected is not None
    assert expected[0] in row
    assert expected == totals(page)


# --- pin, factor, take along


def test_pinned_settings_show_which_factors_differ(at: At) -> None:
    """G 1 → 4 is a quarter, K 3 → 5 is 25/9, and both multiply to the ratio."""
    page = at("op=grouped&letters=G:1")
    page.page.locator("#pin-this").click()
    type_in(page, "G", "4")
    type_in(page, "K", "5")
    said = text(page, "#factors-macs")

    assert "G 1 → 4: 1/4" in said
    assert "K 3 → 5: 25/9" in said
    assert "25/9 · 1/4 = 25/36" in said
    assert "1/1.44" == page.page.locator("[id='pin-B/A-macs']").inner_text()


def test_what_cannot_be_is_not_compared(at: At) -> None:
    """Beside a setting that is impossible there are no factors, and that is said."""
    page = at("op=grouped&letters=G:5&pinned=conv")

    assert "One of the two cannot be, so they are not compared." in text(page, "#pin")
    assert 0 == count_of(page, ".factors")


def test_factors_of_a_sum_multiply_one_after_the_other(at: At) -> None:
    """In K² + M first 9 + 128 becomes 25 + 128, then 25 + 256: the product is exact."""
    page = at("op=separable&letters=K:5,M:256&pinned=separable")
    said = text(page, "#factors-macs")

    assert "one after the other" in said
    assert "K 3 → 5: 153/137 (1.12×)" in said
    assert "M 128 → 256: 281/153" in said
    assert "153/137 · 281/153 = 281/137 (2.05×)" in said
    assert 3 == page.page.locator("#pin th[scope=col]").count()
    assert "" not in page.page.locator("#pin th").all_inner_texts()


def test_what_is_pressed_keeps_the_focus(at: At) -> None:
    """After a key on an operation's bar, on pinning and unpinning, the focus is still there."""
    page = at("")
    for pressed, then in (
        ("bar-separable", "bar-separable"),
        ("pin-this", "pin-this"),
        ("unpin", "pin-this"),
    ):
        page.page.locator(f"#{pressed}").press("Enter")
        drawn(page)
        assert then == page.page.evaluate("() => document.activeElement.id")

    assert "true" == page.page.locator("#bar-separable").get_attribute("aria-current")


def test_a_box_reads_thousands_and_takes_back(at: At) -> None:
    """1,024 is read as the page writes it; Escape brings what was there before."""
    page = at("")
    page.page.locator("#box-N").fill("")
    page.page.locator("#box-N").press_sequentially("1,024")
    assert expected_totals(OPERATIONS["conv"], {**STARTS, "N": 1024}) == totals(page)
    page.page.locator("#box-N").press("Escape")

    assert expected_totals(OPERATIONS["conv"], STARTS) == totals(page)
    assert "128" == page.page.locator("#box-N").input_value()


def test_a_question_says_whether_there_are_biases(at: At) -> None:
    """A 3×3 convolution from 128 to 128 channels without bias has 147,456 parameters."""
    page = at("guess=params")
    assert text(page, "#guess-about").endswith(", without bias")
    page.page.locator("#guess-answer").fill("147456")
    page.page.locator("#guess-answer").press("Enter")
    assert "Right: 147,456 parameters" in text(page, "#guess-verdict")
    page.page.locator("#op").select_option("fire")

    assert text(page, "#guess-about").endswith(", with biases")


def test_a_size_is_three_numbers(at: At) -> None:
    """One number is not judged but asked about; blanks part three as well as ×."""
    page = at("guess=output&letters=M:64")
    for typed, said in (("28", "A size has 3 numbers"), ("28 28 64", "Right: 28×28×64")):
        page.page.locator("#guess-answer").fill(typed)
        page.page.locator("#guess-answer").press("Enter")
        assert said in text(page, "#guess-verdict")


def test_what_of_a_link_cannot_be_used_is_said(at: At) -> None:
    """It stands at the top until something is set."""
    page = at("op=typo&letters=K:0,N:64")
    said = text(page, "#unused")
    page.page.locator("#op").select_option("fire")

    assert "These parts of the link could not be used: op=typo, letters=K:0." == said
    assert "" == text(page, "#unused")


def test_a_phone_shows_the_numbers_beside_the_sliders(phone: Open) -> None:
    """The line is there until the results are on the screen, and while a question is open not."""
    page = phone(play_page(), fragment="op=separable")
    page.page.locator("#glance").wait_for()
    slide(page, "K", 3, 2)
    line = text(page, "#glance")
    page.page.locator("#total-macs").scroll_into_view_if_needed()
    page.page.locator("#glance").wait_for(state="hidden")
    page.page.locator("#guess-on").check()

    for total in expected_totals(OPERATIONS["separable"], {**STARTS, "K": 5}) or [""]:
        assert total in line
    assert "" == page.page.locator("#glance").text_content()


@pytest.mark.parametrize(
    "name", [one if one in STEPS else slow(one) for one in book().factorisations]
)
def test_bars_shrink_step_by_step(at: At, name: str) -> None:
    """Each step shows Python's numbers, and its bar is as long as its share of the first."""
    steps = [analyze(form.spec).totals for _, form in book().factorisations[name].steps]
    page = at(f"factor={name}:1")
    read = """column => {
      const row = document.getElementById(`factor-${column}`);
      return [row.innerText, parseFloat(row.querySelector(".bar").style.width)];
    }"""
    for i, step in enumerate(steps):
        for column in COLUMNS:
            said, width = page.page.evaluate(read, column)
            assert count(step[column]) in said
            assert 100 * step[column] / steps[0][column] == pytest.approx(width, abs=0.01)
        if i < len(steps) - 1:
            page.page.locator("#factor-next").press("Enter")
            drawn(page)
    assert "true" == page.page.locator("#factor-next").get_attribute("aria-disabled")
    assert "factor-next" == page.page.evaluate("() => document.activeElement.id")


def test_the_setting_as_yaml_counts_the_same(light: Open) -> None:
    """The text that is copied is a spec, and cnncost counts what the page shows."""
    page = light(play_page(), fragment="letters=N:240,M:240,G:4,R:60,K:5")
    page.page.evaluate("() => { Object.defineProperty(navigator, 'clipboard', {}); }")
    for name in OPERATIONS:
        page.page.evaluate("name => chooseOp(name)", name)
        drawn(page)
        page.page.evaluate("document.getElementById('copy-yaml').click()")
        drawn(page)
        report = analyze(parse_spec(page.page.locator("#copy-text").input_value()))

        assert [count(report.totals[column]) for column in COLUMNS] == totals(page)


def test_the_link_is_shown_where_it_cannot_be_copied(light: Open) -> None:
    """Without a clipboard the link stands in a box, selected, to be copied by hand."""
    page = light(play_page(), fragment="op=fire")
    page.page.evaluate("() => { Object.defineProperty(navigator, 'clipboard', {}); }")
    page.page.locator("#copy-link").click()
    page.page.locator("#copy-text").wait_for()
    drawn(page)

    assert "The browser does not let this page copy." == text(page, "#copied")
    assert page.page.locator("#copy-text").input_value().endswith("#op=fire")
    assert "#op=fire" in page.page.evaluate("() => String(getSelection())")


def test_the_picture_can_be_downloaded(light: Open) -> None:
    """The drawing of the connections is saved as a file that stands alone."""
    page = light(play_page(), fragment="op=separable")
    with page.page.expect_download() as download:
        page.page.get_by_role("button", name="Download the picture").click()
    saved = Path(download.value.path()).read_text("utf-8")

    assert saved.startswith("<svg")
    assert "depthwise separable convolution" in saved


# --- how it looks


@pytest.mark.parametrize(
    "size", [slow(SCREEN), slow((768, 1024)), slow(PHONE), (360, 740)], ids=str
)
def test_nothing_sticks_out(at: At, size: tuple[int, int]) -> None:
    """However narrow the screen, the page does not scroll sideways."""
    page = at("")
    page.page.set_viewport_size({"width": size[0], "height": size[1]})
    for name in OPERATIONS:
        at(f"op={name}&pinned=conv&factor=bottleneck:2&letters=G:5")

        assert not overflow(page), name
    at("op=inception&guess=params")
    assert not overflow(page)
    page.page.set_viewport_size({"width": SCREEN[0], "height": SCREEN[1]})


@pytest.mark.parametrize(
    ("fragment", "is_dark"),
    [
        ("op=separable&pinned=conv,K:5", True),
        slow("op=grouped&letters=G:5", False),
        slow("op=separable&pinned=conv,K:5", False),
        slow("op=grouped&letters=G:5", True),
        slow("op=shuffle&letters=S:2,M:256&factor=inception:2", False),
        slow("op=shuffle&letters=S:2,M:256&factor=inception:2", True),
    ],
)  # fmt: skip
def test_axe_finds_nothing_grave(open_page: Open, fragment: str, is_dark: bool) -> None:
    """No serious fault of accessibility, light or dark, with results, errors and comparisons."""
    page = open_page(play_page(), fragment=fragment, dark=is_dark)
    drawn(page)
    screenshot(page, f"play-{fragment[3:9]}-{'dark' if is_dark else 'light'}")

    assert [] == axe(page)


def test_print_has_the_setting_and_the_result(light: Open) -> None:
    """On paper stand the setting, its numbers and its pictures, without the controls."""
    page = light(play_page(), fragment="op=separable&letters=K:5")
    page.page.emulate_media(media="print")
    visible: Callable[[str], Any] = lambda one: page.page.locator(one).is_visible()  # noqa: E731

    assert [True, True, True] == [visible(x) for x in ("#setting", "#total-macs", "#work-macs")]
    assert [False, False] == [visible(x) for x in ("#controls", "#pin-this")]


def test_print_names_the_layers_of_a_network(light: Open) -> None:
    """Their names are buttons on the screen, and on paper they are still there."""
    page = light(play_page("squeezenet"))
    page.page.emulate_media(media="print")

    assert page.page.get_by_text("fire2", exact=True).is_visible()


def test_print_fits_the_sheet(light: Open) -> None:
    """The setting stands right below the title, no section waits for a sheet of its own, and
    nothing is wider than the paper."""
    page = light(play_page(), fragment="op=separable&pinned=conv", size=(720, 1000))
    page.page.emulate_media(media="print")
    title, setting = (page.page.locator(x).bounding_box() for x in ("h1", "#setting"))
    breaks = "section => getComputedStyle(section).breakInside"

    assert not overflow(page)
    assert setting["y"] - title["y"] - title["height"] < 40
    assert "auto" == page.page.locator(".part-result").evaluate(breaks)


def test_without_scripts_the_page_says_so(light: Open) -> None:
    """Where JavaScript is off there is a sentence, not an empty page."""
    page = light(play_page(), scripts=False)

    assert "counts in JavaScript" in page.page.locator("noscript").inner_text()
