"""Long counting, watched: a progress bar after a second, and Ctrl-C that keeps what is done."""

from __future__ import annotations

import signal
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any

from cnncost.cli.write import PATIENCE

if TYPE_CHECKING:
    from cnncost.sweeping.sweep import Piece


STOPPING = (signal.SIGINT, signal.SIGTERM)


@dataclass
class Watch:
    """How many of all points were looked at, and whether somebody has stopped it.

    ``bar`` says whether a bar may be drawn; ``stopped`` is the number of the signal that came.
    While ``counting``, that breaks off what is under way; else it waits until that is written.
    """

    total: int
    bar: bool
    looked: int = 0
    stopped: int = 0
    counting: bool = False


@contextmanager
def interruptible(watch: Watch) -> Iterator[None]:
    """Ctrl-C, or ``kill``, stops the counting in here, and no more than that."""

    def stop(number: int, _: Any) -> None:
        watch.stopped = number
        if watch.counting:
            raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in STOPPING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def watched(pieces: Iterator[Piece], nothing: Piece, watch: Watch) -> Iterator[Piece]:
    """The pieces until Ctrl-C, with a bar if they take over a second; ``nothing`` if it is none."""
    watch.looked = 0
    shown = _with_bar(pieces, watch)
    done = 0
    try:
        while (piece := _next(shown, watch)) is not None:
            yield piece
            done += 1
    finally:
        shown.close()
    if not done:
        yield nothing


def _next(pieces: Iterator[Piece], watch: Watch) -> Piece | None:
    """The next piece; None where there is none, or where Ctrl-C came before it was ready."""
    if watch.stopped:
        return None
    try:
        watch.counting = True
        piece = next(pieces, None)
        watch.counting = False
        return piece
    except KeyboardInterrupt:
        watch.counting = False
        return None


def _with_bar(pieces: Iterator[Piece], watch: Watch) -> Generator[Piece, None, None]:
    began = monotonic()
    for piece in pieces:
        watch.looked += piece.looked
        yield piece
        if watch.bar and watch.looked < watch.total and monotonic() - began > PATIENCE:
            break
    if watch.looked < watch.total:
        yield from _below_a_bar(pieces, watch)


def _below_a_bar(pieces: Iterator[Piece], watch: Watch) -> Iterator[Piece]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = "counting", BarColumn(), MofNCompleteColumn(), "points", TimeRemainingColumn()
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False
    ) as progress:
        task = progress.add_task("", total=watch.total, completed=watch.looked)
        for piece in pieces:
            watch.looked += piece.looked
            progress.update(task, completed=watch.looked)
            yield piece
