"""`cnncost verify`: which claims it finds, and how it shows them with their verdicts."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Run

from cnncost import verify as verify_specs
from cnncost.claims import find_claims
from cnncost.cli import write

Command = Callable[..., Run]


@pytest.fixture
def with_claims(tmp_path: Path) -> Callable[[str], None]:
    """Put a file of claims where the command looks first."""

    def put(text: str) -> None:
        folder = tmp_path / "specs" / "claims"
        folder.mkdir(parents=True)
        (folder / "mine.yaml").write_text(text, "utf-8")

    return put


MINE = """
- source: my own notes
  spec: inception_v1
  claims:
    - {id: mine-1, printed: 163328, quantity: weights, verdict: exact}
    - {id: mine-2, printed: 256M, quantity: macs, verdict: explained, because: 2*macs, note: twice}
    - {id: mine-3, printed: 164K, quantity: weights, verdict: %s}
"""


def test_verify_shows_claims_with_their_verdicts(
    cnncost: Command, with_claims: Callable[[str], None]
) -> None:
    """Printed against recomputed, what explains it, the counts; status 1, as one has changed."""
    with_claims(MINE % "rounds")

    done = cnncost("verify", "--source", "my own")

    assert 1 == done.status
    assert done.out == (
        " claim                    printed   recomputed\n"
        "\n"
        " my own notes\n"
        "   inception_v1: weights   163328      163,328  =\n"
        "   inception_v1: macs        256M  128,049,152  !\n"
        "     2*macs = 256,098,304\n"
        "     twice\n"
        "   inception_v1: weights     164K      163,328  ✗\n"
        "     recorded: rounds, now: differs\n"
        "     mine-3, specs/claims/mine.yaml:7\n"
        "\n"
        " 3 claims: 1 exact, 0 rounds, 1 explained, 1 differs\n"
        " 1 verdict is not what is recorded\n"
        " = exact: the same number, to the last digit · ≈ rounds: ours rounds to the\n"
        " printed number · ! explained: another expression, which is shown, gives the\n"
        " printed number · ✗ differs: no expression is known that gives it\n"
    )


def test_verify_as_json(cnncost: Command, with_claims: Callable[[str], None]) -> None:
    """The schema of the design; ids, verdicts and counts; status 0 when nothing has changed."""
    with_claims(MINE % "differs, note: a typing error")

    done = cnncost("verify", "--source", "my own", "--format", "json")
    data = json.loads(done.out)

    assert 0 == done.status
    assert "cnncost.claims/1" == data["schema"]
    assert {"exact": 1, "rounds": 0, "explained": 1, "differs": 1} == data["counts"]
    assert ["mine-1", "mine-2", "mine-3"] == [claim["id"] for claim in data["claims"]]
    assert {
        "id": "mine-2", "source": "my own notes", "spec": "inception_v1", "set": {}, "input": None,
        "quantity": "macs", "printed": "256M", "shows": None, "recomputed": 128_049_152,
        "verdict": "explained", "recorded": "explained", "because": "2*macs",
        "explained": 256_098_304, "what": None, "note": "twice",
    } == data["claims"][1]  # fmt: skip


# MobileNetV2's paper and TF-slim (97M for width 0.5), document 000 (2.37), GoogLeNet's table 1.
OTHERS = """
- source: my own notes
  claims:
    - {id: set, printed: 97M, spec: mobilenet_v2, set: {width: 0.5}, quantity: macs,
       verdict: rounds}
    - {id: size, printed: 14x14x256, spec: inception_v1, input: 14x14, quantity: output,
       verdict: exact, what: the output keeps its size}
    - {id: ratio, printed: 2.37, spec: naive, quantity: weights / weights(of='inception_v1'),
       verdict: rounds}
    - {id: share, printed: 42.2%, spec: inception_v1, quantity: 163328 / weights(of='naive'),
       verdict: rounds}
    - {id: shown, shows: 163328, spec: inception_v1, quantity: weights, verdict: exact}
"""


def test_settings_sizes_shapes_and_ratios(
    cnncost: Command, with_claims: Callable[[str], None]
) -> None:
    """What a claim speaks of stands before its quantity; ratios have four decimals."""
    with_claims(OTHERS)

    done = cnncost("verify", "--source", "my own")

    assert 0 == done.status
    said = " ".join(done.out.split())
    for line in (
        "mobilenet_v2 width 0.5: macs 97M 97,",
        "inception_v1 on 14×14: output 14x14x256 14×14×256 = the output keeps its size",
        "naive: weights / weights(of='inception_v1') 2.37 2.3699 ≈",
        "inception_v1: 163328 / weights(of='naive') 42.2% 42.196% ≈",
        "inception_v1: weights (163328) 163,328 =",
        "( ) the source prints no number; this one follows from what it says",
    ):
        assert line in said


def test_settings_sizes_shapes_and_ratios_as_data(
    cnncost: Command, with_claims: Callable[[str], None]
) -> None:
    """JSON has numbers as numbers; CSV has one cell for each of them."""
    with_claims(OTHERS)
    command = ("verify", "--source", "my own", "--format")
    data = {claim["id"]: claim for claim in json.loads(cnncost(*command, "json").out)["claims"]}
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(cnncost(*command, "csv").out))}

    assert ({"width": 0.5}, [14, 14]) == (data["set"]["set"], data["size"]["input"])
    assert ("14x14x256", 387_072 / 163_328) == (
        data["size"]["recomputed"], data["ratio"]["recomputed"],
    )  # fmt: skip
    assert ("163328", None) == (data["shown"]["shows"], data["shown"]["printed"])
    assert "the output keeps its size" == data["size"]["what"]
    assert ("width=0.5", "14x14", "") == (
        rows["set"]["set"], rows["size"]["input"], rows["set"]["input"],
    )  # fmt: skip
    assert ("163328", "") == (rows["shown"]["shows"], rows["shown"]["because"])


@pytest.mark.parametrize("format", ["csv", "markdown", "latex"])
def test_verify_in_other_formats(
    cnncost: Command, with_claims: Callable[[str], None], format: str
) -> None:
    """All formats have the claim, its number and ours."""
    with_claims(MINE % "differs, note: a typing error")

    out = cnncost("verify", "--source", "my own", "--verdict", "exact", "--format", format).out

    assert "163328" in out
    assert "256M" not in out


def test_another_convention_is_a_question_not_a_failure(
    cnncost: Command, with_claims: Callable[[str], None]
) -> None:
    """In FLOPs the explained claim is right as it stands, and the status is 0."""
    with_claims(MINE % "differs, note: a typing error")

    done = cnncost("verify", "--source", "my own", "--convention", "torch_flop_counter")

    assert 0 == done.status
    assert "   inception_v1: macs        256M  256,098,304  ≈\n" in done.out


OWN = """
- source: my notes
  spec: mynet.yaml
  claims:
    - {id: mine-net, printed: 216, quantity: weights('conv'), verdict: exact}
"""
NET = "input: 8x8x3\nlayers: conv(8, k=3) -> relu -> gap -> fc(10)\n"


@pytest.mark.parametrize(
    "arguments", [("mynet.yaml",), ("./mynet.yaml",), ("specs/claims/mine.yaml",)]
)
def test_claims_about_a_file_of_ones_own(
    cnncost: Command,
    with_claims: Callable[[str], None],
    tmp_path: Path,
    arguments: tuple[str, ...],
) -> None:
    """They are found by the path of the spec, however it is written, and by their own path."""
    with_claims(OWN)
    (tmp_path / "mynet.yaml").write_text(NET, "utf-8")

    out = cnncost("verify", *arguments).out

    assert "   mynet.yaml: weights('conv')      216         216  =\n" in out
    assert " 1 claim: 1 exact, 0 rounds, 0 explained, 0 differs\n" in out


def test_own_claims_stand_beside_those_that_come_with_cnncost(
    cnncost: Command, with_claims: Callable[[str], None], tmp_path: Path
) -> None:
    """A file of the same name takes nothing away, and a claim of the same id only its place."""
    shipped = find_claims(["lenet5"])
    claim = "- {id: %s, printed: 60000, quantity: params, verdict: exact}"
    text = "- source: mine\n  spec: lenet5\n  claims:\n    " + claim
    with_claims(text % "lenet5-of-mine" + "\n    " + claim % shipped[0].id)
    (tmp_path / "specs" / "claims" / "mine.yaml").rename(
        tmp_path / "specs" / "claims" / "lenet5.yaml"
    )

    data = json.loads(cnncost("verify", "lenet5", "--format", "json").out)

    assert len(shipped) + 1 == len(data["claims"])
    assert {"mine"} == {c["source"] for c in data["claims"] if c["id"] == shipped[0].id}


def test_a_spec_of_the_same_name_does_not_change_what_is_claimed(
    cnncost: Command, tmp_path: Path
) -> None:
    """Claims that come with cnncost speak of its own vgg16, whatever ./specs/vgg16.yaml is."""
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "vgg16.yaml").write_text(f"name: vgg16\n{NET}", "utf-8")

    assert 0 == cnncost("verify", "vgg16").status


def test_one_id_in_two_own_files(
    cnncost: Command, with_claims: Callable[[str], None], tmp_path: Path
) -> None:
    """Both places are named."""
    with_claims(MINE % "rounds")
    (tmp_path / "specs" / "claims" / "other.yml").write_text(MINE % "rounds", "utf-8")

    done = cnncost("verify", "inception_v1")

    assert 2 == done.status
    assert "specs/claims/other.yml:5:12" in done.err
    assert done.err.endswith("'mine-1' is given in specs/claims/mine.yaml:5 too.\n")


def test_a_changed_verdict_is_shown_whatever_is_asked_for(
    cnncost: Command, with_claims: Callable[[str], None]
) -> None:
    """The exit status never lacks its reason."""
    with_claims(MINE % "rounds")

    done = cnncost("verify", "--source", "my own", "--verdict", "exact")

    assert 1 == done.status
    assert "     recorded: rounds, now: differs\n" in done.out
    assert "256M" not in done.out


def test_claims_in_python() -> None:
    """The library gives what the command gives, and shows itself in a notebook."""
    found = verify_specs("lenet5", source="LeCun")
    exact = verify_specs("lenet5", verdict="exact")

    assert 0 < len(found.judged) == found.counts["exact"]
    assert () == found.changed
    assert len(exact.judged) == exact.counts["exact"]
    assert "<td" in found._repr_html_()


def test_no_claim_has_that_verdict(cnncost: Command, with_claims: Callable[[str], None]) -> None:
    """That is said, and is no failure."""
    with_claims(OWN.replace("mynet.yaml", "lenet5").replace("'conv'", "'C1'").replace("216", "150"))

    done = cnncost("verify", "--source", "my notes", "--verdict", "differs")

    assert 0 == done.status
    assert done.out.endswith("\n None of 1 claim has that verdict.\n")


def test_claims_that_look_the_same_are_shown_once(
    cnncost: Command, with_claims: Callable[[str], None]
) -> None:
    """With how often they stand there; percentages as percentages."""
    line = "    - {id: %s, printed: 50%%, quantity: weights('3x3.2')/weights('3x3.2')/2}"
    group = "- source: mine\n  spec: inception_v1\n  verdict: exact\n  claims:\n"
    with_claims(f"{group}{line % 'a'}\n{line % 'b'}")

    out = cnncost("verify", "--source", "mine").out

    assert (
        "   inception_v1: weights('3x3.2')/weights('3x3.2')/2\n"
        "            50%     50.000%  =\n"
        "     the same 2 times\n"
    ) in out


class Terminal(io.StringIO):
    """Standard error as a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("total", [0, 1, 2, 5])
@pytest.mark.parametrize(("patience", "terminal"), [(0.0, True), (0.0, False), (99.0, True)])
def test_items_come_through_a_progress_bar(
    total: int, patience: float, terminal: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of them, once, in order; the bar is only drawn where somebody is left to wait for it."""
    error = Terminal() if terminal else io.StringIO()
    monkeypatch.setattr(write, "PATIENCE", patience - 1)
    monkeypatch.setattr(sys, "stderr", error)

    assert list(range(total)) == list(write.watched(iter(range(total)), total, "recomputing"))
    drawn = error.getvalue()
    assert (terminal and patience == 0 and total > 1) is ("recomputing" in drawn)
    assert not drawn or (f"{100 // total}%" in drawn and " 0%" not in drawn)


def test_a_quick_task_draws_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """Under a second nothing is drawn."""
    monkeypatch.setattr(sys, "stderr", error := Terminal())

    assert [0, 1, 2] == list(write.watched(iter(range(3)), 3, "recomputing"))
    assert "" == error.getvalue()
