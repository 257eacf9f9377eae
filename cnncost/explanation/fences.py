"""What fills the fenced blocks of a topic: formulas, workings, tables, pictures, mistakes.

The name behind the fence says what fills a block; each of its lines is one line of the result.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from cnncost.errors import CnncostError
from cnncost.explanation.examples import Examples
from cnncost.explanation.layers import ABOUT, grown
from cnncost.explanation.markup import said, spans
from cnncost.explanation.page import (
    Block,
    Commands,
    Entries,
    Entry,
    Equation,
    Equations,
    Grid,
    Letters,
    Value,
    Values,
    plain,
)
from cnncost.explanation.topics import Line
from cnncost.explanation.working import cost, size, steps
from cnncost.formula import Expr, evaluate, symbol
from cnncost.formula.evaluate import with_ratios
from cnncost.formula.terms import divided, limit
from cnncost.kind import LETTERS
from cnncost.measure import Shape
from cnncost.numbers import figures, shape

if TYPE_CHECKING:
    from cnncost.claims import Claim
    from cnncost.verification import Judged

Lines = tuple[Line, ...]
WORDS = {"macs": "MACs", "flops": "FLOPs", "params": "parameters"}
SIDES = {"height": "H", "width": "W", "channels": "M"}


def _labelled(examples: Examples, line: Line) -> tuple[str, str, str]:
    """``LABEL: WHAT | NOTE``."""
    label, colon, rest = line.text.partition(": ")
    if not colon:
        raise examples.topic.error(line, "Expected 'LABEL: WHAT', or 'LABEL: WHAT | NOTE'.")
    what, _, note = rest.partition(" | ")
    return label.strip(), what.strip(), note.strip()


def _column_of(examples: Examples, line: Line, what: str) -> tuple[str, str]:
    """``COLUMN of EXAMPLE``."""
    column, of, name = what.partition(" of ")
    if not of:
        raise examples.topic.error(line, "Expected 'COLUMN of EXAMPLE', as 'macs of depthwise'.")
    return column.strip(), name.strip()


# --- formulas and workings


def formulas(examples: Examples, lines: Lines) -> Iterator[Block]:
    """``LABEL: COLUMN of EXAMPLE``: formulas with letters, and what every letter means."""
    shown: list[Equation] = []
    values: dict[str, Value] = {}
    for line in lines:
        label, what, note = _labelled(examples, line)
        one = _equation(examples, line, label, what)
        if one.formula and one.values:
            values |= {letter: one.values[letter] for letter in one.formula.symbols()}
        shown.append(Equation(label, one.formula, note=_text(examples, line, note)))
    yield Equations(tuple(shown))
    yield _letters(examples, values)


def _letters(examples: Examples, values: Values) -> Letters:
    """What the letters mean that are used, with their values: the topic's own in its order."""
    meanings = {**LETTERS, **ABOUT, **examples.topic.meanings}
    order = [*(x for x in examples.letters if x in values), *sorted(values)]
    return Letters(tuple((x, meanings[x], values[x]) for x in dict.fromkeys(order)))


def _text(examples: Examples, line: Line, text: str) -> str:
    """A note with its numbers put in."""
    return "".join(
        str(span.formula) if span.formula else span.text for span in spans(examples, line, text)
    )


def work(examples: Examples, lines: Lines) -> Iterator[Block]:
    """``LABEL: COLUMN of EXAMPLE`` or ``LABEL: = EXPRESSION``: numbers put in, and results.

    Each result but the first is also given as a fraction or multiple of the first.
    """
    shown: list[Equation] = []
    firsts: dict[str, Fraction] = {}
    for line in lines:
        label, what, note = _labelled(examples, line)
        one = _equation(examples, line, label, what)
        column = what.partition(" of ")[0] if one.formula else ""
        first = firsts.setdefault(column, Fraction(one.result or 0)) if column else 0
        compared = bool(first) and len(firsts) < 1 + len(shown) and one.result is not None
        ratio = Fraction(one.result or 0) / first if compared else None
        same = ratio is None or any(other.formula == one.formula for other in shown)
        shown.append(
            one._replace(
                letters=False,
                ratio=None if same and ratio == 1 else ratio,
                note="   ".join(filter(None, (one.note, _text(examples, line, note)))),
            )
        )
    yield Equations(tuple(shown))


def _equation(examples: Examples, line: Line, label: str, what: str) -> Equation:
    """``COLUMN of EXAMPLE``, ``height of EXAMPLE`` or ``= EXPRESSION``, worked out."""
    if what.startswith("="):
        value = examples.value(what.removeprefix("="))
        if isinstance(value, tuple):
            return Equation(label, note=shape(value))
        return Equation(label, result=value)
    column, name = _column_of(examples, line, what)
    report = examples.report(name)
    if column in SIDES:
        one = size(report.measured[-1], SIDES[column])
        between = steps(one.formula, one.values)
        return Equation(label, one.formula, one.values, steps=between, result=one.result)
    if column == "receptive_field":
        return grown(report, len(report.rows) - 1, 0, label)
    formula, result = examples.formula(column, name), report.totals[column]
    if evaluate(with_ratios(formula), examples.letters) != result:
        raise examples.topic.error(line, f"{formula} does not give {result:,}.")
    return Equation(label, formula, examples.letters, result=result)


def rows(examples: Examples, lines: Lines) -> Iterator[Block]:
    """``COLUMN of EXAMPLE``: every costly row of a network worked out, and the total."""
    for line in lines:
        column, name = _column_of(examples, line, line.text)
        report = examples.report(name)
        works = [(row.path, cost(row.measured, column)) for row in report.rows]
        shown = [
            Equation(path, one.formula, one.values, letters=False, result=one.result)
            for path, one in works
            if one.result
        ]
        yield Equations((*shown, Equation("total", result=report.totals[column])))


def saving(examples: Examples, lines: Lines) -> Iterator[Block]:
    """``COLUMN of A against B, LETTER grows``: the ratio, with its numbers, and its limit."""
    shown = []
    for line in lines:
        match = re.fullmatch(r"(\w+) of (\S+) against (\S+?)(?:, (\w+) grows)?", line.text.strip())
        if match is None:
            raise examples.topic.error(line, "Expected 'COLUMN of A against B, LETTER grows'.")
        column, one, other, letter = match.groups()
        ratio = divided(examples.formula(column, one), examples.formula(column, other))
        if ratio.symbols():
            shown.append(Equation(f"{one} / {other}", ratio))
        shown.append(_ratio("" if ratio.symbols() else f"{one} / {other}", ratio, examples))
        if letter:
            shown.append(_limit(ratio, letter, examples))
    yield Equations(tuple(shown))


def _ratio(label: str, formula: Expr, examples: Examples) -> Equation:
    value = Fraction(evaluate(with_ratios(formula), examples.letters))
    return Equation(label, formula, examples.letters, letters=False, ratio=value)


def _limit(ratio: Expr, letter: str, examples: Examples) -> Equation:
    """What the ratio comes to as a letter grows."""
    shown = examples.notation.letters.get(letter, letter)
    label, end = f"as {shown} grows", limit(ratio, symbol(letter))
    if end is None:
        return Equation(label, note="without end")
    return _ratio(label, end, examples)._replace(letters=True)


def table(examples: Examples, lines: Lines) -> Iterator[Block]:
    """``LETTER = VALUE, VALUE``, then ``HEADING: EXPRESSION|FORM``: values for every value.

    Values that do not fit the reader's other numbers are left out.
    """
    letter, equals, values = (part.strip() for part in lines[0].text.partition("="))
    if not equals:
        raise examples.topic.error(lines[0], "Expected 'LETTER = VALUE, VALUE, ...'.")
    columns = [line.text.partition(": ") for line in lines[1:]]
    shown = []
    own = examples.letters == examples.topic.letters
    for value in dict.fromkeys(examples.number(text) for text in values.split(",")):
        there = Examples(examples.topic, {**examples.letters, letter: value})
        try:
            shown.append((figures(value), *(said(there, what) for _, _, what in columns)))
        except CnncostError:
            if own:
                raise
    yield Grid((letter, *(heading.strip() for heading, _, _ in columns)), tuple(shown))


# --- mistakes


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

    name, example = _column_of(examples, line, line.text.removeprefix("slip "))
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


# --- demonstrations and commands


def demonstration(examples: Examples, lines: Lines) -> Iterator[Block]:
    """``NAME LETTER LETTER ...``: something that is really computed, with these letters."""
    from cnncost.explanation.demonstrations import DEMONSTRATIONS

    for line in lines:
        name, *letters = line.text.split()
        if name not in DEMONSTRATIONS:
            raise examples.topic.error(line, f"There is no demonstration '{name}'.")
        values = (int(examples.number(expression)) for expression in letters)
        yield from DEMONSTRATIONS[name](*values)


def commands(examples: Examples, lines: Lines) -> Iterator[Block]:
    """Commands to type, one on each line."""
    yield Commands(tuple(line.text.strip() for line in lines if line.text.strip()))


def picture(examples: Examples, lines: Lines) -> Iterator[Block]:
    """``connections of EXAMPLE``, ``module of EXAMPLE:PATH`` or ``bars of EXAMPLE``."""
    from cnncost.explanation.pictures import PICTURES

    for line in lines:
        sort, name = _column_of(examples, line, line.text)
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
