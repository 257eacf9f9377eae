"""The conventions in force in a homework: what counts as a parameter, and what as work."""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

from cnncost.document import Node, entries, is_text
from cnncost.errors import did_you_mean, listed, shortened
from cnncost.homework.numerals import Unread, read_whole
from cnncost.numbers import count

MOST_IMAGES = 100_000
# What may be agreed on, with the words for each choice, the usual one first.
CHOICES: dict[str, dict[str, str]] = {
    "work": {
        "MACs": "work in MACs, a multiplication and an addition in one",
        "FLOPs": "work in FLOPs, two for each MAC",
    },
    "bias": {"counted": "biases counted", "left out": "no biases"},
    "batch norm": {
        "2C": "2 parameters for each channel of a batch normalisation",
        "4C": "4 parameters for each channel of a batch normalisation",
        "left out": "no parameters of normalisations",
    },
    "sizes": {
        "floor": "sizes rounded down unless a layer says otherwise",
        "ceil": "sizes of poolings rounded up",
    },
}
KEYS = (*CHOICES, "images")


class Agreement(NamedTuple):
    """What is agreed: one choice of each, and how many images the work is asked for."""

    work: str = "MACs"
    bias: str = "counted"
    norm: str = "2C"
    sizes: str = "floor"
    images: int = 1

    @property
    def text(self) -> str:
        """The agreement as a student reads it."""
        chosen = zip(CHOICES.values(), self[:4], strict=True)
        said = [words[choice] for words, choice in chosen]
        images = "one image" if self.images == 1 else f"{count(self.images)} images"
        return f"Agreed here: {' · '.join([*said, images])}"

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the ledger that are parameters here."""
        bias = ("bias",) if self.bias == "counted" else ()
        norm = {"2C": ("norm",), "4C": ("norm", "stats"), "left out": ()}[self.norm]
        return ("weights", *bias, *norm)


class Alternative(NamedTuple):
    """Another convention for parameters: what is counted in it, and what it is called here.

    ``agreed`` says what is counted here instead.
    """

    columns: tuple[str, ...]
    slips: tuple[str, ...]
    says: str
    agreed: str


def read_agreement(node: Node | None) -> Agreement:
    """The ``conventions:`` of a homework. Raises FileError for what cannot be agreed on."""
    if node is None:
        return Agreement()
    given = entries(node, KEYS, "conventions", did_you_mean)
    work, bias, norm, sizes = (_choice(given, name, tuple(CHOICES[name])) for name in CHOICES)
    return Agreement(work, bias, norm, sizes, _images(given.get("images")))


def _choice(given: dict[str, Node], name: str, known: tuple[str, ...]) -> str:
    if name not in given:
        return known[0]
    node = given[name]
    typed = node.value.strip() if is_text(node) else ""
    for choice in known:
        if typed.lower() == choice.lower():
            return choice
    raise node.error(f"'{name}' is one of {listed(known, 'or')}, not '{shortened(typed)}'.")


def _images(node: Node | None) -> int:
    if node is None:
        return 1
    number = read_whole(node.value) if is_text(node) else Unread("")
    if isinstance(number, Unread) or not 1 <= number <= MOST_IMAGES:
        raise node.error(f"'images' is a whole number from 1 to {MOST_IMAGES:,}.")
    return number


# What else may count as a parameter: the slip that it is where it is not agreed on, and its words.
_OTHERWISE = {
    "bias": {
        "counted": ("bias.unwanted", "biases are counted"),
        "left out": ("bias.missing", "biases are left out"),
    },
    "norm": {
        "2C": ("", "a batch normalisation has 2 parameters for each channel"),
        "4C": ("bn.four", "a batch normalisation has 4 parameters for each channel"),
        "left out": ("bn.none", "normalisations are left out"),
    },
}


def other_parameters(agreed: Agreement) -> list[Alternative]:
    """The other conventions for parameters, those that differ in one choice first."""
    ways = product(*(_OTHERWISE[name] for name in _OTHERWISE))
    others = [agreed._replace(bias=bias, norm=norm) for bias, norm in ways]
    differing = [(other, _differences(agreed, other)) for other in others]
    differing.sort(key=lambda pair: len(pair[1]))
    return [_alternative(agreed, other, names) for other, names in differing if names]


def _differences(agreed: Agreement, other: Agreement) -> list[str]:
    return [name for name in _OTHERWISE if getattr(agreed, name) != getattr(other, name)]


def _alternative(agreed: Agreement, other: Agreement, names: list[str]) -> Alternative:
    found = [_OTHERWISE[name][getattr(other, name)] for name in names]
    slips = tuple(slip for slip, _ in found if slip)
    here = [_OTHERWISE[name][getattr(agreed, name)][1] for name in names]
    says = listed(says for _, says in found)
    return Alternative(other.columns, slips, says, listed(here))
