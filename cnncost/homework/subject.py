"""What an item is about: layers typed in one line, or a network, or a place in one."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

from cnncost.analysis import analyze_spec
from cnncost.chain import expression
from cnncost.document import Node, is_mapping, is_text
from cnncost.errors import CnncostError, FileError, FormulaError
from cnncost.formula import Expr, evaluate, number
from cnncost.head import named_entries, read_input, read_shape
from cnncost.measure import Shape, shown
from cnncost.place import rows_at
from cnncost.report import Report
from cnncost.spec import Spec, layers_spec, spec_of
from cnncost.zoo import load

Number = int | Fraction
Letters = Mapping[str, Number]
ARITHMETIC = ("+", "-", "*", "/", "//", "%", "**", "negative")
UNNAMED = "this network"
KEYS = ("layer", "network", "input", "at", "set")


class About(NamedTuple):
    """What an item is about, as it was written; ``folder`` is where files are looked for."""

    node: Node
    layer: Node | None
    network: Node | None
    input: Node | None
    at: Node | None
    set: tuple[tuple[Node, Node], ...]
    folder: Path


class Subject(NamedTuple):
    """What an item is about, worked out: a network and the rows in question.

    ``written`` are the lines of a network that stands in the assignment alone.
    """

    report: Report
    rows: tuple[int, ...]
    layer: str
    at: str
    written: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What it is, as a question would call it."""
        if self.layer:
            return f"{self.layer} on {shown(self.report.input)}"
        network = f"{self.report.variant} on {shown(self.report.input)}"
        return f"{self.at} of {network}" if self.at else network

    @property
    def name(self) -> str:
        """The same in a word or two."""
        return self.layer or (
            f"{self.at} of {self.report.variant}" if self.at else self.report.variant
        )


def read_about(given: Mapping[str, Node], node: Node, folder: Path) -> About:
    """What an entry is about. Raises FileError where that cannot be told."""
    layer, network = given.get("layer"), given.get("network")
    if (layer is None) is (network is None):
        raise node.error("An item has either 'layer:' or 'network:'.")
    if layer is not None:
        if not is_text(layer):
            raise layer.error("Expected layers in one line, as conv(64, k=3) -> relu.")
        if "input" not in given:
            raise node.error("A layer needs the map that it stands on, as 'input: 28x28x64'.")
        if "set" in given:
            raise given["set"].error("'set' changes parameters of a network; a layer has none.")
    at = given.get("at")
    if at is not None and not is_text(at):
        raise at.error("Expected the path of a layer or part, as 3a/3x3.2.")
    settings = named_entries(given["set"], "set", "PARAMETER: number") if "set" in given else ()
    return About(node, layer, network, given.get("input"), at, tuple(settings), folder)


def subject(about: About, letters: Letters, sizes: str = "floor") -> Subject:
    """The network with numbers put in for the letters, and its rows in question.

    Raises FileError for layers that cannot stand, places that are not there, and poolings that
    round down where it is agreed that ``sizes`` are rounded up.
    """
    report = analyze_spec(_spec(about, letters), _input(about, letters))
    if sizes == "ceil":
        _refuse_rounding_down(about, report)
    try:
        rows = rows_at(report, about.at.value) if about.at else _deployed(report)
    except CnncostError as error:
        raise (about.at or about.node).error(str(error)) from None
    at = about.at.value if about.at else ""
    own = about.network is not None and is_mapping(about.network)
    written = source_lines(about.network) if own and about.network else []
    return Subject(report, tuple(rows), _typed(about, letters), at, tuple(written))


def source_lines(node: Node) -> list[str]:
    """A part of a file as it was written, from the left margin on."""
    first = " " * (node.place().column - 1)
    return dedent(f"{first}{node.source.text[node.start : node.end]}").rstrip().splitlines()


def _refuse_rounding_down(about: About, report: Report) -> None:
    """Hold the network to the agreement, so that none of its sizes is another than was said."""
    for row, one in enumerate(report.measured):
        if one.letters.get("ceil") != 0:
            continue
        letters = {**one.letters, "ceil": 1}
        if [evaluate(size, letters) for size in one.kind.size] != list(one.output):
            raise (about.layer or about.network or about.node).error(
                f"Here sizes of poolings are rounded up, and {report.names[row].path} rounds down: "
                "give it ceil=yes."
            )


def _deployed(report: Report) -> list[int]:
    rows: list[int] = [i for i, aside in enumerate(report.aside) if not aside]
    return rows


def _spec(about: About, letters: Letters) -> Spec:
    if about.layer is not None:
        node = about.layer
        assert about.input is not None  # read_about has seen to it
        return layers_spec(node, read_input(about.input, letters), letters)
    node = about.network or about.node
    try:
        spec = _written(node) if is_mapping(node) else _named(about, node)
        return spec.with_params({key.value: _value(value, letters) for key, value in about.set})
    except FileError:
        raise
    except CnncostError as error:
        raise node.error(str(error)) from None


def _written(node: Node) -> Spec:
    """A network that stands in the assignment; without a name it is just the network."""
    spec = spec_of(node, node.source.file)
    named = any(key.value == "name" for key, _ in node.value)
    return spec if named else spec._replace(name=UNNAMED, variant=UNNAMED)


def _named(about: About, node: Node) -> Spec:
    if not is_text(node):
        raise node.error("Expected the name of a network, a file, or a spec of its own.")
    if "(" in node.value or "->" in node.value:
        raise node.error("Layers in one line are given as 'layer:', with their 'input:'.")
    beside = about.folder / node.value
    return _loaded(str(beside) if beside.is_file() else node.value)


@lru_cache(100)
def _loaded(name: str) -> Spec:
    return load(name)


def _value(node: Node, letters: Letters) -> Number:
    try:
        value: Number = evaluate(expression(node), letters)
    except FormulaError as error:
        raise node.error(error.message, error.span) from None
    return value


def _input(about: About, letters: Letters) -> Shape | None:
    """The size of a network's input, if another is asked for; a layer's spec has its own."""
    if about.layer is not None or about.input is None:
        return None
    shape = read_shape(about.input.value) if is_text(about.input) else None
    if shape is not None and shape[2] is not None:
        height, width, channels = shape
        return height, width, channels or 0
    sizes: tuple[Expr, Expr, Expr] = read_input(about.input, letters)
    height, width, channels = (int(evaluate(size, letters)) for size in sizes)
    return height, width, channels


def _typed(about: About, letters: Letters) -> str:
    """The layers as they were typed, with numbers in place of letters."""
    if about.layer is None:
        return ""
    values = {name: number(value) for name, value in letters.items()}
    if not letters:
        return " ".join(about.layer.value.split())
    return str(_worked_out(expression(about.layer).substitute(values)))


def _worked_out(formula: Expr) -> Expr:
    """Layers whose arguments are numbers, and no longer sums of them."""
    if formula.op in ARITHMETIC and not formula.symbols():
        return number(evaluate(formula, {}))
    parts = (_worked_out(part) if type(part) is Expr else part for part in formula.args)
    return Expr(formula.op, *parts)
