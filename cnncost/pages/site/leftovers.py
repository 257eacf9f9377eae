"""The folder beside a site in which the next one is written, and those that killed runs left."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

from cnncost.errors import UsageError
from cnncost.homework.grading.lock import LOCK, locked

NEW, OLD = "new", "old"
MARK, MARKED = (
    ".cnncost-site-work",
    "Here cnncost writes a site. It is removed when that is done.\n",
)


@contextmanager
def work_beside(target: Path) -> Iterator[Path]:
    """A folder beside the target, removed at the end; before, what killed runs left is removed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    clear(target)
    work = Path(mkdtemp(prefix=_prefix(target), dir=target.parent))
    try:
        with locked(work):
            (work / MARK).write_text(MARKED, "utf-8", newline="\n")
            yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def clear(target: Path) -> None:
    """Remove what killed runs left beside the target; a site that one of them had moved comes back.

    Only what has our mark, nothing that is not ours in it, and no process that still writes to it.
    """
    for folder in sorted(target.parent.iterdir()):
        if folder.name.startswith(_prefix(target)) and _is_ours(folder):
            with suppress(UsageError, OSError), locked(folder):
                if (folder / OLD).is_dir() and not target.exists():
                    (folder / OLD).rename(target)
                shutil.rmtree(folder, ignore_errors=True)


def _prefix(target: Path) -> str:
    return f".{target.name}."


def _is_ours(folder: Path) -> bool:
    """Whether a folder is one of these: it says so, and holds nothing else."""
    mark = folder / MARK
    try:
        if folder.is_symlink() or mark.is_symlink() or mark.stat().st_size != len(MARKED):
            return False
        inside = {path.name for path in folder.iterdir()}
        return mark.read_text("utf-8") == MARKED and inside <= {MARK, LOCK, NEW, OLD}
    except (OSError, ValueError):
        return False
