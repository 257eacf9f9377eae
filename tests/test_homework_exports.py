"""Results in other systems' formats: JSON, XML and CSV that those systems can read."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
from fractions import Fraction
from typing import Any
from xml.etree import ElementTree

import pytest

from cnncost.homework.exports.check50 import check50_json
from cnncost.homework.exports.github import defused, github_json, github_result
from cnncost.homework.exports.gradescope import gradescope_json
from cnncost.homework.exports.junit import junit_xml
from cnncost.homework.exports.tables import items_csv
from cnncost.homework.marks import Mark, Marked, Remark, State
from cnncost.homework.texts import SYMBOLS, described, feedback, said
from cnncost.numbers import points as points_text

HOSTILE = (
    "=cmd|' /C calc'!A0", '"', "a\nb", "[bold]x[/bold]", "<script>alert(1)</script>", "a\0b",
    "\ud800", "]]>", "&amp;", "\x1b[31m", "::error::x", "@x", "\t=1", "\ufffe", "a,b;c",
    "\u202egnp",
)  # fmt: skip
BIAS = Remark("slip", ("bias.missing",), "Look at the bias.", "You left out the biases.", "bias")
FLOPS = Remark("convention", ("flops",), "Look at the unit.", "That is FLOPs.", "flops")
PAIR = Remark("slip", ("k.linear", "bias.one"), "Look at the kernel.", "K for K², and one bias.")
SUM = Remark("sum", (), "Your rows do not add up.", "Your rows add up to 10, you wrote 11.")
READ = Remark("read", (), "Write the whole number.", "Write the whole number.")


def mark(
    id: str = "conv1", state: State = "right", points: Any = 0, of: Any = 2, **more: Any
) -> Mark:
    written = "" if state == "blank" else "9,408"
    given = {"what": f"{id}, weights", "written": written, "right": "9,472", **more}
    return Mark(id=id, state=state, points=Fraction(points), of=Fraction(of), **given)


def marked(*marks: Mark, **more: Any) -> Marked:
    given = {"homework": "hw1", "title": "One layer", "student": "ann", **more}
    return Marked(marks=marks, **given)


CELLS = (mark("t.1.out", "right", 1, 1), mark("t.1.macs", "wrong", 0, 1, remarks=(FLOPS,)))
TABLE = mark("t", "wrong", 1, 2, parts=CELLS)
MIXED = marked(
    mark("a", "right", 2),
    mark("b", "wrong", Fraction(1, 2), remarks=(BIAS,)),
    mark("c", "unread", 0, written="9.4k", remarks=(READ,)),
    mark("d", "blank", 0),
    TABLE,
)
PROBLEM = marked(problem="Line 3: a tab indents.\nUse spaces.")
EVERY = (marked(mark("a", "right", 2)), MIXED, PROBLEM, marked())
HOSTILE_MARKED = [
    marked(
        mark(text, "wrong", 0, what=text, written=text, right=text,
             remarks=(Remark("slip", (text,), text, text, text),)),
        mark("u", "unread", 0, what=text, written=text),
        homework=text, title=text, student=text, notes=(text,),
    )
    for text in HOSTILE
]  # fmt: skip


def strings(data: object) -> list[str]:
    """All the texts in decoded JSON."""
    if isinstance(data, dict):
        return [text for value in data.values() for text in strings(value)]
    if isinstance(data, list):
        return [text for value in data for text in strings(value)]
    return [data] if isinstance(data, str) else []


def refused_constant(name: str) -> float:
    raise AssertionError(f"{name} is no JSON")


def decoded(text: str) -> Any:
    """JSON as a strict reader takes it: no NaN, no lone surrogates."""
    assert "\r" not in text
    data = json.loads(text, parse_constant=refused_constant)
    "".join(strings(data)).encode("utf-8")
    return data


@pytest.mark.parametrize(
    ("points", "text"),
    [
        (Fraction(0), "0"),
        (Fraction(2), "2"),
        (Fraction(10), "10"),
        (Fraction(5, 2), "2.5"),
        (Fraction(1, 3), "0.33"),
        (Fraction(2, 3), "0.67"),
        (Fraction(1, 200), "0.01"),  # a half goes up
        (Fraction(1, 201), "0"),
        (Fraction(199999, 100), "1999.99"),
        (Fraction(1_234_567), "1234567"),
    ],
)
def test_points_as_text(points: Fraction, text: str) -> None:
    """Points have at most two decimals and never a separator, which Canvas takes for a comma."""
    assert text == points_text(points)


@pytest.mark.parametrize(
    ("remarks", "full", "lines"),
    [
        ((), True, []),
        ((BIAS,), False, ["Look at the bias."]),
        ((BIAS,), True, ["You left out the biases. (bias.missing)"]),
        (
            (BIAS, FLOPS),
            True,
            ["Either: You left out the biases. (bias.missing)", "Or: That is FLOPs. (flops)"],
        ),
        ((BIAS, BIAS._replace(slips=("x",))), False, ["Look at the bias."]),
        ((BIAS, SUM), False, ["Your rows do not add up.", "Look at the bias."]),
        (
            (BIAS, SUM, FLOPS, PAIR),
            True,
            [
                "Your rows add up to 10, you wrote 11.",
                "Either: You left out the biases. (bias.missing)",
                "Or: That is FLOPs. (flops)",
                "Or: K for K², and one bias. (k.linear and bias.one)",
            ],
        ),
        ((BIAS._replace(nudge=""),), False, []),  # the full text is never told instead
        ((BIAS._replace(says="One.\n  Two.\x1b\n"),), True, ["One. Two.\ufffd (bias.missing)"]),
    ],
)
def test_what_is_said(remarks: tuple[Remark, ...], full: bool, lines: list[str]) -> None:
    """What is sure comes first, what each may have happened after it, and nothing twice."""
    assert lines == said(mark(remarks=remarks), full)


def test_a_mark_in_lines() -> None:
    """An answer: its state, its points, what was written, why, and the right one at the end."""
    wrong = mark("b", "wrong", Fraction(1, 2), remarks=(BIAS,))

    assert [
        "✗ not right, 0.5 of 2 points",
        "Your answer: 9,408",
        "You left out the biases. (bias.missing)",
        "The right answer: 9,472",
        "Read: cnncost explain bias",
    ] == described(wrong, True)
    assert [
        "✗ not right, 0.5 of 2 points",
        "Your answer: 9,408",
        "Look at the bias.",
        "Read: cnncost explain bias",
    ] == described(wrong, False)


@pytest.mark.parametrize("full", [True, False])
@pytest.mark.parametrize(
    "write",
    [
        gradescope_json,
        check50_json,
        lambda one, full: junit_xml([one], full),
        lambda one, full: json.dumps(github_json(one, full)),
        lambda one, full: "\n".join(feedback(one, full)),
    ],
    ids=["gradescope", "check50", "junit", "github", "feedback"],
)
def test_nothing_is_given_away(write: Any, full: bool) -> None:
    """The right answer and the whole remark are told after the due date only."""
    text = write(marked(mark("b", "wrong", 0, remarks=(BIAS,), right="SECRET")), full)

    assert full == ("SECRET" in text)
    assert full == ("You left out the biases." in text)
    assert full != ("Look at the bias." in text)


@pytest.mark.parametrize(
    "write",
    [gradescope_json, check50_json, lambda one, full: junit_xml([one], full)],
    ids=["gradescope", "check50", "junit"],
)
def test_an_unread_answer_keeps_its_secret(write: Any) -> None:
    """What can be handed in again is not solved, and it says that it is not charged."""
    text = write(marked(mark("c", "unread", 0, right="SECRET", remarks=(READ,))), True)

    assert "SECRET" not in text
    assert "It can be handed in again, and it is not charged as wrong." in text


VISIBILITIES = ("hidden", "after_due_date", "after_published", "visible")
FORMATS = ("text", "html", "simple_format", "md", "ansi")
GRADESCOPE_TEST = {
    "score", "max_score", "status", "name", "name_format", "number", "output", "output_format",
    "tags", "visibility", "extra_data",
}  # fmt: skip
GRADESCOPE = {
    "score", "execution_time", "output", "output_format", "test_output_format",
    "test_name_format", "visibility", "stdout_visibility", "extra_data", "tests", "leaderboard",
}  # fmt: skip


@pytest.mark.parametrize("one", [*EVERY, *HOSTILE_MARKED])
def test_gradescope_rules(one: Marked) -> None:
    """Every key and value is one that Gradescope's specification of results.json names."""
    data = decoded(gradescope_json(one, True))

    assert set() == set(data) - GRADESCOPE
    assert type(data["score"]) in (int, float)
    assert data["visibility"] in VISIBILITIES
    assert data["stdout_visibility"] in VISIBILITIES
    assert data["output_format"] in FORMATS
    for test in data["tests"]:
        assert set() == set(test) - GRADESCOPE_TEST
        assert test["status"] in ("passed", "failed")
        assert type(test["number"]) is str
        assert "visible" == test["visibility"]
        assert test["output_format"] in FORMATS
        assert 0 <= test["score"] <= test["max_score"]


def test_gradescope_marks() -> None:
    """One test for each item in order, and the total is the points of what could be read."""
    data = decoded(gradescope_json(MIXED, False))

    assert 3.5 == data["score"]  # 2 + 1/2 + 1
    assert [
        ("1", "✓ a, weights", "passed", 2, 2),
        ("2", "✗ b, weights", "failed", 0.5, 2),
        ("3", "? c, weights", "failed", 0, 2),
        ("4", "· d, weights", "failed", 0, 2),
        ("5", "✗ t, weights", "failed", 1, 2),
    ] == [
        (test["number"], test["name"], test["status"], test["score"], test["max_score"])
        for test in data["tests"]
    ]
    assert "Not final: c, weights could not be read. It can be handed" in data["output"]
    assert "t.1.macs, weights: ✗ not right, 0 of 1 point" in data["tests"][4]["output"]


def test_a_table_of_which_one_cell_could_not_be_read() -> None:
    """The cells that could be read keep their points, and only the other is handed in again."""
    again = "It can be handed in again, and it is not charged as wrong."
    cells = (mark("t.1", "right", 1, 1, written="7"), mark("t.2", "unread", 0, 1, written="9.4k"))
    one = marked(mark("t", "unread", 1, 2, written="", parts=cells))
    data = decoded(gradescope_json(one, True))
    (test,) = data["tests"]

    assert (1, 1, "failed") == (data["score"], test["score"], test["status"])
    assert [
        "? not all of it could be read, 1 of 2 points",
        "t.1, weights: ✓ right, 1 of 1 point",
        "  Your answer: 7",
        "t.2, weights: ? could not be read",
        "  Your answer: 9.4k",
        f"  {again}",
    ] == test["output"].splitlines()


def test_gradescope_of_a_file_that_cannot_be_read() -> None:
    """Nothing could be read: the score is 0, and one test says why."""
    data = decoded(gradescope_json(PROBLEM, False))
    (test,) = data["tests"]

    assert (0, "failed", 0) == (data["score"], test["status"], test["score"])
    assert "Line 3: a tab indents.\nUse spaces.\nIt can be handed in again" in test["output"]


# What pytest's junit-10.xsd allows: of each element its attributes, those it needs, its children.
XSD: dict[str, tuple[set[str], set[str], set[str]]] = {
    "testsuites": ({"name", "time", "tests", "failures", "errors"}, set(), {"testsuite"}),
    "testsuite": (
        {"name", "tests", "failures", "errors", "group", "time", "skipped", "timestamp",
         "hostname", "id", "package", "file", "log", "url", "version"},
        {"name", "tests", "failures", "errors"},
        {"testsuite", "properties", "testcase", "system-out", "system-err"},
    ),
    "testcase": (
        {"name", "classname", "time", "group"},
        {"name"},
        {"skipped", "error", "failure", "system-out", "system-err"},
    ),
    "failure": ({"type", "message"}, set(), set()),
    "error": ({"type", "message"}, set(), set()),
}  # fmt: skip
TIME = re.compile(r"(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]{0,3})?")


def check_element(element: ElementTree.Element) -> None:
    allowed, needed, children = XSD[element.tag]
    assert set() == set(element.attrib) - allowed
    assert set() == needed - set(element.attrib)
    assert set() == {child.tag for child in element} - children
    assert TIME.fullmatch(element.get("time", "0.000"))
    for child in element:
        check_element(child)


@pytest.mark.parametrize("one", [*EVERY, *HOSTILE_MARKED])
def test_junit_rules(one: Marked) -> None:
    """The XML is well formed, and valid by the rules of pytest's schema."""
    text = junit_xml([one, MIXED], True)
    root = ElementTree.fromstring(text.encode("utf-8"))

    assert "testsuites" == root.tag
    check_element(root)
    for suite in root:
        cases = list(suite)
        tags = [child.tag for case in cases for child in case]
        counted = (len(cases), tags.count("failure"), tags.count("error"), tags.count("skipped"))
        said_so = (suite.get(name) for name in ("tests", "failures", "errors", "skipped"))
        assert counted == tuple(int(number or "") for number in said_so)


def test_junit_marks() -> None:
    """A table is a test for each of its cells; unread is an error, blank a failure."""
    (suite,) = ElementTree.fromstring(junit_xml([MIXED], False).encode())

    assert [
        ("a, weights", "", ""),
        ("b, weights", "failure", "Look at the bias."),
        ("c, weights", "error", "Write the whole number."),
        ("d, weights", "failure", "This was not answered."),
        ("t, weights: t.1.out, weights", "", ""),
        ("t, weights: t.1.macs, weights", "failure", "Look at the unit."),
    ] == [
        (case.get("name"), *next(((c.tag, c.get("message")) for c in case), ("", "")))
        for case in suite
    ]
    assert {"hw1.ann"} == {case.get("classname") for case in suite}


@pytest.mark.parametrize(
    ("state", "parts", "tests"),
    [
        ("wrong", ("right", "wrong"), 2),
        ("wrong", ("right", "right"), 1),  # the sum is wrong: no part would fail
        ("unread", ("blank", "blank"), 1),  # the design could not be read
        ("unread", ("right", "unread"), 2),
        ("wrong", ("wrong", "unread"), 2),
        ("wrong", (), 1),
        ("right", ("right", "right", "right"), 3),
        ("right", ("right", "wrong"), 1),
    ],
)
def test_junit_parts_agree_with_the_whole(
    state: State, parts: tuple[State, ...], tests: int
) -> None:
    """Parts are tests of their own only where they pass and fail as the whole does."""
    whole = mark("t", state, parts=tuple(mark(str(i), part) for i, part in enumerate(parts)))
    (suite,) = ElementTree.fromstring(junit_xml([marked(whole)], False).encode())

    assert tests == len(suite)
    assert (state == "right") == (not suite.findall("testcase/*"))


def test_junit_of_a_file_that_cannot_be_read() -> None:
    """Nothing could be read: one test with an error."""
    (suite,) = ElementTree.fromstring(junit_xml([PROBLEM], False).encode())
    (error,) = suite.findall("testcase/error")

    assert ("1", "0", "1") == (suite.get("tests"), suite.get("failures"), suite.get("errors"))
    assert "Line 3: a tab indents." in (error.text or "")


@pytest.mark.parametrize("one", [*EVERY, *HOSTILE_MARKED])
def test_check50_rules(one: Marked) -> None:
    """The keys of check50's specification; a cause if and only if a check has not passed."""
    data = decoded(check50_json(one, True))

    assert ["slug", "results", "version"] == list(data)
    assert re.fullmatch(r"3\.\d+\.\d+", data["version"])
    for result in data["results"]:
        keys = ["name", "description", "passed", "log", "cause", "data", "dependency"]
        assert keys == list(result)
        assert (result["passed"] is True) == (result["cause"] is None)
        assert len(result["log"]) <= 100
        assert all(type(line) is str and "\n" not in line for line in result["log"])
        for cause in [result["cause"]] if result["cause"] else []:
            assert cause["rationale"]
            assert {"rationale", "help"} <= set(cause)
            assert set(cause) <= {"rationale", "help", "expected", "actual"}


def test_check50_marks() -> None:
    """Wrong is false; what was not answered or could not be read is neither true nor false."""
    data = decoded(check50_json(MIXED, True))

    assert "hw1" == data["slug"]
    assert [
        ("a", True, None),
        ("b", False, "You left out the biases. (bias.missing)"),
        ("c", None, "Write the whole number."),
        ("d", None, "This was not answered."),
        ("t", False, "This is not the right answer."),
    ] == [
        (one["name"], one["passed"], one["cause"] and one["cause"]["rationale"])
        for one in data["results"]
    ]
    assert ("9,472", "9,408") == tuple(
        data["results"][1]["cause"][key] for key in ("expected", "actual")
    )
    assert [(None, "Line 3: a tab indents. Use spaces.")] == [
        (one["passed"], one["cause"]["rationale"])
        for one in decoded(check50_json(PROBLEM, True))["results"]
    ]


GITHUB_TEST = [
    "name", "status", "score", "message", "test_code", "filename", "line_no", "duration",
]  # fmt: skip


@pytest.mark.parametrize("one", [*EVERY, *HOSTILE_MARKED])
def test_github_rules(one: Marked) -> None:
    """The keys that Classroom's reporter reads, and no line that the runner would obey."""
    data = decoded(base64.b64decode(github_result(one, True), validate=True).decode("ascii"))

    assert data == github_json(one, True)
    assert ["version", "status", "max_score", "tests"] == list(data)
    assert 1 == data["version"]
    for test in data["tests"]:
        assert GITHUB_TEST == list(test)
        assert test["status"] in ("pass", "fail", "error")
        assert ("", 0) == (test["filename"], test["line_no"])
    for line in "\n".join(strings(data)).splitlines():
        assert not line.lstrip().startswith("::")
        assert "##[" not in line


@pytest.mark.parametrize(
    ("one", "status", "scores"),
    [
        (marked(mark("a", "right", 2)), "pass", [2]),
        (marked(mark("a", "wrong", Fraction(1, 2))), "fail", [0.5]),
        (marked(mark("a", "right", 2), mark("b", "blank", 0)), "fail", [2, 0]),
        (marked(mark("a", "right", 2), mark("b", "unread", 0)), "error", [2, 0]),
        (PROBLEM, "error", [0]),
    ],
)
def test_github_marks(one: Marked, status: str, scores: list[float]) -> None:
    """Partial credit is passed on; what could not be read is an error, not a failure."""
    data = github_json(one, False)

    assert (status, scores) == (data["status"], [test["score"] for test in data["tests"]])


@pytest.mark.parametrize(
    ("line", "safe"),
    [
        ("plain :: text", "plain :: text"),
        ("::error::x", ": :error::x"),
        ("  ::error::x", "  : :error::x"),
        ("::::x", ": :::x"),
        ("a ##[error]x", "a # #[error]x"),
        ("::##[x", ": :# #[x"),
        ("", ""),
    ],
)
def test_commands_to_the_runner(line: str, safe: str) -> None:
    """What would be a command of a workflow is only text."""
    assert safe == defused(line)


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_items_table() -> None:
    """A line for each item, its parts below it, and the slips that were named."""
    remarks = (BIAS, FLOPS, PAIR, SUM)
    one = marked(mark("x", "wrong", 0, remarks=remarks), mark("c", "unread", 0), TABLE)
    lines = table(items_csv([one, PROBLEM._replace(student="cy")]))

    assert [
        ["ann", "x", "", "wrong", "0", "2", "9,408", "9,472",
         "bias.missing | flops | k.linear+bias.one"],
        ["ann", "c", "", "unread", "", "2", "9,408", "9,472", ""],
        ["ann", "t", "", "wrong", "1", "2", "9,408", "9,472", ""],
        ["ann", "t", "t.1.out", "right", "1", "1", "9,408", "9,472", ""],
        ["ann", "t", "t.1.macs", "wrong", "0", "1", "9,408", "9,472", "flops"],
        ["cy", "", "", "unread", "", "", "", "", ""],
    ] == [list(line.values()) for line in lines]  # fmt: skip


@pytest.mark.parametrize("one", HOSTILE_MARKED)
def test_no_cell_is_run_as_a_formula(one: Marked) -> None:
    """Names that a spreadsheet would run get a quote in front; the tables stay tables."""
    text = items_csv([one])
    text.encode("utf-8")
    lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert 1 == len({len(line) for line in lines})
    for cell in (cell for line in lines for cell in line):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
        assert all(c.isprintable() for c in cell)


def test_symbols_differ() -> None:
    """States can be told apart without colour."""
    assert ["✓", "✗", "?", "·"] == [SYMBOLS[s] for s in ("right", "wrong", "unread", "blank")]
    assert 4 == len(set(SYMBOLS.values()))


def test_texts_are_bounded() -> None:
    """However much is in the marks, the text has an end."""
    long = mark("x", "wrong", 0, written="9" * 10**6, what="n" * 10**6,
                parts=tuple(mark(str(i), "wrong") for i in range(5000)))  # fmt: skip
    lines = feedback(marked(long), True)

    assert 401 == len(lines)
    assert max(map(len, lines)) < 1000
