"""What a report says in words and in derived numbers, with the numbers worked out by hand."""

from __future__ import annotations

import os
import subprocess
import sys
from fractions import Fraction
from typing import Any

import pytest
from javascript import engine
from pages_read import Page
from report_pages import number_of, own, own_page

from cnncost.claims import find_claims
from cnncost.library import analyze, load
from cnncost.pages.document import resource
from cnncost.pages.report import report_html
from cnncost.pages.report.claims import published
from cnncost.pages.report.ledger import tenths_of
from cnncost.pages.report.subject import Subject, name_of, names_of
from cnncost.pages.report.surroundings import accuracy_of
from cnncost.pages.report.tools import other_tools
from cnncost.pages.report.working import workings

HEAD = "input: 32x32x3\nlayers: "
SAID = {  # a spec; the section; what stands in it
    "all at once": (
        "input: 4x4x3\nlayers: gap -> fc(2)\n", "field", "All of the input meets in one element",
    ),
    "more than the input": (
        "input: 4x4x3\nlayers: conv(2, k=3) -> conv(2, k=3)\n", "field",
        "sees 5×5 of an input of 4×4: more than all of it. A step",
    ),
    "less than the input": (
        "input: 8x8x3\nlayers: conv(2, k=3)\n", "field",
        "sees 3×3 of an input of 8×8. A step on that map is 1 on the input.",
    ),
    "one axis": (
        "input: 9x9x3\nlayers: conv(2, k=1x3) -> conv(2, k=3x1)\n", "field",
        "sees 3×3 of an input of 9×9",
    ),
    "a long spec": (f"{HEAD}relu\n" + "#\n" * 1000, "spec", "Cut: the file has 1,002 lines and 2,"),
    "no claims": (f"{HEAD}relu\n", "published", "no published numbers are known of it."),
    "heads left out": (
        f"{HEAD}\n  - aux: {{head: gap -> fc(2)}}\n  - conv(4)\n", "ledger",
        "2 rows of heads that only training has are left out (--train).",
    ),
}  # fmt: skip
BLOCKS = "".join(f"    - b{i}: conv(c + {i}, k=3)\n" for i in range(9))
STAGES = "".join(f"  - s{i}: m({100 * i + 8})\n" for i in range(9))
CUT = {  # a bound and what it is set to; a spec; the section; what stands in it
    "many steps": (
        ("field.MOST_STEPS", 2), f"{HEAD}5*conv(3, k=3)\n", "field", "; the first 2 of 5.",
    ),
    "many rows": (("ledger.MOST_ROWS", 3), f"{HEAD}4*relu\n", "ledger", "1 row not listed"),
    "many workings": (
        ("working.MOST_WORKINGS", 3), f"{HEAD}{' -> '.join(f'conv({i + 1})' for i in range(5))}\n",
        "working", "2 more are not worked out on this page.",
    ),
    "many pictures": (
        ("structure.MOST_DRAWINGS", 1), f"modules:\n  m(c):\n{BLOCKS}{HEAD}\n{STAGES}", "structure",
        "Other parts are not drawn: this page has room for so many pictures.",
    ),
}  # fmt: skip
OF_THE_ZOO = {  # a network, how it is changed; what is said of its published numbers
    "none": ("one_7x7", {}, "No published numbers are known of one_7x7."),
    "those of its family": ("mobilenet_v1_1.0_192", {}, "4 claims: 3 rounds, 1 differs"),
    "some": (
        "resnet50", {},
        "▸ of the very network of this page; the others are of it with other settings",
    ),
    "none of just this": (
        "resnet50", {"input": (200, 200)},
        "None of these is of the very network of this page: they are of it with other settings.",
    ),
    "in training": (
        "resnet50", {"train": True}, "All are recomputed of the network as it is deployed.",
    ),
}  # fmt: skip
REPORT = "cnncost.pages.report"


def section(html: str, name: str) -> str:
    return next(o.text for o in Page(html).all("section") if o.attributes["id"] == name)


@pytest.mark.parametrize(("text", "name", "says"), SAID.values(), ids=SAID)
def test_a_section_says_it(text: str, name: str, says: str) -> None:
    """In just these words."""
    assert says in section(own_page(text), name)


@pytest.mark.parametrize(("bound", "text", "name", "says"), CUT.values(), ids=CUT)
def test_what_is_cut_is_said(
    monkeypatch: pytest.MonkeyPatch, bound: tuple[str, int], text: str, name: str, says: str
) -> None:
    """With how much there is, where a section has more than it shows; and not where it has not."""
    report, spec = own(text)
    full = section(report_html([report], [spec]), name)
    for part, most in (bound, ("structure.FEWEST_DRAWINGS", 1)):
        monkeypatch.setattr(f"{REPORT}.{part}", most)
    cut = section(report_html([report], [spec]), name)

    assert says not in full
    assert says in cut


@pytest.mark.parametrize(("name", "changed", "says"), OF_THE_ZOO.values(), ids=OF_THE_ZOO)
def test_published_numbers_are_of_a_setting(name: str, changed: dict[str, Any], says: str) -> None:
    """A report says which claims are of its very network, and if there are none."""
    spec = load(name, own=False)
    report = analyze(spec, input=changed.get("input"))
    found = Page(str(published(Subject(report, spec, "train" in changed))))

    assert says in [one.text for one in found.all("p")]


def test_the_claims_of_just_this_network_are_marked() -> None:
    """Those on 224×224, however that is said, and no others; where all are, none is marked.

    The paper's table 2 and the README of the code have MobileNetV2 on 192×192, width 0.75.
    """
    usual, narrow = (
        _marked("mobilenet_v2", **changed)
        for changed in ({}, {"input": (192, 192), "params": {"width": "0.75"}})
    )

    assert {name for name in usual if ":" in name} == set()
    assert {"macs", "params"} <= usual
    assert {
        "mobilenet_v2 width 0.75, resolution 192: macs",
        "mobilenet_v2 width 0.75, resolution 192: params",
    } == narrow
    assert set() == _marked("mobilenet_v1_1.0_192")


def _marked(name: str, **changed: Any) -> set[str]:
    """The claims with a mark, by what stands behind it: all of a heading but its remarks."""
    spec = load(name, own=False)
    report = analyze(spec, **changed)
    found = Page(str(published(Subject(report, spec.with_params(report.params)))))
    rows = [one.around[-1] for one in found.all("span", "sign")]
    for row in rows:
        assert row.text.startswith("▸this network: ")
    return {row.inside[2] for row in rows}


def test_too_many_claims_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """How many are left out, and which command shows them."""
    monkeypatch.setattr(f"{REPORT}.claims.MOST_CLAIMS", 1)
    spec = load("inception_v1", own=False)
    several = len(find_claims(["inception_v1"])) - 1
    found = Page(str(published(Subject(analyze(spec), spec))))

    assert several > 1
    assert f"{several} more claims left out here: cnncost verify inception_v1 shows all." in [
        one.text for one in found.all("p")
    ]


def test_the_headline_has_field_and_depth() -> None:
    """Two 3×3 see 5×5; both are layers with weights."""
    found = Page(own_page("input: 9x9x3\nlayers: conv(4, k=3) -> relu -> conv(4, k=3)\n"))
    labels = [one.text for one in found.all("dt", within="numbers")]
    cards = dict(zip(labels, (b.text for b in found.all("b", within="numbers")), strict=True))

    assert ("5×5", "2") == (cards["receptive field"], cards["depth"])


def test_a_count_of_nothing_is_written_0() -> None:
    """A headline has numbers, no dots."""
    found = Page(own_page(f"{HEAD}relu\n"))

    assert {"0"} == {one.text for one in found.all("b", within="numbers")[:4]}


@pytest.mark.parametrize(("part", "whole", "tenths"), [(1, 3, 333), (2, 3, 667), (0, 0, 0)])
def test_equal_counts_have_equal_shares(part: int, whole: int, tenths: int) -> None:
    """Each is rounded by itself."""
    assert tenths == tenths_of(part, whole)


@pytest.mark.parametrize("convention", ["", "thop"])
def test_shares_are_of_what_the_convention_counts(convention: str) -> None:
    """The column of percents is each row's part of the total that the page is about."""
    report = analyze("inception_v1", convention=convention or None)
    found = Page(report_html([report], [load("inception_v1")]))
    whole, column = report.totals["counted_macs"], report["counted_macs"].tolist()
    cells = [row[-1].strip() for row in found.rows(found.all("table", "ledger")[0])]

    for cell, macs in zip(cells, column, strict=True):
        tenths = round(Fraction(1000 * macs, whole))
        assert cell == (f"{tenths / 10:.1f}" if tenths else "<0.1" if macs else "·")


def test_what_is_not_as_usual_stands_in_the_name() -> None:
    """Parameters and size that were changed; two of one name have a number."""
    usual = analyze("mobilenet_v2")
    other = analyze("mobilenet_v2", input=(192, 192), params={"width": Fraction(3, 4)})

    assert "mobilenet_v2" == name_of(usual)
    assert "mobilenet_v2, width 0.75, at 192×192" == name_of(other)
    assert ["mobilenet_v2 (1)", "mobilenet_v2 (2)"] == names_of([usual, usual])


def test_a_published_accuracy_is_of_the_very_network() -> None:
    """With another width there is none."""
    spec = load("resnet50", own=False)
    narrow = load("mobilenet_v2", own=False).with_params({"width": Fraction(1, 2)})

    assert accuracy_of(Subject(analyze(spec), spec)) is not None
    assert accuracy_of(Subject(analyze(narrow), narrow)) is None


def test_joins_of_other_branches_are_worked_out_apart() -> None:
    """3 + 5 and 4 + 4 channels make 8 both, by another sum."""
    text = (
        "input: 8x8x2\nlayers:\n"
        "  - concat: {x: conv(3), y: conv(5)}\n  - conv(2)\n"
        "  - concat: {x: conv(4), y: conv(4)}\n"
    )
    found = workings(Subject(*own(text)))
    joins = [one.branches for one in found.every if one.measured.kind.name == "concat"]

    assert [(3, 5), (4, 4)] == joins


def test_terms_and_ratios_of_tools_have_their_sign() -> None:
    """Every counter's figure is ours and its terms; a term that takes has the sign of the page."""
    spec = load("mobilenet_v2")
    report = analyze("mobilenet_v2")
    found = Page(str(other_tools(Subject(report, spec))))
    for row in found.rows(found.all("table", "tools")[0])[1:]:
        if row[3].startswith("+"):
            assert number_of(row[1]) > report.totals["macs"]
    assert " -" not in "".join(one.text for one in found.all("small"))


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ('numbersOf("28×28×192").join()', "28,28,192"),
        ('numbersOf("·").join()', "0"),
        ('compareNumbers(numbersOf("1,024"), numbersOf("1,024,000"))', -1),
        ('compareNumbers(numbersOf("28×28×192"), numbersOf("112×112×8"))', 1),
        ('compareNumbers(numbersOf("7×14"), numbersOf("14×7"))', -1),
        ('compareNumbers(numbersOf("9007199254740993"), numbersOf("9007199254740992"))', 1),
    ],
)  # fmt: skip
def test_cells_are_compared_exactly(script: str, expected: Any) -> None:
    """By the product of what they show: 28·28·192 is 150,528 and 112·112·8 is 100,352."""
    assert expected == engine(resource("sorting.js")).eval(script)


def test_pages_do_not_depend_on_the_seed_of_hashes() -> None:
    """Sets have another order in another process; a report and a topic have the same bytes."""
    code = (
        "import hashlib\n"
        "from itertools import islice\n"
        "from cnncost.library import analyze, load\n"
        "from cnncost.pages.report import report_html\n"
        "from cnncost.pages.site.shell import Places\n"
        "from cnncost.pages.site.topic import every_lesson, topic_html\n"
        "page = report_html([analyze('inception_v1')], [load('inception_v1')])\n"
        "page += topic_html(tuple(islice(every_lesson(), 2)), 1, Places({}, {}))\n"
        "print(hashlib.sha256(page.encode()).hexdigest())\n"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    ]

    assert 65 == len(runs[0])
    assert runs[0] == runs[1]
