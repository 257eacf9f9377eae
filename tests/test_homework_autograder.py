"""Gradescope's autograder.zip: unpacked, and run as Gradescope runs it, on a tree like its own."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

from cnncost.errors import CnncostError, UsageError
from cnncost.homework.assignment import read_assignment
from cnncost.homework.exporting import export
from cnncost.homework.exports import autograder
from cnncost.homework.exports.autograder import CRASHED, read_about
from cnncost.homework.exports.bundle import REQUIREMENTS, autograder_zip
from cnncost.homework.handout import sheets_for

# 7 · 7 · 3 · 64 + 64 parameters; 3 · 3 · 3 · 8 weights of the teacher's own network.
HOMEWORK = """\
homework: hw1
title: One layer
due: 2026-12-01 23:59
late: {per day: 10 %, days: 5}
items:
  - {id: q, kind: number, points: 2, layer: "conv(64, k=7, s=2)", input: 224x224x3,
     asks: parameters}
  - {id: own, kind: number, points: 1, network: nets/own.yaml, asks: weights}
"""
NETWORK = "name: own\ninput: 8x8x3\nlayers:\n  - conv(8, k=3, bias=no)\n"
VARIED = """\
homework: hw3
items:
  - {id: q, kind: number, layer: "conv(M, k=K)", input: "(20, 20, 3)", asks: weights,
     draw: {K: [2, 4, 5], M: 20 to 200 step 4}, slips: {all: may hide}}
"""
Run = Callable[[Path], dict[str, Any]]
SECRET = "a secret of many letters"
BEFORE = "2026-11-30T10:00:00.123456-08:00"
# A minute and a day after the due date, in another time zone: two days begun.
LATE = "2026-12-03T01:00:00+01:00"


def homework(folder: Path, text: str = HOMEWORK) -> Path:
    """An assignment in a folder, with a network of its own beside it."""
    (folder / "nets").mkdir(parents=True)
    (folder / "nets" / "own.yaml").write_text(NETWORK, encoding="utf-8")
    path = folder / "hw1.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def unpacked(data: bytes, root: Path) -> Path:
    """The zip in ROOT/source, its rights as they are in it."""
    with zipfile.ZipFile(io.BytesIO(data)) as box:
        for info in box.infolist():
            path = Path(box.extract(info, root / "source"))
            path.chmod(info.external_attr >> 16)
    return root


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plain")
    return unpacked(autograder_zip(homework(folder / "hw")), folder / "autograder")


@pytest.fixture(scope="module")
def varied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("varied")
    path = homework(folder / "hw", VARIED)
    return unpacked(autograder_zip(path, SECRET), folder / "autograder")


def run(
    root: Path, files: dict[str, bytes], through: Run | None = None, **metadata: Any
) -> dict[str, Any]:
    """What Gradescope gets for these files: as run_autograder gives it, or its program alone."""
    submission = root / "submission"
    if submission.exists():
        for path in sorted(submission.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
    submission.mkdir(exist_ok=True)
    for name, data in files.items():
        (submission / name).parent.mkdir(parents=True, exist_ok=True)
        (submission / name).write_bytes(data)
    about = {"created_at": BEFORE, "users": [{"email": "ann@uni.edu", "sid": "s1"}], **metadata}
    (root / "submission_metadata.json").write_text(json.dumps(about), encoding="utf-8")
    return (through or called)(root)


def called(root: Path) -> dict[str, Any]:
    """The results of the program, called from here, which starts no Python of its own."""
    autograder.main(root)
    return written(root)


def started(root: Path) -> dict[str, Any]:
    """The results of run_autograder, where python3 is the Python of this test."""
    programs = root / "bin"
    programs.mkdir(exist_ok=True)
    python = programs / "python3"
    if not python.exists():
        python.write_text(f'#!/usr/bin/env bash\nexec "{sys.executable}" "$@"\n')
        python.chmod(0o755)
    env = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"}
    env.pop("PYTHONPATH", None)
    subprocess.run(
        [root / "source" / "run_autograder", root], env=env, cwd=root, check=False, timeout=120,
        capture_output=True,
    )  # fmt: skip
    return written(root)


def written(root: Path) -> dict[str, Any]:
    """What stands in results.json, which must be JSON in the strict sense."""
    text = (root / "results" / "results.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text, parse_constant=_refused)
    return found


def _refused(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def states(found: dict[str, Any]) -> list[tuple[str, float]]:
    return [(test["name"][0], test["score"]) for test in found["tests"]]


# --- what is in the zip


def test_zip_has_its_programs_at_the_root_and_they_run(plain: Path) -> None:
    """Gradescope looks for both at the root, with rights to run, a first line and plain ends."""
    for name in ("setup.sh", "run_autograder"):
        path = plain / "source" / name
        assert os.access(path, os.X_OK)
        text = path.read_bytes()
        assert text.startswith(b"#!/usr/bin/env bash\n")
        assert b"\r" not in text
        subprocess.run(["bash", "-n", path], check=True)


STUB = """\
#!/usr/bin/env bash
echo "$(basename "$0") $*" >> "$LOG"
case "$(basename "$0") $1 $2" in
  "python3 -c "*) exit "$OLD" ;;
  *"-m venv") mkdir -p "${@: -1}/bin" && cp "$0" "${@: -1}/bin/python" ;;
  "apt-get install -y") cp "$0" "$(dirname "$0")/python3.11" ;;
esac
"""


@pytest.mark.parametrize(
    ("old", "installed"),
    [(0, []), (1, ["apt-get update", "apt-get install -y python3.11 python3.11-venv"])],
)
def test_setup_installs_python_where_it_is_too_old(
    plain: Path, tmp_path: Path, old: int, installed: list[str]
) -> None:
    """Ubuntu 22.04 has Python 3.10; a newer system's own Python is used as it is."""
    programs, source = tmp_path / "bin", tmp_path / "source"
    programs.mkdir()
    for name in ("bash", "basename", "dirname", "mkdir", "cp"):
        (programs / name).symlink_to(shutil.which(name) or name)
    for name in ("python3", "apt-get"):
        (programs / name).write_text(STUB)
        (programs / name).chmod(0o755)
    log = tmp_path / "log"
    env = {"PATH": str(programs), "LOG": str(log), "OLD": str(old)}
    subprocess.run([plain / "source" / "setup.sh", source], env=env, check=True, timeout=60)
    lines = log.read_text().splitlines()
    assert installed == [line for line in lines if line.startswith("apt-get")]
    assert f"{'python3.11' if old else 'python3'} -m venv {source}/venv" in lines
    assert f"python -m pip install -r {source}/requirements.txt" == lines[-1]


def test_zip_has_everything_and_no_leftovers(plain: Path) -> None:
    """The package with its specs and data, the assignment and the network that it names."""
    source = plain / "source"
    for name in (
        "homework/hw1.yaml", "homework/nets/own.yaml", "requirements.txt", "cnncost/slips.yaml",
        "cnncost/homework/marking.py", "cnncost/specs/architectures/vgg.yaml",
    ):  # fmt: skip
        assert (source / name).is_file(), name
    with zipfile.ZipFile(io.BytesIO(autograder_zip(source / "homework" / "hw1.yaml"))) as box:
        assert not [name for name in box.namelist() if "__pycache__" in name or ".pyc" in name]


def test_requirements_are_those_of_the_package(plain: Path) -> None:
    """Bounded as pyproject.toml bounds them, and from no address of anybody's."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    assert tuple(project["dependencies"]) == REQUIREMENTS
    for name in ("setup.sh", "requirements.txt", "run_autograder"):
        assert b"://" not in (plain / "source" / name).read_bytes()
    assert (
        "".join(f"{line}\n" for line in REQUIREMENTS)
        == (plain / "source" / "requirements.txt").read_text()
    )


def test_file_elsewhere_is_refused(tmp_path: Path) -> None:
    """A network outside the assignment's folder could not be found on Gradescope's machine."""
    path = homework(tmp_path / "a" / "b", HOMEWORK.replace("nets/own.yaml", "../own.yaml"))
    (tmp_path / "a" / "own.yaml").write_text(NETWORK, encoding="utf-8")
    with pytest.raises(UsageError, match=r"\.\./own\.yaml lies elsewhere"):
        autograder_zip(path)


def test_assignment_that_cannot_be_posed_is_refused(tmp_path: Path) -> None:
    """What is wrong with it is the teacher's to see now, and not the students' later."""
    path = homework(tmp_path / "hw")
    (tmp_path / "hw" / "nets" / "own.yaml").write_text("layers: 7\n", encoding="utf-8")
    with pytest.raises(CnncostError, match=r"own\.yaml"):
        autograder_zip(path)


def test_teacher_is_told_what_the_zip_holds(tmp_path: Path) -> None:
    """With a secret that it must be kept, without one that nobody's numbers are proved."""
    path = homework(tmp_path / "hw", VARIED)
    (without,) = export(path, "gradescope").left_out
    assert "believed" in without
    (holding,) = export(path, "gradescope", secret=SECRET).left_out
    assert "holds the secret" in holding


# --- what it gives

either_way = pytest.mark.parametrize(
    "through", [called, pytest.param(started, marks=pytest.mark.slow)]
)


def test_right_answers_get_all_points(plain: Path) -> None:
    """Both right, one of them about a network that came along in the zip."""
    found = run(plain, {"answers.yaml": b"q: 9,472\nown: 216\n"}, started)
    assert 3 * 3 * 3 * 8 == 216
    assert (3, [("✓", 2), ("✓", 1)]) == (found["score"], states(found))


@either_way
def test_wrong_answer_gets_a_nudge_before_the_due_date(plain: Path, through: Run) -> None:
    """9,408 leaves out the biases: no right answer is told while others may still hand in."""
    found = run(plain, {"answers.yaml": b"q: 9408\nown: 216\n"}, through)
    assert (1, [("✗", 0), ("✓", 1)]) == (found["score"], states(found))
    assert "9,472" not in json.dumps(found)


@either_way
def test_late_answer_gets_the_correction_and_fewer_points(plain: Path, through: Run) -> None:
    """Two days begun cost 20 % of 1 point; by then the right answer may be told."""
    found = run(plain, {"answers.yaml": b"q: 9408\nown: 216\n"}, through, created_at=LATE)
    assert 0.8 == found["score"]
    assert "Handed in late: 80 % of the points count" in found["output"]
    assert "9,472" in json.dumps(found)
    assert [1, 0] == sorted((test["score"] for test in found["tests"]), reverse=True)


def test_time_without_a_zone_is_in_utc(plain: Path) -> None:
    """Gradescope gives a zone; a file without one is marked all the same."""
    found = run(plain, {"answers.yaml": b"q: 9472\nown: 216\n"}, created_at="2026-12-01T23:58:00")
    assert 3 == found["score"]


@pytest.mark.parametrize("created", [None, 7, "yesterday", "2026-99-99", {"a": 1}])
def test_unknown_time_tells_no_more_than_before_it_is_due(plain: Path, created: object) -> None:
    """Nothing is taken off, and the right answer is not given away."""
    found = run(plain, {"answers.yaml": b"q: 9408\nown: 216\n"}, created_at=created)
    assert 1 == found["score"]
    assert "9,472" not in json.dumps(found)


@either_way
def test_unread_answer_is_asked_about(plain: Path, through: Run) -> None:
    """What cannot be read has its own state and says what to write."""
    found = run(plain, {"answers.yaml": b"q: 9.4k\nown: 216\n"}, through)
    assert [("?", 0), ("✓", 1)] == states(found)
    assert "with all its digits" in found["tests"][0]["output"]


UNUSABLE = {
    "nothing": {},
    "another format": {"answers.pdf": b"%PDF"},
    "not UTF-8": {"answers.yaml": b"q: \xff\xfe\n"},
    "NUL": {"answers.yaml": b"q: 1\0\n"},
    "brackets": {"answers.yaml": b"q: " + b"[" * 25_000},
    "merge keys": {
        "answers.yaml": b"a: &a {x: 1}\n"
        + b"".join(b"b%d: &b%d {<<: [*a, *a]}\n" % (i, i) for i in range(30))
    },
    "large": {"answers.yaml": b"q: 1 #" + b"x" * 1_000_000},
    "digits": {"answers.yaml": b"q: " + b"9" * 4_301 + b"\n"},
    "another homework": {"answers.yaml": b"homework: hw9\nq: 9472\n"},
    "a list": {"answers.yaml": b"- 1\n- 2\n"},
}


@pytest.mark.parametrize("case", UNUSABLE)
def test_file_that_holds_no_answers_gives_a_result_that_says_so(plain: Path, case: str) -> None:
    """Valid results with no points, one test, and a reason; never an autograder that failed."""
    found = run(plain, UNUSABLE[case])
    assert 0 == found["score"]
    (test,) = found["tests"]
    assert (3, "failed") == (test["max_score"], test["status"])
    assert test["output"].count("\n") >= 1
    assert CRASHED not in json.dumps(found)


@pytest.mark.parametrize("case", [pytest.param("nothing", marks=pytest.mark.slow), "brackets"])
def test_worst_files_give_a_result_when_run_for_real(plain: Path, case: str) -> None:
    """Nothing handed in, and a file that ends careless readers of YAML."""
    found = run(plain, UNUSABLE[case], started)
    assert (0, 1) == (found["score"], len(found["tests"]))
    assert CRASHED not in json.dumps(found)


HOSTILE = (
    b"q: '<script>alert(1)</script>'\n",
    b"q: '=cmd|calc'\n",
    b"q: " + b"9" * 3_999 + b"\n",
    b"q: .nan\n",
    b"q: {a: [1, 2]}\n",
    b'student: "../../x"\nq: 1\n',
    b'student: "\\u202e[bold]"\nq: 1\n',
)


@pytest.mark.parametrize("answers", HOSTILE)
def test_hostile_answer_gets_no_points_and_breaks_nothing(plain: Path, answers: bytes) -> None:
    """The other answer is marked as ever."""
    found = run(plain, {"answers.yaml": answers + b"own: 216\n"})
    assert 1 == found["score"]
    for text in re.findall(r'"((?:[^"\\]|\\.)*)"', json.dumps(found)):
        assert "\\u001b" not in text


@either_way
def test_of_several_files_the_answers_are_read(plain: Path, through: Run) -> None:
    """A file called answers goes before another, rubbish is passed over, and the rest is named."""
    found = run(plain, {
        "notes.yaml": b"q: 1\n", "answers.yaml": b"q: 9472\nown: 216\n", "report.pdf": b"%PDF",
        "__MACOSX/._answers.yaml": b"q: 2\n", "deep/er/answers.yaml": b"q: 3\n",
    }, through)  # fmt: skip
    assert 3 == found["score"]
    assert "Not read: notes.yaml." in found["output"]
    assert "._answers" not in found["output"]


def test_link_is_not_followed(plain: Path) -> None:
    """A link could show what lies elsewhere on the machine."""
    run(plain, {})
    link = plain / "submission" / "answers.yaml"
    link.symlink_to(plain / "source" / "autograder.json")
    found = called(plain)
    assert 0 == found["score"]
    assert "links are not followed" in found["output"]


@pytest.mark.parametrize("about", [b"", b"{", b"[]", b"null", b'{"users": 7}', b'{"users": [7]}'])
def test_metadata_that_cannot_be_read_is_done_without(tmp_path: Path, about: bytes) -> None:
    """Gradescope writes it; whatever it may be, there is neither a time nor an id in it."""
    path = tmp_path / "submission_metadata.json"
    path.write_bytes(about)
    assert (None, ()) == read_about(path)
    assert (None, ()) == read_about(tmp_path / "nothing.json")


def test_ids_are_student_numbers_then_addresses(tmp_path: Path) -> None:
    """Of a group everybody's; what stands before the @ comes last."""
    path = tmp_path / "submission_metadata.json"
    users = [{"email": "ann@uni.edu", "sid": "s1"}, {"email": "bob@uni.edu", "sid": None}]
    path.write_text(json.dumps({"users": users}), encoding="utf-8")
    assert ("s1", "ann@uni.edu", "bob@uni.edu", "ann", "bob") == read_about(path).ids


# --- numbers of one's own


def answered(root: Path, student: str, right: bool = True) -> bytes:
    """The student's sheet as it was handed out, filled in from its key."""
    path = root / "source" / "homework" / "hw1.yaml"
    key = sheets_for(read_assignment(path), student, SECRET).key
    return (key if right else re.sub(r"(?m)^q: .*", "q: 1", key)).encode()


@pytest.mark.parametrize("student", ["s1", "S1", "ann@uni.edu", "ann"])
def test_sheet_of_ones_own_is_marked_with_its_numbers(varied: Path, student: str) -> None:
    """The roster's id may be Gradescope's student id, the address, or what begins it."""
    found = run(varied, {"answers.yaml": answered(varied, student)})
    assert 1 == found["score"]


def test_sheet_of_somebody_else_is_marked_with_ones_own_numbers(varied: Path) -> None:
    """s2's right answers are wrong for s1, whatever the sheet says, and it is told."""
    numbers = {answered(varied, f"s{i}").split(b"q: ")[-1] for i in (1, 2)}
    assert len(numbers) == 2
    for sheet in (answered(varied, "s2"), answered(varied, "s2").replace(b'"s2"', b'"s1"')):
        found = run(varied, {"answers.yaml": sheet})
        assert 0 == found["score"]
        assert "numbers that were not handed out to s1" in found["output"]


def test_secret_is_not_told(varied: Path) -> None:
    """Neither the secret nor where it lies comes back to a student."""
    found = run(varied, {"answers.yaml": answered(varied, "s1", right=False)})
    assert SECRET not in json.dumps(found)


# --- when everything fails


def test_assignment_that_is_broken_gives_a_result_too(tmp_path: Path) -> None:
    """There is a results.json with no points and a test that says so."""
    root = unpacked(autograder_zip(homework(tmp_path / "hw")), tmp_path / "autograder")
    (root / "source" / "homework" / "hw1.yaml").write_text("items: 7")
    found = run(root, {"answers.yaml": b"q: 9472\n"}, started)
    assert (0, 1) == (found["score"], len(found["tests"]))
    assert CRASHED in found["output"]


def test_package_that_is_broken_gives_a_result_too(tmp_path: Path) -> None:
    """Where Python does not even start, the shell writes the results; the copy is what runs."""
    root = unpacked(autograder_zip(homework(tmp_path / "hw")), tmp_path / "autograder")
    (root / "source" / "cnncost" / "errors.py").write_text("raise SystemExit(3)\n")
    found = run(root, {"answers.yaml": b"q: 9472\n"}, started)
    assert (0, 1) == (found["score"], len(found["tests"]))
    assert CRASHED == found["tests"][0]["output"]


def test_marking_that_takes_too_long_is_ended(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the time limit there is a result that says so."""
    run(plain, {"answers.yaml": b"q: 9472\nown: 216\n"})
    monkeypatch.setattr(autograder, "LIMITS", autograder.Limits(0.0, 400))
    found = json.loads(autograder.results(plain))
    assert 0 == found["score"]
    assert "Marking took too long." in found["output"]
