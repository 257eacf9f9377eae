"""Homework that offers numbers to choose from: which they are, and how one is chosen."""

from __future__ import annotations

from pathlib import Path

import pytest

from cnncost.document import Node, Source, read_document
from cnncost.errors import FileError
from cnncost.homework.agreement import Agreement
from cnncost.homework.draw import draws
from cnncost.homework.kinds.choice import SORT, Posed, choices
from cnncost.homework.question import Judged, Setting
from cnncost.homework.recognition import wrong_numbers
from cnncost.homework.rules import read_rules

# (7·7·3 + 1)·64 = 9,472 parameters; without biases 9,408, without the 3 channels 3,200.
STEM = "layer: conv(64, k=7, s=2)\ninput: 224x224x3\nasks: parameters\n"
THREE = STEM + "from: [bias.missing, cin.missing, k.linear]\n"
FULL = {"bias.missing": "9,408", "cin.missing": "3,200", "k.linear": "1,408"}


def posed(entry: str, seed: str = "seed", slips: str = "") -> Posed:
    node = read_document(entry, "hw.yaml")
    rules = read_rules(read_document(slips, "hw.yaml")) if slips else read_rules(None)
    setting = Setting(Agreement(), rules, Path(), draws(seed))
    given = {key.value: value for key, value in node.value}
    found: Posed = SORT.pose(SORT.read(given, node, setting), {}, setting)
    return found


def judged(one: Posed, answer: str) -> Judged:
    return SORT.judge(one, Node(Source("answers.yaml", answer), 0, len(answer), answer))


def test_the_options_are_what_slips_give() -> None:
    """Each number worked out by hand stands there once, with its slip, beside the right one."""
    one = posed(THREE)

    assert {"9,472", *FULL.values()} == {choice.text for choice in choices(one)}
    assert ["9,472"] == [choice.text for choice in choices(one) if choice.right]
    assert FULL == {choice.remark.slips[0]: choice.text for choice in choices(one) if choice.remark}


# Worked out from SHA-256 apart from this code.
ORDERS = [
    ("seed", ("9,408", "1,408", "9,472", "3,200")),
    ("another", ("9,408", "9,472", "3,200", "1,408")),
]


@pytest.mark.parametrize(("seed", "order"), ORDERS)
def test_the_order_never_changes(seed: str, order: tuple[str, ...]) -> None:
    """What is drawn depends on the seed alone, on every machine."""
    assert order == tuple(choice.text for choice in choices(posed(THREE, seed)))


def test_every_place_is_as_likely() -> None:
    """Over many seeds the right number stands in each of four places."""
    keys = [SORT.key(posed(THREE, str(seed))) for seed in range(80)]

    assert {"a", "b", "c", "d"} == set(keys)
    assert all(keys.count(letter) >= 8 for letter in "abcd")


def test_the_question() -> None:
    """The options stand below the question, with their letters."""
    one = posed(THREE)
    shown = [f"{choice.letter})  {choice.text}" for choice in choices(one)]

    assert ("conv(64, k=7, s=2) on 224×224×3: parameters?", *shown) == SORT.text(one)
    assert ["a", "b", "c", "d"] == [choice.letter for choice in choices(one)]
    assert "conv(64, k=7, s=2), parameters" == SORT.what(one)
    assert ("", ()) == (SORT.blank(one), SORT.hidden(one))
    assert SORT.working(one)


RIGHT = ["{}", " {} ", "{})", "({})", "{}.", "{}) 9,472", "{}  9,472", "9,472", "9472", "9 472"]


@pytest.mark.parametrize("answer", RIGHT)
def test_the_right_one_in_many_ways(answer: str) -> None:
    """A letter in either case, with its number or without, or the number itself."""
    one = posed(THREE)
    key = SORT.key(one)

    assert ["right"] * 2 == [
        judged(one, answer.format(letter)).state for letter in (key, key.upper())
    ]


def test_a_wrong_one_is_told_its_slip() -> None:
    """Who chooses a number hears of the slip that gives it, and never the right number."""
    one = posed(THREE)
    for id, number in FULL.items():
        found = judged(one, number)

        assert ("wrong", [(id,)]) == (found.state, [remark.slips for remark in found.remarks])
        assert "9,472" not in found.remarks[0].nudge
    assert {("bias.missing",), ("cin.missing",), ("k.linear",)} == {
        wrong.slips for wrong in SORT.wrong(one)
    }


def test_several_slips_with_one_number() -> None:
    """Where two slips give one number, it stands once, and both are named."""
    one = posed(
        "layer: conv(64, k=7, s=2)\ninput: 224x224x3\nasks: height\noptions: 2\n"
        "from: [size.no.plus.one, size.pad.once]\n"
    )
    found = judged(one, "111")

    assert {"111", "112"} == {choice.text for choice in choices(one)}
    assert [("size.no.plus.one",), ("size.pad.once",)] == [r.slips for r in found.remarks]


UNREAD = [
    ("e", "There is no option e; answer with a letter from a to d."),
    ("z)", "There is no option z; answer with a letter from a to d."),
    ("9,999", "'9,999' is none of the options; answer with a letter from a to d."),
    ("hello", "'hello' is none of the options; answer with a letter from a to d."),
    ("a b", "Option a reads otherwise; answer with a letter from a to d."),
    ("a) 7", "Option a reads otherwise; answer with a letter from a to d."),
    ("é", "'é' is none of the options; answer with a letter from a to d."),
    ("x\x1b[31m", "'x�[31m' is none of the options; answer with a letter from a to d."),
    ("9" * 5_000, "'999999999999999999999999999999999999999…' is none of the options; "
     "answer with a letter from a to d."),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "says"), UNREAD)
def test_what_cannot_be_read(answer: str, says: str) -> None:
    """Anything else is not wrong: the student is told how to answer."""
    found = judged(posed(THREE), answer)

    assert ("unread", says) == (found.state, found.remarks[0].says)


def test_blanks_and_lists() -> None:
    """A gap is blank, and a list cannot be read."""
    one = posed(THREE)
    listed = read_document("[a]", "answers.yaml")

    assert ["blank", "blank"] == [judged(one, text).state for text in ("", "-")]
    assert "One letter is expected here, not a list." == SORT.judge(one, listed).remarks[0].says


def test_slips_that_do_not_show_are_told() -> None:
    """A slip asked for that gives the right number here hides; those not asked for do not count."""
    square = "layer: conv(3, k=7)\ninput: 28x28x3\nasks: parameters\noptions: 2\n"
    one = posed(square + "from: [bias.missing, swapped.cin.cout]\n")

    assert ("swapped.cin.cout",) == SORT.hidden(one)
    assert () == SORT.hidden(posed(square))


def test_without_a_list_any_slip_serves_but_guesses() -> None:
    """Only slips that stand for one working are offered: no rounded digits, units or batches."""
    offered = {
        id
        for seed in range(60)
        for wrong in SORT.wrong(posed(STEM + "options: 8\n", str(seed)))
        for id in wrong.slips
    }

    assert {"bias.missing", "cin.missing", "unshared"} <= offered
    assert set() == offered & {"digits.rounded", "unit.scale", "batch"}


def test_options_are_distinct() -> None:
    """No number stands twice, and every wrong one is what an enabled slip gives."""
    for seed in range(30):
        one = posed(STEM + "options: 8\n", str(seed))
        assert one.number.wanted is not None
        given = {f"{n:,}" for _, n in wrong_numbers(one.number.wanted, one.number.setting.rules)}
        texts = [choice.text for choice in choices(one)]

        assert 8 == len(set(texts))
        assert {"9,472"} == set(texts) - given | {"9,472"}


REFUSED = [
    (STEM + "from: [bias.missing]\n",
     "The slips give 1 other number here, and 4 options need 3."),
    (STEM + "from: [groups.missing]\noptions: 2\n",
     "The slips give no other number here, and 2 options need 1."),
    (STEM + "from: [bias.missing, k.linear]\n",
     "The slips give 2 other numbers here, and 4 options need 3."),
    (STEM + "from: [bias.mising]\n",
     "There is no slip 'bias.mising' among those looked for here. Did you mean bias.missing?"),
    (STEM + "from: bias.missing\n", "Expected a list of slips, as [bias.missing, k.linear]."),
    (STEM + "options: 9\n", "'options' is a whole number from 2 to 8."),
    (STEM + "options: 1\n", "'options' is a whole number from 2 to 8."),
    (STEM + "options: many\n", "'options' is a whole number from 2 to 8."),
    (STEM.replace("parameters", "receptive_field"),
     "No slips are known for receptive field, so there are no options."),
]  # fmt: skip


@pytest.mark.parametrize(("entry", "message"), REFUSED)
def test_entries_that_are_refused(entry: str, message: str) -> None:
    """The teacher is told what there is too little of, and where."""
    with pytest.raises(FileError) as refused:
        posed(entry)

    assert message == refused.value.message
    assert refused.value.place.line >= 1


def test_slips_that_are_off_are_not_offered() -> None:
    """A slip that the homework switches off is no option, and cannot be asked for."""
    with pytest.raises(FileError) as refused:
        posed(THREE, slips="{k.linear: off}")

    assert "There is no slip 'k.linear' among those looked for here." in refused.value.message


def test_credit_for_a_wrong_one() -> None:
    """An option earns what the homework gives for its slip."""
    one = posed(THREE, slips="{bias.missing: {credit: 1/4}}")

    assert ["1/4", "0"] == [str(judged(one, FULL[id]).share) for id in ("bias.missing", "k.linear")]
