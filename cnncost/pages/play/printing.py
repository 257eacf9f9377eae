"""The operations of the play page as JavaScript: what ``operations.yaml`` says, as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from cnncost.explanation.symbolic import column_formula, symbolic_rows
from cnncost.formula import Expr
from cnncost.formula.javascript import condition
from cnncost.library import analyze
from cnncost.numbers import shape
from cnncost.pages.play.forms import template
from cnncost.pages.play.kinds import lines, quoted
from cnncost.pages.play.operations import (
    Book,
    Factorisation,
    Form,
    Letter,
    Operation,
    book,
    letters_of,
)
from cnncost.pages.play.trace import network_script

# Where every map keeps its size, the letters of the input are those of every output.
PLAIN = {"S": 1, "D": 1}


def operations_script() -> str:
    """``const LETTERS, OPERATIONS, FACTORISATIONS``, and the networks that they name."""
    every = book()
    return "\n".join(
        [
            "// Printed from operations.yaml.",
            *_networks(every),
            f"const LETTERS = {quoted({name: _letter(x) for name, x in every.letters.items()})};",
            f"const OPERATIONS = {_listed(every.operations, _operation)};",
            f"const FACTORISATIONS = {_listed(every.factorisations, _factorisation)};",
            "",
        ]
    )


def _networks(every: Book) -> Iterator[str]:
    """A network for each form and each step."""
    for one in every.operations.values():
        for i, form in enumerate(one.forms):
            yield network_script(_constant("FORM", one.name, i), form.spec)
    for taken in every.factorisations.values():
        for i, (_, form) in enumerate(taken.steps):
            yield network_script(_constant("STEP", taken.name, i), form.spec)


def _constant(sort: str, name: str, number: int) -> str:
    """``FORM_SEPARABLE_1``."""
    return f"{sort}_{name.upper()}_{number + 1}"


def _listed(named: Mapping[str, Any], printed: Any) -> str:
    return "{\n" + "".join(f"  {name}: {printed(one)},\n" for name, one in named.items()) + "}"


def _letter(letter: Letter) -> dict[str, Any]:
    return {**letter._asdict(), "stops": list(letter.stops)}


def _operation(one: Operation) -> str:
    about = {
        "title": one.title, "says": one.says, "letters": list(letters_of(one)),
        "more": list(one.more), "standard": dict(one.standard),
    }  # fmt: skip
    forms = [_form(form, _constant("FORM", one.name, i)) for i, form in enumerate(one.forms)]
    return f"{{ ...{quoted(about)}, forms: {lines(forms)} }}"


def _factorisation(one: Factorisation) -> str:
    about = {"title": one.title, "source": one.source}
    steps = [_step(one, i) for i in range(len(one.steps))]
    return f"{{ ...{quoted(about)}, steps: {lines(steps)} }}"


def _step(one: Factorisation, number: int) -> str:
    title, form = one.steps[number]
    about = quoted({"title": title, "says": form.says, "sees": _sees(form)})
    return f"{{ ...{about}, network: {_constant('STEP', one.name, number)} }}"


def _sees(form: Form) -> str:
    """How much of the input one output of a step depends on: ``5×5``."""
    return shape(analyze(form.spec).rows[-1].receptive_field)


def _form(form: Form, network: str) -> str:
    holds = condition(form.holds, lambda name: f"p.{name}") if form.holds else "true"
    about = {
        "says": form.says, "letters": list(form.spec.params), "layers": form.layers,
        "totals": totals(form),
    }  # fmt: skip
    return f"{{ ...{quoted(about)}, holds: (p) => {holds}, network: {network} }}"


def totals(form: Form) -> dict[str, str]:
    """The formulas of all rows together, factored; H and W are every row's output."""
    return {column: template(formula) for column, formula in total_formulas(form).items()}


def total_formulas(form: Form) -> dict[str, Expr]:
    """The same as formulas. The one for MACs holds where all rows have outputs of one size."""
    rows = symbolic_rows(form.spec.with_params(_plain(form)))
    return {column: column_formula(rows, column) for column in ("macs", "weights")}


def _plain(form: Form) -> dict[str, int | Fraction]:
    """Numbers for a form's letters at which every map keeps its size."""
    letters = form.spec.params
    plain = {name: value for name, value in PLAIN.items() if name in letters}
    if "P" in letters:
        plain["P"] = (int(letters["K"]) - 1) // 2
    return {**letters, **plain}
