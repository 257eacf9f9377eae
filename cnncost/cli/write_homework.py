"""Results of homework, written in the format that was asked for."""

from __future__ import annotations

from cnncost.cli.write import write, write_page
from cnncost.homework.checking import Checked
from cnncost.homework.marks import marked_data, told


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
