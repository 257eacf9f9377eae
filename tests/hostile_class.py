"""A class of students some of whom attack the grader, made on the spot.

As a program it marks a class, for tests that kill it; it has no guard against being run again by
every process that it starts, and must need none.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from cnncost.homework.grading.confinement import confine
from cnncost.homework.grading.worker import READY, Job, Limits

SECRET = "only the teacher knows this"
ASSIGNMENT = """\
homework: hw1
title: Costs of a layer
due: 2026-03-01 23:59
late:
  grace: 15 minutes
  per day: 10 %
  days: 3
items:
  - id: params
    kind: number
    layer: conv(64, k=3, s=2)
    input: 29x27x16
    asks: params
    points: 4
  - id: table
    kind: table
    layer: conv(6, k=5) -> maxpool(k=2, s=2) -> conv(16, k=5)
    input: 32x28x3
    rows: [conv.1, conv.2]
    columns: [weights, bias]
    total: no
    points: 4
"""
# 3 * 3 * 16 * 64 + 64; 5 * 5 * 3 * 6 and 6; 5 * 5 * 6 * 16 and 16
RIGHT = """\
homework: hw1
params: 9,280
table:
  conv.1: 450 | 6
  conv.2: 2400 | 16
"""
WRONG = RIGHT.replace("9,280", "9,216")  # without the 64 biases


class Hostile(NamedTuple):
    """What a student hands in, and the status that it must get."""

    name: str
    status: str
    make: Callable[[], bytes]


def text(content: str) -> Callable[[], bytes]:
    return lambda: content.encode("utf-8", "surrogatepass")


def answer(typed: str) -> Callable[[], bytes]:
    """An honest sheet with one strange answer."""
    return text(RIGHT.replace("9,280", typed))


def bomb() -> bytes:
    """Aliases of lists of aliases: 9 to the power of 9 nodes when unfolded."""
    lines = ["a0: &a0 [lol, lol, lol]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 10)]
    return "\n".join(lines).encode()


def merges() -> bytes:
    lines = ["a0: &a0 {x: 1}"]
    lines += [f"a{i}: &a{i} {{<<: [*a{i - 1}, *a{i - 1}]}}" for i in range(1, 26)]
    return "\n".join(lines).encode()


HOSTILE = (
    Hostile("yaml-bomb", "unread", bomb),
    Hostile("merge-keys", "unread", merges),
    Hostile("brackets", "unread", text("[" * 25_000)),
    Hostile("brackets-in-answer", "unread", answer("[" * 25_000)),
    Hostile("braces", "unread", text("{a: " * 25_000)),
    Hostile("closed-brackets", "unread", answer("[" * 9_000 + "]" * 9_000)),
    Hostile("50-megabytes", "unread", lambda: b"a" * 50_000_000),
    Hostile("nul", "unread", lambda: RIGHT.encode().replace(b"9,280", b"9\x00280")),
    Hostile("utf-16", "unread", lambda: RIGHT.encode("utf-16")),
    Hostile("latin-1", "unread", lambda: b"params: 9280 \xe9\n"),
    Hostile("surrogates", "unread", answer("\ud800")),
    Hostile("random-bytes", "unread", lambda: bytes(range(256)) * 100),
    Hostile("picture", "unread", lambda: b"\x89PNG\r\n\x1a\n" + bytes(1000)),
    Hostile("nan", "unread", answer(".nan")),
    Hostile("infinity", "unread", answer("-.inf")),
    Hostile("4301-digits", "unread", answer("1" * 4301)),
    Hostile("exponent", "unread", answer("1e999999999")),
    Hostile("power", "unread", answer("9**9**9**9")),
    Hostile("rich-markup", "unread", answer('"[bold red]9280[/] [link=file:///x]a[/link]"')),
    Hostile("formula", "unread", answer("\"=cmd|' /C calc'!A0\"")),
    Hostile("html", "unread", answer('"<script>alert(1)</script><img src=x onerror=y>"')),
    Hostile("markdown", "unread", answer('"![x](http://a.b/c) `` ``` # | \\\\ "')),
    Hostile("escape-codes", "unread", answer('"\\x1b[2J\\x1b]0;owned\\x07"')),
    Hostile("right-to-left", "unread", answer('"\u202e0829\u202c"')),
    Hostile("tag-python", "unread", answer("!!python/object/apply:os.system ['touch owned']")),
    Hostile("tag-timestamp", "unread", answer("!!timestamp x")),
    Hostile("a-list", "unread", text("- 9280\n- 450\n")),
    Hostile("other-homework", "unread", text(RIGHT.replace("hw1", "hw2"))),
    Hostile("keys-twice", "unread", text(RIGHT + "params: 9280\n")),
    Hostile("two-documents", "unread", text(RIGHT + "---\n" + RIGHT)),
    Hostile("30000-keys", "unread", text("".join(f"k{i}: 1\n" for i in range(30_000)))),
    Hostile(
        "30000-rows", "unread", text("table:\n" + "".join(f"  r{i}: 1\n" for i in range(15_000)))
    ),
    Hostile("long-line", "unread", answer("9" * 200_000)),
    Hostile("spaces", "graded", text(RIGHT + " " * 200_000)),
    Hostile("windows-lines", "graded", text(RIGHT.replace("\n", "\r\n"))),
    Hostile("byte-order-mark", "graded", text("\ufeff" + RIGHT)),
    Hostile("somebody-else", "graded", text(RIGHT + "student: good-1\n")),
    Hostile("name-of-control-characters", "unread", text(RIGHT + 'student: "\\e[31m=cmd|x"\n\x1b')),
)
GOOD = tuple(f"good-{i}" for i in range(1, 5))
# Folders in a zip: how students are called where there is no roster.
NAMES = (
    "../../evil", "/etc/evil", "red\x1b[31m", "=cmd|' -C calc'!A0", "con", "CON", "two\nlines",
    "x" * 150, "Zoë", "[bold]", "<b>", "a\u202eb", "..", "~", "%2e%2e", "$HOME", "-rf",
)  # fmt: skip


def make_class(root: Path, hostile: bool = True, absent: tuple[str, ...] = ()) -> Path:
    """An assignment, a roster with some who hand in nothing, and a folder of submissions."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "hw1.yaml").write_text(ASSIGNMENT)
    given = {name: text(WRONG if name == GOOD[-1] else RIGHT)() for name in GOOD}
    if hostile:
        given |= {one.name: one.make() for one in HOSTILE}
    names = ["absent", *absent, *given]
    rows = [f"{name},\"=cmd|' /C calc'!{name}\"" for name in names]
    (root / "roster.csv").write_text("\n".join(["id,name", *rows]) + "\n")
    for name, data in given.items():
        (root / "submissions" / name).mkdir(parents=True)
        (root / "submissions" / name / "answers.yaml").write_bytes(data)
    return root


def tree(root: Path) -> dict[str, bytes | None]:
    """All that lies in a folder, hidden files too; folders are None."""
    return {
        str(path.relative_to(root)): path.read_bytes() if path.is_file() else None
        for path in sorted(root.rglob("*"))
    }


# --- workers that misbehave


def hang(job: Job, limits: Limits, pipe: Connection) -> None:
    """Say that it is there and nothing else; deaf to being asked to end."""
    import signal

    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    pipe.send_bytes(READY)
    time.sleep(60)


def die(job: Job, limits: Limits, pipe: Connection) -> None:
    confine(*limits)
    pipe.send_bytes(READY)
    os.kill(os.getpid(), 11)


def leave(job: Job, limits: Limits, pipe: Connection) -> None:
    os._exit(3)


def babble(job: Job, limits: Limits, pipe: Connection) -> None:
    pipe.send_bytes(READY)
    pipe.send_bytes(b"[1, 2")


def flood(job: Job, limits: Limits, pipe: Connection) -> None:
    pipe.send_bytes(READY)
    pipe.send_bytes(bytes(17 * 1024 * 1024))


def eat(job: Job, limits: Limits, pipe: Connection) -> None:
    """Take more memory than there may be."""
    from cnncost.homework.grading import worker

    confine(*limits)
    pipe.send_bytes(READY)
    try:
        bytes(limits.megabytes * 1024 * 1024 * 2)
    except MemoryError:
        pipe.send_bytes(worker.OUT_OF_MEMORY)


def scribble(job: Job, limits: Limits, pipe: Connection) -> None:
    """Try to write a file, and to print; send what came of it."""
    confine(*limits)
    pipe.send_bytes(READY)
    print("printed")
    try:
        Path(job.file).write_text("written")
    except OSError as error:
        pipe.send_bytes(f'{{"error": "{type(error).__name__}"}}'.encode())


if Path(sys.argv[0]).name == Path(__file__).name:
    from cnncost.homework.grading.grade import grade

    root, out = map(Path, sys.argv[1:])
    grade(root / "hw1.yaml", root / "submissions", out, root / "roster.csv")
