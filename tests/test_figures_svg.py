"""Scenes as SVG and PNG: whole documents that are safe, readable, and the same every time."""

from __future__ import annotations

import re
import sys
from itertools import combinations, product
from math import dist
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_scenes import scenes

from cnncost.errors import UsageError
from cnncost.figures.palette import DARK, HALFWAY, HUES, LIGHT, TERMINAL, Theme
from cnncost.figures.png import to_png
from cnncost.figures.scene import (
    ROLES,
    SHAPES,
    Bar,
    Box,
    Label,
    Mark,
    Node,
    Scene,
    Thread,
    Wire,
)
from cnncost.figures.shapes import HATCHES
from cnncost.figures.sorts import SORTS
from cnncost.figures.svg import to_svg

NAMESPACE = "http://www.w3.org/2000/svg"
SVG = f"{{{NAMESPACE}}}"
EVERYTHING = Scene(
    "A module",
    "Two layers\nand a join",
    40,
    12,
    (
        Bar(0, 0, 4.4, tip="4.4M"),
        Thread((1.5, 2.5), (9.5, 6.5), "group1"),
        Thread((9.5, 2.5), (1.5, 6.5), "group2", dashed=True),
        Box(12, 0, 14, 4, ("3×3 conv", "64 · 86.7M"), "conv", "a layer"),
        Box(12, 8, 14, 3, ("add",), "join"),
        Box(10, 0, 18, 12, ()),
        Wire(((19, 4), (19, 7)), arrow=True),
        Wire(((26, 1), (30, 1), (30, 9), (26, 9)), "skip", dashed=True, arrow=True),
        *(Node(2.5 + 2 * i, 8.5, "conv", s, bool(i % 2), s) for i, s in enumerate(SHAPES)),
        Label(31, 4, "identity", "skip"),
        Label(40, 11, "strong", "strong", "end"),
    ),
)
HOSTILE = "<script>alert('&')</script> ]]> \"\x1b[31m\x00 &lt;"


def scene(*marks: Mark, title: str = "title", width: int = 40) -> Scene:
    """A scene with these marks."""
    return Scene(title, "description", width, 10, marks)


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def texts(svg: str) -> list[str]:
    """What is written in a picture."""
    return [element.text or "" for element in parsed(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("fixed", [False, True])
def test_a_whole_document(fixed: bool) -> None:
    """It is well-formed, says first what it shows, and names nothing outside itself."""
    svg = to_svg(EVERYTHING, "a-", fixed)
    root = parsed(svg)

    assert ("img", "a-title a-desc") == (root.get("role"), root.get("aria-labelledby"))
    assert [f"{SVG}title", f"{SVG}desc"] == [child.tag for child in root][:2]
    assert ["A module", "Two layers\nand a join"] == [child.text for child in root][:2]
    assert [NAMESPACE] == re.findall(r"\w+://[^\"' ]+", svg)
    assert not re.search(r"href|url\(|@import|script|\bon\w+=|var\(", svg)


def test_dark_rules_only_where_they_may_apply() -> None:
    """A fixed figure is light everywhere; another one has a dark rule for every class in it."""
    svg = to_svg(EVERYTHING, "a-")
    style = svg[svg.index("<style>") : svg.index("</style>")]
    used = set(re.findall(r'class="([^"]+)"', svg))

    assert style.startswith("<style>@media (prefers-color-scheme: dark) {")
    assert used == set(re.findall(r"^\.([\w-]+)\{", style, re.MULTILINE))
    assert svg.replace(f"{style}</style>\n", "") == to_svg(EVERYTHING, "a-", fixed=True)


@pytest.mark.parametrize("prefix", ["", "a-", "fig1_", "Inception-3a-"])
def test_prefix_on_every_name(prefix: str) -> None:
    """Ids are unique and begin with the prefix, as classes do."""
    root = parsed(to_svg(EVERYTHING, prefix))
    ids = [element.get("id", "") for element in root.iter() if element.get("id")]
    classes = [name for element in root.iter() for name in element.get("class", "").split()]

    assert [f"{prefix}title", f"{prefix}desc"] == ids
    assert classes
    assert all(name.startswith(prefix) for name in classes)


@pytest.mark.parametrize("prefix", ["1x1", "a b", '"', "a.b", "-a", "é", "a{"])
def test_prefixes_that_are_no_names(prefix: str) -> None:
    """What could not begin an id and a class is refused."""
    message = r"^A prefix of names in SVG is a letter, then letters, digits, - and _\.$"

    with pytest.raises(UsageError, match=message):
        to_svg(EVERYTHING, prefix)


def test_hostile_names() -> None:
    """Names are text wherever they are shown, and lose their control characters."""
    shown = HOSTILE.replace("\x1b", "\N{REPLACEMENT CHARACTER}").replace(
        "\x00", "\N{REPLACEMENT CHARACTER}"
    )
    marks = (
        Label(0, 0, HOSTILE),
        Box(0, 1, 60, 3, (HOSTILE,), tip=HOSTILE),
        Node(1, 6, tip=HOSTILE),
        Bar(0, 7, 3, tip=HOSTILE),
    )
    root = parsed(to_svg(scene(*marks, title=HOSTILE)))

    assert [shown] * 2 == [element.text for element in root.iter(f"{SVG}text")]
    assert [shown] * 4 == [element.text for element in root.iter(f"{SVG}title")]
    assert not list(root.iter(f"{SVG}script"))


def test_tips_belong_to_their_marks() -> None:
    """What is pointed at says what it is."""
    root = parsed(to_svg(EVERYTHING))
    tips = {
        (mark.tag.removeprefix(SVG), title.text)
        for mark in root.iter()
        if mark is not root
        for title in mark.findall(f"{SVG}title")
    }

    assert tips == {
        ("rect", "a layer"), ("rect", "4.4M"), ("circle", "circle"), ("polygon", "square"),
        ("polygon", "triangle"), ("polygon", "diamond"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "cells"), [("abc", 3), ("3×3 conv · 64", 13), ("日本", 4), ("e\u0301", 1)]
)
def test_text_is_as_wide_as_its_cells(text: str, cells: int) -> None:
    """A character has 8 pixels, a wide one 16, whatever the font; x is where the text starts."""
    for anchor, x in (("start", 20), ("middle", 20 - cells / 2), ("end", 20 - cells)):
        [element] = parsed(to_svg(scene(Label(20, 2, text, anchor=anchor)))).iter(f"{SVG}text")

        assert (text, 8 * cells) == (element.text, float(element.get("textLength", "")))
        assert 8 * x == float(element.get("x", ""))


def test_spaces_in_a_row_are_kept() -> None:
    """SVG would show many spaces as one, and none at the ends."""
    assert ["a b", "a\xa0\xa0b", "\xa0a\xa0b"] == texts(
        to_svg(scene(Label(0, 0, "a b"), Label(0, 1, "a  b"), Label(0, 2, " a b")))
    )


def test_text_in_boxes_is_that_of_the_terminal() -> None:
    """What does not fit is cut, and lines that a box has no room for are left out."""
    box = Box(0, 0, 10, 3, ("depthwise 3×3", "64"))

    assert ["depthwi…"] == texts(to_svg(scene(box)))


def test_wires_reach_the_frames() -> None:
    """A wire from below one box to above the next touches both frames, its tip the second one.

    Frames run through the middle of cells: row 2 is 18·2.5 = 45 pixels down, row 6 is 117.
    """
    boxes = Box(0, 0, 9, 3, ("a",)), Box(0, 6, 9, 3, ("b",))
    for points in (((4, 3), (4, 5)), ((4, 2), (4, 6))):
        svg = to_svg(scene(*boxes, Wire(points, arrow=True)))

        assert ["M36,45L36,110"] == re.findall(r' d="([^"]+)"', svg)
        assert ["32.5,110 36,117 39.5,110"] == re.findall(r'points="([^"]+)"', svg)


def test_corners_are_rounded() -> None:
    """A wire bends within 7 pixels of a corner, or half way where there is less room."""
    svg = to_svg(scene(Wire(((0, 0), (5, 0), (5, 5)))))
    short = to_svg(scene(Wire(((0, 0), (1, 0), (1, 5)))))

    assert ["M4,9L37,9Q44,9 44,16L44,99"] == re.findall(r' d="([^"]+)"', svg)
    assert ["M4,9L8,9Q12,9 12,16L12,99"] == re.findall(r' d="([^"]+)"', short)


def test_later_kinds_of_marks_cover_earlier_ones() -> None:
    """Background, bars, threads, wires, boxes, nodes, labels, in whatever order they are listed."""
    marks = tuple(reversed(EVERYTHING.marks))
    paints = re.findall(r'<g class="([a-z]+)-', to_svg(EVERYTHING._replace(marks=marks)))
    order = ["paper", "solid", "thread", "wire", "solid", "box", "ink", "hollow", "solid", "label"]
    last = {paint: len(paints) - paints[::-1].index(paint) for paint in order}

    assert "paper" == paints[0]
    assert max(last["thread"], last["wire"]) < last["hollow"] < last["label"]
    assert paints.index("thread") < paints.index("wire") < paints.index("box")
    assert last["ink"] <= paints.index("hollow")


def test_never_colour_alone() -> None:
    """Dashes and shapes tell marks apart where colours do not."""
    root = parsed(to_svg(EVERYTHING))
    dashed = [g.get("class") for g in root.iter(f"{SVG}g") if g.get("stroke-dasharray")]
    outlines = {
        len((polygon.get("points") or "").split()): polygon.get("points")
        for polygon in root.iter(f"{SVG}polygon")
    }

    assert ["thread-group2", "wire-skip"] == dashed
    assert {3, 4} == set(outlines)


@pytest.mark.parametrize("role", SORTS)
def test_a_hatch_lies_over_its_bar(role: str) -> None:
    """What is left out of a bar is left out of all of it, in the colour of the background."""
    root = parsed(to_svg(scene(Bar(1, 0, 4, role)), fixed=True))
    bar = [float(root.findall(f".//{SVG}rect")[-1].get(name, "")) for name in ("x", "width")]
    hatches = root.findall(f".//{SVG}line")

    assert (role in HATCHES) == len(hatches)
    for hatch in hatches:
        assert [bar[0], sum(bar)] == [float(hatch.get(name, "")) for name in ("x1", "x2")]
        assert float(hatch.get("stroke-width", "")) <= 12  # a bar is so high
    assert bool(hatches) == bool(root.findall(f'.//{SVG}g[@stroke="{LIGHT.paper}"]'))


@given(scenes, st.booleans())
def test_random_scenes(scene: Scene, fixed: bool) -> None:
    """Whatever is where, the document is well-formed, the same twice, and of short numbers."""
    svg = to_svg(scene, "p-", fixed)
    root = parsed(svg)
    numbers = [
        number
        for element in root.iter()
        for name in ("x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "width", "height", "points", "d")
        for number in re.findall(r"[^MLQ, ]+", element.get(name, ""))
    ]

    assert svg == to_svg(scene, "p-", fixed)
    assert all(re.fullmatch(r"-?\d{1,8}(\.\d)?", number) for number in numbers)


# --- colours


def linear(colour: str) -> tuple[float, ...]:
    """Red, green and blue as amounts of light (sRGB)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return tuple(p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_that_of_wcag() -> None:
    """Two known values: black on white, and the lightest grey that is enough on white."""
    assert 21 == pytest.approx(contrast("#000000", "#ffffff"))
    assert 4.54 == pytest.approx(contrast("#767676", "#ffffff"), abs=0.005)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_is_readable(theme: Theme) -> None:
    """Text of every role is readable on the background and in the box of every role (WCAG AA)."""
    papers = [theme.paper, *(theme.hues[HUES[role]].fill for role in ROLES)]
    inks = [theme.hues[HUES[role]].ink for role in ROLES]

    assert [] == [pair for pair in product(inks, papers) if contrast(*pair) < 4.5]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_lines_are_seen(theme: Theme) -> None:
    """Lines, bars and nodes of every role stand out from the background (WCAG 1.4.11)."""
    lines = [theme.hues[HUES[role]].line for role in ROLES]

    assert [] == [line for line in lines if contrast(line, theme.paper) < 3]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_sorts_are_told_apart_in_grey(theme: Theme) -> None:
    """Two sorts of layers are hatched differently, or one is much lighter than the other."""
    shades = {role: theme.hues[HUES[role]].line for role in SORTS}

    for one, other in combinations(SORTS, 2):
        lighter = contrast(shades[one], shades[other]) >= 1.6
        assert HATCHES.get(one) != HATCHES.get(other) or lighter, (one, other)


@pytest.mark.parametrize("paper", ["#ffffff", "#000000"])
def test_terminal_colours_are_readable_on_both(paper: str) -> None:
    """What a terminal shows is readable on white and on black; every role has a style."""
    colours = [colour for colour in HALFWAY.values() if colour]

    assert set(ROLES) == set(TERMINAL)
    assert [] == [colour for colour in colours if contrast(colour, paper) < 4.5]


# How a colour looks to those who lack a kind of cone: matrices for linear RGB, severity 1.0, of
# Machado, Oliveira and Fernandes, IEEE Transactions on Visualization 15(6), 2009.
SIGHT = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}  # fmt: skip
# Oklab, as its author gives it: https://bottosson.github.io/posts/oklab
CONES = (
    (0.4122214708, 0.5363325363, 0.0514459929), (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)  # fmt: skip
OKLAB = (
    (0.2104542553, 0.7936177850, -0.0040720468), (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)  # fmt: skip
Triple = tuple[float, ...]


def times(matrix: tuple[Triple, ...], vector: Triple) -> Triple:
    return tuple(sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)


def seen(colour: str, sight: str) -> Triple:
    """A colour as it is seen, in Oklab: distances there are about those that people see."""
    light = times(SIGHT[sight], linear(colour))
    return times(OKLAB, tuple(max(0.0, cone) ** (1 / 3) for cone in times(CONES, light)))


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_groups_differ_for_all_readers(theme: Theme, sight: str) -> None:
    """The lines of two groups are at least 0.07 apart in Oklab; 0.02 can just be noticed."""
    colours = [seen(theme.hues[HUES[f"group{i}"]].line, sight) for i in range(1, 9)]

    assert [] == [pair for pair in combinations(colours, 2) if dist(*pair) < 0.07]


# --- PNG


def size(png: bytes) -> tuple[int, int]:
    """Width and height, from the header of a PNG file."""
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])


def test_png() -> None:
    """A PNG is twice as large as its SVG, or as asked, and what is written is seen on it."""
    pytest.importorskip("resvg_py")
    svg = to_svg(scene(Label(0, 0, "text")))

    assert b"\x89PNG\r\n\x1a\n" == to_png(svg)[:8]
    assert (2 * (40 * 8 + 24), 2 * (10 * 18 + 24)) == size(to_png(svg))
    assert (40 * 8 + 24, 10 * 18 + 24) == size(to_png(svg, 1))
    assert to_png(svg) != to_png(to_svg(scene(Label(0, 0, " "))))


@pytest.mark.parametrize(
    ("svg", "scale", "message"),
    [
        (to_svg(scene()), 0, "PNG is drawn from a whole SVG document, at a scale from 0 to 100."),
        ("<p>", 1, "PNG is drawn from a whole SVG document, at a scale from 0 to 100."),
        (
            to_svg(scene(width=100_000)),
            2,
            "The picture would have 653 million pixels; at most 100 can be drawn. An .svg file has"
            " no such limit.",
        ),
    ],
)
def test_png_that_is_refused(svg: str, scale: float, message: str) -> None:
    """A size that cannot be drawn is told, not tried: 800,024 by 204 pixels, four times."""
    pytest.importorskip("resvg_py")

    with pytest.raises(UsageError, match=f"^{re.escape(message)}$"):
        to_png(svg, scale)


def test_png_without_resvg(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the package, it says what to install."""
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    message = "PNG needs one more package: pip install 'cnncost[png]'. An .svg file needs none."

    with pytest.raises(UsageError, match=f"^{re.escape(message)}$"):
        to_png(to_svg(scene()))


def test_png_without_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no font, a picture without its text is not written."""
    resvg = pytest.importorskip("resvg_py")
    draw = resvg.svg_to_bytes
    monkeypatch.setattr(
        resvg, "svg_to_bytes", lambda **options: draw(**options, skip_system_fonts=True)
    )

    with pytest.raises(UsageError, match=r"^PNG needs a monospace font, and none was found\."):
        to_png(to_svg(scene()))
