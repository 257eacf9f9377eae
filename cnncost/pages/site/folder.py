"""The site in a folder: written whole or not at all, and over nothing that is not ours."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from cnncost.errors import UsageError, printable
from cnncost.files import reason
from cnncost.numbers import count
from cnncost.pages.site.commands import Command
from cnncost.pages.site.contents import Made
from cnncost.pages.site.leftovers import NEW, OLD, work_beside
from cnncost.pages.site.material import plan, steps

MARKER = ".cnncost-site.json"
SCHEMA = "cnncost.site/1"
LARGEST_MARKER = 1_000_000

# A page, or a step on the way to all of them that makes none.
Step = Made | None
# What shows how far it is: takes the steps as they come and how many there are, and gives them on.
Watch = Callable[[Iterator[Step], int], Iterable[Step]]


class Written(NamedTuple):
    """A site that was written: where, how many pages; what of ./specs could not be read."""

    folder: Path
    pages: int
    failures: tuple[str, ...]


def write_site(
    folder: str | Path, commands: Sequence[Command], progress: Watch | None = None
) -> Written:
    """Write the site into a folder that is new or empty, or holds one of ours, unchanged since.

    Raises UsageError for any other folder and where it cannot be written.
    """
    target = Path(folder).absolute()
    refuse(target)
    planned = plan(commands)
    watch = progress or _unwatched
    number = write_pages(target, watch(steps(planned), planned.steps))
    return Written(target, number, tuple(planned.failures))


def write_pages(target: Path, made: Iterable[Step]) -> int:
    """Write pages beside the folder, then put them in its place; how many there are."""
    try:
        with work_beside(target) as work:
            number = _write_all(work / NEW, made)
            refuse(target)  # it may have changed in the meantime
            _exchange(target, work)
    except OSError as error:
        raise UsageError(f"{_shown(target)} cannot be written: {reason(error)}.") from None
    return number


def _unwatched(made: Iterator[Step], total: int) -> Iterable[Step]:
    return made


def _write_all(folder: Path, made: Iterable[Step]) -> int:
    """Write every page, and the list of them by which the folder is known again."""
    folder.mkdir()
    digests = {}
    for path, html in filter(None, made):
        data = html.encode("utf-8")
        file = folder / path
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(data)
        digests[path] = sha256(data).hexdigest()
    listed = json.dumps({"schema": SCHEMA, "files": digests}, indent=1)
    (folder / MARKER).write_text(f"{listed}\n", "utf-8", newline="\n")
    return len(digests)


def _exchange(target: Path, work: Path) -> None:
    """Put the new folder where the old one stands; the old one comes back if that fails."""
    old = work / OLD
    if target.exists():
        target.rename(old)
    try:
        (work / NEW).rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise


# --- what may be written over


def refuse(target: Path) -> None:
    """Raise UsageError if the folder holds anything that this program did not write."""
    try:
        if target.is_symlink() or (target.exists() and not target.is_dir()):
            raise UsageError(f"{_shown(target)} is there and is no folder.")
        if not target.exists() or not any(target.iterdir()):
            return
        ours = _listed(target)  # before anything else is read: the folder may be a whole disk
        if not ours:
            raise UsageError(f"{_shown(target)} is not empty, and holds no site of cnncost.")
        _refuse_others(target, ours)
    except OSError as error:
        raise UsageError(f"{_shown(target)} cannot be read: {reason(error)}.") from None


def _refuse_others(target: Path, ours: Mapping[str, str]) -> None:
    """Raise UsageError for files that the marker does not name, or not as they are now."""
    found = {file.relative_to(target).as_posix() for file in target.rglob("*") if not _folder(file)}
    foreign = sorted(found - ours.keys() - {MARKER})
    if foreign:
        raise UsageError(f"{_shown(target)} also holds {_several(foreign)}. Move it elsewhere.")
    changed = sorted(path for path in found & ours.keys() if _digest(target / path) != ours[path])
    if changed:
        was = "was" if len(changed) == 1 else "were"
        raise UsageError(
            f"In {_shown(target)}, {_several(changed)} {was} changed since. "
            f"Delete {'it' if len(changed) == 1 else 'them'}, or write the site to another folder."
        )


def _folder(file: Path) -> bool:
    return file.is_dir() and not file.is_symlink()


def _listed(target: Path) -> dict[str, str]:
    """The files that the marker names, with their digests; none if it is not ours."""
    marker = target / MARKER
    try:
        if marker.is_symlink() or marker.stat().st_size > LARGEST_MARKER:
            return {}
        data = json.loads(marker.read_text("utf-8"))
        files = data["files"] if data["schema"] == SCHEMA else {}
        return {str(path): str(digest) for path, digest in files.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _digest(file: Path) -> str:
    return "" if file.is_symlink() else sha256(file.read_bytes()).hexdigest()


def _several(paths: Sequence[str]) -> str:
    more = f" and {count(len(paths) - 1)} more" if len(paths) > 1 else ""
    return f"{printable(paths[0])}{more}"


def _shown(path: Path) -> str:
    return printable(str(path))
