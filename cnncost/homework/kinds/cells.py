"""The cells of a table, each judged by itself and beside the rows above it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple, Protocol

from cnncost.errors import CnncostError
from cnncost.homework.kinds.following import Followed
from cnncost.homework.marks import Mark, Remark, State
from cnncost.homework.numerals import Unread, asked_again, is_blank, read_sizes, read_whole
from cnncost.homework.quantities import title_of, wanted
from cnncost.homework.question import Setting
from cnncost.homework.recognition import Wanted, recognised, recognised_size
from cnncost.homework.subject import Subject
from cnncost.measure import Shape, shown
from cnncost.numbers import count, figures
from cnncost.slips import ask

FOLLOWED = "Right for what you wrote in the rows above."
SUM_FOLLOWED = "This is the sum of your rows."


class Row(NamedTuple):
    """A row of the table, and which row of the network it is."""

    name: str
    number: int


class Cell(NamedTuple):
    """A cell as it was written; ``why`` it cannot be read, if its whole row cannot."""

    row: str
    column: str
    text: str
    line: int
    why: Unread | None


class Asked(Protocol):
    """What a cell needs to know of its table."""

    @property
    def subject(self) -> Subject: ...
    @property
    def rows(self) -> tuple[Row, ...]: ...
    @property
    def follow(self) -> Fraction: ...
    @property
    def setting(self) -> Setting: ...


class Right(NamedTuple):
    """The right content of a cell."""

    value: int | Shape
    wanted: Wanted | None

    @property
    def text(self) -> str:
        return shown(self.value) if isinstance(self.value, tuple) else figures(self.value)


def right_cell(posed: Asked, row: int | None, column: str) -> Right:
    """What belongs into a cell; of no row, the sum over all of them."""
    rows = (row,) if row is not None else tuple(one.number for one in posed.rows)
    if column == "output":
        return Right(posed.subject.report.measured[rows[-1]].output, None)
    found = wanted(column, posed.subject._replace(rows=rows, at=""), posed.setting.agreed)
    assert found is not None  # the columns of a table are all counted
    return Right(found.right, found)


def judge_cell(posed: Asked, row: Row, cell: Cell, followed: Followed | None) -> Mark:
    """One cell, right by itself or for what the student wrote above."""
    right = right_cell(posed, row.number, cell.column)
    read = cell.why or _read(cell)
    if read is None or isinstance(read, Unread):
        return _mark(posed, cell, right, read)
    if read == right.value:
        return _mark(posed, cell, right, read, "right", Fraction(1))
    if isinstance(read, tuple) and isinstance(right.value, tuple):
        again = asked_again(read, right.value)
        if again:
            return _mark(posed, cell, right, again)
    if followed is not None and read in _following(posed, cell.column, followed):
        remark = Remark("followed", (), FOLLOWED, FOLLOWED)
        return _mark(posed, cell, right, read, "right", posed.follow, (remark,))
    remarks = _recognised(posed, row, read, right, followed)
    return _mark(posed, cell, right, read, "wrong", posed.setting.rules.best(remarks), remarks)


def judge_total(posed: Asked, cell: Cell, column: Sequence[Cell]) -> Mark:
    """A total: right by itself, or the sum of what stands above it."""
    right = right_cell(posed, None, cell.column)
    read = cell.why or _read(cell)
    if read is None or isinstance(read, (Unread, tuple)):
        return _mark(posed, cell, right, read)
    if read == right.value:
        return _mark(posed, cell, right, read, "right", Fraction(1))
    own = _sum(column)
    if own == read:
        remark = Remark("followed", (), SUM_FOLLOWED, SUM_FOLLOWED)
        return _mark(posed, cell, right, read, "right", posed.follow, (remark,))
    wanted = right.wanted if own != right.value else None  # with right rows it is the sum alone
    remarks = recognised(read, wanted, posed.setting.rules) if wanted else ()
    if own is not None:
        says = f"Your rows add up to {count(own)}, and the total that you wrote is {count(read)}."
        topic = ("sum.arithmetic",)
        remarks = (Remark("sum", topic, "Add up your rows once more.", says), *remarks)
    return _mark(posed, cell, right, read, "wrong", Fraction(0), remarks)


def _sum(column: Sequence[Cell]) -> int | None:
    """The sum of a column as the student wrote it; None if a cell is missing or cannot be read."""
    numbers = [
        None if cell.why or is_blank(cell.text) else read_whole(cell.text) for cell in column
    ]
    if any(number is None or isinstance(number, Unread) for number in numbers):
        return None
    return sum(number for number in numbers if isinstance(number, int))


def _read(cell: Cell) -> int | Shape | Unread | None:
    """What a cell says; None for a blank one."""
    if is_blank(cell.text):
        return None
    if cell.column != "output":
        return read_whole(cell.text)
    sizes = read_sizes(cell.text)
    if isinstance(sizes, Unread):
        return sizes
    height, width, channels = sizes
    return height, width, channels


def _mark(
    posed: Asked,
    cell: Cell,
    right: Right,
    read: Any,
    state: State = "wrong",
    share: Fraction = Fraction(0),
    remarks: tuple[Remark, ...] = (),
) -> Mark:
    if read is None:
        state = "blank"
    if isinstance(read, Unread):
        state, remarks = "unread", (Remark("read", (), read.why, read.why),)
    title = title_of(cell.column, posed.setting.agreed)
    written = cell.text.strip()
    return Mark(
        f"{cell.row}.{cell.column}", f"{cell.row}, {title}", state, share, Fraction(1), written,
        right.text, cell.line, remarks,
    )  # fmt: skip


def _following(posed: Asked, column: str, followed: Followed) -> list[int | Shape]:
    """What is right for the map that the student had, and for the output that he gave himself."""
    if column == "output":
        return [followed.output]
    found = right_columns(posed, column)
    return [
        found.times * sum(values[name] for name in found.columns)
        for values in (followed.values, followed.own)
    ]


class Columns(NamedTuple):
    """What is added up in a column of the table, and how often it counts."""

    columns: tuple[str, ...]
    times: int


def right_columns(posed: Asked, column: str) -> Columns:
    """The columns of the ledger behind a column of the table."""
    found = wanted(column, posed.subject, posed.setting.agreed)
    assert found is not None
    return Columns(found.asked.columns, found.asked.times)


# --- recognition


def _recognised(
    posed: Asked, row: Row, read: int | Shape, right: Right, followed: Followed | None
) -> tuple[Remark, ...]:
    """The slips that give what was written, on the map that the student had."""
    subject = posed.subject._replace(rows=(row.number,), at="")
    if followed is not None and followed.moved:
        alone_there = _on_its_own(subject, row.number, followed)
        subject = alone_there or subject
    if isinstance(read, tuple):
        return recognised_size(read, subject.report, subject.rows[-1], posed.setting.rules)
    column = right.wanted
    if column is None:
        return ()
    there = ask(
        subject.report, column.asked.quantity, subject.rows, column.asked.columns,
        column.asked.times,
    )  # fmt: skip
    return recognised(read, column._replace(asked=there), posed.setting.rules)


def _on_its_own(subject: Subject, row: int, followed: Followed) -> Subject | None:
    """The row alone on the map that the student had; None where it cannot be taken out."""
    from cnncost.analysis import analyze_spec
    from cnncost.document import Node, Source
    from cnncost.explanation.typed import typed
    from cnncost.formula import number
    from cnncost.spec import layers_spec

    one = subject.report.measured[row]
    text = typed(one)
    if not text:
        return None
    height, width, channels = (number(followed.values[name]) for name in ("Hi", "Wi", "N"))
    node = Node(Source("row", text), 0, len(text), text)
    try:
        report = analyze_spec(layers_spec(node, (height, width, channels), {}))
    except CnncostError:
        return None
    return subject._replace(report=report, rows=(len(report.measured) - 1,))
