"""Gradescope's autograder.zip: everything that marks a homework, at the root of a zip."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from cnncost.document import Node, read_text
from cnncost.errors import UsageError, shortened
from cnncost.homework.assignment import Assignment, parse_assignment
from cnncost.homework.exports.autograder import CRASHED, HOMEWORK, SETTINGS
from cnncost.homework.exports.zips import Entry, zipped
from cnncost.homework.variants import question_for

REQUIREMENTS = ("numpy>=1.26", "pyyaml>=6.0", "rich>=13.8", "typer>=0.15,<0.29")
LONGEST_PATH = 200
SETUP = """\
#!/usr/bin/env bash
# Runs once, when the image is built.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
source="${1:-/autograder/source}"
new_enough() {
  command -v "$1" >/dev/null && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))'
}
install() {
  apt-get update && apt-get install -y "$@"
}
python=""
for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
  if new_enough "$candidate"; then python="$candidate"; break; fi
done
if [ -z "$python" ]; then
  install python3.11 python3.11-venv
  python=python3.11
fi
"$python" -m venv "$source/venv" || {
  install "$python-venv" && "$python" -m venv --clear "$source/venv"
}
"$source/venv/bin/python" -m pip install -r "$source/requirements.txt"
"""
RUN = """\
#!/usr/bin/env bash
# Runs for every submission; whatever happens, there is a results.json in the end.
root="${1:-/autograder}"
python="$root/source/venv/bin/python"
[ -x "$python" ] || python=python3
mkdir -p "$root/results"
rm -f "$root/results/results.json"
cd "$root/source/homework" && PYTHONPATH="$root/source" PYTHONDONTWRITEBYTECODE=1 \\
  "$python" -m cnncost.homework.exports.autograder "$root"
[ -s "$root/results/results.json" ] || cat > "$root/results/results.json" <<'END'
{"score": 0, "tests": [{"score": 0, "max_score": 0, "status": "failed", "name": "? The autograder",
 "output": "@"}]}
END
""".replace("@", CRASHED)


def autograder_zip(assignment: Path, secret: str = "") -> bytes:
    """Everything that Gradescope needs to mark this homework; the same files give the same bytes.

    The secret lies in it, for the numbers that students were given. Raises CnncostError for an
    assignment that cannot be used, and UsageError for one that refers to files elsewhere.
    """
    text = read_text(assignment)
    homework = parse_assignment(text, str(assignment))
    for item in homework.items:
        question_for(homework, item, secret, "")  # what is wrong with it is to be seen now
    entries = {
        "setup.sh": Entry("setup.sh", SETUP.encode(), runs=True),
        "run_autograder": Entry("run_autograder", RUN.encode(), runs=True),
        "requirements.txt": Entry("requirements.txt", _lines(REQUIREMENTS)),
        SETTINGS: Entry(SETTINGS, _settings(assignment, secret)),
    }
    for name, path in (*_package(), *_own_specs(), *_beside(homework)):
        entries.setdefault(name, Entry(name, path.read_bytes()))
    name = f"{HOMEWORK}/{assignment.name}"
    entries[name] = Entry(name, text.encode())
    return zipped(entries[name] for name in sorted(entries))


def autograder_notes(assignment: Assignment, secret: str) -> tuple[str, ...]:
    """What the teacher should know before handing the zip on."""
    if not assignment.varies:
        return ()
    if not secret:
        return ("Without the secret every sheet's own numbers are believed.",)
    return (
        "The zip holds the secret. Students must be known to Gradescope by the ids or the email "
        "addresses with which their sheets were drawn.",
    )


def _lines(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _settings(assignment: Path, secret: str) -> bytes:
    from json import dumps

    return _lines([dumps({"assignment": assignment.name, "secret": secret})])


def _package() -> Iterator[tuple[str, Path]]:
    """The package that is running, with the specs that come with it."""
    from cnncost import zoo

    package = Path(zoo.__file__).parent
    yield from _files(package, "cnncost", None)
    if zoo.shipped() != package / "specs":
        yield from _files(zoo.shipped(), "cnncost/specs", zoo.SUFFIXES)


def _own_specs() -> Iterator[tuple[str, Path]]:
    """The teacher's own specs, which are found by name."""
    from cnncost import zoo

    for folder in zoo.folders()[:-1]:
        yield from _files(folder, f"{HOMEWORK}/specs", zoo.SUFFIXES)


def _files(
    folder: Path, inside: str, suffixes: tuple[str, ...] | None
) -> Iterator[tuple[str, Path]]:
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(files):
            path = Path(place, name)
            if path.is_file() and (suffixes is None or path.suffix in suffixes):
                yield f"{inside}/{path.relative_to(folder).as_posix()}", path


def _beside(assignment: Assignment) -> Iterator[tuple[str, Path]]:
    """The files that the items may mean: any text of theirs that names one."""
    folder = Path(assignment.file).parent
    for text in sorted({text for item in assignment.items for text in _texts(item.node)}):
        for path in (folder / text, Path(text)):
            if path.is_file():
                if Path(text).is_absolute() or ".." in Path(text).parts:
                    raise UsageError(
                        f"{shortened(text, 80)} lies elsewhere. Put it beside the assignment."
                    )
                yield f"{HOMEWORK}/{Path(text).as_posix()}", path


def _texts(node: Node) -> Iterator[str]:
    """All that may be the path of a spec."""
    waiting = [node]
    while waiting:
        value: Any = waiting.pop().value
        if not isinstance(value, str):
            waiting += [child if isinstance(child, Node) else child[1] for child in value]
        elif value.endswith((".yaml", ".yml")) and len(value) <= LONGEST_PATH and "\0" not in value:
            yield value
