"""Length, nesting, digits and exponents have limits, and all within them is read."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cnncost.errors import FormulaError
from cnncost.formula import evaluate, parse

NESTED = "This is nested more than 40 deep."
HOSTILE = [
    ("1" * 19, "This number has 19 digits; the limit is 18."),
    ("1" * 3_999, "This number has 3999 digits; the limit is 18."),
    ("0." + "1" * 19, "This number has 20 digits; the limit is 18."),
    ("1x" + "1" * 3_000, "This number has 3000 digits; the limit is 18."),
    ("H" * 4_001, "This is 4,001 characters long; the limit is 4,000."),
    ("+" * 10**7, "This is 10,000,000 characters long; the limit is 4,000."),
    ("(" * 4_000, NESTED),
    ("-" * 4_000, NESTED),
    ("⌊" * 4_000, NESTED),
    ("f(" * 2_000, NESTED),
    ("not " * 1_000, NESTED),
    ("2^" * 1_999 + "2", NESTED),
    ("a if b else " * 300 + "c", NESTED),
    ("9^9^9^9", "9^387420489 is larger than 2^256."),
    ("2^999999999999999999", "2^999999999999999999 is larger than 2^256."),
    ("2⁹⁹⁹⁹⁹⁹⁹⁹⁹⁹⁹⁹⁹⁹⁹⁹⁹⁹", "2^999999999999999999 is larger than 2^256."),
    ("0.5^999999999999999999", ""),  # in whatever words
    ("(2^120)^3", "1329227995784915872903807060280344576^3 is larger than 2^256."),
]


@pytest.mark.parametrize(
    ("source", "message"), HOSTILE, ids=[f"{len(s)} x {s[:12]}" for s, _ in HOSTILE]
)
def test_hostile_texts_are_refused_at_once(source: str, message: str) -> None:
    """Length, nesting, digits and exponents have limits; without them this would never end."""
    with pytest.raises(FormulaError) as caught:
        evaluate(parse(source), {})
    assert caught.value.message.startswith(message)


@pytest.mark.parametrize(
    "source",
    [
        "(" * 38 + "H" + ")" * 38,
        " + ".join(["1"] * 30),
        "0.12345678901234567",  # 18 digits
        "H" * 4_000,
        "1 * " * 20 + "1",
    ],
    ids=lambda source: f"{len(source)} x {source[:12]}",
)
def test_texts_within_the_limits_are_read(source: str) -> None:
    """The limits leave room for everything that a person writes."""
    assert isinstance(evaluate(parse(source), {source[38:39]: 1, "H" * 4_000: 1}), (int, Fraction))


@pytest.mark.parametrize("exponent", [1, 128, 200, 255])
def test_powers_up_to_the_limit_have_a_value(exponent: int) -> None:
    """What is not larger than 2^256 is not refused for being so."""
    assert 2**exponent == evaluate(parse(f"2^{exponent}"), {})


@pytest.mark.parametrize("digits", [18, 19, 30])
def test_long_exponents_are_never_cut(digits: int) -> None:
    """0^(00...01) is 0; whatever is cut off the exponent, 0^0 is another number."""
    try:
        power = evaluate(parse("0" + "⁰" * (digits - 1) + "¹"), {})
    except FormulaError:
        return
    assert 0 == power
