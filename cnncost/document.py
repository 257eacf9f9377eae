"""YAML text -> frozen nodes that remember where they stood; strict, bounded, and never a value.

Every scalar stays the text that was typed, so ``on``, ``3e3`` and ``1:30`` cannot turn into
something else. The reader takes the parser's events one by one, without recursion, and stops at the
first that breaks a bound: a hostile file costs no more than the honest part of it.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from cnncost.errors import FileError, Place, UsageError, printable, shortened
from cnncost.files import reason
from cnncost.formula.parse import LONGEST_TEXT

MOST_BYTES = 256 * 1024
MOST_NODES = 20_000
DEEPEST = 30

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LINE_END = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_FORBIDDEN = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Source(NamedTuple):
    """The text of one file, by name."""

    file: str
    text: str

    def place(self, index: int, width: int = 1) -> Place:
        """Where the character number ``index`` stands."""
        line, start = 1, 0
        for match in _LINE_END.finditer(self.text, 0, index):
            line, start = line + 1, match.end()
        found = _LINE_END.search(self.text, start)
        end = found.start() if found else len(self.text)
        return Place(self.file, line, index - start + 1, width, self.text[start:end])


class Node(NamedTuple):
    """A scalar, a list or a mapping of a YAML file.

    ``value`` is the text, a tuple of nodes, or a tuple of (key, node) pairs. ``start`` and ``end``
    are offsets into the source. ``flow`` says whether it stood between [ ] or { }.
    """

    source: Source
    start: int
    end: int
    value: Any
    flow: bool = False

    def place(self, span: tuple[int, int] | None = None) -> Place:
        """Where the node, or a stretch of its text, stands."""
        if not isinstance(self.value, str):
            return self.source.place(self.start)
        if span is None:
            return self.source.place(self.start, max(1, self.end - self.start))
        first, last = self._offset(span[0]), self._offset(max(span[1] - 1, span[0]))
        return self.source.place(first, max(1, last + 1 - first))

    def error(self, message: str, span: tuple[int, int] | None = None) -> FileError:
        return FileError(self.place(span), message)

    def _offset(self, at: int) -> int:
        """Where character ``at`` of the value stands in the file, quotes and folds stepped over."""
        text, here = self.source.text, self.start
        if text.startswith(self.value, here):
            return here + at
        for position, wanted in enumerate(self.value):
            while here < self.end - 1 and not _stands_for(text[here], wanted):
                here += 1
            if position == at:
                return here
            here += 1
        return min(here, self.end)


def _stands_for(typed: str, read: str) -> bool:
    return typed == read or (typed.isspace() and read.isspace())


def read_text(path: Path) -> str:
    """A small text file's content.

    Raises FileError for what is no regular file, too large, or not UTF-8.
    """
    nowhere = Place(str(path), 1, 1)
    try:
        if not path.is_file():
            raise UsageError(f"{shortened(str(path))} is not a file that can be read.")
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise UsageError(f"{shortened(str(path))} is not a file that can be read.") from None
        raise UsageError(f"{printable(str(path))} cannot be read: {reason(error)}.") from None
    if len(data) > MOST_BYTES:
        limit = f"{MOST_BYTES // 1024} KiB"
        raise FileError(nowhere, f"The file is larger than {limit}, the most that is read.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        raise FileError(
            Place(str(path), line, column),
            "This is not UTF-8 text. Save the file as UTF-8 and try again.",
        ) from None


def read_document(text: str, file: str) -> Node:
    """The one YAML document in ``text`` as a node.

    Raises FileError with line and column for anything that is not plain, bounded YAML.
    """
    source = Source(file, text)
    forbidden = _FORBIDDEN.search(text)
    if forbidden:
        raise FileError(
            source.place(forbidden.start()),
            f"The file holds a character that no text may hold (U+{ord(forbidden.group()):04X}).",
        )
    try:
        return _built(source, yaml.parse(text, Loader=_Loader))
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(source, error) from None


class _Open(NamedTuple):
    """A list or mapping that is still being read."""

    start: int
    mapping: bool
    flow: bool
    children: list[Node]


def _built(source: Source, events: Iterator[Any]) -> Node:
    """The tree, from the parser's events, with every bound checked as they come."""
    waiting: list[_Open] = []
    root: Node | None = None
    count = 0
    for event in events:
        done: Node | None = None
        kind = type(event)
        if kind is yaml.ScalarEvent:
            done = _scalar(source, event, bool(waiting) and waiting[-1].flow)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            _refuse_extras(source, event)
            flow = bool(event.flow_style) or (bool(waiting) and waiting[-1].flow)
            mapping = kind is yaml.MappingStartEvent
            waiting.append(_Open(event.start_mark.index, mapping, flow, []))
            if len(waiting) > DEEPEST:
                raise _at(source, event, f"This is nested more than {DEEPEST} deep.")
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            done = _closed(source, waiting.pop(), event.end_mark.index)
        elif kind is yaml.AliasEvent:
            raise _at(source, event, "Anchors (&) and aliases (*) are not read. Write it out.")
        elif kind is yaml.DocumentStartEvent and root is not None:
            raise _at(source, event, "A second document starts here; one file holds one.")
        if done is None:
            continue
        count += 1
        if count > MOST_NODES:
            raise _at(source, event, f"The file has more than {MOST_NODES:,} entries.")
        if waiting:
            waiting[-1].children.append(done)
        else:
            root = done
    if root is None or root.value == "":
        raise FileError(Place(source.file, 1, 1), "The file is empty.")
    return root


def _scalar(source: Source, event: Any, flow: bool) -> Node:
    _refuse_extras(source, event)
    node = Node(source, event.start_mark.index, event.end_mark.index, event.value, flow)
    if len(event.value) > LONGEST_TEXT:
        raise _at(source, event, f"This text is longer than {LONGEST_TEXT:,} characters.")
    return node


def _refuse_extras(source: Source, event: Any) -> None:
    if event.anchor is not None:
        raise _at(source, event, "Anchors (&) and aliases (*) are not read. Write it out.")
    if event.tag is not None:
        raise _at(source, event, f"Tags such as {shortened(event.tag)} are not read.")


def _closed(source: Source, opened: _Open, end: int) -> Node:
    items = tuple(opened.children)
    if not opened.mapping:
        return Node(source, opened.start, end, items, opened.flow)
    pairs = tuple(zip(items[::2], items[1::2], strict=True))
    seen: dict[str, Node] = {}
    for key, _ in pairs:
        if not isinstance(key.value, str):
            raise key.error("A key must be a plain word.")
        if key.value in seen:
            first = seen[key.value].place().line
            raise key.error(f"'{shortened(key.value)}' is given twice; first in line {first}.")
        seen[key.value] = key
    return Node(source, opened.start, end, Pairs(pairs), opened.flow)


class Pairs(tuple[tuple[Node, Node], ...]):
    """The entries of a mapping, in the order of the file."""

    __slots__ = ()


def is_mapping(node: Node) -> bool:
    return isinstance(node.value, Pairs)


def is_text(node: Node) -> bool:
    return isinstance(node.value, str)


def _at(source: Source, event: Any, message: str) -> FileError:
    return FileError(source.place(event.start_mark.index), message)


_NO_NAME = "This line should be 'name: value', or start with '- '."
_NO_VALUE = "A value is missing here, or a bracket is not closed."
_MISPLACED = "This line does not fit: is it indented like its neighbours?"
# What YAML's parser says, as (part of its words, what a student should read, where to point).
_PROBLEMS: tuple[tuple[str, str, str], ...] = (
    (
        "could not find expected ':'",
        "This line should be 'name: value', or start with '- '.",
        "from",
    ),
    (
        "did not find expected key",
        "This line does not fit: is it indented like its neighbours?",
        "",
    ),
    ("<document start>", "This line does not fit: is it indented like its neighbours?", ""),
    ("did not find expected '-'", "This line does not fit: should it start with '- '?", ""),
    (
        "did not find expected ',' or",
        "This bracket is not closed, or a comma is missing. Inside [ ] and { } YAML splits at "
        "commas.",
        "from",
    ),
    ("did not find expected node content", _NO_VALUE, ""),
    ("expected comment or line break", "A text that starts with > or | needs quotes.", ""),
    ("mapping keys are not allowed", "A text that starts with ? needs quotes.", ""),
    ("found unexpected end of stream", "A quote is opened here and never closed.", "from"),
    ("undefined alias", "Anchors (&) and aliases (*) are not read. Write it out.", ""),
    ("expected alphabetic", "A list item starts with '- ', not with '*'.", "from"),
    ("block sequence entries", "A list starts on a line of its own, below its name.", ""),
)


def _not_yaml(source: Source, error: yaml.MarkedYAMLError) -> FileError:
    problem = error.problem or "cannot be read"
    index = min(error.problem_mark.index if error.problem_mark else 0, len(source.text))
    origin = min(error.context_mark.index if error.context_mark else index, len(source.text))
    for part, says, where in _PROBLEMS:
        if part in problem:
            index = origin if where == "from" else index
            return FileError(source.place(index), _after_quotes(source, index) or says)
    if "mapping values are not allowed" in problem:
        return FileError(source.place(index), _second_colon(source, index))
    if "cannot start any token" in problem:
        return FileError(source.place(index), _odd_start(source.text[index : index + 1]))
    says = f"This is not YAML: {shortened(problem, 80)}."
    return FileError(source.place(index if index < len(source.text.rstrip()) else origin), says)


def _odd_start(sign: str) -> str:
    if sign == "\t":
        return "A tab stands here; YAML wants spaces."
    return f"No text can start with '{printable(sign)}'. Put it in quotes."


def _second_colon(source: Source, index: int) -> str:
    place = source.place(index)
    if ":" not in place.source[: place.column - 1]:
        return (
            "This line is read as part of the one above. Is a ': ' missing there, or is this line "
            "indented too far?"
        )
    return "A second ': ' stands in this line. Put the text in quotes, or start a new line."


def _after_quotes(source: Source, index: int) -> str:
    """What to say where text follows a quoted one or a closed bracket in the same line."""
    place = source.place(index)
    before = place.source[: place.column - 1].rstrip()
    if before.endswith(("'", '"', "]", "}")):
        return "Nothing may follow a text in quotes or a closed bracket."
    if "\u00a0" in place.source:
        return "A no-break space (U+00A0) stands here; type a plain space."
    return ""


def entries(
    node: Node, allowed: tuple[str, ...], what: str, suggest: Callable[[str, Any], str]
) -> dict[str, Node]:
    """A mapping's entries by key, if all keys are known.

    Raises FileError naming the unknown key and the nearest known one.
    """
    if not is_mapping(node):
        raise node.error(f"Expected {what} with 'key: value' lines.")
    for key, _ in node.value:
        if key.value not in allowed:
            hint = suggest(key.value, allowed) or f" Known: {', '.join(allowed)}."
            if node.flow and re.search("[=()]", key.value):
                hint = " Inside { } a text with commas needs quotes."
            raise key.error(f"There is no '{shortened(key.value)}' in {what}.{hint}")
    return {key.value: value for key, value in node.value}
