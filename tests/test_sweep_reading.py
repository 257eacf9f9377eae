"""What a sweep varies, as it is typed: what is read, and what is said of the rest."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnncost.errors import CnncostError, UsageError
from cnncost.spec import parse_spec
from cnncost.sweeping.reading import (
    read_axis,
    read_condition,
    read_space,
    read_values,
)
from cnncost.sweeping.space import Axis
from cnncost.sweeping.values import LONGEST, MOST_VALUES

# Its size is a parameter, as in most specs of the zoo; that of the other one is not.
NET = parse_spec(
    """
name: net
input: (resolution, resolution, 3)
params: {width: 1.0, groups: 1, gates: yes, resolution: 224}
layers:
  - conv(round8(8*width), g=groups)
"""
)
PLAIN = parse_spec("name: plain\ninput: 32x16x4\nparams: {width: 1}\nlayers: [conv(8*width)]")
NOT_A_RANGE = "is not a range. Expected start:stop:step, as 0.25:1:0.05."
WIDTHS = "Try width=0.5,0.75,1 or width=0.25:1:0.05, without spaces"
COMMA = (
    "stands after a ',', which separates values. Decimals take a point, as in 0.5; thousands are "
    "written without a comma, as in 1000."
)


# --- values


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("3", [3]),
        ("1,2,4,8,32", [1, 2, 4, 8, 32]),
        (" 1 , 2 ", [1, 2]),
        ("0.5,0.75,1.0", [Fraction(1, 2), Fraction(3, 4), 1]),
        ("1/3,2/4,4/2", [Fraction(1, 3), Fraction(1, 2), 2]),
        ("0.1", [Fraction(1, 10)]),
        ("2^10,2*3,1_000", [1024, 6, 1000]),
        ("-1,−2", [-1, -2]),
        ("yes,no,true,False", [1, 0]),
        ("0,5", [0, 5]),
        ("4,1,4.0,8/2,1", [4, 1]),
        ("1:4", [1, 2, 3, 4]),
        ("1:1", [1]),
        ("1:1:-3", [1]),
        ("-1:1", [-1, 0, 1]),
        ("96:224:32", [96, 128, 160, 192, 224]),
        ("96:223:32", [96, 128, 160, 192]),
        ("5:1:-2", [5, 3, 1]),
        ("5:1:-3", [5, 2]),
        ("0.25:1.4:0.05", [Fraction(n, 20) for n in range(5, 29)]),
        ("1.4:0.25:-0.05", [Fraction(n, 20) for n in range(28, 4, -1)]),
        ("0.1:0.3:0.1", [Fraction(1, 10), Fraction(1, 5), Fraction(3, 10)]),
        ("0:1:1/3", [0, Fraction(1, 3), Fraction(2, 3), 1]),
        ("1.0:3.0", [1, 2, 3]),
        ("8:512:*2", [8, 16, 32, 64, 128, 256, 512]),
        ("8:500:*2", [8, 16, 32, 64, 128, 256]),
        ("8:64:×2", [8, 16, 32, 64]),
        ("8:64: * 2", [8, 16, 32, 64]),
        ("8:64:x2", [8, 16, 32, 64]),
        ("512:64:*1/2", [512, 256, 128, 64]),
        ("1:4:*1.5", [1, Fraction(3, 2), Fraction(9, 4), Fraction(27, 8)]),
        ("7:7:*2", [7]),
        ("96,128:224:32", [96, 128, 160, 192, 224]),
        ("1:3,2:5,0.5", [1, 2, 3, 4, 5, Fraction(1, 2)]),
    ],
)
def test_values(typed: str, values: list[Any]) -> None:
    """Lists, ranges and ranges by a factor are exact; what is whole is an int; nothing is twice."""
    found = read_values("width", typed)

    assert values == list(found)
    assert all(type(value) is (int if value == int(value) else Fraction) for value in found)


ENDS = st.fractions(-20, 20, max_denominator=12)
STEPS = st.fractions(Fraction(1, 12), 20, max_denominator=12)


@given(start=ENDS, length=st.fractions(0, 9, max_denominator=9), step=STEPS, falls=st.booleans())
def test_a_range_goes_by_its_step_as_far_as_its_stop(
    start: Fraction, length: Fraction, step: Fraction, falls: bool
) -> None:
    """Step by step, as a person would: never past the stop, and never short of it."""
    sign = -1 if falls else 1
    expected = [start]
    while abs(expected[-1] + sign * step - start) <= length:
        expected.append(expected[-1] + sign * step)

    assert expected == list(read_values("x", f"{start}:{start + sign * length}:{sign * step}"))


@given(st.lists(ENDS, min_size=1, max_size=20))
def test_a_list_keeps_its_order(values: list[Fraction]) -> None:
    """Fractions that were written out come back, each at its first place."""
    assert list(dict.fromkeys(values)) == list(read_values("x", ",".join(map(str, values))))


def test_as_many_values_as_an_axis_may_have() -> None:
    """The most are read, one more is refused."""
    assert MOST_VALUES == len(read_values("x", f"1:{MOST_VALUES}"))
    with pytest.raises(UsageError):
        read_values("x", f"0:{MOST_VALUES}")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", f" has no values. {WIDTHS}."),
        ("  ", f" has no values. {WIDTHS}."),
        (",", ": ',' lacks a value before or after a ','."),
        ("1,,2", ": '1,,2' lacks a value before or after a ','."),
        ("1,2,", ": '1,2,' lacks a value before or after a ','."),
        ("0,05", f": '05' {COMMA}"),
        ("1,000", f": '000' {COMMA}"),
        ("a:b", ": in 'a:b': 'a' is not a number, such as 0.75."),
        ("nan", ": in 'nan': 'nan' is not a number, such as 0.75."),
        ("1:inf", ": in '1:inf': 'inf' is not a number, such as 0.75."),
        ("0.5 1", ": in '0.5 1': A ',' is missing before '1'."),
        ("1e3", ": in '1e3': '1e3' is not a number: write plain digits, as in 1000 or 0.75."),
        (
            "2,1e400",
            ": in '1e400': '1e400' is not a number: write plain digits, as in 1000 or 0.75.",
        ),
        (".5", ": in '.5': '.5' is not a number: write plain digits, as in 1000 or 0.75."),
        ("６", ": in '６': '６' (U+FF16) is not understood here."),
        ("\x1b[31m", ": in '\ufffd[31m': An invisible character (U+001B) stands here. Delete it."),
        ("9" * 19, f": in '{'9' * 19}': This number has 19 digits; the limit is 18."),
        (
            "10^19",
            ": in '10^19': The result is larger than 10^18, the most that cnncost counts to.",
        ),
        (
            "1/10^19",
            ": in '1/10^19': The result is finer than 10^-18, the finest that cnncost counts to.",
        ),
        ("10^300", ": in '10^300': 10^300 is larger than 2^256."),
        ("1/0", ": in '1/0': 1/0 has no value."),
        (
            "224x224",
            ": '224x224' is a pair of numbers, and width is one. Sizes are values of input: "
            "input=224x192.",
        ),
        ("1:", f": '1:' {NOT_A_RANGE}"),
        (":1", f": ':1' {NOT_A_RANGE}"),
        ("1::2", f": '1::2' {NOT_A_RANGE}"),
        ("1:2:3:4", f": '1:2:3:4' {NOT_A_RANGE}"),
        (
            "0.25:1",
            ": '0.25:1' has no step, and only whole numbers go up by 1. Try 0.25:1:0.05.",
        ),
        (
            "1:0.25",
            ": '1:0.25' has no step, and only whole numbers go up by 1. Try 1:0.25:-0.05.",
        ),
        ("1:2:0", ": '1:2:0' has a step of 0, which leads nowhere. Try 1:2:1."),
        ("2:1:0", ": '2:1:0' has a step of 0, which leads nowhere. Try 2:1:-1."),
        ("5:1", ": '5:1' has no values: 1 is below 5, and the step is 1. Try 5:1:-1."),
        ("1:5:-2", ": '1:5:-2' has no values: 5 is above 1, and the step is -2. Try 1:5:2."),
        (
            "1:10^9",
            ": '1:10^9' would be 1,000,000,000 values; an axis has 1,000,000 at the most. "
            "Try 1:1000000000:1000.",
        ),
        (
            "1:1000000,3:4",
            ": '3:4' makes it 1,000,002 values; an axis has 1,000,000 at the most.",
        ),
        (
            "1/(10^9+7):1:1/(10^10+19)",
            ": '1/(10^9+7):1:1/(10^10+19)' would be 10,000,000,010 values; an axis has 1,000,000 "
            "at the most. Try 1/1000000007:1:100000/10000000019.",
        ),
        (
            "1/(10^17+3):9:1+1/(10^17+1)",
            ": '1/(10^17+3):9:1+1/(10^17+1)' has values finer than 10^-18. Try numbers with fewer "
            "digits.",
        ),
        ("1:8:*1", ": '1:8:*1' multiplies by 1, which leads nowhere. Try 1:8:*2."),
        ("8:1:*-2", ": '8:1:*-2' multiplies by -2, which leads nowhere. Try 8:1:*0.5."),
        ("0:8:*2", ": '0:8:*2' multiplies, and so must start and stop above 0. Try 8:512:*2."),
        ("8:1:*2", ": '8:1:*2' has no values: 1 is below 8, and the factor is 2. Try 8:1:*0.5."),
        (
            "1:10:*1.0001",
            ": '1:10:*1.0001' has values finer than 10^-18. Try a factor with fewer digits.",
        ),
        ("1:8:*", ": in '1:8:*': Expected a number, a name or '(', found the end of the text."),
        (
            "1" * (LONGEST + 1),
            f": these values are {LONGEST + 1:,} characters long; the limit is {LONGEST:,}. Try a "
            "range, as 0.25:1:0.05.",
        ),
    ],
)
def test_values_that_are_none(typed: str, says: str) -> None:
    """Each slip is answered with where it is, what was read, and what to write instead."""
    with pytest.raises(UsageError) as refused:
        read_values("width", typed)

    assert f"width{says}" == str(refused.value)


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("0.25:1", "0.25:1:0.05"),
        ("1:0.25", "1:0.25:-0.05"),
        ("5:1", "5:1:-1"),
        ("1:2:0", "1:2:1"),
        ("1:10^9", "1:1000000000:1000"),
        ("1:8:*1", "1:8:*2"),
        ("8:1:*2", "8:1:*0.5"),
        ("9:3:*3", "9:3:*1/3"),
    ],
)
def test_advice_can_be_taken(typed: str, advice: str) -> None:
    """What a message says to try is itself read."""
    with pytest.raises(UsageError) as refused:
        read_values("x", typed)

    assert str(refused.value).endswith(f" Try {advice}.")
    assert len(read_values("x", advice)) > 1


# --- names


@pytest.mark.parametrize(
    ("typed", "name", "values"),
    [
        ("width=0.5,1", "width", (Fraction(1, 2), 1)),
        (" width = 0.5 ", "width", (Fraction(1, 2),)),
        ("gates=yes,no", "gates", (1, 0)),
        ("resolution=96:224:64", "resolution", (96, 160, 224)),
        ("input=224x224,192x160", "input", ((224, 224, 3), (192, 160, 3))),
        ("input=224×224x1, 8x8", "input", ((224, 224, 1), (8, 8, 3))),
        ("input=96:224:64", "input", ((96, 96, 3), (160, 160, 3), (224, 224, 3))),
        ("input=32:128:x2,7", "input", ((32, 32, 3), (64, 64, 3), (128, 128, 3), (7, 7, 3))),
    ],
)
def test_axes(typed: str, name: str, values: tuple[Any, ...]) -> None:
    """Parameters take numbers, the input takes sizes; its channels are the spec's."""
    assert Axis({name: values}) == read_axis(NET, typed)


def test_resolution_is_square_where_it_is_no_parameter() -> None:
    """There it takes only what can be the size of an input."""
    assert Axis({"resolution": (8, 16)}) == read_axis(PLAIN, "resolution=8,16")
    assert Axis({"input": ((8, 8, 4),)}) == read_axis(PLAIN, "input=8")


SPACES = "without spaces around the =."
WHOLE = "The input's height must be a whole number from 1 to 10^9, not"
NET_HAS = "What can be varied: width, groups, gates, resolution, input."


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("width", f"'width' is not NAME=VALUES. {WIDTHS} around the =."),
        (
            "0.5",
            f"'0.5' is not NAME=VALUES. Try resolution=192,224 or resolution=96:224:32, {SPACES}",
        ),
        (
            "=3",
            f"'=3' is not NAME=VALUES. Try resolution=192,224 or resolution=96:224:32, {SPACES}",
        ),
        ("width=", f"width has no values. {WIDTHS}."),
        (
            "input=",
            "input has no values. Try input=224x224,192x192 or input=96:224:32, without spaces.",
        ),
        ("widht=1", "net has no parameter 'widht'. Did you mean width?"),
        ("inptu=8x8", "net has no parameter 'inptu'. Did you mean input?"),
        ("depth=1", f"net has no parameter 'depth'. {NET_HAS}"),
        ("\x1b[2J=1", f"net has no parameter '\ufffd[2J'. {NET_HAS}"),
        ("width==1", "width: in '=1': Expected a number, a name or '(', found '='."),
        ("input=224x", "input: '224x' is not a size. Expected HxW or HxWxC, as 224x224."),
        ("input=8x8x8x8", "input: '8x8x8x8' is not a size. Expected HxW or HxWxC, as 224x224."),
        ("input=0x8", f"{WHOLE} 0."),
        ("input=0.5", f"{WHOLE} 0.5."),
        ("input=0:224:32", f"{WHOLE} 0."),
        ("input=8x9999999999", WHOLE.replace("height", "width") + " 9999999999."),
    ],
)
def test_axes_that_are_none(typed: str, says: str) -> None:
    """Names and sizes that make no sense, and what to write instead."""
    with pytest.raises(UsageError) as refused:
        read_axis(NET, typed)

    assert says == str(refused.value)


def test_a_space_is_read_in_order() -> None:
    """The last name goes round fastest."""
    space = read_space(NET, ["width=0.5,1", "resolution=192,224"])

    assert ("width", "resolution") == space.names
    assert [
        {"width": Fraction(1, 2), "resolution": 192},
        {"width": Fraction(1, 2), "resolution": 224},
    ] == [
        space.point(0),
        space.point(1),
    ]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ([], "Nothing is varied. Try resolution=192,224 or resolution=96:224:32."),
        (["width=1", "width=2"], "width is given twice. Put all of its values into one list."),
        (["width", "=", "0.5"], f"'width' is not NAME=VALUES. {WIDTHS} around the =."),
        (["width=1"] * 9, "9 names are varied; 8 are the most."),
        (
            ["resolution=96", "input=96"],
            "input and resolution both set the size of the input. Vary one of them.",
        ),
    ],
)
def test_spaces_that_make_no_sense(typed: list[str], says: str) -> None:
    """Nothing, too much, or the same thing twice."""
    with pytest.raises(UsageError) as refused:
        read_space(NET, typed)

    assert says == str(refused.value)


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("width,groups=1x2,1/2×4", {"width": (1, Fraction(1, 2)), "groups": (2, 4)}),
        ("groups,resolution=2x96,2x128", {"groups": (2, 2), "resolution": (96, 128)}),
        ("width, groups, resolution = 1x1x8", {"width": (1,), "groups": (1,), "resolution": (8,)}),
    ],
)
def test_names_that_change_together(typed: str, values: dict[str, tuple[Any, ...]]) -> None:
    """One axis, with a value of each name at each place."""
    (axis,) = read_space(NET, [typed]).axes

    assert values == {name: tuple(column) for name, column in axis.values.items()}


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (
            "width,groups=1",
            "width,groups: '1' is not one value for each name, joined by x. Expected 2x3.",
        ),
        (
            "width,groups=1x2x3",
            "width,groups: '1x2x3' is not one value for each name, joined by x. Expected 2x3.",
        ),
        ("width,groups=1xa", "width,groups: in '1xa': 'a' is not a number, such as 0.75."),
        ("width,width=1x1", "width is given twice. Put all of its values into one list."),
        ("width,=1x1", f"'width,=1x1' is not NAME=VALUES. {WIDTHS} around the =."),
        ("width,grups=1x1", "net has no parameter 'grups'. Did you mean groups?"),
        (
            "width,input=1x8",
            "An input does not change together with other names. Take resolution.",
        ),
    ],
)
def test_names_that_do_not_change_together(typed: str, says: str) -> None:
    """What is missing, or too much, is said."""
    with pytest.raises(UsageError) as refused:
        read_space(NET, [typed])

    assert says == str(refused.value)


def test_sides_that_change_together_with_something_are_whole() -> None:
    """As they are where they change alone."""
    with pytest.raises(CnncostError, match="height must be"):
        read_space(PLAIN, ["width,resolution=1x0.5"])


def test_axes_that_together_would_fill_the_memory() -> None:
    """Each axis may have a million values, but not all of them."""
    spec = parse_spec("input: 8x8x3\nparams: {a: 1, b: 1, c: 1, d: 1, e: 1}\nlayers: conv(a)")
    with pytest.raises(UsageError) as refused:
        read_space(spec, [f"{name}=1:1000000" for name in "abcde"])

    assert "The axes have 5,000,000 values together; 4,000,000 are the most. Try larger steps." == (
        str(refused.value)
    )


@pytest.mark.parametrize(
    ("size", "together", "apart"),
    [
        # the input, as the spec writes it; what cannot be varied together; what can
        ("8x8x3", ["input", "resolution"], ["a", "resolution"]),
        ("(a, a, 3)", ["resolution", "a"], ["b", "resolution"]),
        ("(8, a, 3)", ["resolution", "a"], ["b", "input"]),
        ("(8, 8, a)", ["input", "a"], ["a", "resolution"]),
    ],
)
def test_names_that_set_the_same_side_of_the_input(
    size: str, together: list[str], apart: list[str]
) -> None:
    """Two names never set one side; where one sets the channels and one the sides both may vary."""
    spec = parse_spec(f"input: {size}\nparams: {{a: 3, b: 1}}\nlayers: conv(b)")
    with pytest.raises(UsageError) as refused:
        read_space(spec, [f"{name}=8" for name in together])

    assert f"{together[0]} and {together[1]} both set the size of the input. Vary one of them." == (
        str(refused.value)
    )
    assert tuple(apart) == read_space(spec, [f"{name}=8" for name in apart]).names


def test_two_names_for_one_size_are_refused_where_neither_is_a_parameter() -> None:
    """The square resolution and the input are the same thing on every spec."""
    with pytest.raises(UsageError, match="input and resolution both set the size of the input"):
        read_space(PLAIN, ["input=8", "resolution=8"])


# --- whatever is typed

SIGNS = st.text(st.sampled_from("0123456789.,:*/x×-^()=<>kMG abinput\x00\x1bé²"), max_size=30)


def said(read: Callable[[], object]) -> str:
    """The message that something is refused with; none where it is read."""
    try:
        read()
    except CnncostError as error:
        return str(error)
    return ""


@given(SIGNS | st.text(max_size=30), st.sampled_from(["width", "input"]))
def test_any_text_is_read_or_refused(typed: str, name: str) -> None:
    """Nothing but values, or an error in printable words."""
    assert said(lambda: read_axis(NET, f"{name}={typed}")).isprintable()


@given(SIGNS | st.text(max_size=30))
def test_any_condition_is_read_or_refused(typed: str) -> None:
    """A condition over what is known, or an error: the place, a caret, and why, all printable."""
    lines = said(lambda: read_condition(typed, ("macs", "params"))).split("\n")

    assert len(lines) <= 3
    assert all(line.isprintable() for line in lines)
