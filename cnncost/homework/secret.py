"""The secret that variants are drawn with: a file beside the assignment, never handed out."""

from __future__ import annotations

import os
from pathlib import Path
from secrets import token_hex

from cnncost.document import read_text
from cnncost.errors import UsageError, printable
from cnncost.files import reason
from cnncost.homework.assignment import Assignment

SUFFIX = ".secret"
LEAST, MOST = 8, 200


def secret_for(assignment: Assignment, given: Path | None, create: bool = False) -> str:
    """The secret of a homework: in the file that is given, or in ``hw1.secret`` beside hw1.yaml.

    Nothing where everybody has the same numbers. Raises UsageError where there is no secret and
    none is to be made, or where it is no line of text.
    """
    if not assignment.varies:
        return ""
    path = given or Path(assignment.file).with_suffix(SUFFIX)
    if create and given is None and not path.exists():
        _make(path)
    if not path.exists():
        raise UsageError(
            f"There is no {printable(str(path))}, the secret that the students' numbers were drawn "
            "with. It lies where 'cnncost handout' was run; name it with --secret."
        )
    secret = read_text(path).strip()
    if not LEAST <= len(secret) <= MOST or "\n" in secret:
        raise UsageError(
            f"{printable(str(path))} should hold one line of {LEAST} to {MOST} characters."
        )
    return secret


def _make(path: Path) -> None:
    """A new secret, which only its owner can read and which replaces none."""
    try:
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise UsageError(f"{printable(str(path))} cannot be written: {reason(error)}.") from None
    with os.fdopen(opened, "w", encoding="utf-8") as file:
        file.write(f"{token_hex(20)}\n")
