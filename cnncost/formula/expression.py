"""Expr: an immutable formula, built with the ordinary operators.

>>> H, W, N, M, K, G = symbols("H W N M K G")
>>> print(H * W * (N * K * K * M / G))
H·W·N·K²·M/G
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Union

Operand = Union["Expr", int, Fraction]


class Expr:
    """A node of a formula: an operator and its operands.

    Leaves are ``number`` (an exact int or Fraction) and ``symbol`` (a name). ``span`` is where the
    node stood in the text it was parsed from; equality ignores it. ``height`` is that of the tree.
    """

    __slots__ = ("_run", "_symbols", "args", "height", "op", "span")

    op: str
    args: tuple[Any, ...]
    span: tuple[int, int] | None
    height: int
    _run: Callable[[Mapping[str, Any]], Any] | None
    _symbols: frozenset[str] | None

    def __init__(self, op: str, *args: Any, span: tuple[int, int] | None = None) -> None:
        fix = object.__setattr__
        fix(self, "op", op)
        fix(self, "args", args)
        fix(self, "span", span)
        above = 0 if op == "->" else 1
        fix(self, "height", above + max((a.height for a in args if type(a) is Expr), default=0))
        fix(self, "_run", None)  # filled by evaluate.compiled, which is why it is not compared
        fix(self, "_symbols", None)  # filled when they are first asked for

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a formula never changes; build a new one")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("a formula never changes; build a new one")

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (self.op, self.args, self.span)

    def __eq__(self, other: object) -> bool:
        return type(other) is Expr and self.op == other.op and self.args == other.args

    def __hash__(self) -> int:
        return hash((self.op, self.args))

    def __repr__(self) -> str:
        return f"Expr({self})"

    def __str__(self) -> str:
        from cnncost.formula.display import text

        return text(self)

    def __call__(self, **values: Any) -> Any:
        """The value with these letters put in: ``macs(H=28, W=28, ...)``."""
        from cnncost.formula.evaluate import evaluate

        return evaluate(self, values)

    def __add__(self, other: Operand) -> Expr:
        return Expr("+", self, lift(other))

    def __radd__(self, other: Operand) -> Expr:
        return Expr("+", lift(other), self)

    def __sub__(self, other: Operand) -> Expr:
        return Expr("-", self, lift(other))

    def __rsub__(self, other: Operand) -> Expr:
        return Expr("-", lift(other), self)

    def __mul__(self, other: Operand) -> Expr:
        return product(self, lift(other))

    def __rmul__(self, other: Operand) -> Expr:
        return product(lift(other), self)

    def __truediv__(self, other: Operand) -> Expr:
        return Expr("/", self, lift(other))

    def __rtruediv__(self, other: Operand) -> Expr:
        return Expr("/", lift(other), self)

    def __floordiv__(self, other: Operand) -> Expr:
        return Expr("//", self, lift(other))

    def __rfloordiv__(self, other: Operand) -> Expr:
        return Expr("//", lift(other), self)

    def __pow__(self, other: Operand) -> Expr:
        return Expr("**", self, lift(other))

    def __neg__(self) -> Expr:
        return Expr("negative", self)

    def symbols(self) -> frozenset[str]:
        """The letters and names that the formula depends on."""
        if self._symbols is None:
            names = frozenset(node.args[0] for node in self.nodes() if node.op == "symbol")
            object.__setattr__(self, "_symbols", names)
            return names
        return self._symbols

    def nodes(self) -> Iterator[Expr]:
        """Every node of the tree, the root first."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(a for a in reversed(node.args) if type(a) is Expr)

    def substitute(self, values: Mapping[str, Operand]) -> Expr:
        """The formula with other formulas or numbers in the place of letters."""
        if self.op == "symbol":
            return lift(values[self.args[0]]) if self.args[0] in values else self
        parts = [a.substitute(values) if type(a) is Expr else a for a in self.args]
        return product(*parts) if self.op == "*" else Expr(self.op, *parts)


def _rebuilt(op: str, args: tuple[Any, ...], span: tuple[int, int] | None) -> Expr:
    """A formula from its parts, for copies and for other processes."""
    return Expr(op, *args, span=span)


def number(value: int | Fraction) -> Expr:
    """A formula that is just a number; below zero it is written, and kept, with a sign."""
    return Expr("negative", Expr("number", -value)) if value < 0 else Expr("number", value)


def symbol(name: str) -> Expr:
    """A formula that is just a letter or name."""
    return Expr("symbol", name)


def symbols(names: str) -> tuple[Expr, ...]:
    """One symbol for each word of ``names``."""
    return tuple(symbol(name) for name in names.split())


def call(function: str, *args: Operand) -> Expr:
    """A formula that applies one of the known functions."""
    return Expr("call", function, *map(lift, args))


def lift(value: Operand) -> Expr:
    """An operand as a formula."""
    if isinstance(value, float):
        raise TypeError(f"{value} is not exact; use an int or a Fraction")
    return value if isinstance(value, Expr) else number(value)


def product(a: Expr, b: Expr) -> Expr:
    """``a*b`` as it is written by hand: one flat run of factors, equal neighbours as a power.

    ``H*W * (N*M/G)`` becomes ``H*W*N*M/G``, so that every cost reads like the textbook's.
    """
    if a == _ONE:
        return b
    if b.op == "*":
        return product(product(a, b.args[0]), b.args[1])
    if b.op == "/":
        return Expr("/", product(a, b.args[0]), b.args[1])
    head, last = a.args if a.op == "*" else (None, a)
    if _base(b) is None or _base(last) != _base(b):
        return Expr("*", a, b)
    merged = _merged(last, b)
    return merged if head is None else Expr("*", head, merged)


_ONE = number(1)


def _base(factor: Expr) -> Expr | None:
    """What a factor is a power of; None for numbers, which are never merged."""
    base = factor.args[0] if factor.op == "**" and factor.args[1].op == "number" else factor
    return base if base.op == "symbol" else None


def _merged(a: Expr, b: Expr) -> Expr:
    exponents = [f.args[1].args[0] if f.op == "**" else 1 for f in (a, b)]
    return Expr("**", _base(a), number(sum(exponents)))
