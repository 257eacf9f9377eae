"""How specs are found: by file, name, alias and variant, in ./specs and in the zoo."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cnncost import analyze, zoo
from cnncost.errors import FileError, UnknownNameError
from cnncost.zoo import by_name, every_spec, load, names

Put = Callable[..., None]


@pytest.fixture
def put(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Put:
    """Write a spec of so many channels into ./specs."""
    monkeypatch.chdir(tmp_path)

    def write(file: str, head: str = "", channels: int = 3, layers: str = "") -> None:
        path = tmp_path / "specs" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        layers = layers or f"conv({channels})"
        path.write_text(f"{head}input: 4x4x2\nlayers: {layers}\n", "utf-8")

    return write


def test_a_file_of_that_name_comes_before_those_that_mention_it(put: Put) -> None:
    """Whatever the order of the files; and ./specs before the zoo."""
    put("a.yaml", "aliases: [naive]\n")
    put("deep/naive.yaml")
    put("zz.yaml", "name: fire\n")

    assert "naive.yaml" == Path(load("naive").file).name
    assert "zz.yaml" == Path(load("fire").file).name
    assert str(Path(load("bottleneck").file)).startswith(str(zoo.shipped()))


def test_the_first_file_has_the_name(put: Put) -> None:
    """Of two files that give the same name the first by path counts, everywhere."""
    put("b/one.yaml", "name: twin\nparams: {c: 1}\nvariants: {small: {c: 2}}\n")
    put("a/two.yaml", "name: twin\nparams: {c: 3}\nvariants: {small: {c: 4}}\n")
    twins = [spec for spec in every_spec()[0] if spec.name == "twin"]

    assert ["two.yaml"] == [Path(spec.file).name for spec in twins]
    for find in (load, by_name().__getitem__):
        assert ({"c": 3}, {"c": 4}) == (find("twin").params, find("small").params)
    assert 1 == names().count("twin")


def test_variants_and_aliases_are_names(put: Put) -> None:
    """A variant has its values, an alias the spec's own."""
    put("one.yaml", "params: {c: 1}\naliases: [uno]\nvariants: {one-big: {c: 9}}\n")
    for find in (load, by_name().__getitem__):
        assert [("one", 1), ("one", 1), ("one-big", 9)] == [
            (find(name).variant, find(name).params["c"]) for name in ("one", "uno", "one-big")
        ]


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("net", "title: my net.2\nfamily: net-works\nvariants: {subnet: {}, net_2: {}}\n"),
        ("n.t", "name: net\n"),
    ],
)
def test_a_name_is_a_word_of_its_own(name: str, head: str, put: Put) -> None:
    """A broken file is not blamed for a name that it only holds inside another; a dot is a dot."""
    put("broken.yaml", head, layers="rellu")

    with pytest.raises(UnknownNameError):
        load(name)


def test_a_broken_neighbour_is_blamed_only_where_nobody_else_has_the_name(put: Put) -> None:
    """The file that says the name comes first; what is wrong with the other is kept for later."""
    put("a.yaml", "aliases: [mine, yours]\n", layers="rellu")
    put("b.yaml", "aliases: [mine]\n", channels=5)

    assert "b.yaml" == Path(load("mine").file).name
    with pytest.raises(FileError) as error:
        load("yours")
    assert "There is no layer called 'rellu'. Did you mean relu?" == error.value.message


def test_a_changed_file_is_read_again(put: Put, tmp_path: Path) -> None:
    """By its time where its size stays, and by its size where its time does."""
    path = tmp_path / "specs" / "one.yaml"
    found = []
    for channels, time in ((3, 1), (4, 2), (40, 2)):
        put("one.yaml", channels=channels)
        os.utime(path, ns=(time, time))
        found.append(analyze("one").output[2])

    assert [3, 4, 40] == found


def test_claims_are_no_specs(put: Put) -> None:
    """Of the folder itself; further down a folder may be called so."""
    put("claims/one.yaml")
    put("mine/claims/two.yaml")

    assert "one" not in names()
    assert "two" in names()
    assert [] == every_spec()[1]


def test_a_file_that_is_gone_hides_nothing(put: Put, tmp_path: Path) -> None:
    """A link to nowhere is said to be no file; the rest is found."""
    put("one.yaml")
    (tmp_path / "specs" / "gone.yaml").symlink_to(tmp_path / "nowhere.yaml")

    assert "one" == load("one").name
    assert ["specs/gone.yaml is not a file that can be read."] == every_spec()[1]


def test_all_names_are_what_load_makes_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files answer to their own name first; then to the names that they give."""
    folder = tmp_path / "specs"
    folder.mkdir()
    for file, head in {
        "a": "aliases: [fire]\n", "fire": "", "naive": "name: other\n",
        "z": "variants: {fire: {}}\n",
    }.items():  # fmt: skip
        (folder / f"{file}.yaml").write_text(f"{head}input: 4x4x2\nlayers: conv(3)\n")
    monkeypatch.chdir(tmp_path)

    assert {"a", "fire", "naive", "other", "z"} <= set(by_name())
    assert {name: load(name).file for name in by_name()} == {
        name: spec.file for name, spec in by_name().items()
    }
