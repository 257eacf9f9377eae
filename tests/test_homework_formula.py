"""Homework that asks for a formula: what is right, what is recognised, what cannot be read."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import counted

from cnncost.document import Node, Source, read_document
from cnncost.errors import FileError
from cnncost.explanation.page import Equations, Letters
from cnncost.formula import evaluate, parse
from cnncost.formula.evaluate import with_ratios
from cnncost.homework.agreement import Agreement
from cnncost.homework.kinds.formula import SORT, Posed
from cnncost.homework.question import Judged, Setting
from cnncost.homework.rules import read_rules
from cnncost.slips import ask
from cnncost.slips.recognition import numbers

MACS = "of: conv\nasks: macs"
PARAMS = "of: conv\nasks: params"
HEIGHT = "of: conv\nasks: height"
PLAIN = "of: conv\nasks: height\nletters: [Hi, K, S, P]"
WIDE = "of: conv\nasks: macs\nletters: [H, W, Hi, Wi, N, M, K, S, P]"
DEPTHWISE = "of: depthwise\nasks: params"
FC = "of: fc\nasks: params"


def posed(entry: str, agreed: Agreement | None = None, slips: str = "") -> Posed:
    node = read_document(entry, "hw.yaml")
    rules = read_rules(read_document(slips, "hw.yaml")) if slips else read_rules(None)
    setting = Setting(agreed or Agreement(), rules, Path())
    given = {key.value: value for key, value in node.value}
    found: Posed = SORT.pose(SORT.read(given, node, setting), {}, setting)
    return found


def node(text: str) -> Node:
    return Node(Source("answers.yaml", text), 0, len(text), text)


def judged(entry: str, answer: str, **other: Any) -> Judged:
    return SORT.judge(posed(entry, **other), node(answer))


RIGHT = [
    (MACS, "H*W*N*K^2*M/G"),
    (MACS, "H·W·N·K²·M/G"),
    (MACS, "H×W×N×K²×M÷G"),
    (MACS, "MACs = H*W*N*K**2*M/G"),
    (MACS, "M*(N/G)*K*K*H*W"),
    (MACS, "  K^2 * M * H * W * N / G  "),
    (MACS, "H*W*N*K_h*K_w*M/G"),
    (MACS, "H*W*N//G*K^2*M"),
    (MACS, "(2H*W*N*K^2*M/G)/2"),
    (PARAMS, "N*K^2*M/G + M"),
    (PARAMS, "M*(K^2*N/G + 1)"),
    (PARAMS, "params = (N/G*K²+1)·M"),
    (DEPTHWISE, "N*K^2 + N"),
    (DEPTHWISE, "M*K^2 + M"),
    (FC, "(Hi*Wi*N + 1)*M"),
    (PLAIN, "⌊(Hi + 2P - K)/S⌋ + 1"),
    (PLAIN, "floor((Hi + 2*P - K)/S) + 1"),
    (PLAIN, "(Hi + 2P - K)//S + 1"),
    (PLAIN, "H = ⌊(Hi + 2P - K)/S + 1⌋"),
    (PLAIN, "ceil((Hi + 2P - K + 1)/S)"),
    (PLAIN, "(Hi + 2P - K + S)//S"),
    (PLAIN, "max((Hi + 2P - K)//S + 1, 0)"),
    (HEIGHT, "(Hi + 2P - D*(K - 1) - 1)//S + 1"),
    (WIDE, "H*W*N*K^2*M"),
    ("of: conv\nasks: flops", "2*H*W*N*K^2*M/G"),
    ("of: bn\nasks: params", "2N"),
    ("of: transposed\nasks: height\nletters: [Hi, K, S, P]", "(Hi - 1)*S - 2P + K"),
    ("of: upsample\nasks: height", "Hi*S"),
    ("of: relu\nasks: activation_elements", "H*W*M"),
    ("of: relu\nasks: activation_elements", "Hi*Wi*N"),
    ("answer: (N*K^2 + 1)*M", "N*K^2*M + M"),
    ("of: conv\nasks: macs\nwith: {K: 3, G: 1}", "9*H*W*N*M"),
    ("of: conv\nasks: params\nwith: {bias: 0}", "N*K^2*M/G"),
    ("of: conv\nasks: macs\nletters: [Hi, Wi, N, M, K]", "(Hi-K+1)*(Wi-K+1)*N*K^2*M"),
]


@pytest.mark.parametrize(("entry", "answer"), RIGHT)
def test_right_in_any_spelling(entry: str, answer: str) -> None:
    """A formula is right however it is written, wherever such a layer can stand."""
    found = judged(entry, answer)

    assert ("right", 1) == (found.state, found.share)


WRONG = [
    (MACS, "H*W*K^2*M", ["macs.cin.missing"], "no N"),
    (MACS, "H*W*N*K^2/G", ["macs.cout.missing"], "no M"),
    (MACS, "H*W*N*K*M/G", ["macs.k.linear"], "K once"),
    (MACS, "H*W*N*K^2*M", ["macs.groups.missing"], "no G"),
    (MACS, "H*N*K^2*M/G", ["one.side"], "no W"),
    (MACS, "N*K^2*M/G + M", ["params.as.macs"], "the parameters"),
    (MACS, "2*H*W*N*K^2*M/G", ["flops.for.macs"], "twice"),
    (MACS, "H*W*N*K^2*M/G/2", ["factor.inverted"], "half"),
    (MACS, "H*W*M*(N*K^2/G + 1)", ["bias.adds"], "one more each"),
    (MACS, "H*W*N*K^2*M/G + M", ["bias.adds.once"], "M more"),
    (MACS, "(H-1)*(W-1)*N*K^2*M/G", ["size.no.plus.one"], "one row less"),
    (MACS, "H*W*M*(2*N*K^2/G - 1)", ["n.minus.one.adds"], "an addition less"),
    (WIDE, "Hi*Wi*N*K^2*M", ["input.hw"], "the input's size"),
    (WIDE, "Hi*Wi*N*K^2*M/S", ["stride.once"], "S once"),
    (WIDE, "(Hi+2P)*(Wi+2P)*N*K^2*M", ["padded.input.hw"], "the padded input"),
    (PARAMS, "N*K^2*M/G", ["bias.missing"], "no biases"),
    (PARAMS, "N*K^2*M/G + 1", ["bias.one"], "one bias"),
    (PARAMS, "K^2*M + M", ["cin.missing"], "no N"),
    (PARAMS, "K^2*M + 1", ["cin.missing+bias.one"], "the 2,501 of Coursera, in letters"),
    (PARAMS, "N*K^2/G + 1", ["cout.missing"], "one filter"),
    (PARAMS, "N*K*M/G + M", ["k.linear"], "K once"),
    (PARAMS, "N*K^2*M + M", ["groups.missing"], "no G"),
    (PARAMS, "N*K^2*M/G^2 + M", ["groups.twice"], "G twice"),
    (PARAMS, "N*K^2*M/G + N", ["swapped.cin.cout"], "biases of the inputs"),
    (PARAMS, "N*M*(K^2 + 1)/G", ["bias.per.kernel"], "a bias for each slice"),
    (PLAIN, "(Hi + 2P - K)/S + 1", ["size.not.integer"], "not rounded"),
    (PLAIN, "⌊(Hi + 2P - K)/S⌋", ["size.no.plus.one"], "no + 1"),
    (PLAIN, "⌊(Hi + P - K)/S⌋ + 1", ["size.pad.once"], "P once"),
    (PLAIN, "Hi + 2P - K + 1", ["size.stride.ignored"], "no S"),
    (PLAIN, "ceil((Hi + 2P - K)/S) + 1", ["size.ceil"], "rounded up"),
    (HEIGHT, "(Hi + 2P - K)//S + 1", ["size.dilation.ignored"], "no D"),
    (DEPTHWISE, "N^2*K^2 + N", ["depthwise.as.standard"], "M filters of N channels"),
    (FC, "N*M + M", ["flatten.channels.only"], "no positions"),
    (FC, "Hi*N*M + M", ["flatten.one.side"], "one side"),
    ("of: bn\nasks: params", "4N", ["bn.four"], "running numbers counted"),
    ("of: maxpool\nasks: height", "Hi", ["size.pool.forgotten"], "as it came in"),
    (MACS, "H*W*K*M", ["macs.cin.missing", "macs.k.linear"], "two slips"),
    (PARAMS, "K*M + 1", ["cin.missing+bias.one", "k.linear"], "three slips, two of them known"),
    (MACS, "H*W*N*K^3*M/G", [], "no slip is known for it"),
    (PLAIN, "(Hi + 2P - K + 1)//S + 1", [], "off by one only where S divides"),
    ("answer: H*W*N", "H*W*N + 1", [], "the teacher's own formula has no slips"),
]  # fmt: skip


@pytest.mark.parametrize(("entry", "answer", "slips", "what"), WRONG)
def test_wrong_and_recognised(entry: str, answer: str, slips: list[str], what: str) -> None:
    """A wrong formula earns nothing, and the first remark names the slip that leads to it."""
    found = judged(entry, answer)

    assert ("wrong", 0) == (found.state, found.share)
    assert slips == (list(found.remarks[0].slips) if found.remarks else []), what


def test_two_slips_that_look_alike() -> None:
    """Padding left out is a slip, whatever it is called; both are named."""
    found = judged(PLAIN, "⌊(Hi - K)/S⌋ + 1")

    assert {("size.same.as.zero.pad",), ("size.pad.ignored",)} == {r.slips for r in found.remarks}
    assert ["slip", "slip"] == [remark.sort for remark in found.remarks]


def test_credit_and_words_of_the_teacher() -> None:
    """A slip earns what the homework says, and one that is off is not looked for."""
    rules = "{bias.missing: {credit: 1/2, says: Where are the biases.}, k.linear: off}"
    half = judged(PARAMS, "N*K^2*M/G", slips=rules)
    off = judged(PARAMS, "N*K*M/G + M", slips=rules)

    assert "1/2" == str(half.share)
    assert "This is right where biases are left out; in this homework biases are counted." == (
        half.remarks[0].says
    )
    assert [] == [remark for remark in off.remarks if "k.linear" in remark.slips]


UNREAD = [
    (MACS, "HWNK^2*M", "Write · or * between letters: H*W*N*K."),
    (MACS, "H*W*NK", "Write · or * between letters: N*K."),
    (MACS, "N(K + 1)", "Write · or * between letters, and before a parenthesis: N*( )."),
    (MACS, "H*W*X", "There is no letter X here; use H, W, N, M, K and G."),
    (MACS, "Hi*Wi*N", "There is no letter Hi here; use H, W, N, M, K and G."),
    (MACS, "9472", "A formula in letters is expected here, such as H·W·N."),
    (MACS, "9,472", "A formula in letters is expected here, such as H·W·N."),
    (MACS, "9**9**9", "A formula in letters is expected here, such as H·W·N."),
    (MACS, "H*", "Expected a number, a name or '(', found the end of the text."),
    (MACS, "H W", "An operator, such as * or +, is missing before 'W'."),
    (MACS, "[H]", "'[' is not understood here: use ( )."),
    (MACS, "int(H)", "There is no function called 'int'; floor() is one."),
    (MACS, "floor(H, W)", "floor() takes 1 number, not 2."),
    (MACS, "H if K else W", "Write one formula with + - * / ^ and floor() only."),
    (MACS, "(H, W)", "Write one formula with + - * / ^ and floor() only."),
    (MACS, "H < W", "Write one formula with + - * / ^ and floor() only."),
    (MACS, "H/(W - W)", "This has no value. "),
    (MACS, "9**9**9*H", "This has no value. 9^387420489 is larger than 2^256."),
    (MACS, "H" * 4_000, "This is 4,000 characters long; a formula here has 500."),
    (MACS, "(" * 300, "This is nested more than 40 deep."),
    (MACS, "H\x00", "An invisible character (U+0000) stands here. Delete it."),
]


@pytest.mark.parametrize(("entry", "answer", "says"), UNREAD)
def test_what_cannot_be_read(entry: str, answer: str, says: str) -> None:
    """It is not wrong: the student is told what to write instead."""
    found = judged(entry, answer)

    assert "unread" == found.state
    assert found.remarks[0].says.startswith(says)
    assert ("read", ()) == found.remarks[0][:2]


def test_blanks_and_lists() -> None:
    """A gap is blank, and a list cannot be read."""
    one = posed(MACS)
    listed = read_document("[H, W]", "answers.yaml")

    assert ["blank", "blank"] == [SORT.judge(one, node(text)).state for text in ("", " ? ")]
    assert "One formula is expected here, not a list." == SORT.judge(one, listed).remarks[0].says


REFUSED = [
    ("asks: macs", "A formula has either 'of:' and 'asks:', or 'answer:'."),
    ("of: conv\nanswer: H", "A formula has either 'of:' and 'asks:', or 'answer:'."),
    ("answer: H\nasks: macs", "'asks' needs 'of:', the kind of layer; here is 'answer:'."),
    ("of: conv", "The formula has no 'asks:', as parameters, macs or height."),
    ("of: convv\nasks: macs", "There is no kind of layer 'convv'. Did you mean conv?"),
    ("of: conv\nasks: mac", "There is no quantity with a formula 'mac'. Did you mean macs?"),
    ("of: relu\nasks: params", "A layer of kind relu has no params."),
    ("of: fc\nasks: height", "The right formula has no letters; ask for a number instead."),
    ("of: conv\nasks: macs\nletters: H", "Expected a list of letters, as [H, W, N, M, K]."),
    ("of: conv\nasks: macs\nletters: [H, W, N, M]",
     "The right formula has K: list it, or give it under 'with'."),
    ("of: fc\nasks: macs\nletters: [Q]",
     "There is no letter 'Q' here. Known: Hi, Wi, N and M."),
    ("of: conv\nasks: macs\nwith: {Q: 1}", "There is no letter 'Q' here. Known: "),
    ("of: conv\nasks: macs\nwith: {K: big}", "Expected a whole number up to 1,000,000."),
    ("of: conv\nasks: macs\nwith: {K: 500}",
     "With these numbers such a layer can hardly stand anywhere."),
    ("answer: H W", "An operator, such as -> or *, is missing before 'W'."),
    ("answer: H if W else K", "Write one formula with + - * / ^ and floor() only."),
    ("answer: H**9**9", "The right formula has hardly anywhere a value."),
    ("answer: 1/(H - H)", "The right formula has hardly anywhere a value."),
    ("answer: [H]", "Expected a formula, as H*W*N."),
    ("answer: 3", "A formula in letters is expected here, such as H·W·N."),
]  # fmt: skip


@pytest.mark.parametrize(("entry", "message"), REFUSED)
def test_entries_that_are_refused(entry: str, message: str) -> None:
    """The teacher is told what the entry lacks, and where."""
    with pytest.raises(FileError) as refused:
        posed(entry)

    assert refused.value.message.startswith(message)
    assert refused.value.place.line >= 1


SHOWN = [
    (MACS, "convolution: MACs, as a formula in H, W, N, M, K and G?", "H·W·N·K²·M/G"),
    (PLAIN, "convolution: output height, as a formula in Hi, K, S and P, with D = 1?",
     "⌊(Hi + 2·P - K)/S⌋ + 1"),
    (WIDE, "convolution: MACs, as a formula in H, W, Hi, Wi, N, M, K, S and P, with G = 1?",
     "H·W·N·K²·M"),
    ("answer: H*W*N", "The answer, as a formula in H, W and N?", "H·W·N"),
    ("of: bn\nasks: params", "batch normalisation: parameters, as a formula in N?", "2·N"),
]  # fmt: skip


@pytest.mark.parametrize(("entry", "question", "right"), SHOWN)
def test_questions_and_keys(entry: str, question: str, right: str) -> None:
    """A question names the letters, and the key reads as a textbook has it and is right."""
    one = posed(entry)

    assert question == SORT.text(one)[0]
    assert right == SORT.key(one)
    assert "right" == SORT.judge(one, node(right)).state


def test_letters_are_explained() -> None:
    """Below the question, and in the working, stands what every letter means."""
    one = posed("of: fc\nasks: macs")
    equations, letters = SORT.working(one)

    assert (
        "Hi input height, Wi input width, N input channels, M output channels."
        == (SORT.text(one)[1])
    )
    assert isinstance(equations, Equations)
    assert ["Hi·Wi·N·M"] == [str(line.formula) for line in equations.lines]
    assert isinstance(letters, Letters)
    assert ("N", "input channels", None) in letters.letters
    assert ("fc, MACs", "", ()) == (SORT.what(one), SORT.blank(one), SORT.hidden(one))


AGREED = [
    (Agreement(bias="left out"), PARAMS, "N·K²·M/G"),
    (Agreement(work="FLOPs"), "of: fc\nasks: work", "2·Hi·Wi·N·M"),
    (Agreement(images=32), "of: fc\nasks: macs", "32·Hi·Wi·N·M"),
    (Agreement(norm="4C"), "of: bn\nasks: params", "4·N"),
]


@pytest.mark.parametrize(("agreed", "entry", "right"), AGREED)
def test_conventions_count(agreed: Agreement, entry: str, right: str) -> None:
    """What is right depends on what was agreed on."""
    assert right == SORT.key(posed(entry, agreed))


@pytest.mark.parametrize("entry", [MACS, PARAMS, HEIGHT, WIDE, DEPTHWISE, FC])
def test_wrong_formulas_are_recognised(entry: str) -> None:
    """Every formula that a slip leads to is judged wrong, and that slip is named."""
    one = posed(entry)
    found = [(wrong, SORT.judge(one, node(wrong.answer))) for wrong in SORT.wrong(one)]

    assert len(found) >= 5
    for wrong, judgement in found:
        named = {id for remark in judgement.remarks for id in remark.slips}
        assert ("wrong", set()) == (judgement.state, set(wrong.slips) - named), wrong.answer


LAYERS: list[tuple[str, str, str, Mapping[str, int]]] = [
    ("conv(24, k=5, s=2, p=1, g=3)", "macs", MACS,
     {"H": 14, "W": 18, "N": 12, "M": 24, "K": 5, "G": 3}),
    ("conv(24, k=5, s=2, p=1, g=3)", "params", PARAMS, {"N": 12, "M": 24, "K": 5, "G": 3}),
    ("conv(24, k=5, s=2, p=1, d=2)", "height", HEIGHT, {"Hi": 30, "K": 5, "S": 2, "P": 1, "D": 2}),
    ("depthwise(3)", "params", DEPTHWISE, {"N": 12, "K": 3}),
    ("fc(10)", "params", FC, {"Hi": 30, "Wi": 38, "N": 12, "M": 10}),
]  # fmt: skip


@pytest.mark.parametrize(("layer", "quantity", "entry", "values"), LAYERS)
def test_wrong_formulas_give_the_numbers_of_their_slips(
    layer: str, quantity: str, entry: str, values: Mapping[str, int]
) -> None:
    """With numbers put in, they give what the same slip gives for that layer."""
    report = counted(f"input: 30x38x12\nlayers: {layer}")
    asked, rules = ask(report, quantity), read_rules(None)
    shown = SORT.wrong(posed(entry))

    assert shown
    for wrong in shown:
        number = evaluate(with_ratios(parse(wrong.answer)), values)
        given = {n for id in wrong.slips for n in numbers(rules.slips[id], asked, [0])}
        assert number != int(number) or number in given, wrong


HOSTILE = [
    "*".join(["H"] * 30), "^".join(["9"] * 30) + "*H", "H^W^N^M^K", "1/3/7/9/11/13/17/19/H" * 8,
    "+".join(["round8(H)"] * 25), "(H" + "+H" * 100 + ")", "ceil(" * 39 + "H" + ")" * 39,
    "gcd(H, 10**70)", "H//10**70", "min(H, W, N, M, K, G, H, W, N)", "H%0", "-" * 39 + "H",
    "0" * 200, "H=" * 200, "\u202eH*W", "H\n*W", "{{7*7}}", "=cmd|'/c calc'!A0", "H#W",
]  # fmt: skip


def test_hostile_answers_cost_little() -> None:
    """Whatever is written is answered in short words, and costs less than a second each."""
    one = posed(MACS)
    started = time.process_time()
    found = [SORT.judge(one, node(text)) for text in HOSTILE]

    assert time.process_time() - started < len(HOSTILE)
    assert {"wrong", "unread"} == {judgement.state for judgement in found}
    assert all(len(remark.says) < 600 for judgement in found for remark in judgement.remarks)
    assert all(judgement.read.isprintable() for judgement in found)


def test_nudges_do_not_give_the_formula_away() -> None:
    """No nudge holds the right formula or a part of it."""
    one = posed(MACS)
    nudges = [r.nudge for w in SORT.wrong(one) for r in SORT.judge(one, node(w.answer)).remarks]

    assert nudges
    assert [] == [nudge for nudge in nudges if "·" in nudge or "*" in nudge or "K²" in nudge]
