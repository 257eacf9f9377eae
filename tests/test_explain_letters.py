"""The walk with letters through all that a spec may hold: modules, choices, joins, sizes."""

from __future__ import annotations

import pytest

from cnncost.analysis import analyze_spec
from cnncost.explanation.symbolic import column_formula, symbolic_rows
from cnncost.formula import evaluate
from cnncost.spec import parse_spec

HEAD = """\
input: (H, W, N)
params: {H: 28, W: 28, N: 64, M: 128, K: 3, G: 4, T: 4, S: 2}
modules:
  block(c, k=K): conv(c, k=k, p=same, bias=no)
  both(a, b=2*a): conv(a, bias=no) -> conv(b, bias=no)
  fewer(): conv(cin/2, bias=no)
  wide(k=(1, 3), p=same): conv(M, k=k, p=p, bias=no)
layers:
"""


@pytest.mark.parametrize(
    ("layers", "weights", "macs", "source"),
    [
        ("block(M)", "N·K²·M", "H·W·N·K²·M", "a default of the module"),
        ("block(M/G, k=1)", "N·M/G", "H·W·N·M/G", "its arguments"),
        ("both(M)", "M·(N + 2·M)", "H·W·M·(N + 2·M)", "N·M and M·2M"),
        ("fewer() -> fewer()", "5·N²/8", "5·H·W·N²/8", "N·N/2 and N/2·N/4"),
        ("wide()", "3·N·M", "3·H·W·N·M", "1·3 taps, and the word same"),
        ("conv(M, bias=no) if K == 3 else conv(N, bias=no)", "N·M", "H·W·N·M", "the side taken"),
        ("conv(N, bias=no) if K > 3 else conv(M, bias=no)", "N·M", "H·W·N·M", "the other side"),
        ("conv(M if K == 3 else N, bias=no)", "N·M", "H·W·N·M", "the same of a size"),
        ("conv(N if K > 3 else M, bias=no)", "N·M", "H·W·N·M", "the same of a size"),
        ("4 * conv(N, bias=no)", "4·N²", "4·H·W·N²", "counts are numbers"),
        ("[{a: 'conv(M, bias=no)'}]", "N·M", "H·W·N·M", "a name"),
        (
            "['conv(M, bias=no) if K == 1 else none', 'conv(T, bias=no)']",
            "N·T", "H·W·N·T", "no layer passes nothing on",
        ),
        (
            "[{aux: {h: 'conv(T, bias=no)'}}, 'conv(M, bias=no)']",
            "N·(T + M)", "H·W·N·(T + M)", "a head passes on what came in",
        ),
        (
            "[{add: {a: 'conv(N, bias=no)', b: identity}}, 'conv(M, bias=no)']",
            "N·(N + M)", "H·W·N·(N + M)", "an addition keeps the size",
        ),
        (
            "[{add: {a: 'conv(M, bias=no)', b: none}}, 'conv(M, bias=no)']",
            "M·(N + M)", "H·W·M·(N + M)", "a single branch is no join",
        ),
        (
            "[{multiply: {x: identity, gate: 'gap -> conv(N, bias=no)'}}, 'conv(M, bias=no)']",
            "N·(N + M)", "N·(N + H·W·M)", "a gate is 1×1",
        ),
        (
            "[{multiply: {gate: 'gap -> conv(N, bias=no)', x: identity}}, 'conv(M, bias=no)']",
            "N·(N + M)", "N·(N + H·W·M)", "the larger branch has the size, in any order",
        ),
        (
            "[{concat: {a: 'conv(M, bias=no)', b: identity, c: 'conv(T, bias=no)'}}, "
            "'conv(G, bias=no)']",
            "N·M + N·T + M·G + N·G + G·T", "H·W·(N·M + N·T + M·G + N·G + G·T)",
            "channels add up",
        ),
        ("conv(M, k=K, s=S, p=1, bias=no)", "N·K²·M", "H·W·N·K²·M/S²", "28/2 by the stride"),
        ("maxpool(2, s=2) -> conv(M, bias=no)", "N·M", "H·W·N·M/4", "28/2"),
        ("maxpool(3, s=4, p=0) -> conv(M, bias=no)", "N·M", "H·W·N·M/16", "⌊25/4⌋ + 1 = 7"),
        ("maxpool(8, s=10, p=0) -> conv(M, bias=no)", "N·M", "9·N·M", "⌊20/10⌋ + 1 = 3"),
        ("conv(M, k=1x3, s=1x2, p=same, bias=no)", "3·N·M", "3·H·W·N·M/2", "across only"),
        ("conv(M, k=3x1, s=2x1, p=same, bias=no)", "3·N·M", "3·H·W·N·M/2", "down only"),
        ("conv(M, k=3, p=0, bias=no)", "9·N·M", "6084·N·M", "26² places and 9 taps"),
        ("upsample(S) -> conv(M, bias=no)", "N·M", "4·H·W·N·M", "56² places"),
        ("gap -> conv(M, bias=no)", "N·M", "N·M", "one place"),
        ("gap -> upsample(7) -> conv(M, bias=no)", "N·M", "49·N·M", "7² places"),
        (
            "conv(M, k=28, p=0, bias=no) -> fc(T, bias=no)",
            "M·(784·N + T)", "M·(784·N + T)", "28² taps",
        ),
    ],
)  # fmt: skip
def test_letters_follow_the_walk(layers: str, weights: str, macs: str, source: str) -> None:
    """What is left is the formula in letters, and it has the counted value."""
    spec = parse_spec(f"{HEAD}  {layers}\n")
    rows, report = symbolic_rows(spec), analyze_spec(spec)

    assert weights == str(column_formula(rows, "weights"))
    assert macs == str(column_formula(rows, "macs"))
    assert report.train_totals["macs"] == evaluate(column_formula(rows, "macs"), spec.params)


def test_a_width_of_its_own() -> None:
    """Height and width shrink each by its own."""
    spec = parse_spec(HEAD.replace("W: 28", "W: 14") + "  maxpool(2, s=2) -> conv(M, bias=no)\n")

    assert "H·W·N·M/4" == str(column_formula(symbolic_rows(spec), "macs"))
