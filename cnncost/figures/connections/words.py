"""What is written in a drawing of connections: names and costs, and how true the drawing is."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from cnncost.figures.about import told
from cnncost.figures.connections.edges import has_room
from cnncost.figures.connections.layers import multiplies
from cnncost.figures.connections.model import Connections, Item, Note, Panel
from cnncost.figures.sorts import role_of
from cnncost.numbers import figures, shape

WORDS = 24  # the width of a layer's name and cost
NO_BREAK = "\N{NO-BREAK SPACE}"


def cost(panel: Panel) -> list[tuple[str, str]]:
    """The layer's name and what its MACs are a product of: lines of text and their roles."""
    from textwrap import wrap

    name = panel.name.replace(" ", NO_BREAK).replace(f",{NO_BREAK}", ", ")
    names = [line.replace(NO_BREAK, " ") for line in wrap(name, WORDS)[:2]]
    terms = _terms(panel)
    width = max(len(number) for _, number, _ in terms)
    sums = [f"{sign} {number:>{width}} {word}" for sign, number, word in terms]
    return [*((line, role_of(panel.layer)) for line in names), *((line, "text") for line in sums)]


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
    return told(sentence for item in figure.items for sentence in _sentences(item))


def _sentences(item: Item) -> list[str]:
    if isinstance(item, Note):
        return [item.text]
    branch = f"{item.name}, " if item.name else ""
    return [f"{branch}{_in_words(panel)}" for panel in item.panels]


def _in_words(panel: Panel) -> str:
    """``1×1 conv, 128 channels to 64: 28·28 outputs × 1·1 taps × …``."""
    sizes = f"{figures(panel.N)} channels to {figures(panel.M)}"
    first, *others = _terms(panel)
    product = f"{first[1]} {first[2]}"
    for sign, number, word in others:
        product += f" {sign} {number} {word}" if sign.strip() else f", {number} {word}"
    return f"{panel.name}, {sizes}: {product}; {counted(len(panel.channels), 'line')} drawn"
