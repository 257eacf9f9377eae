"""Assignment: a homework as its file describes it, strict and with a line for every complaint."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from cnncost.document import Node, entries, is_mapping, is_text, read_document, read_text
from cnncost.errors import did_you_mean, listed, printable, shortened
from cnncost.head import read_name, read_text_line
from cnncost.homework.agreement import Agreement, read_agreement
from cnncost.homework.draw import Draw, read_draw
from cnncost.homework.kinds import SORTS, sort_of
from cnncost.homework.late import Late, read_late
from cnncost.homework.question import Setting
from cnncost.homework.rules import Rules, read_rules
from cnncost.homework.shares import read_amount
from cnncost.numbers import count

KEYS = (
    "homework", "title", "intro", "conventions", "due", "late", "feedback", "slips", "items",
)  # fmt: skip
OWN = ("id", "points", "pool")
SHARED = ("kind", "text", "draw", "where", "slips")
# Words that an answers file uses for itself, so that no item can be called so.
RESERVED = ("homework", "student", "name", "variant", "code")
FEEDBACK = ("auto", "nudge", "full", "marks")
MOST_ITEMS, MOST_PROBLEMS, MOST_POINTS = 200, 50, 10_000
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


class Problem(NamedTuple):
    """One wording of an item: its kind, what is drawn, and what the kind made of the rest."""

    kind: str
    task: Any
    draw: Draw
    text: str
    rules: Rules
    node: Node


class Item(NamedTuple):
    """An item: points, and the problems of which each student gets one."""

    id: str
    points: Fraction
    problems: tuple[Problem, ...]
    node: Node

    @property
    def varies(self) -> bool:
        """Whether students get different ones."""
        return len(self.problems) > 1 or any(problem.draw.letters for problem in self.problems)


class Assignment(NamedTuple):
    """A homework. ``digest`` is that of its text, ``due`` has its time zone."""

    name: str
    title: str
    intro: str
    agreed: Agreement
    due: datetime | None
    late: Late | None
    feedback: str
    rules: Rules
    items: tuple[Item, ...]
    file: str
    digest: str

    @property
    def varies(self) -> bool:
        return any(item.varies for item in self.items)

    @property
    def heading(self) -> str:
        """``hw1: One layer``; a homework without a title is called by its name."""
        return self.name if self.title == self.name else f"{self.name}: {self.title}"

    @property
    def due_text(self) -> str:
        """When it is due and what lateness costs, as a student reads it; nothing if it is not."""
        if self.due is None:
            return ""
        moment = self.due.isoformat(" ", "minutes").replace("+00:00", " UTC")
        return f"Due {moment}{f'; late: {self.late.text}' if self.late else ''}."

    @property
    def of(self) -> Fraction:
        return sum((item.points for item in self.items), start=Fraction(0))


def read_assignment(path: Path) -> Assignment:
    """The homework in a file. Raises FileError with line and column for what is none."""
    return parse_assignment(read_text(path), str(path))


def parse_assignment(text: str, file: str = "homework") -> Assignment:
    """The homework in a text; ``file`` is its name in messages, and files are found beside it."""
    root = read_document(text, file)
    given = entries(root, KEYS, "a homework", did_you_mean)
    if "items" not in given:
        raise root.error("The homework has no 'items:'.")
    agreed, rules = read_agreement(given.get("conventions")), read_rules(given.get("slips"))
    setting = Setting(agreed, rules, Path(file).parent)
    name = read_name(given.get("homework"), printable(Path(file).stem))
    return Assignment(
        name=name,
        title=read_text_line(given.get("title")) or name,
        intro=_text(given.get("intro")),
        agreed=agreed,
        due=_due(given.get("due")),
        late=read_late(given.get("late")),
        feedback=_feedback(given.get("feedback")),
        rules=rules,
        items=_items(given["items"], setting),
        file=file,
        digest=sha256(text.encode()).hexdigest(),
    )


def _text(node: Node | None) -> str:
    if node is None:
        return ""
    if not is_text(node):
        raise node.error("Expected a text.")
    return " ".join(printable(" ".join(node.value.split())).split())


def _due(node: Node | None) -> datetime | None:
    """A moment; without a time zone it is in UTC."""
    if node is None:
        return None
    wanted = "Expected a date and a time, as 2026-12-01 23:59 (in UTC) or 2026-12-01 23:59+01:00."
    if not is_text(node) or ":" not in node.value:
        raise node.error(wanted)
    try:
        moment = datetime.fromisoformat(re.sub(r"\s+([+-])", r"\1", node.value.strip()))
    except ValueError:
        raise node.error(wanted) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _feedback(node: Node | None) -> str:
    if node is None:
        return "auto"
    if not is_text(node) or node.value not in FEEDBACK:
        raise node.error(f"'feedback' is one of {listed(FEEDBACK, 'or')}.")
    return str(node.value)


# --- items


def _items(node: Node, setting: Setting) -> tuple[Item, ...]:
    if is_text(node) or is_mapping(node) or not node.value:
        raise node.error("Expected a list of items, each starting with '- id:'.")
    if len(node.value) > MOST_ITEMS:
        raise node.error(f"A homework has at most {MOST_ITEMS} items.")
    found: dict[str, Item] = {}
    for entry in node.value:
        item = _item(entry, setting)
        if item.id in found:
            line = found[item.id].node.place().line
            raise entry.error(f"'{item.id}' is given twice; first in line {line}.")
        found[item.id] = item
    return tuple(found.values())


def _item(node: Node, setting: Setting) -> Item:
    given = _entries(node)
    problems = (_problem(node, given, setting),) if "pool" not in given else _pool(given, setting)
    return Item(_id(node, given.get("id")), _points(given.get("points")), problems, node)


def _entries(node: Node) -> dict[str, Node]:
    """What is written of an item, all of which must mean something to its kind."""
    if not is_mapping(node):
        raise node.error("An item has lines of the form 'key: value', the first 'id: NAME'.")
    written = {key.value: value for key, value in node.value}
    if "pool" in written:
        return entries(node, OWN, "an item with a pool", did_you_mean)
    kind = _kind(node, written.get("kind"))
    return entries(
        node, (*OWN, *SHARED, *sort_of(kind).keys), f"an item of kind {kind}", did_you_mean
    )


def _kind(node: Node, kind: Node | None) -> str:
    if kind is None:
        raise node.error(f"The item has no 'kind:', which is one of {listed(SORTS, 'or')}.")
    name = str(kind.value) if is_text(kind) else ""
    if name not in SORTS:
        hint = did_you_mean(name, SORTS) or f" Known: {listed(SORTS)}."
        raise kind.error(f"There is no kind of item '{shortened(name)}'.{hint}")
    return name


def _pool(given: Mapping[str, Node], setting: Setting) -> tuple[Problem, ...]:
    pool = given["pool"]
    if is_text(pool) or is_mapping(pool) or not 1 <= len(pool.value) <= MOST_PROBLEMS:
        raise pool.error(f"Expected a list of 1 to {MOST_PROBLEMS} problems.")
    problems = []
    for entry in pool.value:
        own = _entries(entry)
        for key in OWN:
            if key in own:
                raise own[key].error(f"'{key}' is given once, above the pool.")
        problems.append(_problem(entry, own, setting))
    return tuple(problems)


def _problem(node: Node, given: Mapping[str, Node], setting: Setting) -> Problem:
    kind = _kind(node, given.get("kind"))
    rules = read_rules(given.get("slips"), setting.rules)
    task = sort_of(kind).read(given, node, setting._replace(rules=rules))
    draw = read_draw(given.get("draw"), given.get("where"))
    return Problem(kind, task, draw, _text(given.get("text")), rules, node)


def _id(node: Node, id: Node | None) -> str:
    if id is None:
        raise node.error("The item has no 'id:'.")
    if not is_text(id) or not _ID.fullmatch(id.value) or len(id.value) > 40:
        raise id.error("An id has letters, digits, '_', '.' and '-', at most 40.")
    if id.value in RESERVED:
        raise id.error(f"'{id.value}' has its own meaning in a sheet; choose another id.")
    return str(id.value)


def _points(node: Node | None) -> Fraction:
    wanted = f"Points are a number from 0 to {count(MOST_POINTS)}, as 2, 2.5 or 1/2."
    points = Fraction(1) if node is None else read_amount(node, wanted)
    if node is not None and points > MOST_POINTS:
        raise node.error(wanted)
    return points
