"""The walk with letters: its formulas, and that they give what was counted."""

from __future__ import annotations

import pytest

from cnncost import load
from cnncost.analysis import analyze_spec
from cnncost.explanation.symbolic import column_formula, symbolic_rows
from cnncost.formula import evaluate
from cnncost.kind import LEDGER
from cnncost.spec import parse_spec
from cnncost.zoo import every_spec

HEAD = """\
input: (H, W, N)
params: {H: 28, W: 28, N: 64, M: 128, K: 3, G: 4, T: 4}
layers:
"""


@pytest.mark.parametrize(
    ("layers", "weights", "macs", "source"),
    [
        ("conv(M, k=K, p=same, bias=no)", "N·K²·M", "H·W·N·K²·M", "document 003: HWNK²M"),
        ("conv(M, k=K, g=G, p=same, bias=no)", "N·K²·M/G", "H·W·N·K²·M/G", "document 003"),
        ("conv(M, bias=no)", "N·M", "H·W·N·M", "document 003: HWNM"),
        ("depthwise(K, p=same, bias=no)", "N·K²", "H·W·N·K²", "document 003: HWNK²"),
        (
            "depthwise(K, p=same, bias=no) -> conv(M, bias=no)",
            "N·(K² + M)", "H·W·N·(K² + M)", "document 003: HWN(K² + M)",
        ),
        (
            "conv(N/T, bias=no) -> conv(N, bias=no)",
            "2·N²/T", "2·H·W·N²/T", "document 003: 2HWN²/T",
        ),
        (
            "depthwise(K, s=2, p=1, bias=no) -> conv(2*M, bias=no)",
            "N·(K² + 2·M)", "H·W·N·(K²/4 + M/2)", "document 003: H/2·W/2·N(K² + 2M)",
        ),
        ("gap -> fc(M, bias=no)", "N·M", "N·M", "one value of each channel"),
        ("fc(M, bias=no)", "H·W·N·M", "H·W·N·M", "a value of each element"),
        ("{concat: {a: 'conv(M, bias=no)', b: identity}}", "N·M", "H·W·N·M", "a branch of nothing"),
        (
            "[{concat: {a: 'conv(M, bias=no)', b: identity}}, 'conv(T, bias=no)']",
            "N·M + M·T + N·T", "H·W·(N·M + M·T + N·T)", "N + M channels behind the concat",
        ),
        ("3 * conv(N, k=K, p=same, bias=no)", "3·N²·K²", "3·H·W·N²·K²", "three times"),
    ],
)  # fmt: skip
def test_formulas_in_letters(layers: str, weights: str, macs: str, source: str) -> None:
    """Costs of layers in a row are the lecture's formulas."""
    rows = symbolic_rows(parse_spec(f"{HEAD}  {layers}\n"))

    assert weights == str(column_formula(rows, "weights"))
    assert macs == str(column_formula(rows, "macs"))


@pytest.mark.parametrize(
    ("spec", "formula"),
    [
        ("resnext_bottleneck", "groups·width·(512 + 9·width)"),  # C·(256·d + 3·3·d·d + d·256)
        ("inverted_residual", "1368·expansion"),  # T·24·(24 + 9 + 24)
        ("fire", "2·squeeze·(48 + 5·expand)"),  # 96·s + s·e + 9·s·e
    ],
)
def test_formulas_of_blocks(spec: str, formula: str) -> None:
    """A block's weights, over its own parameters; Xie et al., 2017, equation 4, for the first."""
    assert formula == str(column_formula(symbolic_rows(load(spec)), "weights"))


@pytest.mark.slow
def test_every_formula_of_the_zoo_gives_what_was_counted() -> None:
    """For every network, row and column, the formula in letters has the counted value."""
    for spec in every_spec()[0]:
        report = analyze_spec(spec)
        rows = symbolic_rows(spec)

        assert len(report.rows) == len(rows)
        for name in LEDGER:
            found = [evaluate(row.formula(name), spec.params) for row in rows]

            assert report[name].tolist() == found, (spec.name, name)
