"""The README shows what the commands print, and names everything there is."""

from __future__ import annotations

import doctest
import re
import shlex
from collections.abc import Callable

import pytest
import readme
from conftest import Run

from cnncost import lint
from cnncost.homework import lint as proof
from cnncost.homework.assignment import parse_assignment
from cnncost.homework.kinds import SORTS
from cnncost.layers import KINDS
from cnncost.slips import slips
from cnncost.zoo import every_spec

TEXT = readme.README.read_text("utf-8")


@pytest.fixture
def here(cnncost: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the README's commands inside this process: hardly any takes as long as to start one."""

    def output(command: str) -> str:
        done = cnncost(*shlex.split(command)[1:], folder=readme.ROOT)
        return (done.out + done.err).strip("\n") + "\n"

    monkeypatch.setattr(readme, "output", output)


@pytest.mark.usefixtures("here")
def test_outputs_are_what_the_commands_print() -> None:
    """Every output in the README is the one of today; python tests/readme.py renews them."""
    assert readme.filled(TEXT) == TEXT


@pytest.mark.parametrize("name", readme.PICTURES)
def test_pictures_are_what_is_drawn(name: str) -> None:
    """Every picture in the README is the one of today."""
    path = f"examples/pictures/{name}.svg"

    assert path in TEXT
    assert readme.picture(name) == (readme.ROOT / path).read_text("utf-8")


def test_python_examples_run() -> None:
    """The Python in the README gives what it says."""
    assert 0 == doctest.testfile(str(readme.README), module_relative=False, encoding="utf-8").failed


def test_the_example_file_is_the_one_in_the_readme() -> None:
    """The network on the grammar's page is examples/mynet.yaml, and it can be counted."""
    example = (readme.ROOT / "examples" / "mynet.yaml").read_text("utf-8")

    assert f"```yaml\n{example}```" in TEXT
    assert "mynet on 32×32×3" in readme.output("cnncost show examples/mynet.yaml")


@pytest.mark.parametrize("command", ["list", "show", "compare", "explain", "draw"])
def test_every_command_appears(command: str) -> None:
    """Every command is shown at work."""
    assert f"$ cnncost {command}" in TEXT


def test_every_kind_appears() -> None:
    """Every layer kind is in the README's list."""
    assert [] == [kind for kind in KINDS if not re.search(rf"^{kind}\b", TEXT, re.MULTILINE)]


@pytest.mark.usefixtures("here")
def test_every_option_of_the_commands_appears() -> None:
    """Every option is mentioned in the README."""
    commands = ("list", "show", "compare", "explain", "draw")
    helps = "".join(readme.output(f"cnncost {command} --help") for command in commands)
    found = re.findall(r"--[a-z]+", helps)

    assert [] == sorted({option for option in found if option not in TEXT} - {"--help"})


def test_aliases_are_no_names() -> None:
    """No two specs answer to the same name."""
    names = [
        name for spec in every_spec()[0] for name in (spec.name, *spec.aliases, *spec.variants)
    ]

    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("slips", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_the_assignment_in_the_readme_can_be_handed_out(
    slips: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has an item of every kind, and every key of each can be proved; so can every slip."""
    monkeypatch.setattr(proof, "MOST_VARIANTS", 4)
    if not slips:
        monkeypatch.setattr(proof, "_slip", lambda question, wrong: ())
    (text,) = re.findall(r"```yaml\n(homework: week3\n.*?)```", TEXT, re.DOTALL)
    found = lint(parse_assignment(text))
    kinds = {problem.kind for item in found.items for problem in item.item.problems}

    assert found.passes
    assert set(SORTS) == kinds


def test_the_number_of_slips() -> None:
    """The README says how many there are."""
    assert f"knows {len(slips())} slips" in TEXT
