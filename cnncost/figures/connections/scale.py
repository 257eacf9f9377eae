"""How many channels are drawn for how many there are, so that ratios and groups can be seen.

A number of channels is drawn as the same number of nodes wherever it occurs in a figure, so that
layers that meet share their nodes. Where none is above ``LIMIT``, all are drawn. Else every number
is divided by the same scale and rounded, and of all scales the one is taken that is best by these
rules, the first that tells two apart:

1. groups are seen: more than one of them, with more than one channel in each if that is so;
2. up to four groups are all drawn;
3. no layer has more lines than can be told apart;
4. the ratios between all numbers are kept exactly;
5. all groups are drawn; of more than can be, as many wherever there are as many;
6. ratios that cannot be kept are missed by as little as possible, and up to three channels are
   all drawn;
7. no number above one is drawn as one;
8. at most so many nodes stand in a row, which the rules above may raise to ``LIMIT``;
9. a node stands for a whole number of channels;
10. the more nodes the better.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

LIMIT = 12
FEW_CHANNELS = 3
FEW_GROUPS = 4
MULTIPLES = (1, 2, 3, 4, 6, 8)  # drawn numbers are rounded to one of these, for groups to fit


class Link(NamedTuple):
    """N channels in and M channels out that meet in G groups."""

    N: int
    M: int
    G: int


class Room(NamedTuple):
    """How much can be told apart: nodes for channels in a row, lines in a layer, positions."""

    nodes: int
    lines: int
    positions: int


class Choice(NamedTuple):
    """How many nodes are drawn by how many channels there are, about one for ``scale`` channels."""

    nodes: Mapping[int, int]
    scale: Fraction


def drawn_channels(links: Sequence[Link], room: Room) -> dict[int, int]:
    """The number of nodes to draw for every number of channels in the links."""
    counts = sorted({count for link in links for count in (link.N, link.M)})
    if not counts or counts[-1] <= LIMIT:
        return {count: count for count in counts}
    best = min(_choices(counts), key=lambda choice: _faults(choice, links, room))
    return dict(best.nodes)


def drawn_groups(links: Sequence[Link], nodes: Mapping[int, int]) -> dict[Link, int]:
    """How many groups the drawn channels of each link form: all of them, or as many as fit.

    Where every channel is a group of its own, so is every node.
    """
    shared: dict[int, set[int]] = {}
    for link in links:
        if link.N > link.G:
            fits = _fits(link, nodes)
            shared[link.G] = shared.get(link.G, fits) & fits
    return {link: max(shared[link.G] if link.N > link.G else _fits(link, nodes)) for link in links}


def _fits(link: Link, nodes: Mapping[int, int]) -> set[int]:
    """Into how many groups the nodes of a link can be dealt."""
    n, m = nodes[link.N], nodes[link.M]
    most = min(link.G, n - 1 if link.N > link.G else n)
    return {1, *(g for g in range(1, most + 1) if n % g == 0 and m % g == 0)}


def kept(link: Link, n: int, m: int) -> bool:
    """Whether n and m nodes are in the ratio of the channels that they stand for."""
    return n * link.M == m * link.N


def _choices(counts: Sequence[int]) -> Iterator[Choice]:
    """Every number divided by one scale, and rounded to multiples of another."""
    for scale in {Fraction(count, nodes) for count in counts for nodes in range(1, LIMIT + 1)}:
        for multiple in MULTIPLES:
            yield Choice({count: _rounded(count, scale, multiple) for count in counts}, scale)


def _rounded(count: int, scale: Fraction, multiple: int) -> int:
    if count <= max(multiple, FEW_CHANNELS):
        return count
    step = scale.numerator * multiple
    steps = (2 * count * scale.denominator + step) // (2 * step)
    return multiple * min(max(steps, 1), LIMIT // multiple)


def _faults(choice: Choice, links: Sequence[Link], room: Room) -> tuple[int, ...]:
    """What is wrong with a choice, the worst first; between equals the numbers decide."""
    nodes, scale = choice
    groups = drawn_groups(links, nodes)
    cut = [link.G for link, g in groups.items() if link.G not in (g, link.N)]
    missed = {count: _missed(count, drawn, scale) for count, drawn in nodes.items()}
    return (
        sum(_hidden(link, nodes[link.N], g) for link, g in groups.items() if link.G > 1),
        sum(G <= FEW_GROUPS for G in cut),
        sum(nodes[link.N] * nodes[link.M] > room.lines * g for link, g in groups.items()),
        any(missed.values()),
        len(cut),
        sum(off for count, off in missed.items() if count > FEW_CHANNELS),
        sum(drawn == 1 < count for count, drawn in nodes.items()),
        max(0, max(nodes.values()) - room.nodes),
        scale.denominator > 1,
        -sum(nodes.values()),
        *nodes.values(),
    )


def _hidden(link: Link, n: int, g: int) -> bool:
    """Whether groups look like one, or like single channels where they are not, or the reverse."""
    return g == 1 or (link.N > link.G) != (n > g)


def _missed(count: int, nodes: int, scale: Fraction) -> int:
    """By how much a drawn number is off, in millionths rounded up: 0 is exact."""
    true, drawn = count * scale.denominator, nodes * scale.numerator
    return -(-max(true, drawn) * 10**6 // min(true, drawn)) - 10**6
