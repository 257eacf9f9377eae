"""The command that holds networks to a budget, for continuous integration."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cnncost.cli.options import As, Counting, Format, Input, Set, SpecNames, Train, settings
from cnncost.errors import shortened
from cnncost.files import reason

if TYPE_CHECKING:
    from cnncost.budgeting.budget import Budget


class Annotations(StrEnum):
    """Who shows what is exceeded beside the lines of the specs."""

    github = "github"
    none = "none"


def budget(
    specs: SpecNames,
    max_macs: Annotated[
        str | None, typer.Option(metavar="N", help="The most MACs, as 600M.")
    ] = None,
    max_params: Annotated[
        str | None, typer.Option(metavar="N", help="The most parameters, as 5M or 5,000,000.")
    ] = None,
    max_flops: Annotated[
        str | None, typer.Option(metavar="N", help="The most FLOPs, which are 2 × MACs.")
    ] = None,
    baseline: Annotated[
        list[Path],
        typer.Option(metavar="FILE", help="What show or compare --format json printed before."),
    ] = [],  # noqa: B006
    max_growth: Annotated[
        str | None,
        typer.Option(metavar="SHARE", help="The most growth since then, as 1% or 0."),
    ] = None,
    annotate: Annotated[
        Annotations | None,
        typer.Option(help="Point at the specs' lines; github as usual where GitHub runs it."),
    ] = None,
    set: Set = [],  # noqa: B006
    input: Input = "",
    train: Train = False,
    convention: Counting = "",
    format: As = Format.table,
) -> None:
    """A check that networks cost no more than they may, or than they did."""
    from cnncost.budgeting.budget import held
    from cnncost.budgeting.limits import read_limits

    most = {"macs": max_macs, "params": max_params, "flops": max_flops}
    found = held(
        specs,
        read_limits(most, baseline, max_growth),
        input=input or None,
        params=settings(set),
        train=train,
        convention=convention or None,
    )
    shown = annotate.value if annotate else _asked_by_the_environment()
    _write(found, format, shown == "github")
    if not found.within:
        raise typer.Exit(2 if found.failures else 1)


def _asked_by_the_environment() -> str:
    return "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "none"


def _write(found: Budget, format: str, on_github: bool) -> None:
    """The result; why specs could not be counted; annotations, and the summary of the step."""
    for failure in found.failures:
        sys.stderr.write(f"{_harmless(str(failure), on_github)}\n")
    if found.verdicts:
        _write_result(found, format, on_github)
    if on_github:
        _annotate(found, format)
    _write_summary(found)


def _write_result(found: Budget, format: str, on_github: bool) -> None:
    from cnncost.cli.write import write, write_tables
    from cnncost.views.budget import budget_tables

    if format == "json":
        from cnncost.views.budget_data import budget_data
        from cnncost.views.data import to_json

        text = to_json(budget_data(found))
        return write(text.replace("##[", "#\\u0023[") if on_github else text)  # no command there
    if format == "csv":
        from cnncost.views.budget_data import budget_csv

        return write(budget_csv(found))
    if format == "table" and on_github:
        from cnncost.views.table import to_text

        return write(_harmless(to_text(*budget_tables(found)), on_github))
    write_tables(format, *budget_tables(found))


def _annotate(found: Budget, format: str) -> None:
    """Annotations, beside the tables; where the output is for programs, on standard error."""
    from cnncost.cli.write import write
    from cnncost.views.github import annotated

    lines = annotated(found, os.environ.get("GITHUB_WORKSPACE", ""))
    text = "".join(f"{line}\n" for line in lines)
    if format == "table":
        return write(text)
    sys.stderr.write(text)


def _harmless(text: str, on_github: bool) -> str:
    if not on_github:
        return text
    from cnncost.views.github import harmless

    return harmless(text)


def _write_summary(found: Budget) -> None:
    """The tables at the end of the file that GitHub shows on the page of the step, if there is one.

    The verdict does not depend on it: what cannot be written is only told.
    """
    file = os.environ.get("GITHUB_STEP_SUMMARY", "")
    if not file:
        return
    from cnncost.views.github import summary

    try:
        with open(file, "a", encoding="utf-8", errors="replace") as opened:
            opened.write(summary(found))
    except OSError as error:
        why = f"{shortened(file, 200)} cannot be written: {reason(error)}."
        sys.stderr.write(f"The summary is missing: {why}\n")
