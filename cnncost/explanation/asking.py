"""What ``cnncost explain`` answers: a topic, a row or part of a network, a layer, a network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cnncost.analysis import analyze_spec
from cnncost.document import Node, Source
from cnncost.errors import UnknownNameError, UsageError, did_you_mean, shortened
from cnncost.explanation.filling import topic_page
from cnncost.explanation.notation import Notation, find_notation, in_notation, refuse_oblong
from cnncost.explanation.page import Block, Entries, Entry, Heading, Page, plain
from cnncost.explanation.topics import Topic, contents, find, names, topic
from cnncost.formula import number
from cnncost.head import Number, read_shape
from cnncost.library import Settings, Size, analyze, exact
from cnncost.place import rows_at
from cnncost.report import Report
from cnncost.spec import Spec, layers_spec
from cnncost.zoo import exists, is_file
from cnncost.zoo import names as spec_names

LONGEST_LAYER = 400


@dataclass(frozen=True, eq=False)
class Explanation:
    """A page that shows itself in a terminal and in a notebook."""

    page: Page

    def __rich__(self) -> Any:
        from cnncost.views.page import page_rich

        return page_rich(self.page)

    def _repr_html_(self) -> str:
        from cnncost.views.page_html import page_html

        return page_html(self.page)

    def __str__(self) -> str:
        from cnncost.views.page import page_text

        return page_text(self.page)

    def __repr__(self) -> str:
        return f"Explanation({self.page.sort}: {self.page.title})"


def explain(
    what: str | Path | Spec = "",
    *,
    input: Size | None = None,
    params: Settings | None = None,
    notation: str = "lecture",
) -> Explanation:
    """Where numbers come from: of a topic, ``SPEC:PATH``, a layer such as ``conv(8, k=3)``, a spec.

    ``params`` are the letters of a topic's example or the parameters of a spec; ``input`` is the
    size that a layer stands on. Nothing lists the topics. Raises CnncostError.
    """
    letters = find_notation(notation)
    given = {name: exact(value) for name, value in (params or {}).items()}
    if isinstance(what, (Spec, Path)):
        return Explanation(_story(analyze(what, input=input, params=given)))
    return Explanation(_page(what.strip(), given, input, letters))


def _page(what: str, given: Mapping[str, Number], input: Size | None, notation: Notation) -> Page:
    if not what:
        return contents_page()
    if find(what):
        sides = _sides(topic(what), input, notation)
        page = topic_page(topic(what), {**sides, **given}, notation)
        return page._replace(notes=(*page.notes, *_network_of_that_name(what)))
    if is_typed(what):
        page, report = _layer(what, given, input)
        return in_notation(page, notation, *(one.letters for one in report.measured))
    spec, path = divided(what)
    report = _report(spec, given, input)
    if not path:
        return _story(report)
    from cnncost.explanation.parts import place_page

    page = place_page(report, path)
    rows = (report.measured[i].letters for i in rows_at(report, path))
    return in_notation(page, notation, *rows)


def is_typed(what: str) -> bool:
    """Whether a text is layers, as ``conv(8, k=3) -> bn``, and not the name of a file."""
    return ("(" in what or "->" in what) and not exists(what) and not exists(divided(what)[0])


def divided(what: str) -> tuple[str, str]:
    """``SPEC:PATH`` as the two; no path where there is none, or the whole is a file."""
    spec, colon, path = what.rpartition(":")
    return (spec, path) if colon and not exists(what) else (what, "")


def _story(report: Report) -> Page:
    """A network's page; what it needs is imported when one is asked for, as for all but topics."""
    from cnncost.explanation.networks import network_page

    return network_page(report)


def _sides(of: Topic, input: Size | None, notation: Notation) -> dict[str, int]:
    """An input size as letters of a topic: its map's height and width, and input channels."""
    if input is None:
        return {}
    size = read_shape(input) if isinstance(input, str) else tuple(input)
    if size is None or not {"N"} < set(of.letters):
        raise UsageError(f"The topic '{of.name}' takes its numbers as letters, as K=5.")
    names = ("Hi", "Wi", "N") if "Hi" in of.letters else ("H", "W", "N")
    if notation.letters:
        refuse_oblong(size[0] or 0, size[1] or 0)
    sides = zip(names, size, strict=False)
    return {notation.letters.get(name, name): n for name, n in sides if n is not None}


def _network_of_that_name(what: str) -> tuple[str, ...]:
    """How to have the network explained whose file is called like the topic that was asked for."""
    name = what.lower()
    return (f"The network of that name: cnncost explain {name}:",) if is_file(name) else ()


def _report(name: str, given: Mapping[str, Number], input: Size | None) -> Report:
    """A network's report. Raises UnknownNameError that knows of topics too."""
    try:
        return analyze(name, input=input, params=given)
    except UnknownNameError:
        hint = did_you_mean(name.lower(), [*names(), *spec_names()])
        raise UnknownNameError(
            f"There is no topic or network called '{shortened(name)}'.{hint} 'cnncost explain' "
            "lists the topics, 'cnncost list' the networks; a layer is written as conv(8, k=3)."
        ) from None


# --- a layer that is typed


def typed_report(text: str, given: Mapping[str, Number], input: Size | None) -> Report:
    """The report of layers typed as ``conv(128, k=3) -> bn``, on an input.

    Raises UsageError without an input, FileError for what cannot be read or cannot stand.
    """
    if input is None:
        raise UsageError("A layer needs the map that it stands on, as --input 28x28x64.")
    size = read_shape(input) if isinstance(input, str) else tuple(input)
    if size is None or len(size) != 3 or None in size:
        raise UsageError(
            f"'{shortened(str(input))}' is not the size of a map. Expected HxWxC, as 28x28x64."
        )
    if len(text) > LONGEST_LAYER:
        raise UsageError(f"The layers are longer than {LONGEST_LAYER} characters; write a spec.")
    node = Node(Source("layer", text), 0, len(text), text)
    height, width, channels = (number(n or 0) for n in size)
    return analyze_spec(layers_spec(node, (height, width, channels), given))


def _layer(text: str, given: Mapping[str, Number], input: Size | None) -> tuple[Page, Report]:
    from cnncost.explanation.layers import layer_page
    from cnncost.explanation.parts import chain_page

    report = typed_report(text, given, input)
    make = layer_page if len(report.rows) == 1 else chain_page
    return make(" ".join(text.split()), report), report


# --- the list of topics


def contents_page() -> Page:
    """Every topic in teaching order, by chapter."""
    blocks: list[Block] = []
    chapters: dict[str, list[Entry]] = {}
    for entry in contents():
        title = topic(entry.name).title
        chapters.setdefault(entry.chapter, []).append(Entry(entry.name, plain(title)))
    for chapter, entries in chapters.items():
        blocks += [Heading(chapter), Entries(tuple(entries))]
    notes = (
        "cnncost explain TOPIC, with other numbers as cnncost explain depthwise K=5 N=256",
        "cnncost explain googlenet tells a network's story, googlenet:3a/3x3.2 one row's working, "
        'and "conv(128, k=3, g=32)" --input 28x28x64 any layer\'s',
    )
    return Page(
        "contents", "topics", "What there is to explain, in teaching order", tuple(blocks), notes
    )
