"""Published numbers about a network with their verdicts, source by source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from cnncost.claims import find_claims
from cnncost.errors import CnncostError, UsageError
from cnncost.numbers import count, several
from cnncost.pages.markup import Html, joined, tag
from cnncost.pages.report.elements import notes, wide
from cnncost.pages.report.judged import MEANINGS, known, printed, recomputed, tally, verdict_of
from cnncost.pages.report.subject import Subject, name_of
from cnncost.verification import Judged, in_order, verify
from cnncost.views.claims import MARKS, WITHOUT_NUMBER, subject
from cnncost.zoo import folders

MOST_CLAIMS = 150
SETTINGS = (
    "These are recomputed as each source has the network, deployed and at its settings, which are "
    "not all those of this page."
)


def published(about: Subject) -> Html:
    """The table, or in a sentence why there is none."""
    name = name_of(about.report)
    if not is_known(about):
        return tag("p", f"{name} is a file of your own: no published numbers are known of it.")
    try:
        claims = find_claims([about.spec.variant])
    except UsageError:  # there are none
        return tag("p", f"No published numbers are known of {name}.")
    except CnncostError as error:
        return tag("p", str(error), class_="error")
    try:
        judged = in_order(verify(claims), claims)
    except CnncostError as error:
        return tag("p", str(error), class_="error")
    return joined([_table(judged[:MOST_CLAIMS], about), notes(_said(judged, about))])


def is_known(about: Subject) -> bool:
    """Whether the spec is one that is found by its name, and no file of the reader's own."""
    file = Path(about.spec.file).resolve()
    return any(folder.resolve() in file.parents for folder in folders())


def _table(judged: Sequence[Judged], about: Subject) -> Html:
    words = ("claim", "printed", "recomputed", "verdict")
    sides = (None, "number", "number", None)
    heads = (
        tag("th", word, scope="col", class_=side) for word, side in zip(words, sides, strict=True)
    )
    sources: dict[str, list[Judged]] = {}
    for one in judged:
        sources.setdefault(one.claim.source, []).append(one)
    groups = (_group(source, members, about) for source, members in sources.items())
    caption = f"Published numbers about {name_of(about.report)}, recomputed"
    named = tag("caption", caption, class_="hidden")
    table = tag("table", named, tag("thead", tag("tr", *heads)), *groups, class_="claims")
    return wide(caption, table)


def _group(source: str, members: Sequence[Judged], about: Subject) -> Html:
    """The claims of one source below its name; those that look the same once."""
    head = tag("tr", tag("th", source, scope="rowgroup", colspan=4, class_="group"))
    times = Counter(_row(one, about) for one in members)
    return tag("tbody", head, *(_counted(row, number) for row, number in times.items()))


def _counted(row: Html, number: int) -> Html:
    if number == 1:
        return row
    again = tag("td", f"{count(number)} claims say just this", colspan=4, class_="remark level1")
    return joined([row, tag("tr", again)])


def _row(judged: Judged, about: Subject) -> Html:
    name = subject(judged.claim).removeprefix(f"{about.report.variant}: ")
    remarks = (tag("small", remark) for remark in known(judged))
    return tag(
        "tr",
        tag("th", name, *remarks, scope="row", class_="level1"),
        tag("td", printed(judged), class_="number"),
        tag("td", recomputed(judged), class_="number"),
        tag("td", verdict_of(judged.verdict)),
    )


def _said(judged: Sequence[Judged], about: Subject) -> Iterator[str]:
    """The verdicts on all, what they mean, and what is not as it seems."""
    yield f"{several(len(judged), 'claim')}: {tally(judged)}"
    left = len(judged) - MOST_CLAIMS
    if left > 0:
        name = about.spec.variant
        yield f"{several(left, 'more claim')} left out here: cnncost verify {name} shows all."
    report = about.report
    if about.train or (report.params, report.input) != (report.own_params, report.own_input):
        yield SETTINGS
    yield " · ".join(f"{MARKS[verdict]} {verdict}: {says}" for verdict, says in MEANINGS.items())
    if any(one.claim.printed is None for one in judged):
        yield WITHOUT_NUMBER
