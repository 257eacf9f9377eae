"""Sweeps of any size as CSV, JSON and Parquet, written piece by piece."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from cnncost.errors import UsageError, printable, shortened
from cnncost.files import growing
from cnncost.formula import Expr, text
from cnncost.numbers import setting
from cnncost.report import DOCUMENTS
from cnncost.sweeping.cells import rows, typed
from cnncost.sweeping.counting import Asked
from cnncost.sweeping.published import ACCURACY
from cnncost.sweeping.space import Value
from cnncost.sweeping.sweep import EVERYTHING, SHOWN_IMPOSSIBLE, Choice, Piece, why

SCHEMA = "cnncost.sweep/1"


class Subject(NamedTuple):
    """What is written of: what was asked, what is kept of it, and what else there is to say."""

    asked: Asked
    choice: Choice = EVERYTHING
    besides: Mapping[str, Any] = {}

    @property
    def columns(self) -> tuple[str, ...]:
        """What is counted; an accuracy where one is published."""
        published = (ACCURACY,) if self.choice.source else ()
        return (*self.asked.columns, *published)


class Summary(NamedTuple):
    """How many points were looked at, cannot be, meet the condition and were written."""

    looked: int = 0
    impossible: int = 0
    fitting: int = 0
    written: int = 0
    examples: tuple[int, ...] = ()

    def with_piece(self, piece: Piece) -> Summary:
        """The same after one more piece."""
        return Summary(
            self.looked + piece.looked,
            self.impossible + piece.impossible,
            self.fitting + piece.fitting,
            self.written + len(piece.numbers),
            (*self.examples, *piece.examples)[:SHOWN_IMPOSSIBLE],
        )


# --- CSV


def csv_parts(subject: Subject, pieces: Iterable[Piece]) -> Iterator[str]:
    """A header, then a line for each point; every value exact: 0.25, 1/3, 224x224x3."""
    asked = subject.asked
    yield f"{','.join((*asked.space.names, *subject.columns))}\n"
    for piece in pieces:
        for some in rows(asked, piece):
            yield "".join(f"{','.join(row)}\n" for row in some)


# --- JSON


def json_parts(subject: Subject, pieces: Iterable[Piece]) -> Iterator[str]:
    """One object by the schema ``cnncost.sweep/1``, with a line for each point."""
    asked = subject.asked
    head = "".join(f' "{key}": {_json(value)},\n' for key, value in about(subject).items())
    yield f'{{\n{head} "points": ['
    names = (*asked.space.names, *subject.columns)
    form = "{" + ", ".join(f"{json.dumps(name)}: %s" for name in names) + "}"
    summary, before = Summary(), "\n  "
    for piece in pieces:
        summary = summary.with_piece(piece)
        for some in rows(asked, piece, json_value, none="null"):
            yield before + ",\n  ".join(form % row for row in some)
            before = ",\n  "
    tail = ",\n".join(f' "{key}": {_json(value)}' for key, value in outcome(asked, summary).items())
    closing = "\n ]" if summary.written else "]"
    yield f"{closing},\n{tail}\n}}\n"


def json_value(value: Value) -> str:
    """A value in JSON: sizes are lists; what is no decimal number is text, as ``"1/3"``."""
    shown = json.dumps(value) if isinstance(value, tuple) else setting(value)
    return f'"{shown}"' if "/" in shown else shown


def about(subject: Subject) -> dict[str, Any]:
    """What is known before anything is counted."""
    asked, choice = subject.asked, subject.choice
    varied = asked.space.names
    fixed = {n: _plain(v) for n, v in asked.spec.params.items() if n not in varied}
    return {
        "schema": SCHEMA,
        "name": asked.spec.name,
        "variant": asked.spec.variant,
        "params": fixed,
        "convention": DOCUMENTS.text,
        "train": asked.train,
        "varied": list(varied),
        "columns": list(subject.columns),
        "size": asked.space.size,
        "drawn": asked.space.drawn and asked.space.drawn._asdict(),
        "where": _condition(choice.condition),
        "by": list(choice.by),
        "top": choice.number,
        "accuracy_source": choice.source or None,
        **subject.besides,
    }


def outcome(asked: Asked, summary: Summary) -> dict[str, Any]:
    """What is known at the end; fewer points looked at than ``size`` means that it was stopped."""
    points = [asked.space.point(number) for number in summary.examples]
    return {
        "looked": summary.looked,
        "impossible": summary.impossible,
        "fitting": summary.fitting,
        "reasons": [
            {"point": {n: _plain(v) for n, v in point.items()}, "reason": why(asked, point)}
            for point in points
        ],
    }


def _plain(value: Value) -> Any:
    return json.loads(json_value(value))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _condition(condition: Expr | None) -> str | None:
    return None if condition is None else text(condition)


# --- files


def write_parts(
    parts: Callable[[Subject, Iterable[Piece]], Iterator[str]],
) -> Callable[[Subject, Iterable[Piece], BinaryIO], None]:
    """What writes such parts to a file."""

    def written(subject: Subject, pieces: Iterable[Piece], file: BinaryIO) -> None:
        for part in parts(subject, pieces):
            file.write(part.encode("utf-8"))

    return written


def _write_parquet(subject: Subject, pieces: Iterable[Piece], file: BinaryIO) -> None:
    from cnncost.sweeping.parquet import write_parquet

    write_parquet(subject, pieces, file)


WRITERS = {
    ".csv": write_parts(csv_parts),
    ".json": write_parts(json_parts),
    ".parquet": _write_parquet,
}


def write_points(subject: Subject, pieces: Iterable[Piece], path: str | Path) -> Summary:
    """The points to a file, by its ending; it is there when all are in it. Raises UsageError."""
    ending = Path(path).suffix.lower()
    if ending not in WRITERS:
        raise UsageError(
            f"'{shortened(Path(path).name)}' does not say what to write. A file of points ends in "
            f"{', '.join(WRITERS)}."
        )
    summary = Summary()

    def summed() -> Iterator[Piece]:
        nonlocal summary
        for piece in pieces:
            summary = summary.with_piece(piece)
            yield piece

    if ending == ".parquet":
        from cnncost.sweeping.parquet import refuse_missing

        refuse_missing()
    with growing(path) as file:
        WRITERS[ending](subject, summed(), file)
    return summary


def point_text(point: Mapping[str, Value]) -> str:
    """``groups = 3, width = 0.5``."""
    return printable(", ".join(f"{name} = {typed(value)}" for name, value in point.items()))
