"""The page to play with: one file of controls, formulas, pictures and numbers that follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cnncost.pages.document import Document, resource, to_html
from cnncost.pages.markup import Html, joined, tag
from cnncost.pages.play.forms import forms_script
from cnncost.pages.play.kinds import kinds_script
from cnncost.pages.play.pictures import pictures_script
from cnncost.pages.play.printing import operations_script
from cnncost.pages.play.slips import slips_script
from cnncost.pages.play.trace import network_script
from cnncost.pages.theme import style
from cnncost.spec import Spec

# In the order in which they stand in the page: what is used first comes first, main.js last.
# What has no ending is printed from Python.
SCRIPTS = (
    "exact.js", "kinds", "measure.js", "walk.js", "forms", "slips", "numerals.js", "asked.js",
    "around.js", "mistaken.js", "together.js", "recognition.js", "judge.js", "numbers.js",
    "operations", "network", "setting.js", "remedy.js", "question.js", "pictures",
    "network/model.js",
    "connections/edges.js", "connections/scale.js", "connections/model.js", "connections/runs.js",
    "connections/words.js", "connections/scene.js", "connections/counting.js", "dom.js", "state.js",
    "keep.js", "controls.js", "result.js", "pin.js", "factor.js", "glance.js",
    "connections/drawing.js", "connections/pointing.js", "connections/panel.js", "picture.js",
    "bars.js", "guess.js", "network/table.js", "network/editor.js", "network/settings.js",
    "network/panel.js", "main.js",
)  # fmt: skip
TITLE = "What does a convolution cost?"
CONVENTION = (
    "1 MAC is one multiplication and one addition, on one picture. Bias, normalisation, "
    "activations, pooling and what is only moved count 0 MACs; padded zeros count as work. Weights "
    "are the trained coefficients of convolutions, without biases and normalisation."
)
STYLES = ("play/play.css", "play/connections.css", "play/guess.css", "play/network/network.css")
PRINTED: Mapping[str, Callable[[], str]] = {
    "kinds": kinds_script,
    "forms": forms_script,
    "slips": slips_script,
    "pictures": pictures_script,
    "operations": operations_script,
}
# The sections beside the controls: the id of what a panel fills, and its heading.
SECTIONS = (
    ("guess", "Guess first"),
    ("network", "The whole network"),
    ("result", "What it costs"),
    ("connections", "How it is connected"),
    ("bars", "Same shapes, other operations"),
    ("pin", "Two settings compared"),
    ("factor", "Taken apart, step by step"),
)


def play_html(spec: Spec | None = None) -> str:
    """The page as one file; with a spec it has that whole network to edit, too."""
    return to_html(
        Document(
            title=TITLE,
            body=_body(spec),
            styles=(style(), *map(resource, STYLES)),
            scripts=('"use strict";', *scripts(spec)),
        )
    )


def scripts(spec: Spec | None = None) -> tuple[str, ...]:
    """Every script of the page as text, in order."""
    return tuple(_script(name, spec) for name in SCRIPTS)


def _script(name: str, spec: Spec | None) -> str:
    if name == "network":
        return network_script("NETWORK", spec) if spec else "const NETWORK = null;\n"
    return PRINTED[name]() if name in PRINTED else resource(f"play/{name}")


def _body(spec: Spec | None) -> Html:
    """Controls on the left, what follows from them on the right."""
    sections = [_section(name, heading) for name, heading in SECTIONS]
    return joined(
        [
            tag("header", tag("h1", TITLE), tag("p", _lead(spec), class_="lead")),
            tag("p", id="unused", class_="error", role="status"),
            tag(
                "main",
                tag("section", id="controls", class_="controls", aria_label="Setting"),
                tag("div", *sections, class_="results"),
                class_="columns",
            ),
            tag("noscript", tag("p", "This page counts in JavaScript, which is off here.")),
            tag("footer", tag("p", CONVENTION, class_="note")),
            tag("p", id="glance", class_="glance", aria_hidden="true"),
        ],
        "\n",
    )


def _lead(spec: Spec | None) -> str:
    """What there is to do."""
    start = "Choose an operation, move the letters, and see what it multiplies and what it stores."
    return (
        f"{start} The whole of {spec.variant} is here, too, and any layer of it can be changed."
        if spec
        else start
    )


def _section(name: str, heading: str) -> Html:
    """A part of the page that a panel fills; it is not seen while it is empty."""
    return tag(
        "section",
        tag("h2", heading, id=f"{name}-heading"),
        tag("div", id=name),
        aria_labelledby=f"{name}-heading",
        class_=f"part-{name}",
    )
