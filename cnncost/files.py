"""Files that are whole or not there: what is written stands beside its place until it is done."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from cnncost.errors import UsageError, shortened
from cnncost.locks import opened

UNFINISHED = ".cnncost.tmp"


def save(path: str | Path, data: bytes) -> None:
    """Write a file that somebody named; a good file there stays until the new one is whole.

    A link leads to its file, and what is no file, as a pipe, is written as it is. Raises UsageError
    where that cannot be done.
    """
    with growing(path) as file:
        file.write(data)


@contextmanager
def growing(path: str | Path) -> Iterator[BinaryIO]:
    """The same for a file that is written bit by bit: it is there when the block has ended well."""
    target = Path(os.path.realpath(path))
    try:
        if target.exists() and not target.is_file():
            with open(target, "wb") as file:
                yield file
        else:
            with _beside(target) as file:
                yield file
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UsageError(
            f"{shortened(str(path), 200)} cannot be written: {reason(error)}."
        ) from None


@contextmanager
def _beside(target: Path) -> Iterator[BinaryIO]:
    """A file beside another one, which takes its place at the end; it is locked until then."""
    _clear(target.parent)
    # A name of its own for each process, short enough wherever the target's own is.
    written = target.with_name(f".{os.getpid()}{UNFINISHED}")
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with os.fdopen(opened(written, flags)[0], "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
            if os.name == "nt":  # where no open file can be moved
                file.close()
            os.replace(written, target)
    finally:
        with suppress(OSError):
            os.unlink(written)


def _clear(folder: Path) -> None:
    """Remove what killed processes left unfinished in a folder: what nobody holds any more."""
    for path in folder.glob(f".*{UNFINISHED}"):
        with suppress(OSError):
            file, ours = opened(path, os.O_RDWR)
            if ours:
                os.unlink(path)
            os.close(file)


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


def reason(error: OSError) -> str:
    """Why the system refused, as the end of a sentence."""
    return (error.strerror or "unknown reason").lower()
