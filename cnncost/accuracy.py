"""Published accuracies on ImageNet, as data with their sources; what was printed, never counted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import NamedTuple

from cnncost.document import Node, entries, is_mapping, is_text, read_document, read_text
from cnncost.errors import UsageError, did_you_mean, shortened

FILE = Path(__file__).with_name("accuracy.yaml")
SIZES = ("crop", "resize")
PRINTED = ("top1", "top5", "error1", "error5")
PERCENT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,6})?")
SIZE = re.compile(r"[1-9][0-9]{0,3}")


class Accuracy(NamedTuple):
    """How often a network's best guess, or one of its best five, is right: percent of the images.

    ``crop`` is the size of the image that it sees, ``resize`` that of the shorter side before.
    ``source`` names the source, ``cite`` says where in it the numbers stand.
    """

    network: str
    top1: Fraction
    top5: Fraction | None
    crop: int
    resize: int | None
    source: str
    cite: str


class Source(NamedTuple):
    """Accuracies that were measured by the same people in one way."""

    name: str
    title: str
    accuracies: tuple[Accuracy, ...]


def accuracies(source: str = "") -> tuple[Accuracy, ...]:
    """Every published accuracy, or those from one source. Raises UsageError if there is none."""
    if source:
        return find_source(source).accuracies
    return tuple(one for found in sources().values() for one in found.accuracies)


def find_source(name: str) -> Source:
    """The source of that name. Raises UsageError with the nearest names if there is none."""
    known = sources()
    if name not in known:
        hint = did_you_mean(name, known) or f" Known: {', '.join(known)}."
        raise UsageError(f"There is no source of accuracies called '{shortened(name)}'.{hint}")
    return known[name]


@cache
def sources() -> dict[str, Source]:
    """Every source of accuracies by name, in the order of the file."""
    return parse_accuracies(read_text(FILE), FILE.name)


def parse_accuracies(text: str, file: str = "accuracies") -> dict[str, Source]:
    """The sources in a text, by name.

    Raises FileError with file, line and column for anything that is no accuracy.
    """
    root = read_document(text, file)
    if not is_mapping(root):
        raise root.error("Expected sources, each with 'title:' and 'tables:'.")
    return {key.value: _source(key.value, node) for key, node in root.value}


def _source(name: str, node: Node) -> Source:
    given = entries(node, ("title", *SIZES, "tables"), "a source", did_you_mean)
    for key in ("title", "tables"):
        if key not in given:
            raise node.error(f"The source has no '{key}'.")
    title, tables = _text(given["title"]), given["tables"]
    if not is_mapping(tables):
        raise tables.error("Expected tables, each with a list of accuracies.")
    shared = {key: given[key] for key in SIZES if key in given}
    found: dict[tuple[str, int], Accuracy] = {}
    for cite, rows in tables.value:
        for row, one in _rows(rows, shared, name, f"{title}: {cite.value}"):
            if (one.network, one.crop) in found:
                raise row.error(f"'{shortened(one.network)}' at {one.crop} is given twice.")
            found[one.network, one.crop] = one
    return Source(name, title, tuple(found.values()))


def _rows(
    node: Node, shared: Mapping[str, Node], source: str, cite: str
) -> Iterator[tuple[Node, Accuracy]]:
    if is_mapping(node) or is_text(node):
        raise node.error("Expected a list of accuracies, each starting with '- '.")
    for row in node.value:
        own = entries(row, ("network", *PRINTED, *SIZES), "an accuracy", did_you_mean)
        yield row, _accuracy(row, {**shared, **own}, source, cite)


def _accuracy(row: Node, given: Mapping[str, Node], source: str, cite: str) -> Accuracy:
    for key in ("network", "crop"):
        if key not in given:
            raise row.error(f"The accuracy has no '{key}'.")
    top1, top5 = (_percent(row, given, f"top{n}", f"error{n}") for n in (1, 5))
    if top1 is None:
        raise row.error("The accuracy has neither 'top1' nor 'error1'.")
    if top5 is not None and top5 < top1:
        raise row.error("One of five guesses is right less often than the first of them.")
    resize = _size(given["resize"]) if "resize" in given else None
    network, crop = _text(given["network"]), _size(given["crop"])
    return Accuracy(network, top1, top5, crop, resize, source, cite)


def _percent(row: Node, given: Mapping[str, Node], right: str, wrong: str) -> Fraction | None:
    """What was printed as accuracy, or as error, in percent."""
    if right in given and wrong in given:
        raise row.error(f"An accuracy has either '{right}' or '{wrong}', not both.")
    node = given.get(right, given.get(wrong))
    if node is None:
        return None
    text = _text(node)
    if not PERCENT.fullmatch(text) or Fraction(text) > 100:
        raise node.error("Expected percent from 0 to 100, such as 71.592.")
    return Fraction(text) if right in given else 100 - Fraction(text)


def _size(node: Node) -> int:
    text = _text(node)
    if not SIZE.fullmatch(text):
        raise node.error("Expected a size from 1 to 9999, such as 224.")
    return int(text)


def _text(node: Node) -> str:
    if not is_text(node) or not node.value:
        raise node.error("Expected a text.")
    return str(node.value)
