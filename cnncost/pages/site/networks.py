"""The page of all networks, and for each network its report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from cnncost.library import Entry
from cnncost.numbers import count, shape
from cnncost.pages.document import resources
from cnncost.pages.markup import Html, joined, tag
from cnncost.pages.report import report_html
from cnncost.pages.report.elements import wide
from cnncost.pages.site.shell import NETWORKS, framed, link, to_page
from cnncost.report import Report

HEADINGS = ("Name", "Family", "Year", "Input", "Parameters", "MACs")
NUMBERS_FROM = 2
RESERVED = re.compile(r"(con|nul|prn|aux|com\d|lpt\d)(\.|$)")  # no names of files on Windows
SCRIPTS = ("sorting.js", "site/sort.js")
COUNTED = (
    "Parameters are weights, biases, and the scales and shifts of normalisation. Auxiliary heads, "
    "which only training has, are not counted."
)


def network_places(entries: Iterable[Entry]) -> dict[str, str]:
    """The page of every network by each name that it has: its own, aliases, variants."""
    entries = list(entries)
    own = _files([entry.spec.name for entry in entries])
    found = dict(own)
    for spec, _, _ in entries:
        for name in (*spec.aliases, *spec.variants):
            found.setdefault(name, own[spec.name])
    return found


def _files(names: Sequence[str]) -> dict[str, str]:
    """A place for each name, two of which no file system takes for the same."""
    taken: set[str] = set()
    found = {}
    for name in names:
        stem = plain = re.sub("[^a-z0-9_.-]", "-", name.lower()).strip(".") or "network"
        if RESERVED.match(plain):
            stem = plain = f"network-{plain}"
        number = 1
        while stem in taken:
            number += 1
            stem = f"{plain}-{number}"
        taken.add(stem)
        found[name] = f"networks/{stem}.html"
    return found


def network_html(entry: Entry, here: str) -> str:
    """A network's report, with links to the other pages."""
    return framed(report_html([entry.report], [entry.spec]), here)


def networks_html(entries: Sequence[Entry], places: Mapping[str, str]) -> str:
    """All networks in a table, which a click sorts."""
    variants = sum(len(entry.variants) for entry in entries)
    lead = (
        f"{len(entries)} networks and modules, and {variants} variants of them, each written as a "
        "spec of at most 50 lines. The name leads to a report on the network with the spec's own "
        "numbers, as ResNet with 50 layers; cnncost report VARIANT writes one of any other."
    )
    rows = tag("tbody", *(_row(entry, places) for entry in entries))
    heads = (_head(text, i >= NUMBERS_FROM) for i, text in enumerate(HEADINGS))
    table = tag("table", tag("thead", tag("tr", *heads)), rows, class_="sorted")
    main = [
        tag("h1", "Networks"),
        tag("p", lead),
        wide("All networks", table, stop=True),
        tag("p", COUNTED, class_="note"),
    ]
    return to_page(NETWORKS, "Networks", joined(main, "\n"), scripts=resources(SCRIPTS))


def _head(text: str, number: bool) -> Html:
    return tag("th", text, scope="col", class_="number" if number else None)


def _row(entry: Entry, places: Mapping[str, str]) -> Html:
    spec, report, _ = entry
    name = tag("a", spec.name, href=link(NETWORKS, places[spec.name]))
    title = tag("span", spec.title, class_="about") if spec.title else None
    first = tag("th", name, " ", title, _variants(entry), scope="row")
    year = tag("td", str(spec.year or ""), class_="number", data_label="Year")
    return tag("tr", first, tag("td", spec.family, data_label="Family"), year, *_numbers(report))


def _numbers(report: Report) -> Iterator[Html]:
    """Input and costs; on a phone, where no heading stands above them, with what they are."""
    texts = (shape(report.input), *map(count, _costs(report)))
    for label, text in zip(HEADINGS[-3:], texts, strict=True):
        yield tag("td", text, class_="number", data_label=label)


def _costs(report: Report) -> tuple[int, int]:
    return report.totals["params"], report.totals["counted_macs"]


def _variants(entry: Entry) -> Html | None:
    """The variants and their costs, folded away."""
    if not entry.variants:
        return None
    word = "variant" if len(entry.variants) == 1 else "variants"
    lines = (tag("tr", *_variant(report)) for report in entry.variants)
    heads = tag("tr", *(tag("th", text, scope="col") for text in ("Variant", *HEADINGS[3:])))
    table = tag("table", tag("thead", heads), tag("tbody", *lines))
    summary = tag("summary", f"{len(entry.variants)} {word}")
    return tag("details", summary, table)


def _variant(report: Report) -> Iterator[Html]:
    yield tag("th", report.variant, scope="row")
    yield from _numbers(report)
