"""A page as one file: styles and scripts stand in it, and a policy forbids all others.

The policy names the hash of each style and script; nothing else runs, and nothing is loaded.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from cnncost.pages.markup import Html, joined, tag

HERE = Path(__file__).parent


class Document(NamedTuple):
    """What one file holds: its body, its styles and scripts as text, and data by id.

    Data is for scripts to read: ``JSON.parse(document.getElementById(id).textContent)``.
    """

    title: str
    body: Html
    styles: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    data: Mapping[str, Any] = {}


def to_html(document: Document) -> str:
    """The page as HTML, with a Content-Security-Policy of its own."""
    style, script = "\n".join(document.styles), "\n".join(document.scripts)
    head = joined(
        [
            Html('<meta charset="utf-8">'),
            tag("meta", http_equiv="Content-Security-Policy", content=_policy(style, script)),
            Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
            Html('<meta name="color-scheme" content="light dark">'),
            tag("title", document.title),
            Html(f"<style>{style}</style>") if style else None,
        ],
        "\n",
    )
    data = joined(_data(name, value) for name, value in document.data.items())
    code = Html(f"<script>{script}</script>\n") if script else Html("")
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n{head}\n</head>\n'
        f"<body>\n{document.body}\n{data}{code}</body>\n</html>\n"
    )


def resource(name: str) -> str:
    """A style or script that comes with the package, by its path below this folder."""
    return (HERE / name).read_text("utf-8")


def resources(names: Iterable[str]) -> tuple[str, ...]:
    """Several of them, in order."""
    return tuple(map(resource, names))


def _policy(style: str, script: str) -> str:
    """Nothing may be loaded; the page's own style and script may stand in it."""
    rules = ["default-src 'none'"]
    rules += [f"style-src '{_hash(style)}'"] if style else []
    rules += [f"script-src '{_hash(script)}'"] if script else []
    return "; ".join([*rules, "base-uri 'none'", "form-action 'none'"])


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode('utf-8')).digest()).decode('ascii')}"


def _data(name: str, value: Any) -> Html:
    """JSON in which no text can end the element that holds it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    safe = text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return Html(f'<script type="application/json" id="{name}">{safe}</script>\n')
