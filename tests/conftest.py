"""What several test files use."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings

from cnncost.analysis import analyze_spec
from cnncost.cli import main
from cnncost.report import Report
from cnncost.spec import parse_spec

ROOT = Path(__file__).parent.parent
SPECS = ROOT / "specs"
# Their fixtures: light, dark, phone, open_page; at; environment, small, wide.
pytest_plugins = ("browser", "play_page", "small_network")
# No example is too slow where the machine is busy with other things. Half of the usual hundred
# find the same; tests that need more say so.
settings.register_profile("unhurried", settings(), deadline=None, max_examples=50)
settings.load_profile("unhurried")


def pytest_configure(config: pytest.Config) -> None:
    """Compile into pytest's own cache where nothing may be compiled beside the source.

    Else the tests, and the tool in every process that they start, would be compiled each time.
    The files are tested in their order, which has those of pages early.
    """
    if sys.dont_write_bytecode and hasattr(config, "cache"):
        compiled = str(config.cache.mkdir("compiled"))
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = compiled
        sys.pycache_prefix, sys.dont_write_bytecode = compiled, False
    # The files of pages have few tests and take longest: they shall not come last.
    config.option.loadscopereorder = False


def pytest_collection_finish() -> None:
    """Leave the ten thousand tests alone when garbage is looked for."""
    gc.collect()
    gc.freeze()


class Run(NamedTuple):
    """What a command did."""

    status: int
    out: str
    err: str


@pytest.fixture(scope="session", autouse=True)
def commands() -> Iterator[None]:
    """Typer's commands, built once for all tests: building takes longer than most commands."""
    import typer.main

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typer.main, "get_command", cache(typer.main.get_command))
        yield


@pytest.fixture(scope="session", autouse=True)
def claims() -> Iterator[None]:
    """The claims that come with cnncost, read once for all tests, as no test changes them."""
    from cnncost import claims

    read = cache(claims.read_claims)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            claims,
            "read_claims",
            lambda path: list(read(path)) if path.is_relative_to(SPECS) else read.__wrapped__(path),
        )
        yield


@pytest.fixture
def cnncost(tmp_path: Path) -> Callable[..., Run]:
    """Run the command in an empty folder, or in another, its output in pipes.

    With another environment it runs as a process of its own; else inside this one, which spares
    hundreds of tests the imports.
    """

    def run(*arguments: str, folder: Path = tmp_path, **environment: str) -> Run:
        if environment:
            return _process(folder, arguments, environment)
        return _here(folder, arguments)

    return run


def _here(folder: Path, arguments: tuple[str, ...]) -> Run:
    out, err = (TextIOWrapper(BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(sys, "argv", ["cnncost", *arguments])
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        with pytest.raises(SystemExit) as done:
            main()
    texts = (stream.buffer.getvalue().decode("utf-8") for stream in (out, err))
    return Run(_status(done.value.code), *texts)


def _status(code: object) -> int:
    return 0 if code is None else code if isinstance(code, int) else 1


def _process(folder: Path, arguments: tuple[str, ...], environment: dict[str, str]) -> Run:
    done = subprocess.run(
        [sys.executable, "-c", "from cnncost.cli import main; main()", *arguments],
        cwd=folder,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **environment},
    )
    return Run(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


def counted(text: str) -> Report:
    """The report of a spec given as text."""
    return analyze_spec(parse_spec(text, "net.yaml"))
