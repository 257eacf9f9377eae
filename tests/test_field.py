"""Receptive fields against marking, one by one, which inputs reach an output."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import pytest
import sliding_windows
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from cnncost.field import POINT, Field, through_upsampling, through_window, union

MARGIN = 20
LENGTH = 128  # inputs along the axis: enough for outputs whose field ends nowhere near the border


class Window(NamedTuple):
    """A window along one axis, with its padding; ``up`` for a transposed convolution."""

    kernel: int
    stride: int = 1
    dilation: int = 1
    before: int = 0
    after: int = 0
    up: bool = False


class Followed(NamedTuple):
    """One map, followed twice: by our rules, and by marking what reaches what."""

    field: Field
    seen: np.ndarray

    def through(self, window: Window) -> Followed:
        kernel, stride, dilation, before, after, up = window
        follow = through_upsampling if up else through_window
        mark = (
            sliding_windows.seen_through_transposed if up else sliding_windows.seen_through_window
        )
        return Followed(
            follow(self.field, kernel, stride, dilation, before),
            mark(self.seen, kernel, stride, dilation, before, after),
        )

    def inner(self) -> Iterable[tuple[int, tuple[int, int], tuple[int, int]]]:
        """(output, what our rules say it sees, what was marked), clear of the border.

        What a window would see beyond a border, or where a transposed convolution has cut rows
        off, is padding, which shows nothing.
        """
        for output, row in enumerate(self.seen):
            found = np.flatnonzero(row)
            if len(found) and found[0] >= MARGIN and found[-1] < LENGTH - MARGIN:
                yield output, self.field.seen(output), (int(found[0]), int(found[-1]))


START = Followed(POINT, sliding_windows.at_first(LENGTH))


def stacked(windows: Iterable[Window], start: Followed = START) -> Followed:
    for window in windows:
        start = start.through(window)
    return start


windows = st.builds(
    Window,
    kernel=st.integers(1, 4),
    stride=st.integers(1, 2),
    dilation=st.integers(1, 2),
    before=st.integers(0, 3),
    after=st.integers(0, 3),
    up=st.just(False),
)
level = st.builds(  # keeps the size of the map, as a branch of a join must
    lambda half, dilation: Window(2 * half + 1, 1, dilation, half * dilation, half * dilation),
    st.integers(0, 2),
    st.integers(1, 2),
)
upsampling = st.integers(1, 3).flatmap(  # kernels no smaller than the stride leave no holes
    lambda stride: st.builds(
        Window,
        kernel=st.integers(stride, 5),
        stride=st.just(stride),
        dilation=st.just(1),
        before=st.integers(0, 2),
        after=st.integers(0, 2),
        up=st.just(True),
    )
)


# --- printed numbers

CONV3 = Window(3)
HALVE = Window(2, 2)  # VGG's pooling


ALEXNET = [Window(11, 4), Window(3, 2), Window(5), Window(3, 2), *[CONV3] * 3, Window(3, 2)]


def strided(*strides: int) -> list[Window]:
    return [Window(3, stride) for stride in strides]


# As in slim: the last unit of a stage has its stride.
RESNET50 = [
    Window(7, 2),
    Window(3, 2),
    *strided(1, 1, 2),
    *strided(1, 1, 1, 2),
    *strided(1, 1, 1, 1, 1, 2),
    *strided(1, 1, 1),
]


def vgg(*convolutions: int) -> list[Window]:
    return [w for n in convolutions for w in (*[CONV3] * n, HALVE)]


@pytest.mark.parametrize(
    ("stack", "size", "step"),
    [
        # D0, D4 (Inception v2): two 3x3 see what one 5x5 sees, three what one 7x7 sees
        ([CONV3] * 2, 5, 1),
        ([CONV3] * 3, 7, 1),
        ([Window(5)], 5, 1),
        ([Window(7)], 7, 1),
        # D4: a 1x1 sees one input; stride 2 makes the next window step twice as wide
        ([Window(1)], 1, 1),
        ([Window(3, 2), CONV3], 7, 2),
        # Yu and Koltun 2016, Figure 1: 3x3 with dilation 1, 2, 4 see 3, 7, 15
        ([Window(3, dilation=1)], 3, 1),
        ([Window(3, dilation=d) for d in (1, 2)], 7, 1),
        ([Window(3, dilation=d) for d in (1, 2, 4)], 15, 1),
        # the same paper, Table 1: the context network ends at 67
        ([Window(3, dilation=d) for d in (1, 1, 2, 4, 8, 16, 1)] + [Window(1)], 67, 1),
        # Araujo et al. 2019 (distill.pub), table of modern networks
        (ALEXNET, 195, 32),
        (vgg(2, 2, 3, 3, 3), 212, 32),
        (strided(2, 1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1), 315, 32),  # MobileNet
        (RESNET50, 483, 32),
    ],
)
def test_published_receptive_fields(stack: list[Window], size: int, step: int) -> None:
    """Stacks see as many inputs, and step as far, as their authors print."""
    field = POINT
    for kernel, stride, dilation, before, _, _ in stack:
        field = through_window(field, kernel, stride, dilation, before)
    assert (size, step) == (field.size, field.stride)


def test_a_point_sees_itself() -> None:
    """Before any layer output i sees input i."""
    assert [(i, (i, i), (i, i)) for i in range(MARGIN, LENGTH - MARGIN)] == list(START.inner())
    assert (1, 1) == (POINT.size, POINT.stride)


# --- against marking


def assert_exact(followed: Followed) -> None:
    """Each output sees from the input to the input that was marked, and ``size`` is the most."""
    inner = list(followed.inner())
    assume(len(inner) >= len(followed.field.spans))
    for output, said, marked in inner:
        assert (output, marked) == (output, said)
    assert followed.field.size == max(last - first + 1 for _, _, (first, last) in inner)
    assert type(followed.field.size) is int


@settings(max_examples=80, deadline=None)
@given(st.lists(windows, min_size=1, max_size=3))
@example([CONV3, CONV3])
@example([Window(3, 2, 1, 0, 1), Window(3, 1, 2, 2, 2)])
def test_stacks_of_windows(stack: list[Window]) -> None:
    """Kernel, stride, dilation and padding, in any order: every output's field is exact."""
    followed = stacked(stack)
    assert_exact(followed)
    assert followed.field.stride == np.prod([window.stride for window in stack])


@settings(max_examples=40, deadline=None)
@given(
    st.lists(windows, max_size=1),
    st.lists(st.lists(level, max_size=2), min_size=2, max_size=4),
    st.lists(windows, max_size=1),
)
@example([], [[Window(3, before=1, after=1)], [Window(5, before=2, after=2)], []], [])
def test_joins_see_what_any_branch_sees(
    stem: list[Window], branches: list[list[Window]], after: list[Window]
) -> None:
    """The union of the branches' fields is exact, before and behind a join."""
    ends = [stacked(branch, stacked(stem)) for branch in branches]
    assert_exact(stacked(after, joined(ends)))


def joined(ends: list[Followed]) -> Followed:
    """The branches where they meet, the first of them the main one."""
    seen = np.logical_or.reduce([end.seen for end in ends])
    return Followed(union([end.field for end in ends], 0), seen)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(windows, max_size=1),
    st.lists(upsampling, min_size=1, max_size=2),
    st.lists(windows, max_size=2),
)
@example([], [Window(2, 2, up=True)], [CONV3])  # each output sees 2
@example([], [Window(2, 2, up=True)], [Window(2)])  # every second output sees 2, the others 1
@example([], [Window(3, 2, 1, 1, 1, up=True)], [Window(4)])
@example([Window(3, 2)], [Window(4, 2, 1, 1, 1, up=True)], [Window(3, 2)])
def test_transposed_convolutions(
    stem: list[Window], ups: list[Window], after: list[Window]
) -> None:
    """Behind windows and before windows: what each output of an upsampled map sees is exact."""
    assert_exact(stacked([*stem, *ups, *after]))


@settings(max_examples=50, deadline=None)
@given(upsampling, st.lists(level, max_size=1), st.lists(level, max_size=1))
def test_joins_of_upsampled_maps(up: Window, one: list[Window], other: list[Window]) -> None:
    """Branches behind an upsampling, as in a decoder, see together what was marked."""
    stem = stacked([up])
    assert_exact(joined([stacked(one, stem), stacked(other, stem), stem]))


@settings(max_examples=60, deadline=None)
@given(
    upsampling.map(lambda up: up._replace(kernel=1 + up.kernel % 3)),
    st.integers(1, 3),
    st.lists(windows, max_size=1),
)
def test_upsampling_with_holes_leaves_nothing_out(
    up: Window, dilation: int, after: list[Window]
) -> None:
    """Where K < S or D > 1 some outputs see nothing; no output sees more than is said of it."""
    for _, said, marked in stacked([up._replace(dilation=dilation), *after]).inner():
        assert said[0] <= marked[0]
        assert marked[1] <= said[1]


@pytest.mark.parametrize("factor", [2, 3, 8])
def test_upsampling_without_weights_copies(factor: int) -> None:
    """Nearest-neighbour upsampling is a window of 1: output j sees input j//S, and no other."""
    field = through_upsampling(POINT, 1, factor, 1, 0)
    repeated = np.repeat(np.arange(LENGTH), factor)
    assert [(i, i) for i in repeated] == [field.seen(j) for j in range(len(repeated))]
    assert Fraction(1, factor) == field.stride


def test_a_gate_sees_the_whole_map() -> None:
    """Squeeze and excite: each output depends on all inputs, the map's step stays in force."""
    gate = through_window(POINT, LENGTH, LENGTH, 1, 0)
    seen = sliding_windows.seen_through_window(START.seen, LENGTH, LENGTH, 1, 0, 0)
    gated = union([POINT, gate], 0)
    assert [LENGTH] == [int(row.sum()) for row in seen]
    assert LENGTH == gate.size
    assert (True, 1) == (gated.whole, gated.stride)
    assert through_window(gated, 3, 2, 1, 1).whole
    assert through_upsampling(gated, 2, 2, 1, 0).whole
    assert union([POINT, gated], 0).whole


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 4), st.integers(1, 4))
def test_down_and_up_again(stride: int, extra: int) -> None:
    """A window and its transpose bring the stride back to 1."""
    kernel = stride + extra - 1
    there_and_back = stacked([Window(kernel, stride), Window(kernel, stride, up=True)])
    assert 1 == there_and_back.field.stride


def test_a_stride_is_kept_however_far_a_map_is_enlarged() -> None:
    """Ten doublings make 1,024 outputs of one input."""
    field = POINT
    for _ in range(10):
        field = through_upsampling(field, 2, 2, 1, 0)
    assert Fraction(1, 1024) == field.stride
