"""The report on a class: counted by hand for classes small enough for it."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from cnncost.homework.assignment import parse_assignment
from cnncost.homework.grading.alike import Borrowed, borrowed, identical, same_answers
from cnncost.homework.grading.counts import (
    Class,
    Drawn,
    by_variant,
    distribution,
    item_counts,
    median,
    slipped,
    slips_in_all,
)
from cnncost.homework.grading.files import class_csv, class_data, class_files
from cnncost.homework.grading.regrade import settled
from cnncost.homework.grading.report import class_page, named
from cnncost.homework.grading.results import Change, Result, Source, read_result, result_data
from cnncost.homework.marking import unreadable
from cnncost.homework.marks import Mark, Marked, Remark
from cnncost.views.page import page_text

HOMEWORK = parse_assignment("""\
homework: hw
title: Costs
items:
  - id: a
    kind: number
    layer: conv(64, k=3)
    input: 28x28x32
    asks: params
    points: 2
  - id: v
    kind: number
    layer: conv(M, k=3)
    input: 28x28x32
    asks: macs
    draw: {M: [16, 32, 64]}
    points: 2
""")
NOBODY = Source("key", "1", "digest", "")


def slip(*ids: str) -> Remark:
    return Remark("slip" if len(ids) < 2 else "pair", ids, "look again", "this happened")


def mark(id: str, written: str, right: str = "100", *remarks: Remark, **about: Any) -> Mark:
    """An answer of two points, right if it says what is right."""
    state = "blank" if not written else "right" if written == right else "wrong"
    points = Fraction(2) if state == "right" else Fraction(0)
    made = Mark(id, id, state, points, Fraction(2), written, right, 1, remarks)  # type: ignore[arg-type]
    return made._replace(**about)


def result(
    student: str, *marks: Mark, variant: Mapping[str, Any] | None = None, **about: Any
) -> Result:
    """A result with these marks, whose file is like no other."""
    marked = Marked("hw", "Costs", student, marks, variant=variant or {})
    source = NOBODY._replace(submission=student)
    made = Result(student, "", "graded", marked, marked.points, Fraction(1), source)
    return made._replace(**about)


def missing(student: str) -> Result:
    return result(student, mark("a", ""), mark("v", ""), status="missing")


def whole(*results: Result, **about: Any) -> Class:
    return Class(HOMEWORK, results)._replace(**about)


# --- points and items


def test_points_are_sorted_into_tens() -> None:
    """4, 4, 2 and 0 of 4 points are two of all, one half, and one of nothing; missing is none."""
    rights = [mark("a", "100"), mark("v", "100")]
    wrongs = [mark("a", "9"), mark("v", "9")]
    mixed = [mark("a", "100"), mark("v", "9")]
    found = whole(
        result("s1", *rights), result("s2", *rights), result("s3", *mixed),
        result("s4", *wrongs), missing("s5"),
    )  # fmt: skip

    assert {0: 1, 5: 1, 10: 2} == {ten: n for ten, n in distribution(found) if n}
    assert 3 == median(found.final)
    assert "Mean 2.5, median 3, lowest 0, highest 4 of 4" in page_text(class_page(found))


def test_lateness_is_in_the_points_of_the_class() -> None:
    """4 points of which 90 % count are 3.6, and 3.6 of 4 are in the ninth ten."""
    found = whole(result("s1", mark("a", "100"), mark("v", "100"), factor=Fraction(9, 10)))

    assert (Fraction(18, 5),) == found.final
    assert [9] == [ten for ten, n in distribution(found) if n]


def test_gradebooks_get_what_lateness_leaves() -> None:
    """80 % of 2 points are 1.6 for each of two right answers; what is on time stays as it is."""
    late = result("s1", mark("a", "100"), mark("v", "100"), factor=Fraction(4, 5))
    on_time = result("s2", mark("a", "100"))

    assert [Fraction(8, 5)] * 2 == [one.points for one in late.counted.marks]
    assert 3.2 == late.final == float(late.counted.points)
    assert on_time.marked == on_time.counted


def test_items_are_counted_by_state() -> None:
    """What is unread is not in the mean; who handed in nothing is not counted at all."""
    unread = mark("a", "?", state="unread")
    found = whole(
        result("s1", mark("a", "100"), mark("v", "")),
        result("s2", mark("a", "9"), mark("v", "")),
        result("s3", unread, mark("v", ""), status="unread"),
        missing("s4"),
    )
    a, v = item_counts(found)

    assert ({"right": 1, "wrong": 1, "unread": 1}, Fraction(1, 2)) == (a.states, a.share)
    assert ({"blank": 3}, 0) == (v.states, v.share)
    assert re.search(r"a +1 +1 +1 +0 +50\.0 %", page_text(class_page(found)))


# --- slips


def test_slips_are_counted_once_for_each_student_and_item() -> None:
    """In the parts of an answer too; two slips made together are one entry of both."""
    both = mark("a", "9", "100", slip("bias", "square"))
    parts = (mark("a.1", "9", "100", slip("bias")), mark("a.2", "9", "100", slip("bias")))
    found = whole(
        result("s1", mark("a", "9", "100", slip("bias")), mark("v", "9", "100", slip("bias"))),
        result("s2", mark("a", "9", "100", parts=parts)),
        result("s3", both),
    )
    rows = slipped(found)

    assert [
        (("bias",), "a", ("s1", "s2"), 0),
        (("bias",), "v", ("s1",), 0),
        (("bias", "square"), "a", ("s3",), 0),
    ] == list(map(tuple, rows))
    assert [(("bias",), 2), (("bias", "square"), 1)] == slips_in_all(rows)
    assert "a, bias + square: 1: s3" in page_text(class_page(found))


def test_a_slip_that_is_one_of_several_reasons_is_perhaps() -> None:
    """Ties are counted for each, and said to be ties."""
    tie = mark("a", "9", "100", slip("bias"), slip("square"))
    found = whole(result("s1", tie), result("s2", mark("a", "9", "100", slip("bias"))))

    assert {("bias",): 1, ("square",): 1} == {row.slips: row.perhaps for row in slipped(found)}
    assert "s1, s2 (of 1 another slip may be the reason)" in page_text(class_page(found))


@pytest.mark.parametrize(
    ("students", "text"),
    [(1, "s0"), (5, "s0, s1, s2, s3, s4"), (6, "s0, s1, s2, s3, s4 and 1 more")],
)
def test_five_students_are_named(students: int, text: str) -> None:
    """And the others counted."""
    assert text == named([f"s{i}" for i in range(students)])


# --- variants


def test_numbers_are_compared_where_enough_had_them() -> None:
    """Five had 16 and all were right, five had 64 and one was; four with 32 are too few."""

    def drew(number: int, value: str, written: str) -> Result:
        return result(f"s{number}", mark("v", written), variant={"v": {"M": value}})

    easy = [drew(i, "16", "100") for i in range(5)]
    hard = [drew(i + 5, "64", "100" if i == 0 else "9") for i in range(5)]
    few = [drew(i + 10, "32", "9") for i in range(4)]

    assert [Drawn("v", "M = 16", 5, Fraction(1)), Drawn("v", "M = 64", 5, Fraction(1, 5))] == (
        by_variant(whole(*easy, *hard, *few))
    )
    assert [] == by_variant(whole(*easy, *few))


OTHERS = (
    # the item, what s1 wrote, what is right for s2, whose number s2 has, whether it is told
    ("v", "5000", "5,000", {"M": "64"}, True),
    ("v", "5,000", "5,000", {"M": "64"}, True),
    ("v", "5001", "5,000", {"M": "64"}, False),
    ("v", "1000", "1,000", {"M": "64"}, False),
    ("v", "1001", "1,001", {"M": "64"}, True),
    ("v", "5000", "5,000", {"M": "16"}, False),
    ("a", "5000", "5,000", {"M": "64"}, False),
    ("v", "28x28", "28x28", {"M": "64"}, False),
)


@pytest.mark.parametrize(("item", "written", "right", "drawn", "told"), OTHERS)
def test_answers_of_other_variants_are_told(
    item: str, written: str, right: str, drawn: dict[str, str], told: bool
) -> None:
    """Only wrong ones, to items that vary, beyond 1,000, and of who drew otherwise."""
    found = whole(
        result("s1", mark(item, written, "7"), variant={item: {"M": "16"}}),
        result("s2", mark(item, "", right), variant={item: drawn}),
    )

    assert ([Borrowed("s1", item, written, ("s2",))] if told else []) == borrowed(found)


# --- alike


def test_the_same_bytes_are_the_same_file() -> None:
    """Empty sheets are not told, nor is who handed in nothing."""
    same, blank = NOBODY._replace(submission="x"), NOBODY._replace(submission="blank")
    found = whole(
        result("s1", mark("a", "100"), source=same, where="s1.yaml"),
        result("s2", mark("a", "9")),
        result("s3", mark("a", "100"), source=same, where="s3.yaml"),
        result("s4", mark("a", ""), source=blank),
        result("s5", mark("a", ""), source=blank),
        missing("s6"),
        missing("s7"),
    )

    assert [("s1", "s3")] == identical(found)


def test_a_group_hands_in_one_file() -> None:
    """Who handed in together did not copy from each other."""
    same = NOBODY._replace(submission="x")
    found = whole(
        result("s1", mark("a", "100"), source=same, where="submission_1/a.yaml"),
        result("s2", mark("a", "100"), source=same, where="submission_1/a.yaml"),
    )

    assert [] == identical(found)


ALIKE = (
    ("spaces and commas", ("9 216", "28 x 28"), ("9,216", "28x28"), True),
    ("another number", ("9216", "1"), ("9217", "1"), False),
    ("all right", ("100", "100"), ("100", "100"), False),
    ("one mistake alone", ("9", "100"), ("9", "100"), False),
    ("the same mistake in one of two", ("9", "100"), ("9", "8"), False),
)


@pytest.mark.parametrize(("name", "one", "two", "told"), ALIKE, ids=lambda case: str(case)[:20])
def test_the_same_mistakes_in_other_files_are_told(
    name: str, one: tuple[str, str], two: tuple[str, str], told: bool
) -> None:
    """All answers are the same, however they are spaced, and not all of them are right."""
    found = whole(
        result("s1", mark("a", one[0]), mark("v", one[1])),
        result("s2", mark("a", two[0]), mark("v", two[1])),
    )

    assert ([("s1", "s2")] if told else []) == same_answers(found)


# --- what is to be looked into


SECTIONS = (
    (whole(missing("s1")), "Nothing handed in\n s1\n"),
    (whole(unknown=("s9",)), "Not in the roster\n s9\n"),
    (whole(gone=("s9",)), "Results of students who are in the class no more\n s9\n"),
    (
        whole(result("s1", late=True, submitted="2026-03-02T10:00:00", factor=Fraction(9, 10))),
        "Late\n   - s1: 2026-03-02T10:00:00, 90.0 % of the points count\n",
    ),
    (whole(result("s1", notes=("Two files.",))), "Notes\n   - s1: Two files.\n"),
    (
        whole(result("s1", mark("a", "?", state="unread"), status="unread")),
        "Could not be read\n   - s1: answers to a\n",
    ),
    (
        whole(result("s1", status="unread", marked=unreadable(HOMEWORK, "a.yaml:1:2  x\n ^\nNo."))),
        "Could not be read\n   - s1: a.yaml:1:2: No.\n",
    ),
    (
        whole(
            result(
                "s1", status="failed", marked=unreadable(HOMEWORK, "Too long."), detail="SIGSEGV",
                where="s1/a.yaml",
            )
        ),
        "Could not be marked\n   - s1: Too long. (SIGSEGV) File: s1/a.yaml\n",
    ),
    (
        whole(result("s1", history=(Change("s1", 1.5, 2, "cnncost changed"),))),
        "Points that changed\n   - s1: from 1.5 to 2 (cnncost changed)\n",
    ),
    (
        whole(kept=(Change("s1", 2, 1.25, "cnncost changed", True),)),
        "Points that would fall\n   - s1: would fall from 2 to 1.25; kept (cnncost changed)\n",
    ),
    (whole(notes=("A note on all.",)), "\n A note on all.\n"),
)  # fmt: skip


@pytest.mark.parametrize(("found", "text"), SECTIONS, ids=lambda case: str(case)[:12])
def test_the_report_says_what_to_look_into(found: Class, text: str) -> None:
    """Each kind of trouble has a section of its own, with who and why."""
    assert text in page_text(class_page(found))


def test_a_class_without_trouble_has_no_such_sections() -> None:
    """Points and items are all there is to say."""
    text = page_text(class_page(whole(result("s1", mark("a", "100"), mark("v", "100")))))

    assert ["Points", "Items"] == re.findall(r"(?m)^ ([A-Z][a-z]+)$", text)


# --- what is written


NASTY = "\x1b[2J<script>alert(1)</script>=cmd|' /C calc'!A0 [red] ![x](y) \u202e"


def nasty_class() -> Class:
    """Every text that anybody can choose is hostile."""
    bad = unreadable(HOMEWORK, NASTY, NASTY)
    change = Change(NASTY, 8, None, NASTY, True)
    return whole(
        result(f"={NASTY}", mark("a", NASTY, NASTY, slip("bias")), name=f"@{NASTY}"),
        result(f"+{NASTY}", status="unread", marked=bad, where=NASTY, notes=(NASTY,)),
        result(NASTY, status="failed", marked=bad, detail=NASTY, history=(change,), late=True,
               submitted=NASTY),
        notes=(NASTY,), unknown=(NASTY,), kept=(change,), gone=(NASTY,),
    )  # fmt: skip


def test_names_are_text_in_every_file() -> None:
    """No control character, no markup and no formula gets through."""
    files = {name: data.decode() for name, data in class_files(nasty_class(), "", "full").items()}

    for name, text in files.items():
        assert text.replace("\n", "").isprintable(), name
    assert not re.search(r"<(script|img)", files["report.html"])
    assert not re.search(r"(?<!\\)(<script|!\[x\]|\[red\])", files["report.md"].replace("!\\[", ""))
    for name in ("results.csv", "items.csv"):
        cells = [cell for row in csv.reader(files[name].splitlines()) for cell in row]
        assert [] == [cell for cell in cells if cell.startswith(("=", "+", "@"))]
    assert 3 == len(json.loads(files["results.json"])["students"])


def test_results_as_data_have_what_a_gradebook_needs() -> None:
    """Points, what lateness leaves, and the state of each item, in the order of the class."""
    found = whole(result("s1", mark("a", "100"), mark("v", "9"), factor=Fraction(1, 2)))
    data = class_data(found, "digest", "full")

    assert ("hw", "digest", "full", 4) == tuple(
        data[key] for key in ("homework", "assignment", "feedback", "of")
    )
    assert [("s1", "graded", 2, 0.5, 1)] == [
        tuple(one[key] for key in ("student", "status", "points", "factor", "final"))
        for one in data["students"]
    ]
    assert {
        "a": {"state": "right", "points": 2, "of": 2},
        "v": {"state": "wrong", "points": 0, "of": 2},
    } == data["students"][0]["items"]


def test_a_long_list_is_cut() -> None:
    """No section of a large class has more than 200 lines; it says how many there are besides."""
    late = [result(f"s{i}", mark("a", "100"), late=True) for i in range(203)]
    text = page_text(class_page(whole(*late)))

    assert "and 3 more" in text
    assert 200 == text.count("at an unknown time")


def test_a_class_of_nobody_has_a_report() -> None:
    """Nothing is divided by nothing."""
    assert "0 students" in page_text(class_page(whole()))
    assert [] == class_data(whole(), "", "full")["students"]


def test_final_points_are_blank_until_all_is_read() -> None:
    """The table has the points so far, and nothing where an answer could not be read."""
    unread = mark("v", "?", state="unread")
    found = whole(
        result("s1", mark("a", "100"), unread, status="unread"),
        result("s2", mark("a", "100"), mark("v", "100"), factor=Fraction(9, 10), late=True),
        missing("s3"),
    )
    rows = list(csv.DictReader(class_csv(found).splitlines()))

    assert [("2", "", "2", ""), ("4", "3.6", "2", "2"), ("0", "0", "0", "0")] == [
        (row["points"], row["final"], row["a"], row["v"]) for row in rows
    ]
    assert ["", "90.0", "0.0"] == [row["percent"] for row in rows]


# --- results as they are kept


def test_a_result_is_read_as_it_was_written() -> None:
    """All that it holds survives JSON, a third of a point among it."""
    third = mark("a", "9", "100", slip("bias"))
    kept = result("s1", third, variant={"v": {"M": "16"}})._replace(
        points=Fraction(1, 3), factor=Fraction(9, 10), notes=("n",), text="\x00",
        files={"md": "x"}, history=(Change("s1", 1, 2.5, "why"),),
    )  # fmt: skip

    assert kept == read_result(json.loads(json.dumps(result_data(kept))))


@pytest.mark.parametrize("data", [{}, [], None, 3, {"schema": "x"}, {"schema": []}])
def test_anything_else_is_no_result(data: Any) -> None:
    """It is refused as such, whatever it is."""
    with pytest.raises(ValueError, match=r"^This is no result as it was written\.$"):
        read_result(data)


REGRADED = (
    # before, after, may it fall, what counts, and what is said
    (8, 9, False, 9, "from 8 to 9 (the submission changed)"),
    (8, 6, False, 8, "would fall from 8 to 6; kept (the submission changed)"),
    (8, 6, True, 6, "from 8 to 6 (the submission changed)"),
    (8, None, False, 8, "would fall from 8 to no final points; kept (the submission changed)"),
    (8, None, True, None, "from 8 to no final points (the submission changed)"),
    (8, 8, False, 8, ""),
    (None, 2, False, 2, ""),
    (None, None, False, None, ""),
    (0, None, False, 0, "would fall from 0 to no final points; kept (the submission changed)"),
)


@pytest.mark.parametrize(("before", "after", "lower", "counts", "says"), REGRADED)
def test_a_number_never_falls_in_silence(
    before: int | None, after: int | None, lower: bool, counts: int | None, says: str
) -> None:
    """Neither to a lower one nor to none, unless that is asked for, and then it is said."""

    def made(points: int | None, submission: str) -> Result:
        status = "graded" if points is not None else "failed"
        source = NOBODY._replace(submission=submission)
        return result("s1", source=source, points=Fraction(points or 0), status=status)

    kept, change = settled(made(before, "one"), made(after, "two"), lower)
    why = says.replace("changed)", "changed, marking failed)") if after is None else says

    assert (counts, why) == (kept.final, change.text if change else "")


def test_the_history_of_points_is_kept() -> None:
    """Each change is added to those before it."""
    first = result("s1", points=Fraction(1))
    second, _ = settled(first, result("s1", points=Fraction(2)), lower=False)
    third, _ = settled(second, result("s1", points=Fraction(3)), lower=False)

    assert [(1, 2), (2, 3)] == [(change.before, change.after) for change in third.history]
