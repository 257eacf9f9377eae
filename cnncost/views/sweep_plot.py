"""A sweep as a drawing: SVG, text with lines and dots, and PNG."""

from __future__ import annotations

from cnncost.explanation.drawing import Drawing
from cnncost.figures.charts.sweep import scene
from cnncost.sweeping.sweep import Sweep

WIDE = (104, 38)  # cells of what need not fit a terminal


def sweep_drawing(sweep: Sweep) -> Drawing:
    """The plot of a sweep. Raises UsageError where there is nothing to draw."""
    text = scene(sweep)
    return Drawing(scene(sweep, *WIDE), text, text)
