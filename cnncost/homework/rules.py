"""The slips that are looked for in a homework: the catalogue, as its teacher changed it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from cnncost.document import Node, entries, is_mapping, is_text
from cnncost.errors import did_you_mean, shortened
from cnncost.homework.marks import Remark
from cnncost.homework.shares import read_share
from cnncost.slips import Slip, read_slip, slips
from cnncost.slips.catalogue import read_message

CHANGES = ("credit", "nudge", "says", "read")


class Rules(NamedTuple):
    """The slips in force by their ids, and which share of the points each still earns.

    Those of ``may_hide`` are looked for, but numbers may be drawn on which they do not show.
    """

    slips: Mapping[str, Slip]
    credit: Mapping[str, Fraction]
    may_hide: frozenset[str] = frozenset()

    def known(self) -> tuple[Slip, ...]:
        return tuple(self.slips.values())

    def worth(self, ids: tuple[str, ...]) -> Fraction:
        """The share that an answer earns which all of these slips together led to."""
        return min((self.credit.get(id, Fraction(0)) for id in ids), default=Fraction(0))

    def best(self, remarks: Iterable[Remark]) -> Fraction:
        """The share that an answer earns of which any of these may be the reason."""
        named = (remark.slips for remark in remarks if remark.slips)
        return max(map(self.worth, named), default=Fraction(0))


def read_rules(node: Node | None, usual: Rules | None = None) -> Rules:
    """The ``slips:`` of a homework or an item, on top of what is usual.

    ``off`` switches one off, ``may hide`` lets numbers be drawn on which it does not show; a
    mapping changes its words or its credit, or adds a slip of one's own; ``all: off`` stands for
    every one. Raises FileError for what is none of these.
    """
    usual = usual or Rules(slips(), {})
    if node is None:
        return usual
    if not is_mapping(node):
        raise node.error("Expected lines of the form 'bias.missing: off'.")
    rules = usual
    for key, value in node.value:
        rules = _changed(key, value, rules)
    return rules


def _changed(key: Node, value: Node, rules: Rules) -> Rules:
    """The rules after one line of changes."""
    if key.value == "all":
        return _switched_all(value, rules)
    new = is_mapping(value) and any(k.value == "wrong" for k, _ in value.value)
    if key.value not in slips() and not new:
        hint = did_you_mean(key.value, slips()) or " A slip of your own needs its 'wrong:'."
        raise key.error(f"There is no slip '{shortened(key.value)}'.{hint}")
    if is_text(value):
        return _switched(key.value, value, rules)
    credit = dict(rules.credit)
    slip = rules.slips.get(key.value) or slips().get(key.value)
    found = _own(key, value, credit) if new else _reworded(value, key.value, slip, credit)
    return rules._replace(slips={**rules.slips, key.value: found}, credit=credit)


def _switched_all(value: Node, rules: Rules) -> Rules:
    state = value.value if is_text(value) else ""
    if state == "off":
        return rules._replace(slips={})
    if state == "may hide":
        return rules._replace(may_hide=frozenset(rules.slips))
    raise value.error("Expected 'off' or 'may hide' for all slips.")


def _switched(id: str, value: Node, rules: Rules) -> Rules:
    if value.value not in ("off", "on", "may hide"):
        raise value.error("Expected 'off', 'on', 'may hide', or lines such as 'credit: 1/2'.")
    others = {name: slip for name, slip in rules.slips.items() if name != id}
    if value.value == "off":
        return rules._replace(slips=others)
    hides = rules.may_hide | {id} if value.value == "may hide" else rules.may_hide - {id}
    slip = rules.slips.get(id) or slips()[id]
    return rules._replace(slips={**rules.slips, id: slip}, may_hide=hides)


def _own(key: Node, value: Node, credit: dict[str, Fraction]) -> Slip:
    """A slip that the teacher adds."""
    pairs = tuple((k, v) for k, v in value.value if k.value != "credit")
    for k, v in value.value:
        if k.value == "credit":
            credit[key.value] = _credit(v)
    return read_slip(key, value._replace(value=type(value.value)(pairs)))


def _reworded(value: Node, id: str, slip: Slip | None, credit: dict[str, Fraction]) -> Slip:
    assert slip is not None  # one of the catalogue's, or there would be a 'wrong:'
    given = entries(value, CHANGES, "a change to a slip", did_you_mean)
    if "credit" in given:
        credit[id] = _credit(given["credit"])
    return slip._replace(
        nudge=read_message(given["nudge"]) if "nudge" in given else slip.nudge,
        says=read_message(given["says"]) if "says" in given else slip.says,
        read=given["read"].value if "read" in given else slip.read,
    )


def _credit(node: Node) -> Fraction:
    return read_share(node, "A credit is a share of the points, as 1/2, 0.5 or 50 %.")
