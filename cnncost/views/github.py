"""Budgets for GitHub: annotations at the lines of the specs, and the summary of a step."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from cnncost.body import Origin
from cnncost.budgeting.budget import Budget, Check, Verdict, costliest
from cnncost.budgeting.changes import Change
from cnncost.errors import FileError, Place, listed, printable
from cnncost.numbers import over
from cnncost.views.budget import budget_tables, by_growth, used
from cnncost.views.budget_notes import differences
from cnncost.views.table import to_markdown
from cnncost.zoo import shipped

MOST_OF_A_LEVEL = 10  # a step shows no more
MOST_IN_A_LINE = 3
DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
PROPERTY = DATA | {":": "%3A", ",": "%2C"}


def annotated(budget: Budget, workspace: str = "") -> list[str]:
    """The commands that show, at the lines of the user's own specs, what is exceeded and why.

    ``workspace`` is the folder that GitHub looks for the files in. Of each level there are as many
    as GitHub shows, what is exceeded first.
    """
    found = [*_failures(budget, workspace), *_exceeded(budget, workspace)]
    found += _layers(budget, workspace)
    levels: dict[str, list[str]] = {}
    for line in found:
        levels.setdefault(line.partition(" ")[0], []).append(line)
    return [line for lines in levels.values() for line in lines[:MOST_OF_A_LEVEL]]


def summary(budget: Budget) -> str:
    """The tables for the page of a step, with what could not be counted."""
    failures = "".join(f"\n```text\n{_fenced(str(one))}\n```\n" for one in budget.failures)
    return f"\n{to_markdown(*budget_tables(budget))}{failures}"


def harmless(text: str) -> str:
    """The text with no line in it that GitHub would run as a command."""
    lines = text.replace("##[", "# #[").split("\n")
    return "\n".join(_stopped(line) if line.lstrip().startswith("::") else line for line in lines)


def command(level: str, place: Place, workspace: str, title: str, message: str) -> str:
    """``::error file=nets/a.yaml,line=12,title=...::message``."""
    properties = {
        "file": in_workspace(place.file, workspace),
        "line": str(place.line),
        "col": str(place.column),
        "title": printable(title),
    }
    listed = ",".join(f"{name}={_escaped(text, PROPERTY)}" for name, text in properties.items())
    return f"::{level} {listed}::{_escaped(message, DATA)}"


def in_workspace(file: str, workspace: str) -> str:
    """The file as GitHub knows it: by its path in the repository, whatever folder we are in."""
    if not workspace:
        return Path(file).as_posix()
    path, root = os.path.realpath(file), os.path.realpath(workspace)
    inside = os.path.relpath(path, root) if path.startswith(f"{root}{os.sep}") else file
    return Path(inside).as_posix()


def _stopped(line: str) -> str:
    start = len(line) - len(line.lstrip())
    return f"{line[:start]}: :{line[start + 2 :]}"


def _fenced(text: str) -> str:
    return text.replace("`", "'")


def _escaped(text: str, escapes: dict[str, str]) -> str:
    return "".join(escapes.get(c, c) for c in text)


def _own(file: str) -> bool:
    """Whether a file is the user's, and does not come with cnncost."""
    home = os.path.realpath(shipped())
    return not os.path.realpath(file).startswith(f"{home}{os.sep}")


def _failures(budget: Budget, workspace: str) -> Iterator[str]:
    for failure in budget.failures:
        if isinstance(failure, FileError) and _own(failure.place.file):
            title = "cannot be counted"
            yield command("error", failure.place, workspace, title, _told(failure))


def _told(failure: FileError) -> str:
    """What is wrong, without the line of the file, which stands beside it anyway."""
    return "\n".join(filter(None, (printable(failure.context), failure.message)))


def _exceeded(budget: Budget, workspace: str) -> Iterator[str]:
    for verdict in budget.verdicts:
        if not _own(verdict.spec.file):
            continue
        place = verdict.spec.origin.error("").place
        for check in verdict.checks:
            name = f"{verdict.report.variant}: {check.word}"
            if check.over:
                message = _over_budget(verdict, check)
                yield command("error", place, workspace, f"{name} over budget", message)
            if check.overgrown:
                message = _grew(verdict, check)
                yield command("error", place, workspace, f"{name} grew too much", message)


def _over_budget(verdict: Verdict, check: Check) -> str:
    names = verdict.report.names
    rows = costliest(verdict, check.quantity, MOST_IN_A_LINE)
    most = ", ".join(f"{names[row].path} ({amount:,})" for row, amount in rows)
    return (
        f"{check.counted:,} {check.word}, {check.over:,} over the budget of {check.limit:,} "
        f"({used(check)}).\nMost: {most}."
    )


def _grew(verdict: Verdict, check: Check) -> str:
    before = check.before or 0
    share = over(check.counted, before)
    why = "".join(f"\n{difference}" for difference in differences(verdict))
    return (
        f"{before:,} {check.word} before, {check.counted:,} now{f' ({share})' if share else ''}, "
        f"{check.overgrown:,} over the {check.allowed:,} allowed.{why}"
    )


def _layers(budget: Budget, workspace: str) -> Iterator[str]:
    """The layers that grew, at their lines: errors where a limit is exceeded, else notices."""
    for verdict in budget.verdicts:
        if _own(verdict.spec.file):
            level = "notice" if verdict.within else "error"
            for place, changes in _by_line(verdict).items():
                paths = [change.path for change in changes]
                shown = paths if len(paths) <= MOST_IN_A_LINE else paths[: MOST_IN_A_LINE - 1]
                more = len(paths) - len(shown)
                title = listed([*shown, f"{more:,} more"] if more else shown)
                message = "\n".join(_told_change(verdict, one) for one in changes[: len(shown)])
                verb = "grew" if any(one.before for one in changes) else "new"
                yield command(level, place, workspace, f"{title}: {verb}", message)


def _told_change(verdict: Verdict, change: Change) -> str:
    """``3a/3x3.2: MACs 86,704,128 before, 97,542,144 now (+12.50 %)``."""
    parts = []
    for check in verdict.checks:
        if check.before is not None and change.growth(check.quantity):
            before, now = change.amounts(check.quantity)
            share = over(now, before)
            was = f"{before:,} before, " if change.before else ""
            parts.append(f"{check.word} {was}{now:,} now{share and f' ({share})'}")
    return f"{change.path}{'' if change.before else ', new'}: {'; '.join(parts)}"


def _by_line(verdict: Verdict) -> dict[Place, list[Change]]:
    """What grew, by the line that it is written in: a module's line stands for many layers."""
    grown = {
        change.path: change
        for check in verdict.checks
        if check.before is not None
        for change in by_growth(verdict, check.quantity)
        if change.now and change.growth(check.quantity) > 0
    }
    lines: dict[tuple[int, tuple[int, int]], tuple[Origin, list[Change]]] = {}
    for change in grown.values():
        origin = verdict.report.rows[change.now.row or 0].origin if change.now else None
        if origin is not None:
            at = (origin.node.start, origin.span)
            lines.setdefault(at, (origin, []))[1].append(change)
    first = list(lines.values())[:MOST_OF_A_LEVEL]
    return {origin.node.place(origin.span): changes for origin, changes in first}
