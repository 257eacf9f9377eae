"""What goes wrong: the usual mistakes of a topic, and what the documents say of it, recomputed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from cnncost.explanation.examples import Examples
from cnncost.explanation.lines import Lines, column_of
from cnncost.explanation.markup import said, spans
from cnncost.explanation.page import Block, Entries, Entry, Value, plain
from cnncost.explanation.topics import Line
from cnncost.measure import Shape
from cnncost.numbers import figures, shape

if TYPE_CHECKING:
    from cnncost.claims import Claim
    from cnncost.verification import Judged

WORDS = {"macs": "MACs", "flops": "FLOPs", "params": "parameters"}


def mistakes(examples: Examples, lines: Lines) -> Iterator[Block]:
    """Wrong answers, and what is wrong with each; none that is right with the reader's numbers.

    ``slip ID of EXAMPLE``, perhaps ``in COLUMN``; or ``EXPRESSION: SENTENCE``, or
    ``EXPRESSION not RIGHT: SENTENCE`` where the two may be equal.
    """
    found: list[Entry] = []
    for line in lines:
        if line.text.startswith("slip "):
            found += _slip(examples, line)
        else:
            expression, _, sentence = line.text.partition(": ")
            wrong, _, right = expression.partition(" not ")
            value = said(examples, wrong)
            if not right or value != said(examples, right):
                found.append(Entry(value, spans(examples, line, sentence.strip())))
    yield Entries(tuple(found))


def _slip(examples: Examples, line: Line) -> Iterator[Entry]:
    """The number that a slip gives; nothing where the reader's numbers leave no room for it."""
    from cnncost.slips import find_slip, right_value, wrong_value

    name, example = column_of(examples, line, line.text.removeprefix("slip "))
    example, _, column = example.partition(" in ")
    slip, report = find_slip(name), examples.report(example)
    if slip is None:
        raise examples.topic.error(line, f"There is no slip '{name}'.")
    column = column or slip.of[0]
    value = wrong_value(slip, report, of=column)
    if value is not None and value != right_value(report, column):
        yield Entry(f"{figures(value)} {WORDS.get(column, column)}", plain(slip.says))
    elif examples.letters == examples.topic.letters:
        raise examples.topic.error(line, f"The slip '{name}' does not show on {example}.")


# --- the documents


def documents(examples: Examples, lines: Lines) -> Iterator[Block]:
    """``CLAIM ID``: what a source document says, recomputed."""
    claims = []
    known = _document_claims(frozenset(line.text.strip() for line in lines))
    for line in lines:
        claim = known.get(line.text.strip())
        if claim is None:
            raise examples.topic.error(line, "No claim of the documents has this name.")
        claims.append(claim)
    from cnncost.verification import in_order, verify

    yield Entries(tuple(map(_judged, in_order(verify(claims), claims))))


def _document_claims(names: frozenset[str]) -> dict[str, Claim]:
    """The documents' claims of these names; groups that hold none of them are not read."""
    from cnncost.claims import parse_claims

    groups = (group for group in _document_groups() if any(name in group for name in names))
    return {claim.id: claim for claim in parse_claims("".join(groups), "documents.yaml")}


@cache
def _document_groups() -> tuple[str, ...]:
    """The groups of the documents' claims as text."""
    from cnncost.document import read_text
    from cnncost.zoo import shipped

    text = read_text(shipped() / "claims" / "documents.yaml")
    return tuple(re.split(r"(?m)^(?=- )", text)[1:])


def _judged(judged: Judged) -> Entry:
    """A claim of a document: what it says, what is so, and what is known about the difference."""
    claim = judged.claim
    document = claim.source.partition(",")[0].removeprefix("document ")
    printed = f"Printed {claim.printed.text}, recomputed" if claim.printed else "Recomputed"
    reasons = [claim.note] if claim.note else []
    if judged.because is not None:
        reasons.append(f"{claim.texts[1]} = {_number(judged.because)}")
    why = f": {'; '.join(reasons)}" if reasons else ""
    return Entry(document, plain(f"{claim.what} {printed} {_number(judged.recomputed)}{why}."))


def _number(value: Value | Shape) -> str:
    return shape(value) if isinstance(value, tuple) else figures(value)
