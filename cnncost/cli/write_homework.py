"""Results of homework, written in the format that was asked for."""

from __future__ import annotations

import sys
from pathlib import Path

from cnncost.cli.write import watched, write, write_page
from cnncost.errors import UsageError, shortened
from cnncost.homework.assignment import Assignment
from cnncost.homework.checking import Checked
from cnncost.homework.handout import drawn_in_vain, sheets_for
from cnncost.homework.marks import marked_data, told
from cnncost.numbers import count


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
        from cnncost.homework.exports.github import github_json
        from cnncost.views.data import to_json

        write(to_json(github_json(marked, full)))
    else:
        write_page(checked.page, format)


def write_sheet(homework: Assignment, student: str, secret: str, format: str) -> None:
    """One student's sheet; without a student the one that all have, if all have the same."""
    if homework.varies and not student:
        raise UsageError(
            "This homework gives everybody numbers of their own: name a student with --student, "
            "or a class with --roster and --out."
        )
    sheets = sheets_for(homework, student, secret)
    write({"yaml": sheets.blank, "markdown": sheets.printed, "key": sheets.key}[format])


def write_sheets(homework: Assignment, roster: Path | None, secret: str, out: Path) -> None:
    """The sheets of a class in one folder, their keys in another."""
    from cnncost.homework.roster import read_roster
    from cnncost.homework.submissions import safe_name

    students = [one.id for one in read_roster(roster).students] if roster else [""]
    if homework.varies and roster is None:
        raise UsageError("This homework gives everybody numbers of their own: add --roster.")
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
    from cnncost.homework.store import write as write_file

    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            write_file(folder / name, text.encode("utf-8"))
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise UsageError(f"{shortened(str(folder), 200)} cannot be written: {reason}.") from None
