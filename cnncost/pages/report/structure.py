"""The structure as module diagrams that unfold: what is one box above is drawn below it.

What is built alike is drawn once, and named as often as it is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cnncost.errors import UsageError
from cnncost.figures.modules import modules
from cnncost.figures.modules.items import Aux, Folded, Item, Opened, Parallel, Repeated
from cnncost.figures.modules.layout import scene
from cnncost.figures.modules.rows import Rows, rows_of
from cnncost.numbers import count, several, shape
from cnncost.pages.markup import Html, joined, tag
from cnncost.pages.report.elements import notes, picture
from cnncost.pages.report.subject import Subject, path_shown

MOST_DRAWINGS, FEWEST_DRAWINGS = 60, 4
WIDE = 80
WIDEST_BESIDE = 64  # cells: beside a narrower picture there is room for its parts
MOST_WORK = 40_000  # rows looked at, all drawings together
Key = tuple[tuple[int, tuple[int, ...]], ...]


class Box(NamedTuple):
    """A part that is one box in a diagram, how often it is there, and the last one's name."""

    item: Folded
    times: int = 1
    last: str = ""


class Drawn(NamedTuple):
    """What was drawn so far: the path of each structure, how much there is room for, and the paths
    of what found none."""

    subject: Subject
    rows: Rows
    known: dict[Key, str]
    most: int
    left: list[str]


def structure(subject: Subject) -> Html:
    """The whole network, and inside it its parts, as deep as there is something to see."""
    rows = rows_of(subject.report, subject.train)
    size = max(1, len(subject.report.measured))
    most = max(FEWEST_DRAWINGS, min(MOST_DRAWINGS, MOST_WORK // size))
    drawn = Drawn(subject, rows, {}, most, [])
    inside = _opened(drawn, "")
    left = "Other parts are not drawn: this page has room for so many pictures."
    return joined([inside, notes([left] if drawn.left else [])])


def _opened(drawn: Drawn, path: str) -> Html:
    """The diagram of a part, and below it what is folded in it."""
    try:
        model = modules(drawn.subject.report, path, train=drawn.subject.train)
    except UsageError as error:
        return notes([str(error)])
    boxes = [box for box in _folded(model.items) if box.item.span.path != path]
    plain = model._replace(notes=(), subtitle="")
    drawing = scene(plain, WIDEST_BESIDE if boxes and not path else WIDE)
    figure = picture(drawing, f"{drawn.subject.prefix}m{len(drawn.known)}-")
    folded = tag("div", *(_part(drawn, box) for box in boxes)) if boxes else None
    beside = not path and boxes and drawing.width <= WIDEST_BESIDE
    return tag("div", figure, folded, class_="beside") if beside else joined([figure, folded])


def _folded(items: Iterable[Item]) -> Iterator[Box]:
    """The folded parts among items and in them."""
    for item in items:
        match item:
            case Folded():
                yield Box(item)
            case Repeated(_, Folded() as inner, times, last):
                yield Box(inner, times, last)
            case Repeated(_, inner, _, _):
                yield from _folded([inner])
            case Opened(_, inner) | Aux(_, inner):
                yield from _folded(inner)
            case Parallel(_, branches, _):
                for branch in branches:
                    yield from _folded(branch.items)


def _part(drawn: Drawn, box: Box) -> Html | None:
    """A part that unfolds; one line where the same was drawn before, nothing past the bound."""
    span = box.item.span
    key = _key(drawn.rows, span.rows)
    known = drawn.known.get(key)
    if known is not None:
        return tag("p", _summary(drawn, box), f" · built like {path_shown(known)}", class_="same")
    if len(drawn.known) >= drawn.most:
        drawn.left.append(span.path)
        return None
    drawn.known[key] = span.path
    return tag("details", tag("summary", _summary(drawn, box)), _opened(drawn, span.path))


def _key(rows: Rows, run: range) -> Key:
    """Equal for runs of rows that do the same on the same maps, wired alike."""
    sources = rows.report.sources
    return tuple(
        (rows.keys[i], tuple([max(-1, source - run.start) for source in sources[i]])) for i in run
    )


def _summary(drawn: Drawn, box: Box) -> Html:
    """``block.2 … 8 ×7 · 56×56×256 → 56×56×256 · 69,632 weights · 218,365,952 MACs each``."""
    span, counting = box.item.span, drawn.subject.report.counting
    again = f" ×{box.times}" if box.times > 1 else ""
    facts = (
        f"{shape(span.input)} → {shape(span.output)}",
        f"{several(span.layers, 'layer')} with weights" if span.layers else "",
        f"{count(span.params)} {counting.params}" if span.params else "",
        f"{count(span.macs)} {counting.macs}" if span.macs else "",
    )
    each = " each" if box.times > 1 else ""
    said = " · ".join(filter(None, facts)) + each
    path = path_shown(f"{span.path} … {box.last}" if box.last else span.path)
    return joined([tag("b", f"{path}{again}"), " ", tag("span", said, class_="facts")])
