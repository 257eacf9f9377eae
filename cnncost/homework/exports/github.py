"""GitHub Classroom's result of an autograding step, with partial credit."""

from __future__ import annotations

from typing import Any

from cnncost.homework.marks import Mark, Marked
from cnncost.homework.texts import clean, described, label, summary
from cnncost.numbers import json_number

STATUS = {"right": "pass", "wrong": "fail", "blank": "fail", "unread": "error"}


def github_result(marked: Marked, full: bool) -> str:
    """The result as the step's output ``result`` wants it: JSON in base64, on one line."""
    import json
    from base64 import b64encode

    text = json.dumps(github_json(marked, full), allow_nan=False, separators=(",", ":"))
    return b64encode(text.encode("ascii")).decode("ascii")


def github_json(marked: Marked, full: bool) -> dict[str, Any]:
    """The result before it is encoded; no text of it is a command to the runner that prints it."""
    return {
        "version": 1,
        "status": _status(marked),
        "max_score": json_number(marked.of),
        "tests": [_unreadable(marked)] if marked.problem else _tests(marked, full),
    }


def _status(marked: Marked) -> str:
    if marked.unread:
        return "error"
    return "pass" if marked.all_right else "fail"


def _unreadable(marked: Marked) -> dict[str, Any]:
    return _test("The answers file", "error", 0, summary(marked))


def _tests(marked: Marked, full: bool) -> list[dict[str, Any]]:
    return [_answered(mark, full) for mark in marked.marks]


def _answered(mark: Mark, full: bool) -> dict[str, Any]:
    points, lines = json_number(mark.points), described(mark, full)
    test = _test(label(mark), STATUS[mark.state], points, lines)
    return {**test, "test_code": defused(clean(mark.id))}


def _test(name: str, status: str, score: int | float, message: list[str]) -> dict[str, Any]:
    return {
        "name": defused(name),
        "status": status,
        "score": score,
        "message": "\n".join(defused(line) for line in message),
        "test_code": "",
        "filename": "",
        "line_no": 0,
        "duration": 0,
    }


def defused(line: str) -> str:
    """A line that the runner of a workflow only prints.

    It obeys ``::name::`` at the start of a line and ``##[name]`` anywhere in it.
    """
    text = line.replace("##[", "# #[")
    start = len(text) - len(text.lstrip())
    return f"{text[:start]}: :{text[start + 2 :]}" if text.startswith("::", start) else text
