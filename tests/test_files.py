"""Files that somebody named: whole or not there, and nothing else touched."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from cnncost.errors import UsageError
from cnncost.files import UNFINISHED, save

OLD, NEW = b"what stood here before", b"new" * 50_000
# As `ulimit -f 4` in a shell: a disk that is full after 4 KiB.
FULL = """
import resource, signal, sys
from cnncost.cli import main
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, 4_096))
sys.argv = ["cnncost", *sys.argv[1:]]
main()
"""

# Another process in the middle of a file of its own.
WRITING = """
import sys
from cnncost.files import growing
with growing(sys.argv[1]) as file:
    file.write(b"theirs")
    print("begun", flush=True)
    sys.stdin.readline()
"""


def test_a_file_is_replaced_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    """The new content stands there, and the folder holds one file."""
    file = tmp_path / "page.html"
    file.write_bytes(OLD)
    save(file, NEW)

    assert NEW == file.read_bytes()
    assert [file] == [*tmp_path.iterdir()]


def test_a_new_file_can_be_read_by_all_that_the_user_lets(tmp_path: Path) -> None:
    """The mode is that of any new file: 666 without what the umask takes away."""
    before = os.umask(0o027)
    try:
        save(tmp_path / "page.html", NEW)
    finally:
        os.umask(before)

    assert 0o640 == stat.S_IMODE((tmp_path / "page.html").stat().st_mode)


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="files have no limits here")
@pytest.mark.parametrize(
    "command",
    [
        pytest.param(("report", "vgg16", "-o"), marks=pytest.mark.slow),
        ("play", "-o"),
        pytest.param(("draw", "resnet152", "-o"), marks=pytest.mark.slow),
    ],
)
def test_a_full_disk_takes_no_good_file(tmp_path: Path, command: tuple[str, ...]) -> None:
    """Where the new content has no room, the old one stays, and no half of a file is left."""
    name = "old.svg" if command[0] == "draw" else "old.html"
    (tmp_path / name).write_bytes(OLD)
    run = [sys.executable, "-B", "-c", FULL, *command, name]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True)

    assert (2, "", f"{name} cannot be written: file too large.\n") == (
        done.returncode, done.stdout, done.stderr,
    )  # fmt: skip
    assert OLD == (tmp_path / name).read_bytes()
    assert [name] == [path.name for path in tmp_path.iterdir()]


def test_a_link_leads_to_its_file(tmp_path: Path) -> None:
    """The file behind a link is written, and the link stays."""
    (tmp_path / "there").mkdir()
    link = tmp_path / "link.html"
    link.symlink_to(tmp_path / "there" / "page.html")
    save(link, NEW)

    assert link.is_symlink()
    assert NEW == (tmp_path / "there" / "page.html").read_bytes()


def test_a_pipe_is_written_as_it_is(tmp_path: Path) -> None:
    """What is no file, as /dev/stdout or a pipe, is not replaced by one."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read = [sys.executable, "-c", f"print(len(open({str(pipe)!r}, 'rb').read()))"]
    with subprocess.Popen(read, stdout=subprocess.PIPE, text=True) as reader:
        save(pipe, NEW)

        assert f"{len(NEW)}\n" == reader.communicate()[0]
    assert pipe.is_fifo()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("folder", "is a directory"),
        ("missing/page.html", "no such file or directory"),
        ("x" * 300, "file name too long"),
    ],
)
def test_what_cannot_be_written_is_said(tmp_path: Path, name: str, reason: str) -> None:
    """The system's reason, in a sentence with the name."""
    (tmp_path / "folder").mkdir()

    with pytest.raises(UsageError, match=f"cannot be written: {reason}."):
        save(tmp_path / name, NEW)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such locks")
def test_what_killed_processes_left_goes_and_what_others_write_stays(tmp_path: Path) -> None:
    """Of two unfinished files only the one that nobody holds any more is removed."""
    left = tmp_path / f".1{UNFINISHED}"
    left.write_bytes(OLD)
    alike = tmp_path / ".1.cnncost.tmp.txt"
    alike.write_bytes(OLD)
    with subprocess.Popen(
        [sys.executable, "-c", WRITING, str(tmp_path / "other.csv")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as other:  # fmt: skip
        assert other.stdout is not None
        other.stdout.readline()
        save(tmp_path / "page.html", NEW)
        theirs = tmp_path / f".{other.pid}{UNFINISHED}"

        assert {alike, theirs, tmp_path / "page.html"} == {*tmp_path.iterdir()}
        other.communicate("done\n")

    assert b"theirs" == (tmp_path / "other.csv").read_bytes()
