"""A small network of the user's own, held to budgets: what the tests of budgets share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import Run

Command = Callable[..., Run]

# a: 4·4 positions, 2 channels to 3: 6 weights, 3 bias, 16·6 = 96 MACs
# b: 3·3 of 3 channels to 5: 135 weights, 5 bias, 16·135 = 2,160 MACs
SMALL = """\
name: small
input: 4x4x2
layers:
  - a: conv(3) -> relu
  - b: conv(5, k=3)
"""
# b to 6 channels: 162 weights, 6 bias, 16·162 = 2,592 MACs
GROWN = SMALL.replace("conv(5, k=3)", "conv(6, k=3)")
TRY = "Make it with 'cnncost show SPEC --format json'."


@pytest.fixture
def environment() -> Iterator[pytest.MonkeyPatch]:
    """Not on GitHub, wherever the tests run."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("ACTIONS", "STEP_SUMMARY", "WORKSPACE"):
            patch.delenv(f"GITHUB_{name}", raising=False)
        yield patch


@pytest.fixture
def small(tmp_path: Path, cnncost: Command) -> Path:
    """A network of the user's own, small.yaml, and the report of it in base.json."""
    path = tmp_path / "small.yaml"
    path.write_text(SMALL)
    shown = cnncost("show", "small.yaml", "--format", "json").out
    (tmp_path / "base.json").write_text(shown, "utf-8")
    return path


def lines(run: Run) -> list[list[str]]:
    return [line.split() for line in run.out.splitlines()]
