"""The spec itself: its text with line numbers."""

from __future__ import annotations

from pathlib import Path

from cnncost.numbers import several
from cnncost.pages.markup import Html, joined, tag
from cnncost.pages.report.elements import notes
from cnncost.pages.report.subject import Subject, path_shown

MOST_LINES, LONGEST_LINE, MOST_CHARACTERS = 1_000, 300, 60_000


def source(subject: Subject) -> Html:
    """The YAML text that was counted, each line numbered by the style sheet."""
    text = subject.spec.origin.node.source.text
    every = text.expandtabs().splitlines()
    lines = [line[:LONGEST_LINE] for line in text[:MOST_CHARACTERS].expandtabs().splitlines()]
    lines = lines[:MOST_LINES]
    numbered = joined((tag("span", line) for line in lines), "\n")
    name = path_shown(Path(subject.spec.file).name)
    block = tag("pre", tag("code", numbered), class_="source", tabindex=0, aria_label=name)
    cut = len(lines) < len(every) or any(len(line) > LONGEST_LINE for line in every)
    size = f"{several(len(every), 'line')} and {several(len(text), 'character')}"
    rest = notes([f"Cut: the file has {size}."] if cut else [])
    return joined([tag("p", name, class_="note"), block, rest])
