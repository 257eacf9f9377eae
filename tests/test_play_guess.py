"""Guess first: questions drawn from a seed, and the panel that asks them in a browser."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from browser import Watched, axe, overflow, screenshot
from javascript import asked, engine
from play_page import At, drawn, play_page, slow
from test_browser_play import QUICK

from cnncost import analyze, load
from cnncost.numbers import count
from cnncost.pages.play.operations import book
from cnncost.pages.play.page import SCRIPTS, scripts
from cnncost.slips import wrong_value
from cnncost.slips.catalogue import slips

Open = Callable[..., Watched]
OPERATIONS = tuple(book().operations)
CONV = 28 * 28 * 128 * 9 * 128  # the setting that the page starts with


# --- questions, without a page


@cache
def questions() -> Any:
    """The scripts that need no page, with LeNet-5 as the network."""
    named = dict(zip(SCRIPTS, scripts(load("lenet5")), strict=True))
    first = SCRIPTS[: SCRIPTS.index("dom.js")]
    return engine(*(named[name] for name in (*first, "state.js")))


@pytest.mark.parametrize("operation", OPERATIONS)
def test_drawn_letters_are_possible(operation: str) -> None:
    """Of any seed come letters within their bounds, at which the operation can stand."""
    drawn = [
        asked(questions(), f"drawnLetters('{operation}', {seed})") for seed in (0, 1, 7, 999_999)
    ]
    for letters in drawn:
        complete = f"measured('{operation}', {_numbers(letters)}).walked.complete"

        assert asked(questions(), complete) is True
        assert all(
            letter.least <= letters[name] <= letter.most or name == "P"
            for name, letter in book().letters.items()
        )
    assert len({tuple(letters.items()) for letters in drawn}) > 1


def _numbers(letters: dict[str, Any]) -> str:
    return "{" + ", ".join(f"{name}: {value}" for name, value in letters.items()) + "}"


def test_the_same_seed_draws_the_same() -> None:
    """The generator has no other source of chance; its numbers are below their bound."""
    twice = [asked(questions(), "drawnLetters('grouped', 17)") for _ in range(2)]
    below = asked(questions(), "(() => { const random = randomFrom(3);"
                  " return Array.from({ length: 500 }, () => random(7)); })()")  # fmt: skip

    assert twice[0] == twice[1]
    assert set(range(7)) == set(below)


def test_a_layer_that_is_drawn_costs_something() -> None:
    """Of LeNet-5 none is drawn that takes no MACs, and in time all others are."""
    report = analyze("lenet5")
    costs = {i for i, macs in enumerate(report["macs"]) if macs > 0}
    drawn = asked(questions(), "Array.from({ length: 200 }, (_, seed) =>"
                  " drawnRow(walk(NETWORK), 'macs', seed))")  # fmt: skip

    assert costs == set(drawn)


@pytest.mark.parametrize(
    ("text", "read", "written"),
    [
        ("macs", {"quantity": "macs", "seed": None, "row": None}, "macs"),
        ("output:17", {"quantity": "output", "seed": 17, "row": None}, "output:17"),
        ("weights:17:5", {"quantity": "weights", "seed": 17, "row": 5}, "weights:17:5"),
        ("params::5", {"quantity": "params", "seed": None, "row": 5}, "params::5"),
        ("macs:1e9:-1", {"quantity": "macs", "seed": None, "row": None}, "macs"),
        ("macs:9999999", {"quantity": "macs", "seed": None, "row": None}, "macs"),
        ("flops", None, ""),
        ("constructor", None, ""),
        ("<b>", None, ""),
        ("", None, ""),
    ],
)
def test_links_to_questions(text: str, read: object, written: str) -> None:
    """What a link asks for, of known quantities and small whole numbers only."""
    assert read == asked(questions(), f"readGuess('{text}') ?? null")
    assert written == asked(questions(), f"writeGuess(readGuess('{text}') ?? null)")


# --- the panel in a browser


def said(watched: Watched, selector: str) -> str:
    """What an element says once everything is drawn."""
    drawn(watched)
    return str(watched.page.locator(selector).inner_text())


def answer(watched: Watched, text: object) -> str:
    """Type an answer by keyboard, and what is said to it."""
    box = watched.page.locator("#guess-answer")
    box.fill(str(text))
    box.press("Enter")
    return said(watched, "#guess-verdict")


def whole_text(watched: Watched) -> str:
    """All text of the page, whether it is seen or not, but for its scripts."""
    drawn(watched)
    taken = "() => { const copy = document.body.cloneNode(true);"
    taken += " copy.querySelectorAll('script, style').forEach((one) => one.remove());"
    return str(watched.page.evaluate(f"{taken} return copy.outerHTML; }}"))


@pytest.mark.parametrize("operation", [*QUICK, *(slow(x) for x in OPERATIONS if x not in QUICK)])
def test_the_number_is_not_in_the_page(at: At, operation: str) -> None:
    """While a question is open neither total stands anywhere, and once it is shown both do."""
    watched = at(f"op={operation}&guess=macs")
    totals = watched.page.evaluate("() => Object.values(viewOf(state).walked.totals).map(String)")
    macs = max(map(int, totals))
    hidden = whole_text(watched)
    watched.page.locator("#guess-show").click()

    assert count(macs) not in hidden
    assert str(macs) not in hidden
    assert watched.page.locator("#guess-right").inner_text() not in hidden
    assert said(watched, "#guess-right") in said(watched, "#guess")
    assert said(watched, "#total-macs") + " MACs" == said(watched, "#guess-right")


def test_an_answer_is_judged(at: At) -> None:
    """Unread, wrong, a slip with its hint first, another convention, and right at last."""
    watched = at("")
    watched.page.locator("#guess-on").check()
    slip = slips()["macs.cin.missing"]
    wrong = wrong_value(slip, analyze("conv3x3"), of="macs")

    assert "Write your answer first." == answer(watched, "")
    assert "Write the whole number, with all its digits." == answer(watched, "115M")
    assert "No usual slip leads to it." in answer(watched, 12_345)
    assert slip.nudge in answer(watched, wrong)
    assert slip.says not in said(watched, "#guess-verdict")
    watched.page.locator("#guess-tell").click()
    assert slip.says in said(watched, "#guess-verdict")
    assert f"cnncost explain {slip.read}" in said(watched, "#guess-verdict")
    assert "Nearly right." in answer(watched, 2 * CONV)
    assert 0 == watched.page.locator("#total-macs").count()
    assert f"Right: {CONV:,} MACs" in answer(watched, f"{CONV:,}")
    assert f"{CONV:,}" == said(watched, "#total-macs")
    assert "1 of 1 question right in this sitting." == said(watched, "#guess-tally")


def test_what_was_shown_is_not_right(at: At) -> None:
    """Who has the answer shown cannot earn it, and another setting is another question."""
    watched = at("guess=weights")
    watched.page.locator("#guess-show").click()
    assert "147,456 weights" == said(watched, "#guess-right")
    watched.page.locator("#box-K").fill("1")
    drawn(watched)

    assert 0 == watched.page.locator("#guess-right").count()
    assert "" == watched.page.locator("#guess-answer").input_value()
    assert f"Right: {128 * 128:,} weights" in answer(watched, 128 * 128)
    assert "1 of 2 questions right in this sitting." == said(watched, "#guess-tally")


def link(watched: Watched) -> str:
    return str(watched.page.evaluate("location.href"))


def test_a_link_is_one_question(at: At) -> None:
    """A seed in a link gives everybody the same letters; who moves one has another question."""
    first = at("op=grouped&guess=macs:42")
    asked_first = said(first, "#guess-about")
    first.page.reload()

    assert asked_first == said(first, "#guess-about")
    first.page.locator("#guess-new").click()
    assert asked_first != said(first, "#guess-about")
    assert "macs:43" in link(first)
    first.page.locator("#box-N").fill("44")
    drawn(first)
    assert link(first).endswith("guess=macs")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("28x28x128", "Right: 28×28×128."),
        ("128x28x30", "Sizes are written HxWxC here"),
        ("28x28", "A size has 3 numbers"),
        ("26x26x128", slips()["size.pad.ignored"].nudge),
    ],
)
def test_sizes(at: At, typed: str, expected: str) -> None:
    """The output of a 3×3 convolution with padding, as height, width and channels."""
    assert expected in answer(at("guess=output"), typed)


def test_a_network_is_asked_about(light: Open) -> None:
    """All of it, or one of its layers, told with its numbers and not with a module's letters."""
    watched = light(play_page("googlenet"), fragment="guess=macs")
    hidden = whole_text(watched)
    total = analyze("googlenet").totals["macs"]

    assert f"{total:,}" not in hidden
    assert "How many MACs does googlenet take?" in said(watched, "#guess")
    assert f"Right: {total:,} MACs" in answer(watched, total)
    watched.page.locator("#guess-subject").select_option(label="3a/5x5.2")
    assert "3a/5x5.2 of googlenet on 28×28×16" == said(watched, "#guess-about")
    assert "conv(32, k=5), padded by 2" == said(watched, ".made")
    assert "Right" in answer(watched, 28 * 28 * 16 * 25 * 32)
    watched.page.locator("#guess-new").click()
    drawn(watched)
    assert 0 == watched.page.locator("#guess-right").count()
    watched.page.locator("#guess-subject").select_option("setting")
    assert "Convolution on 28×28×128, K = 3, M = 128, S = 1, P = 1, without bias" == said(
        watched, "#guess-about"
    )


def test_an_impossible_layer_is_not_asked_about(at: At) -> None:
    """The reason is still said, and nothing is to be guessed."""
    watched = at("op=grouped&letters=G:3&guess=macs")

    assert "There is nothing to guess" in said(watched, "#guess")
    assert "groups (G = 3) must divide" in said(watched, "#trouble")


@pytest.mark.parametrize(
    "screen", ["light", *(pytest.param(one, marks=pytest.mark.slow) for one in ("dark", "phone"))]
)
def test_the_panel_fits_and_is_accessible(screen: str, request: pytest.FixtureRequest) -> None:
    """A hint on each screen: nothing sticks out, and axe finds no serious fault."""
    watched = request.getfixturevalue(screen)(play_page(), fragment="op=inception&guess=params")
    answer(watched, 1)
    screenshot(watched, f"guess-{screen}")

    assert not overflow(watched)
    assert [] == axe(watched)


def parts_of(watched: Watched) -> list[int]:
    """How many elements each panel that tells the answer holds."""
    drawn(watched)
    counted = "ids => ids.map((id) => document.getElementById(id).querySelectorAll('*').length)"
    return list(watched.page.evaluate(counted, ["network", "result", "connections", "bars"]))


def test_the_panels_come_back(light: Open) -> None:
    """All panels are there before, none while a question is open, and all again behind it."""
    watched = light(play_page("lenet5"))
    before = parts_of(watched)
    watched.page.locator("#guess-on").check()
    assert [0, 0, 0, 0] == parts_of(watched)
    watched.page.locator("#guess-on").uncheck()
    assert before == parts_of(watched)
    watched.page.locator("#guess-on").check()
    watched.page.locator("#guess-show").click()
    assert before == parts_of(watched)
    watched.page.locator("#guess-new").click()
    assert [0, 0, 0, 0] == parts_of(watched)
    watched.page.locator("#guess-show").click()
    watched.page.locator("#row-of-0").click()
    drawn(watched)

    assert 1 == watched.page.locator("#editor").count()


def test_a_network_without_weights_is_not_asked_for_one(light: Open) -> None:
    """Where no layer has any, the question stays one about the whole network."""
    bare = "name: bare\ninput: 8x8x2\nlayers: relu -> maxpool(2, s=2)\n"
    watched = light(play_page(bare), fragment="guess=weights:5")

    assert "How many weights does bare have?" in said(watched, "#guess")


def test_the_same_question_may_come_again(light: Open) -> None:
    """A new question is open even where chance draws the one that was just answered."""
    watched = light(play_page("name: one\ninput: 8x8x2\nlayers: conv(4)\n"))
    watched.page.locator("#guess-on").check()
    watched.page.locator("#guess-subject").select_option("0")
    assert "Right" in answer(watched, 8 * 8 * 2 * 4)
    watched.page.locator("#guess-new").click()
    drawn(watched)

    assert 0 == watched.page.locator("#guess-right").count()
    assert [0, 0, 0, 0] == parts_of(watched)
