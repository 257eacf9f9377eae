"""The whole page: sections of one network, or of several below what compares them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cnncost.comparison import Comparison, compare_reports
from cnncost.errors import UsageError, shortened
from cnncost.numbers import shape
from cnncost.pages.document import Document, resource, resources, to_html
from cnncost.pages.markup import Html, joined, tag
from cnncost.pages.report.claims import published
from cnncost.pages.report.costs import costs
from cnncost.pages.report.field import field
from cnncost.pages.report.headline import beside, headline
from cnncost.pages.report.ledger import ledger
from cnncost.pages.report.side_by_side import aligned
from cnncost.pages.report.source import source
from cnncost.pages.report.structure import structure
from cnncost.pages.report.subject import LONGEST_PATH, Section, Subject, name_of, names_of
from cnncost.pages.report.surroundings import surroundings
from cnncost.pages.report.tools import other_tools
from cnncost.pages.report.waterfall import waterfalls
from cnncost.pages.report.working import working, workings
from cnncost.pages.theme import style
from cnncost.report import Report
from cnncost.spec import Spec

MOST_NETWORKS = 8
SCRIPTS = ("play/exact.js", "play/numbers.js", "sorting.js", "report/report.js")


def report_html(
    reports: Sequence[Report], specs: Sequence[Spec], *, train: bool = False, by: str | None = None
) -> str:
    """One network, or up to eight side by side, as a page; each report with its spec.

    With ``train`` the auxiliary heads count too; ``by`` lines several networks up. Raises
    UsageError for none, for too many, and for an unknown ``by``.
    """
    if not 0 < len(reports) <= MOST_NETWORKS:
        raise UsageError(f"A report is about 1 to {MOST_NETWORKS} networks, not {len(reports)}.")
    pairs = list(zip(reports, specs, strict=True))
    if len(pairs) == 1:
        ((report, spec),) = pairs
        return _written(_single(Subject(report, spec, train)), [report])
    subjects = [
        Subject(report, spec, train, f"n{i}-", 3) for i, (report, spec) in enumerate(pairs, 1)
    ]
    return _written(_several(subjects, compare_reports(reports, by=by, train=train)), reports)


def _written(body: Html, reports: Sequence[Report]) -> str:
    """The page as one file."""
    names = "; ".join(names_of(reports))
    styles = (style(), resource("report/report.css"))
    scripts = ('"use strict";', *resources(SCRIPTS))
    return to_html(Document(f"{names}: what it costs", body, styles, scripts))


# --- one network


def _single(subject: Subject) -> Html:
    report = subject.report
    made = list(sections(subject))
    title = shortened(report.title, LONGEST_PATH)
    about = " · ".join(filter(None, (title, f"input {shape(report.input)}")))
    return _body(name_of(report), about, made)


def sections(subject: Subject) -> Iterator[Section]:
    """All that a report says of one network."""
    found = workings(subject)
    titled = {
        "numbers": ("Numbers", "In numbers", headline(subject)),
        "costs": ("Cost", "Where the cost is", costs(subject)),
        "structure": ("Structure", "Structure", structure(subject)),
        "ledger": ("Layers", "Layer by layer", ledger(subject, found.of_row)),
        "field": ("Receptive field", "Receptive field", field(subject)),
        "published": ("Published", "Published numbers", published(subject)),
        "tools": ("Other tools", "What other tools print", other_tools(subject)),
        "others": ("Other networks", "Among other networks", surroundings(subject)),
        "working": ("Working", "How each number is worked out", working(subject, found)),
        "spec": ("Spec", "The spec", source(subject)),
    }
    for name, (short, title, body) in titled.items():
        yield Section(f"{subject.prefix}{name}", short, title, body)


# --- several networks


def _several(subjects: Sequence[Subject], comparison: Comparison) -> Html:
    """What compares the networks, then each one's own sections, folded."""
    names = names_of([subject.report for subject in subjects])
    made = [
        Section("numbers", "Numbers", "In numbers", beside(subjects)),
        Section("aligned", "Place by place", "Place by place", aligned(comparison)),
    ]
    if len(subjects) == 2:
        title = f"From {names[0]} to {names[1]}"
        made.append(Section("waterfall", "Waterfall", title, waterfalls(comparison)))
    folded = [_folded(*pair) for pair in zip(subjects, names, strict=True)]
    return _body(" and ".join((", ".join(names[:-1]), names[-1])), "", made, folded)


def _folded(subject: Subject, name: str) -> Section:
    """One network's own sections in a list that unfolds."""
    made = list(sections(subject))
    summary = tag("summary", f"All about {name}")
    whole = tag("details", summary, _links(made, f"Sections about {name}"), *_written_out(made, 3))
    return Section(f"{subject.prefix}network", name, name, whole)


# --- the frame


def _body(name: str, about: str, made: Sequence[Section], networks: Sequence[Section] = ()) -> Html:
    """The title, links to all sections, and the sections."""
    skip = tag("a", "Skip to the numbers", href="#numbers", class_="skip hidden")
    head = tag("header", tag("h1", name), tag("p", about, class_="about") if about else None)
    main = tag("main", *_written_out([*made, *networks], 2))
    foot = tag("footer", tag("p", "Made with cnncost: every count is exact.", class_="note"))
    links = _links([*made, *networks], "Sections")
    return joined([skip, head, links, main, _dialog(), foot], "\n")


def _links(made: Iterable[Section], label: str) -> Html:
    items = (tag("li", tag("a", one.short, href=f"#{one.id}")) for one in made)
    return tag("nav", tag("ul", *items), aria_label=label)


def _written_out(made: Iterable[Section], level: int) -> Iterator[Html]:
    """Each section under its heading."""
    for one in made:
        heading = tag(f"h{level}", one.title, id=f"{one.id}-title")
        inside = joined([heading, one.body], "\n")
        yield tag("section", inside, id=one.id, aria_labelledby=f"{one.id}-title")


def _dialog() -> Html:
    """Where a script shows the working of a row."""
    close = tag("button", "Close", type="button", data_close=True)
    heading = tag("h2", "Working", id="dialog-title")
    top = tag("div", heading, close, class_="top")
    inside = tag("div", class_="inside")
    return tag("dialog", top, inside, id="dialog", aria_labelledby="dialog-title")
