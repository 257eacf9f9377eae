"""The commands about homework: from its sheets to the marks of a class."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cnncost.cli.options import (
    AssignmentFile,
    Level,
    MarksFormat,
    PageFormat,
    Roster,
    Secret,
    SheetFormat,
    System,
)
from cnncost.errors import UsageError


def check(
    assignment: AssignmentFile,
    answers: Annotated[Path, typer.Argument(metavar="ANSWERS", help="The answers, a YAML file.")],
    format: Annotated[MarksFormat, typer.Option("--format", help="How the marks are written.")] = (
        MarksFormat.table
    ),
) -> None:
    """A student's own answers, checked."""
    from cnncost.cli.write_homework import write_checked
    from cnncost.homework.checking import check as check_answers

    checked = check_answers(assignment, answers)
    write_checked(checked, format)
    if not checked.all_right:
        raise typer.Exit(1)


def lint(
    assignment: AssignmentFile,
    format: Annotated[PageFormat, typer.Option("--format", help="How it is written.")] = (
        PageFormat.table
    ),
) -> None:
    """Proof that an assignment can be handed out."""
    from cnncost.cli.write import write_page
    from cnncost.homework.lint import lint as lint_it

    linted = lint_it(assignment)
    write_page(linted.page, format)
    if not linted.passes:
        raise typer.Exit(1)


def handout(
    assignment: AssignmentFile,
    student: Annotated[
        str, typer.Option("--student", metavar="ID", help="One student's sheet, on the screen.")
    ] = "",
    roster: Roster = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="DIR", help="A folder for all sheets.")
    ] = None,
    secret: Secret = None,
    format: Annotated[SheetFormat, typer.Option("--format", help="Which sheet of one student.")] = (
        SheetFormat.yaml
    ),
) -> None:
    """Blank sheets for students, and the keys apart."""
    from cnncost.cli.write_homework import refuse_nobody, write_sheet, write_sheets
    from cnncost.homework.assignment import read_assignment
    from cnncost.homework.secret import secret_for

    if out is None and roster is not None:
        raise UsageError("Sheets for a whole roster go to a folder: name it with --out.")
    if out is not None and (student or format != SheetFormat.yaml):
        raise UsageError("--student and --format are for one sheet on the screen, without --out.")
    homework = read_assignment(assignment)
    refuse_nobody(homework, student, roster)
    own = secret_for(homework, secret, create=True)
    if out is None:
        return write_sheet(homework, student, own, format)
    write_sheets(homework, roster, own, out)


def grade(
    assignment: AssignmentFile,
    submissions: Annotated[
        Path,
        typer.Argument(metavar="SUBMISSIONS", help="A folder or a zip, as your system gives it."),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Where results go.")],
    roster: Roster = None,
    secret: Secret = None,
    feedback: Annotated[
        Level | None, typer.Option("--feedback", help="How much students are told; full as usual.")
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", help="How many are marked at once.")] = 2,
    seconds: Annotated[float, typer.Option(help="The most time that one may take.")] = 10,
    megabytes: Annotated[int, typer.Option(help="The most memory that one may need.")] = 512,
    lower: Annotated[
        bool, typer.Option("--lower", help="Let points of an earlier run fall.")
    ] = False,
    canvas: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Your Canvas gradebook, to be filled in.")
    ] = None,
    column: Annotated[
        str, typer.Option(metavar="NAME", help="Its column; the homework's title as usual.")
    ] = "",
    moodle: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Your Moodle worksheet, to be filled in.")
    ] = None,
    format: Annotated[PageFormat, typer.Option("--format", help="How the report is written.")] = (
        PageFormat.table
    ),
) -> None:
    """A whole class, marked."""
    from cnncost.cli.write import write_page
    from cnncost.cli.write_homework import mark_class, write_gradebooks
    from cnncost.homework.assignment import read_assignment
    from cnncost.homework.secret import secret_for

    homework = read_assignment(assignment)
    own = secret_for(homework, secret) if homework.varies else ""
    graded = mark_class(
        assignment, submissions, out, roster,
        secret=own, jobs=jobs, seconds=seconds, megabytes=megabytes,
        level=feedback.value if feedback else "", lower=lower,
    )  # fmt: skip
    write_gradebooks(graded, roster, canvas, column or homework.title, moodle)
    write_page(graded.page, format)
    if any(change.kept for change in graded.changes):  # points would fall: the teacher decides
        raise typer.Exit(1)


def export(
    assignment: AssignmentFile,
    system: Annotated[System, typer.Argument(help="What it is for.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="The file to write.")],
    variants: Annotated[
        int, typer.Option(min=1, max=200, help="How many variants of what varies.")
    ] = 20,
    secret: Secret = None,
) -> None:
    """An assignment as a quiz of another system, or as an autograder."""
    from cnncost.cli.write_homework import write_export
    from cnncost.homework.assignment import read_assignment
    from cnncost.homework.secret import secret_for

    own = secret_for(read_assignment(assignment), secret, create=True)
    write_export(assignment, system, out, variants, own)
