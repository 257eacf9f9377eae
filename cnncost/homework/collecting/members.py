"""The files in a folder or a zip, listed and read within bounds; nothing is unpacked or followed.

Students choose the names and the contents of what is read here, so that neither is trusted.
"""

from __future__ import annotations

import os
import stat
import struct
import zipfile
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, NamedTuple

from cnncost.errors import UsageError, printable, shortened
from cnncost.files import reason

MOST_ENTRIES = 20_000  # in the folder that holds everybody's
MOST_OF_ONE = 5_000  # in one folder within it, however deep
MOST_IN_ALL = 100_000
MOST_OF_CONTENTS = 32 * 1024 * 1024  # the part of a zip that lists its members
DEEPEST = 8
LONGEST_NAME = 255
RUBBISH = ("__macosx", "thumbs.db", "desktop.ini")

TOO_DEEP = f"lies more than {DEEPEST} folders deep"
TOO_MANY = "holds too many files, and was not looked into"
LINK = "is a link, and links are not followed. Hand in the file itself"
NOT_PLAIN = "is not a plain file, and was not opened"
LOCKED = "is locked with a password. Hand it in without one"
PACKED_ODDLY = "is packed in a way that is not read. Hand in the file itself"
DAMAGED = "is damaged, and cannot be read"
BAD_NAME = "has a name that leads out of its folder, and was not opened"
LONG_NAME = f"has a name of more than {LONGEST_NAME} characters, and was not opened"

Content = tuple[bytes, str]


class Member(NamedTuple):
    """A file, or a folder without files, by the parts of its path.

    ``problem`` says why it was not opened, as the rest of a sentence that starts with its name.
    ``read`` gives its bytes, at most as many as it is told, or a problem.
    """

    parts: tuple[str, ...]
    read: Callable[[int], Content]
    problem: str = ""
    folder: bool = False
    note: str = ""


def is_rubbish(name: str) -> bool:
    """Whether a name is one that computers leave behind, not students."""
    return name.startswith((".", "~$")) or name.casefold() in RUBBISH


@contextmanager
def opened(path: Path) -> Iterator[list[Member]]:
    """What lies in a folder or a zip, in a stable order; to be read before it is closed again."""
    shown = shortened(str(path), 80)
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        raise UsageError(f"{shown} is not a folder or a zip that can be read.") from None
    if stat.S_ISDIR(mode):
        yield sorted(_walked(str(path)), key=lambda member: member.parts)
    elif stat.S_ISREG(mode):
        with _unzipped(path, shown) as box:
            yield sorted(_zipped(box, shown), key=lambda member: member.parts)
    else:
        raise UsageError(f"{shown} is not a folder or a zip that can be read.")


def _closed(parts: tuple[str, ...], problem: str, folder: bool = False) -> Member:
    """A member that is named and never opened."""
    return Member(parts, lambda most: (b"", problem), problem, folder)


def _walked(root: str) -> Iterator[Member]:
    """Breadth first, so that nobody's thousand files hide what stands beside them."""
    waiting: deque[tuple[str, ...]] = deque([()])
    used: Counter[tuple[str, ...]] = Counter()
    trunk, total = 0, 0
    while waiting:
        folder = waiting.popleft()
        branch = folder[: trunk + 1]
        above = len(folder) <= trunk
        room = MOST_ENTRIES if above else MOST_OF_ONE - used[branch]
        entries, problem = _listed(os.path.join(root, *folder), min(room, MOST_IN_ALL - total))
        if above and problem == TOO_MANY:
            raise UsageError(f"{shortened(root, 80)} holds more than {MOST_ENTRIES:,} files.")
        if problem and not folder:
            raise UsageError(f"{shortened(root, 80)} {problem}.")
        if problem or (not entries and folder):
            yield _closed(folder, problem, folder=True)
        used[branch] += len(entries)
        total += len(entries)
        if above and len(entries) == 1 and entries[0].is_dir(follow_symlinks=False):
            trunk += 1
        for entry in entries:
            parts = (*folder, entry.name)
            if not entry.is_dir(follow_symlinks=False):
                yield _filed(parts, entry)
            elif len(parts) > DEEPEST:
                yield _closed(parts, TOO_DEEP, folder=True)
            else:
                waiting.append(parts)


def _listed(folder: str, room: int) -> tuple[list[os.DirEntry[str]], str]:
    """The entries of a folder by name, or why there are none."""
    found = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if not is_rubbish(entry.name):
                    found.append(entry)
                if len(found) > room:
                    return [], TOO_MANY
    except OSError as error:
        return [], _reason(error)
    return sorted(found, key=lambda entry: entry.name), ""


def _reason(error: OSError) -> str:
    return f"cannot be read: {reason(error)}"


def _filed(parts: tuple[str, ...], entry: os.DirEntry[str]) -> Member:
    if entry.is_symlink():
        return _closed(parts, LINK)
    if not entry.is_file(follow_symlinks=False):
        return _closed(parts, NOT_PLAIN)
    return Member(parts, lambda most: _from_file(entry.path, most))


def _from_file(path: str, most: int) -> Content:
    """A file's bytes; what has become a link or a pipe since it was listed is not waited for."""
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_CLOEXEC"):
        flags |= getattr(os, name, 0)
    try:
        with os.fdopen(os.open(path, flags), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                return b"", NOT_PLAIN
            return _bounded(file, status.st_size, most)
    except OSError as error:
        return b"", _reason(error)


def _bounded(file: IO[bytes], size: int, most: int) -> Content:
    """The bytes, unless they are or are said to be too many."""
    data = b"" if size > most else file.read(most + 1)
    if max(size, len(data)) > most:
        return b"", f"is larger than {most // 1024:,} KiB, the most that is read"
    return data, ""


@contextmanager
def _unzipped(path: Path, shown: str) -> Iterator[zipfile.ZipFile]:
    """A zip whose list of contents is small enough to be held."""
    try:
        with path.open("rb") as file:
            if _size_of_contents(file) > MOST_OF_CONTENTS:
                raise UsageError(f"{shown} holds more than {MOST_IN_ALL:,} files.")
        box = zipfile.ZipFile(path)
    except OSError as error:
        raise UsageError(f"{shown} {_reason(error)}.") from None
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, EOFError):
        says = "is not a zip that can be read. Unpack it and give the folder instead"
        raise UsageError(f"{shown} {says}.") from None
    with box:
        yield box


def _size_of_contents(file: IO[bytes]) -> int:
    """How many bytes zipfile would read at once, from the end of a zip."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - (1 << 16) - 22 - 76))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + 22 > len(tail):
        return 0
    large = tail[at - 76 : at - 20] if at >= 76 else b""
    if large.startswith(b"PK\x06\x06"):
        return int.from_bytes(large[40:48], "little")
    return int.from_bytes(tail[at + 12 : at + 16], "little")


def _zipped(box: zipfile.ZipFile, shown: str) -> Iterator[Member]:
    """The members of a zip; of several with one name the last, as unpacking it would leave."""
    infos = box.infolist()
    if len(infos) > MOST_IN_ALL:
        raise UsageError(f"{shown} holds more than {MOST_IN_ALL:,} files.")
    times: Counter[tuple[str, ...]] = Counter()
    found: dict[tuple[str, ...], Member] = {}
    for info in infos:
        name = _name(info)
        parts = tuple(part for part in name.split("/") if part not in ("", "."))
        rubbish = any(is_rubbish(part) for part in parts if part != "..")
        member = _member(box, info, name, parts)
        if rubbish or not member.parts or (member.folder and member.parts in found):
            continue
        times[member.parts] += not member.folder
        found[member.parts] = member
    inner = {parts[:depth] for parts in found for depth in range(1, len(parts))}
    for parts, member in found.items():
        if member.folder and parts in inner:
            continue
        note = f"{printable(parts[-1])} is in the zip {times[parts]} times; the last was used."
        yield member._replace(note=note) if times[parts] > 1 else member


def _name(info: zipfile.ZipInfo) -> str:
    """A member's name as it was packed; macOS writes UTF-8 and does not say so."""
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return name.replace("\\", "/")


def _member(
    box: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, parts: tuple[str, ...]
) -> Member:
    if name.startswith("/") or ".." in parts or name[1:3] == ":/":
        return _closed((name,), BAD_NAME)
    if len(parts) > DEEPEST + 1:
        return _closed(parts, TOO_DEEP)
    if any(len(part) > LONGEST_NAME for part in parts):
        return _closed(parts, LONG_NAME)
    if name.endswith("/"):
        return _closed(parts, "", folder=True)
    problem = _unopened(info)
    if problem:
        return _closed(parts, problem)
    return Member(parts, lambda most: _from_zip(box, info, most))


def _unopened(info: zipfile.ZipInfo) -> str:
    """Why a member of a zip is not opened, by what is said of it there."""
    sort = stat.S_IFMT(info.external_attr >> 16)
    if sort == stat.S_IFLNK:
        return LINK
    if sort not in (0, stat.S_IFREG):
        return NOT_PLAIN
    if info.flag_bits & 0x1:
        return LOCKED
    # The other decoders of zipfile unpack as much as they are given, not as much as is asked for.
    known = info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    return "" if known else PACKED_ODDLY


def _from_zip(box: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> Content:
    import zlib

    try:
        with box.open(info) as file:
            return _bounded(file, info.file_size, most)
    except (OSError, EOFError, ValueError, RuntimeError, struct.error):
        return b"", DAMAGED
    except (zipfile.BadZipFile, zlib.error):
        return b"", DAMAGED
