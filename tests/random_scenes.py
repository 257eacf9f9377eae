"""Random scenes: marks inside, across and far outside of the picture, with any text."""

from __future__ import annotations

from hypothesis import strategies as st

from cnncost.figures.scene import (
    ROLES,
    SHAPES,
    Bar,
    Box,
    Label,
    Node,
    Scene,
    Thread,
    Wire,
)

LARGEST = 24
roles = st.sampled_from(ROLES)
texts = st.text(max_size=12) | st.sampled_from(
    ["1×1 conv", "<script>&'\"", "\x1b[31m", "日本語", "é\u0301\u0301", "]]>", "a  b", " "]
)
cells = st.integers(-4, LARGEST + 4) | st.integers(-(10**30), 10**30)
sizes = st.integers(-2, LARGEST) | st.integers(0, 10**30)
spots = st.floats(-4, LARGEST + 4) | st.floats()
corners = st.tuples(cells, cells)
points = st.tuples(spots, spots)
lines = st.lists(texts, max_size=3).map(tuple)
marks = st.one_of(
    st.builds(
        Box, cells, cells, sizes, sizes, st.lists(texts, max_size=3).map(tuple), roles, texts
    ),
    st.builds(Wire, st.lists(corners, max_size=4).map(tuple), roles, st.booleans(), st.booleans()),
    st.builds(Thread, points, points, roles, st.booleans()),
    st.builds(Node, spots, spots, roles, st.sampled_from(SHAPES), st.booleans(), texts),
    st.builds(Label, spots, cells, texts, roles, st.sampled_from(["start", "middle", "end"])),
    st.builds(Bar, cells, cells, spots, roles, texts),
)
scenes = st.builds(
    Scene, texts, texts, st.integers(0, LARGEST), st.integers(0, LARGEST // 2),
    st.lists(marks, max_size=8).map(tuple),
)  # fmt: skip
