"""What is written in a drawing of connections: names and costs, and how true the drawing is."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from cnncost.figures.connections.edges import has_room
from cnncost.figures.connections.layers import multiplies
from cnncost.figures.connections.model import Connections, Note, Panel
from cnncost.figures.scene import Label
from cnncost.numbers import figures, shape

WIDTH = 80
WORDS = 24  # the width of a layer's name and cost
NO_BREAK = "\N{NO-BREAK SPACE}"


def titles(figure: Connections) -> Iterator[Label]:
    """The title, over as many lines as it needs."""
    from textwrap import wrap

    return (Label(0, y, line, "strong") for y, line in enumerate(wrap(figure.title, WIDTH)))


def cost(panel: Panel) -> list[tuple[str, str]]:
    """The layer's name and what its MACs are a product of: lines of text and their roles."""
    from textwrap import wrap

    name = panel.name.replace(" ", NO_BREAK).replace(f",{NO_BREAK}", ", ")
    names = [line.replace(NO_BREAK, " ") for line in wrap(name, WORDS)[:2]]
    terms = _terms(panel)
    width = max(len(number) for _, number, _ in terms)
    sums = [f"{sign} {number:>{width}} {word}" for sign, number, word in terms]
    return [*((line, role_of(panel)) for line in names), *((line, "text") for line in sums)]


def _terms(panel: Panel) -> list[tuple[str, str, str]]:
    """Sign, number and word; no product for what multiplies nothing."""
    lines, macs = figures(panel.lines), figures(panel.macs)
    if panel.kind == "shuffle":
        return [(" ", lines, "lines (N)"), (" ", macs, "MACs")]
    times, equals = ("×", "=") if multiplies(panel.layer) else (" ", " ")
    outputs, taps = (
        shape(pair).replace("×", "·") for pair in (panel.layer.output[:2], panel.layer.kernel)
    )
    factors = [(" ", outputs, "outputs"), (times, taps, "taps"), (times, lines, "lines")]
    return [*factors, (equals, macs, "MACs")]


def role_of(panel: Panel) -> str:
    """What a layer is, for its colour."""
    if panel.kind == "shuffle":
        return "other"
    if panel.kind in ("fc", "rbf"):
        return "fc"
    if panel.kind not in ("conv", "depthwise"):
        return "pool"
    if panel.G == panel.N > 1:
        return "depthwise"
    if panel.G > 1:
        return "grouped"
    return "pointwise" if panel.layer.kernel == (1, 1) else "conv"


def counted(number: int, word: str) -> str:
    """``1 line``, ``64 lines``."""
    return f"{figures(number)} {word}{'s' * (number != 1)}"


def legend(figure: Connections) -> Iterator[str]:
    """How true the drawing is: its scale, the groups left out, windows drawn smaller."""
    yield _scale(figure)
    for G, g in sorted({(panel.G, panel.g) for panel in figure.panels if _cut(panel)}):
        yield f"{g} of {figures(G)} groups are drawn."
    for name in dict.fromkeys(panel.name for panel in figure.panels if not _whole(panel)):
        yield f"The window of the {name} is drawn smaller than it is."


def _scale(figure: Connections) -> str:
    sizes = [pair for panel in figure.panels for pair in ((panel.N, panel.n), (panel.M, panel.m))]
    scales = {Fraction(channels, nodes) for channels, nodes in sizes}
    if scales <= {1}:
        return "All channels are drawn."
    if len(scales) > 1:
        return "Channels are not drawn to one scale."
    scale = scales.pop()
    if scale.denominator > 1:
        return "Channels are drawn to scale."
    return f"Each channel drawn stands for {figures(scale)}."


def _cut(panel: Panel) -> bool:
    return panel.g != panel.G < panel.N


def _whole(panel: Panel) -> bool:
    return has_room(panel.layer, panel.across)


def pads(figure: Connections) -> bool:
    """Whether any tap that is drawn lies in the padding."""
    return any(not inside for panel in figure.panels for _, _, inside in panel.space)


def described(figure: Connections) -> str:
    """The figure in words."""
    parts = (
        [item.text] if isinstance(item, Note) else map(_in_words, item.panels)
        for item in figure.items
    )
    return " ".join(f"{sentence}." for part in parts for sentence in part)


def _in_words(panel: Panel) -> str:
    return (
        f"{panel.name}: {figures(panel.N)} channels to {figures(panel.M)}, "
        f"{counted(panel.lines, 'line')}, {len(panel.channels)} of them drawn, "
        f"{figures(panel.macs)} MACs"
    )
