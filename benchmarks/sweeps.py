"""Sweeps against one analysis after the other, and what they cost in time and memory by points.

Run:  python benchmarks/sweeps.py [--large]
"""

from __future__ import annotations

import random
import resource
import sys
from contextlib import suppress
from fractions import Fraction
from statistics import median
from time import perf_counter

from cnncost import load
from cnncost.errors import CnncostError
from cnncost.sweeping.counting import Asked, at, count
from cnncost.sweeping.space import Axis, Space, blocks

ROUNDS = 5
SAMPLE = 60  # points that are analysed one by one in each round
COLUMNS = ("macs", "params")


def grid(widths: int, sides: int) -> Space:
    """Widths from 0.25 to 1.4 and resolutions from 32 up."""
    step = Fraction(115, 100) / max(1, widths - 1)
    values = [Fraction(1, 4) + i * step for i in range(widths)]
    whole = [int(v) if v.denominator == 1 else v for v in values]
    return Space((Axis({"width": whole}), Axis({"resolution": list(range(32, 32 + sides))})))


def swept(asked: Asked) -> float:
    """Seconds for all points."""
    start = perf_counter()
    for block in blocks(asked.space):
        count(asked, block)
    return perf_counter() - start


def one_by_one(asked: Asked, chance: random.Random) -> float:
    """Seconds for a point that is analysed alone."""
    points = [asked.space.point(chance.randrange(asked.space.size)) for _ in range(SAMPLE)]
    start = perf_counter()
    for point in points:
        with suppress(CnncostError):
            at(asked, point)
    return (perf_counter() - start) / SAMPLE


def compared(title: str, asked: Asked) -> None:
    """One line: both ways measured by turns."""
    chance = random.Random(1)
    together, alone = [], []
    for _ in range(ROUNDS):
        together.append(swept(asked) / asked.space.size)
        alone.append(one_by_one(asked, chance))
    rate = 1 / median(together)
    ratio = median(alone) / median(together)
    print(
        f"{title:44} {asked.space.size:>12,} {rate / 1e6:>9.2f} M/s {median(alone) * 1e3:>9.2f} ms "
        f"{ratio:>11,.0f}×  {peak():>5.0f} MB"
    )


def peak() -> float:
    """The most memory that the process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    net = load("mobilenet_v2", own=False)
    resnext = load("resnext50", own=False)
    heads = f"{'points':>12} {'swept':>13} {'one alone':>12} {'ratio':>12}  peak"
    print(f"{'network and axes':44} {heads}")
    for widths, sides in ((24, 5), (100, 100), (1000, 1000), (2000, 2000), (3000, 3000)):
        title = f"mobilenet_v2 width × resolution, {widths}×{sides}"
        compared(title, Asked(net, grid(widths, sides), COLUMNS))
    cards = Space(
        (
            Axis({"groups": [1, 2, 4, 8, 16, 32]}),
            Axis({"width": list(range(1, 65))}),
            Axis({"resolution": list(range(64, 448, 4))}),
        )
    )
    compared("resnext50 groups × width × resolution", Asked(resnext, cards, COLUMNS))
    depth = Space((Axis({"n3": list(range(1, 21))}), Axis({"n4": list(range(1, 41))})))
    compared("resnext50 depth, a structure for each point", Asked(resnext, depth, COLUMNS))
    if "--large" in sys.argv:
        asked = Asked(net, grid(10_000, 10_000), COLUMNS)
        seconds = swept(asked)
        print(f"{asked.space.size:,} points in {seconds:.1f} s, {peak():.0f} MB at most")


if __name__ == "__main__":
    main()
