"""The folder of results: whole files, one run at a time, and nobody else's files touched."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT
from hostile_class import tree

from cnncost.errors import UsageError
from cnncost.homework.grading import store
from cnncost.homework.grading.lock import LOCK, locked

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs links and permissions")


def opened(root: Path, out: str = "out") -> None:
    """Open a folder of results beside a folder of submissions, and close it again."""
    (root / "submissions").mkdir(exist_ok=True)
    with store.opened(root / out, root / "submissions"):
        pass


def refusal(root: Path, out: str = "out") -> str:
    """Why a folder is refused, without the path of the test."""
    before = tree(root)
    with pytest.raises(UsageError) as refused:
        opened(root, out)

    assert {**before, "submissions": None} == tree(root)
    return str(refused.value).replace(f"{root}{os.sep}", "")


# --- which folder


def test_a_new_folder_gets_a_marker_and_its_folders(tmp_path: Path) -> None:
    """The same folder opens again, and nothing but these is in it."""
    for _ in range(2):
        opened(tmp_path)

        assert {".cnncost-results", "marks", "feedback"} == set(os.listdir(tmp_path / "out"))


def file(root: Path) -> None:
    (root / "out").write_text("mine")


def own_files(root: Path) -> None:
    (root / "out").mkdir()
    (root / "out/thesis.tex").write_text("mine")


def link(root: Path) -> None:
    (root / "elsewhere").mkdir()
    (root / "out").symlink_to(root / "elsewhere")


def marker_is_a_link(root: Path) -> None:
    (root / "out").mkdir()
    (root / "marker").write_text("mine")
    (root / "out/.cnncost-results").symlink_to(root / "marker")


REFUSED = (
    (file, "out is not a folder."),
    (own_files, "out holds files that are not results of cnncost grade. Name an empty folder."),
    (link, "out is a link. Name the folder itself."),
    (
        marker_is_a_link,
        "out holds files that are not results of cnncost grade. Name an empty folder.",
    ),
)


@posix
@pytest.mark.parametrize(("make", "says"), REFUSED)
def test_a_folder_that_is_not_ours_is_refused(
    tmp_path: Path, make: Callable[[Path], None], says: str
) -> None:
    """And nothing in it changes."""
    make(tmp_path)

    assert says == refusal(tmp_path)


@pytest.mark.parametrize("out", ["submissions", "submissions/out", "submissions/a/b"])
def test_results_do_not_go_among_the_submissions(tmp_path: Path, out: str) -> None:
    """They would be taken for a student's."""
    (tmp_path / "submissions").mkdir()

    assert f"{out} lies among the submissions" in refusal(tmp_path, out).replace(os.sep, "/")


@posix
@pytest.mark.parametrize("folder", ["marks", "feedback"])
def test_a_folder_in_it_that_is_a_link_is_refused(tmp_path: Path, folder: str) -> None:
    """Nothing is written, or removed, where a link leads."""
    opened(tmp_path)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/.a.tmp").write_text("mine")
    (tmp_path / "out" / folder).rmdir()
    (tmp_path / "out" / folder).symlink_to(tmp_path / "mine")

    assert f"out/{folder} is a link. Remove it." == refusal(tmp_path)


def test_what_a_killed_run_left_is_removed(tmp_path: Path) -> None:
    """Temporary files of ours go at the next start; results stay."""
    opened(tmp_path)
    out = tmp_path / "out"
    for name in (".x.tmp", "marks/.s1.json.tmp", "feedback/.s1.md.tmp", LOCK):
        (out / name).write_text("left")
    (out / "marks/s1.json").write_text("kept")
    opened(tmp_path)

    assert {"marks/s1.json"} == {
        name.replace(os.sep, "/") for name in tree(out) if "s1" in name or name.endswith("tmp")
    }
    assert not (out / LOCK).exists()


def test_a_folder_in_which_a_run_was_killed_at_once_is_ours(tmp_path: Path) -> None:
    """The lock is there before the marker is."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / LOCK).write_text("1\n")
    (tmp_path / "out/..cnncost-results.tmp").write_text("Res")
    opened(tmp_path)

    assert (tmp_path / "out/.cnncost-results").is_file()


# --- one run at a time


def test_a_folder_that_is_held_says_by_which_process(tmp_path: Path) -> None:
    """The lock goes when its holder is done."""
    says = r"^Another run .*is writing to "
    with locked(tmp_path), pytest.raises(UsageError, match=says), locked(tmp_path):
        pass
    with locked(tmp_path):
        says = (tmp_path / LOCK).read_text()

    assert f"{os.getpid()}\n" == says
    assert not (tmp_path / LOCK).exists()


HOLD = """\
import sys, time
from pathlib import Path
from cnncost.homework.grading.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_the_lock_of_a_killed_process_holds_nobody_up(tmp_path: Path) -> None:
    """While it lives its number is named; when it is dead its lock file means nothing."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
    )
    assert process.stdout
    with process.stdout:
        process.stdout.readline()
        with pytest.raises(UsageError, match=rf"\(process {process.pid}\)"), locked(tmp_path):
            pass
        process.kill()
        process.wait()

    assert (tmp_path / LOCK).exists()
    with locked(tmp_path):
        pass


# --- files


@posix
def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    """What it leads to is neither read nor written."""
    mine = tmp_path / "mine"
    mine.write_text("mine")
    path = tmp_path / "results.json"
    path.symlink_to(mine)
    assert store.read(path) is None

    store.write(path, b"ours")
    assert ("mine", "ours", False) == (mine.read_text(), path.read_text(), path.is_symlink())


def test_a_file_that_is_as_it_should_be_is_left_alone(tmp_path: Path) -> None:
    """Not even its time changes; other content replaces all of it."""
    path = tmp_path / "a.json"
    store.write(path, b"one")
    os.utime(path, (1, 1))
    store.write(path, b"one")
    assert 1 == path.stat().st_mtime

    store.write(path, b"2")
    assert b"2" == path.read_bytes()
    assert ["a.json"] == os.listdir(tmp_path)


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write all")
def test_a_folder_without_permission_says_so(tmp_path: Path) -> None:
    """In words, and not as a traceback."""
    (tmp_path / "closed").mkdir()
    (tmp_path / "closed").chmod(stat.S_IRUSR | stat.S_IXUSR)

    assert "closed/out cannot be written to: permission denied." == refusal(tmp_path, "closed/out")


def test_a_text_is_written_into_a_folder_that_is_made(tmp_path: Path) -> None:
    """A folder that cannot be made is a usage error."""
    store.write_file(tmp_path / "a/b/c.yaml", "é\n")
    assert "é\n" == (tmp_path / "a/b/c.yaml").read_text("utf-8")

    with pytest.raises(UsageError, match="cannot be written"):
        store.write_file(tmp_path / "a/b/c.yaml/d", "x")
