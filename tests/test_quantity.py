"""Expressions over a report: what they may name, and what is said of what they may not."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from conftest import counted

from cnncost import analyze
from cnncost.errors import FormulaError
from cnncost.quantity import Names, quantity, read_quantity
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
