"""What is sought: an inverse item as its entry asks for it, before any numbers are drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from cnncost.chain import expression
from cnncost.document import Node, is_mapping, is_text
from cnncost.errors import shortened
from cnncost.formula import Expr
from cnncost.head import check_symbol, named_entries, read_number
from cnncost.homework.draw import Draw, Number, read_draw
from cnncost.homework.quantities import Quantity, read_asked
from cnncost.homework.question import Setting
from cnncost.homework.subject import About, read_about

KEYS = ("layer", "input", "given", "find", "is")
MOST_FOUND, MOST_GIVEN = 6, 10


class Inverse(NamedTuple):
    """An inverse item as it was written; ``values`` are those of the letters that are not drawn."""

    about: About
    layer: Expr
    given: tuple[Quantity, ...]
    find: tuple[str, ...]
    values: Mapping[str, Number]
    draw: Draw


def read_inverse(given: Mapping[str, Node], node: Node, setting: Setting) -> Inverse:
    """The item of an entry. Raises FileError for what is none."""
    for key in ("layer", "given", "find"):
        if key not in given:
            raise node.error(f"An inverse item has no '{key}:'.")
    about = read_about(given, node, setting.folder)
    assert about.layer is not None  # it is given
    draw = read_draw(given.get("draw"), given.get("where"))
    item = Inverse(
        about,
        expression(about.layer),
        tuple(read_asked({"asks": one}, one) for one in _list(given["given"], MOST_GIVEN)),
        tuple(str(one.value) for one in _list(given["find"], MOST_FOUND)),
        _values(given.get("is"), draw),
        draw,
    )
    for one in _list(given["find"], MOST_FOUND):
        _check(one, item)
    return item


def _list(node: Node, most: int) -> tuple[Node, ...]:
    found = (node,) if is_text(node) else node.value
    words = not is_mapping(node) and all(is_text(one) for one in found)
    if not words or not 1 <= len(found) <= most:
        raise node.error(f"Expected a list of 1 to {most} names.")
    for one in found:
        if [other.value for other in found].count(one.value) > 1:
            raise one.error(f"'{shortened(one.value)}' is given twice.")
    return tuple(found)


def _values(node: Node | None, draw: Draw) -> dict[str, Number]:
    """The numbers of the letters that are the same for everyone."""
    found: dict[str, Number] = {}
    for key, value in named_entries(node, "is", "K: 3") if node else ():
        check_symbol(key, "letter")
        if key.value in draw.letters:
            raise key.error(f"'{key.value}' is drawn, so it has no value of its own.")
        found[key.value] = read_number(value)
    return found


def _check(node: Node, item: Inverse) -> None:
    """Refuse a letter that cannot be found."""
    name = node.value
    if name not in item.layer.symbols():
        raise node.error(f"'{shortened(name)}' is to be found, but the layer does not name it.")
    if name not in item.values and name not in item.draw.letters:
        raise node.error(
            f"'{shortened(name)}' has no number: draw it, or write 'is: {{{name}: 3}}'."
        )
    size = item.about.input
    sized = is_text(size) and size.value.startswith("(") if size else False
    if size is not None and sized and name in expression(size).symbols():
        raise node.error(f"'{name}' is to be found, so the input cannot show it.")
