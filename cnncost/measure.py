"""One layer on one map: its letters, its output and its ledger, worked out from the formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from cnncost.errors import LayerError
from cnncost.formula import Expr, compiled
from cnncost.formula.arithmetic import Varying, whole
from cnncost.formula.display import decimal
from cnncost.kind import LEDGER, Kind, Option
from cnncost.layers import HALF, SAME

Shape = tuple[int, int, int]
LARGEST_SIZE = 10**9


class Measured(NamedTuple):
    """A layer's numbers on one input: every letter's value, the output, the ledger's columns.

    ``kernel`` and ``stride`` are (down, across).
    """

    kind: Kind
    letters: Mapping[str, int]
    input: Shape
    output: Shape
    kernel: tuple[int, int]
    stride: tuple[int, int]
    ledger: tuple[int, ...]

    def pair(self, letter: str, otherwise: int) -> tuple[int, int]:
        """A letter that has two halves: (down, across)."""
        get = self.letters.get
        return get(f"{letter}_h", otherwise), get(f"{letter}_w", otherwise)

    @property
    def depthwise(self) -> bool:
        """Whether every input channel has filters of its own, whatever the layer is called."""
        alone = self.kind.name == "conv" and self.letters["G"] == self.letters["N"] > 1
        return alone or self.kind.name == "depthwise"

    @property
    def padding(self) -> tuple[int, int, int, int]:
        """Padding above, below, left and right."""
        top, bottom, left, right = (self.letters.get(f"P_{side}", 0) for side in "tblr")
        return top, bottom, left, right


def measure(kind: Kind, arguments: Mapping[str, Any], shape: Shape) -> Measured:
    """A layer of this kind, told these arguments, on a map of this shape (H, W, C).

    Raises LayerError where the layer cannot stand: sizes that do not fit or do not divide.
    """
    stated = int("s" in arguments or "p" in arguments)
    letters: dict[str, Any] = {"D_h": 1, "D_w": 1, "G": 1, "stated": stated}
    letters.update(zip(("Hi", "Wi", "N"), shape, strict=True))
    for option in kind.options:
        if option.name in arguments or option.default is None:
            values = _values(option, arguments.get(option.name))
            letters.update(zip(option.letters, values, strict=True))
        else:
            for letter in option.letters:
                letters[letter] = option.default
    _pad(kind, letters)
    _check_rules(kind, letters)
    output = _sizes(kind, letters)
    return _measured(kind, letters, shape, output)


def measure_join(kind: Kind, branches: Mapping[str, Shape]) -> Measured:
    """A join of maps, by the names of their branches. Raises LayerError if they do not fit."""
    output = _joined(kind, branches)
    elements = sum(h * w * c for h, w, c in branches.values())
    letters = dict(zip(("Hi", "Wi", "N", "H", "W", "M"), (*output, *output), strict=True))
    letters |= {"B": len(branches), "E": elements, "G": 1}
    return _measured(kind, letters, output, output)


def _measured(kind: Kind, letters: Mapping[str, int], shape: Shape, output: Shape) -> Measured:
    (k_h, k_w), (s_h, s_w) = kind.sees
    kernel = (compiled(k_h)(letters), compiled(k_w)(letters))
    stride = (compiled(s_h)(letters), compiled(s_w)(letters))
    return Measured(kind, letters, shape, output, kernel, stride, _ledger(kind, letters))


def shown(shape: Sequence[int]) -> str:
    """``28×28×192``."""
    return "×".join(map(str, shape))


def _ledger(kind: Kind, letters: Mapping[str, int]) -> tuple[int, ...]:
    formulas = kind.ledger
    return tuple([compiled(formulas[name])(letters) if name in formulas else 0 for name in LEDGER])


# --- arguments -> letters


def _values(option: Option, given: Any) -> tuple[Any, ...]:
    """One value for each of the option's letters; words are worked out later."""
    count = len(option.letters)
    if isinstance(given, str):
        if given not in (*option.words, option.default):
            raise LayerError(f"{option.name} cannot be '{given}'.", option.name)
        return (given,) * count
    values = given if isinstance(given, tuple) else (given,)
    if len(values) == 1:
        values *= count
    elif len(values) == 2 and count == 4:
        values = (values[0], values[0], values[1], values[1])
    if len(values) != count:
        wanted = {1: "1 number", 2: "1 or 2 numbers", 4: "1, 2 or 4 numbers"}[count]
        raise LayerError(f"{option.name} takes {wanted}, not {len(values)}.", option.name)
    return tuple([_whole(option, value) for value in values])


def _whole(option: Option, typed: Any) -> Any:
    """An option's value, if that is a number that it can be."""
    name, meaning = option.name, option.meaning
    value = whole(typed)
    if option.flag:
        if value not in (0, 1):
            raise LayerError(f"{name} is yes or no, not {decimal(typed)}.", name)
        return int(value)
    if value is None:
        raise LayerError(f"{name} ({meaning}) must be a whole number, not {decimal(typed)}.", name)
    if type(value) is bool or (isinstance(value, Varying) and value.kind is bool):
        raise LayerError(f"{name} ({meaning}) must be a number, not yes or no.", name)
    if not option.least <= value <= LARGEST_SIZE:
        limit = f"at least {option.least}" if value < option.least else "at most 10^9"
        raise LayerError(f"{name} ({meaning}) must be {limit}, not {value}.", name)
    return value


def _pad(kind: Kind, letters: dict[str, Any]) -> None:
    """Turn ``same``, ``valid`` and the default into numbers of rows and columns."""
    word = letters.get("P_t")
    if not isinstance(word, str):
        return
    for axis, (before, after) in {"h": ("P_t", "P_b"), "w": ("P_l", "P_r")}.items():
        if word == "same" and kind.upsamples:
            raise LayerError("p=same is not defined here; give the padding as a number.", "p")
        total = compiled(SAME[axis])(letters) if word == "same" else 0
        half = compiled(HALF[axis])(letters) if word == "half" else total // 2
        letters[before] = half
        letters[after] = half if word == "half" else total - half


# --- checks


def _check_rules(kind: Kind, letters: Mapping[str, int]) -> None:
    for rule in kind.rules:
        if not compiled(rule.holds)(letters):
            raise LayerError(rule.message.format(**letters), rule.option)


def _sizes(kind: Kind, letters: dict[str, Any]) -> Shape:
    height, width, channels = (compiled(size)(letters) for size in kind.size)
    letters.update(H=height, W=width, M=channels)
    if height < 1 or width < 1:
        raise LayerError(_nothing_left(letters) if kind.upsamples else _does_not_fit(letters))
    if height > LARGEST_SIZE or width > LARGEST_SIZE or channels > LARGEST_SIZE:
        raise LayerError(f"The output would be {shown((height, width, channels))}, past 10^9.")
    return height, width, channels


def _nothing_left(letters: Mapping[str, int]) -> str:
    size = f"{letters['H']}×{letters['W']}"
    return f"The padding takes away more than there is: the output would be {size}."


def _does_not_fit(letters: Mapping[str, int]) -> str:
    kernel = shown((letters["K_h"], letters["K_w"]))
    map_size = f"{letters['Hi']}×{letters['Wi']}"
    padding = {letters[f"P_{side}"] for side in "tblr"}
    padded = f"padded by {max(padding)}" if padding != {0} else "without padding"
    dilation = max(letters.get("D_h", 1), letters.get("D_w", 1))
    spread = f" with dilation {dilation}" if dilation > 1 else ""
    return f"A {kernel} window{spread} does not fit into a map of {map_size} {padded}."


def _joined(kind: Kind, branches: Mapping[str, Shape]) -> Shape:
    shapes = branches.values()
    largest = max(shapes, key=lambda shape: shape[0] * shape[1])
    height, width, channels = largest
    if kind.name == "concat":
        fits = all(shape[:2] == largest[:2] for shape in shapes)
        rule, channels = "the same height and width", sum(c for _, _, c in shapes)
    elif kind.name == "multiply":
        fits = all(shape == largest or shape == (1, 1, channels) for shape in shapes)
        rule = "the same shape (or 1×1 with the same channels)"
    else:
        fits = all(shape == largest for shape in shapes)
        rule = "the same shape"
    if not fits:
        each = ", ".join(f"{name} has {shown(shape)}" for name, shape in branches.items())
        raise LayerError(f"The branches of {kind.name} must have {rule}: {each}.")
    return height, width, channels


def value_of(formula: Expr, values: Mapping[str, Any]) -> Any:
    """An argument's value: a pair becomes a tuple, a word stays a word, all else is a number."""
    if formula.op == "symbol" and formula.args[0] in values:
        return values[formula.args[0]]  # a module's parameter may stand for a pair or a word
    if formula.op == "pair":
        return tuple([compiled(part)(values) for part in formula.args])
    return compiled(formula)(values)
