"""Gradescope's results.json: one visible test for each item."""

from __future__ import annotations

from typing import Any

from cnncost.homework.marks import Mark, Marked
from cnncost.homework.texts import SYMBOLS, described, label, summary
from cnncost.numbers import json_number


def gradescope_json(marked: Marked, full: bool) -> str:
    """The results as Gradescope reads them; a hidden test would hide the total, so none is."""
    import json

    data = {
        "score": 0 if marked.problem else json_number(marked.points),
        "output": "\n".join(summary(marked)),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": _tests(marked, full),
    }
    return json.dumps(data, indent=1, allow_nan=False) + "\n"


def _tests(marked: Marked, full: bool) -> list[dict[str, Any]]:
    if marked.problem:
        return [_unreadable(marked)]
    return [_test(i, mark, full) for i, mark in enumerate(marked.marks, 1)]


def _unreadable(marked: Marked) -> dict[str, Any]:
    """The one test of a file of which nothing could be read."""
    return {
        "score": 0,
        "max_score": json_number(marked.of),
        "status": "failed",
        "name": f"{SYMBOLS['unread']} The answers file",
        "name_format": "text",
        "number": "1",
        "output": "\n".join(summary(marked)),
        "output_format": "text",
        "visibility": "visible",
    }


def _test(at: int, mark: Mark, full: bool) -> dict[str, Any]:
    return {
        "score": json_number(mark.points),
        "max_score": json_number(mark.of),
        "status": "passed" if mark.state == "right" else "failed",
        "name": f"{SYMBOLS[mark.state]} {label(mark)}",
        "name_format": "text",
        "number": str(at),
        "output": "\n".join(described(mark, full)),
        "output_format": "text",
        "visibility": "visible",
    }
