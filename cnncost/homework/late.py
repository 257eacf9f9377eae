"""What lateness costs, worked out from the time of handing in and never from the clock."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import NamedTuple

from cnncost.document import Node, entries, is_text
from cnncost.errors import did_you_mean
from cnncost.head import read_number
from cnncost.homework.shares import read_share
from cnncost.numbers import several, share

KEYS = ("grace", "per day", "days")
UNITS = {"minute": 60, "hour": 3600, "day": 86400}
DAY = timedelta(days=1)
MOST_DAYS = 366
_TIME = re.compile(r"\s*([0-9]{1,6})\s*(minute|hour|day)s?\s*")


class Late(NamedTuple):
    """A time of grace, the share of the points that each day begun costs, and how many days."""

    grace: timedelta
    per_day: Fraction
    days: int | None

    @property
    def text(self) -> str:
        """The rule as a student reads it."""
        minutes = int(self.grace.total_seconds() // 60)
        grace = f"{several(minutes, 'minute')} of grace, then " if minutes else ""
        each = f"{share(self.per_day)} of the points for each day that begins"
        if self.days is None:
            return f"{grace}{each}"
        until = f"after {several(self.days, 'day')} nothing counts"
        return f"{grace}{each}; {until}" if self.per_day else f"{grace}{until}"


def read_late(node: Node | None) -> Late | None:
    """The ``late:`` of a homework. Raises FileError for what is no rule."""
    if node is None:
        return None
    given = entries(node, KEYS, "the rule for lateness", did_you_mean)
    return Late(_grace(given.get("grace")), _share(given.get("per day")), _days(given.get("days")))


def _grace(node: Node | None) -> timedelta:
    if node is None:
        return timedelta(0)
    match = _TIME.fullmatch(node.value) if is_text(node) else None
    if match is None:
        raise node.error("Expected a time, as 15 minutes or 2 hours.")
    return timedelta(seconds=int(match[1]) * UNITS[match[2]])


def _share(node: Node | None) -> Fraction:
    return Fraction(0) if node is None else read_share(node, "Expected a share, as 10 %.")


def _days(node: Node | None) -> int | None:
    if node is None:
        return None
    days = read_number(node, ratios=True)
    if days != int(days) or not 0 <= days <= MOST_DAYS:
        raise node.error(f"Expected a number of days from 0 to {MOST_DAYS}.")
    return int(days)


def kept(late: Late | None, due: datetime | None, submitted: datetime | None) -> Fraction:
    """Which share of the points is kept by who handed in at that time; all if it is not known."""
    if due is None or submitted is None:
        return Fraction(1)
    if submitted.tzinfo is None:
        submitted = submitted.replace(tzinfo=UTC)
    over = submitted - due - (late.grace if late else timedelta(0))
    if over <= timedelta(0) or late is None:
        return Fraction(1)
    begun = -(-over // DAY)
    if late.days is not None and begun > late.days:
        return Fraction(0)
    return max(Fraction(0), 1 - begun * late.per_day)
