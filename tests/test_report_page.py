"""A report as a file: what it may load, what is escaped, how large it is, how it is built."""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from hashlib import sha256
from itertools import pairwise

import pytest
from pages_read import Page
from report_pages import own, own_page, own_read, zoo_page, zoo_read

from cnncost.errors import UsageError
from cnncost.library import analyze, load
from cnncost.pages.report import report_html
from cnncost.pages.report.page import MOST_NETWORKS

NETWORKS = (
    ("resnet152",), ("inception_v1", "naive"), pytest.param(("googlenet",), marks=pytest.mark.slow),
    pytest.param(("resnet18", "resnet50"), marks=pytest.mark.slow),
)  # fmt: skip
NAME = '<b>&"'
MARKUP = """
name: evil
title: '</title><script>alert(1)</script>'
paper: '"><img src=x onerror=alert(1)>'
input: 8x8x3
modules:
  m(c): conv(c) -> relu -> conv(c)
layers:
  - '<b>&"': m(4)
  - "a'b<i>": conv(4) -> relu
"""
LARGEST = 300_000
HOSTILE = {  # a spec that is odd: the most bytes that its page may have
    "nothing but relu": ("input: 8x8x3\nlayers: relu\n", 60_000),
    "a title of 4,000 letters": (f"title: {'x' * 4000}\ninput: 8x8x3\nlayers: conv(4)\n", 80_000),
    "names with markup": (MARKUP, 90_000),
    "2,500 rows": ("input: 32x32x3\nlayers: 1250*(conv(3) -> relu)\n", 700_000),
    "10,000 rows": ("input: 32x32x3\nlayers: 5000*(conv(3) -> relu)\n", 700_000),
    "2,500 stages": (
        "input: 8x8x3\nlayers:\n" + "".join(f"  - s{i}: 4*conv(3)\n" for i in range(2500)), 700_000
    ),
    "3,000 distinct layers": (
        "input: 8x8x3\nlayers:\n" + "".join(f"  - s{i}: conv({i + 3})\n" for i in range(3000)),
        900_000,
    ),
    "24 modules inside each other": (
        "input: 8x8x3\nmodules:\n  m0: conv(4)\n"
        + "".join(f"  m{i}: [{{{'n' * 35}: m{i - 1}}}, conv({i})]\n" for i in range(1, 25))
        + "layers: m24\n",
        300_000,
    ),
}  # fmt: skip
SLOW = ("10,000 rows", "2,500 stages", "3,000 distinct layers")
CASES = [
    pytest.param(*case, id=name, marks=[pytest.mark.slow] if name in SLOW else [])
    for name, case in HOSTILE.items()
]


def hashed(text: str) -> str:
    return b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")


@pytest.mark.parametrize("names", NETWORKS, ids=" ".join)
def test_the_policy_names_the_only_style_and_the_only_script(names: tuple[str, ...]) -> None:
    """One style and one script stand in the page, both by their hash; no other can run."""
    page = zoo_read(*names)
    (style,), (script,) = page.all("style"), page.all("script")

    assert "default-src 'none'" in page.policy
    assert f"style-src 'sha256-{hashed(style.text)}'" in page.policy
    assert f"script-src 'sha256-{hashed(script.text)}'" in page.policy


@pytest.mark.parametrize("names", NETWORKS, ids=" ".join)
def test_nothing_points_outside(names: tuple[str, ...]) -> None:
    """No element loads anything, and links lead to places in the page that are there."""
    page = zoo_read(*names)
    ids = {one.attributes["id"] for one in page.elements if "id" in one.attributes}
    for one in page.elements:
        assert not {"src", "srcset", "data", "action", "style", "xlink:href"} & set(one.attributes)
        assert not [name for name in one.attributes if name.startswith("on")]
        assert one.tag not in ("link", "iframe", "object", "embed", "base", "form", "image")
    for link in page.all("a"):
        assert link.attributes["href"].startswith("#")
        assert link.attributes["href"][1:] in ids
    style = page.all("style")[0].text

    assert "url(" not in style
    assert "@import" not in style


@pytest.mark.parametrize("names", NETWORKS, ids=" ".join)
def test_ids_are_unique_and_labels_are_there(names: tuple[str, ...]) -> None:
    """No id is given twice, and whatever is labelled by another element finds it."""
    page = zoo_read(*names)
    times = Counter(one.attributes["id"] for one in page.elements if "id" in one.attributes)
    labels = [one.attributes.get("aria-labelledby", "").split() for one in page.elements]

    assert {1} == set(times.values())
    assert set() == {name for found in labels for name in found} - set(times)


@pytest.mark.parametrize("names", NETWORKS, ids=" ".join)
def test_headings_go_down_step_by_step(names: tuple[str, ...]) -> None:
    """One h1, and below each heading none that leaves out a level."""
    main = zoo_read(*names)
    levels = [int(one.tag[1]) for one in main.elements if re.fullmatch("h[1-6]", one.tag)]

    assert [1] == levels[:1]
    assert 1 == levels.count(1)
    assert all(below <= above + 1 for above, below in pairwise(levels))


@pytest.mark.parametrize("names", NETWORKS, ids=" ".join)
def test_tables_are_tables(names: tuple[str, ...]) -> None:
    """Each has a caption first, headings with a scope, and rows as wide as its head."""
    page = zoo_read(*names)
    for table in page.all("table"):
        inside = [one for one in page.elements if any(outer is table for outer in one.around)]
        assert "caption" == inside[0].tag
        assert all("scope" in one.attributes for one in inside if one.tag == "th")
        widths = Counter()
        for one in inside:
            if one.tag in ("td", "th"):
                widths[id(one.around[-1])] += int(one.attributes.get("colspan", 1))
        assert 1 == len(set(widths.values()))


def test_resnet_152_is_small() -> None:
    """A page to hand in has at most 300 KB."""
    assert len(zoo_page("resnet152").encode()) < LARGEST


@pytest.mark.parametrize(("text", "most"), CASES)
def test_odd_networks_have_pages_too(text: str, most: int) -> None:
    """Whatever the spec, the page is bounded, and its tables and links are whole."""
    found, page = own_page(text), own_read(text)
    ids = Counter(one.attributes["id"] for one in page.elements if "id" in one.attributes)

    assert len(found.encode()) < most
    assert {1} == set(ids.values())
    assert 1 == len(page.all("script"))
    assert all(one.attributes["href"][1:] in ids for one in page.all("a"))


def test_names_are_escaped_everywhere() -> None:
    """Titles, papers, stages and lines of a spec may hold markup; none of it is an element."""
    report, spec = own(MARKUP)
    for networks in (1, 2):
        page = Page(report_html([report] * networks, [spec] * networks))
        names = {one.text for one in page.all("a")}

        assert f"{NAME}/relu" in names
        assert [] == page.all("img") + page.all("i")
        assert 1 == len(page.all("script"))


def test_control_characters_are_gone() -> None:
    """A page holds no character that a terminal or a browser would act on."""
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f]", zoo_page("resnet152"))


@pytest.mark.parametrize("names", NETWORKS[1:], ids=" ".join)
def test_the_same_report_is_the_same_file(names: tuple[str, ...]) -> None:
    """No date and no chance: the same bytes each time."""
    assert zoo_page(*names) == zoo_page.__wrapped__(*names)


def test_equal_modules_are_drawn_once() -> None:
    """ResNet-152's conv4 has a first block and 35 that are alike: two pictures, one named ×35."""
    summaries = [one.text for one in zoo_read("resnet152").all("summary", within="structure")]
    conv4 = [text for text in summaries if text.startswith("conv4")]

    assert 2 == len(conv4)
    assert conv4[1].startswith("conv4/block.2 … block.36 ×35 ")


NINE = " -> ".join(f"conv({channels}, k=3)" for channels in (*range(5, 13), 4))
WIRED = f"""\
input: 8x8x4
modules:
  near:
    - {NINE}
    - add:
        x: identity
        y: conv(4)
  far:
    - add:
        x: identity
        y: {NINE} -> conv(4)
layers:
  - a: near
  - b: far
  - c: near
  - d: far
  - e: near
"""


def test_what_is_wired_otherwise_is_drawn_by_itself() -> None:
    """Ten convolutions and an addition, which adds what the last of them reads, or the first."""
    report, _ = own(WIRED)
    rows = [(one.kind.name, one.input, one.output) for one in report.measured]
    found = own_read(WIRED)
    drawn = [one.text.split()[0] for one in found.all("summary", within="structure")]
    same = [one.text.split() for one in found.all("p", "same", within="structure")]

    assert rows == 5 * rows[:11]
    assert ["a", "b"] == drawn
    assert [("c", "a"), ("d", "b"), ("e", "a")] == [(words[0], words[-1]) for words in same]


def test_a_structure_unfolds_level_by_level() -> None:
    """A part that is one box in a picture unfolds below it, and so do the parts in that."""
    blocks = "".join(f"    - b{i}: m(c + {i})\n" for i in range(12))
    stages = "".join(f"  - s{i}: n({100 * i + 8})\n" for i in range(4))
    modules = f"modules:\n  m(c): conv(c, k=3) -> relu -> conv(c)\n  n(c):\n{blocks}"
    found = own_read(f"input: 8x8x8\n{modules}layers:\n{stages}")
    depths = [
        sum(outer.tag == "details" for outer in one.around)
        for one in found.all("details", within="structure")
    ]

    assert {0, 1} <= set(depths)


@pytest.mark.parametrize("many", [0, MOST_NETWORKS + 1])
def test_too_few_and_too_many_are_refused(many: int) -> None:
    """A report is about one network or a few."""
    report, spec = analyze("inception_v1"), load("inception_v1")

    with pytest.raises(UsageError, match=f"1 to {MOST_NETWORKS} networks, not {many}"):
        report_html([report] * many, [spec] * many)
