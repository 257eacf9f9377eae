"""A result, written in the format that was asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

from cnncost.views.table import WIDTH, Table, to_latex, to_markdown, to_rich, to_text

if TYPE_CHECKING:
    from cnncost.claims import Claim
    from cnncost.comparison import Comparison
    from cnncost.library import Entry
    from cnncost.reconciliation import Reconciliation
    from cnncost.report import Report

PATIENCE = 1.0  # seconds before a progress bar appears
T = TypeVar("T")
ASCII = str.maketrans(
    {"×": "x", "·": ".", "…": "~", "²": "^2", "³": "^3", "→": ">", "≈": "~", "✗": "x"}
)


def write_report(
    report: Report, depth: int | None, by: str | None, train: bool, format: str
) -> None:
    """A report as a tree, or summed up by kind or stage."""
    from cnncost.views.show import GROUPS, group_table, report_table

    if format in ("json", "csv"):
        from cnncost.views import data

        if by:
            groups = report.by(GROUPS[by], train)
            if format == "csv":
                return write(data.groups_csv(by, groups))
            return write(data.to_json(data.grouped_data(report, by, groups)))
        if format == "csv":
            return write(data.reports_csv([report]))
        return write(data.to_json(data.report_data(report)))
    table = group_table(report, by, train) if by else report_table(report, depth, train)
    write_tables(format, table)


def write_comparison(comparison: Comparison, format: str) -> None:
    """Networks side by side."""
    from cnncost.views.compare import comparison_tables

    if format == "json":
        from cnncost.views.data import comparison_data, to_json

        return write(to_json(comparison_data(comparison)))
    if format == "csv":
        from cnncost.views.data import reports_csv

        return write(reports_csv(comparison.reports))
    write_tables(format, *comparison_tables(comparison))


def write_zoo(entries: list[Entry], failures: list[str], format: str) -> None:
    """The zoo, and on standard error what is wrong with files that are no specs."""
    from cnncost.views.listing import zoo_table

    for failure in failures:
        sys.stderr.write(f"{failure}\n")
    if format in ("json", "csv"):
        from cnncost.views import data

        written = data.zoo_csv(entries) if format == "csv" else data.to_json(data.zoo_data(entries))
        return write(written)
    write_tables(format, zoo_table(entries))


def write_reconciliation(found: Reconciliation, format: str) -> None:
    """What other counters print."""
    from cnncost.views import reconciliation as views

    if format == "json":
        from cnncost.views.data import to_json

        return write(to_json(views.reconcile_data(found)))
    if format == "csv":
        return write(views.reconcile_csv(found))
    write_tables(format, views.reconcile_table(found))


def write_claims(claims: list[Claim], verdict: str, convention: str, format: str) -> bool:
    """Recompute claims and write them; whether all are what is recorded of them."""
    from cnncost.verification import in_order, verify
    from cnncost.views import claims as views

    judged = in_order(_watched(verify(claims, convention), len(claims)), claims)
    shown = [one for one in judged if one.changed or verdict in ("", one.verdict)]
    if format == "json":
        from cnncost.views.data import to_json

        write(to_json(views.claims_data(shown, convention)))
    elif format == "csv":
        write(views.claims_csv(shown))
    else:
        write_tables(format, views.claims_table(shown, convention, len(judged)))
    return not any(one.changed for one in judged)


def _watched(items: Iterable[T], total: int) -> Iterator[T]:
    """The items as they come, with a progress bar on a terminal if they take over a second."""
    from time import monotonic

    start, done = monotonic(), 0
    iterator = iter(items)
    for item in iterator:
        done += 1
        yield item
        if monotonic() - start > PATIENCE and sys.stderr.isatty():
            break
    if done == total:
        return
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    yield from track(
        iterator, "recomputing", total=total, completed=done, console=console, transient=True
    )


def write_tables(format: str, *tables: Table) -> None:
    """Tables in colour on a terminal; plain and always 80 columns wide anywhere else."""
    if format == "markdown":
        return write(to_markdown(*tables))
    if format == "latex":
        return write(to_latex(*tables))
    if not sys.stdout.isatty():
        return write(to_text(*tables))
    from rich.console import Console

    console = Console(width=WIDTH, markup=False, highlight=False, emoji=False)
    console.print(to_rich(*tables))


def write(text: str) -> None:
    """Text to standard output, in plainer letters where its encoding lacks ours."""
    encoding = sys.stdout.encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = text.translate(ASCII).encode(encoding, "replace").decode(encoding)
    sys.stdout.write(text)
    sys.stdout.flush()
