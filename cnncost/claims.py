"""Claims: numbers that papers and programs print, as files of claims hold them.

A claim records a verdict: ``exact``, ``rounds`` (agrees at the printed precision), ``explained``
(another expression, its ``because``, gives the printed number) or ``differs``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from cnncost.document import Node, entries, is_text, read_document, read_text
from cnncost.errors import FormulaError, UsageError, did_you_mean, shortened
from cnncost.formula import Expr
from cnncost.head import AXES, named_entries, read_number, read_shape, whole_size
from cnncost.printed import Printed, read_printed
from cnncost.quantity import Settings, read_quantity
from cnncost.spec import Spec
from cnncost.zoo import SUFFIXES, folders, load, shipped

VERDICTS = ("exact", "rounds", "explained", "differs")
MOST_FILES = 200
OWN = ("id", "printed", "shows", "what", "because", "note")
SHARED = ("source", "spec", "set", "input", "quantity", "because", "verdict", "what", "note")


class Claim(NamedTuple):
    """A published number: where, of which network and settings, and which quantity it is.

    ``printed`` is None for a statement without a number; ``shows`` is then the number that shows
    it. ``verdict`` is the recorded one. An ``own`` claim does not come with cnncost.
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
    own: bool = False


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
    try:
        sizes = zip(AXES, shape, strict=True)
        return tuple(whole_size(axis, size) for axis, size in sizes if size is not None)
    except UsageError as error:
        raise node.error(str(error)) from None


def _expression(node: Node) -> Expr:
    try:
        return read_quantity(_text(node))
    except FormulaError as error:
        raise node.error(error.message, error.span) from None


# --- finding


def every_claim(words: Iterable[str] = ()) -> list[Claim]:
    """All claims under ./specs/claims, and all that come with cnncost.

    If there are ``words``, files that hold none of them are left unread. An own claim with the id
    of one that comes with cnncost stands in its place. Raises FileError where two own files have
    the same id.
    """
    found: dict[str, Claim] = {}
    for path, own in _files():
        if words and not _mentions(path, words):
            continue
        for claim in _read(path, own):
            first = found.setdefault(claim.id, claim)
            if first is not claim and own:
                place = first.nodes["id"].place()
                raise claim.nodes["id"].error(
                    f"'{claim.id}' is given in {place.file}:{place.line} too."
                )
    return list(found.values())


def find_claims(names: Iterable[str] = (), source: str = "") -> list[Claim]:
    """The claims about these specs, or about all, from sources that mention ``source``.

    A family's name stands for all that its file answers to; the path of a file of claims for all
    that are in it. Raises UsageError where there are none.
    """
    subjects = [name for name in names if not _is_claims(name)]
    listed = [claim for name in names if _is_claims(name) for claim in _read(Path(name), True)]
    specs = [load(name) for name in subjects]
    wanted = {name for spec in specs for name in _names(spec)}
    words = {Path(name).name for name in wanted}
    candidates = [] if listed and not subjects else every_claim(words)
    about = [claim for claim in candidates if not wanted or _subject(claim) in wanted]
    found = [c for c in (*listed, *about) if source.lower() in c.source.lower()]
    if not found:
        subject = " and ".join(spec.variant for spec in specs)
        about_them = f" about {subject}" if subject else ""
        named = f" from a source with '{shortened(source)}' in its name" if source else ""
        raise UsageError(f"There is no claim{about_them}{named}.")
    return found


def _files() -> list[tuple[Path, bool]]:
    """Files of claims, the user's own first, and whether they are."""
    home = shipped().resolve()
    return [
        (path, folder.resolve() != home)
        for folder in folders()
        for path in sorted((folder / "claims").glob("*"))[:MOST_FILES]
        if path.suffix in SUFFIXES
    ]


def _mentions(path: Path, words: Iterable[str]) -> bool:
    text = read_text(path)
    return any(word in text for word in words)


def _read(path: Path, own: bool) -> list[Claim]:
    return [claim._replace(own=own) for claim in read_claims(path)]


def _is_claims(name: str) -> bool:
    """Whether this is the path of a file of claims."""
    if not name.endswith(SUFFIXES) or not Path(name).is_file():
        return False
    return _is_list(read_document(read_text(Path(name)), name))


def _subject(claim: Claim) -> str:
    """What a claim speaks of: a name, or a file in full."""
    name = claim.spec.rpartition("@")[2]
    return str(Path(name).resolve()) if name.endswith(SUFFIXES) else name


def _names(spec: Spec) -> tuple[str, ...]:
    """A variant's own name; for a family all that its file answers to."""
    if spec.variant != spec.name:
        return (spec.variant,)
    return (spec.name, *spec.aliases, *spec.variants, str(Path(spec.file).resolve()))
