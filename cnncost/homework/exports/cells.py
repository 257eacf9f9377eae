"""Cells of a CSV text where they stand, so that some are changed and the rest stays as it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from cnncost.errors import UsageError, listed, shortened
from cnncost.homework.marks import Marked

BOM = "\ufeff"
DELIMITERS = (",", ";", "\t")
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


class Cell(NamedTuple):
    """A cell: where it starts and ends in the text, and what it says without its quotes."""

    start: int
    end: int
    text: str


Row = tuple[Cell, ...]


class Filled(NamedTuple):
    """A teacher's own file with results in it, and what was left as it was.

    ``students`` are the ids for which there is no row, ``rows`` the names of rows for which there
    is no result. ``kept`` are the ids of students whose cells stay because the result is not final
    or the row must not be changed. ``notes`` are for the teacher.
    """

    text: str
    filled: tuple[str, ...]
    kept: tuple[str, ...]
    students: tuple[str, ...]
    rows: tuple[str, ...]
    notes: tuple[str, ...] = ()


class Sheet(NamedTuple):
    """A table as it stands in a text: its delimiter, its header and the rows below."""

    text: str
    delimiter: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]


def read_sheet(text: str, wanted: Sequence[str], name: str) -> Sheet:
    """The table in a text whose header has all the wanted columns, whatever parts its cells."""
    for delimiter in DELIMITERS:
        first = read_rows(text, delimiter, 1)
        if first and set(wanted) <= {cell.text.strip() for cell in first[0]}:
            header, *rows = read_rows(text, delimiter)
            named = tuple(cell.text.strip() for cell in header)
            return Sheet(text, delimiter, named, tuple(row for row in rows if _filled(row)))
    needs = listed([f"'{column}'" for column in wanted])
    raise UsageError(f"This is not {name}: its first line must name the columns {needs}.")


def _filled(row: Row) -> bool:
    return any(cell.text.strip() for cell in row)


def read_rows(text: str, delimiter: str, most: int | None = None) -> list[Row]:
    """The rows of a CSV text, or only the first of them."""
    stop = re.escape(delimiter)
    quoted = rf'"(?P<quoted>(?:[^"]+|"")*+)"(?P<tail>[^{stop}\r\n]*)'
    pattern = re.compile(rf'(?:{quoted}|(?P<plain>(?!")[^{stop}\r\n]*))(?P<end>{stop}|\r\n?|\n|\Z)')
    rows: list[Row] = []
    row: list[Cell] = []
    at = int(text.startswith(BOM))
    while (at < len(text) or row) and (most is None or len(rows) < most):
        match = pattern.match(text, at)
        if match is None:
            raise UsageError(_unclosed(text, at))
        row.append(_cell(match))
        at = match.end()
        if match["end"] != delimiter:
            rows.append(tuple(row))
            row = []
    return rows


def _cell(match: re.Match[str]) -> Cell:
    inside = match["quoted"]
    text = match["plain"] if inside is None else inside.replace('""', '"') + match["tail"]
    return Cell(match.start(), match.start("end"), text)


def _unclosed(text: str, at: int) -> str:
    line = len(re.findall(r"\r\n?|\n", text[:at])) + 1
    return f"A quotation mark that opens on line {line} is never closed."


def same_length(sheet: Sheet, row: Row) -> None:
    """Refuse a row whose cells may stand in the wrong columns."""
    if len(row) != len(sheet.header):
        raise UsageError(
            f"The row of '{shortened(row[0].text.strip())}' has {len(row)} cells, and the header "
            f"has {len(sheet.header)}. Download the file again."
        )


def rewritten(sheet: Sheet, changes: Iterable[tuple[Cell, str]]) -> str:
    """The text with the new cells in it; a cell that was quoted stays quoted."""
    parts, at = [], 0
    for cell, new in sorted(changes):
        was = sheet.text[cell.start : cell.end]
        parts += [sheet.text[at : cell.start], _written(new, was, sheet.delimiter)]
        at = cell.end
    return "".join([*parts, sheet.text[at:]])


def _written(new: str, was: str, delimiter: str) -> str:
    needed = any(c in new for c in (delimiter, '"', "\r", "\n"))
    escaped = new.replace('"', '""')
    return f'"{escaped}"' if needed or was.startswith('"') else new


def guarded(text: str) -> str:
    """A text that no spreadsheet runs as a formula; what is plainly a number stays one."""
    shown = shortened(text, 1000)
    if text.lstrip(" ").startswith(DANGEROUS) and not NUMBER.fullmatch(text):
        return f"'{shown}"
    return shown


def placed(identities: Iterable[Sequence[str]], keys: Mapping[str, Marked]) -> list[Marked | None]:
    """For each row the one student whom it names; none if it names several, or several name him."""
    named = [_only(each, keys) for each in identities]
    often = Counter(found.student for found in named if found)
    return [found if found and often[found.student] == 1 else None for found in named]


def _only(identities: Sequence[str], keys: Mapping[str, Marked]) -> Marked | None:
    found = {keys[key].student: keys[key] for key in identities if key and key in keys}
    return next(iter(found.values())) if len(found) == 1 else None


def without_row(keys: Mapping[str, Marked], found: Iterable[Marked | None]) -> tuple[str, ...]:
    """The ids of the students that no row was found for."""
    seen = {marked.student for marked in found if marked}
    ids = dict.fromkeys(marked.student for marked in keys.values())
    return tuple(student for student in ids if student not in seen)
