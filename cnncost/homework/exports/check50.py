"""JSON as check50 prints it: one check for each item."""

from __future__ import annotations

from typing import Any

from cnncost.homework.marks import Mark, Marked
from cnncost.homework.texts import (
    AGAIN,
    LONGEST_NAME,
    clean,
    described,
    label,
    one_line,
    reason,
    said,
    stands,
    summary,
)
from cnncost.numbers import json_number

VERSION = "3.3.11"  # of check50, whose format this is
LONGEST_LOG = 100


def check50_json(marked: Marked, full: bool) -> str:
    """The results as check50's JSON; what was not answered or read is neither true nor false."""
    import json

    checks = [_check(mark, full) for mark in marked.marks]
    data = {
        "slug": clean(marked.homework, LONGEST_NAME),
        "results": [_unreadable(marked)] if marked.problem else checks,
        "version": VERSION,
    }
    return json.dumps(data, indent=1, allow_nan=False) + "\n"


def _unreadable(marked: Marked) -> dict[str, Any]:
    cause = {"rationale": one_line(marked.problem), "help": AGAIN}
    return _result("answers", "the answers file can be read", None, summary(marked), cause, {})


def _check(mark: Mark, full: bool) -> dict[str, Any]:
    passed = {"right": True, "wrong": False}.get(mark.state)
    points = {} if mark.state == "unread" else {"points": json_number(mark.points)}
    cause = None if passed else _cause(mark, full)
    name = clean(mark.id, LONGEST_NAME)
    data = {**points, "of": json_number(mark.of)}
    return _result(name, label(mark), passed, _log(mark, full), cause, data)


def _log(mark: Mark, full: bool) -> list[str]:
    return [stands(mark)] if mark.state == "right" and not mark.parts else described(mark, full)


def _cause(mark: Mark, full: bool) -> dict[str, Any]:
    """Why a check did not pass; what was expected is told only after the due date."""
    others = [*said(mark, full)[1:], *([AGAIN] if mark.state == "unread" else [])]
    cause = {"rationale": reason(mark, full), "help": "\n".join(others) or None}
    if mark.state != "wrong":
        return cause
    expected = {"expected": clean(mark.right)} if full and mark.right else {}
    return {**cause, **expected, "actual": clean(mark.written)}


def _result(
    name: str,
    description: str,
    passed: bool | None,
    log: list[str],
    cause: dict[str, Any] | None,
    data: dict[str, Any],
) -> dict[str, Any]:
    return {
        "name": name,
        "description": description,
        "passed": passed,
        "log": log[:LONGEST_LOG],
        "cause": cause,
        "data": data,
        "dependency": None,
    }
