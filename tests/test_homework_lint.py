"""Lint proves an assignment; handing out gives sheets that can be checked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Run

from cnncost.homework.assignment import parse_assignment
from cnncost.homework.lint import Linted, lint

Command = Callable[..., Run]
FIXED = """
homework: fixed
items:
  - {id: a, kind: number, layer: "conv(64, k=7, s=2)", input: 224x224x3, asks: macs}
"""
VARIED = """
homework: varied
items:
  - id: a
    kind: number
    draw: {K: [1, 3, 5], M: [16, 24]}
    layer: conv(M, k=K)
    input: 9x11x5
    asks: parameters
"""
ROSTER = 'id,name\ns1,"Doe, Jane"\ns2,=cmd|x\n../s3,Eve\n'


def linted(text: str) -> Linted:
    return lint(parse_assignment(text))


def says(found: Linted) -> list[str]:
    return [finding.says for item in found.items for finding in item.findings]


def test_an_assignment_that_can_be_handed_out() -> None:
    """Ties are named; nothing has to be mended."""
    found = linted(FIXED)

    assert found.passes
    assert "flops.for.macs and stride.once give one answer, and are named together." in says(found)
    assert (1, 1, 0) == (found.items[0].tried, found.items[0].possible, found.items[0].rejected)


def test_rejected_variants_are_counted() -> None:
    """Of 6 variants the two with a 1x1 kernel hide K for K squared."""
    found = linted(VARIED)

    assert found.passes
    assert (4, 6, 2) == (found.items[0].tried, found.items[0].possible, found.items[0].rejected)


def test_slips_that_cannot_show() -> None:
    """In an item that is the same for everybody it is only said."""
    found = linted(FIXED.replace("s=2", "s=1"))

    assert found.passes
    assert "input.hw gives the right answer here, and cannot show." in says(found)


def test_where_no_variant_is_left() -> None:
    """That has to be mended."""
    found = linted(VARIED.replace("[1, 3, 5]", "[1]"))

    assert not found.passes
    assert "No variant is left; the reasons stand below." in says(found)
    assert "Numbers that hide k.linear are rejected. (and 1 time more)" in says(found)


def test_a_slip_of_ones_own_is_fed_back() -> None:
    """It is recognised as any other."""
    own = (
        "{own: {sort: error, of: [macs], kinds: [conv], wrong: {macs: macs*7}, nudge: Look., "
        "says: Seven.}}"
    )
    found = linted(f"slips: {own}{FIXED}")

    assert found.passes
    assert "own" in found.items[0].item.problems[0].rules.slips


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name, text in {"fixed.yaml": FIXED, "varied.yaml": VARIED, "roster.csv": ROSTER}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_the_command(cnncost: Command, files: Path) -> None:
    """Status 0 for what can be handed out, 1 for what must be mended."""
    broken = files / "broken.yaml"
    broken.write_text(VARIED.replace("[1, 3, 5]", "[1]"), encoding="utf-8")

    assert 0 == cnncost("lint", "fixed.yaml").status
    run = cnncost("lint", "broken.yaml")
    assert 1 == run.status
    assert "broken" not in run.err
    assert "must be mended where a ✗ stands." in " ".join(run.out.split())


def test_a_sheet_for_everybody(cnncost: Command, files: Path) -> None:
    """Without variants there is one sheet, and it can be checked as it is."""
    run = cnncost("handout", "fixed.yaml")
    (files / "sheet.yaml").write_text(run.out, encoding="utf-8")

    assert "# 1. conv(64, k=7, s=2) on 224×224×3: MACs? (1 point)\na:\n" in run.out
    assert not (files / "fixed.secret").exists()
    assert "· no answer" in cnncost("check", "fixed.yaml", "sheet.yaml").out


def test_keys_are_right(cnncost: Command, files: Path) -> None:
    """The key of a student's own sheet, handed in, is all right."""
    for student in ("s1", "s2"):
        key = cnncost("handout", "varied.yaml", "--student", student, "--format", "key").out
        (files / "key.yaml").write_text(key, encoding="utf-8")

        assert 0 == cnncost("check", "varied.yaml", "key.yaml").status


def test_sheets_for_a_class(cnncost: Command, files: Path) -> None:
    """Sheets and keys lie apart, under names that no file system minds; the same every time."""
    run = cnncost("handout", "varied.yaml", "--roster", "roster.csv", "--out", "given")
    found = sorted(path.relative_to(files / "given") for path in (files / "given").rglob("*.*"))
    before = {path: (files / "given" / path).read_bytes() for path in found}
    again = cnncost("handout", "varied.yaml", "--roster", "roster.csv", "--out", "given")

    assert (0, "", run.out) == (run.status, run.err, again.out)
    assert "3 sheets in given/sheets, the keys in given/keys." in run.out
    assert before == {path: (files / "given" / path).read_bytes() for path in found}
    names = [str(path) for path in found]
    assert ["keys/varied-s1.key.yaml", "sheets/varied-s1.md", "sheets/varied-s1.yaml"] == [
        name for name in names if "-s1." in name
    ]
    assert 9 == len(names)
    assert not any(".." in name for name in names)
    assert "a: " not in before[next(p for p in found if p.suffix == ".yaml")].decode().split("#")[0]


def test_the_secret(cnncost: Command, files: Path) -> None:
    """It is made once, for its owner alone, and decides the numbers."""
    first = cnncost("handout", "varied.yaml", "--student", "s1").out
    secret = files / "varied.secret"

    assert 0o600 == secret.stat().st_mode & 0o777
    assert 41 == len(secret.read_text())
    assert first == cnncost("handout", "varied.yaml", "--student", "s1").out
    (files / "other").write_text("another secret\n")
    other = cnncost("handout", "varied.yaml", "--student", "s1", "--secret", "other").out
    assert first != other  # the code differs even where the numbers do not


WRONG = [
    (("varied.yaml",), "This homework gives everybody numbers of their own: name a student with "),
    (("varied.yaml", "--roster", "roster.csv"), "Sheets for a whole roster go to a folder: "),
    (("varied.yaml", "--out", "x"), "This homework gives everybody numbers of their own: name "),
    (("fixed.yaml", "--out", "x", "--student", "s"), "--student and --format are for one sheet "),
    (("varied.yaml", "--student", "s", "--secret", "no"), "There is no no, the secret that the "),
    (
        ("varied.yaml", "--student", "s", "--secret", "roster.csv"),
        "roster.csv should hold one line of 8 to 200 characters.",
    ),
]


@pytest.mark.parametrize(("arguments", "text"), WRONG)
def test_what_cannot_be_handed_out(
    cnncost: Command, files: Path, arguments: tuple[str, ...], text: str
) -> None:
    """Status 2 and what to do."""
    run = cnncost("handout", *arguments)

    assert (2, "") == (run.status, run.out)
    assert run.err.startswith(text)
    assert not (files / "varied.secret").exists()  # nothing is left behind


DESIGN = """
homework: own
items:
  - id: net
    kind: design
    input: 8x8x3
    limits: [macs <= 10K]
    solution:
      input: 8x8x3
      layers:
        - conv(4)
  - id: share
    kind: number
    layer: conv(2) -> conv(6)
    input: 2x2x3
    asks: weights / 6
    called: a sixth
"""


def test_a_key_shows_the_teachers_solution(cnncost: Command, files: Path) -> None:
    """A design has no single key; the solution that was proved stands in its place."""
    (files / "own.yaml").write_text(DESIGN, encoding="utf-8")
    key = cnncost("handout", "own.yaml", "--format", "key").out

    assert "# A solution:\n# input: 8x8x3\n# layers:\n#   - conv(4)\n" in key
    assert 0 == cnncost("lint", "own.yaml").status


def test_a_quantity_has_the_name_that_it_is_given(cnncost: Command, files: Path) -> None:
    """What is worked out by a formula of the teacher's is not asked for by that formula."""
    (files / "own.yaml").write_text(DESIGN, encoding="utf-8")
    sheet = cnncost("handout", "own.yaml").out

    assert "conv(2) -> conv(6) on 2×2×3: a sixth? (1 point)" in sheet
    assert "share: 3\n" in cnncost("handout", "own.yaml", "--format", "key").out
