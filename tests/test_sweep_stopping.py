"""Sweeps that somebody stops: what is done is kept, and soon something is."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from conftest import ROOT, Run

from cnncost.cli.watching import Watch, interruptible, watched
from cnncost.files import UNFINISHED
from cnncost.sweeping.pacing import paced
from cnncost.sweeping.space import Axis, Space
from cnncost.sweeping.sweep import Piece, nothing, numbers_of

# 10^11 points: more than can be counted before somebody stops it.
LARGE = (
    "mobilenet_v2", "width=0.2:1.4:0.0005", "resolution=32:4096:1", "classes=1:10000",
)  # fmt: skip
BEFORE = 1.5  # seconds, in which a command has begun to count
PATIENCE = 60.0  # until some of a file is written


def stopped(folder: Path, *arguments: str, by: int = signal.SIGINT, before: float = 0) -> Run:
    """A command that gets a signal, Ctrl-C if none is named, once it is counting."""
    process = subprocess.Popen(
        [sys.executable, "-c", "from cnncost.cli import main; main()", "sweep", *arguments],
        start_new_session=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    if "--out" in arguments and not before:
        _wait_until_begun(folder / f".{process.pid}{UNFINISHED}")
    else:
        time.sleep(before or BEFORE)
    os.killpg(process.pid, by)  # as a terminal does, if others were started
    out, err = process.communicate(timeout=60)
    return Run(process.returncode, out, err)


def _wait_until_begun(path: Path) -> None:
    """Until some of a file is written."""
    end = time.monotonic() + PATIENCE
    while not path.exists() or not path.stat().st_size:
        assert time.monotonic() < end, "nothing is written"
        time.sleep(0.05)


def rows_in(path: Path) -> int:
    """How many points a file has, which must be whole."""
    if path.suffix == ".csv":
        text = path.read_text("utf-8")
        widest = {len(line) for line in csv.reader(text.splitlines())}
        assert ({5}, "\n") == (widest, text[-1])
        return text.count("\n") - 1
    if path.suffix == ".json":
        data = json.loads(path.read_text("utf-8"))
        assert data["looked"] == len(data["points"])
        return len(data["points"])
    parquet = pytest.importorskip("pyarrow.parquet")
    return int(parquet.ParquetFile(path).metadata.num_rows)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends it to all processes of a group")
@pytest.mark.parametrize(
    "ending",
    [
        "csv",
        pytest.param("json", marks=pytest.mark.slow),
        pytest.param("parquet", marks=pytest.mark.slow),
    ],
)
def test_ctrl_c_keeps_what_is_done(tmp_path: Path, ending: str) -> None:
    """The file is whole, has the points so far, and the exit status says that it was stopped."""
    if ending == "parquet":
        pytest.importorskip("pyarrow")
    name = f"points.{ending}"
    done = stopped(tmp_path, *LARGE, "--out", name)
    rows = rows_in(tmp_path / name)
    size = 2401 * 4065 * 10_000

    assert (130, f"Stopped after {rows:,} of {size:,} points.\n") == (done.status, done.err)
    assert 0 < rows < size
    assert [name] == os.listdir(tmp_path)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends it to all processes of a group")
def test_ctrl_c_shows_the_table_so_far(tmp_path: Path) -> None:
    """The table has its first points and says how far it came."""
    done = stopped(tmp_path, *LARGE, "--top", "5")

    assert 130 == done.status
    assert done.err.startswith("Stopped after ")
    assert f"stopped after {done.err.split()[2]} of" in " ".join(done.out.split())


@pytest.mark.slow
@pytest.mark.parametrize("before", [2.0, 3.0, 6.0])
def test_ctrl_c_stops_a_cluster_of_our_own(tmp_path: Path, before: float) -> None:
    """Whether its workers are just starting or counting: not a word from them."""
    pytest.importorskip("distributed")
    asked = (*LARGE, "--out", "points.csv", "--engine", "dask")
    done = stopped(tmp_path, *asked, before=before)
    rows = rows_in(tmp_path / "points.csv")

    assert f"Stopped after {rows:,} of {2401 * 4065 * 10_000:,} points.\n" == done.err
    assert (130, ["points.csv"]) == (done.status, os.listdir(tmp_path))


@pytest.mark.skipif(sys.platform == "win32", reason="there are no signals")
def test_kill_keeps_what_is_done_and_kill_9_the_file_before(tmp_path: Path) -> None:
    """A signal that can be heard is like Ctrl-C. After one that cannot, the earlier file is there,
    and the next run takes away what was left beside it."""
    file = tmp_path / "points.csv"
    file.write_text("before\n", "utf-8")
    killed = stopped(tmp_path, *LARGE, "--out", file.name, by=signal.SIGKILL)
    left = os.listdir(tmp_path)

    assert (-signal.SIGKILL, "before\n") == (killed.status, file.read_text("utf-8"))
    assert 2 == len(left)

    done = stopped(tmp_path, *LARGE, "--out", file.name, by=signal.SIGTERM)

    assert 143 == done.status
    assert done.err.startswith(f"Stopped after {rows_in(file):,} of ")
    assert [file.name] == os.listdir(tmp_path)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends it to all processes of a group")
def test_ctrl_c_loses_nothing_of_what_is_read_slowly(tmp_path: Path) -> None:
    """Also without Python's buffers: every point that was looked at comes out, in whole lines."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", "from cnncost.cli import main; main()", "sweep", *LARGE,
         "--format", "csv"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    time.sleep(BEFORE)
    process.send_signal(signal.SIGINT)
    time.sleep(0.3)
    out, err = process.communicate(timeout=60)
    lines = out.splitlines()

    assert f"Stopped after {len(lines) - 1:,} of {2401 * 4065 * 10_000:,} points.\n" == err
    assert {4} == {line.count(",") for line in lines}


def test_a_reader_that_has_seen_enough(tmp_path: Path) -> None:
    """Behind a pipe into head the rest is not counted, and that is no error."""
    command = "from cnncost.cli import main; main()", "sweep", *LARGE, "--format", "csv"
    process = subprocess.Popen(
        [sys.executable, "-c", *command],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    first = process.stdout.readline()
    process.stdout.close()

    assert b"width,resolution,classes,params,macs\n" == first
    assert (0, b"") == (process.wait(60), process.stderr.read())
    process.stderr.close()


def pieces_of(sizes: list[int]) -> Iterator[Piece]:
    for size in sizes:
        yield nothing(["macs"])._replace(looked=size)


def test_ctrl_c_while_a_piece_is_written() -> None:
    """The piece is still written, and then no other is counted."""
    watch, written = Watch(30, bar=False), []
    with interruptible(watch):
        for piece in watched(pieces_of([10, 10, 10]), nothing(["macs"]), watch):
            signal.raise_signal(signal.SIGINT)
            written.append(piece.looked)

    assert ([10], signal.SIGINT, 10) == (written, watch.stopped, watch.looked)


def test_ctrl_c_before_the_first_piece() -> None:
    """There is a piece without points, so that files and tables are whole."""

    def interrupted() -> Iterator[Piece]:
        signal.raise_signal(signal.SIGINT)
        yield from pieces_of([10])

    watch = Watch(10, bar=False)
    with interruptible(watch):
        found = list(watched(interrupted(), nothing(["macs"]), watch))

    assert ([0], signal.SIGINT) == ([piece.looked for piece in found], watch.stopped)


# --- pacing


@pytest.mark.parametrize("shape", [(1,), (7,), (3, 4, 5), (1, 2000, 3), (5000, 1)])
@pytest.mark.parametrize("seconds", [0.0, 0.5, 5.0])
def test_paced_blocks_are_the_space_in_its_order(shape: tuple[int, ...], seconds: float) -> None:
    """However long a block takes, every point comes once, in order."""
    space = Space(tuple(Axis({f"n{i}": range(length)}) for i, length in enumerate(shape)))
    times = (seconds * i for i in range(10**6))
    found = [
        number
        for block in paced(space, clock=lambda: next(times))
        for number in numbers_of(space, block).ravel()
    ]

    assert list(range(space.size)) == found


def test_blocks_grow_while_they_are_fast() -> None:
    """Something is soon done, and later nearly all time is spent in large blocks."""
    space = Space((Axis({"n": range(3_000_000)}),))
    fast = [block.size for block in paced(space, clock=lambda: 0.0)]
    times = (5.0 * i for i in range(100))
    slow = [block.size for block in islice(paced(space, clock=lambda: next(times)), 4)]

    assert (1024, 65_536) == (fast[0], fast[1])
    assert fast[2] == max(fast) == 2**21
    assert [1024, 256, 64, 16] == slow
