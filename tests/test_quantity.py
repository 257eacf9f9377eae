"""Expressions over a report: what they may name, and what is said of what they may not."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from conftest import counted

from cnncost import analyze
from cnncost.errors import FormulaError
from cnncost.quantity import Names, path_pattern, quantity, read_quantity
from cnncost.report import Report

NET = """
input: 8x8x4
layers:
  - stem: conv(8, k=3, bias=no) -> bn -> relu
  - 1:
      concat:
        a: conv(8)
        b: conv(4) -> conv(8, k=3, s=1)
  - aux: {head: gap -> fc(10)}
  - gap
  - last: fc(10)
"""
STEM, A, B1, B2 = 3 * 3 * 4 * 8, 8 * 8, 8 * 4, 3 * 3 * 4 * 8
FC = 16 * 10


@pytest.fixture(scope="module")
def net() -> Report:
    return counted(NET)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("weights", STEM + A + B1 + B2 + FC),
        ("macs", 64 * (STEM + A + B1 + B2) + FC),
        ("flops", 2 * (64 * (STEM + A + B1 + B2) + FC)),
        ("params", STEM + A + B1 + B2 + FC + 8 + 4 + 8 + 10 + 16),
        ("stats", 16),
        ("train_weights", STEM + A + B1 + B2 + 2 * FC),
        ("train_weights('head')", FC),
        ("weights('1')", A + B1 + B2),
        ("weights('1/b')", B1 + B2),
        ("weights('1/b.1')", B1),
        ("weights('1/*')", A + B1 + B2),
        ("weights('*b*')", B1 + B2),
        ('weights("1/a", "stem")', A + STEM),
        ("weights(fc)", FC),
        ("weights(conv, fc)", STEM + A + B1 + B2 + FC),
        ("weights(conv, '1')", A + B1 + B2),
        ("weights(maxpool)", 0),
        ("norm_elements", 64 * 8),
        ("rows", 9),
        ("rows(conv)", 4),
        ("rows(maxpool)", 0),
        ("depth", 4),
        ("receptive_field('1')", 5),
        ("effective_stride", 8),
        ("channels('1')", 16),
        ("height('stem') * width('stem')", 64),
        ("output", (1, 1, 10)),
        ("output('1')", (8, 8, 16)),
        ("input('1/b.2')", (8, 8, 4)),
        ("macs('1') / macs('stem')", Fraction(A + B1 + B2, STEM)),
        ("max(weights('1/a'), weights('1/b'))", B1 + B2),
        ("floor(weights / 100) * 100", (STEM + A + B1 + B2 + FC) // 100 * 100),
        ("7", 7),
    ],
)
def test_quantities(net: Report, text: str, expected: Any) -> None:
    """Columns, selections by kind and by path, shapes and arithmetic, all counted by hand."""
    assert expected == quantity(read_quantity(text), net)


def test_another_spec_can_be_named(net: Report) -> None:
    """of='NAME' speaks of another network, with other settings if there are any."""
    names = Names(report=lambda name, settings: analyze(name, params=dict(settings)))

    formula = read_quantity("weights(of='naive') / weights(of='inception_v1')")
    narrow = read_quantity("floor(macs(of='mobilenet_v2', width=0.75, resolution=96) / 1000000)")

    assert Fraction(387_072, 163_328) == quantity(formula, net, names)
    # TensorFlow slim, nets/mobilenet/README.md, truncated to millions
    assert 39 == quantity(narrow, net, names)


@pytest.mark.parametrize(
    ("text", "message", "span"),
    [
        ("wights", "There is no quantity 'wights'. Did you mean weights?", (0, 6)),
        ("macs(cnv)", "There is no kind of layer 'cnv'. Did you mean conv?", (5, 8)),
        (
            "macs(stem)",
            "There is no kind of layer 'stem'. A path is written in quotes, as '3a'.",
            (5, 9),
        ),
        ("macs('stm')", "net has nothing at 'stm'. Did you mean stem?", (5, 10)),
        (
            "1 + macs('9')",
            "net has nothing at '9'. Its first parts: stem, 1, head, gap and last.",
            (9, 12),
        ),
        (
            "macs('head')",
            "Only training has these rows; write train_ before the name to count them.",
            (0, 12),
        ),
        ("macs(3)", "Rows are chosen by kind, as conv, or by path, as '3a'.", (5, 6)),
        ("macs(of='naive')", "Another spec cannot be named here.", (5, 15)),
        ("macs(off='naive')", "Expected of='NAME', the name of another spec.", (5, 16)),
        ("macs(of='a', of='b')", "'of' is given twice.", (13, 19)),
        (
            "output + 1",
            "output is a shape and stands alone; height, width and channels are numbers.",
            (0, 6),
        ),
        ("'stem'", "Expected one number here, found 'text'.", (0, 6)),
        ("depth(maxpool)", "There are no rows to measure depth of.", (0, 14)),
        ("output(maxpool)", "There are no rows to measure output of.", (0, 15)),
        ("macs('stem)", "A quote is opened here and never closed.", (5, 11)),
        ("macs / stats('1')", "0 has no value", None),
    ],
)
def test_mistakes_in_quantities(
    net: Report, text: str, message: str, span: tuple[int, int] | None
) -> None:
    """What means nothing is named, with the nearest name that does; never a silent 0."""
    with pytest.raises(FormulaError) as error:
        quantity(read_quantity(text), net)

    if span is None:
        assert message in error.value.message
    else:
        assert (message, span) == (error.value.message, error.value.span)


# Taller than wide, and deepest in a branch that is not the last row's.
UNEVEN = """
input: 12x8x4
layers:
  - stem: conv(8, k=5x3, s=2x1)
  - wide:
      concat:
        long: conv(4, k=3) -> conv(4, k=3)
        short: maxpool(3)
  - aux: {head: gap -> fc(10)}
  - flat: relu
"""


@pytest.fixture(scope="module")
def uneven() -> Report:
    return counted(UNEVEN)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # 12 rows halved, 8 columns kept
        ("height", 6),
        ("width", 8),
        ("output", (6, 8, 12)),
        ("input", (12, 8, 4)),
        # down: 5, then 2 more windows of 3 at stride 2; across it would be 3 + 2 + 2
        ("receptive_field", 5 + 2 * 2 + 2 * 2),
        ("receptive_field('stem')", 5),
        ("effective_stride", 2),
        # the longest path is through 'long', whatever row comes last
        ("depth", 3),
        ("depth('wide/long', 'wide/short')", 3),
        ("depth('wide')", 3),
        # a division that leaves nothing over is a whole number
        ("macs/macs", 1),
        ("2*rows/2", 6),
    ],
)
def test_down_and_across(uneven: Report, text: str, expected: Any) -> None:
    """Fields, strides and sizes are those down the map, depth that of the deepest row."""
    found = quantity(read_quantity(text), uneven)

    assert expected == found
    assert type(expected) is type(found)


def test_shapes_are_of_the_deployed_network() -> None:
    """An auxiliary head at the end is no output."""
    net = counted("input: 4x4x2\nlayers:\n  - conv(3)\n  - aux: {head: gap -> fc(10)}\n")

    assert (4, 4, 3) == quantity(read_quantity("output"), net)
    assert (4, 4, 2) == quantity(read_quantity("input"), net)


WORDED = Names(words={
    "first": lambda report: np.arange(len(report.measured)) < 1,
    "thin": lambda report: np.array([one.output[2] < 9 for one in report.measured]),
})  # fmt: skip


@pytest.mark.parametrize(
    ("text", "rows"),
    [("rows(thin)", 4), ("rows(first)", 1), ("rows(thin, first)", 1), ("rows(first, thin)", 1),
     ("rows(thin, conv)", 3), ("rows(first, 'wide')", 0)],
)  # fmt: skip
def test_all_words_must_be_true(uneven: Report, text: str, rows: int) -> None:
    """Kinds and paths are alternatives; words are conditions, in any order."""
    assert rows == quantity(read_quantity(text), uneven, WORDED)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("heigth", "There is no quantity 'heigth'. Did you mean height?"),
        ("outptu", "There is no quantity 'outptu'. Did you mean output?"),
        ("macs(of=conv)", "Expected of='NAME', the name of another spec."),
        ("macs(thinn)", "There is no kind of layer 'thinn'. Did you mean thin?"),
        ("macs('wide/shrt')", "net has nothing at 'wide/shrt'. Did you mean wide/short?"),
    ],
)
def test_what_is_near_is_offered(uneven: Report, text: str, message: str) -> None:
    """Measures, shapes, words and whole paths are suggested, too."""
    with pytest.raises(FormulaError) as error:
        quantity(read_quantity(text), uneven, WORDED)

    assert message == error.value.message


def test_eight_of_the_first_parts_are_named() -> None:
    """Enough to see how the parts are called, and never all of a long network."""
    net = counted("input: 4x4x2\nlayers:\n" + "".join(f"  - p{i}q: relu\n" for i in range(12)))
    with pytest.raises(FormulaError) as error:
        quantity(read_quantity("macs('zzz')"), net)

    assert error.value.message.endswith(
        " Its first parts: p0q, p1q, p2q, p3q, p4q, p5q, p6q and p7q."
    )


@pytest.mark.parametrize(
    ("path", "matched", "other"),
    [
        ("a", ["a", "a.1", "a.12", "a/b", "a.12/b.1"], ["ab", "b/a", "a.1.2", "a.", "A"]),
        ("a.1", ["a.1", "a.1/b"], ["a", "a.12", "a11", "aa1"]),
        ("*/b", ["a/b", "a/c/b", "a/b.3/c"], ["b", "a/bc"]),
        ("a*", ["a", "ab", "a/b"], ["ba"]),
    ],
)
def test_what_a_path_matches(path: str, matched: list[str], other: list[str]) -> None:
    """Itself, its numbered siblings, all inside; a dot is a dot, and * is anything."""
    pattern = path_pattern(path)

    assert matched == [one for one in [*matched, *other] if pattern.fullmatch(one)]


def test_shapes_of_auxiliary_heads() -> None:
    """What only training has is asked for with train_, shapes too."""
    net = counted("input: 4x4x2\nlayers:\n  - aux: {head: gap -> fc(10)}\n  - conv(3)\n")

    assert (1, 1, 10) == quantity(read_quantity("train_output('head')"), net)


def test_stars_cost_no_time() -> None:
    """Twelve stars in paths of 800 letters: tried one by one, this would not end."""
    name = "a" * 40
    modules = "".join(f"  m{i}:\n    - {name}: m{i + 1}\n    - relu\n" for i in range(20))
    net = counted(f"input: 4x4x2\nmodules:\n{modules}  m20: relu\nlayers: m0\n")

    with pytest.raises(FormulaError):
        quantity(read_quantity(f"macs('{'*a' * 12}b')"), net)
