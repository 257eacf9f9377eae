"""The claims that come with cnncost: every one holds, has a name and can be found."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT

from cnncost.claims import every_claim, find_claims
from cnncost.errors import UsageError
from cnncost.verification import Judged, verify

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


def test_claims_about_a_variant_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """FILE@VARIANT is found by the variant's name, and by the family's."""
    folder = tmp_path / "specs" / "claims"
    folder.mkdir(parents=True)
    claim = "{id: mine, printed: 3, quantity: macs, verdict: differs, note: x}"
    text = f"- source: me\n  spec: resnet@resnet50\n  claims:\n    - {claim}\n"
    (folder / "mine.yaml").write_text(text)
    monkeypatch.chdir(tmp_path)
    for asked in ("resnet50", "resnet@resnet50", "resnet"):
        assert ["mine"] == [claim.id for claim in find_claims([asked], "me") if claim.own]
