"""PNG, by way of SVG, for those who have resvg-py."""

from __future__ import annotations

import re

from cnncost.errors import UsageError
from cnncost.figures.svg import FONTS

MOST_PIXELS = 100_000_000
SIZE = re.compile(r'<svg\b[^>]*? width="(\d+)" height="(\d+)"')
PROBE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"'
    f' font-family="{FONTS}"><text y="15">%s</text></svg>'
)


def to_png(svg: str, scale: float = 2) -> bytes:
    """What ``svg.to_svg`` made, as a PNG on a light background.

    Raises UsageError if resvg-py is not there, if there is no font, or if it would be too large.
    """
    try:
        from resvg_py import svg_to_bytes
    except ImportError:
        raise UsageError(
            "PNG needs one more package: pip install 'cnncost[png]'. An .svg file needs none."
        ) from None
    _check_size(svg, scale)
    # Where none of the fonts is found, text is left out without a word.
    if svg_to_bytes(svg_string=PROBE % "M") == svg_to_bytes(svg_string=PROBE % ""):
        raise UsageError(
            "PNG needs a monospace font, and none was found. DejaVu Sans Mono is one; an .svg file"
            " needs none."
        )
    return bytes(svg_to_bytes(svg_string=svg, zoom=scale))


def _check_size(svg: str, scale: float) -> None:
    size = SIZE.match(svg)
    if size is None or not 0 < scale < 100:
        raise UsageError("PNG is drawn from a whole SVG document, at a scale from 0 to 100.")
    pixels = int(size[1]) * int(size[2]) * scale**2
    if not 1 <= pixels <= MOST_PIXELS:
        raise UsageError(
            f"The picture would have {round(pixels / 1e6):,} million pixels; at most"
            f" {MOST_PIXELS // 10**6} can be drawn. An .svg file has no such limit."
        )
