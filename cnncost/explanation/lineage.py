"""Lineage: which network another one came after, and what it did differently."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from cnncost.analysis import analyze_spec
from cnncost.document import Node, entries, read_document, read_text
from cnncost.errors import did_you_mean
from cnncost.report import Report
from cnncost.zoo import load

FILE = Path(__file__).with_name("lineage.yaml")


class Forebear(NamedTuple):
    """The network before another, counted, and what the later one did differently."""

    report: Report
    idea: str


def forebear(report: Report) -> Forebear | None:
    """The network that came before, by the variant's name or by the spec's; None if unknown."""
    known = _lineage()
    found = known.get(report.variant) or known.get(report.name)
    if found is None or found["before"] == report.variant:
        return None
    return Forebear(analyze_spec(load(found["before"], own=False)), found.get("idea", ""))


@cache
def _lineage() -> dict[str, dict[str, str]]:
    root = read_document(read_text(FILE), FILE.name)
    return {name.value: _texts(node) for name, node in root.value}


def _texts(node: Node) -> dict[str, str]:
    given = entries(node, ("before", "idea"), "a lineage", did_you_mean)
    return {key: value.value for key, value in given.items()}
