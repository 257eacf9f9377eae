"""The page of published numbers, each recomputed, with the verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import groupby

from cnncost.claims import VERDICTS
from cnncost.numbers import count
from cnncost.pages.markup import Html, joined, tag
from cnncost.pages.report.elements import wide
from cnncost.pages.report.judged import known, printed, recomputed, tally, verdict_of
from cnncost.pages.site.shell import CLAIMS, Places, link, to_page
from cnncost.verification import Judged
from cnncost.views.claims import MEANINGS, WITHOUT_NUMBER, subject

HEADINGS = ("Quantity", "Printed", "Recomputed", "Verdict", "What is known")
Find = Callable[[str], str | None]


def claims_html(judged: Sequence[Judged], places: Places) -> str:
    """Counts of verdicts, what differs, and all claims by their sources."""

    def find(name: str) -> str | None:
        place = places.networks.get(name)
        return link(CLAIMS, place) if place else None

    differing = [one for one in judged if one.verdict == "differs"]
    table = _table(differing, find, "What differs", sources=True)
    sources = [(name, list(run)) for name, run in groupby(judged, lambda one: one.claim.source)]
    main = [
        tag("h1", "Published numbers, recomputed"),
        tag("p", _lead(judged, sources)),
        _verdicts(judged),
        tag("p", WITHOUT_NUMBER, class_="note"),
        tag("h2", "What differs", id="differs"),
        wide("What differs", table, stop=True) if differing else tag("p", "Nothing does."),
        tag("h2", "By source", id="sources"),
        *(_source(name, members, find) for name, members in sources),
    ]
    return to_page(CLAIMS, "Published numbers, recomputed", joined(main, "\n"))


def _lead(judged: Sequence[Judged], sources: Sequence[tuple[str, list[Judged]]]) -> str:
    return (
        f"{count(len(judged))} numbers from {len(sources)} papers, lectures and programs stand "
        "here beside what cnncost computes. Where the two are not the same, it says why."
    )


def _verdicts(judged: Sequence[Judged]) -> Html:
    """How many there are of each verdict, and what it means."""
    counts = Counter(one.verdict for one in judged)
    rows = (
        tag(
            "tr",
            tag("th", verdict_of(verdict), scope="row"),
            tag("td", count(counts[verdict]), class_="number"),
            tag("td", MEANINGS[verdict]),
        )
        for verdict in VERDICTS
    )
    return tag("table", tag("tbody", *rows), class_="verdicts")


def _source(name: str, members: Sequence[Judged], find: Find) -> Html:
    """The claims of one source, folded away."""
    summary = tag("summary", name, " ", tag("span", tally(members), class_="note"))
    return tag("details", summary, wide(name, _table(members, find, name), stop=True))


def _table(members: Sequence[Judged], find: Find, caption: str, sources: bool = False) -> Html:
    heads = (
        tag("th", text, scope="col", class_="number" if i in (1, 2) else None)
        for i, text in enumerate(HEADINGS)
    )
    rows = (_row(one, find, sources) for one in members)
    title = tag("caption", caption, class_="hidden")
    return tag(
        "table", title, tag("thead", tag("tr", *heads)), tag("tbody", *rows), class_="claims"
    )


def _row(judged: Judged, find: Find, sources: bool) -> Html:
    """One claim; its network leads to the report. With ``sources`` it says where it was printed."""
    claim = judged.claim
    name, what = claim.spec, subject(claim).removeprefix(claim.spec)
    address = find(name)
    source = tag("span", claim.source, class_="about") if sources else None
    return tag(
        "tr",
        tag("th", tag("a", name, href=address) if address else name, what, source, scope="row"),
        tag("td", printed(judged), class_="number"),
        tag("td", recomputed(judged), class_="number"),
        tag("td", verdict_of(judged.verdict)),
        tag("td", joined(known(judged), " "), class_="known"),
    )
