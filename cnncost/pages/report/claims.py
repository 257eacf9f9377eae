"""Published numbers about a network with their verdicts, source by source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from pathlib import Path

from cnncost.claims import Claim, find_claims
from cnncost.errors import CnncostError, UsageError
from cnncost.numbers import count, several
from cnncost.pages.markup import Html, joined, tag
from cnncost.pages.report.elements import notes, wide
from cnncost.pages.report.judged import known, printed, recomputed, tally, verdict_of
from cnncost.pages.report.settings import about_this
from cnncost.pages.report.subject import Subject, is_changed, name_of
from cnncost.verification import Judged, in_order, verify
from cnncost.views.claims import WITHOUT_NUMBER, subject, verdicts
from cnncost.zoo import folders

MOST_CLAIMS = 150
HERE = "▸"
SOME = f"{HERE} of the very network of this page; the others are of it with other settings"
NONE = "None of these is of the very network of this page: they are of it with other settings."
DEPLOYED = "All are recomputed of the network as it is deployed."


def published(about: Subject) -> Html:
    """The table, or in a sentence why there is none."""
    name = name_of(about.report)
    if not is_known(about):
        return tag("p", f"{name} is a file of your own: no published numbers are known of it.")
    try:
        claims = _claims(about)
        judged = in_order(verify(claims), claims)
        here = about_this(claims, about)
    except CnncostError as error:
        return tag("p", str(error), class_="error")
    if not claims:
        return tag("p", f"No published numbers are known of {name}.")
    marked = here if len(here) < len(judged) else frozenset()
    table = _table(judged[:MOST_CLAIMS], about, marked)
    return joined([table, notes(_said(judged, about, here))])


def _claims(about: Subject) -> list[Claim]:
    """The claims that name the network; if there are none, those of its family that mean it."""
    found = _naming(about.spec.variant)
    if found or about.spec.variant == about.spec.name:
        return found
    family = _naming(about.spec.name)
    here = about_this(family, about)
    return [claim for claim in family if claim.id in here]


def _naming(name: str) -> list[Claim]:
    try:
        return find_claims([name])
    except UsageError:  # there are none
        return []


def is_known(about: Subject) -> bool:
    """Whether the spec is one that is found by its name, and no file of the reader's own."""
    file = Path(about.spec.file).resolve()
    return any(folder.resolve() in file.parents for folder in folders())


def _table(judged: Sequence[Judged], about: Subject, marked: Set[str]) -> Html:
    """The claims by source; ``marked`` are those of the very network of the page."""
    words = ("claim", "printed", "recomputed", "verdict")
    sides = (None, "number", "number", None)
    heads = (
        tag("th", word, scope="col", class_=side) for word, side in zip(words, sides, strict=True)
    )
    sources: dict[str, list[Judged]] = {}
    for one in judged:
        sources.setdefault(one.claim.source, []).append(one)
    groups = (
        _group(source, [(one, one.claim.id in marked) for one in members], about)
        for source, members in sources.items()
    )
    caption = f"Published numbers about {name_of(about.report)}, recomputed"
    named = tag("caption", caption, class_="hidden")
    table = tag("table", named, tag("thead", tag("tr", *heads)), *groups, class_="claims")
    return wide(caption, table)


def _group(source: str, members: Sequence[tuple[Judged, bool]], about: Subject) -> Html:
    """The claims of one source below its name; those that look the same once."""
    head = tag("tr", tag("th", source, scope="rowgroup", colspan=4, class_="group"))
    times = Counter(_row(one, about, here) for one, here in members)
    return tag("tbody", head, *(_counted(row, number) for row, number in times.items()))


def _counted(row: Html, number: int) -> Html:
    if number == 1:
        return row
    again = tag("td", f"{count(number)} claims say just this", colspan=4, class_="remark level1")
    return joined([row, tag("tr", again)])


def _row(judged: Judged, about: Subject, here: bool) -> Html:
    usual = f"{about.report.variant}: " if not is_changed(about.report) else ""
    name = subject(judged.claim).removeprefix(usual)
    remarks = (tag("small", remark) for remark in known(judged))
    return tag(
        "tr",
        tag("th", _mark() if here else None, name, *remarks, scope="row", class_="level1"),
        tag("td", printed(judged), class_="number"),
        tag("td", recomputed(judged), class_="number"),
        tag("td", verdict_of(judged.verdict)),
        class_="here" if here else None,
    )


def _mark() -> Html:
    """The sign of a claim of the very network, in words for who does not see it."""
    sign = tag("span", HERE, aria_hidden="true", class_="sign")
    return joined([sign, tag("span", "this network: ", class_="hidden")])


def _said(judged: Sequence[Judged], about: Subject, here: Set[str]) -> Iterator[str]:
    """The verdicts on all, what they mean, and what is not as it seems."""
    yield f"{several(len(judged), 'claim')}: {tally(judged)}"
    left = len(judged) - MOST_CLAIMS
    if left > 0:
        name = about.spec.variant
        yield f"{several(left, 'more claim')} left out here: cnncost verify {name} shows all."
    if len(here) < len(judged):
        yield SOME if here else NONE
    if about.train:
        yield DEPLOYED
    yield verdicts()
    if any(one.claim.printed is None for one in judged):
        yield WITHOUT_NUMBER
