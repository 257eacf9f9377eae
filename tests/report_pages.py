"""Reports of networks of the zoo and of a reader's own, written once and read once."""

from __future__ import annotations

from functools import cache

from pages_read import Page

from cnncost.analysis import analyze_spec
from cnncost.library import analyze, load
from cnncost.pages.report import report_html
from cnncost.report import Report
from cnncost.spec import Spec, parse_spec


def number_of(text: str) -> int:
    """``163,328`` as 163328; ``·`` as 0."""
    return 0 if text == "·" else int(text.replace(",", "").replace("−", "-"))


@cache
def zoo_page(*names: str, train: bool = False, convention: str = "") -> str:
    """The report of networks of the zoo."""
    specs = [load(name) for name in names]
    reports = [analyze(spec, convention=convention or None) for spec in specs]
    return report_html(reports, specs, train=train)


def own(text: str, name: str = "net") -> tuple[Report, Spec]:
    """The report and the spec of a reader's own file."""
    spec = parse_spec(text, f"/home/me/{name}.yaml")
    return analyze_spec(spec), spec


@cache
def own_page(text: str) -> str:
    """The page about a reader's own file."""
    report, spec = own(text)
    return report_html([report], [spec])


@cache
def zoo_read(*names: str, train: bool = False, convention: str = "") -> Page:
    """The same report, read back."""
    return Page(zoo_page(*names, train=train, convention=convention))


@cache
def own_read(text: str) -> Page:
    """The page about a reader's own file, read back."""
    return Page(own_page(text))
