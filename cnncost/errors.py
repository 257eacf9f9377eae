"""What can go wrong, in words for the person who wrote the input.

CnncostError            everything below; the command line prints it and exits with status 2
  FormulaError          a formula cannot be read or has no value (knows where in its text)
  LayerError            a layer cannot stand where it stands
  FileError             a file cannot be read as what it should be (knows file, line, column)
  UnknownNameError      no spec, layer or option of that name
  UsageError            an option of a command or a function makes no sense
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import NamedTuple

WIDEST_LINE = 78
LONGEST_PLACE = 36


class CnncostError(Exception):
    """Anything cnncost refuses, with the reason as its text."""


class FormulaError(CnncostError):
    """A formula that cannot be read, or that has no value.

    ``span`` is the offending part as (start, end) offsets into the formula's text, if known.
    """

    def __init__(self, message: str, span: tuple[int, int] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.span = span


class LayerError(CnncostError):
    """A layer that cannot stand where it stands; ``option`` is the argument to blame, if one is."""

    def __init__(self, message: str, option: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.option = option


class Place(NamedTuple):
    """A stretch of one line in a file; line and column count from 1."""

    file: str
    line: int
    column: int
    width: int = 1
    source: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    def pointed(self) -> str:
        """The place, its line, and a caret below what was read."""
        place = printable(str(self))
        long = len(place) > LONGEST_PLACE
        head, margin = (f"{place}\n", 4) if long else (f"{place}  ", len(place) + 2)
        start, room = self._window(WIDEST_LINE - margin)
        line = printable(self.source[start : start + room].rstrip().replace("\t", " "))
        if self.source[start + room :].strip():
            line = f"{line[: room - 1]}…"
        caret = self.column - 1 - start
        width = max(1, min(self.width, len(line) - caret))
        shown = f"{' ' * margin if long else ''}{line}"
        return f"{head}{shown}\n{' ' * (margin + caret)}{'^' * width}"

    def _window(self, room: int) -> tuple[int, int]:
        """From which character on, and how many, a long line is shown."""
        start = min(len(self.source) - len(self.source.lstrip()), self.column - 1)
        if self.column - 1 + self.width - start > room:
            start = max(start, self.column - 1 - room // 3)
        return start, room


class FileError(CnncostError):
    """A file that cannot be used: where, what was read, what was expected."""

    def __init__(self, place: Place, message: str, context: str = "") -> None:
        self.place = place
        self.message = message
        self.context = context
        super().__init__(self._text())

    def _text(self) -> str:
        lines = [self.place.pointed() if self.place.source else printable(str(self.place))]
        if self.context:
            lines.append(printable(self.context))
        return "\n".join([*lines, self.message])


class UnknownNameError(CnncostError):
    """A name that nothing answers to."""


class UsageError(CnncostError):
    """An option or argument that makes no sense."""


def printable(text: str) -> str:
    """Text without control characters, safe for a terminal."""
    if text.isprintable():  # nearly always, and asked at once
        return text
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def shortened(text: str, limit: int = 40) -> str:
    """Text from a file, cut and made printable, for use inside a message."""
    return printable(text if len(text) <= limit else text[: limit - 1] + "…")


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """``' Did you mean relu?'`` for the known names nearest to a mistyped one, or nothing."""
    match = difflib.SequenceMatcher(b=name[:80])
    scores = {}
    for candidate in known:
        match.set_seq1(candidate)
        scores[candidate] = match.ratio()
    best = max(scores.values(), default=0)
    close = [candidate for candidate, score in scores.items() if score >= max(0.65, best - 0.05)]
    close.sort(key=lambda candidate: -scores[candidate])
    return f" Did you mean {listed(close[:3], 'or')}?" if close else ""


def listed(names: Iterable[str], last: str = "and") -> str:
    """``'a, b and c'``."""
    items = list(names)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}"
