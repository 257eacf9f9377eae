"""The direction of imports, read from the code."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from conftest import ROOT

# Each may import only what stands before it, and itself.
ORDER = (
    "errors", "locks", "deaf", "files", "formula", "kind", "layers", "measure", "numbers",
    "document", "body", "chain", "head", "structure", "bounds", "spec", "field", "report",
    "naming", "layout", "analysis", "comparison", "attribution", "place", "quantity",
    "conventions", "zoo", "printed", "accuracy", "claims", "verification", "library",
    "budgeting", "sweeping", "reconciliation", "slips", "figures", "explanation", "homework",
    "views", "pages", "cli",
)  # fmt: skip
EDGES = ("__init__", "__main__")  # the front doors: they may open anything
FILES = sorted((ROOT / "cnncost").rglob("*.py"))


def part(file: Path) -> str:
    """``formula`` for cnncost/formula/parse.py, ``errors`` for cnncost/errors.py."""
    relative = file.relative_to(ROOT / "cnncost")
    return relative.parts[0].removesuffix(".py")


@cache
def imported(file: Path) -> set[str]:
    """The modules that a file imports when it is itself imported."""
    names = set()
    for node in ast.parse(file.read_text("utf-8")).body:
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def test_imports_point_down() -> None:
    """No file imports, at its top, what stands above it."""
    parts = [(file, part(file)) for file in FILES if part(file) not in EDGES]
    used = [
        (str(file), own, name.split(".")[1])
        for file, own in parts
        for name in imported(file)
        if name.startswith("cnncost.")
    ]

    assert [] == [found for found in used if ORDER.index(found[2]) > ORDER.index(found[1])]


def test_the_core_imports_neither_rich_nor_typer() -> None:
    """Typer belongs to the command line; Rich is imported only where a console is drawn on."""
    used = [(str(file), name.split(".")[0]) for file in FILES for name in imported(file)]

    assert [] == [found for found in used if found[1] == "rich"]
    assert [] == [
        (file, name) for file, name in used if name == "typer" and part(Path(file)) != "cli"
    ]


def test_every_part_has_its_place() -> None:
    """A new file must be given its place in the order."""
    assert set(ORDER) | set(EDGES) == {part(file) for file in FILES}
