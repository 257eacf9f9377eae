"""What fills the fenced blocks of a topic: the name behind the fence says what does.

Each line of a block is one line of the result, or one row or picture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cnncost.errors import CnncostError, UsageError
from cnncost.explanation.equations import formulas, rows, saving, work
from cnncost.explanation.examples import Examples
from cnncost.explanation.lines import Lines, column_of, labelled
from cnncost.explanation.markup import said
from cnncost.explanation.page import Block, Commands, Grid
from cnncost.explanation.remarks import documents, mistakes
from cnncost.numbers import figures


def table(examples: Examples, lines: Lines) -> Iterator[Block]:
    """``LETTER = VALUE, VALUE``, then ``HEADING: EXPRESSION|FORM``: values for every value.

    Values that do not fit the reader's other numbers are left out.
    """
    letter, equals, values = (part.strip() for part in lines[0].text.partition("="))
    if not equals:
        raise examples.topic.error(lines[0], "Expected 'LETTER = VALUE, VALUE, ...'.")
    columns = [labelled(examples, line) for line in lines[1:]]
    shown = []
    own = examples.letters == examples.topic.letters
    for value in dict.fromkeys(examples.number(text) for text in values.split(",")):
        there = Examples(examples.topic, {**examples.letters, letter: value})
        try:
            shown.append((figures(value), *(said(there, what) for _, what, _ in columns)))
        except CnncostError:
            if own:
                raise
    yield Grid((letter, *(heading for heading, _, _ in columns)), tuple(shown))


def demonstration(examples: Examples, lines: Lines) -> Iterator[Block]:
    """``NAME LETTER LETTER ...``: something that is really computed, with these letters."""
    from cnncost.explanation.demonstrations import DEMONSTRATIONS

    for line in lines:
        name, *letters = line.text.split()
        if name not in DEMONSTRATIONS:
            raise examples.topic.error(line, f"There is no demonstration '{name}'.")
        values = [examples.number(expression) for expression in letters]
        if any(value != int(value) for value in values):
            raise UsageError("What is really computed takes whole numbers.")
        yield from DEMONSTRATIONS[name](*map(int, values))


def commands(examples: Examples, lines: Lines) -> Iterator[Block]:
    """Commands to type, one on each line."""
    yield Commands(tuple(line.text.strip() for line in lines if line.text.strip()))


def picture(examples: Examples, lines: Lines) -> Iterator[Block]:
    """``connections of EXAMPLE``, ``module of EXAMPLE:PATH`` or ``bars of EXAMPLE``."""
    from cnncost.explanation.pictures import PICTURES

    for line in lines:
        sort, name = column_of(examples, line, line.text)
        if sort not in PICTURES:
            raise examples.topic.error(line, f"There is no picture '{sort}'.")
        name, _, part = name.partition(":")
        yield PICTURES[sort](examples.report(name), part)


FENCES: dict[str, Callable[[Examples, Lines], Iterator[Block]]] = {
    "formula": formulas,
    "work": work,
    "rows": rows,
    "saving": saving,
    "table": table,
    "mistakes": mistakes,
    "documents": documents,
    "demonstration": demonstration,
    "picture": picture,
    "try": commands,
}
