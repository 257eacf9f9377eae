"""The command line: its commands, in the order of the help."""

from __future__ import annotations

from typing import Annotated

import typer

from cnncost import __version__
from cnncost.cli import budget_commands as budgets
from cnncost.cli import homework_commands as homework
from cnncost.cli import network_commands as networks
from cnncost.cli import page_commands as pages
from cnncost.cli import sweep_commands as sweeps

COMMANDS = (
    networks.list_specs, networks.show, networks.compare, networks.explain, networks.draw,
    networks.verify, networks.reconcile, sweeps.sweep, sweeps.fit, budgets.budget,
    pages.report, pages.play, pages.site,
    homework.check, homework.lint, homework.handout, homework.grade, homework.export,
)  # fmt: skip

app = typer.Typer(
    name="cnncost",
    help="What a convolutional network costs, exactly, and why.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


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


for command in COMMANDS:
    app.command(command.__name__.removesuffix("_specs"))(command)
