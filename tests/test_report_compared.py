"""Several networks in one page: ratios, places side by side, and the way from one to the other."""

from __future__ import annotations

from itertools import pairwise

import pytest
from pages_read import Page
from report_pages import number_of, own
from report_pages import zoo_read as page

from cnncost.comparison import compare_reports
from cnncost.conventions import convention, counted
from cnncost.library import analyze, compare
from cnncost.pages.report.side_by_side import aligned
from cnncost.pages.report.waterfall import MOST_STEPS, Step, _largest, waterfall

PAIRS = (
    ("inception_v1", "naive"), ("bottleneck", "inverted_residual"),
    *(
        pytest.param(pair, marks=pytest.mark.slow)
        for pair in [
            ("mobilenet_v1", "mobilenet_v2"), ("resnet50", "resnet152"), ("googlenet", "vgg16"),
            ("densenet121", "densenet201"),
        ]
    ),
)  # fmt: skip
THREE = ("inception_v1", "naive", "fire")
WAYS = ("layer", "stage", "scale", "kind")


@pytest.mark.parametrize("convention", ["", "thop", "ptflops"])
@pytest.mark.parametrize("by", WAYS)
@pytest.mark.parametrize("names", PAIRS, ids=" ".join)
def test_a_waterfall_ends_where_the_other_network_is(
    names: tuple[str, str], by: str, convention: str
) -> None:
    """Start and steps add up to the end exactly, whatever is counted and lined up."""
    found = compare(*names, by=by, convention=convention or None)
    for column in ("counted_params", "counted_macs"):
        way = waterfall(found, column, column)

        assert found.totals[0][column] == way.start
        assert found.totals[1][column] == way.end
        assert way.end == way.start + sum(step.change for step in way.steps)
        assert len(way.steps) <= MOST_STEPS + 1


def test_the_waterfall_of_the_documents() -> None:
    """The naive module has no 1×1 before its 3×3 and 5×5: what those cost, and what they spare.

    Weights from 192 channels: 3×3 to 128 directly is 192·128·9, after 96 channels 96·128·9.
    """
    way = waterfall(compare("inception_v1", "naive", by="layer"), "counted_params", "weights")
    expected = {
        "3x3 1×1 reduce": -192 * 96,
        "3x3 3×3": (192 - 96) * 128 * 9,
        "5x5 1×1 reduce": -192 * 16,
        "5x5 5×5": (192 - 16) * 32 * 25,
        "pool 1×1": -192 * 32,
    }

    assert expected == dict(way.steps)


@pytest.mark.parametrize("names", PAIRS, ids=" ".join)
def test_the_page_shows_the_waterfall(names: tuple[str, str]) -> None:
    """In each table the changes are those from one total to the next."""
    found = page(*names)
    ends = [(analyze(name).totals[column]) for column in ("weights", "macs") for name in names]
    tables = found.all("table", "waterfall")

    assert 2 == len(tables)
    for table, start, end in zip(tables, ends[::2], ends[1::2], strict=True):
        rows = [(row[2], number_of(row[3])) for row in found.rows(table)]
        assert (start, end) == (rows[0][1], rows[-1][1])
        for (_, before), (change, after) in pairwise(rows[:-1]):
            assert number_of(change.replace("+", "")) == after - before
        assert rows[-2][1] == end


@pytest.mark.parametrize("names", [*PAIRS, THREE], ids=" ".join)
def test_the_headline_has_each_networks_totals(names: tuple[str, ...]) -> None:
    """A column for each network, and from the second on its ratio to the first."""
    reports, found = [analyze(name) for name in names], page(*names)
    table = found.all("table", within="numbers")[0]
    rows = {row[0]: row[1:] for row in found.rows(table)}

    for label, column in {"weights": "weights", "parameters": "params", "MACs": "macs"}.items():
        totals = [report.totals[column] for report in reports]
        cells = [rows[label][0], *rows[label][1::2]]
        assert totals == [number_of(cell) for cell in cells]
        for ratio, total in zip(rows[label][2::2], totals[1:], strict=True):
            assert total / totals[0] == pytest.approx(
                float(ratio.rstrip("×").replace(",", "")), rel=0.01
            )


@pytest.mark.parametrize("names", PAIRS, ids=" ".join)
def test_places_add_up(names: tuple[str, str]) -> None:
    """The lines of both tables make each network's total."""
    found = page(*names)
    for table, column in zip(
        found.all("table", within="aligned"), ("weights", "macs"), strict=True
    ):
        rows, (total,) = found.rows(table), found.rows(table, "tfoot")
        for at, name in ((-3, names[0]), (-2, names[1])):
            assert analyze(name).totals[column] == sum(number_of(row[at]) for row in rows)
            assert analyze(name).totals[column] == number_of(total[at])


def test_each_network_has_its_own_sections() -> None:
    """Folded, each with its own ids: a ledger, a structure and a spec for both."""
    found = page("inception_v1", "naive")

    for i in (1, 2):
        for name in ("numbers", "ledger", "structure", "spec"):
            assert [one for one in found.elements if one.attributes.get("id") == f"n{i}-{name}"]
    assert 2 == len(found.all("table", "ledger"))
    assert not [one for one in found.all("details") if "open" in one.attributes]


def test_ratios_place_by_place_are_to_the_first() -> None:
    """The naive module's 3×3 has 192·128·9 weights, the other's 96·128·9: twice as many."""
    table = page("inception_v1", "naive").all("table", within="aligned")[0]
    ratios = {row[-2]: row[-1] for row in page("inception_v1", "naive").rows(table)}

    assert "2.00×" == ratios[f"{192 * 128 * 9:,}"]


def test_of_too_many_steps_the_largest_are_kept_whatever_their_sign() -> None:
    """One that takes 900 is kept before all that add a little; the small ones become one step."""
    small = [Step(f"s{i}", 1) for i in range(MOST_STEPS + 5)]
    kept = _largest([*small, Step("less", -900)])

    assert Step("less", -900) in kept
    assert Step("7 other places", 7) == kept[-1]
    assert MOST_STEPS == len(kept)


def test_the_same_network_twice_is_told_apart() -> None:
    """Two names with a number, and no place differs."""
    found = page("inception_v1", "inception_v1")
    text = "".join(one.text for one in found.all("section"))

    assert "inception_v1 (1)" in text
    assert "inception_v1 (2)" in text
    assert 2 == text.count("No place differs.")


def test_three_networks_have_no_waterfall() -> None:
    """From one to the other there is a way; among three there are many."""
    assert [] == page(*THREE).all("table", "waterfall")


def test_what_stands_in_no_place_is_a_step_too() -> None:
    """ptflops counts a pooling's inputs twice; a pooling has no parameters, and so no place.

    Behind the same convolution, 2 maps of 4×4: 2·(4·4·2) fewer without it.
    """
    texts = ("conv(2) -> maxpool(2, s=2)", "conv(2)")
    reports = [own(f"input: 4x4x1\nlayers: {text}\n")[0] for text in texts]
    found = compare_reports([counted(one, convention("ptflops")) for one in reports], by="layer")

    assert (Step("layers without parameters", -2 * 4 * 4 * 2),) == waterfall(
        found, "counted_macs", "MACs"
    ).steps


def test_too_many_places_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """How many are left out is said, and the total is still that of all."""
    found = compare("inception_v1", "naive", by="layer")
    full = Page(str(aligned(found)))
    monkeypatch.setattr("cnncost.pages.report.side_by_side.MOST_LINES", 2)
    cut = Page(str(aligned(found)))
    rows, fewer = ([len(one.rows(table)) for table in one.all("table")] for one in (full, cut))

    assert [] == full.all("p")
    assert [2, 2] == fewer
    assert [f"{number - 2} more lines are left out; the total is of all." for number in rows] == [
        one.text for one in cut.all("p")
    ]
    for one, other in zip(full.all("table"), cut.all("table"), strict=True):
        assert full.rows(one, "tfoot") == cut.rows(other, "tfoot")
