"""Where windows lie on a map, laid one by one, and what is seen through them.

No formula of cnncost is used or repeated here.
"""

from __future__ import annotations

from itertools import count, product
from typing import Any

import numpy as np

Shape = tuple[int, int, int]
Axis = list[list[int]]  # for each position of a window, the rows it touches; the map starts at 0
Setting = int | tuple[int, ...]


class NothingFitsError(Exception):
    """Not a single window fits into the padded map."""


# --- windows along one axis


def positions(
    size: int, kernel: int, stride: int, dilation: int, before: int, after: int, ceil: bool = False
) -> Axis:
    """The rows that each window touches, laying windows until one no longer fits.

    Rounding up lets a window hang over the end by less than a stride; the frameworks then drop a
    last window that starts in the padding behind the map.
    """
    end = size + after + (stride - 1 if ceil else 0)
    laid = []
    for start in count(-before, stride):
        taps = [start + tap * dilation for tap in range(kernel)]
        if taps[-1] >= end:
            break
        laid.append(taps)
    if ceil and laid and laid[-1][0] >= size:
        laid.pop()
    return laid


def both(setting: Setting) -> tuple[int, int]:
    """(down, across)."""
    return (setting, setting) if isinstance(setting, int) else (setting[0], setting[1])


def sides(p: Setting | str, map: tuple[int, int], k: Any, s: Any, d: Any) -> list[tuple[int, int]]:
    """Padding (before, after) down and across."""
    if isinstance(p, str):
        return [padding(p, *axis) for axis in zip(map, both(k), both(s), both(d), strict=True)]
    if isinstance(p, tuple) and len(p) == 4:
        return [(p[0], p[1]), (p[2], p[3])]
    return [(half, half) for half in both(p)]


def padding(word: str, size: int, kernel: int, stride: int, dilation: int) -> tuple[int, int]:
    """``same``: the least that gives an output for every stride begun; the odd row goes behind."""
    if word == "valid":
        return 0, 0
    if word == "half":
        spread = range(0, kernel * dilation, dilation)
        return spread[-1] // 2, spread[-1] // 2
    wanted = len(range(0, size, stride))
    for total in count():
        half = total // 2
        if len(positions(size, kernel, stride, dilation, half, total - half)) >= wanted:
            return half, total - half
    raise AssertionError("unreachable: enough padding always fits")


def windows(shape: Shape, k: Any, s: Any, p: Any, d: Any, ceil: bool = False) -> tuple[Axis, Axis]:
    """Where the windows lie down and across; at least one must fit."""
    (top, bottom), (left, right) = sides(p, shape[:2], k, s, d)
    (k_h, k_w), (s_h, s_w), (d_h, d_w) = both(k), both(s), both(d)
    down = positions(shape[0], k_h, s_h, d_h, top, bottom, ceil)
    across = positions(shape[1], k_w, s_w, d_w, left, right, ceil)
    if not (down and across):
        raise NothingFitsError
    return down, across


# --- receptive fields along one axis: row o of ``seen`` marks the inputs that reach output o


def at_first(size: int) -> np.ndarray:
    """Every input sees itself."""
    return np.eye(size, dtype=bool)


def seen_through_window(
    seen: np.ndarray, kernel: int, stride: int, dilation: int, before: int, after: int
) -> np.ndarray:
    """What each output of a window sees; padding shows nothing."""
    laid = positions(len(seen), kernel, stride, dilation, before, after)
    through = np.zeros((len(laid), seen.shape[1]), dtype=bool)
    for o, taps in enumerate(laid):
        for tap in taps:
            if 0 <= tap < len(seen):
                through[o] |= seen[tap]
    return through


def seen_through_transposed(
    seen: np.ndarray, kernel: int, stride: int, dilation: int, before: int, after: int
) -> np.ndarray:
    """What each output of a transposed convolution sees: all inputs that scatter onto it."""
    last = (len(seen) - 1) * stride + (kernel - 1) * dilation
    through = np.zeros((last + 1, seen.shape[1]), dtype=bool)
    for y, tap in product(range(len(seen)), range(kernel)):
        through[y * stride + tap * dilation] |= seen[y]
    return through[before : len(through) - after]
