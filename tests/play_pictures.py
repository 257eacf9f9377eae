"""What tests of the play page's pictures share: its scripts, and rows as its engine has them."""

from __future__ import annotations

from typing import Any

from javascript import asked, counting, script

from cnncost.figures.connections import Connections
from cnncost.kind import LEDGER
from cnncost.measure import Measured
from cnncost.pages.play.pictures import pictures_script
from cnncost.report import Report

FILES = ("edges", "scale", "model", "runs", "words", "scene", "counting")
# The engine's maps tell 1.0 from 1, which browsers do not: | 0 makes it whole.
BETWEEN = """
function place(number) { return Number(number) | 0; }
function panelText({ N, M, G, n, m, g, space, channels, layer }) {
  return [
    [N, M, G], [n, m, g], space, channels, linesOf(layer), atLength(layer), roleOf(layer),
  ];
}
function itemsText({ items }) {
  return items.map((item) => (item.panels ? [item.name, item.panels.map(panelText)] : item.text));
}
function networkFigure({ rows, ...words }, most) {
  const numbered = rows.map((row) => ({ ...row, sources: row.sources.map(place) }));
  const network = { rows: numbered };
  return { ...connectionsOfNetwork(network, network, "", most), ...words };
}
"""


def page() -> Any:
    """The scripts of the pictures, without a page."""
    files = [script(f"connections/{name}.js") for name in FILES]
    return counting(script("numbers.js"), pictures_script(), *files, BETWEEN)


def figure_in_page(context: Any, layer: Measured, most: int = 8) -> Any:
    """What the page draws of a layer."""
    return asked(context, f"itemsText(connectionsOf([row], '', {most}))", row=as_row(layer))


def as_row(layer: Measured) -> dict[str, Any]:
    """A layer as the page's engine measures it."""
    letters = {name: value for name, value in layer.letters.items() if type(value) is int}
    sizes = {name: getattr(layer, name) for name in ("input", "output", "kernel", "stride")}
    ledger = dict(zip(LEDGER, layer.ledger, strict=True))
    return {"kind": layer.kind.name, "letters": letters, "ledger": ledger, **sizes}


def as_network(report: Report, figure: Connections) -> dict[str, Any]:
    """A network as the page has it, with the words that the figure has."""
    rows = [
        {
            **as_row(report.measured[i]),
            "path": name.path,
            "sources": report.sources[i],
            "trainOnly": bool(report.train_only[i]),
        }
        for i, name in enumerate(report.names)
    ]
    words = {"title": figure.title, "subtitle": figure.subtitle, "notes": figure.notes}
    return {"rows": rows, **words}
