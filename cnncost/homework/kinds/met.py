"""Whether a network meets a limit, by how much it does not, and which layer costs most."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NamedTuple

from cnncost.document import is_text
from cnncost.errors import CnncostError, FormulaError, listed, shortened
from cnncost.homework.agreement import Agreement
from cnncost.homework.kinds.limits import SIGNS, Limit, bound_text
from cnncost.homework.quantities import PARAMETERS, WORK, title_of
from cnncost.measure import Shape
from cnncost.numbers import figures, percent, setting, shape, shares, times
from cnncost.quantity import Names, Value, per_row, quantity
from cnncost.report import Column, Report

LONGEST_PATH, LONGEST_LAYER, LONGEST_KINDS = 60, 60, 80


class Kinds(NamedTuple):
    """Kinds of layer: the only ones allowed, or those that are not."""

    kinds: tuple[str, ...]
    only: bool

    @property
    def text(self) -> str:
        kinds = listed(self.kinds) if self.only else listed(self.kinds, "or")
        return f"only {kinds}" if self.only else f"no {kinds}"


class Outcome(NamedTuple):
    """A limit beside a network: what is asked, what there is, and what to say if it is not met."""

    what: str
    written: str
    right: str
    met: bool
    why: str = ""


def outcome(limit: Limit, report: Report, agreed: Agreement) -> Outcome:
    """Whether the network meets the limit, parameters and work by the agreement."""
    try:
        value = quantity(limit.quantity, report, names_of(agreed))
    except CnncostError as error:
        why = f"{limit.quantity} has no value here: {error}"
        return Outcome(limit.text, "", limit.right, False, why)
    met = SIGNS[limit.sign](value, limit.bound)
    why = "" if met else " ".join(_reasons(limit, value, report, agreed))
    return Outcome(limit.text, value_text(value), limit.right, met, why)


def names_of(agreed: Agreement, images: bool = True) -> Names:
    """Parameters and work as they are agreed on, for expressions to name."""

    def parameters(report: Report) -> Column:
        first, *others = (report[column] for column in agreed.columns)
        return sum(others, start=first)

    def work(name: str) -> Callable[[Report], Column]:
        factor = 2 if (WORK[name] or agreed.work) == "FLOPs" else 1
        if images and agreed.images > 1:  # past what int64 holds
            return lambda report: report["macs"].astype(object) * (factor * agreed.images)
        return lambda report: report["macs"] * factor

    return Names({**dict.fromkeys(PARAMETERS, parameters), **{name: work(name) for name in WORK}})


def value_text(value: Value) -> str:
    """A quantity's value in full."""
    if isinstance(value, tuple):
        return shape(value)
    return figures(value)


def _reasons(limit: Limit, value: Value, report: Report, agreed: Agreement) -> list[str]:
    what, bound = str(limit.quantity), limit.bound
    if isinstance(value, tuple) or isinstance(bound, tuple):
        wanted = "not" if limit.sign == "==" else "and must be anything but"
        return [f"{what} is {value_text(value)}, {wanted} {bound_text(bound)}."]
    said = [_said(what, limit.sign, value, bound)]
    if value >= bound and limit.sign in ("<", "<=", "=="):
        said += costliest(limit, report, agreed)
    return said


def _said(what: str, sign: str, value: int | Fraction, bound: int | Fraction) -> str:
    """By how much a number is not what it must be."""
    limit = bound_text(bound)
    if value == bound:
        wanted = {"<": "less", ">": "more", "!=": "anything else"}[sign]
        return f"{what} is {value_text(value)}, and must be {wanted}."
    if bound <= 0:
        return f"{what} is {_exact(value)}, not {sign} {limit}."
    if value >= 2 * bound:
        asked = "asked for" if sign == "==" else "allowed"
        return f"{what} is {_exact(value)}, {times(Fraction(value) / bound)} the {limit} {asked}."
    side = "over" if value > bound else "below"
    return f"{what} is {_exact(value)}, {side} {limit} by {_share(value, bound)} %."


def _exact(value: int | Fraction) -> str:
    return value_text(value) if isinstance(value, int) else setting(value)


def _share(value: int | Fraction, bound: int | Fraction) -> str:
    """The difference in percent to three figures."""
    share = abs(Fraction(value) - bound) * 100 / bound
    return figures(share) if share >= Fraction(1, 100) else "less than 0.01"


def costliest(limit: Limit, report: Report, agreed: Agreement) -> list[str]:
    """The layer with the largest share of what a limit adds up, if it adds up anything."""
    formula = limit.quantity
    if formula.op not in ("symbol", "call"):
        return []
    try:
        column = per_row(formula, report, names_of(agreed, images=False))
    except FormulaError:
        return []
    amounts: list[int] = (column * ~report.train_only).tolist()
    if not any(amounts):
        return []
    most = amounts.index(max(amounts))
    share = percent(shares(amounts)[most], amounts[most])
    title = title_of(formula.args[0], agreed)
    return [f"{layer_at(report, most)} has the most {title}: {share} %."]


def layer_at(report: Report, row: int) -> str:
    """A layer's path, and the layer as it was typed."""
    path, origin = report.names[row].path, report.rows[row].origin
    start, end = origin.span
    typed = origin.node.value[start:end] if is_text(origin.node) else ""
    typed = shortened(" ".join(typed.split()), LONGEST_LAYER)
    path = shortened(path, LONGEST_PATH)
    return path if typed in ("", path) else f"{path}, {typed},"


# --- what is no quantity


def kinds_outcome(kinds: Kinds, report: Report) -> Outcome:
    """Whether all layers and joins are of kinds that are allowed, those for training too."""
    found = [one.kind.name for one in report.measured]
    foreign = [kind for kind in dict.fromkeys(found) if (kind in kinds.kinds) is not kinds.only]
    written = shortened(", ".join(dict.fromkeys(found)), LONGEST_KINDS)
    why = _foreign(foreign, report, found) if foreign else ""
    return Outcome(kinds.text, written, kinds.text, not foreign, why)


def _foreign(foreign: Sequence[str], report: Report, found: Sequence[str]) -> str:
    verb = "is" if len(foreign) == 1 else "are"
    first = layer_at(report, found.index(foreign[0])).rstrip(",")
    return f"{listed(foreign)} {verb} not allowed here; the first is {first}."


def input_outcome(input: Shape, report: Report) -> Outcome:
    """Whether the network stands on the input that is asked for."""
    met = report.own_input == input
    why = "" if met else f"The input is {shape(report.own_input)}, not {shape(input)}."
    what = f"input == {shape(input)}"
    return Outcome(what, shape(report.own_input), f"== {shape(input)}", met, why)
