"""Files that are whole or not there: what is written stands beside its place until it is done."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from cnncost.errors import UsageError, shortened


def save(path: str | Path, data: bytes) -> None:
    """Write a file that somebody named; a good file there stays until the new one is whole.

    A link leads to its file, and what is no file, as a pipe, is written as it is. Raises UsageError
    where that cannot be done.
    """
    target = Path(os.path.realpath(path))
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(data)
        else:
            put(target, data, _beside(target), 0o666)
    except OSError as error:
        raise UsageError(
            f"{shortened(str(path), 200)} cannot be written: {reason(error)}."
        ) from None


def put(path: Path, data: bytes, temporary: Path, mode: int) -> None:
    """A file with this content, there all at once; ``temporary`` is where it stands until then."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with suppress(FileNotFoundError):
        os.unlink(temporary)
    try:
        with os.fdopen(os.open(temporary, flags, mode), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        with suppress(OSError):
            os.unlink(temporary)


@contextmanager
def growing(path: str | Path) -> Iterator[BinaryIO]:
    """A file that is written bit by bit, and is there all at once when the block has ended well.

    What is no file, as a pipe, is written as it is. Raises UsageError where that cannot be done.
    """
    target = Path(os.path.realpath(path))
    direct = target.exists() and not target.is_file()
    written = target if direct else _beside(target)
    try:
        if not direct:
            with suppress(FileNotFoundError):
                os.unlink(written)
        with open(written, "wb" if direct else "xb") as file:
            yield file
        if not direct:
            os.replace(written, target)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UsageError(
            f"{shortened(str(path), 200)} cannot be written: {reason(error)}."
        ) from None
    finally:
        if not direct:
            with suppress(OSError):
                os.unlink(written)


def reason(error: OSError) -> str:
    """Why the system refused, as the end of a sentence."""
    return (error.strerror or "unknown reason").lower()


def _beside(path: Path) -> Path:
    """A name of its own for each process, short enough wherever the file's own is."""
    return path.with_name(f".{os.getpid()}.cnncost.tmp")
