"""The structure of a network as frozen data: a spec's text, checked but not yet counted."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from cnncost.document import Node
from cnncost.errors import FileError
from cnncost.formula import Expr
from cnncost.kind import Kind


class Origin(NamedTuple):
    """The stretch of a scalar that a layer, a call or a number came from."""

    node: Node
    span: tuple[int, int]

    def error(self, message: str, context: str = "") -> FileError:
        return FileError(self.node.place(self.span), message, context)


class Layer(NamedTuple):
    """One layer: its kind and the arguments as typed."""

    kind: Kind
    arguments: tuple[tuple[str, Expr], ...]
    origin: Origin


class Use(NamedTuple):
    """A module put to use with the values of its parameters."""

    module: str
    arguments: tuple[tuple[str, Expr], ...]
    origin: Origin


class Series(NamedTuple):
    """Bodies one after the other."""

    items: tuple[Body, ...]


class Repeat(NamedTuple):
    """A body several times in a row."""

    times: Expr
    body: Body
    origin: Origin


class Choice(NamedTuple):
    """One of two bodies, by a condition."""

    yes: Body
    condition: Expr
    no: Body
    origin: Origin


class Join(NamedTuple):
    """Branches that start from one map and end in one."""

    kind: Kind
    branches: tuple[tuple[str, Body], ...]
    origin: Origin


class Named(NamedTuple):
    """A body with a name of its own."""

    name: str
    body: Body


class Aux(NamedTuple):
    """Branches that end in a loss of their own: counted for training, passed over otherwise."""

    branches: tuple[tuple[str, Body], ...]


class Identity(NamedTuple):
    """The input passed on."""


class Nothing(NamedTuple):
    """No layer; a branch of nothing is no branch."""


Body: TypeAlias = "Layer | Use | Series | Repeat | Choice | Join | Named | Aux | Identity | Nothing"


class Module(NamedTuple):
    """A named piece of network with parameters, some of which have defaults."""

    name: str
    parameters: tuple[tuple[str, Expr | None], ...]
    body: Body
    origin: Origin
