"""JUnit XML, as pytest writes it: a test suite for each student, a test for each answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from cnncost.homework.marks import Mark, Marked
from cnncost.homework.texts import (
    LONGEST_NAME,
    clean,
    described,
    label,
    one_line,
    reason,
    summary,
)

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NO_TIME = "0.000"  # nothing is timed, so that the same marks are the same bytes
OUTCOMES = {"wrong": "failure", "blank": "failure", "unread": "error"}


class Case(NamedTuple):
    """One test: its name, the element inside it if it did not pass, and what that says."""

    name: str
    outcome: str = ""
    sort: str = ""
    message: str = ""
    text: str = ""


def junit_xml(marked_list: Iterable[Marked], full: bool) -> str:
    """All results; a table or a design is a test for each of its parts, so that parts count."""
    from xml.etree.ElementTree import Element, indent, tostring

    suites = Element("testsuites")
    for marked in marked_list:
        suites.append(_suite(marked, list(_cases(marked, full))))
    indent(suites, " ")
    head = '<?xml version="1.0" encoding="utf-8"?>'
    return f"{head}\n{tostring(suites, encoding='unicode')}\n"


def _suite(marked: Marked, cases: list[Case]) -> Element:
    from xml.etree.ElementTree import Element

    outcomes = [case.outcome for case in cases]
    name = ".".join(clean(part, LONGEST_NAME) for part in (marked.homework, marked.student) if part)
    suite = Element(
        "testsuite",
        name=name,
        tests=str(len(cases)),
        failures=str(outcomes.count("failure")),
        errors=str(outcomes.count("error")),
        skipped="0",
        time=NO_TIME,
    )
    suite.extend(_element(case, name) for case in cases)
    return suite


def _element(case: Case, classname: str) -> Element:
    from xml.etree.ElementTree import Element, SubElement

    element = Element("testcase", classname=classname, name=case.name, time=NO_TIME)
    if case.outcome:
        inside = SubElement(element, case.outcome, message=case.message, type=case.sort)
        inside.text = case.text
    return element


def _cases(marked: Marked, full: bool) -> Iterator[Case]:
    if marked.problem:
        text = "\n".join(summary(marked))
        yield Case("The answers file", "error", "unread", one_line(marked.problem), text)
        return
    for mark in marked.marks:
        if not _told_by_parts(mark):
            yield _case(label(mark), mark, full)
            continue
        yield from (_case(f"{label(mark)}: {label(part)}", part, full) for part in mark.parts)


def _told_by_parts(mark: Mark) -> bool:
    """Whether the parts pass and fail where the answer as a whole does."""
    states = [part.state for part in mark.parts]
    right = (mark.state == "right") == all(state == "right" for state in states)
    return bool(states) and right and (mark.state != "unread" or "unread" in states)


def _case(name: str, mark: Mark, full: bool) -> Case:
    if mark.state == "right":
        return Case(name)
    text = "\n".join(described(mark, full))
    return Case(name, OUTCOMES[mark.state], mark.state, reason(mark, full), text)
