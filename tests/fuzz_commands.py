"""Command lines as functions of bytes, and everything that is made of a spec."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import fuzz_words as known
from fuzz_bytes import NET, file, folder, target, typed
from fuzzing import LawError, refuse_controls

from cnncost.cli import main
from cnncost.cli.write import write_drawing, write_explanation, write_report
from cnncost.explanation.asking import explain
from cnncost.explanation.drawing import draw
from cnncost.library import analyze
from cnncost.pages.making import report_page
from cnncost.report import Report
from cnncost.spec import Spec, read_spec

FORMATS = ("table", "json", "csv", "markdown", "latex")
PAGES = ("table", "json", "markdown", "latex", "html")
MOST_DRAWN = 40
MOST_ARGUMENTS, LONGEST_ARGUMENT = 12, 300
# Commands that only read; the others write where they are told to.
READING = ("show", "compare", "explain", "draw", "reconcile", "budget", "check", "--help")
WRITING = ("-o", "--o", "--engine", "--install")


def show_all(data: bytes) -> Any:
    """A spec in every format, drawn, explained, and as a page."""
    spec = read_spec(file(data, "net.yaml"))
    report = analyze(spec)
    if len(report.measured) > MOST_DRAWN:
        return None
    return [len(one) for one in written(spec, report)]


def written(spec: Spec, report: Report) -> Iterator[str]:
    for format in FORMATS:
        yield printed(write_report, report, None, None, False, format)
        yield printed(write_report, report, 1, "kind", True, format)
    for format in PAGES:
        yield printed(write_explanation, explain(spec), format)
    for figure in ("modules", "bars"):
        yield printed(write_drawing, draw(report, figure), None, "text")
        yield printed(write_drawing, draw(report, figure), None, "svg")
    yield str(report_page(spec).html)


def printed(write: Callable[..., object], *arguments: object) -> str:
    """What is written, which no terminal obeys."""
    found = Output()
    with contextlib.redirect_stdout(found):
        write(*arguments)
    text = found.text.replace("\r\n", "\n").replace("\t", " ")
    refuse_controls(text)
    return text


class Output(io.TextIOWrapper):
    """Standard output as a pipe of UTF-8."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), "utf-8", newline="", write_through=True)

    @property
    def text(self) -> str:
        """All that was written, or LawError for what is no UTF-8."""
        assert isinstance(self.buffer, io.BytesIO)
        return self.buffer.getvalue().decode("utf-8")


@cache
def home() -> Path:
    """A folder with a few files that command lines may name."""
    import json

    from fuzz_homework import ANSWERS, HERE

    made = folder() / "home"
    made.mkdir(exist_ok=True)
    (made / "net.yaml").write_text(NET, encoding="utf-8")
    (made / "hw.yaml").write_bytes((HERE / "homework.yaml").read_bytes())
    (made / "a.yaml").write_text(ANSWERS, encoding="utf-8")
    shown = printed(write_report, analyze(made / "net.yaml"), None, None, False, "json")
    assert json.loads(shown)
    (made / "base.json").write_text(shown, encoding="utf-8")
    return made


def run_command(data: bytes) -> Any:
    """A command line, one argument in each line: a result or a reason, and never a traceback."""
    arguments = typed(data).replace("\0", "").split("\n")[:MOST_ARGUMENTS]
    arguments = [one[:LONGEST_ARGUMENT] for one in arguments if not one.startswith(WRITING)]
    if not arguments or arguments[0] not in READING:
        return None
    status, out, err = command(arguments)
    budget = arguments[0] == "budget"  # which shows what can be counted, whatever else cannot
    if status not in (0, 1, 2) or (status == 2 and (not err or (out and not budget))):
        raise LawError(f"status {status} with {out[:200]!r} and {err[:200]!r}")
    refuse_controls(err)
    refuse_controls(out.replace("\r\n", "\n").replace("\t", " "))
    if len(err) > 4_000:
        raise LawError(f"{len(err)} characters of errors: {err[:300]!r}")
    return status, out[:2_000], err


def command(arguments: list[str]) -> tuple[int, str, str]:
    """Status, output and errors of a command in this process."""
    out, err, before = Output(), Output(), Path.cwd()
    status: Any = None
    os.chdir(home())
    try:
        with (
            patch.multiple(sys, argv=["cnncost", *arguments], stdin=None),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            main()
    except SystemExit as stop:
        status = stop.code
    finally:
        os.chdir(before)
    return status or 0, out.text, err.text


SHOWN = (
    target("shown", show_all, known.YAML + known.SPECS + known.LAYERS, NET),
    target("command", run_command, known.COMMANDS, "show\nnet.yaml\n--format\njson",
           "explain\nfire:e1x1", "draw\nconv(8, k=3, g=2)\n--input\n9x9x8",
           "reconcile\nfire\n--seen\n4.1G",
           "budget\nnet.yaml\n--max-macs\n1M\n--baseline\nbase.json", "check\nhw.yaml\na.yaml",
           "compare\nnet.yaml\nfire\n--by\nkind"),
)  # fmt: skip
