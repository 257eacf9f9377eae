"""Proof of an assignment: every key recomputed, every slip fed back, every variant solved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path
from typing import Any, NamedTuple

from cnncost.document import Node, read_document
from cnncost.errors import CnncostError, listed
from cnncost.explanation.page import Block, Entries, Entry, Heading, Page, Paragraph, plain
from cnncost.homework.assignment import Assignment, Item, Problem, read_assignment
from cnncost.homework.draw import Number, drawn, fits
from cnncost.homework.marks import Remark
from cnncost.homework.question import Judged, Wrong
from cnncost.homework.variants import Question, hidden_in, pose
from cnncost.numbers import setting, several

MOST_VARIANTS = 40
# What no item can read.
UNREADABLE = "9.4k?"


class Finding(NamedTuple):
    """Something found in an item; only what ``fails`` must be mended before it is handed out.

    ``example`` are the numbers of the first variant in which it was found.
    """

    fails: bool
    says: str
    example: str = ""


class ItemFound(NamedTuple):
    """What was found in an item, over all the variants that were tried."""

    item: Item
    tried: int
    possible: int
    rejected: int
    slips: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, eq=False)
class Linted:
    """An assignment with what was found in it; shows itself in a terminal and in a notebook."""

    assignment: Assignment
    items: tuple[ItemFound, ...]

    @property
    def passes(self) -> bool:
        return not any(finding.fails for item in self.items for finding in item.findings)

    @property
    def page(self) -> Page:
        return lint_page(self)

    def __rich__(self) -> Any:
        from cnncost.views.page import page_rich

        return page_rich(self.page)

    def _repr_html_(self) -> str:
        from cnncost.views.page_html import page_html

        return page_html(self.page)

    def __repr__(self) -> str:
        verdict = "can be handed out" if self.passes else "cannot be handed out"
        return f"Linted({self.assignment.name}: {len(self.items)} items, {verdict})"


def lint(assignment: str | Path | Assignment) -> Linted:
    """Everything that can be proved of an assignment before it is handed out.

    Raises CnncostError for a file that holds none.
    """
    if not isinstance(assignment, Assignment):
        assignment = read_assignment(Path(assignment))
    return Linted(assignment, tuple(_item(assignment, item) for item in assignment.items))


def _item(assignment: Assignment, item: Item) -> ItemFound:
    tried = rejected = slips = 0
    findings: list[Finding] = []
    for number, letters in _variants(item):
        try:
            question = pose(assignment, item, number, letters)
        except CnncostError as error:
            if not item.varies:
                raise
            rejected += 1
            findings.append(
                Finding(False, f"Numbers that cannot stand are rejected: {_brief(error)}")
            )
            continue
        hidden = hidden_in(question) if item.varies else ()
        if hidden:
            rejected += 1
            findings.append(Finding(False, f"Numbers that hide {listed(hidden)} are rejected."))
            continue
        tried += 1
        wrong = question.sort.wrong(question.posed)
        slips += len(wrong)
        findings += _of_variant(question, wrong)
    if not tried:
        findings.append(Finding(True, "No variant is left; the reasons stand below."))
    possible = sum(_possible(problem) for problem in item.problems)
    return ItemFound(item, tried, possible, rejected, slips, _summed_up(findings))


def _summed_up(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """What was found in several variants, once, with how often and the first of them."""
    by_text: dict[tuple[bool, str], list[str]] = {}
    for finding in findings:
        by_text.setdefault(finding[:2], []).append(finding.example)
    found = []
    for (fails, says), (first, *others) in by_text.items():
        often = [f"and {several(len(others), 'time')} more"] if others else []
        shown = ", ".join([*filter(None, [first]), *often])
        found.append(Finding(fails, f"{says} ({shown})" if shown else says))
    return tuple(found)


def _brief(error: CnncostError) -> str:
    return str(error).splitlines()[-1]


def _possible(problem: Problem) -> int:
    total = 1
    for values in problem.draw.letters.values():
        total *= len(values)
    return total


def _variants(item: Item) -> Iterator[tuple[int, dict[str, Number]]]:
    """All variants of each problem, by its number, or as many of them as are tried."""
    for number, problem in enumerate(item.problems):
        letters = tuple(problem.draw.letters)
        if _possible(problem) <= MOST_VARIANTS:
            every = product(*problem.draw.letters.values())
            found: Iterator[dict[str, Number]] = (dict(zip(letters, v, strict=True)) for v in every)
        else:
            found = (_sampled(problem, i) for i in range(10 * MOST_VARIANTS))
        fitting = (one for one in found if fits(problem.draw, one))
        yield from ((number, one) for one in islice(fitting, MOST_VARIANTS))


def _sampled(problem: Problem, sample: int) -> dict[str, Number]:
    values = problem.draw.letters.items()
    return {name: some[drawn(f"lint {sample}", name, len(some))] for name, some in values}


# --- one variant


def _of_variant(question: Question, wrong: Sequence[Wrong]) -> Iterator[Finding]:
    yield from _key(question)
    for one in wrong:
        yield from _slip(question, one)
    yield from _ties(wrong)
    if not question.item.varies:
        hidden = hidden_in(question)
        if hidden:
            verb = "give" if len(hidden) > 1 else "gives"
            yield Finding(False, f"{listed(hidden)} {verb} the right answer here, and cannot show.")


def _key(question: Question) -> Iterator[Finding]:
    """The key, written down and read again, must be right; and a riddle must not be."""
    sort, posed = question.sort, question.posed
    solution = sort.solution(posed)
    if solution is None:
        yield Finding(False, "There is no 'solution:', so nothing proves that it can be solved.")
    else:
        node = _node(solution) if isinstance(solution, str) else solution
        judged = sort.judge(posed, node)
        if judged.state != "right":
            reasons = " ".join(remark.says for remark in _remarks(judged))
            yield Finding(True, f"The key itself is {judged.state}. {reasons}", _with(question))
    if sort.judge(posed, _node(UNREADABLE)).state not in ("unread", "wrong"):
        yield Finding(True, f"'{UNREADABLE}' is not asked about.", _with(question))


def _slip(question: Question, wrong: Wrong) -> Iterator[Finding]:
    judged = question.sort.judge(question.posed, _node(wrong.answer))
    named = {slip for remark in _remarks(judged) for slip in remark.slips}
    slips = listed(wrong.slips) if wrong.slips else f"'{wrong.answer}'"
    if judged.state == "right":
        yield Finding(True, f"{slips} is marked right.", _with(question))
    elif wrong.slips and not named.intersection(wrong.slips):
        yield Finding(True, f"{slips} is not recognised.", _with(question))


def _remarks(judged: Judged) -> list[Remark]:
    return [*judged.remarks, *(remark for part in judged.parts for remark in part.remarks)]


def _ties(wrong: Sequence[Wrong]) -> Iterator[Finding]:
    """Slips that lead to one answer: all of them are named, none can be told from the others."""
    by_answer: dict[str, dict[str, None]] = {}
    for one in wrong:
        by_answer.setdefault(one.answer, {})[" with ".join(one.slips)] = None
    for named in by_answer.values():
        if len(named) > 1:
            yield Finding(False, f"{listed(named)} give one answer, and are named together.")


def _with(question: Question) -> str:
    shown = ", ".join(f"{name}={setting(value)}" for name, value in question.drawn.items())
    return shown


def _node(answer: str) -> Node:
    """An answer as it stands in a sheet."""
    root = read_document(f"answer: {answer}\n", "key")
    node: Node = root.value[0][1]
    return node


# --- what is said of it


def lint_page(linted: Linted) -> Page:
    """What was found, item by item."""
    blocks: list[Block] = []
    for i, found in enumerate(linted.items, start=1):
        blocks.append(Heading(f"{i}  {found.item.id}, {several(found.item.points, 'point')}"))
        blocks.append(Paragraph(plain(_summary(found))))
        entries = tuple(
            Entry("✗" if finding.fails else "·", plain(finding.says))
            for finding in sorted(found.findings, key=lambda finding: not finding.fails)
        )
        if entries:
            blocks.append(Entries(entries))
    name = linted.assignment.name
    says = "can be handed out." if linted.passes else "must be mended where a ✗ stands."
    due = filter(None, [linted.assignment.due_text])
    notes = (f"{name} {says}", *due, linted.assignment.agreed.text)
    return Page("homework", name, linted.assignment.heading, tuple(blocks), notes)


def _summary(found: ItemFound) -> str:
    fed = f"{several(found.slips, 'wrong answer')} fed back"
    if not found.item.varies:
        return f"The same for everybody; {fed}."
    return (
        f"{several(found.possible, 'draw')} possible: {found.tried} tried and solved, "
        f"{found.rejected} rejected; {fed}."
    )
