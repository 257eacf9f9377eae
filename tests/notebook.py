"""The lesson, run from top to bottom in a kernel of its own; as a program it stores what came out.

python tests/notebook.py             run examples/lesson.ipynb and store its outputs in it
python tests/notebook.py --to FILE   leave it as it is and write the result elsewhere
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).parent.parent
LESSON = ROOT / "examples" / "lesson.ipynb"
SECONDS = 120  # for one cell
NOT_STORED = "not-stored"  # a cell's tag: its output is too large for the file
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def run(source: Path) -> dict[str, Any]:
    """The notebook with the outputs of all its cells. Raises what a cell raised."""
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(source, as_version=4)
    with TemporaryDirectory() as home:
        _leave_no_traces(Path(home))
        NotebookClient(
            notebook,
            timeout=SECONDS,
            kernel_name="python3",
            resources={"metadata": {"path": home}},
            extra_arguments=["--HistoryManager.enabled=False"],
        ).execute()
    found: dict[str, Any] = json.loads(nbformat.writes(notebook))
    return found


def _leave_no_traces(home: Path) -> None:
    """The kernel imports this checkout, and keeps its files in a folder that goes away."""
    os.environ["PYTHONPATH"] = str(ROOT)
    for name in ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR"):
        os.environ[name] = str(home / name.lower())


def slim(notebook: dict[str, Any], every: bool = False) -> dict[str, Any]:
    """What is stored: no times, no counts, no versions; with ``every`` all the outputs."""
    cells = []
    for cell in notebook["cells"]:
        tags = {"tags": cell["metadata"]["tags"]} if cell["metadata"].get("tags") else {}
        kept = {"cell_type": cell["cell_type"], "id": cell["id"], "metadata": tags}
        if cell["cell_type"] == "code":
            stored = every or NOT_STORED not in tags.get("tags", ())
            outputs = [_output(one) for one in cell["outputs"]] if stored else []
            kept |= {"execution_count": None, "outputs": outputs}
        cells.append({**kept, "source": _lines(cell["source"])})
    return {"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}


def _output(output: dict[str, Any]) -> dict[str, Any]:
    if "data" not in output:
        return {**output, "text": _lines(output["text"])}
    data = {sort: _lines(text) for sort, text in sorted(output["data"].items())}
    found = {"output_type": output["output_type"], "metadata": {}, "data": data}
    counted = output["output_type"] == "execute_result"
    return found | ({"execution_count": None} if counted else {})


def _lines(text: str | list[str]) -> list[str]:
    return "".join(text).splitlines(keepends=True)


def write(notebook: dict[str, Any], target: Path) -> None:
    """The notebook as a file in which a change of one line is a change of one line."""
    text = json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True)
    target.write_text(f"{text}\n", "utf-8", newline="\n")


def main(arguments: list[str]) -> None:
    every = arguments[:1] == ["--to"]
    write(slim(run(LESSON), every), Path(arguments[1]) if every else LESSON)


if __name__ == "__main__":
    main(sys.argv[1:])
