"""The structure of a network as frozen data: what a spec's text says, checked but not yet counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Union

from cnncost.document import Node
from cnncost.errors import FileError
from cnncost.formula import Expr
from cnncost.layers import Kind


@dataclass(frozen=True, slots=True)
class Origin:
    """The stretch of a scalar that a layer, a call or a number came from."""

    node: Node
    span: tuple[int, int]

    def error(self, message: str, context: str = "") -> FileError:
        return FileError(self.node.place(self.span), message, context)


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer: its kind and the arguments as typed."""

    kind: Kind
    arguments: tuple[tuple[str, Expr], ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class Use:
    """A module put to use with the values of its parameters."""

    module: str
    arguments: tuple[tuple[str, Expr], ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class Series:
    """Bodies one after the other."""

    items: tuple[Body, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A body several times in a row."""

    count: Expr
    body: Body
    origin: Origin


@dataclass(frozen=True, slots=True)
class Choice:
    """One of two bodies, by a condition."""

    yes: Body
    condition: Expr
    no: Body
    origin: Origin


@dataclass(frozen=True, slots=True)
class Join:
    """Branches that start from one map and end in one."""

    kind: Kind
    branches: tuple[tuple[str, Body], ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class Named:
    """A body with a name of its own."""

    name: str
    body: Body


@dataclass(frozen=True, slots=True)
class Aux:
    """Branches that end in a loss of their own: counted for training, passed over otherwise."""

    branches: tuple[tuple[str, Body], ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """The input passed on."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No layer; a branch of nothing is no branch."""


Body = Union[Layer, Use, Series, Repeat, Choice, Join, Named, Aux, Identity, Nothing]


@dataclass(frozen=True, slots=True)
class Module:
    """A named piece of network with parameters, some of which have defaults."""

    name: str
    parameters: tuple[tuple[str, Expr | None], ...]
    body: Body
    origin: Origin
