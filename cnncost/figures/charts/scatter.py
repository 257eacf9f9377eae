"""Scatter: networks by MACs, and by their published accuracy or by their parameters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cnncost.accuracy import find_source
from cnncost.errors import UsageError, listed, printable, shortened
from cnncost.figures.about import told
from cnncost.figures.charts.axes import even_axis, log_axis, log_axis_down
from cnncost.figures.charts.legend import Entry, legend
from cnncost.figures.charts.networks import Network, counted, frontier, published
from cnncost.figures.charts.placing import Area, Spot, placed
from cnncost.figures.charts.plot import Plot, axes
from cnncost.figures.charts.scatter_own import ROLE, SIGN, name_of, pointed_at
from cnncost.figures.geometry import Cell
from cnncost.figures.labels import below, notes, shortened_to, width_of
from cnncost.figures.scene import SHAPES, Label, Mark, Node, Scene
from cnncost.numbers import brief, count, percent
from cnncost.report import DOCUMENTS

__all__ = ["Network", "Scatter", "counted", "published", "scatter", "scene"]

MOST_NETWORKS = 500
SMALLEST = (60, 24)
MOST_GROUPS = 8  # as many as there are shapes
LONGEST_LABEL = 32
NUMBERS = 17  # cells of a sign and two numbers, and to the next column
AHEAD = "more accurate than all that need no more MACs"
WORK = DOCUMENTS.rule.partition(" · ")[2]  # parameters are shown, not weights
TOP, BOTTOM = 3, 4  # lines above the plot, and from its axis to the legend


class Scatter(NamedTuple):
    """Networks by MACs and, if ``accuracy``, by that, else by parameters.

    ``groups`` are drawn each in its own way: those of the networks, or sources where those are
    ``mixed``; the smallest of too many are one. ``own`` is the network that the scatter is about,
    if it is about one, and stands out.
    """

    title: str
    networks: tuple[Network, ...]
    accuracy: bool
    mixed: bool
    groups: tuple[tuple[str, ...], ...]
    own: Network | None = None


def scatter(
    networks: Sequence[Network], mixed: bool = False, own: Network | None = None
) -> Scatter:
    """A scatter of networks that all have an accuracy, or all have none.

    Accuracies of several sources are measured differently: they are put side by side only if
    ``mixed`` says so. ``own`` is one of the networks. Raises UsageError for what cannot be drawn.
    """
    _check(networks)
    sources = sorted({one.source for one in networks})
    several = len(sources) > 1
    if several and not mixed:
        raise UsageError(
            f"These accuracies were measured differently, by {listed(sources)}. Choose one source."
        )
    accuracy = networks[0].top1 is not None
    title = "1 network" if len(networks) == 1 else f"{len(networks)} networks"
    others = [one for one in networks if one is not own]
    return Scatter(
        f"{title}: {'top-1 accuracy' if accuracy else 'parameters'} against MACs",
        tuple(networks),
        accuracy,
        several,
        _groups(Counter(one.source if several else one.group for one in others)),
        own,
    )


def _check(networks: Sequence[Network]) -> None:
    if not 0 < len(networks) <= MOST_NETWORKS:
        raise UsageError(f"A scatter shows 1 to {MOST_NETWORKS} networks, not {len(networks)}.")
    for one in networks:
        if one.macs < 1 or one.params < 1:
            name = shortened(one.name)
            raise UsageError(f"{name} has no MACs or no parameters, and no place by powers of ten.")
    if len({one.top1 is None for one in networks}) > 1:
        raise UsageError("Either all networks of a scatter have an accuracy, or none has.")


def _groups(keys: Counter[str]) -> tuple[tuple[str, ...], ...]:
    """Names of groups, the largest first; of too many the smallest together."""
    names = sorted(keys, key=lambda key: (-keys[key], key))
    if len(names) <= MOST_GROUPS:
        return tuple((name,) for name in names)
    alone, rest = names[: MOST_GROUPS - 1], names[MOST_GROUPS - 1 :]
    return (*((name,) for name in alone), tuple(sorted(rest)))


# --- the picture


def scene(figure: Scatter, width: int = 80, height: int = 30) -> Scene:
    """The scatter as a picture: so high, and below it what found no room for its name.

    Raises UsageError where it is too small.
    """
    if width < SMALLEST[0] or height < SMALLEST[1]:
        least = f"{SMALLEST[0]} by {SMALLEST[1]}"
        raise UsageError(f"A scatter needs at least {least} cells, not {width} by {height}.")
    signs = legend(_signs(figure), 0, width)
    plot = _plot(figure, width, height - below(signs))
    order = _ranked(figure)
    places = [_place(plot, one) for one in order]
    spots = [
        Spot(x, y, width_of(_text(figure, one))) for one, (x, y) in zip(order, places, strict=True)
    ]
    starts = placed(spots, plot.area)
    marks: list[Mark] = [Label(0, 0, shortened_to(figure.title, width), "strong")]
    marks += axes(plot, "MACs", "top-1, %" if figure.accuracy else "parameters")
    if figure.own:
        marks += pointed_at(places[0], plot.area, starts[0])
    marks += _dots(figure, order, places)
    marks += _names(figure, order, starts)
    marks += legend(_signs(figure), below(marks) + 1, width)
    left = [one for one, start in zip(order, starts, strict=True) if start is None]
    marks += _listed(figure, left, below(marks) + 1, width)
    marks += notes(_notes(figure), below(marks) + 1, width)
    return Scene(figure.title, _described(figure), width, below(marks), tuple(marks))


def _plot(figure: Scatter, width: int, height: int) -> Plot:
    """The axes, so large that title, numbers and legend fit around them."""
    across = log_axis([one.macs for one in figure.networks])
    params = [one.params for one in figure.networks]
    reached = [one.top1 for one in figure.networks if one.top1 is not None]
    lines = height - TOP - BOTTOM
    down = even_axis(reached, lines) if reached else log_axis_down(params, lines)
    left = 2 + max(width_of(text) for _, text in down.ticks)
    return Plot(Area(left, TOP, width, TOP + lines), across, down)


def _place(plot: Plot, one: Network) -> tuple[float, float]:
    reached = one.params if one.top1 is None else one.top1
    return plot.across_at(one.macs), plot.down_at(reached)


def _ranked(figure: Scatter) -> list[Network]:
    """The order in which names get their places: the network that all is about comes first,
    then those that none cheaper beats, then the others."""
    ahead = list(frontier(figure.networks))
    order = [*ahead, *(one for one in figure.networks if one not in ahead)]
    return sorted(order, key=lambda one: one is not figure.own)


def _dots(
    figure: Scatter, networks: Iterable[Network], places: Iterable[tuple[float, float]]
) -> Iterator[Node]:
    for one, (x, y) in zip(networks, places, strict=True):
        yield _sign(figure, one)._replace(x=x, y=y, tip=_tip(one))


def _names(
    figure: Scatter, networks: Iterable[Network], starts: Iterable[Cell | None]
) -> Iterator[Label]:
    ahead = set(frontier(figure.networks))
    for one, start in zip(networks, starts, strict=True):
        if start:
            role = "strong" if one in ahead else "text"
            yield Label(*start, _text(figure, one), ROLE if one is figure.own else role)


def _sign(figure: Scatter, one: Network) -> Node:
    """How a network is drawn: each group has its shape and its colour."""
    if one is figure.own:
        return SIGN
    key = _key(figure, one)
    return _sign_of(next(i for i, group in enumerate(figure.groups) if key in group))


def _sign_of(group: int) -> Node:
    shape, filled = SHAPES[group % len(SHAPES)], group < len(SHAPES)
    return Node(0.5, 0.5, f"group{group + 1}", shape, filled)


def _signs(figure: Scatter) -> list[Entry]:
    named = (", ".join(map(printable, group)) for group in figure.groups)
    return [Entry(_sign_of(i), 1, name or "of no family") for i, name in enumerate(named)]


def _key(figure: Scatter, one: Network) -> str:
    return one.source if figure.mixed else one.group


# --- words


def _label(one: Network) -> str:
    return shortened_to(printable(one.name), LONGEST_LABEL)


def _text(figure: Scatter, one: Network) -> str:
    """What is written beside a sign."""
    return name_of(one) if one is figure.own else _label(one)


def _tip(one: Network) -> str:
    costs = f"{printable(one.name)}: {count(one.macs)} MACs, {count(one.params)} parameters"
    return costs if one.top1 is None else f"{costs}, top-1 {_percent(one)} % ({one.source})"


def _percent(one: Network) -> str:
    return percent(round((one.top1 or 0) * 10))


def _listed(figure: Scatter, networks: list[Network], y: int, width: int) -> Iterator[Mark]:
    """Networks whose name found no room in the plot, side by side with their sign and numbers."""
    if not networks:
        return
    yield Label(0, y, "drawn without a name, as there was no room:", "muted")
    name = max(width_of(_text(figure, one)) for one in networks)
    column = name + NUMBERS
    beside = max(1, (width + 3) // column)
    for i, one in enumerate(networks):
        x, line = i % beside * column, y + 1 + i // beside
        yield _sign(figure, one)._replace(x=x + 0.5, y=line + 0.5)
        yield Label(x + 2, line, _text(figure, one), ROLE if one is figure.own else "text")
        yield Label(x + name + 8, line, brief(one.macs), "muted", "end")
        yield Label(x + name + 14, line, _reached(one), "muted", "end")


def _reached(one: Network) -> str:
    return brief(one.params) if one.top1 is None else _percent(one)


def _notes(figure: Scatter) -> Iterator[str]:
    if figure.accuracy:
        sources = dict.fromkeys(one.source for one in figure.networks)
        titles = "; ".join(find_source(name).title for name in sources)
        yield f"in bold: {AHEAD}"
        if figure.mixed:
            yield "accuracies of several sources, measured differently: compare within a source"
        yield f"accuracy, as published: {titles}"
        yield f"MACs counted here, at the crop measured · {WORK}"
    else:
        yield f"counted here, each at its own input size · {WORK}"


def _described(figure: Scatter) -> str:
    """The extremes, the networks that are ahead, and all of them, in words."""
    least, most = (f(figure.networks, key=lambda one: one.macs) for f in (min, max))
    best = max(figure.networks, key=lambda one: one.top1 or 0)
    extremes = [
        f"{_label(least)} needs least, {count(least.macs)} MACs",
        f"{_label(most)} most, {count(most.macs)}",
        f"{_label(best)} reaches most, {_percent(best)} %" if best.top1 is not None else "",
    ]
    ahead = ", ".join(map(_label, frontier(figure.networks)))
    better = f"{ahead}: {AHEAD}" if ahead else ""
    said = ("; ".join(filter(None, extremes)), better, *map(_tip, _ranked(figure)))
    return told(filter(None, said))
