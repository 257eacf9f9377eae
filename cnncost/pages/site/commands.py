"""The page of commands: what each takes, as its own help says it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cnncost.pages.markup import Html, joined, tag
from cnncost.pages.site.shell import COMMANDS, to_page


class Parameter(NamedTuple):
    """An argument or an option: what is typed, what it means, and the words that it may be."""

    typed: str
    about: str
    choices: tuple[str, ...] = ()
    otherwise: str = ""


class Command(NamedTuple):
    """A command of the command line, as plain data."""

    name: str
    about: str
    usage: str
    arguments: tuple[Parameter, ...]
    options: tuple[Parameter, ...]


def commands_html(commands: Sequence[Command]) -> str:
    """Every command with its arguments and its options."""
    items = (
        tag("li", tag("a", tag("code", one.name), href=f"#{one.name}"), f" {one.about}")
        for one in commands
    )
    main = [
        tag("h1", "Commands"),
        tag(
            "p",
            "Type any of these in a terminal; ",
            tag("code", "-h"),
            " behind one shows its help.",
        ),
        tag("ul", *items, class_="plain"),
        *(_command(one) for one in commands),
    ]
    return to_page(COMMANDS, "Commands", joined(main, "\n"))


def _command(command: Command) -> Html:
    parts = [
        tag("h2", f"cnncost {command.name}", id=command.name),
        tag("p", command.about),
        tag("pre", command.usage),
        _parameters("Arguments", command, command.arguments),
        _parameters("Options", command, command.options),
    ]
    return tag("section", *parts, aria_labelledby=command.name)


def _parameters(title: str, command: Command, parameters: Iterable[Parameter]) -> Html | None:
    rows = [
        tag("tr", tag("th", tag("code", one.typed), scope="row"), tag("td", *_about(one)))
        for one in parameters
    ]
    caption = tag("caption", title, tag("span", f" of {command.name}", class_="hidden"))
    return tag("table", caption, tag("tbody", *rows), class_="entries") if rows else None


def _about(parameter: Parameter) -> Iterator[Html | str]:
    yield parameter.about
    if parameter.choices:
        words = joined((tag("code", word) for word in parameter.choices), ", ")
        yield joined([" One of ", words, "."])
    if parameter.otherwise:
        yield joined([" Default: ", tag("code", parameter.otherwise), "."])
