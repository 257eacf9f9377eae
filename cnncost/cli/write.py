"""A result, written in the format that was asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from cnncost.errors import UsageError, shortened
from cnncost.files import save
from cnncost.views.table import WIDTH, Table, to_latex, to_markdown, to_rich, to_text

if TYPE_CHECKING:
    from cnncost.claims import Claim
    from cnncost.comparison import Comparison
    from cnncost.explanation.asking import Explanation
    from cnncost.explanation.drawing import Drawing
    from cnncost.explanation.page import Page
    from cnncost.library import Entry
    from cnncost.reconciliation import Reconciliation
    from cnncost.report import Report

PATIENCE = 1.0  # seconds before a progress bar appears
T = TypeVar("T")
ASCII = str.maketrans(
    {
        "≥": ">=",
        "≤": "<=",
        "⌊": "floor(",
        "⌋": ")",
        "×": "x",
        "·": ".",
        "…": "~",
        "²": "^2",
        "³": "^3",
        "→": ">",
        "≈": "~",
        "✗": "x",
    }
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


def write_explanation(explanation: Explanation, format: str) -> None:
    """An explanation as text, in colour on a terminal, or in another format."""
    if format == "csv":
        raise UsageError("An explanation is no table: use markdown, latex or json.")
    write_page(explanation.page, format)


def write_page(page: Page, format: str) -> None:
    """A page as text, in colour on a terminal, or in another format."""
    if format == "json":
        from cnncost.views.data import to_json
        from cnncost.views.page_data import page_data

        return write(to_json(page_data(page)))
    if format == "markdown":
        from cnncost.views.page_markdown import page_markdown

        return write(page_markdown(page))
    if format == "latex":
        from cnncost.views.page_latex import page_latex

        return write(page_latex(page))
    if format == "html":
        from cnncost.views.page_html import page_html

        return write(page_html(page))
    from cnncost.views import page as views

    if not sys.stdout.isatty() or not _drawable():
        return write(views.page_text(page, ascii=not _drawable()))
    from rich.console import Console

    console = Console(width=WIDTH, markup=False, highlight=False, emoji=False)
    console.print(views.page_rich(page), end="")


ENDINGS = {".svg": "svg", ".png": "png", ".txt": "text", ".mmd": "mermaid", ".dot": "dot"}


def write_drawing(drawing: Drawing, out: Path | None, format: str | None) -> None:
    """A picture to a file, or to standard output: as text if nothing else is asked for."""
    if out is None:
        return _write_on_screen(drawing, format or "text")
    chosen = format or ENDINGS.get(out.suffix.lower(), "")
    if not chosen:
        known = ", ".join(ENDINGS)
        raise UsageError(
            f"'{shortened(out.name)}' does not say what to write. A picture's file ends in {known}."
        )
    content = drawing.png() if chosen == "png" else _written(drawing, chosen).encode("utf-8")
    save(out, content)


def _write_on_screen(drawing: Drawing, format: str) -> None:
    if format == "png":
        raise UsageError("A PNG is no text: name a file for it, as -o picture.png.")
    if format != "text" or not sys.stdout.isatty() or not _drawable():
        return write(_written(drawing, format, ascii=not _drawable()))
    from rich.console import Console

    from cnncost.figures.text import to_rich

    console = Console(width=drawing.text.width + 1, markup=False, highlight=False, emoji=False)
    console.print(to_rich(drawing.text))


def _written(drawing: Drawing, format: str, ascii: bool = False) -> str:
    """A picture as a text of some format."""
    if format == "svg":
        return drawing.svg()
    if format == "text":
        from cnncost.figures.text import to_text

        return f"{to_text(drawing.plain if ascii else drawing.text, ascii)}\n"
    if drawing.modules is None:
        raise UsageError(f"Only a diagram of modules can be written as {format}.")
    from cnncost.figures.modules import graph_text

    writer = graph_text.to_mermaid if format == "mermaid" else graph_text.to_dot
    return writer(drawing.modules)


def _drawable() -> bool:
    """Whether the output can hold the characters that lines and dots are drawn with."""
    try:
        "│⣿▏●".encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def write_claims(claims: list[Claim], verdict: str, convention: str, format: str) -> bool:
    """Recompute claims and write them; whether all are what is recorded of them."""
    from cnncost.verification import in_order, verify
    from cnncost.views import claims as views

    judged = in_order(watched(verify(claims, convention), len(claims), "recomputing"), claims)
    shown = [one for one in judged if one.changed or verdict in ("", one.verdict)]
    if format == "json":
        from cnncost.views.data import to_json

        write(to_json(views.claims_data(shown, convention)))
    elif format == "csv":
        write(views.claims_csv(shown))
    else:
        write_tables(format, views.claims_table(shown, convention, len(judged)))
    return not any(one.changed for one in judged)


def watched(items: Iterable[T], total: int, doing: str) -> Iterator[T]:
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
    yield from track(iterator, doing, total=total, completed=done, console=console, transient=True)


def write_tables(format: str, *tables: Table) -> None:
    """Tables in colour on a terminal; plain and always 80 columns wide anywhere else."""
    if format == "markdown":
        return write(to_markdown(*tables))
    if format == "latex":
        return write(to_latex(*tables))
    if not sys.stdout.isatty() or not _drawable():
        return write(to_text(*tables))
    from rich.console import Console

    console = Console(width=WIDTH, markup=False, highlight=False, emoji=False)
    console.print(to_rich(*tables))


def write(text: str) -> None:
    """Text to standard output, in plainer letters where its encoding lacks ours.

    Raises NobodyReads where a pipe has no reader any more.
    """
    encoding = sys.stdout.encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = text.translate(ASCII).encode(encoding, "replace").decode(encoding)
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        from cnncost.cli import NobodyReads

        raise NobodyReads from None
