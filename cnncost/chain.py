"""Chains of layers: the expression in a scalar -> the structure it describes.

Everything that can be known without numbers is checked here, at the place where it was typed:
that layers, modules, options and names exist, and how many arguments they take.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from cnncost.body import (
    Body,
    Choice,
    Identity,
    Layer,
    Nothing,
    Origin,
    Repeat,
    Series,
    Use,
)
from cnncost.document import Node
from cnncost.errors import FileError, FormulaError, did_you_mean, listed, shortened
from cnncost.formula import FUNCTIONS, Expr, parse
from cnncost.kind import Kind, Option
from cnncost.layers import JOINS, KINDS, OTHER_NAMES, OTHER_OPTIONS

CONSTANTS = {
    "yes": True, "no": False, "true": True, "false": False, "True": True, "False": False,
}  # fmt: skip
OTHER_FUNCTIONS = {"int": "floor", "round": "floor or ceil", "make_divisible": "round8"}
WORDS = {"same": "same", "valid": "valid"}
PASSED: dict[str, Body] = {"identity": Identity(), "none": Nothing()}
KEYWORDS = ("if", "else", "and", "or", "not")
RESERVED = {*CONSTANTS, *KEYWORDS, *PASSED, *FUNCTIONS, *JOINS, *WORDS, "cin", "aux", "half"}

Signature = tuple[tuple[str, Expr | None], ...]


class Scope(NamedTuple):
    """The names that a scalar may use: modules with their parameters, and values."""

    modules: Mapping[str, Signature]
    values: frozenset[str]


def expression(node: Node) -> Expr:
    """The formula in a scalar; a FormulaError becomes a FileError that points at it."""
    try:
        return parse(node.value)
    except FormulaError as error:
        raise node.error(_explained(node, error.message), error.span) from None


def _explained(node: Node, message: str) -> str:
    """A message with what YAML did to the text: lines joined, or cut at commas in brackets."""
    if message.startswith("An operator") and "\n" in node.source.text[node.start : node.end]:
        return f"{message[:-1]}; a list item starts with '- '."
    if node.flow and node.value.count("(") != node.value.count(")"):
        return (
            "Inside [ ] and { } YAML splits at commas, so this call was cut in two. "
            "Write one layer per line, each after '- ', or put it in quotes."
        )
    return message


def chain(node: Node, scope: Scope) -> Body:
    """The structure that a scalar describes."""
    return _Reader(node, scope).body(expression(node))


def value(node: Node, formula: Expr, scope: Scope, as_argument: bool = False) -> Expr:
    """A formula that stands in a scalar, if it uses known names only.

    ``as_argument`` also lets a pair or a padding word pass, which modules may hand on to layers.
    """
    reader = _Reader(node, scope)
    return reader.handed_on(formula) if as_argument else reader.value(formula)


class _Reader:
    """Turns the expression of one scalar into structure."""

    def __init__(self, node: Node, scope: Scope) -> None:
        self.node = node
        self.scope = scope

    def origin(self, formula: Expr) -> Origin:
        return Origin(self.node, formula.span or (0, len(self.node.value)))

    def error(self, formula: Expr, message: str) -> FileError:
        return self.origin(formula).error(message)

    def body(self, formula: Expr) -> Body:
        if formula.op == "->":
            return Series(tuple(self.body(step) for step in _steps(formula)))
        if formula.op == "*":
            return self._repeat(formula)
        if formula.op == "if":
            return self._choice(formula)
        if formula.op == "symbol":
            name = formula.args[0]
            return PASSED[name] if name in PASSED else self._call(formula, name, ())
        if formula.op == "call":
            return self._call(formula, formula.args[0], formula.args[1:])
        if formula.op in ("-", "negative"):
            raise self.error(
                formula.args[-1],
                "'-' is read as minus here. A list item starts with '- ', indented like its "
                "neighbours.",
            )
        if formula.op != "number":
            sign = "x" if formula.op == "pair" else formula.op
            raise self.error(formula, f"'{sign}' works on numbers; between layers write ->.")
        raise self.error(formula, "Expected a layer, such as conv(64, k=3) or relu.")

    def is_layers(self, formula: Expr) -> bool:
        """Whether a formula can only be meant as layers."""
        if formula.op in ("call", "symbol"):
            return formula.args[0] in {*KINDS, *PASSED, *self.scope.modules}
        return formula.op == "->"

    def _choice(self, formula: Expr) -> Body:
        yes, condition, no = formula.args
        if no.op == "->" and _steps(no)[0] == Expr("symbol", "none"):
            raise self.error(
                no,
                "All of this belongs to 'else'. Put brackets around the choice: (a if b else "
                "none) -> c.",
            )
        return Choice(self.body(yes), self.value(condition), self.body(no), self.origin(formula))

    def _repeat(self, formula: Expr) -> Body:
        count, body = formula.args
        if self.is_layers(count):
            raise self.error(formula, "Write the count first: 3 * conv(64).")
        return Repeat(self.value(count), self.body(body), self.origin(count))

    def _call(self, formula: Expr, name: str, args: tuple[Expr, ...]) -> Body:
        if name in KINDS:
            return Layer(
                KINDS[name], self._options(KINDS[name], formula, args), self.origin(formula)
            )
        if name in self.scope.modules:
            return Use(name, self._parameters(name, formula, args), self.origin(formula))
        if name in JOINS:
            raise self.error(
                formula, f"'{name}' joins branches: write '{name}:' with one line per branch below."
            )
        if name in PASSED:
            raise self.error(formula, f"'{name}' takes no arguments.")
        span = formula.span or (0, 0)
        typed = Origin(self.node, (span[0], span[0] + len(name)))
        if name in self.scope.values:
            raise typed.error(
                f"'{name}' is a number. To choose a layer by it: (relu if {name} == 1 else hswish)."
            )
        raise typed.error(f"There is no layer called '{shortened(name)}'.{self._nearest(name)}")

    def _nearest(self, name: str) -> str:
        lower = name.lower()
        known = lower if lower in KINDS or lower in PASSED else OTHER_NAMES.get(lower)
        if known:
            return f" Did you mean {known}?"
        near = did_you_mean(name, [*self.scope.modules, *KINDS, *PASSED])
        return near or f" There are: {', '.join([*self.scope.modules, *KINDS])}."

    def _options(
        self, kind: Kind, formula: Expr, args: tuple[Expr, ...]
    ) -> tuple[tuple[str, Expr], ...]:
        options = {option.name: option for option in kind.options}
        main = kind.options[0] if kind.options and not kind.options[0].flag else None
        given: dict[str, Expr] = {}
        for i, arg in enumerate(args):
            name, typed = (arg.args[0], arg.args[1]) if arg.op == "option" else ("", arg)
            if not name:
                if i or main is None:
                    raise self.error(arg, _too_many(kind))
                name = main.name
            if name not in options:
                raise self.error(arg, _no_option(kind, name))
            if name in given:
                first = ""
                if args[0] == given[name]:
                    meaning = options[name].meaning
                    first = f": the first argument of {kind.name} is {name} ({meaning})"
                raise self.error(arg, f"'{name}' is given twice{first}.")
            given[name] = self._argument(options[name], typed)
        missing = [o for o in kind.options if o.default is None and o.name not in given]
        if missing:
            what = listed(f"{o.name} ({o.meaning})" for o in missing)
            raise self.error(formula, f"{kind.name} needs {what}: {_example(kind)}.")
        return tuple(given.items())

    def _argument(self, option: Option, typed: Expr) -> Expr:
        if typed.op == "symbol" and typed.args[0] in option.words:
            return typed
        if (
            typed.op == "symbol"
            and typed.args[0] not in self.scope.values
            and (option.words or option.flag)
        ):
            wanted = "yes or no" if option.flag else f"a number, {listed(option.words, 'or')}"
            raise self.error(typed, f"{option.name} is {wanted}, not '{shortened(typed.args[0])}'.")
        return self.value(typed, pairs=len(option.letters) > 1)

    def _parameters(
        self, module: str, formula: Expr, args: tuple[Expr, ...]
    ) -> tuple[tuple[str, Expr], ...]:
        signature = self.scope.modules[module]
        names = [name for name, _ in signature]
        given: dict[str, Expr] = {}
        for i, arg in enumerate(args):
            if arg.op != "option":
                if i >= len(names):
                    raise self.error(
                        arg, f"{module}{_shown(signature)} takes {_counted(len(names))}."
                    )
                name, typed = names[i], arg
            else:
                name, typed = arg.args
            if name not in names:
                hint = did_you_mean(name, names)
                raise self.error(
                    arg, f"{module}{_shown(signature)} has no parameter '{shortened(name)}'.{hint}"
                )
            if name in given:
                raise self.error(arg, f"'{name}' is given twice.")
            given[name] = self.handed_on(typed)
        missing = [name for name, default in signature if default is None and name not in given]
        if missing:
            raise self.error(
                formula, f"{module}{_shown(signature)} needs a value for {listed(missing)}."
            )
        return tuple(given.items())

    def handed_on(self, formula: Expr) -> Expr:
        """An argument of a module: a number, a pair, or a word for a layer further in."""
        is_word = formula.op == "symbol" and formula.args[0] in WORDS
        return formula if is_word else self.value(formula, pairs=True)

    def value(self, formula: Expr, pairs: bool = False) -> Expr:
        """The formula itself, once all its names are known and it can only be a number."""
        for part in formula.nodes():
            if part.op == "symbol" and part.args[0] not in self.scope.values:
                self._refuse_name(part)
            if part.op == "call" and part.args[0] not in FUNCTIONS:
                self._refuse_function(part)
            if part.op == "pair" and not pairs:
                raise self.error(part, "Expected one number here, found a pair.")
            if part.op in ("->", "option"):
                raise self.error(part, "Expected a number here.")
        return formula

    def _refuse_name(self, part: Expr) -> None:
        name = part.args[0]
        if self.is_layers(part):
            raise self.error(part, f"Expected a number here, found the layer {name}.")
        known = sorted(self.scope.values - set(CONSTANTS))
        near = [value for value in (*known, *CONSTANTS) if value.lower() == name.lower()]
        hint = did_you_mean(name, near or known) or (
            f" Known here: {', '.join(known)}." if known else ""
        )
        raise self.error(part, f"There is no value called '{shortened(name)}' here.{hint}")

    def _refuse_function(self, part: Expr) -> None:
        name = part.args[0]
        if self.is_layers(part):
            raise self.error(part, f"Expected a number here, found the layer {name}.")
        other = OTHER_FUNCTIONS.get(name)
        hint = (
            f" Did you mean {other}?"
            if other
            else did_you_mean(name, FUNCTIONS) or f" Known: {', '.join(FUNCTIONS)}."
        )
        raise self.error(part, f"There is no function called '{shortened(name)}'.{hint}")


def _steps(formula: Expr) -> list[Expr]:
    """The steps of a chain, in order; a loop, because chains may be long."""
    steps = []
    while formula.op == "->":
        steps.append(formula.args[1])
        formula = formula.args[0]
    return [formula, *reversed(steps)]


def _too_many(kind: Kind) -> str:
    if not kind.options:
        return f"{kind.name} takes no arguments."
    if kind.options[0].flag:
        return f"{kind.name} takes its arguments by name: {_example(kind)}."
    return f"Only the first argument of {kind.name} goes without a name: {_example(kind)}."


def _no_option(kind: Kind, name: str) -> str:
    names = [option.name for option in kind.options]
    if not names:
        return f"{kind.name} takes no arguments."
    other = OTHER_OPTIONS.get(name.lower(), "")
    hint = f" Did you mean {other}?" if other in names else did_you_mean(name, names)
    return f"{kind.name} has no option '{shortened(name)}'.{hint} It takes {listed(names)}."


def _example(kind: Kind) -> str:
    shown = [o.name if i == 0 and not o.flag else f"{o.name}=…" for i, o in enumerate(kind.options)]
    return f"{kind.name}({', '.join(shown)})"


def _counted(count: int) -> str:
    return "no arguments" if count == 0 else f"{count} argument{'s' if count > 1 else ''}"


def _shown(signature: Signature) -> str:
    shown = [name if default is None else f"{name}={default}" for name, default in signature]
    return f"({', '.join(shown)})"
