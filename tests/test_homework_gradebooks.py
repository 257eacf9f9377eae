"""Teachers' own gradebooks, filled: one column changes, and every other byte stays."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnncost.errors import UsageError
from cnncost.homework.exports.canvas import canvas_gradebook
from cnncost.homework.exports.cells import guarded, placed, read_rows, read_sheet, rewritten
from cnncost.homework.exports.moodle import moodle_grades, moodle_worksheet, participant_key
from cnncost.homework.marks import Mark, Marked, State


def result(student: str, points: Any = 2, of: Any = 2, state: State = "right") -> Marked:
    one = Mark("a", "conv1", state, Fraction(points), Fraction(of), "9,472", "9,472")
    return Marked("hw1", "One layer", student, (one,))


ANN, BOB, CY = result("ann", 2), result("bob", Fraction(5, 3)), result("cy", 0, 2, "unread")
KEYS = {
    "ann": ANN, "101": ANN, "ann@x.org": ANN, "Ann A": ANN, "Participant 7": ANN,
    "bob": BOB, "102": BOB, "bob@x.org": BOB, "Bob, B": BOB, "Participant 8": BOB,
    "cy": CY, "103": CY, "Participant 9": CY,
}  # fmt: skip

ENDS = ("\n", "\r\n", "\r")


@given(
    st.lists(
        st.lists(st.text(st.sampled_from('ab,;" \t\n\r=')), min_size=2, max_size=4), max_size=4
    ),
    st.sampled_from(",;\t"),
    st.sampled_from([(csv.QUOTE_MINIMAL, "\r\n"), *((csv.QUOTE_ALL, end) for end in ENDS)]),
    st.booleans(),
)
def test_cells_are_those_of_the_csv_module(
    lines: list[list[str]], delimiter: str, style: tuple[Any, str], mark: bool
) -> None:
    """Cells say what Python's reader reads, and stand where they say."""
    out = io.StringIO(newline="")
    quoting, end = style
    csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=end).writerows(lines)
    text = "\ufeff" * mark + out.getvalue()
    rows = read_rows(text, delimiter)

    assert lines == [[cell.text for cell in row] for row in rows]
    for cell in (cell for row in rows for cell in row):
        shown = text[cell.start : cell.end]
        assert cell.text == (shown[1:-1].replace('""', '"') if shown[:1] == '"' else shown)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", []),
        ("a", [["a"]]),
        ("a,", [["a", ""]]),
        ("a\n\nb", [["a"], [""], ["b"]]),
        ('"a"b,c', [["ab", "c"]]),
        ('a"b,c', [['a"b', "c"]]),
        ('"",""""', [["", '"']]),
        ("a\x00b,c", [["a\x00b", "c"]]),
    ],
)
def test_odd_cells(text: str, rows: list[list[str]]) -> None:
    """Cells that a tidy writer would not write are read as spreadsheets read them."""
    assert rows == [[cell.text for cell in row] for row in read_rows(text, ",")]


def test_a_quotation_mark_that_is_not_closed() -> None:
    """The line where it opens is named; the cells behind it are not guessed."""
    with pytest.raises(UsageError, match="mark that opens on line 3 is never closed"):
        read_rows('a,b\nc,d\ne,"f\ng,h\n', ",")


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("ID,b\n1,2\n", "ID,b\n1,new\n"),
        ('ID,b\r\n1,"2"\r\n', 'ID,b\r\n1,"new"\r\n'),
        ("\ufeffID;b\n1;2", "\ufeffID;b\n1;new"),
        ("ID\tb\n1\t\n", "ID\tb\n1\tnew\n"),
    ],
)
def test_a_cell_is_changed(text: str, changed: str) -> None:
    """The byte order mark, the delimiter, the quotes and the ends of lines stay."""
    sheet = read_sheet(text, ("ID",), "a table")

    assert changed == rewritten(sheet, [(sheet.rows[0][1], "new")])
    assert text == rewritten(sheet, [])


def test_a_new_cell_is_quoted_where_it_must_be() -> None:
    """A comma, a quote or a new line in the new text does not break the row."""
    sheet = read_sheet("ID,b\n1,2\n", ("ID",), "a table")
    for new in ("a,b", 'a"b', "a\nb", "a\rb"):
        text = rewritten(sheet, [(sheet.rows[0][1], new)])
        assert [["ID", "b"], ["1", new]] == list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    ("identities", "found"),
    [
        ([("101",), ("102",)], ["ann", "bob"]),
        ([("nobody",), ("",)], [None, None]),
        ([("101", "ann", "nobody")], ["ann"]),
        ([("101", "bob")], [None]),  # two students
        ([("101",), ("ann",)], [None, None]),  # two rows
        ([("101 ",)], [None]),  # exact only
    ],
)
def test_one_row_for_one_student(
    identities: list[tuple[str, ...]], found: list[str | None]
) -> None:
    """No one is guessed: a row names one student, and a student has one row."""
    named = placed(identities, {**KEYS, "": CY})

    assert found == [one.student if one else None for one in named]


GRADEBOOK = (
    '\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Notes,"HW 1, layers (12345)",HW 2 (777),'
    "Final Score\r\n"
    ",,,,,,Manual Posting,,\r\n"
    "    Points Possible,,,,,(read only),2.00,10.00,(read only)\r\n"
    '"A, Ann",4711,101,ann@x.org,"Sec 1 and ""Sec"" 2",x,1.00,"7.00",81.2\r\n'
    '"=""B, Bob""",4712,102,bob@x.org,Sec 1,,,,\r\n'
    '"C, Cy",4713,103,cy@x.org,Sec 1,,"1.50",,\r\n'
    "Dee,4714,104,dee@x.org,Sec 1,,0.50,,\r\n"
    '"Student, Test",4799,,1f2e,Sec 1,,,,\r\n'
)
FILLED = GRADEBOOK.replace(",x,1.00,", ",x,2,").replace("Sec 1,,,,\r\n", "Sec 1,,1.67,,\r\n", 1)


@pytest.mark.parametrize("column", ["HW 1, layers (12345)", "HW 1, layers", "12345", " 12345 "])
def test_canvas_gradebook(column: str) -> None:
    """One column of the export is filled; unread, unknown and Canvas's own rows stay."""
    filled = canvas_gradebook(GRADEBOOK, KEYS, column)

    assert FILLED == filled.text
    assert (("ann", "bob"), ("cy",), (), ("Dee",), ()) == filled[1:]


@pytest.mark.parametrize(
    ("was", "now"),
    [("\ufeff", ""), ("\r\n", "\n"), ("\r\n", "\r"), ("SIS User ID", "Root Account")],
)
def test_canvas_gradebook_in_other_clothes(was: str, now: str) -> None:
    """Whatever the export's ends of lines and columns are, they stay."""
    filled = canvas_gradebook(GRADEBOOK.replace(was, now), KEYS, "12345")

    assert FILLED.replace(was, now) == filled.text


SEMICOLONS = (
    "LastName;FirstName;ID;SIS Login ID;Section;HW (1)\n"
    "    Points Possible;;;;;2,00\n"
    "A;Ann;4711;ann@x.org;S;1,5\n"
    "Student;Test;1;bob@x.org;S;\n"
)


def test_canvas_gradebook_of_another_country() -> None:
    """Semicolons, names in two columns, and decimal commas, which Canvas reads as points."""
    filled = canvas_gradebook(SEMICOLONS, KEYS, "HW")

    assert SEMICOLONS.replace("S;1,5", "S;2") == filled.text
    assert (("ann",), (), ("bob", "cy"), (), ()) == filled[1:]


@pytest.mark.parametrize("cell", ["EX", "ex", "N/A"])
def test_excused_students_stay_excused(cell: str) -> None:
    """A grade is not written over the teacher's word."""
    text = GRADEBOOK.replace(",x,1.00,", f",x,{cell},")
    filled = canvas_gradebook(text, KEYS, "12345")

    assert f",x,{cell}," in filled.text
    assert ("ann", "cy") == filled.kept


def test_other_points_are_noted() -> None:
    """The teacher is told where Canvas gives other points than the homework."""
    filled = canvas_gradebook(GRADEBOOK, KEYS, "777")

    assert ("The homework gives 2 points, Canvas says 10.00.",) == filled.notes


HEADER = "Student,ID,Section"
COLUMNS = [
    ("HW 1 (1),HW 2 (2)", "HW 3", "There is no column 'HW 3'. Did you mean HW 1 or HW 2? The "
     "assignments are 'HW 1 (1)' and 'HW 2 (2)'."),
    ("HW (1),HW (2)", "HW", "Several columns are called 'HW': 'HW (1)' and 'HW (2)'. Give the "
     "number."),
    ("HW (1),HW (1)", "HW (1)", "Several columns are called 'HW (1)'"),
    ("12 (1),HW (12)", "12", "Several columns are called '12'"),
    ("Final Score,Unposted Final Score,Q Current Points", "Final Score",
     "There is no column 'Final Score': the gradebook has no assignment to fill."),
    ("HW (1)", "Section", "There is no column 'Section'. The assignments are 'HW (1)'."),
    ("HW (1)", "", "There is no column ''. The assignments are 'HW (1)'."),
    (",".join(f"HW{i} ({i})" for i in range(20)), "nothing", "'HW11 (11)' and others."),
    ("\x1b[31m (1)", "x", "The assignments are '\ufffd[31m (1)'."),
]  # fmt: skip


@pytest.mark.parametrize(("columns", "wanted", "message"), COLUMNS)
def test_columns_that_are_not_one(columns: str, wanted: str, message: str) -> None:
    """A column that is missing or ambiguous is not guessed: the candidates are named."""
    with pytest.raises(UsageError) as refused:
        canvas_gradebook(f"{HEADER},{columns}\n", KEYS, wanted)

    assert message in str(refused.value)


def test_read_only_columns_are_not_filled() -> None:
    """What Canvas marks as read only is no candidate."""
    text = f"{HEADER},HW (1)\n    Points Possible,,,(read only)\n"
    with pytest.raises(UsageError, match="the gradebook has no assignment to fill"):
        canvas_gradebook(text, KEYS, "HW")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "This is not a gradebook that Canvas exported: its first line must name"),
        ("Name,Grade\n", "must name the columns 'ID' and 'Section'."),
        (f"{HEADER},HW (1)\nDoe, Jane,1,S,\n", "The row of 'Doe' has 5 cells, and the header"),
        (f"{HEADER},HW (1)\nJane,1,S\n", "The row of 'Jane' has 3 cells, and the header has 4"),
    ],
)  # fmt: skip
def test_gradebooks_that_are_none(text: str, message: str) -> None:
    """A row of another length may have its cells in the wrong columns, so nothing is filled."""
    with pytest.raises(UsageError) as refused:
        canvas_gradebook(text, KEYS, "HW")

    assert message in str(refused.value)


def test_a_short_row_of_canvas_is_no_student() -> None:
    """Only students' rows must be as long as the header."""
    text = f"{HEADER},HW (1)\n,,,\n    Points Possible\nAnn,ann,S,\n"

    assert text.replace("ann,S,", "ann,S,2") == canvas_gradebook(text, KEYS, "HW").text


HOSTILE = ("=cmd|' /C calc'!A0", '"', "a\nb", "[bold]", "<script>", "a\0b", "\ud800", "\x1b[31m")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_where_they_are(name: str) -> None:
    """A name is not changed in the file, cannot move a grade, and is safe in a message."""
    quoted = '"' + name.replace('"', '""') + '"'
    text = f"{HEADER},HW (1)\n{quoted},ann,S,\n{quoted},nobody,S,5\n"
    filled = canvas_gradebook(text, KEYS, "1")

    assert text.replace("ann,S,", "ann,S,2") == filled.text
    assert all(c.isprintable() for row in filled.rows for c in row)


WORKSHEET = (
    "Identifier,Full name,ID number,Email address,Status,Grade,Maximum Grade,"
    'Grade can be changed,"Last modified (submission)","Last modified (grade)",'
    '"Feedback comments"\n'
    'Participant 7,Ann A,,,Submitted,,2.00,Yes,"Sunday, 1 March",-,\n'
    'Participant 88,Other,102,,Submitted,"1.00",2.00,Yes,-,-,""\n'
    "Participant 9,Cy,,,No submission,1.00,2.00,Yes,-,-,was here\n"
    "Participant 10,Dee,,,No submission,,2.00,Yes,-,-,\n"
)
SAYS = (
    "<p>One layer<br>{} of 2 points<br>conv1: ✓ right, {} of 2 points<br>  Your answer: 9,472</p>"
)


def test_moodle_worksheet() -> None:
    """Grade and feedback of those who are known by one key; the rest stays byte for byte."""
    filled = moodle_worksheet(WORKSHEET, KEYS, True)
    says = [SAYS.format(points, points) for points in ("2", "1.67")]

    assert (
        WORKSHEET.replace("Submitted,,2.00", "Submitted,2,2.00")
        .replace("-,\n", f'-,"{says[0]}"\n', 1)
        .replace('"1.00"', '"1.67"')
        .replace('""\n', f'"{says[1]}"\n')
        == filled.text
    )
    assert (("ann", "bob"), ("cy",), (), ("Dee",), ()) == filled[1:]


@pytest.mark.parametrize(
    ("row", "keys", "grade"),
    [
        ("Participant 7,X,,", {"Participant 7": ANN}, "2"),
        ("Teilnehmer/in 7,X,,", {participant_key("7"): ANN}, "2"),
        ("Participant 17,X,,", {"Participant 7": ANN}, ""),
        ("Participant 7,X,,", {"7": ANN}, ""),  # 7 may be another student's id
        ("Participant 1,X,101,", {"101": ANN}, "2"),
        ("Participant 1,X,,ann@x.org", {"ann@x.org": ANN}, "2"),
        ("Participant 1,Ann A,,", {"Ann A": ANN}, "2"),
        ("Participant 8,Ann A,,", {"Ann A": ANN, "Participant 8": BOB}, "1.67"),
        ("Participant 8,X,101,", {"101": ANN, "Participant 8": BOB}, ""),  # two students
    ],
)
def test_how_moodle_knows_a_student(row: str, keys: Mapping[str, Marked], grade: str) -> None:
    """By number, id, address, and by name where nothing else is known; never by a guess."""
    head = "Identifier,Full name,ID number,Email address,Grade,Last modified (grade)\n"
    filled = moodle_worksheet(f"{head}{row},,-\n", keys, False)

    assert f"{head}{row},{grade},-\n" == filled.text


def test_two_students_of_one_name() -> None:
    """A name that stands in two rows is nobody's."""
    text = "Identifier,Full name,Grade,Last modified (grade)\n1,Ann A,,-\n2,Ann A,,-\n"
    filled = moodle_worksheet(text, {"Ann A": ANN}, False)

    assert text == filled.text
    assert (("ann",), ("Ann A", "Ann A")) == (filled.students, filled.rows)


@pytest.mark.parametrize(
    ("cells", "filled"),
    [
        ('"2,00",Yes', '"1,67"'),  # a site that writes decimal commas reads them too
        ("2.00,Yes", "1.67"),
        (",Yes", "1.67"),
        ("2.00,No", ""),
    ],
)
def test_how_moodle_writes_a_grade(cells: str, filled: str) -> None:
    """The decimal mark is the worksheet's own; a grade that must not change does not."""
    head = "Identifier,Grade,Maximum Grade,Grade can be changed,Last modified (grade)\n"
    text = f"{head}Participant 8,{{}},{cells},-\n"

    assert text.format(filled) == moodle_worksheet(text.format(""), KEYS, False).text


def test_what_a_teacher_should_see_of_a_worksheet() -> None:
    """Grades that Moodle refuses, and comments that gave way, are noted."""
    head = "Identifier,Grade,Maximum Grade,Last modified (grade),Feedback comments\n"
    filled = moodle_worksheet(f"{head}Participant 7,,1.00,-,Well done\n", KEYS, False)

    assert (
        "Grades above the maximum of the worksheet, which Moodle refuses: 1.",
        "Comments of the worksheet that were replaced: 1.",
    ) == filled.notes


def test_worksheets_that_are_none() -> None:
    """Without the columns that Moodle's import needs nothing is filled."""
    with pytest.raises(UsageError, match="This is not a grading worksheet of Moodle in English"):
        moodle_worksheet("Identifier,Grade\n", KEYS, False)


@pytest.mark.parametrize("text", HOSTILE)
def test_feedback_in_moodle_is_no_markup(text: str) -> None:
    """What a student wrote is text on one line of HTML, and no formula."""
    mark = Mark("a", text, "wrong", Fraction(0), Fraction(2), text, text)
    one = Marked("hw1", text, text, (mark,))
    head = "Identifier,Grade,Last modified (grade),Feedback comments\n"
    filled = moodle_worksheet(f"{head}Participant 7,,-,\n", {"Participant 7": one}, True)
    (line,) = csv.DictReader(io.StringIO(filled.text, newline=""), strict=True)
    feedback = line["Feedback comments"]

    filled.text.encode("utf-8")
    assert all(c.isprintable() for c in feedback)
    assert feedback.startswith("<p>")
    assert [] == [tag for tag in feedback.split("<")[1:] if tag.split(">")[0] not in TAGS]


TAGS = ("p", "/p", "br")


def test_moodle_grades() -> None:
    """Only final results of students in the roster: one unknown student stops Moodle's import."""
    roster = [("bob", "Bob", "bob@x.org"), ("cy", "Cy", "cy@x.org"), ("dee", "Dee", "d@x.org")]
    text = moodle_grades([ANN, BOB, CY], roster, True)

    assert [
        ["idnumber", "email", "grade", "feedback"],
        ["bob", "bob@x.org", "1.67", SAYS.format("1.67", "1.67")],
    ] == list(csv.reader(io.StringIO(text, newline=""), strict=True))


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("ann", "ann"),
        ("=1+1", "'=1+1"),
        ("+cmd", "'+cmd"),
        ("-cmd", "'-cmd"),
        ("@x", "'@x"),
        ("\tx", "'\ufffdx"),
        ("\rx", "'\ufffdx"),
        ("  =1", "'  =1"),
        ("＝1", "'＝1"),
        ("-5", "-5"),  # numbers stay numbers
        ("+2.5", "+2.5"),
        ("-5+cmd", "'-5+cmd"),
        ("", ""),
    ],
)
def test_guarded_cells(text: str, cell: str) -> None:
    """What a spreadsheet would run gets a quote in front."""
    assert cell == guarded(text)
