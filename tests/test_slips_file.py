"""The file of slips: what it holds, what its messages are made of, and what is refused."""

from __future__ import annotations

import pytest
from conftest import counted
from slip_cases import RESNET

from cnncost.errors import FileError
from cnncost.slips import parse_slips, slips, wrong_value


def test_the_whole_list_is_there() -> None:
    """Its 65 numbers, of which three name two slips each, and what was added since."""
    lengths = {"P": 18, "S": 9, "F": 4, "N": 6, "T": 6, "M": 18, "X": 4}
    codes = [slip.code for slip in slips().values() if slip.code]

    assert {f"{letter}{i + 1}" for letter, n in lengths.items() for i in range(n)} == set(codes)
    assert ["T2", "T5", "X4"] == sorted(code for code in set(codes) if codes.count(code) == 2)
    assert 68 == len(codes)
    assert ["weights.with.bias", "size.floor"] == [
        slip.id for slip in slips().values() if not slip.code
    ]


@pytest.mark.parametrize("name", slips())
def test_messages(name: str) -> None:
    """Sentences that every format of a quiz holds as they are, and hints without a number."""
    slip = slips()[name]

    for message in (slip.says, slip.nudge):
        assert not set("~#{}=:\\") & set(message)
        assert message.endswith(".")
        assert message[0].isupper()
    assert not any(character.isdigit() for character in slip.nudge)
    assert slip.nudge != slip.says


GOOD = {
    "code": "P1", "sort": "error", "of": "[params]", "wrong": "{bias: 0}", "nudge": "Look.",
    "says": "You did.",
}  # fmt: skip
MISTAKES = [
    # changes to a good slip, where it is wrong, what is said
    ({"sayz": "You did."}, "sayz", "There is no 'sayz' in a slip. Did you mean says?"),
    ({"says": None}, "one", "The slip has no 'says:'."),
    ({"wrong": None}, "one",
     "The slip has no 'wrong:'; without one it says 'no number:' and why."),
    ({"no number": "why"}, "one", "A slip with 'no number:' has no 'wrong:'."),
    ({"wrong": "{bias: 0*}"}, "",
     "Expected a number, a name or '(', found the end of the text."),
    ({"wrong": "{bias: weights + K_h}"}, "K_h", "'K_h' means nothing here."),
    ({"kinds": "[conv, fc]", "wrong": "{bias: K_h}"}, "K_h",
     "'K_h' means nothing here. Did you mean D_h?"),
    ({"wrong": "{bias: wieghts}"}, "wieghts",
     "'wieghts' means nothing here. Did you mean weights?"),
    ({"wrong": "{bias: sqrt(M)}"}, "sqrt(M)", "There is no function called 'sqrt'."),
    ({"wrong": "{biases: 0}"}, "biases",
     "There is no 'biases' in what is wrong. Did you mean bias?"),
    ({"wrong": "{answer: 2*M}"}, "M", "'M' means nothing here."),
    ({"wrong": "{answer: 2, bias: 0}"}, "{answer: 2, bias: 0}",
     "'answer:' stands alone, without 'kinds:' and 'where:'."),
    ({"wrong": "{answer: 2}", "where": "M > 1"}, "{answer: 2}",
     "'answer:' stands alone, without 'kinds:' and 'where:'."),
    ({"any": "{x: 3}"}, "{x: 3}", "Expected one letter with the list of what it stands for."),
    ({"kinds": "[konv]"}, "konv", "There is no kind of layer 'konv'. Did you mean conv?"),
    ({"of": "[parms]"}, "parms", "There is no quantity 'parms'. Did you mean params?"),
    ({"of": "params"}, "params", "Expected a list, as [weights]."),
    ({"sort": "bad"}, "bad", "There is no sort of slip 'bad'. Known: error, convention and both."),
    ({"says": "Look: there."}, ":", "A message holds none of ~ # { } = and no colon."),
    ({"says": "You did"}, "You did", "A message is a sentence and ends in a full stop."),
    ({"says": "[a, b]"}, "[a, b]", "Expected a text here."),
]  # fmt: skip


@pytest.mark.parametrize(("change", "blamed", "message"), MISTAKES)
def test_mistakes_in_the_file(change: dict[str, str | None], blamed: str, message: str) -> None:
    """Everything that is no slip is refused, where it stands and with what was expected."""
    lines = {**GOOD, **change}
    text = "one:\n" + "".join(f"  {k}: {v}\n" for k, v in lines.items() if v is not None)
    with pytest.raises(FileError) as error:
        parse_slips(text.replace("Look: there.", '"Look: there."'), "mine.yaml")
    place = error.value.place

    assert message == error.value.message
    assert "mine.yaml" == place.file
    assert place.source[place.column - 1 :].startswith(blamed)


def test_a_slip_is_written_like_this() -> None:
    """The good slip of the mistakes is good."""
    text = "one:\n" + "".join(f"  {key}: {value}\n" for key, value in GOOD.items())
    slip = parse_slips(text)["one"]

    assert 9_408 == wrong_value(slip, counted(RESNET))


def test_ids_are_given_once() -> None:
    """A second slip of one name is refused at its line."""
    text = "one:\n" + "".join(f"  {key}: {value}\n" for key, value in GOOD.items())
    with pytest.raises(FileError) as error:
        parse_slips(text + text)

    assert (8, "'one' is given twice; first in line 1.") == (
        error.value.place.line, error.value.message,
    )  # fmt: skip


def test_no_mapping() -> None:
    """A list is no file of slips."""
    with pytest.raises(FileError) as error:
        parse_slips("- one")

    assert "Expected slips, each with 'id:' and its lines." == error.value.message
