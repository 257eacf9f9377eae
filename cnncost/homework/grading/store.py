"""Store: the folder of results, where every file is whole or not there, and which one run has."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cnncost.errors import UsageError, shortened
from cnncost.files import put, reason
from cnncost.homework.grading.lock import LOCK, locked

MARKER = ".cnncost-results"
MARKS, FEEDBACK = "marks", "feedback"
FOLDERS = (MARKS, FEEDBACK)
MOST_BYTES = 32 * 1024 * 1024
_TEMPORARY = ".tmp"
_SAYS = b"Results of cnncost grade. It may replace any file in this folder that it wrote.\n"


@contextmanager
def opened(out: Path, submissions: Path) -> Iterator[Path]:
    """The folder of results, made if need be, and no other run's until this one is done.

    Raises UsageError for a folder that holds anything else, a link, or one among the submissions.
    """
    _check_place(out, submissions)
    try:
        out.mkdir(parents=True, exist_ok=True)
        _check_content(out)
        with locked(out):
            _prepared(out)
            yield out
    except OSError as error:
        raise UsageError(f"{_named(out)} cannot be written to: {reason(error)}.") from None


def _named(path: Path) -> str:
    return shortened(str(path), 200)


def _check_place(out: Path, submissions: Path) -> None:
    if out.is_symlink():
        raise UsageError(f"{_named(out)} is a link. Name the folder itself.")
    if out.exists() and not out.is_dir():
        raise UsageError(f"{_named(out)} is not a folder.")
    place, source = out.resolve(), submissions.resolve()
    if place == source or source in place.parents:
        raise UsageError(
            f"{_named(out)} lies among the submissions, where results would be taken for one of "
            "them. Name a folder elsewhere."
        )


def _check_content(out: Path) -> None:
    """Only an empty folder will do, or one that was made here."""
    names = {entry.name for entry in os.scandir(out)}
    if names <= {LOCK, _temporary(MARKER)} or _is_file(out / MARKER):
        return
    raise UsageError(
        f"{_named(out)} holds files that are not results of cnncost grade. Name an empty folder."
    )


def _prepared(out: Path) -> None:
    """The folders in it, and nothing left of a run that was interrupted.

    The marker comes first: whatever is there after it is known to be ours.
    """
    if not _is_file(out / MARKER):
        write(out / MARKER, _SAYS)
    for folder in (out, *(out / name for name in FOLDERS)):
        if folder.is_symlink():
            raise UsageError(f"{_named(folder)} is a link. Remove it.")
        folder.mkdir(exist_ok=True)
        for entry in os.scandir(folder):
            if entry.name.startswith(".") and entry.name.endswith(_TEMPORARY):
                os.unlink(entry.path)


def _temporary(name: str) -> str:
    return f".{name}{_TEMPORARY}"


def _is_file(path: Path) -> bool:
    """Whether it is a file itself, and no link to one."""
    with suppress(OSError, ValueError):
        return stat.S_ISREG(path.lstat().st_mode)
    return False


def write(path: Path, data: bytes) -> None:
    """A file with this content, there all at once; what is already so stays as it is."""
    if read(path) == data:
        return
    put(path, data, path.with_name(_temporary(path.name)), 0o644)


def read(path: Path) -> bytes | None:
    """A file's content; None where there is no such file, or only a link, or far too much."""
    if not _is_file(path):
        return None
    with suppress(OSError):
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(path, flags), "rb") as file:
            data = file.read(MOST_BYTES + 1)
            return data if len(data) <= MOST_BYTES else None
    return None


def names(folder: Path) -> list[str]:
    """The names of the files in a folder, in order."""
    return sorted(entry.name for entry in os.scandir(folder) if not entry.name.startswith("."))


def write_file(path: Path, text: str) -> None:
    """A text in a file, there all at once, in a folder that is made if need be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, text.encode("utf-8", "replace"))
    except OSError as error:
        raise UsageError(f"{_named(path)} cannot be written: {reason(error)}.") from None
