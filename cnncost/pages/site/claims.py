"""The page of published numbers, each recomputed, with the verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from cnncost.claims import VERDICTS
from cnncost.numbers import count
from cnncost.pages.markup import Html, joined, tag
from cnncost.pages.site.article import wide
from cnncost.pages.site.shell import CLAIMS, Places, link, to_page
from cnncost.verification import Judged
from cnncost.views.claims import MARKS, WITHOUT_NUMBER, subject, value

HEADINGS = ("Quantity", "Printed", "Recomputed", "Verdict", "What is known")
MEANINGS = {
    "exact": "the same number, to the last digit",
    "rounds": "ours rounds to the printed number",
    "explained": "another expression, which is shown, gives the printed number",
    "differs": "no expression is known that gives it",
}
Find = Callable[[str], str | None]


def claims_html(judged: Sequence[Judged], places: Places) -> str:
    """Counts of verdicts, what differs, and all claims by their sources."""

    def find(name: str) -> str | None:
        place = places.networks.get(name)
        return link(CLAIMS, place) if place else None

    differing = [one for one in judged if one.verdict == "differs"]
    sources = [(name, list(run)) for name, run in groupby(judged, lambda one: one.claim.source)]
    main = [
        tag("h1", "Published numbers, recomputed"),
        tag("p", _lead(judged, sources)),
        _verdicts(judged),
        tag("p", WITHOUT_NUMBER, class_="note"),
        tag("h2", "What differs", id="differs"),
        wide("What differs", _table(differing, find, "What differs", True)) if differing else None,
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
            tag("th", _verdict(verdict), scope="row"),
            tag("td", count(counts[verdict]), class_="number"),
            tag("td", MEANINGS[verdict]),
        )
        for verdict in VERDICTS
    )
    return tag("table", tag("tbody", *rows), class_="verdicts")


def _verdict(verdict: str) -> Html:
    mark = tag("span", MARKS[verdict], aria_hidden="true", class_="mark")
    return tag("span", mark, " ", verdict, class_=f"verdict {verdict}")


def _source(name: str, members: Sequence[Judged], find: Find) -> Html:
    """The claims of one source, folded away."""
    counts = Counter(one.verdict for one in members)
    said = ", ".join(f"{count(counts[one])} {one}" for one in VERDICTS if counts[one])
    summary = tag("summary", name, " ", tag("span", said, class_="note"))
    return tag("details", summary, wide(name, _table(members, find, name)))


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
    number = claim.printed or claim.shows
    printed = "" if number is None else number.text if claim.printed else f"({number.text})"
    ours = value(judged.recomputed, printed.endswith("%"))
    name, what = claim.spec, subject(claim).removeprefix(claim.spec)
    address = find(name)
    source = tag("span", claim.source, class_="about") if sources else None
    return tag(
        "tr",
        tag("th", tag("a", name, href=address) if address else name, what, source, scope="row"),
        tag("td", printed, class_="number"),
        tag("td", ours, class_="number"),
        tag("td", _verdict(judged.verdict)),
        tag("td", joined(_known(judged, printed), " "), class_="known"),
    )


def _known(judged: Judged, printed: str) -> Iterator[Html | str]:
    """What the source says in words, what explains its number, what else is known of it."""
    claim = judged.claim
    if claim.what:
        yield tag("span", claim.what)
    if judged.because is not None:
        found = value(judged.because, printed.endswith("%"))
        yield tag("code", f"{claim.texts[1]} = {found}")
    if claim.note:
        yield tag("span", claim.note)
