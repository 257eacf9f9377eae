"""LaTeX of explanations, compiled where there is a compiler."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from cnncost import explain
from cnncost.views.page_latex import page_latex

COMPILER = shutil.which("pdflatex")
PAGES = ("depthwise", "inception", "conventions", "googlenet", "googlenet:3a/3x3.2", "")


def compiled(file: Path) -> int:
    """The compiler's exit status; an error stops it."""
    command = [COMPILER or "", "-halt-on-error", "-interaction=nonstopmode", file.name]
    return subprocess.run(command, cwd=file.parent, capture_output=True).returncode


@pytest.mark.slow
@pytest.mark.skipif(not COMPILER, reason="pdflatex is not installed")
def test_latex_compiles_as_it_is_and_inside_a_document(tmp_path: Path) -> None:
    """Each page is a document by itself, and all of them can be read into one."""
    names = [f"page{i}" for i in range(len(PAGES))]
    for name, what in zip(names, PAGES, strict=True):
        (tmp_path / f"{name}.tex").write_text(page_latex(explain(what).page), "ascii")
    inputs = "\n".join(rf"\input{{{name}}}" for name in names)
    notes = rf"\documentclass{{article}}\begin{{document}}{inputs}\end{{document}}"
    (tmp_path / "notes.tex").write_text(notes, "ascii")

    assert [0, 0] == [compiled(tmp_path / f"{name}.tex") for name in (names[0], "notes")]


@pytest.mark.parametrize("what", PAGES)
def test_what_opens_is_closed(what: str) -> None:
    """Every environment that is begun is ended."""
    text = page_latex(explain(what).page)

    for name in ("description", "itemize", "tabular", "center", "verbatim"):
        assert text.count(rf"\begin{{{name}}}") == text.count(rf"\end{{{name}}}")
