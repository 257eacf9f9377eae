"""Commands in poor surroundings: no terminal, no home, a full disk, another language, odd paths."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from conftest import ROOT, Run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a shell and /dev")

PROGRAM = "from cnncost.cli import main; main()"
# Each argument is a command; it ends with the first that fails.
ONE_BY_ONE = """
import sys
from cnncost.cli import main
for command in sys.argv[1:]:
    sys.argv = ["cnncost", *command.split()]
    try:
        main()
    except SystemExit as stop:
        if stop.code:
            raise
"""
HOMEWORK = "items: [{id: a, kind: number, layer: conv(4), input: 8x8x3, asks: macs}]\n"
FULL = "The output could not be written: no space left on device.\n"
PLAIN = {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def run(
    folder: Path,
    *arguments: str,
    redirected: str = "",
    environment: Mapping[str, str] | None = None,
    program: str = PROGRAM,
) -> Run:
    """A command in a shell of its own, with nothing in its environment but what is given."""
    known = {
        name: os.environ[name] for name in ("PATH", "PYTHONPYCACHEPREFIX") if name in os.environ
    }
    given = environment if environment is not None else {"PYTHONUTF8": "1"}
    done = subprocess.run(
        ["sh", "-c", f'exec "$0" -c "$@" {redirected}', sys.executable, program, *arguments],
        cwd=folder, capture_output=True, timeout=120,
        env={**known, "PYTHONPATH": str(ROOT), **given},
    )  # fmt: skip
    out, err = (text.decode("utf-8", "backslashreplace") for text in (done.stdout, done.stderr))
    return Run(done.returncode, out, err)


# --- streams

STREAMS = (
    ("no input", ("show", "fire"), "<&-", 0, True, ""),
    ("no output", ("show", "fire"), ">&-", 0, False, ""),
    ("no output for a page", ("explain", "depthwise"), ">&-", 0, False, ""),
    ("no errors", ("show", "nonesuch"), "2>&-", 2, False, ""),
    ("no errors for a mistyped command", ("shwo",), "2>&-", 2, False, ""),
    ("nothing at all", ("show", "fire"), "<&- >&- 2>&-", 0, False, ""),
    ("nothing at all, and a mistake", ("show", "nonesuch"), "<&- >&- 2>&-", 2, False, ""),
    ("full", ("show", "fire"), ">/dev/full", 2, False, FULL),
    ("full, as JSON", ("show", "googlenet", "--format", "json"), ">/dev/full", 2, False, FULL),
    ("full, a page", ("explain", "fire"), ">/dev/full", 2, False, FULL),
    ("full, a picture", ("draw", "fire", "--format", "svg"), ">/dev/full", 2, False, FULL),
    ("full, a sweep", ("sweep", "mobilenet_v2", "width=0.5,1"), ">/dev/full", 2, False, FULL),
    ("full, help", ("--help",), ">/dev/full", 2, False, FULL),
    ("full, a version", ("--version",), ">/dev/full", 2, False, FULL),
    ("full errors", ("show", "nonesuch"), "2>/dev/full", 2, False, ""),
    ("full errors for a mistyped option", ("show", "--x"), "2>/dev/full", 2, False, ""),
    ("both full", ("show", "fire"), ">/dev/full 2>/dev/full", 2, False, ""),
)  # fmt: skip


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize(
    ("arguments", "redirected", "status", "out", "err"),
    [
        pytest.param(*case[1:], id=case[0], marks=[] if i % 3 == 0 else [pytest.mark.slow])
        for i, case in enumerate(STREAMS)
    ],
)
def test_streams(
    arguments: tuple[str, ...], redirected: str, status: int, out: bool, err: str, tmp_path: Path
) -> None:
    """Closed or full streams change the status where something is lost, and leave no traceback."""
    done = run(tmp_path, *arguments, redirected=redirected)

    assert (status, out, err) == (done.status, bool(done.out), done.err)


# --- environments

ENVIRONMENTS: dict[str, dict[str, str]] = {
    "empty": {},
    "a home that is none": {"HOME": "/dev/null", "XDG_CACHE_HOME": "/dev/null"},
    "a home that cannot be written": {"HOME": "/proc", "XDG_CONFIG_HOME": "/proc"},
    "LANG=C": PLAIN,
    "an unknown language": {"LC_ALL": "tlh_QO.UTF-8", "LANG": "tlh_QO.UTF-8"},
    "a dumb terminal": {"TERM": "dumb", "COLUMNS": "1", "LINES": "1"},
    "no columns": {"TERM": "", "COLUMNS": "0"},
    "columns that are no number": {"TERM": "nonsense", "COLUMNS": "wide"},
    "colours forced": {"FORCE_COLOR": "1", "COLORTERM": "truecolor", "TERM": "xterm"},
    "no temporary folder": {"TMPDIR": "/nonexistent", "TEMP": "/nonexistent"},
    "a very strange zone": {"TZ": "No/Where"},
    "optimised": {"PYTHONOPTIMIZE": "2"},
    "warnings are errors": {"PYTHONWARNINGS": "error"},
    "hashes differ": {"PYTHONHASHSEED": "4"},
}
COMMANDS = ("show fire --format json", "explain depthwise --format markdown")


@cache
def usually() -> Run:
    """What the commands print where nothing is unusual."""
    with TemporaryDirectory() as folder:
        return run(Path(folder), *COMMANDS, program=ONE_BY_ONE)


@pytest.mark.slow
@pytest.mark.parametrize("environment", ENVIRONMENTS.values(), ids=list(ENVIRONMENTS))
def test_environments(environment: dict[str, str], tmp_path: Path) -> None:
    """What is printed for a program is the same, to the byte, wherever it can be shown at all."""
    usual = usually()
    given = {"PYTHONIOENCODING": "utf-8", **environment}

    assert (0, "", True) == (usual.status, usual.err, "# " in usual.out)
    assert usual == run(tmp_path, *COMMANDS, environment=given, program=ONE_BY_ONE)


@pytest.mark.parametrize(
    "arguments",
    [
        ("draw", "fire"),
        ("explain", "fire:e1x1"),
        pytest.param(("show", "fire"), marks=pytest.mark.slow),
        pytest.param(("list", "--family", "vgg"), marks=pytest.mark.slow),
    ],
    ids=lambda arguments: arguments[0],
)
def test_plain_characters(arguments: tuple[str, ...], tmp_path: Path) -> None:
    """Where the output holds ASCII only, all of it is ASCII, and nothing is a question mark."""
    done = run(tmp_path, *arguments, environment=PLAIN)

    assert (0, "") == (done.status, done.err)
    assert done.out.isascii()
    assert [] == [sign for sign in ("?", "\\u") if sign in done.out]


# --- paths

FOLDER = "ein Ordner, größer & «schön» $HOME 'x' \"y\" 中文"


WRITING = {
    "bild ü.svg": ("draw", "mein nétz.yaml", "-o", "bild ü.svg"),
    "séite 1.html": ("report", "mein nétz.yaml", "--out", "séite 1.html"),
    "pünkte.csv": ("sweep", "mobilenet_v2", "width=0.5,1", "-o", "pünkte.csv"),
    "nöten/results.csv": ("grade", "aufgäbe 1.yaml", "abgegeben", "--out", "nöten"),
}


@pytest.mark.parametrize(
    ("environment", "written"),
    [
        (PLAIN, "bild ü.svg"),
        (PLAIN, "nöten/results.csv"),
        pytest.param(PLAIN, "séite 1.html", marks=pytest.mark.slow),
        pytest.param(PLAIN, "pünkte.csv", marks=pytest.mark.slow),
        *(pytest.param({"PYTHONUTF8": "1"}, name, marks=pytest.mark.slow) for name in WRITING),
    ],
    ids=lambda value: value if isinstance(value, str) else value.get("LANG", "UTF-8"),
)
def test_odd_paths(environment: dict[str, str], written: str, tmp_path: Path) -> None:
    """Specs, pictures, pages, homework and sweeps are read and written where names are odd."""
    folder = tmp_path / FOLDER
    (folder / "abgegeben").mkdir(parents=True)
    (folder / "mein nétz.yaml").write_bytes((ROOT / "specs" / "blocks" / "fire.yaml").read_bytes())
    (folder / "aufgäbe 1.yaml").write_text(HOMEWORK, encoding="utf-8")
    (folder / "abgegeben" / "zoë lee.yaml").write_text("a: 1\n", encoding="utf-8")
    done = run(folder, *WRITING[written], environment=environment)

    assert (0, "") == (done.status, done.err)
    assert (folder / written).stat().st_size > 0


def test_an_absolute_path(tmp_path: Path) -> None:
    """From any other folder it is the same network."""
    path = tmp_path / FOLDER / "nétz.yaml"
    path.parent.mkdir()
    path.write_text("input: 8x8x3\nlayers: conv(4, k=3)\n", encoding="utf-8")
    done = run(Path("/"), "show", str(path), "--format", "json", environment=PLAIN)

    assert (0, "") == (done.status, done.err)
    assert 4 * 3 * 3 * 3 == json.loads(done.out)["totals"]["weights"]


# --- the folder that it runs in

GONE = 'cd "$0" && rmdir "$0" && exec "$@"'


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "status", "err"),
    [
        (("show", "fire"), 0, ""),
        (("list", "--family", "vgg"), 0, ""),
        (("verify", "fire"), 0, ""),
        (("explain", "fire:e1x1"), 0, ""),
        (("show", "a.yaml"), 2, "a.yaml is not a file that can be read.\n"),
        (("draw", "fire", "-o", "a.svg"), 2, "no such file or directory.\n"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_folder_that_is_gone(
    arguments: tuple[str, ...], status: int, err: str, tmp_path: Path
) -> None:
    """What comes with cnncost is found; what should lie there is not, in words."""
    gone = tmp_path / "gone"
    gone.mkdir()
    done = subprocess.run(
        ["sh", "-c", GONE, str(gone), sys.executable, "-c", PROGRAM, *arguments],
        capture_output=True, text=True, timeout=120,
        # As in an installed program, Python itself does not look into the folder.
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1"},
    )  # fmt: skip

    assert (status, status == 0) == (done.returncode, done.stdout != "")
    assert done.stderr.endswith(err)
    assert "Traceback" not in done.stderr
    assert bool(err) == bool(done.stderr)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_folder_that_cannot_be_read(tmp_path: Path) -> None:
    """The same for one that nobody may look into, and a home that nobody may write."""
    locked = tmp_path / "locked"
    locked.mkdir()
    locked.chmod(0o111)
    try:
        done = run(locked, "show", "fire", environment={"HOME": str(locked)})
        other = run(locked, "draw", "fire", "-o", "a.svg")
    finally:
        locked.chmod(0o755)

    assert (0, "") == (done.status, done.err)
    assert (2, "a.svg cannot be written: permission denied.\n") == (other.status, other.err)


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    """A command that shows something writes nothing, neither where it runs nor at home."""
    home, here = tmp_path / "home", tmp_path / "here"
    home.mkdir()
    here.mkdir()
    done = run(
        here,
        *("show fire", "explain fire", "list", "draw fire"),
        environment={"HOME": str(home), "PYTHONUTF8": "1"},
        program=ONE_BY_ONE,
    )

    assert (0, "") == (done.status, done.err)
    assert done.out.count("fire") > 4
    assert [] == [*home.rglob("*"), *here.rglob("*")]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such pipes")
@pytest.mark.parametrize(
    "command", ["show fire", "list", "sweep mobilenet_v2 width=0.5,1", "budget fire --max-macs 1G"]
)
def test_a_pipe_that_nobody_reads_is_no_failure(command: str) -> None:
    """``cnncost show fire | true``: whoever leaves has seen enough."""
    reader, writer = os.pipe()
    os.close(reader)
    with open(writer, "wb") as closed:
        done = subprocess.run(
            [sys.executable, "-c", "from cnncost.cli import main; main()", *command.split()],
            stdout=closed, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=False,
        )  # fmt: skip

    assert (0, b"") == (done.returncode, done.stderr)
