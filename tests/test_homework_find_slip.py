"""Homework that shows a wrong working: what is shown, and what is said of each answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from cnncost.document import Node, Source, read_document
from cnncost.errors import FileError
from cnncost.explanation.page import Paragraph, plain
from cnncost.homework.agreement import Agreement
from cnncost.homework.draw import draws
from cnncost.homework.kinds.find_slip import SORT, Posed, choices
from cnncost.homework.question import Judged, Setting
from cnncost.homework.rules import read_rules
from cnncost.slips import slips

STEM = "layer: conv(64, k=7, s=2)\ninput: 224x224x3\n"
GROUPED = "layer: conv(64, k=3, g=4)\ninput: 28x28x32\n"
DEPTHWISE = "layer: depthwise(3, s=2)\ninput: 28x28x128\n"
FC = "layer: fc(10)\ninput: 7x7x512\n"
UNEVEN = "layer: conv(8, k=1x3, p=0)\ninput: 7x9x4\n"


def posed(entry: str, seed: str = "seed", agreed: Agreement | None = None) -> Posed:
    node = read_document(entry, "hw.yaml")
    setting = Setting(agreed or Agreement(), read_rules(None), Path(), draws(seed))
    given = {key.value: value for key, value in node.value}
    found: Posed = SORT.pose(SORT.read(given, node, setting), {}, setting)
    return found


def judged(one: Posed, answer: str) -> Judged:
    return SORT.judge(one, Node(Source("answers.yaml", answer), 0, len(answer), answer))


WORKINGS = [
    (STEM, "params", "cin.missing", "weights = 7²·64 = 3,136, bias = 64, together 3,200"),
    (STEM, "params", "bias.missing", "parameters = 3·7²·64 = 9,408"),
    (STEM, "params", "bias.one", "weights = 3·7²·64 = 9,408, bias = 1, together 9,409"),
    (STEM, "params", "k.linear", "weights = 3·7·64 = 1,344, bias = 64, together 1,408"),
    (STEM, "params", "cout.missing", "weights = 3·7² = 147, bias = 1, together 148"),
    (STEM, "params", "volume.as.params", "parameters = 112·112·64 = 802,816"),
    (STEM, "macs", "macs.k.linear", "MACs = 112·112·3·7·64 = 16,859,136"),
    (STEM, "macs", "one.side", "MACs = 112·3·7²·64 = 1,053,696"),
    (STEM, "macs", "flops.for.macs", "MACs = 2·112·112·3·7²·64 = 236,027,904"),
    (STEM, "macs", "size.pad.ignored",
     "output height = ⌊(224 - 7)/2⌋ + 1 = 109, output width = ⌊(224 - 7)/2⌋ + 1 = 109, "
     "MACs = 109·109·3·7²·64 = 111,776,448"),
    (STEM, "macs", "size.not.integer",
     "output height = (224 + 2·3 - 7)/2 + 1 = 112.5, "
     "output width = (224 + 2·3 - 7)/2 + 1 = 112.5, MACs = 112.5·112.5·3·7²·64 = 119,070,000"),
    (STEM, "height", "size.no.plus.one", "output height = ⌊(224 + 2·3 - 7)/2⌋ = 111"),
    (STEM, "height", "size.stride.ignored", "output height = 224 + 2·3 - 7 + 1 = 224"),
    (STEM, "width", "size.ceil", "output width = ceil((224 + 2·3 - 7)/2) + 1 = 113"),
    (GROUPED, "params", "groups.missing",
     "weights = 32·3²·64 = 18,432, bias = 64, together 18,496"),
    (GROUPED, "params", "groups.twice",
     "weights = 32·3²·64/4² = 1,152, bias = 64, together 1,216"),
    (DEPTHWISE, "macs", "depthwise.as.standard", "MACs = 14·14·128²·3² = 28,901,376"),
    (FC, "params", "flatten.channels.only", "weights = 512·10 = 5,120, bias = 10, together 5,130"),
    (FC, "flops", "macs.for.flops", "FLOPs = 7·7·512·10 = 250,880"),
    (UNEVEN, "params", "bias.missing", "parameters = 4·1·3·8 = 96"),
]  # fmt: skip


@pytest.mark.parametrize(("layer", "asks", "slip", "working"), WORKINGS)
def test_the_working_of_a_slip(layer: str, asks: str, slip: str, working: str) -> None:
    """The student's formula stands there with numbers put in; a person can add it up."""
    one = posed(f"{layer}asks: {asks}\nslip: {slip}\noptions: 2\n")

    assert working == one.made.working
    assert f"A student writes: {working}." == SORT.text(one)[1]


THREE = STEM + "asks: params\nslip: cin.missing\noptions: 3\n"


def test_the_question() -> None:
    """Below the working stand sentences with letters, one of which is right."""
    one = posed(THREE)
    first, _, third, *sentences = SORT.text(one)

    assert "conv(64, k=7, s=2) on 224×224×3: parameters?" == first
    assert "What went wrong?" == third
    assert [f"{c.letter})  {c.text}" for c in choices(one)] == sentences
    says = slips()["cin.missing"].says.replace("You ", "They ")
    assert [says] == [c.text for c in choices(one) if c.right]
    assert SORT.key(one) in "abc"
    assert "conv(64, k=7, s=2), parameters: what went wrong" == SORT.what(one)
    assert ("", ()) == (SORT.blank(one), SORT.hidden(one))
    assert {*"abc"} == {SORT.key(one), *(wrong.answer for wrong in SORT.wrong(one))}
    assert Paragraph(plain(slips()["cin.missing"].says)) == SORT.working(one)[0]


def test_right_answers() -> None:
    """A letter in either case, or the slip's id."""
    one = posed(THREE)
    key = SORT.key(one)

    assert ["right"] * 4 == [
        judged(one, text).state for text in (key, f"{key.upper()})", f"({key})", "cin.missing")
    ]


def test_wrong_answers_are_told_what_they_lead_to() -> None:
    """The nudge has the number of the sentence chosen; the right one is only said later."""
    one = posed(THREE)
    right = slips()["cin.missing"].says
    wrong = [option for option in one.options if option != one.made]

    assert 2 == len(wrong)
    for option in wrong:
        found = judged(one, option.slip.id)
        (remark,) = found.remarks
        leads = f"That would have given {option.value:,} here, not 3,200."

        assert ("wrong", 0, ()) == (found.state, found.share, remark.slips)
        assert leads == remark.nudge
        assert f"{leads} What the working has is this. {right}" == remark.says
        assert option.value != 3_200


UNREAD = [
    ("d", "There is no option d; answer with a letter from a to c."),
    ("bias.missin", "'bias.missin' is none of the options; answer with a letter from a to c."),
    ("3,200", "'3,200' is none of the options; answer with a letter from a to c."),
    ("a because", "Option a reads otherwise; answer with a letter from a to c."),
    ("\x00", "'�' is none of the options; answer with a letter from a to c."),
    ("a" * 9_000, "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…' is none of the options; "
     "answer with a letter from a to c."),
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

    assert "blank" == judged(one, "?").state
    assert "One letter is expected here, not a list." == SORT.judge(one, listed).remarks[0].says


# Which of bias.one, cin.missing and k.linear SHA-256 chooses, worked out apart from this code.
DRAWN = [("one", "k.linear"), ("two", "k.linear"), ("three", "bias.one")]


def test_what_is_drawn_never_changes() -> None:
    """The slip and the order depend on the seed alone, on every machine."""
    entry = STEM + "asks: params\nfrom: [cin.missing, k.linear, bias.one]\n"

    assert DRAWN == [(seed, posed(entry, seed).made.slip.id) for seed, _ in DRAWN]
    assert ["a", "b", "b"] == [SORT.key(posed(entry, seed)) for seed, _ in DRAWN]
    assert {"cin.missing", "k.linear", "bias.one"} == {
        posed(entry, str(seed)).made.slip.id for seed in range(20)
    }


def test_any_error_serves_but_no_convention() -> None:
    """Without a list the slip is an error that shows, whatever the seed."""
    shown = {posed(STEM + "asks: macs\n", str(seed)).made.slip.id for seed in range(30)}

    assert len(shown) > 8
    assert [] == [id for id in shown if slips()[id].sort == "convention"]


def test_sentences_are_distinct() -> None:
    """No sentence stands twice, and none but the right one gives the number shown."""
    for seed in range(20):
        one = posed(STEM + "asks: params\noptions: 8\n", str(seed))

        assert 8 == len({choice.text for choice in choices(one)})
        assert [one.made] == [o for o in one.options if o.value == one.made.value]


def test_a_layer_of_a_network() -> None:
    """A place in a network will do where a single layer has what is asked for."""
    one = posed("network: alexnet\nat: conv1\nasks: params\nslip: k.linear\noptions: 2\n")

    # 96 filters of 11 weights in each of 3 channels, and their biases.
    assert "weights = 3·11·96 = 3,168, bias = 96, together 3,264" == one.made.working


REFUSED = [
    ("layer: conv(8) -> conv(8)\ninput: 9x9x3\nasks: params\n", "Find the slip needs one layer."),
    (STEM + "asks: receptive_field\n", "No slips are known for receptive field."),
    (STEM + "asks: params\nslip: groups.missing\n",
     "No wrong working can be shown here for groups.missing."),
    (STEM + "asks: params\nfrom: [groups.missing, batch]\n",
     "No wrong working can be shown here for groups.missing or batch."),
    ("layer: relu\ninput: 9x9x3\nasks: macs\n", "No wrong working can be shown here for any slip."),
    ("layer: bn\ninput: 1x1x3\nasks: params\n",
     "4 options need 3 other slips that give other numbers here; found: "),
    (STEM + "asks: params\nslip: bias.missing\nfrom: [k.linear]\n",
     "An item has either 'slip:' or 'from:'."),
    (STEM + "asks: params\nslip: bias\n", "There is no slip 'bias' among those looked for here."),
    (STEM + "asks: params\noptions: 0\n", "'options' is a whole number from 2 to 8."),
]  # fmt: skip


@pytest.mark.parametrize(("entry", "message"), REFUSED)
def test_entries_that_are_refused(entry: str, message: str) -> None:
    """The teacher is told why no working can be shown, and where."""
    with pytest.raises(FileError) as refused:
        posed(entry)

    assert refused.value.message.startswith(message)
    assert refused.value.place.line >= 1
