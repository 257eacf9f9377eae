"""Published numbers: how a claim is read, judged and shown, and that every shipped one holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, Run

from cnncost import verify as verify_specs
from cnncost.claims import every_claim, find_claims, parse_claims
from cnncost.errors import FileError, UsageError
from cnncost.verification import Judged, verify

Command = Callable[..., Run]
ID = "{id: one, printed: %s, quantity: %s, verdict: %s%s}"
GROUP = "- source: document 000\n  spec: inception_v1\n  claims:\n    - "


def judged(printed: str, quantity: str, verdict: str, more: str = "") -> Judged:
    """The one claim of a file, recomputed."""
    text = GROUP + ID % (f'"{printed}"', f'"{quantity}"', verdict, more)
    return next(verify(parse_claims(text)))


@pytest.mark.parametrize(
    ("printed", "quantity", "because", "verdict"),
    [
        # documents 000 and 004; the second is the number that counts the 3x3 branch twice
        ("163328", "weights", "", "exact"),
        ("128,049,152", "macs", "", "exact"),
        ("28x28x256", "output", "", "exact"),
        ("163K", "weights", "", "rounds"),
        ("0.16M", "weights", "", "rounds"),
        ("164K", "weights", "", "differs"),
        ("28x28x416", "output", "", "differs"),
        ("256M", "macs", "2*macs", "explained"),
        ("256M", "macs", "3*macs", "differs"),
        ("221K", "weights", "weights + weights('3x3') - weights('3x3.1') - 52736", "explained"),
        # an explanation is not needed where the number is right, and changes nothing
        ("163328", "weights", "2*weights", "exact"),
    ],
)
def test_verdicts(printed: str, quantity: str, because: str, verdict: str) -> None:
    """Exact, rounded, explained by an expression that gives the number, or different."""
    recorded = "explained" if because else "exact"
    one = judged(printed, quantity, recorded, f', because: "{because}"' if because else "")

    assert verdict == one.verdict
    assert one.changed is (verdict != recorded)


def test_what_a_group_says_holds_for_its_claims() -> None:
    """A claim adds to its group's keys, or replaces them."""
    first, second = parse_claims(
        """
- source: the paper, table 1
  spec: mobilenet_v2
  set: {width: 0.5}
  quantity: macs
  verdict: rounds
  claims:
    - {id: a, printed: 97M}
    - {id: b, printed: 1.95M, quantity: weights, input: 96x96, set: {width: 0.75}, note: why}
"""
    )

    assert ("mobilenet_v2", (("width", 0.5),), "macs") == (
        first.spec,
        first.settings,
        first.texts[0],
    )
    assert ((("width", 0.75),), (96, 96), "weights", "why") == (
        second.settings,
        second.input,
        second.texts[0],
        second.note,
    )


MISTAKES = {
    "a mapping": ("id: one", "Expected a list of groups, each with 'source:' and 'claims:'."),
    "no claims": ("- source: x", "The group has no 'claims:'."),
    "unknown key": (
        "- sorce: x\n  claims: []",
        "There is no 'sorce' in a group of claims. Did you mean source?",
    ),
    "no list": ("- claims: x", "Expected a list of claims, each starting with '- '."),
    "unknown key of a claim": (
        GROUP + "{id: a, print: 3}",
        "There is no 'print' in a claim. Did you mean printed?",
    ),
    "no quantity": (
        GROUP + "{id: a, printed: 3, verdict: exact}",
        "The claim has no 'quantity', and neither has its group.",
    ),
    "nothing printed": (
        GROUP + "{id: a, quantity: macs, verdict: exact}",
        "A claim has either 'printed', or 'shows' where nothing is printed.",
    ),
    "unknown verdict": (
        GROUP + ID % ("3", "macs", "right", ""),
        "A verdict is one of exact, rounds, explained, differs.",
    ),
    "explained by nothing": (
        GROUP + ID % ("3", "macs", "explained", ""),
        "An explained claim has a 'because', and no other has one.",
    ),
    "explained without need": (
        GROUP + ID % ("3", "macs", "exact", ", because: 2*macs"),
        "An explained claim has a 'because', and no other has one.",
    ),
    "differs in silence": (
        GROUP + ID % ("3", "macs", "differs", ""),
        "A claim that differs says in its 'note' what is known about it.",
    ),
    "no number": (
        GROUP + ID % ("many", "macs", "exact", ""),
        "'many' is not a printed number. Expected digits with an optional letter, as 569M, 4.24M, "
        "3.8e9 or 94.86%, or a shape, as 28x28x256.",
    ),
    "no expression": (
        GROUP + ID % ("3", '"macs *"', "exact", ""),
        "Expected a number, a name or '(', found the end of the text.",
    ),
    "no size": (
        GROUP + ID % ("3", "macs", "exact", ", input: big"),
        "Expected a size as HxW or HxWxC, such as 192x192.",
    ),
    "twice": (
        GROUP + ID % ("3", "macs", "exact", "") + "\n    - " + ID % ("3", "macs", "exact", ""),
        "'one' is given twice; first in line 4.",
    ),
    "empty text": (
        GROUP + ID % ("3", '""', "exact", ""),
        "Expected a text.",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_in_a_file_of_claims(name: str) -> None:
    """Where, and what was expected."""
    text, message = MISTAKES[name]
    with pytest.raises(FileError) as error:
        parse_claims(text, "mine.yaml")

    assert message == error.value.message
    assert error.value.place.file == "mine.yaml"


@pytest.mark.parametrize(
    ("quantity", "more", "message"),
    [
        ("macz", "", "There is no quantity 'macz'. Did you mean macs?"),
        (
            "macs('3y')",
            "",
            "inception_v1 has nothing at '3y'. Its first parts: 1x1, 3x3, 5x5, pool and concat.",
        ),
        (
            "macs",
            ", set: {width: 2}",
            "inception_v1 has no parameter 'width'. Its parameters: none.",
        ),
        (
            "macs",
            ", spec: inceptoin_v1",
            "There is no spec called 'inceptoin_v1'. Did you mean inception_v1? 'cnncost list' "
            "shows them all; a file of your own is given by its path.",
        ),
    ],
)
def test_mistakes_that_only_recomputing_shows(quantity: str, more: str, message: str) -> None:
    """They point at the claim's own text, too."""
    with pytest.raises(FileError) as error:
        judged("3", quantity, "exact", more)

    assert message == error.value.message


SHIPPED = every_claim()


@pytest.fixture(scope="module")
def every() -> dict[str, Judged]:
    """Every shipped claim, recomputed."""
    return {one.claim.id: one for one in verify(SHIPPED)}


def test_every_claim_is_what_is_recorded_of_it(every: dict[str, Judged]) -> None:
    """No verdict has changed; every explanation gives the printed number."""
    assert [] == [
        (one.claim.id, one.claim.verdict, one.verdict) for one in every.values() if one.changed
    ]


def test_claims_have_names_of_their_own(every: dict[str, Judged]) -> None:
    """No id is used in two files."""
    assert len(SHIPPED) == len(every)


def test_claims_are_found_by_spec_and_source() -> None:
    """A variant's own, a family's all, and those of one source."""
    resnet50 = find_claims(["resnet50"])
    family = find_claims(["resnet"])
    torchvision = find_claims(["resnet"], "TorchVision")

    assert {"resnet50"} == {claim.spec for claim in resnet50}
    assert {"resnet18", "resnet152"} < {claim.spec for claim in family}
    assert 0 < len(torchvision) < len(family)


@pytest.mark.parametrize(
    ("names", "source", "message"),
    [
        (
            ["asymmetric_7x7"],
            "Nobody",
            "There is no claim about asymmetric_7x7 from a source with 'Nobody' in its name.",
        ),
        ([], "Nobody", "There is no claim from a source with 'Nobody' in its name."),
    ],
)
def test_no_claims(names: list[str], source: str, message: str) -> None:
    """What was looked for is named."""
    with pytest.raises(UsageError) as error:
        find_claims(names, source)

    assert message == str(error.value)


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
        " = exact · ≈ rounds to the printed number · ! explained: the expression behind\n"
        " it gives the printed number · ✗ differs\n"
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


def test_documents_have_a_claim_for_each_worked_number() -> None:
    """Every number of the source documents is in the claims file about them."""
    mentioned = {claim.source.split(",")[0] for claim in SHIPPED if "document 00" in claim.source}

    assert {f"document 00{i}" for i in range(5)} == mentioned


def test_there_are_many() -> None:
    """At least 1,200 published numbers are recomputed."""
    assert len(SHIPPED) >= 1_200


@pytest.mark.parametrize(
    "path", sorted((ROOT / "specs" / "claims").glob("*.yaml")), ids=lambda p: p.stem
)
def test_claims_can_be_read(path: Path) -> None:
    """A file of claims starts with what it is about, and its lines are not too long."""
    lines = path.read_text("utf-8").splitlines()

    assert lines[0].startswith("# ")
    assert max(map(len, lines)) <= 160
