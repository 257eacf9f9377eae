"""What a text means as a formula, and what is said of a text that means nothing."""

from __future__ import annotations

from fractions import Fraction

import pytest
from random_formulas import H, K, M, N, W

from cnncost.errors import FormulaError
from cnncost.formula import Expr, number, parse
from cnncost.formula.expression import call


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # hand-written signs
        ("H·W", H * W),
        ("H×W", H * W),
        ("H÷W", H / W),
        ("H−W", H - W),
        ("K²", K**2),
        ("K^2", K**2),
        ("K**2", K**2),
        ("K¹²", K**12),
        ("⌊H/W⌋", H // W),
        ("⌊H⌋", call("floor", H)),
        ("  H *\tW ", H * W),
        # numbers
        ("1_000", number(1000)),
        ("0.75", number(Fraction(3, 4))),
        ("999999999999999999", number(10**18 - 1)),
        # ranks: power before sign before product, power from the right
        ("-K^2", -(K**2)),
        ("2^3^2", number(2) ** (number(3) ** 2)),
        ("K^-N", K**-N),
        ("H - W - N", (H - W) - N),
        ("H/W*N", Expr("*", H / W, N)),
        ("not H == W", Expr("not", Expr("==", H, W))),
        ("H or W and N", Expr("or", H, Expr("and", W, N))),
        ("H < W and N >= 1", Expr("and", Expr("<", H, W), Expr(">=", N, number(1)))),
        ("H ≤ W", Expr("<=", H, W)),
        ("H ≥ W", Expr(">=", H, W)),
        ("H ≠ W", Expr("!=", H, W)),
        ("H if W else N if M else K", Expr("if", H, W, Expr("if", N, M, K))),
        ("H -> W if N else M", Expr("if", Expr("->", H, W), N, M)),
        # pairs, calls, options
        ("1x7", Expr("pair", number(1), number(7))),
        ("(1, K)", Expr("pair", number(1), K)),
        ("min(H, W)", call("min", H, W)),
        ("f()", Expr("call", "f")),
        ("f(H, k=3)", Expr("call", "f", H, Expr("option", "k", number(3)))),
    ],
)
def test_accepted_texts(source: str, expected: Expr) -> None:
    """What a text means, as the docstring of parse.py promises."""
    assert expected == parse(source)


def test_span_is_where_the_part_stood() -> None:
    """Every node of a parsed formula knows its stretch of the text."""
    source = "H*W * min(N, 12)"
    found = {source[slice(*node.span)] for node in parse(source).nodes() if node.span}
    assert {source, "H*W", "H", "W", "min(N, 12)", "N", "12"} == found


WANTED = "Expected a number, a name or '(', found "
REFUSED = [
    # (text, message, the stretch to blame)
    ("", WANTED + "the end of the text.", (0, 1)),
    ("H*", WANTED + "the end of the text.", (2, 3)),
    ("*H", WANTED + "'*'.", (0, 1)),
    ("H**", WANTED + "the end of the text.", (3, 4)),
    ("H+/W", WANTED + "'/'.", (2, 3)),
    ("()", WANTED + "')'.", (1, 2)),
    ("if", WANTED + "'if'.", (0, 2)),
    ("H and and W", WANTED + "'and'.", (6, 9)),
    ("f(, H)", WANTED + "','.", (2, 3)),
    ("(H", "Expected ')', found the end of the text.", (2, 3)),
    ("⌊H/W", "Expected '⌋', found the end of the text.", (4, 5)),
    ("f(H W)", "Expected ',' or ')', found 'W'.", (4, 5)),
    ("f(H", "Expected ',' or ')', found the end of the text.", (3, 4)),
    ("H)", "This ')' closes nothing.", (1, 2)),
    ("H W", "An operator, such as -> or *, is missing before 'W'.", (2, 3)),
    ("3 H", "An operator, such as -> or *, is missing before 'H'.", (2, 3)),
    ("H = 3", "A single = sets an option inside ( ). Write == to compare.", (2, 3)),
    (
        "H if W = 3 else N",
        "A single = sets an option inside ( ). Write == to compare.",
        (7, 8),
    ),
    ("1 < K < 3", "Compare two things at a time: 'a < b and b < c'.", (6, 7)),
    (
        "H if W",
        "Expected 'else', as in 'relu if s == 1 else none', found the end of the text.",
        (6, 7),
    ),
    ("2H", "'2H' is not a number: write plain digits, as in 1000 or 0.75.", (0, 2)),
    ("1e3", "'1e3' is not a number: write plain digits, as in 1000 or 0.75.", (0, 3)),
    ("H*5.", "'5.' is not a number: write plain digits, as in 1000 or 0.75.", (2, 4)),
    ("0x1F", "'0x1F' is not a number: write plain digits, as in 1000 or 0.75.", (0, 4)),
    ("1.2.3", "'1.2.3' is not a number: write plain digits, as in 1000 or 0.75.", (0, 5)),
    ("007", "'007' starts with a zero; write 7.", (0, 3)),
    ("H + 00", "'00' starts with a zero; write 0.", (4, 6)),
    ("00.5", "'00.5' starts with a zero; write 0.5.", (0, 4)),
    ("1x07", "'07' starts with a zero; write 7.", (2, 4)),
    (".5", "'.5' is not a number: write plain digits, as in 1000 or 0.75.", (0, 2)),
    ("H $ W", "'$' is not understood here.", (2, 3)),
    ("H; W", "';' is not understood here.", (1, 2)),
    ("'H'", "Quotes are not read here: write it without them.", (0, 1)),
    ("H\x1b[31m", "An invisible character (U+001B) stands here. Delete it.", (1, 2)),
    ("__import__", "'_' is not understood here.", (0, 1)),
]  # fmt: skip


@pytest.mark.parametrize(("source", "message", "span"), REFUSED)
def test_refused_texts(source: str, message: str, span: tuple[int, int]) -> None:
    """The exact text, and the stretch that a caret goes under."""
    with pytest.raises(FormulaError) as caught:
        parse(source)
    assert (message, span) == (caught.value.message, caught.value.span)
