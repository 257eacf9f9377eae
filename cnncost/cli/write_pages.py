"""Pages, written to a file or a folder, and a word on where they are."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Protocol

from cnncost.cli.write import watched, write
from cnncost.errors import UsageError, printable, shortened

ENDINGS = (".html", ".htm")


class Saved(Protocol):
    """A page that can be saved."""

    @property
    def html(self) -> str:
        """All of it."""

    def save(self, path: str | Path) -> Path:
        """Write it to a file."""


def refuse_other_files(out: Path) -> None:
    """A page goes to a page's file, so that no spec is lost to a slip in the command."""
    for name in (out.name, os.path.basename(os.path.realpath(out))):  # a link leads elsewhere
        if not name.lower().endswith(ENDINGS):
            raise UsageError(f"'{shortened(name)}' is no page: its file ends in .html.")


def write_saved(page: Saved, out: Path, open_it: bool) -> None:
    """The page to its file, and the name of the file to the reader."""
    page.save(out)
    size = -(-len(page.html.encode("utf-8")) // 1000)
    shown = printable(str(out))
    hint = "" if open_it else " Open it in a browser: it needs no network."
    write(f"{shown} is written, {size} KB.{hint}\n")
    if open_it:
        import webbrowser

        webbrowser.open(out.absolute().as_uri())


def write_whole_site(out: Path) -> None:
    """The course site into a folder, with a progress bar where that takes long."""
    from cnncost.cli.reference import commands
    from cnncost.pages.site import write_site

    written = write_site(out, commands(), lambda pages, total: watched(pages, total, "writing"))
    for failure in written.failures:
        sys.stderr.write(f"{failure}\n")
    write(f"{printable(str(out))} is written, {written.pages} pages. Start at index.html.\n")
