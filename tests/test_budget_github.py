"""Budgets on GitHub: annotations and the summary of a run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Run
from small_network import GROWN, SMALL, Command

pytestmark = pytest.mark.usefixtures("environment")


def errors(run: Run) -> list[str]:
    return [line for line in run.out.splitlines() if line.startswith("::")]


@pytest.fixture
def on_github(environment: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """GitHub runs the tests, in a folder of the repository; gives the file of the summary."""
    environment.setenv("GITHUB_ACTIONS", "true")
    environment.setenv("GITHUB_WORKSPACE", str(tmp_path.parent))
    environment.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    return tmp_path / "summary.md"


def test_annotations(cnncost: Command, small: Path, on_github: Path) -> None:
    """At the line of layers: what is exceeded; at the line of a layer: that it grew."""
    small.write_text(GROWN)
    growth = ("--baseline", "base.json", "--max-growth", "0")
    run = cnncost("budget", "small.yaml", "--max-macs", "2500", *growth)
    file = f"file={small.parent.name}/small.yaml"

    assert [
        f"::error {file},line=3,col=1,title=small%3A MACs over budget::2,688 MACs, 188 over the "
        "budget of 2,500 (107.52 %25).%0AMost: b (2,592), a (96).",
        f"::error {file},line=3,col=1,title=small%3A MACs grew too much::2,256 MACs before, 2,688 "
        "now (+19.15 %25), 432 over the 2,256 allowed.",
        f"::error {file},line=3,col=1,title=small%3A parameters grew too much::149 parameters "
        "before, 177 now (+18.79 %25), 28 over the 149 allowed.",
        f"::error {file},line=5,col=8,title=b%3A grew::b: MACs 2,160 before, 2,592 now (+20.00 "
        "%25); parameters 140 before, 168 now (+20.00 %25)",
    ] == errors(run)


def test_no_layer_stayed(cnncost: Command, small: Path) -> None:
    """Twice the channels of a change its reader b, too."""
    small.write_text(SMALL.replace("conv(3)", "conv(6)"))
    run = cnncost("budget", "small.yaml", "--baseline", "base.json")

    assert "\n no layer costs what it did\n" in run.out


def test_a_layer_that_may_grow_is_a_notice(cnncost: Command, small: Path, on_github: Path) -> None:
    """Nothing is exceeded, and a reviewer sees what grew all the same."""
    small.write_text(GROWN)
    run = cnncost("budget", "small.yaml", "--baseline", "base.json", "--max-growth", "20%")

    assert 0 == run.status
    assert ["::notice"] == [line.split()[0] for line in errors(run)]


def test_annotations_name_the_users_own_files_only(cnncost: Command, on_github: Path) -> None:
    """A network that comes with cnncost has no line in the repository."""
    run = cnncost("budget", "googlenet", "--max-macs", "1M")

    assert (1, []) == (run.status, errors(run))


def test_annotations_are_asked_for_or_not(cnncost: Command, small: Path, on_github: Path) -> None:
    """--annotate decides; without it, whether GitHub runs the command."""
    asked = ("budget", "small.yaml", "--max-macs", "1")

    assert 1 == len(errors(cnncost(*asked)))
    assert [] == errors(cnncost(*asked, "--annotate", "none"))
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("GITHUB_ACTIONS")
        patch.delenv("GITHUB_WORKSPACE")
        assert [] == errors(cnncost(*asked))
        (line,) = errors(cnncost(*asked, "--annotate", "github"))
    assert line.startswith("::error file=small.yaml,line=3,")


def test_output_for_programs_stays_clean(cnncost: Command, small: Path, on_github: Path) -> None:
    """With JSON on standard output, annotations go to standard error, where GitHub reads too."""
    run = cnncost("budget", "small.yaml", "--max-macs", "1", "--format", "json")

    assert "cnncost.budget/1" == json.loads(run.out)["schema"]
    assert run.err.startswith("::error ")


def test_names_are_escaped_in_annotations(
    cnncost: Command, tmp_path: Path, on_github: Path
) -> None:
    """A file and a layer with every sign that means something to GitHub."""
    folder = tmp_path / "a,b:c%d"
    folder.mkdir()
    (folder / "x.yaml").write_text("name: x\ninput: 4x4x2\nlayers:\n  - '%0A,x': conv(3)\n")
    run = cnncost("budget", "a,b:c%d/x.yaml", "--max-macs", "1")
    (line,) = errors(run)

    assert f"::error file={tmp_path.name}/a%2Cb%3Ac%25d/x.yaml,line=3," in line
    assert line.endswith("Most: %250A,x (96).")


def test_no_name_is_a_command(cnncost: Command, small: Path, on_github: Path) -> None:
    """GitHub obeys lines that start with :: and ##[ anywhere; no layer's name becomes one."""
    base = small.with_name("base.json")
    base.write_text(base.read_text("utf-8").replace('"path": "a"', '"path": "::error::x"'), "utf-8")
    small.write_text(SMALL.replace("b: ", "'##[error]b': ").replace("conv(3)", "conv(4)"))
    run = cnncost("budget", "small.yaml", "--baseline", "base.json")
    printed = [line for line in run.out.splitlines() if not line.startswith("::notice file=")]

    assert ["::notice", "::notice"] == [line.split()[0] for line in errors(run)]
    assert ": :error::x" in run.out
    assert "# #[error]b" in run.out
    assert [] == [line for line in printed if line.strip().startswith("::") or "##[" in line]
    text = cnncost("budget", "small.yaml", "--baseline", "base.json", "--format", "json").out
    assert "##[" not in text
    assert "##[error]b" in {one["path"] for one in json.loads(text)["specs"][0]["changes"]}


@pytest.mark.usefixtures("on_github", "wide")
def test_as_many_annotations_as_github_shows(cnncost: Command) -> None:
    """Ten of a level: what is exceeded, then the layers that grew most."""
    growth = ("--baseline", "base.json", "--max-growth", "0")
    found = errors(cnncost("budget", "now.yaml", *growth))

    assert 10 == len(found)
    assert "title=wide%3A MACs grew too much::" in found[0]
    assert "title=b30%3A grew::" in found[2]
    assert "title=b23%3A grew::" in found[9]


def test_a_module_is_one_line(cnncost: Command, tmp_path: Path, on_github: Path) -> None:
    """Layers that are written in one line share an annotation: the largest two and a number."""
    text = "name: net\ninput: 4x4x4\nmodules:\n  unit(c): conv(c)\nlayers: 5 * unit(4)\n"
    (tmp_path / "net.yaml").write_text(text)
    base = cnncost("show", "net.yaml", "--format", "json").out
    (tmp_path / "base.json").write_text(base, "utf-8")
    (tmp_path / "net.yaml").write_text(text.replace("unit(4)", "unit(8)"))
    (line,) = errors(cnncost("budget", "net.yaml", "--baseline", "base.json"))

    assert ",line=4," in line
    assert ",title=unit.2%2C unit.3 and 3 more%3A grew::" in line


def test_a_spec_that_cannot_be_read_is_annotated(
    cnncost: Command, tmp_path: Path, on_github: Path
) -> None:
    """At the place of the mistake."""
    (tmp_path / "odd.yaml").write_text(SMALL.replace("relu", "rellu"))
    run = cnncost("budget", "odd.yaml", "--max-macs", "1")

    assert 2 == run.status
    assert [
        f"::error file={tmp_path.name}/odd.yaml,line=4,col=19,title=cannot be counted::"
        "There is no layer called 'rellu'. Did you mean relu?"
    ] == errors(run)


def test_the_summary_is_appended(cnncost: Command, small: Path, on_github: Path) -> None:
    """Markdown, after what other steps wrote."""
    on_github.write_text("# before\n", "utf-8")
    cnncost("budget", "small.yaml", "--max-macs", "2000")
    text = on_github.read_text("utf-8")

    assert text.startswith("# before\n\n**small on 4×4×2**\n")
    assert "| **MACs** | **2,256** | **2,000** | **112.8 %** | **256** |" in text


def test_a_summary_that_cannot_be_written(
    cnncost: Command, small: Path, environment: pytest.MonkeyPatch
) -> None:
    """It is told, and the verdict stays."""
    environment.setenv("GITHUB_STEP_SUMMARY", "no/where.md")
    run = cnncost("budget", "small.yaml", "--max-macs", "2256")

    assert (
        0,
        "The summary is missing: no/where.md cannot be written: no such file or directory.\n",
    ) == (run.status, run.err)
