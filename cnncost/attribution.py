"""What every table and picture says of itself: which network, on what input, in which variant."""

from __future__ import annotations

from cnncost.numbers import setting, shape
from cnncost.report import Report

MOST_SETTINGS = 4


def heading(report: Report) -> str:
    """``googlenet on 224×224×3: title``."""
    name = report.variant if report.variant == report.name else f"{report.variant} ({report.name})"
    title = f": {report.title}" if report.title else ""
    return f"{name} on {shape(report.input)}{title}"


def variant_note(report: Report) -> str:
    """Which network of that name this is, with its parameters: names are not architectures.

    Many parameters are named only where they are not the variant's own.
    """
    few = len(report.params) <= MOST_SETTINGS
    shown = [name for name in report.params if few or _changed(report, name)]
    settings = ", ".join(_setting(report, name) for name in shown)
    other = f"input {shape(report.input)} in place of {shape(report.own_input)}"
    changed = other if report.input != report.own_input else ""
    about = " · ".join(filter(None, (report.paper, settings, changed)))
    return f"{report.variant}: {about}" if about else report.variant


def _changed(report: Report, name: str) -> bool:
    return report.params[name] != report.own_params[name]


def _setting(report: Report, name: str) -> str:
    """``width 0.75 in place of 1``."""
    own = f" in place of {setting(report.own_params[name])}" if _changed(report, name) else ""
    return f"{name} {setting(report.params[name])}{own}"
