"""Demonstrations: small things that are really computed, not counted by a formula."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cnncost.errors import UsageError
from cnncost.explanation.page import Block, Entries, Entry, Grid, Paragraph, plain
from cnncost.numbers import figures

SEED = 2018
MOST_CHANNELS = 64
MOST_SIDE = 16
DIMENSIONS = (2, 3, 5, 15, 30)
MATRICES, POINTS = 100, 200


def shuffled(channels: int, groups: int) -> list[int]:
    """Which channel stands where after a shuffle: a matrix of groups, transposed, read by rows."""
    size = channels // groups
    matrix = [range(group * size, (group + 1) * size) for group in range(groups)]
    return [channel for column in zip(*matrix, strict=True) for channel in column]


def shuffle(channels: int, groups: int) -> Iterator[Block]:
    """Channel shuffle as a table, before and after."""
    if channels > MOST_CHANNELS:
        raise UsageError(f"A table of {channels} channels is too long; at most {MOST_CHANNELS}.")
    if channels % groups:
        raise UsageError(f"groups (={groups}) must divide the channels (={channels}).")
    size, after = channels // groups, shuffled(channels, groups)
    yield _in_groups(list(range(channels)), size)
    yield Paragraph(plain(f"Written as {groups} rows of {size} and read by columns:"))
    yield _in_groups(after, groups)


def _in_groups(channels: list[int], size: int) -> Entries:
    """Groups of so many channels; channels count from 1."""
    groups = (channels[at : at + size] for at in range(0, len(channels), size))
    return Entries(
        tuple(
            Entry(f"group {i}", plain(", ".join(str(channel + 1) for channel in group)))
            for i, group in enumerate(groups, 1)
        )
    )


# --- a small convolution


def convolution(size: int, kernel: int, padding: int) -> Iterator[Block]:
    """A small convolution, computed tap by tap; the multiplications are counted as they happen."""
    if min(size, kernel) < 1 or padding < 0:
        raise UsageError("Map and kernel are at least 1 wide, and padding is at least 0.")
    if kernel > size + 2 * padding:
        raise UsageError(f"A {kernel}×{kernel} window does not fit into a map of {size}×{size}.")
    side = size + 2 * padding - kernel + 1
    if side > MOST_SIDE:
        raise UsageError(f"A map of {side} is too large to be shown; at most {MOST_SIDE}.")
    outputs, inside, total = convolved(size, kernel, padding)
    yield Paragraph(plain("How many taps of each output fall on the map, and not on padding:"))
    yield Grid(("",) * len(inside[0]), tuple(tuple(map(str, row)) for row in inside))
    padded = total - sum(map(sum, inside))
    yield Entries(
        (
            Entry(figures(total), plain(f"multiplications were done for {outputs} outputs")),
            Entry(figures(padded), plain("of them with a padded zero, which counts as work")),
        )
    )


def convolved(size: int, kernel: int, padding: int) -> tuple[int, list[list[int]], int]:
    """How many outputs there are, how many taps of each lie on the map, and all multiplications.

    One channel, stride 1; the map and the kernel hold small whole numbers.
    """
    side = size + 2 * padding - kernel + 1
    total = 0
    inside = [[0] * side for _ in range(side)]
    for row in range(side):
        for column in range(side):
            value = 0
            for down in range(kernel):
                for across in range(kernel):
                    at = row + down - padding, column + across - padding
                    on_map = all(0 <= place < size for place in at)
                    value += (at[0] + at[1] if on_map else 0) * (down + across + 1)
                    total += 1
                    inside[row][column] += on_map
    return side * side, inside, total


# --- a rectifier in few and in many dimensions


def spiral() -> Iterator[Block]:
    """A spiral put into n dimensions, through a rectifier and back: what is lost on the way."""
    rows = []
    for dimensions in DIMENSIONS:
        lost, error = lost_by_relu(dimensions)
        rows.append((str(dimensions), f"{100 * lost:.1f} %", f"{100 * error:.1f} %"))
    headings = ("dimensions", "points that cannot be recovered", "error of a linear inverse")
    yield Grid(headings, tuple(rows))


def lost_by_relu(dimensions: int) -> tuple[float, float]:
    """What a rectifier loses of a spiral that a random matrix puts into so many dimensions.

    The share of points that no inverse can recover, since fewer than two of their coordinates are
    left; and the mean squared error of the best linear inverse, as a share of the spread. Both are
    means over MATRICES matrices, drawn with a fixed seed.
    """
    import numpy as np

    random = np.random.RandomState(SEED)  # its numbers never change from one numpy to the next
    angle = np.linspace(0, 4 * np.pi, POINTS)
    points = np.stack([angle * np.cos(angle), angle * np.sin(angle)], axis=1)
    points -= points.mean(axis=0)
    lost, errors = [], []
    for _ in range(MATRICES):
        embedded = points @ random.standard_normal((2, dimensions))
        rectified = np.maximum(embedded, 0)
        lost.append(np.mean((rectified > 0).sum(axis=1) < 2))
        inverse, *_ = np.linalg.lstsq(rectified, points, rcond=None)
        missed = ((rectified @ inverse - points) ** 2).sum()
        errors.append(missed / (points**2).sum())
    return float(np.mean(lost)), float(np.mean(errors))


DEMONSTRATIONS: dict[str, Callable[..., Iterator[Block]]] = {
    "shuffle": shuffle,
    "convolution": convolution,
    "spiral": spiral,
}
