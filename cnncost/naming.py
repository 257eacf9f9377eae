"""Names: every row of a network gets a path that says where it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cnncost.measure import Measured
from cnncost.report import Name, Naming, Part


class Building:
    """A part of the network that is still being walked: parts and numbers of rows, in order."""

    __slots__ = ("children", "depth", "full", "name", "parent")

    def __init__(self, name: str, parent: Building | None) -> None:
        self.name = name
        self.parent = parent
        self.depth: int = parent.depth + 1 if parent else 0
        self.children: list[Building | int] = []
        self.full = False  # whether there is a row in it, at any depth

    def inner(self, name: str) -> Building:
        part = Building(name, self)
        self.children.append(part)
        return part

    def put(self, row: int) -> None:
        """The number of a row, after all that is there."""
        self.children.append(row)
        part: Building | None = self
        while part is not None and not part.full:
            part.full = True
            part = part.parent

    def path(self) -> str:
        above = self.parent.path() if self.parent else ""
        return f"{above}/{self.name}" if above else self.name


def named(root: Building, rows: Sequence[Measured]) -> Naming:
    """The finished tree, and every row's name.

    A layer that names its place, or is alone in it, takes the name of the part it stands in;
    others are called by their kind. Names that occur twice side by side are numbered.
    """
    names: dict[int, Name] = {}
    tree = _finished(root, "", "", rows, names)
    return Naming(tree, tuple([names[i] for i in range(len(rows))]))


def _finished(
    part: Building,
    path: str,
    stage: str,
    rows: Sequence[Measured],
    names: dict[int, Name],
) -> Part:
    """The finished part; its rows' names are put into ``names`` on the way."""
    inner = [c for c in part.children if isinstance(c, int) or c.full]
    own_names = [_child_name(child, part, rows, alone=len(inner) == 1) for child in inner]
    again = {name for name, count in Counter(own_names).items() if count > 1}
    used: Counter[str] = Counter()
    children: list[Part | int] = []
    for child, name in zip(inner, own_names, strict=True):
        used[name] += 1
        own = f"{name}.{used[name]}" if name in again else name
        full = f"{path}{own}" if name == "" or path == "" else f"{path}/{own}"
        at = stage or full
        if isinstance(child, int):
            names[child] = Name(full, at, path)
            children.append(child)
        else:
            children.append(_finished(child, full, at, rows, names))
    return Part(part.name, path, tuple(children))


def _child_name(
    child: Building | int, part: Building, rows: Sequence[Measured], alone: bool
) -> str:
    """The name of a part or a row; '' for a row that is called like the part it stands in."""
    if isinstance(child, Building):
        return child.name
    kind = rows[child].kind
    return "" if part.parent and (kind.names or alone) else kind.name
