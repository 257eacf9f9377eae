"""The lesson in examples/: it runs from top to bottom, and stored in it is what comes out."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import notebook
import pytest
from browser import give_up

NEEDED = "CNNCOST_NEEDS_NOTEBOOK"
MISSING = "There is no nbclient or ipykernel: pip install 'cnncost[notebook]'."
LARGEST = 150_000


@pytest.fixture(scope="module")
def stored() -> dict[str, Any]:
    """The notebook as it stands in the repository."""
    found: dict[str, Any] = json.loads(notebook.LESSON.read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The notebook as it has just been run, by another process: a kernel needs its own loop."""
    if not find_spec("nbclient") or not find_spec("ipykernel"):
        give_up(MISSING, NEEDED)
    target = tmp_path_factory.mktemp("lesson") / "lesson.ipynb"
    program = Path(notebook.__file__)
    done = subprocess.run(
        [sys.executable, program, "--to", target], capture_output=True, text=True, timeout=300
    )
    assert 0 == done.returncode, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(target.read_text("utf-8"))
    return found


@pytest.mark.slow
def test_the_lesson_runs_and_gives_what_is_stored(
    run: dict[str, Any], stored: dict[str, Any]
) -> None:
    """Cell by cell; 'python tests/notebook.py' stores the outputs anew."""
    for was, now in zip(stored["cells"], notebook.slim(run)["cells"], strict=True):
        assert was == now, f"{was['id']} is not what is stored: python tests/notebook.py"
    assert stored == notebook.slim(run)


@pytest.mark.slow
def test_no_cell_fails_and_all_but_imports_show_something(run: dict[str, Any]) -> None:
    """Also the page to play with, which is not stored: a frame that cannot reach the notebook."""
    shown = {cell["id"]: cell["outputs"] for cell in run["cells"] if cell["cell_type"] == "code"}
    play = [
        cell for cell in run["cells"] if notebook.NOT_STORED in cell["metadata"].get("tags", ())
    ]

    assert ["lesson-02"] == [name for name, outputs in shown.items() if not outputs]
    assert {"execute_result", "stream"} == {
        o["output_type"] for many in shown.values() for o in many
    }
    (output,) = play[0]["outputs"]
    assert '<iframe sandbox="allow-scripts allow-downloads"' in output["data"]["text/html"][0]


def test_the_lesson_says_what_the_documents_say(stored: dict[str, Any]) -> None:
    """Document 000's weights, document 001's MACs, and the answer somebody gave to be judged."""
    text = json.dumps(stored)

    for number in ("387,072", "163,328", "2,088,960,000", "115,605,504", "903,168"):
        assert number in text
    assert "Look again at how many convolutions a separable one is made of." in text
    assert str(14 * 14 * 512 * 9) == "903168"  # the depthwise half of the exercise alone


def test_the_file_is_small_and_says_nothing_of_who_ran_it(stored: dict[str, Any]) -> None:
    """No times, no counts, no paths, no versions; outputs in colours that any notebook has."""
    text = notebook.LESSON.read_text("utf-8")

    assert len(text.encode("utf-8")) < LARGEST
    assert notebook.METADATA == stored["metadata"]
    assert "\n".join([json.dumps(stored, indent=1, ensure_ascii=False, sort_keys=True), ""]) == text
    assert not re.search(r"/(tmp|home|root|usr)/|[A-Z]:\\\\", text)
    for cell in stored["cells"]:
        assert None is cell.get("execution_count")
        assert {"tags"} >= cell["metadata"].keys()


def test_no_stored_output_runs_or_asks_for_anything(stored: dict[str, Any]) -> None:
    """A notebook on the web shows its outputs to readers who never ran it."""
    outputs = [o for cell in stored["cells"] for o in cell.get("outputs", ())]
    texts = ["".join(text) for o in outputs for text in o.get("data", {}).values()]

    assert len(texts) > 10
    for text in texts:
        assert not re.search(r"<script|<iframe|<img|<link|javascript:| on\w+=|url\(", text)
        assert {"http://www.w3.org/2000/svg"} >= set(re.findall(r"https?://[^\"'<> ]+", text))
