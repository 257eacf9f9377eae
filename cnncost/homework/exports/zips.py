"""Zips to be handed on: the same files give the same bytes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Entry(NamedTuple):
    """A file of a zip, or a folder if its name ends in a slash."""

    name: str
    data: bytes
    runs: bool = False


def zipped(entries: Iterable[Entry]) -> bytes:
    """A zip without dates, and not compressed, so that every system writes the same bytes."""
    from io import BytesIO
    from zipfile import ZipFile, ZipInfo

    out = BytesIO()
    with ZipFile(out, "w") as box:
        for entry in entries:
            info = ZipInfo(entry.name)
            info.create_system = 3  # else the rights below mean nothing
            mode = 0o040755 if entry.name.endswith("/") else 0o100755 if entry.runs else 0o100644
            info.external_attr = mode << 16
            box.writestr(info, entry.data)
    return out.getvalue()
