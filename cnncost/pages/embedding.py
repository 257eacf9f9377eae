"""Whole pages inside a notebook: each in a frame that can run, and can touch nothing else."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import NamedTuple

from cnncost.errors import printable
from cnncost.files import save

PLAY_HEIGHT = 900
REPORT_HEIGHT = 700
STYLE = "width:100%;border:1px solid #8888;border-radius:6px;background:Canvas"


def embedded(html: str, height: int, title: str) -> str:
    """A page as a frame for a notebook: its scripts run, but see neither notebook nor network."""
    return (
        f'<iframe sandbox="allow-scripts allow-downloads" title="{escape(printable(title))}" '
        f'style="{STYLE};height:{height}px" srcdoc="{escape(html)}"></iframe>'
    )


class Played(NamedTuple):
    """The page to play with; it shows itself in a notebook."""

    html: str

    def save(self, path: str | Path) -> Path:
        """Write the page to a file. Raises UsageError where that cannot be done."""
        return _saved(self.html, path)

    def _repr_html_(self) -> str:
        return embedded(self.html, PLAY_HEIGHT, "cnncost: play with the cost of a layer")

    def __repr__(self) -> str:
        return f"Played({_size(self.html)}; .save('play.html') writes it)"


class Reported(NamedTuple):
    """A page that reports on networks; it shows itself in a notebook."""

    html: str

    def save(self, path: str | Path) -> Path:
        """Write the page to a file. Raises UsageError where that cannot be done."""
        return _saved(self.html, path)

    def _repr_html_(self) -> str:
        return embedded(self.html, REPORT_HEIGHT, "cnncost: a report")

    def __repr__(self) -> str:
        return f"Reported({_size(self.html)}; .save('report.html') writes it)"


def _saved(html: str, path: str | Path) -> Path:
    save(path, html.encode("utf-8"))
    return Path(path)


def _size(html: str) -> str:
    return f"{-(-len(html.encode('utf-8')) // 1000)} KB of HTML"
