"""Cost bars: where a network's parameters are and where its MACs, which are different places."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import NamedTuple

from cnncost.errors import UsageError
from cnncost.figures.about import told
from cnncost.figures.charts.bar_groups import WAYS, Bars, Group, bars, parts
from cnncost.figures.charts.legend import Entry, legend
from cnncost.figures.labels import below, notes, shortened_to, width_of
from cnncost.figures.scene import ROLES, Bar, Label, Mark, Scene
from cnncost.figures.sorts import SORTS
from cnncost.numbers import brief, count, percent, shares

__all__ = ["Bars", "bars", "scene"]

NARROWEST = 60
ENOUGH_FOR_A_BAR = 8
THINNEST = 0.125  # something is seen wherever something is counted
GAP, SHARE, FIRST = 2, 5, 3  # cells between columns, those of a share, the line of the first bar
KINDS = {"row": "kind", "stage": "mostly"}
ROUNDED = "numbers are rounded; there is room for all digits in a wider picture"


class Panel(NamedTuple):
    """The columns of one quantity: the bars from ``at`` on, and where numbers and shares end."""

    at: int
    bar: int
    number: int
    share: int
    numbers: tuple[str, ...]


class Layout(NamedTuple):
    """How wide names are, where kinds stand (0 where there is no room), and the panels.

    ``exact`` says whether numbers are written in full.
    """

    name: int
    kind: int
    exact: bool
    panels: tuple[Panel, ...]


def scene(figure: Bars, width: int = 80) -> Scene:
    """The bars as a picture, all on one scale of shares. Raises UsageError where it is too narrow.

    Of a stacked bar each sort is drawn over the longer bar of all up to it.
    """
    if width < NARROWEST:
        raise UsageError(f"Bars need a width of at least {NARROWEST}, not {width}.")
    layout = _layout(figure, width)
    marks: list[Mark] = [
        Label(0, 0, shortened_to(figure.title, width), "strong"),
        *_heads(figure, layout),
    ]
    every = (part for group in figure.groups for part in parts(group, figure.totals))
    largest = max(every, default=Fraction(1))
    for i, group in enumerate(figure.groups):
        marks += _words(figure, layout, i)
        for panel, column in zip(layout.panels, _stacks(figure, group), strict=True):
            for role, part, tip in column:
                length = max(THINNEST, round(float(panel.bar * part / largest), 3))
                marks.append(Bar(panel.at, FIRST + i, length, role, tip))
    marks += _total(figure, layout)
    roles = {one.role for group in figure.groups for one in group.slices}
    signs = [Entry(Bar(0, 0, 2, role), 2, SORTS[role]) for role in ROLES if role in roles]
    marks += legend(signs, below(marks) + 1, width)
    rounded = () if layout.exact else (ROUNDED,)
    marks += notes((*rounded, *figure.notes), below(marks) + 1, width)
    return Scene(figure.title, _described(figure), width, below(marks), tuple(marks))


def _layout(figure: Bars, width: int) -> Layout:
    """The best columns with room for bars: kinds give way, then exact numbers, then long names."""
    name = max(width_of(text) for text in (WAYS[figure.by], *(one.name for one in figure.groups)))
    tries = [(name, 0, count), (name, 0, brief), (min(name, width // 4), 0, brief)]
    if figure.by in KINDS:
        kinds = (KINDS[figure.by], *(one.mostly for one in figure.groups))
        tries.insert(0, (name, max(map(width_of, kinds)), count))
    layouts = [_layout_of(figure, width, *one) for one in tries]
    roomy = [one for one in layouts if one.panels[0].bar >= ENOUGH_FOR_A_BAR]
    return [*roomy, layouts[-1]][0]


def _layout_of(
    figure: Bars, width: int, name: int, kind: int, written: Callable[[int], str]
) -> Layout:
    """Columns for names and kinds of these widths; the panels share what is left."""
    every = zip(*(group.counts for group in figure.groups), figure.totals, strict=True)
    columns = [tuple(map(written, column)) for column in every]
    numbers = [max(map(width_of, column)) for column in columns]
    left = name + GAP + (kind + GAP if kind else 0)
    taken = left + sum(number + 1 + SHARE for number in numbers) + GAP * (3 * len(columns) - 2)
    bar = max(1, (width - taken) // len(columns))
    panels = []
    for column, number in zip(columns, numbers, strict=True):
        end = left + bar + GAP + number
        panels.append(Panel(left, bar, end, end + 1 + SHARE, column))
        left = end + 1 + SHARE + 2 * GAP
    return Layout(name, name + GAP if kind else 0, written is count, tuple(panels))


def _heads(figure: Bars, layout: Layout) -> Iterator[Label]:
    yield Label(0, 2, WAYS[figure.by], "muted")
    if layout.kind:
        yield Label(layout.kind, 2, KINDS[figure.by], "muted")
    for panel, word in zip(layout.panels, figure.words, strict=True):
        yield Label(panel.at, 2, word, "muted")
        yield Label(panel.share, 2, "%", "muted", "end")


def _words(figure: Bars, layout: Layout, i: int) -> Iterator[Label]:
    """What is written in the line of a group."""
    group, y = figure.groups[i], FIRST + i
    yield Label(0, y, shortened_to(group.name, layout.name))
    if layout.kind:
        yield Label(layout.kind, y, group.mostly, "muted")
    for panel, amount, share in zip(layout.panels, group.counts, group.shares, strict=True):
        yield Label(panel.number, y, panel.numbers[i], anchor="end")
        yield Label(panel.share, y, percent(share, amount), anchor="end")


def _total(figure: Bars, layout: Layout) -> Iterator[Label]:
    y = FIRST + len(figure.groups) + 1
    yield Label(0, y, "total", "strong")
    for panel, total in zip(layout.panels, figure.totals, strict=True):
        yield Label(panel.number, y, panel.numbers[-1], "strong", "end")
        yield Label(panel.share, y, percent(sum(shares([total]))), "strong", "end")


def _stacks(figure: Bars, group: Group) -> list[list[tuple[str, Fraction, str]]]:
    """For each quantity its bars, the longest first: role, part of the total, what they say."""
    found = []
    for q, (word, total) in enumerate(zip(figure.words, figure.totals, strict=True)):
        upto, stack = 0, []
        for one in group.slices:
            if one.counts[q]:
                upto += one.counts[q]
                tip = f"{group.name}: {count(one.counts[q])} {word}, {SORTS[one.role]}"
                stack.append((one.role, Fraction(upto, total), tip))
        found.append(stack[::-1])
    return found


def _described(figure: Bars) -> str:
    """Where most of each quantity is, and then every bar, in words."""
    most = []
    for q, word in enumerate(figure.words):
        if figure.totals[q]:
            named = figure.groups[:-1] if figure.folded else figure.groups
            top = max(named, key=lambda group: group.counts[q])
            most.append(f"{top.name} has {_amount(top, q, word)}")
    if not most:
        return told(["Nothing is counted here"])
    return told(["; ".join(most), *(_in_words(figure, group) for group in figure.groups)])


def _in_words(figure: Bars, group: Group) -> str:
    kinds = {"row": f", {group.mostly}", "stage": f", mostly {group.mostly}"}
    costs = (_amount(group, q, word) for q, word in enumerate(figure.words))
    return f"{group.name}{kinds.get(figure.by, '')}: {', '.join(costs)}"


def _amount(group: Group, q: int, word: str) -> str:
    """``163,328 weights, 2.3 %``."""
    amount = group.counts[q]
    share = f", {percent(group.shares[q], amount)} %" if amount else ""
    return f"{count(amount) if amount else 'no'} {word}{share}"
