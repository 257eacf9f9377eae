"""No reader breaks a law, whatever it reads: kept findings, mutations, and a guided search.

CNNCOST_FUZZ_SECONDS is how long each reader is searched under ``pytest -m slow``; without atheris
that search is skipped, and with CNNCOST_NEEDS_FUZZER=1 it fails instead.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from fuzz_mutations import KINDS, Edit, edited
from fuzz_targets import TARGETS
from fuzzing import CORPUS, LONGEST_MESSAGE, SECONDS, LawError, Target, obey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_networks import networks

from cnncost.errors import CnncostError

HERE = Path(__file__).parent
NEEDED, SEARCHED = "CNNCOST_NEEDS_FUZZER", "CNNCOST_FUZZ_SECONDS"
NO_ATHERIS = "There is no atheris: pip install 'cnncost[fuzz]', on Python 3.11 or 3.12."
USUAL_SECONDS = 2
MOST_KEPT = 300 * 1024
FEW, MANY = 5, 60

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="names of files that Windows has not"
)
every_target = pytest.mark.parametrize("target", TARGETS.values(), ids=list(TARGETS))
kept = [(target, path) for target in TARGETS.values() for path in target.corpus]


@pytest.mark.parametrize(("target", "path"), kept, ids=[f"{t.name}/{p.name}" for t, p in kept])
def test_kept(target: Target, path: Path) -> None:
    """What was found once, and the seeds, break no law."""
    obey(target, path.read_bytes())


@every_target
def test_honest(target: Target) -> None:
    """The honest texts are accepted, so that mutations begin behind the first refusal."""
    accepted = [obey(target, data) for data in target.seeds]

    assert [True] * len(target.honest) == accepted[: len(target.honest)]
    assert any(accepted)


def test_corpus() -> None:
    """It is small, and every folder in it belongs to a reader."""
    files = [path for path in CORPUS.rglob("*") if path.is_file()]

    assert {path.parent.name for path in files} <= set(TARGETS)
    assert MOST_KEPT >= sum(path.stat().st_size for path in files)


@pytest.mark.slow
def test_memory() -> None:
    """All that is kept, read by one process after the other file, stays in bounds."""
    done = subprocess.run(
        [sys.executable, str(HERE / "fuzzing.py"), *TARGETS],
        capture_output=True, text=True, encoding="utf-8", env=environment(), timeout=300,
    )  # fmt: skip

    assert (0, []) == (done.returncode, [x for x in done.stdout.splitlines() if "BROKEN" in x])
    assert "megabytes" in done.stdout.splitlines()[-1]


# --- mutations

parts = st.floats(0, 1, exclude_max=True)
EDITS = st.lists(st.builds(Edit, st.sampled_from(KINDS), parts, parts, parts), max_size=5)


def mutations(target: Target, examples: int) -> Callable[[], None]:
    """A test of a reader by what becomes of its seeds."""

    @settings(
        max_examples=examples, deadline=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.sampled_from(target.seeds), EDITS)
    def mutated(seed: bytes, edits: list[Edit]) -> None:
        obey(target, edited(target, seed, edits))

    return mutated


@every_target
def test_mutations(target: Target) -> None:
    """Words, numbers, brackets and line ends where they do not belong break no law."""
    mutations(target, FEW)()


@pytest.mark.slow
@every_target
def test_many_mutations(target: Target) -> None:
    """The same, more of it."""
    mutations(target, MANY)()


@pytest.mark.slow
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(networks(), st.text(max_size=30))
def test_networks(network: str, title: str) -> None:
    """Networks that mean something, of any title, add up and can be shown in every way."""
    text = f"title: {json.dumps(title)}\n{network}".encode("utf-8", "replace")

    obey(TARGETS["spec"], text)
    obey(TARGETS["shown"], text)


@every_target
def test_any_bytes(target: Target) -> None:
    """What is nothing at all is refused, or is nothing."""
    for data in (
        b"",
        b"\n",
        b"\0",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        bytes(range(256)),
        b"\xed\xa0\x80",
    ):
        obey(target, data)


# --- a guided search


@pytest.fixture(scope="module")
def searched(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folders of all readers that are asked for, searched in one process."""
    if find_spec("atheris") is None:
        give_up(NO_ATHERIS)
    asked = [item for item in request.session.items if item.name.startswith("test_search[")]
    names = [name for name in TARGETS if any(item.name == f"test_search[{name}]" for item in asked)]
    seconds = int(os.environ.get(SEARCHED, USUAL_SECONDS))
    folder = tmp_path_factory.mktemp("searched")
    subprocess.run(
        # A shell between: the peak of who starts a program counts as that program's own.
        ["sh", "-c", '"$@"; exit $?', "sh",
         sys.executable, str(HERE / "fuzz_run.py"), str(folder), ",".join(names),
         f"-max_total_time={seconds}", "-seed=1"],
        capture_output=True, env=environment(), timeout=60 + len(names) * (seconds + 60),
        check=True,
    )  # fmt: skip
    return folder


@pytest.mark.slow
@every_target
def test_search(target: Target, searched: Path) -> None:
    """A fuzzer that follows the code finds nothing in the time that it has."""
    folder = searched / target.name
    log, status = folder / "log", folder / "status"
    broken = [path for path in folder.iterdir() if path.is_file() and path not in (log, status)]

    assert [] == [told(target, path) for path in broken]
    assert "0" == status.read_text("utf-8"), log.read_text("utf-8", "replace")[-2_000:]


def told(target: Target, path: Path) -> str:
    """What to do with a finding."""
    data = path.read_bytes()
    return f"{data[:500]!r}: see it with python tests/fuzzing.py {target.name} {path}"


def give_up(why: str) -> None:
    if os.environ.get(NEEDED) == "1":
        pytest.fail(why)
    pytest.skip(why)


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(HERE.parent), "PYTHONUTF8": "1"}


# --- the laws themselves


def refusing(message: str) -> Callable[[bytes], Any]:
    def read(data: bytes) -> Any:
        raise CnncostError(message)

    return read


def forgetful() -> Callable[[bytes], Any]:
    numbers = count()
    return lambda data: next(numbers)


def busy() -> None:
    """Refuse, a little later than there is time for."""
    until = process_time() + SECONDS + 0.1
    while process_time() < until:
        pass
    raise CnncostError("No.")


@pytest.mark.parametrize(
    ("read", "says"),
    [
        (forgetful(), "read twice"),
        (refusing(""), "a message of 0 characters"),
        (refusing("a" * (LONGEST_MESSAGE + 1)), "a message of 1001 characters"),
        (refusing("red \x1b[31m"), "control characters"),
        (refusing("left \u202e"), "control characters"),
        (refusing("lone \ud800"), "control characters"),
        pytest.param(lambda data: busy(), "it took", marks=pytest.mark.slow),
    ],
)
def test_laws(read: Callable[[bytes], Any], says: str) -> None:
    """Each law can be broken."""
    with pytest.raises(LawError) as error:
        obey(Target("bad", read, ""), b"")

    assert says in str(error.value)


def test_other_errors() -> None:
    """What is no refusal goes through."""
    with pytest.raises(ZeroDivisionError):
        obey(Target("bad", lambda data: 1 // 0, ""), b"")


def test_edits_differ() -> None:
    """Every kind of change changes something, and the words of the reader are in it."""
    spec = TARGETS["spec"]
    seed = spec.honest[0]
    places = [i / 400 for i in range(400)]
    made = {kind: {edited(spec, seed, [Edit(kind, a, 0.99 - 0.9 * a, a)]) for a in places}
            for kind in KINDS}  # fmt: skip

    assert [] == [kind for kind, texts in made.items() if len(texts - {seed}) < 2]
    assert any(b"depthwise(" in text for text in made["insert"])
