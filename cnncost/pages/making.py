"""The pages that ``import cnncost`` offers: a report to hand in, and a page to play with."""

from __future__ import annotations

from pathlib import Path

from cnncost.library import Settings, Size, analyze, load, resized, settings_of_each
from cnncost.pages.embedding import Played, Reported
from cnncost.spec import Spec


def report_page(
    *specs: str | Path | Spec,
    input: Size | None = None,
    params: Settings | None = None,
    by: str | None = None,
    train: bool = False,
    convention: str | None = None,
) -> Reported:
    """A page about one network, or about several side by side.

    The arguments are those of ``analyze`` and ``compare``. Raises CnncostError for what cannot be
    counted.
    """
    from cnncost.pages.report import report_html

    found = [spec if isinstance(spec, Spec) else load(spec) for spec in specs]
    own = settings_of_each(found, params)
    chosen = [spec.with_params(values) for spec, values in zip(found, own, strict=True)]
    reports = [analyze(spec, input=input, convention=convention) for spec in chosen]
    return Reported(report_html(reports, chosen, train=train, by=by))


def play(
    spec: str | Path | Spec | None = None,
    *,
    input: Size | None = None,
    params: Settings | None = None,
) -> Played:
    """A page to play with the cost of a layer in; with a spec, that network's layers too.

    ``input`` and ``params`` are as for ``analyze``. Raises CnncostError for what cannot be counted.
    """
    from cnncost.pages.play.page import play_html

    if spec is None:
        return Played(play_html())
    found = spec if isinstance(spec, Spec) else load(spec)
    (own,) = settings_of_each([found], params)
    return Played(play_html(resized(found.with_params(own), input)))
