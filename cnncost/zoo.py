"""Find a spec by name, alias, variant or path: a path first, then ./specs, then the shipped zoo."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from cnncost.document import read_text
from cnncost.errors import CnncostError, UnknownNameError, did_you_mean, shortened
from cnncost.spec import Spec, parse_spec, read_spec

SUFFIXES = (".yaml", ".yml")
MOST_FILES = 1_000


def load(name: str | Path, own: bool = True) -> Spec:
    """The spec of that name, alias, variant or path; ``NAME@VARIANT`` picks a variant of a file.

    Without ``own``, only those that come with cnncost are looked at. Raises UnknownNameError with
    the nearest names, and FileError for a file that cannot be used.
    """
    base, _, variant = str(name).partition("@")
    spec = _load(base, own)
    return spec.as_variant(variant) if variant else spec


def _load(name: str, own: bool) -> Spec:
    if _is_path(name):
        return read_spec(Path(name))
    broken: list[CnncostError] = []
    for folder in folders(own):
        found = _stem(name, folder) or _mention(name, folder, broken)
        if found:
            return found
    if broken:
        raise broken[0]
    raise UnknownNameError(
        f"There is no spec called '{shortened(name)}'.{did_you_mean(name, names())} "
        "'cnncost list' shows them all; a file of your own is given by its path."
    )


def folders(own: bool = True) -> list[Path]:
    """Where specs are looked for, in this order: ./specs, and what comes with cnncost."""
    home = shipped()
    mine = Path("specs")
    return [mine, home] if own and mine.is_dir() and mine.resolve() != home.resolve() else [home]


def shipped() -> Path:
    """The folder of the specs that come with cnncost."""
    inside = Path(__file__).parent / "specs"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "specs"


def is_file(name: str) -> bool:
    """Whether the file of a spec is called so, without reading any."""
    return any(path.stem == name for folder in folders() for path in _files(folder))


def names() -> list[str]:
    """Every name that ``load`` answers to, without paths."""
    return list(by_name())


def by_name(own: bool = True) -> dict[str, Spec]:
    """Every spec by each of its names: faster than ``load`` for many."""
    found: dict[str, Spec] = {}
    for folder in folders(own):
        specs, _ = _specs(folder)
        for spec in specs:
            found.setdefault(Path(spec.file).stem, spec)
        for spec in specs:
            for name in (spec.name, *spec.aliases):
                found.setdefault(name, spec)
            for name in spec.variants:
                found.setdefault(name, spec.as_variant(name))
    return found


def related(spec: Spec) -> list[Spec]:
    """Networks that go by one name: a file's variants, and those of files whose names begin so."""
    found = []
    for other in every_spec()[0]:
        if other.name == spec.name or other.name.startswith(f"{spec.name}_"):
            found += [other, *(other.as_variant(name) for name in other.variants)]
    return found


def every_spec(own: bool = True) -> tuple[list[Spec], list[str]]:
    """Every spec, the first of each name, and what is wrong with the files that cannot be read."""
    found: dict[str, Spec] = {}
    failures = []
    for folder in folders(own):
        specs, wrong = _specs(folder)
        failures += wrong
        for spec in specs:
            found.setdefault(spec.name, spec)
    return list(found.values()), failures


def _specs(folder: Path) -> tuple[list[Spec], list[str]]:
    """The specs of a folder, and what is wrong with the files that cannot be read."""
    specs, failures = [], []
    for path in _files(folder):
        try:
            specs.append(_spec(_File.at(path)))
        except CnncostError as error:
            failures.append(str(error))
    return specs, failures


def exists(name: str) -> bool:
    """Whether there is a file at this path."""
    try:
        return Path(name).is_file()
    except OSError:
        return False


def _is_path(name: str) -> bool:
    return name.endswith(SUFFIXES) or "/" in name or "\\" in name or exists(name)


def _files(folder: Path) -> list[Path]:
    """The spec files of a folder; those that come with cnncost are listed once."""
    return _listed_once(folder) if folder == shipped() else _listed(folder)


@lru_cache(1)
def _listed_once(folder: Path) -> list[Path]:
    return _listed(folder)


def _listed(folder: Path) -> list[Path]:
    """The spec files of a folder: claims are no specs."""
    found = []
    for place, folders, files in os.walk(folder):
        if place == str(folder) and "claims" in folders:
            folders.remove("claims")
        found += [os.path.join(place, name) for name in files if name.endswith(SUFFIXES)]
    return [Path(path) for path in sorted(found)[:MOST_FILES]]


class _File(NamedTuple):
    """A file as it stands: a changed one is another."""

    path: Path
    inode: int
    changed: int
    size: int

    @classmethod
    def at(cls, path: Path) -> _File:
        try:
            stat = path.stat()
        except OSError:
            return cls(path, 0, 0, 0)
        return cls(path, stat.st_ino, stat.st_mtime_ns, stat.st_size)


@lru_cache(MOST_FILES)
def _text(file: _File) -> str:
    return read_text(file.path)


@lru_cache(MOST_FILES)
def _spec(file: _File) -> Spec:
    return parse_spec(_text(file), str(file.path))


def _stem(name: str, folder: Path) -> Spec | None:
    """The spec in the file of that name."""
    for path in _files(folder):
        if path.stem == name:
            return _spec(_File.at(path))
    return None


def _mention(name: str, folder: Path, broken: list[CnncostError]) -> Spec | None:
    """The spec that gives this as its name, an alias or a variant.

    Only files that hold the name as a word of its own are read, so that a broken neighbour does no
    harm; what is wrong with one of them is kept, in case no other file has the name.
    """
    word = re.compile(rf"(?<![\w.-]){re.escape(name)}(?![\w.-])")
    for path in _files(folder):
        try:
            file = _File.at(path)
            text = _text(file)
            if name not in text or not word.search(text):
                continue
            spec = _spec(file)
        except CnncostError as error:
            broken.append(error)
            continue
        if name in (spec.name, *spec.aliases):
            return spec
        if name in spec.variants:
            return spec.as_variant(name)
    return None
