"""Which student of the roster is meant by an id or a name that a course system wrote."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from cnncost.homework.collecting.roster import Roster, Student

MOST_WORDS = 8
MOST_ALIKE = 20  # more of one name are not told apart better
Students = tuple[Student, ...]
_Places = dict[str, dict[str, Student]]


class Index(NamedTuple):
    """A roster by everything that may stand for a student.

    ``ids`` are ids as they are written, ``folded`` the same in small letters, and ``names`` the
    letters and digits of a name, family name first or last.
    """

    ids: _Places
    folded: _Places
    names: _Places


def indexed(roster: Roster | None) -> Index:
    """The roster, ready to be asked; nobody where there is none."""
    index = Index({}, {}, {})
    for student in roster.students if roster else ():
        for id in (student.id, *student.names):
            _add(index.ids, id, student)
            _add(index.folded, _folded(id), student)
        for name in _spellings(student.name):
            _add(index.names, name, student)
    return index


def _add(places: _Places, key: str, student: Student) -> None:
    alike = places.setdefault(key, {})
    if len(alike) < MOST_ALIKE:
        alike[student.id] = student


def who(index: Index, ids: Iterable[str], name: str = "") -> tuple[Students, bool]:
    """The students that may be meant, and whether only their name says so.

    An id as it is written goes before one whose capitals differ, and ids before names; but where an
    id is one student's and the name another's, either may be meant.
    """
    ids = tuple(ids)
    named = {} if name in ids else _named(index, name)
    for known, asked in ((index.ids, ids), (index.folded, tuple(map(_folded, ids)))):
        found = {key: student for id in asked for key, student in known.get(id, {}).items()}
        if found:
            same = _letters(name)
            clash = named and not any(same in _spellings(one.name) for one in found.values())
            return tuple({**found, **(named if clash else {})}.values()), False
    named = _named(index, name)
    return tuple(named.values()), bool(named)


def may_be_called(student: Student, name: str) -> bool:
    """Whether any part of a student's name occurs in a name, or one of the two is not known."""
    words = [letters for word in student.name.split() if len(letters := _letters(word)) > 1]
    letters = _letters(name)
    return not (words and letters) or any(word in letters for word in words)


def _named(index: Index, name: str) -> dict[str, Student]:
    letters = _letters(name)
    return index.names.get(letters, {}) if letters else {}


def _folded(id: str) -> str:
    return unicodedata.normalize("NFC", id).casefold().strip()


def _letters(name: str) -> str:
    """What Canvas leaves of a name: letters and digits, without capitals and spaces."""
    plain = unicodedata.normalize("NFC", name).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


def _spellings(name: str) -> set[str]:
    """``annlee`` and ``leeann`` for ``Ann Lee``, and for ``Lee, Ann``."""
    words = name.split()[:MOST_WORDS]
    turned = ["".join((*words[at:], *words[:at])) for at in range(len(words))]
    return {letters for one in (name, *turned) if (letters := _letters(one))}
