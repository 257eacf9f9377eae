"""Module diagrams: a network, or a part of one, as boxes in series and in parallel."""

from __future__ import annotations

from cnncost.figures.modules.model import MOST_BOXES, MOST_BOXES_UNASKED, Modules, modules

__all__ = ["MOST_BOXES", "MOST_BOXES_UNASKED", "Modules", "modules"]
