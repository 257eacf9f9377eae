"""A topic with its placeholders evaluated: Markdown with live numbers becomes a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from cnncost.errors import (
    CnncostError,
    FileError,
    FormulaError,
    UsageError,
    did_you_mean,
    listed,
    shortened,
)
from cnncost.explanation.examples import Examples
from cnncost.explanation.fences import FENCES
from cnncost.explanation.markup import spans
from cnncost.explanation.notation import Notation, in_lecture_letters, in_notation
from cnncost.explanation.page import Block, Entries, Entry, Heading, Page, Paragraph
from cnncost.explanation.topics import Line, Topic
from cnncost.formula.display import decimal
from cnncost.head import Number

FENCE = "```"
MOST_TRIED = 65


class Fence(NamedTuple):
    """A fenced block: what fills it, its first line, and the lines in it."""

    name: str
    opening: Line
    lines: tuple[Line, ...]


def topic_page(topic: Topic, settings: Mapping[str, Number], notation: Notation) -> Page:
    """The page of a topic, worked with the reader's numbers in place of its own.

    Raises UsageError for a letter that the topic does not have, and for numbers that do not fit.
    """
    for name, value in settings.items():
        if not set(in_lecture_letters(notation, {name: value})) <= set(topic.letters):
            raise UsageError(_no_letter(topic, name, notation))
    given = in_lecture_letters(notation, settings)
    letters = {**topic.letters, **given}
    try:
        blocks = _without_empty(_filled(topic, Examples(topic, letters, notation)))
    except CnncostError as error:
        if not given:
            raise
        reason = _does_not_fit(error, settings)
        raise UsageError(f"{reason}{_what_fits(topic, settings, notation)}") from None
    page = Page("topic", topic.name, topic.title, blocks, _notes(topic))
    return in_notation(page, notation, letters)


def _no_letter(topic: Topic, name: str, notation: Notation) -> str:
    if not topic.letters:
        return f"The topic '{topic.name}' has no numbers to change."
    known = dict.fromkeys(notation.letters.get(letter, letter) for letter in topic.letters)
    hint = did_you_mean(name, known) or f" It has {listed(known)}."
    return f"The topic '{topic.name}' has no letter '{shortened(name)}'.{hint}"


def _does_not_fit(error: CnncostError, given: Mapping[str, Number]) -> str:
    """What a layer has against the reader's numbers, without the place in our own file."""
    said = ", ".join(f"{name}={decimal(value)}" for name, value in given.items())
    reason = error.message if isinstance(error, (FileError, FormulaError)) else str(error)
    return f"The example does not work with {said}: {reason}"


def _what_fits(topic: Topic, settings: Mapping[str, Number], notation: Notation) -> str:
    """``' G=4 works.'``: the nearest number for one of the reader's letters that does."""
    for name in reversed(list(settings)):
        wanted = settings[name]
        distances = sorted((abs(value - wanted), value) for value in range(1, MOST_TRIED))
        for _, near in distances:
            letters = in_lecture_letters(notation, {**settings, name: near})
            if _fits(topic, {**topic.letters, **letters}):
                return f" {name}={near} works."
    return ""


def _fits(topic: Topic, letters: Mapping[str, Number]) -> bool:
    """Whether a topic's page can be made with these letters; its examples tell soonest."""
    examples = Examples(topic, letters)
    try:
        for name in topic.examples:
            examples.report(name)
        return bool(tuple(_filled(topic, examples)))
    except CnncostError:
        return False


def _notes(topic: Topic) -> tuple[str, ...]:
    see = f"See also: {', '.join(topic.see)}" if topic.see else ""
    source = f"Source: {topic.source}" if topic.source else ""
    return tuple(filter(None, (see, source)))


def _filled(topic: Topic, examples: Examples) -> Iterator[Block]:
    """The blocks of a topic's text; FileError at the line that cannot be filled."""
    for part in _parts(topic):
        if isinstance(part, Fence):
            yield from _fence(part, examples)
        else:
            yield _text(part, examples)


def _without_empty(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks without lists that have no line, and without headings of nothing."""
    kept: list[Block] = []
    for block in (*blocks, Heading("")):
        if isinstance(block, Heading) and kept and isinstance(kept[-1], Heading):
            kept.pop()
        if not isinstance(block, Entries) or block.entries:
            kept.append(block)
    return tuple(kept[:-1])


def _parts(topic: Topic) -> Iterator[Fence | tuple[Line, ...]]:
    """Fenced blocks, and runs of lines without a blank one between."""
    run: list[Line] = []
    opening: Line | None = None
    for line in (*topic.lines, Line("", 0)):
        fence = line.text.startswith(FENCE)
        if opening is not None and fence:
            yield Fence(opening.text.removeprefix(FENCE).strip(), opening, tuple(run))
            opening, run = None, []
        elif opening is not None and not line.number:
            raise topic.error(opening, f"This block is not closed with {FENCE}.")
        elif opening is not None or (line.text.strip() and not fence):
            run.append(line)
        else:
            if run:
                yield tuple(run)
            opening, run = (line if fence else None), []


def _text(lines: tuple[Line, ...], examples: Examples) -> Block:
    """A heading, a list or a paragraph."""
    first = lines[0]
    if first.text.startswith("#"):
        return Heading(first.text.lstrip("# "))
    if not first.text.startswith("- "):
        return Paragraph(spans(examples, first, _joined(lines)))
    items: list[list[Line]] = []
    for line in lines:
        if line.text.startswith("- "):
            items.append([])
        items[-1].append(line)
    return Entries(
        tuple(
            Entry("-", spans(examples, item[0], _joined(item).removeprefix("- "))) for item in items
        )
    )


def _joined(lines: tuple[Line, ...] | list[Line]) -> str:
    return " ".join(line.text.strip() for line in lines)


def _fence(fence: Fence, examples: Examples) -> Iterator[Block]:
    if fence.name not in FENCES:
        hint = did_you_mean(fence.name, FENCES)
        raise examples.topic.error(fence.opening, f"Nothing fills this block.{hint}")
    try:
        yield from FENCES[fence.name](
            examples, tuple(line for line in fence.lines if line.text.strip())
        )
    except FormulaError as error:
        raise examples.topic.error(fence.opening, error.message) from None
