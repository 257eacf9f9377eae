"""What a picture says besides what it shows: how was counted, and for ears, what is in it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate

from cnncost.attribution import variant_note
from cnncost.errors import printable
from cnncost.report import Report

LONGEST_DESCRIPTION = 2_000


def notes(report: Report) -> tuple[str, ...]:
    """What stands below every picture: the convention, and which network of that name it is."""
    variant = variant_note(report)
    known = (variant,) if variant != report.variant else ()
    return tuple(map(printable, (f"convention: {report.counting.rule}", *known)))


def told(sentences: Iterable[str]) -> str:
    """A picture in words, for who cannot see it, in as many sentences as one listens to."""
    every = list(sentences)
    ends = accumulate(len(sentence) + 2 for sentence in every)
    kept = [one for one, end in zip(every, ends, strict=True) if end <= LONGEST_DESCRIPTION]
    left = len(every) - len(kept)
    return " ".join([*(f"{one}." for one in kept), *([f"And {left} more."] if left else [])])
