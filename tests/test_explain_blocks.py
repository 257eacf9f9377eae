"""Blocks of topics: what each fence and mark becomes, and what is said of those that are wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cnncost.errors import CnncostError, FileError, UnknownNameError, UsageError
from cnncost.explanation.filling import topic_page
from cnncost.explanation.notation import LECTURE, MOBILENET, Notation
from cnncost.explanation.page import (
    Commands,
    Entries,
    Equations,
    Grid,
    Heading,
    Letters,
    Page,
    Paragraph,
    Picture,
)
from cnncost.explanation.topics import Topic, find, read_topic, topic
from cnncost.views.page import chain
from cnncost.views.page_data import spans_text

# A full convolution has 8·8·16·3²·32 = 294,912 MACs and 16·3²·32 = 4,608 weights.
HEAD = """\
---
title: A test
letters: {H: 8, W: 8, N: 16, M: 32, K: 3, G: 2}
meanings: {N: maps that enter}
input: (H, W, N)
examples:
  full: conv(M, k=K, p=same, bias=no)
  parts: conv(M, k=K, p=same, g=G, bias=no)
  biased: conv(M, k=K, p=same) -> bn -> relu
  wide: conv(M, k=1x3, p=0, s=1x2)
  strided: conv(M, k=3, p=0, s=2)
  plain: relu
  two: conv(N/2, bias=no) -> relu -> conv(N, bias=no)
  joined: [{concat: {a: 'conv(M, bias=no)', b: identity}}]
  heads: [{aux: {head: 'conv(4, bias=no)'}}, 'conv(M, bias=no)']
see: conv, depthwise
source: nowhere
---
"""
FIRST = HEAD.count("\n") + 1  # the number of the first line of the text


def written(folder: Path, text: str, head: str = HEAD) -> Topic:
    """The topic of a file with this text."""
    path = folder / "test.md"
    path.write_text(f"{head}{text}\n", "utf-8")
    return read_topic(path)


def page(folder: Path, text: str, notation: Notation = LECTURE, **letters: int) -> Page:
    return topic_page(written(folder, text), letters, notation)


def fence(name: str, *lines: str) -> str:
    return "\n".join((f"```{name}", *lines, "```"))


def lines(found: Page) -> list[tuple[str, str, str, str]]:
    """Every equation: its label, what it sets equal, its ratio and its note."""
    blocks = [block for block in found.blocks if isinstance(block, Equations)]
    return [
        (
            line.label,
            " = ".join(chain(line)),
            "" if line.ratio is None else str(line.ratio),
            line.note,
        )
        for block in blocks
        for line in block.lines
    ]


def entries(found: Page) -> list[tuple[str, str]]:
    blocks = [block for block in found.blocks if isinstance(block, Entries)]
    return [(entry.lead, spans_text(entry.spans)) for block in blocks for entry in block.entries]


# --- text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It has {weights} weights.", "It has 4,608 weights."),
        ("{macs|brief} MACs, {K|brief}", "295K MACs, 3"),
        ("{1/2|percent} of {1/3|fraction}", "50 % of 1/3"),
        ("{G/N|plain}, {7/2|plain}", "1/8, 7/2"),
        ("{output} and {output(of='wide')}", "8×8×32 and 8×3×32"),
        ("{macs(of='fire')}", "35,622,400"),  # squeezenet's fire2 on 55×55
        ("{params(of='mobilenet_v1', width=0.5)}", "1,331,592"),  # Howard et al., 2017: 1.3M
        ("{thop_macs}", "294,912"),
        ("{keras_params(of='biased')}", "4,768"),  # 4,608 + 32 + 4·32
        ("{of} is {N}", None),
        ("$N·K²$ and `conv(N)`", "N·K² and conv(N)"),
        ("an *odd* one", "an odd one"),
        ("over\ntwo lines", "over two lines"),
    ],
)  # fmt: skip
def test_numbers_in_the_text(tmp_path: Path, text: str, expected: str | None) -> None:
    """Expressions stand over the letters and the first example, in the form behind the bar."""
    if expected is None:
        with pytest.raises(FileError):
            page(tmp_path, text)
        return
    (block,) = page(tmp_path, text).blocks

    assert isinstance(block, Paragraph)
    assert expected == spans_text(block.spans)


def test_marks_in_the_text(tmp_path: Path) -> None:
    """Code, emphasis and formulas keep what they are; what is between them stays plain."""
    (block,) = page(tmp_path, "a *b* `c` $K$ d").blocks

    assert isinstance(block, Paragraph)
    assert [("a ", ""), ("b", "emphasis"), (" ", ""), ("c", "code"), (" ", ""), ("", "formula"),
            (" d", "")] == [(span.text, span.style) for span in block.spans]  # fmt: skip


def test_headings_lists_and_paragraphs(tmp_path: Path) -> None:
    """A blank line ends a block; an item goes on where its line does not start with a dash."""
    found = page(tmp_path, "## One\n\nText.\n\n- first\n  goes on\n- {K}rd\n\n\nLast.").blocks

    assert [Heading, Paragraph, Entries, Paragraph] == [type(block) for block in found]
    assert Heading("One") == found[0]
    assert [("-", "first goes on"), ("-", "3rd")] == entries(Page("", "", "", found[2:3]))


def test_headings_of_nothing_are_left_out(tmp_path: Path) -> None:
    """A list without a line goes with its heading, and so does a heading at the end."""
    text = f"## Slips\n\n{fence('mistakes', 'N not 16: It is.')}\n\n## Last\n\nText.\n\n## End"

    assert [Heading("Last"), Paragraph] == [
        block if isinstance(block, Heading) else type(block)
        for block in page(tmp_path, text).blocks
    ]


def test_what_is_said_below_a_topic(tmp_path: Path) -> None:
    """Its neighbours and its source, where it has them."""
    bare = read_topic_of(tmp_path, "---\ntitle: Bare\nabout: fire\n---\n{weights}\n")

    assert ("See also: conv, depthwise", "Source: nowhere") == page(tmp_path, "x").notes
    assert ("topic", "bare", "Bare", ()) == (bare.sort, bare.name, bare.title, bare.notes)
    assert "11,776" == spans_text(paragraph(bare).spans)  # fire: 16·96 + 64·16 + 64·16·9


@pytest.mark.parametrize(
    ("head", "line", "message"),
    [
        (
            "title: T\ntitel: T", 3,
            "There is no 'titel' in a topic. Did you mean title?",
        ),
        ("letters: {K: x}", 2, "'x' is not a number. A parameter is a plain number, such as 0.75."),
        (
            "letters: {K: 3}\ninput: 8x8x3\nexamples:\n  a: conv(Q)", 5,
            "There is no value called 'Q' here. Known here: K, cin.",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_head(tmp_path: Path, head: str, line: int, message: str) -> None:
    """The line is counted from the top of the file."""
    with pytest.raises(FileError) as error:
        written(tmp_path, "x", f"---\n{head}\n---\n")

    assert (line, "test.md", message) == (
        error.value.place.line,
        error.value.place.file,
        error.value.message,
    )


def test_lists_of_neighbours(tmp_path: Path) -> None:
    """Commas stand between names; one too many makes no empty name."""
    topic = written(tmp_path, "x", "---\ntitle: T\nsee: conv,, fc ,\nabout: fire\n---\n")

    assert ("conv", "fc") == topic.see


def read_topic_of(folder: Path, text: str) -> Page:
    (folder / "bare.md").write_text(text, "utf-8")
    return topic_page(read_topic(folder / "bare.md"), {}, LECTURE)


def paragraph(found: Page) -> Paragraph:
    (block,) = found.blocks
    assert isinstance(block, Paragraph)
    return block


# --- formulas and workings


@pytest.mark.parametrize(
    ("line", "expected", "source"),
    [
        ("weights: weights of full", ("weights", "N·K²·M", "", ""), "document 003"),
        ("a: macs of parts", ("a", "H·W·N·K²·M/G", "", ""), "document 003"),
        ("a: flops of full", ("a", "2·H·W·N·K²·M", "", ""), "two for each MAC"),
        ("a: params of biased", ("a", "M·(N·K² + 3)", "", ""), "a bias, a scale and a shift"),
        ("a: weights of two", ("a", "N²", "", ""), "N/2·N twice"),
        ("a: macs of full | at {H} places", ("a", "H·W·N·K²·M", "", "at 8 places"), ""),
        ("the $N$ of {K}: macs of plain", ("the N of 3", "0", "", ""), ""),
        (
            "a: receptive_field of full", ("a", "R + (K - 1)·J", "", ""), "Araujo et al., 2019",
        ),
        ("a: width of wide", ("a", "⌊(Wi + 2·P - K_w)/S_w⌋ + 1", "", ""), "document 003"),
        ("a: = K + 1", ("a", "", "", ""), "a number has no letters"),
        ("a: channels of joined", ("a", "", "", ""), "nor has what branches add up to"),
        ("a :  macs  of  full  |  x ", ("a", "H·W·N·K²·M", "", "x"), "spaces do not matter"),
        # fire: 55²·(96·16 + 16·64 + 9·16·64); a network of the zoo has numbers only
        ("a: weights of fire", ("a", "96·16 + 16·64 + 16·3²·64", "", ""), "Iandola et al."),
        (
            "a: params of fire",
            ("a", "96·16 + 16·64 + 16·3²·64 + (16 + 64 + 64)", "", ""), "and its biases",
        ),
    ],
)  # fmt: skip
def test_a_formula(
    tmp_path: Path, line: str, expected: tuple[str, str, str, str], source: str
) -> None:
    """``LABEL: COLUMN of EXAMPLE`` is the formula in letters, without numbers."""
    assert [expected] == lines(page(tmp_path, fence("formula", line)))


def test_letters_below_formulas(tmp_path: Path) -> None:
    """Each letter once, the topic's in its order and in its words, with the numbers in force."""
    text = fence("formula", "a: receptive_field of full", "b: weights of parts")
    found = page(tmp_path, text, K=5)

    assert Letters(
        (
            ("N", "maps that enter", 16), ("M", "output channels", 32), ("K", "kernel size", 5),
            ("G", "groups", 2), ("J", "its step on the network's input", 1),
            ("R", "receptive field of the input", 1),
        )
    ) == found.blocks[1]  # fmt: skip


WORK = [
    (
        ["full: macs of full", "parts: macs of parts", "again: macs of full"],
        [
            ("full", "8·8·16·3²·32 = 294,912", "", ""),
            ("parts", "8·8·16·3²·32/2 = 147,456", "1/2", ""),
            ("again", "8·8·16·3²·32 = 294,912", "", ""),
        ],
    ),
    (  # every column by its own first
        ["a: macs of full", "b: weights of full", "c: weights of parts"],
        [
            ("a", "8·8·16·3²·32 = 294,912", "", ""),
            ("b", "16·3²·32 = 4,608", "", ""),
            ("c", "16·3²·32/2 = 2,304", "1/2", ""),
        ],
    ),
    (  # nothing is no multiple of nothing
        ["a: macs of plain", "b: macs of full"],
        [("a", "0", "", ""), ("b", "8·8·16·3²·32 = 294,912", "", "")],
    ),
    (
        ["a: = 2*G", "b: = output(of='wide') | {K}"],
        [("a", "4", "", ""), ("b", "", "", "8×3×32   3")],
    ),
    (  # of 8×8: ⌊(8 - 3)/2⌋ + 1 = 3 across, and all 8 down
        ["w: width of wide", "h: height of wide", "c: channels of wide", "j: channels of joined"],
        [
            ("w", "⌊(8 + 2·0 - 3)/2⌋ + 1 = ⌊5/2⌋ + 1 = 2 + 1 = 3", "", ""),
            ("h", "⌊(8 + 2·0 - 1)/1⌋ + 1 = ⌊7/1⌋ + 1 = 7 + 1 = 8", "", ""),
            ("c", "32", "", ""),
            ("j", "48", "", ""),
        ],
    ),
    (
        ["out: height of strided"],
        [("out", "⌊(8 + 2·0 - 3)/2⌋ + 1 = ⌊5/2⌋ + 1 = 2 + 1 = 3", "", "")],
    ),
    (["a: receptive_field of full"], [("a", "1 + (3 - 1)·1 = 3", "", "")]),
    (
        ["a: receptive_field of joined"],
        [("a", "1", "", "where several maps meet, the widest reach counts")],
    ),
]


@pytest.mark.parametrize(("given", "expected"), WORK)
def test_a_working(
    tmp_path: Path, given: list[str], expected: list[tuple[str, str, str, str]]
) -> None:
    """Numbers put in, results, and by how much they are less or more than the first."""
    assert expected == lines(page(tmp_path, fence("work", *given)))


def test_rows_of_a_network(tmp_path: Path) -> None:
    """Every row that costs anything, and the total: 16·8 and 8·16 weights."""
    assert [
        ("conv.1", "16·1²·8 = 128", "", ""), ("conv.2", "8·1²·16 = 128", "", ""),
        ("total", "256", "", ""),
    ] == lines(page(tmp_path, fence("rows", "weights of two")))  # fmt: skip


SAVING = [
    (
        "macs of parts against full",
        [("parts / full", "1/G", "", ""), ("", "1/2", "1/2", "")],
    ),
    (
        "macs of parts against full, G grows",
        [
            ("parts / full", "1/G", "", ""), ("", "1/2", "1/2", ""),
            ("as G grows", "0", "0", ""),
        ],
    ),
    (
        "macs of full against two, M grows",
        [
            ("full / two", "K²·M/N", "", ""), ("", "3²·32/16 = 18.00×", "18", ""),
            ("as M grows", "", "", "without end"),
        ],
    ),
    ("weights of full against full", [("full / full", "1", "1", "")]),
    # 16·1²·8 + 8·1²·16 in numbers: fire has no letters here
    ("weights of fire against fire", [("fire / fire", "1", "1", "")]),
]  # fmt: skip


@pytest.mark.parametrize(("line", "expected"), SAVING)
def test_a_saving(tmp_path: Path, line: str, expected: list[tuple[str, str, str, str]]) -> None:
    """The ratio in letters, in numbers, and what it comes to."""
    assert expected == lines(page(tmp_path, fence("saving", line)))


def test_a_limit_in_other_letters(tmp_path: Path) -> None:
    """At MobileNet the letter that grows is theirs too: our M is their N."""
    found = page(tmp_path, fence("saving", "macs of full against two, M grows"), MOBILENET)

    assert "as N grows" in [label for label, *_ in lines(found)]


def test_a_topic_in_other_letters(tmp_path: Path) -> None:
    """Text, lists, workings, tables and what letters mean: all are MobileNet's, and it is said."""
    text = "\n\n".join(
        (
            "At $H·W$ places.", "- each has $N·K²$", fence("formula", "a: macs of full"),
            fence("work", "b: macs of full"), fence("table", "K = 1", "weights: weights"),
        )
    )  # fmt: skip
    found = page(tmp_path, text, MOBILENET)
    first, *_, grid = found.blocks

    assert isinstance(first, Paragraph)
    assert isinstance(grid, Grid)
    assert "At D_F² places." == spans_text(first.spans)
    assert [("-", "each has M·D_K²")] == entries(found)
    assert [
        ("a", "D_F²·M·D_K²·N", "", ""), ("b", "8²·16·3²·32 = 294,912", "", ""),
    ] == lines(found)  # fmt: skip
    assert ("D_K", "weights") == grid.headings
    assert Letters(
        (
            ("D_F", "height and width of the map", 8), ("M", "maps that enter", 16),
            ("N", "output channels", 32), ("D_K", "kernel size", 3),
        )
    ) in found.blocks  # fmt: skip
    assert MOBILENET.note == found.notes[0]


def test_files_of_the_readers_own_do_not_change_a_topic(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A network that a topic names is the one that comes with cnncost."""
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "lenet5.yaml").write_text("input: 8x8x3\nlayers: conv(1)\n", "utf-8")
    monkeypatch.chdir(tmp_path)

    assert "10" == spans_text(paragraph(page(tmp_path, "{channels(of='lenet5')}")).spans)


# --- tables


def test_a_table(tmp_path: Path) -> None:
    """A line for each value, none twice; in each column its expression in its form."""
    text = fence("table", "K = 1, 3, 1, G", "weights: weights", "of 5×5: K**2/25|percent")

    assert (
        Grid(
            ("K", "weights", "of 5×5"),
            (("1", "512", "4 %"), ("3", "4,608", "36 %"), ("2", "2,048", "16 %")),
        ),
    ) == page(tmp_path, text).blocks


def test_a_table_leaves_out_what_does_not_fit_the_reader(tmp_path: Path) -> None:
    """With N=12 there are no 8 groups; with the topic's own N there are."""
    text = fence("table", "G = 2, 4, 8", "weights: weights(of='parts')")
    (own,), (readers,) = page(tmp_path, text).blocks, page(tmp_path, text, N=12).blocks

    assert isinstance(own, Grid)
    assert isinstance(readers, Grid)
    assert ["2", "4", "8"] == [row[0] for row in own.rows]
    assert ["2", "4"] == [row[0] for row in readers.rows]


def test_a_table_of_our_own_must_fit(tmp_path: Path) -> None:
    """With the topic's own letters no value is left out without a word."""
    with pytest.raises(FileError, match=r"groups \(=3\) must divide both"):
        page(tmp_path, fence("table", "G = 2, 3", "weights: weights(of='parts')"))


# --- mistakes and documents


@pytest.mark.parametrize(
    ("line", "letters", "expected", "source"),
    [
        ("macs: As *weights*.", {}, [("294,912", "As weights.")], ""),
        ("macs|brief: No.", {}, [("295K", "No.")], ""),
        ("N not M: No.", {}, [("16", "No.")], ""),
        ("N not M: No.", {"N": 32}, [], "right with the reader's numbers"),
        (
            "slip groups.missing of parts", {},
            [(
                "4,608 weights",
                "You let every filter see all input channels, but in a grouped layer it sees only "
                "those of its own group.",
            )], "classroom P8: no division by G",
        ),
        (
            "slip groups.missing of parts in params", {},
            [(
                "4,608 parameters",
                "You let every filter see all input channels, but in a grouped layer it sees only "
                "those of its own group.",
            )], "the same, as parameters",
        ),
        ("slip groups.missing of parts", {"G": 1}, [], "with one group there is nothing to miss"),
        (
            "slip input.hw of strided", {},
            [(
                "294,912 MACs",
                "You multiplied by the size of the input, but a filter is applied once for each "
                "output position.",
            )], "8²·4,608, not 3²·4,608",
        ),
        (
            "slip input.hw of strided in flops", {},
            [(
                "589,824 FLOPs",
                "You multiplied by the size of the input, but a filter is applied once for each "
                "output position.",
            )], "twice as many",
        ),
        ("slip input.hw of full", {"K": 5}, [], "right where the map keeps its size"),
    ],
)  # fmt: skip
def test_a_mistake(
    tmp_path: Path,
    line: str,
    letters: dict[str, int],
    expected: list[tuple[str, str]],
    source: str,
) -> None:
    """The wrong number, and what is wrong; nothing where it is right."""
    assert expected == entries(page(tmp_path, fence("mistakes", line), **letters))


def test_what_documents_say(tmp_path: Path) -> None:
    """Statements in the order asked for: printed, recomputed, and what leads to the printed one."""
    names = ("v1-358M", "global-average-pool", "naive-weights", "conv1x1-shape")

    assert [
        (
            "004",
            "In the same place the module with reductions takes only 358M. Printed 358M, "
            "recomputed 271,351,808: copied from Stanford's CS231n, 2017, lecture 9; 271M, to "
            "which the 3x3 convolution behind the 1x1 is added once more; macs + macs('3x3.2') = "
            "358,055,936.",
        ),
        (
            "000",
            "Global average pooling stands before the last fully connected layer. Recomputed "
            "1,024,000: 1024·1000; the layer sees one value of each channel.",
        ),
        (
            "000",
            "The inception module without reductions, on a map of 28x28x192, has 387072 weights. "
            "Printed 387072, recomputed 387,072.",
        ),
        (
            "004",
            "Three 1x1x3 kernels make a map of 56x56x1 of one of 56x56x3. Printed 56x56x1, "
            "recomputed 56×56×3: one kernel of 1x1x3 does, with its three weights; three kernels "
            "make three channels; output(of='conv1x1_rgb_one') = 56×56×1.",
        ),
    ] == entries(page(tmp_path, fence("documents", *names)))


def test_statements_stand_as_asked_for(tmp_path: Path) -> None:
    """Not by the network that they are about."""
    found = entries(
        page(tmp_path, fence("documents", "naive-weights", "v1-weights", "naive-output"))
    )

    assert ["387,072", "163,328", "28×28×416"] == [
        re.findall(r"recomputed ([\d,×]*\d)", text)[0] for _, text in found
    ]


# --- demonstrations, pictures, commands


def test_a_demonstration_takes_the_letters(tmp_path: Path) -> None:
    """Document 000: 10 channels in 2 groups of 5 become 5 groups of 2."""
    found = page(tmp_path, fence("demonstration", "shuffle N-6 G"))

    assert [
        ("group 1", "1, 2, 3, 4, 5"), ("group 2", "6, 7, 8, 9, 10"),
        ("group 1", "1, 6"), ("group 2", "2, 7"), ("group 3", "3, 8"), ("group 4", "4, 9"),
        ("group 5", "5, 10"),
    ] == entries(found)  # fmt: skip


def test_commands_and_pictures(tmp_path: Path) -> None:
    """Commands stand as they are; every sort of picture is drawn, of an example or of a part."""
    text = "\n\n".join(
        (
            fence("try", "  cnncost list ", "", "cnncost explain"),
            fence("picture", "connections of full", "module of heads", "bars of two"),
            fence("picture", "module of googlenet:3a"),
        )
    )
    first, *pictures = page(tmp_path, text).blocks

    assert Commands(("cnncost list", "cnncost explain")) == first
    titles = [block.scene.title for block in pictures if isinstance(block, Picture)]
    assert 4 == len(titles)
    assert "3a" in titles[3]
    assert len(set(titles)) == 4


# --- what is wrong

WRONG = [
    # text, the line of it to blame, what is said
    ("{weigths}", 0, "'weigths': There is no quantity 'weigths'. Did you mean weights?"),
    ("a\n\n- b\n- {K +}", 3, "'K +': Expected a number, a name or '(', found the end of the text."),
    (
        "a {K|breif} b", 0,
        "'K|breif': There is no form 'breif'. Known: brief, percent, fraction and plain.",
    ),
    ("$K + $", 0, "'K + ': Expected a number, a name or '(', found the end of the text."),
    ("a\n\n```work\na: macs of full", 2, "This block is not closed with ```."),
    ("a\n\n```work", 2, "This block is not closed with ```."),
    (fence("works", "x"), 0, "Nothing fills this block. Did you mean work?"),
    (fence("zzz", "x"), 0, "Nothing fills this block."),
    (fence("work", "weights of full"), 1, "Expected 'LABEL: WHAT', or 'LABEL: WHAT | NOTE'."),
    (fence("formula", "a: b"), 1, "Expected 'COLUMN of EXAMPLE', as 'macs of depthwise'."),
    (fence("rows", "weights"), 1, "Expected 'COLUMN of EXAMPLE', as 'macs of depthwise'."),
    (
        fence("work", "a: macs of full", "b: macs of heads"), 2,
        "H·W·N·(4 + M) does not give 32,768.",
    ),
    (
        fence("work", "", "a: = weigths"), 0,
        "There is no quantity 'weigths'. Did you mean weights?",
    ),
    (fence("saving", "macs of full against plain"), 0, "1/0 has no value."),
    (fence("saving", "macs of full"), 1, "Expected 'COLUMN of A against B, LETTER grows'."),
    (
        fence("saving", "macs of full against parts, G shrinks"), 1,
        "Expected 'COLUMN of A against B, LETTER grows'.",
    ),
    (fence("table", "K: 1, 3"), 1, "Expected 'LETTER = VALUE, VALUE, ...'."),
    (fence("table", "K = output", "a: K"), 0, "Expected a number, not a shape."),
    (fence("table", "K = 1", "K"), 2, "Expected 'LABEL: WHAT', or 'LABEL: WHAT | NOTE'."),
    (fence("mistakes", "slip group of parts"), 1, "There is no slip 'group'."),
    (
        fence("mistakes", "slip groups.missing of full"), 1,
        "The slip 'groups.missing' does not show on full.",
    ),
    (
        fence("mistakes", "slip input.hw of full"), 1,
        "The slip 'input.hw' does not show on full.",
    ),
    (fence("documents", "naive-weights", "naive"), 2, "No claim of the documents has this name."),
    (fence("demonstration", "schuffle N G"), 1, "There is no demonstration 'schuffle'."),
    (fence("picture", "drawing of full"), 1, "There is no picture 'drawing'."),
    (fence("picture", "module"), 1, "Expected 'COLUMN of EXAMPLE', as 'macs of depthwise'."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "message"), WRONG)
def test_what_cannot_be_filled(tmp_path: Path, text: str, line: int, message: str) -> None:
    """The error stands at the line of the file that it is about, and shows all of it."""
    with pytest.raises(FileError) as error:
        page(tmp_path, text)
    source = text.splitlines()[line]
    place = error.value.place

    assert message == error.value.message
    assert ("test.md", FIRST + line, 1) == (place.file, place.line, place.column)
    assert (source, len(source)) == (place.source, place.width)


MISUSED = [
    (fence("formula", "a: mac of full"), "The ledger has no column 'mac'. Did you mean macs?"),
    (fence("formula", "a: macs of vgg13"), "vgg13 has 13 rows, too many for one formula."),
    (fence("formula", "a: macs of fulll"), "There is no spec called 'fulll'."),
    (fence("demonstration", "shuffle 65 5"), "A table of 65 channels is too long; at most 64."),
    (fence("demonstration", "shuffle 10 4"), "groups (=4) must divide the channels (=10)."),
    (
        fence("demonstration", "convolution 4 7 1"),
        "A 7×7 window does not fit into a map of 4×4.",
    ),
    (
        fence("demonstration", "convolution 17 1 0"),
        "A map of 17 is too large to be shown; at most 16.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), MISUSED)
def test_what_cannot_be_shown(tmp_path: Path, text: str, message: str) -> None:
    """What is asked of a network or of a demonstration has bounds."""
    with pytest.raises(CnncostError) as error:
        page(tmp_path, text)

    assert str(error.value).startswith(message)


@pytest.mark.parametrize(
    "line", ["shuffle 64 8", "convolution 4 6 1", "convolution 16 1 0", "convolution 1 1 0"]
)
def test_the_bounds_themselves_can_be_shown(tmp_path: Path, line: str) -> None:
    """64 channels, 16 places a side, and a window as large as the padded map."""
    assert page(tmp_path, fence("demonstration", line)).blocks


READERS = [
    # letters, text, notation, what is said
    ({"Q": 5}, "x", LECTURE, "The topic 'test' has no letter 'Q'. It has H, W, N, M, K and G."),
    ({"G2": 5}, "x", LECTURE, "The topic 'test' has no letter 'G2'. Did you mean G?"),
    ({"D_KK": 5}, "x", MOBILENET, "The topic 'test' has no letter 'D_KK'. Did you mean D_K?"),
    ({"Q": 5}, "x", MOBILENET, "The topic 'test' has no letter 'Q'. It has D_F, M, N, D_K and G."),
    ({"\x1b" * 50: 5}, "x", LECTURE, "The topic 'test' has no letter '" + "\ufffd" * 39
     + "…'. It has H, W, N, M, K and G."),
    (
        {"K": 9}, fence("demonstration", "convolution H K 0"), LECTURE,
        "The example does not work with K=9: A 9×9 window does not fit into a map of 8×8. K=8 "
        "works.",
    ),
    (
        {"G": 3}, fence("work", "a: macs of parts"), LECTURE,
        "The example does not work with G=3: groups (=3) must divide both the input channels "
        "(=16) and the output channels (=32). G=2 works.",
    ),
    (
        {"N": 12, "G": 8}, fence("work", "a: macs of parts"), LECTURE,
        "The example does not work with N=12, G=8: groups (=8) must divide both the input channels "
        "(=12) and the output channels (=32). G=4 works.",
    ),
    (
        {"N": 5}, fence("work", "a: macs of parts"), MOBILENET,
        "The example does not work with N=5: groups (=2) must divide both the input channels "
        "(=16) and the output channels (=5). N=4 works.",
    ),
    (
        {"K": 100}, "{1/(K - 100)} {K}", LECTURE,
        "The example does not work with K=100: '1/(K - 100)': 1/0 has no value. K=64 works.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("letters", "text", "notation", "message"), READERS)
def test_what_a_reader_cannot_ask(
    tmp_path: Path, letters: dict[str, int], text: str, notation: Notation, message: str
) -> None:
    """The reader's numbers are refused in the reader's letters, with the nearest that works."""
    with pytest.raises(UsageError) as error:
        page(tmp_path, text, notation, **letters)

    assert message == str(error.value)


def test_the_longest_formula(tmp_path: Path) -> None:
    """Twelve rows may stand in one; VGG-11 has eight convolutions and three layers behind."""
    ((_, formula, _, _),) = lines(page(tmp_path, fence("formula", "a: weights of vgg11")))

    assert 10 == formula.count("+")


def test_there_may_be_no_number_that_works(tmp_path: Path) -> None:
    """Then none is named."""
    with pytest.raises(UsageError) as error:
        page(tmp_path, fence("demonstration", "shuffle 10 4"), K=5)

    assert str(error.value) == (
        "The example does not work with K=5: groups (=4) must divide the channels (=10)."
    )


def test_a_topic_without_letters(tmp_path: Path) -> None:
    """It has no numbers that a reader could change."""
    topic = written(tmp_path, "x", "---\ntitle: Bare\nabout: fire\n---\n")
    with pytest.raises(UsageError) as error:
        topic_page(topic, {"K": 3}, LECTURE)

    assert "The topic 'test' has no numbers to change." == str(error.value)


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("depthwize", " Did you mean depthwise?"), ("DEPTHWIZE", " Did you mean depthwise?"),
        ("qqqq", ""),
    ],
)  # fmt: skip
def test_an_unknown_topic(asked: str, hint: str) -> None:
    """The nearest names, and where all of them are."""
    with pytest.raises(UnknownNameError) as error:
        topic(asked)

    assert f"There is no topic called '{asked}'.{hint} 'cnncost explain' lists them all." == str(
        error.value
    )


@pytest.mark.parametrize(
    "asked", ["Channel Shuffle", "channel-shuffle", "CHANNEL_SHUFFLE", "channelshuffle"]
)
def test_how_a_topic_is_spelled(asked: str) -> None:
    """Capitals, spaces, dashes and underscores make no difference."""
    assert "channel_shuffle" == find(asked)
