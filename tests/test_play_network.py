"""A whole network in the play page: walked as the library walks it, and followed when changed."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import reduce
from typing import Any

import pytest
from javascript import asked, counting, script

from cnncost.analysis import analyze_spec
from cnncost.errors import CnncostError, FileError
from cnncost.kind import LEDGER
from cnncost.layers import KINDS
from cnncost.pages.play.trace import network_script
from cnncost.report import Report
from cnncost.spec import Spec, parse_spec
from cnncost.zoo import every_spec, load

# Joins, gates, repeats, modules in modules, auxiliary heads, shuffles, words, fractions.
SOME = (
    "resnet18", "mobilenet_v2", "googlenet", "shufflenet_v1", "mobilenet_v3_small", "lenet5",
    "inception_v1", "densenet_cifar",
)  # fmt: skip

WALK = """attempted(() => {
  const { rows, totals, trainTotals, output, complete } = walk(NETWORK, letters, edits, input);
  const about = rows.map(({ path, stage, kind, input, output, ledger, trainOnly, error }) => (
    [path, stage, kind, input, output, ledger && Object.values(ledger), trainOnly, error]));
  const texts = NETWORK.rows.map((row) => row.text);
  return { about, totals, trainTotals, output, complete, texts };
})"""


PRIME = 2**61 - 1
SUMMARY = f"""(() => {{
  const {{ rows, totals, trainTotals, output, complete }} = walk(NETWORK);
  const numbers = rows.flatMap(({{ input, output, ledger }}) => (
    [...input, ...output, ...Object.values(ledger)]));
  const checksum = numbers.reduce((sum, number) => (31n * sum + number) % {PRIME}n, 0n);
  return {{ totals, trainTotals, output, complete, checksum }};
}})()"""


@pytest.fixture(scope="module")
def page() -> Any:
    return counting()


def walked(
    page: Any,
    spec: Spec,
    letters: Any = (),
    edits: Any = (),
    changed: tuple[int, int] | None = None,
    **about: Any,
) -> Any:
    """A network walked in a page; ``changed`` is another input that is given there."""
    script = network_script("NETWORK", spec, **about)
    size = list(changed) if changed else None
    return asked(page, WALK, script, letters=dict(letters), edits=dict(edits), input=size)


def expected(report: Report) -> dict[str, Any]:
    """The same of the library."""
    every = zip(report.names, report.measured, report.train_only.tolist(), strict=True)
    rows = [
        [
            name.path, name.stage, one.kind.name, list(one.input), list(one.output),
            list(one.ledger), train_only, None,
        ]
        for name, one, train_only in every
    ]  # fmt: skip
    return {"about": rows, **sums(report), "output": list(report.output), "complete": True}


def sums(report: Report) -> dict[str, Any]:
    names = (*LEDGER, "params", "flops")
    every = {"totals": report.totals, "trainTotals": report.train_totals}
    return {key: {name: found[name] for name in names} for key, found in every.items()}


def same_walk(found: dict[str, Any], report: Report) -> None:
    texts = found.pop("texts")

    assert len(report.names) == len(texts)
    assert expected(report) == found


@pytest.mark.parametrize("name", SOME)
def test_some_networks(page: Any, name: str) -> None:
    """Paths, sizes, ledgers and sums of a network are the library's, row by row."""
    same_walk(walked(page, load(name)), analyze_spec(load(name)))


@pytest.mark.slow
def test_the_whole_zoo(page: Any) -> None:
    """So are the sums of every network there is, and of the first and last variant of each, and
    all numbers of the rows together."""
    for spec in every_spec()[0]:
        names = dict.fromkeys([*[*spec.variants][:1], *[*spec.variants][-1:]])
        for one in (spec, *map(spec.as_variant, names)):
            found = asked(page, SUMMARY, network_script("NETWORK", one))

            assert summary(analyze_spec(one)) == found, (one.name, one.variant)


def summary(report: Report) -> dict[str, Any]:
    """What SUMMARY says, of the library."""
    numbers = (n for one in report.measured for n in (*one.input, *one.output, *one.ledger))
    checksum = reduce(lambda found, number: (31 * found + number) % PRIME, numbers, 0)
    output = list(report.output)
    return {**sums(report), "output": output, "complete": True, "checksum": checksum}


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("mobilenet_v1", {"width": Fraction(1, 2), "resolution": 160}),
        ("mobilenet_v2", {"resolution": 96, "classes": 10}),
        ("resnet50", {"classes": 7}),
        ("inverted_residual", {"expansion": 3}),
    ],
)
def test_other_parameters(page: Any, name: str, letters: dict[str, Any]) -> None:
    """Parameters changed in the page are parameters set in the library."""
    spec = load(name)

    same_walk(walked(page, spec, letters), analyze_spec(spec.with_params(letters)))


def test_channels_that_are_fractions(page: Any) -> None:
    """Numbers of channels that come out whole of decimals are told from each other."""
    spec = parse_spec(
        "params: {width: 0.5}\ninput: 8x8x3\nlayers:\n"
        "  - conv(width*64, k=(width*2, 3)) -> conv(width*32) -> conv(width*64, k=(3, width*2))\n"
    )

    same_walk(walked(page, spec), analyze_spec(spec))


def test_channels_that_come_out_as_a_part_are_refused(page: Any) -> None:
    """16/3 channels are no 16, which stand in the same place on the same map before them."""
    spec = parse_spec(
        "params: {width: 0.5, parts: 1}\ninput: 8x8x16\n"
        "layers: conv(width*32) -> conv(width*32/parts)\n"
    )
    with pytest.raises(FileError) as refused:
        analyze_spec(spec.with_params({"parts": 3}))
    found = walked(page, spec, {"parts": 3})

    assert "16/3" in refused.value.message
    assert [None, refused.value.message] == [
        row[-1] and row[-1]["message"] for row in found["about"]
    ]


def test_another_input(page: Any) -> None:
    """A network on another input than its own is printed on that one."""
    spec = load("squeezenet")
    report = analyze_spec(spec, (160, 192, 3))

    same_walk(walked(page, spec, input=(160, 192, 3)), report)


@pytest.mark.parametrize(
    ("name", "letters", "size"),
    [
        ("squeezenet", {}, (160, 192)),
        ("mobilenet_v2", {"width": Fraction(3, 4)}, (192, 192)),
        ("mobilenet_v2", {"resolution": 160}, (96, 128)),  # the input that is given counts
        ("googlenet", {}, (448, 320)),
    ],
)
def test_another_input_in_the_page(
    page: Any, name: str, letters: dict[str, Any], size: tuple[int, int]
) -> None:
    """An input given in the page is one given to the library."""
    spec = load(name).with_params(letters)

    found = walked(page, load(name), letters, changed=size)

    same_walk(found, analyze_spec(spec, (*size, 3)))


def test_totals_past_all_bounds(page: Any) -> None:
    """Rows of less than 10^18 each that add up to more are refused in the library's words."""
    side = 7 * 10**6
    spec = parse_spec("input: 9x9x100\nlayers: 3 * conv(100, bias=no)\n")
    with pytest.raises(FileError) as refused:
        analyze_spec(spec, (side, side, 100))
    found = walked(page, spec, changed=(side, side))

    assert "macs add up to 1,470,000,000,000,000,000, more" in refused.value.message
    assert not found["complete"]
    assert refused.value.message == found["about"][-1][-1]["message"]


def test_as_much_as_can_be_counted_to(page: Any) -> None:
    """10^6·10^6·10^3·10^3 MACs are 10^18, in a row and in all: no more than may be."""
    spec = parse_spec("input: 1000000x1000000x1000\nlayers: conv(1000, bias=no)\n")
    found = walked(page, spec)

    assert 10**18 == found["totals"]["macs"]
    same_walk(found, analyze_spec(spec))


@pytest.mark.parametrize(
    ("letters", "says"),
    [
        ({"a": 10**7}, "10^18"),  # 10^21 channels
        ({"a": 10**5}, "10^9"),  # 10^15
        ({"side": 0}, "input"),
    ],
)
def test_numbers_past_their_bounds(page: Any, letters: dict[str, Any], says: str) -> None:
    """What a parameter makes too large or too small is refused in the first row, as it would be in
    the library."""
    spec = parse_spec("params: {a: 1, side: 8}\ninput: (side, side, 3)\nlayers: conv(a**3)\n")
    with pytest.raises(CnncostError) as refused:
        analyze_spec(spec.with_params(letters))
    (row,) = walked(page, spec, letters)["about"]

    assert says in row[-1]["message"]
    assert row[-1]["message"] in str(refused.value)


def test_the_largest_network_is_small_in_a_page() -> None:
    """What rows have in common is there once: ResNet-152 and its 515 rows take under 90 KB."""
    assert 90_000 > len(network_script("NETWORK", load("resnet152")))


# --- changed layers

# Words in capitals stand for the layers below, each typed in one place and perhaps used in two.
CHAIN = """\
params: {N: 24}
input: 33x35x3
modules:
  separable(c, s=1):
    - DEPTHWISE -> bn -> relu
    - POINTWISE -> bn
  gate(c):
    multiply:
      x: identity
      gate: gap -> REDUCE -> relu -> fc(cin) -> sigmoid
layers:
  - stem: STEM -> POOL
  - one: separable(N)
  - gated: gate(4)
  - both:
      concat:
        left: LEFT
        right: RIGHT
  - two: separable(2*N, s=2) -> GROUPED -> SHUFFLE
  - same:
      add:
        body: BODY
        skip: identity
  - UP -> HEAD
"""
CALLS: dict[str, tuple[str, dict[str, Any]]] = {
    "DEPTHWISE": ("depthwise", {"k": 3, "s": "s", "bias": "no"}),
    "POINTWISE": ("conv", {"channels": "c", "bias": "no"}),
    "REDUCE": ("fc", {"channels": "cin/c"}),
    "STEM": ("conv", {"channels": 16, "k": 3, "s": 2}),
    "POOL": ("maxpool", {"k": 3, "s": 2}),
    "LEFT": ("conv", {"channels": 8}),
    "RIGHT": ("conv", {"channels": 16, "k": 3}),
    "GROUPED": ("conv", {"channels": "2*N", "k": 3, "g": 4}),
    "SHUFFLE": ("shuffle", {"g": 4}),
    "BODY": ("conv", {"channels": "N + 24", "k": "1x3"}),
    "UP": ("transposed", {"channels": 12, "k": 2, "s": 2, "p": 0}),
    "HEAD": ("fc", {"channels": 10}),
}
VALUES: dict[str, tuple[Any, ...]] = {
    "channels": (8, 12, 24, 48, 0, 5), "k": (1, 2, 3, 5, (3, 1), 40), "s": (1, 2, 3, (1, 2)),
    "p": (0, 1, 2, (1, 0), "same", "valid"), "d": (1, 2, 4), "g": (1, 2, 3, 4, 8),
    "bias": (0, 1, 2), "op": (0, 1),
    "ceil": (0, 1),
}  # fmt: skip
TRIES = 150


def written(changes: dict[str, dict[str, Any]]) -> str:
    """The spec with these options typed otherwise."""
    spec = CHAIN
    for name in CALLS:
        spec = spec.replace(name, call(name, changes))
    return spec


def call(name: str, changes: dict[str, dict[str, Any]]) -> str:
    kind, options = CALLS[name]
    given = options | changes.get(name, {})
    return f"{kind}({', '.join(f'{option}={value}' for option, value in given.items())})"


def some_changes(draw: random.Random) -> dict[str, dict[str, Any]]:
    """One or two of the layers with one or two of their options changed."""
    changes = {}
    for name in draw.sample(sorted(CALLS), k=draw.choice([1, 1, 2])):
        options = [option.name for option in KINDS[CALLS[name][0]].options]
        chosen = draw.sample(options, k=min(len(options), draw.choice([1, 1, 2])))
        changes[name] = {option: draw.choice(VALUES[option]) for option in chosen}
    return changes


@pytest.fixture(scope="module")
def chain() -> Any:
    return counting(network_script("NETWORK", parse_spec(written({}))))


@pytest.mark.parametrize("seed", range(TRIES))
def test_a_change_is_as_if_it_were_typed(seed: int, chain: Any) -> None:
    """A layer changed in the page, wherever it is used, costs what the spec costs with the layer
    typed so. Where the library refuses that, so does the page: the same layer in the same words.
    """
    changes = some_changes(random.Random(seed))
    texts = asked(chain, "NETWORK.rows.map((row) => row.text)")
    typed = {call(name, {}): changes[name] for name in changes}
    edits = {i: typed[text] for i, text in enumerate(texts) if text in typed}
    found = asked(chain, WALK, letters={}, edits=edits, input=None)
    counted = outcome(written(changes))
    if isinstance(counted, Report):
        same_walk(found, counted)
        return
    wrong = next(i for i, row in enumerate(found["about"]) if row[-1])
    now = {call(name, {}): call(name, changes) for name in changes}

    assert not found["complete"]
    assert counted.message == found["about"][wrong][-1]["message"]
    assert now.get(texts[wrong], texts[wrong]) in counted.place.source


def outcome(spec: str) -> Report | FileError:
    try:
        return analyze_spec(parse_spec(spec))
    except FileError as error:
        return error


def test_changes_are_refused_and_are_not() -> None:
    """The changes above meet both: at least a quarter of them can be counted, and a quarter not."""
    every = (written(some_changes(random.Random(seed))) for seed in range(TRIES))
    refused = sum(isinstance(outcome(spec), FileError) for spec in every)

    assert TRIES // 4 <= refused <= 3 * TRIES // 4


def test_what_is_behind_an_error_is_not_reached(chain: Any) -> None:
    """A row that cannot stand has the reason; its neighbours are counted, what follows is not."""
    about = """(() => {
      const left = NETWORK.rows.findIndex((row) => row.path === "both/left");
      const { rows, totals, output } = walk(NETWORK, {}, { [left]: { g: 7n } });
      const before = walk(NETWORK).rows.slice(0, left);
      return {
        error: rows[left].error, reached: rows.map((row) => row.reached).slice(left),
        neighbour: rows[left + 1].error === null && rows[left + 1].ledger !== null,
        behind: rows.slice(left + 2).every((row) => row.ledger === null && row.error === null),
        macs: totals.macs === before.concat(rows[left + 1])
          .reduce((sum, row) => sum + row.ledger.macs, 0n),
        output,
      };
    })()"""
    found = asked(chain, about)

    assert found.pop("error") == {
        "message": "groups (=7) must divide both the input channels (=24) and the output channels "
        "(=8).",
        "option": "g",
    }
    assert found.pop("reached")[:3] == [True, True, False]
    assert found == {"neighbour": True, "behind": True, "macs": True, "output": None}


# --- what decided that a row is there

GUARDED = """\
params: {{N: 64, T: 6, R: 3}}
input: 28x28x64
modules:
  block(c, s=1):
    add:
      body: conv(c, k=3, s=s)
      skip: identity if s == 1 and c == cin else conv(c, s=s)
layers:
{layers}
"""


@pytest.mark.parametrize(
    ("layers", "letters", "edits", "row", "said"),
    [
        # the first block's skip is the identity only while 64 channels come in
        ("- conv(64)\n- block(64)", {}, {0: {"channels": 32}}, "block/add", "yes and is now no"),
        # the other way round: a projection that is no longer needed
        ("- conv(32)\n- block(64)", {}, {0: {"channels": 64}}, "block/skip", "no and is now yes"),
        ("- conv(32)\n- block(64)", {}, {0: {"channels": 48}}, "", ""),
        # a stride of 2 settles it, whatever channels come in
        ("- conv(32)\n- block(64, s=2)", {}, {0: {"channels": 64}}, "", ""),
        ("- conv(8) if T > 1 else none\n- relu", {"T": 1}, {}, "conv", "yes and is now no"),
        # a choice of no layer shows at the next row, and at the last where none follows
        ("- conv(8) if T > 9 else none\n- relu", {"T": 10}, {}, "relu", "no and is now yes"),
        ("- relu\n- conv(8) if T > 9 else none", {"T": 10}, {}, "relu", "no and is now yes"),
        ("- relu\n- (R-1) * conv(8)\n- bn", {"R": 4}, {}, "conv.1", "'R - 1' times. It was 2"),
        ("- relu\n- (R-1) * conv(8)\n- bn", {"N": 4}, {}, "", ""),
    ],
)  # fmt: skip
def test_what_decided_is_asked_again(
    page: Any, layers: str, letters: dict[str, int], edits: dict[int, Any], row: str, said: str
) -> None:
    """A change by which the spec would have other layers is an error at the first that it decided,
    with what it was decided by; a change that decides nothing is none."""
    spec = parse_spec(GUARDED.format(layers="\n".join(f"  {line}" for line in layers.split("\n"))))
    found = walked(page, spec, letters, edits)
    wrong = [(path, error["message"]) for path, *_, error in found["about"] if error]

    assert [row] * bool(row) == [path for path, _ in wrong]
    assert all(said in message for _, message in wrong)


@pytest.mark.parametrize(
    ("layers", "letters", "edits", "said"),
    [
        (
            "- conv(64)\n- block(64)", {}, {0: {"channels": 32}},
            "The spec decides here by 's == 1 and c == cin'. It was yes and is now no: other "
            "layers would stand here.",
        ),
        (
            "- conv(32)\n- block(64)", {}, {0: {"channels": 64}},
            "The spec decides here by 's == 1 and c == cin'. It was no and is now yes: other "
            "layers would stand here.",
        ),
        (
            "- relu\n- (R-1) * conv(8)\n- bn", {"R": 4}, {},
            "The spec repeats this 'R - 1' times. It was 2 and is now another number: there would "
            "be more layers, or fewer.",
        ),
    ],
)  # fmt: skip
def test_what_is_said_of_another_decision(
    page: Any, layers: str, letters: dict[str, int], edits: dict[int, Any], said: str
) -> None:
    """The message says by what it was decided, what that was, and what it would mean."""
    spec = parse_spec(GUARDED.format(layers="\n".join(f"  {line}" for line in layers.split("\n"))))
    found = walked(page, spec, letters, edits)

    assert [said] == [error["message"] for *_, error in found["about"] if error]


# --- as it is trained, and on the page for one layer

WITH_HEAD = "input: 8x8x4\nlayers:\n  - conv(4)\n  - aux: {{head: {head}}}\n  - fc(5)\n"


def test_what_is_only_trained_is_in_no_other_total(page: Any) -> None:
    """4·4·64 = 1,024 MACs and 8·8·4·5 = 1,280 as deployed, 8·8·4·3 = 768 more while training."""
    found = walked(page, parse_spec(WITH_HEAD.format(head="fc(3)")))

    assert 1_024 + 1_280 == found["totals"]["macs"]
    assert 1_024 + 1_280 + 768 == found["trainTotals"]["macs"]
    assert 2 * (1_024 + 1_280) == found["totals"]["flops"]
    assert (16 + 4) + (1_280 + 5) + (768 + 3) == found["trainTotals"]["params"]
    assert [1, 1, 5] == found["output"]


def test_what_is_only_trained_is_never_the_output(page: Any) -> None:
    """A network whose last row is of an auxiliary head puts out what the row before it does."""
    spec = parse_spec("input: 8x8x4\nlayers:\n  - conv(6)\n  - aux: {head: fc(3)}\n")

    assert [8, 8, 6] == walked(page, spec)["output"] == list(analyze_spec(spec).output)


@pytest.mark.parametrize(
    ("layer", "operation"),
    [
        ("conv(8)", "pointwise"),
        ("conv(8, d=2)", "conv"),  # no slider of a 1×1 convolution has a dilation
        ("conv(8, p=1)", "conv"),  # nor a padding
        ("conv(8, g=2, d=2)", "grouped"),
        ("conv(8, g=4)", "grouped"),  # two filters for each channel
        ("depthwise(3, d=2)", "depthwise"),
    ],
)
def test_a_layer_with_dilation_keeps_it(layer: str, operation: str) -> None:
    """Of the operations of the page a layer is the one that has sliders for all that it has."""
    spec = parse_spec(f"input: 9x7x4\nlayers:\n  - {layer}\n")
    page = counting(network_script("NETWORK", spec), script("network/model.js"))

    assert operation == asked(page, "layerSetting(walk(NETWORK).rows[0]).op")


def test_names_cannot_end_the_script() -> None:
    """A network with a hostile name or title is printed without a < that HTML could read."""
    spec = parse_spec("title: '</script><b>'\ninput: 8x8x8\nlayers: [{'<b>': relu}]\n")
    script = network_script("NETWORK", spec)

    assert "<" not in script
    assert "</script><b>" == asked(counting(script), "NETWORK.title")
