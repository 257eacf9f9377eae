"""A network's description: YAML text -> Spec, a frozen tree in which everything knows its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from cnncost.body import Aux, Body, Join, Module, Named, Origin, Series
from cnncost.chain import (
    CONSTANTS,
    RESERVED,
    Scope,
    Signature,
    chain,
    expression,
    fewest_rows,
    in_order_of_use,
    value,
)
from cnncost.document import Node, Pairs, entries, is_mapping, is_text, read_document, read_text
from cnncost.errors import FormulaError, UsageError, did_you_mean, shortened
from cnncost.formula import Expr, evaluate
from cnncost.layers import JOINS, KINDS

Number = int | Fraction

KEYS = (
    "name", "title", "paper", "year", "family", "aliases", "input", "params", "variants",
    "modules", "layers",
)  # fmt: skip
LONGEST_NAME = 40
MOST_MODULES = 200
MOST_ROWS = 200_000
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_SYMBOL = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_SHAPE = re.compile(r"\s*([0-9]{1,9})x([0-9]{1,9})(?:x([0-9]{1,9}))?\s*")


class Spec(NamedTuple):
    """A network, or a block of one, as its file describes it.

    ``variant`` is the name under which it was asked for; ``params`` are the values in force.
    """

    name: str
    variant: str
    title: str
    paper: str
    year: int | None
    family: str
    aliases: tuple[str, ...]
    input: tuple[Expr, Expr, Expr]
    params: Mapping[str, Number]
    variants: Mapping[str, Mapping[str, Number]]
    modules: Mapping[str, Module]
    layers: Body
    file: str
    origin: Origin

    def with_params(self, values: Mapping[str, Number]) -> Spec:
        """The same network with some parameters changed.

        Raises UsageError for a parameter that the spec does not have.
        """
        for name in values:
            if name not in self.params:
                known = ", ".join(self.params) or "none"
                hint = did_you_mean(name, self.params) or f" Its parameters: {known}."
                raise UsageError(f"{self.name} has no parameter '{shortened(name)}'.{hint}")
        return self._replace(params={**self.params, **values})

    def as_variant(self, variant: str) -> Spec:
        """The named variant of the network."""
        if variant not in self.variants:
            known = ", ".join(self.variants) or "none"
            hint = did_you_mean(variant, self.variants) or f" Its variants: {known}."
            raise UsageError(f"{self.name} has no variant '{shortened(variant)}'.{hint}")
        return self.with_params(self.variants[variant])._replace(variant=variant)


def read_spec(path: Path) -> Spec:
    """The spec in a file.

    Raises FileError with file, line and column for anything the grammar does not allow.
    """
    return parse_spec(read_text(path), str(path))


def parse_spec(text: str, file: str = "spec") -> Spec:
    """The spec in a text; ``file`` is its name in messages."""
    root = read_document(text, file)
    given = entries(root, KEYS, "a spec", did_you_mean)
    for key in ("input", "layers"):
        if key not in given:
            raise root.error(f"The spec has no '{key}:'.")
    params = _params(given.get("params"))
    signatures = {s.name: s for s in _signatures(given.get("modules"), params)}
    known = {name: s.parameters for name, s in signatures.items()}
    modules = {
        name: Module(
            name, s.parameters, _body(s.node, _scope(known, params, s.parameters)), s.origin
        )
        for name, s in signatures.items()
    }
    layers = _body(given["layers"], _scope(known, params))
    origin = _origin(root, "layers")
    _refuse_bombs(modules, layers, origin)
    name = _name(given.get("name"), Path(file).stem)
    return Spec(
        name=name,
        variant=name,
        title=_text(given.get("title")),
        paper=_text(given.get("paper")),
        year=_year(given.get("year")),
        family=_text(given.get("family")),
        aliases=_aliases(given.get("aliases")),
        input=_input(given["input"], params),
        params=params,
        variants=_variants(given.get("variants"), params),
        modules=modules,
        layers=layers,
        file=file,
        origin=origin,
    )


def _origin(root: Node, key: str) -> Origin:
    node = next(node for node, _ in root.value if node.value == key)
    return Origin(node, (0, len(key)))


def _refuse_bombs(modules: Mapping[str, Module], layers: Body, origin: Origin) -> None:
    """Refuse modules in circles, and modules of modules that grow past all bounds, unwalked."""
    rows: dict[str, int] = {}
    for name in in_order_of_use(modules):
        rows[name] = fewest_rows(modules[name].body, rows)
    least = fewest_rows(layers, rows)
    if least > MOST_ROWS:
        raise origin.error(
            f"The network has at least {least:,} rows; {MOST_ROWS:,} are the most allowed."
        )


# --- the head of the file


def _text(node: Node | None) -> str:
    if node is None:
        return ""
    if not is_text(node):
        raise node.error("Expected a line of text.")
    return str(node.value)


def _name(node: Node | None, otherwise: str) -> str:
    if node is None:
        return otherwise
    name = _text(node)
    if not _NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise node.error(f"A name has letters, digits, '_', '.' and '-', at most {LONGEST_NAME}.")
    return name


def _aliases(node: Node | None) -> tuple[str, ...]:
    if node is None:
        return ()
    items = (node,) if is_text(node) else node.value
    if is_mapping(node):
        raise node.error("Expected a list of names: [one, two].")
    return tuple(_name(item, "") for item in items)


def _year(node: Node | None) -> int | None:
    if node is None:
        return None
    if not is_text(node) or not re.fullmatch("[0-9]{4}", node.value):
        raise node.error("Expected a year, such as 2014.")
    return int(node.value)


def _number(node: Node) -> Number:
    if not is_text(node) or node.value == "":
        raise node.error("Expected a number.")
    formula = expression(node)
    try:
        result = evaluate(formula, CONSTANTS)
    except FormulaError as error:
        raise node.error(error.message, error.span) from None
    if not isinstance(result, (int, Fraction)):
        raise node.error("Expected a number.")
    return int(result) if type(result) is bool else result


def _params(node: Node | None) -> dict[str, Number]:
    if node is None:
        return {}
    params = {}
    for key, typed in _named_entries(node, "params", "NAME: number"):
        _check_symbol(key, "parameter")
        params[key.value] = _number(typed)
    return params


def _check_symbol(key: Node, what: str) -> None:
    name = key.value
    if not _SYMBOL.fullmatch(name) or len(name) > LONGEST_NAME:
        raise key.error(
            f"A {what}'s name starts with a letter and has letters, digits and '_' only.",
        )
    if name in RESERVED or name in KINDS:
        raise key.error(f"'{name}' already means something; choose another name.")


def _named_entries(node: Node, what: str, form: str) -> Iterator[tuple[Node, Node]]:
    if not is_mapping(node):
        raise node.error(f"'{what}' holds lines of the form '{form}'.")
    return iter(node.value)


def _variants(node: Node | None, params: Mapping[str, Number]) -> dict[str, dict[str, Number]]:
    if node is None:
        return {}
    variants: dict[str, dict[str, Number]] = {}
    for key, settings in _named_entries(node, "variants", "NAME: {PARAMETER: number}"):
        name = _name(key, "")
        variants[name] = {}
        for parameter, typed in _named_entries(settings, name, "PARAMETER: number"):
            if parameter.value not in params:
                hint = did_you_mean(parameter.value, params)
                raise parameter.error(
                    f"There is no parameter '{shortened(parameter.value)}' under 'params'.{hint}",
                )
            variants[name][parameter.value] = _number(typed)
    return variants


def read_shape(text: str) -> tuple[int, int, int | None] | None:
    """``28x28x192`` or ``28x28`` as numbers, or None for any other text."""
    match = _SHAPE.fullmatch(text.replace("×", "x"))
    if match is None:
        return None
    height, width, channels = match.groups()
    return int(height), int(width), None if channels is None else int(channels)


def _input(node: Node, params: Mapping[str, Number]) -> tuple[Expr, Expr, Expr]:
    wanted = "Expected the size of the input as HxWxC, such as 224x224x3."
    if not is_text(node):
        raise node.error(wanted)
    shape = read_shape(node.value)
    if shape is not None and shape[2] is not None:
        height, width, channels = (Expr("number", n) for n in shape)
        return height, width, channels
    formula = expression(node) if node.value.startswith("(") else None
    if formula is None or formula.op != "pair" or len(formula.args) != 3:
        raise node.error(wanted)
    known = _scope({}, params)
    for part in formula.args:
        value(node, part, known)
    return formula.args[0], formula.args[1], formula.args[2]


# --- modules


class _Signature(NamedTuple):
    name: str
    parameters: Signature
    node: Node
    origin: Origin


def _scope(
    modules: Mapping[str, Signature], params: Mapping[str, Number], own: Signature = ()
) -> Scope:
    values = frozenset([*CONSTANTS, *params, *(name for name, _ in own), "cin"])
    return Scope(modules, values)


def _signatures(node: Node | None, params: Mapping[str, Number]) -> Iterator[_Signature]:
    """Each module's name and parameters; defaults may use the parameters before them."""
    if node is None:
        return
    if len(node.value) > MOST_MODULES:
        raise node.error(f"There are {len(node.value)} modules; the most is {MOST_MODULES}.")
    seen: dict[str, int] = {}
    for key, body in _named_entries(node, "modules", "NAME(PARAMETER, ...): body"):
        formula = expression(key)
        if formula.op not in ("symbol", "call"):
            raise key.error("Expected a module's name, such as fire(s, e).")
        name = formula.args[0]
        head = key._replace(value=name, end=key.start + len(name))
        _check_symbol(head, "module")
        if name in params:
            raise head.error(f"'{name}' is a parameter already.")
        if name in seen:
            raise head.error(f"The module '{name}' is defined twice; first in line {seen[name]}.")
        seen[name] = key.place().line
        yield _Signature(name, _parameters(key, formula, params), body, Origin(key, (0, len(name))))


def _parameters(key: Node, formula: Expr, params: Mapping[str, Number]) -> Signature:
    signature: list[tuple[str, Expr | None]] = []
    for arg in formula.args[1:]:
        if arg.op not in ("option", "symbol"):
            raise key.error("Expected a parameter's name.", arg.span)
        name, default = arg.args if arg.op == "option" else (arg.args[0], None)
        _check_symbol(_part(key, name, arg), "parameter")
        if any(name == other for other, _ in signature):
            raise key.error(f"The parameter '{name}' is there twice.", arg.span)
        if default is not None:
            value(key, default, _scope({}, params, tuple(signature)), as_argument=True)
        elif signature and signature[-1][1] is not None:
            raise key.error(f"'{name}' follows a default, so it needs one.", arg.span)
        signature.append((name, default))
    return tuple(signature)


def _part(key: Node, name: str, formula: Expr) -> Node:
    start = key.start + (formula.span or (0, 0))[0]
    return key._replace(value=name, start=start, end=start + len(name))


# --- bodies


def _body(node: Node, scope: Scope) -> Body:
    """A chain, a list of items, or a join."""
    if is_text(node):
        return _chain(node, scope)
    if not is_mapping(node):
        return Series(tuple(_item(item, scope) for item in node.value))
    keys = [key.value for key, _ in node.value]
    if len(keys) == 1 and keys[0] in JOINS:
        return _join(node, scope)
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
        return _body(node, scope)
    if len(node.value) != 1:
        second = node.value[1][0]
        raise second.error("One name per list item: start this line with '- '.")
    key, body = node.value[0]
    if key.value in JOINS:
        return _join(node, scope)
    if key.value == "aux":
        return Aux(_branches(key, body, scope))
    return Named(_label(key), _body(body, scope))


def _join(node: Node, scope: Scope) -> Join:
    key, body = node.value[0]
    origin = Origin(key, (0, len(key.value)))
    return Join(JOINS[key.value], _branches(key, body, scope), origin)


def _branches(key: Node, node: Node, scope: Scope) -> tuple[tuple[str, Body], ...]:
    if not isinstance(node.value, Pairs) or not node.value:
        raise key.error(f"'{key.value}' holds named branches: 'NAME: layers'.")
    return tuple((_label(name), _body(body, scope)) for name, body in node.value)


def _label(key: Node) -> str:
    """A name of a branch or an item, as it will stand in paths."""
    name = str(key.value)
    if not name or len(name) > LONGEST_NAME or name != name.strip() or not name.isprintable():
        raise key.error(f"A name has 1 to {LONGEST_NAME} visible characters.")
    if re.search(r"[/:*?]|\.[0-9]+$", name):
        raise key.error(
            "A name may not hold / : * ? nor end in .1, .2 (equal names are numbered that way).",
        )
    if re.match(r"[A-Za-z]\w*\(", name) or "->" in name:
        raise key.error("This looks like a layer. Is a name missing before it?")
    return name
