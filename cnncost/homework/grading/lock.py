"""A lock on a folder, which the system takes from a process that ends however it ends."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cnncost.errors import UsageError, shortened
from cnncost.locks import opened

LOCK = ".lock"


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
    """The open lock file."""
    file, ours = opened(path, os.O_RDWR | os.O_CREAT, 0o644)
    if ours:
        return file
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
