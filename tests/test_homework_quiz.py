"""Assignments as questions of Moodle and Canvas, read back by readers of the documented formats."""

from __future__ import annotations

import html
import io
import re
import zipfile
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import pytest

from cnncost.document import read_document
from cnncost.errors import CnncostError, UsageError
from cnncost.explanation.page import Grid, Paragraph, plain
from cnncost.homework.assignment import parse_assignment
from cnncost.homework.checking import check_text
from cnncost.homework.exporting import FORMATS, export
from cnncost.homework.exports.blanks import Answer, Blank, Option
from cnncost.homework.exports.gift import gift, gift_notes
from cnncost.homework.exports.moodle_xml import moodle_notes, moodle_xml, percent
from cnncost.homework.exports.qti import qti_notes, qti_zip
from cnncost.homework.exports.quiz import Asked, Quiz, quiz_of
from cnncost.homework.kinds import SORTS
from cnncost.homework.variants import question_for
from cnncost.slips import slips

ONE = """\
homework: hw1
title: One layer
items:
  - {id: conv1, kind: number, points: 2, layer: "conv(64, k=7, s=2)", input: 224x224x3,
     asks: parameters}
"""
CREDIT = f"{ONE}slips: {{bias.missing: {{credit: 1/2}}, bias.one: {{credit: 0.35}}}}\n"
TABLE = """\
homework: hw2
items:
  - {id: t, kind: table, points: 8, layer: "conv(6, k=5, p=0) -> fc(10)", input: 32x32x1,
     columns: [output, weights, bias], total: [weights]}
"""
VARIED = """\
homework: hw3
items:
  - {id: own, kind: number, points: 3, layer: "conv(M, k=K)", input: "(20, 20, 3)", asks: weights,
     draw: {K: [2, 4, 5], M: [24, 36, 48]}, slips: {all: may hide}}
  - {id: same, kind: number, layer: fc(7), input: 1x1x5, asks: weights}
"""
SHAPE = 'items: [{id: s, kind: number, layer: "conv(4, k=3, p=0)", input: 9x7x2, asks: output}]'
ROUNDED = (
    'items: [{id: r, kind: number, layer: "fc(4096)", input: 7x7x512, asks: macs, '
    "in: millions, digits: 3}]"
)
# 7 · 7 · 3 · 64 weights and 64 biases.
RIGHT = 9_472
# What stands in question/engine/bank.php of Moodle, as percentages.
MOODLE_PERCENTAGES = {
    "100", "90", "83.33333", "80", "75", "70", "66.66667", "60", "50", "40", "33.33333", "30", "25",
    "20", "16.66667", "14.28571", "12.5", "11.11111", "10", "5", "0",
}  # fmt: skip
HOSTILE = (
    "]]>", "{1:NUMERICAL:=5}", "{#1}", "a ~ b", "= 5", "<script>alert(1)</script>",
    "a\0b", "\x1b[31m",
    "} ~=x#y", "::name::", "// no comment", "$CATEGORY: x", "####", "\\", "\\n", "a\\", "&lt;b&gt;",
    "[html]<b>", "%100%", "\ud800", "\ufffe", "{", "}", "#", "-> x", "a\n\nb", "]]]]><![CDATA[>",
    "&#35;", "&&035;", "x" * 2000,
)  # fmt: skip


def quiz(text: str, variants: int = 1, seed: str = "seed") -> Quiz:
    return quiz_of(parse_assignment(text), variants, seed)


def shown(text: str) -> str:
    """A text as it must come out of a format: what cannot be printed is replaced."""
    odd = "\N{REPLACEMENT CHARACTER}"
    return "".join(odd if not c.isprintable() and c != "\n" else c for c in text)


def hostile(text: str) -> Quiz:
    """A quiz that has the text wherever a text can be."""
    right = Answer(Fraction(3), Fraction(1), text)
    wrong = Answer(Fraction(4), Fraction(1, 2), text, ("x",))
    blank = Blank((right, wrong), row=text, column=text)
    options = (Option(text, True, text, Fraction(1)), Option(f"{text}!", False, text))
    one = Asked(
        "id", text, "q", "", (text, "asked"), (Paragraph(plain(text)), Grid((text,), ((text,),))),
        Fraction(1), (text,), (blank,),
    )  # fmt: skip
    several = one._replace(id="id2", blanks=(blank, blank._replace(row="other")))
    choice = one._replace(id="id3", blanks=(), options=options)
    return Quiz("hw", text, (one, several, choice), ())


# --- the model


def test_numbers_of_slips_come_with_what_is_said_of_them() -> None:
    """Each wrong number is worked out by hand, and is explained by the text of its slip."""
    expected = {
        7 * 7 * 3 * 64: "bias.missing",
        7 * 7 * 3 * 64 + 1: "bias.one",
        7 * 7 * 64 + 64: "cin.missing",
        7 * 7 * 3 + 1: "cout.missing",
        7 * 3 * 64 + 64: "k.linear",
    }
    (question,) = quiz(ONE).questions
    answers = {int(one.value): one for one in question.blanks[0].answers}
    assert RIGHT == next(iter(answers))
    for value, slip in expected.items():
        assert slip in answers[value].slips, slip
        if slip != "bias.missing":  # which is told as another convention
            assert slips()[slip].says in answers[value].says


@pytest.mark.parametrize("text", [ONE, CREDIT])
def test_quiz_and_check_say_and_give_the_same(text: str) -> None:
    """Whoever answers in the quiz gets the points and the message of the homework's own check."""
    homework = parse_assignment(text)
    answers = quiz(text).questions[0].blanks[0].answers
    assert len(answers) > 5
    for answer in answers:
        marked = check_text(homework, f"conv1: {answer.value}", "a.yaml", "full").marked
        assert marked.points == 2 * answer.share
        for remark in marked.marks[0].remarks:
            assert remark.says in answer.says


def test_cells_of_a_table_say_what_its_marking_says() -> None:
    """Each cell filled in wrongly by a slip: the gap has that number, with the same message."""
    homework = parse_assignment(TABLE)
    question = question_for(homework, homework.items[0], "", "")
    blanks = {blank.label: blank for blank in quiz(TABLE).questions[0].blanks}
    wrong = question.sort.wrong(question.posed)
    assert len(wrong) > 5
    for one in wrong:
        node = read_document(f"answer: {one.answer}\n", "a").value[0][1]
        (part,) = [p for p in question.sort.judge(question.posed, node).parts if p.remarks]
        answers = {str(answer.value): answer for answer in blanks[part.what].answers}
        for remark in part.remarks:
            assert remark.says in answers[part.written].says


def test_no_number_is_listed_twice() -> None:
    """Slips that lead to one number are named together, and never the right number as wrong."""
    for text in (ONE, TABLE, VARIED):
        for question in quiz(text, 3).questions:
            for blank in question.blanks:
                values = [answer.value for answer in blank.answers]
                assert len(set(values)) == len(values)


def test_variants_are_distinct_and_reproducible() -> None:
    """Three frozen variants of what varies, in one group; one of what does not, in none."""
    found = quiz(VARIED, 3)
    assert found == quiz(VARIED, 3)
    assert [one.item for one in found.questions] == ["own", "own", "own", "same"]
    assert [one.group for one in found.questions] == ["own", "own", "own", ""]
    assert len({one.id for one in found.questions}) == 4
    assert len({one.lines for one in found.questions}) == 4
    assert quiz(VARIED, 3, "other").questions != found.questions


def test_variants_that_do_not_exist_are_not_made_up() -> None:
    """Three kernels and three widths give nine variants; more are not found, and it is said."""
    found = quiz(VARIED, 20)
    assert sum(one.item == "own" for one in found.questions) == 9
    assert found.left_out == ("own: only 9 different variants were found.",)


@pytest.mark.parametrize("variants", [0, -1, 201])
def test_number_of_variants_is_bounded(variants: int) -> None:
    """Nobody waits for a million variants."""
    with pytest.raises(UsageError, match="from 1 to 200"):
        quiz(VARIED, variants)


def test_shape_is_asked_side_by_side() -> None:
    """A 3 × 3 window without padding leaves 7 × 5 of 9 × 7, with four channels."""
    (question,) = quiz(SHAPE).questions
    sides = {blank.side: blank.answers[0].value for blank in question.blanks}
    assert {"height": 9 - 3 + 1, "width": 7 - 3 + 1, "channels": 4} == sides


def test_rounded_number_has_half_a_step_of_tolerance() -> None:
    """7 · 7 · 512 · 4096 = 102,760,448 is 103 million, and so is all from 102.5 to 103.5."""
    (question,) = quiz(ROUNDED).questions
    (blank,) = question.blanks
    assert (Fraction(103), Fraction(1, 2)) == (blank.answers[0].value, blank.tolerance)


def test_table_has_a_blank_for_each_number() -> None:
    """Two rows of three sizes, weights and biases, and one total: eleven blanks."""
    (question,) = quiz(TABLE).questions
    assert 2 * (3 + 1 + 1) + 1 == len(question.blanks)
    found = {blank.label: blank.answers[0].value for blank in question.blanks}
    assert 28 in found.values()
    assert 5 * 5 * 6 in found.values()
    assert 5 * 5 * 6 + 28 * 28 * 6 * 10 in found.values()


def test_numbers_that_no_system_compares_exactly_are_left_out() -> None:
    """Beyond 10^12 floating point may take a neighbour for the right number."""
    big = 'kind: number, layer: "conv(9999, k=9)", input: 9999x999x999, asks: macs'
    text = f"items: [{{id: big, {big}}}]"
    found = quiz(text)
    assert found.questions == ()
    (why,) = found.left_out
    assert why.startswith("big: numbers of 1,000,000,000,000 and more")


CHOICES = """\
items:
  - {id: c, kind: choice, points: 2, layer: "conv(64, k=7, s=2)", input: 224x224x3,
     asks: parameters, from: [bias.one, k.linear, cout.missing],
     slips: {bias.one: {credit: 1/3}}}
  - {id: f, kind: tell, layer: "conv(64, k=7, s=2)", input: 224x224x3, asks: parameters,
     slip: k.linear}
"""


@pytest.fixture
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, module in {"choice": "choice", "tell": "find_slip", "formula": "formula"}.items():
        monkeypatch.setitem(SORTS, name, module)


@pytest.mark.usefixtures("kinds")
def test_choices_come_without_their_letters() -> None:
    """Other systems letter and shuffle options by themselves; one is right, the others say why."""
    choice, find = quiz(CHOICES).questions
    numbers = {f"{RIGHT:,}", f"{RIGHT - 63:,}", "1,408", "148"}
    assert numbers == {option.text for option in choice.options}
    assert [f"{RIGHT:,}"] == [option.text for option in choice.options if option.right]
    shares = {option.text: option.share for option in choice.options}
    assert {f"{RIGHT - 63:,}": Fraction(1, 3), f"{RIGHT:,}": 1} == {
        text: share for text, share in shares.items() if share
    }
    says = slips()["k.linear"].says.replace("You ", "They ")
    assert [says] == [option.text for option in find.options if option.right]
    for question in (choice, find):
        assert not [line for line in question.lines if line.startswith("a)")]


@pytest.mark.usefixtures("kinds")
def test_choices_go_into_every_system() -> None:
    """Multiple choice with one right answer and the slip's message for each wrong one."""
    found = quiz(CHOICES)
    for question, element in zip(found.questions, read_moodle(moodle_xml(found)), strict=True):
        assert element.get("type") == "multichoice"
        says = {a.findtext("text"): feedback(a) for a in element.findall("answer")}
        assert {option.text: option.says for option in question.options} == says
    _, *read = read_gift(gift(found))
    for question, one in zip(found.questions, read, strict=True):
        assert [option.text for option in question.options] == [text for _, text, _ in one.answers]
        assert ["="] == [sign for sign, _, _ in one.answers if sign.startswith("=")]
    assert "~%33.33333%" in [sign for sign, _, _ in read[0].answers]
    items, _ = read_qti(qti_zip(found))
    for question, item in zip(found.questions, items, strict=True):
        assert [o.text for o in question.options if o.right] == [
            item.choices[i] for i in item.right
        ]


@pytest.mark.usefixtures("kinds")
def test_what_no_quiz_can_mark_is_said_to_be_left_out() -> None:
    """Formulas and designs are marked by this program alone, and never dropped in silence."""
    text = """\
items:
  - {id: f, kind: formula, of: conv, asks: weights}
  - {id: d, kind: design, input: 32x32x3, limits: [macs <= 3M]}
"""
    found = quiz(text)
    assert found.questions == ()
    assert [why.partition(" cannot")[0] for why in found.left_out] == [
        "f: items of kind 'formula'", "d: items of kind 'design'",
    ]  # fmt: skip


INVERSE = """\
items:
  - {{id: i, kind: inverse, layer: "conv(M, k=K)", input: 32x32x5, given: [{given}],
     find: [K, M], is: {{K: {K}, M: 5}}}}
"""


def test_inverse_says_from_which_numbers_and_has_one_answer() -> None:
    """With biases 3²·5·5 + 5 = 230 comes from one pair only: M (5K² + 1) = 230 gives M = 5."""
    (question,) = quiz(INVERSE.format(given="parameters", K=3)).questions
    assert {"K": 3, "M": 5} == {blank.row: blank.answers[0].value for blank in question.blanks}
    assert 230 == 5 * (5 * 3**2 + 1)
    assert "K is from 1 to 16." in question.lines
    assert "M is from 1 to 16." in question.lines


def test_inverse_with_several_answers_is_left_out() -> None:
    """K²·5·M weights: 100 with both up to 16 only from K = 2, but 160 from K = 2 and K = 4."""
    text = INVERSE.format(given="weights", K=2)
    assert len(quiz(text).questions) == 1
    found = quiz(text.replace("M: 5", "M: 8"))
    assert found.questions == ()
    assert found.left_out == (
        "i: several answers are right, and only one could be marked so there.",
    )


# --- Moodle XML


class Gap(NamedTuple):
    weight: int
    answers: list[tuple[str, str, str, str]]  # percentage, value, tolerance, feedback as HTML


# As in question/type/multianswer/questiontype.php.
FRACTION = r"=|%(-?[0-9]+(?:[.,][0-9]*)?)%"
ALTERNATIVE = rf"({FRACTION})?(.+?(?<!\\|&)(?<!&amp;)(?=[~#}}]|$))(#(.*?(?<!\\)(?=[~}}]|$)))?"
GAP = re.compile(
    rf"\{{([0-9]*):(NUMERICAL|NM):((?:{ALTERNATIVE})(?:~(?:{ALTERNATIVE}))*)\}}", re.DOTALL
)


def read_cloze(text: str) -> list[Gap]:
    """The gaps of a text as Moodle finds them."""
    gaps = []
    for match in GAP.finditer(text):
        answers = []
        for one in re.finditer(f"~?{ALTERNATIVE}", match[3], re.DOTALL):
            share = "100" if one[1] == "=" else one[2] or "0"
            value, _, tolerance = one[3].partition(":")
            says = html.unescape(one[5] or "").replace("\\}", "}").replace("\\#", "#")
            answers.append((share, value, tolerance, says))
        gaps.append(Gap(int(match[1]), answers))
    return gaps


def read_moodle(text: str) -> list[ElementTree.Element]:
    """The questions of a file, after a look at the rules that hold for all of them."""
    root = ElementTree.fromstring(text)
    questions = [one for one in root if one.get("type") != "category"]
    numbers = [one.findtext("idnumber") for one in questions]
    assert len(set(numbers)) == len(numbers)
    assert all(number and len(number) <= 100 for number in numbers)
    for question in questions:
        for answer in question.findall("answer"):
            assert answer.get("fraction") in MOODLE_PERCENTAGES
        if question.get("type") == "numerical":
            first, *_, last = question.findall("answer")
            assert first.get("fraction") == "100"
            assert (last.findtext("text"), last.get("fraction")) == ("*", "0")
            assert question.findtext("showunits") == "3"
        if question.get("type") == "multichoice":
            shares = [answer.get("fraction") for answer in question.findall("answer")]
            assert shares.count("100") == 1
    return questions


def feedback(answer: ElementTree.Element) -> str:
    return plain_text(answer.findtext("feedback/text") or "")


def plain_text(html_text: str) -> str:
    """What a browser shows of HTML that holds nothing but lines."""
    assert "<" not in html_text.replace("<br>", "").replace("<p>", "").replace("</p>", "")
    return html.unescape(html_text.replace("<br>", "\n"))


def test_moodle_numbers_are_exact_and_carry_every_slip() -> None:
    """The first answer that matches counts, so the right one is first, without tolerance."""
    (question,) = read_moodle(moodle_xml(quiz(CREDIT)))
    answers = question.findall("answer")
    assert str(RIGHT) == answers[0].findtext("text")
    assert {"0"} == {answer.findtext("tolerance") for answer in answers}
    shares = {answer.findtext("text"): answer.get("fraction") for answer in answers}
    assert shares["9408"] == "50"
    assert shares["9409"] == "33.33333"  # 35 % is not in Moodle's list
    ours = quiz(CREDIT).questions[0].blanks[0].answers
    assert [one.says for one in ours] == [feedback(answer) for answer in answers[:-1]]
    assert question.findtext("defaultgrade") == "2"
    assert "9,408" in (question.findtext("generalfeedback/text") or "")
    assert [hint for hint in question.findall("hint") if hint.findtext("text")]


@pytest.mark.parametrize(
    ("credit", "expected"),
    [
        (Fraction(1), "100"), (Fraction(99, 100), "90"), (Fraction(5, 6), "83.33333"),
        (Fraction(1, 3), "33.33333"), (Fraction(33, 100), "30"), (Fraction(1, 7), "14.28571"),
        (Fraction(1, 100), "0"), (Fraction(0), "0"),
    ],
)  # fmt: skip
def test_credit_is_the_nearest_below_that_moodle_knows(credit: Fraction, expected: str) -> None:
    """Moodle refuses any other share; a student never gets more than the teacher gives."""
    assert expected == percent(credit)
    assert expected in MOODLE_PERCENTAGES


def test_moodle_keeps_variants_in_a_category_of_their_own() -> None:
    """A quiz draws at random from a category, so it holds one item's variants and no others."""
    root = ElementTree.fromstring(moodle_xml(quiz(VARIED, 2)))
    found = [one.findtext("category/text") or one.get("type") for one in root]
    assert [
        "$course$/top/cnncost/hw3/own", "numerical", "numerical",
        "$course$/top/cnncost/hw3", "numerical",
    ] == found  # fmt: skip


def test_table_becomes_gaps_that_moodle_finds() -> None:
    """Every gap is found by Moodle's own expressions, right first, anything else last."""
    (question,) = read_moodle(moodle_xml(quiz(TABLE)))
    assert question.get("type") == "cloze"
    gaps = read_cloze(question.findtext("questiontext/text") or "")
    blanks = quiz(TABLE).questions[0].blanks
    assert len(blanks) == len(gaps)
    for blank, gap in zip(blanks, gaps, strict=True):
        assert ("100", str(blank.answers[0].value), "0") == gap.answers[0][:3]
        assert ("0", "*") == gap.answers[-1][:2]
        assert [str(one.value) for one in blank.answers] == [one[1] for one in gap.answers[:-1]]
        assert [one.says for one in blank.answers] == [plain_text(g[3]) for g in gap.answers[:-1]]
    assert [1, 1, 1, 3, 3] * 2 + [3] == [gap.weight for gap in gaps]


def test_weights_of_gaps_are_the_points_where_they_can_be() -> None:
    """Moodle adds up whole weights; where that gives other points, the teacher is told."""
    assert moodle_notes(quiz(TABLE)) == (
        "t: its parts count 21 there; set its mark to 8 in the quiz.",
    )
    even = TABLE.replace("points: 8", "points: 42")
    (question,) = read_moodle(moodle_xml(quiz(even)))
    gaps = read_cloze(question.findtext("questiontext/text") or "")
    assert 42 == sum(gap.weight for gap in gaps)
    assert moodle_notes(quiz(even)) == ()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_texts_in_moodle(text: str) -> None:
    """Whatever stands in a name, a question or a message, Moodle shows it and obeys none of it."""
    one, several, choice = read_moodle(moodle_xml(hostile(text)))
    expected = "\n".join(shown(text).splitlines())
    assert shown(text).strip() == (one.findtext("name/text") or "").strip()
    for answer in (*one.findall("answer")[:-1], *choice.findall("answer")):
        assert expected == feedback(answer)
    assert expected == plain_text(choice.findall("answer")[0].findtext("text") or "")
    gaps = read_cloze(several.findtext("questiontext/text") or "")
    assert [("100", "3"), ("50", "4"), ("0", "*")] * 2 == [a[:2] for g in gaps for a in g.answers]
    alike = expected.replace("~", "∼").replace("\\", "∖")
    assert [alike] * 4 == [plain_text(a[3]) for g in gaps for a in g.answers[:-1]]


# --- GIFT


class Gift(NamedTuple):
    name: str
    text: str
    numbers: bool
    answers: list[tuple[str, str, str]]  # sign with weight, answer, feedback
    general: str


SIGNS = ":#={}~"


def read_gift(text: str) -> list[Any]:
    """Categories and questions by the documented grammar: blocks between blank lines."""
    return [_gift(block) for block in re.split(r"\n[ \t]*\n", text) if block.strip()]


def _gift(block: str) -> Any:
    lines = [line for line in block.split("\n") if not line.strip().startswith("//")]
    body = "\n".join(lines).strip()
    if body.startswith("$CATEGORY:"):
        return body.removeprefix("$CATEGORY:").strip()
    # Escaped signs stand apart while the others are looked for.
    body = re.sub(r"\\\\", "\ue0ff", body)
    for i, sign in enumerate(SIGNS):
        body = body.replace(f"\\{sign}", chr(0xE000 + i))
    body = body.replace("\\n", "\ue0fe")
    match = re.fullmatch(r"::([^:]*)::\[html\]([^{}]*)\{(#?)([^{}]*)\}", body, re.DOTALL)
    assert match, body
    answers, marker, general = match[4].rpartition("####")
    assert marker
    found = re.findall(r"([=~])(%[0-9.]+%)?([^=~#]*)(?:#([^=~#]*))?", answers)
    parts = [(sign + weight, _back(answer), _back(says)) for sign, weight, answer, says in found]
    return Gift(_back(match[1]), _back(match[2]), bool(match[3]), parts, _back(general))


def _back(text: str) -> str:
    text = text.strip().removeprefix("[html]")
    for i, sign in enumerate(SIGNS):
        text = text.replace(chr(0xE000 + i), sign)
    return text.replace("\ue0fe", "\n").replace("\ue0ff", "\\").strip()


def test_gift_carries_right_number_slips_and_solution() -> None:
    """Right first, each slip with its weight and message, anything else in the last block."""
    category, question = read_gift(gift(quiz(CREDIT)))
    assert category == "$course$/top/cnncost/hw1"
    first, *others, last = question.answers
    assert ("=", f"{RIGHT}:0", "Right.") == first
    assert ("~", "") == last[:2]
    assert last[2]
    ours = quiz(CREDIT).questions[0].blanks[0].answers[1:]
    assert [f"{one.value}:0" for one in ours] == [answer for _, answer, _ in others]
    assert [one.says for one in ours] == [plain_text(says) for _, _, says in others]
    assert "=%50%" == next(sign for sign, answer, _ in others if answer == "9408:0")
    assert "9,408" in question.general
    assert "conv(64, k=7, s=2) on 224×224×3: parameters?" in question.text


def test_gift_asks_for_each_number_of_a_table() -> None:
    """GIFT has one number for each question, so a table is as many questions."""
    _, *questions = read_gift(gift(quiz(TABLE)))
    blanks = quiz(TABLE).questions[0].blanks
    assert [f"{blank.answers[0].value}:0" for blank in blanks] == [
        question.answers[0][1] for question in questions
    ]
    assert len({question.name for question in questions}) == len(blanks)
    assert gift_notes(quiz(TABLE)) == ("GIFT knows no points: set those of t in the quiz.",)


def test_gift_keeps_the_variants_of_each_number_together() -> None:
    """Each blank of a varying table is a category of its own, said once."""
    text = TABLE.replace("conv(6, ", "conv(M, ").replace(
        "points: 8", "draw: {M: [6, 7, 9]}, slips: {all: may hide}"
    )
    found = read_gift(gift(quiz(text.replace("input: 32x32x1", 'input: "(32, 32, 1)"'), 2)))
    categories = [one for one in found if isinstance(one, str)]
    assert len(set(categories)) == len(categories) == 11
    assert len(found) == 3 * 11


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_texts_in_gift(text: str) -> None:
    """Every reserved sign is escaped, and no text ends its question."""
    _, one, first, second, choice = read_gift(gift(hostile(text)))
    expected = "\n".join(shown(text).splitlines()).strip()
    assert [("=", "3:0"), ("=%50%", "4:0"), ("~", "")] == [a[:2] for a in one.answers]
    assert [expected] * 2 == [plain_text(says).strip() for _, _, says in one.answers[:2]]
    assert expected in plain_text(one.text)
    assert first.answers == second.answers == one.answers
    assert [("=", expected), ("~", f"{expected}!")] == [
        (sign, plain_text(answer).strip()) for sign, answer, _ in choice.answers
    ]


# --- QTI

QTI = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
CP = "{http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1}"


class Item(NamedTuple):
    type: str
    points: str
    choices: dict[str, str]  # texts by their idents
    right: list[str]
    numbers: list[tuple[str, str, str]]
    says: dict[str, str]


def read_qti(data: bytes) -> tuple[list[Item], ElementTree.Element]:
    """The items of a zip, found as Canvas does: by the manifest."""
    with zipfile.ZipFile(io.BytesIO(data)) as box:
        names = box.namelist()
        assert len(set(names)) == len(names)
        assert "non_cc_assessments/" in names
        manifest = ElementTree.fromstring(box.read("imsmanifest.xml"))
        hrefs = [one.get("href") or "" for one in manifest.iter(f"{CP}file")]
        assert set(hrefs) <= set(names)
        (quiz_file,) = [href for href in hrefs if not href.endswith("assessment_meta.xml")]
        folder = quiz_file.split("/")[0]
        assert quiz_file == f"{folder}/{folder}.xml"
        ElementTree.fromstring(box.read(f"{folder}/assessment_meta.xml"))
        root = ElementTree.fromstring(box.read(quiz_file))
    idents = [one.get("ident") for one in root.iter(f"{QTI}item")]
    assert len(set(idents)) == len(idents)
    return [_item(one) for one in root.iter(f"{QTI}item")], root


def _item(item: ElementTree.Element) -> Item:
    fields = {
        one.findtext(f"{QTI}fieldlabel"): one.findtext(f"{QTI}fieldentry") or ""
        for one in item.iter(f"{QTI}qtimetadatafield")
    }
    says = {
        one.get("ident") or "": "".join(one.itertext()).strip()
        for one in item.iter(f"{QTI}itemfeedback")
    }
    choices = {
        one.get("ident") or "": "".join(one.itertext()).strip()
        for one in item.iter(f"{QTI}response_label")
    }
    right, numbers = [], []
    for condition in item.iter(f"{QTI}respcondition"):
        shown_feedback = condition.find(f"{QTI}displayfeedback")
        assert shown_feedback is None or shown_feedback.get("linkrefid") in says
        if condition.find(f"{QTI}setvar") is not None:
            right.append(condition.findtext(f"{QTI}conditionvar/{QTI}varequal") or "")
        for either in condition.iter(f"{QTI}or"):
            equal, low, high = (
                next(either.iter(f"{QTI}{name}")).text or ""
                for name in ("varequal", "vargte", "varlte")
            )
            numbers.append((equal, low, high))
    return Item(fields["question_type"], fields["points_possible"], choices, right, numbers, says)


def test_canvas_gets_choices_where_slips_matter() -> None:
    """The right number among four of slips; each wrong choice says what went wrong."""
    (item,), _ = read_qti(qti_zip(quiz(ONE)))
    assert ("multiple_choice_question", "2") == (item.type, item.points)
    ours = {f"{int(a.value):,}": a.says for a in quiz(ONE).questions[0].blanks[0].answers[:5]}
    assert set(ours) == set(item.choices.values())
    (right,) = item.right
    assert "9,472" == item.choices[right]
    for ident, text in item.choices.items():
        assert ours[text] == plain_text(item.says[f"{ident}_fb"])
    assert not item.numbers


def test_canvas_takes_no_wrong_number_as_right() -> None:
    """Canvas makes every number in a condition a right one, so only the right one stands there."""
    text = ONE.replace("items:", "slips: {all: off}\nitems:")
    (item,), _ = read_qti(qti_zip(quiz(text)))
    assert "numerical_question" == item.type
    assert [("9472", "9472", "9472")] == item.numbers
    (rounded,), _ = read_qti(qti_zip(quiz(ROUNDED)))
    assert [("103", "102.5", "103.5")] == rounded.numbers


def test_right_choice_is_right_although_a_slip_earns_all_points() -> None:
    """A teacher may give a slip full credit; Canvas has one right choice all the same."""
    text = f"{ONE}slips: {{bias.missing: {{credit: 1}}, bias.one: {{credit: 1}}}}\n"
    (item,), _ = read_qti(qti_zip(quiz(text)))
    assert ["9,472"] == [item.choices[ident] for ident in item.right]
    assert qti_notes(quiz(CREDIT)) == ("conv1: Canvas gives no part of the points for a slip.",)


def test_canvas_draws_one_of_the_variants() -> None:
    """The variants of an item are a group of which one is picked, with the item's points."""
    items, root = read_qti(qti_zip(quiz(VARIED, 3)))
    assert len(items) == 4
    groups = [
        one
        for one in root.iter(f"{QTI}section")
        if one.find(f"{QTI}selection_ordering") is not None
    ]
    (group,) = groups
    assert "1" == next(group.iter(f"{QTI}selection_number")).text
    assert "3" == next(group.iter(f"{QTI}points_per_item")).text
    assert 3 == len(group.findall(f"{QTI}item"))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_texts_in_canvas(text: str) -> None:
    """The zip's XML can be read, and its HTML shows the text and nothing else."""
    items, _ = read_qti(qti_zip(hostile(text), text))
    expected = "\n".join(shown(text).splitlines()).strip()
    assert len(items) == 4
    for item in items:
        for ident, says in item.says.items():
            if ident != "general_fb":
                assert expected == plain_text(says).strip()
    assert expected in [plain_text(choice).strip() for choice in items[-1].choices.values()]


# --- all of them


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "hw3.yaml"
    path.write_text(VARIED, encoding="utf-8")
    return path


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_assignment_gives_the_same_bytes(file: Path, format: str) -> None:
    """No date, no random id, no order by chance."""
    first = export(file, format, 3, "a secret")
    assert first == export(file, format, 3, "a secret")
    assert first.data


@pytest.mark.parametrize(
    ("format", "suffix"),
    [("moodle", ".xml"), ("gift", ".txt"), ("qti", ".zip"), ("gradescope", ".zip")],
)
def test_export_names_the_kind_of_file(file: Path, format: str, suffix: str) -> None:
    """Moodle reads XML and text, the others zips."""
    assert suffix == export(file, format).suffix


def test_another_format_is_refused(file: Path) -> None:
    """A format that does not exist is an error of its own, with those that do."""
    with pytest.raises(UsageError, match="moodle, gift, qti or gradescope"):
        export(file, "blackboard")


def test_hostile_assignment_is_exported_or_refused(tmp_path: Path) -> None:
    """Markup, brackets and quotes from a file's title and text go through every format."""
    exported = 0
    for i, text in enumerate(HOSTILE):
        if "\0" in text or not text.isprintable() or len(text) > 100:
            continue
        written = text.replace("'", "''")
        path = tmp_path / f"h{i}.yaml"
        item = "{id: q, kind: number, layer: fc(7), input: 1x1x5, asks: weights, text: '%s'}"
        path.write_text(f"title: '{written}'\nitems:\n- {item % written}\n", encoding="utf-8")
        try:
            read_moodle(export(path, "moodle").data.decode())
        except CnncostError:
            continue
        read_gift(export(path, "gift").data.decode())
        read_qti(export(path, "qti").data)
        exported += 1
    assert exported > 15
