"""Whose each folder of a Gradescope export is, from its submission_metadata.yml."""

from __future__ import annotations

import re
from typing import NamedTuple

from cnncost.document import Node, Pairs, is_mapping, is_text, read_document
from cnncost.errors import FileError, printable
from cnncost.homework.collecting.roster import iso_time

METADATA = "submission_metadata.yml"
MOST_BYTES = 16 * 1024 * 1024
MOST_LINES = 400  # about the submitters of one submission

_FOLDER = re.compile(r"(submission_\w+):\s*")
_KEY = re.compile(r"  (:?)(\w+):")
# Ruby gives a name to what it writes twice; the name says nothing.
_ANCHOR = re.compile(r"(?<=[:-]) &\d+$")


class Submitter(NamedTuple):
    """One person of those who handed in together."""

    name: str
    sid: str
    email: str


class Export(NamedTuple):
    """What the metadata says of one folder; ``problem`` says why it cannot be read."""

    submitters: tuple[Submitter, ...]
    submitted: str
    problem: str = ""


def read_metadata(data: bytes, file: str) -> dict[str, Export]:
    """Every folder of the export by name.

    The results in the file are of any length and hold what students printed, so that only the lines
    about submitters and time are read as YAML, for each folder on its own.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # A byte that a student's program printed must not hide everybody's names.
        text = data.decode("utf-8", "replace")
    return {name: _export(lines, file) for name, lines in _folders(text).items()}


def _folders(text: str) -> dict[str, dict[str, list[str]]]:
    """The lines of each key of each folder."""
    folders: dict[str, dict[str, list[str]]] = {}
    keys: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in re.split("\r\n|\r|\n", text):
        if match := _FOLDER.fullmatch(line):
            keys = folders.setdefault(match[1], {})
            lines = []
        elif match := _KEY.match(line):
            lines = keys.setdefault(match[2], [])
            lines.append(line)
        elif len(lines) <= MOST_LINES:
            lines.append(line)
    return folders


def _export(keys: dict[str, list[str]], file: str) -> Export:
    try:
        submitters = tuple(map(_submitter, _entries(_value(keys, "submitters", file))))
    except FileError as error:
        return Export((), "", f"{METADATA} does not say whose it is. {error.message}")
    if not submitters:
        return Export((), "", f"{METADATA} names no one who handed it in.")
    try:
        time = _text(_value(keys, "created_at", file))
    except FileError:
        time = ""
    return Export(submitters, iso_time(time))


def _value(keys: dict[str, list[str]], key: str, file: str) -> Node | None:
    """What stands behind one key, or None."""
    lines = keys.get(key)
    if not lines:
        return None
    text = "\n".join(_ANCHOR.sub("", line) for line in lines[:MOST_LINES])
    node = read_document(text, file)
    return node.value[0][1] if is_mapping(node) and node.value else None


def _entries(node: Node | None) -> tuple[Node, ...]:
    value = node.value if node else ()
    return value if isinstance(value, tuple) and not isinstance(value, Pairs) else ()


def _submitter(node: Node) -> Submitter:
    pairs = node.value if is_mapping(node) else ()
    found = {key.value.lstrip(":"): _text(value) for key, value in pairs}
    return Submitter(*(found.get(key, "") for key in Submitter._fields))


def _text(node: Node | None) -> str:
    if node is None or not is_text(node) or node.value in ("~", "null"):
        return ""
    return printable(str(node.value)).strip()
