"""The figures of explanations: each is drawn from what was counted; a page has notes of its own.

Figures are imported when one is drawn: most of an explanation needs none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cnncost.explanation.page import Picture
from cnncost.measure import Measured
from cnncost.report import Report

MOST_CHANNELS_IN_TEXT = 6


def connection_picture(rows: Sequence[Measured], title: str = "") -> Picture | None:
    """Connections of layers that follow each other, in space and channels; None without any."""
    from cnncost.figures.connections import connections
    from cnncost.figures.connections.scenes import matrix, scene

    figure = connections(rows, title, MOST_CHANNELS_IN_TEXT)
    if not figure.panels:
        return None
    return Picture(scene(figure, MOST_CHANNELS_IN_TEXT), matrix(figure))


def connections_of_block(report: Report, part: str = "") -> Picture:
    """Connections of a whole block, or of a part of it."""
    from cnncost.figures.connections import connections_of
    from cnncost.figures.connections.scenes import matrix, scene

    figure = connections_of(report, MOST_CHANNELS_IN_TEXT, part)._replace(notes=())
    return Picture(scene(figure, MOST_CHANNELS_IN_TEXT), matrix(figure))


def module_picture(report: Report, part: str = "") -> Picture:
    """A network or a part of it as boxes."""
    from cnncost.figures.modules import modules
    from cnncost.figures.modules.layout import scene

    drawn = scene(modules(report, part)._replace(notes=()))
    return Picture(drawn, drawn)


def bar_picture(report: Report, part: str = "") -> Picture:
    """Where the costs of a network, or of a part of it, are."""
    from cnncost.figures.charts.bars import bars, scene

    drawn = scene(bars(report, part=part)._replace(notes=()))
    return Picture(drawn, drawn)


PICTURES: dict[str, Callable[[Report, str], Picture]] = {
    "connections": connections_of_block,
    "module": module_picture,
    "bars": bar_picture,
}
