"""Sweeps and fits, counted and written: as tables, as pictures, or as files of any size."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cnncost.cli.watching import Watch, interruptible, watched
from cnncost.cli.write import write, write_tables
from cnncost.errors import UsageError, printable, shortened
from cnncost.sweeping.asking import Plan, run, stream
from cnncost.sweeping.pacing import paced
from cnncost.sweeping.selection import first
from cnncost.sweeping.space import MOST_AT_ONCE
from cnncost.sweeping.sweep import Piece, Sweep, Work, nothing
from cnncost.sweeping.writing import WRITERS, Subject, csv_parts, json_parts, write_points

if TYPE_CHECKING:
    from cnncost.sweeping.fitting import Fit

PICTURES = (".svg", ".png", ".txt")
PARTS = {"csv": csv_parts, "json": json_parts}
MOST_AS_TEXT = 2**18  # points of a block that are then written: Ctrl-C waits no longer than that


def work_of(engine: str) -> Work:
    """Where blocks are counted, by an engine's name. Raises UsageError for an unknown one."""
    name, _, address = engine.partition(":")
    if not engine:
        return map
    if name != "dask":
        raise UsageError(
            f"There is no engine '{shortened(engine)}'. It is dask, for all cores of this machine, "
            "or dask:ADDRESS, for the scheduler of a cluster."
        )
    from cnncost.sweeping.engine import on_dask

    return partial(on_dask, address=address)


def refuse_unclear(out: Path | None, plot: bool, format: str) -> None:
    """Raise UsageError, before anything is counted, for files and formats that make no sense."""
    ending = out.suffix.lower() if out else ""
    if out and ending not in (*WRITERS, *PICTURES):
        raise UsageError(
            f"'{shortened(out.name)}' does not say what to write. A file of points ends in "
            f"{', '.join(WRITERS)}, a picture in {', '.join(PICTURES)}."
        )
    if out and format != "table":
        raise UsageError("--format is for the screen; the ending of a file says how it is written.")
    if plot and ending in WRITERS:
        raise UsageError(f"A plot is no {ending} file: its file ends in {', '.join(PICTURES)}.")
    if plot and format != "table":
        raise UsageError(f"A plot has no {format}; without --plot the points have.")
    if ending == ".parquet":
        from cnncost.sweeping.parquet import refuse_missing

        refuse_missing()


def write_sweep(plan: Plan, work: Work, out: Path | None, plot: bool, format: str) -> None:
    """A sweep, counted piece by piece and written; after Ctrl-C what was counted until then."""
    to_screen = out is None and format in PARTS and sys.stdout.isatty()
    watch = Watch(plan.asked.space.size, bar=sys.stderr.isatty() and not to_screen)
    with interruptible(watch):
        is_text = format in PARTS or (out is not None and out.suffix.lower() in WRITERS)
        pieces = _pieces(plan, work, watch, MOST_AS_TEXT if is_text else MOST_AT_ONCE)
        if out and out.suffix.lower() in WRITERS:
            _write_file(plan, pieces, out)
        elif out or plot:
            _write_plot(run(plan, pieces), out, watch)
        elif format in PARTS:
            _write_parts(PARTS[format](_subject(plan), _kept(plan, pieces)))
        else:
            _write_table(plan, pieces, format)
    leave(watch)


def _pieces(plan: Plan, work: Work, watch: Watch, largest: int = MOST_AT_ONCE) -> Iterator[Piece]:
    pieces = stream(plan, work, partial(paced, largest=largest))
    return watched(pieces, nothing(_subject(plan).columns), watch)


def _write_parts(parts: Iterable[str]) -> None:
    """Parts to standard output as they come."""
    for part in parts:
        write(part)


def _subject(plan: Plan) -> Subject:
    return Subject(plan.asked, plan.choice)


def _kept(plan: Plan, pieces: Iterator[Piece]) -> Iterable[Piece]:
    """The pieces as they come, or one with what is chosen of all."""
    return pieces if plan.choose is None else [run(plan, pieces).found]


def _write_file(plan: Plan, pieces: Iterator[Piece], out: Path) -> None:
    from cnncost.numbers import several
    from cnncost.sweeping.about import Counted, counted_note, reasons

    done = write_points(_subject(plan), _kept(plan, pieces), out)
    kept = done.written if plan.choice.by else done.fitting
    counted = Counted(plan.asked.space, done.looked, done.impossible, done.fitting, kept)
    lines = [
        f"{printable(str(out))} is written, with {several(done.written, 'point')}.",
        counted_note(counted, plan.choice),
        *reasons(plan.asked, done.examples, done.impossible),
    ]
    write("".join(f"{printable(line)}\n" for line in lines))


def _write_table(plan: Plan, pieces: Iterator[Piece], format: str) -> None:
    from cnncost.views.sweep import MOST_LINES, sweep_table

    few = plan if plan.choose else plan._replace(choose=first(MOST_LINES))
    most = None if plan.choice.number else MOST_LINES
    write_tables(format, sweep_table(run(few, pieces), most))


def _write_plot(sweep: Sweep, out: Path | None, watch: Watch) -> None:
    if watch.stopped and not len(sweep):
        return
    from cnncost.cli.write import write_drawing
    from cnncost.views.sweep_plot import sweep_drawing

    write_drawing(sweep_drawing(sweep), out, None)
    if out:
        write(f"{printable(str(out))} is written.\n")


def counted_with(work: Work, watch: Watch) -> Callable[[Plan], Sweep]:
    """What counts a plan with a bar and until Ctrl-C."""

    def counted(plan: Plan) -> Sweep:
        watch.total = plan.asked.space.size
        return run(plan, _pieces(plan, work, watch))

    return counted


def write_fit(fit: Fit, watch: Watch, format: str) -> None:
    """The best points within a budget; none where it was stopped before one was found."""
    if fit.fits or not watch.stopped:
        _write_fit(fit, format)
    leave(watch)


def _write_fit(fit: Fit, format: str) -> None:
    from cnncost.views.sweep import fit_besides, fit_table

    if format in PARTS:
        subject = Subject(fit.sweep.asked, fit.sweep.choice, fit_besides(fit))
        _write_parts(PARTS[format](subject, [fit.sweep.found]))
    else:
        write_tables(format, fit_table(fit))


def leave(watch: Watch) -> None:
    """Say how far it came, and end so that scripts see it, where it was stopped."""
    if watch.stopped:
        sys.stderr.write(f"Stopped after {watch.looked:,} of {watch.total:,} points.\n")
        raise typer.Exit(128 + watch.stopped)  # as a shell does
