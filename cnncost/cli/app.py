"""Commands, their options, and nothing else; what they need is imported when they run."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from cnncost import __version__
from cnncost.errors import UsageError, shortened

app = typer.Typer(
    name="cnncost",
    help="What a convolutional network costs, exactly, and why.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


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


class Alignment(StrEnum):
    layer = "layer"
    stage = "stage"
    scale = "scale"
    kind = "kind"


def spec_names(incomplete: str) -> list[str]:
    """Names for the shell to complete."""
    from cnncost.zoo import names

    return [name for name in names() if name.startswith(incomplete)]


SpecName = Annotated[
    str, typer.Argument(metavar="SPEC", help="A name or a file.", autocompletion=spec_names)
]
SpecNames = Annotated[
    list[str],
    typer.Argument(metavar="SPEC...", help="Names or files.", autocompletion=spec_names),
]
Set = Annotated[
    list[str], typer.Option("--set", metavar="NAME=VALUE", help="Change a parameter of the spec.")
]
Input = Annotated[
    str, typer.Option("--input", metavar="HxW[xC]", help="Another input size, as 192x192.")
]
Train = Annotated[bool, typer.Option("--train", help="Count the auxiliary heads too.")]
As = Annotated[Format, typer.Option("--format", help="How the result is written.")]


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"cnncost {__version__}")
        raise typer.Exit()


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """What a convolutional network costs, exactly, and why."""


@app.command("list")
def list_specs(
    family: Annotated[str, typer.Option(help="Only this family.")] = "",
    format: As = Format.table,
) -> None:
    """The networks and blocks that come with cnncost."""
    from cnncost.cli.write import write_zoo
    from cnncost.library import zoo

    write_zoo(*zoo(family), format)


@app.command()
def show(
    spec: SpecName,
    depth: Annotated[int | None, typer.Option(min=1, help="How many levels to open.")] = None,
    by: Annotated[Grouping | None, typer.Option(help="Sum up by kind or by stage.")] = None,
    set: Set = [],  # noqa: B006 - Typer copies it
    input: Input = "",
    train: Train = False,
    format: As = Format.table,
) -> None:
    """One network, layer by layer."""
    from cnncost.cli.write import write_report
    from cnncost.library import analyze

    report = analyze(spec, input=input or None, params=settings(set))
    write_report(report, depth, by and by.value, train, format)


@app.command()
def compare(
    specs: SpecNames,
    by: Annotated[Alignment | None, typer.Option(help="Line up by this.")] = None,
    set: Set = [],  # noqa: B006
    input: Input = "",
    train: Train = False,
    format: As = Format.table,
) -> None:
    """Networks side by side, and where they differ."""
    from cnncost.cli.write import write_comparison
    from cnncost.library import compare as compare_specs

    comparison = compare_specs(
        *specs, input=input or None, params=settings(set), by=by and by.value, train=train
    )
    write_comparison(comparison, format)


def settings(texts: list[str]) -> dict[str, Any]:
    """``['width=0.75']`` as names and values."""
    found = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name or not value:
            raise UsageError(
                f"--set wants NAME=VALUE, such as width=0.75, not '{shortened(text)}'."
            )
        found[name.strip()] = value.strip()
    return found
