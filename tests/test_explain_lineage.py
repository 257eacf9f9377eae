"""Lineage: what came before a network is known, older, and said in one or two plain sentences."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
import yaml

from cnncost import analyze
from cnncost.explanation.lineage import FILE, forebear
from cnncost.explanation.networks import network_page
from cnncost.explanation.page import Heading, Page, Paragraph
from cnncost.spec import Spec
from cnncost.zoo import by_name, every_spec

GROUPS = yaml.safe_load(FILE.read_text(encoding="utf-8"))
ENTRIES = {
    str(name): {"before": before, "idea": group["idea"]}
    for group in GROUPS
    for name, before in group["after"].items()
}
ZOO = by_name(own=False)
ARCHITECTURES = [
    spec for spec in every_spec(own=False)[0] if Path(spec.file).parent.name == "architectures"
]
ROOTS = {
    "lenet5": "the oldest one",
    "nin_cifar": "the oldest one for CIFAR",
}
# Comparisons across tasks, where the paper or the form itself makes them.
OTHER_CLASSES = {
    "alexnet": "the same plan for photographs",
    "mobilenet_v1_dogs": "the same network for another set",
    "mobilenet_v1_slim": "a class for none of the others",
    "nin_cifar100": "the same network for another set",
    "resnet_3x3_stem": "the same network for CIFAR-10",
}
LONGEST_IDEA = 220
KERNEL = re.compile(r"\b\d×\d\b")
NAME = re.compile(r"\b[A-Za-z][\w-]*")


def before(name: str) -> str | None:
    """The name that the entry of a network gives, its variant's or else its spec's."""
    found = ENTRIES.get(ZOO[name].variant) or ENTRIES.get(ZOO[name].name)
    return found["before"] if found else None


def line_of(name: str) -> list[str]:
    """All that came before a network, the nearest first; it stops where a name comes again."""
    found: list[str] = []
    while (name := before(name) or "") and name not in found:
        found.append(name)
    return found


def settings(spec: Spec) -> tuple[object, ...]:
    """What tells one variant from another: two names may stand for the same network."""
    return spec.name, *spec.own_params.items()


def test_an_entry_names_two_networks() -> None:
    """It stands under a spec's or a variant's own name, not an alias, which would never be looked
    up; and it names another network."""
    assert [] == [name for name in ENTRIES if name != ZOO[name].variant]
    assert [] == [
        (name, entry["before"])
        for name, entry in ENTRIES.items()
        if settings(ZOO[name]) == settings(ZOO[entry["before"]])
    ]


def test_a_group_has_an_idea_and_its_networks() -> None:
    """It has nothing else, which nobody would read."""
    assert [] == [group for group in GROUPS if ["after", "idea"] != sorted(group)]


def test_every_architecture_has_a_forebear_or_is_a_root() -> None:
    """No network is left without one, but for the oldest."""
    names = [spec.name for spec in ARCHITECTURES]

    assert [] == [name for name in names if (name in ROOTS) == (name in ENTRIES)]


def test_a_line_ends() -> None:
    """Nothing is its own forebear, directly or by way of others."""
    lines = [[ZOO[name].variant, *line_of(name)] for name in ZOO]

    assert [] == [line for line in lines if len(line) > len({settings(ZOO[one]) for one in line})]
    assert [] == [line for line in lines if line[-1] in ENTRIES]


def test_years_do_not_run_backwards() -> None:
    """The forebear is as old or older; blocks of the documents have no year."""
    pairs = [(ZOO[entry["before"]], ZOO[name]) for name, entry in ENTRIES.items()]
    years = [(old.year, new.year, new.variant) for old, new in pairs if old.year and new.year]

    assert [] == [found for found in years if found[0] > found[1]]


def test_an_idea_is_one_or_two_short_sentences() -> None:
    """Plain words and kernel sizes; what can be counted stands beside it and not in it."""
    ideas = {entry["idea"] for entry in ENTRIES.values()}

    assert [] == [one for one in ideas if len(re.findall(r"[.?!](?= |$)", one)) not in (1, 2)]
    assert [] == [one for one in ideas if not one.endswith(".")]
    assert [] == [one for one in ideas if len(one) > LONGEST_IDEA]
    assert [] == [one for one in ideas if re.search(r"[\d%]", NAME.sub("", KERNEL.sub("", one)))]


@pytest.mark.parametrize(
    ("name", "line", "source"),
    [
        ("vgg16", "alexnet lenet5", "Krizhevsky et al., 2012; Simonyan and Zisserman, 2015"),
        (
            "resnet152", "resnet50 resnet34 plain34 vgg19 vgg16 alexnet lenet5",
            "He et al., 2016, figure 3 and section 4.1: VGG-19, plain, residual, bottlenecks",
        ),
        ("resnet56", "plain56 plain20 nin_cifar", "He et al., 2016, table 6 and figure 6"),
        (
            "inception_v4", "inception_v3 inception_v2 googlenet vgg16 alexnet lenet5",
            "documents 000, 001 and 004",
        ),
        ("squeezenet", "alexnet lenet5", "Iandola et al., 2016, table 2"),
        (
            "ghostnet",
            "mobilenet_v3_large mobilenet_v2 mobilenet_v1 mobilenet_v1_full_convolution vgg16 "
            "alexnet lenet5",
            "Howard et al., 2017, table 4; document 003; Han et al., 2020, section 4.2",
        ),
        (
            "shufflenet_v2_x0_5",
            "shufflenet_g3_0.5 mobilenet_v1_0.25 mobilenet_v1 mobilenet_v1_full_convolution vgg16 "
            "alexnet lenet5",
            "Zhang et al., 2018, table 5; Ma et al., 2018, table 8",
        ),
        ("inception_v1", "naive", "document 000"),
        ("three_3x3", "one_7x7", "document 004"),
        ("resnext_bottleneck", "bottleneck basic_block", "document 003"),
    ],
)  # fmt: skip
def test_lines_as_papers_tell_them(name: str, line: str, source: str) -> None:
    """A network is compared with what its paper, or the documents, compare it with."""
    assert line.split() == line_of(name)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("resnet18", "plain18"),  # its own
        ("resnet50", "resnet34"),  # that of its spec, whose default it is
        ("googlenet", "vgg16"),
        ("lenet5", None),
        ("channel_shuffle", None),
    ],
)
def test_what_came_before(name: str, expected: str | None) -> None:
    """A variant's own entry comes before its spec's, and the oldest have none."""
    found = forebear(analyze(name))

    assert expected == (found and found.report.variant)


def said(page: Page) -> tuple[str, str]:
    """The heading and the sentence of the comparison."""
    at = next(
        i for i, block in enumerate(page.blocks)
        if isinstance(block, Heading) and block.text.startswith("Against ")
    )  # fmt: skip
    heading, sentence = page.blocks[at : at + 2]
    assert isinstance(heading, Heading)
    assert isinstance(sentence, Paragraph)
    return heading.text, "".join(span.text for span in sentence.spans)


@pytest.mark.slow
def test_the_page_tells_it() -> None:
    """The page of every entry can be made, and says what came before and what changed."""
    told = {name: said(network_page(analyze(name))) for name in ENTRIES}

    assert told == {
        name: (f"Against {ZOO[entry['before']].variant}", entry["idea"])
        for name, entry in ENTRIES.items()
    }


@cache
def classes(name: str) -> int:
    """How many classes a network tells apart."""
    return analyze(name).output[2]


@pytest.mark.parametrize("spec", ARCHITECTURES, ids=lambda spec: spec.name)
def test_both_are_for_the_same_task(spec: Spec) -> None:
    """Both tell the same number of classes apart, but for a few that are a plan for another."""
    names = [name for name in (spec.name, *spec.variants) if name in ENTRIES]

    assert set(OTHER_CLASSES) & set(names) == {
        name for name in names if classes(name) != classes(ENTRIES[name]["before"])
    }
