"""The operations of the play page: specs over the letters of its sliders, read from one file."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

from cnncost.body import Origin
from cnncost.document import Node, entries, is_text, read_document, read_text
from cnncost.errors import did_you_mean
from cnncost.formula import Expr, parse
from cnncost.head import Number, read_input, read_number, read_text_line, scope_of
from cnncost.spec import Spec
from cnncost.structure import read_body

FILE = Path(__file__).parent / "operations.yaml"
KEYS = ("letters", "operations", "factorisations")
LETTER_KEYS = ("shown", "means", "start", "least", "most", "stops")
OPERATION_KEYS = ("title", "says", "more", "standard", "forms")
FORM_KEYS = ("if", "at", "says", "layers")
FACTORISATION_KEYS = ("title", "source", "letters", "steps")
STEP_KEYS = ("title", "says", "layers")
SHAPE = ("H", "W", "N")


class Letter(NamedTuple):
    """A slider: what the letter means, where it starts, what its slider and its box take."""

    name: str
    shown: str
    means: str
    start: int
    least: int
    most: int
    stops: tuple[int, ...]


class Form(NamedTuple):
    """A spec that an operation may be: for which letters, what is said of it, and its layers.

    The spec's parameters are letters at which the form is the one that is meant.
    """

    holds: Expr | None
    says: str
    spec: Spec
    layers: str


class Operation(NamedTuple):
    """An operation: the first of its forms whose condition holds is the one that is meant.

    ``more`` are letters that few readers change; ``standard`` sets the letters of the convolution
    that has the same shapes, where they are not the same.
    """

    name: str
    title: str
    says: str
    more: tuple[str, ...]
    standard: Mapping[str, str]
    forms: tuple[Form, ...]


class Factorisation(NamedTuple):
    """One layer or block taken apart in steps, each a form of its own."""

    name: str
    title: str
    source: str
    steps: tuple[tuple[str, Form], ...]


class Book(NamedTuple):
    """All that the file holds."""

    letters: Mapping[str, Letter]
    operations: Mapping[str, Operation]
    factorisations: Mapping[str, Factorisation]


@cache
def book() -> Book:
    """The letters, operations and factorisations of the page."""
    root = read_document(read_text(FILE), FILE.name)
    given = entries(root, KEYS, "the file of operations", did_you_mean)
    letters = {key.value: _letter(key.value, node) for key, node in given["letters"].value}
    starts: dict[str, Number] = {name: letter.start for name, letter in letters.items()}
    operations = {
        key.value: _operation(key.value, node, starts) for key, node in given["operations"].value
    }
    factorisations = {
        key.value: _factorisation(key.value, node) for key, node in given["factorisations"].value
    }
    return Book(letters, operations, factorisations)


def letters_of(operation: Operation) -> tuple[str, ...]:
    """The letters that any of an operation's forms has, in the order of the sliders."""
    used = {name for form in operation.forms for name in form.spec.params}
    return tuple(name for name in book().letters if name in used)


def _letter(name: str, node: Node) -> Letter:
    given = entries(node, LETTER_KEYS, "a letter", did_you_mean)
    start, least, most = (int(read_number(given[key])) for key in ("start", "least", "most"))
    shown = read_text_line(given.get("shown")) or name
    return Letter(
        name, shown, read_text_line(given["means"]), start, least, most,
        tuple(_stops(read_text_line(given["stops"]))),
    )  # fmt: skip


def _stops(text: str) -> list[int]:
    """``1-4 8`` as 1, 2, 3, 4, 8."""
    found: list[int] = []
    for part in text.split():
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


def _operation(name: str, node: Node, starts: Mapping[str, Number]) -> Operation:
    given = entries(node, OPERATION_KEYS, "an operation", did_you_mean)
    standard = (
        {key.value: value.value for key, value in given["standard"].value}
        if "standard" in given
        else {}
    )
    return Operation(
        name, read_text_line(given["title"]), read_text_line(given["says"]),
        tuple(read_text_line(given.get("more")).split()), standard,
        tuple(_form(name, form, starts) for form in given["forms"].value),
    )  # fmt: skip


def _form(name: str, node: Node, letters: Mapping[str, Number]) -> Form:
    given = entries(node, FORM_KEYS, "a form", did_you_mean)
    condition = read_text_line(given.get("if"))
    at = _numbers(given.get("at"))
    return Form(
        parse(condition) if condition else None, read_text_line(given.get("says")),
        _spec(name, given["layers"], {**letters, **at}, at), _typed(given["layers"]),
    )  # fmt: skip


def _numbers(node: Node | None) -> dict[str, Number]:
    return {} if node is None else {key.value: read_number(one) for key, one in node.value}


def _spec(
    name: str, layers: Node, letters: Mapping[str, Number], told: Collection[str] = ()
) -> Spec:
    """The spec of layers on an H×W×N map, with those letters as parameters that it uses, and those
    that are ``told``."""
    used = {*SHAPE, *told, *re.findall(r"\b[A-Z][0-9]?\b", _typed(layers))}
    params = {letter: value for letter, value in letters.items() if letter in used}
    size = read_input(Node(layers.source, layers.start, layers.end, "(H, W, N)"), params)
    return Spec(
        name=name, variant=name, title="", paper="", year=None, family="", aliases=(),
        input=size, params=params, own_params=params, variants={}, modules={},
        layers=read_body(layers, scope_of({}, params)), file=FILE.name,
        origin=Origin(layers, (0, 1)),
    )  # fmt: skip


def _typed(layers: Node) -> str:
    """The layers as they stand in the file, without what they are indented by."""
    if is_text(layers):
        return str(layers.value)
    source = layers.source.text
    start = source.rfind("\n", 0, layers.start) + 1
    return dedent(source[start : layers.end]).rstrip()


def _factorisation(name: str, node: Node) -> Factorisation:
    given = entries(node, FACTORISATION_KEYS, "a factorisation", did_you_mean)
    letters = _numbers(given["letters"])
    return Factorisation(
        name, read_text_line(given["title"]), read_text_line(given["source"]),
        tuple(_step(name, step, letters) for step in given["steps"].value),
    )  # fmt: skip


def _step(name: str, node: Node, letters: Mapping[str, Number]) -> tuple[str, Form]:
    given = entries(node, STEP_KEYS, "a step", did_you_mean)
    form = Form(
        None, read_text_line(given["says"]), _spec(name, given["layers"], letters),
        _typed(given["layers"]),
    )  # fmt: skip
    return read_text_line(given["title"]), form
