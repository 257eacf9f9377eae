"""Topics: every one is found, filled, and says only what is computed."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from conftest import Run
from hypothesis import given, settings
from hypothesis import strategies as st

import cnncost as library
from cnncost import explain
from cnncost.errors import CnncostError, UnknownNameError
from cnncost.explanation.page import Commands, Heading, Page, Paragraph
from cnncost.explanation.topics import FOLDER, contents, find, names, topic
from cnncost.views.page import page_text
from cnncost.views.page_html import page_html
from cnncost.views.page_latex import page_latex
from cnncost.views.page_markdown import page_markdown

TOPICS = [entry.name for entry in contents()]
WIDTH = 80


@cache
def page(name: str, notation: str = "lecture", **letters: int) -> Page:
    return explain(name, params=letters, notation=notation).page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("conv", "conv"), ("1x1", "pointwise"), ("1×1", "pointwise"), ("group", "grouped"),
        ("dwconv", "depthwise"), ("Depthwise", "depthwise"), ("channel shuffle", "channel_shuffle"),
        ("two 3x3", "factorise"), ("1xn", "asymmetric"), ("naive", "inception"),
        ("nin", "mlpconv"), ("squeezenet", "fire"), ("resnext", "cardinality"),
        ("shufflenet", "shufflenet_unit"), ("fd-mobilenet", "early_downsampling"),
        ("width multiplier", "multipliers"), ("gap", "global_average_pooling"),
        ("aux", "auxiliary_heads"), ("flops", "mac_and_flop"), ("padding", "output_size"),
        ("concat", "concat_and_add"), ("fc", "fully_connected"), ("se", "squeeze_and_excite"),
    ],
)  # fmt: skip
def test_names_and_synonyms_find_a_topic(asked: str, found: str) -> None:
    """What a student would type finds the topic."""
    assert found == find(asked)


def test_no_name_finds_two_topics() -> None:
    """Every name and every synonym belongs to one topic."""
    plain = [re.sub("[ _-]", "", name.lower()) for name in names()]

    assert sorted(set(plain)) == sorted(plain)


def test_the_contents_are_the_files() -> None:
    """No topic without a file, no file that is not listed."""
    assert sorted(TOPICS) == sorted(path.stem for path in FOLDER.glob("*.md"))


@pytest.mark.parametrize("name", TOPICS)
def test_every_topic_is_filled(name: str) -> None:
    """It has an idea of two sentences, a way to try, its neighbours and its source."""
    found = page(name)
    idea = found.blocks[0]
    headings = [block.text for block in found.blocks if isinstance(block, Heading)]

    assert isinstance(idea, Paragraph)
    said = "".join(span.text or "x" for span in idea.spans)
    assert 2 == len(re.findall(r"[.?!](?= |$)", said)), said
    assert headings == [title for title in SECTIONS if title in headings]
    assert "Try" in headings
    assert all(find(other) == other for other in topic(name).see)
    assert topic(name).see
    assert topic(name).source


SECTIONS = (
    "Formula", "Example", "Demonstration", "Saving", "Picture", "Usual mistakes", "The documents",
    "Try",
)  # fmt: skip


@pytest.mark.parametrize("name", TOPICS)
def test_every_topic_fits_eighty_columns(name: str) -> None:
    """No line is wider than 80, in letters or in plain ones."""
    for ascii in (False, True):
        lines = page_text(page(name), ascii).splitlines()

        assert [] == [line for line in lines if len(line) > WIDTH]


@pytest.mark.parametrize("name", TOPICS)
def test_no_count_is_typed_by_hand(name: str) -> None:
    """Outside placeholders and fences stand only small sizes, years and documents' numbers."""
    text = re.sub(r"```.*?```", "", (FOLDER / f"{name}.md").read_text("utf-8"), flags=re.DOTALL)
    prose = re.sub(r"\{[^{}]*\}|\$[^$]*\$|`[^`]*`", "", text.split("---\n", 2)[2])
    numbers = re.findall(r"[0-9][0-9,.]*[0-9]", prose)

    assert [] == [n for n in numbers if not re.fullmatch(r"(19|20)[0-9]{2}|00[0-4]", n)
                  and int(re.sub("[,.]", "", n)) > 1001]  # fmt: skip


DOCUMENTED = [
    # topic, what stands in it, source
    ("inception", ("387,072", "163,328"), "document 000: weights of modules A and B"),
    ("channel_shuffle", ("1, 6", "2, 7", "3, 8", "4, 9", "5, 10"), "document 000"),
    ("separable", ("H·W·N·(K² + M)",), "document 003"),
    ("grouped", ("H·W·N·K²·M/G",), "document 003"),
    ("depthwise", ("H·W·N·K²",), "document 003"),
    ("pointwise", ("H·W·N·M",), "document 003"),
    ("pointwise", ("819,200", "204,800"), "document 001"),
    ("inception", ("854,196,224", "271,351,808"), "worked_numbers: 854M, and 358M recomputed"),
]


@pytest.mark.parametrize(("name", "texts", "source"), DOCUMENTED)
def test_numbers_of_the_documents(name: str, texts: tuple[str, ...], source: str) -> None:
    """The documents' worked numbers are worked again."""
    shown = page_text(page(name))

    assert [] == [text for text in texts if text not in shown]


@pytest.mark.parametrize("name", TOPICS)
def test_every_topic_in_every_format(name: str) -> None:
    """Markdown, HTML and LaTeX are written; LaTeX needs no letter beyond ASCII."""
    found = page(name)

    assert page_markdown(found).startswith(f"# {found.title[:4]}")
    assert "<h2>" in page_html(found)
    assert [] == sorted({letter for letter in page_latex(found) if not letter.isascii()})


@pytest.mark.slow
@pytest.mark.parametrize("name", TOPICS)
def test_every_command_to_try_works(name: str, cnncost: Callable[..., Run]) -> None:
    """What a topic tells to type can be typed."""
    commands = [line for b in page(name).blocks if isinstance(b, Commands) for line in b.lines]

    assert commands
    for command in commands:
        done = cnncost(*shlex.split(command)[1:])

        assert (0, "") == (done.status, done.err), command


@pytest.mark.parametrize("name", [n for n in TOPICS if {"N", "M"} <= {*topic(n).letters}])
def test_the_notation_of_mobilenet(name: str) -> None:
    """N and M change places, and the page says so."""
    ours, theirs = page_text(page(name)), page_text(page(name, "mobilenet"))

    assert "M and N are swapped" in " ".join(theirs.split())
    assert "M and N are swapped" not in ours
    assert not re.search(r"[HW]·", theirs)


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_the_readers_numbers_work_or_are_refused_in_words(data: st.DataObject) -> None:
    """Whatever numbers a reader puts in, there is a page or a sentence."""
    name = data.draw(st.sampled_from([n for n in TOPICS if topic(n).letters]))
    letter = data.draw(st.sampled_from(sorted(topic(name).letters)))
    value = data.draw(st.integers(-2, 40) | st.sampled_from([64, 96, 128, 512, 10**9, 10**12]))
    try:
        shown = page_text(page(name, **{letter: value}))
    except CnncostError as error:
        shown = str(error).replace(". ", ".\n")
        refused = f"The example does not work with {letter}={value}: "

        assert shown.startswith(refused)
        return
    assert [] == [line for line in shown.splitlines() if len(line) > WIDTH]


@pytest.mark.parametrize(
    ("what", "letters", "message"),
    [
        (
            "grouped", {"G": 5},
            "The example does not work with G=5: groups (=5) must divide both the input channels "
            "(=128) and the output channels (=128). G=4 works.",
        ),
        (
            "grouped", {"Q": 5}, "The topic 'grouped' has no letter 'Q'. It has",
        ),
        ("design_principles", {"Q": 5}, "The topic 'design_principles' has no"),
        (
            "depthwise", {"K": 0},
            "The example does not work with K=0: k (window, 3 or 1x7) must be at least 1, not 0. "
            "K=1 works.",
        ),
    ],
)  # fmt: skip
def test_numbers_that_do_not_fit(what: str, letters: dict[str, int], message: str) -> None:
    """Wrong numbers are refused with the reason, and with one that works."""
    with pytest.raises(CnncostError) as error:
        page(what, **letters)

    assert str(error.value).startswith(message)


def test_a_mistyped_topic_is_suggested() -> None:
    """The nearest name is named."""
    with pytest.raises(UnknownNameError, match="Did you mean depthwise"):
        explain("depthwize")


def test_height_and_width_that_differ_have_no_name_at_mobilenet() -> None:
    """D_F stands for both, so they must be the same."""
    with pytest.raises(CnncostError, match="which are 28 and 14 here"):
        page("depthwise", "mobilenet", W=14)


def test_topics_ship_with_the_package() -> None:
    """The files stand inside the package, so that a wheel holds them."""
    assert FOLDER == Path(library.__file__).parent / "explanation" / "topics"
