"""The folder of a site: written whole, with care for what is there, and watched on the way."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Run

from cnncost import load
from cnncost.claims import find_claims
from cnncost.errors import UsageError
from cnncost.explanation.topics import contents
from cnncost.homework.grading.lock import locked
from cnncost.library import zoo
from cnncost.pages.site import Written, write_site
from cnncost.pages.site.contents import SINGLE, Made
from cnncost.pages.site.folder import MARKER, write_pages
from cnncost.pages.site.leftovers import MARK, MARKED
from cnncost.pages.site.material import CLAIMS_AT_ONCE, Plan, plan
from cnncost.pages.site.topic import Lesson, every_lesson
from cnncost.spec import parse_spec


def made(*paths: str, html: str = "x") -> Iterator[Made]:
    return (Made(path, html) for path in paths)


def files(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): file.read_text("utf-8")
        for file in folder.rglob("*")
        if file.is_file() and file.name != MARKER
    }


@pytest.mark.parametrize("before", ["nothing", "an empty folder", "a site"])
def test_a_site_is_written(tmp_path: Path, before: str) -> None:
    """Into a folder that is new or empty, or over a site of ours; what is gone from it is gone."""
    folder = tmp_path / "deep" / "course"
    if before == "an empty folder":
        folder.mkdir(parents=True)
    if before == "a site":
        write_pages(folder, made("old.html", "a/b.html"))
    assert 2 == write_pages(folder, made("index.html", "a/b.html", html="new"))
    assert {"index.html": "new", "a/b.html": "new"} == files(folder)
    assert ["course"] == [path.name for path in folder.parent.iterdir()]


def foreign(folder: Path) -> None:
    write_pages(folder, made("index.html"))
    (folder / "notes.txt").write_text("mine", "utf-8")


def changed(folder: Path) -> None:
    write_pages(folder, made("index.html"))
    (folder / "index.html").write_text("mine", "utf-8")


def full(folder: Path) -> None:
    folder.mkdir()
    (folder / "thesis.tex").write_text("mine", "utf-8")


def pretended(folder: Path) -> None:
    full(folder)
    (folder / MARKER).write_text('{"schema": "cnncost.site/1", "files": [1]}', "utf-8")


def linked(folder: Path) -> None:
    (folder.parent / "elsewhere").mkdir()
    folder.symlink_to(folder.parent / "elsewhere")


def twice(folder: Path) -> None:
    write_pages(folder, made("index.html", "other.html"))
    for name in ("index.html", "other.html"):
        (folder / name).write_text("mine", "utf-8")


REFUSED = {
    twice: "In {}, index.html and 1 more were changed since. "
    "Delete them, or write the site to another folder.",
    foreign: "{} also holds notes.txt. Move it elsewhere.",
    changed: "In {}, index.html was changed since. Delete it, or write the site to another folder.",
    full: "{} is not empty, and holds no site of cnncost.",
    pretended: "{} is not empty, and holds no site of cnncost.",
    linked: "{} is there and is no folder.",
    lambda folder: folder.write_text("mine", "utf-8"): "{} is there and is no folder.",
}


@pytest.mark.parametrize("prepare", REFUSED)
def test_nothing_is_written_over(tmp_path: Path, prepare: Callable[[Path], Any]) -> None:
    """What is not ours, or was changed, stays as it is, and nothing else is left behind."""
    folder = tmp_path / "course"
    prepare(folder)
    before = sorted(tmp_path.rglob("*")), files(tmp_path)
    with pytest.raises(UsageError) as refused:
        write_pages(folder, made("index.html", html="new"))

    assert REFUSED[prepare].format(folder) == str(refused.value)
    assert before == (sorted(tmp_path.rglob("*")), files(tmp_path))


def test_a_folder_that_is_not_ours_is_not_walked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The refusal comes from the marker alone, however much is in the folder."""
    full(tmp_path / "course")

    def walked(*_: Any) -> Iterator[Path]:
        raise AssertionError("walked")

    monkeypatch.setattr(Path, "rglob", walked)
    with pytest.raises(UsageError, match="is not empty, and holds no site of cnncost"):
        write_site(tmp_path / "course", ())


def test_a_site_that_cannot_be_read_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the folder's name, before anything is computed."""
    folder = tmp_path / "course"
    write_pages(folder, made("index.html"))

    def unreadable(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", unreadable)
    with pytest.raises(UsageError) as refused:
        write_site(folder, ())

    assert f"{folder} cannot be read: permission denied." == str(refused.value)


def test_a_site_that_cannot_be_finished_leaves_the_old_one(tmp_path: Path) -> None:
    """If a page fails, the folder is what it was before."""
    folder = tmp_path / "course"
    write_pages(folder, made("index.html", html="old"))

    def failing() -> Iterator[Made]:
        yield Made("index.html", "new")
        raise UsageError("no")

    with pytest.raises(UsageError, match=r"^no$"):
        write_pages(folder, failing())
    assert {"index.html": "old"} == files(folder)
    assert ["course"] == [path.name for path in tmp_path.iterdir()]


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    """A file stands where a folder is needed."""
    (tmp_path / "a").write_text("", "utf-8")
    with pytest.raises(
        UsageError, match=r"course cannot be written: (not a directory|file exists)"
    ):
        write_pages(tmp_path / "a" / "course", made("index.html"))


# --- what killed runs leave

# Writes a page, says so, and then waits to be killed.
KILLED = """
import sys, time
from pathlib import Path
from cnncost.pages.site.contents import Made
from cnncost.pages.site.folder import write_pages

def pages():
    yield Made("index.html", "half")
    print("written", flush=True)
    time.sleep(60)

write_pages(Path(sys.argv[1]), pages())
"""


def left(folder: Path, name: str, *inside: str, mark: str = MARKED) -> Path:
    """A folder as a killed run leaves it beside another: its mark, and folders in it."""
    found = folder.parent / name
    for path in inside:
        (found / path).mkdir(parents=True)
    found.mkdir(exist_ok=True)
    if mark:
        (found / MARK).write_text(mark, "utf-8")
    return found


def test_a_killed_run_is_cleared_away_by_the_next(tmp_path: Path) -> None:
    """It leaves a folder beside the target; the next run removes that, and its own."""
    folder = tmp_path / "course"
    command = [sys.executable, "-c", KILLED, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=dict(os.environ)) as process:
        assert process.stdout is not None
        assert b"written\n" == process.stdout.readline()
        process.kill()
    (hidden,) = tmp_path.iterdir()
    assert hidden.name.startswith(".course.")

    write_pages(folder, made("index.html"))
    assert ["course"] == [path.name for path in tmp_path.iterdir()]


def test_a_site_that_a_killed_run_had_moved_comes_back(tmp_path: Path) -> None:
    """Killed between two moves: the old site is in the folder that was left, and nowhere else."""
    folder = tmp_path / "course"
    write_pages(folder, made("index.html", html="old"))
    hidden = left(folder, ".course.abcdefgh", "new")
    folder.rename(hidden / "old")

    def failing() -> Iterator[Made]:
        yield from made()
        raise UsageError("no")

    with pytest.raises(UsageError, match=r"^no$"):
        write_pages(folder, failing())
    assert {"index.html": "old"} == files(folder)
    assert ["course"] == [path.name for path in tmp_path.iterdir()]


OTHERS = {  # what only looks like a folder of ours
    "no mark": lambda folder: left(folder, ".course.abcdefgh", "new", mark=""),
    "another mark": lambda folder: left(folder, ".course.abcdefgh", mark=MARKED.upper()),
    "more in it": lambda folder: left(folder, ".course.abcdefgh", "new", "thesis"),
    "of another site": lambda folder: left(folder, ".courses.abcdefgh", "new"),
    "a link": lambda folder: (folder.parent / ".course.abcdefgh").symlink_to(
        left(folder, "elsewhere", "new")
    ),
    "a file": lambda folder: (folder.parent / ".course.txt").write_text("mine"),
}


@pytest.mark.parametrize("prepare", OTHERS.values(), ids=OTHERS)
def test_what_may_not_be_ours_stays(tmp_path: Path, prepare: Callable[[Path], Any]) -> None:
    """Only what says that it is ours is removed, and only if nothing else is in it."""
    folder = tmp_path / "course"
    prepare(folder)
    before = sorted(tmp_path.rglob("*"))
    write_pages(folder, made("index.html"))

    assert before == sorted(
        path for path in tmp_path.rglob("*") if folder not in (path, path.parent)
    )


def test_the_folder_of_a_run_that_goes_on_stays(tmp_path: Path) -> None:
    """Two runs with one target do not take each other's work away."""
    folder = tmp_path / "course"
    hidden = left(folder, ".course.abcdefgh", "new")
    with locked(hidden):
        write_pages(folder, made("index.html"))
        assert (hidden / "new").is_dir()
    write_pages(folder, made("index.html"))

    assert not hidden.exists()


# --- all of it, step by step


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A zoo of two networks, one of which cannot be counted, one lesson, and a few claims."""
    broken = parse_spec("name: broken\ninput: 1x1x1\nlayers: conv(4, k=3, p=0)\n", "broken.yaml")
    claims, lessons = find_claims(["naive"]), tuple(_first(every_lesson()))
    for name, value in {
        "every_spec": ([load("naive"), broken], ["unread.yaml: no"]),
        "find_claims": claims,
        "every_lesson": lessons,
        "contents": contents()[:1],
    }.items():
        monkeypatch.setattr(f"cnncost.pages.site.material.{name}", lambda value=value: value)


def _first(lessons: Iterator[Lesson]) -> Iterator[Lesson]:
    yield next(lessons)


@pytest.mark.usefixtures("small")
def test_every_step_is_watched(tmp_path: Path) -> None:
    """Who shows the progress hears how many steps there are before the first is done.

    Two networks, one lesson and one lot of claims are computed; then come five pages, one of the
    lesson, one of a network, and none of the network that cannot be counted.
    """
    told: list[int] = []
    pages: list[str] = []

    def watch(coming: Iterator[Made | None], total: int) -> Iterator[Made | None]:
        told.append(total)
        for step in coming:
            pages.append(step.path if step else "")
            yield step

    found = write_site(tmp_path / "course", (), watch)

    assert [len(pages)] == told == [2 + 1 + 1 + SINGLE + 1 + 2]
    assert ["", "", "", ""] == pages[:4]
    assert "" == pages[-1]
    assert all(pages[4:-1])
    assert SINGLE + 2 == found.pages
    assert "unread.yaml: no" == found.failures[0]
    assert found.failures[1].startswith("broken.yaml:3:9")


@pytest.mark.parametrize(
    ("claims", "steps"), [(1, 1), (CLAIMS_AT_ONCE, 1), (CLAIMS_AT_ONCE + 1, 2)]
)
def test_claims_are_steps_by_the_lot(claims: int, steps: int) -> None:
    """A claim is too little for a step of its own."""
    (claim,) = find_claims(["naive"])[:1]
    fixed = 2 * len(contents()) + SINGLE

    assert fixed + steps == Plan((), [claim] * claims, (), []).steps


@pytest.mark.slow
def test_the_plan_is_of_the_whole_zoo() -> None:
    """All networks in the order of ``cnncost list``, and all claims."""
    planned = plan(())

    assert [entry.spec.name for entry in zoo()[0]] == [spec.name for spec in planned.specs]
    assert len(find_claims()) == len(planned.claims)


def test_the_command_says_what_it_wrote(
    cnncost: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where, how many pages, and what could not be used; with status 0."""
    written = Written(Path("/course"), 147, ("specs/mine.yaml:1: no",))
    monkeypatch.setattr("cnncost.pages.site.write_site", lambda *_: written)
    done = cnncost("site", "-o", "my course")

    assert (0, "my course is written, 147 pages. Start at index.html.\n") == (done.status, done.out)
    assert "specs/mine.yaml:1: no\n" == done.err
