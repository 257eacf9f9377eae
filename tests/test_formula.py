"""The one algebra: a formula never changes, and means the same however it is read."""

from __future__ import annotations

import copy
import operator
import pickle
from collections.abc import Callable
from fractions import Fraction
from itertools import count
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from cnncost.errors import FormulaError
from cnncost.formula import LIMIT, Expr, evaluate, latex, number, parse, same, symbols, text
from cnncost.formula.expression import call
from cnncost.layers import KINDS

H, W, N, M, K, G = LETTERS = symbols("H W N M K G")
NAMES = [letter.args[0] for letter in LETTERS]

# --- random formulas, built with the operators as layers.py builds them


@st.composite
def formulas(draw: st.DrawFn, constants: st.SearchStrategy[Any], depth: int = 3) -> Expr:
    """A formula of at most ``depth`` operators on top of each other."""
    if depth == 0 or draw(st.integers(0, 5)) == 0:
        return draw(st.sampled_from(LETTERS) | constants.map(number))
    operand = formulas(constants, depth - 1)
    match draw(st.sampled_from(["infix", "infix", "infix", "power", "negative", "call"])):
        case "power":
            return draw(operand) ** draw(st.integers(0, 2))
        case "negative":
            return -draw(operand)
        case "call":
            return draw(calls(operand))
    return draw(st.sampled_from(INFIX))(draw(operand), draw(operand))


def calls(operand: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    """One of the known functions, on operands like these."""
    unary = st.builds(call, st.sampled_from(["floor", "ceil"]), operand)
    return unary | st.builds(call, st.sampled_from(["min", "max"]), operand, operand)


INFIX = (operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv)
whole = st.integers(0, 9)
decimals = st.builds(Fraction, st.integers(0, 999), st.sampled_from([10, 100]))
anything = st.builds(Fraction, st.integers(-9, 9), st.sampled_from([1, 2, 3, 7]))
points = st.fixed_dictionaries({name: st.integers(-6, 6) for name in NAMES})


def value(formula: Expr, values: dict[str, Any]) -> Any:
    """The formula's value, or None where it has none."""
    try:
        return evaluate(formula, values)
    except FormulaError:
        return None


def in_fractions(formula: Expr) -> Expr:
    """The same formula with fractions for its numbers, exponents apart, so that / never refuses."""
    match formula.op, formula.args:
        case "number", (constant,):
            return number(Fraction(constant))
        case "**", (base, exponent):
            return Expr("**", in_fractions(base), exponent)
    parts = [in_fractions(a) if isinstance(a, Expr) else a for a in formula.args]
    return Expr(formula.op, *parts)


def exactly(values: dict[str, Any]) -> dict[str, Fraction]:
    """The same point in fractions, where every division goes."""
    return {name: Fraction(at) for name, at in values.items()}


# --- a formula never changes


@pytest.mark.parametrize(
    "change",
    [
        lambda formula: setattr(formula, "op", "-"),
        lambda formula: setattr(formula, "args", ()),
        lambda formula: setattr(formula, "span", (0, 1)),
        lambda formula: setattr(formula, "note", "mine"),
        lambda formula: delattr(formula, "op"),
        lambda formula: delattr(formula, "args"),
    ],
    ids=["op", "args", "span", "a new attribute", "del op", "del args"],
)
def test_a_formula_cannot_be_changed(change: Callable[[Expr], None]) -> None:
    """Nothing can be set, added or deleted."""
    formula = H * W + 1
    with pytest.raises(AttributeError):
        change(formula)
    assert Expr("+", Expr("*", H, W), number(1)) == formula


@settings(max_examples=50, deadline=None)
@given(formulas(whole), formulas(whole))
def test_operators_leave_their_operands_alone(one: Expr, other: Expr) -> None:
    """Building, printing and evaluating change neither operand nor hash."""
    before = repr(one), hash(one), repr(other), hash(other)
    for apply in INFIX:
        value(apply(one, other), dict.fromkeys(NAMES, 1))
        text(apply(one, other))
    assert before == (repr(one), hash(one), repr(other), hash(other))


@pytest.mark.parametrize(
    "copied",
    [copy.copy, copy.deepcopy, lambda formula: pickle.loads(pickle.dumps(formula))],
    ids=["copy", "deepcopy", "pickle"],
)
def test_a_formula_can_be_copied(copied: Callable[[Expr], Expr]) -> None:
    """A copy is equal, as for any value, even after the formula was evaluated."""
    formula = H * W * K**2 / G
    assert Fraction(9, 2) == evaluate(formula, {"H": Fraction(1), "W": 1, "K": 3, "G": 2})
    assert formula == copied(formula)


# --- text and back


ROUND_TRIPS = [
    # (formula, how it is written by hand)
    (H * W * (N * K * K * M / G), "H·W·N·K²·M/G"),
    (H * W * N * (K**2 + M), "H·W·N·(K² + M)"),
    (H - (W - N), "H - (W - N)"),
    (H - W - N, "H - W - N"),
    (H / (W / N), "H/(W/N)"),
    (H / W / N, "H/W/N"),
    (H * (W / N), "H·W/N"),
    ((H + W) // N, "⌊(H + W)/N⌋"),
    (H // (W * N), "⌊H/(W·N)⌋"),
    (H // W // N, "⌊⌊H/W⌋/N⌋"),
    (-(H**2), "-H²"),
    ((-H) ** 2, "(-H)²"),
    ((H + W) ** 2, "(H + W)²"),
    ((H**2) ** 3, "(H²)³"),
    (H**12, "H¹²"),
    (-H * W, "-H·W"),
    (-(H + W), "-(H + W)"),
    (H - -W, "H - -W"),
    (2 * H + 1, "2·H + 1"),
    (Fraction(3, 4) * H, "0.75·H"),
    (call("min", H, W + 1), "min(H, W + 1)"),
    (call("floor", H / W), "floor(H/W)"),
]


@pytest.mark.parametrize(("formula", "expected"), ROUND_TRIPS, ids=[t for _, t in ROUND_TRIPS])
def test_text_is_as_written_by_hand(formula: Expr, expected: str) -> None:
    """No parenthesis too many, none missing; reading it back gives the same formula."""
    assert expected == text(formula) == str(formula)
    assert formula == parse(expected)


@pytest.mark.parametrize("formula", [H + -3, H * -3, H - Fraction(-1, 2)], ids=str)
def test_negative_numbers_round_trip(formula: Expr) -> None:
    """text() promises parse(text(f)) == f for every formula built with the operators."""
    assert formula == parse(text(formula))


@settings(max_examples=150, deadline=None)
@given(formulas(whole | decimals))
def test_parse_reverses_text(formula: Expr) -> None:
    """parse(text(f)) == f for formulas built with the operators."""
    assert formula == parse(text(formula))
    assert hash(formula) == hash(parse(text(formula)))


@settings(max_examples=150, deadline=None)
@given(formulas(anything), points)
@example(H / number(Fraction(1, 3)), dict.fromkeys(NAMES, 1))
@example(number(Fraction(1, 3)) ** 2, dict.fromkeys(NAMES, 1))
def test_text_keeps_the_value(formula: Expr, point: dict[str, int]) -> None:
    """Whatever numbers were lifted, thirds and negatives too, the text is worth the same."""
    exact = exactly(point)
    read_back = in_fractions(parse(text(formula)))
    assert value(in_fractions(formula), exact) == value(read_back, exact)


@settings(max_examples=120, deadline=None)
@given(formulas(whole), st.fixed_dictionaries(dict.fromkeys(NAMES, anything)))
@example(H / K, dict.fromkeys(NAMES, Fraction(1, 3)))
@example(K**2, dict.fromkeys(NAMES, Fraction(2, 3)))
@example(H - W, dict.fromkeys(NAMES, -2))
def test_numbers_put_in_are_worth_the_same(formula: Expr, point: dict[str, Any]) -> None:
    """text(f, values), read back, is the value of f there: it can be typed into a calculator."""
    shown = parse(text(formula, point))
    assert value(in_fractions(formula), exactly(point)) == value(in_fractions(shown), {})


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


def test_repr_shows_the_formula() -> None:
    """A formula in a traceback can be read."""
    assert "Expr(H·W)" == repr(H * W)


# --- with numbers put in, and as LaTeX


@pytest.mark.parametrize(
    ("formula", "values", "expected"),
    [
        (  # design.md, section 1
            H * W * (N * K * K * M / G),
            {"H": 28, "W": 28, "N": 96, "K": 3, "M": 128, "G": 1},
            "28·28·96·3²·128/1",
        ),
        (H * W * N, {"H": 28}, "28·W·N"),
        (K**2, {"K": -3}, "(-3)²"),
        (K**2, {"K": Fraction(3, 4)}, "0.75²"),
        (K**2, {"K": Fraction(1, 3)}, "(1/3)²"),
        (H / K, {"K": Fraction(1, 3)}, "H/(1/3)"),
        (H / K, {"K": Fraction(-1, 3)}, "H/(-1/3)"),
        (H / K, {"K": Fraction(1, 100_000)}, "H/(1/100000)"),
        ((H + K) // 2, {"H": 7, "K": 3}, "⌊(7 + 3)/2⌋"),
        (H * W, {"H": 10**18, "W": 1}, "1000000000000000000·1"),
    ],
)
def test_text_with_numbers_put_in(formula: Expr, values: dict[str, Any], expected: str) -> None:
    """Each letter's number stands where the letter stood."""
    assert expected == text(formula, values)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("H*W*N*K^2*M/G", r"H \cdot W \cdot N \cdot K^{2} \cdot M / G"),
        ("K_h*K_w", r"K_{h} \cdot K_{w}"),
        ("K^12", r"K^{12}"),
        ("K^(N+1)", r"K^{N + 1}"),
        ("(K+1)^2", r"(K + 1)^{2}"),
        ("Hi", r"\mathrm{Hi}"),
        ("⌊(Hi + 2*P)/S⌋ + 1", r"\left\lfloor (\mathrm{Hi} + 2 \cdot P) / S \right\rfloor + 1"),
        ("H <= W and H != 3", r"H \le W \land H \ne 3"),
        ("not H or W >= 1", r"\lnot H \lor W \ge 1"),
        ("H == W", "H = W"),
        ("H % 2", r"H \bmod 2"),
        ("H if G else W", r"H \text{ if } G \text{ else } W"),
        ("min(H, W)", r"\mathrm{min}(H, W)"),
        ("round_to(M, 8)", r"\mathrm{round\_to}(M, 8)"),
        ("0.75*M", r"0.75 \cdot M"),
    ],
)
def test_latex(source: str, expected: str) -> None:
    """LaTeX mathematics: exponents and indices in braces, words upright, signs as commands."""
    assert expected == latex(parse(source))


def test_latex_with_numbers_put_in() -> None:
    """Numbers stand in the place of letters in LaTeX too."""
    assert r"28 \cdot 28 \cdot 3^{2}" == latex(H * W * K**2, {"H": 28, "W": 28, "K": 3})


# --- integers == arrays == fractions


@settings(max_examples=150, deadline=None)
@given(formulas(whole), st.lists(points, min_size=1, max_size=4))
def test_arrays_agree_with_integers(formula: Expr, drawn: list[dict[str, int]]) -> None:
    """An array holds at i what the integers give at i; it is refused where one of them is."""
    single = [value(formula, point) for point in drawn]
    arrays = {name: np.array([point[name] for point in drawn]) for name in NAMES}
    together = value(formula, arrays)
    if together is None:
        assert None in single
    else:
        assert single == np.broadcast_to(together, len(drawn)).tolist()


@settings(max_examples=150, deadline=None)
@given(formulas(whole), points)
def test_fractions_agree_with_integers(formula: Expr, point: dict[str, int]) -> None:
    """Where whole numbers have a value, the same point in fractions has it too."""
    over_integers = value(formula, point)
    assume(over_integers is not None)
    assert over_integers == value(formula, exactly(point))


@pytest.mark.parametrize(
    "source",
    [
        "a < b",
        "not a",
        "a == b or a > 1",
        "a and b",
        "a or b",
        "a > 0 and b",
        "(a < b) + (b < 2) + (a < 2)",
        "-(a < b)",
        "(a < b) - (b < a)",
        "(a < b) * 4",
        "a if a > b else b",
        "a % 3",
        "a // 2",
        "a * 0.5",
        "0.5 * a / 2",
        "floor(a * 0.75)",
        "ceil(a * 0.75)",
        "floor(a / 2)",
        "ceil(a / 2 / 3)",
        "ceil(a * 0.5 / 2)",
        "round8((a + 4) * 25 / 2)",
        "round8((a + 4) * 12.5)",
        "round_to(a + 4, 4)",
        "min(a, b, 1)",
        "max(a, 2*b)",
        "gcd(a, 6*b)",
        "a^0",
        "a^3",
    ],
)
def test_conditions_and_functions_agree_over_arrays(source: str) -> None:
    """Comparisons count as 0 and 1, and functions round alike, for integers and for arrays."""
    grid = [(a, b) for a in range(-3, 4) for b in range(-3, 4)]
    formula = parse(source)
    single = [evaluate(formula, {"a": a, "b": b}) for a, b in grid]
    a, b = np.array(grid).T
    together = evaluate(formula, {"a": a, "b": b})
    assert single == np.broadcast_to(together, len(grid)).tolist()


def test_an_odd_power_keeps_its_sign_over_arrays() -> None:
    """(-1)^257 is -1, for an array as for an integer."""
    formula = parse("a^257")
    assert -1 == evaluate(formula, {"a": -1})
    assert [-1, 0, 1] == evaluate(formula, {"a": np.array([-1, 0, 1])}).tolist()


# --- arrays never wrap


counts = st.integers(-LIMIT, LIMIT)
halves = st.integers(-(10**9), 10**9)
columns = st.lists(st.tuples(counts | halves, counts | halves), min_size=1, max_size=4)


@pytest.mark.parametrize(
    "apply", [operator.add, operator.sub, operator.mul], ids=["add", "sub", "mul"]
)
@settings(max_examples=100, deadline=None)
@given(pairs=columns)
def test_arrays_never_wrap(apply: Callable[[Any, Any], Any], pairs: list[tuple[int, int]]) -> None:
    """Past 10^18 an array is refused; below it equals Python's own integers."""
    exact = [apply(a, b) for a, b in pairs]
    values = dict(zip("HW", np.array(pairs, dtype=np.int64).T, strict=True))
    if max(map(abs, exact)) > LIMIT:
        with pytest.raises(FormulaError, match=r"is larger than 10\^18"):
            evaluate(apply(H, W), values)
    else:
        assert exact == evaluate(apply(H, W), values).tolist()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(-4000, 4000), min_size=1, max_size=4), st.integers(0, 8))
def test_array_powers_never_wrap(bases: list[int], exponent: int) -> None:
    """A power past 10^18 is refused, below it exact."""
    exact = [base**exponent for base in bases]
    values = {"H": np.array(bases, dtype=np.int64)}
    if max(map(abs, exact)) > LIMIT:
        with pytest.raises(FormulaError, match=r"is larger than 10\^18"):
            evaluate(H**exponent, values)
    else:
        together = np.broadcast_to(evaluate(H**exponent, values), len(bases))
        assert exact == together.tolist()


@pytest.mark.parametrize("function", ["floor(a)", "ceil(a)", "round8(a)", "min(a, 1)", "max(a, 1)"])
@settings(max_examples=40, deadline=None)
@given(at=st.integers(1, LIMIT))
@example(at=LIMIT)
@example(at=95 * 10**16)
def test_functions_never_wrap(function: str, at: int) -> None:
    """What goes into an array function whole comes out as for one integer."""
    formula = parse(function)
    assert evaluate(formula, {"a": at}) == evaluate(formula, {"a": np.array([at])})[0]


def test_small_integer_arrays_never_wrap() -> None:
    """numpy's default integer was 32 bits wide on Windows until numpy 2."""
    side = np.array([100_000], dtype=np.int32)
    assert [10_000_000_000] == evaluate(H * W, {"H": side, "W": side}).tolist()


def test_an_overflow_names_the_result() -> None:
    """The refused value is printed in full."""
    with pytest.raises(FormulaError) as caught:
        evaluate(H * W, {"H": np.array([1, 2 * 10**9]), "W": np.array([1, 10**9])})
    expected = "The result, 2,000,000,000,000,000,000, is larger than 10^18, "
    assert expected + "the most that cnncost counts to." == caught.value.message


# --- division


@settings(max_examples=120, deadline=None)
@given(st.integers(-(10**6), 10**6), st.integers(-1000, 1000).filter(bool))
@example(-7, 2)
@example(7, -2)
def test_floor_division_floors(a: int, b: int) -> None:
    """a//b is the largest whole number not above a/b, for negative numbers too."""
    expected = Fraction(a, b).__floor__()
    assert expected == evaluate(H // W, {"H": a, "W": b})
    assert expected == evaluate(H // W, {"H": np.array([a]), "W": np.array([b])})[0]
    assert expected == evaluate(H // W, {"H": Fraction(a), "W": Fraction(b)})
    assert -((-a) // b) == evaluate(call("ceil", H / W), {"H": Fraction(a), "W": b})


@settings(max_examples=120, deadline=None)
@given(st.integers(-(10**6), 10**6), st.integers(-1000, 1000).filter(bool))
@example(96, 5)
def test_division_is_exact_or_refused(a: int, b: int) -> None:
    """a/b of whole numbers is whole, or the message shows both sides."""
    exact = Fraction(a, b)
    for values in ({"H": a, "W": b}, {"H": np.array([a]), "W": np.array([b])}):
        if exact.denominator == 1:
            assert exact == evaluate(H / W, values)
        else:
            with pytest.raises(FormulaError) as caught:
                evaluate(H / W, values)
            expected = f"{a}/{b} is not a whole number: {b} does not divide {a}."
            assert expected == caught.value.message
    assert exact == evaluate(H / W, {"H": Fraction(a), "W": b})


# --- same


SAME = [
    # document 003 writes HWNK2M/G; students write it in many ways
    ("H*W*N*K^2*M/G", "H·W·N·K²·M/G"),
    ("H*W*N*K^2*M/G", "M*N/G * K*K * W*H"),
    ("H*W*N*K^2*M/G", "(N/G)*(M/G)*G*K^2*H*W"),
    ("K*K", "K^2"),
    ("K*K", "K²"),
    ("H*W*N*(K^2+M)", "H*W*N*K^2 + H*W*N*M"),
    ("H*W*N*(K^2+M)", "H*W*N*M*(1 + K^2/M)"),
    ("(K+1)*(K-1)", "K^2 - 1"),
    ("2*H*W", "H*W + H*W"),
    ("-(H - W)", "W - H"),
    ("18/25", "0.72"),  # two 3x3 for one 5x5
    ("1/M + 1/K^2", "(K^2 + M)/(M*K^2)"),  # the separable share, MobileNet paper section 3.1
    ("(Hi + 2*P - K)//S + 1", "⌊(Hi - K + 2·P)/S⌋ + 1"),
    ("H/2*W/2*2*N*(K^2+2*M)", "H*W*N*(K^2/2+M)"),  # FD-MobileNet, document 003
    ("max(H, W)", "max(W, H)"),
    ("K^2/2", "1/2*K^2"),  # constants divide as letters do
    ("K^2/2", "0.5*K^2"),
    ("H/3", "(1/3)*H"),
    ("K", "K"),
    ("3", "3"),
    ("2^N", "2^N"),
]
DIFFERENT = [
    ("H*W*N*K^2*M/G", "H*W*N*K^2*M"),  # no groups
    ("H*W*N*K^2*M/G", "H*W*N*K*M/G"),  # K for K²
    ("H*W*N*K^2*M/G", "H*W*N*K^2*M/G^2"),
    ("H*W*N*K^2*M/G", "Hi*Wi*N*K^2*M/G"),  # input size for output size
    ("H*W*N*K^2*M/G", "H*W*N*K^2*M/G + M"),  # with the bias
    ("H*W*N*K^2*M/G", "2*H*W*N*K^2*M/G"),  # FLOPs for MACs
    ("H*W*N*K^2*M/G", "H*W*N*K^2*M/G + 1"),
    ("H*W*N*(K^2+M)", "H*W*N*K^2 + M"),
    ("H*W*N*(K^2+M)", "H*W*(K^2+M)"),
    ("H*W", "H^2"),
    ("K*K", "2*K"),
    ("K^2", "K^3"),
    ("H/S", "H//S"),
    ("(Hi + 2*P - K)//S + 1", "(Hi + 2*P - K)/S + 1"),
    ("(Hi + 2*P - K)//S + 1", "(Hi + P - K)//S + 1"),
    ("N*M", "N*M_2"),
    ("H/0", "H/0"),  # without a value nowhere, they agree nowhere
    ("H", "0*H + W"),
]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [(*pair, True) for pair in SAME] + [(*pair, False) for pair in DIFFERENT],
)
def test_same_judges_by_value(one: str, other: str, expected: bool) -> None:
    """Formulas that always agree are the same however they are written; near misses are not."""
    assert expected is same(parse(one), parse(other))
    assert expected is same(parse(other), parse(one))


@settings(max_examples=50, deadline=None)
@given(formulas(whole))
def test_every_formula_is_the_same_as_itself_and_not_as_one_more(formula: Expr) -> None:
    """f is the same as f written otherwise, and never as f + 1."""
    assume(same(formula, formula))
    assert same(formula, formula + H - H)
    assert not same(formula, formula + 1)


# --- what is refused, word for word


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


VALUELESS = [
    # (text, values, message, the stretch to blame)
    ("H*Wi", {"H": 1, "W_i": 2}, "There is no value called 'Wi' here. Did you mean W_i?", (2, 4)),
    ("H*Z", {"H": 1}, "There is no value called 'Z' here.", (2, 3)),
    ("rounds8(3)", {}, "There is no function called 'rounds8'. Did you mean round8?", (0, 10)),
    ("exec(3)", {}, "There is no function called 'exec'.", (0, 7)),
    ("1 + min(3)", {}, "min() takes 2 or more numbers, not 1.", (4, 10)),
    ("floor(3, 4)", {}, "floor() takes 1 number, not 2.", (0, 11)),
    ("round_to(3)", {}, "round_to() takes 2 numbers, not 1.", (0, 11)),
    ("gcd(H, 2)", {"H": Fraction(3, 2)}, "gcd() takes whole numbers, not 3/2 and 2.", (0, 9)),
    ("2*(H/G)", {"H": 96, "G": 5}, "96/5 is not a whole number: 5 does not divide 96.", (3, 6)),
    ("1 + H/G", {"H": 7, "G": 0}, "7/0 has no value.", (4, 7)),
    ("1 + H//G", {"H": 7, "G": 0}, "7//0 has no value.", (4, 8)),
    ("1 + H%G", {"H": 7, "G": 0}, "7%0 has no value.", (4, 7)),
    ("round_to(H, 0)", {"H": 7}, "a multiple of 0 has no value.", (0, 14)),
    ("2^-1", {}, "An exponent must be a whole number from 0 up, not -1.", (0, 4)),
    (
        "2^N",
        {"N": Fraction(1, 3)},
        "An exponent must be a whole number from 0 up, not 1/3.",
        (0, 3),
    ),
    ("9^9^9^9", {}, "9^387420489 is larger than 2^256.", (2, 7)),
    ("1x7", {}, "Expected one number here, found a pair.", (0, 3)),
    # a width of 0 would leave one step of channels standing, which nobody means
    ("round8(H)", {"H": 0}, "Only a number above 0 can be rounded to channels, not 0.", (0, 9)),
    (
        "round_to(H, 4)",
        {"H": -3},
        "Only a number above 0 can be rounded to channels, not -3.",
        (0, 14),
    ),
    ("1 + (H -> W)", {"H": 1, "W": 1}, "Expected one number here, found '->'.", (5, 11)),
    ("K + 1", {"K": (1, 7)}, "'K' is a pair here, where one number is expected.", (0, 1)),
    ("p + 1", {"p": "same"}, "'p' is the word same here, where one number is expected.", (0, 1)),
]


@pytest.mark.parametrize(("source", "values", "message", "span"), VALUELESS)
def test_formulas_without_a_value(
    source: str, values: dict[str, Any], message: str, span: tuple[int, int]
) -> None:
    """The exact text, and the part of the formula to blame."""
    with pytest.raises(FormulaError) as caught:
        evaluate(parse(source), values)
    assert (message, span) == (caught.value.message, caught.value.span)


# --- bounds


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


# --- MobileNet's rounding of channel numbers


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


# --- the rest of an Expr


def test_calling_a_formula_puts_numbers_in() -> None:
    """macs(H=28, ...) is its value there: document D0's 3x3 convolution on 28x28x192."""
    weights = KINDS["conv"].ledger["weights"]
    assert 221_184 == weights(N=192, K_h=3, K_w=3, M=128, G=1)


def test_symbols_and_substitution() -> None:
    """A formula knows its letters; another formula can take the place of one."""
    formula = H * W * N
    assert {"H", "W", "N"} == formula.symbols()
    assert H * H * N == formula.substitute({"W": H})
    assert "H²·N" == text(formula.substitute({"W": H}))
    assert 12 == evaluate(formula.substitute({"W": 3, "N": H}), {"H": 2})
