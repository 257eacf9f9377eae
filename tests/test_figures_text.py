"""Scenes as characters: dots, joins, frames, bars, and the same in plain ASCII."""

from __future__ import annotations

import io

import pytest
from hypothesis import example, given
from random_scenes import scenes
from rich.console import Console, Group

from cnncost.figures.scene import (
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
from cnncost.figures.sorts import SORTS
from cnncost.figures.text import cells, to_rich, to_text


def drawn(marks: tuple[Mark, ...], width: int, height: int, ascii: bool = False) -> list[str]:
    """The lines of a scene with these marks."""
    return to_text(Scene("title", "description", width, height, marks), ascii).split("\n")


# A cell has two columns of four dots; Unicode gives those of the right one these bits.
RIGHT_DOTS = (0x08, 0x10, 0x20, 0x80)
FULL_RIGHT = chr(0x2800 + sum(RIGHT_DOTS))


def test_vertical_thread_keeps_to_one_column_of_dots() -> None:
    """From the middle of one cell to the middle of another: half, full, half."""
    thread = Thread((1.5, 0.5), (1.5, 2.5))
    lower, upper = (chr(0x2800 + sum(dots)) for dots in (RIGHT_DOTS[2:], RIGHT_DOTS[:2]))

    assert [f" {lower}", f" {FULL_RIGHT}", f" {upper}"] == drawn((thread,), 4, 3)


def test_mirrored_threads_have_mirrored_dots() -> None:
    """What leans to the left looks like what leans to the right."""
    tie = -0.125  # from here, a thread meets the border of two dots in each row
    left = drawn((Thread((2, tie), (0.5, 0.625)), Thread((2, 1), (0, 1.7))), 4, 3)
    right = drawn((Thread((2, tie), (3.5, 0.625)), Thread((2, 1), (4, 1.7))), 4, 3)
    dots = {(x, y) for y, row in enumerate(left) for x in range(8) if dot(row, x, 0)}

    assert dots
    for y, (one, other) in enumerate(zip(left, right, strict=True)):
        for row in range(4):
            assert [dot(one, x, row) for x in range(8)] == [
                dot(other, 7 - x, row) for x in range(8)
            ], (y, row)


def dot(line: str, x: int, row: int) -> bool:
    """Whether a line of braille has a dot in that column and row of dots."""
    character = line.ljust(8)[x // 2]
    bit = ((0x01, 0x02, 0x04, 0x40), RIGHT_DOTS)[x % 2][row]
    return character != " " and bool((ord(character) - 0x2800) & bit)


@pytest.mark.parametrize("end", [(9.5, 0.5), (9.5, 2.5), (0.5, 5.5), (4.5, 5.5), (9.5, 5.5)])
def test_a_thread_has_one_dot_for_each_step(end: tuple[float, float]) -> None:
    """A line has as many dots as its longer side: two to a cell across, four to a cell down."""
    lines = drawn((Thread((0.5, 0.5), end),), 10, 6)
    dots = sum((ord(c) - 0x2800).bit_count() for line in lines for c in line if c != " ")

    assert max(2 * (end[0] - 0.5), 4 * (end[1] - 0.5)) == dots


def test_dashed_threads_have_gaps() -> None:
    """A dashed thread has half the dots, two by two."""
    whole = drawn((Thread((0.5, 0), (0.5, 2)),), 1, 2)
    dashed = drawn((Thread((0.5, 0), (0.5, 2), dashed=True),), 1, 2)
    half = chr(0x2800 + sum(RIGHT_DOTS[:2]))

    assert ([FULL_RIGHT, FULL_RIGHT], [half, half]) == (whole, dashed)


ACROSS, DOWN = Wire(((0, 1), (4, 1))), Wire(((2, 0), (2, 2)))


@pytest.mark.parametrize(
    ("wires", "lines"),
    [
        ((ACROSS,), ["", "─────", ""]),
        ((DOWN,), ["  │", "  │", "  │"]),
        ((ACROSS, DOWN), ["  │", "──┼──", "  │"]),
        ((ACROSS, Wire(((2, 1), (2, 2)))), ["", "──┬──", "  │"]),
        ((ACROSS, Wire(((2, 0), (2, 1)))), ["  │", "──┴──", ""]),
        ((DOWN, Wire(((2, 1), (4, 1)))), ["  │", "  ├──", "  │"]),
        ((DOWN, Wire(((0, 1), (2, 1)))), ["  │", "──┤", "  │"]),
        ((Wire(((0, 2), (0, 0), (4, 0), (4, 2), (0, 2))),), ["╭───╮", "│   │", "╰───╯"]),
        ((Wire(((0, 0), (4, 2))),), ["────╮", "    │", "    │"]),  # bent where it is slanted
        ((Wire(((2, 1),)),), ["", "", ""]),
        ((Wire(((0, 1), (4, 1)), dashed=True),), ["", "╌╌╌╌╌", ""]),
        ((Wire(((2, 0), (2, 2)), dashed=True),), ["  ╎", "  ╎", "  ╎"]),
        ((Wire(((0, 1), (4, 1)), dashed=True), ACROSS), ["", "─────", ""]),
        ((Wire(((0, 0), (3, 0)), arrow=True),), ["───▶", "", ""]),
        ((Wire(((3, 0), (0, 0)), arrow=True),), ["◀───", "", ""]),
        ((Wire(((0, 0), (0, 2)), arrow=True),), ["│", "│", "▼"]),
        ((Wire(((0, 2), (0, 0)), arrow=True),), ["▲", "│", "│"]),
        ((Wire(((-9, 1), (99, 1))),), ["", "─────", ""]),
    ],
)
def test_wires_join(wires: tuple[Wire, ...], lines: list[str]) -> None:
    """Where wires meet, cross, turn and end stands the character that says so."""
    assert lines == drawn(wires, 5, 3)


BOX = Box(0, 0, 7, 3, ("relu",))
OVER = Box(0, 4, 7, 3, ("add",))


@pytest.mark.parametrize(
    ("marks", "lines"),
    [
        ((BOX,), ["╭─────╮", "│relu │", "╰─────╯"]),
        ((Box(0, 0, 7, 4, ("3×3 convolution", "64")),),
         ["╭─────╮", "│3×3 …│", "│ 64  │", "╰─────╯"]),
        ((Box(0, 0, 6, 3, ("one", "two")),), ["╭────╮", "│one │", "╰────╯"]),  # no room for two
        ((Box(0, 0, 7, 3, ("日本語",)),), ["╭─────╮", "│日本…│", "╰─────╯"]),
        ((Box(0, 0, 6, 3, ("日本語",)),), ["╭────╮", "│日… │", "╰────╯"]),
        ((Box(0, 0, 7, 2, ("low",)),), ["╭─low─╮", "╰─────╯"]),
        ((Box(0, 0, 7, 3, ()), Wire(((3, 0), (3, 2)))), ["╭──┬──╮", "│  │  │", "╰──┴──╯"]),
        ((BOX, OVER, Wire(((3, 3), (3, 3)))),
         ["╭─────╮", "│relu │", "╰─────╯", "", "╭─────╮", "│ add │", "╰─────╯"]),
        ((BOX, OVER, Wire(((3, 2), (3, 4)))),
         ["╭─────╮", "│relu │", "╰──┬──╯", "   │", "╭──┴──╮", "│ add │", "╰─────╯"]),
        ((BOX, OVER, Wire(((3, 2), (3, 4)), arrow=True)),
         ["╭─────╮", "│relu │", "╰──┬──╯", "   ▼", "╭─────╮", "│ add │", "╰─────╯"]),
        ((Wire(((0, 1), (9, 1))), Box(2, 0, 4, 3, ())),
         ["  ╭──╮", "──┼──┼────", "  ╰──╯"]),
        ((BOX, Wire(((7, 1), (9, 1)))), ["╭─────╮", "│relu ├───", "╰─────╯"]),
        ((BOX, Wire(((9, 1), (7, 1)), arrow=True)), ["╭─────╮", "│relu │◀──", "╰─────╯"]),
        ((BOX, Wire(((3, 1), (9, 1)))), ["╭─────╮", "│relu ├───", "╰─────╯"]),
    ],
)  # fmt: skip
def test_boxes(marks: tuple[Mark, ...], lines: list[str]) -> None:
    """Boxes hold their lines in the middle, and wires that run into a frame join it."""
    assert lines == drawn(marks, 10, len(lines))


@pytest.mark.parametrize(
    ("length", "shown"),
    [(0, ""), (0.01, "▏"), (0.5, "▌"), (1, "█"), (2.25, "██▎"), (3.99, "████"), (1e300, "█████")],
)
def test_bars_are_exact_to_an_eighth(length: float, shown: str) -> None:
    """A bar ends in the block nearest to its length; a short one is still seen."""
    assert [shown] == drawn((Bar(0, 0, length),), 5, 1)


@pytest.mark.parametrize(
    ("longer", "shorter", "shown"),
    [
        (8, 5, "█████▒▒▒"),
        (8.5, 4.6, "█████▒▒▒▌"),
        (8.5, 4.4, "████▒▒▒▒▌"),
        (1.75, 1.6, "█▊"),  # nothing is drawn longer than it is
        (0.625, 0.5, "▋"),
        (9, 0.3, "▒▒▒▒▒▒▒▒▒"),
    ],
)
def test_stacked_bars_share_no_cell(longer: float, shorter: float, shown: str) -> None:
    """A sort that goes on in another ends with a cell; the last one is exact to an eighth."""
    assert [shown] == drawn((Bar(0, 0, longer, "pointwise"), Bar(0, 0, shorter)), 9, 1)


def test_sorts_of_layers_have_their_own_fillings() -> None:
    """In whatever colours, the bars of two sorts look different, in ASCII too."""
    for ascii in (False, True):
        fillings = [drawn((Bar(0, 0, 1, role),), 1, 1, ascii)[0] for role in SORTS]

        assert len(SORTS) == len(set(fillings))
        assert all(len(filling) == 1 and filling != "?" for filling in fillings)


def test_nodes() -> None:
    """Every shape, filled or hollow, has a character of its own, in ASCII too."""
    nodes = tuple(
        Node(i * 2 + j + 0.5, 0.5, shape=shape, filled=bool(j))
        for i, shape in enumerate(SHAPES)
        for j in range(2)
    )

    assert ["○●□■△▲◇◆"] == drawn(nodes, 8, 1)
    assert 8 == len(set(*drawn(nodes, 8, 1, ascii=True)))


@pytest.mark.parametrize(
    ("label", "line"),
    [
        (Label(2, 0, "abc"), "  abc"),
        (Label(5, 0, "abc", anchor="end"), "  abc"),
        (Label(3.5, 0, "abc", anchor="middle"), "  abc"),
        (Label(3, 0, "abcd", anchor="middle"), " abcd"),
        (Label(3.5, 0, "abcd", anchor="middle"), " abcd"),
        (Label(4, 0, "abcdefgh"), "    abcd"),
        (Label(-2, 0, "abcd"), "cd"),
        (Label(0, 0, "a\x1b[31mb"), "a�[31mb"),
        (Label(0, 0, "日本"), "日本"),
        (Label(0, 0, "[bold]"), "[bold]"),
    ],
)
def test_labels(label: Label, line: str) -> None:
    """Labels start, have their middle or end at x, and lose what is outside of the picture."""
    assert [line] == drawn((label,), 8, 1)


def test_wide_characters_take_two_cells() -> None:
    """What follows a wide character stays where it is; half of one is never left."""
    scene = Scene("", "", 6, 1, (Label(0, 0, "日本語"), Label(3, 0, "|")))

    assert ["日", "", "?", "|", "語", ""] == [glyph for glyph, _ in cells(scene)[0]]


def test_later_kinds_of_marks_cover_earlier_ones() -> None:
    """Bars, threads, wires, boxes, nodes, labels: the later, the higher, wherever it is listed."""
    marks: list[Mark] = [
        Bar(0, 0, 1),
        Thread((0, 0.5), (1, 0.5)),
        Wire(((0, 0), (1, 0))),
        Box(0, 0, 2, 2, ()),
        Node(0.5, 0.5),
        Label(0, 0, "a"),
    ]
    tops = [drawn(tuple(reversed(marks[: i + 1])), 1, 1)[0] for i in range(len(marks))]

    assert ["█", "⠤", "─", "╭", "○", "a"] == tops


def test_cells_know_their_roles() -> None:
    """A view can colour what is drawn: every character says what it is for."""
    scene = Scene("", "", 6, 4, (Box(0, 0, 6, 4, ("conv", "64"), "conv"),))
    roles = [role for _, role in cells(scene)[1]]

    assert ["conv", *["text"] * 4, "conv"] == roles
    assert {"conv", "muted"} == {role for _, role in cells(scene)[2]}


def test_plain_ascii() -> None:
    """The same picture with nothing but ASCII, character for character."""
    marks = (
        Label(0, 0, "28×28 · 3² → 1…"),
        Box(0, 1, 9, 3, ("3×3 é",), "conv"),
        Wire(((4, 4), (4, 6), (12, 6), (12, 4)), dashed=True, arrow=True),
        Bar(0, 7, 4.6),
    )

    assert [
        "28x28 . 32 > 1~",
        ".-------.",
        "| 3x3 e |",
        "'---+---'",
        "    :       ^",
        "    :       :",
        "    '.......'",
        "####:",
    ] == drawn(marks, 20, 8, ascii=True)


@pytest.mark.parametrize(
    ("thread", "lines"),
    [
        (Thread((0.5, 0), (0.5, 3)), ["|", "|", "|"]),
        (Thread((0, 0), (3, 3)), ["\\", " \\", "  \\"]),
        (Thread((3, 0), (0, 3)), ["  /", " /", "/"]),
        (Thread((0, 0.5), (4, 0.5)), ["----", "", ""]),
        (Thread((0, 1), (4, 0)), [".--'", "", ""]),
        (Thread((0.5, 0), (0.5, 3), dashed=True), [":", ":", ":"]),
        (Thread((0, 0), (3, 3), dashed=True), [".", " .", "  ."]),
    ],
)
def test_threads_in_ascii_lean_as_they_do(thread: Thread, lines: list[str]) -> None:
    """Steep threads are bars, flat ones low, middle or high dashes, the others slashes."""
    assert lines == drawn((thread,), 4, 3, ascii=True)


def test_crossed_threads_in_ascii() -> None:
    """Two threads that cross make a cross."""
    assert ["\\ /", " X", "/ \\"] == drawn(
        (Thread((0, 0), (3, 3)), Thread((3, 0), (0, 3))), 3, 3, ascii=True
    )


@given(scenes)
@example(Scene("", "", 0, 0, (Label(0, 0, "a"),)))
def test_random_scenes_stay_inside(scene: Scene) -> None:
    """Whatever is where, drawing raises nothing and leaves nothing outside of the picture."""
    for ascii in (False, True):
        rows = cells(scene, ascii)
        lines = to_text(scene, ascii).split("\n")

        assert (scene.height, max(1, scene.height)) == (len(rows), len(lines))
        assert all(scene.width == len(row) for row in rows)
        assert all(line == line.rstrip(" ") for line in lines)


@given(scenes)
@example(Scene("", "", 4, 1, (Label(0, 0, "¨日½"),)))
def test_ascii_has_the_same_cells(scene: Scene) -> None:
    """ASCII is ASCII, one character to a cell, and empty where the other is empty."""
    rows, plain = cells(scene), cells(scene, ascii=True)

    for row, line in zip(rows, plain, strict=True):
        assert all(glyph.isascii() and len(glyph) == 1 for glyph, _ in line)
        assert [glyph == " " for glyph, _ in row] == [glyph == " " for glyph, _ in line]
        assert [role for _, role in row] == [role for _, role in line]


@given(scenes)
def test_rich_shows_the_same_text(scene: Scene) -> None:
    """In colours, a scene is the same text."""
    assert to_text(scene) == to_rich(scene).plain


def test_rich_keeps_lines_whole() -> None:
    """A console that is too narrow cuts the picture and never wraps it."""
    console = Console(file=io.StringIO(), width=10, color_system="truecolor", force_terminal=True)
    with console.capture() as capture:
        console.print(Group(to_rich(Scene("", "", 20, 1, (Wire(((0, 0), (19, 0)), "conv"),)))))

    assert "\x1b[38;2;22;123;187m──────────\x1b[0m\n" == capture.get()  # conv is #167bbb
