"""The commands as plain data, read from the command line itself, for the pages that list them."""

from __future__ import annotations

from typing import Any

from cnncost.pages.site.commands import Command, Parameter


def commands() -> tuple[Command, ...]:
    """Every command in the order of the help, with its arguments and options."""
    import typer

    from cnncost.cli.app import app

    group: Any = typer.main.get_command(app)
    return tuple(_command(name, command) for name, command in group.commands.items())


def _command(name: str, command: Any) -> Command:
    shown = [one for one in command.params if not getattr(one, "hidden", False)]
    arguments = tuple(_parameter(one) for one in shown if one.param_type_name == "argument")
    options = tuple(_parameter(one) for one in shown if one.param_type_name == "option")
    typed = ["cnncost", name, *(one.typed for one in arguments), "[OPTIONS]" if options else ""]
    about = " ".join((command.help or "").split())
    return Command(name, about, " ".join(filter(None, typed)), arguments, options)


def _parameter(found: Any) -> Parameter:
    """A parameter as its help shows it; the words that it may be stand apart."""
    choices = tuple(map(str, getattr(found.type, "choices", ())))
    if found.param_type_name == "argument":
        typed = found.metavar or found.name.upper()
        return Parameter(typed, found.help or "", choices, "")
    value = "" if found.is_flag else found.metavar or ("WORD" if choices else "N")
    names = ", ".join(sorted(found.opts, key=len, reverse=True))
    return Parameter(f"{names} {value}".strip(), found.help or "", choices, _default(found))


def _default(found: Any) -> str:
    """What is taken where nothing is given, if that says anything."""
    plain = isinstance(found.default, (str, int, float)) and not isinstance(found.default, bool)
    return str(found.default) if plain else ""
