"""Plots of sweeps: every point where its numbers are, on axes that fit, in text and in SVG."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from fractions import Fraction
from math import log10
from pathlib import Path

import numpy as np
import pytest
from conftest import Run

from cnncost import sweep
from cnncost.errors import UsageError
from cnncost.figures.charts.sweep import MOST_NODES, front, points_of, scene
from cnncost.figures.charts.sweep_axes import counts_across, down, places, tick_text, values_across
from cnncost.figures.scene import Label, Node, Scene, Thread
from cnncost.figures.svg import to_svg
from cnncost.figures.text import to_text
from cnncost.spec import parse_spec
from cnncost.sweeping.sweep import Sweep

Command = Callable[..., Run]

GROUPED = """\
name: grouped
input: 8x8x12
params: {groups: 1, out: 24}
layers: conv(out, k=3, g=groups)
"""


def grouped(**space: str) -> Sweep:
    return sweep(parse_spec(GROUPED), space)


def nodes(picture: Scene, tips: bool = True) -> list[Node]:
    """The points of a plot, without the signs of the legend."""
    return [mark for mark in picture.marks if isinstance(mark, Node) and bool(mark.tip) == tips]


def labels(picture: Scene) -> list[str]:
    return [mark.text for mark in picture.marks if isinstance(mark, Label)]


# --- axes


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"), (5, "5"), (1_000, "1000"), (20_000, "20K"), (500_000_000, "500M"),
        (2_500_000_000, "2.5G"), (10**10, "10G"), (Fraction(1, 4), "0.25"), (-20_000, "-20K"),
    ],
)  # fmt: skip
def test_ticks_are_short(number: int | Fraction, text: str) -> None:
    """As many digits as are needed, with a unit."""
    assert text == tick_text(number)


@pytest.mark.parametrize(
    ("least", "most", "log"),
    [(10, 99, False), (10, 100, True), (0, 10**9, False), (7, 7, False), (1, 10**18, True)],
)
def test_far_numbers_stand_by_powers_of_ten(least: int, most: int, log: bool) -> None:
    """From ten times on; never from nothing, as it has no power of ten."""
    found = counts_across(least, most, 70), down(Fraction(least), Fraction(most), 20)

    assert [log, log] == [axis.log for axis in found]


@pytest.mark.parametrize("most", [1, 3, 10, 97, 12_345, 10**6 + 1, 10**12, 10**18])
@pytest.mark.parametrize("part", [Fraction(0), Fraction(1, 3), Fraction(9, 10), Fraction(1)])
def test_axes_hold_their_numbers(most: int, part: Fraction) -> None:
    """Both ends stand inside, at their place, and so do all ticks; there are at least two."""
    least = int(most * part)
    for axis in (counts_across(least, most, 70), down(Fraction(least), Fraction(most), 20)):
        along = places(axis, np.array([float(least), float(most)]))
        expected = [
            ((log10(n) if axis.log else n) - axis.low) / (axis.high - axis.low)
            for n in (least, most)
        ]
        assert pytest.approx(expected) == along
        assert 0 <= along[0] <= along[1] <= 1
        assert all(-1e-9 <= axis.at(value) <= 1 + 1e-9 for value, _ in axis.ticks)
        assert len(axis.ticks) >= (2 if most > least else 1)


def test_few_values_are_ticks_themselves() -> None:
    """Where they have room; else there are round numbers."""
    few = [(Fraction(i, 4), str(i)) for i in range(1, 5)]
    many = [(n, str(n)) for n in range(100, 200)]

    assert tuple(few) == values_across(few, 70).ticks
    assert ("100", "120", "140", "160", "180") == tuple(t for _, t in values_across(many, 70).ticks)
    assert len(values_across([(n, "224×224") for n in range(12)], 40).ticks) < 6


# --- what is drawn


def test_one_axis_shows_macs_along_it() -> None:
    """Each point at its value and its MACs, with the number beside it, and a line through all."""
    picture = scene(grouped(groups="1,2,3,4"))
    found = sorted(nodes(picture), key=lambda node: node.x)

    assert "grouped: MACs against groups" == picture.title
    assert ["groups = 1", "groups = 2", "groups = 3", "groups = 4"] == [
        node.tip.split(":")[0] for node in found
    ]
    steps = np.diff([node.x for node in found])
    assert pytest.approx(steps[0], abs=0.02) == steps
    assert sorted(node.y for node in found) == [node.y for node in found]
    assert {"166K", "82.9K", "55.3K", "41.5K"} <= set(labels(picture))
    lines = [m for m in picture.marks if isinstance(m, Thread) and m.role == "group1"]
    assert [(one.x, one.y) for one in found[:3]] == [line.start for line in lines]


def test_what_does_not_change_is_not_drawn() -> None:
    """Where all points have as many MACs, another column is drawn."""
    spec = parse_spec("name: a\ninput: 4x4x2\nparams: {w: 1}\nlayers: conv(2, bias=w)\n")

    assert "a: parameters against w" == scene(sweep(spec, {"w": "0,1"})).title


def test_several_axes_show_two_counts() -> None:
    """Parameters against MACs; a parameter of few values has a sign for each, and a line."""
    picture = scene(grouped(groups="1,2,3", resolution="8:64:8"))
    roles = {node.role for node in nodes(picture)}

    assert "grouped: parameters against MACs" == picture.title
    assert {"groups 1", "groups 2", "groups 3"} <= set(labels(picture))
    assert ({"group1", "group2", "group3"}, 24) == (roles, len(nodes(picture)))


def test_many_values_are_of_one_sort() -> None:
    """Nine values are too many signs."""
    found = points_of(grouped(out="12:108:12", resolution="8:64:4"))

    assert ("", (), "") == (found.grouped, found.groups, found.joined)


@pytest.mark.parametrize(
    ("space", "note"),
    [
        ({"groups": "1,2,3", "resolution": "8:32:8"}, "beside a point: its resolution"),
        ({"groups": "1,2,3", "resolution": "8:512:8"}, "points of one sign differ in resolution"),
        ({"out": "12:120:12", "resolution": "8:64:2"}, "points differ in out and resolution"),
    ],
)
def test_what_points_differ_in_is_said(space: dict[str, str], note: str) -> None:
    """Beside each of a few points, else once for all."""
    assert note in labels(scene(grouped(**space)))


def test_a_column_alone_is_drawn_along_an_axis() -> None:
    """With one column counted, the longest axis is what it is drawn against."""
    spec = parse_spec(GROUPED)
    found = sweep(spec, {"groups": "1,2", "resolution": "8,16,24"}, columns=["macs"])

    assert "grouped: MACs against resolution" == scene(found).title


def test_a_pareto_front_is_a_line() -> None:
    """All that was kept is joined, from left to right."""
    found = points_of(
        sweep(
            "mobilenet_v2",
            {"width": "0.25:1:0.25", "resolution": "96:224:64"},
            pareto=["macs", "-params"],
        )
    )
    order = front(found)

    assert "front" == found.joined
    assert sorted(found.across.numbers) == [found.across.numbers[i] for i in order]
    assert len(found.chosen) == len(order)


def test_accuracies_are_drawn_where_they_are_published() -> None:
    """The line goes up: each network on it is better than all that are cheaper."""
    found = sweep(
        "mobilenet_v2",
        {"width": "0.35,0.5,0.9,1", "resolution": "96,224"},
        columns=["macs", "accuracy"],
    )
    points = points_of(found)
    ahead = [points.down.numbers[i] for i in front(points)]
    notes = " ".join(labels(scene(found)))

    assert (6, 8) == (len(points.chosen), len(found))
    assert [45.5, 51.2, 60.3, 65.4, 71.8] == ahead
    assert "not drawn, as no accuracy of theirs is published: 2" in notes
    assert "accuracy, as published: tensorflow/models, research/slim, one crop" in notes


def test_sizes_that_are_not_square_stand_side_by_side() -> None:
    """In the order in which they were typed, without a line, as nothing lies between them."""
    found = points_of(grouped(input="8x8,16x8,8x16"))

    assert ([1.0, 2.0, 3.0], "") == (found.across.numbers.tolist(), found.joined)
    assert ("8", "16×8", "8×16") == tuple(text for _, text in found.across.values)


def test_many_points_are_few_marks() -> None:
    """A hundred thousand points become a picture of bounded size, and it says so."""
    found = grouped(out="12:12000:12", resolution="8:107")
    picture = scene(found, 104, 38)

    assert 100_000 == len(found)
    assert MOST_NODES < 100_000 > len(nodes(picture, tips=False))
    assert len(to_svg(picture)) < 1_000_000
    assert "of points in one place one is drawn" in labels(picture)


def test_there_must_be_something_to_draw() -> None:
    """A sweep without points is refused, and says why it has none."""
    with pytest.raises(UsageError) as refused:
        scene(grouped(groups="5,7"))

    assert "There is nothing to draw: 2 points: 2 cannot be." == str(refused.value)


@pytest.mark.parametrize(
    "space",
    [
        {"groups": "1"},
        {"resolution": "1:300"},
        {"groups": "1,2,3,4,6", "resolution": "3:60:3"},
        {"out": "12:1200:12", "groups": "1,2,3", "resolution": "3:12"},
        {"input": "8x8,400x300,3x3"},
        {"groups": "1:12"},
    ],
)
@pytest.mark.parametrize("size", [(80, 24), (104, 38), (60, 20)])
def test_everything_is_inside(space: dict[str, str], size: tuple[int, int]) -> None:
    """No line is wider than the picture, no point outside its axes, and the SVG is well-formed."""
    picture = scene(grouped(**space), *size)
    found = [mark for mark in picture.marks if isinstance(mark, Node)]

    assert max(map(len, to_text(picture).splitlines())) <= size[0]
    assert all(0 <= node.x <= size[0] and 0 <= node.y <= picture.height for node in found)
    assert to_text(picture, ascii=True).isascii()
    ET.fromstring(to_svg(picture))


# --- the command


def test_a_plot_in_the_terminal(cnncost: Command) -> None:
    """--plot draws in place of the table, at 80 columns whatever the terminal's width is."""
    arguments = "sweep", "mobilenet_v2", "width=0.25:1:0.25", "--plot"
    done, other = cnncost(*arguments), cnncost(*arguments, COLUMNS="40")

    assert done == other
    assert (0, "") == (done.status, done.err)
    assert done.out.startswith("mobilenet_v2: MACs against width\n\nMACs\n")
    assert 4 == done.out.count("●")


def test_a_plot_without_our_characters(cnncost: Command) -> None:
    """With LANG=C it is ASCII, with a sign of its own for each sort."""
    done = cnncost("sweep", "mobilenet_v2", "width=0.5,1", "resolution=96,224", "--plot",
                   LANG="C", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")  # fmt: skip

    assert done.out.isascii()
    assert "* width 0.5   # width 1" in done.out


@pytest.mark.parametrize("ending", ["svg", "png", "txt"])
def test_a_plot_in_a_file(cnncost: Command, tmp_path: Path, ending: str) -> None:
    """The ending of the file is enough; --plot may be said too."""
    if ending == "png":
        pytest.importorskip("resvg_py")
    name = f"plot.{ending}"
    done = cnncost("sweep", "mobilenet_v2", "width=0.5,1", "--out", name)
    first = (tmp_path / name).read_bytes()
    again = cnncost("sweep", "mobilenet_v2", "width=0.5,1", "--plot", "--out", name)

    assert (0, f"{name} is written.\n", "") == done == again
    assert first == (tmp_path / name).read_bytes()
    starts = {"svg": b"<svg", "png": b"\x89PNG", "txt": b"mobilenet_v2: MACs"}
    assert first.startswith(starts[ending])


def test_hostile_names_in_a_picture() -> None:
    """A name from a file is text, in the picture and in its description."""
    spec = parse_spec(GROUPED.replace("name: grouped", "name: grouped\npaper: '<b>&\"</b>'"))
    text = to_svg(scene(sweep(spec, {"groups": "1,2"})))

    assert "<b>" not in text
    assert "&lt;b&gt;&amp;" in text
