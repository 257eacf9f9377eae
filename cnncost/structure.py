"""The structure of a spec: modules, and bodies of chains, lists and joins, from YAML nodes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from cnncost.body import Aux, Body, Join, Module, Named, Origin, Series
from cnncost.chain import Scope, Signature, chain, expression, value
from cnncost.document import Node, Pairs, is_mapping, is_text
from cnncost.errors import did_you_mean, shortened
from cnncost.formula import Expr
from cnncost.head import LONGEST_NAME, Number, check_symbol, named_entries, scope_of
from cnncost.layers import JOINS, OTHER_NAMES

MOST_MODULES = 200


class Head(NamedTuple):
    """A module's name and parameters, before its body is read."""

    name: str
    parameters: Signature
    node: Node
    origin: Origin


def read_modules(node: Node | None, params: Mapping[str, Number]) -> dict[str, Module]:
    """All modules; their bodies may use each other, so all their heads are read first."""
    heads = [] if node is None else list(_heads(node, params))
    known = {head.name: head.parameters for head in heads}
    return {
        name: Module(name, own, read_body(body, scope_of(known, params, own)), origin)
        for name, own, body, origin in heads
    }


def _heads(node: Node, params: Mapping[str, Number]) -> Iterator[Head]:
    if len(node.value) > MOST_MODULES:
        raise node.error(f"There are {len(node.value)} modules; the most is {MOST_MODULES}.")
    lines: dict[str, int] = {}
    for key, body in named_entries(node, "modules", "NAME(PARAMETER, ...): body"):
        name = key.value.partition("(")[0].strip()
        head = key._replace(value=name, end=key.start + len(name))
        check_symbol(head, "module")
        formula = expression(key)
        if formula.op not in ("symbol", "call"):
            raise key.error("Expected a module's name, such as fire(s, e).")
        if name in params:
            raise head.error(f"'{name}' is a parameter already.")
        if name in lines:
            raise head.error(f"The module '{name}' is defined twice; first in line {lines[name]}.")
        lines[name] = key.place().line
        yield Head(name, _parameters(key, formula, params), body, Origin(key, (0, len(name))))


def _parameters(key: Node, formula: Expr, params: Mapping[str, Number]) -> Signature:
    """The parameters between the brackets; a default may use those before it."""
    signature: list[tuple[str, Expr | None]] = []
    for arg in formula.args[1:]:
        if arg.op not in ("option", "symbol"):
            raise key.error("Expected a parameter's name.", arg.span)
        name, default = arg.args if arg.op == "option" else (arg.args[0], None)
        check_symbol(_part(key, name, arg), "parameter")
        if any(name == other for other, _ in signature):
            raise key.error(f"The parameter '{name}' is there twice.", arg.span)
        if default is not None:
            value(key, default, scope_of({}, params, tuple(signature)), as_argument=True)
        elif signature and signature[-1][1] is not None:
            raise key.error(f"'{name}' follows a default, so it needs one.", arg.span)
        signature.append((name, default))
    return tuple(signature)


def _part(key: Node, name: str, formula: Expr) -> Node:
    """The stretch of a key where a name stands, as a node of its own."""
    start = key.start + (formula.span or (0, 0))[0]
    return key._replace(value=name, start=start, end=start + len(name))


def read_body(node: Node, scope: Scope) -> Body:
    """A chain, a list of items, or a join."""
    if is_text(node):
        return _chain(node, scope)
    if not is_mapping(node):
        return Series(tuple(_item(item, scope) for item in node.value))
    keys = [key.value for key, _ in node.value]
    if len(keys) == 1 and keys[0] in JOINS:
        return _join(node, scope)
    if len(keys) > 1 and keys[0] in JOINS and keys[1] in JOINS:
        second = node.value[1][0]
        raise second.error("Only one join can stand here. Put '- ' before each of them.")
    if len(keys) == 1 and keys[0] == "aux":
        raise node.error("'aux' is an item of a list: write '- aux:'.")
    joins = ", ".join(JOINS)
    raise node.error(f"Expected a chain, a list with '- ' before each item, or one of {joins}.")


def _chain(node: Node, scope: Scope) -> Body:
    if node.value == "":
        raise node.error("Nothing stands here. Write 'none' for no layer.")
    return chain(node, scope)


def _item(node: Node, scope: Scope) -> Body:
    """A chain, a join, auxiliary branches, or a body with a name."""
    if not is_mapping(node):
        return read_body(node, scope)
    if len(node.value) != 1:
        second = node.value[1][0]
        raise second.error("One name per list item: start this line with '- '.")
    key, body = node.value[0]
    if key.value in JOINS:
        return _join(node, scope)
    if key.value == "aux":
        return Aux(_branches(key, body, scope))
    if is_mapping(body):
        _check_join(key, body)
    return Named(_label(key), read_body(body, scope))


def _check_join(key: Node, body: Node) -> None:
    """Refuse a mistyped join by its own name, before its branches are taken for something else."""
    hint = did_you_mean(key.value, JOINS)
    if key.value in OTHER_NAMES and OTHER_NAMES[key.value] in JOINS:
        hint = f" Did you mean {OTHER_NAMES[key.value]}?"
    if hint and not any(inner.value in JOINS for inner, _ in body.value):
        raise key.error(f"'{shortened(key.value)}' is no join.{hint}")


def _join(node: Node, scope: Scope) -> Join:
    key, body = node.value[0]
    origin = Origin(key, (0, len(key.value)))
    return Join(JOINS[key.value], _branches(key, body, scope), origin)


def _branches(key: Node, node: Node, scope: Scope) -> tuple[tuple[str, Body], ...]:
    if not isinstance(node.value, Pairs) or not node.value:
        raise key.error(f"'{key.value}' holds named branches: 'NAME: layers'.")
    return tuple((_label(name), read_body(body, scope)) for name, body in node.value)


def _label(key: Node) -> str:
    """A name of a branch or an item, as it will stand in paths."""
    name = str(key.value)
    if not name or len(name) > LONGEST_NAME or name != name.strip() or not name.isprintable():
        raise key.error(f"A name has 1 to {LONGEST_NAME} visible characters.")
    if re.search(r"[/:*?]|\.[0-9]+$", name):
        raise key.error(
            "A name may not hold / : * ? nor end in .1, .2 (equal names are numbered that way)."
        )
    if name.count("(") > name.count(")"):
        raise key.error(
            "This looks like a layer that is cut at a ':'. An option is set with =, as in k=3."
        )
    if re.match(r"[A-Za-z]\w*\(", name) or "->" in name:
        raise key.error("This looks like a layer. Is a name missing before it?")
    return name
