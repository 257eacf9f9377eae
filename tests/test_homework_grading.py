"""A class is marked: every submission has a result, and no other changes it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import hostile_class as hostile
import pytest
from conftest import ROOT
from hostile_class import ASSIGNMENT, GOOD, HOSTILE, NAMES, RIGHT, SECRET, WRONG, make_class, tree

from cnncost.errors import CnncostError, UsageError
from cnncost.homework.assignment import parse_assignment
from cnncost.homework.collecting.submissions import safe_name
from cnncost.homework.draw import code_of
from cnncost.homework.grading import pool
from cnncost.homework.grading.grade import Graded, grade
from cnncost.homework.grading.own import drawn_for, drawn_of
from cnncost.homework.grading.pool import Outcome, outcomes
from cnncost.homework.grading.worker import Job, Limits, answered
from cnncost.numbers import setting

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals and limits")


def graded(root: Path, out: str = "results", **options: Any) -> Graded:
    """The class in a folder, marked into a folder beside its submissions."""
    return grade(
        root / "hw1.yaml", root / "submissions", root / out, root / "roster.csv", **options
    )


@pytest.fixture(scope="module", autouse=True)
def unsafe_disk() -> Iterator[None]:
    """The disk need not have what is written: no test takes the current away."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda file: None)
        yield


@pytest.fixture(scope="module")
def class_of_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Graded]]:
    """A class with every kind of hostile submission, marked once."""
    root = make_class(tmp_path_factory.mktemp("class"))
    before = tree(root)
    found = graded(root)
    (root / "before.txt").write_text("\n".join(before))
    yield root, found
    shutil.rmtree(root)


# --- hostile submissions


def test_every_submission_has_the_result_that_it_should(
    class_of_all: tuple[Path, Graded],
) -> None:
    """Nothing that is handed in stops the class; what cannot be read is not charged as wrong."""
    wanted = {one.name: one.status for one in HOSTILE}
    wanted |= {**dict.fromkeys(GOOD, "graded"), "absent": "missing"}

    assert wanted == {one.student: one.status for one in class_of_all[1].results}


def test_points_are_those_of_the_answers_alone(class_of_all: tuple[Path, Graded]) -> None:
    """4 for the number and 4 for the table; good-4 forgot the biases of the number."""
    final = {one.student: one.final for one in class_of_all[1].results if one.final is not None}
    full = {"good-1", "good-2", "good-3", "spaces", "windows-lines", "byte-order-mark"}

    assert {**dict.fromkeys((*full, "somebody-else"), 8), "good-4": 4, "absent": 0} == final


def test_nothing_is_written_outside_the_folder_of_results(
    class_of_all: tuple[Path, Graded],
) -> None:
    """Names, tags and formulas in submissions make no file anywhere."""
    root, _ = class_of_all
    allowed = {*(root / "before.txt").read_text().splitlines(), "before.txt", "results"}
    outside = {name for name in tree(root) if name.split(os.sep)[0] != "results"}

    assert allowed - {"results"} == outside
    assert not (ROOT / "owned").exists()
    assert not Path("owned").exists()


def test_each_student_has_three_files(class_of_all: tuple[Path, Graded]) -> None:
    """Marks, and feedback as Markdown and HTML, under names that no file system takes amiss."""
    root, found = class_of_all
    names = [safe_name(one.student) for one in found.results]
    written = {name for name in tree(root / "results") if os.sep in name}
    wanted = {f"marks{os.sep}{name}.json" for name in names}
    wanted |= {f"feedback{os.sep}{name}.{end}" for name in names for end in ("md", "html")}

    assert wanted == written


def test_no_output_holds_control_characters_or_the_folder(
    class_of_all: tuple[Path, Graded],
) -> None:
    """Escape codes and turned text are gone from every file, and so is where the class lay."""
    root, _ = class_of_all
    for name, data in tree(root / "results").items():
        text = (data or b"").decode("utf-8").replace("\n", "")

        assert text.isprintable(), name
        assert str(root) not in text, name
        if name.endswith((".md", ".html")):
            assert not re.search(r"(?<!\\)<(script|img)", text), name


def test_no_cell_is_run_as_a_formula(class_of_all: tuple[Path, Graded]) -> None:
    """A cell that starts as a formula is given a quote before it."""
    import csv

    root, _ = class_of_all
    for name in ("results.csv", "items.csv"):
        rows = list(csv.reader((root / "results" / name).read_text().splitlines()))
        cells = [cell for row in rows for cell in row]

        assert any("cmd|" in cell for cell in cells)
        assert [] == [cell for cell in cells if cell.startswith(("=", "+", "@"))]


def test_a_marks_file_says_what_was_handed_in_and_what_it_is_worth(
    class_of_all: tuple[Path, Graded],
) -> None:
    """The text as it was written stands beside the marks of its answers."""
    data = json.loads((class_of_all[0] / "results/marks/good-4.json").read_bytes())

    assert (WRONG, 4, "4", "graded") == tuple(
        data[key] for key in ("text", "final", "points", "status")
    )
    assert "9,216" == data["marked"]["items"][0]["written"]


def test_feedback_is_a_whole_web_page(class_of_all: tuple[Path, Graded]) -> None:
    """It needs nothing from elsewhere and says right and wrong in words."""
    page = (class_of_all[0] / "results/feedback/good-4.html").read_text("utf-8")

    assert page.startswith('<!doctype html>\n<html lang="en">')
    assert [] == [
        word for word in ("http:", "https:", "<link", "<script", "@import") if word in page
    ]
    assert "✗ wrong" in page
    assert "✓ right" in page


def test_one_submission_changes_no_other_result(
    class_of_all: tuple[Path, Graded], tmp_path: Path
) -> None:
    """The good students' files are the same to the byte when the hostile hand in nothing."""
    bad = tuple(one.name for one in HOSTILE)
    root = make_class(tmp_path / "class", hostile=False, absent=bad)
    graded(root)
    with_all, without = tree(class_of_all[0] / "results"), tree(root / "results")
    own = [name for name in without if Path(name).stem in (*GOOD, "absent")]

    assert 3 * 5 == len(own)
    assert [] == [name for name in own if with_all[name] != without[name]]


def test_no_name_leads_anywhere(tmp_path: Path) -> None:
    """However folders in a zip are called, results lie in one folder under plain names."""
    (tmp_path / "hw1.yaml").write_text(ASSIGNMENT)
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as box:
        for name in NAMES:
            box.writestr(f"{name}/answers.yaml", RIGHT)
    before = set(tree(tmp_path))
    found = grade(tmp_path / "hw1.yaml", tmp_path / "class.zip", tmp_path / "out")
    written = {name for name in tree(tmp_path) if not name.startswith("out")}
    files = [path.name for path in (tmp_path / "out/marks").iterdir()]

    assert before == written
    assert len(found.results) == len(files)
    assert [] == [name for name in files if not re.fullmatch(r"[A-Za-z0-9_-]+\.json", name)]
    assert {8} == {one.final for one in found.results if one.status == "graded"}
    for name, data in tree(tmp_path / "out").items():
        assert (data or b"").decode("utf-8").replace("\n", "").isprintable(), name


# --- again


def test_the_same_bytes_however_many_at_once_and_how_often(tmp_path: Path) -> None:
    """Neither the number of processes nor a second run changes a byte; the second marks none."""
    root = make_class(tmp_path, hostile=False)
    first = graded(root, "one", jobs=1)
    graded(root, "three", jobs=3)
    once = tree(root / "one")
    again = graded(root, "one", jobs=2)

    assert once == tree(root / "three")
    assert once == tree(root / "one")
    assert (len(first.results), 0) == (first.marked, again.marked)


SPOILT = {
    "torn": lambda data: data[: len(data) // 2],
    "emptied": lambda data: b"",
    "edited": lambda data: data.replace(b'"points": "4"', b'"points": "8"'),
    "nested": lambda data: b"[" * 100_000,
    "another's": lambda data: data.replace(b"good-4", b"good-1"),
    "a list": lambda data: b"[]",
}


@pytest.mark.parametrize(
    "file", ["marks/good-4.json", pytest.param("feedback/good-4.md", marks=pytest.mark.slow)]
)
def test_a_file_that_was_spoilt_is_made_again(tmp_path: Path, file: str) -> None:
    """Torn or edited, it counts for nothing, and only its student is marked again."""
    root = make_class(tmp_path, hostile=False)
    graded(root)
    whole = tree(root / "results")
    for name, spoil in SPOILT.items():
        data = whole[os.path.join(*file.split("/"))] or b""
        (root / "results" / file).write_bytes(spoil(data) if spoil(data) != data else b"x")
        again = graded(root)

        assert 1 == again.marked, name
        assert whole == tree(root / "results"), name


@posix
@pytest.mark.parametrize("moments", [(25,), pytest.param((1, 9, 25), marks=pytest.mark.slow)])
def test_killed_at_any_moment_it_ends_in_the_same_bytes(
    class_of_all: tuple[Path, Graded], tmp_path: Path, moments: tuple[int, ...]
) -> None:
    """SIGKILL with some results there, once or often: nothing is lost, doubled or left over."""
    root, out = class_of_all[0], tmp_path / "results"
    killed = []
    for files in moments:
        process = _program(root, out)
        _wait_until(partial(_holds, out / "marks", files))
        process.kill()
        killed.append(process.wait())
    there = _count(out / "marks")
    found = grade(root / "hw1.yaml", root / "submissions", out, root / "roster.csv")

    assert [-signal.SIGKILL] * len(moments) == killed
    assert len(found.results) - there == found.marked < len(found.results) - 24
    assert tree(root / "results") == tree(out)


def _program(root: Path, out: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, hostile.__file__, str(root), str(out)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )


def _count(folder: Path) -> int:
    try:
        return sum(not name.startswith(".") for name in os.listdir(folder))
    except FileNotFoundError:
        return 0


def _holds(folder: Path, files: int) -> bool:
    return _count(folder) >= files


def _wait_until(done: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not done() and time.monotonic() < end:
        time.sleep(0.005)


def test_an_interrupted_regrade_goes_on_where_it_was(tmp_path: Path) -> None:
    """After Ctrl-C in the middle the changes of both runs are in the report, as after one run."""

    def interrupted(coming: Iterator[Any], total: int) -> Iterator[Any]:
        yield next(coming)
        yield next(coming)
        raise KeyboardInterrupt

    whole, parts = (make_class(tmp_path / name, hostile=False) for name in ("whole", "parts"))
    for root in (whole, parts):
        graded(root)
        (root / "hw1.yaml").write_text(ASSIGNMENT.replace("points: 4", "points: 5", 1))
    with pytest.raises(KeyboardInterrupt):
        graded(parts, progress=interrupted)
    first, second = graded(whole), graded(parts)

    assert (5, 3) == (first.marked, second.marked)
    assert tree(whole / "results") == tree(parts / "results")
    assert 3 == (parts / "results/report.md").read_text().count("from 8 to 9 (the assignment")


@posix
def test_terminated_it_leaves_no_process_and_keeps_what_is_done(
    class_of_all: tuple[Path, Graded], tmp_path: Path
) -> None:
    """After SIGTERM there are results and no temporary files, and nothing runs on."""
    out = tmp_path / "results"
    process = _program(class_of_all[0], out)
    _wait_until(partial(_holds, out / "marks", 3))
    process.terminate()

    assert 128 + signal.SIGTERM == process.wait(30)
    _wait_until(lambda: not _group_lives(process.pid))
    assert not _group_lives(process.pid)
    assert 3 <= _count(out / "marks") < 43
    assert [] == [name for name in tree(out) if name.endswith((".tmp", ".lock"))]


@posix
@pytest.mark.slow
@pytest.mark.parametrize("before", [0.0, 0.05, 0.1, 0.2, 0.4, 0.7])
def test_ctrl_c_in_a_terminal_ends_it_without_a_word(tmp_path: Path, before: float) -> None:
    """A terminal sends it to the workers too, which may just be starting: none complains."""
    (tmp_path / "hw.yaml").write_text(
        "items: [{id: a, kind: number, layer: conv(8), input: 9x9x3, asks: macs}]"
    )
    (tmp_path / "handed_in").mkdir()
    for i in range(400):
        (tmp_path / "handed_in" / f"s{i}.yaml").write_text("a: 17\n")
    process = subprocess.Popen(
        [sys.executable, "-c", "from cnncost.cli import main; main()", "grade", "hw.yaml",
         "handed_in", "--out", "results"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    _wait_until((tmp_path / "results").exists)
    time.sleep(before)
    os.killpg(process.pid, signal.SIGINT)

    assert (b"", 130) == (process.communicate(timeout=60)[1], process.returncode)


def _group_lives(group: int) -> bool:
    """Whether any process of a group is there that has not ended."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group and fields[0] not in "ZX":
            return True
    return False


def test_two_runs_at_once_on_one_folder_are_refused(tmp_path: Path) -> None:
    """The second says that another is at work, and changes nothing."""
    from cnncost.homework.grading import store

    root = make_class(tmp_path, hostile=False)
    (root / "results").mkdir()
    with store.opened(root / "results", root / "submissions"):
        here = tree(root / "results")
        with pytest.raises(UsageError, match=r"^Another run .*is writing to "):
            graded(root)

        assert here == tree(root / "results")


# --- points that change


def test_points_rise_at_once_and_fall_only_when_they_may(tmp_path: Path) -> None:
    """A rise is listed; a fall is listed and kept back; with ``lower`` it is made and listed."""
    root = make_class(tmp_path, hostile=False)
    graded(root)
    answers = root / "submissions/good-4/answers.yaml"
    answers.write_text(RIGHT)
    rise = graded(root)
    assert [("good-4", 4, 8, "the submission changed", False)] == list(map(tuple, rise.changes))

    answers.write_text(WRONG)
    before = (root / "results/marks/good-4.json").read_bytes()
    kept = graded(root)
    assert ["would fall from 8 to 4; kept (the submission changed)"] == _texts(kept)
    assert before == (root / "results/marks/good-4.json").read_bytes()
    assert 8 == _final(kept, "good-4")
    report = (root / "results/report.md").read_text()
    assert "good-4: would fall from 8 to 4; kept (the submission changed)" in report
    assert "good-4: from 4 to 8 (the submission changed)" in report

    lowered = graded(root, lower=True)
    assert ["from 8 to 4 (the submission changed)"] == _texts(lowered)
    assert 4 == _final(lowered, "good-4")
    whole = tree(root / "results")
    assert () == graded(root).changes
    assert whole == tree(root / "results")


def _texts(found: Graded) -> list[str]:
    return [change.text for change in found.changes]


def _final(found: Graded, student: str) -> object:
    return next(one.final for one in found.results if one.student == student)


LOSSES = {
    "a file that cannot be read": lambda folder: (folder / "answers.yaml").write_text("["),
    "nothing any more": lambda folder: shutil.rmtree(folder),
}


@pytest.mark.parametrize("loss", LOSSES)
def test_points_are_not_lost_with_a_submission(tmp_path: Path, loss: str) -> None:
    """Who had points keeps them when the next submission is missing or cannot be read."""
    root = make_class(tmp_path, hostile=False)
    graded(root)
    LOSSES[loss](root / "submissions/good-1")
    found = graded(root)

    assert 8 == _final(found, "good-1")
    assert ["good-1"] == [change.student for change in found.changes if change.kept]


def test_a_changed_assignment_marks_everyone_again(tmp_path: Path) -> None:
    """Points are worked out anew, and the reason is said; another homework is refused."""
    root = make_class(tmp_path, hostile=False)
    graded(root)
    (root / "hw1.yaml").write_text(ASSIGNMENT.replace("points: 4", "points: 5", 1))
    found = graded(root)
    assert ["from 8 to 9 (the assignment changed)"] * 3 == _texts(found)

    (root / "hw1.yaml").write_text(ASSIGNMENT.replace("hw1", "hw2"))
    with pytest.raises(UsageError, match="holds the results of hw1; the homework is hw2"):
        graded(root)


NET = "input: 8x8x3\nlayers: conv(M, k=3)\nparams: {M: 4}\n"


def test_a_network_beside_the_assignment_is_a_part_of_it(tmp_path: Path) -> None:
    """When its file changes everyone is marked again: 3 * 3 * 3 * 4 + 4, and then M = 5."""
    (tmp_path / "net.yaml").write_text(NET)
    (tmp_path / "hw1.yaml").write_text(
        "items:\n  - id: q\n    kind: number\n    network: net.yaml\n    asks: params\n"
    )
    (tmp_path / "roster.csv").write_text("id,name\ns1,S\n")
    (tmp_path / "submissions/s1").mkdir(parents=True)
    (tmp_path / "submissions/s1/a.yaml").write_text("q: 140\n")
    assert (1, 0) == (graded(tmp_path).marked, graded(tmp_path).marked)
    assert 0 == _final(graded(tmp_path), "s1")

    (tmp_path / "net.yaml").write_text(NET.replace("M: 4", "M: 5"))
    found = graded(tmp_path)
    assert (1, 1) == (found.marked, _final(found, "s1"))


def test_a_student_who_left_keeps_a_result(tmp_path: Path) -> None:
    """The files stay where they are, and the report names them."""
    root = make_class(tmp_path, hostile=False)
    graded(root)
    shutil.rmtree(root / "submissions/good-2")
    roster = (root / "roster.csv").read_text().splitlines()
    (root / "roster.csv").write_text("\n".join(row for row in roster if "good-2" not in row))
    found = graded(root)

    assert "good-2" not in [one.student for one in found.results]
    assert ("good-2",) == found.found.gone
    assert (root / "results/marks/good-2.json").exists()


# --- lateness


LATE = (  # due 2026-03-01 23:59 UTC, 15 minutes of grace, then 10 % for each day begun, 3 days
    ("", 8),
    ("2026-03-01T23:59:00+00:00", 8),
    ("2026-03-02T00:14:00+00:00", 8),
    ("2026-03-02T00:15:00+00:00", 7.2),
    ("2026-03-02T01:14:00+01:00", 8),
    ("2026-03-04T20:00:00+00:00", 5.6),
    ("2026-03-06T20:00:00+00:00", 0),
)


def test_lateness_costs_what_the_assignment_says(tmp_path: Path) -> None:
    """Only the time of handing in counts, in its own time zone; without one nothing is lost."""
    (tmp_path / "hw1.yaml").write_text(ASSIGNMENT)
    rows = ["id,name,submitted"]
    for number, (time_, _) in enumerate(LATE):
        rows.append(f"s{number},S,{time_}")
        folder = tmp_path / f"submissions/s{number}"
        folder.mkdir(parents=True)
        (folder / "answers.yaml").write_text(RIGHT)
    (tmp_path / "roster.csv").write_text("\n".join(rows))
    found = graded(tmp_path)

    assert [points for _, points in LATE] == [one.final for one in found.results]
    assert ["s3", "s5", "s6"] == [one.student for one in found.results if one.late]
    told = (tmp_path / "results/feedback/s3.md").read_text()
    assert "Handed in late: 90 % of the points count, 7.2 of 8." in told


# --- numbers of one's own

OWN = """\
homework: hw
items:
  - id: q
    kind: number
    layer: conv(M, k=K, s=3, p=1)
    input: 61x47x24
    asks: macs
    draw: {K: [3, 5, 7], M: 17 to 129 step 16}
"""
HOMEWORK = parse_assignment(OWN)


def variant(student: str, secret: str = SECRET) -> dict[str, Any]:
    return drawn_of(drawn_for(HOMEWORK, secret, student))


def sheet(student: str, numbers: str, secret: str = SECRET) -> str:
    """A sheet with the numbers of one student and the code for another, or none."""
    drawn = {name: setting(value) for name, value in variant(student)["q"].items()}
    typed = ", ".join(f"{name}: {value}" for name, value in drawn.items())
    code = code_of(secret, "hw", numbers, variant(student)) if numbers else ""
    return f"variant: {{q: {{{typed}}}}}\n" + (f"code: {code}\n" if code else "")


def right(student: str) -> str:
    question = drawn_for(HOMEWORK, SECRET, student)[0]
    return f"q: {question.sort.key(question.posed)}\n"


def others_than(student: str) -> str:
    """Somebody who drew other numbers."""
    return next(one for one in map(str, range(99)) if variant(one) != variant(student))


OTHER = others_than("s1")
NOT_OURS = "The sheet has numbers that were not handed out to s1."
NUMBERS = (
    # what the sheet says, whose answer it gives, its state, what the teacher is told
    ("its numbers and code", sheet("s1", "s1"), "s1", "right", ()),
    ("its numbers, no code", sheet("s1", ""), "s1", "right", ()),
    ("no numbers", "", "s1", "right", ()),
    ("another's, no code", sheet(OTHER, ""), OTHER, "wrong", (NOT_OURS,)),
    ("another's, own answer", sheet(OTHER, ""), "s1", "right", (NOT_OURS,)),
    (
        "another's, with their code",
        sheet(OTHER, OTHER),
        OTHER,
        "wrong",
        (f"{NOT_OURS} They are those of {OTHER}.",),
    ),
    ("handed out with other draws", sheet(OTHER, "s1"), OTHER, "right", ()),
    ("the code of another secret", sheet(OTHER, "s1", "guess"), OTHER, "wrong", (NOT_OURS,)),
    ("impossible", "variant: {q: {K: 4, M: 1}}\n", "s1", "right", (NOT_OURS,)),
    ("no mapping", "variant: 3\n", "s1", "right", (NOT_OURS,)),
)


def marked(text: str, secret: str = SECRET, student: str = "s1") -> dict[str, Any]:
    """What a worker makes of a sheet of this homework."""
    job = Job(
        0, OWN, "hw.yaml", "full", secret, student, ("Ann Lee",), (OTHER, "s1"), "a.yaml",
        text.encode(), False, "1",
    )  # fmt: skip
    data: dict[str, Any] = json.loads(answered(job))
    return data


@pytest.mark.parametrize("case", NUMBERS, ids=lambda case: case[0])
def test_a_sheet_is_marked_with_the_numbers_that_were_handed_out(case: Any) -> None:
    """A code that fits proves its sheet's numbers; else those drawn for the student count."""
    _, head, answer, state, notes = case
    found = marked(f"{head}{right(answer)}")

    assert state == found["marked"]["items"][0]["state"]
    assert list(notes) == found["notes"]


def test_without_a_secret_the_sheet_is_believed(tmp_path: Path) -> None:
    """Its numbers count, and the report says that nobody has checked them."""
    (tmp_path / "hw1.yaml").write_text(OWN)
    (tmp_path / "submissions/s1").mkdir(parents=True)
    (tmp_path / "submissions/s1/a.yaml").write_text(f"{sheet(OTHER, '')}{right(OTHER)}")
    found = grade(tmp_path / "hw1.yaml", tmp_path / "submissions", tmp_path / "out")

    assert [1] == [one.final for one in found.results]
    assert "every sheet's own numbers were believed" in (tmp_path / "out/report.md").read_text()


@pytest.mark.parametrize(
    ("named", "notes"),
    [
        ("s1", []),
        ("S1", []),
        ("Ann Lee", []),
        ("s2", ["The sheet says student: s2. It was handed in by s1, which counts."]),
    ],
)
def test_who_handed_in_counts_and_not_who_is_named(named: str, notes: list[str]) -> None:
    """A sheet with somebody else's name is marked for whom the system says, with a note."""
    found = marked(f"student: {named}\n{right('s1')}")

    assert notes == found["notes"]
    assert ("s1", "right") == (found["marked"]["student"], found["marked"]["items"][0]["state"])


def test_an_item_that_nobody_can_have_is_not_the_students_fault() -> None:
    """Where nothing can be drawn the marking failed; a sheet with a good code is marked still."""
    text = OWN.replace("K: [3, 5, 7]", "K: [3, 5, 7]}\n    where: {K > 9").replace(
        "where: {K > 9, M: 17 to 129 step 16}", "where: K > 9"
    )
    job = Job(0, text, "hw.yaml", "full", SECRET, "s1", (), (), "a", b"q: 1\n", False, "1")
    found = json.loads(answered(job))

    assert "error" == found["failed"]


@pytest.mark.parametrize(("level", "tells"), [("full", True), ("nudge", False), ("marks", False)])
def test_feedback_gives_the_right_answer_only_in_full(level: str, tells: bool) -> None:
    """9,280 stands in the file of who wrote 9,216 only when all is told; the marks have it."""
    job = Job(0, ASSIGNMENT, "hw1.yaml", level, "", "s", (), (), "a", WRONG.encode(), False, "1")
    found = json.loads(answered(job))

    assert "9,280" == found["marked"]["items"][0]["right"]
    assert [tells, tells] == ["9,280" in found["files"][ending] for ending in ("md", "html")]
    assert ["md", "html"] == [
        ending for ending in ("md", "html") if "9,216" in found["files"][ending]
    ]


# --- limits


def came(
    work: Callable[..., None], seconds: float = 30, megabytes: int = 64, times: int = 1, **job: Any
) -> list[Outcome]:
    """What comes of jobs that a worker misbehaves in."""
    jobs = [Job(i, "", "", "", "", "", (), (), "", b"", False, "1") for i in range(times)]
    ready = [one._replace(**job) for one in jobs]
    return [outcome for _, outcome in outcomes(ready, Limits(seconds, megabytes), 2, work)]


MISBEHAVED = (
    (hostile.leave, "error", "the worker ended without an answer (status 3)"),
    (hostile.babble, "error", "what the worker sent cannot be read, or is too much"),
    (hostile.flood, "error", "what the worker sent cannot be read, or is too much"),
)


@pytest.mark.parametrize(("work", "failed", "detail"), MISBEHAVED)
def test_a_worker_that_fails_says_how(work: Any, failed: str, detail: str) -> None:
    """However a worker ends, there is an outcome for its job."""
    (outcome,) = came(work)

    assert (failed, detail) == (outcome.failed, outcome.detail)


@posix
def test_a_worker_that_crashes_or_takes_too_much_memory_is_found_out() -> None:
    """A segmentation fault has its signal's name; memory beyond the limit is refused."""
    assert [Outcome({}, "error", "the worker was ended by SIGSEGV")] == came(hostile.die)
    if sys.platform == "linux":
        assert ["memory"] == [outcome.failed for outcome in came(hostile.eat)]


def test_processes_that_are_started_afresh_do_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no process can be copied, as on Windows, each starts anew."""
    monkeypatch.setattr(pool, "_method", lambda: "spawn")
    job = Job(0, ASSIGNMENT, "hw1.yaml", "full", "", "s", (), (), "a", RIGHT.encode(), False, "1")
    ((_, outcome),) = outcomes([job], Limits(30, 512), 1)

    assert ("", "8") == (outcome.failed, outcome.sent["points"])


@posix
def test_workers_that_hang_are_ended_at_their_time_and_two_at_once() -> None:
    """Four that never answer and are deaf to SIGTERM take two times their fifth of a second."""
    start = time.monotonic()
    found = came(hostile.hang, seconds=0.2, times=4)

    assert [Outcome({}, "time", "no answer after 0.2 s")] * 4 == found
    assert time.monotonic() - start < 20


@posix
def test_a_worker_can_write_no_file(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Files stay empty, and what is printed goes nowhere."""
    path = tmp_path / "file.txt"
    (outcome,) = came(hostile.scribble, file=str(path))

    assert {"error": "OSError"} == outcome.sent
    assert not path.exists() or 0 == path.stat().st_size
    assert ("", "") == capfd.readouterr()


def test_a_failure_is_told_to_the_student_and_the_teacher(tmp_path: Path) -> None:
    """Nobody is charged for it: there are no final points, and the report gives the reason."""
    root = make_class(tmp_path, hostile=False)
    found = graded(root, seconds=0.001)
    failed = [one for one in found.results if one.status == "failed"]

    assert failed  # how many are faster than a millisecond is up to the machine
    assert {None} == {one.final for one in failed}
    assert {"The file took longer than 0.001 seconds to mark."} == {
        one.marked.problem for one in failed
    }
    assert "no answer after 0.001 s" in (root / "results/report.md").read_text()
    assert {8, 4, 0} == {one.final for one in graded(root).results} - {None}


# --- refusals

REFUSED = (
    ({"jobs": 0}, "From 1 to 64 submissions can be marked at once."),
    ({"jobs": 65}, "From 1 to 64 submissions can be marked at once."),
    ({"seconds": 0}, "A submission may take up to 3,600 seconds."),
    ({"megabytes": 1}, "A submission needs from 16 to 1,048,576 MB."),
    ({"level": "loud"}, "The level of feedback is one of nudge, full or marks."),
)


@pytest.mark.parametrize(("options", "says"), REFUSED)
def test_options_that_make_no_sense_are_refused(
    tmp_path: Path, options: dict[str, Any], says: str
) -> None:
    """Before anything is written."""
    root = make_class(tmp_path, hostile=False)
    with pytest.raises(UsageError) as refused:
        graded(root, **options)

    assert says == str(refused.value)
    assert not (root / "results").exists()


def test_an_assignment_that_cannot_be_used_is_the_teachers_to_mend(tmp_path: Path) -> None:
    """A layer that cannot stand is said at once, and no student sees it."""
    root = make_class(tmp_path, hostile=False)
    (root / "hw1.yaml").write_text(ASSIGNMENT.replace("s=2)\n", "s=2, g=3)\n"))
    with pytest.raises(CnncostError, match=r"hw1\.yaml:"):
        graded(root)

    assert not (root / "results").exists()


def test_progress_is_shown_of_what_is_left_to_do(tmp_path: Path) -> None:
    """The watcher is given the results as they come, and how many there will be."""
    root = make_class(tmp_path, hostile=False)
    seen: list[Any] = []

    def watch(results: Iterator[Any], total: int) -> Iterator[Any]:
        seen.append(total)
        for one in results:
            seen.append(one.result.student)
            yield one

    found = graded(root, progress=watch)

    assert found.marked == seen[0] == len(seen) - 1
    assert Fraction(8) == found.results[1].points
