"""What several test files use."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from cnncost.analysis import analyze_spec
from cnncost.report import Report
from cnncost.spec import parse_spec

ROOT = Path(__file__).parent.parent


class Run(NamedTuple):
    """What a command did."""

    status: int
    out: str
    err: str


@pytest.fixture
def cnncost(tmp_path: Path) -> Callable[..., Run]:
    """Run the command in an empty folder, with its output in pipes."""

    def run(*arguments: str, **environment: str) -> Run:
        import os

        done = subprocess.run(
            [sys.executable, "-c", "from cnncost.cli import main; main()", *arguments],
            cwd=tmp_path,
            capture_output=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **environment},
        )
        return Run(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))

    return run


def counted(text: str) -> Report:
    """The report of a spec given as text."""
    return analyze_spec(parse_spec(text, "net.yaml"))
