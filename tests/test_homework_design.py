"""Designs: limits as they are written, networks beside them, and what is said of those that fail.

The network most used is conv(8, k=3) on 32x32x3: 3*3*3*8 = 216 weights, 8 biases, and
32*32*216 = 221,184 MACs.
"""

from __future__ import annotations

import builtins
import io
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from cnncost.document import Node, read_document
from cnncost.errors import FileError
from cnncost.homework.agreement import Agreement
from cnncost.homework.kinds import design, number
from cnncost.homework.kinds.design import Posed
from cnncost.homework.kinds.limits import read_condition, with_numbers
from cnncost.homework.question import Judged, Setting
from cnncost.homework.rules import Rules

USUAL = Agreement()


def node(typed: str) -> Node:
    """What stands after ``answer:`` in a file."""
    found: Node = read_document(f"answer: {typed}\n", "answers.yaml").value[0][1]
    return found


def posed(entry: str, letters: dict[str, int] | None = None, agreed: Agreement = USUAL) -> Posed:
    root = read_document(entry, "hw.yaml")
    given = {key.value: value for key, value in root.value}
    setting = Setting(agreed, Rules({}, {}), Path("."))
    return design.pose(design.read(given, root, setting), letters or {}, setting)


def judged(entry: str, typed: str, agreed: Agreement = USUAL) -> Judged:
    return design.judge(posed(entry, agreed=agreed), node(typed))


def said(found: Judged, full: bool = True) -> list[str]:
    remarks = [*found.remarks, *(remark for part in found.parts for remark in part.remarks)]
    return [remark.says if full else remark.nudge for remark in remarks]


# --- conditions


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("macs <= 300M", "macs <= 300M"),
        ("macs<=300000000", "macs <= 300M"),
        ("300M >= macs", "macs <= 300M"),
        ("params <= 3.5M", "params <= 3.5M"),
        ("params <= 1000K", "params <= 1M"),
        ("macs < 1.25G", "macs < 1.25G"),
        ("macs <= 3,456,789", "macs <= 3,456,789"),
        ("macs <= 12345", "macs <= 12,345"),  # 12.3K would be another limit
        ("macs ≤ 2 G", "macs <= 2G"),
        ("output == 1x1x1000", "output == 1×1×1000"),
        ("output != (1, 1, 1000)", "output != 1×1×1000"),
        ("64 < receptive_field", "receptive_field > 64"),
        ("8 == depth", "depth == 8"),
        ("weights(conv)>0", "weights(conv) > 0"),
        ("macs('*/a=b') < 5", "macs('*/a=b') < 5"),
        ("macs('a<b') < 5", "macs('a<b') < 5"),
        ("train_macs < 2 * 10^6", "train_macs < 2M"),
        ("macs / params >= 2.5", "macs/params >= 2.5"),
        ("rows != 30", "rows != 30"),
        ("norm == 0", "norm == 0"),
        ("max(height, width) <= 7", "max(height, width) <= 7"),
    ],
)
def test_conditions(typed: str, text: str) -> None:
    """A limit is shown in one form, and its bound in short only where no digit is lost."""
    assert text == with_numbers(read_condition(node(f'"{typed}"')), {}).text


@pytest.mark.parametrize(
    ("typed", "letters", "text"),
    [
        ("macs <= budget", {"budget": 300_000_000}, "macs <= 300M"),
        ("2 * budget >= macs", {"budget": 150_000_000}, "macs <= 300M"),
        ("params <= budget / 8", {"budget": 12}, "params <= 1.5"),
        ("output == (1, 1, C)", {"C": 10}, "output == 1×1×10"),
        ("macs / budget <= 2", {"budget": 7}, "macs/7 <= 2"),
    ],
)
def test_conditions_with_letters(typed: str, letters: dict[str, int], text: str) -> None:
    """The letters of an item stand for its numbers on either side."""
    assert text == with_numbers(read_condition(node(f'"{typed}"'), letters), letters).text


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("macs", "Expected a comparison, as macs <= 300M or output == 1x1x1000."),
        ("[1, 2]", "Expected a comparison, as macs <= 300M or output == 1x1x1000."),
        ("macs = 3", "Expected a comparison, as macs <= 300M or output == 1x1x1000."),
        (
            "3 < 4",
            "No quantity of the network stands here. "
            "Expected a comparison, as macs <= 300M or output == 1x1x1000.",
        ),
        ("macs < params", "One side of a limit is a number or a shape."),
        ("1 < macs < 3", "A limit is one comparison; write a line for each."),
        ("macs < 3 and rows < 4", "A limit is one comparison; write a line for each."),
        ("mac <= 3", "There is no quantity 'mac'. Did you mean macs?"),
        ("zzz <= 3", "There is no quantity 'zzz'. Some: parameters, macs, output, depth."),
        ("macs(konv) <= 3", "There is no kind of layer 'konv'. Did you mean conv?"),
        (
            "macs(of='vgg16') <= 3",
            "Layers are chosen by kind, as conv, or by path, as '3a'.",
        ),
        ("output <= 1x1x10", "A shape is compared with == or !=, and has three sizes, HxWxC."),
        ("output == (1, 2)", "A shape is compared with == or !=, and has three sizes, HxWxC."),
        ("output == 10", "output is a shape; compare it with HxWxC, as 1x1x1000."),
        ("macs == 1x1x10", "macs is a number."),
        (
            "2 * output == 1x1x10",
            "A shape stands alone; height, width and channels are numbers.",
        ),
        ("macs <= 300Q", "'300Q' is not a number: write plain digits, as in 1000 or 0.75."),
        ("macs <= ", "Expected a number, a name or '(', found the end of the text."),
        ("macs <= budget", "One side of a limit is a number or a shape."),
        ("macs <= 1 / 0", "1/0 has no value."),
        ("macs <= 10^30", "10^18"),
        ("output == (1, 0, 1)", "The sizes of a shape are whole numbers from 1 to 10^9."),
    ],
)
def test_conditions_refused(typed: str, says: str) -> None:
    """What is no limit is refused at its line, when the homework is read or posed."""
    with pytest.raises(FileError) as error:
        with_numbers(read_condition(node(typed if typed[0] == "[" else f'"{typed}"')), {})
    assert says in error.value.message
    assert 1 == error.value.place.line


def test_condition_points() -> None:
    """The caret stands below what cannot be read, on the right side too."""
    with pytest.raises(FileError) as error:
        read_condition(node("macs <= 3 * 7z"))
    assert "7z" == error.value.place.source[error.value.place.column - 1 :]


def test_letter_called_like_a_quantity() -> None:
    """A letter may not hide the quantity of that name."""
    with pytest.raises(FileError, match="'depth' is a letter of this item and a quantity"):
        read_condition(node('"depth + rows <= 3"'), ["depth"])


# --- one limit


@pytest.mark.parametrize(
    ("limit", "agreed", "written"),
    [
        ("macs <= 221184", USUAL, "221,184"),
        ("params == 224", USUAL, "224"),
        ("parameters <= 216", USUAL._replace(bias="left out"), "216"),
        ("params <= 216", USUAL._replace(bias="left out"), "216"),
        ("work == 442368", USUAL._replace(work="FLOPs"), "442,368"),  # 2 for each MAC
        ("work == 22118400", USUAL._replace(images=100), "22,118,400"),
        ("flops == 442368", USUAL, "442,368"),
        ("output == 32x32x8", USUAL, "32×32×8"),
        ("input == 32x32x3", USUAL, "32×32×3"),
        ("receptive_field >= 3", USUAL, "3"),
        ("depth < 2", USUAL, "1"),
        ("rows <= 1", USUAL, "1"),
        ("weights(conv) > 215", USUAL, "216"),
        ("weights(fc) == 0", USUAL, "0"),
        ("weights / bias == 27", USUAL, "27"),  # 3*3*3
        ("weights / 5 > 43.1", USUAL, "43.2"),
        ("parameters(conv) != 1", USUAL, "224"),
    ],
)
def test_met(limit: str, agreed: Agreement, written: str) -> None:
    """conv(8, k=3) on 32x32x3 beside limits that it meets."""
    found = judged(f'input: 32x32x3\nlimits: "{limit}"', "conv(8, k=3)", agreed)
    assert ("right", Fraction(1)) == found[:2]
    assert ["right", "right"] == [part.state for part in found.parts]
    assert written == found.parts[1].written
    assert [] == said(found)


MOST = "conv, conv(8, k=3), has the most"


@pytest.mark.parametrize(
    ("limit", "written", "says"),
    [
        ("macs < 221184", "221,184",
         f"macs is 221,184, and must be less. {MOST} MACs: 100.0 %."),
        ("macs > 221184", "221,184", "macs is 221,184, and must be more."),
        # 221,184/200,000 = 1.10592
        ("macs <= 200K", "221,184",
         f"macs is 221,184, over 200K by 10.6 %. {MOST} MACs: 100.0 %."),
        # 221,184/100,000 = 2.21184
        ("macs <= 100K", "221,184",
         f"macs is 221,184, 2.21× the 100K allowed. {MOST} MACs: 100.0 %."),
        ("params == 100", "224",
         f"params is 224, 2.24× the 100 asked for. {MOST} parameters: 100.0 %."),
        ("macs <= 221183", "221,184",
         f"macs is 221,184, over 221,183 by less than 0.01 %. {MOST} MACs: 100.0 %."),
        ("macs >= 1M", "221,184", "macs is 221,184, below 1M by 77.9 %."),  # 778,816 short
        ("receptive_field >= 4", "3", "receptive_field is 3, below 4 by 25 %."),
        ("output == 1x1x8", "32×32×8", "output is 32×32×8, not 1×1×8."),
        ("output != 32x32x8", "32×32×8",
         "output is 32×32×8, and must be anything but 32×32×8."),
        ("rows != 1", "1", "rows is 1, and must be anything else."),
        ("bias == 0", "8", f"bias is 8, not == 0. {MOST} biases: 100.0 %."),
        ("norm / bias >= 1", "0", "norm/bias is 0, below 1 by 100 %."),
        ("weights / 5 <= 40", "43.2", "weights/5 is 43.2, over 40 by 8 %."),
        ("depth >= 8", "1", "depth is 1, below 8 by 87.5 %."),
    ],
)  # fmt: skip
def test_missed(limit: str, written: str, says: str) -> None:
    """conv(8, k=3) on 32x32x3 beside limits that it does not meet, and by how much."""
    found = judged(f'input: 32x32x3\nlimits: "{limit}"', "conv(8, k=3)")
    assert ("wrong", Fraction(0)) == found[:2]
    assert written == found.parts[1].written
    assert [says] == said(found) == said(found, full=False)
    assert ["limit"] == [remark.sort for remark in found.parts[1].remarks]


@pytest.mark.parametrize(
    ("limit", "says"),
    [
        ("macs / norm >= 1", "macs/norm has no value here: "),
        ("depth(fc) >= 1", "depth(fc) has no value here: There are no rows to measure depth of."),
        ("macs('head') > 0", "macs('head') has no value here: your network has nothing at 'head'."),
    ],
)
def test_without_a_value(limit: str, says: str) -> None:
    """A limit on what the network does not have is not met, and it is said why."""
    found = judged(f'input: 32x32x3\nlimits: "{limit}"', "conv(8, k=3)")
    assert "wrong" == found.state
    assert says in said(found)[0]
    assert "" == found.parts[1].written


def test_four_percent() -> None:
    """1000*1000*3*104 = 312,000,000 MACs are 4 % more than 300M."""
    found = judged('input: 1000x1000x3\nlimits: ["macs <= 300M"]', "conv(104, k=1)")
    assert said(found)[0].startswith("macs is 312,000,000, over 300M by 4 %.")


def test_costliest_layer() -> None:
    """The second layer has 32*32*9*8*16 = 1,179,648 of 1,400,832 MACs, which is 84.2 %."""
    typed = "\n  input: 32x32x3\n  layers:\n    - a: conv(8, k=3)\n    - b: conv(16,  k=3)"
    found = judged("limits: macs <= 1M", typed)
    assert ["macs is 1,400,832, over 1M by 40.1 %. b, conv(16, k=3), has the most MACs: 84.2 %."] \
        == said(found)  # fmt: skip


def test_costliest_of_those_chosen() -> None:
    """Of a limit on one kind, the layer of that kind is named: fc has 8*10 = 80 weights."""
    found = judged("input: 4x4x3\nlimits: weights(fc) <= 50", "conv(8, k=3) -> gap -> fc(10)")
    says = "weights(fc) is 80, over 50 by 60 %. "
    assert [f"{says}fc, fc(10), has the most weights alone: 100.0 %."] == said(found)


@pytest.mark.parametrize("limit", ["macs == 144", "train_macs == 150", "rows == 1", "norm == 0"])
def test_heads_for_training(limit: str) -> None:
    """A head that only training has counts where train_ is said: 16*3*3 MACs, and 3*2 with it."""
    typed = "\n  input: 4x4x3\n  layers:\n    - conv(3, k=1)\n    - aux: {head: gap -> fc(2)}"
    assert "right" == judged(f"limits: {limit}", typed).state


@pytest.mark.parametrize("name", ["parameters", "params", "work", "macs", "flops"])
@pytest.mark.parametrize(
    "agreed",
    [USUAL, Agreement("FLOPs", "left out", "4C", images=32), Agreement(norm="left out")],
)
def test_counted_as_numbers_are(name: str, agreed: Agreement) -> None:
    """A limit counts as an item of kind number would on the same layers."""
    entry = f"layer: conv(8, k=3) -> bn\ninput: 32x32x3\nasks: {name}"
    root = read_document(entry, "hw.yaml")
    given = {key.value: value for key, value in root.value}
    setting = Setting(agreed, Rules({}, {}), Path("."))
    right = number.pose(number.read(given, root, setting), {}, setting).value
    limit = f"input: 32x32x3\nlimits: {name} == {right}"
    assert "right" == judged(limit, "conv(8, k=3) -> bn", agreed).state


# --- kinds of layer, and the input


@pytest.mark.parametrize(
    ("entry", "typed", "says"),
    [
        ("kinds: [conv, relu]", "conv(8) -> relu", []),
        ("kinds: [conv, relu]", "conv(8, k=1) -> bn -> relu -> bn",
         ["bn is not allowed here; the first is bn.1, bn."]),
        ("without: fc", "conv(8) -> gap", []),
        ("without: [fc, bn]", "conv(8) -> bn -> gap -> fc(3) -> fc(4)",
         ["bn and fc are not allowed here; the first is bn."]),
        ("without: add", "\n  input: 4x4x3\n  layers:\n    - add: {a: conv(3), b: identity}",
         ["add is not allowed here; the first is add."]),
        ("without: fc",
         "\n  input: 4x4x3\n  layers:\n    - conv(3)\n    - aux: {head: gap -> fc(2)}",
         ["fc is not allowed here; the first is head, fc(2)."]),
    ],
)  # fmt: skip
def test_kinds(entry: str, typed: str, says: list[str]) -> None:
    """Kinds of layer that are not allowed are named with the first of them, joins and heads too."""
    found = judged(f"input: 4x4x3\n{entry}", typed)
    assert says == said(found)
    assert ("wrong" if says else "right") == found.state


def test_kinds_part() -> None:
    """The mark of the kinds says what is asked and what there is."""
    part = judged("input: 4x4x3\nkinds: [conv, relu]", "conv(8, k=1) -> bn").parts[1]
    assert ("only conv and relu", "conv, bn", "wrong") == (part.what, part.written, part.state)
    part = judged("input: 4x4x3\nwithout: [fc, bn]", "conv(8, k=1)").parts[1]
    assert ("no fc or bn", "conv", "right") == (part.what, part.written, part.state)


def test_another_input() -> None:
    """A network on a smaller input earns nothing, whatever else it meets."""
    entry = "input: 32x32x3\nlimits: [macs <= 1M, rows <= 3]\npartial: yes"
    found = judged(entry, "\n  input: 16x16x3\n  layers: conv(8, k=3)")
    assert ("wrong", Fraction(0)) == found[:2]
    assert ["The input is 16×16×3, not 32×32×3."] == said(found)
    assert [0, 0, 0] == [part.points for part in found.parts]


def test_the_input_is_not_asked_for() -> None:
    """An item without an input takes any."""
    assert "right" == judged("limits: rows == 1", "\n  input: 5x7x2\n  layers: gap").state


@pytest.mark.parametrize(
    "typed",
    ["conv(8, k=3) -> relu", "[relu, '2 * relu', 'conv(8, k=3)']",
     "\n  - conv(8, k=3)\n  - head: relu", "{input: 32x32x3, layers: 'conv(8, k=3)'}",
     "\n  input: 32x32x3\n  params: {c: 8}\n  modules:\n    m(k): conv(c, k=k)\n  layers: m(3)"],
)  # fmt: skip
def test_forms(typed: str) -> None:
    """An answer is a line or a list of layers, or a whole spec: each here has 224 parameters."""
    assert "right" == judged("input: 32x32x3\nlimits: params == 224", typed).state


# --- points


ENTRY = "input: 32x32x3\nlimits: [macs <= 1M, params <= 100, rows <= 3]\nhidden: [depth >= 2]\n"


@pytest.mark.parametrize(
    ("partial", "share", "points"),
    [("no", Fraction(0), [0, 0, 0, 0, 0]), ("yes", Fraction(1, 2), [0, 1, 0, 1, 0])],
)
def test_partial(partial: str, share: Fraction, points: list[int]) -> None:
    """conv(8, k=3) meets 2 of 4 limits: half of the points, or none."""
    found = judged(f"{ENTRY}partial: {partial}", "conv(8, k=3)")
    assert ("wrong", share) == found[:2]
    assert [Fraction(one, 4) for one in points] == [part.points for part in found.parts]
    assert ["input", "limit1", "limit2", "limit3", "hidden"] == [part.id for part in found.parts]


def test_all_met_is_full() -> None:
    """A network that meets all limits earns all points, with partial ones and without."""
    for partial in ("yes", "no"):
        entry = f"input: 32x32x3\nlimits: [macs <= 1M, rows <= 3]\npartial: {partial}"
        assert ("right", Fraction(1)) == judged(entry, "conv(8, k=3)")[:2]


@pytest.mark.parametrize(
    ("hidden", "nudge", "says", "share"),
    [
        ("[depth >= 1]", [], [], Fraction(1)),
        ("[depth >= 2]", ["A hidden limit is not met."],
         ["depth >= 2: depth is 1, below 2 by 50 %."], Fraction(1, 2)),
        ("[depth >= 2, rows == 1]", ["A hidden limit is not met."],
         ["depth >= 2: depth is 1, below 2 by 50 %."], Fraction(2, 3)),
        ("[depth >= 2, rows > 1]", ["2 hidden limits are not met."],
         ["depth >= 2: depth is 1, below 2 by 50 %. rows > 1: rows is 1, and must be more."],
         Fraction(1, 3)),
    ],
)  # fmt: skip
def test_hidden(hidden: str, nudge: list[str], says: list[str], share: Fraction) -> None:
    """Hidden limits are only counted before the due date, and told after it."""
    entry = f"input: 32x32x3\nlimits: macs <= 1M\npartial: yes\nhidden: {hidden}"
    found = judged(entry, "conv(8, k=3)")
    assert nudge == said(found, full=False)
    assert says == said(found)
    assert share == found.share
    told = (found.parts[-1].what, found.parts[-1].written)
    assert "depth" not in "".join(told)


# --- what cannot be read


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("vgg16", "'vgg16' is a name. Write the network itself, its input and its layers."),
        ("../secret.yaml", "'../secret.yaml' is a name. Write the network itself"),
        ("/etc/passwd", "'/etc/passwd' is a name. Write the network itself"),
        ("conv(8, k=3", "Expected ',' or ')', found the end of the text."),
        ("conv", "conv needs"),
        ("konv(8)", "There is no layer called 'konv'. Did you mean conv?"),
        ("conv(8, k=3) -> vgg16", "There is no layer called 'vgg16'."),
        ("9.4k?", "'9.4k' is not a number"),
        ("1000000 * conv(8, k=3)", "more than 3,000 rows"),
        ("1000000 * identity", "more than 9,000 steps"),
        ("1000 * (1000 * conv(8, k=3))", "more than 3,000 rows"),
        ("conv(1000000000, k=3) -> conv(1000000000, k=3)", "more than 10^18"),
        ("conv(10000000000, k=3)", "must be at most 10^9, not 10000000000."),
        ("conv(999999999999999999999, k=3)", "This number has 21 digits; the limit is 18."),
        ("(" * 60 + "relu" + ")" * 60, "nested more than 40 deep"),
        ("identity", "The network has no layers."),
        ("conv(8, k=64, p=0)", "on 32×32×3"),
        ("\n  layers: relu", "The spec has no 'input:'."),
        ("\n  input: 32x32x3", "The spec has no 'layers:'."),
        ("\n  input: 0x32x3\n  layers: relu", "must be a whole number from 1 to 10^9, not 0."),
        ("\n  input: 32x32x3\n  layers: relu\n  file: x.yaml", "There is no 'file' in a spec."),
        ("\n  input: 32x32x3\n  modules:\n    a: a\n  layers: a", "module calls itself: a -> a."),
        ("\n  input: 32x32x3\n  modules:\n    a: b\n    b: a\n  layers: a", "calls itself"),
        ("\n  input: 32x32x3\n  layers: 1000000 * conv(8, k=3)", "at least 1,000,000 rows"),
        ("\n  input: 32x32x3\n  params: {n: 1000000}\n  layers: n * conv(3, k=1)", "3,000 rows"),
        ("\n  input: 32x32x3\n  layers:\n    - vgg16", "There is no layer called 'vgg16'."),
    ],
)  # fmt: skip
def test_unread(typed: str, says: str) -> None:
    """What is no network, or one past all bounds, is unread with the reason and never charged."""
    found = judged("input: 32x32x3\nlimits: macs <= 300M", typed)
    assert ("unread", Fraction(0), ()) == (found.state, found.share, found.parts)
    assert says in said(found)[0]
    assert said(found) == said(found, full=False)


def test_doubling_modules() -> None:
    """Thirty modules, each twice the one before it, are 2^30 rows: told without walking them."""
    doubles = "".join(f"    m{i}: m{i - 1} -> m{i - 1}\n" for i in range(1, 31))
    typed = f"\n  input: 4x4x3\n  modules:\n    m0: relu\n{doubles}  layers: m30"
    assert "at least 1,073,741,824 rows" in said(judged("limits: rows < 3", typed))[0]


def test_the_line_of_a_mistake() -> None:
    """The reason comes with the line of the answers file, and where in the network it is."""
    found = judged("limits: rows < 3", "\n  input: 4x4x3\n  layers:\n    - relu\n    - konv(8)")
    assert ["Line 5: There is no layer called 'konv'. Did you mean conv?"] == said(found)
    found = judged("limits: rows < 3", "\n  input: 4x4x3\n  layers:\n    - a: conv(8, k=9, p=0)")
    does_not_fit = "A 9×9 window does not fit into a map of 4×4 without padding."
    assert [f"Line 4: {does_not_fit} (in a, on 4×4×3)"] == said(found)


@pytest.mark.parametrize("typed", ["conv(8, k=3)", "[relu, relu]", "5"])
def test_one_line_needs_an_input(typed: str) -> None:
    """Where the item names no input, layers alone are no network."""
    says = "Write the network itself, its input and its layers. Start with the lines "
    assert [f"{says}'input:' and 'layers:'."] == said(judged("limits: rows < 3", typed))


def test_no_file_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever an answer names, nothing is opened while it is judged."""

    def refuse(*_: Any, **__: Any) -> Any:
        raise AssertionError("a file was opened")

    for owner in (builtins, io):
        monkeypatch.setattr(owner, "open", refuse)
    monkeypatch.setattr(Path, "is_file", refuse)
    for typed in (
        "vgg16",
        "/etc/passwd",
        "conv(8, k=3) -> vgg16",
        "\n  name: vgg16\n  input: 4x4x3\n  layers: relu",
        "\n  name: passwd\n  paper: /etc/passwd\n  input: 4x4x3\n  layers: vgg16",
    ):
        assert judged("input: 4x4x3\nlimits: rows < 3", typed).state in ("right", "unread")


def test_markup_in_names() -> None:
    """A name is handed on as it is, in one line and cut: escaping it is for each output to do."""
    typed = "\n  input: 32x32x3\n  layers:\n    - '[bold]<script>=cmd|x': conv(8, k=3)"
    (says,) = said(judged("limits: macs <= 200K", typed))
    assert "[bold]<script>=cmd|x, conv(8, k=3), has the most MACs: 100.0 %." in says
    assert says.isprintable()


def test_a_long_design() -> None:
    """As many rows as are allowed are counted: 2,999 relu after a conv."""
    typed = "\n  input: 4x4x3\n  layers:\n    - conv(8, k=3)\n    - 2999 * relu"
    found = judged("limits: [macs <= 1, rows == 3000]", typed)
    assert ["wrong", "right"] == [part.state for part in found.parts]
    assert "3,000 layers, 224 parameters, 3,456 MACs" == found.read  # 4*4*216


@pytest.mark.parametrize(
    "typed",
    ["", "_", "~", "\n  input: 32x32x3\n  layers:", "\n  input: 32x32x3\n  layers: []",
     "\n  input:\n  layers:\n    -\n    -"],
)  # fmt: skip
def test_blank(typed: str) -> None:
    """Nothing written, or the gaps as they were handed out, is no answer."""
    assert "blank" == judged("input: 32x32x3\nlimits: rows < 3", typed).state


# --- the item


FULL = (
    "input: 32x32x3\nlimits: [macs <= 1M, parameters <= 100K]\nhidden: [depth >= 1]\n"
    "kinds: [conv, relu]\nsolution: conv(8, k=3) -> relu"
)


def test_question() -> None:
    """The question shows the limits that are not hidden, and says how many are."""
    assert (
        "Design a network on 32×32×3 that meets all limits.",
        "macs <= 1M",
        "parameters <= 100K",
        "layers: only conv and relu",
        "and 1 more limit that is not shown",
        "Write it in one line, as conv(8, k=3) -> relu -> gap, or as a spec:",
        "  input: 32x32x3",
        "  layers:",
        "    - conv(8, k=3) -> relu",
    ) == design.text(posed(FULL))
    assert (
        "Design a network that meets all limits.",
        "rows < 3",
        "and 2 more limits that are not shown",
        "Write it as a spec:",
        "  input: HxWxC",
        "  layers:",
        "    - conv(8, k=3) -> relu",
    ) == design.text(posed("limits: rows < 3\nhidden: [depth > 1, depth < 9]"))


def test_gaps_are_blank() -> None:
    """What is handed out to fill in can be read, and counts as blank until it is filled in."""
    for entry in (FULL, "limits: rows < 3"):
        item = posed(entry)
        assert "blank" == design.judge(item, node(design.blank(item))).state
    half = "\n  input: 32x32x3\n  layers:\n    -"
    assert "blank" == design.judge(posed(FULL), node(half)).state


def test_solution() -> None:
    """The teacher's own network is an answer like any other."""
    item = posed(FULL)
    solution = design.solution(item)
    assert solution is not None
    assert "right" == design.judge(item, solution).state
    assert design.solution(posed("limits: rows < 3")) is None


def test_working() -> None:
    """After the due date all limits are listed, hidden ones too."""
    _, grid = design.worked(posed(FULL))
    assert (
        ("input", "== 32×32×3"),
        ("macs", "<= 1M"),
        ("parameters", "<= 100K"),
        ("depth", ">= 1"),
        ("layers", "only conv and relu"),
    ) == grid.rows  # type: ignore[union-attr]
    assert "any network within the limits" == design.key(posed(FULL))


def test_drawn_budget() -> None:
    """Letters stand in the limits and in the input, and each student has other numbers."""
    entry = "draw: {B: [1, 2], S: [8, 16]}\ninput: (S, S, 3)\nlimits: macs <= B * 10^5"
    item = posed(entry, {"B": 2, "S": 16})
    assert "macs <= 200K" == design.text(item)[1]
    assert (16, 16, 3) == item.input
    # 16*16*216 = 55,296
    assert "right" == design.judge(item, node("conv(8, k=3)")).state


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ("input: 4x4x3", "A design needs 'limits:', as [macs <= 300M, output == 1x1x10]."),
        ("hidden: rows < 3", "A design needs 'limits:', as [macs <= 300M, output == 1x1x10]."),
        ("limits: {a: 1}", "Expected a list of 1 to 30, each after '- '."),
        ("limits: []", "Expected a list of 1 to 30, each after '- '."),
        (f"limits: [{', '.join(['rows < 3'] * 31)}]", "Expected a list of 1 to 30"),
        ("limits: macs", "Expected a comparison, as macs <= 300M or output == 1x1x1000."),
        ("kinds: [konv]", "There is no kind of layer 'konv'. Did you mean conv?"),
        ("kinds: [[conv]]", "Expected a kind of layer."),
        ("kinds: [conv]\nwithout: [fc]", "A design has either 'kinds:' or 'without:'."),
        ("limits: rows < 3\npartial: maybe", "'partial' is yes or no."),
        ("limits: rows < 3\ninput: 4x4", "Expected the size of the input as HxWxC"),
    ],
)
def test_entries_refused(entry: str, says: str) -> None:
    """What is no design is refused when the homework is read."""
    with pytest.raises(FileError) as error:
        posed(entry)
    assert says in error.value.message
