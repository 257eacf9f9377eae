"""A lock on a folder, which the system takes from a process that ends however it ends."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cnncost.errors import UsageError, shortened

LOCK = ".lock"
_TAKEN = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder. Raises UsageError where another process does, and says which."""
    path = folder / LOCK
    file = _held(path)
    try:
        os.ftruncate(file, 0)
        os.write(file, f"{os.getpid()}\n".encode())
        yield
    finally:
        # Unlinked while it is held, so that whoever opened it meanwhile sees that it is gone.
        with suppress(OSError):
            os.unlink(path)
        os.close(file)


def _held(path: Path) -> int:
    """The open lock file; one that was removed before it could be locked is opened anew."""
    while True:
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
        file = os.open(path, flags, 0o644)
        if not _taken(file):
            with suppress(OSError):
                if os.path.samestat(os.fstat(file), path.lstat()):
                    return file
            os.close(file)
            continue
        says = f" (process {pid})" if (pid := _process(file)) else ""
        os.close(file)
        raise UsageError(
            f"Another run{says} is writing to {shortened(str(path.parent), 200)}. Wait until it is "
            "done, or name another folder."
        )


def _process(file: int) -> str:
    """The process that holds the lock, as it wrote it down."""
    with suppress(OSError):
        text = os.read(file, 20).decode("ascii", "replace").strip()
        return text if text.isdecimal() else ""
    return ""


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

        # Far behind the number, which others must be able to read.
        os.lseek(file, 1 << 20, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        os.lseek(file, 0, os.SEEK_SET)
        return
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
