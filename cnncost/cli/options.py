"""The command line itself, and the options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from cnncost.errors import UsageError, shortened


class Format(StrEnum):
    """How a result is written."""

    table = "table"
    json = "json"
    csv = "csv"
    markdown = "markdown"
    latex = "latex"


class Grouping(StrEnum):
    kind = "kind"
    stage = "stage"


class Bars(StrEnum):
    row = "row"
    stage = "stage"
    kind = "kind"


class Picture(StrEnum):
    """How a picture is written; the ending of a file says it too."""

    text = "text"
    svg = "svg"
    png = "png"
    mermaid = "mermaid"
    dot = "dot"


class MarksFormat(StrEnum):
    """How marks are written: for people, or for the systems that teachers use."""

    table = "table"
    json = "json"
    csv = "csv"
    markdown = "markdown"
    latex = "latex"
    html = "html"
    gradescope = "gradescope"
    junit = "junit"
    check50 = "check50"
    github = "github"


class Level(StrEnum):
    """How much students are told: hints, worked corrections, or their marks alone."""

    nudge = "nudge"
    full = "full"
    marks = "marks"


class System(StrEnum):
    """A system that homework is exported to; gradescope gets an autograder."""

    moodle = "moodle"
    gift = "gift"
    qti = "qti"
    gradescope = "gradescope"


class PageFormat(StrEnum):
    """How a page of text is written."""

    table = "table"
    json = "json"
    markdown = "markdown"
    latex = "latex"
    html = "html"


class SheetFormat(StrEnum):
    """Which of a student's sheets: the one to fill in, the one to print, or the key."""

    yaml = "yaml"
    markdown = "markdown"
    key = "key"


class Verdict(StrEnum):
    exact = "exact"
    rounds = "rounds"
    explained = "explained"
    differs = "differs"


class Alignment(StrEnum):
    layer = "layer"
    stage = "stage"
    scale = "scale"
    kind = "kind"


def spec_names(incomplete: str) -> list[str]:
    """Names for the shell to complete."""
    from cnncost.zoo import names

    return [name for name in names() if name.startswith(incomplete)]


def explained_names(incomplete: str) -> list[str]:
    """Names of topics and networks for the shell to complete."""
    from cnncost.explanation.topics import contents

    topics = [entry.name for entry in contents() if entry.name.startswith(incomplete)]
    return topics + spec_names(incomplete)


def tool_names(incomplete: str) -> list[str]:
    """Names of conventions for the shell to complete."""
    from cnncost.conventions import conventions

    return [name for name in conventions() if name.startswith(incomplete)]


SpecName = Annotated[
    str, typer.Argument(metavar="SPEC", help="A name or a file.", autocompletion=spec_names)
]
SpecNames = Annotated[
    list[str],
    typer.Argument(metavar="SPEC...", help="Names or files.", autocompletion=spec_names),
]
AnySpecNames = Annotated[
    list[str],
    typer.Argument(metavar="[SPEC]...", help="Names or files.", autocompletion=spec_names),
]
AssignmentFile = Annotated[
    Path, typer.Argument(metavar="ASSIGNMENT", help="The homework, a YAML file.")
]
Roster = Annotated[
    Path | None,
    typer.Option("--roster", metavar="FILE", help="The class, a CSV with an id column."),
]
Secret = Annotated[
    Path | None,
    typer.Option("--secret", metavar="FILE", help="What variants are drawn with; see the README."),
]
Set = Annotated[
    list[str], typer.Option("--set", metavar="NAME=VALUE", help="Change a parameter of the spec.")
]
Input = Annotated[
    str, typer.Option("--input", metavar="HxW[xC]", help="Another input size, as 192x192.")
]
Train = Annotated[bool, typer.Option("--train", help="Count the auxiliary heads too.")]
Counting = Annotated[
    str,
    typer.Option(
        "--convention",
        metavar="NAME",
        help="Count as this tool does, as thop or keras; 'reconcile' shows all.",
        autocompletion=tool_names,
    ),
]
PageFile = Annotated[
    Path, typer.Option("--out", "-o", metavar="FILE", help="The page, an .html file.")
]
OpenIt = Annotated[bool, typer.Option("--open", help="Open it in a browser.")]
As = Annotated[Format, typer.Option("--format", help="How the result is written.")]


def settings(
    texts: list[str], wanted: str = "--set wants", example: str = "width=0.75"
) -> dict[str, Any]:
    """``['width=0.75']`` as names and values."""
    found = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name or not value:
            raise UsageError(f"{wanted} NAME=VALUE, such as {example}, not '{shortened(text)}'.")
        found[name.strip()] = value.strip()
    return found
