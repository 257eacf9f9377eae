"""What several test files use."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import NamedTuple

import pytest

from cnncost.analysis import analyze_spec
from cnncost.cli import main
from cnncost.report import Report
from cnncost.spec import parse_spec

ROOT = Path(__file__).parent.parent
pytest_plugins = ("browser",)  # its fixtures: light, dark, phone, open_page


class Run(NamedTuple):
    """What a command did."""

    status: int
    out: str
    err: str


@pytest.fixture
def cnncost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Run]:
    """Run the command in an empty folder, its output in pipes.

    With another environment it runs as a process of its own; else inside this one, which spares
    hundreds of tests the imports.
    """

    def run(*arguments: str, **environment: str) -> Run:
        if environment:
            return _process(tmp_path, arguments, environment)
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(sys, "argv", ["cnncost", *arguments])
        out, err = (TextIOWrapper(BytesIO(), "utf-8", write_through=True) for _ in range(2))
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr(sys, "stderr", err)
        try:
            with pytest.raises(SystemExit) as done:
                main()
        finally:
            monkeypatch.undo()
        texts = (stream.buffer.getvalue().decode("utf-8") for stream in (out, err))
        return Run(_status(done.value.code), *texts)

    return run


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
