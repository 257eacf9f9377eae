"""What colour a role has: on white, on black, and in a terminal.

The hues are those of Okabe and Ito (2008), made darker or lighter until each can be read, and far
enough from the others for colour-blind readers. No mark is told from another by its colour alone.
"""

from __future__ import annotations

from typing import NamedTuple


class Hue(NamedTuple):
    """One colour for lines and solid marks, a pale one to fill frames, one for letters."""

    line: str
    fill: str
    ink: str


class Theme(NamedTuple):
    """A background and the hues that are seen on it."""

    paper: str
    hues: dict[str, Hue]


LIGHT = Theme(
    "#ffffff",
    {
        "ink": Hue("#1f2328", "#ffffff", "#1f2328"),
        "grey": Hue("#747d88", "#f5f6f8", "#59636e"),
        "slate": Hue("#59636e", "#e9ecf0", "#3d444d"),
        "blue": Hue("#0067a3", "#e4f2ff", "#00578d"),
        "sky": Hue("#3c9cd0", "#e8f6ff", "#0071a1"),
        "green": Hue("#048c66", "#e0f7ec", "#007454"),
        "orange": Hue("#c58703", "#fbeedc", "#8f6100"),
        "yellow": Hue("#544e00", "#f7f6d8", "#544e00"),
        "vermillion": Hue("#b64f02", "#ffece2", "#a84a04"),
        "purple": Hue("#8b3e6b", "#ffe9f4", "#8b3e6b"),
    },
)
DARK = Theme(
    "#14171c",
    {
        "ink": Hue("#e6edf3", "#14171c", "#e6edf3"),
        "grey": Hue("#858e99", "#20252c", "#a3adb8"),
        "slate": Hue("#a3adb8", "#2f363f", "#c5ccd3"),
        "blue": Hue("#308ecf", "#122c41", "#62aeea"),
        "sky": Hue("#69c7fc", "#0d2e3f", "#7ccbf5"),
        "green": Hue("#3cbc8f", "#0c3224", "#3cbc8f"),
        "orange": Hue("#df9b08", "#382609", "#e69f00"),
        "yellow": Hue("#e4d72f", "#2e2b0a", "#f0e442"),
        "vermillion": Hue("#c45600", "#3e2213", "#f08a4b"),
        "purple": Hue("#ac5d8a", "#3c1f2f", "#d98fb8"),
    },
)

# Colours halfway between white and black, so that they are read on either: 4.5 to 1 on both.
# Rich takes the nearest one where a terminal has fewer. The terminal's own colour is "".
HALFWAY = {
    "ink": "",
    "grey": "#767676",
    "slate": "",
    "blue": "#167bbb",
    "sky": "#00809b",
    "green": "#018661",
    "orange": "#9e6b00",
    "yellow": "#7f7700",
    "vermillion": "#c25400",
    "purple": "#ab5b88",
}

HUES = {
    "text": "ink", "muted": "grey", "strong": "ink", "conv": "blue", "pointwise": "sky",
    "depthwise": "orange", "grouped": "purple", "fc": "vermillion", "pool": "green",
    "norm": "grey", "activation": "yellow", "join": "slate", "skip": "vermillion",
    "data": "ink", "other": "grey",
    "group1": "blue", "group2": "orange", "group3": "green", "group4": "purple",
    "group5": "vermillion", "group6": "sky", "group7": "yellow", "group8": "ink",
}  # fmt: skip

# The Rich style of each role.
TERMINAL = {role: HALFWAY[name] for role, name in HUES.items()} | {"strong": "bold"}


def hue(theme: Theme, role: str) -> Hue:
    """The colours of a role in a theme."""
    return theme.hues[HUES[role]]
