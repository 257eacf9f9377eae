"""What a class handed in, as each system lays it out, and as hostile students would have it."""

from __future__ import annotations

import io
import os
import re
import socket
import stat
import struct
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnncost.errors import CnncostError
from cnncost.homework.collecting import members, submissions
from cnncost.homework.collecting.layouts import ending, natural, stem
from cnncost.homework.collecting.roster import Roster, Student
from cnncost.homework.collecting.submissions import Collected, Submission, collect, safe_name

Files = Mapping[str, bytes | None]

ANN, BO, CY = Student("s1", "Ann Lee"), Student("s2", "Bo Ray"), Student("s3", "Cy Oh")
CLASS = Roster("roster.csv", (ANN, BO, CY))
CANVAS = Roster("roster.csv", (Student("12", "Lee, Ann", ("s1",)), Student("13", "Ray, Bo")))
NOTHING = "Nothing was handed in."
EMPTY = "Nothing was handed in. The folder is empty."
posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX file names and FIFOs")


def folder(root: Path, files: Files) -> Path:
    """The files in a folder; None is an empty folder."""
    for name, data in files.items():
        path = root / name
        if data is None:
            path.mkdir(parents=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    root.mkdir(exist_ok=True)
    return root


def zipped(path: Path, files: Files) -> Path:
    """The same as a real zip."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as box:
        for name, data in files.items():
            box.writestr(f"{name}/" if data is None else name, data or b"")
    return path


def both(tmp_path: Path, files: Files, roster: Roster | None) -> Collected:
    """What is collected from a folder, after the same from a zip has proved equal."""
    found = collect(folder(tmp_path / "in", files), roster)

    assert found == collect(zipped(tmp_path / "in.zip", files), roster)
    return found


def short(found: Collected) -> dict[str, str]:
    """By student the data, ``late:`` before it where it was, or else the problem."""
    return {
        one.student: one.problem or f"{'late:' if one.late else ''}{one.data.decode()}"
        for one in found.submissions
    }


def only(found: Collected, student: str) -> Submission:
    return next(one for one in found.submissions if one.student == student)


METADATA_NAME = "submission_metadata.yml"
NEITHER = {"s2": NOTHING, "s3": NOTHING}
METADATA = b"""---
submission_1:
  :submitters:
  - :name: Ann Lee
    :sid: 's1'
    :email: ann@uni.edu
  :created_at: 2026-04-26 17:34:00.861687000 Z
  :score: 2.0
  :results: !ruby/hash:Hash
    output: |-
      submission_9:
        :submitters:
        - :sid: s3
    alias: *1
submission_2:
  :submitters: &1
  - :name: Bo Ray
    :sid: s2
  - :name: Zed Who
    :sid: 777
    :email: zed@uni.edu
submission_3:
  :submitters: []
submission_4:
  :submitters:
  - *1
"""
GRADESCOPE = {
    "submission_metadata.yml": METADATA,
    "submission_1/answers.yaml": b"ann",
    "submission_2/answers.yaml": b"two",
    "submission_3/answers.yaml": b"three",
    "submission_4/answers.yaml": b"four",
    "submission_5/answers.yaml": b"five",
}
UNNAMED = "submission_metadata.yml does not say whose it is."
FROM_GRADESCOPE = {
    "s1": "ann", "s2": "two", "s3": NOTHING, "777": "two",
    "submission_3": "submission_metadata.yml names no one who handed it in.",
    "submission_4": f"{UNNAMED} Anchors (&) and aliases (*) are not read. Write it out.",
    "submission_5": UNNAMED,
}  # fmt: skip

# What lies there, the roster, and what each student is taken to have handed in.
LAYOUTS: dict[str, tuple[Files, Roster | None, dict[str, str]]] = {
    "plain folders": ({"s1/answers.yaml": b"a", "s2/hw.yml": b"b"}, CLASS,
                      {"s1": "a", "s2": "b", "s3": NOTHING}),
    "plain files": ({"s1.yaml": b"a", "S2.YML": b"b", "s3.yaml.txt": b"c"}, CLASS,
                    {"s1": "a", "s2": "b", "s3": "c"}),
    "no ending": ({"s1": b"a", "s2/answers": b"b", "s3.TXT": b"c"}, CLASS,
                  {"s1": "a", "s2": "b", "s3": "c"}),
    "around everything a folder": ({"hw1/s1.yaml": b"a", "hw1/s2.yaml": b"b"}, CLASS,
                                   {"s1": "a", "s2": "b", "s3": NOTHING}),
    "two around everything": ({"x/hw1/s1/a.yaml": b"a", "x/hw1/s2/a.yaml": b"b"}, None,
                              {"s1": "a", "s2": "b"}),
    "around files, no roster": ({"hw1/s1.yaml": b"a", "hw1/s2.yaml": b"b"}, None,
                                {"s1": "a", "s2": "b"}),
    "one student, no roster": ({"s1/answers.yaml": b"a", "s1/notes.txt": b"b"}, None, {"s1": "a"}),
    "nested": ({"s1/hw/1/answers.yaml": b"a"}, CLASS, {"s1": "a", **NEITHER}),
    "groups": ({"group-a/s1/answers.yaml": b"a", "group-b/s2.yaml": b"b"}, CLASS,
               {"s1": "a", "s2": "b", "s3": NOTHING}),
    "by name": ({"Ann Lee/x.yaml": b"a", "Ray, Bo.yaml": b"b"}, CLASS,
                {"s1": "a", "s2": "b", "s3": NOTHING}),
    "unknown": ({"zed/answers.yaml": b"z", "s1/answers.yaml": b"a"}, CLASS,
                {"s1": "a", **NEITHER, "zed": "z"}),
    "nothing": ({}, CLASS, {"s1": NOTHING, **NEITHER}),
    "nothing, no roster": ({}, None, {}),
    "an empty folder": ({"s1": None, "s2/x/y": None}, CLASS,
                        {"s1": EMPTY, "s2": EMPTY, "s3": NOTHING}),
    "rubbish": ({"s1/answers.yaml": b"a", "__MACOSX/s2/._a.yaml": b"x", ".DS_Store": b"x",
                 "s1/._answers.yaml": b"x", "s3/Thumbs.db": b"x", "s1/~$notes.docx": b"x",
                 "s1/.git/s2.yaml": b"x"}, CLASS, {"s1": "a", "s2": NOTHING, "s3": None}),
    "names that differ in case": ({"x/Ann/a.yaml": b"A", "x/ann/a.yaml": b"a"}, None,
                                  {"Ann": "A", "ann": "a"}),
    "Canvas": ({"leeann_12_34_answers.yaml": b"a", "raybo_LATE_13_35_answers.yaml": b"b",
                "zedzoë_14_36_hw_1_2_x.txt": b"z"}, CANVAS,
               {"12": "a", "13": "late:b", "14": "z"}),
    "Canvas, no roster": ({"leeann_12_34_answers.yaml": b"a", "_13_35_answers.yaml": b"b"}, None,
                          {"12": "a", "13": "b"}),
    "Canvas, anonymous": ({"anon_aB3x_34_a.yaml": b"a", "LATE_anon_c9_35_a.yaml": b"b"}, None,
                          {"anon_aB3x": "a", "anon_c9": "late:b"}),
    "Canvas, the newest": ({"leeann_12_9_answers.yaml": b"old", "leeann_12_34_answers.yaml": b"new",
                            "raybo_13_7_answers-2.yaml": b"b", "raybo_13_8_hw.pdf": b"%PDF"},
                           CANVAS, {"12": "new", "13": "b"}),
    "Canvas, typed in": ({"leeann_12_text.html": b"x"}, CANVAS, {
        "12": "text.html is a web page. Hand in the answers file itself, answers.yaml.",
        "13": NOTHING}),
    "Canvas, by name": ({"leeann_99_34_answers.yaml": b"a"}, CLASS, {"s1": "a", **NEITHER}),
    "Canvas, within a student's folder": ({"s1/raybo_13_35_answers.yaml": b"a", "s2/x.yaml": b"b"},
                                          None, {"s1": "a", "s2": "b"}),
    "Moodle": ({"Ann Lee_678_assignsubmission_file_/answers.yaml": b"a",
                "Bo Ray_679_assignsubmission_file_/x/answers.yaml": b"b"}, CLASS,
               {"s1": "a", "s2": "b", "s3": NOTHING}),
    "Moodle, flat": ({"Ann Lee_678_assignsubmission_file_answers.yaml": b"a",
                      "Bo Ray_679_assignsubmission_file_answers.yaml": b"b"}, CLASS,
                     {"s1": "a", "s2": "b", "s3": NOTHING}),
    "Moodle, by number": ({"A_B_678_assignsubmission_file_/answers.yaml": b"a"},
                          Roster("r.csv", (Student("x", "", ("Participant 678", "678")),)),
                          {"x": "a"}),
    "Moodle, text beside the file": ({"Ann Lee_678_assignsubmission_file_/answers.yaml": b"a",
                                      "Ann Lee_678_assignsubmission_onlinetext_/onlinetext.html":
                                      b"x"}, None, {"678": "a"}),
    "Gradescope": (GRADESCOPE, CLASS, FROM_GRADESCOPE),
    "Gradescope, in a folder": ({f"export/{k}": v for k, v in GRADESCOPE.items()}, CLASS,
                                FROM_GRADESCOPE),
    "Gradescope, nothing there": (
        {"submission_metadata.yml": METADATA.partition(b"submission_2")[0],
         "__MACOSX/._submission_metadata.yml": b"x"}, CLASS, {"s1": EMPTY, **NEITHER}),
    "Gradescope, by email": ({"submission_metadata.yml": b"submission_1:\n  :submitters:\n"
                              b"  - :email: Ann@Uni.edu\n", "submission_1/a.yaml": b"a"},
                             Roster("r.csv", (Student("x", "", ("ann@uni.edu",)),)), {"x": "a"}),
    "Gradescope, metadata of a student": (
        {"s1/submission_metadata.yml": METADATA, "s1/submission_2/answers.yaml": b"a"}, CLASS,
        {"s1": "a", **NEITHER}),
    "several layouts": ({"raybo_13_35_answers.yaml": b"b", "s1/answers.yaml": b"a",
                         "Cy Oh_1_assignsubmission_file_/x.yaml": b"c"}, CLASS,
                        {"s1": "a", "s2": "b", "s3": "c"}),
}  # fmt: skip


@pytest.mark.parametrize("case", LAYOUTS)
def test_layouts(case: str, tmp_path: Path) -> None:
    """Whose a file is follows from where it lies, in a folder as in a zip."""
    files, roster, expected = LAYOUTS[case]
    if case == "rubbish":  # a folder of rubbish is empty, and in a zip it was never there
        found = short(collect(folder(tmp_path / "in", files), roster))
        expected = {**expected, "s3": EMPTY}
    else:
        found = short(both(tmp_path, files, roster))

    assert list(expected.items()) == list(found.items())


# Files of one student, which is read, and which are named in the note.
CHOICES = {
    "by ending": ({"a.txt": b"t", "answers.yaml": b"y"}, "y", "a.txt"),
    "yaml before a newer text": ({"answers-2.txt": b"t", "answers.yaml": b"y"}, "y",
                                 "answers-2.txt"),
    "the newest by name": ({"answers.yaml": b"0", "answers-9.yaml": b"9",
                            "answers-10.yaml": b"10"}, "10", "answers-9.yaml and answers.yaml"),
    "answers before notes": ({"answers.yaml": b"a", "notes.yaml": b"n"}, "a", "notes.yaml"),
    "texts before what is none": ({"answers.pdf": b"p", "x": b"x"}, "x", "answers.pdf"),
    "text before unknown": ({"x.py": b"p", "x.txt": b"t"}, "t", "x.py"),
    "the outermost": ({"old/answers.yaml": b"o", "answers.yaml": b"a"}, "a", "answers.yaml"),
    "yaml.txt": ({"answers.yaml.txt": b"y", "zzz.txt": b"z"}, "y", "zzz.txt"),
    "many": ({f"n{i}.txt": b"" for i in range(8)} | {"answers.yaml": b"a"}, "a",
             "n7.txt, n6.txt, n5.txt, n4.txt, n3.txt and 3 more"),
}  # fmt: skip


@pytest.mark.parametrize("case", CHOICES)
def test_choice(case: str, tmp_path: Path) -> None:
    """Of several files the best is read by a fixed rule, and a note names the others."""
    files, data, others = CHOICES[case]
    found = both(tmp_path, {f"s1/{name}": content for name, content in files.items()}, CLASS)
    one = only(found, "s1")

    assert (data, (f"Not read: {others}.",), "") == (one.data.decode(), one.notes, one.problem)


@pytest.mark.parametrize(
    ("name", "sort"),
    [
        ("hw.zip", "a zip"),
        ("hw.PDF", "a PDF"),
        ("answers.yaml.docx", "a Word document"),
        ("x.tar", "an archive"),
        ("x.xlsx", "a spreadsheet"),
        ("x.odt", "a text document"),
        ("x.ipynb", "a notebook"),
        ("x.jpeg", "a picture"),
    ],
)
def test_files_of_another_kind(name: str, sort: str, tmp_path: Path) -> None:
    """A file that cannot hold answers is not read, and the student learns what to hand in."""
    one = only(both(tmp_path, {f"s1/{name}": b"x"}, CLASS), "s1")
    says = f"{name} is {sort}. Hand in the answers file itself, answers.yaml."

    assert (says, b"", f"s1/{name}") == (one.problem, one.data, one.where)


UNCLEAR = "Put the file into a folder with the student's id as its name."
TWO_ANNS = Roster("r.csv", (ANN, ANN._replace(id="s9"), BO._replace(names=("s3",)), CY))


@pytest.mark.parametrize(
    ("files", "roster", "student", "problem", "perhaps"),
    [
        (
            {"Ann Lee/a.yaml": b"a", "s2/a.yaml": b"b"},
            TWO_ANNS,
            "Ann Lee",
            "'Ann Lee' may be s1 or s9: its id or name fits several students of the roster. "
            + UNCLEAR,
            {"s1": ("Perhaps theirs: Ann Lee.",), "s9": ("Perhaps theirs: Ann Lee.",)},
        ),
        (
            {"s3.yaml": b"a", "s2/a.yaml": b"b"},
            TWO_ANNS,
            "s3 (2)",
            f"'s3' may be s2 or s3: its id or name fits several students of the roster. {UNCLEAR}",
            {"s3": ("Perhaps theirs: s3.yaml.",)},
        ),
        (
            {
                "Ann Lee_1_assignsubmission_file_/a.yaml": b"a",
                "Ann Lee_2_assignsubmission_file_/a.yaml": b"b",
            },
            CLASS,
            "2",
            "'Ann Lee' may be s1, but something else was handed in as s1 too. " + UNCLEAR,
            {
                "s1": (
                    "Perhaps theirs: Ann Lee_1_assignsubmission_file_ and "
                    "Ann Lee_2_assignsubmission_file_.",
                )
            },
        ),
        (
            {"s1.yaml": b"a", "Ann Lee.yaml": b"b", "s2.yaml": b"b"},
            CLASS,
            "Ann Lee",
            f"'Ann Lee' may be s1, but something else was handed in as s1 too. {UNCLEAR}",
            {"s1": ("Perhaps theirs: Ann Lee.yaml.",)},
        ),
        (
            {"raybo_12_5_a.yaml": b"a", "leeann_99_6_a.yaml": b"b"},
            CANVAS,
            "12 (2)",
            f"'12' may be 12 or 13: its id or name fits several students of the roster. {UNCLEAR}",
            {"13": ("Perhaps theirs: raybo_12_5_a.yaml.",)},
        ),
    ],
)
def test_nobody_is_picked_in_silence(
    files: Files,
    roster: Roster,
    student: str,
    problem: str,
    perhaps: dict[str, tuple[str, ...]],
    tmp_path: Path,
) -> None:
    """What may be of two students is marked for neither, and both are told."""
    found = both(tmp_path, files, roster)

    assert (problem, b"") == only(found, student)[-1:] + only(found, student)[3:4]
    assert perhaps == {id: only(found, id).notes for id in perhaps}


@pytest.mark.parametrize(
    ("files", "roster", "student", "data", "note"),
    [
        (
            {"zed.yaml": b"z", "s1.yaml": b"a"},
            CLASS,
            "zed",
            "z",
            "No student in roster.csv has the id or name 'zed'.",
        ),
        (
            {"a/s1/x.yaml": b"1", "b/s1/x.yaml": b"2", "s2.yaml": b""},
            CLASS,
            "s1",
            "2",
            "Handed in 2 times: b/s1 was used, not a/s1.",
        ),
        (
            {"zed/s1.yaml": b"theirs?", "s1/answers.yaml": b"own", "s2.yaml": b""},
            CLASS,
            "s1",
            "own",
            "Handed in 2 times: s1 was used, not zed/s1.yaml.",
        ),
        (
            {"x/s1.yaml": b"good", "y/s1.pdf": b"bad", "s2.yaml": b""},
            CLASS,
            "s1",
            "good",
            "Handed in 2 times: x/s1.yaml was used, not y/s1.pdf.",
        ),
        (
            {"somebody_12_34_a.yaml": b"a", "raybo_13_5_a.yaml": b"b"},
            CANVAS,
            "12",
            "a",
            "Is the id 12 theirs? The roster says 'Lee, Ann', there 'somebody'.",
        ),
    ],
)
def test_notes(
    files: Files, roster: Roster, student: str, data: str, note: str, tmp_path: Path
) -> None:
    """What a teacher may want to look at is said."""
    one = only(both(tmp_path, files, roster), student)

    assert (data, (note,)) == (one.data.decode(), one.notes)


def test_many_of_one_name(tmp_path: Path) -> None:
    """In a class of namesakes an id is enough, and a name never is."""
    roster = Roster("r.csv", tuple(Student(f"{i}", "Ann Lee") for i in range(30)))
    files = {"leeann_25_1_a.yaml": b"a", "Ann Lee/a.yaml": b"b"}
    found = both(tmp_path, files, roster)
    says = "may be 0, 1, 2, 3 or 4: its id or name fits several students of the roster."

    assert {"25": "a", "Ann Lee": f"'Ann Lee' {says} {UNCLEAR}"} == {
        id: said for id, said in short(found).items() if said != NOTHING
    }


def test_the_later_by_gradescope(tmp_path: Path) -> None:
    """Of two submissions of one student that of the later instant counts, whatever its zone."""
    times = ("2026-04-26 17:00:00 -07:00", "2026-04-26 23:00:00 Z")
    about = "".join(
        f"submission_{i}:\n  :submitters:\n  - :sid: s1\n  :created_at: {time}\n"
        for i, time in enumerate(times)
    )
    files = {"submission_metadata.yml": about.encode()}
    files |= {f"submission_{i}/answers.yaml": b"%d" % i for i in range(2)}
    one = only(both(tmp_path, files, CLASS), "s1")

    assert (b"0", "2026-04-26T17:00:00-07:00") == (one.data, one.submitted)
    assert ("Handed in 2 times: submission_0 was used, not submission_1.",) == one.notes


def test_times_of_the_roster(tmp_path: Path) -> None:
    """When something was handed in comes from the roster where no system says it."""
    roster = Roster("r.csv", (ANN._replace(submitted="2026-03-01T10:00:00"),))
    found = both(tmp_path, {"s1.yaml": b"a"}, roster)

    assert [("2026-03-01T10:00:00", "s1.yaml")] == [
        (one.submitted, one.where) for one in found.submissions
    ]


def test_unreadable_metadata(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Gradescope's metadata nobody is guessed at, and everything is still listed."""
    monkeypatch.setattr("cnncost.homework.collecting.gradescope.MOST_BYTES", 10 * 1024)
    files = {"submission_metadata.yml": b"x" * 20_000, "submission_1/s1.yaml": b"a"}
    found = both(tmp_path, files, CLASS)
    says = "submission_metadata.yml is larger than 10 KiB, the most that is read."

    assert ({"s1": NOTHING, **NEITHER, "submission_1": UNNAMED}, (says,)) == (
        short(found),
        found.notes,
    )


NAMES = st.sampled_from([
    "s1", "S1", "s2", "Ann Lee", "annlee", "zed", "group", "answers", "a.yaml", "s2.yaml",
    "submission_1", "submission_metadata.yml", "leeann_12_34_answers.yaml", "raybo_LATE_13_2_x.pdf",
    "Bo Ray_5_assignsubmission_file_", "Bo Ray_6_assignsubmission_file_x.txt", "anon_q_1_x", "con",
])  # fmt: skip
TREES = st.dictionaries(
    st.lists(NAMES, min_size=1, max_size=4).map(tuple), st.sampled_from([b"a", METADATA])
)


@given(TREES, st.sampled_from([None, CLASS, CANVAS, TWO_ANNS]))
def test_nobody_is_lost_or_doubled(tree: dict[tuple[str, ...], bytes], roster: Roster) -> None:
    """Whatever lies where, each student has one submission, and no file gets lost in silence."""
    files = {"/".join(parts): data for parts, data in tree.items()}
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as made:
        for name, data in files.items():
            made.writestr(name, data)
    with tempfile.TemporaryDirectory() as out:
        path = Path(out) / "in.zip"
        path.write_bytes(box.getvalue())
        found = collect(path, roster).submissions
    ids = [one.student for one in found]
    said = " ".join(f"{one.where} {' '.join(one.notes)}" for one in found)
    students = [student.id for student in roster.students] if roster else []

    assert students == ids[: len(students)]
    assert sorted(ids[len(students) :]) == ids[len(students) :]
    assert len(set(ids)) == len(ids)
    assert all(one.problem or one.data for one in found)
    assert " more" in said or all(
        any(part in said for part in parts) for parts in tree if METADATA_NAME not in parts
    )


# Hostile folders


HOSTILE_FOLDER: dict[str, tuple[Callable[[Path], object], str]] = {
    "a link": (
        lambda path: path.symlink_to("/etc/passwd"),
        "bad.yaml is a link, and links are not followed. Hand in the file itself.",
    ),
    "a link to a folder": (
        lambda path: path.symlink_to("/"),
        "bad.yaml is a link, and links are not followed. Hand in the file itself.",
    ),
    "a link to itself": (
        lambda path: path.symlink_to(path.name),
        "bad.yaml is a link, and links are not followed. Hand in the file itself.",
    ),
    "a FIFO": (
        lambda path: os.mkfifo(path),
        "bad.yaml is not a plain file, and was not opened.",
    ),
    "a socket": (
        lambda path: socket.socket(socket.AF_UNIX).bind(os.path.relpath(path)),
        "bad.yaml is not a plain file, and was not opened.",
    ),
    "a large file": (
        lambda path: path.write_bytes(b"x" * (256 * 1024 + 1)),
        "bad.yaml is larger than 256 KiB, the most that is read.",
    ),
    "a sparse file of a terabyte": (
        lambda path: os.truncate(path, path.write_bytes(b"") or 1 << 40),
        "bad.yaml is larger than 256 KiB, the most that is read.",
    ),
    "too many files": (
        lambda path: folder(path, {str(i): b"" for i in range(5_001)}),
        "bad.yaml holds too many files, and was not looked into.",
    ),
    "too deep": (
        lambda path: folder(path, {"/".join("abcdefghi"): None}),
        "h lies more than 8 folders deep.",
    ),
}


@posix
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("case", HOSTILE_FOLDER)
def test_hostile_folders(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be read is a problem of its student, and of nobody else."""
    make, problem = HOSTILE_FOLDER[case]
    who = "bad.yaml" if case.startswith("too ") else "bad"
    monkeypatch.chdir(tmp_path)
    root = folder(tmp_path / "in", {"s1.yaml": b"a", "s3/answers.yaml": b"c"})
    make(root / "bad.yaml")

    assert {"s1": "a", "s2": NOTHING, "s3": "c", who: problem} == short(collect(root, CLASS))


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
def test_files_that_may_not_be_read(tmp_path: Path) -> None:
    """A file or folder without permission is a problem of its student."""
    root = folder(tmp_path / "in", {"s1.yaml": b"a", "s2.yaml": b"b", "s3/x.yaml": b"c"})
    (root / "s1.yaml").chmod(0)
    (root / "s3").chmod(0)
    found = short(collect(root, CLASS))
    (root / "s3").chmod(0o700)

    assert {
        "s1": "s1.yaml cannot be read: permission denied.",
        "s2": "b",
        "s3": "s3 cannot be read: permission denied.",
    } == found


@posix
def test_files_that_vanish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the system refuses to read, for whatever reason, is a problem of its student."""
    root = folder(tmp_path / "in", {"s1.yaml": b"a", "s2.yaml": b"b", "s3.yaml": b"c"})
    system = os.open

    def fails(path: str, flags: int) -> int:
        if path.endswith("s1.yaml"):
            raise OSError(5, "Input/output error")
        if path.endswith("s2.yaml"):
            os.remove(path)
        return system(path, flags)

    monkeypatch.setattr(os, "open", fails)

    assert {
        "s1": "s1.yaml cannot be read: input/output error.",
        "s2": "s2.yaml cannot be read: no such file or directory.",
        "s3": "c",
    } == short(collect(root, CLASS))


def test_folders_that_cannot_be_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that the system refuses to list is a problem of its student."""
    root = folder(tmp_path / "in", {"s1/a.yaml": b"a", "s2.yaml": b"b", "s3.yaml": b"c"})
    system = os.scandir

    def fails(path: str) -> object:
        if path.endswith("s1"):
            raise PermissionError(13, "Permission denied")
        return system(path)

    monkeypatch.setattr(os, "scandir", fails)

    assert {"s1": "s1 cannot be read: permission denied.", "s2": "b", "s3": "c"} == short(
        collect(root, CLASS)
    )


@posix
def test_a_pipe_in_the_place_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that became a pipe after it was listed is not waited for."""
    root = folder(tmp_path / "in", {"s1.yaml": b"a"})
    system = os.open

    def swapped(path: str, flags: int) -> int:
        os.remove(path)
        os.mkfifo(path)
        return system(path, flags)

    monkeypatch.setattr(os, "open", swapped)

    assert "s1.yaml is not a plain file, and was not opened." == short(collect(root))["s1"]


@posix
def test_odd_names_in_a_folder(tmp_path: Path) -> None:
    """Names of any bytes are read, shown without control characters, and kept apart."""
    root = folder(tmp_path / "in", {"s1.yaml": b"a"})
    for name in (b"caf\xe9", b"caf\xe8", b"x\n\x1b[31m", b"n" * 250, b"=cmd|x"):
        (Path(os.fsdecode(os.fsencode(root) + b"/" + name + b".yaml"))).write_bytes(name[-2:])
    found = collect(root)

    assert {
        "=cmd|x": b"|x", "caf\ufffd": b"f\xe8", "caf\ufffd (2)": b"f\xe9", "n" * 250: b"nn",
        "s1": b"a", "x\ufffd\ufffd[31m": b"1m",
    } == {one.student: one.data for one in found.submissions}  # fmt: skip
    assert all(text.isprintable() for one in found.submissions for text in (one.where, one.name))
    assert repr(found).encode("utf-8")


def test_a_crowded_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of more than a class is refused, but not for what one student put into theirs."""
    monkeypatch.setattr(members, "MOST_ENTRIES", 3)
    root = folder(tmp_path / "in", {"s1/a": b"", "s1/b": b"", "s1/c": b"", "s1/d": b""})
    folder(root, {"s2.yaml": b"b"})

    assert "s2" in short(collect(root, CLASS))

    folder(root, {"x": b"", "y": b""})
    with pytest.raises(CnncostError, match=r"in holds more than 3 files\.$"):
        collect(root, CLASS)


def test_too_many_in_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose files come after all that are listed is told so."""
    monkeypatch.setattr(members, "MOST_IN_ALL", 4)
    root = folder(tmp_path / "in", {"s1/a": b"a", "s2/a": b"", "s2/b": b"", "s3/a": b"c"})

    assert {
        "s1": "a", "s2": "s2 holds too many files, and was not looked into.",
        "s3": "s3 holds too many files, and was not looked into.",
    } == short(collect(root, CLASS))  # fmt: skip


def test_too_much_in_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What would fill the memory is named and not kept."""
    monkeypatch.setattr(submissions, "MOST_BYTES_IN_ALL", 1024 * 1024)
    files = {f"s{i}.yaml": b"x" * 200 * 1024 for i in range(1, 8)} | {"s9.yaml": b"small"}
    found = both(tmp_path, files, None).submissions
    says = "Not read: what was handed in before it is already 1 MiB together."

    assert ["", "", "", "", "", says, says, ""] == [one.problem for one in found]
    assert b"" == found[5].data


# Hostile zips


def boxed(tmp_path: Path, fill: Callable[[zipfile.ZipFile], object]) -> Path:
    path = tmp_path / "in.zip"
    with zipfile.ZipFile(path, "w") as box:
        box.writestr("s1.yaml", b"a")
        fill(box)
        box.writestr("s3/answers.yaml", b"c")
    return path


def info(name: str, mode: int) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name)
    made.create_system, made.external_attr = 3, mode << 16
    return made


def damaged(path: Path, old: bytes, new: bytes) -> Path:
    """The zip with some bytes changed, wherever they stand."""
    data = path.read_bytes()

    assert old in data
    path.write_bytes(data.replace(old, new))
    return path


LEADS_OUT = "has a name that leads out of its folder, and was not opened."
HOSTILE_ZIP: dict[str, tuple[Callable[[zipfile.ZipFile], object], dict[str, str]]] = {
    "up": (lambda box: box.writestr("../s2.yaml", b"x"),
           {"../s2.yaml": f"../s2.yaml {LEADS_OUT}"}),
    "up and down": (lambda box: box.writestr("s2/../../s2.yaml", b"x"),
                    {"s2/../../s2.yaml": f"s2/../../s2.yaml {LEADS_OUT}"}),
    "absolute": (lambda box: box.writestr("/s2.yaml", b"x"),
                 {"/s2.yaml": f"/s2.yaml {LEADS_OUT}"}),
    "a drive": (lambda box: box.writestr("C:\\s2.yaml", b"x"),
                {"C:/s2.yaml": f"C:/s2.yaml {LEADS_OUT}"}),
    "backslashes": (lambda box: box.writestr("s2\\answers.yaml", b"b"), {"s2": "b"}),
    "a link": (lambda box: box.writestr(info("s2.yaml", stat.S_IFLNK | 0o777), b"/etc/passwd"), {
        "s2": "s2.yaml is a link, and links are not followed. Hand in the file itself."}),
    "a FIFO": (lambda box: box.writestr(info("s2.yaml", stat.S_IFIFO | 0o644), b""), {
        "s2": "s2.yaml is not a plain file, and was not opened."}),
    "a bomb": (lambda box: box.writestr("s2.yaml", b"0" * 50_000_000, zipfile.ZIP_DEFLATED), {
        "s2": "s2.yaml is larger than 256 KiB, the most that is read."}),
    "bzip2": (lambda box: box.writestr("s2.yaml", b"x", zipfile.ZIP_BZIP2), {
        "s2": "s2.yaml is packed in a way that is not read. Hand in the file itself."}),
    "a zip in it": (lambda box: box.writestr("s2.zip", b"PK"), {
        "s2": "s2.zip is a zip. Hand in the answers file itself, answers.yaml."}),
    "too deep": (lambda box: box.writestr("s2/1/2/3/4/5/6/7/8/a.yaml", b"x"), {
        "s2": "a.yaml lies more than 8 folders deep."}),
    "deep enough": (lambda box: box.writestr("s2/1/2/3/4/5/6/7/a.yaml", b"b"), {"s2": "b"}),
    "a long name": (lambda box: box.writestr(f"s2/{'n' * 256}", b"x"), {
        "s2": f"{'n' * 39}… has a name of more than 255 characters, and was not opened."}),
    "a name as long as can be": (lambda box: box.writestr(f"s2/{'n' * 255}", b"b"), {"s2": "b"}),
    "a folder after its file": (lambda box: [box.writestr(n, b"b") for n in ("s2", "s2/")],
                                {"s2": "b"}),
    "dots and double slashes": (lambda box: box.writestr("./s2//.//a.yaml", b"b"), {"s2": "b"}),
    "an empty name": (lambda box: box.writestr("/", b""), {"/": f"/ {LEADS_OUT}"}),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE_ZIP)
def test_hostile_zips(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No member of a zip leads out of it, fills the memory, or stops the others."""
    fill, expected = HOSTILE_ZIP[case]
    monkeypatch.chdir(tmp_path)
    before = time.process_time()
    path = boxed(tmp_path, fill)
    found = short(collect(path, CLASS))

    assert {"s1": "a", "s2": NOTHING, "s3": "c", **expected} == found
    assert ["in.zip"] == [file.name for file in tmp_path.iterdir()]
    assert time.process_time() - before < 5


def test_members_given_twice(tmp_path: Path) -> None:
    """Of two members with one name the last is read, as unpacking would leave it."""
    with pytest.warns(UserWarning, match="Duplicate"):
        path = boxed(tmp_path, lambda box: [box.writestr("s2.yaml", text) for text in "xyz"])
    one = only(collect(path, CLASS), "s2")

    assert (b"z", ("s2.yaml is in the zip 3 times; the last was used.",)) == (one.data, one.notes)


def test_locked_members(tmp_path: Path) -> None:
    """A member with a password is a problem of its student."""
    path = boxed(tmp_path, lambda box: box.writestr("s2.yaml", b"b"))
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(b"s2.yaml"))
    data[at + 8] |= 1
    path.write_bytes(data)

    assert {
        "s1": "a", "s2": "s2.yaml is locked with a password. Hand it in without one.", "s3": "c",
    } == short(collect(path, CLASS))  # fmt: skip


@pytest.mark.parametrize("sort", ["content", "checksum", "size", "header"])
def test_damaged_members(sort: str, tmp_path: Path) -> None:
    """A member that does not unpack is a problem of its student."""
    answers = b"conv1: 9472\n" * 20
    way = zipfile.ZIP_DEFLATED if sort == "content" else zipfile.ZIP_STORED
    path = boxed(tmp_path, lambda box: box.writestr("s2.yaml", answers, way))
    data = bytearray(path.read_bytes())
    first, last = data.index(b"s2.yaml"), data.rindex(b"s2.yaml")
    if sort == "content":
        data[first + 7 : first + 12] = b"\xff" * 5
    elif sort == "checksum":
        data[first + 10] ^= 1
    elif sort == "size":
        data[last - 26 : last - 18] = struct.pack("<II", 200_000, 200_000)
    else:
        data[first - 30] = 0
    path.write_bytes(data)

    assert {"s1": "a", "s2": "s2.yaml is damaged, and cannot be read.", "s3": "c"} == short(
        collect(path, CLASS)
    )


def test_a_bomb_that_lies_about_its_size(tmp_path: Path) -> None:
    """No more is unpacked than may be read, whatever a zip says of itself."""
    bomb = b"0" * 50_000_000
    path = boxed(tmp_path, lambda box: box.writestr("s2.yaml", bomb, zipfile.ZIP_DEFLATED))
    found = short(collect(damaged(path, struct.pack("<I", len(bomb)), struct.pack("<I", 9)), CLASS))

    assert {"s1": "a", "s3": "c"} == {id: found[id] for id in ("s1", "s3")}
    assert "s2.yaml is damaged, and cannot be read." == found["s2"]


def test_odd_names_in_a_zip(tmp_path: Path) -> None:
    """Control characters and NUL in names are shown as what they are, and harm nobody."""
    path = boxed(tmp_path, lambda box: box.writestr("s2@\x1b.yaml", b"x"))
    found = short(collect(damaged(path, b"s2@", b"s2\0"), CLASS))

    assert {"s1": "a", "s2": NOTHING, "s3": "c", "s2\ufffd\ufffd": "x"} == found


def test_names_that_macos_packs(tmp_path: Path) -> None:
    """UTF-8 is recognised where a zip does not say that its names are written so."""
    path = boxed(tmp_path, lambda box: box.writestr("zoX.yaml", b"z"))
    damaged(path, b"zoX.yaml", "zoë".encode() + b".yml")

    assert "z" == short(collect(path))["zoë"]


def write(name: str, data: bytes) -> Callable[[Path], object]:
    return lambda path: (path / name).write_bytes(data)


def huge_contents() -> bytes:
    """The end of a zip that says that its list of contents has 4 GB."""
    return b"x" * 100 + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, 0xFFFFFFF0, 0, 0)


def not_utf8() -> bytes:
    """A zip with a name that is said to be UTF-8 and is not."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as box:
        box.writestr("zoë.yaml", b"z")
    return file.getvalue().replace("ë".encode(), b"\xff\xff")


NO_ZIP = "is not a zip that can be read. Unpack it and give the folder instead."
REFUSED: dict[str, tuple[Callable[[Path], object], str]] = {
    "nothing": (lambda path: None, "is not a folder or a zip that can be read."),
    "a text": (write("in", b"conv1: 9"), NO_ZIP),
    "empty": (write("in", b""), NO_ZIP),
    "cut off": (write("in", b"PK\3\4" + b"x" * 99), NO_ZIP),
    "huge contents": (write("in", huge_contents()), "holds more than 100,000 files."),
    "names that are no text": (write("in", not_utf8()), NO_ZIP),
    "a FIFO": (lambda path: os.mkfifo(path / "in"), "is not a folder or a zip that can be read."),
}


@posix
@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str, tmp_path: Path) -> None:
    """What is neither a folder nor a zip is refused in words."""
    make, says = REFUSED[case]
    make(tmp_path)

    with pytest.raises(CnncostError) as found:
        collect(tmp_path / "in")

    assert str(found.value).endswith(says)
    assert str(tmp_path)[:30] in str(found.value)


@given(st.data())
def test_bytes_gone_wrong(data: st.DataObject) -> None:
    """A zip with any bytes changed is refused in words, or gives one submission per student."""
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as made:
        for student in CLASS.students:
            made.writestr(f"{student.id}/answers.yaml", b"conv1: 9472\n" * 9)
    content = bytearray(box.getvalue())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with tempfile.TemporaryDirectory() as out:
        path = Path(out) / "in.zip"
        path.write_bytes(content)
        try:
            ids = [one.student for one in collect(path, CLASS).submissions]
        except CnncostError:
            ids = ["s1", "s2", "s3"]
    assert ["s1", "s2", "s3"] == ids[:3]


def test_zips_of_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A zip of more files than are read is refused."""
    monkeypatch.setattr(members, "MOST_IN_ALL", 2)
    path = boxed(tmp_path, lambda box: box.writestr("s2.yaml", b"b"))

    with pytest.raises(CnncostError, match=r"in\.zip holds more than 2 files\.$"):
        collect(path)


# File names for results


@pytest.mark.parametrize(
    "id", ["s001", "0", "ann_lee-2", "x" * 60, "12345678901234567890", "zoe-0123456789abcde"]
)
def test_plain_ids_are_kept(id: str) -> None:
    """An id that is a good file name is its own."""
    assert id == safe_name(id)


@pytest.mark.parametrize(
    ("id", "start"),
    [
        ("S001", "S001-"),
        ("ann@uni.edu", "ann-uni-edu-"),
        ("../../etc/passwd", "etc-passwd-"),
        ("con", "con-"),
        ("lpt1", "lpt1-"),
        ("nul.txt", "nul-txt-"),
        ("", "student-"),
        ("-rf", "rf-"),
        ("Zoë", "Zo-"),
        ("\udcff\0\n", "student-"),
        ("x" * 61, "x" * 43 + "-"),
        ("ann-0123456789abcdef", "ann-0123456789abcdef-"),  # as if it had a hash already
    ],
)
def test_other_ids_are_changed(id: str, start: str) -> None:
    """Any other id keeps what it can and gets a hash."""
    name = safe_name(id)

    assert start == name[:-16]
    assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,59}", name)


IDS = st.one_of(st.text(max_size=80), st.sampled_from(["Ann", "ann", "ANN", "con", "CON", "aux.x"]))


@given(IDS, IDS)
def test_names_are_apart(first: str, second: str) -> None:
    """Two ids never give one file name, even where a file system ignores case."""
    assert (first == second) == (safe_name(first).lower() == safe_name(second).lower())


@given(IDS)
def test_names_are_safe(id: str) -> None:
    """A file name has at most 60 plain characters and is no device of Windows."""
    assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,59}", safe_name(id))
    assert not re.fullmatch(r"con|prn|aux|nul|(com|lpt)\d", safe_name(id), re.IGNORECASE)


@pytest.mark.parametrize(
    ("name", "last", "before"),
    [
        ("answers.yaml", ".yaml", "answers"),
        ("answers.YAML.txt", ".txt", "answers"),
        ("j.smith", ".smith", "j.smith"),
        ("answers", "", "answers"),
        (".yaml", "", ".yaml"),
        ("x.", ".", "x."),
    ],
)
def test_endings(name: str, last: str, before: str) -> None:
    """Only endings that files of answers get are taken off."""
    assert (last, before) == (ending(name), stem(name))


def test_natural_order() -> None:
    """Numbers in names are sorted as numbers, and odd digits harm nobody."""
    names = ["answers", "answers-2", "answers-10", "answers-٣", "answers²"]

    shuffled = [names[i] for i in (3, 1, 4, 0, 2)]

    assert names == sorted(shuffled, key=natural)


@pytest.mark.slow
def test_a_large_class(tmp_path: Path) -> None:
    """A thousand submissions are collected within seconds, in the order of the roster."""
    roster = Roster("r.csv", tuple(Student(f"{i}", f"Name {i}") for i in reversed(range(1_000))))
    files = {f"name{i}_{i}_{i + 5_000}_answers.yaml": b"%d" % i for i in range(1_000)}
    before = time.process_time()
    found = collect(zipped(tmp_path / "in.zip", files), roster).submissions

    assert [(one.id, one.id.encode()) for one in roster.students] == [
        (one.student, one.data) for one in found
    ]
    assert time.process_time() - before < 10
