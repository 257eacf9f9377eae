"""Report: what a network costs, row by row, as numpy columns of exact integers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from cnncost.body import Origin
from cnncost.errors import FileError, UnknownNameError, did_you_mean
from cnncost.formula import LIMIT
from cnncost.kind import LEDGER
from cnncost.measure import Measured, Shape

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Column: TypeAlias = "NDArray[np.int64]"
Number = int | Fraction
Pair = tuple[Number, Number]


class Row(NamedTuple):
    """One layer or join of a network, where it stands and what it sees of the input.

    ``part`` is the path of the branch or module around it, ``stage`` that of the outermost one.
    ``receptive_field`` and ``effective_stride`` are (down, across), in elements of the network's
    input; the field is not cut off at the border, and is the input's size behind a gate that sees
    all of it. ``depth`` counts the layers with weights on the longest path up to and with this one.
    """

    path: str
    stage: str
    part: str
    measured: Measured
    train_only: bool
    receptive_field: tuple[int, int]
    effective_stride: Pair
    depth: int
    origin: Origin

    @property
    def kind(self) -> str:
        return self.measured.kind.name

    @property
    def input(self) -> Shape:
        return self.measured.input

    @property
    def output(self) -> Shape:
        return self.measured.output


class Part(NamedTuple):
    """A named part of a network: its path, and the parts and rows inside it, in order."""

    name: str
    path: str
    children: tuple[Part | int, ...]

    def rows(self) -> Iterator[int]:
        """The numbers of all rows in the part."""
        for child in self.children:
            if isinstance(child, Part):
                yield from child.rows()
            else:
                yield child


class Name(NamedTuple):
    """A row's own path, that of its stage, and that of the part around it."""

    path: str
    stage: str
    part: str


class Naming(NamedTuple):
    """The tree of a network's parts, and every row's name."""

    tree: Part
    names: tuple[Name, ...]


class Once:
    """A function without arguments that runs when it is first asked; unlike cache() it pickles."""

    def __init__(self, make: Callable[[], Naming]) -> None:
        self.make = make
        self.made: Naming | None = None

    def __call__(self) -> Naming:
        if self.made is None:
            self.made = self.make()
        return self.made


# What tables show, unless another convention is asked for.
COUNTED = {"counted_params": "weights", "counted_macs": "macs"}
TRAINED = ("weights", "bias", "norm")  # together they are the parameters
_PLACES = {name: place for place, name in enumerate(LEDGER)}


class Counting(NamedTuple):
    """How is counted: a convention's name, what it calls its two figures, what it means.

    ``rule`` is enough below a picture; ``besides`` is what else there is to say.
    """

    name: str
    params: str
    macs: str
    rule: str
    besides: str = ""

    @property
    def text(self) -> str:
        """All of it, as it stands below a table."""
        return " · ".join(filter(None, (self.rule, self.besides)))


DOCUMENTS = Counting(
    "documents",
    "weights",
    "MACs",
    "weights without bias · 1 MAC = 1 multiply + 1 add · batch 1",
    "bias, normalisation, activations and pooling cost 0 MACs · padded zeros count",
)


@dataclass(frozen=True, eq=False)
class Report:
    """A network's ledger: rows, and for each column of the ledger one int64 for each row.

    ``input`` and ``params`` are what was counted, ``own_input`` and ``own_params`` what the variant
    has by itself. ``measured`` is each row without its name, ``aside`` says which rows only
    training has. What tables show is ``counted_params`` and ``counted_macs``: weights and MACs, or
    what another convention counts. Rows get their names when they are first asked for.

    >>> report["macs"], report.totals["macs"]
    """

    name: str
    variant: str
    title: str
    paper: str
    params: Mapping[str, Number]
    own_params: Mapping[str, Number]
    input: Shape
    own_input: Shape
    output: Shape
    measured: tuple[Measured, ...]
    aside: tuple[bool, ...]
    naming: Callable[[], Naming]
    sources: tuple[tuple[int, ...], ...]
    layout: Callable[[], tuple[Row, ...]]
    counting: Counting = DOCUMENTS
    counted: Mapping[str, Column] = field(default_factory=dict)

    def __getitem__(self, column: str) -> Column:
        """A column of the ledger by name, one number for each row."""
        if column == "params":
            params: Column = parameters(self.columns)
            return params
        if column == "flops":
            return 2 * self.columns["macs"]
        if column in COUNTED:
            return self.counted.get(column, self.columns[COUNTED[column]])
        if column not in self.columns:
            hint = did_you_mean(column, self.columns)
            raise UnknownNameError(f"The ledger has no column '{column}'.{hint}")
        return self.columns[column]

    def numbers(self, column: str) -> list[int]:
        """The same as Python's integers; what is only added up has no need of numpy's import."""
        if column in COUNTED and column not in self.counted:
            column = COUNTED[column]
        if column in _PLACES:
            place = _PLACES[column]
            return [one.ledger[place] for one in self.measured]
        if column == "params":
            return list(map(sum, zip(*map(self.numbers, TRAINED), strict=True)))
        found: list[int] = self[column].tolist()
        return found

    @cached_property
    def columns(self) -> dict[str, Column]:
        """The ledger, column by column."""
        import numpy as np

        table = np.array([one.ledger for one in self.measured], dtype=np.int64)
        return dict(zip(LEDGER, np.ascontiguousarray(table.T), strict=True))

    @cached_property
    def train_only(self) -> NDArray[np.bool_]:
        """Which rows only training has."""
        import numpy as np

        return np.array(self.aside, dtype=bool)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """One row for each layer and join, in the order of the walk."""
        return self.layout()

    @cached_property
    def by_kind(self) -> dict[str, NDArray[np.bool_]]:
        """Which rows are of each kind that there is."""
        import numpy as np

        kinds = np.array([one.kind.name for one in self.measured])
        return {kind: kinds == kind for kind in dict.fromkeys(kinds.tolist())}

    @property
    def names(self) -> tuple[Name, ...]:
        """Every row's name: sooner there than the rows."""
        return self.naming().names

    @property
    def tree(self) -> Part:
        """The parts of the network, and the numbers of the rows in them."""
        return self.naming().tree

    @cached_property
    def totals(self) -> dict[str, int]:
        """The sum of every column over the network as it is deployed."""
        return self.sums(i for i, aside in enumerate(self.aside) if not aside)

    @cached_property
    def train_totals(self) -> dict[str, int]:
        """The sum of every column with the auxiliary heads that only training has."""
        return self.sums(range(len(self.measured)))

    def sums(self, rows: Iterable[int]) -> dict[str, int]:
        """The sum of every column over some rows, with params = weights + bias + norm."""
        chosen = list(rows)
        ledgers = [self.measured[i].ledger for i in chosen]
        sums = map(sum, zip(*ledgers, strict=True)) if ledgers else [0] * len(LEDGER)
        counted = {name: exact_sum(column[chosen]) for name, column in self.counted.items()}
        return with_derived(dict(zip(LEDGER, sums, strict=True))) | counted

    def by(self, key: Callable[[Row], str], train: bool = False) -> dict[str, dict[str, int]]:
        """Sums over the rows with the same key, in the order in which keys first appear."""
        groups: dict[str, list[int]] = {}
        for i, row in enumerate(self.rows):
            if train or not row.train_only:
                groups.setdefault(key(row), []).append(i)
        return {name: self.sums(rows) for name, rows in groups.items()}

    def __rich__(self) -> Any:
        from cnncost.views.show import report_table
        from cnncost.views.table import to_rich

        return to_rich(report_table(self))

    def _repr_html_(self) -> str:
        from cnncost.views.show import report_table
        from cnncost.views.table_html import to_html

        return to_html(report_table(self))

    def __repr__(self) -> str:
        totals = self.totals
        return (
            f"Report({self.variant}: {len(self.measured)} rows, {totals['params']:,} parameters, "
            f"{totals['macs']:,} MACs)"
        )


def with_derived(sums: dict[str, int]) -> dict[str, int]:
    """Sums of the ledger with what follows from them: params and flops."""
    counted = {name: sums[column] for name, column in COUNTED.items()}
    return {**sums, "params": parameters(sums), "flops": 2 * sums["macs"], **counted}


def parameters(ledger: Mapping[str, Any]) -> Any:
    """All that is trained, of sums or of whole columns."""
    weights, bias, norm = (ledger[name] for name in TRAINED)
    return weights + bias + norm


def exact_sum(column: Column) -> int:
    """The sum of a column; where int64 might not hold it on the way, in Python's integers."""
    if len(column) == 0:
        return 0
    if int(column.max()) * len(column) <= LIMIT:
        return int(column.sum())
    return int(sum(column.tolist()))


def refuse_past_the_limit(
    ledgers: list[tuple[int, ...]], network: Origin, refuse: Callable[[int, int], FileError]
) -> None:
    """Raise what ``refuse`` says of the row whose number is past 10^18, by its number and that; or
    FileError at the network whose total is."""
    if max(map(max, ledgers), default=0) > LIMIT:
        raise next(refuse(i, max(one)) for i, one in enumerate(ledgers) if max(one) > LIMIT)
    for name, total in zip(LEDGER, map(sum, zip(*ledgers, strict=True)), strict=False):
        if total > LIMIT:
            raise network.error(
                f"The network's {name.replace('_', ' ')} add up to {total:,}, more than 10^18, the "
                "most that cnncost counts to."
            )
