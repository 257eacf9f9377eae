"""The assignments that come with the tool: proved, and answered right, wrong and unreadably.

The right numbers stand here as literals, each with where it is printed or how it comes about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Run

from cnncost import check
from cnncost.homework import lint as proof
from cnncost.homework.assignment import Assignment, read_assignment
from cnncost.homework.checking import Checked, check_text
from cnncost.homework.handout import sheets_for
from cnncost.homework.marks import Mark
from cnncost.homework.variants import Question, question_for

Command = Callable[..., Run]
FOLDER = ROOT / "examples" / "homework"
NAMES = (
    "warm_up", "one_layer", "output_sizes", "lenet5", "vgg16", "inception", "separable",
    "resnet_block", "design", "backwards",
)  # fmt: skip
# Those with numbers of one's own for every student.
VARIED = ("warm_up", "one_layer", "output_sizes", "separable", "resnet_block", "backwards")
LONG = ("vgg16", "inception", "resnet_block", "separable", "one_layer")
STUDENTS = ("s1", "s2", "s3", "s4", "s5")
SOME = ("s1", *(pytest.param(one, marks=pytest.mark.slow) for one in STUDENTS[1:]))
SECRET = "a secret of these tests"


def path(name: str) -> Path:
    return FOLDER / f"{name}.yaml"


@cache
def assignment(name: str) -> Assignment:
    return read_assignment(path(name))


@cache
def checked(name: str, answers: str) -> Checked:
    return check(path(name), FOLDER / "answers" / f"{name}.{answers}.yaml")


def marks(name: str, answers: str) -> dict[str, Mark]:
    return {mark.id: mark for mark in checked(name, answers).marked.marks}


def every(mark: Mark) -> Iterator[Mark]:
    """A mark and its parts."""
    yield mark
    yield from mark.parts


def slips(mark: Mark) -> set[str]:
    return {slip for one in every(mark) for remark in one.remarks for slip in remark.slips}


def test_every_file_is_tested() -> None:
    """Each assignment has three files of answers, and none of the files is another's."""
    expected = {f"{name}.{kind}" for name in NAMES for kind in ("good", "wrong", "unreadable")}

    assert set(NAMES) == {file.stem for file in FOLDER.glob("*.yaml")}
    assert expected == {file.stem for file in (FOLDER / "answers").iterdir()}


# --- the assignments


def variants(quick: int, slow: int, *names: str) -> list[Any]:
    """Each assignment with how many variants are tried, first a few and in the sweep many.

    Where slips are sought for seconds only the sweep does.
    """
    few = [(name, quick) for name in names if name not in LONG]
    return [*few, *(pytest.param(name, slow, marks=pytest.mark.slow) for name in names)]


@pytest.mark.parametrize("name", LONG)
def test_every_key_is_right(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The assignments in which only the sweep seeks slips can be answered right."""
    monkeypatch.setattr(proof, "_slip", lambda question, wrong: ())

    assert proof.lint(assignment(name)).passes


@pytest.mark.parametrize(("name", "most"), variants(2, 3, *NAMES))
def test_can_be_handed_out(name: str, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every key is right, and every slip is recognised, on a few variants of each item."""
    monkeypatch.setattr(proof, "MOST_VARIANTS", most)
    found = proof.lint(assignment(name))

    fails = [finding.says for item in found.items for finding in item.findings if finding.fails]
    assert (True, []) == (found.passes, fails)


@pytest.mark.parametrize(("name", "most"), variants(2, 6, *VARIED))
def test_slips_show_in_every_variant_tried(
    name: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where numbers are drawn, hardly a draw is lost to a slip that would not show."""
    monkeypatch.setattr(proof, "MOST_VARIANTS", most)
    monkeypatch.setattr(proof, "_of_variant", lambda question, wrong: ())
    varied = [proof._item(assignment(name), item) for item in assignment(name).items if item.varies]

    assert varied
    assert all(found.tried > found.rejected for found in varied)


def test_what_an_assignment_can_have() -> None:
    """Among them are due dates and none, rules for lateness, credits, pools and hidden limits."""
    found = [assignment(name) for name in NAMES]
    due = [one.due for one in found]

    assert None in due
    assert {2027} == {one.year for one in due if one}
    assert any(one.late for one in found)
    assert any(one.rules.credit for one in found)
    assert any(len(item.problems) >= 3 for one in found for item in one.items)
    assert {"number", "table", "formula", "choice", "find the slip", "inverse", "design"} == {
        problem.kind for one in found for item in one.items for problem in item.problems
    }


# --- right numbers

CS231N, LECUN = "Stanford CS231n notes", "LeCun et al., 1998, section II.B"
ARTICLE = "From Inception v1, v2, v3, v4, ResNeXt to Xception to MobileNets"
GOOGLENET = "What is the evolution of GoogLeNet Inception from v1 to v4"
CLASSIC = [
    ("warm_up", "groups", "307,456", "2 * (48*25*128) + 256, Krizhevsky et al., 2012"),
    ("warm_up", "alexnet", "60,965,224", "60 million in Krizhevsky et al., 2012"),
    ("warm_up", "flatten", "102,764,544", "7*7*512*4096 + 4096"),
    ("one_layer", "filter", "76", "5*5*3 + 1, CS231n"),
    ("one_layer", "quiz", "7,600", "Coursera, Convolutional Neural Networks, week 1"),
    ("one_layer", "alexnet_weights", "34,848", CS231N),
    ("one_layer", "alexnet", "34,944", CS231N),
    ("one_layer", "stem", "9,408", "7*7*3*64"),
    ("one_layer", "stem_macs", "118,013,952", "112*112 * 7*7*3*64"),
    ("one_layer", "stem_flops", "236,027,904", "2 * 112*112 * 7*7*3*64"),
    ("output_sizes", "padded", "32×32×10", "Stanford CS231n, lecture 5"),
    ("output_sizes", "alexnet", "55×55×96", CS231N),
    ("output_sizes", "alexnet_224", "54×54×96", "(224 - 11) / 4 = 53.25, and 1"),
    ("output_sizes", "halved", "112×112×64", "Szegedy et al., 2015, table 1"),
    ("output_sizes", "pooled_up", "56×56×64", "Szegedy et al., 2015, table 1"),
    ("lenet5", "c1", "156", LECUN),
    ("lenet5", "s2", "12", LECUN),
    ("lenet5", "c3", "1,516", LECUN),
    ("lenet5", "c3_today", "2,416", "5*5*6*16 + 16"),
    ("lenet5", "then", "60,000", LECUN),
    ("vgg16", "first", "36,928", "3*3*64*64 + 64"),
    ("vgg16", "total", "138,357,544", "138,344,128 weights in CS231n's list, and 13,416 biases"),
    ("vgg16", "fc6", "102,764,544", "7*7*512*4096 + 4096"),
    ("vgg16", "share", "74.3", "102,760,448 of 138,344,128"),
    ("vgg16", "work", "15.5", "15.47 billion, the sum of the rows"),
    ("inception", "direct", "819,200", GOOGLENET),
    ("inception", "large_kernel", "204,800", GOOGLENET),
    ("inception", "reduced", "208,896", "204,800 and 128*32, which the article leaves out"),
    ("inception", "saved", "3.92", "819,200 / 208,896"),
    ("inception", "naive", "387,072", ARTICLE),
    ("inception", "naive_output", "28×28×416", ARTICLE),
    ("inception", "module", "163,328", ARTICLE),
    ("inception", "naive_work", "854,196,224", "854M in CS231n, 2017, lecture 9"),
    ("inception", "reduced_work", "271,351,808", "358,055,936 less 86,704,128 counted twice"),
    ("separable", "standard", "2,359,296", "3*3*512*512"),
    ("separable", "depthwise", "4,608", "3*3*512"),
    ("separable", "separable", "266,752", "3*3*512 + 512*512"),
    ("separable", "work", "52,283,392", "14*14 * (3*3*512 + 512*512)"),
    ("separable", "formula", "H·W·N·K²·M", "In depth analysis of MobileNet: HWNK2M"),
    ("separable", "formula_separable", "H·W·N·(K² + M)", "the same: HWN(K2+M)"),
    ("separable", "formula_share", "1/M + 1/K²", "Howard et al., 2017, section 3.1"),
    ("separable", "ratio", "8.41", "9*128 / (9 + 128)"),
    ("resnet_block", "bn", "128", "2*64"),
    ("resnet_block", "conv", "36,864", "3*3*64*64"),
    ("resnet_block", "identity", "73,984", "2*3*3*64*64 + 2*2*64"),
    ("resnet_block", "projection", "230,144", "9*64*128 + 9*128*128 + 64*128 + 3*2*128"),
    ("resnet_block", "shortcut", "8,448", "64*128 + 2*128"),
    ("resnet_block", "second", "295,424", "2*9*128*128 + 2*2*128"),
    ("resnet_block", "work", "179,830,784", "28*28 * (9*64*128 + 9*128*128 + 64*128)"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "item", "right", "source"), CLASSIC)
def test_classic_numbers(name: str, item: str, right: str, source: str) -> None:
    """The key says what is printed, or what the formula gives."""
    found = question(name, item)

    key = found.sort.key(found.posed)
    shown = "\n".join(found.sort.text(found.posed))
    assert right == key or f"{key})  {right}" in shown, source


def question(name: str, item: str, student: str = "") -> Question:
    (one,) = [one for one in assignment(name).items if one.id == item]
    return question_for(assignment(name), one, SECRET, student)


# The list of CS231n, which counts weights only.
VGG = [1728, 36864, 73728, 147456, 294912, 589824, 589824, 1179648, 2359296, 2359296, 2359296,
       2359296, 2359296, 102760448, 16777216, 4096000, 138344128]  # fmt: skip
LENET = ["C1: 28×28×6 | 150 | 6", "S2: 14×14×6 | 0 | 0", "C3: 10×10×16 | 2,400 | 16",
         "S4: 5×5×16 | 0 | 0", "C5: 1×1×120 | 48,000 | 120", "F6: 1×1×84 | 10,080 | 84",
         "OUTPUT: 1×1×10 | 840 | 10", "total: 61,470 | 236"]  # fmt: skip


def test_classic_tables() -> None:
    """VGG-16 layer by layer as in CS231n, and LeNet-5 by its sizes of 1998 with full layers."""
    vgg, lenet = (question(*one) for one in (("vgg16", "layers"), ("lenet5", "today")))
    *rows, total = [row.split(": ")[1].split(" | ") for row in key_of(vgg).splitlines()]

    assert VGG == [int(cell.replace(",", "")) for cell in [*(row[1] for row in rows), total[0]]]
    assert LENET == key_of(lenet).splitlines()


def key_of(found: Question) -> str:
    return found.sort.key(found.posed)


# --- answers


@pytest.mark.parametrize("name", NAMES)
def test_good_answers(cnncost: Command, name: str) -> None:
    """All right, however the numbers are written, and so the status is 0."""
    found = checked(name, "good").marked
    run = cnncost("check", str(path(name)), str(FOLDER / "answers" / f"{name}.good.yaml"))

    assert [] == [mark.id for mark in found.marks if mark.state != "right"]
    assert (assignment(name).of, ()) == (found.points, found.notes)
    assert (0, "") == (run.status, run.err)


# What each wrong answer comes from; nothing where no slip is known for such an item.
WRONG: dict[str, dict[str, tuple[str, ...]]] = {
    "warm_up": {
        "quiz": ("bias.missing",),
        "stride": ("stride.in.params",),
        "groups": ("groups.twice",),
        "flatten": ("flatten.channels.only",),
        "alexnet": ("groups.missing",),
        "own": ("cin.missing",),
    },
    "one_layer": {
        "filter": ("cin.missing",),
        "quiz": ("bias.missing",),
        "alexnet_weights": ("stride.in.params",),
        "alexnet": ("unshared",),
        "stem": ("bias.unwanted",),
        "stem_macs": ("flops.for.macs",),
        "stem_flops": ("macs.for.flops",),
        "own": ("k.linear",),
        "own_macs": ("input.hw",),
    },
    "output_sizes": {
        "padded": ("size.pad.once",),
        "alexnet": ("size.no.plus.one",),
        "alexnet_224": ("size.ceil",),
        "halved": ("size.stride.ignored",),
        "pooled_up": ("size.pool.forgotten",),
        "own_stride": ("size.pad.ignored",),
        "own_dilation": ("size.dilation.ignored",),
        "chain": ("size.no.plus.one",),
    },
    "lenet5": {
        "c1": ("k.linear",),
        "s2": ("bias.missing",),
        "c3": ("c3.full",),
        "c3_today": ("cin.missing",),
        "today": ("size.pool.forgotten", "cin.missing"),
        "then": ("bias.one",),
    },
    "vgg16": {
        "first": ("cin.missing",),
        "layers": ("cin.missing", "bias.one", "flatten.channels.only"),
        "total": ("bias.missing",),
        "fc6": ("flatten.one.side",),
        "share": (),
        "work": ("flops.for.macs",),
    },
    "inception": {
        "direct": ("cin.missing",),
        "large_kernel": ("k.linear",),
        "reduced": ("reduction.missing",),
        "saved": (),
        "naive": ("pool.has.params",),
        "naive_output": ("concat.last.only",),
        "module": ("unshared",),
        "module_table": ("one.side", "cin.missing"),
        "naive_work": ("flops.for.macs",),
        "reduced_work": ("branch.twice",),
    },
    "separable": {
        "standard": ("k.linear",),
        "depthwise": ("depthwise.as.standard",),
        "separable": ("pointwise.forgotten",),
        "work": ("flops.for.macs",),
        "formula": ("macs.cin.missing",),
        "formula_separable": (),
        "formula_share": (),
        "ratio": (),
        "own": ("input.hw",),
        "own_grouped": ("groups.missing",),
    },
    "resnet_block": {
        "bn": ("bn.four",),
        "conv": ("bias.unwanted",),
        "identity": ("bn.none",),
        "projection": ("residual.projection.missing",),
        "shortcut": ("stride.in.params",),
        "second": ("residual.projection.extra",),
        "work": ("input.hw",),
        "own": ("k.linear",),
    },
    "design": {"tiny": (), "small": (), "seeing": (), "mobile": ()},
    "backwards": {
        "filters": (),
        "kernel": ("k.linear",),
        "stride": ("stride.once",),
        "mixed": (),
        "slip": (),
        "slip_work": (),
    },
}


@pytest.mark.parametrize("name", NAMES)
def test_wrong_answers(name: str) -> None:
    """No item is right, and the slip behind each is recognised where there is one."""
    found = marks(name, "wrong")
    missed = {id: set(WRONG[name][id]) - slips(mark) for id, mark in found.items()}

    assert set(WRONG[name]) == set(found)
    assert {"wrong"} == {mark.state for mark in found.values()}
    assert {} == {id: slips for id, slips in missed.items() if slips}


def test_limits_that_are_missed() -> None:
    """Each of the wrong networks misses one limit, each another one."""
    found = marks("design", "wrong")
    missed = {
        id: [part.what for part in mark.parts if part.state == "wrong"]
        for id, mark in found.items()
    }

    assert {
        "tiny": ["parameters <= 50K"],
        "small": ["the hidden limit"],
        "seeing": ["receptive_field >= 11"],
        "mobile": ["macs <= 300M"],
    } == missed


CREDIT = [
    ("one_layer", "quiz", Fraction(1)),  # half of 2, the biases left out
    ("vgg16", "total", Fraction(1)),
    ("resnet_block", "bn", Fraction(3, 4)),
    ("lenet5", "today", Fraction(11 * 21, 23)),  # 2 cells of 23 are wrong, the others follow
]


@pytest.mark.parametrize(("name", "item", "points"), CREDIT)
def test_points_for_wrong_answers(name: str, item: str, points: Fraction) -> None:
    """Some slips earn a part of the points, and what follows from a wrong row all of its own."""
    assert points == marks(name, "wrong")[item].points


@pytest.mark.parametrize("name", NAMES)
def test_unreadable_answers(name: str) -> None:
    """Nothing is charged as wrong, in no cell either, and a reason is given for each."""
    found = marks(name, "unreadable")
    states = {one.state for mark in found.values() for one in every(mark)}
    reasons = [any(one.remarks for one in every(m)) for m in found.values() if m.state == "unread"]

    assert states <= {"unread", "blank"}
    assert len(found) - 2 <= len(reasons)
    assert all(reasons)
    assert 0 == checked(name, "unreadable").marked.points
    assert (name == "lenet5") is bool(checked(name, "unreadable").marked.problem)


# --- handing out


@pytest.mark.parametrize("name", NAMES)
def test_a_class(name: str) -> None:
    """Everybody's sheet says whose it is; numbers of one's own are not those of the neighbours."""
    sheets = {student: sheets_for(assignment(name), student, SECRET) for student in STUDENTS}
    numbers = {
        line for one in sheets.values() for line in one.blank.splitlines() if "variant:" in line
    }

    assert len(STUDENTS) == len({one.blank for one in sheets.values()})
    assert (len(STUDENTS) if name in VARIED else 0) == len(numbers)


def filled_in(name: str, student: str, by: str) -> Checked:
    """A student's sheet with the right answers of another, or his own."""
    blank = sheets_for(assignment(name), student, SECRET).blank
    head = [line for line in blank.splitlines() if line.startswith(("homework", "variant", "code"))]
    answers = [
        f"{item.id}: {key_of(question(name, item.id, by))}" for item in assignment(name).items
    ]
    return check_text(assignment(name), "\n".join([*head, *answers]), "sheet.yaml", "full")


@pytest.mark.parametrize("name", VARIED)
@pytest.mark.parametrize("student", SOME)
def test_everybodys_key(name: str, student: str) -> None:
    """A sheet filled in with its own key is all right."""
    found = filled_in(name, student, by=student)

    assert [] == [mark.id for mark in found.marked.marks if mark.state != "right"]
    assert found.all_right


def test_a_neighbours_answers() -> None:
    """What is copied is right only where everybody has the same numbers."""
    found = filled_in("one_layer", "s1", by="s2")

    assert {"own", "own_macs"} == {mark.id for mark in found.marked.marks if mark.state == "wrong"}
