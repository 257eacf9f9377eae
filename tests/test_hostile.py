"""Nothing that a file can hold, or be, brings cnncost down: it is refused in words, and soon."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hostile import FILES, Hostile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnncost.analysis import analyze_spec
from cnncost.errors import CnncostError
from cnncost.spec import parse_spec

ROOT = Path(__file__).parent.parent
MOST_SECONDS, MOST_HONEST_SECONDS = 1.0, 8.0  # of processor time, with room for slow machines
MOST_MEGABYTES, LONGEST_MESSAGE = 200.0, 1_000
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork, FIFOs and /dev")


# Each has a sibling that attacks the same bound and takes less time.
SLOW = ("long-paths-60", "many-rows-csv", "upward-strides", "upsampled-by-16")
Outcome = dict[str, Any]
Command = Callable[..., tuple[int, str, str]]


class Worker(NamedTuple):
    """The process that runs commands, each in a copy of itself."""

    process: subprocess.Popen[str]

    def run(self, folder: Path, *arguments: str) -> Outcome:
        """What came of ``cnncost`` in a folder."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(json.dumps([str(folder), arguments]), file=self.process.stdin, flush=True)
        found: Outcome = json.loads(self.process.stdout.readline())
        return found

    def command(self, folder: Path, *arguments: str) -> tuple[int, str, str]:
        """Status, output and errors of ``cnncost`` in a folder."""
        found = self.run(folder, *arguments)
        return found["status"], found["stdout"], found["stderr"]


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    """The worker, with a folder for what its processes write."""
    program = [sys.executable, str(Path(__file__).parent / "hostile.py")]
    with subprocess.Popen(
        [*program, str(tmp_path_factory.mktemp("notes"))],
        env=ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        yield Worker(process)


def controls(text: str) -> list[str]:
    """The characters of a text that could steer a terminal."""
    return [
        c for c in set(text) if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp")
    ]


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param(file, id=file.name, marks=[pytest.mark.slow] if file.name in SLOW else [])
        for file in FILES
    ],
)
def test_answer(hostile: Hostile, worker: Worker, tmp_path: Path) -> None:
    """A hostile file is refused with status 2 and its message, which begins with the file's name
    and is short; an odd but honest one is shown. Nothing printed steers a terminal, and it costs no
    more than a moment and a modest amount of memory."""
    path, made = tmp_path / f"{hostile.name}.yaml", hostile.make()
    path.write_bytes(made if isinstance(made, bytes) else made.encode())
    found = worker.run(tmp_path, "show", str(path), *hostile.arguments)
    first, said = (found["stderr"].rstrip("\n").split("\n")[i] for i in (0, -1))

    assert (2 if hostile.says else 0, hostile.says) == (found["status"], said)
    assert bool(hostile.says) == (found["stdout"] == "")
    assert bool(hostile.says) == (f"{hostile.name}.yaml:" in first)
    assert len(found["stderr"]) <= LONGEST_MESSAGE
    assert [] == controls(found["stdout"] + found["stderr"])
    assert found["seconds"] <= (MOST_SECONDS if hostile.says else MOST_HONEST_SECONDS)
    assert found["megabytes"] <= MOST_MEGABYTES


def test_names() -> None:
    """Every hostile file has a name of its own."""
    assert len(FILES) == len({hostile.name for hostile in FILES})


# --- names of files, and what is no file


@pytest.fixture
def command(worker: Worker) -> Command:
    """Run ``cnncost`` in a folder."""
    return worker.command


def fifo(path: Path) -> None:
    os.mkfifo(path)


def loop(path: Path) -> None:
    path.symlink_to(path)


def zero(path: Path) -> None:
    path.symlink_to("/dev/zero")


def nothing(path: Path) -> None:
    """No file at all."""


NO_FILE = "{} is not a file that can be read.\n"
PATHS: tuple[tuple[str, Callable[[Path], None], str], ...] = (
    ("missing.yaml", nothing, NO_FILE.format("missing.yaml")),
    ("folder.yaml", Path.mkdir, NO_FILE.format("folder.yaml")),
    ("fifo.yaml", fifo, NO_FILE.format("fifo.yaml")),
    ("loop.yaml", loop, NO_FILE.format("loop.yaml")),
    ("zero.yaml", zero, NO_FILE.format("zero.yaml")),
    ("red\x1b[31m.yaml", nothing, NO_FILE.format("red\ufffd[31m.yaml")),
    ("line\nend.yaml", nothing, NO_FILE.format("line\ufffdend.yaml")),
    ("left\u202e.yaml", nothing, NO_FILE.format("left\ufffd.yaml")),
    ("latin\udcff.yaml", nothing, NO_FILE.format("latin\ufffd.yaml")),
    (f"{'a' * 300}.yaml", nothing, NO_FILE.format(f"{'a' * 39}…")),
    (f"{'a' * 5_000}.yaml", nothing, NO_FILE.format(f"{'a' * 39}…")),
    ("a/" * 5_000, nothing, NO_FILE.format(f"{'a/' * 19}a…")),
)


@pytest.mark.parametrize(("name", "make", "says"), PATHS, ids=lambda value: repr(value)[:20])
def test_paths(
    name: str, make: Callable[[Path], None], says: str, tmp_path: Path, command: Command
) -> None:
    """What is no file is refused by its name, made printable, with status 2."""
    make(tmp_path / name)

    assert (2, "", says) == command(tmp_path, "show", name)


@pytest.mark.parametrize("make", [fifo, zero, loop, Path.mkdir], ids=lambda make: make.__name__)
def test_neighbours(make: Callable[[Path], None], tmp_path: Path, command: Command) -> None:
    """What is no file in ./specs neither hangs nor hides the search for another name."""
    (tmp_path / "specs").mkdir()
    make(tmp_path / "specs" / "a.yaml")

    assert 2 == command(tmp_path, "show", "nonesuch")[0]
    assert 0 == command(tmp_path, "show", "googlenet")[0]


@pytest.mark.parametrize("name", ["red\x1b[31m.yaml", "left\u202e.yaml", "latin\udcff.yaml"])
@pytest.mark.parametrize("format", ["table", "json", "csv", "markdown", "latex"])
def test_stems(name: str, format: str, tmp_path: Path, command: Command) -> None:
    """A file's own name, where it names the network, cannot steer a terminal."""
    (tmp_path / name).write_text("input: 8x8x3\nlayers: conv(3)\n", encoding="utf-8")
    status, out, err = command(tmp_path, "show", name, "--format", format)

    assert (0, "", []) == (status, err, controls(out.replace("\r\n", "\n")))


def test_a_name_that_is_no_utf8_comes_from_outside(tmp_path: Path) -> None:
    """The worker's processes are handed their arguments; this one gets them from the system."""
    program = [sys.executable, "-c", "from cnncost.cli import main; main()", "show"]
    done = subprocess.run([*program, b"latin\xff.yaml"], cwd=tmp_path, env=ENVIRONMENT,
                          capture_output=True, timeout=60)  # fmt: skip

    assert (2, b"") == (done.returncode, done.stdout)
    assert NO_FILE.format("latin\ufffd.yaml") == done.stderr.decode()


# --- honest specs with mistakes by chance


@cache
def honest() -> tuple[str, ...]:
    """The texts of all small specs that come with cnncost."""
    files = sorted(path for path in (ROOT / "specs").glob("[ab]*/*.yaml"))
    texts = (path.read_text(encoding="utf-8") for path in files)
    return tuple(text for text in texts if len(text) < 4_000)


WORDS = """
    ( ) [ ] { } , : = == < > + - * / // % ** ² · ⌊ ⌋ ' " | & ! @ # ? ~ ->
    if else and or not yes no same valid none identity cin 1x7 (1,2) -1 0 1 2 3 64 0.5
    999999999 999999999999999999 conv( relu bn fc( gap maxpool( add: concat: aux:
    layers: input: params: modules: variants: k= s= p= g= bias= << ６ é
"""
BLANKS = " |\n|\n  |\n  - |\n    - a: |\t|\r|\x00|\x1b|\x85|\xa0|\u202e|\ufeff"
TOKENS = (*WORDS.split(), *BLANKS.split("|"))
EDITS = st.tuples(
    st.sampled_from(("insert", "replace", "delete", "swap", "copy line", "drop line", "indent")),
    st.floats(0, 1, exclude_max=True),
    st.floats(0, 1, exclude_max=True),
    st.sampled_from(TOKENS),
)


def mutated(text: str, edit: tuple[str, float, float, str]) -> str:
    """The text with one token or one line changed; the places are parts of its length."""
    kind, here, there, token = edit
    by_line = "line" in kind or kind == "indent"
    pieces = text.splitlines(keepends=True) if by_line else pieces_of(text)
    if not pieces:
        return token
    i, j = int(here * len(pieces)), int(there * len(pieces))
    changed = {
        "insert": [token, pieces[i]],
        "replace": [token],
        "delete": [],
        "swap": [pieces[j]],
        "copy line": [pieces[j], pieces[i]],
        "drop line": [],
        "indent": [" " * int(there * 8) + pieces[i].lstrip(" ")],
    }
    return "".join([*pieces[:i], *changed[kind], *pieces[i + 1 :]])


def pieces_of(text: str) -> list[str]:
    """Words, numbers, signs and blanks."""
    return re.findall(r"\w+|\s+|[^\w\s]", text)


@settings(
    max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(st.sampled_from(honest()), st.lists(EDITS, min_size=1, max_size=6))
def test_mutations(text: str, edits: list[tuple[str, float, float, str]]) -> None:
    """A spec with mistakes by chance is counted or refused in words, and nothing else."""
    for edit in edits:
        text = mutated(text, edit)
    said = ""
    try:
        analyze_spec(parse_spec(text, "spec.yaml"))
    except CnncostError as error:
        said = str(error)

    assert [] == controls(said)
