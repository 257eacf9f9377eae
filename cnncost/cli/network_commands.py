"""The commands about networks: what they cost, why, and who says otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cnncost.cli.options import (
    Alignment,
    AnySpecNames,
    As,
    Bars,
    Counting,
    Format,
    Grouping,
    Input,
    Picture,
    Set,
    SpecName,
    SpecNames,
    Train,
    Verdict,
    explained_names,
    settings,
    spec_names,
)
from cnncost.errors import UsageError


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
