"""How a claim in a file is read and judged, and what is said of its mistakes."""

from __future__ import annotations

import pytest

from cnncost.claims import parse_claims
from cnncost.errors import FileError
from cnncost.verification import Judged, in_order, verify

ID = "{id: one, printed: %s, quantity: %s, verdict: %s%s}"
GROUP = "- source: document 000\n  spec: inception_v1\n  claims:\n    - "


def judged(printed: str, quantity: str, verdict: str, more: str = "") -> Judged:
    """The one claim of a file, recomputed."""
    text = GROUP + ID % (f'"{printed}"', f'"{quantity}"', verdict, more)
    return next(verify(parse_claims(text)))


@pytest.mark.parametrize(
    ("printed", "quantity", "because", "verdict"),
    [
        # documents 000 and 004; the second is the number that counts the 3x3 branch twice
        ("163328", "weights", "", "exact"),
        ("128,049,152", "macs", "", "exact"),
        ("28x28x256", "output", "", "exact"),
        ("163K", "weights", "", "rounds"),
        ("0.16M", "weights", "", "rounds"),
        ("164K", "weights", "", "differs"),
        ("28x28x416", "output", "", "differs"),
        ("256M", "macs", "2*macs", "explained"),
        ("256M", "macs", "3*macs", "differs"),
        ("221K", "weights", "weights + weights('3x3') - weights('3x3.1') - 52736", "explained"),
        # an explanation is not needed where the number is right, and changes nothing
        ("163328", "weights", "2*weights", "exact"),
    ],
)
def test_verdicts(printed: str, quantity: str, because: str, verdict: str) -> None:
    """Exact, rounded, explained by an expression that gives the number, or different."""
    recorded = "explained" if because else "exact"
    one = judged(printed, quantity, recorded, f', because: "{because}"' if because else "")

    assert verdict == one.verdict
    assert one.changed is (verdict != recorded)


def test_what_a_group_says_holds_for_its_claims() -> None:
    """A claim adds to its group's keys, or replaces them."""
    first, second = parse_claims(
        """
- source: the paper, table 1
  spec: mobilenet_v2
  set: {width: 0.5}
  quantity: macs
  verdict: rounds
  claims:
    - {id: a, printed: 97M}
    - {id: b, printed: 1.95M, quantity: weights, input: 96x96, set: {width: 0.75}, note: why}
"""
    )

    assert ("mobilenet_v2", (("width", 0.5),), "macs") == (
        first.spec,
        first.settings,
        first.texts[0],
    )
    assert ((("width", 0.75),), (96, 96), "weights", "why") == (
        second.settings,
        second.input,
        second.texts[0],
        second.note,
    )


MISTAKES = {
    "a mapping": ("id: one", "Expected a list of groups, each with 'source:' and 'claims:'."),
    "no claims": ("- source: x", "The group has no 'claims:'."),
    "unknown key": (
        "- sorce: x\n  claims: []",
        "There is no 'sorce' in a group of claims. Did you mean source?",
    ),
    "no list": ("- claims: x", "Expected a list of claims, each starting with '- '."),
    "unknown key of a claim": (
        GROUP + "{id: a, print: 3}",
        "There is no 'print' in a claim. Did you mean printed?",
    ),
    "no quantity": (
        GROUP + "{id: a, printed: 3, verdict: exact}",
        "The claim has no 'quantity', and neither has its group.",
    ),
    "nothing printed": (
        GROUP + "{id: a, quantity: macs, verdict: exact}",
        "A claim has either 'printed', or 'shows' where nothing is printed.",
    ),
    "unknown verdict": (
        GROUP + ID % ("3", "macs", "right", ""),
        "A verdict is one of exact, rounds, explained, differs.",
    ),
    "explained by nothing": (
        GROUP + ID % ("3", "macs", "explained", ""),
        "An explained claim has a 'because', and no other has one.",
    ),
    "explained without need": (
        GROUP + ID % ("3", "macs", "exact", ", because: 2*macs"),
        "An explained claim has a 'because', and no other has one.",
    ),
    "differs in silence": (
        GROUP + ID % ("3", "macs", "differs", ""),
        "A claim that differs says in its 'note' what is known about it.",
    ),
    "no number": (
        GROUP + ID % ("many", "macs", "exact", ""),
        "'many' is not a printed number. Expected digits with an optional letter, as 569M, 4.24M, "
        "3.8e9 or 94.86%, or a shape, as 28x28x256.",
    ),
    "no expression": (
        GROUP + ID % ("3", '"macs *"', "exact", ""),
        "Expected a number, a name or '(', found the end of the text.",
    ),
    "no size": (
        GROUP + ID % ("3", "macs", "exact", ", input: big"),
        "Expected a size as HxW or HxWxC, such as 192x192.",
    ),
    "twice": (
        GROUP + ID % ("3", "macs", "exact", "") + "\n    - " + ID % ("3", "macs", "exact", ""),
        "'one' is given twice; first in line 4.",
    ),
    "printed and shown": (
        GROUP + "{id: a, printed: 3, shows: 3, quantity: macs, verdict: exact}",
        "A claim has either 'printed', or 'shows' where nothing is printed.",
    ),
    "a list for a text": (
        GROUP + "{id: [a], printed: 3, quantity: macs, verdict: exact}",
        "Expected a text.",
    ),
    "empty text": (
        GROUP + ID % ("3", '""', "exact", ""),
        "Expected a text.",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_in_a_file_of_claims(name: str) -> None:
    """Where, and what was expected."""
    text, message = MISTAKES[name]
    with pytest.raises(FileError) as error:
        parse_claims(text, "mine.yaml")

    assert message == error.value.message
    assert error.value.place.file == "mine.yaml"


@pytest.mark.parametrize(
    ("quantity", "more", "message"),
    [
        ("macz", "", "There is no quantity 'macz'. Did you mean macs?"),
        (
            "macs('3y')",
            "",
            "inception_v1 has nothing at '3y'. Its first parts: 1x1, 3x3, 5x5, pool and concat.",
        ),
        (
            "macs",
            ", set: {width: 2}",
            "inception_v1 has no parameter 'width'. Its parameters: none.",
        ),
        (
            "macs",
            ", spec: inceptoin_v1",
            "There is no spec called 'inceptoin_v1'. Did you mean inception_v1? 'cnncost list' "
            "shows them all; a file of your own is given by its path.",
        ),
    ],
)
def test_mistakes_that_only_recomputing_shows(quantity: str, more: str, message: str) -> None:
    """They point at the claim's own text, too."""
    with pytest.raises(FileError) as error:
        judged("3", quantity, "exact", more)

    assert message == error.value.message


@pytest.mark.parametrize(
    ("quantity", "pointed"),
    [("macs * * 2", "*"), ("2 * macz + 1", "macz"), ("macs + macs('3y')", "'3y'")],
)
def test_mistakes_in_an_expression_are_pointed_at(quantity: str, pointed: str) -> None:
    """The caret stands below the part that cannot be read or found."""
    with pytest.raises(FileError) as error:
        judged("3", quantity, "exact")

    place = error.value.place
    start = place.column - 1
    assert pointed == place.source[start : start + place.width]


@pytest.mark.parametrize(
    ("quantity", "more", "message"),
    [
        ("macs(of='naiv')", "", "There is no spec called 'naiv'. Did you mean naive?"),
        ("macs(of='naive', width=2)", "", "naive has no parameter 'width'."),
        ("macs", ", input: 0x5", "The input's height must be a whole number from 1 to 10^9"),
        ("macs", ", input: 5x5x0", "The input's number of channels must be"),
    ],
)
def test_mistakes_have_a_place(quantity: str, more: str, message: str) -> None:
    """File, line and column of the claim, whatever is wrong with it."""
    with pytest.raises(FileError) as error:
        judged("3", quantity, "exact", more)

    assert error.value.message.startswith(message)
    assert 4 == error.value.place.line


@pytest.mark.parametrize(
    ("convention", "quantity", "value"),
    [
        # keras.io: 4,253,864 with the moving means and variances
        ("keras", "params", 4_253_864),
        ("thop", "params", 4_231_976),
        ("torch-flop-counter", "macs", 2 * 568_740_352),
        ("Documents", "macs", 568_740_352),
    ],
)
def test_verify_in_another_convention(convention: str, quantity: str, value: int) -> None:
    """Both macs and params are what that counts; its name forgives dashes."""
    text = GROUP.replace("inception_v1", "mobilenet_v1") + ID % (value, quantity, "exact", "")
    (one,) = verify(parse_claims(text), convention)

    assert (value, "exact") == (one.recomputed, one.verdict)


def test_claims_come_back_in_their_order() -> None:
    """Networks are recomputed one after the other, but what was asked first is answered first."""
    lines = "".join(
        f"    - {ID.replace('one', str(i)) % (3, 'rows', 'differs', f', note: x, spec: {spec}')}\n"
        for i, spec in enumerate(["naive", "fire", "naive", "fire", "naive"])
    )
    claims = parse_claims(f"- source: mine\n  claims:\n{lines}")
    found = list(verify(claims))

    assert list("02413") == [one.claim.id for one in found]
    assert list("01234") == [one.claim.id for one in in_order(found, claims)]
