"""Claims: numbers that papers and programs print, recomputed and judged.

A claim's verdict is ``exact``, ``rounds`` (agrees at the printed precision), ``explained`` (another
expression, its ``because``, gives the printed number) or ``differs``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from cnncost.analysis import analyze_spec, input_shape
from cnncost.conventions import NAMES, conventions, params, work
from cnncost.conventions import convention as find_convention
from cnncost.document import Node, entries, is_text, read_document, read_text
from cnncost.errors import (
    CnncostError,
    FileError,
    FormulaError,
    UsageError,
    did_you_mean,
    shortened,
)
from cnncost.formula import Expr
from cnncost.head import Number, named_entries, read_number, read_shape
from cnncost.measure import Shape
from cnncost.printed import Printed, read_printed
from cnncost.quantity import Names, Value, quantity, read_quantity
from cnncost.report import Column, Report
from cnncost.spec import Spec
from cnncost.zoo import by_name, folders, load

VERDICTS = ("exact", "rounds", "explained", "differs")
MOST_FILES = 200
MOST_KEPT = 8
MANY_SPECS = 20  # from here on it is quicker to read them all
OWN = ("id", "printed", "shows", "what", "because", "note")
SHARED = ("source", "spec", "set", "input", "quantity", "because", "verdict", "what", "note")
Settings = tuple[tuple[str, Number], ...]


class Claim(NamedTuple):
    """A published number: where, of which network and settings, and which quantity it is.

    ``printed`` is None for a statement without a number; ``shows`` is then the number that shows
    it. ``verdict`` is the recorded one.
    """

    id: str
    source: str
    what: str
    printed: Printed | None
    shows: Printed | None
    spec: str
    settings: Settings
    input: tuple[int, ...] | None
    quantity: Expr
    because: Expr | None
    texts: tuple[str, str]
    verdict: str
    note: str
    nodes: Mapping[str, Node]


class Judged(NamedTuple):
    """A claim recomputed: our number, what its ``because`` gives, and the verdict.

    ``changed`` says that the verdict is not the recorded one; in another convention none is.
    """

    claim: Claim
    recomputed: Value
    because: Value | None
    verdict: str
    changed: bool


def read_claims(path: Path) -> list[Claim]:
    """The claims of one file.

    Raises FileError with file, line and column for anything that is no claim.
    """
    return parse_claims(read_text(path), str(path))


def parse_claims(text: str, file: str = "claims") -> list[Claim]:
    """The claims in a text: a list of groups, each with what its claims share."""
    root = read_document(text, file)
    if not _is_list(root):
        raise root.error("Expected a list of groups, each with 'source:' and 'claims:'.")
    found = [claim for group in root.value for claim in _group(group)]
    first: dict[str, Claim] = {}
    for claim in found:
        if claim.id in first:
            line = first[claim.id].nodes["id"].place().line
            raise claim.nodes["id"].error(f"'{claim.id}' is given twice; first in line {line}.")
        first[claim.id] = claim
    return found


def _is_list(node: Node) -> bool:
    return type(node.value) is tuple


def _group(node: Node) -> Iterator[Claim]:
    given = entries(node, (*SHARED, "claims"), "a group of claims", did_you_mean)
    if "claims" not in given:
        raise node.error("The group has no 'claims:'.")
    listed = given.pop("claims")
    if not _is_list(listed):
        raise listed.error("Expected a list of claims, each starting with '- '.")
    for item in listed.value:
        own = entries(item, (*OWN, *(k for k in SHARED if k not in OWN)), "a claim", did_you_mean)
        yield _claim(item, {**given, **own})


def _claim(node: Node, given: Mapping[str, Node]) -> Claim:
    for key in ("id", "source", "spec", "quantity", "verdict"):
        if key not in given:
            raise node.error(f"The claim has no '{key}', and neither has its group.")
    if ("printed" in given) is ("shows" in given):
        raise node.error("A claim has either 'printed', or 'shows' where nothing is printed.")
    texts = {key: _text(value) for key, value in given.items() if key != "set"}
    if texts["verdict"] not in VERDICTS:
        raise given["verdict"].error(f"A verdict is one of {', '.join(VERDICTS)}.")
    if texts["verdict"] == "differs" and "note" not in given:
        raise node.error("A claim that differs says in its 'note' what is known about it.")
    if ("because" in given) is not (texts["verdict"] == "explained"):
        raise node.error("An explained claim has a 'because', and no other has one.")
    return Claim(
        id=texts["id"],
        source=texts["source"],
        what=texts.get("what", ""),
        printed=_printed(given.get("printed")),
        shows=_printed(given.get("shows")),
        spec=texts["spec"],
        settings=_settings(given.get("set")),
        input=_input(given.get("input")),
        quantity=_expression(given["quantity"]),
        because=_expression(given["because"]) if "because" in given else None,
        texts=(texts["quantity"], texts.get("because", "")),
        verdict=texts["verdict"],
        note=texts.get("note", ""),
        nodes=given,
    )


def _text(node: Node) -> str:
    if not is_text(node) or not node.value:
        raise node.error("Expected a text.")
    return str(node.value)


def _printed(node: Node | None) -> Printed | None:
    if node is None:
        return None
    try:
        return read_printed(_text(node))
    except UsageError as error:
        raise node.error(str(error)) from None


def _settings(node: Node | None) -> Settings:
    if node is None:
        return ()
    given = named_entries(node, "set", "{PARAMETER: number}")
    return tuple((key.value, read_number(value)) for key, value in given)


def _input(node: Node | None) -> tuple[int, ...] | None:
    if node is None:
        return None
    shape = read_shape(_text(node))
    if shape is None:
        raise node.error("Expected a size as HxW or HxWxC, such as 192x192.")
    return tuple(size for size in shape if size is not None)


def _expression(node: Node) -> Expr:
    try:
        return read_quantity(_text(node))
    except FormulaError as error:
        raise node.error(error.message, error.span) from None


# --- recomputing


def every_claim() -> list[Claim]:
    """All claims that come with cnncost, and those under ./specs/claims; one file of each name."""
    return [claim for path in _files() for claim in read_claims(path)]


def find_claims(names: Iterable[str] = (), source: str = "") -> list[Claim]:
    """The claims about these specs, or about all, from sources that mention ``source``.

    A family's name stands for all that its file answers to. Raises UsageError where there are none.
    """
    specs = [load(name) for name in names]
    wanted = {name for spec in specs for name in _names(spec)}
    found = [
        claim
        for path in _files()
        if not wanted or _mentions(path, wanted)
        for claim in read_claims(path)
        if (not wanted or claim.spec in wanted) and source.lower() in claim.source.lower()
    ]
    if not found:
        subject = " and ".join(spec.variant for spec in specs)
        about = f" about {subject}" if subject else ""
        named = f" from a source with '{shortened(source)}' in its name" if source else ""
        raise UsageError(f"There is no claim{about}{named}.")
    return found


def _files() -> list[Path]:
    files: dict[str, Path] = {}
    for folder in folders():
        for path in sorted((folder / "claims").glob("*.yaml"))[:MOST_FILES]:
            files.setdefault(path.name, path)
    return [files[name] for name in sorted(files)]


def _mentions(path: Path, names: Iterable[str]) -> bool:
    """Whether a file holds any of the names: others need not be read."""
    text = read_text(path)
    return any(name in text for name in names)


def _names(spec: Spec) -> tuple[str, ...]:
    """A variant's own name; for a family all that its file answers to."""
    if spec.variant != spec.name:
        return (spec.variant,)
    return (spec.name, *spec.aliases, *spec.variants)


def verify(claims: Iterable[Claim], convention: str = "") -> Iterator[Judged]:
    """Each claim with our own number and the verdict, network by network.

    In another convention ``macs`` and ``params`` are what that counts.
    """
    networks: dict[Any, list[Claim]] = {}
    for claim in claims:
        networks.setdefault((claim.spec, claim.settings, claim.input), []).append(claim)
    many = len({claims[0].spec for claims in networks.values()}) > MANY_SPECS
    reports = _Reports(convention, by_name() if many else {})
    return (judge(claim, reports) for claims in networks.values() for claim in claims)


def in_order(judged: Iterable[Judged], claims: Iterable[Claim]) -> list[Judged]:
    """Judged claims in the order of the claims."""
    position = {id(claim): i for i, claim in enumerate(claims)}
    return sorted(judged, key=lambda one: position[id(one.claim)])


def judge(claim: Claim, reports: _Reports) -> Judged:
    """Recompute one claim. Raises FileError where its spec or one of its expressions is wrong."""
    report = reports.of(claim)
    names = reports.names
    recomputed = _value(claim.quantity, report, names, claim.nodes["quantity"])
    because = None
    if claim.because is not None:
        because = _value(claim.because, report, names, claim.nodes["because"])
    number = claim.printed or claim.shows
    assert number is not None
    verdict = _verdict(number, recomputed, because)
    changed = verdict != claim.verdict and not reports.convention
    return Judged(claim, recomputed, because, verdict, changed)


def _verdict(number: Printed, recomputed: Value, because: Value | None) -> str:
    if number.equals(recomputed):
        return "exact"
    if number.agrees(recomputed):
        return "rounds"
    return "explained" if because is not None and number.agrees(because) else "differs"


def _value(formula: Expr, report: Report, names: Names, node: Node) -> Value:
    try:
        return quantity(formula, report, names)
    except FormulaError as error:
        raise node.error(error.message, error.span) from None


def _shape(input: tuple[int, ...] | None, spec: Spec) -> Shape | None:
    """An input size in full; the channels are the spec's own where they are not given."""
    if input is None:
        return None
    height, width, channels = (*input, input_shape(spec)[2])[:3]
    return height, width, channels


class _Reports:
    """Reports by spec, settings and input; the last few are kept."""

    def __init__(self, convention: str, specs: dict[str, Spec]) -> None:
        self.convention = find_convention(convention).name if convention else ""
        self.specs = specs
        self.get = lru_cache(MOST_KEPT)(self._get)
        columns: dict[str, Callable[[Report], Column]] = {**NAMES.columns}
        for name, known in conventions().items():
            columns[f"{name}_macs"] = partial(work, known)
            columns[f"{name}_params"] = partial(params, known)
        if self.convention:
            columns["macs"] = columns[f"{self.convention}_macs"]
            columns["params"] = columns[f"{self.convention}_params"]
        self.names = NAMES._replace(columns=columns, report=self.get)

    def _get(
        self, name: str, settings: Settings = (), input: tuple[int, ...] | None = None
    ) -> Report:
        if name not in self.specs:
            self.specs[name] = load(name)
        spec = self.specs[name].with_params(dict(settings))
        return analyze_spec(spec, _shape(input, spec))

    def of(self, claim: Claim) -> Report:
        try:
            return self.get(claim.spec, claim.settings, claim.input)
        except FileError:
            raise
        except CnncostError as error:
            raise claim.nodes["spec"].error(str(error)) from None
