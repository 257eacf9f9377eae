"""Lineage: which network another one came after, and what it did differently."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from cnncost.analysis import analyze_spec
from cnncost.document import entries, read_document, read_text
from cnncost.errors import CnncostError, did_you_mean
from cnncost.report import Report
from cnncost.spec import Spec
from cnncost.zoo import load

FILE = Path(__file__).with_name("lineage.yaml")


class Forebear(NamedTuple):
    """The network before another, with its report, and what the later one did differently."""

    spec: Spec
    report: Report
    idea: str


def forebear(report: Report) -> Forebear | None:
    """The network that came before, by the variant's name or else by the spec's.

    A network on another input, or with other parameters than its own, is measured by itself.
    None where nothing is known.
    """
    if report.params != report.own_params or report.input != report.own_input:
        return _own_form(report)
    found = after(report.variant) or after(report.name)
    if found is None:
        return None
    before, idea = found
    spec = load(before, own=False)
    return Forebear(spec, analyze_spec(spec), idea)


def _own_form(report: Report) -> Forebear | None:
    """The network as it is by itself; None for a file of the reader's own."""
    try:
        spec = load(report.variant)
        own = analyze_spec(spec)
    except CnncostError:
        return None
    return Forebear(spec, own, "") if own.name == report.name else None


def after(name: str) -> tuple[str, str] | None:
    """The network before that of this name, and the idea of this one; None if it is not known."""
    for group in _groups():
        if re.search(rf"(?<![\w.-]){re.escape(name)}:", group):
            found = _read(group)
            if name in found:
                return found[name]
    return None


@cache
def _groups() -> tuple[str, ...]:
    """The groups of the file as text: only one of them is read."""
    return tuple(re.split(r"(?m)^(?=- )", read_text(FILE))[1:])


@cache
def _read(group: str) -> dict[str, tuple[str, str]]:
    """Network -> (before, idea) of one group, or of the whole file."""
    found = {}
    for node in read_document(group, FILE.name).value:
        given = entries(node, ("idea", "after"), "a lineage", did_you_mean)
        for name, before in given["after"].value:
            found[name.value] = (before.value, given["idea"].value)
    return found


def lineage() -> dict[str, tuple[str, str]]:
    """Every network with the one before it and its idea, in the order of the file."""
    return _read(read_text(FILE))
