"""Baselines: reports that were printed as JSON before, read as files of strangers are."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from cnncost.budgeting.changes import COUNTED, Layer
from cnncost.errors import UsageError, did_you_mean, listed, printable, shortened
from cnncost.files import reason
from cnncost.formula import LIMIT
from cnncost.measure import Shape
from cnncost.report import DOCUMENTS, Report, with_derived

MOST_BYTES = 8 * 1024 * 1024
MOST_LISTED = 5
REPORT, COMPARISON = "cnncost.report/1", "cnncost.comparison/1"
ADDED_UP = ("weights", "bias", "norm", "macs")
NAMELESS = "a convention without a name"
TRY = "Make it with 'cnncost show SPEC --format json'."


class Baseline(NamedTuple):
    """A report that was printed earlier, with what is needed to see what changed since.

    ``convention`` is the name of the other convention that it was counted by, empty for our own.
    """

    file: str
    name: str
    variant: str
    input: Shape
    params: Mapping[str, Fraction]
    convention: str
    every_layer: tuple[Layer, ...]

    def layers(self, train: bool) -> tuple[Layer, ...]:
        """Its layers, with those that only training has if that is meant."""
        return tuple(one for one in self.every_layer if train or not one.train_only)

    def total(self, quantity: str, train: bool) -> int:
        """The sum over its layers."""
        return sum(one.counts[quantity] for one in self.layers(train))


def read_baseline(path: str | Path) -> tuple[Baseline, ...]:
    """The reports in a file that ``show`` or ``compare`` printed as JSON.

    Raises UsageError for any other file, with what is wrong with it.
    """
    file = shortened(str(path), 200)
    data = _json(_content(Path(path), file), file)
    schema = data.get("schema") if isinstance(data, dict) else None
    if schema == REPORT:
        return (_report(data, file, ""),)
    if schema == COMPARISON:
        reports = _field(data, "reports", list, f"{file}: ", "a list of reports")
        if not reports:
            raise UsageError(f"{file} has no report at all.")
        return tuple(_report(one, file, f"reports[{i}].") for i, one in enumerate(reports))
    found = f" Its schema is {_told(schema)}." if schema is not None else ""
    raise UsageError(f"{file} is no report of cnncost.{found} {TRY}")


def baseline_for(baselines: Sequence[Baseline], report: Report) -> Baseline | None:
    """The baseline of that network, if there is one.

    Raises UsageError if there are two of them, or if it was counted by another convention.
    """
    name = (report.name, report.variant)
    same = [one for one in baselines if (one.name, one.variant) == name]
    if len(same) > 1:
        files = listed(dict.fromkeys(one.file for one in same))
        raise UsageError(f"There are {len(same)} reports of {report.variant} in {files}.")
    if not same:
        return None
    now = "" if report.counting == DOCUMENTS else _title(report.counting.text)
    if same[0].convention != now:
        raise UsageError(
            f"{same[0].file} counts {_by(same[0].convention)}, and this run {_by(now)}: use the "
            "same --convention, or make the baseline again."
        )
    return same[0]


def nothing_of(baselines: Sequence[Baseline], report: Report) -> str:
    """What to say of a network that no baseline is of."""
    files = listed(dict.fromkeys(one.file for one in baselines))
    known = list(dict.fromkeys(_called(one) for one in baselines))
    more = f" and {len(known) - MOST_LISTED:,} more" if len(known) > MOST_LISTED else ""
    names = ", ".join(known[:MOST_LISTED]) + more if more else listed(known)
    hint = did_you_mean(report.variant, [one for one in known[:1_000] if one != report.variant])
    return f"{files} has the report of {names}, none of {_called(report)}.{hint}"


def _called(network: Baseline | Report) -> str:
    """A network's variant, with its name where that is another."""
    name = "" if network.name == network.variant else f" ({shortened(network.name)})"
    return f"{shortened(network.variant)}{name}"


def _by(convention: str) -> str:
    return f"as {convention} does" if convention else "in our own convention"


def _title(convention: str) -> str:
    return convention.partition(":")[0]


# --- reading


def _content(path: Path, file: str) -> bytes:
    try:
        if path.is_dir() or not path.exists():  # a pipe is well: <(git show main:base.json)
            raise UsageError(f"{file} is not a file that can be read. {TRY}")
        with path.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except OSError as error:
        why = "its name is too long" if error.errno == errno.ENAMETOOLONG else reason(error)
        raise UsageError(f"{file} cannot be read: {why}.") from None
    if len(content) > MOST_BYTES:
        limit = f"{MOST_BYTES // 1024**2} MiB"
        raise UsageError(f"{file} is larger than {limit}, the most that is read of a baseline.")
    if not content.strip():
        raise UsageError(f"{file} is empty. {TRY}")
    return content


def _json(content: bytes, file: str) -> Any:
    import json

    def refuse(constant: str) -> None:
        raise UsageError(f"{file} holds {constant}, which is no number.")

    try:
        return json.loads(content, parse_constant=refuse)
    except json.JSONDecodeError as error:
        place = f"{file}:{error.lineno}:{error.colno}"
        raise UsageError(f"{place}: this is not JSON: {error.msg}. {TRY}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{file} is not UTF-8 text. {TRY}") from None
    except RecursionError:
        raise UsageError(f"{file} is nested too deeply. {TRY}") from None
    except ValueError:  # Python reads no number of so many digits
        raise UsageError(f"{file} holds a number of too many digits.") from None


def _report(data: Any, file: str, place: str) -> Baseline:
    where = f"{file}: {place}"
    if not isinstance(data, dict):
        raise UsageError(f"{where.rstrip('.')} is {_told(data)}; expected a report.")
    totals = _field(data, "totals", dict, where, "the totals")
    other = "counted_macs" in totals
    convention = _text(data, "convention", where)
    found = Baseline(
        file,
        name=_text(data, "name", where),
        variant=_text(data, "variant", where),
        input=_shape(data, "input", where),
        params=dict(_settings(_field(data, "params", dict, where, "parameters"), where)),
        convention=(_title(convention) or NAMELESS) if other else "",
        every_layer=tuple(_layers(data, other, where)),
    )
    _refuse_other_totals(found, totals, other, where)
    return found


def _layers(data: Any, other: bool, where: str) -> Iterator[Layer]:
    """The rows that cost anything, each path once."""
    known = set()
    for i, row in enumerate(_field(data, "rows", list, where, "a list of layers")):
        at = f"{where}rows[{i}]."
        if not isinstance(row, dict):
            raise UsageError(f"{at.rstrip('.')} is {_told(row)}; expected a layer.")
        path = _text(row, "path", at)
        if path in known:
            raise UsageError(f"{at}path is '{shortened(path)}', which is there already.")
        known.add(path)
        counts = _counts(row, other, at)
        if any(counts.values()):
            only = _field(row, "train_only", bool, at, "true or false")
            shapes = _shape(row, "input", at), _shape(row, "output", at)
            yield Layer(path, _text(row, "kind", at), *shapes, only, counts)


def _counts(row: Any, other: bool, where: str) -> dict[str, int]:
    """What the row costs, as the report's convention counts."""
    if other:
        return {quantity: _whole(row, f"counted_{quantity}", where) for quantity in COUNTED}
    sums = with_derived({name: _whole(row, name, where) for name in ADDED_UP})
    return {quantity: sums[quantity] for quantity in COUNTED}


def _refuse_other_totals(found: Baseline, totals: Any, other: bool, where: str) -> None:
    for quantity in COUNTED:
        name = f"counted_{quantity}" if other else quantity
        stated, added = _whole(totals, name, f"{where}totals."), found.total(quantity, train=False)
        if stated != added:
            raise UsageError(
                f"{where}totals.{name} is {stated:,}, but the layers add up to {added:,}: the file "
                f"was changed, or is not whole. {TRY}"
            )


def _settings(params: Mapping[str, Any], where: str) -> Iterable[tuple[str, Fraction]]:
    for name, value in params.items():
        if type(value) not in (int, float) or not abs(value) <= LIMIT:
            place = f"{where}params.{shortened(name)}"
            raise UsageError(f"{place} is {_told(value)}; expected a number.")
        yield printable(name), Fraction(str(value))


def _field(data: Any, key: str, sort: type, where: str, wanted: str) -> Any:
    """An entry of that sort and no other. Raises UsageError with where it should be."""
    if type(data.get(key)) is not sort:
        found = _told(data[key]) if key in data else "missing"
        raise UsageError(f"{where}{key} is {found}; expected {wanted}.")
    return data[key]


def _text(data: Any, key: str, where: str) -> str:
    return printable(_field(data, key, str, where, "a text"))


def _whole(data: Any, key: str, where: str) -> int:
    value: int = _field(data, key, int, where, "a whole number")
    if not 0 <= value <= LIMIT:
        raise UsageError(f"{where}{key} is {_told(value)}; expected 0 to 10^18.")
    return value


def _shape(data: Any, key: str, where: str) -> Shape:
    value = _field(data, key, list, where, "height, width and channels")
    if len(value) != 3 or any(type(n) is not int or not 0 < n <= LIMIT for n in value):
        raise UsageError(f"{where}{key} is {_told(value)}; expected height, width and channels.")
    height, width, channels = value
    return height, width, channels


def _told(value: Any) -> str:
    """A value of a stranger's file in a few words."""
    if isinstance(value, (list, dict)):
        return "a list" if isinstance(value, list) else "an object"
    if isinstance(value, str):
        return f"'{shortened(value)}'"
    plain = str(value)
    return {"None": "null", "True": "true", "False": "false"}.get(plain, shortened(plain))
