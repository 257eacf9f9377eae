"""The operations of the play page: real specs, whose numbers are those of the shipped blocks."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache
from math import prod
from typing import Any

import pytest
from javascript import asked, engine, script

from cnncost import analyze
from cnncost.errors import CnncostError
from cnncost.formula import evaluate
from cnncost.formula.evaluate import with_ratios
from cnncost.kind import LEDGER
from cnncost.pages.play.forms import forms_script
from cnncost.pages.play.kinds import kinds_script
from cnncost.pages.play.operations import Form, Operation, book, letters_of
from cnncost.pages.play.printing import operations_script, template, total_formulas
from cnncost.report import Report
from cnncost.spec import parse_spec

OPERATIONS = book().operations
FORMS = [
    pytest.param(one, form, id=f"{one.name}-{i + 1}")
    for one in OPERATIONS.values()
    for i, form in enumerate(one.forms)
]
STEPS = [
    pytest.param(form, id=f"{one.name}-{i + 1}")
    for one in book().factorisations.values()
    for i, (_, form) in enumerate(one.steps)
]
STARTS = {name: letter.start for name, letter in book().letters.items()}
COLUMNS = ("macs", "weights")
SETTINGS = 40

# Each operation at the sizes of a block that comes with cnncost: the same numbers.
BLOCKS = (
    ("conv", {}, "conv3x3"),
    ("pointwise", {}, "conv1x1"),
    ("grouped", {"G": 2}, "grouped"),
    ("depthwise", {}, "depthwise"),
    ("separable", {}, "separable"),
    ("bottleneck", {"H": 56, "W": 56, "N": 256, "M": 256, "R": 64}, "bottleneck"),
    ("inverted", {"H": 56, "W": 56, "N": 24, "M": 24, "T": 6}, "inverted_residual"),
    ("fire", {"H": 55, "W": 55, "N": 96, "M": 128, "R": 16}, "fire"),
    ("inception", {"N": 192, "M": 256, "R3": 96, "R5": 16}, "inception_v1"),
    ("shuffle", {"N": 240, "M": 240, "G": 3, "R": 60}, "shufflenet_unit"),
    ("shuffle", {"N": 240, "M": 480, "G": 3, "R": 60, "S": 2}, "shufflenet_unit_stride2"),
)
# The first and the last step of each factorisation, as blocks that come with cnncost.
TAKEN_APART = (
    ("two_3x3", 0, "one_5x5"),
    ("two_3x3", 1, "two_3x3"),
    ("asymmetric_3x3", 0, "conv3x3"),
    ("asymmetric_3x3", 1, "asymmetric_3x3"),
    ("asymmetric_7x7", 0, "one_7x7"),
    ("asymmetric_7x7", 1, "three_3x3"),
    ("asymmetric_7x7", 2, "asymmetric_7x7"),
    ("separable", 0, "conv3x3"),
    ("separable", 1, "separable"),
    ("bottleneck", 1, "bottleneck"),
    ("inception", 0, "naive"),
    ("inception", 1, "inception_v1"),
)


def meant(operation: Operation, letters: Mapping[str, int]) -> Form:
    """The form that an operation has at these letters."""
    return next(f for f in operation.forms if not f.holds or evaluate(f.holds, letters))


def report_of(form: Form, letters: Mapping[str, int]) -> Report:
    """What a form costs at these letters."""
    return analyze(form.spec.with_params({name: letters[name] for name in form.spec.params}))


def counted_or_refused(form: Form, letters: Mapping[str, int]) -> tuple[Report | None, str]:
    """What a form costs at these letters, or why it cannot be."""
    try:
        return report_of(form, letters), ""
    except CnncostError as error:
        return None, str(error)


def random_letters(operation: Operation, seed: int) -> dict[str, int]:
    """Letters of an operation from the stops of its sliders, some of them the same as others."""
    chance = random.Random(f"{operation.name} {seed}")
    letters = dict(STARTS)
    for name in letters_of(operation):
        letters[name] = chance.choice([STARTS[name], *book().letters[name].stops[:24]])
    for name, often in (("S", 0.5), ("D", 0.5), ("P", 0.3), ("G", 0.3)):
        if chance.random() < often:
            letters[name] = STARTS[name]
    if chance.random() < 0.5:
        letters["M"] = letters["N"]
    return letters


def settings_of(operation: Operation) -> Iterator[dict[str, int]]:
    """So many settings of an operation, some of them impossible."""
    yield from (random_letters(operation, seed) for seed in range(SETTINGS))


@cache
def page() -> Any:
    """The scripts that count, in an engine without a page."""
    return engine(
        script("exact.js"), kinds_script(), script("measure.js"), script("walk.js"),
        forms_script(), script("numbers.js"), operations_script(), script("setting.js"),
        script("remedy.js"),
    )  # fmt: skip


@pytest.mark.parametrize(("operation", "form"), FORMS)
def test_a_form_is_the_one_that_its_own_letters_mean(operation: Operation, form: Form) -> None:
    """At the letters that it stands at, a form is the first that holds, and can be counted."""
    letters = {**STARTS, **{name: int(value) for name, value in form.spec.params.items()}}

    assert meant(operation, letters) == form
    assert report_of(form, letters).totals["macs"] > 0


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=lambda one: one.name)
def test_every_operation_can_be_at_the_start(operation: Operation) -> None:
    """Whichever operation is chosen first has numbers to show."""
    assert report_of(meant(operation, STARTS), STARTS).totals["weights"] > 0


@pytest.mark.parametrize("letter", book().letters.values(), ids=lambda letter: letter.name)
def test_sliders_rise_within_the_bounds_of_their_boxes(letter: Any) -> None:
    """The stops of a slider grow, the box takes all of them and more, and it starts at a stop."""
    assert sorted(set(letter.stops)) == list(letter.stops)
    assert letter.least == letter.stops[0]
    assert letter.stops[-1] * 3 <= letter.most
    assert letter.start in letter.stops or (letter.name, letter.start) == ("P", -1)


@pytest.mark.parametrize(("name", "letters", "block"), BLOCKS)
def test_operations_are_the_blocks_of_the_zoo(
    name: str, letters: Mapping[str, int], block: str
) -> None:
    """At a block's sizes an operation costs what the block costs, in every column."""
    every = {**STARTS, **letters}

    assert analyze(block).totals == report_of(meant(OPERATIONS[name], every), every).totals


def test_an_inverted_residual_that_widens_nothing_is_that_of_mobilenet_v2() -> None:
    """Stage 1 has T = 1 and no first 1×1: 112·112·32·(3² + 16) MACs and 32·(3² + 16) weights."""
    letters = {**STARTS, "H": 112, "W": 112, "N": 32, "M": 16, "T": 1}
    stage = [row for row in analyze("mobilenet_v2").rows if row.path.startswith("1/")]
    ours = report_of(meant(OPERATIONS["inverted"], letters), letters)
    places = [list(LEDGER).index(column) for column in COLUMNS]
    expected = [112 * 112 * 32 * 25, 32 * 25]

    assert expected == [sum(row.measured.ledger[place] for row in stage) for place in places]
    assert expected == [ours.totals[column] for column in COLUMNS]


@pytest.mark.parametrize(("name", "step", "block"), TAKEN_APART)
def test_steps_are_the_blocks_of_the_zoo(name: str, step: int, block: str) -> None:
    """A step of a factorisation has the MACs and weights of the block that shows it."""
    form = book().factorisations[name].steps[step][1]
    expected, actual = analyze(block).totals, analyze(form.spec).totals

    assert [expected[c] for c in COLUMNS] == [actual[c] for c in COLUMNS]


@pytest.mark.parametrize("name", book().factorisations)
def test_every_step_costs_less_than_the_one_before(name: str) -> None:
    """The bars shrink from step to step, those of MACs and those of weights."""
    totals = [analyze(form.spec).totals for _, form in book().factorisations[name].steps]

    for column in COLUMNS:
        costs = [one[column] for one in totals]
        assert sorted(set(costs), reverse=True) == costs


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=lambda one: one.name)
def test_formulas_of_totals_give_the_totals(operation: Operation) -> None:
    """The factored formula gives the total: that of weights always, that of MACs wherever all
    layers with MACs put out maps of one size, whose letters it is read with."""
    compared = 0
    for letters in settings_of(operation):
        form = meant(operation, letters)
        report, _ = counted_or_refused(form, letters)
        if report is None:
            continue
        formulas = total_formulas(form)
        assert report.totals["weights"] == evaluate(with_ratios(formulas["weights"]), letters)
        sizes = {row.output[:2] for row in report.rows if row.measured.ledger[4]}
        if len(sizes) == 1:
            compared += 1
            height, width = sizes.pop()
            put_out = {**letters, "H": height, "W": width}
            assert report.totals["macs"] == evaluate(with_ratios(formulas["macs"]), put_out)

    assert compared > 3


def test_a_template_says_what_the_formula_says() -> None:
    """A formula reads as it was, with every letter where a number can be put."""
    formula = total_formulas(OPERATIONS["separable"].forms[0])["macs"]

    assert "{H}·{W}·{N}·({K}² + {M})" == template(formula)


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=lambda one: one.name)
def test_the_page_counts_as_python_does(operation: Operation) -> None:
    """At random letters the page chooses the same form and has the same totals; what Python
    refuses it refuses, in the same words."""
    counted = 0
    for letters in settings_of(operation):
        here = asked(page(), f"measured({operation.name!r}, L).walked", L=letters)
        report, refusal = counted_or_refused(meant(operation, letters), letters)
        if report is None:
            first = next(row for row in here["rows"] if row["error"])
            assert first["error"]["message"] in refusal
            continue
        counted += 1
        expected = {name: report.totals[name] for name in here["totals"]}
        assert (True, expected) == (here["complete"], here["totals"])

    assert counted > 3


@pytest.mark.parametrize(
    ("name", "letters", "blamed", "remedies"),
    [
        ("grouped", {"G": 5}, ["G"], {"G": [4]}),
        ("grouped", {"G": 3, "N": 96}, ["G"], {"G": [2, 4], "M": [129]}),
        ("conv", {"H": 4, "W": 4, "K": 7, "P": 0}, ["K", "P"], {"K": [4], "P": [2]}),
        ("fire", {"M": 129}, ["M"], {"M": [128, 130]}),
        ("inception", {"M": 100}, ["M"], {"M": [96, 104]}),
    ],
)
def test_remedies_are_the_nearest_numbers_that_work(
    name: str, letters: Mapping[str, int], blamed: list[str], remedies: Mapping[str, list[int]]
) -> None:
    """What is impossible names the letter to blame and the nearest values that make it possible."""
    every = {**STARTS, **letters}
    told = f"troubleOf(measured({name!r}, {every}), {every})"
    trouble = json.loads(page().eval(f"JSON.stringify({told})"))
    found = {one["letter"]: one["values"] for one in trouble["remedies"]}

    assert blamed == trouble["blamed"]
    assert remedies == found


@pytest.mark.parametrize(
    ("name", "letters", "expected", "why"),
    [
        ("depthwise", {"N": 60, "M": 192}, 28 * 28 * 9 * 60 * 60, "M of a depthwise is N"),
        ("inception", {"K": 1}, 28 * 28 * 9 * 128 * 128, "a kernel that cannot be seen is 3×3"),
        ("pointwise", {"K": 7}, 28 * 28 * 9 * 128 * 128, "the same"),
        ("separable", {"K": 5}, 28 * 28 * 25 * 128 * 128, "one that can be seen counts"),
    ],
)
def test_letters_that_cannot_be_seen_do_not_set_the_standard(
    name: str, letters: Mapping[str, int], expected: int, why: str
) -> None:
    """The convolution that an operation is compared with has the shapes that are shown."""
    every = {**STARTS, **letters}
    told = f"String(measuredStandard({name!r}, {every}).walked.totals.macs)"

    assert expected == int(page().eval(told)), why


@cache
def pins() -> Any:
    """The same with what compares two settings."""
    parts = ("exact.js", "measure.js", "walk.js", "numbers.js", "setting.js", "remedy.js")
    panels = ("state.js", "controls.js", "result.js", "pin.js")
    printed = (kinds_script(), forms_script(), operations_script())
    return engine(*printed, *map(script, (*parts, *panels)))


def factors(a: tuple[str, Mapping[str, int]], b: tuple[str, Mapping[str, int]]) -> list[Any]:
    """What the page says makes the difference in MACs: a text and a factor each."""
    pair = [{"op": name, "letters": {**STARTS, **letters}} for name, letters in (a, b)]
    found = asked(pins(), f"factorsOf({pair[0]}, {pair[1]}, 'macs')")
    return [[one["text"], Fraction(one["factor"])] for one in found]


@pytest.mark.parametrize("seed", range(60))
def test_factors_of_two_settings_multiply_to_their_ratio(seed: int) -> None:
    """One change after the other, whichever two settings: the product is Python's ratio."""
    chance = random.Random(f"pinned {seed}")
    sides = []
    while len(sides) < 2:
        one = chance.choice(list(OPERATIONS.values()))
        own = {*letters_of(one)}
        found = random_letters(one, chance.randrange(1000))
        letters = {**STARTS, **{name: found[name] for name in own}}
        report, _ = counted_or_refused(meant(one, letters), letters)
        if report:
            sides.append((one.name, letters, report.totals["macs"]))
    (first, a, before), (second, b, after) = sides

    assert Fraction(after, before) == prod(x for _, x in factors((first, a), (second, b)))


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (("pointwise", {"K": 7}), ("conv", {"K": 5}), [["", 25]]),
        (("conv", {"G": 8}), ("grouped", {"G": 2}), [["", Fraction(1, 2)]]),
        (("depthwise", {"M": 192}), ("separable", {}), [["", Fraction(137, 9)]]),
        (("grouped", {}), ("grouped", {"G": 5, "N": 125, "M": 125}),
         [["N 128 → 125, M 128 → 125, G 4 → 5", Fraction(3125, 4096)]]),
    ],
)  # fmt: skip
def test_letters_that_cannot_be_seen_make_no_difference(a: Any, b: Any, expected: Any) -> None:
    """Only what one of two operations has is a factor; what cannot stand alone stands together."""
    titles = " → ".join(OPERATIONS[name].title for name, _ in (a, b))
    found = [one for one in factors(a, b) if one[1] != 1]

    assert [[text or titles, factor] for text, factor in expected] == found


def test_remedies_are_searched_once_and_not_everywhere() -> None:
    """An inception module of one channel names M; drawn again, nothing is tried again."""
    letters = {**STARTS, "M": 1}
    context = page()
    context.eval(
        "let tried = 0; const asBefore = measured;"
        "measured = (...told) => { tried += 1; return asBefore(...told); }; 0"
    )
    told = f"JSON.stringify(troubleOf(asBefore('inception', {letters}), {letters}))"
    trouble = json.loads(context.eval(told))
    first = context.eval("tried")
    context.eval(told)

    assert [{"letter": "M", "values": [8]}] == trouble["remedies"]
    assert "It is in 1x1: conv(M/4)." == trouble["stands"]
    assert 0 < first <= 8
    assert first == context.eval("tried")


TROUBLE = [
    ("grouped", {"G": 5}, "input channels (N = 128) and the output channels (M = 128)"),
    ("shuffle", {"G": 5}, "input channels (N = 128) and the output channels (R = 32)"),
    ("shuffle", {"G": 3, "N": 48, "R": 48, "S": 2},
     "input channels (R = 48) and the output channels (M - N = 80)"),
    ("shuffle", {"G": 5, "N": 50, "R": 50},
     "input channels (R = 50) and the output channels (M = 128)"),
]  # fmt: skip


@pytest.mark.parametrize(("operation", "changes", "says"), TROUBLE)
def test_trouble_names_the_letters_of_the_sliders(
    operation: str, changes: dict[str, int], says: str
) -> None:
    """Where the engine's message has numbers alone, the page's has R = 32 as it is on a slider."""
    letters = {**STARTS, **changes}
    told = f"troubleOf(measured('{operation}', {letters}), {letters}).message"

    assert f"groups (G = {changes['G']}) must divide both the {says}." == page().eval(told)


@cache
def keeping() -> Any:
    """The scripts that write a setting as YAML."""
    return engine(
        script("exact.js"), kinds_script(), script("measure.js"), script("walk.js"),
        operations_script(), script("setting.js"), script("keep.js"),
    )  # fmt: skip


@pytest.mark.parametrize(("operation", "form"), FORMS)
def test_the_yaml_of_a_setting_is_read_and_counts_the_same(
    operation: Operation, form: Form
) -> None:
    """What is copied as YAML is a spec with the same ledger, in every column."""
    context = keeping()
    letters = {**STARTS, **{name: int(value) for name, value in form.spec.params.items()}}
    text = context.eval(
        f"""(() => {{ const letters = {letters};
        const {{ form }} = measured({operation.name!r}, letters);
        return yamlOf({{ state: {{ op: {operation.name!r}, letters }},
          operation: {{ form, title: OPERATIONS[{operation.name!r}].title }} }}); }})()"""
    )
    spec = parse_spec(text)

    assert report_of(form, letters).totals == analyze(spec).totals
    assert letters.items() >= spec.params.items()
