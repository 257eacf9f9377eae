"""The head of a spec, and the library around it: what is accepted, and what it means."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from conftest import counted

import cnncost
from cnncost import CnncostError, analyze, compare, load
from cnncost.spec import parse_spec

HEAD = "input: 8x8x4\nlayers: relu\n"


def test_all_keys() -> None:
    """Every key of the head is read, as text or as exact numbers."""
    spec = parse_spec(
        "name: net\ntitle: 'A net: small'\npaper: somebody, 2014\nyear: 2014\nfamily: some\n"
        "aliases: [one, two]\ninput: (side, side, 3)\n"
        "params: {side: 8, width: 0.75, third: 2*4 + 1, on: yes}\n"
        "variants: {net_big: {side: 16}}\nlayers: relu\n"
    )

    assert ("net", "net", "A net: small", "somebody, 2014", 2014, "some", ("one", "two")) == spec[
        :7
    ]
    assert {"side": 8, "width": Fraction(3, 4), "on": 1} == {
        name: spec.params[name] for name in ("side", "width", "on")
    }
    assert (16, "net_big") == (spec.as_variant("net_big").params["side"],
                               spec.as_variant("net_big").variant)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "name"), [(HEAD, "mynet"), (f"name: other\n{HEAD}", "other"), (HEAD + "\n\n", "mynet")]
)
def test_names_default_to_the_file(text: str, name: str) -> None:
    """A spec without a name is called like its file."""
    assert name == parse_spec(text, "folder/mynet.yaml").name


@pytest.mark.parametrize(
    "text",
    [
        "input: 8x8x4\r\nlayers: relu\r\n",
        "\ufeffinput: 8x8x4\nlayers: relu\n".removeprefix("\ufeff"),
        "# a comment\ninput: 8x8x4 # another\nlayers: relu # and one\n",
        'input: "8x8x4"\nlayers: "relu"\n',
        "input: 8×8×4\nlayers: >-\n  relu\n",
        "{input: 8x8x4, layers: relu}\n",
        "---\ninput: 8x8x4\nlayers: [relu]\n...\n",
    ],
)
def test_spellings_of_the_same(text: str) -> None:
    """Comments, quotes, line ends and both styles of YAML mean the same."""
    assert 8 * 8 * 4 == counted(text).totals["activation_elements"]


@pytest.mark.parametrize(
    ("layer", "output"),
    [
        # PyTorch's documented output sizes for the same arguments, worked by hand
        ("conv(2, k=3)", (9, 9, 2)),
        ("conv(2, k=3, s=2)", (5, 5, 2)),
        ("conv(2, k=3, p=0)", (7, 7, 2)),
        ("conv(2, k=4)", (8, 8, 2)),
        ("conv(2, k=4, p=same)", (9, 9, 2)),
        ("conv(2, k=4, s=2, p=same)", (5, 5, 2)),
        ("conv(2, k=4, p=valid)", (6, 6, 2)),
        ("conv(2, k=3, d=2)", (9, 9, 2)),
        ("conv(2, k=3, d=2, p=0)", (5, 5, 2)),
        ("conv(2, k=1x7)", (9, 9, 2)),
        ("conv(2, k=1x7, p=0)", (9, 3, 2)),
        ("conv(2, k=(7, 1), s=(1, 2), p=0)", (3, 5, 2)),
        ("conv(2, k=3, p=(1, 0))", (9, 7, 2)),
        ("conv(2, k=3, s=2, p=(0, 1, 0, 1))", (4, 4, 2)),
        ("maxpool(3, s=2, p=0)", (4, 4, 4)),
        ("maxpool(2, s=2)", (4, 4, 4)),
        ("maxpool(2, s=2, ceil=yes)", (5, 5, 4)),
        ("maxpool(3, s=2, ceil=1)", (5, 5, 4)),
        ("avgpool(3, s=3, p=0)", (3, 3, 4)),
        ("gap", (1, 1, 4)),
        ("flatten", (1, 1, 324)),
        ("fc(7)", (1, 1, 7)),
        ("transposed(2, k=2, s=2)", (18, 18, 2)),
        ("transposed(2, k=4, s=2)", (18, 18, 2)),
        ("transposed(2, k=3, s=2, op=1)", (18, 18, 2)),
        ("shuffle(2)", (9, 9, 4)),
        ("split(2)", (9, 9, 2)),
        ("slice(1, stop=4)", (9, 9, 3)),
    ],
)
def test_output_sizes(layer: str, output: tuple[int, int, int]) -> None:
    """Every way to say kernel, stride, padding and rounding, on 9x9x4."""
    assert output == counted(f"input: 9x9x4\nlayers: {layer}\n").output


def test_ceil_drops_a_window_that_starts_in_the_padding() -> None:
    """PyTorch: MaxPool2d(2, stride=2, padding=1, ceil_mode=True) gives 2 on 2, 3 on 4, not 4."""
    sizes = [
        counted(f"input: {n}x{n}x1\nlayers: maxpool(2, s=2, p=1, ceil=yes)").output[0]
        for n in (2, 4)
    ]

    assert [2, 3] == sizes


def test_the_library_takes_what_the_command_takes() -> None:
    """Names, paths, specs, sizes as text or numbers, settings as text, numbers or floats."""
    by_text = analyze("mobilenet_v2", input="96x96", params={"width": "0.35"})
    by_number = analyze(load("mobilenet_v2"), input=(96, 96), params={"width": 0.35})

    assert by_text.totals == by_number.totals
    assert 11 == by_text.totals["macs"] // 10**6  # TensorFlow slim's table, truncated


def test_columns_are_arrays_of_integers() -> None:
    """A column is an int64 array with one number for each row; params is a sum of columns."""
    report = analyze("fire")

    assert report["macs"].dtype == np.int64
    assert len(report.rows) == len(report["macs"])
    assert 11_920 == int(report["params"].sum())  # SqueezeNet, table 1, fire2


def test_compare_takes_reports() -> None:
    """Reports that exist already are compared as they are."""
    comparison = compare(analyze("naive"), analyze("inception_v1"))

    assert [1, Fraction(163_328, 387_072)] == list(comparison.ratios["weights"])


def test_a_comparison_by_something_unknown() -> None:
    """A wrong way to line up is named."""
    with pytest.raises(CnncostError) as refused:
        compare("naive", "fire", by="kin")

    assert "Networks cannot be lined up by 'kin'. Did you mean kind?" == str(refused.value)


def test_paths_may_be_path_objects(tmp_path: Path) -> None:
    """A Path is a file."""
    file = tmp_path / "net.yaml"
    file.write_text(HEAD)

    assert "net" == load(file).name


def test_public_names() -> None:
    """What ``import cnncost`` promises, and nothing else."""
    assert sorted(cnncost.__all__) == [
        "Budget", "Checked", "CnncostError", "Comparison", "Drawing", "Explanation", "Fit",
        "Graded", "Linted", "Played", "Report", "Reported", "Spec", "Sweep", "analyze", "budget",
        "check", "compare", "draw", "explain", "fit", "grade", "lint", "load", "play", "reconcile",
        "report_page", "sweep", "verify",
    ]  # fmt: skip
    assert all(getattr(cnncost, name) for name in cnncost.__all__)
    with pytest.raises(AttributeError, match="no attribute 'analyse'"):
        cnncost.analyse  # noqa: B018


def test_a_setting_may_be_a_third() -> None:
    """1/3 is 1/3: round8(32/3) is 16, as 8 would be less than 90 % of 10.7, by the rule of slim."""
    assert 16 == analyze("mobilenet_v2", params={"width": "1/3"}).measured[0].output[2]
