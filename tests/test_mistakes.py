"""Every mistake in tests/mistakes is answered by exactly the message that lies beside it.

``python tests/test_mistakes.py`` writes what is said now over the messages, to be read in the diff.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from pathlib import Path

import pytest

from cnncost.cli import main

FOLDER = Path(__file__).parent / "mistakes"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))


def shown(name: str) -> tuple[int | str | None, str, str]:
    """Status, standard output and standard error of ``cnncost show`` in the mistakes' folder."""
    out, err = io.StringIO(), io.StringIO()
    status: int | str | None = 0
    before, argv = Path.cwd(), sys.argv
    os.chdir(FOLDER)
    sys.argv = ["cnncost", "show", f"{name}.yaml"]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            main()
    except SystemExit as stop:
        status = stop.code
    finally:
        os.chdir(before)
        sys.argv = argv
    return status, out.getvalue(), err.getvalue()


def message(name: str) -> str:
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_message(name: str) -> None:
    """A mistake ends with status 2, nothing on standard output, and its message word for word: it
    names file, line and column, shows that line, and has a caret below it."""
    assert (2, "", message(name)) == shown(name)
    written = message(name).splitlines()
    file, line, column = written[0].split("  ")[0].split(":")
    source = (FOLDER / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    caret = next(i for i, text in enumerate(written) if text.strip(" ^") == "" and "^" in text)
    above, start = written[caret - 1], written[caret].index("^")
    end = min(len(written[caret]), len(above))

    assert f"{name}.yaml" == file
    assert source[int(column) - 1 :][: end - start].replace("\t", " ") == above[start:end]


def test_pairs() -> None:
    """Every mistake has a message, and every message belongs to a mistake."""
    assert NAMES == sorted(path.stem for path in FOLDER.glob("*.txt"))


def test_no_message_is_shared_by_accident() -> None:
    """No two mistakes have the same text."""
    texts = [(FOLDER / f"{name}.yaml").read_text(encoding="utf-8") for name in NAMES]

    assert len(NAMES) == len(set(texts))


if __name__ == "__main__":
    for name in NAMES:
        (FOLDER / f"{name}.txt").write_text(shown(name)[2], encoding="utf-8")
