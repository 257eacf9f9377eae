"""What the pictures of the play page share with those of the command line, as JavaScript data."""

from __future__ import annotations

from typing import Any

from cnncost.figures import svg
from cnncost.figures.connections import edges, layers, model, scale
from cnncost.figures.palette import HUES, LIGHT
from cnncost.figures.shapes import BAR, HATCHES
from cnncost.figures.sorts import SORTS, role_of
from cnncost.figures.words import CALLED, JOINED
from cnncost.formula import Expr, symbol
from cnncost.formula.terms import divided
from cnncost.kind import Kind
from cnncost.layers import JOINS, KINDS
from cnncost.measure import Measured
from cnncost.pages.play.forms import form_of
from cnncost.pages.play.kinds import quoted

# A layer of which nothing is known but its kind.
PLAIN = {"N": 2, "M": 2, "G": 1}
# What a shuffle does is no product, and how many elements an adaptive pooling reads is not the
# same at all positions.
WITHOUT_FORMULA = ("shuffle", "adaptive_avgpool")


def pictures_script() -> str:
    """``const CONNECTED, SORTED, PAINTED, EACH``: what is drawn, as what, how, and its cost."""
    tables = {"CONNECTED": _connected(), "SORTED": _sorted(), "PAINTED": _painted()}
    lines = [f"const {name} = {quoted(table)};" for name, table in tables.items()]
    return "\n".join(["// Printed from cnncost/figures.", *lines, _each(), ""])


def _connected() -> dict[str, Any]:
    """What decides how many nodes and lines a layer is drawn with."""
    return {
        "counted": layers.COUNTED, "inGroups": layers.IN_GROUPS,
        "positions": edges.POSITIONS, "mostTaps": edges.MOST_TAPS,
        "mostDilation": edges.MOST_DILATION, "limit": scale.LIMIT,
        "fewChannels": scale.FEW_CHANNELS, "fewGroups": scale.FEW_GROUPS,
        "multiples": scale.MULTIPLES, "most": model.MOST, "mostLayers": model.MOST_LAYERS,
        "fine": model.FINE._asdict(), "coarse": model.COARSE._asdict(),
    }  # fmt: skip


def _sorted() -> dict[str, Any]:
    """What a layer is called and drawn as; of convolutions their letters decide."""
    roles = {name: _role(kind) for name, kind in {**KINDS, **JOINS}.items()}
    return {"roles": roles, "sorts": SORTS, "called": CALLED, "joined": JOINED}


def _role(kind: Kind) -> str:
    layer = Measured(kind, PLAIN, (1, 1, 2), (1, 1, 2), (3, 3), (1, 1), ())
    return role_of(layer)


def _painted() -> dict[str, Any]:
    """Colours on white, dashes and hatches, for pictures that leave the page."""
    return {
        "hues": HUES, "paper": LIGHT.paper,
        "light": {name: hue._asdict() for name, hue in LIGHT.hues.items()},
        "dashes": svg.DASHES, "hatches": HATCHES, "bar": BAR,
        "font": svg.FONTS, "fontSize": svg.FONT_SIZE,
    }  # fmt: skip


# --- what one channel costs


def _each() -> str:
    """For each kind, its connections at one position: to one output channel, and from one input."""
    kinds = [KINDS[name] for name in layers.COUNTED if name not in WITHOUT_FORMULA]
    forms = "".join(f"  {kind.name}: {_ends(kind)},\n" for kind in kinds)
    return f"const EACH = {{\n{forms}}};"


def _ends(kind: Kind) -> str:
    ends = {"output": kind.size[2], "input": symbol("N")}
    forms = [f"{end}: {form_of(kind, over(kind, channels))}" for end, channels in ends.items()]
    return f"{{ {', '.join(forms)} }}"


def over(kind: Kind, channels: Expr) -> Expr:
    """A layer's connections over its positions and so many channels."""
    sizes = dict(zip("HWM", kind.size, strict=True))
    sizes |= {letter: symbol(letter) for letter in "HW" if sizes[letter].symbols()}
    whole = kind.ledger[layers.COUNTED[kind.name]].substitute(sizes)
    return divided(whole, (sizes["H"] * sizes["W"] * channels).substitute(sizes))
