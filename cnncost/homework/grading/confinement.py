"""What a worker process may not do: take memory and time without end, write files, or print."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress


def confine(seconds: float, megabytes: int) -> None:
    """Bind this process, for good, where the system can.

    The memory is on top of what the process has already; the time is a second line of defence, as
    who started the process also looks at the clock.
    """
    sys.dont_write_bytecode = True
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started the process
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _silence()
    try:
        import resource
    except ImportError:  # not on Windows
        return
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CPU, int(seconds) + 2)
    taken = _taken()
    if taken:
        _limit(resource.RLIMIT_AS, taken + megabytes * 1024 * 1024)


def _silence() -> None:
    """Send what libraries print to nowhere: names of students would not be escaped in it."""
    with suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)


def _limit(which: int, most: int) -> None:
    import resource

    with suppress(OSError, ValueError):
        _, hard = resource.getrlimit(which)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(which, (most, most))


def _taken() -> int:
    """The address space that this process has; 0 where the system does not say."""
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError, AttributeError):
        return 0
