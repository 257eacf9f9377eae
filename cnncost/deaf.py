"""Processes that do not hear Ctrl-C, which a terminal sends to all that run in it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker


@contextmanager
def deaf() -> Iterator[None]:
    """What is started in here never hears Ctrl-C; we hear it afterwards.

    Whoever is stopped lets the others go: they need not hear of it, and would only complain.
    """
    masked = getattr(signal, "pthread_sigmask", None)
    if masked is None:  # on Windows
        yield
        return
    resource_tracker.ensure_running()  # which would lift the mask, were it started later
    before = masked(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        masked(signal.SIG_SETMASK, before)
