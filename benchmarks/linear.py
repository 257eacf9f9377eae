"""Whether the cost of a row stays as it is when a network's rows grow."""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable

ROWS = (1_000, 10_000, 100_000)
RUNS = 5
A_LINE = 20  # rows


def repeated(rows: int) -> str:
    """A short text: one layer many times."""
    return f"input: 28x28x8\nlayers: {rows // 2} * (conv(8, k=3) -> relu)\n"


def modules(rows: int) -> str:
    """A short text: a module many times, with branches that meet again."""
    return (
        "input: 28x28x8\nmodules:\n  block(c):\n    concat:\n"
        "      a: conv(c, k=1)\n      b: conv(c, k=3) -> relu\n"
        f"layers: {rows // 4} * (block(4))\n"
    )


def written_out(rows: int) -> str:
    """A long text: every layer is written, many on a line."""
    layers = (f"conv({8 + i % 997}) -> relu" for i in range(rows // 2))
    lines = zip(*[layers] * (A_LINE // 2), strict=True)
    return "input: 28x28x8\nlayers:\n" + "".join(f"  - {' -> '.join(line)}\n" for line in lines)


def seconds(action: Callable[[], object]) -> float:
    """Seconds of processor, which hardly feel what else the machine does."""
    gc.collect()
    start = time.process_time()
    action()
    return time.process_time() - start


def measured(text: str) -> tuple[float, float]:
    """Seconds from text to totals, and those of reading alone."""
    from cnncost.analysis import analyze_spec
    from cnncost.spec import parse_spec

    whole = seconds(lambda: analyze_spec(parse_spec(text)).totals)
    return whole, seconds(lambda: parse_spec(text))


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    print("microseconds a row, from text to totals; in brackets those of reading alone")
    heads = "".join(f"{f'{rows:,} rows':>20}" for rows in ROWS)
    print(f"{'':<14}{heads}{'last/first':>12}")
    for shape in (repeated, modules, written_out):
        texts = [shape(rows) for rows in ROWS]
        rounds = [[measured(text) for text in texts] for _ in range(runs)]  # in turn
        each = [
            [1e6 * statistics.median(column) / rows for column in zip(*runs, strict=True)]
            for rows, runs in zip(ROWS, zip(*rounds, strict=True), strict=True)
        ]
        cells = "".join(f"{f'{whole:.2f} ({read:.2f})':>20}" for whole, read in each)
        print(f"{shape.__name__.replace('_', ' '):<14}{cells}{each[-1][0] / each[0][0]:>12.2f}")


if __name__ == "__main__":
    main()
