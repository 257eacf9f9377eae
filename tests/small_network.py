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


@pytest.fixture
def wide(tmp_path: Path, cnncost: Command) -> None:
    """now.yaml, with 30 layers that grow by 1 to 30 channels, and what was before in base.json."""
    for channels, name in ((1, "before"), (2, "now")):
        layers = "".join(f"    b{i}: conv({i * channels})\n" for i in range(1, 31))
        text = f"name: wide\ninput: 1x1x1\nlayers:\n  concat:\n{layers}"
        (tmp_path / f"{name}.yaml").write_text(text)
    base = cnncost("show", "before.yaml", "--format", "json").out
    (tmp_path / "base.json").write_text(base, "utf-8")


def lines(run: Run) -> list[list[str]]:
    return [line.split() for line in run.out.splitlines()]
