"""A process for each job, so many at a time, and none for longer than it may."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from time import monotonic
from types import ModuleType
from typing import Any, NamedTuple

from cnncost.deaf import deaf
from cnncost.homework.grading.worker import READY, Job, Limits, enter

PRELOADED = (
    "cnncost.homework.grading.worker",
    "cnncost.homework.grading.warm",
    "cnncost.views.page_markdown",
    "cnncost.views.page_html",
)
ALONE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
MOST_BYTES = 16 * 1024 * 1024
STARTING = 60.0  # seconds until a process must have said that it is there
ENDING, ASKED = 1.0, 0.2
Work = Callable[[Job, Limits, Connection], None]


class Outcome(NamedTuple):
    """What came of a job: what its worker sent, or else why it sent nothing.

    ``failed`` is time, memory, error, or nothing; ``detail`` is for who runs the class.
    """

    sent: dict[str, Any]
    failed: str = ""
    detail: str = ""


class _Running(NamedTuple):
    job: Job
    process: BaseProcess
    pipe: Connection
    until: float


def outcomes(
    jobs: Iterable[Job], limits: Limits, at_once: int, work: Work = enter
) -> Generator[tuple[Job, Outcome], None, None]:
    """The jobs and what came of them, in the order in which they are done.

    When it is closed, as after Ctrl-C, no process is left. ``work`` is what each process does.
    """
    waiting = iter(jobs)
    running: dict[Connection, _Running] = {}
    try:
        with _alone():
            while True:
                for job in islice(waiting, at_once - len(running)):
                    one = _started(job, limits, work)
                    running[one.pipe] = one
                if not running:
                    return
                for one, outcome in _next(running, limits):
                    _end(running.pop(one.pipe), 0.0 if outcome.failed == "time" else ENDING)
                    yield one.job, outcome
    finally:
        for one in running.values():
            _end(one, 0.0)


def _next(running: dict[Connection, _Running], limits: Limits) -> list[tuple[_Running, Outcome]]:
    """Those that are done or past their time; none where one has only said that it is there."""
    first = min(one.until for one in running.values())
    wait(list(running), max(0.0, first - monotonic()))
    now, done = monotonic(), []
    for pipe, one in tuple(running.items()):
        if pipe.poll():
            sent = _received(pipe)
            if sent == READY:
                running[pipe] = one._replace(until=now + limits.seconds)
            else:
                done.append((one, _outcome(one, sent)))
        elif now >= one.until:
            done.append((one, Outcome({}, "time", f"no answer after {limits.seconds:g} s")))
    return done


def _received(pipe: Connection) -> bytes:
    """What a worker sent: nothing where it died, and no JSON where it was too much."""
    try:
        return pipe.recv_bytes(MOST_BYTES)
    except EOFError:
        return b""
    except OSError:
        return b"too much"


def _outcome(one: _Running, sent: bytes) -> Outcome:
    from json import loads

    if not sent:
        one.process.join(ENDING)
        return Outcome({}, "error", _died(one.process.exitcode))
    try:
        data = loads(sent)
        return Outcome(data, data.get("failed", ""), data.get("detail", ""))
    except (ValueError, AttributeError):
        return Outcome({}, "error", "what the worker sent cannot be read, or is too much")


def _died(status: int | None) -> str:
    """How a worker ended that sent nothing."""
    if status is None or status >= 0:
        return f"the worker ended without an answer (status {status})"
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = f"signal {-status}"
    return f"the worker was ended by {name}"


# --- processes


@contextmanager
def _alone() -> Iterator[None]:
    """Arithmetic in one thread for the processes that are started meanwhile."""
    before = {name: os.environ.get(name) for name in ALONE}
    os.environ.update(ALONE)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _started(job: Job, limits: Limits, work: Work) -> _Running:
    context: Any = get_context(_method())
    if _method() == "forkserver":
        context.set_forkserver_preload(list(PRELOADED))
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(job, limits, theirs), daemon=True)
    try:
        with _no_main(), deaf():
            process.start()
    finally:
        theirs.close()
    return _Running(job, process, ours, monotonic() + STARTING)


def _method() -> str:
    return "forkserver" if "forkserver" in get_all_start_methods() else "spawn"


@contextmanager
def _no_main() -> Iterator[None]:
    """Hide the program that runs here, which would be run again in every process."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _end(one: _Running, patience: float) -> None:
    """Leave nothing of a process, whatever it is doing."""
    one.pipe.close()
    one.process.join(patience)
    for end, seconds in ((one.process.terminate, ASKED), (one.process.kill, ENDING)):
        if one.process.is_alive():
            end()
            one.process.join(seconds)
    with suppress(ValueError):
        one.process.close()
