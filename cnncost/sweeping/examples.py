"""What can be varied of a network, for who did not say what."""

from __future__ import annotations

from fractions import Fraction

from cnncost.analysis import input_shape
from cnncost.errors import CnncostError, listed
from cnncost.numbers import setting
from cnncost.spec import Spec
from cnncost.sweeping.space import INPUT, RESOLUTION
from cnncost.sweeping.values import simplest
from cnncost.zoo import load

MOST_NAMES = 8


def what_varies(command: str, name: str) -> str:
    """``Nothing is varied. mobilenet_v2 has the parameters width ...``, with an example."""
    spec = load(name)
    names = list(spec.params)[:MOST_NAMES]
    own = f"{spec.variant} has {listed(names)}" if names else f"{spec.variant} has no parameters"
    others = [word for word in (RESOLUTION, INPUT) if word not in spec.params]
    budget = " --max-macs 300M" if command == "fit" else ""
    return (
        f"Nothing is varied. {own}; every network has {listed(others)}. Try cnncost {command} "
        f"{spec.variant} {example(spec)}{budget}"
    )


def example(spec: Spec) -> str:
    """Two values that make sense: half a width and the whole, or such sizes of the input."""
    width = spec.params.get("width", 0)
    if width > 0:
        return f"width={setting(simplest(Fraction(width, 2)))},{setting(width)}"
    try:
        side = input_shape(spec)[0]
    except CnncostError:
        side = 224
    return f"{RESOLUTION}={side // 2 or 2},{side}"
