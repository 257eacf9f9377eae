"""What pages say of claims that were judged: their numbers, their verdicts, what is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from cnncost.claims import VERDICTS
from cnncost.numbers import count
from cnncost.pages.markup import Html, tag
from cnncost.verification import Judged
from cnncost.views.claims import MARKS, value


def printed(judged: Judged) -> str:
    """The number as the source has it; in brackets one that it does not print itself."""
    number = judged.claim.printed or judged.claim.shows
    if number is None:
        return ""
    return number.text if judged.claim.printed else f"({number.text})"


def recomputed(judged: Judged) -> str:
    """Our number, as a percentage where the source has one."""
    return value(judged.recomputed, _is_percentage(judged))


def known(judged: Judged) -> Iterator[Html]:
    """What the source says in words, what explains its number, what else is known of it."""
    claim = judged.claim
    if claim.what:
        yield tag("span", claim.what)
    if judged.because is not None:
        found = value(judged.because, _is_percentage(judged))
        yield tag("code", f"{claim.texts[1]} = {found}")
    if claim.note:
        yield tag("span", claim.note)


def verdict_of(verdict: str) -> Html:
    """A verdict with its mark, in its colour."""
    mark = tag("span", MARKS[verdict], aria_hidden="true", class_="mark")
    return tag("span", mark, " ", verdict, class_=f"verdict {verdict}")


def tally(judged: Iterable[Judged]) -> str:
    """``2 exact, 1 differs``: how many there are of each verdict that there is."""
    counts = Counter(one.verdict for one in judged)
    return ", ".join(f"{count(counts[one])} {one}" for one in VERDICTS if counts[one])


def _is_percentage(judged: Judged) -> bool:
    return printed(judged).strip("()").endswith("%")
