"""What a picture costs before it is drawn: each command imports its own figure and no other."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from conftest import ROOT

# Runs each line that it reads as a command, in a copy of itself that has imported no more yet.
PROGRAM = """\
import os, sys
from cnncost.cli import main
for line in sys.stdin:
    if not os.fork():
        sys.argv = ["cnncost", *line.split()]
        try:
            main()
        except SystemExit:
            pass
        parts = {name.split(".")[2] for name in sys.modules if name.startswith("cnncost.figures.")}
        print(*sorted(parts & {"charts", "connections", "modules", "svg", "png"}), file=sys.stderr)
        sys.exit()
    os.wait()
"""
IMPORTED = {
    "show conv3x3": "",
    "explain depthwise": "connections",
    "explain googlenet": "charts",
    "draw separable --connections": "connections",
    "draw inception_v1": "modules",
    "draw inception_v1 --format dot": "modules",
    "draw inception_v1 --format svg": "modules svg",
    "draw inception_v1 --bars": "charts",
}


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
def test_a_command_imports_only_what_it_draws() -> None:
    """A cold command pays for every file that it reads."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], input="\n".join(IMPORTED),
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )  # fmt: skip

    assert IMPORTED == dict(zip(IMPORTED, done.stderr.split("\n"), strict=False))
