"""MobileNet's rounding of channel numbers, against published networks and its definition."""

from __future__ import annotations

from fractions import Fraction
from itertools import count

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from random_formulas import H

from cnncost.formula import evaluate, parse
from cnncost.formula.expression import call


def rounded(at: Fraction, step: int) -> int:
    """The nearest multiple of ``step``, the larger of two; one more if that loses over a tenth."""
    multiples = [step]
    for times in count(2):
        multiples.append(times * step)
        if multiples[-1] > at + step:
            break
    nearest = min(multiples, key=lambda multiple: (abs(multiple - at), -multiple))
    return nearest if nearest >= Fraction(9, 10) * at else nearest + step


ROUND8 = [
    # (width, channels, rounded, source)
    ("0.75", 32, 24, "MobileNetV2 0.75, slim and torchvision: first conv"),
    ("0.75", 16, 16, "12 lies between 8 and 16: halves go up"),
    ("0.75", 24, 24, "18 would become 16, which is less than 90 %"),
    ("0.75", 96, 72, "MobileNetV2 0.75"),
    ("0.5", 24, 16, "MobileNetV2 0.5: halves go up"),
    ("0.5", 32, 16, "MobileNetV2 0.5"),
    ("0.35", 16, 8, "MobileNetV2 0.35: 5.6"),
    ("0.35", 24, 8, "MobileNetV2 0.35: 8.4"),
    ("0.35", 32, 16, "MobileNetV2 0.35: 11.2 would become 8"),
    ("0.35", 64, 24, "MobileNetV2 0.35: 22.4"),
    ("0.35", 96, 32, "MobileNetV2 0.35: 33.6"),
    ("0.35", 160, 56, "MobileNetV2 0.35"),
    ("0.35", 320, 112, "MobileNetV2 0.35"),
    ("1.4", 16, 24, "MobileNetV2 1.4: 22.4"),
    ("1.4", 24, 32, "MobileNetV2 1.4: 33.6"),
    ("1.4", 32, 48, "MobileNetV2 1.4: 44.8"),
    ("1.4", 64, 88, "MobileNetV2 1.4: 89.6"),
    ("1.4", 96, 136, "MobileNetV2 1.4: 134.4"),
    ("1.4", 320, 448, "MobileNetV2 1.4"),
    ("1.4", 1280, 1792, "MobileNetV2 1.4: last conv"),
    ("1.0", 1280, 1280, "MobileNetV2 1.0"),
    ("0.25", 16, 8, "MobileNetV3 small, squeeze of the first block"),
    ("0.25", 72, 24, "MobileNetV3 large, squeeze: 18 would become 16"),
    ("0.25", 120, 32, "MobileNetV3 large, squeeze: 30"),
    ("0.25", 240, 64, "MobileNetV3 small, squeeze: 60"),
    ("0.25", 672, 168, "MobileNetV3 large, squeeze"),
    ("1.2", 32, 40, "EfficientNet-B3 stem: 38.4"),
    ("1.4", 32, 48, "EfficientNet-B4 stem"),
    ("1.8", 32, 56, "EfficientNet-B6 stem: 57.6"),
    ("2.0", 32, 64, "EfficientNet-B7 stem"),
]


@pytest.mark.parametrize(
    ("width", "channels", "expected"), [case[:3] for case in ROUND8], ids=[c[3] for c in ROUND8]
)
def test_round8_of_published_networks(width: str, channels: int, expected: int) -> None:
    """Widths come out as in the authors' own networks."""
    formula = parse(f"round8({width}*channels)")
    assert expected == evaluate(formula, {"channels": channels})
    assert [expected] == evaluate(formula, {"channels": np.array([channels])}).tolist()
    assert expected == rounded(Fraction(width) * channels, 8)


@settings(max_examples=120, deadline=None)
@given(st.fractions("1/100", 500, max_denominator=100) | st.integers(1, 500), st.integers(1, 20))
@example(Fraction(9, 2), 1)
@example(20, 18)  # exactly 90 % is enough
@example(12, 8)
@example(18, 8)
def test_round_to_is_exact(at: Fraction | int, step: int) -> None:
    """The nearest multiple, halves up, never under 90 % of the value, never less than one step."""
    expected = rounded(Fraction(at), step)
    assert expected == evaluate(call("round_to", H, step), {"H": at})
    assert rounded(Fraction(at), 8) == evaluate(call("round8", H), {"H": at})
    if isinstance(at, int):
        assert [expected] == evaluate(call("round_to", H, step), {"H": np.array([at])}).tolist()
