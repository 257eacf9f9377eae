"""A design within its limits or not: a mark for each limit, and what they come to together."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from cnncost.formula import symbol
from cnncost.homework.agreement import Agreement
from cnncost.homework.kinds.met import Outcome, names_of, value_text
from cnncost.homework.marks import Mark, Remark
from cnncost.homework.quantities import title_of
from cnncost.homework.question import Judged
from cnncost.quantity import quantity
from cnncost.report import Report


def together(
    stands: Outcome | None, shown: Sequence[Outcome], hidden: Sequence[Outcome], partial: bool
) -> Judged:
    """Right if every limit is met; else worth nothing, or with ``partial`` the share that is met.

    ``stands`` is whether the network has the input asked for; on another it is worth nothing.
    """
    there = [stands] if stands else []
    right = all(one.met for one in (*there, *shown, *hidden))
    shares = partial and all(one.met for one in there)
    each = Fraction(1, len(shown) + len(hidden)) if shares else Fraction(0)
    parts = [_part("input", one, Fraction(0)) for one in there]
    parts += [_part(f"limit{i}", one, each) for i, one in enumerate(shown, start=1)]
    parts += [_hidden_part(hidden, each)] if hidden else []
    share = Fraction(1) if right else sum((part.points for part in parts), start=Fraction(0))
    return Judged("right" if right else "wrong", share, (), tuple(parts))


def _part(id: str, one: Outcome, each: Fraction) -> Mark:
    remarks = () if one.met else (Remark("limit", (), one.why, one.why),)
    return Mark(
        id=id,
        what=one.what,
        state="right" if one.met else "wrong",
        points=each * one.met,
        of=each,
        written=one.written,
        right=one.right,
        remarks=remarks,
    )


def _hidden_part(hidden: Sequence[Outcome], each: Fraction) -> Mark:
    """All hidden limits as one: before the due date it is told how many are not met, no more."""
    missed = [one for one in hidden if not one.met]
    return Mark(
        id="hidden",
        what="the hidden limit" if len(hidden) == 1 else f"{len(hidden)} hidden limits",
        state="wrong" if missed else "right",
        points=each * (len(hidden) - len(missed)),
        of=each * len(hidden),
        written="",
        right="; ".join(one.what for one in hidden),
        remarks=(_missed(missed),) if missed else (),
    )


def _missed(missed: Sequence[Outcome]) -> Remark:
    nudge = "A hidden limit is not met."
    if len(missed) > 1:
        nudge = f"{len(missed)} hidden limits are not met."
    return Remark("limit", (), nudge, " ".join(f"{one.what}: {one.why}" for one in missed))


def summary(report: Report, agreed: Agreement) -> str:
    """A network in a few numbers, as a report of answers shows it."""
    rows = len(report.measured)
    said = ["1 layer" if rows == 1 else f"{rows:,} layers"]
    for name in ("parameters", "work"):
        value = quantity(symbol(name), report, names_of(agreed))
        said.append(f"{value_text(value)} {title_of(name, agreed)}")
    return ", ".join(said)
