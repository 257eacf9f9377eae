"""A network's description: YAML text -> Spec, a frozen tree in which everything knows its line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from cnncost.body import Body, Module, Origin
from cnncost.bounds import refuse_bombs
from cnncost.document import Node, entries, read_document, read_text
from cnncost.errors import UsageError, did_you_mean, printable, shortened
from cnncost.formula import Expr
from cnncost.head import (
    Number,
    read_aliases,
    read_input,
    read_name,
    read_params,
    read_text_line,
    read_variants,
    read_year,
    scope_of,
)
from cnncost.structure import read_body, read_modules

KEYS = (
    "name", "title", "paper", "year", "family", "aliases", "input", "params", "variants",
    "modules", "layers",
)  # fmt: skip


class Spec(NamedTuple):
    """A network, or a block of one, as its file describes it.

    ``variant`` is the name under which it was asked for; ``params`` are the values in force,
    ``own_params`` those that the variant has by itself.
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
    own_params: Mapping[str, Number]
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
        own = {**self.own_params, **self.variants[variant]}
        return self.with_params(self.variants[variant])._replace(variant=variant, own_params=own)


def read_spec(path: Path) -> Spec:
    """The spec in a file.

    Raises FileError with file, line and column for anything the grammar does not allow.
    """
    return parse_spec(read_text(path), str(path))


def parse_spec(text: str, file: str = "spec") -> Spec:
    """The spec in a text; ``file`` is its name in messages."""
    return spec_of(read_document(text, file), file)


def spec_of(root: Node, file: str) -> Spec:
    """The spec in a mapping of a file, which may hold other things too."""
    given = entries(root, KEYS, "a spec", did_you_mean)
    for key in ("input", "layers"):
        if key not in given:
            raise root.error(f"The spec has no '{key}:'.")
    params = read_params(given.get("params"))
    modules = read_modules(given.get("modules"), params)
    signatures = {name: module.parameters for name, module in modules.items()}
    layers = read_body(given["layers"], scope_of(signatures, params))
    key = next(key for key, _ in root.value if key.value == "layers")
    origin = Origin(key, (0, len(key.value)))
    refuse_bombs(modules, layers, origin)
    name = read_name(given.get("name"), printable(Path(file).stem))
    return Spec(
        name=name,
        variant=name,
        title=read_text_line(given.get("title")),
        paper=read_text_line(given.get("paper")),
        year=read_year(given.get("year")),
        family=read_text_line(given.get("family")),
        aliases=read_aliases(given.get("aliases")),
        input=read_input(given["input"], params),
        params=params,
        own_params=params,
        variants=read_variants(given.get("variants"), params),
        modules=modules,
        layers=layers,
        file=file,
        origin=origin,
    )


def layers_spec(node: Node, input: tuple[Expr, Expr, Expr], params: Mapping[str, Number]) -> Spec:
    """The spec of layers that were typed as one line, ``conv(128, k=3) -> bn``, on an input.

    Raises FileError for what cannot be read.
    """
    return Spec(
        name="layer", variant="layer", title="", paper="", year=None, family="", aliases=(),
        input=input, params=params, own_params=params, variants={}, modules={},
        layers=read_body(node, scope_of({}, params)), file="layer",
        origin=Origin(node, (0, len(node.value))),
    )  # fmt: skip
