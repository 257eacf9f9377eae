"""A network as JavaScript: its rows, and what each is given as functions of the parameters and of
the channels that leave the rows before it, so that a change is followed down the network."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from cnncost.analysis import analyze_spec
from cnncost.body import Layer, Origin
from cnncost.errors import shortened
from cnncost.explanation.following import Followed, Guard, Scope, Size, Typed, follow
from cnncost.formula import Expr, number, symbol
from cnncost.formula.javascript import condition, javascript, literal
from cnncost.measure import Shape, value_of
from cnncost.pages.play.kinds import lines, quoted
from cnncost.report import Report
from cnncost.spec import Spec

LONGEST_CALL = 80
# The letter of the channels that leave a row; no name in a spec begins so.
CHANNELS_OF = "@"
# What settles an "and" or an "or" whatever its other side is.
DECIDED_BY = {"and": False, "or": True}


def network_script(
    name: str, spec: Spec, letters: Collection[str] | None = None, input: Shape | None = None
) -> str:
    """``const NAME = networkOf({...});`` for a spec, on its own input or another one.

    ``letters`` are the parameters that may be changed in the page, all if it is None. Raises
    FileError for a network that cannot be counted.
    """
    report = analyze_spec(spec, input)
    return f"const {name} = {_network(spec, report, _free(spec, letters))};\n"


def _free(spec: Spec, letters: Collection[str] | None) -> frozenset[str]:
    return frozenset(spec.params) if letters is None else frozenset(letters) & {*spec.params}


def _network(spec: Spec, report: Report, free: frozenset[str]) -> str:
    sides = _input(spec, report)
    rows, end = follow(spec._replace(input=sides), _channels_after)
    shared = _Shared(free)
    told = list(_rows(shared, report, rows))
    values = {name: literal(value) for name, value in spec.params.items()}
    parts = {
        "name": quoted(spec.name),
        "variant": quoted(spec.variant),
        "title": quoted(spec.title),
        "paper": quoted(spec.paper),
        "params": f"{{ {', '.join(f'{name}: {value}' for name, value in values.items())} }}",
        "input": f"(p) => [{', '.join(shared.code(Typed(side), []) for side in sides)}]",
        "end": str(end),
        "given": lines(shared.givens),
        "guards": lines(shared.guards),
        "calls": lines(quoted(text) for _, text in shared.calls.values()),
        "rows": lines(told),
    }
    shown = "".join(f"  {name}: {value},\n" for name, value in parts.items())
    return f"networkOf({{\n{shown}}})"


def _input(spec: Spec, report: Report) -> Size:
    """The input as the spec has it, or the one that was counted."""
    if report.input == report.own_input:
        return spec.input
    height, width, channels = map(number, report.input)
    return height, width, channels


def _channels_after(row: int, followed: Followed) -> Size:
    """Only the number of channels can be named in a spec, as cin."""
    height, width, _ = followed.measured.output
    return number(height), number(width), symbol(f"{CHANNELS_OF}{row}")


class Asked(NamedTuple):
    """A guard as the page has it: its text, how it came out, how it is asked, and of which rows."""

    text: str
    was: str
    holds: str
    maps: tuple[int, ...]


class _Shared:
    """What many rows have in common, each once and with its number, as it is first needed."""

    def __init__(self, free: frozenset[str]) -> None:
        self.free = free
        self.givens: dict[str, int] = {}
        self.guards: dict[str, int] = {}
        self.calls: dict[tuple[int, tuple[int, int]], tuple[int, str]] = {}

    def given(self, told: Mapping[str, Typed]) -> tuple[int, list[int]]:
        """The number of the function of what a row is told, and the rows whose channels it asks."""
        maps: list[int] = []
        parts = [f"{name}: {self.value(typed, maps)}" for name, typed in told.items()]
        shown = f"({{ {', '.join(parts)} }})" if parts else "({})"
        return _number(self.givens, f"(p, at) => {shown}"), maps

    def guard(self, asked: Asked) -> list[int]:
        """The number of a guard's function, and the rows whose channels it asks for."""
        about = f"text: {quoted(asked.text)}, was: {quoted(asked.was)}"
        shown = f"{{ {about}, holds: (p, at) => {asked.holds} }}"
        return [_number(self.guards, shown), *asked.maps]

    def call(self, origin: Origin) -> int:
        """The number of the place in the spec that a row comes from."""
        key = origin.node.start, origin.span
        if key not in self.calls:
            self.calls[key] = len(self.calls), _call(origin)
        number, _ = self.calls[key]
        return number

    def value(self, typed: Typed, maps: list[int]) -> str:
        """An argument: a number, a word, or a list for a pair."""
        formula, scope = _resolved(typed)
        if formula.op == "text":
            return quoted(formula.args[0])
        if formula.op == "pair":
            return f"[{', '.join(self.value(Typed(part, scope), maps) for part in formula.args)}]"
        return self.code(typed, maps)

    def code(self, typed: Typed, maps: list[int]) -> str:
        """What was typed as JavaScript; rows whose channels it asks for are put into ``maps``."""
        formula, scope = typed
        if scope is not None and not self.depends(typed):
            return literal(value_of(formula, scope.values))
        return javascript(formula, lambda name: self.letter(name, scope, maps))

    def letter(self, name: str, scope: Scope | None, maps: list[int]) -> str:
        if scope is not None:
            return self.code(scope.letters[name], maps)
        if not name.startswith(CHANNELS_OF):
            return f"p.{name}"
        row = int(name.removeprefix(CHANNELS_OF))
        if row not in maps:
            maps.append(row)
        return f"at({maps.index(row)})"

    def depends(self, typed: Typed) -> bool:
        """Whether a change in the page can change what was typed."""
        formula, scope = typed
        names = formula.symbols()
        if formula.op in DECIDED_BY and any(self.decides(typed, side) for side in formula.args):
            return False
        if scope is None:
            return any(name in self.free or name.startswith(CHANNELS_OF) for name in names)
        return any(self.depends(scope.letters[name]) for name in names)

    def decides(self, typed: Typed, side: Expr) -> bool:
        """Whether one side of an ``and`` or ``or`` never changes, and settles it alone."""
        if typed.scope is None or self.depends(Typed(side, typed.scope)):
            return False
        return bool(value_of(side, typed.scope.values)) is DECIDED_BY[typed.formula.op]

    def asked(self, guards: Iterable[Guard]) -> Iterator[Asked]:
        """The guards that a change in the page can make fail."""
        for guard in guards:
            if self.depends(guard.asked):
                maps: list[int] = []
                holds = self.holds(guard, maps)
                yield Asked(str(guard.asked.formula), _was(guard), holds, tuple(maps))

    def holds(self, guard: Guard, maps: list[int]) -> str:
        formula, scope = _resolved(guard.asked)
        if type(guard.came) is not bool:
            return f"equal({self.code(guard.asked, maps)}, {guard.came}n)"
        shown = condition(formula, lambda name: self.letter(name, scope, maps))
        return shown if guard.came else f"!{shown}"


def _number(numbers: dict[str, int], key: str) -> int:
    return numbers.setdefault(key, len(numbers))


def _resolved(typed: Typed) -> Typed:
    """What a name stands for, that again, and so on."""
    formula, scope = typed
    while formula.op == "symbol" and scope is not None:
        formula, scope = scope.letters[formula.args[0]]
    return Typed(formula, scope)


def _was(guard: Guard) -> str:
    """How a guard came out: yes, no, or how many times."""
    if type(guard.came) is bool:
        return "yes" if guard.came else "no"
    return str(guard.came)


def _call(origin: Origin) -> str:
    """A layer as it was typed."""
    typed = origin.node.value[slice(*origin.span)]
    return shortened(" ".join(typed.split()), LONGEST_CALL)


# --- rows


def _rows(shared: _Shared, report: Report, rows: Sequence[Followed]) -> Iterator[str]:
    """One line for each row: [path, kind, given, call, {what is out of the ordinary}]."""
    passed: list[frozenset[Asked]] = []
    for i, (row, name) in enumerate(zip(rows, report.names, strict=True)):
        sources = report.sources[i]
        behind = frozenset[Asked]().union(*(passed[source] for source in sources if source >= 0))
        asked = [one for one in dict.fromkeys(shared.asked(row.guards)) if one not in behind]
        passed.append(behind.union(asked))
        given, maps = shared.given(row.told)
        odd = {
            "stage": "" if name.stage == name.path.split("/")[0] else name.stage,
            "from": maps,
            "sources": [] if sources == (i - 1,) else list(sources),
            "branches": [] if isinstance(row.body, Layer) else list(row.ends),
            "guards": [shared.guard(one) for one in asked],
            "trainOnly": report.aside[i],
        }
        unusual = {key: value for key, value in odd.items() if value}
        line = [name.path, row.measured.kind.name, given, shared.call(row.body.origin)]
        yield quoted([*line, unusual] if unusual else line)
