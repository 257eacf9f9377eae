"""Commands, their options, and nothing else; what they need is imported when they run."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from cnncost import __version__
from cnncost.errors import UsageError, shortened

app = typer.Typer(
    name="cnncost",
    help="What a convolutional network costs, exactly, and why.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Format(StrEnum):
    """How a result is written."""

    table = "table"
    json = "json"
    csv = "csv"
    markdown = "markdown"
    latex = "latex"


class Grouping(StrEnum):
    kind = "kind"
    stage = "stage"


class Bars(StrEnum):
    row = "row"
    stage = "stage"
    kind = "kind"


class Picture(StrEnum):
    """How a picture is written; the ending of a file says it too."""

    text = "text"
    svg = "svg"
    png = "png"
    mermaid = "mermaid"
    dot = "dot"


class MarksFormat(StrEnum):
    """How marks are written: for people, or for the systems that teachers use."""

    table = "table"
    json = "json"
    csv = "csv"
    markdown = "markdown"
    latex = "latex"
    html = "html"
    gradescope = "gradescope"
    junit = "junit"
    check50 = "check50"
    github = "github"


class Level(StrEnum):
    """How much students are told: hints, worked corrections, or their marks alone."""

    nudge = "nudge"
    full = "full"
    marks = "marks"


class System(StrEnum):
    """A system that homework is exported to; gradescope gets an autograder."""

    moodle = "moodle"
    gift = "gift"
    qti = "qti"
    gradescope = "gradescope"


class PageFormat(StrEnum):
    """How a page of text is written."""

    table = "table"
    json = "json"
    markdown = "markdown"
    latex = "latex"
    html = "html"


class SheetFormat(StrEnum):
    """Which of a student's sheets: the one to fill in, the one to print, or the key."""

    yaml = "yaml"
    markdown = "markdown"
    key = "key"


class Verdict(StrEnum):
    exact = "exact"
    rounds = "rounds"
    explained = "explained"
    differs = "differs"


class Alignment(StrEnum):
    layer = "layer"
    stage = "stage"
    scale = "scale"
    kind = "kind"


def spec_names(incomplete: str) -> list[str]:
    """Names for the shell to complete."""
    from cnncost.zoo import names

    return [name for name in names() if name.startswith(incomplete)]


def explained_names(incomplete: str) -> list[str]:
    """Names of topics and networks for the shell to complete."""
    from cnncost.explanation.topics import contents

    topics = [entry.name for entry in contents() if entry.name.startswith(incomplete)]
    return topics + spec_names(incomplete)


def tool_names(incomplete: str) -> list[str]:
    """Names of conventions for the shell to complete."""
    from cnncost.conventions import conventions

    return [name for name in conventions() if name.startswith(incomplete)]


SpecName = Annotated[
    str, typer.Argument(metavar="SPEC", help="A name or a file.", autocompletion=spec_names)
]
SpecNames = Annotated[
    list[str],
    typer.Argument(metavar="SPEC...", help="Names or files.", autocompletion=spec_names),
]
AnySpecNames = Annotated[
    list[str],
    typer.Argument(metavar="[SPEC]...", help="Names or files.", autocompletion=spec_names),
]
AssignmentFile = Annotated[
    Path, typer.Argument(metavar="ASSIGNMENT", help="The homework, a YAML file.")
]
Roster = Annotated[
    Path | None,
    typer.Option("--roster", metavar="FILE", help="The class, a CSV with an id column."),
]
Secret = Annotated[
    Path | None,
    typer.Option("--secret", metavar="FILE", help="What variants are drawn with; see the README."),
]
Set = Annotated[
    list[str], typer.Option("--set", metavar="NAME=VALUE", help="Change a parameter of the spec.")
]
Input = Annotated[
    str, typer.Option("--input", metavar="HxW[xC]", help="Another input size, as 192x192.")
]
Train = Annotated[bool, typer.Option("--train", help="Count the auxiliary heads too.")]
Counting = Annotated[
    str,
    typer.Option(
        "--convention",
        metavar="NAME",
        help="Count as this tool does, as thop or keras; 'reconcile' shows all.",
        autocompletion=tool_names,
    ),
]
PageFile = Annotated[
    Path, typer.Option("--out", "-o", metavar="FILE", help="The page, an .html file.")
]
OpenIt = Annotated[bool, typer.Option("--open", help="Open it in a browser.")]
As = Annotated[Format, typer.Option("--format", help="How the result is written.")]


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"cnncost {__version__}")
        raise typer.Exit()


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """What a convolutional network costs, exactly, and why."""


@app.command("list")
def list_specs(
    family: Annotated[str, typer.Option(metavar="NAME", help="Only this family.")] = "",
    variants: Annotated[bool, typer.Option("--variants", help="Count every variant.")] = False,
    convention: Counting = "",
    format: As = Format.table,
) -> None:
    """The networks and blocks that come with cnncost."""
    from cnncost.cli.write import write_zoo
    from cnncost.library import zoo

    entries, failures = zoo(family, convention or None, variants or bool(family))
    write_zoo(entries, failures, format)


@app.command()
def show(
    spec: SpecName,
    depth: Annotated[int | None, typer.Option(min=1, help="How many levels to open.")] = None,
    by: Annotated[Grouping | None, typer.Option(help="Sum up by kind or by stage.")] = None,
    set: Set = [],  # noqa: B006 - Typer copies it
    input: Input = "",
    train: Train = False,
    convention: Counting = "",
    format: As = Format.table,
) -> None:
    """One network, layer by layer."""
    from cnncost.cli.write import write_report
    from cnncost.library import analyze

    report = analyze(spec, input=input or None, params=settings(set), convention=convention or None)
    write_report(report, depth, by and by.value, train, format)


@app.command()
def compare(
    specs: SpecNames,
    by: Annotated[Alignment | None, typer.Option(help="Line up by this.")] = None,
    set: Set = [],  # noqa: B006
    input: Input = "",
    train: Train = False,
    convention: Counting = "",
    format: As = Format.table,
) -> None:
    """Networks side by side, and where they differ."""
    from cnncost.cli.write import write_comparison
    from cnncost.library import compare as compare_specs

    comparison = compare_specs(
        *specs,
        input=input or None,
        params=settings(set),
        by=by and by.value,
        train=train,
        convention=convention or None,
    )
    write_comparison(comparison, format)


@app.command()
def explain(
    what: Annotated[
        str,
        typer.Argument(
            metavar="[TOPIC | SPEC | SPEC:PATH | LAYER]",
            help='As depthwise, googlenet, googlenet:3a/3x3.2 or "conv(128, k=3)".',
            autocompletion=explained_names,
        ),
    ] = "",
    values: Annotated[
        list[str], typer.Argument(metavar="[NAME=VALUE]...", help="Other numbers, as K=5.")
    ] = [],  # noqa: B006
    input: Input = "",
    notation: Annotated[
        str, typer.Option(metavar="NAME", help="'mobilenet' writes D_K and D_F.")
    ] = "lecture",
    format: As = Format.table,
) -> None:
    """Where a number comes from: a topic, a network, any row, any layer."""
    from cnncost.cli.write import write_explanation
    from cnncost.explanation.asking import explain as explain_it

    params = settings(values, "Expected", "K=5")
    found = explain_it(what, input=input or None, params=params, notation=notation)
    write_explanation(found, format)


@app.command()
def draw(
    what: Annotated[
        str,
        typer.Argument(
            metavar="[SPEC | SPEC:PATH | LAYER]",
            help='As inception_v1, googlenet:3a or "conv(8, k=3, g=2)".',
            autocompletion=spec_names,
        ),
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE", help="An .svg, .png, .txt, .mmd or .dot file."),
    ] = None,
    connections: Annotated[
        bool, typer.Option("--connections", help="Lines in space and channels.")
    ] = False,
    bars: Annotated[bool, typer.Option("--bars", help="Where the costs are.")] = False,
    scatter: Annotated[
        bool, typer.Option("--scatter", help="Networks by MACs and accuracy.")
    ] = False,
    by: Annotated[Bars | None, typer.Option(help="What each bar stands for.")] = None,
    depth: Annotated[int | None, typer.Option(min=1, help="How many levels to open.")] = None,
    set: Set = [],  # noqa: B006
    input: Input = "",
    train: Train = False,
    convention: Counting = "",
    format: Annotated[
        Picture | None, typer.Option("--format", help="How the picture is written.")
    ] = None,
) -> None:
    """A picture of a network, of a part of it, or of a layer."""
    from cnncost.cli.write import write_drawing
    from cnncost.explanation.drawing import draw as draw_it

    asked = {"connections": connections, "bars": bars, "scatter": scatter}
    figures = [name for name, wanted in asked.items() if wanted]
    if len(figures) > 1:
        raise UsageError(f"One picture at a time: --{figures[0]} or --{figures[1]}.")
    drawing = draw_it(
        what,
        figures[0] if figures else "bars" if by else "",
        by=by.value if by else "",
        depth=depth,
        input=input or None,
        params=settings(set),
        train=train,
        convention=convention or None,
    )
    write_drawing(drawing, out, format and format.value)


@app.command()
def verify(
    specs: AnySpecNames = [],  # noqa: B006
    source: Annotated[
        str, typer.Option(metavar="TEXT", help="Only sources with this in their name.")
    ] = "",
    verdict: Annotated[Verdict | None, typer.Option(help="Show only these.")] = None,
    convention: Counting = "",
    format: As = Format.table,
) -> None:
    """Published numbers, recomputed."""
    from cnncost.claims import find_claims
    from cnncost.cli.write import write_claims

    claims = find_claims(specs, source)
    if not write_claims(claims, verdict or "", convention, format):
        raise typer.Exit(1)


@app.command()
def reconcile(
    spec: SpecName,
    seen: Annotated[
        str, typer.Option(metavar="NUMBER", help="A number from elsewhere, as 4.134G.")
    ] = "",
    set: Set = [],  # noqa: B006
    input: Input = "",
    train: Train = False,
    format: As = Format.table,
) -> None:
    """What other counters print for a network, and why."""
    from cnncost.cli.write import write_reconciliation
    from cnncost.library import reconcile as reconcile_spec

    found = reconcile_spec(spec, seen=seen, input=input or None, params=settings(set), train=train)
    write_reconciliation(found, format)
    if found.seen and not found.seen.found:
        raise typer.Exit(1)


@app.command()
def report(
    specs: SpecNames,
    out: PageFile = Path("report.html"),
    by: Annotated[Alignment | None, typer.Option(help="Line several up by this.")] = None,
    set: Set = [],  # noqa: B006
    input: Input = "",
    train: Train = False,
    convention: Counting = "",
    open: OpenIt = False,
) -> None:
    """A page to hand in: all about one network, or several side by side."""
    from cnncost.cli.write_pages import refuse_other_files, write_saved
    from cnncost.pages.making import report_page

    refuse_other_files(out)
    page = report_page(
        *specs,
        input=input or None,
        params=settings(set),
        by=by and by.value,
        train=train,
        convention=convention or None,
    )
    write_saved(page, out, open)


@app.command()
def play(
    spec: Annotated[
        str,
        typer.Argument(metavar="[SPEC]", help="A network to edit, too.", autocompletion=spec_names),
    ] = "",
    out: PageFile = Path("play.html"),
    set: Set = [],  # noqa: B006
    input: Input = "",
    open: OpenIt = False,
) -> None:
    """A page to play with: sliders for a layer, and what follows from them."""
    from cnncost.cli.write_pages import refuse_other_files, write_saved
    from cnncost.pages.making import play as play_page

    refuse_other_files(out)
    if not spec and (set or input):
        raise UsageError(
            "--set and --input are for a network: name one, as cnncost play googlenet."
        )
    page = play_page(spec or None, input=input or None, params=settings(set))
    write_saved(page, out, open)


@app.command()
def site(
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="The site's folder.")],
) -> None:
    """A course site: topics, networks, published numbers, the page to play with."""
    from cnncost.cli.write_pages import write_whole_site

    write_whole_site(out)


@app.command()
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


@app.command()
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


@app.command()
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


@app.command()
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


@app.command()
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


def settings(
    texts: list[str], wanted: str = "--set wants", example: str = "width=0.75"
) -> dict[str, Any]:
    """``['width=0.75']`` as names and values."""
    found = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name or not value:
            raise UsageError(f"{wanted} NAME=VALUE, such as {example}, not '{shortened(text)}'.")
        found[name.strip()] = value.strip()
    return found


from cnncost.cli import budget_command  # noqa: E402, F401 - its options are those above
