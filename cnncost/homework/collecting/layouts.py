"""How course systems lay out what a class handed in: whose each file is, from where it lies.

Canvas      name_LATE_12_345_answers.yaml            the student's id, then the file's
Moodle      Ann Lee_678_assignsubmission_file_/answers.yaml
Gradescope  submission_123/answers.yaml, with submission_metadata.yml beside it
plain       s001/answers.yaml, s001.yaml, group-a/s001/answers.yaml
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from cnncost.errors import printable
from cnncost.homework.collecting.gradescope import METADATA, Export
from cnncost.homework.collecting.members import BAD_NAME, Member

ANSWERS = (".yaml", ".yml")
TEXTS = (*ANSWERS, ".txt", ".text", ".md")
OTHERS = {
    ".pdf": "a PDF", ".zip": "a zip", ".7z": "an archive", ".rar": "an archive",
    ".gz": "an archive", ".tar": "an archive", ".tgz": "an archive", ".docx": "a Word document",
    ".doc": "a Word document", ".odt": "a text document", ".rtf": "a text document",
    ".pages": "a text document", ".xlsx": "a spreadsheet", ".xls": "a spreadsheet",
    ".ods": "a spreadsheet", ".numbers": "a spreadsheet", ".html": "a web page",
    ".htm": "a web page", ".ipynb": "a notebook", ".png": "a picture", ".jpg": "a picture",
    ".jpeg": "a picture", ".heic": "a picture", ".gif": "a picture", ".webp": "a picture",
}  # fmt: skip

_CANVAS = re.compile(
    r"(?:(?P<name>(?!LATE_)\w*?)_)?(?P<late>LATE_)?(?P<who>[0-9]+|anon_[^\W_]+)_"
    r"(?:(?P<file>[0-9]{1,30})_(?P<original>.+)|(?P<page>(?:text|link)\.html))",
    re.DOTALL,
)
_MOODLE = re.compile(r"(?P<name>.*)_(?P<who>[0-9]+)_assignsubmission_[a-z]+(?:_(?P<original>.*))?")
_EXPORT = re.compile(r"submission_\w+")

Knows = Callable[[str, bool], bool]


class File(NamedTuple):
    """A file that someone handed in, with the name that it had with them.

    ``attachment`` grows with the time at which Canvas received it.
    """

    member: Member
    name: str
    depth: int
    attachment: int = 0


class Handed(NamedTuple):
    """What lies together as the work of one person or group.

    ``people`` are who handed it in, each by the ids they may be known by, best first, and a name.
    ``level`` is how many folders deep the one stands whose name says whose it is.
    """

    where: str
    people: tuple[tuple[tuple[str, ...], str], ...]
    files: tuple[File, ...]
    late: bool = False
    submitted: str = ""
    level: int = 0
    problem: str = ""


class _Claim(NamedTuple):
    """One file's part of what was handed in; equal keys belong together."""

    key: tuple[str, ...]
    handed: Handed


def ending(name: str) -> str:
    """The last ending of a name, in small letters, with its dot."""
    stem, dot, last = name.rpartition(".")
    return f".{last.casefold()}" if stem and dot else ""


def stem(name: str) -> str:
    """A name without the endings that a file of answers may have got."""
    while ending(name) in TEXTS or ending(name) in OTHERS:
        name = name.rpartition(".")[0]
    return name


def trunk_of(members: Sequence[Member], knows: Knows) -> tuple[str, ...]:
    """The folders around everything, which say nothing of a student."""
    trunk: tuple[str, ...] = ()
    members = [member for member in members if member.problem != BAD_NAME]
    while True:
        at = len(trunk)
        inner = {member.parts[at] for member in members if len(member.parts) > at}
        if len(inner) != 1 or not _is_wrapper(next(iter(inner)), at, members, knows):
            return trunk
        trunk = (*trunk, *inner)


def _is_wrapper(name: str, at: int, members: Sequence[Member], knows: Knows) -> bool:
    """Whether the only folder holds several people's work, not one's."""
    if any(len(member.parts) < at + 2 for member in members):
        return False
    if knows(name, True) or _MOODLE.fullmatch(name):
        return False
    if any(len(member.parts) > at + 2 or member.folder for member in members):
        return True
    names = [member.parts[at + 1] for member in members]
    if any(_CANVAS.fullmatch(name) or knows(stem(name), True) for name in names):
        return True
    own = [name for name in names if ending(name) in ANSWERS and not _is_answers(name)]
    return len(own) > 1 or METADATA in names


def _is_answers(name: str) -> bool:
    return "answer" in name.casefold()


def laid_out(
    members: Sequence[Member],
    trunk: tuple[str, ...],
    exports: dict[str, Export] | None,
    knows: Knows,
) -> list[Handed]:
    """What each person or group handed in, in the order in which it lies there."""
    found: dict[tuple[str, ...], Handed] = {}
    files: dict[tuple[str, ...], list[File]] = {}
    for member in members:
        key, claim = _claim(member, len(trunk), exports, knows)
        one = found.setdefault(key, claim)
        found[key] = one._replace(late=one.late or claim.late)
        files.setdefault(key, []).extend(claim.files)
    for name in exports or {}:
        key, where = ("gradescope", name), "/".join((*trunk, name))
        found.setdefault(key, _gradescope(name, where, exports, ()))
    return [one._replace(files=tuple(files.get(key, ()))) for key, one in found.items()]


def _claim(member: Member, at: int, exports: dict[str, Export] | None, knows: Knows) -> _Claim:
    if member.problem == BAD_NAME:
        name = member.parts[0]
        return _Claim((name,), Handed(name, (((), ""),), (File(member, name, 0),)))
    top, depth = member.parts[at], len(member.parts) - at - 1
    where = "/".join(member.parts[: at + 1])
    file = File(member, member.parts[-1], depth)
    if exports is not None and _EXPORT.fullmatch(top) and (depth or member.folder):
        return _Claim(("gradescope", top), _gradescope(top, where, exports, (file,)))
    if match := _MOODLE.fullmatch(top):
        name, who = match["name"], match["who"]
        file = file._replace(name=match["original"]) if match["original"] and not depth else file
        people = ((who, f"Participant {who}"), name)
        return _Claim(("moodle", who), Handed(where, (people,), _files(file)))
    known = knows(stem(top) if not depth else top, True)
    if not depth and not known and (match := _CANVAS.fullmatch(top)):
        return _canvas(match, file, where)
    return _plain(member, at, file, knows)


def _files(file: File) -> tuple[File, ...]:
    """The file, or nothing for a folder that is merely empty."""
    return () if file.member.folder and not file.member.problem else (file,)


def _canvas(match: re.Match[str], file: File, where: str) -> _Claim:
    who = match["who"]
    original = match["original"] or match["page"]
    file = file._replace(name=original, attachment=int(match["file"] or 0))
    people = ((who,), match["name"] or "")
    handed = Handed(where, (people,), _files(file), bool(match["late"]))
    return _Claim(("canvas", who), handed)


def _gradescope(
    name: str, where: str, exports: dict[str, Export] | None, files: tuple[File, ...]
) -> Handed:
    says = f"{METADATA} does not say whose it is."
    export = (exports or {}).get(name) or Export((), "", says)
    people = tuple(
        (tuple(filter(None, (one.sid, one.email))), one.name) for one in export.submitters
    )
    real = tuple(file for one in files for file in _files(one))
    submitted, problem = export.submitted, export.problem
    return Handed(where, people or (((name,), ""),), real, False, submitted, 0, problem)


def _plain(member: Member, at: int, file: File, knows: Knows) -> _Claim:
    """By the first folder, or else the file, that the roster knows; or else the first of all."""
    inner = member.parts[at:]
    folders = inner if member.folder else inner[:-1]
    names = folders if member.folder else (*folders, stem(inner[-1]))
    level = next((i for i, name in enumerate(names) if knows(name, i == 0)), 0)
    who = names[level]
    where = "/".join(member.parts[: at + level + 1])
    depth = file.depth - level
    handed = Handed(where, (((who,), who),), _files(file._replace(depth=depth)), level=level)
    return _Claim(("plain", *names[: level + 1]), handed)


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts ``answers-2`` before ``answers-10``."""
    pieces = re.findall(r"[0-9]{1,40}|[^0-9]+", text)
    return tuple((1, int(p), "") if p[0] in "0123456789" else (0, 0, p) for p in pieces)


def chosen(files: Sequence[File]) -> tuple[File, tuple[File, ...]]:
    """The file to be read, and the others.

    One that can be opened goes before one that cannot, .yaml before other texts, one that is called
    answers before others; of several the newest, by Canvas's number, and then the last by name.
    """
    ordered = sorted(files, key=_preference)
    return ordered[-1], tuple(reversed(ordered[:-1]))


def _preference(file: File) -> tuple[object, ...]:
    last = ending(file.name)
    plain = ending(file.name.rpartition(".")[0]) if last in TEXTS else ""
    sort = 3 if last in ANSWERS or plain in ANSWERS else 2 if last in ("", *TEXTS) else 1
    rank = (not file.member.problem, 0 if last in OTHERS else sort, _is_answers(file.name))
    return (*rank, file.attachment, -file.depth, natural(stem(file.name)), file.member.parts)


def refused(file: File) -> str:
    """Why a file of this kind cannot hold answers, or nothing."""
    sort = OTHERS.get(ending(file.name), "")
    shown = printable(file.name)
    return f"{shown} is {sort}. Hand in the answers file itself, answers.yaml." if sort else ""
