"""What a kind of layer is: letters, options, rules, a ledger. The kinds are in layers.py."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from cnncost.formula import Expr, number, symbols

LETTERS = {
    "H": "output height", "W": "output width", "M": "output channels",
    "Hi": "input height", "Wi": "input width", "N": "input channels",
    "K": "kernel size", "K_h": "kernel height", "K_w": "kernel width",
    "S": "stride", "S_h": "stride down", "S_w": "stride across",
    "P": "padding", "P_t": "padding above", "P_b": "padding below",
    "P_l": "padding left", "P_r": "padding right",
    "D": "dilation", "D_h": "dilation down", "D_w": "dilation across",
    "G": "groups", "bias": "1 with bias, 0 without", "B": "branches joined",
    "E": "elements that enter", "C": "connections between channels",
    "ceil": "1 to round sizes up, 0 to round down",
    "O_h": "output padding below", "O_w": "output padding right",
    "gamma": "1 with a learned scale", "beta": "1 with a learned shift",
    "first": "first channel kept", "stop": "channel after the last one kept",
    "stated": "1 if stride or padding was given", "parts": "equal parts",
    "take": "which part is kept, from 1",
    "A": "size asked for", "A_h": "height asked for", "A_w": "width asked for",
}  # fmt: skip

# What a layer costs: one exact integer for each of these, for every layer.
LEDGER = {
    "weights": "trained coefficients of convolutions and matrices",
    "bias": "trained constants added to outputs",
    "norm": "trained scales and shifts of normalisation",
    "stats": "running means and variances, and other numbers that are not trained",
    "macs": "multiply-accumulates",
    "bias_adds": "additions of a bias",
    "norm_elements": "elements normalised",
    "activation_elements": "elements put through an activation",
    "pool_inputs": "elements that a pooling reads",
    "pool_outputs": "elements that a pooling writes",
    "pool_windows": "elements in all windows of a pooling",
    "adds": "elementwise additions",
    "multiplies": "elementwise multiplications",
    "moved": "elements copied or reordered",
    "input_elements": "elements of the input",
    "output_elements": "elements of the output",
}

ONE = number(1)
Hi, Wi, N = symbols("Hi Wi N")


class Option(NamedTuple):
    """Something a layer may be told: ``k=3``, ``s=2``, ``bias=no``.

    ``letters`` are the letters of the formulas that it sets; ``default`` is None where it must be
    given, and a word where it is worked out (``half``: see ``layers.half_padding``).
    """

    name: str
    letters: tuple[str, ...]
    default: int | str | None
    meaning: str
    least: int = 0
    words: tuple[str, ...] = ()
    flag: bool = False


class Rule(NamedTuple):
    """What must hold for a layer to stand where it stands, and what to say if it does not.

    The message may name letters in braces; ``option`` is the argument to blame.
    """

    holds: Expr
    message: str
    option: str


class Kind(NamedTuple):
    """A kind of layer: its options, its output, and its ledger, all as formulas.

    ``size`` is (H, W, M). ``sees`` is the kernel and the stride: which inputs one output depends
    on. A kind that ``names`` its place is called by the name of the branch it stands in.
    """

    name: str
    title: str
    options: tuple[Option, ...] = ()
    size: tuple[Expr, Expr, Expr] = (Hi, Wi, N)
    ledger: Mapping[str, Expr] = {}
    sees: tuple[tuple[Expr, Expr], tuple[Expr, Expr]] = ((ONE, ONE), (ONE, ONE))
    rules: tuple[Rule, ...] = ()
    names: bool = False
    upsamples: bool = False
