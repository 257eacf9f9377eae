"""The direction of imports, read from the code."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from conftest import ROOT

# Each may import only what stands before it, and itself.
ORDER = (
    "errors", "locks", "files", "formula", "kind", "layers", "measure", "numbers", "document",
    "body", "chain", "head", "structure", "bounds", "spec", "field", "report", "naming", "layout",
    "analysis", "comparison", "attribution", "place", "quantity", "conventions", "zoo", "printed",
    "accuracy", "claims", "verification", "library", "budgeting", "sweeping", "reconciliation",
    "slips", "figures", "explanation", "homework", "views", "pages", "cli",
)  # fmt: skip
EDGES = ("__init__", "__main__")  # the front doors: they may open anything
FILES = sorted((ROOT / "cnncost").rglob("*.py"))


def part(file: Path) -> str:
    """``formula`` for cnncost/formula/parse.py, ``errors`` for cnncost/errors.py."""
    relative = file.relative_to(ROOT / "cnncost")
    return relative.parts[0].removesuffix(".py")


def imported(file: Path) -> set[str]:
    """The modules that a file imports when it is itself imported."""
    names = set()
    for node in ast.parse(file.read_text("utf-8")).body:
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(ROOT)))
def test_imports_point_down(file: Path) -> None:
    """No file imports, at its top, what stands above it."""
    if part(file) in EDGES:
        return
    own = ORDER.index(part(file))
    used = {name.split(".")[1] for name in imported(file) if name.startswith("cnncost.")}

    assert [] == [name for name in used if ORDER.index(name) > own]


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(ROOT)))
def test_the_core_imports_neither_rich_nor_typer(file: Path) -> None:
    """Typer belongs to the command line; Rich is imported only where a console is drawn on."""
    used = {name.split(".")[0] for name in imported(file)}

    assert "rich" not in used
    assert "typer" not in used or part(file) == "cli"


def test_every_part_has_its_place() -> None:
    """A new file must be given its place in the order."""
    assert set(ORDER) | set(EDGES) == {part(file) for file in FILES}
