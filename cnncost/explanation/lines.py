"""How the lines of a topic's fenced blocks are written."""

from __future__ import annotations

from cnncost.explanation.examples import Examples
from cnncost.explanation.markup import text_of
from cnncost.explanation.topics import Line

Lines = tuple[Line, ...]


def labelled(examples: Examples, line: Line) -> tuple[str, str, str]:
    """``LABEL: WHAT | NOTE``, the label and the note with their formulas and numbers put in."""
    label, colon, rest = line.text.partition(": ")
    if not colon:
        raise examples.topic.error(line, "Expected 'LABEL: WHAT', or 'LABEL: WHAT | NOTE'.")
    what, _, note = rest.partition(" | ")
    about = text_of(examples, line, label.strip())
    return about, what.strip(), text_of(examples, line, note.strip())


def column_of(examples: Examples, line: Line, what: str) -> tuple[str, str]:
    """``COLUMN of EXAMPLE``."""
    column, of, name = what.partition(" of ")
    if not of:
        raise examples.topic.error(line, "Expected 'COLUMN of EXAMPLE', as 'macs of depthwise'.")
    return column.strip(), name.strip()
