"""Conventions: what other counters print for a network, as formulas over the ledger.

They are data, in conventions.yaml: a figure is the MACs plus named terms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

from cnncost.document import Node, entries, is_mapping, is_text, read_document, read_text
from cnncost.errors import FormulaError, UsageError, did_you_mean, listed, shortened
from cnncost.formula import Expr, parse
from cnncost.head import named_entries
from cnncost.layers import KINDS
from cnncost.measure import Measured
from cnncost.quantity import Chosen, Names, path_pattern, per_row
from cnncost.report import Column, Counting, Report, exact_sum

FILE = Path(__file__).with_name("conventions.yaml")
WRITTEN = "written"  # under this name stands no convention, but how networks are written
KEYS = ("title", "counts", "params", "calls params", "plus", "note")
CONVOLUTIONS = ("conv", "depthwise")
LONGEST_GATE = 10
NO_TOOL_HAS = ("sparse_conv", "subsample", "rbf", "lrn", "pad_channels")  # as layers of their own


class Convention(NamedTuple):
    """What a counter prints: the MACs plus ``plus``, and as parameters ``params``.

    ``counts`` is the counter's own word for its figure, ``params_word`` for parameters; empty if it
    does not print the one or the other.
    """

    name: str
    title: str
    counts: str
    params: Expr
    params_word: str
    plus: Mapping[str, Expr]
    note: str

    @property
    def params_heading(self) -> str:
        """What its parameters are called where they are shown anyway."""
        return self.params_word or "parameters"

    def text(self, labels: Iterable[str]) -> str:
        """The convention in one line, as it stands below a table, with the terms so labelled."""
        own = "weights + bias + norm"
        params = f"{self.params_heading} = {str(self.params).replace('params', own, 1)}"
        terms = "".join(f" + {label}" for label in labels)
        work = f" · {self.counts} = our MACs{terms}" if self.counts else ""
        note = f" · {self.note}" if self.note else ""
        return f"{self.title}: {params}{work}{note}"


class Figure(NamedTuple):
    """What a counter prints for one network, and the terms that lie between that and the MACs."""

    convention: Convention
    prints: int
    terms: Mapping[str, int]
    params: int


@cache
def conventions() -> dict[str, Convention]:
    """Every convention by name, in the order of the file."""
    return _conventions(_document())


def parse_conventions(text: str, file: str = "conventions") -> dict[str, Convention]:
    """The conventions in a text, by name.

    Raises FileError with file, line and column for anything that is none.
    """
    root = read_document(text, file)
    known = _conventions(root)
    _written_in(root)
    return known


def convention(name: str) -> Convention:
    """The convention of that name; ``-`` and ``_`` are one. Raises UsageError if there is none."""
    known = conventions()
    plain = name.replace("-", "_").lower()
    if plain not in known:
        hint = did_you_mean(plain, known) or f" Known: {listed(known)}."
        raise UsageError(f"There is no convention '{shortened(name)}'.{hint}")
    return known[plain]


def counted(report: Report, convention: Convention) -> Report:
    """The same network, its tables counted as this convention does."""
    columns = {
        "counted_params": params(convention, report),
        "counted_macs": work(convention, report),
    }
    words = convention.params_heading, convention.counts or "MACs"
    terms = figure(convention, report, train=True).terms
    counting = Counting(convention.name, *words, convention.text(terms))
    return replace(report, counting=counting, counted=columns)


def work(convention: Convention, report: Report) -> Column:
    """What the convention counts in each row, in place of MACs."""
    column = report["macs"]
    for term in convention.plus.values():
        column = column + per_row(term, report, NAMES)
    return column


def params(convention: Convention, report: Report) -> Column:
    """What the convention counts as parameters in each row."""
    return per_row(convention.params, report, NAMES)


def named_columns() -> dict[str, Callable[[Report], Column]]:
    """What every convention counts, by names such as ``thop_macs`` and ``keras_params``."""
    columns: dict[str, Callable[[Report], Column]] = {}
    for name, known in conventions().items():
        if known.counts:
            columns[f"{name}_macs"] = partial(work, known)
        if known.params_word:
            columns[f"{name}_params"] = partial(params, known)
    return columns


def figure(convention: Convention, report: Report, train: bool = False) -> Figure:
    """What a counter prints for a network, deployed or in training."""
    rows = slice(None) if train else ~report.train_only
    terms = {
        label: exact_sum(per_row(term, report, NAMES)[rows])
        for label, term in convention.plus.items()
    }
    macs = exact_sum(report["macs"][rows])
    return Figure(
        convention,
        macs + sum(terms.values()),
        {label: value for label, value in terms.items() if value},
        exact_sum(params(convention, report)[rows]),
    )


# --- the words that choose rows


def _behind_convolution(report: Report, biased: bool) -> Chosen:
    """Batch normalisations that alone read a convolution, with a bias or whatever it has."""
    bias, rows = report["bias"], report.measured
    deployed = np.flatnonzero(~report.train_only).tolist()
    readers = Counter(source for row in deployed for source in report.sources[row])
    found = np.zeros(len(rows), dtype=bool)
    for row, (source, *others) in enumerate(report.sources):
        alone = source >= 0 and not others and readers[source] <= 1
        if alone and rows[row].kind.name == "bn" and rows[source].kind.name in CONVOLUTIONS:
            found[row] = bias[source] > 0 or not biased
    return found


def _written(word: str) -> Callable[[Report], Chosen]:
    """The rows that the reference code writes in a way that counters see differently."""

    def chosen(report: Report) -> Chosen:
        known = written()
        facts = known.get(report.variant, known.get(report.name, {}))
        found = np.zeros(len(report.measured), dtype=bool)
        for place in facts.get(word, ()):
            if place in KINDS:
                found |= [one.kind.name == place for one in report.measured]
            else:
                pattern = path_pattern(place)
                found |= [bool(pattern.fullmatch(name.path)) for name in report.names]
        return found

    return chosen


@cache
def written() -> dict[str, dict[str, tuple[str, ...]]]:
    """By network and word: the kinds and paths that its reference code writes that way."""
    return _written_in(_document())


def _written_in(root: Node) -> dict[str, dict[str, tuple[str, ...]]]:
    node = next((node for key, node in root.value if key.value == WRITTEN), None)
    if node is None:
        return {}
    form = "NETWORK: {WORD: [places]}"
    return {name.value: _facts(facts) for name, facts in named_entries(node, WRITTEN, form)}


def _facts(node: Node) -> dict[str, tuple[str, ...]]:
    given = named_entries(node, "a network", "WORD: [places]")
    return {word.value: tuple(map(_text, _listed(places))) for word, places in given}


def _listed(node: Node) -> tuple[Node, ...]:
    if is_text(node) or is_mapping(node):
        raise node.error("Expected a list of kinds and paths: [one, two].")
    return tuple(node.value)


def _gates(report: Report) -> Chosen:
    """Global poolings whose value is multiplied onto the very map that they pool, soon after."""
    rows = report.measured
    return np.array(
        [
            one.kind.name == "gap"
            and any(
                after.kind.name == "multiply" and after.output == one.input
                for after in rows[i + 1 : i + LONGEST_GATE]
            )
            for i, one in enumerate(rows)
        ],
        dtype=bool,
    )


def _channel_pairs(one: Measured) -> int:
    """How many filters of one channel a layer has: its weights over the size of its kernel."""
    grouped = one.kind.name in ("conv", "transposed")
    pairs = one.letters["N"] * one.output[2] // one.letters["G"] if grouped else one.output[2]
    return pairs if one.kind.names else 0


def _numbers(number: Callable[[Measured], int]) -> Callable[[Report], Column]:
    return lambda report: np.array([number(one) for one in report.measured], dtype=np.int64)


def _is_bn(report: Report) -> Chosen:
    return np.array([one.kind.name == "bn" for one in report.measured], dtype=bool)


FACTS = ("functional", "mean", "linear", "subclass", "idle")
NAMES = Names(
    columns={
        "channel_pairs": _numbers(_channel_pairs),
        "kernel": _numbers(lambda one: one.kernel[0]),
        "divisions": _numbers(
            lambda one: int(one.kind.name == "split" and one.letters["take"] == 1)
        ),
        "positions": _numbers(lambda one: one.output[0] * one.output[1]),
    },
    words={
        "biased": lambda report: report["bias"] > 0,
        "unbiased": lambda report: report["bias"] == 0,
        "folded": lambda report: _behind_convolution(report, biased=False),
        "absorbed": lambda report: _behind_convolution(report, biased=True),
        "unfolded": lambda report: _is_bn(report) & ~_behind_convolution(report, biased=False),
        "gate": _gates,
        "module": lambda report: ~(_written("functional")(report) | _written("mean")(report)),
        **{word: _written(word) for word in FACTS},
    },
)


# --- reading


@cache
def _document() -> Node:
    return read_document(read_text(FILE), FILE.name)


def _conventions(root: Node) -> dict[str, Convention]:
    given = named_entries(root, "conventions", "NAME: what it counts")
    return {key.value: _convention(key.value, node) for key, node in given if key.value != WRITTEN}


def _convention(name: str, node: Node) -> Convention:
    given = entries(node, KEYS, "a convention", did_you_mean)
    plus = named_entries(given["plus"], "plus", "WHAT: formula") if "plus" in given else ()
    texts = {key: _text(value) for key, value in given.items() if key != "plus"}
    return Convention(
        name=name,
        title=texts.get("title", ""),
        counts=texts.get("counts", ""),
        params=parse("params")
        if texts.get("params", "none") == "none"
        else _formula(given["params"]),
        params_word=""
        if texts.get("params") == "none"
        else texts.get("calls params", "parameters"),
        plus={key.value: _formula(value) for key, value in plus},
        note=texts.get("note", ""),
    )


def _text(node: Node) -> str:
    if not is_text(node) or not node.value:
        raise node.error("Expected a text.")
    return str(node.value)


def _formula(node: Node) -> Expr:
    try:
        return parse(_text(node), quotes=True)
    except FormulaError as error:
        raise node.error(error.message, error.span) from None
