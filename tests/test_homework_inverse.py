"""Inverse items: numbers found from what a layer costs, the teacher's or any others that do.

The layer most used is conv(M, k=K) on 28x28x64 with K=5 and M=128: 64*5*5*128 + 128 = 204,928
parameters and 28*28*64*5*5*128 = 160,563,200 MACs.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from cnncost.document import Node, read_document
from cnncost.errors import FileError
from cnncost.explanation.page import Equations, Paragraph
from cnncost.homework.agreement import Agreement
from cnncost.homework.kinds import inverse
from cnncost.homework.kinds.inverse import Posed
from cnncost.homework.question import Judged, Setting
from cnncost.homework.rules import Rules, read_rules

USUAL = Agreement()
RULES = read_rules(None)
NO_SLIPS = Rules({}, {})
CONV = "layer: conv(M, k=K)\ninput: 28x28x64\ngiven: [params, macs]\nfind: [K, M]\n"
SMALL = f"{CONV}is: {{K: 5, M: 128}}\n"
# 225 = K*K*M for K=1, 3, 5 and 15.
SQUARES = "layer: conv(M, k=K)\ninput: 28x28x64\ngiven: [macs]\nfind: [K, M]\nis: {K: 5, M: 9}\n"
BOTH = SQUARES.replace("[macs]", "[params, macs]")
FC = "layer: fc(M)\ninput: 1x1x10\ngiven: [params]\nfind: [M]\nis: {M: 20}\n"


def node(typed: str) -> Node:
    """What stands after ``answer:`` in a file."""
    found: Node = read_document(f"answer: {typed}\n", "answers.yaml").value[0][1]
    return found


def posed(
    entry: str,
    letters: dict[str, int] | None = None,
    agreed: Agreement = USUAL,
    rules: Rules = RULES,
) -> Posed:
    root = read_document(entry, "hw.yaml")
    given = {key.value: value for key, value in root.value}
    setting = Setting(agreed, rules, Path("."))
    return inverse.pose(inverse.SORT.read(given, root, setting), letters or {}, setting)


def judged(entry: str, typed: str, agreed: Agreement = USUAL, rules: Rules = RULES) -> Judged:
    return inverse.judge(posed(entry, None, agreed, rules), node(typed))


def said(found: Judged, full: bool = True) -> list[str]:
    return [remark.says if full else remark.nudge for remark in found.remarks]


# --- the question


def test_question() -> None:
    """The question names the layer with its letters, and the quantities that are given."""
    item = posed(SMALL)
    assert (
        "conv(M, k=K) on 28×28×64: find K and M from what is given.",
        "parameters: 204,928",
        "MACs: 160,563,200",
    ) == inverse.text(item)
    assert "conv(M, k=K): K and M" == inverse.what(item)
    assert "{K: 5, M: 128}" == inverse.key(item)
    assert "{K: , M: }" == inverse.blank(item)
    assert inverse.key == inverse.SORT.solution


def test_known_letters_are_shown() -> None:
    """Letters that are not to be found are numbers in the question, in the input too."""
    entry = (
        "draw: {K: [3, 5], M: [8, 16], S: [1, 2], N: [3, 6]}\nlayer: conv(M, k=K, s=S)\n"
        "input: (28, 28, N)\ngiven: [params, output]\nfind: [K, M]\n"
    )
    # 6*3*3*16 + 16 = 880; a stride of 2 halves 28.
    item = posed(entry, {"K": 3, "M": 16, "S": 2, "N": 6})
    assert (
        "conv(M, k=K, s=2) on 28×28×6: find K and M from what is given.",
        "parameters: 880",
        "output size: 14×14×16",
    ) == inverse.text(item)


@pytest.mark.parametrize(
    ("agreed", "given", "lines"),
    [
        (USUAL._replace(bias="left out"), "[params]", ("parameters: 204,800",)),
        (USUAL._replace(work="FLOPs"), "[work]", ("FLOPs: 321,126,400",)),
        (USUAL._replace(images=10), "[work]", ("MACs: 1,605,632,000",)),
        (USUAL, "[weights, bias, height]",
         ("weights alone: 204,800", "biases: 128", "output height: 28")),
        (USUAL, "[macs / weights]", ("macs / weights: 784",)),  # 28*28
    ],
)  # fmt: skip
def test_given_by_agreement(agreed: Agreement, given: str, lines: tuple[str, ...]) -> None:
    """What is given is counted as the homework agrees to count."""
    entry = SMALL.replace("[params, macs]", given).replace("find: [K, M]", "find: [M]")
    if given == "[macs / weights]":
        entry = entry.replace("conv(M, k=K)", "conv(M, k=K, s=S)").replace("[M]", "[S]")
        entry = entry.replace("M: 128", "M: 128, S: 1")
    assert lines == inverse.text(posed(entry, agreed=agreed))[1:]


def test_working() -> None:
    """The working puts the right numbers into the formula of each given quantity."""
    first, *others = inverse.worked(posed(SMALL))
    assert isinstance(first, Paragraph)
    assert "With K=5, M=128, conv(128, k=5) on 28×28×64:" == first.spans[0].text
    lines = [line for block in others if isinstance(block, Equations) for line in block.lines]
    results = [(line.label, line.result) for line in lines]
    assert [("weights", 204_800), ("bias", 128), ("macs", 160_563_200)] == results


# --- answers


@pytest.mark.parametrize(
    "typed",
    ["{K: 5, M: 128}", "{M: 128, K: 5}", "\n  K: 5\n  M: 128", "K=5, M=128", "K = 5 and M = 128",
     "M=128; K=5", "K=5 M=128", '"K: 5, M: 128"', '"  K=5 ,   M=128 "', "{' K': '5 ', M: 128}"],
)  # fmt: skip
def test_forms(typed: str) -> None:
    """An answer is a mapping or a line, in any order."""
    found = judged(SMALL, typed)
    assert ("right", Fraction(1), "K=5, M=128") == (found.state, found.share, found.read)


@pytest.mark.parametrize("typed", ["20", "M=20", "{M: 20}", '"M : 20"'])
def test_one_letter(typed: str) -> None:
    """Where one number is to be found, it may stand alone: 10*20 + 20 = 220."""
    assert "right" == judged(FC, typed).state
    assert "M=20" == judged(FC, typed).read


def test_thousands() -> None:
    """Groups of three digits are read beside other numbers: 64*9*1024 + 1024 = 590,848."""
    entry = f"{CONV}is: {{K: 3, M: 1024}}\n"
    assert "parameters: 590,848" == inverse.text(posed(entry))[1]
    for typed in ("K=3, M=1,024", "M=1,024, K=3", "{K: 3, M: '1,024'}", "{K: 3, M: 1 024}"):
        assert "right" == judged(entry, typed).state


@pytest.mark.parametrize(
    ("typed", "state"),
    [
        ("{K: 5, M: 9}", "right"),
        ("{K: 3, M: 25}", "right"),
        ("{K: 1, M: 225}", "right"),
        ("{K: 15, M: 1}", "right"),
        ("{K: 9, M: 3}", "wrong"),  # 243
        ("{K: 3, M: 24}", "wrong"),  # 216
    ],
)
def test_other_numbers(typed: str, state: str) -> None:
    """Any numbers that give what is given are right: here whatever makes K*K*M = 225."""
    assert state == judged(SQUARES, typed, rules=NO_SLIPS).state


def test_nought() -> None:
    """0 is a number that may be found: a 3x3 kernel without padding leaves 26 of 28."""
    entry = "layer: conv(8, k=3, p=P)\ninput: 28x28x4\ngiven: output\nfind: P\nis: {P: 0}\n"
    assert ("right", "wrong") == (judged(entry, "P=0").state, judged(entry, "P=1").state)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("{K: 5}", "The number for M is missing."),
        ("K=5", "The number for M is missing."),
        ("{K: 5, M: }", "The number for M is missing."),
        ("{K: 5, M: '?'}", "The number for M is missing."),
        ("{K: 5, M: 128, S: 1}", "'S' is not asked for, only K and M."),
        ("{k: 5, M: 128}", "'k' is not asked for, only K and M."),
        ("{'[bold]x[/]': 5, M: 128}", "'[bold]x[/]' is not asked for, only K and M."),
        ("K=5, K=5, M=128", "K is given twice."),
        ("{K: 5, M: 1.5}", "M: A whole number is expected here, written in digits only."),
        ("{K: 5x5, M: 128}", "K: Write the number alone, without words or units."),
        ("{K: 5, M: 1e3}", "M: Write the whole number, with all its digits."),
        ("{K: 5, M: -1}", "M: A count has no sign; write digits only."),
        ("{K: 5, M: 1,024}", "Inside { } YAML splits a number at its comma; write digits only."),
        ("{K: [5], M: 1}",
         "One number is expected for each letter. Write K=3, M=3 with your numbers."),
        ("[5, 128]", "Write K=3, M=3 with your numbers."),
        ("5", "Write K=3, M=3 with your numbers."),
        ("vgg16", "Write K=3, M=3 with your numbers."),
        ("9.4k?", "Write K=3, M=3 with your numbers."),
        ("{K: 5, M: 1234567890123456789}", "M: No count here has more than 18 digits."),
        (f'"K=5{" " * 3000}M=1 x{" " * 500}"', "Write K=3, M=3 with your numbers."),
        (f'"{"K=5, " * 70}"', "K is given twice."),
        (f'"{"K=5, " * 90}"', "Write K=3, M=3 with your numbers."),
    ],
)  # fmt: skip
def test_unread(typed: str, says: str) -> None:
    """What is not one whole number for each letter is asked about, and never charged."""
    found = judged(SMALL, typed)
    assert ("unread", Fraction(0)) == found[:2]
    assert [says] == said(found) == said(found, full=False)


@pytest.mark.parametrize("typed", ["", "_", "{K: , M: }", "{K: _, M: _}", "\n  K:\n  M:"])
def test_blank(typed: str) -> None:
    """Gaps as they were handed out are no answer."""
    assert "blank" == judged(SMALL, typed).state


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("{K: 0, M: 128}", "With K=0, M=128: k (kernel, 3 or 1x7) must be at least 1, not 0."),
        ("{K: 5, M: 2000000000}",
         "With K=5, M=2000000000: channels (output channels) must be at most 10^9, not "),
        ("{K: 1000000000, M: 1000000000}",
         "With K=1000000000, M=1000000000: conv costs "),
    ],
)  # fmt: skip
def test_cannot_stand(typed: str, says: str) -> None:
    """Numbers with which the layer cannot stand are wrong, with the reason."""
    found = judged(SMALL, typed)
    assert ("wrong", Fraction(0)) == found[:2]
    (reason,) = said(found)
    assert reason.startswith(says)
    assert [reason] == said(found, full=False)


# --- what is said of wrong numbers


@pytest.mark.parametrize(
    ("entry", "typed", "nudge", "says"),
    [
        # 64*9*25 + 25 = 14,425, 64*25*9 + 9 = 14,409
        (BOTH, "{K: 3, M: 25}", "These numbers give the MACs, but not the parameters.",
         "K=3, M=25 gives 14,425 instead of 14,409 (parameters)."),
        # 64*9*64 + 64 = 36,928, and 28*28*64*9*64 = 28,901,376
        (SMALL, "{K: 3, M: 64}", "These numbers do not give the parameters or the MACs.",
         "K=3, M=64 gives 36,928 instead of 204,928 (parameters) and 28,901,376 instead of "
         "160,563,200 (MACs)."),
        (FC, "30", "These numbers do not give the parameters.",
         "M=30 gives 330 instead of 220 (parameters)."),
        # The textbook's 7x7 kernel on RGB: 3*49*64 + 64 = 9,472, and 3*9*64 + 64 = 1,792
        ("layer: conv(64, k=K, s=2)\ninput: 224x224x3\ngiven: params\nfind: K\nis: {K: 7}\n",
         "K=3", "These numbers do not give the parameters.",
         "K=3 gives 1,792 instead of 9,472 (parameters)."),
    ],
)  # fmt: skip
def test_what_does_not_fit(entry: str, typed: str, nudge: str, says: str) -> None:
    """Before the due date it is said what does not fit, after it by what numbers."""
    found = judged(entry, typed, rules=NO_SLIPS)
    assert ("wrong", Fraction(0)) == found[:2]
    assert ([nudge], [says]) == (said(found, full=False), said(found))
    assert ["limit"] == [remark.sort for remark in found.remarks]


@pytest.mark.parametrize(
    ("entry", "typed", "slips"),
    [
        (FC, "22", ("bias.missing",)),  # 10*22 = 220
        # 3*M*9 = 27*16 without biases, and 27*M + 1 with one for all
        ("layer: conv(M, k=3)\ninput: 9x9x3\ngiven: params\nfind: M\nis: {M: 27}\n",
         "28", ("bias.missing",)),  # 28*27 = 756 = 27*28
        (SQUARES.replace("M: 9", "M: 8"), "{K: 5, M: 4}", ("flops.for.macs",)),  # twice 4 is 8
        (SMALL, "{K: 25, M: 128}", ("k.linear", "macs.k.linear")),  # K for K*K in both
    ],
)  # fmt: skip
def test_slips(entry: str, typed: str, slips: tuple[str, ...]) -> None:
    """Numbers that would do if a slip were made are recognised, also where it is one in each."""
    found = judged(entry, typed)
    assert "wrong" == found.state
    assert slips in [remark.slips for remark in found.remarks]
    assert all([*said(found), *said(found, full=False)])


def test_slips_must_explain_everything() -> None:
    """A slip that leaves one of the given quantities unexplained is not named."""
    # Without biases 10*22 = 220, but 10*22 MACs are not 200.
    entry = FC.replace("given: [params]", "given: [params, macs]")
    found = judged(entry, "22")
    assert "bias.missing" not in [slip for remark in found.remarks for slip in remark.slips]


def test_credit() -> None:
    """A slip earns what the teacher gives for it, and one that is switched off is not named."""
    rules = read_rules(read_document("bias.missing: {credit: 1/2}\n", "hw.yaml"))
    assert Fraction(1, 2) == judged(FC, "22", rules=rules).share
    rules = read_rules(read_document("bias.missing: off\n", "hw.yaml"))
    assert "bias.missing" not in [s for r in judged(FC, "22", rules=rules).remarks for s in r.slips]


# --- what else it can do


def test_solutions() -> None:
    """Other numbers that give the same are found: of K*K*M = 225 those up to 64 in each."""
    assert ({"K": 3, "M": 25}, {"K": 15, "M": 1}) == inverse.solutions(posed(SQUARES))
    assert () == inverse.solutions(posed(BOTH))
    assert () == inverse.solutions(posed(SQUARES), most=64)  # K=1 only, which needs M=225


def test_solutions_among_those_drawn() -> None:
    """Where the numbers are drawn, only those that may be drawn are tried."""
    entry = SQUARES.replace("is: {K: 5, M: 9}", "draw: {K: [1, 5, 15], M: [1, 9, 25]}")
    assert ({"K": 15, "M": 1},) == inverse.solutions(posed(entry, {"K": 5, "M": 9}))


@pytest.mark.parametrize("entry", [FC, SMALL, SQUARES, BOTH])
def test_wrong_answers(entry: str) -> None:
    """Every wrong answer that a slip is said to lead to is recognised by that slip."""
    item = posed(entry)
    for one in inverse.wrong_answers(item):
        found = inverse.judge(item, node(one.answer))
        assert "wrong" == found.state
        assert one.slips in [remark.slips for remark in found.remarks]


def test_wrong_answers_are_found() -> None:
    """K for K*K is found by squaring K: 25 for 5."""
    assert ("{K: 25, M: 128}", ("k.linear", "macs.k.linear")) in inverse.wrong_answers(posed(SMALL))


@pytest.mark.parametrize("K", [1, 2, 3, 4, 7])
@pytest.mark.parametrize("M", [1, 8, 30])
def test_every_key_is_right(K: int, M: int) -> None:
    """The key of every draw is right, and what was handed out is blank."""
    item = posed(f"draw: {{K: [1, 2, 3, 4, 7], M: [1, 8, 30]}}\n{CONV}", {"K": K, "M": M})
    assert "right" == inverse.judge(item, node(inverse.key(item))).state
    assert "blank" == inverse.judge(item, node(inverse.blank(item))).state


# --- entries


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (CONV, "'K' has no number: draw it, or write 'is: {K: 3}'."),
        (SMALL.replace("[K, M]", "[K, X]"), "'X' is to be found, but the layer does not name it."),
        (SMALL.replace("[K, M]", "[K, K]"), "'K' is given twice."),
        (SMALL.replace("[K, M]", "[]"), "Expected a list of 1 to 6 names."),
        (SMALL.replace("[K, M]", "{K: 1}"), "Expected a list of 1 to 6 names."),
        (SMALL.replace("[params, macs]", "[mac]"), "There is no quantity 'mac'."),
        (SMALL.replace("28x28x64", "(28, 28, M)"),
         "'K' is to be found, so the input cannot show it.".replace("K", "M")),
        (f"{SMALL}draw: {{K: [3, 5]}}\n", "'K' is drawn, so it has no value of its own."),
        (SMALL.replace("K: 5", "relu: 5"), "'relu' already means something"),
        (SMALL.replace("find: [K, M]\n", ""), "An inverse item has no 'find:'."),
        (SMALL.replace("given: [params, macs]\n", ""), "An inverse item has no 'given:'."),
        (SMALL.replace("layer: conv(M, k=K)\n", ""), "An inverse item has no 'layer:'."),
        (SMALL.replace("input: 28x28x64\n", ""), "A layer needs the map that it stands on"),
        (SMALL.replace("[params, macs]", "[height]"), "What is given does not depend on M."),
        (FC.replace("fc(M)", "fc(8 * M)").replace("M: 20", "M: 0.5"),
         "M is to be found, so it is a whole number."),
        (SMALL.replace("K: 5", "K: 0"), "must be at least 1, not 0."),
    ],
)  # fmt: skip
def test_entries_refused(entry: str, says: str) -> None:
    """What cannot be found, or follows from nothing that is given, is refused."""
    with pytest.raises(FileError) as error:
        posed(entry)
    assert says in error.value.message
