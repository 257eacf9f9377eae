"""Colours of pages, from the palette of pictures: light, and dark where the reader's screen is."""

from __future__ import annotations

from cnncost.figures.palette import DARK, LIGHT, Theme
from cnncost.figures.svg import inline_rules
from cnncost.pages.document import resource


def style() -> str:
    """What all pages look like: the palette as variables, pictures, and the style sheet."""
    dark = f"@media screen and (prefers-color-scheme: dark) {{\n{_variables(DARK)}\n}}"
    return "\n".join([_variables(LIGHT), dark, inline_rules(), resource("style.css")])


def _variables(theme: Theme) -> str:
    """``--blue-line``, ``--blue-fill`` and ``--blue-ink`` for every hue, and ``--paper``."""
    names = {"paper": theme.paper}
    for name, hue in theme.hues.items():
        parts = zip(("line", "fill", "ink"), hue, strict=True)
        names |= {f"{name}-{part}": colour for part, colour in parts}
    return f":root {{ {' '.join(f'--{name}: {colour};' for name, colour in names.items())} }}"
