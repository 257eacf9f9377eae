"""HTML built from Python: whatever is not markup already is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from cnncost.errors import printable

# Elements without an end, and those whose ends HTML lets one leave out.
VOID = frozenset({"br", "hr", "input", "link", "meta", "col"})
OPEN_ENDED = frozenset({"td", "th", "tr", "li", "dt", "dd", "option"})


class Html(str):
    """Text that is markup already, and so is not escaped again."""

    __slots__ = ()


Attribute = str | int | bool | None


def tag(name: str, *inside: Html | str | int | None, **attributes: Attribute) -> Html:
    """An element. ``class_`` is written class, ``aria_label`` aria-label; None and False are not.

    Children that are plain text are escaped, and None is no child.
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    start = f"<{name}{written}>"
    if name in VOID:
        return Html(start)
    end = "" if name in OPEN_ENDED else f"</{name}>"
    return Html(f"{start}{joined(inside)}{end}")


def joined(parts: Iterable[Html | str | int | None], between: str = "") -> Html:
    """Parts one after the other, those escaped that are plain text."""
    return Html(between.join(markup(part) for part in parts if part is not None))


def markup(part: Html | str | int) -> Html:
    """Markup as it is; text escaped, and without characters that control a terminal or a page."""
    if isinstance(part, Html):
        return part
    lines = "\n".join(map(printable, str(part).split("\n")))
    return Html(escape(lines))


def _attribute(key: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{markup(str(value))}"'
