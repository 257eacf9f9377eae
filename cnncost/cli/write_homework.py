"""Results of homework, written in the format that was asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnncost.cli.write import watched, write, write_page
from cnncost.errors import UsageError, shortened
from cnncost.files import reason, save
from cnncost.homework.assignment import Assignment
from cnncost.homework.checking import Checked
from cnncost.homework.handout import drawn_in_vain, sheets_for
from cnncost.homework.marks import marked_data, told
from cnncost.numbers import count

if TYPE_CHECKING:
    from cnncost.homework.exports.cells import Filled
    from cnncost.homework.grading.grade import Graded


def write_checked(checked: Checked, format: str) -> None:
    """Marks for a student, or for one of the systems that teachers use."""
    marked, full = told(checked.marked, checked.level), checked.level == "full"
    if format == "json":
        from cnncost.views.data import to_json

        write(to_json(marked_data(marked)))
    elif format == "csv":
        from cnncost.homework.exports.tables import items_csv

        write(items_csv([marked]))
    elif format == "gradescope":
        from cnncost.homework.exports.gradescope import gradescope_json

        write(gradescope_json(marked, full))
    elif format == "junit":
        from cnncost.homework.exports.junit import junit_xml

        write(junit_xml([marked], full))
    elif format == "check50":
        from cnncost.homework.exports.check50 import check50_json

        write(check50_json(marked, full))
    elif format == "github":
        from cnncost.homework.exports.github import github_result

        write(f"{github_result(marked, full)}\n")
    else:
        write_page(checked.page, format)


def refuse_nobody(homework: Assignment, student: str, roster: Path | None) -> None:
    """Refuse to hand out numbers of their own to nobody, before a secret is made for them."""
    if homework.varies and not student and roster is None:
        raise UsageError(
            "This homework gives everybody numbers of their own: name a student with --student, "
            "or a class with --roster and --out."
        )


def write_sheet(homework: Assignment, student: str, secret: str, format: str) -> None:
    """One student's sheet; without a student the one that all have, if all have the same."""
    sheets = sheets_for(homework, student, secret)
    write({"yaml": sheets.blank, "markdown": sheets.printed, "key": sheets.key}[format])


def write_sheets(homework: Assignment, roster: Path | None, secret: str, out: Path) -> None:
    """The sheets of a class in one folder, their keys in another."""
    from cnncost.homework.collecting.roster import read_roster
    from cnncost.homework.collecting.submissions import safe_name

    students = [one.id for one in read_roster(roster).students] if roster else [""]
    made = []
    for student in watched(students, len(students), "drawing"):
        sheets = sheets_for(homework, student, secret)
        name = f"{homework.name}-{safe_name(student)}" if student else homework.name
        _write_into(out / "sheets", {f"{name}.yaml": sheets.blank, f"{name}.md": sheets.printed})
        _write_into(out / "keys", {f"{name}.key.yaml": sheets.key})
        made.append(sheets)
    number = f"{count(len(made))} sheets" if len(made) != 1 else "1 sheet"
    place = shortened(str(out), 200)
    lines = [f"{number} in {place}/sheets, the keys in {place}/keys.", drawn_in_vain(made)]
    sys.stdout.write("".join(f"{line}\n" for line in lines if line))


def _write_into(folder: Path, files: dict[str, str]) -> None:
    """Files in a folder that is made if need be, each whole or not there."""
    from cnncost.homework.grading.store import write as write_file

    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            write_file(folder / name, text.encode("utf-8"))
    except OSError as error:
        why = reason(error)
        raise UsageError(f"{shortened(str(folder), 200)} cannot be written: {why}.") from None


def mark_class(
    assignment: Path, submissions: Path, out: Path, roster: Path | None, **how: Any
) -> Graded:
    """Mark a class, with a progress bar on a terminal, and say which points changed."""
    from cnncost.homework.grading.grade import grade

    def progress(coming: Iterator[Any], total: int) -> Iterator[Any]:
        return watched(coming, total, "marking")

    graded = grade(assignment, submissions, out, roster, progress=progress, **how)
    for note in graded.notes:
        sys.stderr.write(f"{shortened(note, 400)}\n")
    for change in graded.changes:
        sys.stderr.write(f"{shortened(change.student)} {change.text}\n")
    return graded


def write_gradebooks(
    graded: Graded, roster: Path | None, canvas: Path | None, column: str, moodle: Path | None
) -> None:
    """The class's points in the teacher's own gradebooks, copies of which go to the results."""
    from cnncost.homework.collecting.roster import read_roster
    from cnncost.homework.grading import gradebooks

    students = read_roster(roster) if roster else None
    known = gradebooks.keys(graded.results, students)
    files = {"grades.csv": gradebooks.grades(graded.results, students, full=True)}
    filled = {}
    if canvas:
        filled["canvas.csv"] = gradebooks.canvas(canvas, column, known)
    if moodle:
        filled["moodle.csv"] = gradebooks.moodle(moodle, known, full=True)
    files |= {name: one.text for name, one in filled.items()}
    _write_into(graded.out, files)
    for name, one in filled.items():
        sys.stderr.write(f"{name}: {_filled(one)}\n")


def _filled(one: Filled) -> str:
    """What became of a gradebook, in a few lines."""
    says = [f"{count(len(one.filled)) if one.filled else 'no'} filled"]
    for names, what in (
        (one.kept, "left as they were"),
        (one.students, "without a row"),
        (one.rows, "rows without a student"),
    ):
        if names:
            shown = ", ".join(shortened(name) for name in names[:5])
            says.append(f"{len(names)} {what}: {shown}{', …' if len(names) > 5 else ''}")
    return "; ".join([*says, *(shortened(note, 200) for note in one.notes)])


def write_export(assignment: Path, system: str, out: Path, variants: int, secret: str) -> None:
    """An assignment for another system, and on standard error what it does not carry."""
    from cnncost.homework.exporting import export

    exported = export(assignment, system, variants, secret)
    if out.suffix != exported.suffix:
        raise UsageError(f"The file for {system} ends in {exported.suffix}.")
    save(out, exported.data)
    for note in exported.left_out:
        sys.stderr.write(f"{shortened(note, 400)}\n")
