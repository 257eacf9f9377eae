"""How a page looks in every format: each kind of block, with names that want escaping."""

from __future__ import annotations

from fractions import Fraction
from xml.etree import ElementTree

import pytest

from cnncost.explanation.page import (
    Block,
    Commands,
    Entries,
    Entry,
    Equation,
    Equations,
    Grid,
    Heading,
    Letters,
    Page,
    Paragraph,
    Picture,
    Span,
    plain,
)
from cnncost.figures.scene import Label, Scene
from cnncost.formula import number, parse, symbols
from cnncost.numbers import brief, figures, fraction
from cnncost.views.page import page_rich, page_text
from cnncost.views.page_data import page_data
from cnncost.views.page_html import page_html
from cnncost.views.page_latex import page_latex
from cnncost.views.page_markdown import page_markdown

H, N, M, K = symbols("H N M K")
VALUES = {"H": 14, "N": 96, "M": 128, "K": 3}


def page(*blocks: Block, title: str = "T", notes: tuple[str, ...] = ()) -> Page:
    return Page("topic", "name", title, blocks, notes)


def scene(text: str, title: str = "A <title>") -> Scene:
    return Scene(title, "Says & shows.", 5, 1, (Label(0, 0, text, "conv"),))


WORDS = Paragraph(
    (
        Span("One "), Span("t_o", "emphasis"), Span(" "), Span("a_b", "code"), Span(" "),
        Span("", "formula", N * K**2), Span(". <i>&"),
    )
)  # fmt: skip
SIZE = Equation(
    "h_1", parse("(H + 2*3 - K)//2 + 1"), {"H": 224, "K": 7},
    steps=(parse("223//2 + 1"), parse("111 + 1")), result=112, ratio=Fraction(1, 2), note="a_<b>",
)  # fmt: skip
WORK = Equations(
    (
        Equation("weights", N * K**2 * M, VALUES, letters=False, result=110_592),
        Equation("b & c", M, VALUES, letters=False, result=1234, ratio=Fraction(1, 3), note="<d>"),
        Equation("", result=7),
    )
)
RATIOS = Equations(
    (
        Equation("a / b", M / N),
        Equation("", M / N, VALUES, letters=False, ratio=Fraction(128, 96)),
        Equation("as N grows", number(0), VALUES, ratio=Fraction(0)),
    )
)
LETTERS = Letters((("N", "in & out", 96), ("K_h", "kernel_h", None), ("J", "step", Fraction(1, 2))))
GRID = Grid(("", "n_1", "list"), (("a & b", "1,024", "1, 2"), ("c", "·", "3, 4")))
PICTURE = Picture(scene("a×b"), scene("a by", "plain"))


@pytest.mark.parametrize(
    ("block", "text"),
    [
        (WORDS, " One t_o a_b N·K². <i>&\n"),
        (Entries((Entry("-", plain("a")), Entry("-", plain("b")))), "   - a\n   - b\n"),
        (  # numbers end, and names begin, below each other
            Entries((Entry("12", plain("a")), Entry("7 %", plain("b")))), "    12  a\n   7 %  b\n",
        ),
        (
            Entries((Entry("group 1", plain("a")), Entry("x", plain("b")))),
            "   group 1  a\n   x        b\n",
        ),
        (
            Entries((Entry("-", plain("word " * 20)),)),
            f"   - {'word ' * 14}word\n     {'word ' * 4}word\n",
        ),
        (
            WORK,
            "   weights  96·3²·128 = 110,592\n"
            "   b & c    128       =   1,234   1/3   <d>\n"
            "                              7\n",
        ),
        (
            RATIOS,
            "   a / b       M/N\n               128/96 = 1.33×\n   as N grows  0\n",
        ),
        (
            Equations((Equation("weights", N * M, VALUES, result=12_288),)),
            "   weights  N·M = 96·128 = 12,288\n",
        ),
        (  # a result alone, where nothing is put in
            Equations((Equation("a", result=12_288), Equation("bb", result=Fraction(1, 3)))),
            "   a   12,288\n   bb   0.333\n",
        ),
        (  # a number that is its own result stands once
            Equations((Equation("a", number(1000), {}, letters=False, result=1000),)),
            "   a  1,000\n",
        ),
        (
            Equations((SIZE,)),
            "   h_1  ⌊(H + 2·3 - K)/2⌋ + 1 = ⌊(224 + 2·3 - 7)/2⌋ + 1 = ⌊223/2⌋ + 1 = 111 + 1\n"
            "        = 112   1/2   a_<b>\n",
        ),
        (  # a note that does not fit behind goes below
            Equations((Equation("a", result=1, note="word " * 15 + "word"),)),
            f"   a  1\n      {'word ' * 14}word\n      word\n",
        ),
        (
            LETTERS, "   N in & out (96), K_h kernel_h, J step (0.500)\n",
        ),
        (  # what a letter means is not broken in two
            Letters((("N", "x" * 30, 1), ("M", "y" * 20 + " z", 2), ("K", "end of it all", 3))),
            f"   N {'x' * 30} (1), M {'y' * 20} z (2),\n   K end of it all (3)\n",
        ),
        (GRID, "            n_1  list\n   a & b  1,024  1, 2\n   c          ·  3, 4\n"),
        (
            Grid(("K", "%"), (("1", "<0.1"), ("33", "10.0"))),
            "   K      %\n   1   <0.1\n   33  10.0\n",
        ),
        (Commands(("cnncost 'a' <b>", "ls")), "   cnncost 'a' <b>\n   ls\n"),
        (PICTURE, "a×b\n"),
    ],
)  # fmt: skip
def test_blocks_as_text(block: Block, text: str) -> None:
    """Lined up where there is room, wrapped below 80 columns where there is not."""
    shown = page_text(page(Heading("Head"), block))

    assert f"\n T\n\n Head\n{text}" == shown
    assert max(map(len, shown.splitlines())) <= 80


def test_a_line_is_filled_to_its_last_column() -> None:
    """79 letters and the margin fit into a line of 80, one more does not."""
    fits, breaks = ("x" * 39 + " " + "y" * length for length in (39, 40))
    shown = [page_text(page(Paragraph(plain(text)))).splitlines()[2:] for text in (fits, breaks)]

    assert [1, 2] == [len(lines) for lines in shown]
    assert 80 == len(shown[0][0])


def test_words_keep_what_touches_them() -> None:
    """A mark behind a formula is not torn from it at the end of a line."""
    spans = (Span("x" * 70 + " "), Span("", "formula", N * M * K**2), Span(", then"))
    shown = page_text(page(Paragraph(spans))).splitlines()

    assert ["N·M·K²,", "then"] == " ".join(shown[2:]).split()[1:]
    assert all(not line.startswith(" ,") for line in shown)


def test_blank_lines_stand_between_blocks() -> None:
    """One before each block and before the notes, none between a heading and what is below it."""
    shown = page_text(
        page(WORDS, WORDS, Heading("Head"), WORDS, Heading("More"), GRID, notes=("n",))
    )
    opened = page_text(page(GRID))

    assert "\n T\nt\n\nt\n\n Head\nt\n\n More\ng\n\n n\n" == shown.replace(
        " One t_o a_b N·K². <i>&\n", "t\n"
    ).replace("            n_1  list\n   a & b  1,024  1, 2\n   c          ·  3, 4\n", "g\n")
    assert opened.startswith("\n T\n\n            n_1")


@pytest.mark.parametrize(("label", "shown"), [("x" * 28, "x" * 28), ("x" * 29, "x" * 23 + "…xxxx")])
def test_long_labels_are_cut(label: str, shown: str) -> None:
    """Labels are lined up to 28 letters; a longer one loses its middle."""
    block = Equations((Equation(label, N * M, VALUES), Equation("b", N, VALUES)))
    first, second = page_text(page(block)).splitlines()[3:]

    assert first.startswith(f"   {shown}  N·M")
    assert 33 == second.index("N = 96")


def test_results_that_would_not_fit_follow_their_working() -> None:
    """Lines are lined up only where all of them fit."""
    long = parse("+".join(f"N*{i}" for i in range(1_000, 1_013)))
    block = Equations(
        (
            Equation("a", long, {"N": 1}, letters=False, result=13_078),
            Equation("b", N, {"N": 1}, letters=False, result=12_345),
        )
    )
    lines = page_text(page(block)).splitlines()

    assert "   b  1 = 12,345" == lines[-1]
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize(
    ("block", "markdown"),
    [
        (WORDS, r"One *t\_o* `a_b` $N \cdot K^{2}$. \<i\>&"),
        (Heading("Costs & [x]"), r"## Costs & \[x\]"),
        (Entries((Entry("-", plain("a_1")), Entry("-", plain("b")))), "- a\\_1\n- b"),
        (Entries((Entry("7_", plain("b <c>")),)), r"- **7\_** b \<c\>"),
        (
            WORK,
            "- weights: $96 \\cdot 3^{2} \\cdot 128 = 110{,}592$\n"
            "- b & c: $128 = 1{,}234$, 1/3, \\<d\\>\n"
            "- $7$",
        ),
        (
            RATIOS,
            "- a / b: $M / N$\n- $128 / 96 = 1.33 \\times$\n- as N grows: $0$",
        ),
        (
            Equations((SIZE,)),
            r"- h\_1: $\left\lfloor (H + 2 \cdot 3 - K) / 2 \right\rfloor + 1 = "
            r"\left\lfloor (224 + 2 \cdot 3 - 7) / 2 \right\rfloor + 1 = "
            r"\left\lfloor 223 / 2 \right\rfloor + 1 = 111 + 1 = 112$, 1/2, a\_\<b\>",
        ),
        (LETTERS, r"with $N$ in & out (96), $K_{h}$ kernel\_h, $J$ step (0.500)"),
        (
            GRID,
            "|  | n\\_1 | list |\n|:--|--:|--:|\n| a & b | 1,024 | 1, 2 |\n| c | · | 3, 4 |",
        ),
        (Commands(("a 'b'", "ls")), "```sh\na 'b'\nls\n```"),
        (PICTURE, "```text\na×b\n```"),
        (Picture(scene("```"), scene("")), "````text\n```\n````"),
    ],
)  # fmt: skip
def test_blocks_as_markdown(block: Block, markdown: str) -> None:
    """Formulas between dollars, names escaped, pictures between fences that nothing ends."""
    found = page_markdown(page(block, title="T_1", notes=("see_also",)))

    assert f"# T\\_1\n\n{markdown}\n\nsee\\_also\n" == found


@pytest.mark.parametrize(
    ("block", "latex"),
    [
        (WORDS, r"One \emph{t\_o} \texttt{a\_b} $N \cdot K^{2}$. $<$i$>$\&"),
        (Heading("Costs & [x]"), r"\subsection*{Costs \& {[}x{]}}"),
        (
            Entries((Entry("-", plain("a_1")), Entry("-", plain("b")))),
            "\\begin{itemize}\n\\item a\\_1\n\\item b\n\\end{itemize}",
        ),
        (
            Entries((Entry("7_", plain("a")), Entry("-", plain("b")))),
            "\\begin{description}\n\\item[{7\\_}] a\n\\item[{--}] b\n\\end{description}",
        ),
        (
            WORK,
            "\\begin{description}\n"
            "\\item[{weights}] $96 \\cdot 3^{2} \\cdot 128 = 110{,}592$\n"
            "\\item[{b \\& c}] $128 = 1{,}234$ (1/3, $<$d$>$)\n"
            "\\item[{--}] $7$\n"
            "\\end{description}",
        ),
        (
            Equations((Equation("as N grows", note="without end"),)),
            "\\begin{description}\n\\item[{as N grows}] (without end)\n\\end{description}",
        ),
        (LETTERS, r"\noindent with $N$ in \& out (96), $K_{h}$ kernel\_h, $J$ step (0.500)"),
        (
            GRID,
            "\\begin{center}\n\\begin{tabular}{lrr}\n\\hline\n & n\\_1 & list \\\\\n\\hline\n"
            "a \\& b & 1,024 & 1, 2 \\\\\nc & $\\cdot$ & 3, 4 \\\\\n\\hline\n\\end{tabular}\n"
            "\\end{center}",
        ),
        (Commands(("a 'b'", "ls")), "\\begin{verbatim}\na 'b'\nls\n\\end{verbatim}"),
        (Commands((r"\end{verbatim}",)), "\\begin{verbatim}\n\\end {verbatim}\n\\end{verbatim}"),
        (PICTURE, "{\\scriptsize\n\\begin{verbatim}\na by\n\\end{verbatim}\n}"),
        (
            Picture(scene("a×b"), scene("a×b")),
            "{\\scriptsize\n\\begin{verbatim}\naxb\n\\end{verbatim}\n}",
        ),
    ],
)  # fmt: skip
def test_blocks_as_latex(block: Block, latex: str) -> None:
    """No package is needed, names are escaped, and pictures are plain characters."""
    found = page_latex(page(block, title="T_1", notes=("see_also",)))
    _, _, body = found.partition("\\section*{T\\_1}\n\n")
    end = "\n\n\\par\\noindent{\\footnotesize see\\_also}\n\n\\finishexplanation\n"

    assert f"{latex}{end}" == body


def test_latex_opens_a_document_unless_it_stands_in_one() -> None:
    """LaTeX's own mark of an open document decides; what was opened is closed."""
    found = page_latex(page(WORDS))

    assert (
        "\\makeatletter\n\\ifx\\@nodocument\\relax\n  \\let\\finishexplanation\\relax\n\\else\n"
        "  \\documentclass{article}\n  \\begin{document}\n"
        "  \\def\\finishexplanation{\\end{document}}\n\\fi\n\\makeatother\n" in found
    )


def cells(*pairs: tuple[str, str]) -> str:
    side = 'style="text-align:left"'
    rows = (f'<tr><th scope="row" {side}>{a}</th><td {side}>{b}</td></tr>' for a, b in pairs)
    return f"<table>{''.join(rows)}</table>"


@pytest.mark.parametrize(
    ("block", "html"),
    [
        (
            WORDS,
            "<p>One <em>t_o</em> <code>a_b</code> <i>N·K²</i>. &lt;i&gt;&amp;</p>",
        ),
        (Heading("Costs & <x>"), "<h3>Costs &amp; &lt;x&gt;</h3>"),
        (Entries((Entry("<7>", plain("b & c")),)), cells(("&lt;7&gt;", "b &amp; c"))),
        (Entries((Entry("-", plain("<a>")), Entry("-", plain("b")))),
         "<ul><li>&lt;a&gt;</li><li>b</li></ul>"),
        (
            WORK,
            cells(
                ("weights", "96·3²·128 = 110,592"),
                ("b &amp; c", "128 = 1,234 · 1/3 · &lt;d&gt;"), ("", "7"),
            ),
        ),
        (
            RATIOS,
            cells(("a / b", "M/N"), ("", "128/96 = 1.33×"), ("as N grows", "0")),
        ),
        (
            LETTERS,
            cells(
                ("<i>N</i>", "in &amp; out (96)"), ("<i>K_h</i>", "kernel_h"),
                ("<i>J</i>", "step (0.500)"),
            ),
        ),
        (
            Letters((("<N>", "a", None),)), cells(("<i>&lt;N&gt;</i>", "a")),
        ),
        (
            Grid(("<h>", "n"), (("<a>", "1"),)),
            '<table><thead><tr><th scope="col" style="text-align:left">&lt;h&gt;</th>'
            '<th scope="col" style="text-align:right">n</th></tr></thead><tbody><tr>'
            '<td style="text-align:left">&lt;a&gt;</td><td style="text-align:right">1</td>'
            "</tr></tbody></table>",
        ),
        (Commands(("a <b>", "ls")), "<pre>a &lt;b&gt;\nls</pre>"),
    ],
)  # fmt: skip
def test_blocks_as_html(block: Block, html: str) -> None:
    """Names are escaped everywhere."""
    found = page_html(page(block, title="<T>", notes=("a & b",)))

    assert f"<h2>&lt;T&gt;</h2>\n{html}\n<p><small>a &amp; b</small></p>" == found


def test_pictures_in_a_notebook() -> None:
    """Each has ids of its own, a light ground, and its title below the page's in rank."""
    found = page_html(page(PICTURE, Heading("Head"), PICTURE), level=4)
    root = ElementTree.fromstring(f"<div>{found}</div>")
    ids = [node.get("id") for node in root.iter() if node.get("id")]

    assert 4 == len(ids) == len(set(ids))
    assert "prefers-color-scheme" not in found
    assert ["T"] == [node.text for node in root.iter("h4")]
    assert ["Head"] == [node.text for node in root.iter("h5")]


@pytest.mark.parametrize(
    ("block", "data"),
    [
        (WORDS, {"text": "One t_o a_b N·K². <i>&"}),
        (Heading("Head"), {"heading": "Head"}),
        (Entries((Entry("7 %", plain("b")),)), {"entries": [{"lead": "7 %", "text": "b"}]}),
        (
            Equations((SIZE,)),
            {
                "equations": [
                    {
                        "label": "h_1", "formula": "⌊(H + 2·3 - K)/2⌋ + 1",
                        "values": {"H": 224, "K": 7}, "steps": ["⌊223/2⌋ + 1", "111 + 1"],
                        "result": 112, "ratio": 0.5, "note": "a_<b>",
                    }
                ]
            },
        ),
        (
            Equations((Equation("a", N, VALUES), Equation("b", result=Fraction(6, 2)))),
            {
                "equations": [
                    {
                        "label": "a", "formula": "N", "values": {"N": 96}, "steps": [],
                        "result": None, "ratio": None, "note": None,
                    },
                    {
                        "label": "b", "formula": None, "values": {}, "steps": [], "result": 3,
                        "ratio": None, "note": None,
                    },
                ]
            },
        ),
        (
            LETTERS,
            {
                "letters": {
                    "N": {"meaning": "in & out", "value": 96},
                    "K_h": {"meaning": "kernel_h", "value": None},
                    "J": {"meaning": "step", "value": 0.5},
                }
            },
        ),
        (
            GRID,
            {
                "headings": ["", "n_1", "list"],
                "rows": [["a & b", "1,024", "1, 2"], ["c", "·", "3, 4"]],
            },
        ),
        (PICTURE, {"picture": "A <title>", "description": "Says & shows.", "text": "a×b"}),
        (Commands(("a", "b")), {"commands": ["a", "b"]}),
    ],
)  # fmt: skip
def test_blocks_as_data(block: Block, data: dict[str, object]) -> None:
    """Counts are integers, ratios decimals; formulas and pictures are text."""
    found = page_data(page(block, notes=("n",)))

    assert {
        "schema": "cnncost.explanation/1", "sort": "topic", "name": "name", "title": "T",
        "blocks": [data], "notes": ["n"],
    } == found  # fmt: skip
    (only,) = found["blocks"]
    if isinstance(block, Equations):
        assert all(type(line["result"]) in (int, type(None)) for line in only["equations"])


def test_a_page_in_colour() -> None:
    """The same characters as in plain text; what is bold, dim or coloured, and what is not."""
    shown = page(WORDS, Heading("[b]"), WORK, PICTURE, Commands(("ls",)), notes=("n",))
    text = page_rich(shown)
    styles = {text.plain[span.start : span.end]: str(span.style) for span in text.spans}

    assert page_text(shown) == "".join(f"{line.rstrip()}\n" for line in text.plain.splitlines())
    assert "italic" == styles["t_o"]
    assert "cyan" == styles["a_b"] == styles["ls"]
    assert "bold" == styles["T"] == styles["[b]"] == styles["110,592"]
    assert "dim" == styles["n"] == styles["   1/3"]
    assert "#167bbb" == styles["a"]  # the palette's blue for convolutions
    assert "N·K²." not in styles


def test_a_page_in_plain_characters() -> None:
    """Pictures have a form of their own for terminals without other characters."""
    both = page(Picture(scene("a×b"), scene("c×d")))

    assert page_text(both).endswith("a×b\n")
    assert page_text(both, ascii=True).endswith("cxd\n")
    assert page_rich(both, ascii=True).plain.rstrip().endswith("cxd")


# --- numbers


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"), (1024, "1024"), (9_999, "9999"), (10_000, "10.0K"), (10_049, "10.0K"),
        (10_051, "10.1K"), (99_949, "99.9K"), (99_950, "100K"), (123_456, "123K"),
        (999_499, "999K"), (999_500, "1.00M"), (1_234_567, "1.23M"), (86_704_128, "86.7M"),
        (9_994_999, "9.99M"), (9_995_001, "10.0M"), (1_582_671_872, "1.58G"), (10**12, "1.00T"),
        (10**15, "1.00P"), (10**18, "1.00E"), (999 * 10**18, "999E"),
        (10**21, "1000000000000000000000"),
    ],
)  # fmt: skip
def test_brief_counts(number: int, text: str) -> None:
    """Three figures and a unit, also where rounding goes up to the next; small ones in full."""
    assert text == brief(number)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"), (163_328, "163,328"), (-1_234, "-1,234"), (Fraction(8, 2), "4"),
        (Fraction(999, 2), "500"), (Fraction(2001, 2), "1,000"), (Fraction(201, 2), "100"),
        (Fraction(199, 2), "99.5"), (Fraction(21, 2), "10.5"), (Fraction(19, 2), "9.50"),
        (Fraction(5, 4), "1.25"), (Fraction(1, 3), "0.333"), (Fraction(1, 10), "0.100"),
        (Fraction(1, 24), "0.0417"),
        (Fraction(1, 2000), "0.000500"), (Fraction(-1, 3), "-0.333"), (Fraction(-201, 2), "-100"),
    ],
)  # fmt: skip
def test_figures(value: int | Fraction, text: str) -> None:
    """Whole numbers in full, others to three figures."""
    assert text == figures(value)


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        (Fraction(0), "0"), (Fraction(1), "1"), (Fraction(1, 2), "1/2"),
        (Fraction(2, 17), "1/8.50"), (Fraction(18, 25), "1/1.39"), (Fraction(5, 2), "2.50×"),
        (Fraction(250), "250×"),
    ],
)  # fmt: skip
def test_fractions(ratio: Fraction, text: str) -> None:
    """How many of one make another: 25/18 two 3×3 for a 5×5."""
    assert text == fraction(ratio)
