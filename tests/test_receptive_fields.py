"""What rows see of the input, in networks small enough to work out by hand."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import counted


@pytest.mark.parametrize(
    ("layers", "size", "stride", "depth"),
    [
        # a 1×1 window that skips every other element: 1 + 2·2
        ("conv(4, s=2) -> conv(4, k=3)", (5, 5), (2, 2), 2),
        ("conv(4, k=3x1) -> maxpool(1x5, s=1)", (3, 5), (1, 1), 1),
        ("conv(4, k=3, d=2) -> conv(4, k=3x1, s=2x1) -> conv(4, k=3)", (11, 7), (2, 1), 3),
        # above: rows 2i-1, 2i against 2i, 2i+1; across both start at 2j
        ("{concat: {a: 'maxpool(2, s=2, p=(1, 0, 0, 1))', b: 'maxpool(2, s=2, p=0)'}}",
         (3, 2), (2, 2), 0),
        ("{concat: {a: 'maxpool(2, s=2, p=(0, 1, 1, 0))', b: 'maxpool(2, s=2, p=0)'}}",
         (2, 3), (2, 2), 0),
        # a window of one element that is moved up and left: i-1 against i-3, i-2
        ("{concat: {a: 'conv(4, k=1, p=1)', b: 'conv(4, k=2, s=1, p=(3, 0, 3, 0))'}}",
         (3, 3), (1, 1), 1),
        # a gate sees the whole map, 12 rows and 8 columns; the map's stride stays
        ("{multiply: {gate: gap -> conv(4) -> sigmoid, x: 'conv(4, k=3)'}}", (12, 8), (1, 1), 1),
        ("conv(4, k=3, s=2) -> relu", (3, 3), (2, 2), 1),
        # the longer branch counts, and layers without weights do not
        ("{add: {a: 'conv(4) -> bn -> relu -> conv(4, k=3)', b: 'conv(4)'}}", (3, 3), (1, 1), 2),
        ("{add: {a: identity, b: 'conv(4, k=5)'}}", (5, 5), (1, 1), 1),
    ],
)  # fmt: skip
def test_rows_see(layers: str, size: Any, stride: Any, depth: int) -> None:
    """Receptive field, stride and depth of the last row, worked out by hand: (down, across)."""
    row = counted(f"input: 12x8x4\nlayers: {layers}\n").rows[-1]

    assert (size, stride, depth) == (row.receptive_field, row.effective_stride, row.depth)


def test_uneven_adaptive_windows() -> None:
    """Down and across are shared out each by its own size; an rbf layer names its place."""
    report = counted(
        "input: 12x20x3\nlayers:\n  - pool: adaptive_avgpool(4x5)\n  - out: rbf(10) -> relu\n"
    )
    pool, out, relu = report.rows

    assert ((3, 4), (3, 4)) == (pool.measured.kernel, pool.measured.stride)
    assert 12 * 20 * 3 == report["pool_windows"][0]
    assert ("out", "out/relu") == (out.path, relu.path)
    assert (0, 4 * 5 * 3 * 10, 1) == (report["weights"][1], report["stats"][1], out.depth)
