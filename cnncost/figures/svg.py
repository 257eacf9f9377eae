"""A scene as one SVG document: nothing in it points outside, and it follows light and dark.

Colours stand in plain attributes, which every program reads; the rules for dark backgrounds name
classes and override them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from cnncost.errors import UsageError
from cnncost.figures.palette import DARK, LIGHT, Theme, hue
from cnncost.figures.scene import Scene
from cnncost.figures.shapes import HEIGHT, WIDTH, Part, element, escaped, number, parts

MARGIN = 12  # around the picture, in pixels
# Half a pixel puts lines that are one pixel wide on pixels, not between them.
CORNER = -MARGIN - 0.5
FONTS = (
    "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', "
    "'Noto Sans Mono', 'Courier New', monospace"
)
FONT_SIZE = 13

# What else a paint has, besides its colours.
PAINTS = {
    "paper": "",
    "wire": 'fill="none"',
    "thread": 'stroke-linecap="round"',
    "solid": "",
    "hatch": 'pointer-events="none"',
    "box": "",
    "hollow": 'stroke-width="1.2"',
    "ink": 'pointer-events="none"',
    "label": 'stroke-width="3" stroke-linejoin="round" paint-order="stroke"',
}
DASHES = {"wire": "4 3", "thread": "3 3"}


def to_svg(scene: Scene, prefix: str = "", fixed: bool = False) -> str:
    """The scene as an SVG document; ``prefix`` keeps the names of several in one page apart.

    A ``fixed`` one stays light on a dark page, for where nobody knows what the page will be.
    """
    if prefix and not _is_name(prefix):
        raise UsageError("A prefix of names in SVG is a letter, then letters, digits, - and _.")
    width, height = scene.width * WIDTH + 2 * MARGIN, scene.height * HEIGHT + 2 * MARGIN
    paper = element("rect", {"x": CORNER, "y": CORNER, "width": width, "height": height})
    drawn = [Part("paper", "text", paper), *(part for part in parts(scene) if part.element)]
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="{number(CORNER)} {number(CORNER)} {width} {height}" role="img"'
        f' aria-labelledby="{prefix}title {prefix}desc" font-family="{FONTS}"'
        f' font-size="{FONT_SIZE}">',
        f'<title id="{prefix}title">{escaped(scene.title)}</title>',
        f'<desc id="{prefix}desc">{escaped(scene.description)}</desc>',
        *([] if fixed else _dark_rules(drawn, prefix)),
        *_groups(drawn, prefix),
        "</svg>\n",
    ]
    return "\n".join(lines)


def _is_name(text: str) -> bool:
    return text.isascii() and text[0].isalpha() and text.replace("-", "_").isidentifier()


def _dark_rules(drawn: list[Part], prefix: str) -> Iterator[str]:
    """A rule for every paint in the picture."""
    yield "<style>@media (prefers-color-scheme: dark) {"
    for paint, role in sorted({(part.paint, part.role) for part in drawn}):
        rules = ";".join(f"{name}:{value}" for name, value in _colours(DARK, paint, role).items())
        yield f".{prefix}{paint}-{role}{{{rules}}}"
    yield "}</style>"


def _groups(drawn: list[Part], prefix: str) -> Iterator[str]:
    """The elements; what some in a row share is written once."""
    for (paint, role, dashed), run in groupby(drawn, lambda p: (p.paint, p.role, p.dashed)):
        attributes = [f'class="{prefix}{paint}-{role}"']
        attributes += [f'{k}="{v}"' for k, v in _colours(LIGHT, paint, role).items()]
        attributes += [PAINTS[paint]] if PAINTS[paint] else []
        attributes += [f'stroke-dasharray="{DASHES[paint]}"'] if dashed else []
        attributes += ['font-weight="bold"'] if role == "strong" else []
        yield f"<g {' '.join(attributes)}>{''.join(part.element for part in run)}</g>"


def _colours(theme: Theme, paint: str, role: str) -> dict[str, str]:
    """What a paint colours."""
    line, fill, ink = hue(theme, role)
    return {
        "paper": {"fill": theme.paper},
        "wire": {"stroke": line},
        "thread": {"stroke": line},
        "solid": {"fill": line},
        "hatch": {"stroke": theme.paper},
        "box": {"fill": fill, "stroke": line},
        "hollow": {"fill": theme.paper, "stroke": line},
        "ink": {"fill": ink},
        "label": {"fill": ink, "stroke": theme.paper},
    }[paint]
