"""The readers of specs, layers, claims and all other data as functions of bytes."""

from __future__ import annotations

from typing import Any

import fuzz_words as known
from fuzz_bytes import NET, file, net, target, text, typed
from fuzzing import LawError, refuse_bad_message, refuse_controls

from cnncost.accuracy import parse_accuracies
from cnncost.analysis import analyze_spec
from cnncost.claims import parse_claims
from cnncost.conventions import parse_conventions
from cnncost.document import Node, read_document
from cnncost.errors import CnncostError, FormulaError
from cnncost.explanation.asking import typed_report
from cnncost.formula import LIMIT, Expr
from cnncost.kind import LEDGER
from cnncost.quantity import quantity
from cnncost.report import Report
from cnncost.slips.catalogue import parse_slips
from cnncost.spec import Spec, read_spec

MOST_NODES, MOST_VARIANTS = 300, 3


# --- specs and layers


def read_yaml(data: bytes) -> Any:
    """A document; every node can be pointed at."""
    root = read_document(text(data), "file.yaml")
    waiting, seen = [root], 0
    while waiting and seen < MOST_NODES:
        node, seen = waiting.pop(), seen + 1
        refuse_bad_message(str(node.error("No.")))
        waiting += [one for child in inside(node) for one in child]
    return plain(root)


def inside(node: Node) -> list[tuple[Node, ...]]:
    """What is in a node: pairs, or nodes alone."""
    if isinstance(node.value, str):
        last = len(node.value)
        refuse_bad_message(str(node.error("No.", (last // 2, last))))
        return []
    return [one if type(one) is tuple else (one,) for one in node.value]


def plain(node: Node) -> Any:
    return (
        node.value if isinstance(node.value, str) else [list(map(plain, n)) for n in inside(node)]
    )


def read_network(data: bytes) -> Any:
    """A spec, and the totals of the network and of its variants."""
    spec = read_spec(file(data))
    return [counted(one) for one in (spec, *variants(spec))]


def variants(spec: Spec) -> list[Spec]:
    return [spec.as_variant(name) for name in list(spec.variants)[:MOST_VARIANTS]]


def counted(spec: Spec) -> Any:
    """What a network costs, or why that cannot be said."""
    try:
        return totals(analyze_spec(spec))
    except CnncostError as error:
        refuse_bad_message(str(error))
        return str(error)


def totals(report: Report) -> Any:
    """A report's totals, after the rows were added up by themselves."""
    for train, given in ((False, report.totals), (True, report.train_totals)):
        pairs = zip(report.measured, report.train_only, strict=True)
        rows = [one.ledger for one, only in pairs if train or not only]
        sums = dict(zip(LEDGER, map(sum, zip(*rows, strict=True)), strict=True)) if rows else {}
        for name, amount in sums.items():
            refuse_other(name, amount, given[name])
        refuse_other("params", sum(given[n] for n in ("weights", "bias", "norm")), given["params"])
        refuse_other("flops", 2 * given["macs"], given["flops"])
    paths = [name.path for name in report.names]
    if len(set(paths)) != len(paths) or not all(paths):
        raise LawError("two rows have one name, or one has none")
    refuse_controls("".join(paths))
    return report.output, given, paths[:20], report.rows[-1].receptive_field


def refuse_other(name: str, added: int, given: int) -> None:
    """Raises LawError for a total that is not the sum of the rows, or is past what is counted."""
    if added != given or not 0 <= given <= 3 * LIMIT:
        raise LawError(f"{name} is {given}; the rows add up to {added}")


def read_chain(data: bytes) -> Any:
    return totals(typed_report(typed(data), {"K": 3, "n": 2}, "28x28x24"))


# --- data


def read_slips(data: bytes) -> Any:
    return list(parse_slips(text(data)))


def read_all_claims(data: bytes) -> Any:
    """Claims; what they say of a network has a value or an error in words."""
    found = parse_claims(text(data))
    report = analyze_spec(net())
    return [(one.id, worth(one.quantity, report)) for one in found[:20]]


def worth(formula: Expr, report: Report) -> str:
    try:
        return str(quantity(formula, report))[:200]
    except FormulaError as error:
        refuse_bad_message(str(error))
        return str(error)


NETWORKS = (
    target("yaml", read_yaml, known.YAML + known.SPECS, "a: [b, {c: d}]\ne: |\n  f\n  g\n"),
    target("spec", read_network, known.YAML + known.SPECS + known.LAYERS, NET),
    target("layers", read_chain, known.LAYERS + known.FORMULAS, "conv(64, k=3) -> bn -> relu"),
    target("claims", read_all_claims, known.YAML + known.CLAIMS),
    target("conventions", lambda data: str(list(parse_conventions(text(data)).items()))[:2_000],
           known.YAML + known.CONVENTIONS),
    target("accuracy", lambda data: str(list(parse_accuracies(text(data)).values()))[:2_000],
           known.YAML + known.RATES),
    target("slips", read_slips, known.YAML + known.SLIPS),
)  # fmt: skip
