"""What becomes of points that were given before: nothing falls in silence."""

from __future__ import annotations

from cnncost.homework.grading.results import Change, Result

MOST_CHANGES = 50


def settled(earlier: Result | None, new: Result, lower: bool) -> tuple[Result, Change | None]:
    """Which of two results of a student counts, and how the points changed, if they did.

    A higher number stays unless it may be lowered, and so does a number that would be lost.
    """
    if earlier is None:
        return new, None
    before, after = earlier.final, new.final
    if before is None or before == after:
        return new._replace(history=earlier.history), None
    falls = after is None or after < before
    change = Change(new.student, before, after, _why(earlier, new), falls and not lower)
    if change.kept:
        return earlier, change
    return new._replace(history=(*earlier.history, change)[-MOST_CHANGES:]), change


def _why(earlier: Result, new: Result) -> str:
    """What is not as it was."""
    was, now = earlier.source, new.source
    reasons = [
        "the assignment changed" if was.assignment != now.assignment else "",
        "the submission changed" if was.submission != now.submission else "",
        "cnncost changed" if was.version != now.version else "",
    ]
    if new.status == "failed":
        reasons.append("marking failed")
    return ", ".join(filter(None, reasons)) or "the options or the time of handing in changed"
