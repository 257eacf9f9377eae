"""The numbers of a report's page: each is the Report's own, to the last digit."""

from __future__ import annotations

import pytest
from pages_read import Page
from report_pages import number_of, own, own_read
from report_pages import zoo_read as page

from cnncost.library import analyze, load, reconcile, verify
from cnncost.numbers import shape
from cnncost.pages.report import report_html
from cnncost.pages.report.ledger import MOST_ROWS, ledger
from cnncost.pages.report.subject import Subject

QUICK = ("googlenet", "inception_v1")
NETWORKS = QUICK + tuple(
    pytest.param(name, marks=pytest.mark.slow)
    for name in ("resnet152", "mobilenet_v2", "shufflenet_v2")
)
COLUMNS = {"weights": 7, "bias": 8, "norm": 9, "macs": 10}  # of the ledger's cells
FEET = {"weights": 2, "bias": 3, "norm": 4, "macs": 5}  # where names stand over six columns
CARDS = {"weights": "weights", "parameters": "params", "MACs": "macs", "FLOPs": "flops"}
MANY = "input: 32x32x3\nlayers: 1250*(conv(3, k=3) -> relu)\n"


def cards(found: Page) -> dict[str, str]:
    """The headline: what each card is called, and its number."""
    labels = [one.text for one in found.all("dt", within="numbers")]
    return dict(zip(labels, (one.text for one in found.all("b", within="numbers")), strict=True))


@pytest.mark.parametrize("train", [False, True], ids=["deployed", "training"])
@pytest.mark.parametrize("name", NETWORKS)
def test_the_headline_has_the_totals(name: str, train: bool) -> None:
    """Weights, parameters, MACs and FLOPs are those of the network, deployed or in training."""
    report = analyze(name)
    totals = report.train_totals if train else report.totals
    found = cards(page(name, train=train))

    assert {label: totals[column] for label, column in CARDS.items()} == {
        label: number_of(found[label]) for label in CARDS
    }
    assert shape(report.output) == found["output"]


def test_the_headline_has_both_totals_where_there_are_heads() -> None:
    """GoogLeNet's two heads are for training only: the other total stands beside each count."""
    report = analyze("googlenet")
    deployed, training = (
        " ".join(one.text for one in page("googlenet", train=train).all("small", within="numbers"))
        for train in (False, True)
    )

    for column in CARDS.values():
        assert f"in training: {report.train_totals[column]:,}" in deployed
        assert f"deployed: {report.totals[column]:,}" in training


@pytest.mark.parametrize("name", NETWORKS)
def test_the_ledger_has_every_row(name: str) -> None:
    """Every cell of every deployed row is the report's; the foot has the totals."""
    report, found = analyze(name), page(name)
    (table,) = found.all("table", "ledger")
    rows = [i for i, aside in enumerate(report.train_only) if not aside]
    cells = found.rows(table)

    assert [report.rows[i].path for i in rows] == [row[0] for row in cells]
    assert [report.rows[i].kind for i in rows] == [row[1] for row in cells]
    assert [shape(report.rows[i].input) for i in rows] == [row[2] for row in cells]
    assert [shape(report.rows[i].output) for i in rows] == [row[3] for row in cells]
    for column, at in COLUMNS.items():
        assert report[column][rows].tolist() == [number_of(row[at]) for row in cells]
        assert report.totals[column] == number_of(found.rows(table, "tfoot")[-1][FEET[column]])


CELLS = {  # a layer on a map of 8×8×4: its kernel, stride and groups, empty where it has none
    "conv(8, k=1x3, s=2, g=4)": ["1×3", "2", "4"],
    "depthwise(3, s=1x2)": ["3×3", "1×2", ""],
    "transposed(2, k=2, s=2, p=0)": ["2×2", "2", "1"],
    "maxpool(3, s=2)": ["3×3", "2", ""],
    "shuffle(2)": ["", "", "2"],
    "upsample(2)": ["", "2", ""],
    "lrn": ["", "", ""],
    "bn": ["", "", ""],
    "relu": ["", "", ""],
    "gap": ["", "", ""],
    "fc(2)": ["", "", ""],
}


@pytest.mark.parametrize(("layer", "cells"), CELLS.items(), ids=CELLS)
def test_cells_are_empty_where_a_kind_has_no_such_option(layer: str, cells: list[str]) -> None:
    """A relu has no kernel, and whoever writes a spec cannot give it one."""
    report, spec = own(f"input: 8x8x4\nlayers: {layer}\n")
    subject = Subject(report, spec)
    found = Page(str(ledger(subject, [0])))
    (row,) = found.rows(found.all("table")[0])

    assert cells == row[4:7]


def test_a_join_has_no_kernel() -> None:
    """Nor have its branches that pass their input on."""
    report, spec = own("input: 8x8x4\nlayers:\n  - concat: {x: identity, y: conv(2)}\n")
    found = Page(str(ledger(Subject(report, spec), [0, 0])))
    rows = {row[1]: row[4:7] for row in found.rows(found.all("table")[0])}

    assert {"conv": ["1×1", "1", "1"], "concat": ["", "", ""]} == rows


def test_the_ledger_of_training_has_the_heads_too() -> None:
    """With --train each row is there, and the totals are those of training."""
    report, found = analyze("googlenet"), page("googlenet", train=True)
    (table,) = found.all("table", "ledger")

    assert len(report.rows) == len(found.rows(table))
    assert report.train_totals["macs"] == number_of(found.rows(table, "tfoot")[-1][FEET["macs"]])


def test_a_convention_has_columns_of_its_own() -> None:
    """thop counts normalisation too: its MACs stand in the ledger, and their total at its foot."""
    report = analyze("bottleneck", convention="thop")
    found = page("bottleneck", convention="thop")
    (table,) = found.all("table", "ledger")

    assert report["counted_macs"].tolist() == [number_of(row[-2]) for row in found.rows(table)]
    assert report.totals["counted_macs"] == number_of(found.rows(table, "tfoot")[-1][-2])
    assert report.totals["counted_macs"] > report.totals["macs"]


def test_too_many_rows_are_summed_up() -> None:
    """Of 2,500 rows some thousand are listed; those and the rest make the whole network."""
    report, _ = own(MANY)
    found = own_read(MANY)
    (table,) = found.all("table", "ledger")
    cells, (_, rest, total) = found.rows(table), found.rows(table, "tfoot")
    listed = sum(number_of(row[COLUMNS["macs"]]) for row in cells)

    assert MOST_ROWS == len(cells) < len(report.rows)
    assert report.totals["macs"] == listed + number_of(rest[FEET["macs"]])
    assert report.totals["macs"] == number_of(total[FEET["macs"]])
    assert f"the first {MOST_ROWS:,} of {len(report.rows):,} rows" in "".join(
        one.text for one in found.all("p", within="ledger")
    )


@pytest.mark.parametrize("way", range(3), ids=["stage", "kind", "row"])
@pytest.mark.parametrize("name", NETWORKS)
def test_bars_add_up(name: str, way: int) -> None:
    """In each of the three ways the numbers beside the bars make the total, and 100.0 %."""
    report, found = analyze(name), page(name)
    table = found.all("table", "bars", within="costs")[way]
    rows, (total,) = found.rows(table), found.rows(table, "tfoot")

    for column, back in (("weights", 5), ("macs", 2)):
        assert report.totals[column] == sum(number_of(row[-back]) for row in rows)
        assert report.totals[column] == number_of(total[-back])
        assert "100.0" == total[1 - back]


@pytest.mark.parametrize("name", NETWORKS)
def test_every_row_leads_to_its_working(name: str) -> None:
    """What a row's name points to has the row's own numbers as results."""
    report, found = analyze(name), page(name)
    links = [one for one in found.all("a") if one.around[-1].tag == "th"]
    results = {
        one.attributes["id"]: [
            (a.text, b.text.rpartition("= ")[2])
            for a, b in zip(found.all("dt", within=one.attributes["id"]),
                            found.all("dd", within=one.attributes["id"]), strict=True)
        ]
        for one in found.all("div", "working")
    }  # fmt: skip
    rows = [i for i, aside in enumerate(report.train_only) if not aside]

    assert len(rows) == len(links)
    for row, link in zip(rows, links, strict=True):
        worked = dict(results[link.attributes["href"].removeprefix("#")])
        for label, column in {"weights": "weights", "bias": "bias", "MACs": "macs"}.items():
            assert int(report[column][row]) == number_of(worked.get(label, "·"))
        assert report.rows[row].output[2] == number_of(worked["channels"])


def test_each_distinct_layer_is_worked_out_once() -> None:
    """ResNet-152 has 514 rows and far fewer layers that differ."""
    report, found = analyze("resnet152"), page("resnet152")
    distinct = {
        (one.kind.name, one.input, one.output, tuple(one.letters.items()))
        for one in report.measured
    }

    assert len(distinct) == len(found.all("div", "working")) < len(report.rows) / 5


@pytest.mark.parametrize("name", ["resnet152", "googlenet"])
def test_claims_have_their_verdicts(name: str) -> None:
    """As many claims of each verdict as verify finds about this network, and no others."""
    expected = verify(name).counts
    found = [one.text.split()[-1] for one in page(name).all("span", "verdict")]
    again = [int(one.text.split()[0]) - 1 for one in page(name).all("td", "remark")]

    assert sum(expected.values()) == len(found) + sum(again)
    assert {verdict for verdict, times in expected.items() if times} == set(found)


def test_other_tools_print_what_reconcile_says() -> None:
    """The table of counters is that of reconcile."""
    found = page("mobilenet_v2")
    (table,) = found.all("table", "tools")
    shown = {row[0]: row[1] for row in found.rows(table)}

    for figure in reconcile("mobilenet_v2").figures:
        if figure.convention.counts and figure.convention.name != "documents":
            assert f"{figure.prints:,}" == shown[figure.convention.name]


def test_the_spec_is_there_line_by_line() -> None:
    """The YAML text can be read in the page as it stands in the file."""
    spec = load("googlenet")
    lines = [one.text for one in page("googlenet").all("span", within="spec")]

    assert spec.origin.node.source.text.splitlines() == lines


def test_a_file_of_ones_own_has_no_published_numbers() -> None:
    """Even where it is called like a famous network."""
    report, spec = own("name: resnet152\ninput: 8x8x3\nlayers: conv(4) -> gap -> fc(2)\n")
    found = Page(report_html([report], [spec]))
    said = {
        name: "".join(one.text for one in found.all("p", within=name))
        for name in ("published", "others")
    }

    assert "no published numbers are known" in said["published"]
    assert "No accuracy was published" in said["others"]
    assert not found.all("table", "claims")


def test_the_scatter_marks_the_network() -> None:
    """Dashed lines lead from both axes to the sign with the network's name."""
    found, report = page("resnet152"), analyze("resnet152")
    tips = [one.text for one in found.all("title", within="others")]

    (tip,) = [tip for tip in tips if tip.startswith("resnet152:")]
    names = [one for one in found.all("text", within="others") if "resnet152" in one.text]
    dashed = [
        one
        for one in found.all("line", within="others")
        if "stroke-dasharray" in one.around[-1].attributes
    ]

    assert f"resnet152: {report.totals['macs']:,} MACs, {report.totals['params']:,} param" in tip
    assert 2 == len(dashed)
    assert ["this network: resnet152"] == [one.text for one in names]
    assert ["label skip"] == [one.around[-1].attributes["class"] for one in names]


def test_colours_stand_for_sorts_of_layers() -> None:
    """The legend names each colour, and a bar of one kind of layer is in its colour."""
    text = "input: 8x8x4\nlayers: conv(8, k=3) -> conv(8) -> depthwise(3) -> gap -> fc(2)\n"
    expected = {
        "conv": "convolution", "pointwise": "1×1 convolution", "depthwise": "depthwise",
        "fc": "fully connected",
    }  # fmt: skip
    found = own_read(text)
    legend = found.all("ul", "legend")[0]
    signs = [one for one in found.all("rect") if legend in one.around]
    layers = found.all("table", "bars", within="costs")[2]
    rows = [one for one in found.all("rect") if layers in one.around]
    drawn = {
        next(outer for outer in one.around if outer.tag == "tr").inside[1]: one.attributes["class"]
        for one in rows
    }

    assert expected == {one.attributes["class"]: one.around[-2].text.strip() for one in signs}
    assert {"3×3": "conv", "1×1": "pointwise", "3×3 depthwise": "depthwise", "fc": "fc"} == drawn
