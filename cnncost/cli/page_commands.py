"""The commands that write pages: a report, a page to play with, a site."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cnncost.cli.options import (
    Alignment,
    Counting,
    Input,
    OpenIt,
    PageFile,
    Set,
    SpecNames,
    Train,
    settings,
    spec_names,
)
from cnncost.errors import UsageError


def report(
    specs: SpecNames,
    out: PageFile = Path("report.html"),
    by: Annotated[Alignment | None, typer.Option(help="Line several up by this.")] = None,
    set: Set = [],  # noqa: B006
    input: Input = "",
    train: Train = False,
    convention: Counting = "",
    open: OpenIt = False,
) -> None:
    """A page to hand in: all about one network, or several side by side."""
    from cnncost.cli.write_pages import refuse_other_files, write_saved
    from cnncost.pages.making import report_page

    refuse_other_files(out)
    page = report_page(
        *specs,
        input=input or None,
        params=settings(set),
        by=by and by.value,
        train=train,
        convention=convention or None,
    )
    write_saved(page, out, open)


def play(
    spec: Annotated[
        str,
        typer.Argument(metavar="[SPEC]", help="A network to edit, too.", autocompletion=spec_names),
    ] = "",
    out: PageFile = Path("play.html"),
    set: Set = [],  # noqa: B006
    input: Input = "",
    open: OpenIt = False,
) -> None:
    """A page to play with: sliders for a layer, and what follows from them."""
    from cnncost.cli.write_pages import refuse_other_files, write_saved
    from cnncost.pages.making import play as play_page

    refuse_other_files(out)
    if not spec and (set or input):
        raise UsageError(
            "--set and --input are for a network: name one, as cnncost play googlenet."
        )
    page = play_page(spec or None, input=input or None, params=settings(set))
    write_saved(page, out, open)


def site(
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="The site's folder.")],
) -> None:
    """A course site: topics, networks, published numbers, the page to play with."""
    from cnncost.cli.write_pages import write_whole_site

    write_whole_site(out)
