"""Limits: what networks may cost and how far they may grow, as people type it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from cnncost.budgeting.baseline import Baseline, read_baseline
from cnncost.errors import UsageError, shortened
from cnncost.formula import LIMIT
from cnncost.numbers import points
from cnncost.printed import SCALES, read_printed

PRINTED = "which 'cnncost show SPEC --format json' printed before"
NO_BASELINE = f"--max-growth needs a --baseline, {PRINTED}."
NO_BUDGET = (
    f"There is no budget. Try --max-macs 600M, --max-params 5M, or --baseline base.json, {PRINTED}."
)
LEAST_LIKELY = 10_000  # below, somebody has forgotten the unit
_GAP = re.compile(r"(?<=[0-9])[ _](?=[0-9]{3}(?![0-9]))")
_LIMIT = re.compile(r"([0-9][0-9.,]*(?:e[0-9]+)?)\s*([a-z]*)", re.IGNORECASE)
_GROWTH = re.compile(r"[0-9][0-9.]*\s*%")


class Limits(NamedTuple):
    """What networks may cost, by quantity, and how far they may grow beyond their baselines."""

    most: Mapping[str, int]
    growth: Fraction | None = None
    baselines: tuple[Baseline, ...] = ()

    @property
    def bounds(self) -> bool:
        """Whether anything can be exceeded."""
        return bool(self.most) or self.growth is not None


def read_limits(
    most: Mapping[str, str | int | None],
    baselines: Sequence[str | Path] = (),
    growth: str | int | None = None,
) -> Limits:
    """Limits as they were typed. Raises UsageError for those that say nothing."""
    typed = {name: read_limit(text) for name, text in most.items() if text is not None}
    allowed = None if growth is None else read_growth(growth)
    if not baselines and (not typed or allowed is not None):
        raise UsageError(NO_BUDGET if allowed is None else NO_BASELINE)
    read = tuple(one for file in baselines for one in read_baseline(file))
    return Limits(typed, allowed, read)


def read_limit(typed: str | int | None) -> int:
    """``600M``, ``4.1G``, ``1e9``, ``600_000_000`` as a whole number. Raises UsageError."""
    text = str(typed).strip()
    match = _LIMIT.fullmatch(_GAP.sub("", text)) if len(text) <= 40 else None
    digits, unit = match.groups() if match else ("", "")
    scale = unit.upper() if len(unit) == 1 else unit.lower()
    wanted = f"'{shortened(text)}' is no budget. Expected a number, as 600M, 4.1G or 600,000,000."
    if match is None or scale not in SCALES:
        raise UsageError(wanted)
    try:
        value = read_printed(f"{digits.lower()} {scale}".strip()).value
    except UsageError:
        raise UsageError(wanted) from None
    if value != int(value):
        meant = f"{int(value):,}" if value > LEAST_LIKELY else f"{digits}M or {digits}G"
        hint = "" if unit else f" Did you mean {meant}?"
        raise UsageError(f"'{text}' is not a whole number.{hint}")
    if value > LIMIT:
        raise UsageError(f"'{text}' is more than 10^18, the most that cnncost counts to.")
    return int(value)


def read_growth(typed: str | int | None) -> Fraction:
    """``1%``, ``0.5 %`` or ``0`` as a fraction. Raises UsageError for anything else."""
    text = str(typed).strip()
    if text == "0":
        return Fraction(0)
    try:
        value = read_printed(text).value
    except UsageError:
        value = None
    if value is not None and re.fullmatch(r"[0-9.]+", text):
        meant = dict.fromkeys((f"{text}%", f"{points(100 * value)}%"))
        raise UsageError(f"'{text}' has no unit. Did you mean {' or '.join(meant)}?")
    if value is None or not _GROWTH.fullmatch(text):
        raise UsageError(
            f"'{shortened(text)}' is no growth. Expected a share, as 1% or 0.5%, or 0."
        )
    return value
