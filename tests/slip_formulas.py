"""Wrong numbers worked out by hand, for layers that nobody has seen: plain arithmetic, no spec.

Each formula is that of the list of slips which teachers and forums report, written out for one
convolution: N channels of Hi x Wi in, M out, kernel K x K, stride s, padding p, dilation d and
g groups.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from math import ceil
from typing import NamedTuple


class Layer(NamedTuple):
    """A convolution with a bias."""

    Hi: int
    Wi: int
    N: int
    M: int
    K: int
    s: int
    p: int
    d: int
    g: int

    def out(
        self, size: int, p2: int | None = None, s: int | None = None, d: int | None = None
    ) -> int:
        both = 2 * self.p if p2 is None else p2
        dilation = self.d if d is None else d
        return (size + both - dilation * (self.K - 1) - 1) // (self.s if s is None else s) + 1

    @property
    def area(self) -> int:
        return self.out(self.Hi) * self.out(self.Wi)

    @property
    def weights(self) -> int:
        return self.K * self.K * self.N // self.g * self.M

    @property
    def params(self) -> int:
        return self.weights + self.M

    @property
    def macs(self) -> int:
        return self.area * self.weights

    @property
    def typed(self) -> str:
        return f"conv({self.M}, k={self.K}, s={self.s}, p={self.p}, d={self.d}, g={self.g})"


Formula = Callable[[Layer], int | None]

PARAMS: dict[str, Formula] = {
    "bias.missing": lambda a: a.weights,
    "bias.one": lambda a: a.weights + 1,
    "cin.missing": lambda a: a.K**2 * a.M + a.M,
    "cin.missing+bias.one": lambda a: a.K**2 * a.M + 1,
    "cout.missing": lambda a: a.K**2 * a.N // a.g + 1,
    "k.linear": lambda a: a.K * a.N // a.g * a.M + a.M,
    "groups.missing": lambda a: a.K**2 * a.N * a.M + a.M if a.g > 1 else None,
    "groups.twice": lambda a: a.weights // a.g + a.M if a.g > 1 and a.weights % a.g == 0 else None,
    "unshared": lambda a: a.area * (a.weights + a.M),
    "unshared.bias.shared": lambda a: a.area * a.weights + a.M,
    "volume.as.params": lambda a: a.area * a.M,
    "bias.wrong.side": lambda a: a.K**2 * a.N // a.g * (a.M + 1),
    "bias.per.kernel": lambda a: (a.K**2 + 1) * a.N // a.g * a.M,
    "stride.in.params": lambda a: a.s * a.weights + a.M if a.s > 1 else None,
    "dilation.in.params": lambda a: (
        (a.d * (a.K - 1) + 1) ** 2 * a.N // a.g * a.M + a.M if a.d > 1 else None
    ),
    "swapped.cin.cout": lambda a: a.weights + a.N,
}
MACS: dict[str, Formula] = {
    "params.as.macs": lambda a: a.params,
    "input.hw": lambda a: a.Hi * a.Wi * a.weights,
    "macs.cin.missing": lambda a: a.area * a.K**2 * a.M,
    "macs.cout.missing": lambda a: a.area * a.K**2 * a.N // a.g,
    "macs.k.linear": lambda a: a.area * a.K * a.N // a.g * a.M,
    "flops.for.macs": lambda a: 2 * a.macs,
    "n.minus.one.adds": lambda a: 2 * a.macs - a.area * a.M,
    "bias.adds": lambda a: a.macs + a.area * a.M,
    "bias.adds.once": lambda a: a.macs + a.M,
    "one.side": lambda a: a.out(a.Hi) * a.weights,
    "padded.input.hw": lambda a: (a.Hi + 2 * a.p) * (a.Wi + 2 * a.p) * a.weights if a.p else None,
    "stride.once": lambda a: (
        a.Hi * a.Wi * a.weights // a.s if a.s > 1 and a.Hi * a.Wi * a.weights % a.s == 0 else None
    ),
    "macs.groups.missing": lambda a: a.macs * a.g if a.g > 1 else None,
    "size.no.plus.one": lambda a: (a.out(a.Hi) - 1) * (a.out(a.Wi) - 1) * a.weights,
    "size.pad.once": lambda a: a.out(a.Hi, a.p) * a.out(a.Wi, a.p) * a.weights if a.p else None,
    "size.pad.ignored": lambda a: a.out(a.Hi, 0) * a.out(a.Wi, 0) * a.weights if a.p else None,
    "size.ceil": lambda a: (
        (ceil((a.Hi + 2 * a.p - a.d * (a.K - 1) - 1) / a.s) + 1)
        * (ceil((a.Wi + 2 * a.p - a.d * (a.K - 1) - 1) / a.s) + 1)
        * a.weights
        if a.s > 1
        else None
    ),
    "size.stride.ignored": lambda a: (
        a.out(a.Hi, s=1) * a.out(a.Wi, s=1) * a.weights if a.s > 1 else None
    ),
    "size.dilation.ignored": lambda a: (
        a.out(a.Hi, d=1) * a.out(a.Wi, d=1) * a.weights if a.d > 1 else None
    ),
}
# Two slips made together, as classes do: the first and the second, and the number.
PAIRS: dict[tuple[str, str], Formula] = {
    ("cin.missing", "bias.missing"): lambda a: a.K**2 * a.M,
    ("k.linear", "bias.missing"): lambda a: a.K * a.N // a.g * a.M,
    ("k.linear", "cin.missing"): lambda a: a.K * a.M + a.M,
    ("k.linear", "bias.one"): lambda a: a.K * a.N // a.g * a.M + 1,
    ("groups.missing", "bias.missing"): lambda a: a.K**2 * a.N * a.M if a.g > 1 else None,
    ("stride.in.params", "bias.missing"): lambda a: a.s * a.weights if a.s > 1 else None,
}
PAIRS_OF_MACS: dict[tuple[str, str], Formula] = {
    ("macs.k.linear", "flops.for.macs"): lambda a: 2 * a.area * a.K * a.N // a.g * a.M,
    ("macs.cin.missing", "flops.for.macs"): lambda a: 2 * a.area * a.K**2 * a.M,
    ("size.pad.ignored", "macs.k.linear"): lambda a: (
        a.out(a.Hi, 0) * a.out(a.Wi, 0) * a.K * a.N // a.g * a.M if a.p else None
    ),
    ("size.pad.ignored", "size.no.plus.one"): lambda a: (
        (a.out(a.Hi, 0) - 1) * (a.out(a.Wi, 0) - 1) * a.weights if a.p else None
    ),
    ("cin.missing", "params.as.macs"): lambda a: a.K**2 * a.M + a.M,
    ("size.stride.ignored", "flops.for.macs"): lambda a: (
        2 * a.out(a.Hi, s=1) * a.out(a.Wi, s=1) * a.weights if a.s > 1 else None
    ),
    ("input.hw", "flops.for.macs"): lambda a: 2 * a.Hi * a.Wi * a.weights,
}


def layers(number: int, seed: int) -> list[Layer]:
    """Layers at random, from the usual to the odd; only such as fit."""
    draw = random.Random(seed)
    found: list[Layer] = []
    while len(found) < number:
        g = draw.choice([1, 1, 1, 2, 3, 4])
        layer = Layer(
            Hi=draw.randint(9, 64), Wi=draw.randint(9, 64), N=g * draw.randint(1, 40),
            M=g * draw.randint(2, 60), K=draw.choice([1, 2, 3, 3, 4, 5, 7]),
            s=draw.choice([1, 1, 2, 3]), p=draw.randint(0, 3), d=draw.choice([1, 1, 1, 2]), g=g,
        )  # fmt: skip
        if min(layer.out(layer.Hi, 0), layer.out(layer.Wi, 0)) > 1:
            found.append(layer)
    return found
