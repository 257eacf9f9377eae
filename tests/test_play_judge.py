"""The judge of the play page beside the library: numbers of slips, slips seen, what is said."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

import pytest
from conftest import counted
from javascript import asked, counting, script
from slip_cases import CASES, CONCAT, EQUAL, EVERYTHING, PROJECTED

from cnncost import analyze, load
from cnncost.analysis import analyze_spec
from cnncost.homework.agreement import Agreement
from cnncost.homework.recognition import Wanted, recognised, recognised_size
from cnncost.homework.rules import Rules
from cnncost.kind import LEDGER
from cnncost.pages.play.kinds import quoted
from cnncost.pages.play.slips import slips_script
from cnncost.pages.play.trace import network_script
from cnncost.report import Report
from cnncost.slips import Asked, ask, in_one_row, slips, slips_seen, together, wrong_values
from cnncost.slips.catalogue import MEASURES
from cnncost.slips.combined import MOST_ROWS, MOST_ROWS_CARRIED, MOST_ROWS_PAIRS
from cnncost.spec import Spec, parse_spec

FILES = (
    "around.js", "mistaken.js", "asked.js", "recognition.js", "together.js",
    "numerals.js", "judge.js",
)  # fmt: skip
QUANTITIES = ("weights", "params", "bias", "norm", "macs", "flops", *MEASURES)
BLOCKS = (
    "separable", "bottleneck", "inverted_residual", "fire", "inception_v1", "shufflenet_unit",
    "shufflenet_unit_stride2", "basic_block",
)  # fmt: skip
RULES = Rules(slips(), {})
HALVES = Fraction(17, 2)


class Case(NamedTuple):
    """A network by the words of its spec, or by its name."""

    name: str
    report: Report


# --- the engine


@cache
def engine() -> Any:
    """The judge in an engine of its own, without a page."""
    return counting(slips_script(), *map(script, FILES), HARNESS)


HARNESS = """
let one = null;
const askedOf = (quantity, rows = null) => ask(one.network, one.walked, quantity, rows);
const ids = (found) => found.map(({ id }) => id);
const numbersOfSlips = (asked) => Object.fromEntries(
  SLIPS.map((slip) => [slip.id, numbersOfSlip(slip, asked, everyRow(asked))]));
"""


def run(code: str) -> Any:
    """What a piece of JavaScript gives."""
    return asked(engine(), code)


def put(report: Report) -> None:
    """Make a report the one that is asked about: its rows as walk.js has them."""
    rows = ", ".join(f"{{{_measured(one)}}}" for one in report.measured)
    places: dict[Any, int] = {}
    structure = ", ".join(
        f"{{sources: {list(sources)}, path: {quoted(row.path)}, "
        f"trainOnly: {quoted(bool(row.train_only))}, "
        f"origin: {places.setdefault((row.origin.node.start, row.origin.span), len(places))}}}"
        for row, sources in zip(report.rows, report.sources, strict=True)
    )
    walked = f"{{rows: [{rows}], input: {_list(report.input)}}}"
    engine().eval(f"one = {{network: {{rows: [{structure}]}}, walked: {walked}}};")


def _measured(one: Any) -> str:
    letters = ", ".join(f"{name}: {int(value)}n" for name, value in one.letters.items())
    counts = zip(LEDGER, one.ledger, strict=True)
    ledger = ", ".join(f"{name}: {value}n" for name, value in counts)
    sides = {"input": one.input, "output": one.output, "kernel": one.kernel, "stride": one.stride}
    shapes = ", ".join(f"{name}: {_list(sizes)}" for name, sizes in sides.items())
    return f"kind: '{one.kind.name}', letters: {{{letters}}}, ledger: {{{ledger}}}, {shapes}"


def _list(sizes: Any) -> str:
    return f"[{', '.join(f'{size}n' for size in sizes)}]"


# --- networks


def layers() -> Iterator[str]:
    """Random layers and chains of two, of every kind in which slips are made."""
    draw = random.Random(6)
    for _ in range(30):
        groups = draw.choice([1, 1, 2, 3, 4])
        n, m = groups * draw.randint(1, 6), groups * draw.randint(1, 6)
        window = f"k={draw.randint(1, 5)}, s={draw.randint(1, 3)}, p={draw.randint(0, 2)}"
        bias, spread = draw.choice(["yes", "no"]), draw.randint(1, 2)
        depthwise = f"depthwise({window[2:]}, d={spread}, bias={bias})"
        layer = draw.choice([
            f"conv({m}, {window}, d={spread}, g={groups}, bias={bias})",
            f"conv({m}, {window}, g={groups}, bias={bias})",
            depthwise,
            f"{depthwise} -> bn -> relu -> conv({m}, bias={bias})",
            f"conv({n}, {window}, g={n}, bias={bias}) -> conv({m})",
            f"fc({m}, bias={bias})",
            f"flatten -> fc({m})",
            f"transposed({m}, k=4, s=2, p=1, g={groups}, bias={bias}) -> bn",
            f"maxpool(3, s={draw.randint(1, 3)}, p=1) -> fc({m})",
            f"avgpool(2, s=2, p=0, ceil=1) -> conv({m}, k=3, bias={bias}) -> gap -> fc({m})",
            f"conv({m}, {window}, g={groups}, bias=no) -> bn -> prelu -> conv({m}, {window})",
        ])  # fmt: skip
        size = f"{draw.randint(9, 20)}x{draw.randint(9, 20)}"
        yield f"input: {size}x{n}\nlayers: {layer}"


# Both branches end in a part of a row where a size is not rounded; a gate of one position.
PARTS = """
input: 8x8x4
layers:
  - concat: {a: "conv(3, k=3, s=2, p=1)", b: "conv(5, k=5, s=2, p=2)"}
  - conv(8, g=2, s=2)
"""
GATED = """
input: 8x8x4
layers:
  - conv(4, k=3, s=2, p=1, g=2)
  - multiply: {x: identity, gate: "gap -> conv(2) -> relu -> conv(4) -> hsigmoid"}
  - 2 * conv(4, k=3)
  - aux: {head: gap -> fc(3)}
  - fc(5)
"""


# Two columns: without padding a height is left and no width.
NARROW = "input: 9x2x4\nlayers: conv(4, k=3, p=1) -> fc(5)"
STRIDED = "input: 16x16x4\nlayers: conv(4, k=3, s=2) ->"


@cache
def cases() -> tuple[Case, ...]:
    texts = [
        NARROW,
        *layers(),
        CONCAT,
        EQUAL,
        PROJECTED,
        PARTS,
        GATED,
        *(one[0] for one in EVERYTHING),
    ]
    written = [Case(text, counted(text)) for text in dict.fromkeys(texts)]
    return (*written, *(Case(name, analyze(name)) for name in BLOCKS))


def numbers_of(report: Report, quantity: str) -> dict[str, list[int]]:
    """Every number that each slip gives in Python."""
    known = (slip for slip in slips().values() if slip.wrong)
    return {slip.id: list(wrong_values(slip, report, of=quantity)) for slip in known}


# --- tests


def slow(*case: Any) -> Any:
    """A case that is for the sweep."""
    return pytest.param(*case, marks=pytest.mark.slow)


def some() -> Iterator[Any]:
    """Every sixth of the networks; the others are for the sweep."""
    for i, case in enumerate(cases()):
        marks = [pytest.mark.slow] if i % 8 else []
        yield pytest.param(case, marks=marks, id=re.sub(r"\s+", " ", case.name))


@pytest.mark.parametrize("case", [*some()])
def test_numbers_and_slips_are_the_library_s(case: Case) -> None:
    """Of every quantity the right number, each slip's numbers, and for some of these the slips."""
    draw = random.Random(case.name)
    put(case.report)
    for quantity in QUANTITIES:
        expected = numbers_of(case.report, quantity)
        every = sorted({number for numbers in expected.values() for number in numbers})
        some = draw.sample(every, min(4, len(every)))
        seen = [[slip.id for slip in slips_seen(case.report, quantity, n)] for n in some]

        assert ask(case.report, quantity).right == run(f"askedOf('{quantity}').right")
        assert expected == run(f"numbersOfSlips(askedOf('{quantity}'))")
        assert seen == [run(f"ids(slipsAlone({n}n, askedOf('{quantity}')))") for n in some]


@pytest.mark.parametrize("name", BLOCKS)
def test_a_walked_network_is_judged_like_a_report(name: str) -> None:
    """The rows that the page itself works out give the same numbers as the library's rows."""
    judged_as_walked(load(name))


# Every reader of the input is a join.
JOINED = """\
input: 8x6x4
layers:
  - concat: {a: identity, b: identity, c: identity}
  - conv(6, k=3)
  - add: {body: relu, skip: identity}
"""


def test_the_input_is_known_where_only_joins_read_it() -> None:
    """The slips of a concatenation of the input itself are the library's."""
    judged_as_walked(parse_spec(JOINED))


def judged_as_walked(spec: Spec) -> None:
    """Compare the numbers of slips in rows that the page walks with the library's."""
    report = analyze_spec(spec)
    engine().eval(network_script("WALKED", spec).replace("const WALKED", "var WALKED"))
    engine().eval("one = {network: WALKED, walked: walk(WALKED)};")
    for quantity in ("params", "macs", "channels"):
        assert numbers_of(report, quantity) == run(f"numbersOfSlips(askedOf('{quantity}'))")


@pytest.mark.parametrize(("slip", "network", "of", "number", "source"), CASES)
def test_published_slips_are_seen(
    slip: str, network: str, of: str, number: int, source: str
) -> None:
    """The page tells the slip to who writes a number that was published or worked by hand."""
    put(counted(network))
    judged = run(f"judge(one.network, one.walked, '{of}', null, {number}n)")

    assert slip in [id for one in judged["slips"] for id in one["ids"]], source
    assert judged["verdict"] in ("slip", "convention")


@pytest.mark.parametrize("name", BLOCKS)
def test_slips_in_one_row_are_the_library_s(name: str) -> None:
    """Slips made in a single row of a block, and pairs of slips, for numbers that they give."""
    report = analyze(name)
    put(report)
    known = slips().values()
    draw = random.Random(name)
    for quantity in ("weights", "macs"):
        question = ask(report, quantity)
        single = {
            number
            for slip in known
            if 0 < len(slip.wrong) <= 2
            for row in range(len(report.measured))
            for number in wrong_values(slip, report, of=quantity, made=[row])
        }
        for number in (*draw.sample(sorted(single), 3), 2 * question.right):
            expected = [[slip.id, row] for slip, row in in_one_row(number, question, known)]

            assert expected == run(
                f"slipsInOneRow({number}n, askedOf('{quantity}'))"
                ".map(({ slip, row }) => [slip.id, row])"
            )


@pytest.mark.parametrize(
    ("network", "of", "rows"),
    [
        ("input: 28x28x12\nlayers: conv(8, k=3, s=2, p=1, g=2)", "macs", None),
        slow("input: 28x28x12\nlayers: conv(8, k=3, s=2, p=1, g=2)", "params", None),
        ("input: 9x9x4\nlayers: depthwise(3, s=2) -> conv(6) -> fc(5)", "flops", [1]),
        slow("input: 9x9x4\nlayers: depthwise(3, s=2) -> conv(6) -> fc(5)", "params", None),
        slow(PROJECTED, "macs", None),
        slow(PARTS, "weights", [3]),
    ],
)
def test_pairs_of_slips_are_the_library_s(network: str, of: str, rows: list[int] | None) -> None:
    """Of two slips made together the judge names the same pairs, in the same order."""
    report = counted(network)
    put(report)
    question = ask(report, of, rows)
    known = [slip for slip in slips().values() if 0 < len(slip.wrong) <= 2]
    twice = {2 * value for slip in known for value in wrong_values(slip, report, rows, of)}
    for number in random.Random(of).sample(sorted(twice), min(4, len(twice))):
        assert _pairs(number, question) == _pairs_in_page(number, of, rows)


@pytest.mark.parametrize(
    ("network", "of", "number"),
    [
        # a size that is inherited, and FLOPs for MACs: looked for in 12 rows, and not in 13
        slow(f"{STRIDED} 11 * conv(4)", "macs", 2 * 256 * (144 + 11 * 16)),
        slow(f"{STRIDED} 12 * conv(4)", "macs", 2 * 256 * (144 + 12 * 16)),
        # a factor of two the wrong way round and MACs for FLOPs, which are one thing
        ("input: 8x8x4\nlayers: conv(4, k=3)", "flops", 64 * 144 // 4),
        # FLOPs in place of MACs, taken of a size or of a layer that are wrong
        ("input: 8x8x4\nlayers: conv(4, k=3)", "macs", 2 * 49 * 144),
        ("input: 8x8x4\nlayers: conv(4, k=3)", "macs", 2 * 64 * 36),
        ("input: 8x8x4\nlayers: conv(4, k=3)", "macs", 64 * 148 * 2),
        # a convention for parameters, weights with their biases, is none for the work
        ("input: 8x8x4\nlayers: conv(4, k=3)", "macs", 148 + 4),
        ("input: 8x8x4\nlayers: conv(4, k=3, s=2)", "macs", 8 * 4 * 148),
    ],
)
def test_pairs_beyond_their_limits(network: str, of: str, number: int) -> None:
    """As many as the library looks for, and not those that exclude each other."""
    report = counted(network)
    put(report)

    assert _pairs(number, ask(report, of)) == _pairs_in_page(number, of, None)


def _pairs(number: int, question: Asked) -> list[list[str]]:
    return [[a.id, b.id] for a, b in together(number, question, slips().values())]


def _pairs_in_page(number: int, of: str, rows: list[int] | None) -> Any:
    return run(f"slipsTogether({number}n, askedOf('{of}', {quoted(rows)})).map(ids)")


@pytest.mark.parametrize(
    ("network", "of", "number", "most"),
    [
        # a bias forgotten in the only layer that has one
        slow("input: 8x8x4\nlayers:\n  - conv(4, k=3)\n  - {} * relu\n", "params", 144, MOST_ROWS),
        # a padding forgotten in the first layer: 7×7 in place of 8×8, here and behind it
        (f"{STRIDED} {{}} * relu", "macs", 49 * 144, MOST_ROWS_CARRIED),
    ],
)
def test_slips_in_one_row_beyond_their_limits(
    network: str, of: str, number: int, most: int
) -> None:
    """In as many rows as the library looks in; in one more, a slip is not found."""
    for rows in (most, most + 1):
        report = counted(network.format(rows - 1))
        put(report)
        found = in_one_row(number, ask(report, of), slips().values())

        assert rows == len(report.measured)
        assert (rows == most) == bool(found)
        assert [slip.id for slip, _ in found] == run(
            f"slipsInOneRow({number}n, askedOf('{of}')).map(({{ slip }}) => slip.id)"
        )


@pytest.mark.slow
def test_pairs_are_looked_for_in_so_many_rows() -> None:
    """A bias forgotten and FLOPs for MACs: found in 60 rows, and not in one more."""
    for rows in (MOST_ROWS_PAIRS, MOST_ROWS_PAIRS + 1):
        report = counted(f"input: 8x8x4\nlayers:\n  - conv(4, k=3, g=2)\n  - {rows - 1} * relu\n")
        put(report)
        number = 2 * 64 * 144  # without groups, and two for each
        pairs = _pairs(number, ask(report, "macs"))

        assert (rows == MOST_ROWS_PAIRS) == bool(pairs)
        assert pairs == _pairs_in_page(number, "macs", None)


@pytest.mark.parametrize(
    ("kind", "shapes", "output"),
    [
        ("multiply", [(HALVES, HALVES, 4), (1, 1, 4)], [HALVES, HALVES, 4]),
        ("multiply", [(HALVES, HALVES, 4), (1, 2, 4)], None),
        ("multiply", [(HALVES, HALVES, 4), (2, 1, 4)], None),
        ("multiply", [(HALVES, HALVES, 4), (1, 1, 2)], None),
        ("add", [(HALVES, HALVES, 4), (1, 1, 4)], None),
        ("add", [(HALVES, HALVES, 4), (HALVES, HALVES, 4)], [HALVES, HALVES, 4]),
        ("concat", [(HALVES, HALVES, 4), (HALVES, HALVES, 5)], [HALVES, HALVES, 9]),
        ("concat", [(HALVES, HALVES, 4), (HALVES, 2, 5)], None),
    ],
)
def test_joins_of_parts_of_rows(kind: str, shapes: Any, output: Any) -> None:
    """Maps with a size that was not rounded are joined as others are, or do not fit."""
    found = "attempted(() => joinedLetters(kind, shapes))"
    letters = asked(engine(), found, kind=kind, shapes=shapes)

    if output is None:
        assert "The branches do not fit." == letters["refused"]
        return
    assert output == [letters[name] for name in "HWM"]
    assert sum(height * width * channels for height, width, channels in shapes) == letters["E"]


@pytest.mark.parametrize(
    ("network", "of", "number"),
    [
        ("input: 8x8x32\nlayers: conv(32, k=3, g=32)", "macs", 32 * 64 * 9 * 32),
        ("input: 224x224x3\nlayers: conv(64, k=7, s=2, p=3)", "macs", 236_027_904),
        ("input: 27x27x96\nlayers: conv(256, k=5, p=2, g=2)", "macs", 447_897_600),
    ],
)
def test_several_slips_come_in_the_library_s_order(network: str, of: str, number: int) -> None:
    """Conventions first, and last what may be chance."""
    report = counted(network)
    put(report)
    expected = [slip.id for slip in slips_seen(report, of, number)]

    assert len(expected) > 1
    assert expected == run(f"ids(slipsAlone({number}n, askedOf('{of}')))")


@pytest.mark.parametrize(
    ("network", "of", "answer"),
    [
        # right, by other conventions, a slip, a guess beside a slip, in one row, a pair, unknown
        ("input: 8x8x4\nlayers: conv(8, k=3) -> bn", "params", 296 + 16),
        ("input: 8x8x4\nlayers: conv(8, k=3) -> bn", "params", 288 + 16),
        ("input: 8x8x4\nlayers: conv(8, k=3) -> bn", "params", 288 + 32),
        ("input: 8x8x4\nlayers: conv(8, k=3) -> bn", "params", 288),
        ("input: 8x8x4\nlayers: conv(8, k=3) -> bn", "params", 72 + 8 + 16),
        ("input: 8x8x32\nlayers: conv(32, k=3, g=32)", "macs", 32 * 64 * 9 * 32),
        (PROJECTED, "weights", 9 * 64 * 128 + 9 * 128 * 128 // 3 + 64 * 128),
        ("input: 28x28x12\nlayers: conv(8, k=3, s=2, p=1, g=2)", "macs", 13 * 13 * 864),
        ("input: 28x28x12\nlayers: conv(8, k=3, s=2, p=1, g=2)", "macs", 4_242_427),
        ("input: 28x28x12\nlayers: conv(8, k=3)", "macs", 2 * 784 * 864),
    ],
)
def test_judged_as_check_does(network: str, of: str, answer: int) -> None:
    """The same remarks as of an answer that is handed in, in the same order, with their words."""
    report = counted(network)
    put(report)
    wanted = Wanted(ask(report, of), Agreement(), of == "params")
    expected = recognised(answer, wanted, RULES)
    judged = run(f"judge(one.network, one.walked, '{of}', null, {answer}n)")

    assert [list(one.slips) for one in expected] == [one["ids"] for one in judged["slips"]]
    assert [one.sort for one in expected] == [one["sort"] for one in judged["slips"]]
    assert [one.nudge for one in expected] == [one["nudge"] for one in judged["slips"]]
    assert [one.topic for one in expected] == [one["read"] for one in judged["slips"]]
    assert [here(one.says) for one in expected] == [one["says"] for one in judged["slips"]]
    assert (answer == wanted.right) == (judged["verdict"] == "right")


def here(says: str) -> str:
    """What check says of a homework, as a page without one says it."""
    asks = re.sub(r"This homework asks for (\w+) here\.", r"\1 are asked for here.", says)
    return asks.replace("; in this homework ", "; here ")


@pytest.mark.parametrize(
    ("network", "row", "answer"),
    [
        ("input: 28x28x3\nlayers: conv(8, k=5, s=2)", 0, (13, 13, 8)),
        ("input: 28x28x3\nlayers: conv(8, k=5, s=2)", 0, (28, 28, 8)),
        ("input: 28x28x3\nlayers: conv(8, k=5, s=2)", 0, (14, 14, 3)),
        ("input: 28x28x3\nlayers: conv(8, k=5, s=2)", 0, (14, 14, 8)),
        ("input: 28x28x1\nlayers: conv(6, k=5, p=0) -> maxpool(2, s=2) -> conv(16, k=5, p=0)",
         2, (20, 20, 16)),
        (CONCAT, 2, (28, 28, 64)),
    ],
)  # fmt: skip
def test_sizes_are_judged_as_check_does(
    network: str, row: int, answer: tuple[int, int, int]
) -> None:
    """The slips that give every side which is not right, everywhere or in a layer on the way."""
    report = counted(network)
    put(report)
    expected = recognised_size(answer, report, row, RULES)
    judged = run(f"judgeSize(one.network, one.walked, {row}, {_list(answer)})")

    assert [list(one.slips) for one in expected] == [one["ids"] for one in judged["slips"]]
    assert [one.says for one in expected] == [one["says"] for one in judged["slips"]]
    assert (answer == report.measured[row].output) == (judged["verdict"] == "right")


@pytest.mark.parametrize(
    ("answer", "right", "said"),
    [
        (0, 5, "There is something to count here."),
        (5, 0, "Too large."),
        (100, 101, "Very close, and a little too small."),
        # by 1 % is very close and no more; by 10 % is close, and from twice on it is a factor
        (101, 100, "Very close, and a little too large."),
        (1_011, 1_001, "Very close, and a little too large."),
        (10_101, 10_000, "Close, and too large."),
        (10_000, 10_101, "Close, and too small."),
        (110, 100, "Close, and too large."),
        (1_101, 1_000, "Too large, by less than a factor of two."),
        (199, 100, "Too large, by less than a factor of two."),
        (200, 100, "Too large, by a factor between two and three."),
        (299, 100, "Too large, by a factor between two and three."),
        (300, 100, "Too large, by a factor between three and ten."),
        (1000, 100, "Too large, by a factor between ten and a hundred."),
        (10_000, 100, "Too large, by a factor between a hundred and a thousand."),
        (100_000, 100, "Too large, by more than a factor of a thousand."),
        (0, 0, "There is something to count here."),
        (109, 100, "Close, and too large."),
        (150, 100, "Too large, by less than a factor of two."),
        (250, 100, "Too large, by a factor between two and three."),
        (100, 700, "Too small, by a factor between three and ten."),
        (7000, 100, "Too large, by a factor between ten and a hundred."),
        (10, 9_000, "Too small, by a factor between a hundred and a thousand."),
        (1, 9_000, "Too small, by more than a factor of a thousand."),
    ],
)
def test_how_far_off(answer: int, right: int, said: str) -> None:
    """In words, and without a digit, so that the number itself is never told."""
    assert said == run(f"farOff({answer}n, {right}n)")
    assert not re.search("[0-9]", said)
