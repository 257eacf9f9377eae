"""The commands that count a network at many points, and that find the best one of them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from cnncost.cli.options import As, Format, Input, Set, SpecName, Train, settings
from cnncost.errors import UsageError, shortened

Varied = Annotated[
    list[str],
    typer.Argument(
        metavar="NAME=VALUES...",
        help="As width=0.25:1:0.25, resolution=192,224, or together: groups,width=1x64,32x4.",
    ),
]
Engine = Annotated[
    str,
    typer.Option(metavar="NAME", help="dask, or dask:ADDRESS, counts on many cores or machines."),
]


def sweep(
    spec: SpecName,
    varied: Varied = [],  # noqa: B006 - Typer copies it
    where: Annotated[
        list[str],
        typer.Option(metavar="CONDITION", help="Only points with 'macs <= 300M'; all of several."),
    ] = [],  # noqa: B006
    pareto: Annotated[
        str | None, typer.Option(metavar="A,B", help="Only what nothing beats; -A: more is better.")
    ] = None,
    top: Annotated[int | None, typer.Option(metavar="N", min=1, help="Only the first N.")] = None,
    by: Annotated[
        str | None,
        typer.Option(metavar="A,B", help="--top by these, else macs, least first; -A: most first."),
    ] = None,
    random: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="N points drawn from all.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(metavar="N", help="The same one draws the same points.")
    ] = None,
    columns: Annotated[
        str, typer.Option(metavar="A,B", help="What is counted, as weights,flops,accuracy.")
    ] = "params,macs",
    plot: Annotated[bool, typer.Option("--plot", help="A picture of the points.")] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="FILE", help="Points: .csv .json .parquet. A plot: .svg .png."
        ),
    ] = None,
    set: Set = [],  # noqa: B006
    input: Input = "",
    train: Train = False,
    engine: Engine = "",
    format: As = Format.table,
) -> None:
    """A network at many widths, resolutions or groups: NAME=VALUES, all combinations."""
    from cnncost.cli.write_sweep import refuse_unclear, work_of, write_sweep
    from cnncost.sweeping.asking import planned

    _refuse_missing("sweep", spec, varied)
    refuse_unclear(out, plot, format)
    plan = planned(
        spec, varied, columns=_names("--columns", columns), where=where,
        pareto=_names("--pareto", pareto), top=top, by=_names("--by", by), random=random, seed=seed,
        input=input or None, params=settings(set), train=train,
    )  # fmt: skip
    write_sweep(plan, work_of(engine), out, plot, format)


def fit(
    spec: SpecName,
    varied: Varied = [],  # noqa: B006
    max_macs: Annotated[
        str | None, typer.Option(metavar="N", help="The most MACs, as 300M.")
    ] = None,
    max_params: Annotated[
        str | None, typer.Option(metavar="N", help="The most parameters, as 5M.")
    ] = None,
    max_flops: Annotated[
        str | None, typer.Option(metavar="N", help="The most FLOPs, which are 2 × MACs.")
    ] = None,
    maximise: Annotated[
        str, typer.Option(metavar="COLUMN", help="As much of this as fits; else of a limit's.")
    ] = "",
    minimise: Annotated[str, typer.Option(metavar="COLUMN", help="As little as there is.")] = "",
    top: Annotated[int, typer.Option(metavar="N", min=1, help="How many are shown.")] = 5,
    set: Set = [],  # noqa: B006
    input: Input = "",
    train: Train = False,
    engine: Engine = "",
    format: As = Format.table,
) -> None:
    """The widths, resolutions or groups with which a network uses a budget best."""
    from cnncost.cli.watching import Watch, interruptible
    from cnncost.cli.write_sweep import counted_with, work_of, write_fit
    from cnncost.sweeping.asking import check_columns
    from cnncost.sweeping.fitting import fit as fit_it
    from cnncost.sweeping.reading import read_amount

    _refuse_missing("fit", spec, varied)
    if maximise and minimise:
        raise UsageError("One goal at a time: --maximise or --minimise.")
    check_columns(filter(None, (maximise, minimise)))
    most = {"macs": max_macs, "params": max_params, "flops": max_flops}
    watch = Watch(0, bar=sys.stderr.isatty())
    with interruptible(watch):
        found = fit_it(
            spec,
            varied,
            {name: read_amount(text) for name, text in most.items() if text is not None},
            goal=maximise or (f"-{minimise}" if minimise else ""),
            best=top,
            input=input or None,
            params=settings(set),
            train=train,
            counted=counted_with(work_of(engine), watch),
        )
    write_fit(found, watch, format)
    if not found.fits:
        raise typer.Exit(1)


def _names(option: str, text: str | None) -> list[str]:
    """``'params,macs'`` as names; none where nothing was typed."""
    if text is None:
        return []
    names = [name.strip() for name in text.split(",")]
    if not all(names):
        raise UsageError(f"{option} names columns, as params,macs, not '{shortened(text)}'.")
    return names


def _refuse_missing(command: str, spec: str, varied: list[str]) -> None:
    """Raise UsageError where the network or everything that varies is missing, with an example."""
    if "=" in spec and not Path(spec).exists():
        raise UsageError(
            f"The network comes first, then what varies: cnncost {command} mobilenet_v2 "
            f"{shortened(spec)}"
        )
    if not varied:
        from cnncost.sweeping.examples import what_varies

        raise UsageError(what_varies(command, spec))
