"""The engine of the play page: layers and joins measured, and formulas written, as the library."""

from __future__ import annotations

import random
import re
import sys
from fractions import Fraction
from typing import Any

import pytest
from javascript import NEEDED, asked, counting, engine, script
from layer_cases import Shape, joinable, named

from cnncost.analysis import analyze_spec
from cnncost.errors import FormulaError, LayerError
from cnncost.explanation.working import SHOWN, SIZES, cost, size
from cnncost.formula import text
from cnncost.kind import LEDGER, Kind, Option
from cnncost.layers import JOINS, KINDS
from cnncost.measure import Measured, measure, measure_join
from cnncost.pages.play.forms import forms_script
from cnncost.pages.play.kinds import kinds_script
from cnncost.spec import parse_spec
from cnncost.zoo import load

hypothesis = pytest.importorskip("hypothesis")

TRIES = 120
ENGINE = ("exact.js", "measure.js", "walk.js")


@pytest.fixture(scope="module")
def page() -> Any:
    return counting()


def told(measured: Measured) -> dict[str, Any]:
    """What the page says of a layer."""
    letters = {name: int(value) for name, value in measured.letters.items()}
    return {
        "kind": measured.kind.name,
        "letters": letters,
        "input": list(measured.input),
        "output": list(measured.output),
        "kernel": list(measured.kernel),
        "stride": list(measured.stride),
        "ledger": dict(zip(LEDGER, measured.ledger, strict=True)),
    }


def outcome(kind: Kind, arguments: dict[str, Any], shape: Shape) -> Any:
    """The layer's numbers, or what is said instead and of which option."""
    try:
        return told(measure(kind, arguments, shape))
    except LayerError as error:
        return {"refused": error.message, "option": error.option}
    except FormulaError as error:
        return {"refused": error.message, "option": ""}


def some_value(draw: random.Random, option: Option) -> Any:
    """What somebody may tell a layer: mostly small numbers, at times anything."""
    if draw.random() < 0.1:
        odd = [0, -1, 10**9, 10**9 + 1, 10**20, Fraction(1, 2), Fraction(8), Fraction(1, 3), True]
        return draw.choice([*odd, "same", "valid", "half", "none", (1, 2), (1, 2, 3)])
    if option.words and draw.random() < 0.3:
        return draw.choice(option.words)
    count = draw.choice([1, 1, len(option.letters)])
    most = 24 if len(option.letters) == 1 else 4
    values = tuple(draw.randint(option.least, 1 if option.flag else most) for _ in range(count))
    return values if len(values) > 1 else values[0]


def some_layer(draw: random.Random, kind: Kind) -> tuple[dict[str, Any], Shape]:
    given = [option for option in kind.options if option.default is None or draw.random() < 0.5]
    arguments = {option.name: some_value(draw, option) for option in given}
    if draw.random() < 0.5 and "channels" in arguments:
        arguments["channels"] = draw.choice([12, 24, 48])
    sides = draw.choices([1, 2, 5, 7, 14, 56, 225], k=2)
    return arguments, (sides[0], sides[1], draw.choice([1, 3, 8, 12, 24]))


@pytest.mark.parametrize("kind", KINDS)
def test_layers_are_measured_alike(page: Any, kind: str) -> None:
    """Letters, sizes and ledger of random layers of every kind, or the very same refusal."""
    draw = random.Random(kind)
    layers = [some_layer(draw, KINDS[kind]) for _ in range(TRIES)]
    expected = [outcome(KINDS[kind], *layer) for layer in layers]
    measured = "layers.map(([given, shape]) => attempted(() => measure(kind, given, shape)))"

    assert expected == asked(page, measured, kind=kind, layers=layers)
    assert 1 <= sum("ledger" in one for one in expected)


def test_only_so_many_layers_are_remembered(page: Any) -> None:
    """However long somebody plays, no more is kept; what was forgotten is measured again."""
    many = """(() => {
      const channels = (M) => measureOnce("conv", { channels: M }, [1n, 1n, 1n]).letters.M;
      for (let M = 1n; M <= MOST_REMEMBERED + 1; M += 1n) channels(M);
      return [remembered.size <= MOST_REMEMBERED, channels(1n), channels(7n)];
    })()"""

    assert [True, 1, 7] == asked(page, many)


def test_most_refusals_are_met() -> None:
    """The random layers do meet the rules: every rule refuses at least one of them."""
    for kind in KINDS.values():
        draw = random.Random(kind.name)
        said = [outcome(kind, *some_layer(draw, kind)) for _ in range(TRIES)]
        for rule in kind.rules:
            pattern = re.sub(r"\\{\w+\\}", r"\\d+", re.escape(rule.message))
            assert any(re.fullmatch(pattern, one.get("refused", "")) for one in said), rule


@pytest.mark.parametrize("kind", JOINS)
def test_joins_are_measured_alike(page: Any, kind: str) -> None:
    """Joins that fit, and those that do not."""

    @hypothesis.settings(max_examples=25, deadline=None)
    @hypothesis.given(joinable(kind), hypothesis.strategies.booleans())
    def measured(shapes: list[Shape], spoilt: bool) -> None:
        branches = named([(9, 9, 9), *shapes] if spoilt else shapes)
        try:
            expected: Any = told(measure_join(JOINS[kind], branches))
        except LayerError as error:
            expected = {"refused": error.message, "option": ""}
        found = "attempted(() => measureJoin(kind, branches))"

        assert expected == asked(page, found, kind=kind, branches=branches)

    measured()


# --- formulas for people

MANY_FORMS = """\
input: 29x31x12
layers:
  - conv(24, k=3, s=2) -> conv(24, k=(3, 5), s=(1, 2), p=(1, 1, 2, 3), d=2, g=4, bias=no)
  - conv(24, k=3, d=(1, 2)) -> conv(24, k=3, d=(2, 1), p=same) -> conv(12, k=1x3, p=(0, 1))
  - depthwise(3, d=2) -> depthwise(1x3, bias=no) -> sparse_conv(12, k=3, connections=40)
  - transposed(8, k=3, s=2, p=1, op=1) -> transposed(8, k=3, s=3, op=2, d=2, g=2)
  - transposed(8, k=(2, 3), s=(2, 3), op=(0, 1)) -> maxpool(3, s=2, ceil=1) -> maxpool(3, d=2)
  - avgpool(3x2, s=1, p=(0, 1)) -> subsample(2, s=2) -> bn(gamma=no) -> bn(beta=no) -> layernorm
  - lrn -> scale(beta=1) -> prelu -> upsample(2x1) -> pad_channels(16, s=2) -> shuffle(4)
  - split(2, take=2) -> slice(0, stop=6) -> adaptive_avgpool(3x2) -> gap -> rbf(10) -> fc(5)
  - add: {a: identity, b: "fc(5, bias=no)"}
"""


@pytest.mark.parametrize(
    "name", ["", "alexnet", "googlenet", "mobilenet_v2", "shufflenet_v1", "lenet5", "convnext"]
)
def test_formulas_are_written_alike(page: Any, name: str) -> None:
    """A row's formulas in letters and in numbers are those that explain shows."""
    rows = analyze_spec(load(name) if name else parse_spec(MANY_FORMS)).measured
    cases = [(row, column) for row in rows for column in (*SIZES, *columns(row))]
    works = [(size if column in SIZES else cost)(row, column) for row, column in cases]
    sent = [
        {"kind": row.kind.name, "letters": dict(row.letters), "column": column}
        for row, column in cases
    ]
    written = """rows.map((row) => {
      const pieces = formOf(row, row.column);
      return [formText(pieces), formText(pieces, row.letters)];
    })"""
    found = asked(page, written, rows=sent)

    assert [[text(one.formula), text(one.formula, one.values)] for one in works] == found


def columns(row: Measured) -> list[str]:
    return [name for name in SHOWN if name in row.kind.ledger]


# --- the scripts themselves


@pytest.mark.parametrize("name", ENGINE)
def test_the_engine_knows_no_page(name: str) -> None:
    """The engine touches no page, builds no code, and keeps to 100 columns."""
    source = script(name)

    assert not re.search(r"\b(document|window)\.|\b(eval|Function|import)\(|innerHTML", source)
    assert max(map(len, source.splitlines())) <= 100


@pytest.mark.parametrize(
    ("needed", "outcome"), [("1", pytest.fail.Exception), ("", pytest.skip.Exception)]
)
def test_a_missing_engine_decides_over_the_test(
    needed: str, outcome: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without quickjs a test is skipped; it fails where nothing may be missing."""
    monkeypatch.setitem(sys.modules, "quickjs", None)
    monkeypatch.setenv(NEEDED, needed)

    with pytest.raises(outcome, match="There is no quickjs"):
        engine()


def test_no_text_can_end_the_script() -> None:
    """No script holds a < that HTML could take for the end of it."""
    assert "<" not in kinds_script() + forms_script()
