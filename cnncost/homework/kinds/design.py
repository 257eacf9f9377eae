"""A design: a whole network of the student's own, right if it meets all limits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from cnncost.analysis import analyze_spec
from cnncost.chain import PASSED
from cnncost.document import Node, is_mapping, is_text
from cnncost.errors import CnncostError, shortened
from cnncost.explanation.page import Block, Grid, Paragraph, plain
from cnncost.formula import Expr, evaluate
from cnncost.head import read_input
from cnncost.homework.kinds.limits import Condition, Limit, no_kind, read_condition, with_numbers
from cnncost.homework.kinds.met import Kinds, input_outcome, kinds_outcome, outcome
from cnncost.homework.kinds.within import summary, together
from cnncost.homework.numerals import is_blank
from cnncost.homework.question import BLANK, Judged, Setting, Sort, unread, unread_because
from cnncost.homework.subject import Letters
from cnncost.layers import JOINS, KINDS
from cnncost.measure import Shape
from cnncost.numbers import shape
from cnncost.report import Report
from cnncost.spec import Spec, layers_spec, spec_of

MOST_LIMITS = 30
MOST_ROWS = 3_000  # of a student's network; whole classes of slow ones must be marked in minutes
CALLED = "your network"
ANY = "any network within the limits"
ITSELF = "Write the network itself, its input and its layers."
_NAME = re.compile(r"[A-Za-z_./\\~][\w./\\~:-]*")


class Design(NamedTuple):
    """A design as its entry asks for it."""

    node: Node
    input: Node | None
    limits: tuple[Condition, ...]
    hidden: tuple[Condition, ...]
    kinds: Kinds | None
    partial: bool
    solution: Node | None


class Posed(NamedTuple):
    """The same with numbers in place of letters."""

    input: Shape | None
    limits: tuple[Limit, ...]
    hidden: tuple[Limit, ...]
    kinds: Kinds | None
    partial: bool
    solution: Node | None
    setting: Setting


def read(given: Mapping[str, Node], node: Node, setting: Setting) -> Design:
    letters = _letters(given.get("draw"))
    limits = tuple(read_condition(one, letters) for one in _list(given.get("limits")))
    hidden = tuple(read_condition(one, letters) for one in _list(given.get("hidden")))
    kinds = _kinds(given, node)
    if not limits and kinds is None:
        raise node.error("A design needs 'limits:', as [macs <= 300M, output == 1x1x10].")
    if "input" in given and not letters:
        read_input(given["input"], {})
    partial = _yes(given.get("partial"))
    return Design(node, given.get("input"), limits, hidden, kinds, partial, given.get("solution"))


def _letters(draw: Node | None) -> tuple[str, ...]:
    return tuple(key.value for key, _ in draw.value) if draw and is_mapping(draw) else ()


def _list(node: Node | None) -> tuple[Node, ...]:
    if node is None:
        return ()
    found = (node,) if is_text(node) else node.value
    if is_mapping(node) or not 1 <= len(found) <= MOST_LIMITS:
        raise node.error(f"Expected a list of 1 to {MOST_LIMITS}, each after '- '.")
    return tuple(found)


def _kinds(given: Mapping[str, Node], node: Node) -> Kinds | None:
    if "kinds" in given and "without" in given:
        raise given["without"].error("A design has either 'kinds:' or 'without:'.")
    named = _list(given.get("kinds", given.get("without")))
    for one in named:
        if not is_text(one) or one.value not in (*KINDS, *JOINS):
            raise one.error(no_kind(one.value) if is_text(one) else "Expected a kind of layer.")
    kinds = tuple(dict.fromkeys(one.value for one in named))
    return Kinds(kinds, "kinds" in given) if kinds else None


def _yes(node: Node | None) -> bool:
    if node is not None and (not is_text(node) or node.value not in ("yes", "no")):
        raise node.error("'partial' is yes or no.")
    return node is not None and node.value == "yes"


# --- the question


def pose(design: Design, letters: Letters, setting: Setting) -> Posed:
    return Posed(
        _input(design.input, letters),
        tuple(with_numbers(condition, letters) for condition in design.limits),
        tuple(with_numbers(condition, letters) for condition in design.hidden),
        design.kinds,
        design.partial,
        design.solution,
        setting,
    )


def _input(node: Node | None, letters: Letters) -> Shape | None:
    if node is None:
        return None
    height, width, channels = (int(evaluate(f, letters)) for f in read_input(node, letters))
    return height, width, channels


def what(posed: Posed) -> str:
    return "a network of your own"


def text(posed: Posed) -> tuple[str, ...]:
    """The task, and every limit that is shown."""
    where = f" on {shape(posed.input)}" if posed.input else ""
    return (
        f"Design a network{where} that meets all limits.",
        *(limit.text for limit in posed.limits),
        *([f"layers: {posed.kinds.text}"] if posed.kinds else []),
        *_unshown(len(posed.hidden)),
        *_form(posed),
    )


def _form(posed: Posed) -> list[str]:
    """How a network is written down."""
    size = "x".join(map(str, posed.input)) if posed.input else "HxWxC"
    line = "in one line, as conv(8, k=3) -> relu -> gap, or " if posed.input else ""
    return [
        f"Write it {line}as a spec:",
        f"  input: {size}",
        "  layers:",
        "    - conv(8, k=3) -> relu",
    ]


def _unshown(hidden: int) -> list[str]:
    if not hidden:
        return []
    return [f"and {hidden} more {'limit that is' if hidden == 1 else 'limits that are'} not shown"]


def blank(posed: Posed) -> str:
    """A gap; how a spec is written below it stands in the question."""
    return ""


def key(posed: Posed) -> str:
    return ANY


def solution(posed: Posed) -> Node | None:
    """The teacher's own network, if the entry has one: an answer that must be right."""
    return posed.solution


# --- marking


def judge(posed: Posed, node: Node) -> Judged:
    """A network beside the limits; one that cannot be counted is unread, with the reason."""
    if _is_empty(node):
        return BLANK
    if is_text(node) and _NAME.fullmatch(node.value.strip()) and not _is_layer(node.value):
        return unread(f"'{shortened(node.value.strip())}' is a name. {ITSELF}")
    if posed.input is None and not is_mapping(node):
        return unread(f"{ITSELF} Start with the lines 'input:' and 'layers:'.")
    try:
        report = analyze_spec(_spec(posed.input, node), most_rows=MOST_ROWS)
    except CnncostError as error:
        return unread_because(error)
    return _judged(posed, replace(report, variant=CALLED))


def _is_layer(typed: str) -> bool:
    return typed.strip() in KINDS or typed.strip() in PASSED


def _is_empty(node: Node) -> bool:
    """Whether nothing was written, or nothing but what was handed out."""
    if is_mapping(node):
        layers = [value for key, value in node.value if key.value == "layers"]
        known = all(key.value in ("input", "layers") for key, _ in node.value)
        return known and bool(layers) and _is_empty(layers[0])
    if is_text(node):
        return is_blank(node.value)
    return all(is_text(item) and is_blank(item.value) for item in node.value)


def _spec(input: Shape | None, node: Node) -> Spec:
    """The student's spec; nothing but what stands in the node is ever read."""
    if is_mapping(node) or input is None:
        return spec_of(node, node.source.file)
    height, width, channels = (Expr("number", size) for size in input)
    return layers_spec(node, (height, width, channels), {})


def _judged(posed: Posed, report: Report) -> Judged:
    agreed = posed.setting.agreed
    shown = [outcome(limit, report, agreed) for limit in posed.limits]
    shown += [kinds_outcome(posed.kinds, report)] if posed.kinds else []
    hidden = [outcome(limit, report, agreed) for limit in posed.hidden]
    stands = input_outcome(posed.input, report) if posed.input else None
    return together(stands, shown, hidden, posed.partial)._replace(read=summary(report, agreed))


# --- what else it can do


def worked(posed: Posed) -> tuple[Block, ...]:
    """All limits, those that were hidden too."""
    rows = [("input", f"== {shape(posed.input)}")] if posed.input else []
    rows += [(str(limit.quantity), limit.right) for limit in (*posed.limits, *posed.hidden)]
    rows += [("layers", posed.kinds.text)] if posed.kinds else []
    said = "Any network that meets all of these is right."
    return (Paragraph(plain(said)), Grid(("", "limit"), tuple(rows)))


SORT = Sort(
    keys=("input", "limits", "hidden", "kinds", "without", "partial", "solution"),
    read=read,
    pose=pose,
    what=what,
    text=text,
    blank=blank,
    key=key,
    judge=judge,
    working=worked,
    solution=solution,
)
