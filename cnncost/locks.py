"""Locks on files, which the system takes from a process that ends however it ends."""

from __future__ import annotations

import errno
import os
from contextlib import suppress

_TAKEN = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)


def opened(path: str | os.PathLike[str], flags: int, mode: int = 0o666) -> tuple[int, bool]:
    """A file, open, and whether it is locked for us; if not, another process holds it.

    One that was removed before it could be locked is opened anew.
    """
    while True:
        file = os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), mode)
        if _taken(file):
            return file, False
        with suppress(OSError):
            if os.path.samestat(os.fstat(file), os.lstat(path)):
                return file, True
        os.close(file)


def _taken(file: int) -> bool:
    """Try to lock; whether another process holds it. Where there are no locks nobody does."""
    try:
        _lock(file)
    except OSError as error:
        return error.errno in _TAKEN
    return False


def _lock(file: int) -> None:
    try:
        import fcntl
    except ImportError:  # on Windows
        import msvcrt

        # Behind what others must be able to read.
        os.lseek(file, 1 << 20, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        os.lseek(file, 0, os.SEEK_SET)
        return
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
