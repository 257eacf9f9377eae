"""A measured layer written as a reader would type it: ``conv(128, k=3, p=0)``."""

from __future__ import annotations

from collections.abc import Iterator

from cnncost.formula import evaluate
from cnncost.kind import Option
from cnncost.layers import HALF, JOINS
from cnncost.measure import Measured


def typed(measured: Measured) -> str:
    """The call that makes this layer on its input; nothing for a join, which is no call."""
    if measured.kind.name in JOINS:
        return ""
    return f"{measured.kind.name}({', '.join(_arguments(measured))})"


def _arguments(measured: Measured) -> Iterator[str]:
    """The first option by its value, others by name where they are not as usual."""
    for i, option in enumerate(measured.kind.options):
        values = tuple(measured.letters[letter] for letter in option.letters)
        if option.default is None or values != _usual(measured, option):
            named = f"{option.name}=" if i or option.default is not None else ""
            yield f"{named}{_value(option, values)}"


def _usual(measured: Measured, option: Option) -> tuple[int, ...]:
    """What an option's letters are where it is not given.

    An even window needs its stride, so there is nothing usual about that.
    """
    letters = measured.letters
    if option.default == "half":
        down, across = (evaluate(HALF[axis], letters) for axis in ("h", "w"))
        return down, down, across, across
    window = [letters.get(letter, 1) for letter in ("K_h", "K_w")]
    if option.name == "s" and any(side % 2 == 0 for side in window):
        return ()
    return (int(option.default or 0),) * len(option.letters)


def _value(option: Option, values: tuple[int, ...]) -> str:
    if option.flag:
        return "yes" if values[0] else "no"
    if len(set(values)) == 1:
        return str(values[0])
    return f"{values[0]}x{values[1]}" if len(values) == 2 else f"({', '.join(map(str, values))})"
