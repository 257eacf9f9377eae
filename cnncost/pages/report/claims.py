"""Published numbers about a network with their verdicts, source by source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from cnncost.claims import VERDICTS, find_claims
from cnncost.errors import CnncostError
from cnncost.pages.markup import Html, joined, tag
from cnncost.pages.report.elements import notes, several, wide
from cnncost.pages.report.subject import Subject, name_of
from cnncost.verification import Judged, in_order, verify
from cnncost.views.claims import MARKS, MEANINGS, WITHOUT_NUMBER, subject, value
from cnncost.zoo import folders

MOST_CLAIMS = 150


def published(about: Subject) -> Html:
    """The table, or in a sentence why there is none."""
    name = name_of(about.report)
    if not is_known(about):
        return tag("p", f"{name} is a file of your own: no published numbers are known of it.")
    try:
        claims = find_claims([about.spec.variant])
    except CnncostError:
        return tag("p", f"No published numbers are known of {name}.")
    shown = claims[:MOST_CLAIMS]
    try:
        judged = in_order(verify(shown), shown)
    except CnncostError as error:
        return tag("p", str(error), class_="error")
    left = len(claims) - len(shown)
    rest = [f"{several(left, 'more claim')} are left out here."] if left else []
    return joined([_table(judged, about), notes([*_said(judged), *rest])])


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
    return tag("tbody", head, *(_counted(row, count) for row, count in times.items()))


def _counted(row: Html, count: int) -> Html:
    if count == 1:
        return row
    again = tag("td", f"the same {count} times", colspan=4, class_="remark level1")
    return joined([row, tag("tr", again)])


def _row(judged: Judged, about: Subject) -> Html:
    claim, number = judged.claim, judged.claim.printed or judged.claim.shows
    printed = number.text if number else ""
    percent = printed.endswith("%")
    lines = [claim.what] if claim.what else []
    if judged.because is not None:
        lines.append(f"{claim.texts[1]} = {value(judged.because, percent)}")
    lines += [claim.note] if claim.note else []
    name = subject(claim).removeprefix(f"{about.report.variant}: ")
    remarks = (tag("small", line) for line in lines)
    return tag(
        "tr",
        tag("th", name, *remarks, scope="row", class_="level1"),
        tag("td", printed if claim.printed else f"({printed})", class_="number"),
        tag("td", value(judged.recomputed, percent), class_="number"),
        tag("td", f"{MARKS[judged.verdict]} {judged.verdict}", class_=f"verdict {judged.verdict}"),
    )


def _said(judged: Sequence[Judged]) -> Iterator[str]:
    counts = Counter(one.verdict for one in judged)
    summary = ", ".join(f"{counts[verdict]:,} {verdict}" for verdict in VERDICTS)
    yield f"{several(len(judged), 'claim')}: {summary}"
    yield " · ".join(MEANINGS.values())
    if any(one.claim.printed is None for one in judged):
        yield WITHOUT_NUMBER
