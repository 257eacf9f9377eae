"""Topics: Markdown files with a head, found by name or synonym, in teaching order."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from cnncost.body import Body, Origin
from cnncost.document import Node, entries, read_document, read_text
from cnncost.errors import FileError, Place, UnknownNameError, did_you_mean, shortened
from cnncost.formula import Expr
from cnncost.head import Number, read_input, read_params, read_text_line, scope_of
from cnncost.spec import Spec
from cnncost.structure import read_body

FOLDER = Path(__file__).parent / "topics"
CONTENTS = "contents.yaml"
KEYS = ("title", "about", "letters", "meanings", "input", "examples", "see", "source")
RULE = "---"


class Entry(NamedTuple):
    """A topic in the list of contents: its chapter, its name, its other names."""

    chapter: str
    name: str
    synonyms: tuple[str, ...]


class Line(NamedTuple):
    """A line of a topic's text, and its number in the file."""

    text: str
    number: int


class Topic(NamedTuple):
    """A topic as its file has it.

    ``letters`` are the numbers of the worked example, which a reader may change; ``examples`` are
    small networks over these letters. Where no network is named, the first of them is meant, or
    the one of the zoo that the topic is ``about``.
    """

    name: str
    title: str
    about: str
    letters: Mapping[str, Number]
    meanings: Mapping[str, str]
    examples: Mapping[str, Spec]
    see: tuple[str, ...]
    source: str
    lines: tuple[Line, ...]
    file: str

    def error(self, line: Line, message: str) -> FileError:
        """What is wrong with a line of the file."""
        place = Place(self.file, line.number, 1, max(1, len(line.text)), line.text)
        return FileError(place, message)


@cache
def contents() -> tuple[Entry, ...]:
    """Every topic in teaching order."""
    root = read_document(read_text(FOLDER / CONTENTS), CONTENTS)
    return tuple(
        Entry(chapter.value, name.value, _words(synonyms))
        for chapter, topics in root.value
        for name, synonyms in topics.value
    )


def _words(node: Node) -> tuple[str, ...]:
    return tuple(word.strip() for word in node.value.split(",") if word.strip())


def names() -> list[str]:
    """Every name and synonym that finds a topic."""
    return [name for entry in contents() for name in (entry.name, *entry.synonyms)]


def find(name: str) -> str | None:
    """The name of the topic that goes by this name; small letters, ``_`` and ``-`` are one."""
    wanted = _plain(name)
    for entry in contents():
        if wanted in map(_plain, (entry.name, *entry.synonyms)):
            return entry.name
    return None


def _plain(name: str) -> str:
    return "".join(c for c in name.lower().replace("×", "x") if c not in " _-")


def topic(name: str) -> Topic:
    """The topic of that name or synonym.

    Raises UnknownNameError with the nearest names, FileError for a file that cannot be read.
    """
    found = find(name)
    if found is None:
        hint = did_you_mean(name.lower(), names())
        raise UnknownNameError(
            f"There is no topic called '{shortened(name)}'.{hint} 'cnncost explain' lists them all."
        )
    return read_topic(FOLDER / f"{found}.md")


@cache
def read_topic(path: Path) -> Topic:
    """The topic in a file: a head between two lines of ---, and Markdown below."""
    text = read_text(path)
    _, head, body = text.split(f"{RULE}\n", 2)
    above = text.count("\n", 0, len(text) - len(body))
    given = entries(read_document(f"#\n{head}", path.name), KEYS, "a topic", did_you_mean)
    letters = read_params(given.get("letters"))
    return Topic(
        name=path.stem,
        title=read_text_line(given.get("title")),
        about=read_text_line(given.get("about")),
        letters=letters,
        meanings=_meanings(given.get("meanings")),
        examples=_examples(given, letters, path),
        see=_words(given["see"]) if "see" in given else (),
        source=read_text_line(given.get("source")),
        lines=tuple(Line(line, above + i) for i, line in enumerate(body.splitlines(), 1)),
        file=path.name,
    )


def _meanings(node: Node | None) -> dict[str, str]:
    return {} if node is None else {key.value: read_text_line(text) for key, text in node.value}


def _examples(
    given: Mapping[str, Node], letters: Mapping[str, Number], path: Path
) -> dict[str, Spec]:
    """The examples as specs, all on the topic's input and over its letters."""
    if "examples" not in given:
        return {}
    node = given["examples"]
    size = read_input(given["input"], letters)
    return {
        key.value: _spec(key, read_body(body, scope_of({}, letters)), size, letters, path)
        for key, body in node.value
    }


def _spec(
    key: Node,
    layers: Body,
    input: tuple[Expr, Expr, Expr],
    letters: Mapping[str, Number],
    path: Path,
) -> Spec:
    return Spec(
        name=key.value, variant=key.value, title="", paper="", year=None, family="", aliases=(),
        input=input, params=letters, own_params=letters, variants={}, modules={}, layers=layers,
        file=path.name, origin=Origin(key, (0, len(key.value))),
    )  # fmt: skip
