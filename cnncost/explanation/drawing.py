"""What ``cnncost draw`` draws: connections, modules, bars or a scatter, of what can be named."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnncost.errors import UsageError, did_you_mean, shortened
from cnncost.explanation.asking import divided, is_typed, typed_report
from cnncost.explanation.pictures import MOST_CHANNELS_IN_TEXT
from cnncost.figures.scene import Scene
from cnncost.library import Settings, Size, analyze, exact
from cnncost.report import Report
from cnncost.spec import Spec

if TYPE_CHECKING:
    from cnncost.figures.modules import Modules

FIGURES = ("connections", "modules", "bars", "scatter")
# Cells of bars and of a scatter that need not fit a terminal.
WIDE_BARS = 104
WIDE_SCATTER = (130, 44)


@dataclass(frozen=True, eq=False)
class Drawing:
    """A picture: as SVG, as text with lines and dots, and in plain characters.

    ``modules`` is what a module diagram was drawn from, for programs that lay it out themselves.
    """

    scene: Scene
    text: Scene
    plain: Scene
    modules: Modules | None = None

    def svg(self) -> str:
        """The picture as a whole SVG document."""
        from cnncost.figures.svg import to_svg

        return to_svg(self.scene)

    def png(self) -> bytes:
        """The picture as PNG. Raises UsageError where the package for it is missing."""
        from cnncost.figures.png import to_png

        return to_png(self.svg())

    def _repr_svg_(self) -> str:
        from zlib import crc32

        from cnncost.figures.svg import to_svg

        # A notebook may put several pictures into one page, where each needs names of its own.
        own = crc32(f"{self.scene.title}{self.scene.description}".encode())
        return to_svg(self.scene, prefix=f"d{own:x}-", fixed=True)

    def __rich__(self) -> Any:
        from cnncost.figures.text import to_rich

        return to_rich(self.text)

    def __str__(self) -> str:
        from cnncost.figures.text import to_text

        return to_text(self.text)

    def __repr__(self) -> str:
        return f"Drawing({self.scene.title})"


def draw(
    what: str | Path | Spec | Report = "",
    figure: str = "",
    *,
    by: str = "",
    depth: int | None = None,
    input: Size | None = None,
    params: Settings | None = None,
    train: bool = False,
    convention: str | None = None,
) -> Drawing:
    """A picture of a network, of ``SPEC:PATH``, or of layers such as ``conv(8, k=3, g=2)``.

    ``figure`` is connections, modules, bars or scatter; by itself a layer is drawn by its
    connections and a network by its modules. Raises CnncostError for what cannot be drawn.
    """
    if figure and figure not in FIGURES:
        hint = did_you_mean(figure, FIGURES) or f" Known: {', '.join(FIGURES)}."
        raise UsageError(f"There is no figure '{shortened(figure)}'.{hint}")
    if figure == "scatter":
        return _scatter(str(what))
    if what == "":
        raise UsageError("Say what to draw: a network, SPEC:PATH, or a layer; or --scatter.")
    report, part = _subject(what, input, params, convention)
    chosen = figure or _fitting(report, part)
    if chosen == "connections":
        return _connections(report, part)
    if chosen == "bars":
        return _bars(report, part, by, train)
    return _modules(report, part, depth, train)


def _subject(
    what: str | Path | Spec | Report,
    input: Size | None,
    params: Settings | None,
    convention: str | None,
) -> tuple[Report, str]:
    """The report that is drawn, and the path of the part of it that is meant."""
    if isinstance(what, Report):
        return what, ""
    if not isinstance(what, str):
        return analyze(what, input=input, params=params, convention=convention), ""
    if is_typed(what):
        given = {name: exact(value) for name, value in (params or {}).items()}
        return replace(typed_report(what, given, input), variant=" ".join(what.split())), ""
    spec, path = divided(what)
    return analyze(spec, input=input, params=params, convention=convention), path


def _fitting(report: Report, part: str) -> str:
    """A single layer is drawn by its connections, all else as boxes."""
    one = len(report.rows) == 1 or any(name.path == part for name in report.names)
    return "connections" if one or report.name == "layer" else "modules"


def _connections(report: Report, part: str) -> Drawing:
    from cnncost.figures.connections import connections_of
    from cnncost.figures.connections.scenes import matrix, scene

    figure = connections_of(report, part=part)
    few = connections_of(report, MOST_CHANNELS_IN_TEXT, part)
    return Drawing(scene(figure), scene(few, MOST_CHANNELS_IN_TEXT), matrix(few))


def _modules(report: Report, part: str, depth: int | None, train: bool) -> Drawing:
    from cnncost.figures.modules import modules
    from cnncost.figures.modules.layout import scene

    model = modules(report, part, depth, train)
    drawn = scene(model)
    return Drawing(drawn, drawn, drawn, model)


def _bars(report: Report, part: str, by: str, train: bool) -> Drawing:
    from cnncost.figures.charts.bars import bars, scene

    figure = bars(report, by, train=train, part=part)
    text = scene(figure)
    return Drawing(scene(figure, WIDE_BARS), text, text)


def _scatter(family: str) -> Drawing:
    from cnncost.figures.charts.networks import counted, published
    from cnncost.figures.charts.scatter import scatter, scene

    figure = scatter(counted(family) if family else published())
    text = scene(figure)
    return Drawing(scene(figure, *WIDE_SCATTER), text, text)
