"""Numbers found for letters, as students write them: ``{K: 5, M: 128}`` or ``K=5, M=128``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cnncost.document import Node, is_mapping, is_text
from cnncost.errors import listed, shortened
from cnncost.homework.numerals import Unread, is_blank, read_whole

Found = dict[str, int]
LONGEST = 400
_BETWEEN = re.compile(r" ?(?:[,;]| and | ) ?(?=[A-Za-z][A-Za-z0-9_]* ?[=:])")
_ONE = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9_]*) ?[=:] ?(?P<number>.*)")


def read_found(node: Node, find: Sequence[str]) -> Found | Unread | None:
    """A whole number for each letter; None if nothing was written."""
    pairs = _pairs(node, find)
    if isinstance(pairs, Unread):
        return pairs
    if all(is_blank(typed) and name in find for name, typed in pairs):
        return None
    found: Found = {}
    for name, typed in pairs:
        number = read_whole(typed)
        if name not in find and "=" in name:
            return Unread(f"Inside {{ }} a letter has a colon and a space: {_example(find)}.")
        if name not in find and name.isdecimal():
            return Unread("Inside { } YAML splits a number at its comma; write digits only.")
        if name not in find:
            return Unread(f"'{shortened(name)}' is not asked for, only {listed(find)}.")
        if name in found:
            return Unread(f"{name} is given twice.")
        if is_blank(typed):
            return Unread(f"The number for {name} is missing.")
        if isinstance(number, Unread):
            return Unread(f"{name}: {number.why}")
        found[name] = number
    missing = [name for name in find if name not in found]
    if missing:
        return Unread(f"The number for {listed(missing)} is missing.")
    return {name: found[name] for name in find}


def _example(find: Sequence[str]) -> str:
    return f"{{{', '.join(f'{name}: 3' for name in find)}}}"


def _pairs(node: Node, find: Sequence[str]) -> list[tuple[str, str]] | Unread:
    """Names and what stands beside them."""
    example = f"Write {', '.join(f'{name}=3' for name in find)} with your numbers."
    if is_mapping(node):
        if not all(is_text(value) for _, value in node.value):
            return Unread(f"One number is expected for each letter. {example}")
        return [(key.value.strip(), value.value) for key, value in node.value]
    if not is_text(node) or len(node.value) > LONGEST:
        return Unread(example)
    typed = " ".join(node.value.split())
    if is_blank(typed):
        return []
    matches = [_ONE.fullmatch(part) for part in _BETWEEN.split(typed)]
    if len(find) == 1 and matches == [None]:
        return [(find[0], typed)]
    pairs = [(match["name"], match["number"].strip()) for match in matches if match]
    return pairs if len(pairs) == len(matches) else Unread(example)
