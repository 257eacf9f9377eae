"""Claims and their verdicts as a table, and as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import groupby
from typing import Any

from cnncost.claims import VERDICTS, Claim
from cnncost.measure import shown
from cnncost.numbers import setting
from cnncost.quantity import Value
from cnncost.verification import Judged
from cnncost.views.data import to_csv
from cnncost.views.table import Column, Line, Table

MARKS = {"exact": "=", "rounds": "≈", "explained": "!", "differs": "✗"}
# What each verdict says of our number and the printed one.
MEANINGS = {
    "exact": "the same number, to the last digit",
    "rounds": "ours rounds to the printed number",
    "explained": "another expression, which is shown, gives the printed number",
    "differs": "no expression is known that gives it",
}
WITHOUT_NUMBER = "( ) the source prints no number; this one follows from what it says"
LONGEST_SUBJECT = 32
COLUMNS = (
    Column("claim", left=True, elastic=True),
    Column("printed"),
    Column("recomputed"),
    Column("", left=True),
)


def claims_table(judged: Sequence[Judged], convention: str = "", among: int = 0) -> Table:
    """Every claim by source, with how many there are of each verdict.

    ``among`` is the number of those that these were chosen from.
    """
    lines: list[Line] = []
    for source, members in groupby(judged, key=lambda one: one.claim.source):
        lines.append(Line((source,), strong=True, rule=True))
        for same, copies in groupby(_lines(one) for one in members):
            lines += _counted(same, len(list(copies)))
    return Table("", COLUMNS, tuple(lines), tuple(_notes(judged, convention, among)))


def _notes(judged: Sequence[Judged], convention: str, among: int) -> Iterator[str]:
    counts = Counter(one.verdict for one in judged)
    if not judged:
        yield f"None of {among:,} claim{'s' if among != 1 else ''} has that verdict."
        return
    summary = ", ".join(f"{counts[verdict]:,} {verdict}" for verdict in VERDICTS)
    yield f"{len(judged):,} claim{'s' if len(judged) > 1 else ''}: {summary}"
    changed = sum(one.changed for one in judged)
    if changed:
        yield f"{changed:,} verdict{'s are' if changed > 1 else ' is'} not what is recorded"
    if convention:
        yield (
            f"counted as {convention} does: macs and params are its, and recorded verdicts are "
            "not compared"
        )
    yield verdicts()
    if any(one.claim.printed is None for one in judged):
        yield WITHOUT_NUMBER


def verdicts() -> str:
    """Every mark, its word, and what that means, in a line."""
    return " · ".join(f"{MARKS[verdict]} {verdict}: {says}" for verdict, says in MEANINGS.items())


def _counted(lines: tuple[Line, ...], copies: int) -> Iterator[Line]:
    """A claim's lines, once for all claims that look the same."""
    yield from lines
    if copies > 1:
        yield Line((f"the same {copies} times",), level=2)


def _lines(judged: Judged) -> tuple[Line, ...]:
    """A claim, and below it what explains it or what is known about it."""
    claim = judged.claim
    number = claim.printed or claim.shows
    printed = "" if number is None else number.text if claim.printed else f"({number.text})"
    percent = printed.endswith("%")
    about = subject(claim)
    numbers = (printed, value(judged.recomputed, percent), MARKS[judged.verdict])
    if len(about) <= LONGEST_SUBJECT:
        lines = [Line((about, *numbers), level=1)]
    else:  # in a line of its own, where nothing of it is lost
        lines = [Line((about,), level=1), Line(("", *numbers), level=1)]
    if claim.what:
        lines.append(Line((claim.what,), level=2))
    if judged.because is not None:
        lines.append(Line((f"{claim.texts[1]} = {value(judged.because, percent)}",), level=2))
    if claim.note:
        lines.append(Line((claim.note,), level=2))
    if judged.changed:
        place = claim.nodes["id"].place()
        lines.append(Line((f"recorded: {claim.verdict}, now: {judged.verdict}",), level=2))
        lines.append(Line((f"{claim.id}, {place.file}:{place.line}",), level=2))
    return tuple(lines)


def subject(claim: Claim) -> str:
    """``mobilenet_v1 width 0.75: macs``."""
    settings = ", ".join(f"{name} {setting(number)}" for name, number in claim.settings)
    size = f"on {shown(claim.input)}" if claim.input else ""
    return f"{' '.join(filter(None, (claim.spec, settings, size)))}: {claim.texts[0]}"


def value(number: Value, percent: bool = False) -> str:
    """A recomputed number: whole ones to the last digit, ratios to four decimals."""
    if isinstance(number, tuple):
        return shown(number)
    if percent:
        return f"{float(100 * number):.3f}%"
    if isinstance(number, Fraction) and number.denominator > 1:
        return f"{float(number):,.4f}"
    return f"{int(number):,}"


def claims_data(judged: Iterable[Judged], convention: str = "") -> dict[str, Any]:
    """Claims by the schema ``cnncost.claims/1``; counts are integers, ratios are decimals."""
    every = list(judged)
    counts = Counter(one.verdict for one in every)
    return {
        "schema": "cnncost.claims/1",
        "convention": convention or None,
        "claims": [_data(one) for one in every],
        "counts": {verdict: counts[verdict] for verdict in VERDICTS},
    }


def _data(judged: Judged) -> dict[str, Any]:
    claim = judged.claim
    return {
        "id": claim.id,
        "source": claim.source,
        "spec": claim.spec,
        "set": {name: _plain(number) for name, number in claim.settings},
        "input": list(claim.input) if claim.input else None,
        "quantity": claim.texts[0],
        "printed": claim.printed.text if claim.printed else None,
        "shows": claim.shows.text if claim.shows else None,
        "recomputed": _plain(judged.recomputed),
        "verdict": judged.verdict,
        "recorded": claim.verdict,
        "because": claim.texts[1] or None,
        "explained": None if judged.because is None else _plain(judged.because),
        "what": claim.what or None,
        "note": claim.note or None,
    }


def _plain(number: Value) -> int | float | str:
    """A number as JSON has it; a shape as it is printed."""
    if isinstance(number, tuple):
        return "x".join(map(str, number))
    return int(number) if number == int(number) else float(number)


def claims_csv(judged: Iterable[Judged]) -> str:
    """Claims as CSV, one line each."""
    rows = claims_data(judged)["claims"]
    lines: list[Sequence[object]] = [tuple(rows[0])] if rows else []
    for row in rows:
        settings = " ".join(f"{name}={number}" for name, number in row["set"].items())
        size = "x".join(map(str, row["input"] or ()))
        every = {**row, "set": settings, "input": size}
        lines.append(["" if cell is None else cell for cell in every.values()])
    return to_csv(lines)
