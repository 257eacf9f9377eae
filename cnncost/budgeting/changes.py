"""Changes: the layers of a network against those it had before, by their paths."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple

from cnncost.measure import Shape
from cnncost.report import DOCUMENTS, Report

FIRST_OF_SEVERAL = re.compile(r"\.1(?=/|$)")
COUNTED = ("macs", "params")


class Layer(NamedTuple):
    """A layer and what it costs; ``row`` is its number in the report, if it is of one."""

    path: str
    kind: str
    input: Shape
    output: Shape
    train_only: bool
    counts: Mapping[str, int]
    row: int | None = None


class Change(NamedTuple):
    """A layer that costs another amount than before; one side is missing if it is new or gone."""

    before: Layer | None
    now: Layer | None

    @property
    def path(self) -> str:
        """Where the layer is, or was."""
        return (self.now or self.before or NOWHERE).path

    def amounts(self, quantity: str) -> tuple[int, int]:
        """How much of a quantity it cost, and how much it costs."""
        before, now = self.before or NOWHERE, self.now or NOWHERE
        return before.counts[quantity], now.counts[quantity]

    def growth(self, quantity: str) -> int:
        """By how much it grew, below 0 if it shrank."""
        before, now = self.amounts(quantity)
        return now - before

    def word(self, quantity: str) -> str:
        """``new``, ``gone``, ``grew``, ``shrank``, or nothing if this quantity stayed."""
        growth = self.growth(quantity)
        if growth == 0:
            return ""
        if self.before is None or self.now is None:
            return "gone" if self.now is None else "new"
        return "grew" if growth > 0 else "shrank"


class Changes(NamedTuple):
    """What changed, in the order of the network, what is gone last; how many layers did not.

    ``renamed`` layers are at another path than before, whether they cost the same or not.
    """

    changed: tuple[Change, ...]
    same: int
    renamed: int


NOWHERE = Layer("", "", (0, 0, 0), (0, 0, 0), False, dict.fromkeys(COUNTED, 0))


def changes(before: Sequence[Layer], now: Sequence[Layer]) -> Changes:
    """What changed between two lists of layers.

    A layer is found again at its path; else one that is the same layer at another path; else the
    one whose path only got or lost its number, as ``3x3`` and ``3x3.1``.
    """
    gone, new = list(before), list(now)
    pairs: list[tuple[Layer, Layer]] = []
    for key in (_path, _itself, _place):
        pairs += _matched(gone, new, key)
        gone, new = _without(gone, (old for old, _ in pairs)), _without(new, (n for _, n in pairs))
    changed = [Change(old, layer) for old, layer in pairs if old.counts != layer.counts]
    changed += [Change(None, layer) for layer in new]
    changed.sort(key=_number)
    return Changes(
        changed=(*changed, *(Change(old, None) for old in gone)),
        same=sum(old.counts == layer.counts for old, layer in pairs),
        renamed=sum(old.path != layer.path for old, layer in pairs),
    )


def layers_of(report: Report, train: bool = False) -> tuple[Layer, ...]:
    """The layers of a report that cost anything, as its convention counts."""
    columns = {quantity: report[column(report, quantity)].tolist() for quantity in COUNTED}
    found = []
    for i, (name, one) in enumerate(zip(report.names, report.measured, strict=True)):
        counts = {quantity: column[i] for quantity, column in columns.items()}
        only = report.aside[i]
        if any(counts.values()) and (train or not only):
            found.append(Layer(name.path, one.kind.name, one.input, one.output, only, counts, i))
    return tuple(found)


def column(report: Report, quantity: str) -> str:
    """The ledger's column for a quantity: ours, or what another convention counts."""
    if quantity == "flops" or (quantity == "params" and report.counting == DOCUMENTS):
        return quantity
    return f"counted_{quantity}"


def _matched(
    before: Iterable[Layer], now: Iterable[Layer], key: Callable[[Layer], Hashable]
) -> list[tuple[Layer, Layer]]:
    """Layers with the same key, the first with the first."""
    waiting: dict[Hashable, deque[Layer]] = {}
    for layer in before:
        waiting.setdefault(key(layer), deque()).append(layer)
    pairs = []
    for layer in now:
        if found := waiting.get(key(layer)):
            pairs.append((found.popleft(), layer))
    return pairs


def _without(layers: Iterable[Layer], found: Iterable[Layer]) -> list[Layer]:
    known = {layer.path for layer in found}
    return [layer for layer in layers if layer.path not in known]


def _path(layer: Layer) -> Hashable:
    return layer.path


def _itself(layer: Layer) -> Hashable:
    return layer.kind, layer.input, layer.output, *layer.counts.values()


def _place(layer: Layer) -> Hashable:
    return FIRST_OF_SEVERAL.sub("", layer.path)


def _number(change: Change) -> int:
    row = change.now.row if change.now else None
    return -1 if row is None else row
