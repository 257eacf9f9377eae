"""A scene as one SVG document: nothing in it points outside, and it follows light and dark.

Colours stand in plain attributes, which every program reads; the rules for dark backgrounds name
classes and override them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from cnncost.errors import UsageError
from cnncost.figures.palette import DARK, HUES, LIGHT, Theme, hue
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
# The same paints as rules of a page, whose variables have the colours.
INLINE = {
    "paper": "fill: var(--paper)",
    "wire": "fill: none; stroke: var(--line)",
    "thread": "stroke: var(--line); stroke-linecap: round",
    "solid": "fill: var(--line)",
    "hatch": "stroke: var(--paper); pointer-events: none",
    "box": "fill: var(--fill); stroke: var(--line)",
    "hollow": "fill: var(--paper); stroke: var(--line); stroke-width: 1.2",
    "ink": "fill: var(--ink); pointer-events: none",
    "label": "fill: var(--ink); stroke: var(--paper); stroke-width: 3; stroke-linejoin: round; "
    "paint-order: stroke",
}


def to_svg(scene: Scene, prefix: str = "", fixed: bool = False) -> str:
    """The scene as an SVG document; ``prefix`` keeps the names of several in one page apart.

    A ``fixed`` one stays light on a dark page, for where nobody knows what the page will be.
    """
    if prefix and not _is_name(prefix):
        raise UsageError("A prefix of names in SVG is a letter, then letters, digits, - and _.")
    width, height = _size(scene)
    paper = element("rect", {"x": CORNER, "y": CORNER, "width": width, "height": height})
    drawn = [Part("paper", "text", paper), *(part for part in parts(scene) if part.element)]
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {_frame(scene, prefix)} font-family="{FONTS}"'
        f' font-size="{FONT_SIZE}">',
        *_about(scene, prefix),
        *([] if fixed else _dark_rules(drawn, prefix)),
        *_groups(drawn, prefix),
        "</svg>\n",
    ]
    return "\n".join(lines)


def to_inline(scene: Scene, prefix: str) -> str:
    """The scene as an element of a page that has ``inline_rules`` in its style.

    It carries neither colours nor a style of its own, and so is a third smaller.
    """
    drawn = [part for part in parts(scene) if part.element]
    lines = [
        f'<svg class="scene" {_frame(scene, prefix)}>',
        *_about(scene, prefix),
        *_inline_groups(drawn),
        "</svg>",
    ]
    return "\n".join(lines)


def inline_rules() -> str:
    """The style of scenes in a page, over its variables --NAME-line, --NAME-fill, --NAME-ink."""
    rules = [
        f".scene .{role} {{ --line: var(--{name}-line); --fill: var(--{name}-fill);"
        f" --ink: var(--{name}-ink); }}"
        for role, name in HUES.items()
    ]
    for paint, colours in INLINE.items():
        rules.append(f".scene .{paint} {{ {colours} }}")
    rules.append(".scene .strong { font-weight: bold; }")
    return "\n".join([f".scene {{ font: {FONT_SIZE}px {FONTS}; }}", *rules])


def _inline_groups(drawn: list[Part]) -> Iterator[str]:
    for (paint, role, dashed), run in groupby(drawn, lambda p: (p.paint, p.role, p.dashed)):
        broken = f' stroke-dasharray="{DASHES[paint]}"' if dashed else ""
        elements = "".join(part.element for part in run)
        yield f'<g class="{paint} {role}"{broken}>{elements}</g>'


def _size(scene: Scene) -> tuple[int, int]:
    """Width and height of the document, in pixels."""
    return scene.width * WIDTH + 2 * MARGIN, scene.height * HEIGHT + 2 * MARGIN


def _frame(scene: Scene, prefix: str) -> str:
    """The attributes that every document has."""
    width, height = _size(scene)
    return (
        f'width="{width}" height="{height}"'
        f' viewBox="{number(CORNER)} {number(CORNER)} {width} {height}" role="img"'
        f' aria-labelledby="{prefix}title {prefix}desc"'
    )


def _about(scene: Scene, prefix: str) -> Iterator[str]:
    """What the picture is called and shows, for those who cannot see it."""
    yield f'<title id="{prefix}title">{escaped(scene.title)}</title>'
    yield f'<desc id="{prefix}desc">{escaped(scene.description)}</desc>'


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
