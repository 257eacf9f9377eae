"""The worked correction: how a right answer comes about, from the formulas that count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cnncost.explanation.page import Block, Equation, Equations, Grid, Paragraph, plain
from cnncost.explanation.working import Work, cost, size, steps
from cnncost.homework.agreement import Agreement
from cnncost.homework.quantities import PARAMETERS, WORK, title_of
from cnncost.homework.subject import Subject
from cnncost.kind import LEDGER
from cnncost.measure import Measured
from cnncost.numbers import count
from cnncost.slips.catalogue import MEASURES

MOST_ROWS = 40
SIZES = {"output": ("H", "W", "M"), **{name: (letter,) for name, letter in MEASURES.items()}}


def blocks(subject: Subject, name: str, agreed: Agreement, right: str) -> tuple[Block, ...]:
    """The working of a quantity: of one layer every step, of several what each adds."""
    if name in SIZES:
        one = subject.report.measured[subject.rows[-1]]
        return (_equations(size(one, letter) for letter in SIZES[name]),)
    columns = columns_of(name, agreed)
    if not columns:
        return (Paragraph(plain(f"{title_of(name, agreed)}: {right}")),)
    rows = [i for i in subject.rows if any(_amount(subject, i, column) for column in columns)]
    if len(rows) == 1:
        return tuple(_layer(subject.report.measured[rows[0]], columns, name, agreed, right))
    return tuple(_sum(subject, rows, columns, name, agreed, right))


def columns_of(name: str, agreed: Agreement) -> tuple[str, ...]:
    """The columns of the ledger that a quantity is made of; none for an expression."""
    if name in PARAMETERS:
        return agreed.columns
    if name in WORK:
        return ("macs",)
    return (name,) if name in LEDGER else ()


def _layer(
    one: Measured, columns: Iterable[str], name: str, agreed: Agreement, right: str
) -> Iterator[Block]:
    works = [cost(one, column) for column in columns]
    yield _equations(work for work in works if work.result)
    if len([work for work in works if work.result]) > 1 or _factor(name, agreed) != 1:
        yield _total(name, agreed, right)


def _sum(
    subject: Subject,
    rows: list[int],
    columns: tuple[str, ...],
    name: str,
    agreed: Agreement,
    right: str,
) -> Iterator[Block]:
    names = subject.report.names
    lines = [
        (names[i].path, *(count(_amount(subject, i, column)) for column in columns))
        for i in rows[:MOST_ROWS]
    ]
    if len(rows) > MOST_ROWS:
        lines.append((f"and {len(rows) - MOST_ROWS} more", *("" for _ in columns)))
    yield Grid(("", *columns), tuple(lines))
    yield _total(name, agreed, right)


def _total(name: str, agreed: Agreement, right: str) -> Paragraph:
    times = _factor(name, agreed)
    factor = f", {times} for each of these" if times != 1 else ""
    return Paragraph(plain(f"Together{factor}: {right} {title_of(name, agreed)}."))


def _factor(name: str, agreed: Agreement) -> int:
    if name not in WORK:
        return 1
    return agreed.images * (2 if (WORK[name] or agreed.work) == "FLOPs" else 1)


def _amount(subject: Subject, row: int, column: str) -> int:
    return int(subject.report[column][row])


def _equations(works: Iterable[Work]) -> Equations:
    return Equations(tuple(_equation(work) for work in works))


def _equation(work: Work) -> Equation:
    return Equation(
        work.name,
        work.formula,
        work.values,
        steps=steps(work.formula, work.values),
        result=work.result,
    )
